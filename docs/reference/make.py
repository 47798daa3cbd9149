#!/usr/bin/env python3
"""Writes the pages of docs/reference/ from what the program prints, or says how they differ from it.

usage: make.py AIFSIM           write the pages
       make.py AIFSIM --check   compare them; exit status 1 if one differs

Commands come from --help, names from `aifsim list`, keys of files from `aifsim schema`, columns of tables
from tables that are made here.  What a column means is said once, in a table of a page beside this folder,
or by `aifsim list columns`; a column of which nothing says it is a mistake."""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NOTE = "<!-- Written by docs/reference/make.py: change the program, not this page. -->\n\n"

# The kinds of files, and the words above their keys.
KINDS = {"experiment": "Experiments", "site": "Sites", "workload": "Workloads", "access": "Access: the common file",
         "access-mode": "Access modes", "calibration": "Calibrations"}

# Tables by the page that explains their columns, with the command that writes them.
TABLES = [
    ("jobs.csv", "jobs-csv.md", "run", "jobs.csv"),
    ("access.csv of an experiment", "access.md", "run", "access.csv"),
    ("Proposals: `aifsim access --csv`", "access.md",
     "access eurohpc --site mimer --span 30d --csv proposals.csv --grants grants.csv", "proposals.csv"),
    ("Grants: `aifsim access --grants`", "enforcement.md", None, "grants.csv"),
    ("What became of grants: `aifsim replay --grants-out`", "enforcement.md",
     "replay {root}/traces/mimer-day.csv --site mimer --grants grants.csv --grants-out used.csv", "used.csv"),
    ("Spans of waiting: `aifsim replay --waits`", "slurm.md",
     "replay {root}/tests/golden/ex1.swf --site mimer --backfill slurm --waits waits.csv", "waits.csv"),
    ("Traces of our own format", "trace-csv.md", "convert {root}/traces/slurm.csv all.csv", None),
    ("Comparisons: `aifsim compare --export-csv`", "campaigns.md", "compare run --export-csv compared.csv", "compared.csv"),
]


def aifsim(program, *arguments, folder=None):
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "ARGP_HELP_FMT", "AIFSIM_CONFIGS")}
    done = subprocess.run([program, *arguments], cwd=folder or ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"make.py: aifsim {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def cell(text):
    """A text as a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def code(text):
    return f"`{text}`".replace("|", "\\|") if text else ""


def commands(program):
    return re.findall(r"^  ([a-z]+) +(.+)$", aifsim(program, "--help"), re.M)


def commands_page(program):
    page = "# Commands\n\n" + NOTE + "What `aifsim COMMAND --help` prints. The manual pages (`man aifsim-run`) have examples, too.\n\n"
    page += "| command | what |\n|---|---|\n"
    page += "".join(f"| [`{name}`](#{name}) | {cell(what)} |\n" for name, what in commands(program))
    for name, _ in commands(program):
        text = "\n".join(line.rstrip() for line in aifsim(program, name, "--help").splitlines())
        page += f"\n## {name}\n\n```text\n{text}\n```\n"
    return page


def rows(program, *arguments):
    return [line.split("|", 2 if arguments[0] == "list" else 5) for line in aifsim(program, *arguments).splitlines()]


def lists_page(program):
    page = "# Names\n\n" + NOTE + "What `aifsim list` prints: everything that has a name which options and experiments may use.\n"
    what = {"order": "Orders: who is first in the queue", "backfill": "Backfilling: who else may start",
            "place": "Places: on which nodes", "preempt": "Preemption: who makes way", "share": "Fair shares",
            "trace": "Formats of traces that are read", "access": "Rules that enforce a grant",
            "figure": "Figures of `aifsim plot`"}
    listed = rows(program, "list", "-hP")
    for kind in dict.fromkeys(row[0] for row in listed):
        page += f"\n## {what[kind]}\n\n| name | what |\n|---|---|\n"
        page += "".join(f"| {code(name)} | {cell(text)} |\n" for k, name, text in listed if k == kind)
    for kind in ("sites", "workloads", "experiments", "calibration"):
        page += f"\n## Files: {kind}\n\n`configs/{kind}/`, or the same in the folder that `AIFSIM_CONFIGS` names.\n\n| name | what |\n|---|---|\n"
        page += "".join(f"| {code(name)} | {cell(text)} |\n" for _, name, text in rows(program, "list", "-hP", kind))
    return page


def keys_page(program):
    page = "# Keys of files\n\n" + NOTE
    page += ("What `aifsim schema KIND` prints: every key that a file may have. `traces[].load` is the key `load` of each item "
             "of the list `traces`; `classes.NAME.gpus` is `gpus` of each entry of the map `classes`. Tables that occur "
             "several times are shown once. [Configuration](../configuration.md), [workloads](../workloads.md) and "
             "[access](../access.md) explain how keys work together.\n\nSource `needed`: the value is written `{value: 4, "
             "published: \"where\"}` or `{value: 4, assumed: \"why\"}`; `may`: it may be.\n\n")
    page += "".join(f"- [{title}](#{title.lower().replace(':', '').replace(' ', '-')})\n" for title in KINDS.values())
    for kind, title in KINDS.items():
        page += f"\n## {title}\n\n| key | type | values | default | source | meaning |\n|---|---|---|---|---|---|\n"
        for key, kind_of, values, default, source, meaning in rows(program, "schema", "-hP", kind):
            shown = default.strip("()") if default.startswith("(") else code(default)
            values = re.sub(r"^keys as (.*)$", r"keys as `\1`", values)
            page += f"| {code(key)} | {kind_of} | {cell(values)} | {shown} | {source} | {cell(meaning)} |\n"
    return page


def explained(page):
    """What the tables of a page say of each name in their first column."""
    found = {}
    for line in (HERE.parent / page).read_text().splitlines():
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) >= 2:
            for name in re.findall(r"`([a-z_0-9]+)`", cells[0]):
                found.setdefault(name, cells[-1])
    return found


def with_links(text):
    """A text of a page one folder up."""
    return re.sub(r"\]\(([a-z-]+\.md)", r"](../\1", text)


def make_tables(program, folder):
    """Run what writes each table.  Gives its header by title."""
    (folder / "e.yaml").write_text(
        "name: columns\nsites: [mimer]\ntraces: [{generate: eurohpc-users, span: 10d, set: {start: 2027-01-01}}]\n"
        "access: {spec: eurohpc, before: 30d}\npolicies: [fcfs/easy@none, fcfs/easy@monthly]\nseeds: 1..2\n"
        "outputs: {jobs: true}\n")
    aifsim(program, "run", "e.yaml", "--out", "run", "--quiet", folder=folder)
    headers = {"summary.csv": (folder / "run/summary.csv").read_text().splitlines()[0].split(",")}
    for title, page, command, file in TABLES:
        if command and command != "run" and file:
            aifsim(program, *command.format(root=ROOT).split(), folder=folder)
        if file:
            path = folder / "run" / file if command == "run" else folder / file
            headers[title] = path.read_text().splitlines()[0].split(",")
    source = (ROOT / "sim/trace/csv_write.c").read_text()
    headers["Traces of our own format"] = re.findall(r'^    "([a-z_]*)",$', source, re.M)
    return headers


def summary_table(program, header):
    known = {name: text for _, name, text in rows(program, "list", "-hP", "columns")}
    page = "\n## summary.csv\n\nExactly: [metrics](../metrics.md).\n\n| column | what |\n|---|---|\n"
    keys = explained("campaigns.md")
    for name in header:
        text = known.get(name) or keys.get(name)
        if not text:
            sys.exit(f"make.py: summary.csv: nothing says what the column {name} is")
        page += f"| {code(name)} | {cell(with_links(text)) if name in known else with_links(text)} |\n"
    return page


def columns_page(program):
    page = "# Columns of tables\n\n" + NOTE + "The columns of each CSV file, in their order. Read them by name: new ones are only ever added.\n"
    with tempfile.TemporaryDirectory() as folder:
        headers = make_tables(program, pathlib.Path(folder))
    page += summary_table(program, headers["summary.csv"])
    common = explained("campaigns.md")
    for title, where, _, _ in TABLES:
        says = explained(where)
        page += f"\n## {title}\n\nMore: [{where.removesuffix('.md')}](../{where}).\n\n| column | what |\n|---|---|\n"
        for name in headers[title]:
            text = says.get(name) or common.get(name)
            if text is None:
                sys.exit(f"make.py: {title}: docs/{where} does not say what the column {name} is")
            page += f"| {code(name)} | {with_links(text)} |\n"
    return page


def index_page():
    return ("# Reference\n\n" + NOTE + "All of it is written from what the program prints; a test compares.\n\n"
            "- [Commands](commands.md): every command and option\n- [Names](lists.md): policies, formats, sites, workloads, experiments\n"
            "- [Keys](keys.md): what experiments, sites, workloads and access files may say\n"
            "- [Columns](columns.md): of every CSV file\n")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    pages = {"README.md": index_page(), "commands.md": commands_page(program), "lists.md": lists_page(program),
             "keys.md": keys_page(program), "columns.md": columns_page(program)}
    failed = 0
    for name, text in pages.items():
        path = HERE / name
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            old = path.read_text().splitlines() if path.exists() else []
            print("\n".join(difflib.unified_diff(old, text.splitlines(), f"docs/reference/{name}", "the program", lineterm="")))
            failed = 1
    if failed:
        print("docs/reference/ is not what the program says: run docs/reference/make.py build/sim/aifsim")
    return failed


if __name__ == "__main__":
    sys.exit(main())
