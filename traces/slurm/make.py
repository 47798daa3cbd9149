#!/usr/bin/env python3
"""Write assoc.txt, qos.txt and jobs.txt of the invented cluster of slurm.conf, into this folder or the one given."""

import heapq
import random
import sys
from pathlib import Path

START = 1768780800  # 2026-01-19 00:00 UTC
DAYS = 3
JOBS = 420
# account: parent, shares, the users below it
ACCOUNTS = {
    "root": (None, 1, []),
    "startups": ("root", 20, []),
    "nova": ("startups", 1, ["ida", "jan"]),
    "orbit": ("startups", 2, ["kim"]),
    "research": ("root", 60, []),
    "phys": ("research", 2, ["ann", "ben", "cai"]),
    "bio": ("research", 1, ["dora", "emil"]),
    "industry": ("root", 20, ["fay", "gus"]),
}
QOS = {"root": "normal", "startups": "normal", "research": "high,normal,scavenger", "industry": "high,normal"}
# How often each account submits, and what: its part of the jobs, and the part of these on GPUs.
PART = {"nova": (12, 0.7), "orbit": (10, 0.6), "phys": (40, 0.1), "bio": (20, 0.2), "industry": (18, 0.4)}
NODES = {"batch": 12, "gpu": 4, "debug": 12}


def qos_of(account):
    """The QOS of an account: as sacctmgr prints them, with what is inherited."""
    while account not in QOS:
        account = ACCOUNTS[account][0]
    return QOS[account]


def depth(account):
    parent = ACCOUNTS[account][0]
    return 0 if parent is None else 1 + depth(parent)


def associations():
    yield "Cluster|Account|User|Partition|Share|MaxJobs|QOS|Def QOS|"
    for account, (_, shares, users) in ACCOUNTS.items():
        most = "6" if qos_of(account) == "normal" and account != "root" else ""
        tail = f"{most}|{qos_of(account)}|normal|"
        yield f"harbour|{' ' * depth(account)}{account}|||{shares}|{tail}"
        for user in users:
            yield f"harbour|{' ' * (depth(account) + 1)}{account}|{user}||1|{tail}"


def qos():
    yield "Name|Priority|GraceTime|Preempt|PreemptMode|Flags|UsageFactor|MaxTRESPU|MaxWall|"
    yield "normal|100|00:00:00|scavenger|cluster||1.000000|||"
    yield "high|500|00:00:00|scavenger|cluster|DenyOnLimit|1.000000|node=4||"
    yield "scavenger|0|00:00:00||requeue||0.000000|||"


def draw(rng):
    """Jobs without their starts, by time of submission."""
    times = sorted(START + int(rng.uniform(0, DAYS) * 86400) for _ in range(JOBS))
    for submit in times:
        account = rng.choices(list(PART), [part for part, _ in PART.values()])[0]
        user = rng.choice(ACCOUNTS[account][2])
        partition = "gpu" if rng.random() < PART[account][1] else rng.choices(["batch", "debug"], [9, 1])[0]
        name = rng.choices(qos_of(account).split(","), [1 if q == "high" else 8 for q in qos_of(account).split(",")])[0]
        most = 2 if partition == "gpu" else 1 if partition == "debug" else 5
        nodes = rng.randint(1, most)
        minutes = 30 if partition == "debug" else rng.choice([30, 60, 120, 240, 360])
        run = max(20, int(minutes * 60 * min(1.0, rng.betavariate(1.4, 1.6))))
        yield [submit, account, user, partition, name, nodes, minutes, run]


def play(jobs):
    """When each starts if each partition serves its jobs in the order in which they come."""
    free = {partition: [START] * count for partition, count in NODES.items()}
    free["debug"] = free["batch"]  # the same nodes
    for job in jobs:
        submit, nodes, run = job[0], job[5], job[7]
        heap = free[job[3]]
        taken = [heapq.heappop(heap) for _ in range(nodes)]
        start = max([submit, *taken])
        for _ in range(nodes):
            heapq.heappush(heap, start + run)
        yield job, start


def rows(rng):
    yield "JobID|JobIDRaw|JobName|User|Account|Partition|QOS|Submit|Eligible|Start|End|ElapsedRaw|TimelimitRaw|State|ExitCode|ReqTRES|NodeList|Priority|Flags"
    number = 1000
    for (submit, account, user, partition, name, nodes, minutes, run), start in play(draw(rng)):
        number += 1
        gpus = f",gres/gpu={4 * nodes}" if partition == "gpu" else ""
        cpus, memory = (64, 256) if partition == "gpu" else (32, 96)
        state, code = rng.choices([("COMPLETED", "0:0"), ("FAILED", "1:0")], [12, 1])[0]
        if run >= minutes * 60:
            state, code = "TIMEOUT", "0:0"
        hosts = f"{'g' if partition == 'gpu' else 'n'}[01-{nodes:02}]"
        kind = "SchedMain" if start == submit else "SchedBackfill"
        yield (
            f"{number}|{number}|job{number}|{user}|{account}|{partition}|{name}|{submit}|{submit}|{start}|{start + run}|{run}|{minutes}"
            f"|{state}|{code}|billing={cpus * nodes},cpu={cpus * nodes},mem={memory * nodes}G,node={nodes}{gpus}|{hosts}|1|{kind}"
        )


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    tables = {"assoc.txt": associations(), "qos.txt": qos(), "jobs.txt": rows(random.Random(7))}
    for name, lines in tables.items():
        (folder / name).write_text("".join(line + "\n" for line in lines))


main()
