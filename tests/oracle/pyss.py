"""Each job of the published cases ends at the integer part of its id.  usage: pyss.py AIFSIM

The inputs are the end-to-end cases of the Hebrew University's simulator pyss: one job a line,
`submit id estimate procs run ...`, `#` begins a comment; ids have decimals to tell apart jobs that
end together, so the records are numbered anew."""
import csv
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
import oracle

aifsim = sys.argv[1]
folder = oracle.shared() / "oracles" / "pyss-cases"


def convert(source, target):
    """Write the case as SWF; return the expected end of each job by its new number."""
    expected = {}
    with open(source) as lines, open(target, "w") as swf:
        for line in lines:
            fields = line.split("#")[0].split()
            if not fields:
                continue
            submit, name, estimate, procs, run = fields[:5]
            number = len(expected) + 1
            expected[str(number)] = int(name.split(".")[0])
            swf.write(oracle.swf_line(number, submit, run, procs, estimate))
    return expected


failed = cases = jobs = 0
with tempfile.TemporaryDirectory() as scratch, open(folder / "cases.csv", newline="") as index:
    for case in csv.DictReader(index):
        cases += 1
        trace = pathlib.Path(scratch, f"{cases}.swf")
        expected = convert(folder / case["input"], trace)
        rows = oracle.replay(aifsim, trace, f"procs:{case['processors']}",
                             oracle.POLICIES[case["policy"].lower()], pathlib.Path(scratch, f"{cases}.csv"))
        ends = {row["job_id"]: int(row["finish_time"]) for row in rows}
        jobs += len(expected)
        if ends != expected or not expected:
            failed += 1
            print(f"FAILED: {case['policy']} {case['input']}\n{oracle.first_difference(ends, expected)}")
print(f"{cases} cases, {jobs} jobs, {failed} cases with a difference")
sys.exit(1 if failed or not cases else 0)
