"""What the oracle tests share: where the oracles are, and how a replay's schedule is read."""
import csv
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77

# The names the reference scheduler uses, and ours.
POLICIES = {
    "fcfs": ["--order", "fcfs", "--backfill", "none"],
    "easy": ["--order", "fcfs", "--backfill", "easy"],
    "easy-sjbf": ["--order", "fcfs", "--backfill", "easy", "--candidates", "sjf"],
    "cons": ["--order", "fcfs", "--backfill", "conservative"],
    "cons-replan": ["--order", "fcfs", "--backfill", "conservative:replan"],
}


def shared():
    """The folder with the oracles; without it the test is skipped, and says so."""
    folder = pathlib.Path(os.environ.get("AIFSIM_SHARED") or ROOT.parent / "shared")
    if not (folder / "oracles").is_dir():
        print(f"SKIPPED: no oracles in {folder}; set AIFSIM_SHARED to the folder that has them")
        sys.exit(SKIPPED)
    return folder


def replay(aifsim, trace, site, policy, jobs, options=("--check",)):
    """Replay a trace, by default with all state checked after every pass; return the rows of its
    jobs table, in the order written."""
    run(aifsim, trace, site, policy, jobs, options)
    with open(jobs, newline="") as table:
        return list(csv.DictReader(table))


def run(aifsim, trace, site, policy, jobs, options):
    """Replay a trace into a jobs table, or end the test."""
    command = [aifsim, "replay", str(trace), "--site", site, *policy, "--jobs", str(jobs), *options]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        print(f"FAILED: {' '.join(command)}: exit status {done.returncode}")
        print(done.stdout[-2000:], done.stderr[-2000:])
        sys.exit(1)


def starts(rows):
    """Start time of each job by its number; None where it never ran."""
    return {row["job_id"]: int(row["starting_time"]) if row["starting_time"] else None for row in rows}


def swf_line(number, submit, run, procs, request):
    """One record with what the schedulers look at; the rest is not known."""
    return f"{number} {submit} -1 {run} {procs} -1 -1 {procs} {request} -1 1 1 -1 -1 -1 -1 -1 -1\n"


def first_difference(ours, theirs, limit=5):
    """Lines that show the first jobs with other values, in the order of theirs."""
    lines = []
    for job, value in theirs.items():
        if ours.get(job) != value:
            lines.append(f"  job {job}: expected {value}, got {ours.get(job)}")
    more = [f"  and {len(lines) - limit} more"] if len(lines) > limit else []
    return "\n".join(lines[:limit] + more)
