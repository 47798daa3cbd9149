"""Whole schedules of a real Slurm against ours, in closed loop: what was submitted and how long it ran goes in, with
the times at which Slurm's schedulers looked; when and where each job starts comes out.

usage: slurm_loop.py AIFSIM [SCENARIO...]
"""
import os
import sys
import tempfile
from pathlib import Path

import slurm_convert as convert

SKIP = 77

# Scenario -> (share of starts within a second, share of jobs on the same nodes) that must be reached with Slurm's
# recorded times, and with its first ones only (then our own clock).  README.md explains what differs.
BARS = {
    "a_fifo": ((1.0, 1.0), None),
    "b_backfill": ((1.0, 1.0), None),
    "long_backfill": ((70 / 95, 1.0), (0.0, 93 / 95)),
}
# Of a recording that was made just now, which states every pass: one race may cost what follows it.
LIVE_BAR = ((0.9, 0.9), None)


def compare(recording, rows):
    """(jobs, starts within a second, same nodes, largest difference, first difference)"""
    count = near = same = worst = 0
    first = None
    for (number, task), runs in recording.runs.items():
        row = rows.get(1000 * int(number) + int(task or 0))
        run = runs[-1]
        if row is None or not run["start_ms"]:
            continue
        count += 1
        if not row["starting_time"]:
            first = first or (int(run["start"]), number, "never starts")
            continue
        apart = int(row["starting_time"]) - int(run["start"])
        nodes = [n for part in row["allocated_resources"].split() for n in span(part)]
        has_same = nodes == recording.nodes(run["nodelist"])
        near += abs(apart) <= 1
        same += has_same
        worst = max(worst, abs(apart))
        if (abs(apart) > 1 or not has_same) and (first is None or int(run["start"]) < first[0]):
            first = (int(run["start"]), number, apart, run["started_by"], nodes[:4], recording.nodes(run["nodelist"])[:4])
    return count, near, same, worst, first


def span(text):
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)


def run(program, folder, work, is_own):
    recording = convert.Recording(folder)
    return compare(recording, convert.closed_loop(program, recording, work, is_own))


def main():
    shared = Path(os.environ.get("AIFSIM_SHARED", Path(__file__).resolve().parents[2].parent / "shared")) / "oracles" / "slurm"
    if not shared.is_dir():
        print("SKIPPED: no recordings of a real Slurm at", shared)
        return SKIP
    program, names = sys.argv[1], sys.argv[2:] or list(BARS)
    failed = 0
    print("%-26s %-8s %5s %8s %6s %6s  %s" % ("scenario", "clock", "jobs", "in 1 s", "nodes", "worst", "first difference"))
    for name in names:
        for is_own in (False, True):
            bar = BARS.get(name, LIVE_BAR if name.startswith("live_") else (None, None))[is_own]
            with tempfile.TemporaryDirectory() as work:
                count, near, same, worst, first = run(program, shared / name, Path(work), is_own)
            is_good = not bar or (near >= bar[0] * count and same >= bar[1] * count)
            failed += not is_good
            print("%-26s %-8s %5d %8d %6d %5ds  %s%s" % (name, "own" if is_own else "recorded", count, near, same, worst,
                                                    first or "none", "" if is_good else "  BELOW THE BAR"))
    return 1 if failed else 0


sys.exit(main())
