#!/usr/bin/env python3
"""The model of Lublin and Feitelson against an independent run of the published parameters.

usage: lublin.py AIFSIM [SEED]

For each type of job `aifsim generate` makes N jobs on 128 processors, and so does lublin_model.py: the
recipe written down again, with another generator of random numbers and other ways to draw.  Compared
are sizes, run times, gaps between arrivals without the daily cycle, and the cycle, by two-sample tests.

False alarms: each type has STATISTICS comparisons, each at a level of 0.001 / STATISTICS, so that an exact
copy is refused less than once in a thousand runs.  (Seeds are fixed: the outcome is always the same.)
Power: the probability that a change of a parameter is noticed, from exact distributions; the bar is 0.9
for a change of 2 % (3 % for the logarithm of the least size, 20 % for the slope: they move few jobs).
And the independent run is made again with each parameter changed so: the comparison must fail, or it
would prove nothing.  If the shared folder is there, the 10,000 jobs of lublin_256.swf, made by
the authors' own program, are compared with ours, too."""
import csv
import gzip
import math
import multiprocessing
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from collections import Counter

from oracle import ROOT
from lublin_model import BUCKETS, BUCKET_S, DAY_S, PUBLISHED, Exact, Model, day_weights, undo_cycle

N = 1_000_000
PROCS = 128
WIDE = 64  # the mixture of run times depends on the size: looked at for jobs this wide, too
LONG_S = 3000
STATISTICS = 15
LEVEL = 0.001 / STATISTICS
NORMAL = statistics.NormalDist()
Z_BAR = NORMAL.inv_cdf(1 - LEVEL / 2)
KS_BAR = math.sqrt(math.log(2 / LEVEL) / 2)  # times sqrt(1/n + 1/m)
CHI2_BAR = BUCKETS * (1 - 2 / (9 * BUCKETS) + NORMAL.inv_cdf(1 - LEVEL) * math.sqrt(2 / (9 * BUCKETS))) ** 3
T_BAR = 4.2  # moments: Student's t with 198 degrees of freedom, a little above its quantile
SHIFTS = {"serial": 1.02, "pow2": 1.02, "low": 1.03, "low_share": 1.02, "a1": 1.02, "b1": 1.02, "a2": 1.02, "b2": 1.02,
          "pb": 1.02, "pa": 1.2, "aarr": 1.02, "barr": 1.02, "anum": 1.02, "bnum": 1.02}
GROUPS = {"sizes": ["serial", "pow2", "low", "low_share"], "runs": ["a1", "b1", "a2", "b2", "pb", "pa"],
          "gaps": ["aarr", "barr"], "day": ["anum", "bnum"]}


def ks(x, y):
    """Largest difference of two samples' distribution functions, in whole numbers."""
    a, b = Counter(x), Counter(y)
    below_a = below_b = 0
    worst = 0.0
    for value in sorted(a.keys() | b.keys()):
        below_a += a[value]
        below_b += b[value]
        worst = max(worst, abs(below_a / len(x) - below_b / len(y)))
    return worst


def share_z(a, n, b, m):
    """Difference of two shares, in standard errors."""
    p = (a + b) / (n + m)
    return abs(a / n - b / m) / math.sqrt(p * (1 - p) * (1 / n + 1 / m))


def moment_t(x, y, power):
    """Difference of means or mean squares by the means of 100 batches."""
    def batches(values):
        size = len(values) // 100
        return [sum(v ** power for v in values[k * size:(k + 1) * size]) / size for k in range(100)]
    a, b = batches(x), batches(y)
    error = math.sqrt((statistics.variance(a) + statistics.variance(b)) / 100)
    return abs(statistics.fmean(a) - statistics.fmean(b)) / error


def even_gaps(submits, cycle):
    """Gaps as they would have been without the daily cycle, to the second."""
    even = undo_cycle(submits, cycle)
    return [round(b - a) for a, b in zip(even, even[1:])]


class Sample:
    """What is compared: sizes, run times, submit times."""

    def __init__(self, sizes, runs, submits, cycle):
        self.sizes, self.runs, self.submits = sizes, runs, submits
        self.gaps = even_gaps(submits, cycle)
        self.between = [b - a for a, b in zip(submits, submits[1:])]
        mean = statistics.fmean(self.gaps)
        self.cv2 = statistics.fmean(g * g for g in self.gaps) / mean ** 2 - 1


def is_power(n):
    return n > 2 and n & (n - 1) == 0


def count(values, test):
    return sum(1 for v in values if test(v))


def sizes_of(x, y):
    yield "sizes: KS", ks(x, y) / math.sqrt(1 / len(x) + 1 / len(y)), KS_BAR
    for what, test in (("1", lambda n: n == 1), ("2", lambda n: n == 2), ("4, 8, 16, ..", is_power)):
        yield f"sizes: share of {what}", share_z(count(x, test), len(x), count(y, test), len(y)), Z_BAR


def runs_of(x, y, x_sizes, y_sizes):
    yield "run times: KS", ks(x, y) / math.sqrt(1 / len(x) + 1 / len(y)), KS_BAR
    wide = [[r for r, n in zip(*pair) if n >= WIDE] for pair in ((x, x_sizes), (y, y_sizes))]
    long = [count(w, lambda r: r >= LONG_S) for w in wide]
    yield f"run times: share of {LONG_S} s, {WIDE} or more", share_z(long[0], len(wide[0]), long[1], len(wide[1])), Z_BAR


def gaps_of(x, y):
    yield "gaps: KS", ks(x, y) / math.sqrt(1 / len(x) + 1 / len(y)), KS_BAR


def by_bucket(submits):
    """For each half hour, of the logarithms of the gaps that begin there: number, mean, variance."""
    sums = [[0, 0.0, 0.0] for _ in range(BUCKETS)]
    for a, b in zip(submits, submits[1:]):
        x = math.log(b - a + 1)
        of = sums[a % DAY_S // BUCKET_S]
        of[0] += 1
        of[1] += x
        of[2] += x * x
    return [(n, s / n, q / n - (s / n) ** 2) for n, s, q in sums]


def day_of(x, y, cv2):
    """Jobs come in clusters: counts vary cv2 times as much as independent ones would, and times of the day
    tell little.  Gaps tell more: where more jobs come, they are shorter.  The differences of the 48 mean
    logarithms, in standard errors, squared, add up to a chi-squared variable."""
    times = [[s % DAY_S for s in submits] for submits in (x, y)]
    yield "time of day: KS", ks(*times) / math.sqrt(cv2 * (1 / len(x) + 1 / len(y))), KS_BAR
    yield "gaps by half hour: chi-squared", sum(
        (a - b) ** 2 / (v / n + w / m) for (n, a, v), (m, b, w) in zip(by_bucket(x), by_bucket(y))), CHI2_BAR


def moments_of(ours, theirs):
    for what, x, y in (("size", ours.sizes, theirs.sizes), ("run time", ours.runs, theirs.runs),
                       ("inter-arrival", ours.between, theirs.between)):
        yield f"{what}: mean", moment_t(x, y, 1), T_BAR
        yield f"{what}: second moment", moment_t(x, y, 2), T_BAR


def all_of(ours, theirs):
    yield from sizes_of(ours.sizes, theirs.sizes)
    yield from runs_of(ours.runs, theirs.runs, ours.sizes, theirs.sizes)
    yield from gaps_of(ours.gaps, theirs.gaps)
    yield from day_of(ours.submits, theirs.submits, max(ours.cv2, theirs.cv2))
    yield from moments_of(ours, theirs)


def changed(group, model, ours, base, cycle):
    """The comparisons of one group with an independent run under changed parameters."""
    if group == "sizes":
        return sizes_of(ours.sizes, model.sizes(N))
    if group == "runs":
        return runs_of(ours.runs, model.runs(base.sizes), ours.sizes, base.sizes)
    if group == "gaps":
        return gaps_of(ours.gaps, even_gaps(model.submits(N), cycle))
    return day_of(ours.submits, model.submits(N), ours.cv2)


def power_of(group, before, after):
    """At least the probability that one of the group's comparisons refuses."""
    def ks_power(f, g, n):
        """At the point of the largest difference alone, which is less than the whole test can."""
        best = 0.0
        for a, b in zip(f, g):
            error = math.sqrt((a * (1 - a) + b * (1 - b)) / n)
            if error > 0:
                best = max(best, NORMAL.cdf((abs(a - b) - KS_BAR * math.sqrt(2 / n)) / error))
        return best

    def share_power(a, b, n):
        error = math.sqrt((a * (1 - a) + b * (1 - b)) / n)
        return NORMAL.cdf(abs(a - b) / error - Z_BAR)
    if group == "sizes":
        pmfs = [before.sizes, after.sizes]
        powers = [ks_power(before.size_cdf(), after.size_cdf(), N)]
        for test in (lambda n: n == 1, lambda n: n == 2, is_power):
            shares = [sum(p for n, p in pmf.items() if test(n)) for pmf in pmfs]
            powers.append(share_power(*shares, N))
        return max(powers)
    if group == "runs":
        wide = sum(p for n, p in before.sizes.items() if n >= WIDE)
        return max(ks_power(before.run_cdf(), after.run_cdf(), N),
                   share_power(before.long_share(WIDE, LONG_S), after.long_share(WIDE, LONG_S), N * wide))
    if group == "gaps":
        return ks_power(before.gap_cdf(), after.gap_cdf(), N)
    # Gaps within a half hour are shorter by the ratio of the weights; chi-squared with that much on top.
    weights = [day_weights(e.p) for e in (before, after)]
    error2 = 2 * before.p["aarr"] * before.p["arar"] * before.p["barr"] ** 2 / N
    extra = sum(math.log(b / a) ** 2 * a / error2 for a, b in zip(*weights))
    return NORMAL.cdf((BUCKETS + extra - CHI2_BAR) / math.sqrt(2 * (BUCKETS + 2 * extra)))


def generate(aifsim, name, folder, procs=PROCS):
    path = pathlib.Path(folder) / f"{name}-{procs}.csv"
    seed = sys.argv[2] if len(sys.argv) > 2 else "1"
    subprocess.run([aifsim, "generate", f"lublin-{name}", "--site", f"procs:{procs}", "--seed", seed, "--jobs", str(N),
                    "--out", path], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    with open(path, newline="") as file:
        rows = csv.reader(line for line in file if not line.startswith("#"))
        at = {key: i for i, key in enumerate(next(rows))}
        values = [(int(r[at["procs"]]), int(r[at["run_s"]]), int(r[at["submit_s"]])) for r in rows]
    path.unlink()
    return [list(column) for column in zip(*values)]


def percentiles(values):
    ordered = sorted(values)
    return [ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in (10, 25, 50, 75, 90, 99)]


def show_moments(name, ours, theirs, lines):
    for what, x, y in (("size", ours.sizes, theirs.sizes), ("run time s", ours.runs, theirs.runs),
                       ("inter-arrival s", ours.between, theirs.between)):
        for who, v in (("ours", x), ("independent", y)):
            mean = statistics.fmean(v)
            deviation = math.sqrt(statistics.fmean(a * a for a in v) - mean * mean)
            lines.append(f"{name:12s} {what:16s} {who:12s} mean {mean:9.2f}  sd {deviation:9.2f}  percentiles "
                         f"{percentiles(v)}")


def check_type(task):
    aifsim, name, folder = task
    lines, failures = [], 0
    model = Model(PUBLISHED[name], 20031101)
    cycle = model.cycle()
    ours = Sample(*generate(aifsim, name, folder), cycle)
    sizes = model.sizes(N)
    theirs = Sample(sizes, model.runs(sizes), model.submits(N), cycle)
    show_moments(name, ours, theirs, lines)
    compared = list(all_of(ours, theirs))
    assert len(compared) == STATISTICS
    for what, value, bar in compared:
        failures += value > bar
        lines.append(f"{name:12s} {what:44s} {value:7.2f}  bar {bar:5.2f}  {'ok' if value <= bar else 'ABOVE'}")
    exact = Exact(PUBLISHED[name], PROCS)
    for group, keys in GROUPS.items():
        for key in keys:
            parameters = dict(PUBLISHED[name], **{key: PUBLISHED[name][key] * SHIFTS[key]})
            power = power_of(group, exact, Exact(parameters, PROCS))
            found = [v / bar for _, v, bar in changed(group, Model(parameters, 77), ours, theirs, cycle)]
            is_noticed = max(found) > 1 and power > 0.9
            failures += not is_noticed
            lines.append(f"{name:12s} {key:10s} x {SHIFTS[key]:4.2f}: power {power:6.4f}, then "
                         f"{max(found):6.2f} times the bar  {'noticed' if is_noticed else 'NOT NOTICED'}")
    return lines, failures


def check_original(aifsim, folder):
    """Jobs of the authors' program on 256 processors.  Its arrivals are of another rate, set by whoever ran it."""
    path = pathlib.Path(os.environ.get("AIFSIM_SHARED") or ROOT.parent / "shared") / "traces/swf/lublin_256.swf.gz"
    if not path.is_file():
        return [f"no {path.name} in the shared folder: that part is left out"], 0
    with gzip.open(path, "rt") as file:
        records = [line.split() for line in file if not line.startswith(";")]
    sizes, runs = [int(r[4]) for r in records], [int(r[3]) for r in records]
    ours = generate(aifsim, "untyped", folder, 256)
    compared = [*sizes_of(ours[0], sizes), *runs_of(ours[1], runs, ours[0], sizes)]
    lines = [f"{path.name:12s} {what:44s} {value:7.2f}  bar {bar:5.2f}" for what, value, bar in compared]
    return lines, sum(value > bar for _, value, bar in compared)


def main():
    with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool(2) as pool:
        results = pool.map(check_type, [(sys.argv[1], name, folder) for name in PUBLISHED], chunksize=1)
        results.append(check_original(sys.argv[1], folder))
    for lines, _ in results:
        print("\n".join(lines))
    failures = sum(n for _, n in results)
    print(f"{N} jobs of each type; {failures} comparisons went wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
