"""Decisions of a real Slurm 22.05.8, one by one: for each recorded backfill cycle the state just
before it goes in, and the plan and the starts that come out are compared with the recorded ones."""
import collections
import csv
import gzip
import json
import pathlib
import re
import subprocess
import sys

import oracle

def table(path):
    """Rows of a CSV file, also if it is compressed."""
    packed = path.with_name(path.name + ".gz")
    with gzip.open(packed, "rt") if packed.exists() else open(path, newline="") as text:
        return list(csv.DictReader(text))


def node_numbers(names):
    """n[001-003,007] -> {0, 1, 2, 6}"""
    found = set()
    inner = re.fullmatch(r"n\[(.*)\]", names)
    for part in (inner.group(1) if inner else names.removeprefix("n")).replace(";", ",").split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first) - 1, int(last or first)))
    return found


def as_list(numbers):
    return ",".join(map(str, sorted(numbers)))


def numbers(text):
    """0-3,7 -> {0, 1, 2, 3, 7}"""
    found = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


class Scenario:
    def __init__(self, folder):
        self.out = folder / "out"
        self.config = (folder / "slurm.part.conf").read_text()
        self.t0 = json.loads((self.out / "run.json").read_text())["t0_epoch"]
        self.rows = [r for r in table(self.out / "schedule.csv")]
        self.cycles = [float(r["t"]) for r in table(self.out / "bf_cycles.csv")]
        self.plan = collections.defaultdict(dict)
        for r in table(self.out / "bf_plan.csv"):
            self.plan[float(r["cycle_t"])][int(r["slurm_id"])] = (
                int(r["planned_start"]), int(r["planned_end"]), node_numbers(r["nodelist"]))
        self.events = [(float(r["t"]), r["event"], r["slurm_id"], r["detail"]) for r in table(self.out / "events.csv")]
        self.node_count = max(max(node_numbers(m)) for m in re.findall(r"NodeName=(\S+)", self.config)) + 1

    def parameter(self, name, default):
        found = re.search(rf"\b{name}=(\d+)", self.config)
        return int(found.group(1)) if found else default

    windows = ()

    def clearing(self):
        """(from, to) when an ended job still had nodes, if that was logged: then a cycle plans what could
        start at once for a second later, and what follows from that."""
        path = self.out / "releases.csv"
        released = {r["slurm_id"]: float(r["t"]) for r in table(path)} if path.exists() else {}
        return [(float(row["end_ms"]), released[row["slurm_id"]]) for row in self.rows
                if row["end_ms"] and row["slurm_id"] in released]

    def where(self, row):
        """Partition and what else the driver is told of a job."""
        return "partition=0"

    def tier(self, job):
        return 1

    def may_run(self, job, running):
        """Whether limits let it run beside these."""
        return True

    def priorities(self):
        """Changes of priority in time, (t, job, priority)."""
        path = self.out / "prio_log.csv"
        if not path.exists() and not path.with_name("prio_log.csv.gz").exists():
            return []
        return [(float(r["t"]), int(r["slurm_id"]), int(float(r["priority"]))) for r in table(path)]


class Mixed(Scenario):
    """long_mixed: two partitions, preemption by QOS, limits of a QOS and an account, maintenance."""
    windows = ((18000, 21632, "0-31"),)
    QOS = {"scavenger": (0, 0), "low": (1, 0), "normal": (2, 0b1), "high": (3, 0b11)}

    def __init__(self, folder):
        super().__init__(folder)
        self.by_job = {int(row["slurm_id"]): row for row in self.rows if row["nodes"]}

    def where(self, row):
        index, preempts = self.QOS[row["qos"]]
        nodes, partition = ("52-63", 1) if row["partition"] == "debug" else ("0-59", 0)
        return f"partition={partition} allowed={nodes} qos={index} preempts={preempts}"

    def tier(self, job):
        return 5 if job in self.by_job and self.by_job[job]["partition"] == "debug" else 1

    def may_run(self, job, running):
        row = self.by_job.get(job)
        if not row:
            return False
        mine = [r for r in running.values() if r["user"] == row["user"] and r["qos"] == "high"]
        if row["qos"] == "high" and (len(mine) >= 2 or sum(int(r["gpus"]) for r in [*mine, row]) > 96):
            return False
        startup = ("startup", "su_alpha", "su_beta")
        used = sum(int(r["gpus"]) for r in running.values() if r["account"] in startup)
        return row["account"] not in startup or used + int(row["gpus"]) <= 160


def preempted_at(scenario, row):
    """When a preempted job was told to go, to the ms."""
    times = [t for t, event, job, _ in scenario.events if event == "preempt" and job == row["slurm_id"]]
    return next((t for t in times if int(row["start"]) <= t <= int(row["end"]) + 3), None)


def changes(scenario):
    """What happens to jobs, in time: (t, kind, job, row); a job is pending from its submission, or
    its requeue, to its start, and running from there to its end."""
    found = []
    for row in scenario.rows:
        job = int(row["slurm_id"])
        if row["start"]:
            start = float(row["start_ms"] or row["start"])
            end = float(row["end_ms"] or preempted_at(scenario, row) or row["end"])
            found += [(start, 1, "take", job, row), (end, 0, "give", job, row)]
        if row["eligible"] and float(row["eligible"]) > float(row["planned_submit"] or 0) + 60:
            found.append((float(row["eligible"]), 2, "submit", job, None))
    for t, event, job, detail in scenario.events:
        if event == "submit":
            found.append((t, 2, "submit", int(job), None))
    return sorted(found, key=lambda c: c[:2])


def overlapping(running, row):
    nodes = node_numbers(row["nodelist"])
    return [job for job, r in running.items() if node_numbers(r["nodelist"]) & nodes]


def lines_in(scenario):
    """The driver's input, and what was recorded for each cycle of it."""
    priorities = collections.deque(sorted(scenario.priorities(), key=lambda p: p[0]))
    limits = {int(r["slurm_id"]): int(r["time_limit_min"]) * 60 for r in scenario.rows}
    yield f"set bf_window_s {scenario.parameter('bf_window', 1440) * 60}", None
    yield f"set bf_resolution_s {scenario.parameter('bf_resolution', 60)}", None
    yield f"set bf_job_part_count_reserve {scenario.parameter('bf_job_part_count_reserve', 0)}", None
    yield f"set kill_wait_s {scenario.parameter('KillWait', 30)}", None
    yield f"cluster {scenario.node_count}", None
    yield f"nodes 0 {scenario.node_count} 64 4 512000 1", None
    yield f"open {max(limits)} {scenario.t0}", None
    for row in scenario.rows:
        if row["nodes"]:
            yield f"job {row['slurm_id']} min_nodes={row['nodes']} max_nodes={row['nodes']} whole=1 limit={limits[int(row['slurm_id'])]} {scenario.where(row)}", None
    for start, end, nodes in scenario.windows:
        yield f"window {start} {end} {nodes}", None
    queue, rank, running = set(), {}, {}
    todo = collections.deque(changes(scenario))
    for k, cycle in enumerate(scenario.cycles):
        while todo and todo[0][0] < cycle:
            _, _, kind, job, row = todo.popleft()
            if kind == "submit":
                queue.add(job)
            elif kind == "take":
                queue.discard(job)
                for other in overlapping(running, row):  # preempted: its end is known to the second
                    running.pop(other)
                    yield f"give {other}", None
                running[job] = row
                yield f"take {job} {row['start']} {int(row['start']) + limits[job]} {as_list(node_numbers(row['nodelist']))}", None
            else:
                if running.get(job) is row:
                    running.pop(job)
                    yield f"give {job}", None
        while priorities and priorities[0][0] < cycle:
            _, job, priority = priorities.popleft()
            rank[job] = priority
        order = sorted(queue, key=lambda job: (-scenario.tier(job), -rank.get(job, 0), job))
        order = [job for job in order if scenario.may_run(job, running)]
        if order:
            following = scenario.cycles[k + 1] if k + 1 < len(scenario.cycles) else cycle + 30
            yield f"cycle {int(cycle // 1)} {' '.join(map(str, order))}", (cycle, following)


def answers(driver, scenario):
    """For each cycle its times and what the driver answers: plans and starts by job."""
    lines = list(lines_in(scenario))
    done = subprocess.run([driver], input="\n".join(text for text, _ in lines) + "\n", capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"FAILED: {scenario.out}: {done.stderr}")
    cycles = iter(times for _, times in lines if times)
    plans, starts = {}, {}
    for line in done.stdout.splitlines():
        word = line.split()
        if word[0] == "plan":
            plans[int(word[1])] = (int(word[2]), int(word[3]), numbers(word[4]))
        elif word[0] == "start":
            starts[int(word[1])] = numbers(word[2])
        else:
            yield next(cycles), plans, starts
            plans, starts = {}, {}


def shown(numbers_of_nodes):
    return as_list(numbers_of_nodes) if numbers_of_nodes else None


def compare(driver, folder, is_verbose):
    """Count how many recorded planned entries and starts come out the same."""
    scenario = (Mixed if folder.name == "long_mixed" else Scenario)(folder)
    score = collections.Counter()
    starts = [(float(row["start_ms"]), int(row["slurm_id"]), node_numbers(row["nodelist"]))
              for row in scenario.rows if row["started_by"] == "backfill"]
    score["starts"] = len(starts)
    clearing = scenario.clearing()
    for (cycle, following), plan, started in answers(driver, scenario):
        theirs = scenario.plan[cycle]
        if any(ended <= cycle < released for ended, released in clearing):
            score["left out"] += len(theirs)
            theirs = plan = {}
        for job in sorted(set(theirs) | set(plan)):
            ours, recorded = plan.get(job), theirs.get(job)
            score["entries"] += recorded is not None
            score["equal entries"] += ours == recorded
            score["new entries"] += recorded is None
            if ours != recorded and is_verbose:
                print(folder.name, cycle, "plan of", job, [(p[0], p[1], shown(p[2])) if p else None for p in (ours, recorded)])
        here = {job: nodes for t, job, nodes in starts if cycle <= t < following}
        for job in sorted(set(here) | set(started)):
            score["equal starts"] += here.get(job) == started.get(job)
            score["new starts"] += job not in here
            if here.get(job) != started.get(job) and is_verbose:
                print(folder.name, cycle, "start of", job, [shown(nodes) for nodes in (started.get(job), here.get(job))])
    return score


# What must be reached: a share of the planned entries (start second, end, node names), and starts.
FLOORS = {
    "b_backfill": 0.9997, "b2_backfill_defaults": 1, "b3_backfill_reserve1": 1, "k_backfill_256": 0.997,
    "ci_smoke": 0.997, "long_backfill": 0.999, "long_fairtree": 0.9997, "long_classic": 0.9996,
}
OTHER_FLOOR = 0.99  # of a recording that was made just now


def main():
    driver, is_verbose = sys.argv[1], "-v" in sys.argv
    names = [a for a in sys.argv[2:] if a != "-v"] or list(FLOORS)
    root = oracle.shared() / "oracles" / "slurm"
    has_failed = False
    print(f"{'scenario':24}{'entries':>8}{'equal':>8}{'share':>9}{'starts':>8}{'equal':>7}{'new':>5}")
    for name in names:
        score = compare(driver, root / name, is_verbose)
        share = score["equal entries"] / score["entries"]
        print(f"{name:24}{score['entries']:8}{score['equal entries']:8}{share:9.4%}"
              f"{score['starts']:8}{score['equal starts']:7}{score['new starts']:5}"
              + (f"   left out, of cycles while a job's nodes cleared: {score['left out']}" if score["left out"] else ""))
        if share < FLOORS.get(name, OTHER_FLOOR) or score["equal starts"] < score["starts"]:
            print(f"FAILED: {name}: below {FLOORS.get(name, OTHER_FLOOR):.2%} of the entries, or a start is missing")
            has_failed = True
    sys.exit(has_failed)


if __name__ == "__main__":
    main()
