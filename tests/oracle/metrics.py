#!/usr/bin/python3
"""Every figure of a summary, recomputed from the table of jobs in exact fractions.

usage: metrics.py AIFSIM [FIRST_SEED [COUNT]]

The definitions are those of docs/metrics.md.  Figures are printed rounded from 1e-9, which may have
been rounded before: they must be within half a unit of the last decimal and a little."""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

sys.dont_write_bytecode = True
import oracle

BACKFILLS = ["none", "greedy", "easy", "depth:3", "conservative", "conservative:replan"]


def percentile(values, percent):
    """Hyndman and Fan's type 7."""
    values = sorted(values)
    at = Fraction((len(values) - 1) * percent, 100)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def spread(name, unit, values):
    return {f"{name}_mean{unit}": Fraction(sum(values)) / len(values),
            f"{name}_median{unit}": percentile(values, 50),
            f"{name}_p95{unit}": percentile(values, 95),
            f"{name}_p99{unit}": percentile(values, 99),
            f"{name}_max{unit}": max(values)}


def bounded(job, units, tau):
    return max(Fraction(1), Fraction(job["end"] - job["submit"], units * max(job["run"], tau)))


def of_group(jobs):
    """The figures of some jobs that ran."""
    work = sum(j["units"] * j["run"] for j in jobs)
    figures = {"jobs": len(jobs), "consumed_unit_s": work, "billing_s": work, "jobs_without_units": 0}
    for state in ("completed", "failed", "timed_out"):
        figures[state] = sum(j["state"] == state for j in jobs)
    if jobs:
        figures.update(spread("wait", "_s", [j["start"] - j["submit"] for j in jobs]))
        figures.update(spread("turnaround", "_s", [j["end"] - j["submit"] for j in jobs]))
        figures.update(spread("slowdown", "", [Fraction(j["end"] - j["submit"], max(j["run"], 1))
                                               for j in jobs]))
        for tau in (10, 600):
            figures.update(spread(f"bsld{tau}", "", [bounded(j, 1, tau) for j in jobs]))
        figures.update(spread("ppbsld10", "", [bounded(j, j["units"], 10) for j in jobs]))
    return figures


def lost(jobs, procs):
    """Processor-seconds lost by the three definitions, from one event time to the next."""
    sums = [0, 0, 0]
    times = sorted({t for j in jobs for t in (j["submit"], j["start"], j["end"])})
    for t, after in zip(times, times[1:]):
        waiting = [j["units"] for j in jobs if j["submit"] <= t < j["start"]]
        idle = procs - sum(j["units"] for j in jobs if j["start"] <= t < j["end"])
        if waiting:
            sums[0] += idle * (after - t)
            sums[1] += idle * (after - t) if min(waiting) <= idle else 0
            sums[2] += min(idle, sum(waiting)) * (after - t)
    return sums


def share(part, procs, window):
    return Fraction(part, procs * window) if window else 0


def of_machine(jobs, procs):
    first, last = min(j["submit"] for j in jobs), max(j["submit"] for j in jobs)
    end = max(j["end"] for j in jobs)
    work = sum(j["units"] * j["run"] for j in jobs)
    inside = sum(j["units"] * max(0, min(j["end"], last) - max(j["start"], first)) for j in jobs)
    figures = {"first_submit_s": first, "last_submit_s": last, "last_end_s": end,
               "makespan_s": end - first, "capacity_units": procs, "starts": len(jobs),
               "utilisation": share(work, procs, end - first),
               "utilisation_submit": share(inside, procs, last - first),
               "offered_load": share(work, procs, last - first)}
    # The processors of a pool are its CPUs, and what is billed.
    for name in ("utilisation", "utilisation_submit"):
        figures["cpu_" + name] = figures[name]
    for name, unit_s in zip("abc", lost(jobs, procs)):
        figures["lost_" + name] = share(unit_s, procs, end - first)
    return figures


def jain(x):
    return Fraction(sum(x)) ** 2 / (len(x) * sum(v * v for v in x)) if any(x) else 1


def gini(x):
    n = len(x)
    total = sum((2 * i - n - 1) * v for i, v in enumerate(sorted(x), 1))
    return Fraction(total) / (n * sum(x)) if any(x) else 0


def of_users(jobs):
    by_user = {}
    for j in jobs:
        by_user.setdefault(j["user"], []).append(j)
    usage = [sum(j["units"] * j["run"] for j in mine) for mine in by_user.values()]
    slow = [sum(bounded(j, 1, 10) for j in mine) / len(mine) for mine in by_user.values()]
    return {"jain_usage": jain(usage), "gini_usage": gini(usage),
            "jain_bsld10": jain(slow), "gini_bsld10": gini(slow)}


STATES = {"COMPLETED_SUCCESSFULLY": "completed", "COMPLETED_FAILED": "failed",
          "COMPLETED_WALLTIME_REACHED": "timed_out"}


def read_jobs(path):
    """Jobs that ran, and the communities of those that were rejected."""
    ran, rejected = [], []
    with open(path, newline="") as table:
        for row in csv.DictReader(table):
            if row["final_state"] == "REJECTED":
                rejected.append(row["community"])
                continue
            start, end = int(row["starting_time"]), int(row["finish_time"])
            ran.append({"submit": int(row["submission_time"]), "start": start, "end": end,
                        "run": end - start, "units": int(row["requested_number_of_resources"]),
                        "state": STATES[row["final_state"]], "user": row["user"],
                        "community": row["community"]})
    return ran, rejected


def expected_groups(ran, rejected, procs):
    groups = {"all": dict(of_group(ran), rejected=len(rejected))}
    last = max((j["submit"] for j in ran), default=0)
    inside = lambda jobs: sum(j["units"] * max(0, min(j["end"], last) - j["start"]) for j in jobs)
    if ran:
        groups["all"].update(of_machine(ran, procs))
        groups["all"].update(of_users(ran))
    for name in {j["community"] for j in ran} | set(rejected):
        if name:
            mine = [j for j in ran if j["community"] == name]
            groups[name] = dict(of_group(mine), rejected=rejected.count(name), submit_billing_s=inside(mine),
                                billing_share=share(inside(mine), 1, inside(ran)))
    return groups


def disagreements(expected, printed):
    """Lines that say which printed figures are not what they should be."""
    lines = []
    for name, value in expected.items():
        digits = 0 if isinstance(printed.get(name), int) else 3 if name.endswith("_s") else 6
        if name not in printed or printed[name] is None:
            lines.append(f"{name} is missing")
        elif abs(printed[name] - value) > Fraction(5001, 10 ** (digits + 4)) * (digits > 0):
            lines.append(f"{name}: expected {float(value)}, printed {float(printed[name])}")
    return lines


def draw_job(draw, unit):
    run = unit * draw.choice((0, 1, 2, 3, draw.randint(1, 20), draw.randint(1, 300)))
    request = draw.choice((run, run + unit, 2 * run, max(1, run // 2)))
    return run, max(1, request)


def swf_trace(draw, procs, count):
    lines, submit, unit = [], 0, draw.choice((1, 7, 60))
    for number in range(1, count + 1):
        submit += unit * draw.choice((0, 0, 1, 3, draw.randint(0, 30)))
        run, request = draw_job(draw, unit)
        lines.append("%d %d -1 %d %d -1 -1 -1 %d -1 %d %d 1 -1 -1 -1 -1 -1\n" % (
            number, submit, run, draw.choice((1, 2, draw.randint(1, procs), procs, procs + 1)),
            request, draw.choice((0, 1, 1, 1, 5)), draw.randint(1, 4)))
    return "".join(lines)


def csv_trace(draw, procs, count):
    lines, submit, unit = [], 0, draw.choice((1, 7, 60))
    for number in range(1, count + 1):
        submit += unit * draw.choice((0, 0, 1, 3, draw.randint(0, 30)))
        run, request = draw_job(draw, unit)
        lines.append("%d,u%d,%s,%d,%d,%d,%d\n" % (
            number, draw.randint(1, 5), draw.choice(("research", "industry", "start-ups", "")), submit,
            draw.choice((1, 2, draw.randint(1, procs), procs, procs + 1)), request, run))
    return "#aifsim-trace 1\njob_id,user,community,submit_s,procs,limit_s,run_s\n" + "".join(lines)


def check(aifsim, folder, seed):
    draw = random.Random(seed)
    procs, count = draw.choice((2, 5, 16, 100)), draw.choice((1, 2, 7, 60, 400))
    make, ending = draw.choice(((swf_trace, "swf"), (csv_trace, "csv")))
    trace, table = folder / f"trace.{ending}", folder / "jobs.csv"
    trace.write_text(make(draw, procs, count))
    done = subprocess.run([aifsim, "replay", str(trace), "--site", f"procs:{procs}", "--backfill",
                           draw.choice(BACKFILLS), "--jobs", str(table), "--json", "--force"],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        return [f"exit status {done.returncode}: {done.stderr}"]
    groups = {g["community"]: g for g in json.loads(done.stdout, parse_float=Fraction)["run"]["groups"]}
    lines = []
    for name, figures in expected_groups(*read_jobs(table), procs).items():
        lines += [f"{name}: {line}" for line in disagreements(figures, groups.get(name, {}))]
    return lines


def main(aifsim, first=0, count=60):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            lines = check(aifsim, pathlib.Path(folder), seed)
            failed += bool(lines)
            if lines:
                print(f"seed {seed}:", *lines[:10], sep="\n  ")
    print(f"{failed} of {count} runs with figures that differ")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:4])))
