"""Tables of a replay against those of a real Slurm: squeue, sshare and sprio at the instants at which they were recorded,
in closed loop (submissions, lengths and the times of Slurm's schedulers go in).

usage: slurm_tables.py AIFSIM [SCENARIO...]

A job that starts a second earlier or later here than there is in another state for that second, and usage differs with
it: README.md says how much is equal and why the rest is not.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import slurm_convert as convert
import slurm_records as records

SKIP = 77

# First lines of the real commands (22.05.8), without blanks at the end.
HEADERS = {
    ("squeue",): "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)",
    ("squeue", "-l"): "             JOBID PARTITION     NAME     USER    STATE       TIME TIME_LIMI  NODES NODELIST(REASON)",
    ("sshare",): "Account                    User  RawShares  NormShares    RawUsage  EffectvUsage  FairShare",
    ("sshare", "-P"): "Account|User|RawShares|NormShares|RawUsage|EffectvUsage|FairShare",
    ("sprio", "-l"): "          JOBID PARTITION     USER   PRIORITY       SITE        AGE      ASSOC  FAIRSHARE    "
                     "JOBSIZE  PARTITION        QOS        NICE                 TRES",
    ("sacct",): "JobID           JobName  Partition    Account  AllocCPUS      State ExitCode",
    ("sacct", "-P"): "JobID|JobName|Partition|Account|AllocCPUS|State|ExitCode",
}

# Scenario -> table -> least share of equal rows.
BARS = {
    "a_fifo": {"squeue": 0.999},
    "b_backfill": {"squeue": 1.0},
    "d_fairtree": {"squeue": 0.65, "sshare": 0.2, "sprio": 0.6},
    "f_qos_limits": {"squeue": 0.75},
}
QUEUE = "jobid,state,reason,nodelist"
SHARES = "account,user,rawshares,normshares,rawusage,normusage,effectvusage,fairshare,levelfs"
PRIORITIES = "jobid,partition,priority,site,age,assoc,fairshare,jobsize,partitionprio,qos,tres"


def passes(recording):
    """When fair-share factors were computed."""
    first = {}
    for row in records.rows(recording.out, "fairtree_log.csv"):
        first.setdefault(row["pass"], convert.ms(row["t"]))
    return sorted(first.values())


class Replay:
    def __init__(self, program, folder, work):
        self.recording = convert.Recording(folder)
        self.program = program
        self.site = convert.import_site(program, self.recording, work / "site")
        self.trace, self.times = work / "trace.csv", work / "times.csv"
        convert.write_trace(self.recording, self.trace)
        convert.write_times(self.times, tick=self.recording.ticks(), backfill=self.recording.cycles(),
                            priority=passes(self.recording))
        ids = self.recording.slurm_ids
        self.id_of = {slurm: str(convert.job_id({"id": own}, "")) for own, slurm in ids.items() if slurm}

    def show(self, command, *options):
        words = [self.program, command, self.trace, "--site", self.site, "--backfill", "slurm", "--ticks", self.times,
                 *options]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()

    def rows(self, command, at, columns):
        return [line.split("|") for line in self.show(command, "--at", at, "-P", "-h", "-f", columns)]


def samples(recording, name):
    """t -> rows, in the order of the file."""
    found = {}
    for row in records.rows(recording.out, name):
        found.setdefault(row["t"], []).append(row)
    return found


def compare_queue(replay):
    equal = count = 0
    first = None
    for t, rows in samples(replay.recording, "squeue.csv").items():
        ours = {row[0]: row[1:] for row in replay.rows("squeue", t, QUEUE)}
        for row in rows:
            theirs = [row["state"], row["reason"].replace(";", ","), row["nodelist"].replace(";", ",")]
            got = ours.get(replay.id_of.get(row["slurm_id"], ""), ["gone", "", ""])
            count += 1
            equal += got == theirs
            if got != theirs and not first:
                first = "t=%s job %s: %s, Slurm: %s" % (t, row["slurm_id"], got, theirs)
    return equal, count, first


def compare_shares(replay):
    names = ("account user raw_shares norm_shares raw_usage norm_usage effectv_usage fairshare levelfs").split()
    equal = count = 0
    first = None
    for t, rows in samples(replay.recording, "sshare.csv").items():
        ours = replay.rows("sshare", t, SHARES)
        for got, row in zip([[cell.strip() for cell in r] for r in ours], rows):
            theirs = [row[name].strip() for name in names]
            count += 1
            equal += got == theirs
            if got != theirs and not first:
                first = "t=%s: %s, Slurm: %s" % (t, got, theirs)
    return equal, count, first


def compare_priorities(replay):
    names = "partition priority site age assoc fairshare jobsize partition_w qos tres".split()
    equal = count = 0
    first = None
    for t, rows in samples(replay.recording, "sprio.csv").items():
        ours = {row[0]: row[1:] for row in replay.rows("sprio", t, PRIORITIES)}
        for row in rows:
            theirs = [row[name].replace(";", ",") for name in names]
            got = ours.get(replay.id_of.get(row["slurm_id"], ""), ["gone"])
            count += 1
            equal += got == theirs
            if got != theirs and not first:
                first = "t=%s job %s: %s, Slurm: %s" % (t, row["slurm_id"], got, theirs)
    return equal, count, first


COMPARE = {"squeue": compare_queue, "sshare": compare_shares, "sprio": compare_priorities}


def check_headers(replay):
    failed = 0
    for (command, *options), expected in HEADERS.items():
        got = replay.show(command, "--at", "1", *options)[0].rstrip()
        if got != expected:
            print("%s %s: header '%s', Slurm's is '%s'" % (command, options, got, expected))
            failed += 1
    return failed


def main():
    shared = Path(os.environ.get("AIFSIM_SHARED", Path(__file__).resolve().parents[2].parent / "shared")) / "oracles" / "slurm"
    if not shared.is_dir():
        print("SKIPPED: no recordings of a real Slurm at", shared)
        return SKIP
    program, names = sys.argv[1], sys.argv[2:] or list(BARS)
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as work:
            replay = Replay(program, shared / name, Path(work))
            failed += check_headers(replay)
            for table, bar in BARS.get(name, {t: 0 for t in COMPARE}).items():
                equal, count, first = COMPARE[table](replay)
                is_good = equal >= bar * count
                failed += not is_good
                print("%-14s %-7s %5d of %5d rows equal (%.1f %%)%s; first other: %s" % (
                    name, table, equal, count, 100 * equal / max(1, count), "" if is_good else " BELOW THE BAR", first))
    return 1 if failed else 0


sys.exit(main())
