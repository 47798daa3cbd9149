"""Tables of a replay against those of a real Slurm: squeue, sshare and sprio at the instants at which they were recorded,
in closed loop (submissions, lengths and the times of Slurm's schedulers go in).

usage: slurm_tables.py AIFSIM [SCENARIO...]

Both schedules say from when on they go apart: at the first job that starts or ends more than a second apart, or on
other nodes.  Before that every row must be equal in all columns, but for what is explained below by name and for the job
itself in the second in which it comes, starts or ends.  After it only what no schedule changes must be equal; how much
else is, is printed.
"""
import csv
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

# Scenario -> its tables.
TABLES = {
    "a_fifo": ["squeue"],
    "b_backfill": ["squeue"],
    "d_fairtree": ["squeue", "sshare", "sprio"],
    "f_qos_limits": ["squeue"],
}
# The job with which schedules go apart; those not named never do.  Both jobs were started by backfill, whose cycles were
# not logged in these recordings: here they start at a cycle of our clock, 5 s and 2 s later.
APART = {"d_fairtree": "47", "f_qos_limits": "52"}
# Rows that differ before the schedules go apart: (scenario, table, time, job or association) -> the columns that may.
EXPLAINED = {
    # Priorities are computed at 175.988 and turn the two round.  The reason is that of the main scheduler's last look;
    # looks that start nothing are not logged, and here one comes between.
    ("d_fairtree", "squeue", "181.0", "12"): [1],
    ("d_fairtree", "squeue", "181.0", "14"): [1],
}
# Job 41, of 64 GPUs, ends at 202 there and at 203 here: a second more of usage, until a job starts 5 s apart.
for _t in ("211.0", "221.0"):
    for _who in ("root/", "startup/", "su_beta/", "su_beta/ou05"):
        EXPLAINED["d_fairtree", "sshare", _t, _who] = [4]
QUEUE = "jobid,state,reason,nodelist"
SHARES = "account,user,rawshares,normshares,rawusage,normusage,effectvusage,fairshare,levelfs"
PRIORITIES = "jobid,partition,priority,site,age,assoc,fairshare,jobsize,partitionprio,qos,tres"


NEVER = float("inf")


def number(text):
    return float(text) if text else NEVER


def nodes_of(text):
    return sorted(records.hosts(text)) if text.startswith("n") else []


def own_nodes(row):
    """Nodes of a job of a jobs table, counted from 1 as the recording's are."""
    found = []
    for part in row.get("allocated_resources", "").split():
        low, _, high = part.partition("-")
        found += range(int(low) + 1, int(high or low) + 2)
    return sorted(found)


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

        self.runs = self.both_runs(work / "jobs.csv")
        self.apart_s, self.apart_job = self.first_apart()

    def both_runs(self, jobs):
        """Slurm's number -> (start, end, nodes) there and here; None: never."""
        self.call("replay", "--jobs", jobs)
        with open(jobs, newline="") as table:
            ours = {row["job_id"]: row for row in csv.DictReader(table)}
        runs, self.submits = {}, {}
        for row in records.rows(self.recording.out, "schedule.csv"):
            self.submits[row["slurm_id"]] = number(row["submit"])
            mine = ours.get(self.id_of.get(row["slurm_id"], ""), {})
            there = (row["start"], row["end"], nodes_of(row["nodelist"]))
            here = (mine.get("starting_time", ""), mine.get("finish_time", ""), own_nodes(mine))
            runs.setdefault(row["slurm_id"], []).append(tuple((number(a), number(b), nodes)
                                                              for a, b, nodes in (there, here)))
        return runs

    def first_apart(self):
        """When the schedules go apart, and the job."""
        found = [(NEVER, None)]
        for slurm_id, pairs in self.runs.items():
            for there, here in pairs:
                if abs(there[0] - here[0]) > 1 or (there[0] < NEVER and there[2] != here[2]):
                    found.append((min(there[0], here[0]), slurm_id))
                elif abs(there[1] - here[1]) > 1:
                    found.append((min(there[1], here[1]), slurm_id))
        return min(found, key=lambda one: one[0])

    def is_changing(self, slurm_id, t):
        """Whether the job comes, starts or ends in this second, there or here."""
        times = [when for pair in self.runs.get(slurm_id, ()) for run in pair for when in run[:2]]
        return any(abs(when - t) <= 1 for when in times + [self.submits.get(slurm_id, NEVER)])

    def call(self, command, *options):
        words = [self.program, command, self.trace, "--site", self.site, "--backfill", "slurm", "--ticks", self.times,
                 *options]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()

    def rows(self, command, at, columns):
        return [line.split("|") for line in self.call(command, "--at", at, "-P", "-h", "-f", columns)]


def samples(recording, name):
    """t -> rows, in the order of the file."""
    found = {}
    for row in records.rows(recording.out, name):
        found.setdefault(row["t"], []).append(row)
    return found


class Tally:
    """Rows of one table, of all instants."""

    def __init__(self, replay, table):
        self.replay, self.table = replay, table
        self.equal = self.count = self.bound = 0
        self.wrong, self.explained = [], set()

    def compare(self, t, slurm_id, got, theirs, fixed=()):
        """One row; the columns `fixed` depend on no schedule."""
        self.count += 1
        self.equal += got == theirs
        when = float(t)
        is_bound = when < self.replay.apart_s and not self.replay.is_changing(slurm_id, when)
        self.bound += is_bound
        is_wrong = got != theirs if is_bound else any(got[i] != theirs[i] for i in fixed)
        key = (self.replay.recording.folder.name, self.table, t, slurm_id)
        differ = [i for i, (mine, yours) in enumerate(zip(got, theirs)) if mine != yours]
        if is_wrong and key in EXPLAINED and differ == EXPLAINED[key]:
            self.explained.add(key)
        elif is_wrong:
            self.wrong.append("t=%s %s: %s, Slurm: %s" % (t, slurm_id, got, theirs))


def compare_queue(replay, tally):
    for t, rows in samples(replay.recording, "squeue.csv").items():
        ours = {row[0]: row[1:] for row in replay.rows("squeue", t, QUEUE)}
        for row in rows:
            theirs = [row["state"], row["reason"].replace(";", ","), row["nodelist"].replace(";", ",")]
            tally.compare(t, row["slurm_id"], ours.get(replay.id_of.get(row["slurm_id"], ""), ["gone", "", ""]), theirs)


def compare_shares(replay, tally):
    names = ("account user raw_shares norm_shares raw_usage norm_usage effectv_usage fairshare levelfs").split()
    for t, rows in samples(replay.recording, "sshare.csv").items():
        ours = [[cell.strip() for cell in row] for row in replay.rows("sshare", t, SHARES)]
        if len(ours) != len(rows):
            tally.wrong.append("t=%s: %d rows, Slurm: %d" % (t, len(ours), len(rows)))
        for got, row in zip(ours, rows):
            tally.compare(t, row["account"].strip() + "/" + row["user"], got, [row[name].strip() for name in names],
                          range(4))


def compare_priorities(replay, tally):
    names = "partition priority site age assoc fairshare jobsize partition_w qos tres".split()
    for t, rows in samples(replay.recording, "sprio.csv").items():
        ours = {row[0]: row[1:] for row in replay.rows("sprio", t, PRIORITIES)}
        for row in rows:
            got = ours.get(replay.id_of.get(row["slurm_id"], ""))
            # After the schedules have gone apart a job may run here that waits there.
            tally.compare(t, row["slurm_id"], got or ["gone"], [row[name].replace(";", ",") for name in names],
                          (0, 2, 4, 6, 7, 8, 9) if got else ())


COMPARE = {"squeue": compare_queue, "sshare": compare_shares, "sprio": compare_priorities}


def check_headers(replay):
    failed = 0
    for (command, *options), expected in HEADERS.items():
        got = replay.call(command, "--at", "1", *options)[0].rstrip()
        if got != expected:
            print("%s %s: header '%s', Slurm's is '%s'" % (command, options, got, expected))
            failed += 1
    return failed


def main():
    shared = Path(os.environ.get("AIFSIM_SHARED", Path(__file__).resolve().parents[2].parent / "shared")) / "oracles" / "slurm"
    if not shared.is_dir():
        print("SKIPPED: no recordings of a real Slurm at", shared)
        return SKIP
    program, names = sys.argv[1], sys.argv[2:] or list(TABLES)
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as work:
            replay = Replay(program, shared / name, Path(work))
            failed += check_headers(replay)
            if replay.apart_job != APART.get(name):
                print("%s: job %s starts or ends apart at t=%s" % (name, replay.apart_job, replay.apart_s))
                failed += 1
            for table in TABLES.get(name, COMPARE):
                tally = Tally(replay, table)
                COMPARE[table](replay, tally)
                expected = {key for key in EXPLAINED if key[:2] == (name, table)}
                tally.wrong += ["explained, and does not differ: %s" % (key,) for key in expected - tally.explained]
                failed += bool(tally.wrong) or not tally.bound
                print("%-14s %-7s apart from t=%s on; before it %4d rows, %d explained, %d wrong; equal %4d of %4d" % (
                    name, table, replay.apart_s, tally.bound, len(tally.explained), len(tally.wrong), tally.equal,
                    tally.count))
                for line in tally.wrong[:8]:
                    print("   ", line)
    return 1 if failed else 0


sys.exit(main())
