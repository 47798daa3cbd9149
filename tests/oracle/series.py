#!/usr/bin/env python3
"""series.csv and distributions.csv once more, from the other tables of the result directory.

usage: series.py AIFSIM

Textbook runs (the smoke experiment; a few days of grants): every bin, every waiting job and every point of
the distributions from jobs.csv, entitlement from the grants in access.csv. Runs of the controller with
preemption, whose jobs.csv has the last run of each job alone: the sums against the metrics, entitlement from
the shares. Which cells have rows: those of the first seed. Needs no files from elsewhere."""
import csv
import pathlib
import subprocess
import sys
import tempfile
from collections import defaultdict
from fractions import Fraction

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDTHS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800]
GRID = [0, 1, 2, 3, 4, 5, 6, 8] + [m * 10 ** d for d in range(8) for m in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)]
SITE = """name: tiers
classes:
  c: {nodes: {value: 4, assumed: x}, cores: {value: 8, assumed: x}, mem_gib: {value: 16, assumed: x}, gpus: {value: 0, assumed: x}}
partitions:
  batch: {classes: [c], unit: core}
  first: {classes: [c], unit: core, priority_tier: 9}
accounts:
  research: {shares: 3, accounts: {lab: {users: {ann: 1}}}}
  startup: {users: {ben: 1}}
  idle: {shares: 2}
scheduler:
  select: {memory: false}
  preempt: {type: partition_prio, mode: requeue}
  priority: {type: multifactor, weight_fairshare: 1000}
"""
ACCESS = """name: spring
sites: [mimer]
traces: [{name: spring, generate: eurohpc-users, span: 2d, set: {start: 2027-03-01}}]
access: {spec: eurohpc, before: 90d, use: {log_normal: {median: 8, sigma: 0.2}}}
policies: [fcfs/easy@hard-stop]
"""
TIERS = """name: tiers
sites: [./tiers.yaml, {name: gang, site: ./tiers.yaml, set: {scheduler.preempt.mode: suspend, scheduler.preempt.gang: true}}]
traces: [t.csv]
policies: [multifactor/slurm]
outputs: {by: [account]}
"""
failures = compared = 0


def check(what, mine, its):
    global failures, compared
    compared += 1
    if mine != its:
        failures += 1
        print(f"NOT {what}: {mine} expected, the file has {its}")


def run(aifsim, experiment, out):
    subprocess.run([aifsim, "run", str(experiment), "--out", str(out), "-q"], check=True, stdout=subprocess.DEVNULL,
                   cwd=ROOT)
    return {name: table(out / f"{name}.csv") for name in ("summary", "jobs", "access", "series", "distributions")}


def table(path):
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def by_cell(rows):
    cells = defaultdict(list)
    for row in rows:
        cells[int(row["cell"])].append(row)
    return cells


def whole(text):
    return int(text) if text else None


def waits_of(job):
    """From when to when a job waited; None: it never did."""
    start = whole(job["starting_time"])
    end = start if start is not None else whole(job.get("refused_s", ""))
    return None if end is None else (int(job["submission_time"]), end)


def bins_of(jobs):
    ran = [j for j in jobs if j["starting_time"]]
    begin = min(int(j["submission_time"]) for j in ran)
    end = max(int(j["finish_time"]) for j in ran)
    width = next(w for w in WIDTHS if (end - begin + w - 1) // w <= 300)
    return [(t, min(t + width, end)) for t in range(begin, end, width)]


def used_units(job):
    """GPUs on Mimer, four a node: none for jobs on cores alone; processors of a pool, cores of the other site."""
    if job["site"] != "mimer":
        return int(job["units"])
    return int(job["nodes"]) * (4 if job["exclusive"] == "1" else int(job["gpus_per_node"]))


def check_group(name, jobs, bins, rows):
    check(f"{name}: bins", bins, [(int(r["from_s"]), int(r["to_s"])) for r in rows])
    runs = [(int(j["starting_time"]), int(j["finish_time"]), used_units(j)) for j in jobs if j["starting_time"]]
    waits = [(w, int(j["units"] or 0)) for j in jobs if (w := waits_of(j))]
    for (a, b), row in zip(bins, rows):
        busy = sum(max(0, min(b, e) - max(a, s)) * units for s, e, units in runs)
        check(f"{name}: busy at {a}", busy, int(row["busy_unit_s"]))
        waiting = [units for (s, e), units in waits if s <= a < e]
        check(f"{name}: waiting at {a}", len(waiting), int(row["waiting_jobs"]))
        if all(j["units"] for j in jobs):  # of jobs that never ran the table does not say their width
            check(f"{name}: units waiting at {a}", sum(waiting), int(row["waiting_units"]))


def check_waits(name, jobs, rows):
    waits = [int(j["waiting_time"]) for j in jobs if j["starting_time"]]
    points = GRID[:next(i for i, p in enumerate(GRID) if p >= max(waits)) + 1] if waits else []
    check(f"{name}: distribution", [(p, sum(w <= p for w in waits)) for p in points],
          [(int(r["wait_s"]), int(r["jobs"])) for r in rows])


def groups_of(rows, *columns):
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[c] for c in columns)].append(row)
    return groups


def check_summary(name, rows, summary):
    """Sums over the bins are what the metrics of the same cell count."""
    groups = groups_of(rows, "group_kind", "group")
    figures = {row["community"]: row for row in summary}
    for (kind, group), bins in groups.items():
        key = f"account:{group}" if kind == "account" else group
        if key in figures:
            check(f"{name}: {kind} {group}", int(figures[key]["consumed_unit_s"]), sum(int(r["busy_unit_s"]) for r in bins))
    every, figures = groups["all", "all"], figures["all"]
    busy, capacity = (sum(int(r[c]) for r in every) for c in ("busy_unit_s", "capacity_unit_s"))
    # Half up, as the metrics are rounded.
    digits = len(figures["utilisation"].split(".")[1])
    check(f"{name}: utilisation", (2 * busy * 10 ** digits + capacity) // (2 * capacity),
          int(figures["utilisation"].replace(".", "")))
    for row in every:
        span = int(row["to_s"]) - int(row["from_s"])
        check(f"{name}: capacity", int(figures["capacity_units"]) * span, int(row["capacity_unit_s"]))


def check_textbook(name, tables, seed):
    jobs, series, waits = (by_cell(tables[t]) for t in ("jobs", "series", "distributions"))
    summary = by_cell(tables["summary"])
    first = {cell for cell, rows in summary.items() if rows[0]["seed"] == seed}
    check(f"{name}: cells in series.csv", first, set(series))
    check(f"{name}: cells in distributions.csv", first, set(waits))
    for cell in sorted(first):
        bins = bins_of(jobs[cell])
        groups = groups_of(series[cell], "group_kind", "group")
        points = groups_of(waits[cell], "community")
        own = {"all": jobs[cell], **{c: rows for (c,), rows in groups_of(jobs[cell], "community").items()}}
        check(f"{name} {cell}: communities", set(own), {g for kind, g in groups if kind != "account"})
        for community, rows in own.items():
            kind = "all" if community == "all" else "community"
            check_group(f"{name} {cell} {community}", rows, bins, groups[kind, community])
            check_waits(f"{name} {cell} {community}", rows, points[community,])
        check_summary(f"{name} {cell}", series[cell], summary[cell])


def check_grants(tables):
    grants = [r for r in tables["access"] if r["by"] == "project" and r["start_s"]]
    for (cell, kind, group), rows in groups_of(tables["series"], "cell", "group_kind", "group").items():
        own = [(int(g["start_s"]), int(g["end_s"]), Fraction(g["granted_unit_h"])) for g in grants
               if g["cell"] == cell and (kind == "all" or g["community"] == group)]
        for row in rows:
            a, b = int(row["from_s"]), int(row["to_s"])
            due = sum(hours * 3600 * max(0, min(b, e) - max(a, s)) / (e - s) for s, e, hours in own)
            # Hours are written with three decimals.
            room = 1 + sum(Fraction(36, 20) * max(0, min(b, e) - max(a, s)) / (e - s) for s, e, hours in own)
            check(f"grants of {group} in cell {cell} at {a}", True, abs(due - int(row["entitled_unit_s"])) <= room)


def check_shares(name, rows):
    """Three, one and two of six shares; both communities have an account for themselves."""
    shares = {"research": 3, "startup": 1, "idle": 2, "science": 3, "sme": 1}
    for (cell, kind, group), bins in groups_of(rows, "cell", "group_kind", "group").items():
        for row in bins:
            due = Fraction(32 * (int(row["to_s"]) - int(row["from_s"])) * shares.get(group, 0), 6)
            its = whole(row["entitled_unit_s"])
            check(f"{name}: shares of {group} in cell {cell}", None if kind == "all" else int(due + Fraction(1, 2)), its)


def jobs_of_tiers():
    rows = ["#aifsim-trace 1", "job_id,user,account,community,partition,submit_s,nodes,cores_per_node,limit_s,run_s"]
    for i in range(60):
        who = "ben,startup,sme" if i % 3 == 0 else "ann,lab,science"
        where = "first" if i % 4 == 0 else "batch"
        rows.append(f"{i + 1},{who},{where},{i * 97},{1 + i * 7 % 4},{1 + i * 5 % 8},{900 + i},{300 + i * 131 % 600}")
    return "\n".join(rows) + "\n"


def main():
    aifsim = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_textbook("smoke", run(aifsim, "configs/experiments/smoke.yaml", folder / "smoke"), "1")
        for file, text in (("tiers.yaml", SITE), ("t.csv", jobs_of_tiers()), ("access-e.yaml", ACCESS), ("tiers-e.yaml", TIERS)):
            (folder / file).write_text(text)
        spring = run(aifsim, folder / "access-e.yaml", folder / "access")
        check_textbook("access", spring, "1")
        check("refused jobs that waited before", True,
              any(whole(j["refused_s"]) and int(j["refused_s"]) > int(j["submission_time"]) for j in spring["jobs"]))
        check_grants(spring)
        tiers = run(aifsim, folder / "tiers-e.yaml", folder / "tiers")
        summary = by_cell(tables := tiers["summary"])
        for cell, rows in by_cell(tiers["series"]).items():
            check_summary(f"tiers {cell}", rows, summary[cell])
            check(f"tiers {cell}: preempted", True, int(summary[cell][0]["preemptions"]) > 0)
        check_shares("tiers", tiers["series"])
        check("tiers: accounts", True, any(row["community"] == "account:research" for row in tables))
    print(f"{compared} comparisons, {failures} differ")
    return 1 if failures or not compared else 0


sys.exit(main())
