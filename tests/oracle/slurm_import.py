"""The files of real Slurm clusters, imported, against a reader of its own: every node, partition,
setting, QOS, limit and association (slurm_site.py), and every job.  usage: slurm_import.py AIFSIM"""
import csv
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import oracle
import slurm_site


def sacct_text(schedule, t0):
    """What `sacct -a -X -P -D` would have printed, times in UTC."""
    def shown(offset):
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(t0 + int(offset))) if offset else "Unknown"
    head = ("JobID|JobIDRaw|User|Account|Partition|QOS|Submit|Eligible|Start|End|ElapsedRaw|"
            "TimelimitRaw|State|ExitCode|ReqTRES|AllocTRES|NodeList|Flags|Priority|Reason")
    first = {}
    for row in schedule:
        if row["array_task"]:
            first[row["id"]] = min(int(row["slurm_id"]), first.get(row["id"], 1 << 30))
    lines = [head]
    for row in schedule:
        number = f"{first[row['id']]}_{row['array_task']}" if row["array_task"] else row["slurm_id"]
        # The recording has no ReqTRES; a job in these runs asks for what it gets.
        tres = (f"billing={row['billing']},cpu={row['cpus']},gres/gpu={row['gpus'] or 0},"
                f"mem={row['mem']},node={row['nodes']}") if row["nodes"] else ""
        state = "CANCELLED by 0" if row["state"] == "CANCELLED" else row["state"]
        flags = {"main": "SchedMain", "backfill": "SchedBackfill"}.get(row["started_by"], "None")
        lines.append("|".join([
            number, row["slurm_id"], row["user"], row["account"], row["partition"], row["qos"],
            shown(row["submit"]), shown(row["eligible"]), shown(row["start"]), shown(row["end"]),
            row["elapsed"] or "0", row["time_limit_min"], state, row["exit"], tres, tres,
            row["nodelist"], flags, row["priority"], row["wait_reason"]]))
    return "\n".join(lines) + "\n"


def expected_jobs(schedule):
    """Job by Slurm's number: first submission, and the last of its runs."""
    runs = {}
    for row in schedule:
        runs.setdefault(int(row["slurm_id"]), []).append(row)
    jobs = {}
    for number, rows in runs.items():
        rows.sort(key=lambda r: int(r["submit"]))
        # A job that failed while it was submitted has a start, but no nodes.
        started = [r for r in rows if r["start"] and r["nodelist"] != "None assigned"]
        if started:
            jobs[number] = (rows[0], started)
    return jobs


def check_jobs(d, facts, folder, schedule):
    theirs = expected_jobs(schedule)
    with open(folder / "trace.csv", newline="") as text:
        trace = list(csv.DictReader(line for line in text if not line.startswith("#")))
    with open(folder / "recorded.csv", newline="") as text:
        recorded = {int(r["job_id"]): r for r in csv.DictReader(text)}
    ours = {int(row["job_id"]): row for row in trace}
    d.same("rows", facts["rows"], len(schedule))
    d.same("jobs", sorted(ours), sorted(theirs))
    origin = min(int(first["submit"]) for first, _ in theirs.values())
    for number, (first, runs) in theirs.items():
        job, record, last, where = ours[number], recorded[number], runs[-1], f"job {number}: "
        nodes = int(last["nodes"])
        memory = slurm_site.amount("mem", last["mem"])
        d.same(where + "who", (job["user"], job["account"], job["qos"]),
               (first["user"], first["account"], first["qos"]))
        d.same(where + "partition", job["partition"], last["partition"].split(",")[0])
        d.same(where + "submit", int(job["submit_s"]), int(first["submit"]) - origin)
        d.same(where + "run", int(job["run_s"]), int(last["elapsed"]))
        d.same(where + "limit", int(job["limit_s"]), int(last["time_limit_min"]) * 60)
        d.same(where + "shape",
               [int(job[k] or 0) for k in ("nodes", "cores_per_node", "gpus_per_node", "mem_mib_per_node")],
               [nodes] + [-(-n // nodes) for n in (int(last["cpus"]), int(last["gpus"] or 0), memory)])
        d.same(where + "recorded",
               (int(record["start_s"]), record["end_s"], int(record["runs"]), record["nodelist"]),
               (int(runs[0]["start"]) - origin, str(int(last["end"]) - origin) if last["end"] else "",
                len(runs), last["nodelist"]))


def import_one(aifsim, scenario, folder, d):
    out = scenario / "out"
    command = [aifsim, "import", "slurm", "--conf", out / "slurm.conf", "--assoc",
               out / "sacctmgr.assoc.txt", "--qos", out / "sacctmgr.qos.txt", "--json"]
    schedule = []
    if (out / "schedule.csv").exists():
        with open(out / "schedule.csv", newline="") as text:
            schedule = list(csv.DictReader(text))
        t0 = json.loads((out / "run.json").read_text())["t0_epoch"]
        (folder / "sacct.txt").write_text(sacct_text(schedule, t0))
        command += ["--sacct", folder / "sacct.txt", "--timezone", "UTC", "-o", folder / "site"]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        d.lines.append(f"exit status {done.returncode}: {done.stderr.strip()}")
        return
    facts = json.loads(done.stdout)
    slurm_site.check_site(d, facts, out)
    d.same("not modelled", facts["not_modelled"], [])
    if schedule:
        check_jobs(d, facts, folder / "site", schedule)
        done = subprocess.run([aifsim, "check", folder / "site/site.yaml", folder / "site/trace.csv"],
                              capture_output=True, text=True, check=False)
        d.same("aifsim check", (done.returncode, done.stderr), (0, ""))
    if scenario.name in REPLAYS:
        replay(aifsim, scenario.name, folder / "site", d)


# Of a replay of what was imported under the Slurm model: jobs that must start within so many
# seconds of the recording, and the mean wait within so many percent.  Only where nothing but the
# files decides: no reservation, preemption or recorded cycle times.
REPLAYS = {"long_backfill": (30, 76, 2), "i_arrays_dependencies": (60, 105, 20), "a_fifo": (30, 60, 5),
           "long_fairtree": (60, 40, 5)}


def replay(aifsim, name, folder, d):
    within_s, least, percent = REPLAYS[name]
    command = [aifsim, "replay", folder / "trace.csv", "--site", folder / "site.yaml", "--backfill", "slurm",
               "--jobs", folder / "jobs.csv", "--against", folder / "recorded.csv", "--json"]
    done = subprocess.run([str(c) for c in command], capture_output=True, check=True)
    with open(folder / "jobs.csv", newline="") as text:
        ours = {r["job_id"]: r for r in csv.DictReader(text)}
    with open(folder / "recorded.csv", newline="") as text:
        theirs = {r["job_id"]: r for r in csv.DictReader(text)}
    apart = [abs(int(ours[j]["starting_time"]) - int(r["start_s"])) for j, r in theirs.items()]
    near = sum(a <= within_s for a in apart)
    against = json.loads(done.stdout)["recorded"]["groups"][0]
    means = [sum(float(r[k]) for r in rows.values()) / len(rows)
             for rows, k in ((ours, "waiting_time"), (theirs, "wait_s"))]
    print(f"    replayed: {near} of {len(apart)} start within {within_s} s of the recording; "
          f"mean wait {means[0]:.1f} s, recorded {means[1]:.1f} s")
    d.same("against: jobs", against["jobs"], len(apart))
    for what, value in (("start_difference_median_s", statistics.median(apart)), ("start_difference_max_s", max(apart)),
                        ("wait_mean_replayed_s", means[0]), ("wait_mean_recorded_s", means[1]),
                        ("within_60_s", sum(a <= 60 for a in apart) / len(apart))):
        d.same(f"against: {what}", abs(against[what] - value) < 0.0006, True)
    print(f"    against: median {against['start_difference_median_s']} s, p90 {against['start_difference_p90_s']} s")
    d.same(f"at least {least} starts near", near >= least, True)
    d.same("mean wait", abs(means[0] - means[1]) <= percent / 100 * means[1], True)


def main():
    aifsim = sys.argv[1]
    scenarios = sorted((oracle.shared() / "oracles/slurm").glob("*/out/slurm.conf"))
    failed = 0
    for conf in scenarios:
        d = slurm_site.Differences()
        with tempfile.TemporaryDirectory() as scratch:
            import_one(aifsim, conf.parent.parent, pathlib.Path(scratch), d)
        print(f"{conf.parent.parent.name:28} {d.compared:6} values, {len(d.lines)} differ")
        for line in d.lines[:8]:
            print("   ", line[:300])
        failed += bool(d.lines) or d.compared < 100
    print(f"{len(scenarios)} clusters, {failed} with differences")
    return 1 if failed or len(scenarios) < 20 else 0


sys.exit(main())
