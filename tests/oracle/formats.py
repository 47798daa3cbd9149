"""Every file among the real traces is read with the counts that an independent look at it gives, or
refused with one message that says why.  usage: formats.py AIFSIM

What is compared: records, jobs, each kind of repair, and over the jobs the sums of submit times, run
times, nodes, GPUs, cores and memory, and the names' counts."""
import collections
import csv
import datetime
import gzip
import io
import math
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

sys.dont_write_bytecode = True
import oracle

aifsim = sys.argv[1]
folder = oracle.shared() / "traces"
EPOCH = datetime.datetime(1970, 1, 1)


def fewest(gpus):
    """Nodes for so many GPUs: the fewest that are alike and have at most eight."""
    nodes = -(-gpus // 8)
    while gpus % nodes:
        nodes += 1
    return nodes


class Look:
    """What is expected of a table."""

    def __init__(self):
        self.records, self.jobs, self.repairs, self.names = 0, [], collections.Counter(), collections.defaultdict(set)
        self.dated, self.submits = False, []
        self.before = collections.Counter()  # repairs, before the row

    def add(self, submit, run, nodes, gpus, cores, mem, **names):
        """A row; run None: not known.  Sizes are per node."""
        self.records += 1
        if submit is None:
            self.repairs["submit_unknown"] += 1
            submit = self.submits[-1] if self.submits else 0
        self.submits.append(submit)
        if run is None or not nodes:
            # Nothing is repaired of what is left out.
            self.repairs = self.before.copy()
            self.repairs["run_unknown" if run is None else "procs_unknown"] += 1
        else:
            self.repairs["run_zero"] += run == 0
            self.jobs.append((submit, run, nodes, gpus, cores, mem))
            for column, name in names.items():
                if name:
                    self.names[column].add(name)
        self.before = self.repairs.copy()

    def seconds(self, text):
        """A time of the table, rounded down."""
        if text == "":
            return None
        value = float(text)
        self.repairs["fraction"] += value != math.floor(value)
        return math.floor(value)

    def totals(self):
        """The figures to compare."""
        origin = min(self.submits) if self.dated else 0
        unsorted = sum(b[0] < a[0] for a, b in zip(self.jobs, self.jobs[1:]))
        self.repairs["submit_unsorted"] += unsorted
        result = collections.Counter({f"repaired {k}": v for k, v in self.repairs.items() if v})
        result["records"], result["jobs"] = self.records, len(self.jobs)
        result["unix_start_s"] = origin if self.dated else -1
        for submit, run, nodes, gpus, cores, mem in self.jobs:
            result["submit"] += submit - origin
            result["run"] += run
            result["nodes"] += nodes
            result["gpus"] += nodes * gpus
            result["cores"] += nodes * cores
            result["mem"] += nodes * mem
        for column, names in self.names.items():
            result[f"names of {column}"] = len(names)
        return result


def philly(rows):
    look = Look()
    look.dated = True
    for row in rows:
        date = datetime.datetime.strptime(row["timestamp"], "%Y-%m-%d %H:%M:%S") - EPOCH
        gpus = int(row["num_gpus"])
        nodes = fewest(gpus)
        look.add(date.days * 86400 + date.seconds, look.seconds(row["duration"]), nodes, gpus // nodes, 0, 0,
                 account=row["cluster"])
    return look


def tiresias(rows):
    look = Look()
    for row in rows:
        gpus = int(row["num_gpu"])
        nodes = fewest(gpus)
        look.add(look.seconds(row["submit_time"]), look.seconds(row["duration"]), nodes, gpus // nodes, 0, 0,
                 application=row["model_name"])
    return look


def openb(rows):
    look = Look()
    for row in rows:
        cpu, gpus, milli = int(row["cpu_milli"]), int(row["num_gpu"]), int(row["gpu_milli"])
        times = [look.seconds(row[c]) for c in ("creation_time", "scheduled_time", "deletion_time")]
        look.repairs["core_part"] += cpu % 1000 != 0
        look.repairs["gpu_part"] += 0 < milli < 1000 and gpus > 0
        run = times[2] - times[1] if None not in times[1:] else None
        look.add(times[0], run, 1, gpus, -(-cpu // 1000), int(row["memory_mib"]), qos=row["qos"])
    return look


def dlrm(rows):
    look = Look()
    for row in rows:
        times = [look.seconds(row[c]) for c in ("creation_time", "scheduled_time", "deletion_time")]
        run = times[2] - times[1] if None not in times[1:] else None
        look.add(times[0], run, 1, int(row["gpu_request"]), int(row["cpu_request"]),
                 math.ceil(float(row["memory_request"]) * 1024), account=row["role"], application=row["app_name"])
    return look


def swf(lines):
    """Archive logs are looked at in replays.py; here only their counts."""
    look = Look()
    for line in lines:
        fields = line.split()
        if not fields or fields[0].startswith(";"):
            continue
        procs = int(fields[4]) if int(fields[4]) > 0 else int(fields[7])
        run = float(fields[3])
        look.records += 1
        if run >= 0 and procs > 0:
            look.jobs.append((0, math.floor(run), 0, procs, 0, 0))
    return look


SUMMARIES = {
    "run time not known": "run_unknown", "number of processors not known": "procs_unknown",
    "run time 0": "run_zero", "submit times not ascending": "submit_unsorted",
    "submit time not known": "submit_unknown", "a time with decimals": "fraction",
    "a part of a GPU": "gpu_part", "parts of cores": "core_part", "GPUs or cores do not divide": "uneven",
}


def convert(path):
    """What aifsim makes of a file: its figures, and the name of the format."""
    done = subprocess.run([aifsim, "convert", str(path), "-"], capture_output=True, text=True)
    if done.returncode:
        return done, None, None
    result = collections.Counter(unix_start_s=-1)
    lines = done.stdout.splitlines()
    head = [line for line in lines if line.startswith("#")]
    for line in head:
        if line.startswith("# unix_start_s: "):
            result["unix_start_s"] = int(line.split()[2])
    names = collections.defaultdict(set)
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        result["jobs"] += 1
        result["submit"] += int(row["submit_s"])
        result["run"] += int(row["run_s"])
        nodes = int(row["nodes"] or 0)
        result["nodes"] += nodes
        result["gpus"] += nodes * int(row["gpus_per_node"] or 0) + int(row["procs"] or 0)
        result["cores"] += nodes * int(row["cores_per_node"] or 0)
        result["mem"] += nodes * int(row["mem_mib_per_node"] or 0)
        for column in ("user", "account", "application", "qos", "partition", "community"):
            if row[column]:
                names[column].add(row[column])
    for column, texts in names.items():
        result[f"names of {column}"] = len(texts)
    for count, what in re.findall(r": (\d+) x (.*)", done.stderr):
        known = [name for text, name in SUMMARIES.items() if what.startswith(text)]
        result[f"repaired {known[0] if known else what}"] = int(count)
    result["records"] = result["jobs"] + result["repaired run_unknown"] + result["repaired procs_unknown"]
    return done, result, re.search(r"^# from .* \((\w+)\)$", "\n".join(head), re.M).group(1)


def rows_of(path):
    """Rows of a plain or compressed table."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", newline="", errors="replace") as text:
        return list(csv.DictReader(line for line in text if line.strip()))


def lines_of(path):
    with gzip.open(path, "rt", errors="replace") as text:
        return text.readlines()


# The job tables; every other file must be refused, with this in the message.
TABLES = {
    "ai/philly-sia-82k.csv.gz": ("philly", philly), "ai/tiresias-60_job.csv": ("philly", tiresias),
    "ai/alibaba-2023-openb_pod_list_default.csv.gz": ("openb", openb),
    "ai/alibaba-2023-openb_pod_list_gpuspec33.csv.gz": ("openb", openb),
    "ai/alibaba-2025-disaggregated_DLRM_trace.csv.gz": ("dlrm", dlrm),
}
REASONS = {
    "ai/alibaba-2023-openb_pod_list_multigpu50.csv.gz": "no column creation_time",
    "ai/helios-earth-vc-minute-sequences-2020-05.tar.xz": "found binary data",
    "ai/sia-sosp23-workloads.tar.xz": "found binary data",
}
EXACT = ("records", "jobs", "submit", "run", "nodes", "gpus", "cores", "mem", "unix_start_s")


def check_table(path, name, format_name, expected):
    """Whether a file is read as it should be."""
    done, got, found = convert(path)
    if got is None:
        print(f"FAILED: {name}: refused: {done.stderr}")
        return False
    keys = set(EXACT) | {k for k in expected if expected[k]} | {k for k in got if got[k]}
    wrong = [f"{k}: expected {expected[k]}, got {got[k]}" for k in sorted(keys) if expected[k] != got[k]]
    if found != format_name:
        wrong.append(f"format: expected {format_name}, found {found}")
    if wrong:
        print(f"FAILED: {name}: {'; '.join(wrong)}")
        return False
    repairs = ", ".join(f"{v} x {k[9:]}" for k, v in sorted(got.items()) if k.startswith("repaired") and v)
    print(f"ok: {name}: {got['jobs']} jobs of {got['records']} records ({found}); {repairs or 'nothing repaired'}")
    return True


def check_refused(path, name, reason):
    """Whether a file that is no job table is refused with one message and nothing is written."""
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch, "out", "x.csv")
        done = subprocess.run([aifsim, "convert", str(path), str(out)], capture_output=True, text=True)
        lines = done.stderr.splitlines()
        ok = (done.returncode == 65 and len(lines) == 1 and reason in lines[0] and str(path) in lines[0]
              and not out.parent.exists())
    print(f"{'ok' if ok else 'FAILED'}: {name}: refused" + ("" if ok else f": {done.returncode} {done.stderr}"))
    return ok


def check_log(path, name):
    """Records and jobs of an archive log."""
    look = swf(lines_of(path))
    done, got, found = convert(path)
    jobs = len(look.jobs)
    ok = got is not None and found == "swf" and got["jobs"] == jobs and got["records"] == look.records and \
        got["run"] == sum(job[1] for job in look.jobs) and got["gpus"] == sum(job[3] for job in look.jobs)
    print(f"{'ok' if ok else 'FAILED'}: {name}: {jobs} jobs of {look.records} records (swf)" +
          ("" if ok else f": {done.stderr}"))
    return ok


failed = checked = 0
for path in sorted(folder.glob("*/*")):
    name = f"{path.parent.name}/{path.name}"
    if path.parent.name == "swf":
        ok = check_log(path, name)
    elif name in TABLES:
        format_name, look = TABLES[name]
        ok = check_table(path, name, format_name, look(rows_of(path)).totals())
    else:
        ok = check_refused(path, name, REASONS.get(name, "expected a job trace in one of these formats"))
    checked += 1
    failed += not ok
with tarfile.open(folder / "ai" / "sia-sosp23-workloads.tar.xz") as archive, tempfile.TemporaryDirectory() as scratch:
    for member in archive.getmembers():
        if member.isfile():
            path = pathlib.Path(scratch, pathlib.Path(member.name).name)
            path.write_bytes(archive.extractfile(member).read())
            failed += not check_refused(path, f"sia/{path.name}", "no column duration")
            checked += 1
print(f"{checked} files, {failed} failed")
sys.exit(1 if failed else 0)
