#!/usr/bin/env python3
"""What the comments and docs say of three-communities and eurohpc-users, over seeds.

usage: communities.py AIFSIM

Half a year on Mimer with each of five seeds. Of the GPU jobs of each workload: the part of the GPU time that the top 5 % of users have, the
variance to mean and the empty share of submissions in 10 minutes, and the median over-request (limit to run time). The ranges
are those stated in docs/calibration.md and in the files; a seed outside fails. Published figures stand beside them, and are
not judged here."""
import csv
import subprocess
import sys
from collections import Counter

SEEDS = range(1, 6)
DAYS = 182
STATED = {
    "three-communities": {
        "top 5 % of startups": (0.47, 0.51), "top 5 % of research": (0.53, 0.58), "mean of 10 minutes": (5.1, 5.9),
        "variance to mean, 10 minutes": (10.6, 11.4), "empty 10 minutes": (0.22, 0.27), "median over-request": (5.7, 5.8)},
    "eurohpc-users": {
        "top 5 % of startups": (0.45, 0.58), "top 5 % of research": (0.51, 0.67), "mean of 10 minutes": (8.3, 9.5),
        "variance to mean, 10 minutes": (20.1, 20.8), "empty 10 minutes": (0.20, 0.25), "median over-request": (14.9, 15.8)},
}
PUBLISHED = {
    "top 5 % of startups": "Helios: 0.46 to 0.61", "top 5 % of research": "Helios: 0.46 to 0.61",
    "variance to mean, 10 minutes": "Venus: 15.4", "empty 10 minutes": "Venus: 0.24",
    "mean of 10 minutes": "Venus: 4.8", "median over-request": "HPC2N 2.1, CTC 3.7, SDSC-SP2 6.4",
}
# As the files say.
USERS = {"startups": 200, "research": 400}


def generated(aifsim, spec, seed):
    with subprocess.Popen([aifsim, "generate", spec, "--site", "mimer", "--days", str(DAYS), "--seed", str(seed), "--out",
                           "-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                          text=True) as process:
        rows = csv.reader(line for line in process.stdout if not line.startswith("#"))
        column = {name: i for i, name in enumerate(next(rows))}
        wanted = [column[name] for name in ("community", "user", "submit_s", "nodes", "gpus_per_node", "run_s", "limit_s")]
        jobs = [[row[i] for i in wanted] for row in rows if row[column["gpus_per_node"]] not in ("", "0")]
    if process.returncode:
        sys.exit(f"aifsim generate {spec}: status {process.returncode}")
    return jobs


def figures(jobs):
    gpu_s = {community: Counter() for community in USERS}
    submits, over = Counter(), []
    for community, user, submit, nodes, gpus, run, limit in jobs:
        run, limit = int(run), int(limit)
        if community in USERS:
            gpu_s[community][user] += int(nodes) * int(gpus) * min(run, limit)
        submits[int(submit) // 600] += 1
        if run > 0:
            over.append(limit / run)
    bins = DAYS * 144
    mean = len(jobs) / bins
    found = {}
    for community, used in gpu_s.items():
        top = sum(n for _, n in used.most_common(USERS[community] // 20))
        found[f"top 5 % of {community}"] = top / sum(used.values())
    found["mean of 10 minutes"] = mean
    found["variance to mean, 10 minutes"] = (sum(n * n for n in submits.values()) / bins - mean * mean) / mean
    found["empty 10 minutes"] = (bins - len(submits)) / bins
    found["median over-request"] = sorted(over)[len(over) // 2]
    return found


def main():
    failures = 0
    for spec, bounds in STATED.items():
        runs = [figures(generated(sys.argv[1], spec, seed)) for seed in SEEDS]
        for name, (least, most) in bounds.items():
            values = [run[name] for run in runs]
            is_ok = all(least <= value <= most for value in values)
            failures += not is_ok
            print(f"{spec:18s} {name:30s} {min(values):7.3f} to {max(values):7.3f}  stated {least:g} to {most:g}  "
                  f"{'ok' if is_ok else 'OUTSIDE'}  ({PUBLISHED[name]})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
