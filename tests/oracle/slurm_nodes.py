"""Nodes that a real Slurm 22.05.8 chose on machines whose nodes are shared: for each recorded start the
state just before it goes in, and the nodes that are chosen are compared with the recorded ones."""
import collections
import csv
import json
import re
import subprocess
import sys

import oracle
from slurm_decisions import as_list, node_numbers, numbers, table

# Starts by the backfill scheduler that are this close are of one cycle.
CYCLE_S = 0.5


class Scenario:
    def __init__(self, folder):
        self.name = folder.name
        self.config = (folder / "slurm.part.conf").read_text()
        self.t0 = json.loads((folder / "out" / "run.json").read_text())["t0_epoch"]
        self.rows = [r for r in table(folder / "out" / "schedule.csv") if r["id"]]
        self.is_least_loaded = "CR_LLN" in self.config
        with open(folder / "jobs.csv", newline="") as text:
            self.jobs = {r["id"]: r for r in csv.DictReader(line for line in text if not line.startswith("#"))}
        self.nodes = []
        for line in self.config.splitlines():
            if line.startswith("NodeName="):
                value = dict(word.split("=", 1) for word in line.split() if "=" in word)
                self.nodes.append((node_numbers(value["NodeName"]), value))

    def features(self, name):
        return set().union(*(n for n, value in self.nodes if name in value.get("Feature", "").split(",")))


def ask(scenario, row):
    """The driver's line for a job."""
    job = scenario.jobs[row["id"]]
    number = lambda key: int(job[key] or 0)
    nodes, per_node, tasks = number("nodes"), number("ntasks_per_node"), number("ntasks")
    keys = {
        "min_nodes": nodes or 1, "max_nodes": nodes or 4294967295, "tasks": tasks or max(nodes, 1) * max(per_node, 1),
        "tasks_per_node": 0 if tasks else per_node, "cores_per_task": number("cpus_per_task"), "mem": number("mem_mb"),
        "gpus": number("gpus_per_node"), "whole": int("--exclusive" in job["extra"]),
        "lln": int(scenario.is_least_loaded), "limit": int(row["time_limit_min"]) * 60, "partition": 0,
    }
    wanted = re.search(r"--constraint=(\w+)", job["extra"])
    if wanted:
        keys["allowed"] = as_list(scenario.features(wanted.group(1)))
    return f"job {row['slurm_id']} " + " ".join(f"{k}={v}" for k, v in keys.items())


def changes(scenario):
    """(t, order, kind, row) of all submissions, starts and ends."""
    found = []
    for row in scenario.rows:
        found.append((float(row["submit"]), 2, "submit", row))
        if row["start"]:
            start = float(row["start_ms"] or row["start"])
            found += [(start, 1, "start", row), (float(row["end_ms"] or row["end"]), 0, "end", row)]
    return sorted(found, key=lambda c: (c[0], c[1], int(c[3]["slurm_id"])))


def lines_in(scenario):
    """The driver's input; with each question what is asked: the rows of starts."""
    count = max(max(n) for n, _ in scenario.nodes) + 1
    yield "set bf_resolution_s 1", None
    yield "set bf_window_s 7200", None
    yield "set selects_memory 1", None
    yield f"cluster {count}", None
    for n, value in scenario.nodes:
        cores = int(value["Sockets"]) * int(value["CoresPerSocket"])
        gpus = int(value.get("Gres", "gpu:0").split(":")[1])
        yield f"nodes {min(n)} {len(n)} {cores} {gpus} {value['RealMemory']} {value.get('Weight', 1)}", None
    yield f"open {max(int(r['slurm_id']) for r in scenario.rows)} {scenario.t0}", None
    for row in scenario.rows:
        yield ask(scenario, row), None
    queue, last_cycle = set(), -1.0
    todo = changes(scenario)
    for i, (t, _, kind, row) in enumerate(todo):
        job = int(row["slurm_id"])
        if kind == "submit":
            queue.add(job)
        elif kind == "end":
            yield f"give {job}", None
        else:
            if row["started_by"] == "backfill" and t > last_cycle + CYCLE_S:
                last_cycle = t
                group = [r for u, _, k, r in todo[i:] if k == "start" and u <= t + CYCLE_S and r["started_by"] == "backfill"]
                yield f"cycle {int(t)} {' '.join(map(str, sorted(queue)))}", group
            elif row["started_by"] == "main":
                yield f"now {job}", [row]
            queue.discard(job)
            due = int(row["start"]) + int(row["time_limit_min"]) * 60
            yield f"grant {job} {row['start']} {due} {as_list(node_numbers(row['nodelist']))}", None


def compare(driver, folder, is_verbose):
    scenario = Scenario(folder)
    lines = list(lines_in(scenario))
    done = subprocess.run([driver], input="\n".join(text for text, _ in lines) + "\n", capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"FAILED: {folder}: {done.stderr}")
    score = collections.Counter()
    questions = iter(rows for _, rows in lines if rows)
    chosen = {}
    for line in done.stdout.splitlines():
        word = line.split()
        if word[0] in ("nodes", "start"):
            chosen[int(word[1])] = numbers(word[2]) if word[2] != "-" else None
        score["misfit"] += word[0] == "misfit"
        if word[0] not in ("nodes", "end"):
            continue
        for row in next(questions):
            ours, theirs = chosen.get(int(row["slurm_id"])), node_numbers(row["nodelist"])
            score[row["started_by"]] += 1
            score["equal " + row["started_by"]] += ours == theirs
            if ours != theirs and is_verbose:
                print(folder.name, row["start_ms"], row["started_by"], row["slurm_id"], scenario.jobs[row["id"]],
                      ours and as_list(ours), as_list(theirs))
        chosen = {}
    return score


# What must be reached: of the starts by the main and by the backfill scheduler.
FLOORS = {"j_shared": (39, 153), "j2_shared_lln": (42, 158), "j3_weights_features": (33, 103)}


def main():
    driver, is_verbose = sys.argv[1], "-v" in sys.argv
    names = [a for a in sys.argv[2:] if a != "-v"] or list(FLOORS)
    root = oracle.shared() / "oracles" / "slurm"
    has_failed = False
    print(f"{'scenario':24}{'main':>6}{'equal':>7}{'backfill':>10}{'equal':>7}{'misfit':>8}")
    for name in names:
        score = compare(driver, root / name, is_verbose)
        print(f"{name:24}{score['main']:6}{score['equal main']:7}{score['backfill']:10}{score['equal backfill']:7}{score['misfit']:8}")
        if score["equal main"] < FLOORS[name][0] or score["equal backfill"] < FLOORS[name][1]:
            print(f"FAILED: {name}: {FLOORS[name]} are wanted")
            has_failed = True
    sys.exit(has_failed)


if __name__ == "__main__":
    main()
