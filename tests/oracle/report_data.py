#!/usr/bin/env python3
"""What the page of a campaign shows, against the files of its directory: every bin, step, job and
rectangle, means and differences, and that the packed data of the page are the plain ones.

usage: report_data.py AIFSIM [FIRST_SEED [COUNT]]"""
import csv
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True
import node_cases
import random_nodes
import report_pack
from oracle import ROOT

checked = {}


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(w) for w in what))


def count(what, number=1):
    checked[what] = checked.get(what, 0) + number


def call(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    check(done.returncode == 0, *command, ": status", done.returncode, done.stderr[-1000:])


def table(folder, name):
    path = folder / name
    if not path.exists():
        return []
    with open(path, newline="") as rows:
        return list(csv.DictReader(rows))


def number(text):
    return int(text) if text else None


def first_cells(data):
    """The first cell of each site, trace and policy."""
    seen, first = set(), []
    for i, cell in enumerate(data["cells"]):
        key = (cell["site"], cell["trace"], cell["policy"])
        if key not in seen:
            first.append(i)
        seen.add(key)
    return first


def check_cells(data, summary):
    rows = [r for r in summary if r["community"] == "all"]
    check(len(rows) == len(data["cells"]), "cells:", len(data["cells"]), "of", len(rows))
    for i, (cell, row) in enumerate(zip(data["cells"], rows)):
        check(int(row["cell"]) == i)
        for key, names in (("site", [s["name"] for s in data["sites"]]),
                           ("trace", [t["name"] for t in data["traces"]]),
                           ("policy", data["policies"])):
            check(names[cell[key]] == row[key], "cell", i, key)
        check(cell["seed"] == int(row["seed"]), "cell", i, "seed")
        check(data["sites"][cell["site"]]["units"] == int(row["capacity_units"]), "units")
    names = dict.fromkeys(r["community"] for r in summary)
    check(data["communities"] == [n for n in names if not n.startswith("account:")], "communities")


def check_series(data, folder):
    rows = table(folder, "series.csv")
    wanted = {}
    for row in rows:
        if int(row["cell"]) in first_cells(data):
            groups = wanted.setdefault(int(row["cell"]), {})
            groups.setdefault((row["group_kind"], row["group"]), []).append(row)
    check([s["cell"] for s in data["series"]] == list(wanted), "cells of series")
    keys = {"capacity": "capacity_unit_s", "busy": "busy_unit_s", "entitled": "entitled_unit_s",
            "waiting_jobs": "waiting_jobs", "waiting_units": "waiting_units"}
    for s in data["series"]:
        groups = wanted[s["cell"]]
        check([(g["kind"], g["name"]) for g in s["groups"]] == list(groups), "groups of series")
        for g in s["groups"]:
            bins = groups[g["kind"], g["name"]]
            check(len(bins) == s["count"], "bins")
            for i, row in enumerate(bins):
                check(int(row["from_s"]) == s["from_s"] + i * s["bin_s"], "from_s")
                count("bins")
            for key, column in keys.items():
                values = [number(row[column]) for row in bins]
                check(g[key] == (values if any(v is not None for v in values) else None), key)


def check_waits(data, folder):
    wanted = {}
    for row in table(folder, "distributions.csv"):
        if int(row["cell"]) in first_cells(data):
            wanted.setdefault((int(row["cell"]), row["community"]), []).append(row)
    check([(w["cell"], w["community"]) for w in data["waits"]] == list(wanted), "waits")
    for w in data["waits"]:
        rows = wanted[w["cell"], w["community"]]
        check(w["wait_s"] == [int(r["wait_s"]) for r in rows], "wait_s")
        check(w["jobs"] == [int(r["jobs"]) for r in rows], "jobs that waited at most so long")
        count("steps", len(rows))


def check_jobs(g, rows):
    jobs, lists = g["jobs"], {"user": g["users"], "account": g["accounts"],
                              "community": g["communities"], "kind": g["kinds"],
                              "outcome": g["outcomes"]}
    check(len(jobs["id"]) == len(rows), "jobs of cell", g["cell"])
    for i, row in enumerate(rows):
        for key, column in (("id", "job_id"), ("submit_s", "submission_time"), ("units", "units"),
                            ("start_s", "starting_time"), ("end_s", "finish_time"),
                            ("asked", "requested_number_of_resources"),
                            ("gpus_per_node", "gpus_per_node"),
                            ("cores_per_node", "cores_per_node")):
            check(jobs[key][i] == (int(row[column]) if row[column] else -1), "job", i, key)
        for key, names in lists.items():
            text = row["application" if key == "kind" else key]
            at = jobs[key][i]
            check((names[at] if at >= 0 else "") == text, "job", i, key)
        if not row["starting_time"]:
            why = g["reasons"][jobs["reason"][i]] if jobs["reason"][i] >= 0 else ""
            check(why == row["reject_reason"] or why.startswith(row["wait_reason"] or "?"),
                  "job", i, "never ran:", why)
            count("jobs that never ran")
        count("jobs")


def lanes_of_jobs(g):
    """The set of lanes of each job, and that no lane has two jobs at a time."""
    lanes = [set() for _ in g["jobs"]["id"]]
    by_lane = {}
    rects = g["rects"]
    for job, lane, span in zip(rects["job"], rects["lane"], rects["span"]):
        check(span > 0 and lane >= 0 and lane + span <= g["lanes"], "a rectangle outside")
        for at in range(lane, lane + span):
            check(at not in lanes[job], "a lane twice")
            lanes[job].add(at)
            by_lane.setdefault(at, []).append(job)
        count("rectangles")
    start, end = g["jobs"]["start_s"], g["jobs"]["end_s"]
    for at, jobs in by_lane.items():
        spans = sorted((start[j], end[j]) for j in jobs if end[j] > start[j])
        for before, after in zip(spans, spans[1:]):
            check(before[1] <= after[0], "lane", at, "has two jobs at", after[0])
    return lanes


def layout(g):
    """Lanes of each node, and whether they are GPUs."""
    nodes = []
    for group in g["lane_groups"]:
        for at in range(group["first"], group["first"] + group["count"], group["per_node"]):
            nodes.append(range(at, at + group["per_node"]))
    return nodes


def check_lanes(g, rows, site):
    lanes, nodes = lanes_of_jobs(g), layout(g)
    for i, row in enumerate(rows):
        allocated = node_cases.expand(row["allocated_resources"])
        if "procs" in site:
            check(lanes[i] == set(allocated), "job", i, "has other processors")
            continue
        allowed = set().union(*(nodes[n] for n in allocated)) if allocated else set()
        check(lanes[i] <= allowed, "job", i, "has lanes of other nodes")
        for n in allocated:
            has_gpus = site["gpus_of"][n] > 0
            if not has_gpus or not row["gpus_per_node"]:
                continue
            partition = next((p for p in site["partitions"] if p["name"] == row["partition"]),
                             site["partitions"][0])
            whole = row["exclusive"] == "1" or partition["exclusive"]
            asked = site["gpus_of"][n] if whole else int(row["gpus_per_node"])
            check(len(lanes[i] & set(nodes[n])) == asked, "job", i, "has other GPUs than", asked)
    return lanes


def check_reasons(g, lanes, rows):
    """Blockers end at the instant of the start and free a lane; pools: room by plain counting."""
    jobs, ended_at = g["jobs"], {}
    for j, end in enumerate(jobs["end_s"]):
        ended_at.setdefault(end, []).append(j)
    for i, blocker in enumerate(jobs["blocker"]):
        waited = jobs["start_s"][i] > jobs["submit_s"][i]
        freed = [j for j in ended_at.get(jobs["start_s"][i], []) if lanes[i] & lanes[j] and j != i]
        if blocker >= 0:
            check(waited and blocker in freed, "job", i, "blocker", blocker)
            count("blockers")
        elif waited:
            check(not [j for j in freed if jobs["end_s"][j] > jobs["start_s"][j]],
                  "job", i, "has a blocker among", freed)
        reason = g["reasons"][jobs["reason"][i]] if jobs["reason"][i] >= 0 else ""
        check(waited or not reason or reason == rows[i]["reject_reason"],
              "job", i, "did not wait:", reason)
        if g["lane"] != "processor" or not waited:
            continue
        now = jobs["submit_s"][i]
        free = g["lanes"] - sum(len(lanes[j]) for j in range(len(lanes))
                                if 0 <= jobs["start_s"][j] < now < jobs["end_s"][j])
        expected = ("not enough free processors when it was submitted" if free < len(lanes[i]) else
                    "enough processors were free when it was submitted, but not given to it")
        check(reason == expected, "job", i, "has reason", reason, "expected", expected)
        count("reasons")


def check_stated_reasons(g, rows):
    """Those of the table: the reason, and the job or the name of what was in the way."""
    jobs = g["jobs"]
    for i, row in enumerate(rows):
        reason = g["reasons"][jobs["reason"][i]] if jobs["reason"][i] >= 0 else ""
        blocker = jobs["id"][jobs["blocker"][i]] if jobs["blocker"][i] >= 0 else None
        if reason == row["reject_reason"] and not row["starting_time"]:
            reason = row["wait_reason"]
        named = reason != row["wait_reason"]
        check(not named or reason == "%s (%s)" % (row["wait_reason"], row["wait_blocker"]),
              "job", i, "has reason", reason)
        if row["wait_blocker"].isdigit() and not named:
            check(blocker == int(row["wait_blocker"]), "job", i, "has blocker", blocker)
            count("stated blockers")
        else:
            check(blocker is None, "job", i, "has blocker", blocker)


def check_use(g, lanes, summary):
    """Lanes x seconds are the unit-seconds of the summary, where all lanes are units."""
    row = next(r for r in summary if int(r["cell"]) == g["cell"] and r["community"] == "all")
    jobs = g["jobs"]
    drawn = sum(len(lanes[i]) * (jobs["end_s"][i] - jobs["start_s"][i])
                for i in range(len(lanes)) if jobs["start_s"][i] >= 0)
    check(drawn == int(row["consumed_unit_s"]), "lanes x seconds", drawn, row["consumed_unit_s"])
    count("sums of use")


def same(shown, text):
    return shown == text if isinstance(shown, str) else Fraction(str(shown)) == Fraction(text)


def check_access(data, folder):
    """access.csv as it is, without the lines of single grants."""
    if not (folder / "access.csv").exists():
        check(data["access"] is None, "access without a file")
        return
    with open(folder / "access.csv", newline="") as lines:
        header, *rows = csv.reader(lines)
    rows = [r for r in rows if r[header.index("by")] != "project"]
    check(data["access"]["columns"] == header and len(data["access"]["rows"]) == len(rows), "access")
    for shown, row in zip(data["access"]["rows"], rows):
        check(len(shown) == len(row) and all(map(same, shown, row)), "access", shown, row)
        count("lines of access")


def check_comparisons(data, summary):
    names = [m["name"] for m in data["metrics"]]
    for c in data["comparisons"]:
        for row in c["rows"]:
            for m, value in enumerate(row["values"]):
                base = c["rows"][c["baseline"]]
                check_value(data, summary, (c, row, base, names[m]), value)
    count("sentences", sum(len(c["sentences"]) for c in data["comparisons"]))


def by_seed(data, summary, comparison, row, name):
    """The metric of each seed, in exact decimals."""
    found = {}
    for r in summary:
        if (r["site"] == data["sites"][row["site"]]["name"]
                and r["trace"] == data["traces"][comparison["trace"]]["name"]
                and r["policy"] == data["policies"][row["policy"]]
                and r["community"] == comparison["community"] and r[name]):
            found[r["seed"]] = Fraction(r[name])
    return found


def check_value(data, summary, of, value):
    comparison, row, base, name = of
    own = by_seed(data, summary, comparison, row, name)
    check((value is None) == (not own), name, "is there or is not")
    if value is None:
        return
    near = Fraction(2, 1000)  # the summary's figures are rounded, and so is the mean
    mean = sum(own.values()) / len(own)
    check(value["n"] == len(own) and abs(Fraction(str(value["mean"])) - mean) <= near, name, mean)
    check((value["low"] is None) == (len(own) < 2))
    if value["low"] is not None:
        check(value["low"] - 0.002 <= value["mean"] <= value["high"] + 0.002, "interval of", name)
    theirs = by_seed(data, summary, comparison, base, name)
    pairs = [own[s] - theirs[s] for s in own if s in theirs]
    check((value["diff"] is None) == (row == base or not pairs), name, "difference or none")
    if value["diff"]:
        gap = Fraction(str(value["diff"]["mean"])) - sum(pairs) / len(pairs)
        check(value["diff"]["n"] == len(pairs) and abs(gap) <= near, "difference of", name)
    count("figures")


def check_directory(aifsim, folder, site_of):
    data = report_pack.read(aifsim, folder)
    summary, rows = table(folder, "summary.csv"), {}
    for row in table(folder, "jobs.csv"):
        rows.setdefault(int(row["cell"]), []).append(row)
    check_cells(data, summary)
    check_series(data, folder)
    check_waits(data, folder)
    check_comparisons(data, summary)
    check_access(data, folder)
    check([g["cell"] for g in data["gantts"]] == [c for c in first_cells(data) if c in rows])
    for g in data["gantts"]:
        site = site_of(data["sites"][data["cells"][g["cell"]]["site"]]["name"])
        check_jobs(g, rows[g["cell"]])
        lanes = check_lanes(g, rows[g["cell"]], site)
        if any(row.get("wait_reason") for row in rows[g["cell"]]):
            check_stated_reasons(g, rows[g["cell"]])
        else:
            check_reasons(g, lanes, rows[g["cell"]])
        if "procs" in site:
            check_use(g, lanes, summary)
    check(data["experiment"]["yaml"] == (folder / "experiment.resolved.yaml").read_text())


def finish_site(site):
    """The site of a case, with the GPUs of each node."""
    if "procs" not in site:
        site["gpus_of"] = [c["gpus"] for c in site["classes"] for _ in range(c["count"])]
    return site


def random_case(aifsim, folder, seed):
    site, jobs, policy = random_nodes.random_case(seed)
    folder.mkdir()
    (folder / "trace.csv").write_text(node_cases.trace_text(site, jobs))
    name = "procs:%d" % site["procs"] if "procs" in site else "./site.yaml"
    if "procs" not in site:
        (folder / "site.yaml").write_text(node_cases.site_text(site))
    parts = ", ".join("%s: %s" % (k, v) for k, v in policy.items() if v)
    (folder / "case.yaml").write_text("""name: case
sites: ["%s"]
traces: [{file: trace.csv}]
policies: [fcfs/none, {name: other, %s}]
""" % (name, parts))
    call(aifsim, "run", folder / "case.yaml", "--out", folder / "out", "-q")
    check_directory(aifsim, folder / "out", lambda _: finish_site(site))


def smoke(aifsim, folder):
    """Several sites and seeds, communities, jobs that wait."""
    mimer = {"partitions": [{"name": "gpu", "exclusive": False}], "gpus_of": [4] * 100}
    call(aifsim, "run", ROOT / "configs/experiments/smoke.yaml", "--out", folder / "smoke", "-q")
    check_directory(aifsim, folder / "smoke",
                    lambda name: mimer if name == "mimer" else {"procs": 64})


def months(aifsim, folder):
    """An access layer, and accounts by themselves."""
    mimer = {"partitions": [{"name": "gpu", "exclusive": False}], "gpus_of": [4] * 100}
    (folder / "months.yaml").write_text("""name: months
sites: [mimer, {name: no-limits, site: mimer, set: {scheduler.priority.weight_age: 0}}]
traces: [{name: spring, generate: eurohpc-users, span: 5d, set: {start: 2027-03-01}}]
access: {spec: eurohpc, before: 100d}
policies: [fcfs/easy@none, fcfs/easy@hard-stop]
outputs: {by: [account]}
""")
    call(aifsim, "run", folder / "months.yaml", "--out", folder / "months", "-q")
    check_directory(aifsim, folder / "months", lambda _: mimer)


def main(aifsim, first=0, number_of_cases=25):
    with tempfile.TemporaryDirectory() as name:
        smoke(aifsim, Path(name))
        months(aifsim, Path(name))
        for seed in range(first, first + number_of_cases):
            try:
                random_case(aifsim, Path(name) / str(seed), seed)
            except AssertionError as error:
                print("seed %d: %s" % (seed, error))
                return 1
    print(", ".join("%d %s" % (n, what) for what, n in checked.items()) + ": all equal")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
