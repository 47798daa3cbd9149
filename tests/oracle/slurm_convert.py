"""A recording of a real Slurm as input of aifsim: a site (by `aifsim import slurm`), a trace with actions, and the
times at which Slurm's schedulers acted."""
import csv
import json
import re
import subprocess
from pathlib import Path

import slurm_records as records

# A job's nodes come back when its epilog has ended, a little after the log says that it is complete;
# where that was not logged it is taken to be this long.
RELEASE_MS = 50

# No pass or cycle takes longer than this.
CYCLE_MS = 3000

COLUMNS = ("job_id user account partition partitions qos submit_s submit_ms nodes gpus_per_node cores_per_node "
           "mem_mib_per_node exclusive limit_s run_s run_ms array_id array_task array_limit depends begin_s hold nice "
           "requeue exit_code job_name reservation features tasks cpus_per_task gpus").split()


def ms(text):
    """Seconds with decimals as whole milliseconds."""
    return round(float(text) * 1000)


def option(extra, name):
    """The value of a long option of sbatch, None if it is not there, "" if it has none."""
    found = re.search(r"--%s(?:=(\S+))?(?:\s|$)" % name, extra)
    return None if not found else (found[1] or "").replace("@", ",")


def tasks_of(text):
    """"0-9%4" as task numbers and the most that may run."""
    numbers, _, most = text.partition("%")
    found = []
    for part in numbers.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found, most


def gather(times):
    """The first of each group of times that belong together."""
    found = []
    for t in times:
        if not found or t - found[-1] > 400:
            found.append(t)
    return found


class Recording:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.name = self.folder.name
        self.out = self.folder / "out"
        self.conf = records.conf(self.out)
        self.run = json.loads((self.out / "run.json").read_text())
        self.jobs = records.rows(self.folder, "jobs.csv")
        self.events = records.rows(self.out, "events.csv")
        self.runs = {}  # (id, task) -> rows of schedule.csv, in the order of their starts
        for row in records.rows(self.out, "schedule.csv"):
            self.runs.setdefault((row["id"], row["array_task"]), []).append(row)
        for rows in self.runs.values():
            rows.sort(key=lambda row: float(row["start_ms"] or "inf"))
        self.submits = {e["slurm_id"]: ms(e["t"]) for e in self.events if e["event"] == "submit"}
        self.releases = {r["slurm_id"]: ms(r["t"]) for r in records.rows(self.out, "releases.csv")}
        self.slurm_ids = {r["id"]: r["slurm_id"] for r in records.rows(self.out, "submits.csv")}

    def times(self, event):
        return sorted({ms(e["t"]) for e in self.events if e["event"] == event})

    def interval_ms(self):
        found = re.search(r"bf_interval=(\d+)", self.conf.get("SchedulerParameters", ""))
        return 1000 * int(found[1]) if found else 30000

    def cycles(self):
        """When backfill cycles began; where they were not logged, those that started a job and others between."""
        logged = [ms(c["t"]) for c in records.rows(self.out, "bf_cycles.csv")]
        if logged or "builtin" in self.conf.get("SchedulerType", ""):
            return logged
        anchors = gather(self.times("start_backfill"))
        found = []
        for a, b in zip(anchors, anchors[1:]):
            count = max(1, round((b - a) / self.interval_ms()))
            found += [round(a + (b - a) * i / count) for i in range(count)]
        last = anchors[-1] if anchors else 0
        return found + list(range(last, int(float(self.run["t_end"]) * 1000) + 5000, self.interval_ms()))

    def priorities(self):
        """When priorities were computed, as far as it was logged."""
        first = {}
        for row in records.rows(self.out, "fairtree_log.csv"):
            first.setdefault(row["pass"], ms(row["t"]))
        return sorted(first.values())

    def passes(self):
        """When the main scheduler went through its queue, if that was logged."""
        return sorted({ms(row["t"]) for row in records.rows(self.out, "ticks.csv")})

    def ticks(self):
        """When the main scheduler looked around: about once a second, at its starts for certain."""
        anchors = gather(self.times("start_main"))
        found = []
        for a, b in zip(anchors, anchors[1:]):
            count = max(1, round((b - a) / 1002))
            found += [round(a + (b - a) * i / count) for i in range(count)]
        last = anchors[-1] if anchors else 0
        return found + list(range(last, int(float(self.run["t_end"]) * 1000) + 5000, 1002))

    def nodes(self, text):
        """Node numbers, from 0, of a hostlist."""
        return [n - 1 for n in records.hosts(text)] if text else []


def job_id(row, task):
    return 1000 * int(row["id"]) + (int(task) if task != "" else 0)


def began_ms(recording, run):
    """When the pass or cycle began that started the job: here all its starts are at once."""
    times = recording.passes() if run["started_by"] == "main" else recording.cycles()
    start = ms(run["start_ms"])
    return max((t for t in times if start - CYCLE_MS < t <= start), default=start)


def run_ms(recording, row, task):
    """What the job ran for when it ran to its end."""
    whole = [r for r in recording.runs.get((row["id"], task), []) if r["state"] in ("COMPLETED", "FAILED")]
    if not whole:
        return ms(row["run_time_s"] or 0)
    run = whole[-1]
    released = recording.releases.get(run["slurm_id"], ms(run["start_ms"]) + ms(run["elapsed_ms"]) + RELEASE_MS)
    return released - began_ms(recording, run)


def trace_row(recording, row, task, most):
    extra = row["extra"]
    submit = recording.submits.get(recording.slurm_ids.get(row["id"], ""), ms(row["submit_offset_s"]))
    submit = max(0, submit)
    length = run_ms(recording, row, task)
    partition = option(extra, "partition") or row["partition"]
    begin = option(extra, "begin")
    cpus = int(row["cpus_per_task"] or 1)
    depends = row["dependency"] or option(extra, "dependency") or ""
    out = {
        "job_id": job_id(row, task), "user": row["user"], "account": row["account"],
        "partition": "" if "," in partition else partition, "partitions": partition if "," in partition else "",
        "qos": row["qos"], "submit_s": submit // 1000, "submit_ms": submit % 1000,
        "limit_s": round(60 * float(row["time_limit_min"])) if row["time_limit_min"] else "",
        "run_s": length // 1000, "run_ms": length % 1000,
        "depends": re.sub(r"(\d+)", lambda m: m[0], depends),
        "hold": 1 if option(extra, "hold") is not None else "",
        "nice": option(extra, "nice") or "",
        "requeue": 0 if option(extra, "no-requeue") is not None else "",
        "exit_code": row["exit_code"], "job_name": option(extra, "job-name") or "",
        "reservation": option(extra, "reservation") or "",
        "features": (option(extra, "constraint") or "").replace("+", "&"),
    }
    if begin:
        out["begin_s"] = submit // 1000 + int(begin.replace("now+", ""))
    if row["nodes"]:
        per_node = int(row["ntasks_per_node"] or 1) * cpus
        out.update(nodes=row["nodes"], gpus_per_node=row["gpus_per_node"], cores_per_node=per_node,
                   mem_mib_per_node=row["mem_mb"], exclusive=0)
    else:
        out.update(tasks=row["ntasks"], cpus_per_task=cpus, gpus_per_node=row["gpus_per_node"],
                   mem_mib_per_node=row["mem_mb"], exclusive=0)
    if task != "":
        out.update(array_id=1000 * int(row["id"]), array_task=task, array_limit=most)
    return submit, out


def renumber(depends):
    """Dependencies name jobs of jobs.csv; ours have other numbers."""
    return re.sub(r":(\d+)(?=[:,?+]|$)", lambda m: ":%d" % (1000 * int(m[1])), depends)


def action(recording, row):
    """(milliseconds, row of the table of actions) of a command, or None."""
    command, t = row["cmd"], int(row["submit_offset_s"])
    job = re.search(r"\{(\d+)\}", command)
    job = 1000 * int(job[1]) if job else ""
    size = re.search(r"numnodes=(\d+)", command)
    nodes = re.search(r"nodename=(\S+) state=(\w+)", command)
    if nodes:
        numbers = ",".join(str(n) for n in recording.nodes(nodes[1]))
        return t, "%d,%s,,\"%s\"," % (t, {"drain": "drain", "resume": "resume", "down": "down"}[nodes[2]], numbers)
    if size:
        return t, "%d,set_nodes,%d,,%s" % (t, job, size[1])
    for word in ("cancel", "release", "hold"):
        if command.startswith(("s" + word, "scontrol " + word)):
            return t, "%d,%s,%d,," % (t, word, job)
    return None


def write_trace(recording, path):
    rows = []
    for row in recording.jobs:
        if row["cmd"] or (row["id"] not in recording.slurm_ids):
            continue
        tasks, most = tasks_of(row["array"]) if row["array"] else ([""], "")
        for task in tasks:
            rows.append(trace_row(recording, row, str(task), most))
    rows.sort(key=lambda pair: (pair[0], pair[1]["job_id"]))
    with open(path, "w", newline="") as out:
        out.write("#aifsim-trace 1\n# unix_start_s: %d\n" % recording.run["t0_epoch"])
        table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
        table.writeheader()
        for _, row in rows:
            row["depends"] = renumber(row["depends"])
            table.writerow(row)
        actions = [a for a in (action(recording, row) for row in recording.jobs if row["cmd"]) if a]
        if actions:
            out.write("#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n")
            out.write("".join(text + "\n" for _, text in sorted(actions)))


# How long before the start of the recording the reservations were made (setup.sh ran; not recorded to the second): read
# off the first start in the reservation, or of a job that needed its nodes after it.
SETUP_BEFORE_S = {"h_partitions_reservations": 2, "long_mixed": 0}


def reservations(recording):
    """Lines of a site's file."""
    path = recording.folder / "setup.sh"
    found = []
    for line in path.read_text().splitlines() if path.exists() else []:
        if "create reservation" not in line:
            continue
        value = dict(pair.split("=", 1) for pair in line.split() if "=" in pair)
        start = int(value["StartTime"].replace("now+", "")) - SETUP_BEFORE_S.get(recording.name, 0)
        nodes = "all" if value["Nodes"] == "ALL" else '"%s"' % value["Nodes"]
        found.append("  %s: {start: %ds, duration: %dm, nodes: %s, users: [%s], flags: [%s]}\n" % (
            value["ReservationName"], start, int(value["Duration"]), nodes, value["Users"],
            value["Flags"].lower().replace(",", ", ")))
    return "".join(["reservations:\n"] + found) if found else ""


def write_times(path, **kinds):
    with open(path, "w") as out:
        out.write("kind,t_ms\n")
        for kind, times in kinds.items():
            out.write("".join("%s,%d\n" % (kind, t) for t in times))


def import_site(program, recording, folder):
    command = [program, "import", "slurm", "--conf", recording.out / "slurm.conf",
               "--assoc", recording.out / "sacctmgr.assoc.txt", "--qos", recording.out / "sacctmgr.qos.txt",
               "--force", "-o", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(folder / "site.yaml", "a") as site:
        site.write(reservations(recording))
    return folder / "site.yaml"


def replay(program, trace, site, times, jobs):
    """The rows that aifsim gives, by job_id."""
    command = [program, "replay", trace, "--site", site, "--backfill", "slurm", "--check", "--force",
               "--jobs", jobs]
    if times:
        command += ["--ticks", times]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(jobs, newline="") as table:
        return {int(row["job_id"]): row for row in csv.DictReader(table)}


def closed_loop(program, recording, work, is_own=False):
    """Replay a recording with the times at which Slurm's schedulers looked, or with the first of each only."""
    site = import_site(program, recording, work / "site")
    trace, times = work / "trace.csv", work / "times.csv"
    write_trace(recording, trace)
    ticks, passes = recording.ticks(), recording.passes()
    cycles, priorities = recording.cycles(), recording.priorities()
    if is_own:
        ticks, passes, priorities = ticks[:1], [], priorities[:1]
        cycles = [t for t in cycles if t < ticks[0] + 40000] if ticks else cycles[:1]
    write_times(times, tick=ticks, **{"pass": passes}, backfill=cycles, priority=priorities)
    return replay(program, trace, site, times, work / "jobs.csv")
