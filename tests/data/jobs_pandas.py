#!/usr/bin/env python3
"""jobs.csv in pandas, and as Evalys wants it.  usage: jobs_pandas.py AIFSIM

Column types, figures of summary.csv and of `aifsim compare` recomputed from the rows of jobs, the
columns and the interval sets that Evalys needs.  Skipped (77) where no Python here has pandas."""
import os
import pathlib
import re
import sys
import tempfile
import unittest

import results

try:
    import pandas
except ImportError:
    # Debian's package is of Debian's Python, which need not be the first on the path.
    DEBIAN = "/usr/bin/python3"
    if os.path.exists(DEBIAN) and "AIFSIM_DEBIAN_PYTHON" not in os.environ:
        os.execve(DEBIAN, [DEBIAN, *sys.argv], {**os.environ, "AIFSIM_DEBIAN_PYTHON": "1"})
    results.skip("pandas is not installed (package python3-pandas)")

AIFSIM = sys.argv.pop(1)
# Jobs 1 to 5 of this trace want 2, 4, 4, 1 and 3 processors: on three of them 2 and 3 never run.
TOO_SMALL = """name: too-small
sites: ["procs:3"]
traces: [{file: jobs.swf}]
policies: [fcfs/easy]
outputs: {jobs: true}
"""
SWF = """; MaxProcs: 4
1  0 -1 10 2 -1 -1 2 10 -1 1 1 1 1 1 1 -1 -1
2  1 -1 10 4 -1 -1 4 10 -1 1 1 1 1 1 1 -1 -1
3  2 -1 10 4 -1 -1 4 10 -1 1 1 1 1 1 1 -1 -1
4  3 -1  5 1 -1 -1 1  5 -1 1 1 1 1 1 1 -1 -1
5  4 -1  7 3 -1 -1 3  9 -1 1 1 1 1 1 1 -1 -1
"""


def interval_set(text):
    """The numbers of an interval set in its one canonical form, that of procset: ascending, apart
    from each other, "4" and never "4-4"."""
    numbers = []
    for part in text.split(" "):
        if not re.fullmatch(r"(0|[1-9]\d*)(-[1-9]\d*)?", part):
            raise ValueError(f"'{part}' in '{text}' is no interval")
        first, _, last = part.partition("-")
        if last and int(last) <= int(first):
            raise ValueError(f"'{part}' in '{text}' does not ascend")
        if numbers and int(first) <= numbers[-1] + 1:
            raise ValueError(f"'{part}' in '{text}' touches what is before it")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


class Intervals(unittest.TestCase):
    def test_strict(self):
        self.assertEqual(interval_set("1-3 5 7-8"), [1, 2, 3, 5, 7, 8])
        for wrong in ["", "5-5", "1-2 3", "1,3", "3 1", "01", "1 ", "2-1", "1-3 2", "-1"]:
            with self.assertRaises(ValueError, msg=wrong):
                interval_set(wrong)


class Jobs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.out = pathlib.Path(cls.folder.name) / "smoke"
        results.run(AIFSIM, cls.out, *results.SMOKE)
        cls.jobs = pandas.read_csv(cls.out / "jobs.csv")
        cls.summary = pandas.read_csv(cls.out / "summary.csv")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_types(self):
        """Numbers are numbers without being told so; names are texts."""
        whole = ["job_id", "submission_time", "starting_time", "finish_time", "waiting_time", "execution_time",
                 "requested_number_of_resources", "requested_time", "success", "units", "nodes", "cell", "seed"]
        for name in whole:
            self.assertEqual(self.jobs[name].dtype.kind, "i", name)
        for name in ["stretch", "bounded_slowdown"]:
            self.assertEqual(self.jobs[name].dtype.kind, "f", name)
        for name in ["user", "community", "site", "trace", "policy", "outcome", "final_state", "allocated_resources"]:
            self.assertEqual(self.jobs[name].map(type).unique().tolist(), [str], name)
        self.assertEqual(len(self.jobs), 2 * 3 * 5 * 200)

    def test_batsim_columns_first(self):
        self.assertEqual(self.jobs.columns[:17].tolist(), (
            "job_id,workload_name,profile,submission_time,requested_number_of_resources,requested_time,success,"
            "final_state,starting_time,execution_time,finish_time,waiting_time,turnaround_time,stretch,"
            "allocated_resources,consumed_energy,metadata").split(","))

    def test_summary(self):
        """Waits and counts of every cell and community, from the jobs."""
        everybody = self.jobs.assign(community="all")
        groups = pandas.concat([everybody, self.jobs]).groupby(["cell", "community"])
        wait = groups["waiting_time"]
        found = pandas.DataFrame({
            "jobs": groups.size(), "wait_mean_s": wait.mean(), "wait_median_s": wait.median(),
            "wait_p95_s": wait.quantile(.95), "wait_p99_s": wait.quantile(.99), "wait_max_s": wait.max(),
            "turnaround_mean_s": groups["turnaround_time"].mean(), "bsld10_mean": groups["bounded_slowdown"].mean(),
            "completed": groups["outcome"].apply(lambda c: (c == "completed").sum()),
            "timed_out": groups["outcome"].apply(lambda c: (c == "timed_out").sum())})
        expected = self.summary.set_index(["cell", "community"]).sort_index()
        self.assertEqual(found.index.tolist(), expected.index.tolist())
        for name in found:
            apart = (found[name] - expected[name]).abs().max()
            self.assertLess(apart, 0.0005001 if name.endswith("_s") else 1.1e-6, name)

    def test_compare(self):
        """The means per site and policy that `aifsim compare` prints."""
        table = pathlib.Path(self.folder.name) / "compare.csv"
        results.compare(AIFSIM, self.out, table, "wait_mean_s")
        expected = pandas.read_csv(table).set_index(["site", "policy"])
        keys = ["site", "policy", "seed"]
        mean = self.jobs.groupby(keys)["waiting_time"].mean()
        found = mean.groupby(level=keys[:2]).mean()
        self.assertEqual(len(found), 6)
        self.assertLess((found - expected["mean"]).abs().max(), 0.0005001)
        base = mean.xs("fcfs/none", level="policy")
        change = (mean - base).groupby(level=["site", "policy"]).mean().drop("fcfs/none", level="policy")
        self.assertLess((change - expected["difference"].dropna()).abs().max(), 0.0005001)

    def evalys(self, jobs):
        """What Evalys' job sets ask of a table: these columns, and sets of resources it can parse."""
        self.assertTrue({"job_id", "jobID"} & set(jobs.columns))
        needed = {"submission_time", "allocated_resources", "waiting_time", "execution_time", "starting_time",
                  "finish_time", "requested_number_of_resources"}
        self.assertEqual(needed - set(jobs.columns), set())
        ran = jobs[jobs["starting_time"].notna()]
        self.assertTrue((ran["submission_time"] + ran["waiting_time"] == ran["starting_time"]).all())
        self.assertTrue((ran["starting_time"] + ran["execution_time"] == ran["finish_time"]).all())
        sets = ran["allocated_resources"].map(interval_set)
        self.assertTrue((sets.map(len) == ran["requested_number_of_resources"]).all())
        return ran.assign(resources=sets)

    def test_evalys(self):
        ran = self.evalys(self.jobs)
        self.assertEqual(len(ran), len(self.jobs))

        # The processors of a pool have one job at a time.
        busy = ran[ran["site"] == "procs:64"].explode("resources").sort_values(["cell", "resources", "starting_time",
                                                                               "finish_time"])
        before = busy.groupby(["cell", "resources"])["finish_time"].shift()
        self.assertFalse((busy["starting_time"] < before).any())
        self.assertLess(busy["resources"].max(), 64)

    def test_rejected(self):
        """Jobs that never ran have empty cells, which are NaN, and no zeros."""
        folder = pathlib.Path(self.folder.name) / "too-small"
        folder.mkdir()
        (folder / "jobs.swf").write_text(SWF, encoding="utf-8")
        (folder / "experiment.yaml").write_text(TOO_SMALL, encoding="utf-8")
        results.run(AIFSIM, folder / "out", str(folder / "experiment.yaml"))
        jobs = pandas.read_csv(folder / "out" / "jobs.csv")

        ran = self.evalys(jobs)

        self.assertEqual(ran["job_id"].tolist(), [1, 4, 5])
        self.assertEqual(ran["waiting_time"].tolist(), [0, 0, 6])
        refused = jobs[jobs["final_state"] == "REJECTED"]
        self.assertEqual(refused["job_id"].tolist(), [2, 3])
        self.assertEqual(refused["reject_reason"].tolist(), ["too_wide"] * 2)
        for name in ["starting_time", "execution_time", "finish_time", "waiting_time", "turnaround_time", "stretch",
                     "allocated_resources", "bounded_slowdown"]:
            self.assertTrue(refused[name].isna().all(), name)


if __name__ == "__main__":
    unittest.main()
