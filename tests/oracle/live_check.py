#!/usr/bin/env python3
"""The parts of the live test that need no Slurm: its streams, its tables, its command line.
usage: live_check.py"""
import csv
import gzip
import json
import math
import pathlib
import subprocess
import tempfile
import unittest

import live_stream
import live_tables

SCENARIOS = ["backfill", "fairtree", "limits"]
HERE = pathlib.Path(__file__).parent

# Two jobs: the first starts at once, is in the way of the second, and ends; lines as Slurm 22.05
# writes them.  t0 is 2026-01-01 00:00:00 UTC.
T0 = 1767225600
LOG = """[2025-12-31T23:59:58.000] slurmctld version 22.05.8 started on cluster live
[2026-01-01T00:00:00.031] _slurm_rpc_submit_batch_job: JobId=1 InitPrio=4294901759 usec=1022
[2026-01-01T00:00:00.044] priority/multifactor: _get_priority_internal: Job 2 priority: 0 +  0 + 0.00 + 50.25 + 23.80 + 0.00 + 0.00 + 31 - 0 = 105.05
[2026-01-01T00:00:00.045] _slurm_rpc_submit_batch_job: JobId=2 InitPrio=4294901758 usec=900
[2026-01-01T00:00:00.980] sched: Allocate JobId=1 NodeList=n[001-004] #CPUs=256 Partition=batch
[2026-01-01T00:00:04.007] sched/backfill: _attempt_backfill: beginning
[2026-01-01T00:00:04.009] sched/backfill: _dump_job_sched: JobId=2 to start at 2026-01-01T00:01:00, end at 2026-01-01T00:03:00 on nodes n[001-003]
[2026-01-01T00:00:04.010] sched/backfill: _attempt_backfill: completed testing 1(1) jobs, usec=946
[2026-01-01T00:00:20.500] _job_complete: JobId=1 WEXITSTATUS 0
[2026-01-01T00:00:20.513] priority/multifactor: _apply_new_usage: job 1 ran for 20 seconds with TRES counts of
[2026-01-01T00:00:20.513] priority/multifactor: _apply_new_usage: TRES cpu: 256
[2026-01-01T00:00:20.513] priority/multifactor: _apply_new_usage: TRES vmem: 0
[2026-01-01T00:00:20.513] priority/multifactor: _apply_new_usage: TRES gres/gpu: 16
[2026-01-01T00:00:20.514] _job_complete: JobId=1 done
[2026-01-01T00:00:20.514] debug2: Spawning RPC agent for msg_type REQUEST_TERMINATE_JOB
[2026-01-01T00:00:20.520] debug2: node_did_resp n001
[2026-01-01T00:00:20.520] debug2: node_did_resp n002
[2026-01-01T00:00:20.521] debug2: node_did_resp n003
[2026-01-01T00:00:20.521] debug2: node_did_resp n004
[2026-01-01T00:00:20.533] debug2: _slurm_rpc_epilog_complete: JobId=1 Node=n001
[2026-01-01T00:00:20.534] debug:  sched: Running job scheduler for default depth.
[2026-01-01T00:00:24.012] sched/backfill: _attempt_backfill: beginning
[2026-01-01T00:00:24.013] sched/backfill: _start_job: Started JobId=2 in batch on n[001-003]
[2026-01-01T00:00:24.014] sched/backfill: _attempt_backfill: completed testing 1(1) jobs, usec=700
[2026-01-01T00:01:00.100] priority/multifactor: _ft_debug:     root (root):  inf
[2026-01-01T00:01:00.100] priority/multifactor: _ft_debug:     =research (research):  inf
[2026-01-01T00:01:00.100] priority/multifactor: _ft_debug:         physics (physics):  2.5
[2026-01-01T00:01:00.101] priority/multifactor: _ft_debug:             lu07 (physics):  1.5
[2026-01-01T00:02:00.100] priority/multifactor: _ft_debug:     root (root):  inf
"""
JOBS = """id,submit_offset_s,user,account,nodes,ntasks_per_node,gpus_per_node,time_limit_min,run_time_s
7,0,lu01,main,4,1,4,1,19
8,0,lu02,main,3,1,4,2,60
"""
SUBMITS = "id,slurm_id,planned,before_sbatch,after_sbatch,error_or_output\n7,1,0,0.020,0.033,\n8,2,0,0.033,0.047,\n"
SACCT = live_tables.SACCT.replace(",", "|") + """
1|1|j7|lu01|main|batch|normal|2026-01-01T00:00:00|2026-01-01T00:00:00|2026-01-01T00:00:00|2026-01-01T00:00:20|COMPLETED|0:0|4|4|256|billing=256,cpu=256,gres/gpu=16,mem=2000G,node=4|4294901759|00:01:00|n[001-004]|None
2|2|j8|lu02|main|batch|normal|2026-01-01T00:00:00|2026-01-01T00:00:00|2026-01-01T00:00:24|Unknown|RUNNING|0:0|3|3|192|billing=192,cpu=192,gres/gpu=12,mem=1500G,node=3|4294901758|00:02:00|n[001-003]|Resources
"""


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        cls.out = folder / "out"
        cls.out.mkdir()
        (folder / "jobs.csv").write_text(JOBS, encoding="utf-8")
        (cls.out / "submits.csv").write_text(SUBMITS, encoding="utf-8")
        (cls.out / "sacct.txt").write_text(SACCT, encoding="utf-8")
        (cls.out / "run.json").write_text(json.dumps({"t0_epoch": T0}), encoding="utf-8")
        with gzip.open(cls.out / "slurmctld.log.gz", "wt", encoding="utf-8") as log:
            log.write(LOG)
        live_tables.write(folder)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def table(self, name):
        with open(self.out / name, newline="", encoding="utf-8") as table:
            return list(csv.reader(table))[1:]

    def test_events(self):
        self.assertEqual([row[:3] for row in self.table("events.csv")], [
            ["0.031", "submit", "1"], ["0.045", "submit", "2"], ["0.98", "start_main", "1"],
            ["20.514", "complete", "1"], ["24.013", "start_backfill", "2"]])

    def test_backfill(self):
        self.assertEqual(self.table("bf_cycles.csv"), [["4.007", "1", "946"], ["24.012", "1", "700"]])
        self.assertEqual(self.table("bf_plan.csv"), [["4.007", "2", "60", "180", "n[001-003]"]])

    def test_main_scheduler(self):
        self.assertEqual(self.table("ticks.csv"), [["20.534", "default depth"]])
        self.assertEqual(self.table("releases.csv"), [["20.533", "1"]])

    def test_released_by_a_start(self):
        """The next one on a node was allocated before the answer was logged."""
        events = [(1.0, "start_main", "1", "Allocate JobId=1 NodeList=n[001-002,004] #CPUs=1"), (5.0, "complete", "1", ""),
                  (5.010, "start_main", "2", "Allocate JobId=2 NodeList=n004 #CPUs=1")]
        lines = [(4.9, "sched: Running job scheduler for full queue."), (5.008, "node_did_resp n001"),
                 (5.009, "sched: Running job scheduler for default depth."), (5.012, "node_did_resp n002"), (5.013, "node_did_resp n004")]
        self.assertEqual(live_tables.releases_of(lines, events), [(5.009, "1")])
        self.assertEqual(live_tables.names("n[001-002,010],m7"), {"n001", "n002", "n010", "m7"})

    def test_schedule(self):
        rows = [dict(zip(live_tables.SCHEDULE, row)) for row in self.table("schedule.csv")]
        self.assertEqual([(row["id"], row["start"], row["start_ms"], row["started_by"]) for row in rows],
                         [("7", "0", "0.98", "main"), ("8", "24", "24.013", "backfill")])
        self.assertEqual([(row["end"], row["end_ms"], row["elapsed_ms"], row["elapsed"]) for row in rows],
                         [("20", "20.514", "19.534", "20"), ("", "", "", "")])
        self.assertEqual([(row["nodes"], row["gpus"], row["time_limit_min"]) for row in rows],
                         [("4", "16", "1"), ("3", "12", "2")])

    def test_priorities(self):
        self.assertEqual([row[:3] for row in self.table("prio_log.csv")], [["0.044", "2", "105.05"]])
        self.assertEqual(self.table("usage_log.csv"), [["20.513", "1", "20", "cpu=256;gres/gpu=16"]])
        self.assertEqual(self.table("fairtree_log.csv"), [
            ["60.1", "1", "1", "", "root", "root", "inf"], ["60.1", "1", "1", "tied", "research", "", "inf"],
            ["60.1", "1", "2", "", "physics", "", "2.5"], ["60.101", "1", "3", "", "physics", "lu07", "1.5"],
            ["120.1", "2", "1", "", "root", "root", "inf"]])

    def test_run(self):
        about = json.loads((self.out / "run.json").read_text(encoding="utf-8"))
        self.assertEqual(about["started_by"], {"backfill": 1, "main": 1})
        self.assertEqual(about["lag"]["elapsed_minus_run_time_s"]["max"], 1)
        self.assertEqual(about["lag"]["backfill_cycle_period_s"]["max"], 20.005)


class Streams(unittest.TestCase):
    def test_seed(self):
        """The same seed is the same stream, another one is another."""
        for scenario in SCENARIOS:
            first = live_stream.stream(scenario, "5", 60, 300, 32)
            self.assertEqual(first, live_stream.stream(scenario, "5", 60, 300, 32))
            self.assertNotEqual(first, live_stream.stream(scenario, "6", 60, 300, 32))

    def test_every_job_can_run(self):
        for scenario in SCENARIOS:
            for nodes in (4, 5, 48, 256):
                limits = live_stream.Limits(nodes)
                for job in live_stream.stream(scenario, "1", 80, 600, nodes):
                    self.assertTrue(1 <= job["nodes"] <= nodes)
                    self.assertGreater(60 * job["time_limit_min"], job["run_time_s"] + 5)
                    if scenario == "limits":
                        self.assertLessEqual(job["nodes"], limits.largest(job["account"], job["qos"]))

    def test_amount(self):
        """The work is about what was asked for: not much more than the machine does in the time."""
        for seed in range(20):
            jobs = live_stream.stream("backfill", str(seed), 80, 600, 48)
            work = sum(job["nodes"] * job["run_time_s"] for job in jobs) / (48 * 600)
            self.assertTrue(0.5 < work < 1.1, work)
            self.assertLess(max(job["submit_offset_s"] for job in jobs), 360)
            self.assertTrue(math.isclose(len({job["user"] for job in jobs}), 14, abs_tol=2))


class CommandLine(unittest.TestCase):
    def test_usage(self):
        for options, said in ((["--scenario", "x"], "found 'x'"), (["--jobs", "-1"], "found '-1'"), (["--nodes"], "needs"),
                              (["--nodes", "3"], "4 to 256"), (["--other"], "--other"), (["--compare-only"], "--keep"),
                              (["--build", "/nowhere"], "build it first")):
            done = subprocess.run(["bash", HERE / "live-slurm.sh", *options], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, options)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main()
