"""Charges by account and user, and busy CPUs and GPUs, worked out in fractions from jobs.csv, for the site and
the trace of billing.bats.  usage: billing.py SUMMARY.csv JOBS.csv"""
import csv
import sys
from fractions import Fraction as F

CPU_NODE = {"cpu": 8, "gpu": 0, "billing": F(8) + F(16, 4)}
DEFAULT_QOS = {"ann": "normal", "ben": "cheap"}
FACTORS = {"normal": F(1), "cheap": F(1, 2)}
CPUS, GPUS = 4 * 8 + 2 * 16, 2 * 4


def holding(job):
    nodes = int(job["nodes"])
    if job["partition"] == "batch":
        return {name: nodes * amount for name, amount in CPU_NODE.items()}
    cpu, gpu = nodes * int(job["cores_per_node"]), nodes * int(job["gpus_per_node"])
    return {"cpu": cpu, "gpu": gpu, "billing": F(max(cpu, 8 * gpu))}


def rounded(x, digits):
    nano = (2 * x * 10**9 + 1) // 2
    step = 10**(9 - digits)
    last = (2 * nano + step) // (2 * step)
    return f"{last // 10**digits}.{last % 10**digits:0{digits}d}" if digits else str((2 * x + 1) // 2)


jobs = list(csv.DictReader(open(sys.argv[2])))
rows = {row["community"]: row for row in csv.DictReader(open(sys.argv[1]))}
first, last = (f(int(j["submission_time"]) for j in jobs) for f in (min, max))
end = max(int(j["finish_time"]) for j in jobs)
sums = {name: {"all": F(0), "submit": F(0), "without": 0} for name in rows}
busy = {"cpu": [0, 0], "gpu": [0, 0]}
for j in jobs:
    start, finish = int(j["starting_time"]), int(j["finish_time"])
    whole, inside = finish - start, max(0, min(finish, last) - start)
    held = holding(j)
    factor = FACTORS[j["qos"] or DEFAULT_QOS[j["user"]]]
    for name in ("all", "user:" + j["user"], "account:" + j["account"]):
        sums[name]["all"] += held["billing"] * factor * whole
        sums[name]["submit"] += held["billing"] * factor * inside
        sums[name]["without"] += j["partition"] == "batch"
    for kind, (a, b) in busy.items():
        busy[kind] = [a + held[kind] * whole, b + held[kind] * inside]
assert len(rows) == 5, rows
for name, sum_ in sums.items():
    want = {"billing_s": rounded(sum_["all"], 0), "submit_billing_s": rounded(sum_["submit"], 0),
            "billing_share": rounded(sum_["submit"] / sums["all"]["submit"], 6)}
    for column, value in want.items():
        assert rows[name][column] == value, (name, column, rows[name][column], value)
for kind, capacity in (("cpu", CPUS), ("gpu", GPUS)):
    whole, inside = busy[kind]
    assert rows["all"][kind + "_utilisation"] == rounded(F(whole, capacity * (end - first)), 6)
    assert rows["all"][kind + "_utilisation_submit"] == rounded(F(inside, capacity * (last - first)), 6)
