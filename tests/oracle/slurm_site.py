"""The configuration and accounts of a Slurm cluster, read by its manual pages, against what `aifsim
import slurm --json` makes of the same files."""
import csv
import json
import math
import re

# --- slurm.conf, read by its manual page -------------------------------------------------------


def seconds(text):
    """minutes, m:s, h:m:s, d-h, d-h:m, d-h:m:s; None: no limit."""
    if text.upper() in ("UNLIMITED", "INFINITE"):
        return None
    days, _, clock = text.rpartition("-")
    parts = [int(p) for p in clock.split(":")]
    if days:
        parts += [0] * (3 - len(parts))
        return int(days) * 86400 + parts[0] * 3600 + parts[1] * 60 + parts[2]
    if len(parts) == 1:
        return parts[0] * 60
    return sum(p * f for p, f in zip(reversed(parts), (1, 60, 3600)))


def whole_minutes(text):
    value = seconds(text)
    return 0 if value is None else -(-value // 60) * 60


def hosts(text):
    """n[01-03,7],login -> their names."""
    found = []
    for prefix, inner, plain in re.findall(r"([^,\[\]]+)\[([^\]]*)\]|([^,\[\]]+)", text):
        if plain:
            found.append(plain)
        for part in inner.split(",") if inner else ():
            low, _, high = part.partition("-")
            found += [f"{prefix}{n:0{len(low)}d}" for n in range(int(low), int(high or low) + 1)]
    return found


def conf_lines(path):
    for line in path.read_text().splitlines():
        pairs = re.findall(r'(\w+)=("[^"]*"|\S*)', line.split("#")[0])
        if pairs:
            yield [(key.lower(), value.strip('"')) for key, value in pairs]


def weights(text):
    """Prices by resource; of memory per MiB."""
    found = {}
    for item in text.split(","):
        name, _, value = item.partition("=")
        unit = {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024 ** 2}.get(value[-1])
        found[name.lower()] = float(value[:-1]) / unit if unit else float(value)
    return found


# How each setting reads in the program's JSON: its name there, and the value.
PLAIN = {
    "killwait": ("KillWait", int), "jobrequeue": ("JobRequeue", int),
    "prioritycalcperiod": ("PriorityCalcPeriod", whole_minutes),
    "prioritydecayhalflife": ("PriorityDecayHalfLife", whole_minutes),
    "prioritymaxage": ("PriorityMaxAge", whole_minutes),
    "preemptexempttime": ("PreemptExemptTime", whole_minutes),
    "priorityweightage": ("PriorityWeightAge", int),
    "priorityweightfairshare": ("PriorityWeightFairshare", int),
    "priorityweightjobsize": ("PriorityWeightJobSize", int),
    "priorityweightpartition": ("PriorityWeightPartition", int),
    "priorityweightqos": ("PriorityWeightQOS", int),
    "priorityfavorsmall": ("PriorityFavorSmall", lambda v: int(v.lower() == "yes")),
    "schedulertype": ("is_builtin", lambda v: int(v == "sched/builtin")),
    "prioritytype": ("is_basic", lambda v: int(v == "priority/basic")),
    "preempttype": ("preempt_type", ["preempt/none", "preempt/qos", "preempt/partition_prio"].index),
    "preemptmode": ("PreemptMode", str.lower),
    "priorityusageresetperiod": ("usage_reset", ["NONE"].index),
    "clustername": (None, None),
}
# Of SchedulerParameters; minutes become seconds.
SCHEDULER = {"bf_window": 60}
ENFORCE = {"associations": 1, "limits": 3, "qos": 5, "safe": 11}


class Differences:
    def __init__(self):
        self.lines, self.compared = [], 0

    def same(self, what, ours, theirs):
        self.compared += 1
        if isinstance(theirs, float) and isinstance(ours, (int, float)):
            is_same = abs(ours - theirs) <= 1e-12 * max(1, abs(theirs))
        else:
            is_same = ours == theirs
        if not is_same:
            self.lines.append(f"{what}: expected {theirs!r}, got {ours!r}")


def check_settings(d, facts, lines):
    ours, flags = facts["settings"], set()
    for line in lines:
        for key, value in line if line[0][0] not in ("nodename", "partitionname") else ():
            if key in PLAIN and PLAIN[key][0]:
                d.same(key, ours[PLAIN[key][0]], PLAIN[key][1](value))
            elif key == "schedulerparameters":
                for item in value.split(","):
                    name, _, number = item.partition("=")
                    if name == "bf_continue":
                        continue
                    if name == "preempt_youngest_first":
                        flags.add("youngest_first")
                    d.same(name, ours[name], int(number) * SCHEDULER.get(name, 1) if number else 1)
            elif key == "preemptparameters":
                for item in value.split(","):
                    d.same(item, ours[item], 1)
            elif key == "accountingstorageenforce":
                mask = 0
                for item in value.split(","):
                    mask |= ENFORCE[item]
                d.same(key, ours["enforce"], mask)
            elif key == "selecttypeparameters":
                items = value.split(",")
                d.same(key, ours["selects_memory"], int(any(i.endswith("_Memory") for i in items)))
                d.same(key, ours["is_least_loaded"], int("CR_LLN" in items))
                d.same(key, ours["select_unit"], 0 if "CR_Core_Memory" in items else None)
            elif key == "priorityflags":
                flags |= set(value.split(","))
            elif key == "priorityweighttres":
                for name, price in weights(value).items():
                    d.same(f"{key} {name}", ours["PriorityWeightTRES"][name], price)
    for flag in ("ACCRUE_ALWAYS", "CALCULATE_RUNNING", "INCR_ONLY", "SMALL_RELATIVE_TO_TIME"):
        d.same(flag, ours[flag], int(flag in flags))
    share = ("depth-oblivious" if "DEPTH_OBLIVIOUS" in flags else
             "classic" if "NO_FAIR_TREE" in flags else "fair-tree")
    d.same("share", ours["share"], share)


def nodes_of(text, lines):
    """Names of a partition's nodes."""
    if text != "ALL":
        return hosts(text)
    return [n for line in lines if line[0][0] == "nodename" for n in hosts(line[0][1])]


def check_nodes(d, facts, lines):
    """Each node has the shape of its line, in the order of the file; returns nodes of each class."""
    theirs, order, members = {}, [], {}
    for line in lines:
        if line[0][0] == "nodename":
            v = dict(line)
            cpus = int(v["sockets"]) * int(v["corespersocket"]) * int(v["threadspercore"])
            gpus = int(v["gres"].rpartition(":")[2]) if "gres" in v else 0
            for name in hosts(v["nodename"]):
                order.append(name)
                theirs[name] = (cpus, gpus, int(v["realmemory"]), int(v["sockets"]),
                                int(v.get("weight", 1)), v.get("feature", ""))
    ours, our_order = {}, []
    for c in facts["classes"]:
        members[c["name"]] = hosts(c["hosts"])
        d.same(f"nodes of {c['name']}", c["nodes"], len(members[c["name"]]))
        for name in members[c["name"]]:
            our_order.append(name)
            ours[name] = (c["CPUs"], c["gpus"], c["RealMemory"], c["Sockets"], c["Weight"],
                          c["Feature"])
    used = set()
    for line in lines:
        if line[0][0] == "partitionname":
            used |= set(nodes_of(dict(line)["nodes"], lines))
    d.same("order of nodes", our_order, [n for n in order if n in used])
    for name in our_order:
        d.same(f"node {name}", ours[name], theirs[name])
    return members


def check_partitions(d, facts, lines, members):
    theirs = [dict(line) for line in lines if line[0][0] == "partitionname"]
    d.same("partitions", sorted(p["PartitionName"] for p in facts["partitions"]),
           sorted(p["partitionname"] for p in theirs))
    for p in theirs:
        ours = next(o for o in facts["partitions"] if o["PartitionName"] == p["partitionname"])
        where = f"partition {p['partitionname']}: "
        nodes = sorted(n for c in ours["classes"] for n in members[c])
        d.same(where + "nodes", nodes, sorted(nodes_of(p["nodes"], lines)))
        for key, name, default in (("maxtime", "MaxTime", "INFINITE"), ("defaulttime", "DefaultTime", "0")):
            d.same(where + key, ours[name], whole_minutes(p.get(key, default)))
        for key, name, default in (("prioritytier", "PriorityTier", 1), ("minnodes", "MinNodes", 0),
                                   ("priorityjobfactor", "PriorityJobFactor", 1),
                                   ("maxnodes", "MaxNodes", 0), ("gracetime", "GraceTime", 0)):
            d.same(where + key, ours[name], int(p.get(key, default)))
        d.same(where + "exclusive", ours["is_exclusive"],
               int(p.get("oversubscribe", "").upper() == "EXCLUSIVE"))
        d.same(where + "default", ours["Default"], int(p.get("default", "NO") == "YES"))
        d.same(where + "lln", ours["LLN"], int(p.get("lln", "NO") == "YES"))
        d.same(where + "mode", ours["PreemptMode"], p.get("preemptmode", "cluster").lower())
        d.same(where + "qos", ours["QOS"], p.get("qos", ""))
        if "tresbillingweights" in p:
            for name, price in weights(p["tresbillingweights"]).items():
                d.same(where + name, ours["TRESBillingWeights"][name], price)
        else:
            d.same(where + "billing", "TRESBillingWeights" in ours, False)


# --- sacctmgr ----------------------------------------------------------------------------------

COUNTS = ("GrpJobs", "GrpSubmit", "MaxJobs", "MaxSubmit", "MaxJobsPU", "MaxSubmitPU", "MaxJobsPA",
          "MaxSubmitPA")
TRES = ("GrpTRES", "GrpTRESMins", "GrpTRESRunMins", "MaxTRES", "MaxTRESPerNode", "MaxTRESMins",
        "MaxTRESPU", "MaxTRESPA", "MinTRES")
FLAGS = ["DenyOnLimit", "NoDecay", "NoReserve", "OverPartQOS"]


def amount(name, text):
    unit = {"M": 1, "G": 1024, "T": 1024 ** 2}
    if name == "mem" and text[-1] in unit:
        return math.ceil(float(text[:-1]) * unit[text[-1]])
    return int(text)


def limits(row):
    found = {name: int(row[name]) for name in COUNTS if row.get(name)}
    for name in TRES:
        if row.get(name):
            found[name] = {k: amount(k, v) for k, v in (i.split("=") for i in row[name].split(","))}
    for name in ("GrpWall", "MaxWall"):
        if row.get(name):
            found[name] = seconds(row[name])
    return found


def rows_of(path):
    return list(csv.DictReader(path.read_text().splitlines(), delimiter="|", quoting=csv.QUOTE_NONE))


def check_qos(d, facts, path):
    theirs = rows_of(path)
    d.same("number of QOS", len(facts["qos"]), len(theirs))
    d.same("first QOS", facts["qos"][0]["Name"], "normal")
    for row in theirs:
        ours = next(q for q in facts["qos"] if q["Name"] == row["Name"])
        where = f"QOS {row['Name']}: "
        d.same(where + "priority", ours["Priority"], int(row["Priority"]))
        d.same(where + "factor", ours["UsageFactor"], float(row["UsageFactor"]))
        d.same(where + "grace", ours["GraceTime"], seconds(row["GraceTime"]))
        d.same(where + "mode", ours["PreemptMode"], row["PreemptMode"].lower())
        d.same(where + "preempts", sorted(ours["Preempt"]), sorted(filter(None, row["Preempt"].split(","))))
        d.same(where + "exempt", ours["PreemptExemptTime"],
               seconds(row["PreemptExemptTime"]) if row["PreemptExemptTime"] else -1)
        d.same(where + "flags", ours["flags"],
               sum(1 << FLAGS.index(f) for f in row["Flags"].split(",") if f))
        d.same(where + "limits", ours["limits"], limits(row))


def check_assocs(d, facts, path):
    above, theirs = [], []
    for row in rows_of(path):
        depth = len(row["Account"]) - len(row["Account"].lstrip())
        name = row["Account"].strip()
        if row["User"]:
            parent = name
        else:
            above[depth:] = [name]
            parent = above[depth - 1] if depth else ""
        share = row["Share"] if row["Share"] == "parent" else int(row["Share"])
        qos = sorted(filter(None, row["QOS"].split(",")))
        theirs.append((row["User"] or name, bool(row["User"]), parent, share, qos, row["Def QOS"],
                       row["Partition"], json.dumps(limits(row), sort_keys=True)))
    ours = [(a.get("User") or a["Account"], "User" in a, a["Parent"], a["Share"], sorted(a["QOS"]),
             a["DefQOS"], a["Partition"], json.dumps(a["limits"], sort_keys=True))
            for a in facts["associations"]]
    d.same("number of associations", len(ours), len(theirs))
    for mine, yours in zip(sorted(ours, key=str), sorted(theirs, key=str)):
        d.same("association", mine, yours)


def check_site(d, facts, out):
    """Settings, nodes, partitions, QOS and associations of the files in a folder."""
    lines = list(conf_lines(out / "slurm.conf"))
    check_settings(d, facts, lines)
    check_partitions(d, facts, lines, check_nodes(d, facts, lines))
    check_qos(d, facts, out / "sacctmgr.qos.txt")
    check_assocs(d, facts, out / "sacctmgr.assoc.txt")
