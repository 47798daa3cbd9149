#!/usr/bin/env python3
"""Figures in sentences and tables of README.md and docs/ that come from experiments, computed again.

usage: numbers_in_text.py AIFSIM [MPIRUN]

tests/docs/numbers.txt has three lines for each: the page, what it says, and the command that computes it.
A `{}` in a sentence is one word of the command's output after the other; the sentence that results has
to be on the page, line breaks aside.  `lines from WORD` is a table: its first line begins with WORD,
it ends with an empty line or fence, and each of its lines has to be one of the output.  Lines that begin
with `$ ` are commands run before.  Everything runs in one folder like a checkout."""
import os
import pathlib
import sys
import tempfile

import pages

ROOT = pages.ROOT


def entries(text):
    """Commands to run before, as (None, None, command), and checks, in their order."""
    found, lines = [], []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("$ ") and not lines:
            found.append((None, None, line[2:]))
            continue
        lines.append(line.strip())
        if len(lines) == 3:
            found.append((lines[0], lines[1], lines[2].removeprefix("$ ")))
            lines = []
    if lines:
        raise pages.Mistake(f"numbers.txt: '{lines[0]}' has no command")
    return found


def table_lines(page, word):
    """The lines of the table on a page that begins with a word."""
    found = []
    for line in page.splitlines():
        if found and (not line.strip() or line.startswith("```")):
            break
        if found or line.strip().startswith(word):
            found.append(line.strip())
    return found


def table_difference(word, page, output):
    shown, printed = table_lines(page, word), [line.strip() for line in output.splitlines()]
    if not shown:
        return f"no line begins with '{word}'"
    missing = [line for line in shown if line not in printed]
    return None if not missing else f"not computed: {missing[0]}\nbut\n{output}"


def difference(entry, page, output):
    """What is wrong with an entry, or None."""
    _, says, _ = entry
    if says.startswith("lines from "):
        return table_difference(says.removeprefix("lines from "), page, output)
    words = output.split()
    if len(words) != says.count("{}"):
        return f"the command gives {len(words)} figures, the sentence has {says.count('{}')} places:\n{output}"
    sentence = says.format(*words)
    if " ".join(sentence.split()) in " ".join(page.split()):
        return None
    return f"the page does not say '{sentence}'"


def main():
    aifsim, failed = pathlib.Path(sys.argv[1]).resolve(), 0
    mpirun = sys.argv[2] if len(sys.argv) > 2 else "none"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        env = pages.checkout(folder, aifsim)
        (folder / "out").mkdir()
        env["MPIRUN"] = "env" if mpirun == "none" else f"{mpirun} -n 2 --oversubscribe --bind-to none"
        for entry in entries((ROOT / "tests/docs/numbers.txt").read_text()):
            page, says, command = entry
            done = pages.run(command, folder, env)
            wrong = f"status {done.returncode}:\n{done.stdout}" if done.returncode else None
            if page and not wrong:
                wrong = difference(entry, (ROOT / page).read_text(), done.stdout)
            if wrong:
                failed += 1
                print(f"NOT {page}: {says}: {command}\n{wrong}")
            elif page:
                print(f"ok  {page}: {says}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
