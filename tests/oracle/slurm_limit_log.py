"""Limits, as the controller of a real Slurm logged them: with SlurmctldDebug=debug2 it says of each job
that a limit holds which one it is, with its numbers.  At each of these lines, is the job held by the
same limit here, with the same numbers?
usage: slurm_limit_log.py DRIVER SCENARIO..."""
import collections
import datetime
import gzip
import json
import re
import sys

import oracle
import slurm_limits

# What the log says after the job's number: (pattern, the reason's name).  Groups: the resource, if the
# name depends on it; then the limit, what is in use and what is asked for, where it says so.
TRES = r"tres\((\S+)\)"
HELD = [
    (rf"assoc \S+ group max {TRES} limit (\d+) with already used (\d+) \+ requested (\d+)", "AssocGrp{}"),
    (rf"assoc \S+ group max {TRES} minutes limit of (\d+) is already at or exceeded with (\d+)", "AssocGrp{}Minutes"),
    (rf"assoc \S+ group max running {TRES} minutes limit (\d+) with already used (\d+) \+ requested (\d+)",
     "AssocGrp{}RunMinutes"),
    (rf"assoc \S+ max {TRES} limit of (\d+) with (\d+)", "AssocMax{}PerJob"),
    (rf"assoc \S+ max {TRES} per node limit of (\d+)", "AssocMax{}PerNode"),
    (r"time limit \d+ exceeds account max", "AssocMaxWallDurationPerJobLimit"),
    (rf"QOS \S+ group max {TRES} limit (\d+) with already used (\d+) \+ requested (\d+)", "QOSGrp{}"),
    (rf"QOS \S+ group max running {TRES} minutes limit (\d+) with already used (\d+) \+ requested (\d+)",
     "QOSGrp{}RunMinutes"),
    (rf"QOS \S+ max {TRES} per account \(\S+\) limit (\d+) with already used (\d+) \+ requested (\d+)", "Max{}PerAccount"),
    (rf"QOS \S+ max {TRES} per user limit (\d+) with already used (\d+) \+ requested (\d+)", "QOSMax{}PerUser"),
    (rf"QOS \S+ min {TRES} per job request (\d+) exceeds min", "QOSMin{}"),
    (r"max jobs per-user limit (\d+) with (\d+)", "QOSMaxJobsPerUserLimit"),
    (r"max jobs per-acct \(\S+\) limit (\d+) with (\d+)", "MaxJobsPerAccount"),
    (r"group max jobs limit (\d+) with (\d+) for account", "AssocGrpJobsLimit"),
    (r"group max jobs limit (\d+) with (\d+) for QOS", "QOSGrpJobsLimit"),
    (r"max jobs limit (\d+) with (\d+) for account", "AssocMaxJobsLimit"),
]
NAMES = {"gres/gpu": "GRES", "node": "Node", "cpu": "Cpu"}


def read_line(text):
    """(reason, limit, what it would come to) of a line; the numbers None where it does not say them."""
    for pattern, name in HELD:
        found = re.search(pattern, text)
        if not found:
            continue
        groups = list(found.groups())
        if "{}" in name:
            name = name.format(NAMES.get(groups.pop(0), "?"))
        if name in ("AssocGrpNode", "QOSGrpNode"):
            name += "Limit"
        numbers = [int(g) for g in groups]
        if len(numbers) == 3:
            return name, numbers[0], numbers[1] + numbers[2]
        if len(numbers) == 2:
            return name, numbers[0], numbers[1] + ("jobs" in pattern)
        return name, None, None
    return None


class LogReplay(slurm_limits.Replay):
    """A replay that asks at each line of the log, and at nothing else."""

    def held(self):
        t0 = json.loads((self.scenario.out / "run.json").read_text())["t0_epoch"]
        with gzip.open(self.scenario.out / "slurmctld.log.gz", "rt", errors="replace") as log:
            for line in log:
                found = re.match(r"\[(\S+)\] debug2: JobId=(\d+) (?:is )?being held, (.*)", line)
                if found:
                    when = datetime.datetime.fromisoformat(found[1]).replace(tzinfo=datetime.timezone.utc)
                    yield round(when.timestamp() - t0, 3), 1, "held", (found[2], found[3])

    def run(self):
        what_matters = [e for e in self.scenario.timeline() if e[2] not in ("squeue", "sshare")]
        for t, _, what, argument in sorted(what_matters + list(self.held()), key=lambda e: e[:2]):
            self.now = int(t // 1)
            if what not in ("pass", "refused", "held") and argument:
                self.now = self.scenario.second.get((self.scenario.slurm_id_of[argument], t), self.now)
            self.book.tell("at", self.now)
            getattr(self, "on_" + what, lambda *_: None)(t, argument)
        self.book.close()

    def on_held(self, t, line):
        number = self.scenario.id_of.get(line[0])
        if number not in self.pending:
            return
        theirs, ours = read_line(line[1]), self.book.ask("check", number)
        if not theirs:
            self.counts["lines not understood"] += 1
            return
        self.counts["jobs held, by the log"] += 1
        self.counts["held by the same limit"] += ours[0] == theirs[0]
        if ours[0] != theirs[0]:
            self.fail(t, f"job {number}: {line[1]}; ours: {ours}")
        else:
            self.counts["and with the same numbers"] += theirs[1] in (None, int(ours[2])) and theirs[2] in (None, int(ours[3]))


def main():
    failures = compared = 0
    for name in sys.argv[2:]:
        scenario = slurm_limits.Scenario(oracle.shared() / "oracles" / "slurm" / name)
        if not (scenario.out / "slurmctld.log.gz").exists():
            print(f"{name}: has no log")
            continue
        replay = LogReplay(scenario, sys.argv[1])
        replay.run()
        print(name)
        for key, count in replay.counts.items():
            print(f"  {count:5} {key}")
        for text in replay.failures[:10]:
            print(f"  different: {text}")
        total = replay.counts["jobs held, by the log"]
        compared += total
        failures += 100 * replay.counts["held by the same limit"] < 99 * total
    if not compared:
        print("SKIPPED: no recording with a log at debug2")
        sys.exit(oracle.SKIPPED)
    sys.exit(failures > 0)


main()
