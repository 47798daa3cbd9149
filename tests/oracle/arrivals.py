#!/usr/bin/env python3
"""Whether bursts, sweeps and swings make arrivals as uneven as those of a real cluster.

usage: arrivals.py AIFSIM

Half a year of GPU jobs of the Helios cluster Venus, whose submissions of every 10 minutes are public (traces/ai in the shared
folder), beside as many jobs of a spec with small bursts, a few large ones, and levels of hours and days. Compared are the
mean, the variance to mean of 10 minutes and of hours, the share of empty 10 minutes, and the quietest and busiest tenth of
the days. Ours are means over seeds; the bar is the distance in per cent."""
import csv
import gzip
import pathlib
import subprocess
import sys
import tempfile
from collections import Counter

from oracle import shared

SEEDS = 6
SPEC = """
title: arrivals like those of Venus
site: "procs:1000000"
start: 2026-11-02
hours: [3.74, 2.74, 2.5, 1.6, 1.12, 0.86, 0.78, 0.93, 1.56, 3.32, 5.4, 6.14,
        4.85, 5.41, 6.5, 6.9, 7.23, 7.22, 5.34, 5.47, 5.6, 5.68, 4.79, 4.33]
days: [14.69, 15.26, 18.31, 17.26, 13.62, 9.78, 11.08]
communities:
  users:
    load: 0.5
    users: 100
    accounts: 10
    swings: [{every: 1h, cv: 0.5}, {every: 1d, cv: 0.4}]
    kinds:
      job:
        weight: 1
        size: {weights: {1: 1}}
        runtime: {constant: 10m}
        burst: {mean: 1.5, gap: {log_normal: {median: 30s, sigma: 1.5}}}
      sweep:
        weight: 0.35
        size: {weights: {1: 1}}
        runtime: {constant: 10m}
        burst: {mean: 30, gap: {log_normal: {median: 5s, sigma: 1}}}
"""


def dispersion(counts):
    mean = sum(counts) / len(counts)
    return sum((n - mean) ** 2 for n in counts) / len(counts) / mean


def figures(bins):
    """Of counts of 10 minutes, whole days of them."""
    days = sorted(sum(bins[i:i + 144]) for i in range(0, len(bins), 144))
    mean = sum(days) / len(days)
    return {
        "mean of 10 minutes": mean / 144,
        "variance to mean, 10 minutes": dispersion(bins),
        "variance to mean, hours": dispersion([sum(bins[i:i + 6]) for i in range(0, len(bins), 6)]),
        "share of empty 10 minutes": bins.count(0) / len(bins),
        "tenth of days with fewest, to mean": days[len(days) // 10] / mean,
        "tenth of days with most, to mean": days[len(days) * 9 // 10] / mean,
    }


def venus(path):
    with gzip.open(path, "rt", newline="") as file:
        bins = [int(float(row["submit_gpu_job"])) for row in csv.DictReader(file)]
    return bins[:len(bins) // 144 * 144]


def generated(aifsim, spec, jobs, days, seed):
    text = subprocess.run([aifsim, "generate", spec, "--jobs", str(jobs), "--days", str(days), "--seed", str(seed), "--out",
                           "-"], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    counts = Counter(int(row["submit_s"]) // 600 for row in rows)
    return [counts[i] for i in range(days * 144)]


def main():
    real = venus(shared() / "traces" / "ai" / "helios-venus-throughput-10min-2020-04_09.csv.gz")
    theirs = figures(real)
    with tempfile.TemporaryDirectory() as folder:
        spec = pathlib.Path(folder) / "venus.yaml"
        spec.write_text(SPEC)
        runs = [figures(generated(sys.argv[1], spec, sum(real), len(real) // 144, seed)) for seed in range(1, SEEDS + 1)]
    failures = 0
    for name, value in theirs.items():
        ours = sum(run[name] for run in runs) / SEEDS
        distance = abs(ours / value - 1)
        failures += distance > 0.1
        print(f"{name:36s} ours {ours:7.3f}  Venus {value:7.3f}  {'ok' if distance <= 0.1 else 'ABOVE 10 %'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
