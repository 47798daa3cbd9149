#!/usr/bin/env python3
"""`aifsim describe --json` against figures computed from the records of real logs.

usage: describe.py AIFSIM

Every figure of the group "all" is recomputed from the fields of the Standard Workload Format, by the rules of
docs/swf.md and docs/describe.md, in exact integers.  Where the tables in the shared folder
(traces/calib/swf_stats.csv, made by somebody else) mean the same thing, ours must agree with them, too: for
logs without jobs of zero length and unknown end."""
import csv
import gzip
import json
import math
import subprocess
import sys
from collections import Counter, defaultdict
from fractions import Fraction

from oracle import shared

LOGS = ["HPC2N-2002-2.2-cln", "KTH-SP2-1996-2.1-cln", "LLNL-Thunder-2007-1.1-cln", "METACENTRUM-2009-2",
        "NASA-iPSC-1993-3.1-cln", "SDSC-BLUE-2000-4.2-cln", "alea-wagap-2013", "cqgym-theta-validate", "lublin_256"]
PERCENTS = [10, 25, 50, 75, 90, 99, 100]
OFFSET_S = 3600

failures = 0
compared = 0


def check(where, ours, theirs, bar=0):
    global failures, compared
    compared += 1
    good = ours == theirs if bar == 0 or ours is None or theirs is None else abs(ours - theirs) <= bar
    if not good:
        failures += 1
        print(f"{where}: {ours}, expected {theirs}")


def read(path):
    """Jobs as (submit, run, size, limit, status, user, account, follows, number), and the header."""
    header, jobs, records, last = {}, [], 0, 0
    with gzip.open(path, "rt", errors="replace") as file:
        for line in file:
            if line.startswith(";"):
                key, _, value = line[1:].partition(":")
                if not records and value.strip().split(" ")[0].isdigit():
                    header[key.strip()] = int(value.strip().split(" ")[0])
                continue
            fields = [math.floor(float(x)) for x in line.split()[:18]]
            if not fields:
                continue
            records += 1
            _, submit, wait, run, used, _, _, wanted, limit = fields[:9]
            submit = last if submit == -1 else submit
            last = submit
            size = used if used > 0 else wanted
            if run < 0 or size <= 0:
                continue
            jobs.append((submit, run, size, limit if limit > 0 else None, fields[10], fields[11], fields[12], fields[16],
                         fields[0]))
    jobs.sort(key=lambda j: j[0])
    return jobs, header, records


def rounded(n, d):
    return float(math.floor(Fraction(n, d) * 10 ** 6 + Fraction(1, 2))) / 10 ** 6 if d else None


def spread(values, has_mean=True):
    values = sorted(values)
    out = {"count": len(values)}
    if has_mean:
        out["mean"] = rounded(sum(values), len(values))
    for p in PERCENTS:
        key = "max" if p == 100 else f"p{p}"
        out[key] = values[-(-len(values) * p // 100) - 1] if values else None
    return out


def top(percent, unit_s, jobs):
    count = max(1, (len(unit_s) * percent + 50) // 100) if unit_s else 0

    def share(table):
        return rounded(sum(sorted(table.values(), reverse=True)[:count]), sum(table.values()))
    return {"users": count, "jobs_share": share(jobs), "unit_s_share": share(unit_s)}


def expected(jobs, header):
    used = [size * (min(run, limit) if limit else run) for _, run, size, limit, *_ in jobs]
    unit_s, by_user = defaultdict(int), Counter()
    outcomes = {name: {"jobs": 0, "unit_s": 0} for name in ("completed", "failed", "cancelled", "unknown")}
    names = {1: "completed", 3: "completed", 0: "failed", 4: "failed", 5: "cancelled"}
    for job, time in zip(jobs, used):
        outcome = outcomes[names.get(job[4], "unknown")]
        outcome["jobs"] += 1
        outcome["unit_s"] += time
        if job[5] >= 0:
            unit_s[job[5]] += time
            by_user[job[5]] += 1
    limits = [(limit, run) for _, run, _, limit, *_ in jobs if limit]
    start = header.get("UnixStartTime", 0) + OFFSET_S
    hours = Counter((start + j[0]) // 3600 % 24 for j in jobs)
    days = Counter(((start + j[0]) // 86400 + 3) % 7 for j in jobs)
    sizes = [j[2] for j in jobs]
    return {
        "name": "all", "jobs": len(jobs), "jobs_without_unit": 0, "users": len(unit_s),
        "jobs_without_user": sum(j[5] < 0 for j in jobs), "unit_s": sum(used), "unit_s_share": 1.0,
        "single_jobs_share": rounded(sizes.count(1), len(sizes)),
        "power_of_two_jobs_share": rounded(sum(n & (n - 1) == 0 for n in sizes), len(sizes)),
        "at_limit_jobs_share": rounded(sum(run >= limit for limit, run in limits), len(limits)),
        "units": spread(sizes), "run_s": spread([j[1] for j in jobs]), "limit_s": spread([x[0] for x in limits]),
        "limit_by_run": {k: v if k == "count" or v is None else v / 1000 for k, v in
                         spread([limit * 1000 // run for limit, run in limits if run], False).items()},
        "outcomes": outcomes, "top_5_percent_users": top(5, unit_s, by_user),
        "top_10_percent_users": top(10, unit_s, by_user), "jobs_by_hour": [hours[h] for h in range(24)],
        "jobs_by_weekday": [days[d] for d in range(7)] if "UnixStartTime" in header else None,
        **arrivals([j[0] for j in jobs])}


def arrivals(submits):
    gaps = [b - a for a, b in zip(submits, submits[1:])]
    bins = Counter(s // 600 for s in submits)
    count = submits[-1] // 600 - submits[0] // 600 + 1
    cv2 = Fraction(len(gaps) * sum(g * g for g in gaps), sum(gaps) ** 2) - 1
    mean = Fraction(len(submits), count)
    variance = Fraction(sum(n * n for n in bins.values()), count) - mean * mean
    return {"gap_mean_s": rounded(sum(gaps), len(gaps)), "gap_cv": round(math.sqrt(cv2), 6),
            "dispersion_in_600_s": rounded((variance / mean).numerator, (variance / mean).denominator),
            "empty_share_of_600_s": rounded(count - len(bins), count)}


def compare(log, where, ours, theirs):
    """Equal keys, equal values; roots may differ in the last digit."""
    if isinstance(theirs, dict):
        check(f"{log} {where}: keys", list(ours), list(theirs))
        for key, value in theirs.items():
            compare(log, f"{where}.{key}", ours.get(key), value)
    else:
        check(f"{log} {where}", ours, theirs, 1.1e-6 if isinstance(theirs, float) else 0)


def published(log, group, row):
    """The table's percentiles interpolate, so only the median is compared; its figures are rounded."""
    check(f"{log}: users", group["users"], int(row["users"]))
    for ours, column, bar in (
            (group["run_s"]["mean"], "run_mean", 1), (group["run_s"]["p50"], "run_p50", 1),
            (group["units"]["mean"], "procs_mean", 0.01), (group["units"]["p50"], "procs_p50", 1),
            (group["units"]["max"], "procs_max", 0), (100 * group["single_jobs_share"], "serial_pct", 0.06),
            (100 * group["power_of_two_jobs_share"], "pow2_pct", 0.06), (group["gap_mean_s"], "interarrival_mean", 0.1),
            (group["gap_cv"], "interarrival_cv", 0.01), (100 * group["top_5_percent_users"]["jobs_share"], "top5pct_users_job_share", 0.06),
            (100 * group["top_5_percent_users"]["unit_s_share"], "top5pct_users_core_share", 0.3),
            (100 * group["top_10_percent_users"]["unit_s_share"], "top10pct_users_core_share", 0.3),
            (1 / group["limit_by_run"]["p50"], "acc_p50", 0.003)):
        check(f"{log}: {column} of swf_stats.csv", ours, float(row[column]), bar or 1e-9)


def main():
    folder = shared() / "traces"
    with open(folder / "calib" / "swf_stats.csv", newline="") as file:
        stats = {row["log"]: row for row in csv.DictReader(file)}
    for log in LOGS:
        path = folder / "swf" / f"{log}.swf.gz"
        done = subprocess.run([sys.argv[1], "describe", path, "--json", "--utc-offset", "1h"], check=True,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        ours = json.loads(done.stdout)
        jobs, header, records = read(path)
        group = expected(jobs, header)
        compare(log, "all", ours["groups"][0], group)
        numbers = {j[8] for j in jobs}
        span, procs = jobs[-1][0] - jobs[0][0], header.get("MaxProcs", 0)
        for key, value in (("records", records), ("jobs", len(jobs)), ("span_s", span), ("capacity_units", procs),
                           ("accounts", len({j[6] for j in jobs if j[6] >= 0})),
                           ("following_jobs", sum(j[7] > 0 and j[7] != j[8] and j[7] in numbers for j in jobs)),
                           ("load", rounded(group["unit_s"], procs * span))):
            check(f"{log} {key}", ours[key], value, 1.1e-6 if key == "load" else 0)
        if log in ("HPC2N-2002-2.2-cln", "KTH-SP2-1996-2.1-cln"):
            published(log, ours["groups"][0], stats[log])
    print(f"{len(LOGS)} logs, {compared} figures compared, {failures} differ")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
