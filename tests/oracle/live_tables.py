#!/usr/bin/env python3
"""Tables of a recorded run of a real Slurm, from its controller's log and its accounting.
usage: live_tables.py RECORDING...

Makes in RECORDING/out: events.csv (what happened to jobs, to the millisecond), schedule.csv (a row
for each run of a job), bf_cycles.csv and bf_plan.csv (each backfill cycle and its plan), ticks.csv
(when the main scheduler looked at its queue), releases.csv (when a job's last node was free again),
fairtree_log.csv, prio_log.csv and usage_log.csv (if priorities were logged); completes run.json.
Times are seconds from t0_epoch of run.json."""
import csv
import datetime
import gzip
import json
import pathlib
import re
import statistics
import sys

# What is asked of sacct: for these tables, and for an import.
SACCT = ("JobIDRaw,JobID,JobName,User,Account,Partition,QOS,Submit,Eligible,Start,End,State,ExitCode,ReqNodes,NNodes,"
         "AllocCPUS,AllocTRES,Priority,Timelimit,NodeList,Reason")
SACCT_IMPORT = ("JobID,JobIDRaw,User,Account,Partition,QOS,Submit,Eligible,Start,End,ElapsedRaw,TimelimitRaw,State,ReqNodes,"
                "NNodes,ReqCPUS,NCPUS,ReqMem,ReqTRES,AllocTRES,NodeList,Priority,Reason,Flags")

# JobId=12, or of an array JobId=12_3(15): the last is the number.
JOB = r"JobId=(\d+)(?:_[^\s(]+\((\d+)\))?"
EVENTS = [(name, re.compile(pattern)) for name, pattern in (
    ("submit", rf"_slurm_rpc_submit_batch_job: {JOB} InitPrio="),
    ("start_main", rf"sched: Allocate {JOB} NodeList="),
    ("start_backfill", rf"backfill: .*Started {JOB} in "),
    ("complete", rf"_job_complete: {JOB} done"),
    ("timeout", rf"Time limit exhausted for {JOB}"),
    ("preempt", rf"preempted {JOB}"),
    ("requeue", rf"[Rr]equeu.*? {JOB}"),
    ("cancel", rf"REQUEST_KILL_JOB {JOB}"),
    ("update", rf"_update_job: .*? {JOB}"))]
BEGUN = "_attempt_backfill: beginning"
TESTED = re.compile(r"completed testing \d+\((\d+)\) jobs, usec=(\d+)")
PLANNED = re.compile(rf"_dump_job_sched: {JOB} to start at (\S+), end at (\S+) on nodes (\S+)")
TICKED = re.compile(r"sched: Running job scheduler for (.*)\.")
# Nodes where nothing is left of a job are free as they answer, the others as they say so later.
FREED = re.compile(r"_slurm_rpc_epilog_complete: JobId=(\d+) Node=(\S+)")
ANSWERED = re.compile(r"node_did_resp (\S+)")
ON_NODES = re.compile(r"(?:NodeList=| on )(\S+)")
LEVEL = re.compile(r"_ft_debug: ( +)(=?)(\S+) \((\S+)\):\s+(\S+)")
PRIORITY = re.compile(r"_get_priority_internal: Job (\d+) priority: (.*) = ([-\d.]+)")
RAN = re.compile(r"_apply_new_usage: job (\d+) ran for (\d+) seconds")
USED = re.compile(r"_apply_new_usage: TRES (\S+): (\d+)")

SCHEDULE = ("id array_task slurm_id user account partition qos planned_submit submit eligible start end start_ms end_ms "
            "elapsed_ms started_by elapsed run_time_s time_limit_min state exit nodes cpus gpus mem billing priority "
            "wait_reason nodelist").split()


def number_of(match):
    return match[2] or match[1]


class Clock:
    def __init__(self, t0):
        self.t0 = t0

    def seconds(self, text):
        """Of a time as Slurm writes it; None for Unknown and the like."""
        try:
            moment = datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
        except ValueError:
            return None
        return int(moment.replace(tzinfo=datetime.timezone.utc).timestamp()) - self.t0


def log_lines(text, clock):
    """(seconds, what was logged) of each line that has a time."""
    for line in text.splitlines():
        found = re.match(r"\[(\d+-\d+-\d+T\d+:\d+:\d+)\.(\d{3})\] (.*)", line)
        if found:
            yield round(clock.seconds(found[1]) + int(found[2]) / 1000, 3), found[3]


def events_of(lines):
    """(t, event, job, what was logged)"""
    found = []
    for t, text in lines:
        for name, pattern in EVENTS:
            match = pattern.search(text)
            if match:
                found.append((t, name, number_of(match), text))
                break
    return found


def backfill_of(lines, clock):
    """Cycles (t, jobs tested, microseconds) and plans (cycle's t, job, start, end, nodes)."""
    cycles, plans = [], []
    for t, text in lines:
        if BEGUN in text:
            cycles.append([t, 0, 0])
        tested, planned = TESTED.search(text), PLANNED.search(text)
        if tested and cycles:
            cycles[-1][1:] = [int(tested[1]), int(tested[2])]
        if planned and cycles:
            plans.append([cycles[-1][0], number_of(planned), clock.seconds(planned[3]), clock.seconds(planned[4]),
                          planned[5]])
    return cycles, plans


def names(hosts):
    """n[001-003,007] -> {n001, n002, n003, n007}"""
    found = set()
    for start, inside, alone in re.findall(r"([^,\[]+)\[([^\]]*)\]|([^,\[]+)", hosts):
        for part in inside.split(",") if inside else []:
            first, _, last = part.partition("-")
            found.update(start + str(n).zfill(len(first)) for n in range(int(first), int(last or first) + 1))
        found.update([alone] if alone else [])
    return found


def ticks_of(lines):
    return [(t, found[1]) for t, found in ((t, TICKED.search(text)) for t, text in lines) if found]


def releases_of(lines, events):
    """(t, job) when the last node of a job was free again.  An answer is logged up to some milliseconds
    after its node is free: it was by the time of the pass that gave the node to the next one."""
    passes = [t for t, _ in ticks_of(lines)] + [t for t, text in lines if BEGUN in text]
    starts = {job: names(ON_NODES.search(text)[1]) for _, name, job, text in events if name.startswith("start_")}
    ends = [(t, 0, job) for t, name, job, _ in events if name == "complete"]
    begins = [(t, 1, job) for t, name, job, _ in events if name.startswith("start_")]
    news = [(t, 2, found.groups()) for t, text in lines for found in [FREED.search(text)] if found]
    news += [(t, 3, found[1]) for t, text in lines for found in [ANSWERED.search(text)] if found]
    late = {what for _, kind, what in news if kind == 2}
    leaving, free_at = {}, {}
    for t, kind, what in sorted(ends + begins + news, key=lambda item: item[:2]):
        if kind == 0:
            leaving[what], free_at[what] = starts.get(what, set()).copy(), t
            continue
        of_job, nodes = (what[0], {what[1]}) if kind == 2 else (None, starts[what] if kind == 1 else {what})
        for job in [job for job in leaving if of_job in (None, job) and leaving[job] & nodes]:
            if kind == 3 and (job, what) in late:
                continue
            leaving[job] -= nodes
            free_at[job] = t if kind != 1 else max([p for p in passes if free_at[job] <= p <= t], default=t)
            if not leaving[job] or kind == 1:
                del leaving[job]
    return sorted((t, job) for job, t in free_at.items())


def priorities_of(lines):
    """Passes of Fair Tree, computations of priorities, and what usage was added."""
    levels, priorities, usages = [], [], []
    count, last = 0, None
    for t, text in lines:
        level, priority, ran, used = (p.search(text) for p in (LEVEL, PRIORITY, RAN, USED))
        if level:
            # Passes are at least half a minute apart; the lines of one come at once.
            count += last is None or t - last > 5
            last = t
            user = level[3] if level[3] != level[4] or level[3] == "root" else ""
            levels.append([t, count, len(level[1]) // 4, "tied" if level[2] else "", level[4], user, level[5]])
        if priority:
            priorities.append([t, priority[1], priority[3], priority[2]])
        if ran:
            usages.append([t, ran[1], ran[2], []])
        if used and usages and used[2] != "0":
            usages[-1][3].append(f"{used[1]}={used[2]}")
    return levels, priorities, [[*row[:3], ";".join(row[3])] for row in usages]


def nearest(times, second):
    """Of some times the one that belongs to a whole second, None without one."""
    near = [t for t in times if abs(t - second - 0.5) <= 2] if second is not None else []
    return min(near, key=lambda t: abs(t - second - 0.5), default=None)


def schedule_row(row, asked, events, clock):
    job = row["JobIDRaw"]
    start, end = clock.seconds(row["Start"]), clock.seconds(row["End"])
    started = {t: name[6:] for t, name, number, _ in events if number == job and name.startswith("start_")}
    start_ms = nearest(started, start)
    end_ms = nearest([t for t, name, number, _ in events if number == job and name == "complete"], end)
    tres = dict(part.split("=") for part in row["AllocTRES"].split(",") if "=" in part)
    values = {
        "id": asked.get("id", ""), "array_task": row["JobID"].partition("_")[2], "slurm_id": job, "user": row["User"],
        "account": row["Account"], "partition": row["Partition"], "qos": row["QOS"],
        "planned_submit": asked.get("submit_offset_s"), "submit": clock.seconds(row["Submit"]),
        "eligible": clock.seconds(row["Eligible"]), "start": start, "end": end, "start_ms": start_ms, "end_ms": end_ms,
        "elapsed_ms": round(end_ms - start_ms, 3) if None not in (start_ms, end_ms) else None,
        "started_by": started.get(start_ms), "elapsed": end - start if None not in (start, end) else None,
        "run_time_s": asked.get("run_time_s"), "time_limit_min": asked.get("time_limit_min"),
        "state": row["State"].split()[0], "exit": row["ExitCode"], "nodes": tres.get("node"), "cpus": tres.get("cpu"),
        "gpus": tres.get("gres/gpu"), "mem": tres.get("mem"), "billing": tres.get("billing"),
        "priority": row["Priority"], "wait_reason": row["Reason"], "nodelist": row["NodeList"]}
    return ["" if values[name] is None else values[name] for name in SCHEDULE]


def write_csv(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(header.split() if isinstance(header, str) else header)
        writer.writerows(rows)


def read_csv(path, **how):
    with open(path, newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table, **how))


def spread(values):
    """Figures of some lags, for run.json."""
    ordered = sorted(values)
    if not ordered:
        return None
    return {"n": len(ordered), "min": ordered[0], "p50": round(statistics.median(ordered), 3),
            "p90": ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)], "max": ordered[-1]}


def facts(rows, cycles):
    """What run.json says of the run: who started jobs, how they ended, and Slurm's own lags."""
    table = [dict(zip(SCHEDULE, row)) for row in rows]
    count = lambda key: {value: sum(row[key] == value for row in table) for value in sorted({row[key] for row in table})}
    times = [cycle[0] for cycle in cycles]
    return {"rows": len(rows), "started_by": count("started_by"), "states": count("state"), "lag": {
        "backfill_cycle_period_s": spread([round(b - a, 3) for a, b in zip(times, times[1:])]),
        "backfill_cycle_usec": spread([cycle[2] for cycle in cycles if cycle[2]]),
        "elapsed_minus_run_time_s": spread([row["elapsed"] - float(row["run_time_s"]) for row in table
                                            if row["elapsed"] != "" and row["state"] == "COMPLETED"]),
        "submit_recorded_minus_planned_s": spread([row["submit"] - float(row["planned_submit"]) for row in table
                                                   if row["planned_submit"] != ""])}}


def write(recording):
    out = recording / "out"
    about = json.loads((out / "run.json").read_text(encoding="utf-8"))
    clock = Clock(about["t0_epoch"])
    with gzip.open(out / "slurmctld.log.gz", "rt", encoding="utf-8", errors="replace") as log:
        lines = list(log_lines(log.read(), clock))
    asked = {row["id"]: row for row in read_csv(recording / "jobs.csv")}
    asked = {row["slurm_id"]: asked[row["id"]] for row in read_csv(out / "submits.csv") if row["slurm_id"]}
    events = events_of(lines)
    cycles, plans = backfill_of(lines, clock)
    rows = [schedule_row(row, asked.get(row["JobID"].partition("_")[0], {}), events, clock)
            for row in read_csv(out / "sacct.txt", delimiter="|", quoting=csv.QUOTE_NONE)]
    rows.sort(key=lambda row: (int(row[8] or 0), int(row[2]), int(row[10]) if row[10] != "" else 10 ** 9))
    write_csv(out / "events.csv", "t event slurm_id detail", events)
    write_csv(out / "schedule.csv", SCHEDULE, rows)
    write_csv(out / "bf_cycles.csv", "t jobs_tested usec", cycles)
    write_csv(out / "bf_plan.csv", "cycle_t slurm_id planned_start planned_end nodelist", plans)
    write_csv(out / "ticks.csv", "t queue", ticks_of(lines))
    write_csv(out / "releases.csv", "t slurm_id", releases_of(lines, events))
    levels, priorities, usages = priorities_of(lines)
    if levels or priorities:
        write_csv(out / "fairtree_log.csv", "t pass depth tie account user level_fs", levels)
        write_csv(out / "prio_log.csv", "t slurm_id priority terms_as_logged", priorities)
        write_csv(out / "usage_log.csv", "t slurm_id ran_s tres_counts", usages)
    about.update(facts(rows, cycles))
    (out / "run.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        write(pathlib.Path(argument))
