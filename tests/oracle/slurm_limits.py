"""Limits, decision by decision: recordings of a real Slurm are replayed event by event through the
book of limits.  At each submission the same jobs are refused, no recorded start breaks a limit, and at
each sample of squeue every job that a limit keeps waiting waits for the same one.
usage: slurm_limits.py DRIVER [SCENARIO...]   (without scenarios, those of the table)"""
import collections
import subprocess
import sys

import oracle
import slurm_records as records

# How much agrees.  README.md explains what does not; each figure is to be met exactly.  Of other scenarios
# 99 of 100 decisions, run minutes and usages must agree.
SCENARIOS = {
    "f_qos_limits": {
        "refused": 11, "never ran": 15, "starts": 104, "limits that hold a job": 1215, "the same here": 1185,
        "the same until less than bf_interval before": 30, "samples of usage and run minutes": 1001,
        "run minutes equal": 1001, "usage within 1": 1001},
    "f2_grptresmins": {
        "refused": 0, "never ran": 29, "starts": 81, "limits that hold a job": 2679, "the same here": 2679,
        "samples of usage and run minutes": 1469, "run minutes equal": 1469, "usage within 1": 1469},
    "long_mixed": {
        "refused": 0, "never ran": 4, "starts": 169, "limits that hold a job": 1503, "the same here": 1009,
        "the same, but it has room again": 491, "the same until less than bf_interval before": 3,
        "samples of usage and run minutes": 3030, "run minutes equal": 2265,
        "run minutes equal with Slurm's leak": 3030, "usage within 1": 3030},
}
LOG_S = 0.3  # a pass logs what it charges for no longer than this
TICK_S = 1  # the main scheduler looks no more often for sure
LIMIT_REASONS = ("QOS", "Assoc", "Max")
# Passes of f_qos_limits were not logged: of all 60 phases only this one gives every recorded run minute.
F_PASSES = range(-17, 1000, 60)


class Book:
    """The driver, spoken to line by line."""

    def __init__(self, driver):
        self.process = subprocess.Popen([driver], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, *words):
        self.process.stdin.write(" ".join(str(w) for w in words) + "\n")

    def ask(self, *words):
        self.tell(*words)
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Scenario:
    """One recording."""

    def __init__(self, folder):
        self.name, self.folder, self.out = folder.name, folder, folder / "out"
        self.conf = records.conf(self.out)
        self.accounts = records.accounts(self.out)
        self.qos = records.qos(self.out)
        self.partitions = records.partitions(self.conf)
        self.jobs = {row["id"]: row for row in records.rows(folder, "jobs.csv") if not row["cmd"]}
        self.submits = records.rows(self.out, "submits.csv")
        self.id_of = {row["slurm_id"]: row["id"] for row in self.submits if row["slurm_id"]}
        self.slurm_id_of = {row["id"]: row["slurm_id"] for row in self.submits}
        self.events = records.rows(self.out, "events.csv")
        schedule = records.rows(self.out, "schedule.csv")
        self.never_ran = sum(1 for row in schedule if not row["start"])
        # Slurm's own second of an event can be the one before its log line.
        self.second = {}
        for row in schedule:
            for what in ("start", "end"):
                if row[what + "_ms"]:
                    self.second[row["slurm_id"], float(row[what + "_ms"])] = int(row[what])
        self.passes = self.passes_logged(schedule) or [(t, t) for t in F_PASSES]
        # Nothing looks at a job more often for sure.
        options = self.conf.get("SchedulerParameters", "").split(",")
        self.lag_s = next((int(o.split("=")[1]) for o in options if o.startswith("bf_interval=")), 30)

    def passes_logged(self, schedule):
        """When each pass was, and its second.  It reads the clock a moment before it logs anything: for
        how long it charged each job tells which second that was."""
        started = {row["slurm_id"]: int(row["start"]) for row in schedule if row["start"]}
        charges = records.rows(self.out, "usage_log.csv")
        logged = {}
        for row in records.rows(self.out, "fairtree_log.csv"):
            logged.setdefault(row["pass"], float(row["t"]))
        found = []
        for t in sorted(logged.values()):
            last = [second for _, second in found[-1:]]
            charged = [(max([started[row["slurm_id"]]] + last) + int(row["ran_s"]), float(row["t"]))
                       for row in charges if t - LOG_S < float(row["t"]) <= t]
            # A job that ended just before is charged too, by its end.
            seconds = collections.Counter(second for second, _ in charged).most_common(1)
            second = seconds[0][0] if seconds else int(t // 1)
            found.append((min([t] + [at for to, at in charged if to == second]), second))
        return found

    def assoc_of(self, account, user):
        for i, (name, parent, is_user, _, _) in enumerate(self.accounts):
            if is_user and name == user and self.accounts[parent][0] == account:
                return i
        raise SystemExit(f"no association of {user} in {account}")

    def qos_of(self, number):
        return next(i for i, q in enumerate(self.qos) if q[0] == (self.jobs[number]["qos"] or "normal"))

    def partition_qos_of(self, number):
        name = self.partitions[self.jobs[number]["partition"].split(",")[0]].get("QOS")
        return "-" if not name else next(i for i, q in enumerate(self.qos) if q[0] == name)

    def open(self, driver):
        """A book with the scenario's accounts, QOS and jobs."""
        book = Book(driver)
        book.tell("enforce", sum(records.ENFORCE[w] for w in self.conf["AccountingStorageEnforce"].split(",")))
        book.tell("half-life", records.duration(self.conf["PriorityDecayHalfLife"]))
        for i, (name, parent, is_user, limits, _) in enumerate(self.accounts):
            book.tell("assoc", name, "-" if parent is None else parent, int(is_user))
            for limit in limits:
                book.tell("alimit", i, *limit)
        for i, (name, factor, flags, limits, row) in enumerate(self.qos):
            book.tell("qos", name, factor, flags, row.get("LimitFactor") or 0)
            for limit in limits:
                book.tell("qlimit", i, *limit)
        book.tell("at", self.passes[0][1])
        book.tell("ready", 1 + max(int(i) for i in self.jobs))
        is_weighted = "TRESBillingWeights" in self.conf["PartitionName"][0]
        for number, job in self.jobs.items():
            nodes = int(job["nodes"])
            gpus = nodes * int(job["gpus_per_node"] or 0)
            book.tell("job", number, self.assoc_of(job["account"], job["user"]), self.qos_of(number),
                      self.partition_qos_of(number),
                      int(job["time_limit_min"]) * 60, nodes * 64, nodes * 512000, nodes, gpus,
                      gpus if is_weighted else nodes * 64)
        return book

    def timeline(self):
        """All that happened: (t, rank, what, argument)."""
        line = [(float(t), 0, "pass", second) for t, second in self.passes]
        line += [(float(row["before_sbatch"]), 1, "refused", row) for row in self.submits if not row["slurm_id"]]
        line += [(float(row["t"]), 1, row["event"], self.id_of.get(row["slurm_id"])) for row in self.events]
        for rank, name in ((2, "squeue"), (3, "sshare")):
            samples = collections.defaultdict(list)
            for row in records.rows(self.out, name + ".csv"):
                samples[float(row["t"])].append(row)
            line += [(t, rank, name, rows) for t, rows in samples.items()]
        return sorted(line, key=lambda e: e[:2])


class Leak:
    """Run minutes that Slurm never takes back: at each pass and at the end it cuts the job's seconds
    times the usage factor to whole seconds, so that the parts sum up to less than the whole."""

    def __init__(self):
        self.of_assoc = collections.Counter()
        self.running = {}  # number: [assoc, gpus, factor, end of limit, charged until, left]

    def start(self, number, assoc, gpus, factor, limit_s, now):
        self.running[number] = [assoc, gpus, factor, now + limit_s, now, int(limit_s * factor)]

    def tick(self, number, now, is_end):
        job = self.running[number]
        seconds = max(0, min(now, job[3]) - job[4]) + (max(0, job[3] - now) if is_end else 0)
        job[5] -= int(seconds * job[2])
        job[4] = max(now, job[4])
        if is_end:
            self.of_assoc[job[0]] += job[5] * job[1]
            del self.running[number]

    def now(self, assoc, ours):
        """What Slurm shows, given our run seconds of the association."""
        return ours + self.of_assoc[assoc]


class Replay:
    """A scenario replayed through a book; counts what agrees."""

    def __init__(self, scenario, driver):
        self.scenario, self.book = scenario, scenario.open(driver)
        self.counts, self.leak = collections.Counter(), Leak()
        self.failures = []
        self.pending = set()
        self.history = collections.defaultdict(list)  # of verdicts: (since, reason)

    def fail(self, t, text):
        self.failures.append(f"t={t:.3f}: {text}")

    def run(self):
        for t, _, what, argument in self.scenario.timeline():
            self.now = argument if what == "pass" else int(t // 1)
            if what not in ("pass", "squeue", "sshare", "refused") and argument:
                self.now = self.scenario.second.get((self.scenario.slurm_id_of[argument], t), self.now)
            self.book.tell("at", self.now)
            getattr(self, "on_" + what, lambda *_: None)(t, argument)
            if what not in ("squeue", "sshare"):
                self.look(t)
        self.book.close()

    def look(self, t):
        """Keep what each waiting job is held by, and since when."""
        for number in self.pending:
            reason = self.book.ask("check", number)[0]
            if not self.history[number] or self.history[number][-1][1] != reason:
                self.history[number].append((t, reason))

    def on_pass(self, _t, _argument):
        self.book.tell("pass")
        for number in self.leak.running:
            self.leak.tick(number, self.now, False)

    def on_submit(self, t, number):
        reason = self.book.ask("submit", number)[0]
        self.counts["submissions accepted"] += 1
        if reason != "None":
            self.fail(t, f"job {number} was accepted, we refuse it: {reason}")
        self.pending.add(number)

    def on_refused(self, t, row):
        theirs = row["error_or_output"].removeprefix("sbatch: error: ").split(" / ")[0]
        ours = self.book.ask("submit", row["id"])[0]
        self.counts["refused"] += 1
        if ours != theirs:
            self.fail(t, f"job {row['id']} was refused with {theirs}, ours: {ours}")

    def on_start(self, t, number):
        verdict = self.book.ask("check", number)
        self.counts["starts"] += 1
        if verdict[0] != "None":
            self.fail(t, f"job {number} started, ours: {' '.join(verdict)}")
        self.pending.discard(number)
        self.book.tell("start", number)
        job = self.scenario.jobs[number]
        self.leak.start(number, self.scenario.assoc_of(job["account"], job["user"]),
                        int(job["nodes"]) * int(job["gpus_per_node"] or 0),
                        self.scenario.qos[self.scenario.qos_of(number)][1], int(job["time_limit_min"]) * 60, self.now)

    on_start_main = on_start_backfill = on_start

    def on_complete(self, _t, number):
        self.book.tell("end", number)
        self.leak.tick(number, self.now, True)

    on_timeout = on_complete

    def on_preempt(self, t, number):
        self.on_complete(t, number)
        self.book.tell("resubmit", number)

    def on_requeue(self, _t, number):
        self.pending.add(number)

    def on_squeue(self, t, rows):
        for row in rows:
            number = self.scenario.id_of.get(row["slurm_id"])
            if row["state"] != "PENDING" or number not in self.pending:
                continue
            theirs, ours = row["reason"], self.book.ask("check", number)[0]
            if theirs.startswith(LIMIT_REASONS):
                self.compare_reason(t, number, theirs, ours)
            else:
                self.counts["reasons that are no limit"] += 1
                self.counts["of these held by a limit here"] += ours != "None"

    def compare_reason(self, t, number, theirs, ours):
        self.counts["limits that hold a job"] += 1
        past = self.history[number]
        # What held it for less than a tick between two events nobody has seen.
        held = [reason for (since, reason), (until, _) in zip(past, past[1:])
                if reason != "None" and until - since >= TICK_S]
        lasting = {reason for (_, reason), (until, _) in zip(past, past[1:]) if t - until <= self.scenario.lag_s}
        if ours == theirs:
            self.counts["the same here"] += 1
        elif theirs in lasting:
            self.counts["the same until less than bf_interval before"] += 1
        elif ours == "None" and held and held[-1] == theirs:
            self.counts["the same, but it has room again"] += 1
        else:
            self.fail(t, f"job {number} waits for {theirs}, ours: {ours}; {past[-3:]}")

    def on_sshare(self, t, rows):
        for row in rows:
            if not row["user"]:
                continue
            assoc = self.scenario.assoc_of(row["account"], row["user"])
            theirs = int(dict(pair.split("=") for pair in row["tres_run_mins"].split(";"))["gres/gpu"])
            ours = self.book.ask("show", assoc)
            self.counts["samples of usage and run minutes"] += 1
            self.counts["run minutes equal"] += theirs == int(ours[0]) // 60
            self.counts["run minutes equal with Slurm's leak"] += theirs == self.leak.now(assoc, int(ours[0])) // 60
            self.counts["usage within 1"] += abs(int(row["raw_usage"]) - float(ours[1])) <= 1


def check_bar(replay):
    """The failures of a scenario that is not in the table: too many of them."""
    counts = replay.counts
    decisions = sum(counts[w] for w in ("submissions accepted", "refused", "starts", "limits that hold a job"))
    found = replay.failures if 100 * len(replay.failures) > decisions else []
    for key in ("run minutes equal with Slurm's leak", "usage within 1"):
        if 100 * counts[key] < 99 * counts["samples of usage and run minutes"]:
            found = found + [f"{key}: {counts[key]}, expected 99 of 100"]
    return found


def check(replay, expected):
    """The failures of one scenario, and figures that are not those that README.md explains."""
    found = list(replay.failures)
    replay.counts["never ran"] = len(replay.pending)
    for key, count in expected.items():
        if replay.counts[key] != count:
            found.append(f"{key}: {replay.counts[key]}, expected {count}")
    if replay.scenario.never_ran != expected["never ran"]:
        found.append(f"never ran there: {replay.scenario.never_ran}")
    return found


def main():
    driver = sys.argv[1]
    folder = oracle.shared() / "oracles" / "slurm"
    failures = 0
    for name in sys.argv[2:] or SCENARIOS:
        replay = Replay(Scenario(folder / name), driver)
        replay.run()
        print(name)
        found = check(replay, SCENARIOS[name]) if name in SCENARIOS else check_bar(replay)
        for key, count in replay.counts.items():
            print(f"  {count:5} {key}")
        blocked = collections.Counter(replay.history[n][-1][1] for n in replay.pending)
        print(f"        which are held by {dict(sorted(blocked.items()))}")
        for text in found[:20]:
            print(f"  FAILED: {text}")
        failures += len(found)
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
