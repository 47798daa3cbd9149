"""Recordings of a real Slurm, read: what was asked, what was done, as plain records.

A scenario is a folder with jobs.csv (what was submitted), out/schedule.csv (one row for each run of
a job), out/events.csv (to the millisecond) and more; times are seconds from the start of the
recording.  Files may be compressed with gzip.
"""
import csv, gzip, json, os, re


def open_text(path):
    if os.path.exists(path):
        return open(path, newline="")
    return gzip.open(path + ".gz", "rt", newline="")


def rows(path):
    with open_text(path) as f:
        return list(csv.DictReader(f))


def has(path):
    return os.path.exists(path) or os.path.exists(path + ".gz")


def expand(hosts):
    """n[001-003,7],m1 -> names, in that order"""
    out = []
    for part in re.findall(r"[^,\[]+(?:\[[^\]]*\])?[^,\[]*", hosts):
        m = re.match(r"([^\[]*)\[([^\]]*)\](.*)$", part)
        if not m:
            out.append(part)
            continue
        for piece in m[2].split(","):
            low, _, high = piece.partition("-")
            for i in range(int(low), int(high or low) + 1):
                out.append(m[1] + str(i).zfill(len(low)) + m[3])
    return out


def ms(text):
    """seconds with decimals to whole milliseconds"""
    return round(float(text) * 1000)


class Scenario:
    def __init__(self, folder):
        self.folder = folder
        self.name = os.path.basename(folder.rstrip("/"))
        self.run = json.load(open(self.path("out/run.json")))
        self.t0 = self.run["t0_epoch"]
        self.jobs = [j for j in rows(self.path("jobs.csv")) if not j["cmd"]]
        self.commands = [j for j in rows(self.path("jobs.csv")) if j["cmd"]]
        self.schedule = rows(self.path("out/schedule.csv"))
        self.events = rows(self.path("out/events.csv"))
        self.submit_ms = {e["slurm_id"]: ms(e["t"]) for e in self.events if e["event"] == "submit"}

    def path(self, name):
        return os.path.join(self.folder, name)

    def table(self, name):
        return rows(self.path("out/" + name))

    def has(self, name):
        return has(self.path("out/" + name))
