"""Random small traces full of ties give the reference's start times.  usage: random_traces.py AIFSIM [FIRST COUNT]

Times come from a few small values, so that submits, ends and requested ends coincide often.  The
traces stay on the common ground: run times of at least 1 s, no job wider than the machine, every
request stated and at least the run time (else the reference plans with the run time, ours with the
request)."""
import contextlib
import csv
import io
import os
import pathlib
import random
import sys
import tempfile

sys.dont_write_bytecode = True
import oracle

aifsim = sys.argv[1]
first, count = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (1, 60)
tool = oracle.shared() / "tools" / "reference_scheduler.py"
program = compile(tool.read_text(), str(tool), "exec")


def write_trace(seed, path):
    """A trace that depends on the seed alone; returns the number of processors."""
    draw = random.Random(seed)
    procs = draw.choice((3, 4, 7, 8, 16, 32))
    jobs = draw.choice((5, 12, 30, 80))
    unit = draw.choice((1, 1, 5, 10))
    gap = draw.choice((1, 2, 4))
    submit = 0
    with open(path, "w") as swf:
        for number in range(1, jobs + 1):
            submit += unit * draw.choice((0, 0, 0, 1, draw.randint(0, gap)))
            run = unit * draw.choice((1, 2, 3, 5, draw.randint(1, 20)))
            request = draw.choice((run, run, run + unit, 2 * run, max(run, 10 * unit)))
            width = draw.choice((1, 1, 2, draw.randint(1, procs), procs))
            swf.write(oracle.swf_line(number, submit, run, width, request))
    return procs


def reference(policy, procs, trace, table):
    """Start times by the reference, run inside this process because there are so many."""
    sys.argv = [str(tool), policy, str(procs), str(trace), str(table)]
    with contextlib.redirect_stdout(io.StringIO()):
        exec(program, {"__name__": "reference"})
    with open(table, newline="") as rows:
        return {row["job"]: int(row["start"]) for row in csv.DictReader(rows)}


failed = compared = 0
keep = os.environ.get("AIFSIM_KEEP")
with tempfile.TemporaryDirectory() as scratch:
    for seed in range(first, first + count):
        trace = pathlib.Path(keep or scratch, f"seed{seed}.swf")
        procs = write_trace(seed, trace)
        for policy, options in oracle.POLICIES.items():
            theirs = reference(policy, procs, trace, pathlib.Path(scratch, "reference.csv"))
            rows = oracle.replay(aifsim, trace, f"procs:{procs}", options,
                                 pathlib.Path(scratch, f"{seed}.{policy}.csv"))
            ours = oracle.starts(rows)
            compared += len(theirs)
            if ours != theirs:
                failed += 1
                print(f"FAILED: seed {seed}, {procs} processors, {policy}\n"
                      f"{oracle.first_difference(ours, theirs)}")
print(f"{count} traces x {len(oracle.POLICIES)} policies: {compared} start times, {failed} schedules differ")
sys.exit(1 if failed or not compared else 0)
