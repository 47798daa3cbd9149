"""Reads the recordings of a real Slurm: accounts, QOS, jobs, and what happened in order."""
import csv
import gzip
import re

ASSOC_LIMITS = ["GrpJobs", "GrpTRES", "GrpSubmit", "GrpWall", "GrpTRESMins", "GrpTRESRunMins", "MaxJobs",
                "MaxTRES", "MaxTRESPerNode", "MaxSubmit", "MaxWall", "MaxTRESMins"]
QOS_LIMITS = ["GrpTRES", "GrpTRESMins", "GrpTRESRunMins", "GrpJobs", "GrpSubmit", "GrpWall", "MaxTRES",
              "MaxTRESPerNode", "MaxTRESMins", "MaxWall", "MaxTRESPU", "MaxJobsPU", "MaxSubmitPU",
              "MaxTRESPA", "MaxJobsPA", "MaxSubmitPA", "MinTRES"]
ENFORCE = {"associations": 1, "limits": 2, "qos": 4, "safe": 8}
FLAGS = {"DenyOnLimit": 1, "NoDecay": 2, "NoReserve": 4, "OverPartQOS": 8}


def rows(folder, name):
    """The rows of a table, which may be compressed."""
    path = folder / name
    if not path.exists():
        path = folder / (name + ".gz")
        if not path.exists():
            return []
        with gzip.open(path, "rt", newline="") as table:
            return list(csv.DictReader(table))
    with open(path, newline="") as table:
        return list(csv.DictReader(table))


def seconds(text):
    """[days-]hours:minutes:seconds."""
    days, _, clock = text.rpartition("-")
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return int(days or 0) * 86400 + total


def amounts(text):
    """"node=60,gres/gpu=4" as pairs."""
    return [tuple(pair.split("=")) for pair in text.split(",") if pair]


def limits(row, names):
    """(field, resource or "-", value) of each limit that is set."""
    for name in names:
        if not row[name]:
            continue
        if "TRES" in name:
            for tres, value in amounts(row[name]):
                yield name, tres, int(value)
        else:
            yield name, "-", seconds(row[name]) if "Wall" in name else int(row[name])


def table(path):
    """A parsable table of sacctmgr, with its indentation."""
    lines = path.read_text().splitlines()
    names = lines[0].split("|")
    return [dict(zip(names, line.split("|"))) for line in lines[1:]]


def accounts(folder):
    """[(name, parent index or None, is_user, limits)], parents first."""
    found, stack = [], []
    for row in table(folder / "sacctmgr.assoc.txt"):
        depth = len(row["Account"]) - len(row["Account"].lstrip())
        name = row["User"] or row["Account"].strip()
        del stack[depth:]
        parent = stack[-1] if stack else None
        found.append((name, parent, bool(row["User"]), list(limits(row, ASSOC_LIMITS)), row))
        stack.append(len(found) - 1)
    return found


def qos(folder):
    """[(name, usage factor, flags, limits, row)]."""
    return [(row["Name"], float(row["UsageFactor"]), sum(FLAGS.get(f, 0) for f in row["Flags"].split(",")),
             list(limits(row, QOS_LIMITS)), row) for row in table(folder / "sacctmgr.qos.txt")]


def conf(folder):
    """Settings of slurm.conf; those that may be repeated as a list."""
    found = {"NodeName": [], "PartitionName": []}
    for line in (folder / "slurm.conf").read_text().splitlines():
        key, _, value = line.partition("=")
        if key in found and isinstance(found[key], list):
            found[key].append(value)
        elif key:
            found[key] = value
    return found


def partitions(settings):
    """The settings of each partition, by name; the default one also under ""."""
    found = {}
    for text in settings["PartitionName"]:
        fields = dict(pair.split("=", 1) for pair in ("PartitionName=" + text).split() if "=" in pair)
        found[fields["PartitionName"]] = fields
        if fields.get("Default") == "YES":
            found[""] = fields
    return found


def duration(text):
    """PriorityCalcPeriod and PriorityDecayHalfLife: minutes or a clock."""
    return seconds(text) if ":" in text else int(text) * 60


def hosts(text):
    """"n[001-004,007]" as a list of numbers."""
    found = []
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", text):
        found += range(int(first), int(last or first) + 1)
    return found
