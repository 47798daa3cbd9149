"""Every log is replayed to the end and every record is accounted for.  usage: replays.py AIFSIM

The records of a log are counted here by looking at the file alone: jobs that ran (finished, failed,
killed at the limit), rejected ones and those left out (no run time, no processors) must add up."""
import collections
import csv
import gzip
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
import oracle

aifsim = sys.argv[1]
folder = oracle.shared() / "traces" / "swf"

# Processors where the header does not say (the archive's figures for the machines).
PROCS = {
    "METACENTRUM-2009-2": 806, "RICC-2010-2": 8192, "LCG-2005-1": 24515, "alea-wagap-2013": 2176,
    "lublin_256": 256, "lublin-aaroh": 256, "cqgym-theta-train": 4360, "cqgym-theta-validate": 4360,
    "KTH-SP2-1996-2.1-cln": 100, "NASA-iPSC-1993-3.1-cln": 128, "LLNL-Thunder-2007-1.1-cln": 4008,
    "SDSC-BLUE-2000-4.2-cln": 1152, "HPC2N-2002-2.2-cln": 240, "CEA-Curie-2011-2.1-cln": 93312,
}


def look(path, procs):
    """Counts of the records that run, are left out and are too wide."""
    seen = collections.Counter()
    with gzip.open(path, "rt", errors="replace") as lines:
        for line in lines:
            fields = line.split(None, 9)
            if not fields or fields[0].startswith(";"):
                continue
            run, allocated, requested = float(fields[3]), int(fields[4]), int(fields[7])
            width = allocated if allocated > 0 else requested
            seen["records"] += 1
            if run < 0:
                seen["left_out"] += 1
            elif width <= 0:
                seen["left_out"] += 1
            elif width > procs:
                seen["rejected"] += 1
            else:
                request = float(fields[8])
                seen["ran"] += 1
                seen["killed"] += 0 <= int(request) < int(run) if request > 0 else False
    return seen


def summarise(table):
    """Counts by final state, and of rows that start too early or lack a reason."""
    seen = collections.Counter()
    with open(table, newline="") as lines:
        rows = csv.reader(lines)
        header = next(rows)
        state, submit, start, reason = map(header.index, ("final_state", "submission_time", "starting_time",
                                                          "reject_reason"))
        for row in rows:
            seen["rows"] += 1
            seen[row[state]] += 1
            seen["early"] += bool(row[start]) and int(row[start]) < int(row[submit])
            seen["unexplained"] += (row[state] == "REJECTED") != bool(row[reason])
    return seen


# Every log on its own machine, and one on a machine that is too small for some of its jobs.
replays = [(path, PROCS[path.name[:-len(".swf.gz")]]) for path in sorted(folder.glob("*.swf.gz"))]
replays.append((folder / "KTH-SP2-1996-2.1-cln.swf.gz", 60))
failed = 0
with tempfile.TemporaryDirectory() as scratch:
    for path, procs in replays:
        expected = look(path, procs)
        table = pathlib.Path(scratch, "jobs.csv")
        oracle.run(aifsim, path, f"procs:{procs}", oracle.POLICIES["easy"], table, [])
        got = summarise(table)
        table.unlink()
        ok = (got["rows"] - got["REJECTED"] == expected["ran"]
              and got["REJECTED"] == expected["rejected"]
              and got["COMPLETED_WALLTIME_REACHED"] == expected["killed"]
              and got["rows"] + expected["left_out"] == expected["records"]
              and not got["early"] and not got["unexplained"])
        failed += not ok
        print(f"{'ok' if ok else 'FAILED'}: {path.name} on {procs}: {expected['records']} records = "
              f"{got['COMPLETED_SUCCESSFULLY']} finished + {got['COMPLETED_FAILED']} failed + "
              f"{got['COMPLETED_WALLTIME_REACHED']} killed at limit + {got['REJECTED']} rejected + "
              f"{expected['left_out']} left out" + ("" if ok else f"; expected {dict(expected)}, got {dict(got)}"))
sys.exit(1 if failed or len(replays) < 2 else 0)
