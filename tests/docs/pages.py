#!/usr/bin/env python3
"""Runs what the documentation shows, and compares what comes out with what is printed there.

usage: pages.py AIFSIM [PAGE...]

Each page (README.md and all of docs/, if none is named) is followed from top to bottom in one new folder that looks like a checkout (configs, traces,
tests and docs are there, out is not), with `aifsim` found first on the PATH:

  ```console          lines `$ COMMAND` are run by bash, `> TEXT` goes on with the command above; other
                      lines are its whole output, errors included.  A line `...` stands for any lines,
                      and three dots within a line for any text.  Every command must succeed.
  <!-- file: NAME --> the next fenced block is what a reader saves as NAME
  <!-- same as: F --> the next fenced block is the committed file F, word for word
  <!-- not run: WHY --> the next ```console block is shown only: it needs what a test has not

Readers do not see the comments; these words are for authors.  A block of another kind with a line that
starts with `$ ` is a mistake: nothing may look like output that is not checked."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = re.compile(r"<!-- (file|same as|not run): (.+?) -->")
SECONDS = 120


class Mistake(Exception):
    """What is wrong on a page, in words; begins with the line."""


def blocks(text):
    """The fenced blocks of a page: line of the fence, language, lines inside, and the mark above it or None."""
    mark, fence, found = None, None, []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if fence:
            if bare == "```":
                found.append(fence)
                fence = None
            else:
                fence[2].append(line)
        elif bare.startswith("```"):
            fence, mark = (number, bare[3:], [], mark), None
        elif MARK.fullmatch(bare):
            mark = MARK.fullmatch(bare).groups()
        elif bare and mark:
            raise Mistake(f"{number}: no fenced block follows the mark '{mark[0]}: {mark[1]}'")
    if fence:
        raise Mistake(f"{fence[0]}: this fence is not closed")
    return found


def steps(first, lines):
    """The commands of a console block: number of its line, command, lines of output."""
    found = []
    for number, line in enumerate(lines, first + 1):
        if line.startswith("$ "):
            found.append((number, line[2:], []))
        elif not found:
            raise Mistake(f"{number}: output before any command")
        elif line.startswith("> ") or line == ">":
            number, command, output = found.pop()
            found.append((number, command + "\n" + line[2:], output))
        else:
            found[-1][2].append(line)
    return found


def is_like(got, want):
    """Whether lines of output are those that the page shows."""
    pattern = ""
    for line in want:
        if line == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(map(re.escape, line.split("..."))) + r"\n"
    return re.fullmatch(pattern, "".join(line + "\n" for line in got)) is not None


def run(command, folder, env):
    return subprocess.run(["bash", "-c", command], cwd=folder, env=env, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)


def follow(step, folder, env):
    """Run one command; a Mistake if it fails or says something else."""
    number, command, want = step
    try:
        done = run(command, folder, env)
    except subprocess.TimeoutExpired:
        raise Mistake(f"{number}: `{command}` takes more than {SECONDS} s") from None
    got = [line.rstrip() for line in done.stdout.rstrip().splitlines()]
    while want and not want[-1]:
        want = want[:-1]
    if done.returncode != 0:
        raise Mistake(f"{number}: `{command}` ends with status {done.returncode}:\n" + "\n".join(got))
    if not is_like(got, want):
        raise Mistake(f"{number}: `{command}` prints\n" + "\n".join(got) + "\ninstead of\n" + "\n".join(want))


def block_steps(block, folder):
    """What is to be run of a block; files that it stands for are written or compared."""
    number, language, lines, mark = block
    text = "\n".join(lines) + "\n"
    kind = mark[0] if mark else None
    if kind == "file":
        (folder / mark[1]).parent.mkdir(parents=True, exist_ok=True)
        (folder / mark[1]).write_text(text)
    elif kind == "same as":
        path = ROOT / mark[1]
        if not path.is_file() or path.read_text() != text:
            raise Mistake(f"{number}: the block is not what is in {mark[1]}")
    elif language != "console" and any(line.startswith("$ ") for line in lines):
        raise Mistake(f"{number}: a block with commands is to be ```console")
    elif kind == "not run" and language != "console":
        raise Mistake(f"{number}: 'not run' goes with ```console")
    return steps(number, lines) if language == "console" and not kind else []


def checkout(folder, aifsim):
    """Make a folder look like a checkout.  Gives the environment of commands there."""
    (folder / "bin").mkdir()
    (folder / "bin" / "aifsim").symlink_to(aifsim)
    shutil.copytree(ROOT / "configs", folder / "configs")  # readers add files there
    for part in ("README.md", "traces", "tests", "docs"):
        (folder / part).symlink_to(ROOT / part)
    return {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}", "LC_ALL": "C", "COLUMNS": "80",
            "HOME": str(folder)}


def check_page(page, aifsim):
    """Follow a page.  Gives the number of commands run."""
    count, found = 0, blocks(page.read_text())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        env = checkout(folder, aifsim)
        for block in found:
            for step in block_steps(block, folder):
                follow(step, folder, env)
                count += 1
    return count


def main():
    aifsim, failed = pathlib.Path(sys.argv[1]).resolve(), 0
    named = [pathlib.Path(name).resolve() for name in sys.argv[2:]]
    for page in named or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        try:
            count = check_page(page, aifsim)
            if count or named:
                print(f"ok  {page.relative_to(ROOT)}: {count} commands", flush=True)
        except Mistake as mistake:
            print(f"NOT {page.relative_to(ROOT)}:{mistake}", flush=True)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
