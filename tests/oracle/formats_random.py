"""Random job tables in every foreign format are read as this program reads them, survive being
written and read again, and Batsim's JSON gives back what was written.  usage: formats_random.py AIFSIM

A table is made from random jobs; what must come out is computed from the same jobs, not from the
text.  Each case is reproducible from its number, which is printed when it fails."""
import csv
import datetime
import io
import json
import pathlib
import random
import subprocess
import sys
import tempfile

aifsim = sys.argv[1]
CASES = 40
COLUMNS = ("job_id", "user", "account", "application", "qos", "submit_s", "nodes", "gpus_per_node",
           "cores_per_node", "mem_mib_per_node", "procs", "limit_s", "run_s", "status")
ZERO = datetime.datetime(1970, 1, 1)


def convert(source, target, *options):
    """Convert, or end the test."""
    done = subprocess.run([aifsim, "convert", str(source), str(target), "--force", *options], capture_output=True,
                          text=True)
    if done.returncode:
        sys.exit(f"FAILED: convert {source} {target}: exit status {done.returncode}: {done.stderr}")
    return done.stderr


def jobs_of(path):
    """The rows of a trace in our own format, with the columns that are compared, and its header."""
    lines = path.read_text().splitlines()
    start = [int(line.split()[2]) for line in lines if line.startswith("# unix_start_s: ")]
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [tuple(row[c] for c in COLUMNS) for row in rows], start[0] if start else None


def job(number, submit, run, shape, user="", account="", application="", qos="", limit="", status=""):
    """A row as it must be read; shape: nodes and what is on each, or procs."""
    sizes = [""] * 4 + [str(shape)] if isinstance(shape, int) else [str(x) for x in shape] + [""]
    return (str(number), user, account, application, qos, str(submit), *sizes, str(limit), str(run), status)


def sorted_from(jobs, origin):
    """In the order of submission, on the clock that begins with origin."""
    jobs = sorted(jobs, key=lambda j: int(j[5]))
    return [(*j[:5], str(int(j[5]) - origin), *j[6:]) for j in jobs]


def date(unix, r):
    """A date with one of the offsets that are understood."""
    minutes, text = r.choice([(0, ""), (0, "Z"), (480, "+08:00"), (-90, "-0130"), (60, "+01")])
    local = ZERO + datetime.timedelta(seconds=unix + 60 * minutes)
    return local.strftime(r.choice(["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"])) + text


def instant(unix, r):
    """The same as Slurm writes it."""
    return date(unix, r).replace(" ", "T").replace("+01", "+0100")


def quoted(text):
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([text])
    return out.getvalue()


NAMES = ["", "anna", "O'Neill, Ben", 'say "hi"', "vc1", "\u00e9va"]


def helios(r):
    states = {"COMPLETED": "completed", "CANCELLED": "cancelled", "FAILED": "failed", "TIMEOUT": "failed", "": ""}
    text = "job_id,user,vc,gpu_num,cpu_num,node_num,type,mem_per_pod_GB,state,submit_time,duration,more\n"
    expected, submits = [], []
    for number in range(1, r.randint(2, 30)):
        submit = r.randint(0, 5_000_000_000)
        gpus, cpus, nodes = r.choice([0, 1, 7, 8, 64]), r.choice([0, 1, 96]), r.choice([0, 1, 3, 8])
        mem, run, state = r.choice(["", "0.5", "100", "nan"]), r.choice([None, 0, 1, 86400]), r.choice(list(states))
        user, vc, kind = (r.choice(NAMES) for _ in range(3))
        text += ",".join([str(number * 3), quoted(user), quoted(vc), r.choice([f"{gpus}", f"{gpus}.0"]), str(cpus),
                          str(nodes), quoted(kind), mem, state, date(submit, r),
                          "" if run is None else r.choice([f"{run}", f"{run}.0"]), "x"]) + "\n"
        submits.append(submit)
        if run is None or not (nodes or gpus or cpus):
            continue
        nodes = nodes or (next(n for n in range(-(-gpus // 8), gpus + 1) if gpus % n == 0) if gpus else 1)
        memory = {"0.5": 512, "100": 102400}.get(mem, 0)
        expected.append(job(number * 3, submit, run, (nodes, -(-gpus // nodes), -(-cpus // nodes), memory), user, vc,
                            kind, status=states[state]))
    return text, sorted_from(expected, min(submits)), min(submits)


def philly(r):
    text, expected, submits = "timestamp,duration,num_gpus,gpu_time,cluster\n", [], []
    for number in range(1, r.randint(2, 30)):
        submit, run, gpus, vc = r.randint(0, 3_000_000_000), r.randint(0, 10**6), r.randint(0, 130), r.choice(NAMES)
        text += f"{date(submit, r)},{run}.0,{gpus},{run * gpus}.0,{quoted(vc)}\n" + r.choice(["", "", "\n"])
        submits.append(submit)
        if gpus:
            nodes = next(n for n in range(-(-gpus // 8), gpus + 1) if gpus % n == 0)
            expected.append(job(number, submit, run, (nodes, gpus // nodes, 0, 0), account=vc))
    return text, sorted_from(expected, min(submits)), min(submits)


def openb(r):
    phases = {"Running": "", "Failed": "failed", "Succeeded": "completed", "Pending": ""}
    text = ("name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,"
            "scheduled_time\n")
    expected = []
    for number in range(1, r.randint(2, 30)):
        cpu, mem, gpus = r.randint(0, 20000), r.randint(0, 10**6), r.choice([0, 1, 8])
        created, waited, run = r.randint(0, 10**8), r.randint(0, 99), r.randint(0, 10**5)
        phase, qos = r.choice(list(phases)), r.choice(["", "LS", "BE"])
        start = "" if phase == "Pending" else str(created + waited)
        text += (f"p{number},{cpu},{mem},{gpus},{r.randint(1, 1000) * (gpus > 0)},T4|P100,{qos},{phase},{created},"
                 f"{created + waited + run},{start}\n")
        if start and (cpu or gpus):
            expected.append(job(number, created, run, (1, gpus, -(-cpu // 1000), mem), qos=qos, status=phases[phase]))
    return text, sorted_from(expected, 0), None


def sacct(r):
    columns = ["JobID", "JobIDRaw", "User", "Account", "QOS", "Submit", "Start", "End", "ElapsedRaw", "TimelimitRaw",
               "State", "ReqTRES", "NodeList"]
    r.shuffle(columns)
    text, expected, used = "|".join(columns) + "\n", [], r.sample(range(1, 10**6), 40)
    for number in used[:r.randint(1, 40)]:
        submit, waited, run = r.randint(10**9, 4 * 10**9), r.randint(0, 999), r.randint(0, 10**6)
        nodes, cpus, gpus = r.randint(1, 9), r.randint(1, 300), r.choice([0, 1, 8])
        state = r.choice(["COMPLETED", "FAILED", "CANCELLED by 7", "TIMEOUT", "PENDING", "PREEMPTED"])
        limit, user, account = r.choice(["", "5", "1440"]), r.choice(["anna", "ben"]), r.choice(["", "p1"])
        mem = r.choice([0, 1000])
        row = {"JobID": number, "JobIDRaw": number, "User": user, "Account": account, "QOS": "normal",
               "Submit": instant(submit, r), "Start": instant(submit + waited, r),
               "End": instant(submit + waited + run, r), "ElapsedRaw": run, "TimelimitRaw": limit,
               "State": state, "NodeList": "n1",
               "ReqTRES": f"billing=1,cpu={cpus}" + (f",gres/gpu={gpus}" if gpus else "") +
                          (f",mem={mem}M" if mem else "") + f",node={nodes}"}
        if state == "PENDING":
            row.update(Start="Unknown", End="Unknown", ElapsedRaw=0, NodeList="None assigned")
        elif r.random() < 0.3:  # an earlier run of the same job, and a step
            text += "|".join(str({**row, "State": "REQUEUED", "ElapsedRaw": 5}[c]) for c in columns) + "\n"
            text += "|".join(str({**row, "JobID": f"{number}.batch"}[c]) for c in columns) + "\n"
        text += "|".join(str(row[c]) for c in columns) + "\n"
        if state != "PENDING":
            status = {"COMPLETED": "completed", "CANCELLED by 7": "cancelled"}.get(state, "failed")
            expected.append(job(number, submit, run, (nodes, -(-gpus // nodes), -(-cpus // nodes), -(-mem // nodes)),
                                user, account, qos="normal", limit=int(limit) * 60 if limit else "", status=status))
    expected.sort(key=lambda j: (int(j[5]), int(j[0])))
    if not expected:
        return sacct(r)
    origin = int(expected[0][5])
    return text, sorted_from(expected, origin), origin


def batsim(r):
    jobs, profiles, expected = [], {}, []
    for number in range(1, r.randint(2, 30)):
        submit, run, res = r.randint(0, 10**6), r.randint(0, 10**5), r.randint(0, 99)
        kind, limit, user = r.choice(["delay", "DelayProfile", "parallel"]), r.choice([-1, None, 600]), r.choice(NAMES)
        profiles[f"p{number}"] = {"type": kind, "delay": r.choice([run, run + 0.5])}
        jobs.append({"id": r.choice([number, str(number), f"w!{number}"]), "subtime": r.choice([submit, submit + 0.25]),
                     "res": res, "profile": f"p{number}", "user": user})
        if limit is not None:
            jobs[-1]["walltime"] = limit
        if kind != "parallel" and res:
            expected.append(job(number, submit, run, res, user, limit=limit if limit == 600 else ""))
    keys = [("nb_res", 100), ("jobs", jobs), ("profiles", profiles)]
    r.shuffle(keys)
    text = json.dumps(dict(keys), indent=r.choice([None, 2]), ensure_ascii=r.choice([True, False]))
    return text, sorted_from(expected, 0), None


def check_smaller(name, number, got, ours, smaller):
    """--gpus-per-node keeps the GPUs of each job and rounds the rest up by less than one a node."""
    convert(ours, smaller, "--gpus-per-node", "3")
    for before, after in zip(got, jobs_of(smaller)[0], strict=True):
        nodes, gpus, cores, mem = (int(x or 0) for x in before[6:10])
        more, each, cores_each, mem_each = (int(x or 0) for x in after[6:10])
        total = nodes * gpus
        if gpus <= 3:
            ok = before == after
        else:
            ok = (more == next(n for n in range(-(-total // 3), total + 1) if total % n == 0)
                  and more * each == total and 0 <= more * cores_each - nodes * cores < more
                  and 0 <= more * mem_each - nodes * mem < more)
        if not ok:
            sys.exit(f"FAILED: {name} {number}: --gpus-per-node 3 made {after} of {before}")


def check(name, make, number, folder):
    """One random table; the number of its jobs."""
    source, ours, again, back = (pathlib.Path(folder, n) for n in ("in.txt", "a.csv", "b.csv", "c.csv"))
    text, expected, start = make(random.Random(f"{name} {number}"))
    source.write_text(text)
    if not expected:
        done = subprocess.run([aifsim, "convert", str(source), str(ours)], capture_output=True, text=True)
        if done.returncode != 65:
            sys.exit(f"FAILED: {name} {number}: no job can be replayed, but exit status {done.returncode}")
        return 0
    convert(source, ours)
    got, got_start = jobs_of(ours)
    if got != expected or got_start != start:
        wrong = next(((e, g) for e, g in zip(expected, got) if e != g), (len(expected), len(got)))
        sys.exit(f"FAILED: {name} {number}: expected {wrong[0]}, got {wrong[1]}; start {start}, {got_start}\n{text}")
    convert(ours, again)
    if jobs_of(again) != (got, got_start):
        sys.exit(f"FAILED: {name} {number}: another trace after writing and reading our own format")
    check_smaller(name, number, got, ours, back)
    for target in ("batsim", "batsim5"):
        json_file = pathlib.Path(folder, "x.json")
        convert(ours, json_file, "--to", target)
        json.loads(json_file.read_text())
        unit = 7 if any(int(j[7] or 0) for j in got) else 8
        sized = [j for j in got if j[10] or int(j[6]) * int(j[unit])]
        if not sized:
            continue
        convert(json_file, back)
        # Nodes become processors, and how jobs ended is not told.
        flat = [(*j[:6], "", "", "", "", j[10] or str(int(j[6]) * int(j[unit])), *j[11:13], "") for j in sized]
        if jobs_of(back) != (flat, got_start):
            sys.exit(f"FAILED: {name} {number}: {target}: another trace after writing and reading it\n{text}")
    for path in (ours, again, back):
        path.unlink(missing_ok=True)
    return len(got)


with tempfile.TemporaryDirectory() as folder:
    for name, make in {"helios": helios, "philly": philly, "openb": openb, "sacct": sacct, "batsim": batsim}.items():
        jobs = sum(check(name, make, number, folder) for number in range(CASES))
        print(f"ok: {name}: {CASES} random tables, {jobs} jobs, all equal")
