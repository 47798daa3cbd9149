#!/usr/bin/env python3
"""A fresh random stream of jobs for a real Slurm, with the settings and accounts it runs under.
usage: live_stream.py SCENARIO SEED JOBS SECONDS NODES FIRST_PORT DEVICES FOLDER

Writes jobs.csv, slurm.part.conf, gres.conf and acct.sh into FOLDER.  The same arguments give the
same stream.  SECONDS is about how long the machine takes for it: arrivals fill its first 60 %, and
run times are scaled so that the work fills LOAD of the nodes until the end."""
import csv
import math
import pathlib
import random
import sys

COLUMNS = ("id,submit_offset_s,user,account,nodes,ntasks_per_node,ntasks,cpus_per_task,mem_mb,gpus_per_node,"
           "time_limit_min,run_time_s,exit_code,qos,partition,dependency,array,extra,cmd").split(",")
GPUS_PER_NODE = 4
ARRIVALS = 0.6
LOAD = 0.85
SHORTEST_S = 8

# One level below root, then two; (account, its parent, shares).
ACCOUNTS = [("startup", "root", 30), ("alpha", "startup", 40), ("beta", "startup", 60),
            ("research", "root", 50), ("physics", "research", 30), ("chemistry", "research", 10),
            ("industry", "root", 20)]
# Users beside accounts and below them; (user, account, shares).
USERS = [("lu01", "startup", 1), ("lu02", "startup", 2), ("lu03", "alpha", 1), ("lu04", "alpha", 1),
         ("lu05", "beta", 5), ("lu06", "beta", 1), ("lu07", "physics", 2), ("lu08", "physics", 1),
         ("lu09", "chemistry", 1), ("lu10", "chemistry", 1), ("lu11", "research", 10),
         ("lu12", "industry", 1), ("lu13", "industry", 3), ("lu14", "industry", 1)]

COMMON = """SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
GresTypes=gpu
AccountingStorageTRES=gres/gpu
AccountingStorageEnforce=associations,limits,qos
KillWait=2
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=5,bf_resolution=1,bf_window=120,bf_continue,sched_interval=15,batch_sched_delay=1
"""
FIFO = "PriorityType=priority/basic\nDebugFlags=Backfill\n"
FAIR = """PriorityType=priority/multifactor
PriorityCalcPeriod=1
PriorityDecayHalfLife=10
PriorityWeightFairshare=100000
PriorityWeightAge=1000
PriorityMaxAge=30
PriorityWeightJobSize=3000
PriorityWeightQOS=20000
DebugFlags=Priority,Backfill
"""
BILLING = 'TRESBillingWeights="CPU=0.0,Mem=0.0,GRES/gpu=1.0" '


class Limits:
    """What the scenario `limits` allows, in nodes; jobs are drawn so that each can run at some time."""

    def __init__(self, nodes):
        self.high_per_user = max(1, nodes // 3)
        self.low_in_all = max(1, nodes // 3)
        self.startup = max(1, nodes // 2)

    def largest(self, account, qos):
        parents = dict((name, parent) for name, parent, _ in ACCOUNTS)
        is_startup = account == "startup" or parents.get(account) == "startup"
        return min(self.high_per_user if qos == "high" else math.inf,
                   self.low_in_all if qos == "low" else math.inf,
                   self.startup if is_startup else math.inf)

    def commands(self):
        gpus = f"gres/gpu={{}}".format
        return ["sacctmgr -i modify qos normal set priority=100",
                f"sacctmgr -i add qos high priority=500 MaxTRESPU={gpus(self.high_per_user * GPUS_PER_NODE)} MaxJobsPU=2",
                f"sacctmgr -i add qos low priority=10 GrpTRES={gpus(self.low_in_all * GPUS_PER_NODE)}",
                "sacctmgr -i modify account root set qos=normal,high,low",
                f"sacctmgr -i modify account startup set GrpTRES={gpus(self.startup * GPUS_PER_NODE)}",
                "sacctmgr -i modify user lu12 set MaxJobs=1"]


def settings(scenario, nodes, first_port):
    last = f"{nodes:03d}"
    ports = f"[{first_port}-{first_port + nodes - 1}]" if nodes > 1 else str(first_port)
    names = f"n[001-{last}]" if nodes > 1 else "n001"
    return (COMMON + (FIFO if scenario == "backfill" else FAIR) +
            f"NodeName={names} NodeAddr=127.0.0.1 Port={ports} Sockets=2 CoresPerSocket=32 ThreadsPerCore=1 "
            f"RealMemory=512000 Gres=gpu:{GPUS_PER_NODE}\n"
            f"PartitionName=batch Nodes=ALL Default=YES MaxTime=INFINITE DefaultTime=10 State=UP "
            f"{'' if scenario == 'backfill' else BILLING}OverSubscribe=EXCLUSIVE\n")


def accounts(scenario, nodes):
    """The commands that make accounts, users and limits."""
    if scenario == "backfill":
        return ["sacctmgr -i add account main Fairshare=1",
                *(f"sacctmgr -i add user {user} account=main Fairshare=1" for user, _, _ in USERS)]
    lines = [f"sacctmgr -i add account {name} parent={parent} Fairshare={shares}" for name, parent, shares in ACCOUNTS]
    lines += [f"sacctmgr -i add user {user} account={account} Fairshare={shares}" for user, account, shares in USERS]
    return lines + (Limits(nodes).commands() if scenario == "limits" else [])


def widths(nodes):
    """Numbers of nodes a job may ask for, many small and few large ones."""
    powers = [2 ** k for k in range(int(math.log2(nodes)) + 1)]
    return powers + [3, 6, nodes // 3, nodes // 2, nodes // 2 + nodes // 4], [1 / math.sqrt(p) for p in powers] + [.3, .2, .2, .15, .1]


def draw(random_of, number, scenario, nodes):
    """One job; its run time is still a weight between SHORTEST and 1."""
    user, account, _ = random_of.choice(USERS)
    account = "main" if scenario == "backfill" else account
    qos = random_of.choices(["normal", "high", "low"], [5, 2, 3])[0] if scenario == "limits" else ""
    sizes, chances = widths(nodes)
    largest = Limits(nodes).largest(account, qos) if scenario == "limits" else nodes
    width = max(1, min(random_of.choices(sizes, chances)[0], largest, nodes))
    return {"id": number, "user": user, "account": account, "qos": qos, "nodes": width, "ntasks_per_node": 1,
            "gpus_per_node": GPUS_PER_NODE, "weight": math.exp(random_of.uniform(math.log(0.08), 0)),
            "over": random_of.choice([1.05, 1.3, 2, 3, 4])}


def stream(scenario, seed, count, seconds, nodes):
    """The jobs in the order of their submission."""
    random_of = random.Random(f"{scenario} {seed}")
    jobs = [draw(random_of, number + 1, scenario, nodes) for number in range(count)]
    # Some come at once, the others at any second.
    offsets = sorted(random_of.choice([0, random_of.randrange(1, max(2, int(ARRIVALS * seconds)))])
                     if random_of.random() < 0.2 else random_of.randrange(max(1, int(ARRIVALS * seconds)))
                     for _ in jobs)
    scale = LOAD * nodes * seconds / sum(job["weight"] * job["nodes"] for job in jobs)
    for job, offset in zip(jobs, offsets):
        run_s = max(SHORTEST_S, min(int(scale * job.pop("weight")), seconds // 3))
        job["submit_offset_s"], job["run_time_s"] = offset, run_s
        # A limit that is too near would be a race: the controller looks at them only now and then.
        job["time_limit_min"] = math.ceil((run_s * job.pop("over") + 10) / 60)
    return jobs


def main():
    scenario, seed = sys.argv[1:3]
    count, seconds, nodes, first_port = map(int, sys.argv[3:7])
    devices, folder = sys.argv[7], pathlib.Path(sys.argv[8])
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "jobs.csv", "w", newline="", encoding="utf-8") as table:
        writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(stream(scenario, seed, count, seconds, nodes))
    (folder / "slurm.part.conf").write_text(settings(scenario, nodes, first_port), encoding="utf-8")
    (folder / "gres.conf").write_text(f"Name=gpu File={devices}/gpu[0-{GPUS_PER_NODE - 1}]\n", encoding="utf-8")
    (folder / "acct.sh").write_text("\n".join(accounts(scenario, nodes)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
