"""What a real Slurm did to jobs with limits, preemption, reservations, arrays and dependencies, against ours, event by
event: who is refused, who never starts, who is preempted or requeued, and until when jobs are held.  Closed loop, with
the times at which Slurm's schedulers looked; README.md explains what differs.

usage: slurm_events.py AIFSIM [SCENARIO...]
"""
import os
import sys
import tempfile
from pathlib import Path

import slurm_convert as convert
import slurm_records as records

SKIP = 77
NAMES = ["f_qos_limits", "f2_grptresmins", "g_preempt_requeue", "g2_preempt_cancel_grace", "g3_preempt_exempt",
         "g4_preempt_partition", "h_partitions_reservations", "i_arrays_dependencies", "j_shared", "j2_shared_lln",
         "j3_weights_features", "long_mixed"]

# Sets that must be equal to the recorded ones.
EXACT = {
    "f_qos_limits": ["refused", "never"],
    "f2_grptresmins": ["refused", "never"],
    "h_partitions_reservations": ["refused", "never"],
    "i_arrays_dependencies": ["refused", "never", "failed", "timed out", "cancelled"],
    "j3_weights_features": ["refused", "never"],
    "long_mixed": ["refused"],
}


def recorded_sets(recording):
    """What became of each job, by our job_id."""
    sets = {name: set() for name in ("refused", "never", "failed", "timed out", "cancelled", "preempted")}
    commands = {row["id"] for row in recording.jobs if row["cmd"]}
    for row in records.rows(recording.out, "submits.csv"):
        if not row["slurm_id"] and row["id"] not in commands:
            sets["refused"].add(1000 * int(row["id"]))
    kinds = {"FAILED": "failed", "TIMEOUT": "timed out", "CANCELLED": "cancelled", "PENDING": "never"}
    for (number, task), runs in recording.runs.items():
        if not number:
            continue  # failed as it was submitted, and has no number of ours
        job = 1000 * int(number) + int(task or 0)
        state = runs[-1]["state"]
        if state in kinds:
            sets[kinds[state]].add(job)
        if any(run["state"] == "PREEMPTED" for run in runs):
            sets["preempted"].add(job)
    started = {number for number, _ in recording.runs}
    sets["never"] |= {1000 * int(number) for number, slurm_id in recording.slurm_ids.items()
                      if slurm_id and number not in started and number not in commands}
    return sets


def our_sets(recording, rows):
    outcomes = {"rejected": "refused", "blocked": "never", "failed": "failed", "timed_out": "timed out",
                "cancelled": "cancelled", "preempted": "preempted"}
    sets = {name: set() for name in ("refused", "never", "failed", "timed out", "cancelled", "preempted")}
    for job, row in rows.items():
        if row["starting_time"] and int(row["starting_time"]) > float(recording.run["t_end"]):
            sets["never"].add(job)  # Slurm was stopped before
        elif row["outcome"] in outcomes:
            sets[outcomes[row["outcome"]]].add(job)
        if int(row["restarts"]):
            sets["preempted"].add(job)
    return sets


def held(recording, rows):
    """Jobs that Slurm held for a dependency, a begin time, a reservation or by hand, and how far apart the starts are."""
    apart = []
    for row in recording.jobs:
        extra = row["extra"]
        if row["cmd"] or not (row["dependency"] or any(o in extra for o in ("--dependency", "--hold", "--begin",
                                                                         "--reservation"))):
            continue
        for (number, task), runs in recording.runs.items():
            ours = rows.get(1000 * int(number) + int(task or 0))
            if number == row["id"] and ours and runs[-1]["start_ms"] and ours["starting_time"]:
                apart.append(abs(int(ours["starting_time"]) - int(runs[-1]["start"])))
    return sorted(apart)


def main():
    shared = Path(os.environ.get("AIFSIM_SHARED", Path(__file__).resolve().parents[2].parent / "shared")) / "oracles" / "slurm"
    if not shared.is_dir():
        print("SKIPPED: no recordings of a real Slurm at", shared)
        return SKIP
    program, names = sys.argv[1], sys.argv[2:] or NAMES
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as work:
            recording = convert.Recording(shared / name)
            rows = convert.closed_loop(program, recording, Path(work))
        theirs, ours = recorded_sets(recording), our_sets(recording, rows)
        print(name)
        for kind in theirs:
            both = theirs[kind] & ours[kind]
            must = kind in EXACT.get(name, [])
            is_equal = theirs[kind] == ours[kind]
            failed += must and not is_equal
            if theirs[kind] or ours[kind]:
                print("  %-10s recorded %3d, ours %3d, both %3d%s" % (
                    kind, len(theirs[kind]), len(ours[kind]), len(both), "" if is_equal or not must else "  NOT EQUAL"))
                if not is_equal:
                    print("             only recorded %s, only ours %s" % (
                        sorted(theirs[kind] - both)[:8], sorted(ours[kind] - both)[:8]))
        apart = held(recording, rows)
        if apart:
            print("  held jobs  %d, starts apart: median %d s, 90 %% %d s, most %d s" % (
                len(apart), apart[len(apart) // 2], apart[len(apart) * 9 // 10], apart[-1]))
    return 1 if failed else 0


sys.exit(main())
