#!/usr/bin/env python3
"""A year of Mimer with every access mode, from one experiment file, held against the rules themselves.

usage: mimer_year.py AIFSIM

Runs configs/experiments/mimer-year.yaml and checks, from its tables alone: every mode has proposals and
grants; no pool gave more than its cap of the year; the commercial part is at most a fifth of the Union's
time; policies differ in nothing but what their rule does; and the table of the README is what was
printed.  Needs no files from elsewhere."""
import csv
import pathlib
import subprocess
import sys
import tempfile
from collections import defaultdict

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODES = {"playground", "fast-lane", "large-scale", "ai-for-science", "benchmark", "development", "regular", "extreme",
         "national", "commercial"}
failures = 0


def check(what, is_true):
    global failures
    failures += not is_true
    print(f"{'ok ' if is_true else 'NOT'} {what}")


def number(row, column):
    return float(row[column] or 0)


def check_access(rows):
    modes = defaultdict(lambda: [0, 0.0])
    for row in rows:
        if row["by"] == "mode":
            modes[row["name"]][0] += int(row["proposals"])
            modes[row["name"]][1] += number(row, "granted_unit_h")
    check("all ten modes are there", set(modes) == MODES)
    check("each has proposals and grants", all(n > 0 and hours > 0 for n, hours in modes.values()))
    pools = [row for row in rows if row["by"] == "pool"]
    # Grants are cut to whole unit-milliseconds, so a cap may be missed by a rounding.
    check("no pool gave more than its cap of the year",
          all(number(r, "granted_unit_h") <= number(r, "entitled_unit_h") + 0.01 for r in pools))
    cells = defaultdict(dict)
    for row in pools:
        cells[row["cell"]][row["name"]] = row
    check("commercial grants are at most 20 % of the Union's share, which is at most half of the machine",
          all(5 * number(c["commercial"], "granted_unit_h") <= number(c["union"], "entitled_unit_h") <= 400 * 8760 / 2 + 1
              for c in cells.values()))


def check_rules(rows):
    totals = {(row["seed"], row["policy"].split("@")[1]): row for row in rows if row["by"] == "all"}
    for seed in sorted({seed for seed, _ in totals}):
        of = {rule: totals[seed, rule] for rule in ["none", "hard-stop", "monthly", "overdraft", "free-queue"]}
        same = ["proposals", "admitted", "days_to_access", "granted_unit_h"]
        check(f"seed {seed}: rules see the same proposals and grants",
              all(r[c] == of["none"][c] for r in of.values() for c in same))
        asked = [round(number(r, "charged_unit_h") + number(r, "refused_unit_h")) for r in of.values()]
        check(f"seed {seed}: what is asked for is charged or refused, under every rule", max(asked) - min(asked) <= 1)
        refused = {rule: number(r, "refused_unit_h") for rule, r in of.items()}
        check(f"seed {seed}: no rule refuses less than none, the free queue less than a hard stop",
              refused["none"] < refused["overdraft"] < refused["free-queue"] < refused["hard-stop"])
        lowered = {rule: number(r, "lowered_unit_h") for rule, r in of.items()}
        check(f"seed {seed}: only rules with bands lower jobs",
              lowered["none"] == lowered["hard-stop"] == 0 < min(lowered[r] for r in ["monthly", "overdraft", "free-queue"]))


def check_readme(printed):
    readme = (ROOT / "README.md").read_text()
    check("the README shows what was printed", all("    " + line + "\n" in readme for line in printed.splitlines()))


def main():
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "year"
        run = subprocess.run([sys.argv[1], "run", ROOT / "configs/experiments/mimer-year.yaml", "--out", out],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check("the experiment runs", run.returncode == 0)
        with open(out / "access.csv", newline="") as file:
            rows = list(csv.DictReader(file))
    check_access(rows)
    check_rules(rows)
    check_readme(run.stdout)
    sys.exit(failures > 0)


main()
