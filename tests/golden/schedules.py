"""Small committed traces give the start and end times of schedules.csv.  usage: schedules.py AIFSIM

ex1 to ex3 were worked out by hand on ten processors; killed.swf is a case of Batsim's tests; ties*.swf
and their rows come from an independent scheduler (see tests/oracle/random_traces.py)."""
import csv
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))
sys.dont_write_bytecode = True
import oracle  # noqa: E402

failed = cases = 0
with tempfile.TemporaryDirectory() as scratch, open(HERE / "schedules.csv", newline="") as table:
    for case in csv.DictReader(table):
        cases += 1
        rows = oracle.replay(sys.argv[1], HERE / case["trace"], f"procs:{case['procs']}",
                             oracle.POLICIES[case["policy"]], pathlib.Path(scratch, f"{cases}.csv"))
        by_number = sorted(rows, key=lambda row: int(row["job_id"]))
        got = [" ".join(row[column] for row in by_number) for column in ("starting_time", "finish_time")]
        if got != [case["starts"], case["ends"]]:
            failed += 1
            print(f"FAILED: {case['trace']} {case['policy']}: expected starts {case['starts']}, ends "
                  f"{case['ends']}; got {got[0]}, {got[1]}")
print(f"{cases} schedules, {failed} differ")
sys.exit(1 if failed or not cases else 0)
