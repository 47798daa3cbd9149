#!/usr/bin/env python3
"""What `aifsim calibrate` prints, worked out again from the trace and the published tables.

usage: mixes.py AIFSIM

1. The numbers in configs/calibration are those of the tables in the shared folder (traces/calib), every one.
2. For each mix a trace of 200,000 jobs is generated, and each row of `aifsim calibrate --json` is recomputed from that file
   and from those tables.
3. With the jobs that configs/calibration asks for, every row is within its bar, for two seeds, and the table
   `How near generated jobs are` in README.md, which is of five, has figures as large, but not far larger.
4. The specs of the mixes are what tests/calibration/fit.py makes of the tables."""
import csv
import gzip
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
from collections import defaultdict

from oracle import ROOT, shared

JOBS = 200000
PER_10MIN = 4.8
UTC_OFFSET_S = {"seren": 8 * 3600, "kalos": 8 * 3600, "philly": 0, "helios": 8 * 3600}
TYPES = {
    "seren": {"evaluation": "Eval", "finetune": "SFT", "other": "Other", "multimodal": "MLLM", "debug": "Debug",
              "pretraining": "Pretrain"},
    "kalos": {"evaluation": "Eval", "pretraining": "Pretrain", "debug": "Debug", "other": "Other"},
    "philly": {}, "helios": {},
}
# Lines of README's table: beginning of its label; for each figure of a cell, what the names of its rows begin with.
README = {
    "distribution of run times, by jobs": ["=run time by jobs"],
    ".. of the worst type of job": ["run time by jobs, "],
    "distribution of GPUs, by jobs": ["=GPUs by jobs"],
    "distribution of GPUs, by GPU time": ["=GPUs by GPU time"],
    "outcome by size; GPU time of the top users; hours": ["outcome of jobs", "GPU time by users", "jobs before this hour"],
    "mean, median run time": ["mean run time", "median run time"],
    "mean GPUs": ["mean GPUs"],
    "how jobs end, by jobs; by GPU time": [tuple(f"=share of {what}, {end}" for end in ("completed", "failed", "cancelled"))
                                           for what in ("jobs", "GPU time")],
    "submissions in 10 minutes": ["submits in 10 minutes"],
    "GPU time of pre-training": ["share of GPU time, pretraining"],
    "GPU time of evaluation": ["share of GPU time, evaluation"],
}
failures = 0


def check(is_fine, text):
    global failures
    failures += not is_fine
    if not is_fine:
        print(f"DIFFERS: {text}")


def near(a, b):
    return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)


class Tables:
    """The published tables, as `aifsim calibrate` should have them; shares from 0 to 1."""

    def __init__(self, folder, name):
        self.calib, self.name, self.column = folder / "calib", name, name.capitalize()
        summary = next(r for r in self.read("acme_cluster_summary") if r["id"] == self.column)
        self.summary = {k: float(v) for k, v in summary.items() if k != "id" and v}
        column = f"{self.column}_pct"
        self.runtime = self.curve("acme_fig_gpu_job_duration_cdf", "duration_s", column)
        self.gpus = self.curve("acme_fig_gpu_count_cdf_jobs", "gpu_num", column)
        self.gpu_time = self.curve("acme_fig_gpu_count_cdf_gputime", "gpu_num", column)
        self.kinds = {}
        for kind, of in TYPES[name].items():
            box = next(r for r in self.read("acme_fig_gpu_demand_boxplot")
                       if r["cluster"] == self.column and r["type"] == of)
            share = [r for r in self.read("acme_fig_job_type_shares") if r["cluster"] == self.column and r["type"] == of]
            self.kinds[kind] = {
                "runtime": self.curve(f"acme_fig_{name}_duration_by_type_cdf", "seconds", f"{of}_pct"),
                "quartiles": [float(box[q]) for q in ("q1", "median", "q3")],
                "jobs": self.plain(share, "job_count_pct"), "gpu_time": self.plain(share, "gpu_time_pct")}
        self.users = self.hours = self.by_gpus = self.bursts = None
        if name == "helios":
            self.users = self.curve("helios_fig_user_share", "top_users_pct", "Venus_gputime_pct")
            self.hours = [float(r["Venus_gpu_jobs_per_hour"]) for r in self.read("helios_fig_diurnal")]
            self.by_gpus = [(int(r["gpu_num"].lstrip(">=")), {"completed": float(r["completed_pct"]) / 100,
                                                             "failed": float(r["failed_pct"]) / 100,
                                                             "cancelled": float(r["canceled_pct"]) / 100})
                            for r in self.read("helios_fig_status_by_gpu_count")]
            self.bursts = venus_bursts(folder)
        if name == "philly":
            row = next(r for r in self.read("arrivals_hour_of_day_pct") if r["log"] == "Philly-sia")
            self.hours = [float(row[str(h)]) for h in range(24)]

    def read(self, name):
        with open(self.calib / f"{name}.csv", newline="") as file:
            return list(csv.DictReader(file))

    @staticmethod
    def plain(rows, column):
        """A number that stands alone or with a remark behind it; what is not attributed is None."""
        text = rows[0][column].split(" (")[0] if rows else ""
        return float(text) / 100 if text.replace(".", "").isdigit() else None

    def curve(self, name, at, column):
        """Up to the first point that has all: the rest says nothing."""
        points = []
        for row in self.read(name):
            points.append((float(row[at]), float(row[column]) / 100))
            if float(row[column]) >= 100:
                break
        return points

    def outcome(self, suffix):
        return {ours: self.summary[f"{theirs}_rate_gpu{suffix}"]
                for ours, theirs in (("completed", "complete"), ("failed", "fail"), ("cancelled", "cancel"))}


def venus_bursts(folder):
    """Variance to mean of the GPU jobs submitted in 10 minutes, and the share of times without any."""
    with gzip.open(folder / "ai" / "helios-venus-throughput-10min-2020-04_09.csv.gz", "rt", newline="") as file:
        counts = [int(r["submit_gpu_job"]) for r in csv.DictReader(file)]
    mean = sum(counts) / len(counts)
    variance = sum(c * c for c in counts) / len(counts) - mean * mean
    return round(variance / mean, 1), round(counts.count(0) / len(counts), 2)


def largest(jobs, value, weight, curve):
    total, distance, i, below = sum(weight(j) for j in jobs), 0.0, 0, 0
    ordered = sorted(jobs, key=value)
    found = None
    for at, share in curve:
        while i < len(ordered) and value(ordered[i]) <= at:
            below += weight(ordered[i])
            i += 1
        if found is None or abs(below / total - share) > distance:
            distance = abs(below / total - share)
            found = (below / total, share, distance)
    return found


def relative(ours, theirs):
    return ours, theirs, abs(ours - theirs) / theirs


def quantile(values, quarters):
    values = sorted(values)
    return values[max(0, -(-len(values) * quarters // 4) - 1)]


def worst_of(rows):
    return max(rows, key=lambda row: row[2])


def gpus(job):
    return job[0]


def run_s(job):
    return job[1]


def gpu_s(job):
    return job[0] * job[1]


def one(_):
    return 1


def expected_rows(tables, jobs):
    """(ours, published, distance) by the name of the row.  A job is (GPUs, seconds, status, kind, user, submit)."""
    s, rows = tables.summary, {}
    rows["run time by jobs"] = largest(jobs, run_s, one, tables.runtime)
    rows["GPUs by jobs"] = largest(jobs, gpus, one, tables.gpus)
    rows["GPUs by GPU time"] = largest(jobs, gpus, gpu_s, tables.gpu_time)
    rows["mean run time, s"] = relative(sum(map(run_s, jobs)) / len(jobs), s["avg_run_time_gpu"])
    rows["median run time, s"] = relative(quantile(map(run_s, jobs), 2), s["med_run_time_gpu"])
    rows["mean GPUs"] = relative(sum(map(gpus, jobs)) / len(jobs), s["avg_gpu_num"])
    rows["median GPUs"] = relative(quantile(map(gpus, jobs), 2), s["med_gpu_num"])
    for what, weight, suffix in (("jobs", one, ""), ("GPU time", gpu_s, "_time")):
        for status, share in tables.outcome(suffix).items():
            ours = sum(weight(j) for j in jobs if j[2] == status) / sum(map(weight, jobs))
            rows[f"share of {what}, {status}"] = relative(ours, share)
    for kind, of in tables.kinds.items():
        mine = [j for j in jobs if j[3] in (kind, f"{kind}-wide")]
        rows[f"run time by jobs, {kind}"] = largest(mine, run_s, one, of["runtime"])
        rows[f"quartiles of GPUs, {kind}"] = worst_of(
            [relative(quantile(map(gpus, mine), q + 1), of["quartiles"][q]) for q in range(3)])
        if of["jobs"]:
            rows[f"share of jobs, {kind}"] = relative(len(mine) / len(jobs), of["jobs"])
        if of["gpu_time"]:
            rows[f"share of GPU time, {kind}"] = relative(sum(map(gpu_s, mine)) / sum(map(gpu_s, jobs)), of["gpu_time"])
    rows.update(behaviour_rows(tables, jobs))
    return rows


def behaviour_rows(tables, jobs):
    rows = {}
    for i, (least, shares) in enumerate(tables.by_gpus or []):
        end = tables.by_gpus[i + 1][0] if i + 1 < len(tables.by_gpus) else math.inf
        mine = [j[2] for j in jobs if least <= j[0] < end]
        more = " and more" if end == math.inf else ""
        rows[f"outcome of jobs of {least}{more} GPUs"] = worst_of(
            [(mine.count(st) / len(mine), sh, abs(mine.count(st) / len(mine) - sh)) for st, sh in shares.items()])
    if tables.users:
        used = defaultdict(int)
        for j in jobs:
            used[j[4]] += gpu_s(j)
        used = sorted(used.values(), reverse=True)

        def top(percent):
            many = percent / 100 * len(used)
            part = (many - int(many)) * used[int(many)] if int(many) < len(used) else 0
            return (sum(used[:int(many)]) + part) / sum(used)
        rows["GPU time by users, top per cent"] = worst_of(
            [(top(at), share, abs(top(at) - share)) for at, share in tables.users])
    if tables.hours:
        counts = [0] * 24
        for j in jobs:
            counts[(j[5] + UTC_OFFSET_S[tables.name]) // 3600 % 24] += 1
        sums = [(sum(counts[:h]) / len(jobs), sum(tables.hours[:h]) / sum(tables.hours)) for h in range(1, 25)]
        rows["jobs before this hour of the day"] = worst_of([(a, b, abs(a - b)) for a, b in sums])
    if tables.bursts:
        counts = [0] * (1 + max(j[5] for j in jobs) // 600)
        for j in jobs:
            counts[j[5] // 600] += 1
        mean = len(jobs) / len(counts)
        dispersion = (sum(c * c for c in counts) / len(counts) - mean * mean) / mean
        rows["submits in 10 minutes, variance / mean"] = relative(dispersion, tables.bursts[0])
        empty = counts.count(0) / len(counts)
        rows["10 minutes without a submit, share"] = (empty, tables.bursts[1], abs(empty - tables.bursts[1]))
    return rows


def read_trace(path):
    with open(path, newline="") as file:
        return [(int(r["procs"]), min(int(r["run_s"]), int(r["limit_s"])), r["status"], r["application"], r["user"],
                 int(r["submit_s"]))
                for r in csv.DictReader(line for line in file if not line.startswith("#"))]


def calibrate(aifsim, name, *options):
    done = subprocess.run([aifsim, "calibrate", name, "--json", *options], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    if done.returncode > 1:
        print(done.stderr)
        sys.exit(1)
    found = json.loads(done.stdout)[0]
    check(done.returncode == (found["above"] > 0), f"{name}: exit status {done.returncode}")
    return {row["what"]: row for row in found["rows"]}


def compare(aifsim, name, tables, folder):
    trace = folder / f"{name}.csv"
    days = repr(JOBS * 600 / PER_10MIN / 86400)
    subprocess.run([aifsim, "generate", name, "--site", "procs:1000000", "--seed", "7", "--jobs", str(JOBS), "--days", days,
                    "--out", trace], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    expected = expected_rows(tables, read_trace(trace))
    printed = calibrate(aifsim, name, "--seed", "7", "--jobs", str(JOBS))
    check(set(expected) == set(printed), f"{name}: rows {set(expected) ^ set(printed)}")
    for what, (ours, published, distance) in expected.items():
        row = printed.get(what, {"ours": 0, "published": 0, "distance": 0})
        check(near(row["ours"], ours) and near(row["published"], published) and near(row["distance"], distance),
              f"{name}, {what}: printed {row}, expected {ours, published, distance}")
    print(f"{name}: {len(expected)} rows recomputed from {JOBS} jobs")


def same_points(text, name, curve):
    """A curve in configs/calibration against the table: `name: {AT: PER CENT, ...}` anywhere in the text."""
    for at, share in curve:
        check(any(near(a, at) and near(p / 100, share) for a, p in text.get(name, [])), f"{name} at {at}: {share}")
    check(len(text.get(name, [])) == len(curve), f"{name}: {len(curve)} points in the table")


def committed(path):
    """Curves of a file, `KEY: {AT: PER CENT, ...}` over one or more lines, by key; those of a kind by "KIND KEY".  A
    reader of this form only."""
    curves, kind, joined = {}, "", []
    for line in path.read_text().split("\n"):
        if joined and joined[-1].count("{") > joined[-1].count("}"):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    for line in joined:
        key, _, value = line.strip().partition(": ")
        depth = len(line) - len(line.lstrip())
        if depth == 2 and key.endswith(":"):
            kind = key[:-1]
        if value.startswith("{") and value[1].isdigit():
            points = [tuple(map(float, p.split(":"))) for p in value.strip("{}").split(",")]
            curves[f"{kind} {key}" if depth == 4 else key] = points
    return curves


def check_committed(name, tables):
    curves = committed(ROOT / "configs" / "calibration" / f"{name}.yaml")
    same_points(curves, "runtime_by_jobs", tables.runtime)
    same_points(curves, "gpus_by_jobs", tables.gpus)
    same_points(curves, "gpus_by_gpu_time", tables.gpu_time)
    for kind, of in tables.kinds.items():
        same_points(curves, f"{kind} runtime", of["runtime"])
    if tables.users:
        same_points(curves, "user_share", tables.users)
    print(f"{name}: {sum(map(len, curves.values()))} points are those of the tables")


def check_fit(name):
    path = ROOT / "configs" / "workloads" / f"{name}.yaml"
    text = path.read_text()
    fitted = subprocess.run([sys.executable, ROOT / "tests" / "calibration" / "fit.py", name], capture_output=True,
                            text=True, check=True).stdout
    check(text[text.index("# Fitted:"):] == fitted, f"{path}: fit.py prints another one")


def is_meant(what, names):
    return any(what == n[1:] if n[0] == "=" else what.startswith(n) for n in ([names] if isinstance(names, str) else names))


def readme_figures(name):
    """(label, the figures of the cell as texts, whether they are per cent, rows) of a mix."""
    lines = (ROOT / "README.md").read_text().split("## How near generated jobs are")[1].split("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    at = [head.lower() for head in cells[0]].index(name)
    for label, *rest in cells[2:]:
        rows = next((rows for begin, rows in README.items() if label.startswith(begin)), None)
        check(rows, f"README: the line '{label}' is of no rows that are known")
        if rows and rest[at - 1]:
            yield label, re.split("[;,] ", rest[at - 1].removesuffix(" %")), rest[at - 1].endswith(" %"), rows


def check_readme(name, seeds):
    """Figures of README.md, the largest of five seeds, against the rows of some of them."""
    count = 0
    for label, figures, is_percent, names in readme_figures(name):
        check(len(figures) == len(names), f"README, {label}, {name}: {figures}")
        for figure, meant in zip(figures, names):
            ours = [row["distance"] * (100 if is_percent else 1) for rows in seeds for what, row in rows.items()
                    if is_meant(what, meant)]
            if figure == "-":
                check(not ours, f"README, {label}, {name}: - but {ours}")
                continue
            unit = 10.0 ** -len(figure.partition(".")[2])
            check(ours and max(ours) <= float(figure) + unit / 2, f"README, {label}, {name}: {figure}, but {max(ours, default=0)}")
            check(ours and float(figure) <= 3 * max(ours) + unit, f"README, {label}, {name}: {figure}, but {max(ours, default=0)}")
            count += 1
    print(f"{name}: {count} figures of README are as large as those of the seeds")


def main():
    aifsim, folder = sys.argv[1], shared() / "traces"
    with tempfile.TemporaryDirectory() as scratch:
        for name in TYPES:
            tables = Tables(folder, name)
            check_committed(name, tables)
            compare(aifsim, name, tables, pathlib.Path(scratch))
            check_fit(name)
            seeds = [calibrate(aifsim, name, "--seed", seed) for seed in ("1", "2")]
            above = [row for rows in seeds for row in rows.values() if row["above"]]
            check(not above, f"{name}: above the bar: {above}")
            check_readme(name, seeds)
    print(f"{failures} differences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
