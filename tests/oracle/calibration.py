#!/usr/bin/env python3
"""The three communities against the published tables that their spec is built on.

usage: calibration.py AIFSIM

Generates 300,000 jobs on a pool as large as any of them wants, reads the trace and compares, with the
tables in the shared folder (traces/calib), never with the spec: run times of each kind, sizes of
fine-tuning, how jobs end by size, hours and weekdays, bursts, and the part that the busiest users have.
Run times are of another 300,000, of which the rare kinds are more, so that chance has no part in a bar of 0.03.
Prints every distance; fails where one is above the bar beside it."""
import csv
import pathlib
import subprocess
import sys
import tempfile
from collections import defaultdict

from oracle import shared

# Kind of job, the published table of its run times and the column there.
RUN_TIMES = [
    ("startups", ["finetune", "finetune-small"], "acme_fig_gpu_job_duration_cdf", "Philly_pct"),
    ("startups", ["evaluation"], "acme_fig_seren_duration_by_type_cdf", "Eval_pct"),
    ("startups", ["debug"], "acme_fig_seren_duration_by_type_cdf", "Debug_pct"),
    ("research", ["training"], "acme_fig_gpu_job_duration_cdf", "Helios_pct"),
    ("research", ["evaluation"], "acme_fig_seren_duration_by_type_cdf", "Eval_pct"),
    ("research", ["pretraining"], "acme_fig_seren_duration_by_type_cdf", "Pretrain_pct"),
    ("research", ["debug"], "acme_fig_seren_duration_by_type_cdf", "Debug_pct"),
    ("industry", ["pretraining"], "acme_fig_kalos_duration_by_type_cdf", "Pretrain_pct"),
]
# Run times end at the longest limit: three days, two hours for debugging.
LONGEST_S = {"debug": 7200}
LONGEST_OF_OTHERS_S = 72 * 3600
RARE_ARE_MANY = ["communities.research.load=4", "communities.research.kinds.pretraining.weight=60",
                 "communities.industry.load=8", "communities.industry.kinds.pretraining.weight=400"]
KS_BAR = 0.03
VENUS_DISPERSION = 15.4
# With so many, 1.63 / sqrt n = 0.0163: what chance exceeds once in a hundred is half of the bar.
LEAST_JOBS = 10000

failures = 0


def check(what, distance, bar):
    global failures
    verdict = "ok" if distance <= bar else "ABOVE"
    failures += distance > bar
    print(f"{what:58s} {distance:8.4f}  bar {bar:5.3f}  {verdict}")


def table(calib, name):
    with open(calib / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


def generate(aifsim, path, sets=()):
    subprocess.run(
        [aifsim, "generate", "three-communities", "--site", "procs:100000", "--seed", "1", "--jobs", "300000",
         "--days", "182", "--out", path, "--force", *(x for s in sets for x in ("--set", s))], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    with open(path, newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def run_times(calib, jobs):
    """Largest distance between the two distributions at the points of the published one."""
    by_kind = defaultdict(list)
    for job in jobs:
        by_kind[job["community"], job["application"]].append(int(job["run_s"]))
    for community, kinds, name, column in RUN_TIMES:
        runs = [run for kind in kinds for run in by_kind[community, kind]]
        longest = LONGEST_S.get(kinds[0], LONGEST_OF_OTHERS_S)
        worst = 0.0
        for row in table(calib, name):
            limit = float(row.get("duration_s") or row["seconds"])
            if limit < longest:
                share = sum(run <= limit for run in runs) / len(runs)
                worst = max(worst, abs(share - float(row[column]) / 100))
        if len(runs) < LEAST_JOBS:
            sys.exit(f"{community} {kinds}: {len(runs)} jobs, which are too few for the bar")
        check(f"run times, {community} {'+'.join(kinds)}, {len(runs)} jobs: KS", worst, KS_BAR)


def sizes(calib, jobs):
    """Quartiles, to the GPU."""
    wanted = [(["finetune", "finetune-small"], "SFT"), (["evaluation"], "Eval")]
    for kinds, name in wanted:
        procs = sorted(int(j["procs"]) for j in jobs if j["community"] == "startups" and j["application"] in kinds)
        row = next(r for r in table(calib, "acme_fig_gpu_demand_boxplot")
                   if r["cluster"] == "Seren" and r["type"] == name)
        ours = [procs[len(procs) * q // 4] for q in (1, 2, 3)]
        theirs = [int(row[c]) for c in ("q1", "median", "q3")]
        check(f"sizes, {'+'.join(kinds)}: quartiles {ours}, published {theirs}",
              max(abs(a - b) for a, b in zip(ours, theirs)), 0)


def outcomes(calib, jobs):
    """Jobs of research training end by size as those of Helios do."""
    counts = defaultdict(lambda: defaultdict(int))
    for job in jobs:
        if (job["community"], job["application"]) == ("research", "training"):
            counts[int(job["procs"])][job["status"]] += 1
    for row in table(calib, "helios_fig_status_by_gpu_count"):
        size = row["gpu_num"]
        of_size = [n for procs, n in counts.items() if (procs >= 64 if size == ">=64" else procs == int(size))]
        total = sum(sum(n.values()) for n in of_size)
        worst = max(abs(sum(n[ours] for n in of_size) / total - float(row[theirs]) / 100)
                    for ours, theirs in (("completed", "completed_pct"), ("cancelled", "canceled_pct"),
                                         ("failed", "failed_pct")))
        # Five standard errors of a share near one half.
        check(f"outcomes, {size} GPUs, {total} jobs", worst, 2.5 / total ** 0.5)


def arrivals(calib, jobs):
    """Shares of hours and weekdays, in local time: the trace starts at midnight UTC, an hour after the
    local one.  Bursts of 8 make the 200,000 jobs worth some 25,000: five errors are 0.007."""
    for community in ("startups", "research"):
        submits = [int(j["submit_s"]) + 3600 for j in jobs if j["community"] == community]
        for name, period, count in (("arrivals_hour_of_day_pct", 3600, 24), ("arrivals_weekday_pct", 86400, 7)):
            row = next(r for r in table(calib, name) if r["log"] == "Helios-Venus-gpujobs")
            theirs = [float(v) for k, v in row.items() if k != "log"]
            ours = [0] * count
            for s in submits:
                ours[s // period % count] += 1
            worst = max(abs(n / len(submits) - v / sum(theirs)) for n, v in zip(ours, theirs))
            check(f"{name[:-4]}, {community}", worst, 0.012)


def users(calib, jobs):
    """Part of the GPU time that the top 5 % of users have; the published range is that of four
    clusters, 46 to 61 %, and nothing outside it is allowed.  Seeds 1 to 5 give 0.483 to 0.507 and 0.537 to
    0.580 (standard deviations 0.011 and 0.018): chance alone is not what keeps them inside."""
    rows = table(calib, "helios_fig_user_share")
    row = next(r for r in rows if r["top_users_pct"] == "5")
    theirs = [float(v) / 100 for k, v in row.items() if k.endswith("_gputime_pct")]
    for community, population in (("startups", 200), ("research", 400)):
        used = defaultdict(int)
        for j in jobs:
            if j["community"] == community:
                used[j["user"]] += int(j["procs"]) * min(int(j["run_s"]), int(j["limit_s"]))
        top = sorted(used.values(), reverse=True)[:population // 20]
        share = sum(top) / sum(used.values())
        outside = max(0.0, min(theirs) - share, share - max(theirs))
        check(f"top 5 % of users, {community}: {share:.3f} of GPU time", outside, 0.0)


def burstiness(jobs):
    """Variance to mean of submissions in 10 minutes; Venus has 15.4.  It grows with the number of jobs, of
    which there are twice those of Venus here, so the bar is wider than the 10 % of the mixes: 15 %.  Seeds 1 to 5
    give 13.4 to 13.9.  How it is on Mimer is looked at in communities.py."""
    counts = defaultdict(int)
    for j in jobs:
        counts[int(j["submit_s"]) // 600] += 1
    bins = 182 * 144
    mean = len(jobs) / bins
    variance = sum(n * n for n in counts.values()) / bins - mean * mean
    check(f"submissions in 10 min: mean {mean:.1f}, variance / mean {variance / mean:.1f}",
          abs(variance / mean / VENUS_DISPERSION - 1), 0.15)


def main():
    calib = shared() / "traces" / "calib"
    with tempfile.TemporaryDirectory() as folder:
        run_times(calib, generate(sys.argv[1], pathlib.Path(folder) / "jobs.csv", RARE_ARE_MANY))
        jobs = generate(sys.argv[1], pathlib.Path(folder) / "jobs.csv")
    sizes(calib, jobs)
    outcomes(calib, jobs)
    arrivals(calib, jobs)
    users(calib, jobs)
    burstiness(jobs)
    print(f"{failures} above their bar")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
