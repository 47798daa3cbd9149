#!/usr/bin/python3
"""Priorities term by term, against those of a real Slurm, to the last digit printed.

usage: slurm_priority.py PRIORITY_TERMS [RUN...]   (without runs: the tables and all runs)

Tables: a job's factors without any run (prio_tables), and what sprio and the controller's log said
in recorded runs.  Inputs are what was submitted and configured; of a sample also its age in seconds
and its fair-share factor, which the share tests judge.  A factor that was recorded in seven digits
only (classic fair share) leaves the sums of its rows open by half a unit of that digit, which is
said below.  Whether the job size stands on the CPUs asked for or on those of a plan depends on
whether the scheduler had looked at the job: both are tried, the same for all columns of a row."""
import csv
import gzip
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import oracle

TRES = ["cpu", "mem", "node", "gres/gpu", "billing"]
UNITS = {"M": 1, "G": 1024, "T": 1024 * 1024}
FLAGS = {"NO_NORMAL_PART": "part", "NO_NORMAL_QOS": "qos", "NO_NORMAL_ASSOC": "assoc",
         "NO_NORMAL_TRES": "tres"}
TERMS = ["age", "assoc", "fairshare", "jobsize", "partition", "qos"]


def seconds(text):
    """A time of slurm.conf: minutes, or days-hours, or hours:minutes:seconds."""
    days, _, rest = text.rpartition("-")
    parts = [int(x) for x in rest.split(":")]
    if days:
        parts += [0] * (3 - len(parts))
    elif len(parts) == 1:
        parts = [0] + parts + [0]
    hours, minutes, secs = parts
    return ((int(days or 0) * 24 + hours) * 60 + minutes) * 60 + secs


def tres_of(text):
    amounts = dict.fromkeys(TRES, 0)
    for name, value in re.findall(r"([a-z/]+)=(\d+[MGT]?)", text):
        if name in amounts:
            amounts[name] = int(value.rstrip("MGT")) * UNITS.get(value[-1], 1)
    return amounts


class Settings:
    """What slurm.conf says of priorities, nodes and partitions."""

    def __init__(self, conf):
        values = dict(re.findall(r"^(Priority\w+)=(.*)$", conf, re.M))
        weight = lambda name: int(values.get("PriorityWeight" + name, 0))
        self.weights = [weight(n) for n in ("Age", "Assoc", "Fairshare", "JobSize", "Partition",
                                            "QOS")]
        tres = dict(x.split("=") for x in values.get("PriorityWeightTRES", "").lower().split(",")
                    if x)
        self.tres_weights = [float(tres.get(t, 0)) for t in TRES]
        self.max_age_s = seconds(values.get("PriorityMaxAge", "7-0"))
        flags = values.get("PriorityFlags", "").split(",")
        is_small = values.get("PriorityFavorSmall", "NO").upper() == "YES"
        self.flags = [is_small, "SMALL_RELATIVE_TO_TIME" in flags]
        self.flags += [name in flags or "NO_NORMAL_ALL" in flags for name in FLAGS]
        self.is_classic = any(f in flags for f in ("NO_FAIR_TREE", "DEPTH_OBLIVIOUS"))
        self.node_count = len(nodes_of(re.search(r"^NodeName=(\S+)", conf, re.M)[1]))
        line = re.search(r"^NodeName=.*$", conf, re.M)[0]
        of = lambda key: int(re.search(key + r"=(?:gpu:)?(\d+)", line)[1])
        self.node = {"cpu": of("Sockets") * of("CoresPerSocket"), "mem": of("RealMemory"),
                     "node": 1, "gres/gpu": of("Gres"), "billing": 0}
        self.partitions = {}
        for line in re.findall(r"^PartitionName=.*$", conf, re.M):
            name = re.search(r"PartitionName=(\S+)", line)[1]
            nodes = re.search(r" Nodes=(\S+)", line)[1]
            factor = re.search(r"PriorityJobFactor=(\d+)", line)
            count = self.node_count if nodes == "ALL" else len(nodes_of(nodes))
            self.partitions[name] = (count, int(factor[1]) if factor else 1)

    def scale(self, max_qos, max_assoc):
        return [self.node_count, self.node_count * self.node["cpu"],
                max(f for _, f in self.partitions.values()), max_qos, max_assoc]


def nodes_of(text):
    first, last = re.search(r"\[(\d+)-(\d+)\]", text).groups()
    return range(int(first), int(last) + 1)


class Job:
    """What a job asks for."""

    def __init__(self, **values):
        self.age_s = self.nice = self.site = self.assoc = 0
        self.is_multi = False
        self.__dict__.update(values)

    def line(self, settings, scale):
        count, factor = settings.partitions[self.partition]
        capacity = [settings.node[t] * count for t in TRES]
        fields = settings.weights + settings.tres_weights + [settings.max_age_s]
        fields += settings.flags + scale
        fields += [self.age_s, repr(self.fairshare), self.nodes, self.cpus, self.limit_s]
        fields += [self.tres[t] for t in TRES] + capacity
        fields += [factor, self.qos, self.assoc, self.nice, self.site, self.is_multi]
        return " ".join(str(int(x) if isinstance(x, bool) else x) for x in fields)


class Priority:
    def __init__(self, line):
        numbers = line.split()
        self.factor = dict(zip(TERMS, map(float, numbers[:6])))
        self.tres_factor = dict(zip(TRES, map(float, numbers[6:11])))
        self.weighted = dict(zip(TERMS, map(float, numbers[11:17])))
        self.tres = dict(zip(TRES, map(float, numbers[17:22])))
        self.shown = float(numbers[22])
        self.priority = int(numbers[23])


def compute(program, lines):
    done = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True, text=True,
                          check=True)
    return [Priority(line) for line in done.stdout.splitlines()]


def tres_text(values, weights, form):
    return ",".join(f"{t}={form % values[t]}" for t, w in zip(TRES, weights) if w and values[t])


# ---- the tables ---------------------------------------------------------------------------------

def classic_factors(script, assocs, dampening):
    """2^-(effective usage / shares / dampening) of each user, from the shares of the table's
    associations and the usage in the script that made it."""
    usage = {u: int(x) for u, x in re.findall(r"P\.U\('(\w+)', \d+, (\d+)\)", script)}
    root = {"raw": 0, "kids": [], "parent": None, "shares": 1}
    accounts, users = {"root": root}, {}
    path = [root]
    for line in assocs.split("\n\n")[0].splitlines()[1:]:
        _, account, user, _, shares, priority = line.split("|")[:6]
        depth = len(account) - len(account.lstrip())
        node = {"kids": [], "shares": int(shares), "raw": usage.get(user, 0)}
        if depth == 0:
            continue
        # A user's line is one level below its account's.
        path = path[:depth]
        node["parent"] = path[-1]
        path[-1]["kids"].append(node)
        if user:
            users[user] = (node, int(priority or 0))
        else:
            path.append(node)
    def add_up(node):
        node["raw"] += sum(add_up(k) for k in node["kids"])
        return node["raw"]
    total = add_up(root)
    factors = {}
    def descend(node, norm, effective):
        level = sum(k["shares"] for k in node["kids"])
        for k in node["kids"]:
            share = k["shares"] / level
            used = k["raw"] / total
            below = used if node is root else used + (effective - used) * share
            factors[id(k)] = 2.0 ** -(below / (norm * share) / dampening)
            descend(k, norm * share, below)
    descend(root, 1.0, 1.0)
    return {u: factors[id(node)] for u, (node, _) in users.items()}, \
           {u: priority for u, (_, priority) in users.items()}


def table_jobs(text):
    jobs = {}
    for block in text.split("JobId=")[1:]:
        field = lambda name: re.search(r"\b" + name + r"=(\S+)", block)[1]
        tres = tres_of(re.search(r"\bTRES=(\S+)", block)[1])
        jobs[int(block.split()[0]) - 1] = (tres, int(field("NumCPUs")), seconds(
            field("TimeLimit")))
    return jobs


def check_tables(program, folder):
    """prio_tables: 62 jobs in 13 configurations."""
    text = (folder / "sprio_configs.txt").read_text()
    base, extra = text.split("per config:\n")
    assocs = (folder / "sprio_assoc.txt").read_text()
    script = (folder.parent / "bin" / "sprio_oracle.py").read_text()
    jobs = table_jobs((folder / "sprio_base_jobs.txt").read_text())
    extras = dict(line.split(": ", 1) for line in extra.splitlines())
    qos = {name: int(x) for name, x in re.findall(r"^(\w+)\|(\d+)\|[\d.]+$", assocs, re.M)}
    rows, lines, configs = [], [], []
    with open(folder / "sprio_table.csv", newline="") as table:
        for row in csv.DictReader(table):
            s = Settings(base + "\n" + extras[row["config"]].strip().replace(" ", "\n"))
            dampening = 5 if row["config"] == "classic_damp5" else 1
            factors, priorities = classic_factors(script, assocs, dampening)
            shown = float(row["n_fairshare"])
            if not s.is_classic:
                fairshare = round(shown * 15) / 15
            elif row["config"] == "depth_oblivious":
                fairshare = shown
            else:
                fairshare = factors[row["user"]]
            tres, cpus, limit_s = jobs[int(row["job"])]
            job = Job(fairshare=fairshare, nodes=tres["node"], cpus=cpus, limit_s=limit_s,
                      tres=tres, partition=row["partition"], qos=qos[row["qos"]],
                      assoc=priorities[row["user"]], nice=int(row["nice_set"]),
                      site=int(row["site_set"] or 0))
            rows.append(row)
            configs.append(s)
            lines.append(job.line(s, s.scale(max(qos.values()), max(priorities.values()))))
    wrong = open_rows = 0
    for row, s, got in zip(rows, configs, compute(program, lines)):
        ours = {"age": "%.0f" % got.weighted["age"], "assoc": "%.0f" % got.weighted["assoc"],
                "fairshare": "%.0f" % got.weighted["fairshare"],
                "jobsize": "%.0f" % got.weighted["jobsize"],
                "partition_w": "%.0f" % got.weighted["partition"],
                "qos_w": "%.0f" % got.weighted["qos"],
                "tres": tres_text(got.tres, s.tres_weights, "%.0f"),
                "n_tres": tres_text(got.tres_factor, s.tres_weights, "%.2f"),
                "priority": "%d" % int(got.shown),
                "n_priority": "%.14f" % (got.shown / 4294967295.0)}
        ours.update({"n_" + t: "%.7f" % got.factor[t] for t in TERMS})
        if row["config"] == "depth_oblivious":
            # Its factor is only known to seven digits: half a unit of the last is 0.005 of the sum.
            open_rows += 1
            if abs(got.shown - float(row["n_priority"]) * 4294967295.0) > 0.0051:
                wrong += 1
                print("  sum off:", row["job"], got.shown, row["n_priority"])
            del ours["priority"], ours["n_priority"]
        bad = {k: (row[k], v) for k, v in ours.items() if row[k] != v}
        wrong += bool(bad)
        if bad and wrong < 10:
            print(f"  {row['config']} job {row['job']} {row['partition']}: {bad}")
        cut = min(max(int(got.shown), 1), 2**32 - 1)
        if row["config"] != "depth_oblivious" and got.priority != cut:
            wrong += 1
            print("  cut:", got.priority, cut)
    print(f"tables: {len(rows) - wrong} of {len(rows)} rows equal in 18 columns; the sums of "
          f"{open_rows} of them within the seven digits of their factor")
    return wrong


# ---- recorded runs ------------------------------------------------------------------------------

def open_table(path):
    zipped = path.with_name(path.name + ".gz")
    return gzip.open(zipped, "rt", newline="") if zipped.exists() else open(path, newline="")


def qos_table(folder):
    with open(folder / "out" / "sacctmgr.qos.txt") as table:
        rows = [line.split("|") for line in table][1:]
    return {r[0]: int(r[1]) for r in rows}


def recorded_jobs(folder, settings, qos):
    """Per Slurm job number: the job with the CPUs it asks for, and those of whole nodes."""
    asked = {}
    with open(folder / "jobs.csv", newline="") as table:
        for r in csv.DictReader(table):
            asked[r["id"]] = r
    jobs = {}
    with open(folder / "out" / "schedule.csv", newline="") as table:
        for r in csv.DictReader(table):
            a = asked[r["id"]]
            nodes = int(a["nodes"])
            cpus = nodes * int(a["ntasks_per_node"])
            nice = re.search(r"--nice=(-?\d+)", a["extra"] or "")
            tres = {"cpu": cpus, "mem": 0, "node": nodes, "billing": 0,
                    "gres/gpu": nodes * int(a["gpus_per_node"] or 0)}
            job = Job(nodes=nodes, cpus=cpus, limit_s=60 * int(a["time_limit_min"]), tres=tres,
                      qos=qos[r["qos"]], nice=int(nice[1]) if nice else 0,
                      partition=r["partition"])
            # A requeued job has a row for each attempt, and is not eligible for a while at first.
            attempts = jobs.setdefault(r["slurm_id"], (job, []))[1]
            attempts.append((int(r["submit"] or 0), int(r["eligible"] or 0)))
    return jobs


def variants(job, settings, **values):
    """The job with these values, and with the CPUs asked for or of whole nodes."""
    return [Job(**{**job.__dict__, "cpus": cpus, **values})
            for cpus in (job.cpus, job.nodes * settings.node["cpu"])]


def fairshare_of(text, settings, users):
    shown = float(text)
    return shown if settings.is_classic else round(shown * users) / users


def user_count(folder):
    with open(folder / "out" / "sacctmgr.assoc.txt") as table:
        return sum(bool(line.split("|")[2]) for line in table if line.count("|") > 2) - 1


def check_samples(program, folder):
    """sprio.csv: what sprio said at intervals."""
    settings = Settings((folder / "out" / "slurm.conf").read_text())
    qos = qos_table(folder)
    users = user_count(folder)
    jobs = recorded_jobs(folder, settings, qos)
    scale = settings.scale(max(qos.values()), 0)
    rows, lines = [], []
    with open_table(folder / "out" / "sprio.csv") as table:
        for row in csv.DictReader(table):
            job = jobs[row["slurm_id"]][0]
            values = {"age_s": round(float(row["n_age"]) * settings.max_age_s),
                      "fairshare": fairshare_of(row["n_fairshare"], settings, users)}
            rows.append(row)
            lines += [v.line(settings, scale) for v in variants(job, settings, **values)]
    got = compute(program, lines)
    wrong = open_rows = 0
    for i, row in enumerate(rows):
        bad = [sample_differences(row, p, settings) for p in got[2 * i:2 * i + 2]]
        open_rows += settings.is_classic
        if all(bad):
            wrong += 1
            if wrong < 5:
                print(f"  t {row['t']} job {row['slurm_id']}: {bad[0]}")
    note = " (within the seven digits of their factor)" if open_rows else ""
    print(f"{folder.name}: {len(rows) - wrong} of {len(rows)} rows of sprio equal{note}")
    return wrong


def sample_differences(row, p, settings):
    ours = {k: "%.0f" % p.weighted[t] for k, t in (
        ("age", "age"), ("assoc", "assoc"), ("fairshare", "fairshare"), ("jobsize", "jobsize"),
        ("partition_w", "partition"), ("qos", "qos"))}
    ours.update({"n_" + t: "%.7f" % p.factor[t] for t in TERMS if t != "assoc"})
    ours["tres"] = tres_text(p.tres, settings.tres_weights, "%.0f").replace(",", ";")
    ours["priority"] = "%d" % int(p.shown)
    for key, exact in (("fairshare", p.weighted["fairshare"] + 0.5), ("priority", p.shown)):
        # Seven digits leave it open to which side of a whole number this falls.
        if settings.is_classic and abs(exact - round(exact)) < 0.0051:
            ours[key] = row[key] if abs(int(row[key]) - exact) < 1.01 else ours[key]
    return {k: (row[k], v) for k, v in ours.items() if row[k] != v}


def check_log(program, folder):
    """prio_log.csv: what the controller logged of each computation: site + age + association + fair
    share + size + partition + QOS + TRES - nice, and the sum."""
    settings = Settings((folder / "out" / "slurm.conf").read_text())
    qos = qos_table(folder)
    users = user_count(folder)
    jobs = recorded_jobs(folder, settings, qos)
    scale = settings.scale(max(qos.values()), 0)
    rows, lines = [], []
    with open_table(folder / "out" / "prio_log.csv") as table:
        for row in csv.DictReader(table):
            if row["slurm_id"] not in jobs:
                continue
            job, attempts = jobs[row["slurm_id"]]
            terms = re.findall(r"-?[\d.]+", row["terms_as_logged"])
            fairshare = fairshare_of(float(terms[3]) / (settings.weights[2] or 1), settings, users)
            # A computation knows whole seconds of the clock; the log adds the time to write it.
            now_s = int(float(row["t"]))
            eligible_s = max([(t, e) for t, e in attempts if t <= now_s], default=(0, now_s))[1]
            ages = [max(0, now_s - back - eligible_s) for back in (0, 1)]
            rows.append((row, terms))
            lines += [v.line(settings, scale) for age_s in ages
                      for v in variants(job, settings, age_s=age_s, fairshare=fairshare)]
    got = compute(program, lines)
    wrong = 0
    for i, (row, terms) in enumerate(rows):
        bad = [log_differences(row, terms, p, settings) for p in got[4 * i:4 * i + 4]]
        if all(bad):
            wrong += 1
            if wrong < 5:
                print(f"  t {row['t']} job {row['slurm_id']}: {bad}")
    print(f"{folder.name}: {len(rows) - wrong} of {len(rows)} rows of the log equal")
    return wrong


def log_differences(row, terms, p, settings):
    w = p.weighted
    ours = ["%.0f" % w["age"], "%.2f" % w["assoc"], "%.2f" % w["fairshare"], "%.2f" % w["jobsize"],
            "%.2f" % w["partition"], "%.2f" % w["qos"], "%.0f" % sum(p.tres.values())]
    bad = [(a, b) for a, b in zip(terms[1:8], ours) if a != b]
    slack = 0.011 if settings.is_classic else 0.0
    if abs(float(row["priority"]) - float("%.2f" % p.shown)) > slack:
        bad.append((row["priority"], p.shown))
    return bad


RUNS = ["c_age_size", "c2_age_size_favorsmall", "c3_size_relative_to_time", "d_fairtree",
        "d2_fairtree_all_factors", "e_classic_fairshare", "f2_grptresmins", "long_fairtree",
        "long_classic", "long_mixed"]


def main():
    program = sys.argv[1]
    slurm = oracle.shared() / "oracles" / "slurm"
    wrong = 0 if sys.argv[2:] else check_tables(program, slurm / "prio_tables")
    for name in sys.argv[2:] or RUNS:
        wrong += check_samples(program, slurm / name)
        wrong += check_log(program, slurm / name)
    print("FAILED" if wrong else "ok")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
