#!/usr/bin/env python3
"""Writes the manual pages (scdoc) of all commands from --help and docs/man/words/, or says how they differ.

usage: make.py AIFSIM           write docs/man/*.scd
       make.py AIFSIM --check   compare; exit status 1 if one differs or scdoc refuses one

Options come from --help alone.  docs/man/words/COMMAND.scd has what --help does not say: examples and
files; a command without one is a mistake."""
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "reference"))
import make as reference  # noqa: E402

STATUSES = [("0", "Done."), ("1", "*calibrate*: a figure lies above its bar. *verify*: something differs."),
            ("64", "Usage: an unknown option, a missing argument."),
            ("65", "An input file or a value in it is wrong; the message names file and line."),
            ("66", "An input file is missing or cannot be read."), ("70", "A bug of ours, or out of memory."),
            ("74", "A result cannot be written."), ("130", "Interrupted.")]
OPTION = re.compile(r"^ {2,6}((?:-[A-Za-z?], )?--[A-Za-z-]+\S*|-[A-Za-z] [A-Z]+|-[A-Za-z?])(?: {2,}(.*)| +([A-Z].*))?$")


def escape(text):
    """A text in which nothing means something to scdoc."""
    return re.sub(r"([\\*_<>#~`])", r"\\\1", text)


def split_help(text):
    """Usage line, paragraphs before the options, options, paragraphs after them."""
    lines = text.splitlines()
    usage = lines[0].removeprefix("Usage: ")
    before, options, after = [], [], []
    for line in lines[1:]:
        match = OPTION.match(line)
        if match:
            options.append([match[1], (match[2] or match[3] or "").strip()])
        elif not options:
            before.append(line.strip())
        elif line.startswith(" " * 20):
            options[-1][1] = (options[-1][1] + " " + line.strip()).strip()
        elif line.startswith(" ") and line.strip():
            options.append([None, line.strip()])
        else:
            after.append(line.strip())
    return usage, paragraphs(before), options, paragraphs(after)


def paragraphs(lines):
    text = "\n".join(lines).strip()
    found = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
    return [p for p in found if not p.startswith("Mandatory or optional arguments to long options")]


def option_text(name, text):
    if name is None:
        return f"{escape(text)}\n\n"
    shown = ", ".join("*" + escape(part.split("=")[0].split(" ")[0]) + "*" +
                      (("=_" if "=" in part else " _") + escape(re.split("[= ]", part, maxsplit=1)[1]) + "_"
                       if "=" in part or " " in part else "") for part in name.split(", "))
    return f"{shown}\n\t{escape(text)}\n\n"


def page(program, command, summary):
    usage, before, options, after = split_help(reference.aifsim(program, command, "--help"))
    words = HERE / "words" / f"{command}.scd"
    if not words.is_file():
        sys.exit(f"make.py: docs/man/words/{command}.scd is missing: what --help does not say, such as examples")
    text = f"aifsim-{command}(1)\n\n# NAME\n\naifsim-{command} - {escape(summary)}\n\n# SYNOPSIS\n\n"
    text += f"*aifsim {command}* {escape(usage.split(' ', 2)[2])}\n\n# DESCRIPTION\n\n"
    text += "".join(escape(p) + "\n\n" for p in before + after)
    text += "# OPTIONS\n\n" + "".join(option_text(*option) for option in options)
    return text + words.read_text().strip() + "\n\n" + tail(command)


def tail(command):
    text = "# EXIT STATUS\n\n" + "".join(f"*{status}*\n\t{what}\n\n" for status, what in STATUSES)
    others = "*aifsim*(1), *aifsim-experiment*(5)"
    return text + f"# SEE ALSO\n\n{others}\n"


def first_page(program):
    text = "aifsim(1)\n\n# NAME\n\naifsim - replay job traces on models of AI factories and compare scheduling policies\n\n"
    text += "# SYNOPSIS\n\n*aifsim* _COMMAND_ [_ARGUMENT_...]++\n*aifsim* *--help* | *--version*\n\n"
    text += (HERE / "words" / "aifsim.scd").read_text().strip() + "\n\n# COMMANDS\n\n"
    for name, summary in reference.commands(program):
        text += f"*aifsim-{name}*(1)\n\t{escape(summary)}\n\n"
    return text + tail("")


def experiment_page(program):
    text = "aifsim-experiment(5)\n\n# NAME\n\naifsim-experiment - the files that aifsim reads\n\n"
    text += (HERE / "words" / "experiment.scd").read_text().strip() + "\n\n"
    for kind in ("experiment", "site"):
        text += f"# KEYS: {kind.upper()}\n\n"
        for key, kind_of, values, default, source, meaning in reference.rows(program, "schema", "-hP", kind):
            facts = "; ".join(filter(None, [kind_of, values, f"default {default}" if default and default[0] != "(" else
                                            default.strip("()"), f"source {source}" if source else ""]))
            text += f"*{escape(key)}* ({escape(facts)})\n\t{escape(meaning)}\n\n"
    return text + "# SEE ALSO\n\n*aifsim*(1), *aifsim-schema*(1), *aifsim-check*(1)\n"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    pages = {"aifsim.1": first_page(program), "aifsim-experiment.5": experiment_page(program)}
    for name, summary in reference.commands(program):
        pages[f"aifsim-{name}.1"] = page(program, name, summary)
    failed = 0
    for name, text in pages.items():
        path = HERE / f"{name}.scd"
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            print(f"{path.name} is not what the program says: run docs/man/make.py build/sim/aifsim")
            failed = 1
        if shutil.which("scdoc"):
            done = subprocess.run(["scdoc"], input=text, capture_output=True, text=True)
            if done.returncode or done.stderr:
                print(f"scdoc: {name}: {done.stderr}")
                failed = 1
    extra = {p.name.removesuffix(".scd") for p in HERE.glob("*.scd")} - set(pages)
    if extra:
        print(f"no command has the page {', '.join(sorted(extra))}")
    return failed or bool(extra)


if __name__ == "__main__":
    sys.exit(main())
