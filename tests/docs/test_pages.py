#!/usr/bin/env python3
"""The runner of the documentation accepts what is right and notices what is wrong.

usage: test_pages.py"""
import pathlib
import tempfile
import unittest

import numbers_in_text
import pages


class Pages(unittest.TestCase):
    def follow(self, text):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"
            page.write_text(text)
            return pages.check_page(page, pathlib.Path("/bin/true"))

    def mistake(self, text):
        with self.assertRaises(pages.Mistake) as caught:
            self.follow(text)
        return str(caught.exception)

    def test_commands_and_their_output_are_compared(self):
        self.assertEqual(self.follow("```console\n$ echo a; echo b >&2\na\nb\n\n$ true\n```\n"), 2)
        self.assertIn("2: `echo a` prints\na\ninstead of\nb", self.mistake("```console\n$ echo a\nb\n```\n"))

    def test_output_that_is_not_shown_is_a_mistake(self):
        self.assertIn("prints", self.mistake("```console\n$ echo a; echo b\na\n```\n"))

    def test_dots_stand_for_any_lines_or_any_text(self):
        self.assertEqual(self.follow("```console\n$ seq 9\n1\n...\n9\n```\n"), 1)
        self.assertEqual(self.follow("```console\n$ echo took 3 s\ntook ... s\n```\n"), 1)
        self.assertIn("prints", self.mistake("```console\n$ seq 9\n1\n...\n8\n```\n"))

    def test_a_command_that_fails_is_a_mistake(self):
        self.assertIn("ends with status 3", self.mistake("```console\n$ exit 3\n```\n"))

    def test_commands_go_on_behind_an_angle_bracket(self):
        self.assertEqual(self.follow("```console\n$ cat <<END\n> a\n> END\na\n```\n"), 1)

    def test_files_that_readers_save_are_there(self):
        self.assertEqual(self.follow("<!-- file: x/y -->\n```yaml\na: 1\n```\n```console\n$ cat x/y\na: 1\n```\n"), 1)

    def test_a_block_that_is_a_committed_file_is_compared(self):
        self.assertIn("not what is in LICENSE", self.mistake("<!-- same as: LICENSE -->\n```\nmine\n```\n"))

    def test_what_looks_like_commands_is_run_or_marked(self):
        self.assertIn("1: a block with commands", self.mistake("```sh\n$ echo a\n```\n"))
        self.assertEqual(self.follow("<!-- not run: no cluster here -->\n```console\n$ exit 1\n```\n"), 0)
        self.assertIn("no fenced block follows", self.mistake("<!-- not run: no cluster -->\n\nwords\n"))

    def test_a_fence_that_is_not_closed_is_a_mistake(self):
        self.assertIn("1: this fence is not closed", self.mistake("```console\n$ true\n"))


class Numbers(unittest.TestCase):
    def test_figures_of_commands_are_put_into_the_sentence(self):
        entry = ("page.md", "waits {} and {} s", "echo 3; echo 4.5")
        self.assertIsNone(numbers_in_text.difference(entry, "It waits 3 and\n4.5 s.", "3\n4.5\n"))
        self.assertIn("waits 3 and 4.6 s", numbers_in_text.difference(entry, "It waits 3 and\n4.5 s.", "3\n4.6\n"))

    def test_a_command_with_too_few_figures_is_noticed(self):
        self.assertIn("gives 1 figures", numbers_in_text.difference(("page.md", "{} {}", "echo 3"), "3 3", "3\n"))

    def test_each_line_of_a_table_is_looked_for(self):
        entry = ("page.md", "lines from SITE", "x")
        page = "    SITE  a\n    one   1\n\nwords\n"
        self.assertIsNone(numbers_in_text.difference(entry, page, "x\nSITE  a\none   1\ntwo   2\n"))
        self.assertIn("one   1", numbers_in_text.difference(entry, page, "SITE  a\none   2\n"))
        self.assertIn("no line", numbers_in_text.difference(entry, "words\n", "SITE  a\n"))


if __name__ == "__main__":
    unittest.main()
