"""Start times equal those of the independent reference, job by job.  usage: reference.py AIFSIM"""
import csv
import gzip
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
import oracle

aifsim = sys.argv[1]
folder = oracle.shared() / "oracles" / "reference"
failed = compared = 0
with tempfile.TemporaryDirectory() as scratch:
    for trace in ("lublin2k", "lublin2k_pe", "lublin20k"):
        for policy in ("fcfs", "easy", "easy-sjbf", "cons"):
            rows = oracle.replay(aifsim, folder / f"{trace}.swf.gz", "procs:256",
                                 oracle.POLICIES[policy], pathlib.Path(scratch, f"{trace}.{policy}.csv"))
            ours = oracle.starts(rows)
            with gzip.open(folder / f"{trace}.{policy}.csv.gz", "rt", newline="") as table:
                theirs = {row["job"]: int(row["start"]) for row in csv.DictReader(table)}
            equal = ours == theirs
            compared += len(theirs)
            failed += not equal
            print(f"{'ok' if equal else 'FAILED'}: {trace} {policy}: {len(theirs)} starts")
            if not equal:
                print(oracle.first_difference(ours, theirs))
print(f"{compared} start times compared")
sys.exit(1 if failed or not compared else 0)
