"""Preemption, decision by decision: at each recorded preemption of a real Slurm, with the jobs that ran
then on the nodes they had, are the same jobs chosen as victims?
usage: slurm_preempt.py DRIVER [SCENARIO...]   (without scenarios, those of the table)"""
import collections
import subprocess
import sys

import oracle
import slurm_records as records

# What a preemption may come to.  All but the first need a reason, which is tested where it is found.
ORDER = "same victims, same order"
GRACE = "same, some of them with a grace time that begins or ends"
GOT = "same, given the nodes it then got; by the state alone it needed none"
OTHER = "victims that were warned for another job"
DIFFERENT, UNNAMED = "different", "ended for a job that is not named"
SCENARIOS = ["g_preempt_requeue", "g2_preempt_cancel_grace", "g3_preempt_exempt", "g4_preempt_partition", "long_mixed"]
# Those that are none of these, if some victim has no node of those that the preemptor then got, so that the choice
# was made for other nodes: (scenario, preemptor) -> why it is not seen here.
EXPLAINED = {("g2_preempt_cancel_grace", "73"): "warned 10 s before, in a cycle whose plan was not logged"}
TYPES = {"preempt/none": 0, "preempt/qos": 1, "preempt/partition_prio": 2}
MODES = {"OFF": 0, "CANCEL": 1, "REQUEUE": 2, "SUSPEND": 3}
UNSET = 4
GROUP_S = 0.1  # victims of one decision are logged within
SOON_S = 20  # sched_interval and a tick, in which a preemptor starts when its victims are gone
CYCLE_S = 1.0  # a backfill cycle acts within, after what it logs as its time
# Reservations of whole nodes, which setup.sh made and the log of plans shows the end of.
RESERVED = {"long_mixed": (18033, 21633, range(0, 32))}


def fields(text):
    return dict(pair.split("=", 1) for pair in text.split() if "=" in pair)


class Scenario:
    """One recording, and the driver that follows it."""

    def __init__(self, folder, driver):
        self.name, self.out = folder.name, folder / "out"
        self.conf = records.conf(self.out)
        self.qos = records.qos(self.out)
        self.partitions = [fields("PartitionName=" + text) for text in self.conf["PartitionName"]]
        self.jobs = {row["id"]: row for row in records.rows(folder, "jobs.csv") if not row["cmd"]}
        self.id_of = {row["slurm_id"]: row["id"] for row in records.rows(self.out, "submits.csv") if row["slurm_id"]}
        self.runs = {(row["slurm_id"], float(row["start_ms"])): row
                     for row in records.rows(self.out, "schedule.csv") if row["start_ms"]}
        self.events = records.rows(self.out, "events.csv")
        self.plans = collections.defaultdict(list)
        for row in records.rows(self.out, "bf_plan.csv"):
            self.plans[float(row["cycle_t"])].append(row)
        self.counts, self.notes = collections.Counter(), []
        self.running, self.chosen = set(), collections.defaultdict(list)
        self.grace = [records.seconds(q[4]["GraceTime"]) for q in self.qos]
        self.preemptors, self.seen = set(), set()
        self.process = subprocess.Popen([driver], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.set_up()

    def tell(self, *words):
        self.process.stdin.write(" ".join(str(w) for w in words) + "\n")

    def ask(self, *words):
        self.tell(*words)
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def set_up(self):
        names = [q[0] for q in self.qos]
        is_youngest_first = "preempt_youngest_first" in self.conf.get("SchedulerParameters", "")
        self.tell("centre", TYPES[self.conf["PreemptType"]], MODES[self.conf["PreemptMode"]],
                  records.seconds(self.conf.get("PreemptExemptTime", "0")), int(is_youngest_first))
        for _, _, _, _, row in self.qos:
            self.tell("qos", row["Priority"], sum(1 << names.index(n) for n in row["Preempt"].split(",") if n))
        for p in self.partitions:
            self.tell("partition", p.get("PriorityTier", 1), MODES.get(p.get("PreemptMode"), UNSET))
        self.tell("open", 64, 1000)
        self.qos_names = names

    def kind(self, number):
        """Its QOS and partition."""
        job = self.jobs[number]
        names = [p["PartitionName"] for p in self.partitions]
        default = next(i for i, p in enumerate(self.partitions) if p.get("Default") == "YES")
        return (self.qos_names.index(job["qos"] or "normal"),
                names.index(job["partition"]) if job["partition"] else default)

    def nodes(self, partition, slurm_id, t):
        """Nodes the preemptor may use: those of its partition that are not kept for others while it would run."""
        text = self.partitions[partition]["Nodes"]
        nodes = set(range(64)) if text == "ALL" else {n - 1 for n in records.hosts(text)}
        until = t + int(self.jobs[self.id_of[slurm_id]]["time_limit_min"]) * 60
        start, end, reserved = RESERVED.get(self.name, (0, 0, ()))
        if t < end and until > start:
            nodes -= set(reserved)
        cycle = max((c for c in self.plans if c <= t), default=None)
        if cycle is not None and t - cycle <= CYCLE_S:
            for row in self.plans[cycle]:
                if row["slurm_id"] == slurm_id:
                    break
                if float(row["planned_start"]) < until and float(row["planned_end"]) > t:
                    nodes -= {n - 1 for n in records.hosts(row["nodelist"])}
        return ",".join(str(n) for n in sorted(nodes)) or "-"

    def start(self, t, slurm_id):
        row = self.runs[slurm_id, t]
        self.tell("take", slurm_id, *self.kind(self.id_of[slurm_id]), row["priority"] or 0, row["start"],
                  ",".join(str(n - 1) for n in records.hosts(row["nodelist"])))
        self.running.add(slurm_id)

    def end(self, slurm_id):
        if slurm_id in self.running:
            self.tell("give", slurm_id)
            self.running.discard(slurm_id)

    def groups(self):
        """Events, those of one preemption together."""
        done = 0
        while done < len(self.events):
            event = self.events[done]
            group = [event]
            done += 1
            while event["event"] == "preempt" and done < len(self.events):
                following = self.events[done]
                if following["event"] == "preempt" and preemptor(following) in (preemptor(event), None) and \
                        float(following["t"]) - float(event["t"]) < GROUP_S:
                    group.append(following)
                elif following["event"] != "requeue" or float(following["t"]) - float(event["t"]) > GROUP_S:
                    break
                else:
                    group.append(following)
                done += 1
            yield group

    def run(self):
        submitted = set()
        involved = {preemptor(e) for e in self.events if e["event"] == "preempt"} - {None}
        for group in self.groups():
            t, what, slurm_id = float(group[0]["t"]), group[0]["event"], group[0]["slurm_id"]
            if what.startswith("start"):
                self.start(t, slurm_id)
            elif what in ("complete", "timeout", "cancel", "requeue"):
                self.end(slurm_id)
            elif what == "preempt":
                self.compare(t, [e for e in group if e["event"] == "preempt"])
            elif what == "submit":
                submitted.add(slurm_id)
            self.preemptors = involved & submitted
            self.look(t)
        self.process.stdin.close()
        self.process.wait()

    def choose(self, by, t, nodes):
        """Our victims, in order; None where it fits nowhere."""
        answer = self.ask("victims", by, *self.kind(self.id_of[by]), 0, self.jobs[self.id_of[by]]["nodes"],
                          int(t // 1), nodes)
        return answer[1:] if answer[0] == "ok" else None

    def nodes_it_got(self, by, t):
        """Where the preemptor started soon after, or None."""
        for (slurm_id, start), row in self.runs.items():
            if slurm_id == by and t <= start <= t + SOON_S:
                return ",".join(str(n - 1) for n in records.hosts(row["nodelist"]))
        return None

    def look(self, t):
        """With grace, victims are chosen long before they end: keep whom each preemptor would choose."""
        if any(self.grace):
            for by in self.preemptors - self.running:
                for victim in self.choose(by, t, self.nodes(self.kind(self.id_of[by])[1], by, t)) or []:
                    self.chosen[by, victim].append(t)

    def was_warned(self, by, victim, t):
        grace = self.grace[self.kind(self.id_of[victim])[0]]
        return any(t - grace - SOON_S <= since <= t - grace + 1 for since in self.chosen[by, victim])

    def is_apart(self, victim, nodes):
        """Whether the run of a job that ended now has none of these nodes."""
        runs = [row for (slurm_id, _), row in self.runs.items() if slurm_id == victim]
        return not {n - 1 for row in runs for n in records.hosts(row["nodelist"])} & {int(n) for n in nodes.split(",")}

    def was_warned_at_all(self, victim, t):
        return any(self.was_warned(by, of, t) for by, of in list(self.chosen) if of == victim)

    def compare(self, t, group):
        by = next((preemptor(e) for e in group if preemptor(e)), None)
        ours = self.choose(by, t, self.nodes(self.kind(self.id_of[by])[1], by, t)) or [] if by else []
        # Slurm does not say for whom a job had to be killed that may not be requeued.
        theirs = [e["slurm_id"] for e in group if preemptor(e) or e["slurm_id"] in ours]
        self.counts[UNNAMED] += len(group) - len(theirs)
        if by:
            self.counts["preemptions"] += 1
            self.counts["victims"] += len(theirs)
            self.judge(t, by, theirs, ours)
        for event in group:
            self.end(event["slurm_id"])

    def judge(self, t, by, theirs, ours):
        got = self.nodes_it_got(by, t)
        warned = [v for v in ours if v not in theirs and self.grace[self.kind(self.id_of[v])[0]]]
        left = [v for v in ours if v not in warned]
        if ours == theirs:
            self.counts[ORDER] += 1
        elif sorted(left) == sorted(v for v in theirs if v in left or not self.was_warned(by, v, t)):
            self.counts[GRACE] += 1
        elif got and not left and sorted(self.choose(by, t, got) or []) == sorted(theirs):
            self.counts[GOT] += 1
        elif all(self.was_warned_at_all(v, t) for v in theirs):
            self.counts[OTHER] += 1
        elif (self.name, by) in EXPLAINED and got and any(self.is_apart(v, got) for v in theirs):
            self.counts[EXPLAINED[self.name, by]] += 1
            self.seen.add(by)
        else:
            self.counts[DIFFERENT] += 1
            self.notes.append(f"t={t}: {by} takes {theirs}, ours {ours}, warned {warned}, got {got}")

    def mistakes(self):
        """What the recording rules out: victims that are not looked at, and differences without their cause."""
        logged = sum(e["event"] == "preempt" for e in self.events)
        counts = self.counts
        found = []
        if not logged or counts["victims"] + counts[UNNAMED] != logged:
            found.append(f"FAILED: {logged} victims are logged")
        if counts[GOT] and self.plans:
            found.append("FAILED: the plan is logged, and the nodes are not those of the plan")
        if (counts[GRACE] or counts[OTHER]) and not any(self.grace):
            found.append("FAILED: nobody has a grace time")
        found += [f"FAILED: {by} is explained and does not differ" for name, by in EXPLAINED
                  if name == self.name and by not in self.seen]
        return found


def preemptor(event):
    _, _, by = event["detail"].partition("for JobId=")
    return by if by.isdigit() else None


def main():
    folder = oracle.shared() / "oracles" / "slurm"
    failures = 0
    for name in sys.argv[2:] or SCENARIOS:
        scenario = Scenario(folder / name, sys.argv[1])
        scenario.run()
        print(name)
        for key, count in scenario.counts.items():
            print(f"  {count:4} {key}")
        for note in scenario.notes + scenario.mistakes():
            print("   ", note)
        failures += len(scenario.notes) + len(scenario.mistakes())
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
