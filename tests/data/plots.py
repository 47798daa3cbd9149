#!/usr/bin/env python3
"""Figures of `aifsim plot` against the result files, and against what gnuplot makes of them.
usage: plots.py AIFSIM

The points of every CSV file are computed again from series.csv, distributions.csv, jobs.csv and
summary.csv; where there is a gnuplot it must take every script, and every point must lie on a curve
of the picture (without it: skipped, 77, once the points have been compared)."""
import csv
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction

import results
import svg_points

AIFSIM = os.path.abspath(sys.argv.pop(1))
HAS_GNUPLOT = shutil.which("gnuplot") is not None
SITE, POLICIES = "procs:64", ["fcfs/none", "fcfs/easy", "fcfs/easy+sjf/pack"]
NEAR = 0.1  # units of the picture, which prints two decimals
STRANGE = ["a_b^{c}@d", "it's \"x\" & <y>", "50% `ls` $z\\", "käse, grün"]
STRANGE_EXPERIMENT = """name: strange
sites: ["procs:4"]
traces: [{file: jobs.csv}]
policies: [fcfs/easy]
outputs: {jobs: true}
"""


def rows(path):
    with open(path, newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def ratio(n, d):
    """Six decimals, half away from zero."""
    return f"{(Fraction(n, d) * 10**6 + Fraction(1, 2)).__floor__() / 10**6:.6f}"


def plot(folder, figure, *options):
    done = subprocess.run([AIFSIM, "plot", str(folder), figure, *options], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{figure}: status {done.returncode}: {done.stderr}")
    if "arning" in done.stderr:
        raise AssertionError(f"{figure}: {done.stderr}")
    return rows(folder / "plots" / f"{figure}.csv")


class Plots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.out = pathlib.Path(cls.folder.name) / "smoke"
        results.run(AIFSIM, cls.out, *results.SMOKE)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def source(self, name, seed="1", **kept):
        return [row for row in rows(self.out / name) if row["site"] == SITE and seed in (row["seed"], None)
                and all(row[key] == value for key, value in kept.items())]

    def picture(self, name):
        """None without gnuplot."""
        return svg_points.Picture(self.out / "plots" / f"{name}.svg") if HAS_GNUPLOT else None

    def check_curves(self, name, points, x_axis, y_axis):
        """Every point (curve, x, y) lies on its curve."""
        picture = self.picture(name)
        if not picture:
            return
        x_of, y_of = picture.axis("x", **x_axis), picture.axis("y", **y_axis)
        self.assertGreater(len(points), 20)
        for curve, x, y in points:
            self.assertLess(picture.distance(curve, (x_of(x), y_of(y))), NEAR, f"{name}: curve {curve}: {x}, {y}")

    def test_waits(self):
        for options, name in [(("--community", "research"), "research"), ((), "all")]:
            found = plot(self.out, "waits", "--site", SITE, "--force", *options)
            for k, policy in enumerate(POLICIES):
                waits = [int(row["waiting_time"]) for row in self.source("jobs.csv", policy=policy)
                         if name in ("all", row["community"])]
                curve = [row for row in found if row["curve"] == str(k)]
                self.assertEqual(curve[-1]["jobs"], str(len(waits)))
                for row in curve:
                    jobs = sum(wait <= int(row["wait_s"]) for wait in waits)
                    self.assertEqual((row["policy"], row["jobs"], row["share"]), (policy, str(jobs), ratio(jobs, len(waits))))
        self.check_curves("waits", [(int(row["curve"]), int(row["wait_s"]), float(row["share"])) for row in found if row["wait_s"] != "0"],
                          {"values": {"1 s": 1, "1 h": 3600}, "is_log": True}, {})

    def test_utilisation(self):
        found = plot(self.out, "utilisation", "--site", SITE)
        expected = [[str(POLICIES.index(row["policy"])), row["policy"], row["from_s"], row["to_s"], row["capacity_unit_s"],
                     row["busy_unit_s"], ratio(int(row["busy_unit_s"]), int(row["capacity_unit_s"]))]
                    for row in self.source("series.csv", group_kind="all")]
        self.assertEqual([list(row.values()) for row in found], expected)
        origin = int(found[0]["from_s"])
        self.check_curves("utilisation", [(int(row["curve"]), ((int(row["from_s"]) + int(row["to_s"])) / 2 - origin) / 3600,
                                           100 * float(row["utilisation"])) for row in found], {}, {})

    def test_queue(self):
        for options, kind, group in [(("--community", "startups"), "community", "startups"), ((), "all", "all")]:
            found = plot(self.out, "queue", "--site", SITE, "--force", *options)
            expected = [[row["policy"], row["from_s"], row["waiting_jobs"], row["waiting_units"]]
                        for row in self.source("series.csv", group_kind=kind, group=group)]
            self.assertEqual([list(row.values())[1:] for row in found], expected)
        origin = int(found[0]["from_s"])
        self.check_curves("queue", [(int(row["curve"]), (int(row["from_s"]) - origin) / 3600, int(row["waiting_jobs"]))
                                    for row in found], {}, {})

    def test_shares(self):
        """With a quarter of the capacity promised to start-ups, as no site of this experiment does."""
        table, kept = self.out / "series.csv", (self.out / "series.csv").read_bytes()
        self.addCleanup(table.write_bytes, kept)
        lines = rows(table)
        capacity = {(row["cell"], row["from_s"]): int(row["capacity_unit_s"]) for row in lines if row["group_kind"] == "all"}
        for row in lines:
            if row["group"] == "startups":
                row["entitled_unit_s"] = capacity[row["cell"], row["from_s"]] // 4
        with open(table, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, lines[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)

        found = plot(self.out, "shares", "--site", SITE, "--policy", "fcfs/easy")

        groups, points = {}, []
        for row, source in zip(found, self.source("series.csv", policy="fcfs/easy", group_kind="community"), strict=True):
            sums = groups.setdefault(source["group"], [0, 0, 0])
            sums[0] += int(source["busy_unit_s"])
            sums[1] += int(source["entitled_unit_s"] or 0)
            sums[2] += capacity[source["cell"], source["from_s"]]
            is_promised = source["group"] == "startups"
            self.assertEqual(list(row.values()), [
                str(list(groups).index(source["group"])), source["group"], source["from_s"], source["to_s"], str(sums[0]),
                str(sums[1]) if is_promised else "", ratio(sums[0], sums[2]), ratio(sums[1], sums[2]) if is_promised else ""])
            points.append((row["group"], int(row["to_s"]), 100 * float(row["used_share"])))
            if is_promised:
                points.append(("entitled", int(row["to_s"]), 100 * float(row["entitled_share"])))
        self.assertEqual(sorted(groups), ["industry", "research", "startups"])
        # The dashed line comes behind the one of its group.
        curves = [name for group in groups for name in ([group, "entitled"] if group == "startups" else [group])]
        origin = int(found[0]["from_s"])
        self.check_curves("shares", [(curves.index(name), (to - origin) / 3600, y) for name, to, y in points], {}, {})

    def test_comparison(self):
        found = plot(self.out, "comparison", "--site", SITE, "--metric", "bsld10_mean")
        values = {policy: [Fraction(row["bsld10_mean"]) for row in self.source("summary.csv", None, policy=policy, community="all")]
                  for policy in POLICIES}
        table = pathlib.Path(self.folder.name) / "compare.csv"
        results.compare(AIFSIM, self.out, table, "bsld10_mean")
        compared = {row["policy"]: row for row in rows(table) if row["site"] == SITE}
        for row, policy in zip(found, POLICIES, strict=True):
            self.assertAlmostEqual(float(row["mean"]), float(statistics.mean(values[policy])), delta=1.1e-6)
            self.assertEqual([row[key] for key in ("policy", "seeds", "mean", "low", "high", "is_baseline")],
                             [policy, "5", *(compared[policy][key] for key in ("mean", "mean_low", "mean_high")),
                              str(int(policy == "fcfs/none"))])
        if picture := self.picture("comparison"):
            x_of = picture.axis("x")
            for row, (x, y) in zip(found, picture.marks(0), strict=True):
                self.assertLess(abs(x - x_of(float(row["mean"]))), NEAR)
                self.assertLess(abs(y - picture.tics["y"][row["policy"]]), NEAR)
                for bound in ("low", "high"):
                    self.assertLess(picture.distance(0, (x_of(float(row[bound])), y)), NEAR)

    def test_slowdown(self):
        found = plot(self.out, "slowdown", "--site", SITE, "--seed", "all")
        groups = {}
        for row in self.source("jobs.csv", None):
            step = (int(row["units"]) - 1).bit_length()
            groups.setdefault((POLICIES.index(row["policy"]), step), []).append(Fraction(row["bounded_slowdown"]))
        self.assertEqual([(int(row["curve"]), int(row["step"])) for row in found], sorted(groups))
        for row in found:
            values = groups[int(row["curve"]), int(row["step"])]
            low, median, high = statistics.quantiles(values, n=4, method="inclusive")
            self.assertEqual([row[key] for key in ("jobs", "median", "quartile_1", "quartile_3")],
                             [str(len(values)), ratio(median, 1), ratio(low, 1), ratio(high, 1)])
        self.assertEqual([row["units"] for row in found if row["curve"] == "0"], ["1", "2", "3-4", "5-8", "9-16", "17-32"][:len(found) // 3])
        if picture := self.picture("slowdown"):
            y_of = picture.axis("y", is_log=True)
            apart = abs(picture.tics["x"]["2"] - picture.tics["x"]["1"])
            for k in range(3):
                curve = [row for row in found if row["curve"] == str(k)]
                # The last one is in the legend.
                for row, (x, y) in zip(curve, sorted(picture.marks(k)[:-1]), strict=True):
                    self.assertLess(abs(x - picture.tics["x"][row["units"]]), apart / 2)
                    self.assertLess(abs(y - y_of(float(row["median"]))), NEAR)
                    self.assertLess(picture.distance(k, (x, y_of(float(row["quartile_3"])))), NEAR)

    def test_gantt(self):
        found = plot(self.out, "gantt", "--site", SITE, "--policy", "fcfs/easy")
        expected, communities = [], []
        for job in self.source("jobs.csv", policy="fcfs/easy"):
            if job["community"] not in communities:
                communities.append(job["community"])
            for part in job["allocated_resources"].split():
                first, _, last = part.partition("-")
                expected.append([str(communities.index(job["community"])), job["community"], job["job_id"],
                                 job["starting_time"], job["finish_time"], first, last or first])
        self.assertEqual([list(row.values()) for row in found], expected)
        if picture := self.picture("gantt"):
            x_of, y_of = picture.axis("x"), picture.axis("y")
            origin = min(int(row["start_s"]) for row in found)
            drawn = [picture.polygons(k) for k in range(len(communities))]
            for row in found:
                box = (x_of((int(row["start_s"]) - origin) / 3600), y_of(int(row["last"]) + 1),
                       x_of((int(row["end_s"]) - origin) / 3600), y_of(int(row["first"])))
                apart = min(max(abs(a - b) for a, b in zip(box, other)) for other in drawn[int(row["curve"])])
                self.assertLess(apart, NEAR, row)

    def test_same_bytes(self):
        again = pathlib.Path(self.folder.name) / "again"
        for figure in ("waits", "gantt", "comparison"):
            plot(self.out, figure, "--site", SITE, "--force")
            subprocess.run([AIFSIM, "plot", str(self.out), figure, "--site", SITE, "--out", str(again)], check=True, capture_output=True)
            for ending in ("csv", "gp"):
                self.assertEqual((self.out / "plots" / f"{figure}.{ending}").read_bytes(), (again / f"{figure}.{ending}").read_bytes())
            if HAS_GNUPLOT:
                self.assertEqual((self.out / "plots" / f"{figure}.svg").read_bytes(), (again / f"{figure}.svg").read_bytes())

    def test_nobody_waits(self):
        """Where all values of an axis are the same, gnuplot has nothing to warn of."""
        folder = pathlib.Path(self.folder.name) / "quiet"
        folder.mkdir()
        (folder / "jobs.csv").write_text("#aifsim-trace 1\nsubmit_s,procs,run_s\n0,2,100\n200,2,100\n", encoding="utf-8")
        (folder / "experiment.yaml").write_text(STRANGE_EXPERIMENT.replace("fcfs/easy", "fcfs/easy, fcfs/none"), encoding="utf-8")
        results.run(AIFSIM, folder / "out", str(folder / "experiment.yaml"))
        for figure in ("comparison", "gantt", "queue", "slowdown", "utilisation", "waits"):
            plot(folder / "out", figure)
        plot(folder / "out", "comparison", "--metric", "makespan_s", "--force")

    def test_strange_names(self):
        """Names are drawn as they are, whatever they mean to gnuplot, XML or a shell."""
        folder = pathlib.Path(self.folder.name) / "strange"
        folder.mkdir()
        with open(folder / "jobs.csv", "w", newline="", encoding="utf-8") as file:
            file.write("#aifsim-trace 1\n")
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["community", "submit_s", "procs", "run_s"])
            writer.writerows([name, 10 * i, 2, 100 + i] for i, name in enumerate(STRANGE))
        (folder / "experiment.yaml").write_text(STRANGE_EXPERIMENT, encoding="utf-8")
        results.run(AIFSIM, folder / "out", str(folder / "experiment.yaml"))
        for figure, column in (("gantt", "community"), ("shares", "group")):
            found = plot(folder / "out", figure)
            self.assertEqual(list(dict.fromkeys(row[column] for row in found)), STRANGE)
            if HAS_GNUPLOT:
                picture = svg_points.Picture(folder / "out" / "plots" / f"{figure}.svg")
                self.assertEqual([text for text in picture.texts if text in STRANGE], STRANGE)

    def test_pdf(self):
        if HAS_GNUPLOT:
            plot(self.out, "queue", "--site", SITE, "--format", "pdf", "--force")
            self.assertEqual((self.out / "plots" / "queue.pdf").read_bytes()[:5], b"%PDF-")


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    if done.wasSuccessful() and not HAS_GNUPLOT:
        results.skip("gnuplot is not installed (package gnuplot-nox): no picture was looked at")
    sys.exit(not done.wasSuccessful())
