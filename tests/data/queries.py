#!/usr/bin/env python3
"""Every query of the documentation prints what is printed below it.  usage: queries.py AIFSIM [--write]

In docs/*.md a block of ```sql is a query, and a block of ```text right behind it is what `sqlite3
-readonly -header -column` prints; without such a block the query only has to work.  Which results it
is asked of is said by a comment line above it, in force until the next one or the end of the file:
    <!-- results: configs/experiments/smoke.yaml --set seeds=1..5 --out out/smoke -->
--write puts the answers into the files, for who adds a query and then reads what it says.
Skipped (77) without the program sqlite3."""
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import results

USUAL = "configs/experiments/smoke.yaml --set seeds=1..5 --out out/smoke"
PIECE = re.compile(r"^<!-- results: (?P<of>.*?) -->$|^```sql\n(?P<sql>.*?)^```\n(?:\n```text\n(?P<text>.*?)^```\n)?",
                   re.M | re.S)


class Asker:
    """Makes each result once, where the documentation says it is."""

    def __init__(self, aifsim, folder):
        self.aifsim, self.folder, self.made = aifsim, folder, {}

    def results_of(self, command):
        if command not in self.made:
            words = shlex.split(command)
            at = words.index("--out")
            place = pathlib.Path(words[at + 1])
            if place.is_absolute() or ".." in place.parts:
                raise ValueError(f"--out {place}: expected a folder below this one")
            (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
            results.run(self.aifsim, self.folder / place, *words[:at], *words[at + 2:])
            self.made[command] = place
        return self.made[command]

    def ask(self, command, sql):
        database = self.results_of(command) / "results.db"
        done = subprocess.run(["sqlite3", "-bail", "-readonly", "-header", "-column", str(database)], input=sql,
                              capture_output=True, text=True, cwd=self.folder, check=False)
        return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n", done.stderr


def answers(asker, path):
    """(piece, answer, error) of each query of a file."""
    command = USUAL
    for piece in PIECE.finditer(path.read_text(encoding="utf-8")):
        if piece["of"]:
            command = piece["of"]
        else:
            yield piece, *asker.ask(command, piece["sql"])


def rewrite(asker, path):
    text, done, end = path.read_text(encoding="utf-8"), "", 0
    for piece, answer, _ in answers(asker, path):
        done += text[end:piece.start()] + f"```sql\n{piece['sql']}```\n\n```text\n{answer}```\n"
        end = piece.end()
    path.write_text(done + text[end:], encoding="utf-8")


def check(asker, path):
    """The number of queries of a file, and that of wrong ones."""
    text, count, wrong = path.read_text(encoding="utf-8"), 0, 0
    for piece, answer, error in answers(asker, path):
        count += 1
        line = text.count("\n", 0, piece.start()) + 1
        if error or answer == "\n":
            print(f"{path.name}:{line}: {error or 'no answer'}")
            wrong += 1
        elif piece["text"] is not None and piece["text"] != answer:
            print(f"{path.name}:{line}: other answer than printed:\n{answer}")
            wrong += 1
    return count, wrong


def main():
    if not shutil.which("sqlite3"):
        results.skip("sqlite3 is not installed")
    with tempfile.TemporaryDirectory() as folder:
        asker = Asker(sys.argv[1], pathlib.Path(folder))
        files = sorted((results.ROOT / "docs").glob("*.md"))
        if "--write" in sys.argv:
            for path in files:
                rewrite(asker, path)
        found = [check(asker, path) for path in files]
    queries, wrong = sum(f[0] for f in found), sum(f[1] for f in found)
    print(f"{queries} queries, {wrong} wrong")
    return 1 if wrong or queries < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
