"""Figures of accounts, QOS and users against those worked out in fractions from jobs.csv, for the site and
the trace of what_if.bats.  usage: by_account.py SUMMARY.csv JOBS.csv"""
import csv
import sys
from fractions import Fraction as F

# Which groups each job is of, by hand.
GROUPS = {
    "1": ["account:startup", "qos:normal", "user:ann"],
    "2": ["account:startup", "account:alpha", "qos:normal", "user:ben"],
    "3": ["account:startup", "qos:urgent", "user:ben"],
    "4": ["account:startup", "account:beta", "qos:normal", "user:cat"],
    "5": ["account:public", "qos:normal", "user:dan"],
    "6": ["account:(none)", "qos:normal", "user:zed"],
    "7": ["account:(none)", "qos:normal", "user:gus"],
    "8": ["account:public", "qos:normal", "user:eve"],
}
# 3 of 4 shares, of which 1 of 5 each for ann and ben, 2 of 5 for alpha ...; ben has two associations.
SHARES = {
    "account:startup": F(3, 4), "account:alpha": F(3, 10), "account:beta": F(3, 20), "account:public": F(1, 4),
    "user:ann": F(3, 20), "user:cat": F(3, 20), "user:dan": F(1, 4),
}


def rounded(x, digits):
    nano = (2 * x * 10**9 + 1) // 2
    step = 10**(9 - digits)
    last = (2 * nano + step) // (2 * step)
    return f"{last // 10**digits}.{last % 10**digits:0{digits}d}"


def percentile(values, q):
    values = sorted(values)
    at = q * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


jobs = {row["job_id"]: row for row in csv.DictReader(open(sys.argv[2]))}
last_submit = max(int(row["submission_time"]) for row in jobs.values())
window = {i: int(row["units"]) * max(0, min(int(row["finish_time"]), last_submit) - int(row["starting_time"]))
          for i, row in jobs.items()}
rows = {row["community"]: row for row in csv.DictReader(open(sys.argv[1]))}
expected = {name for groups in GROUPS.values() for name in groups}
assert set(rows) == expected | {"all"}, set(rows) ^ expected
for name in expected:
    own = [i for i, groups in GROUPS.items() if name in groups]
    waits = [F(int(jobs[i]["waiting_time"])) for i in own]
    slow = [max(F(1), F(int(jobs[i]["turnaround_time"]), max(10, int(jobs[i]["execution_time"])))) for i in own]
    used = sum(int(jobs[i]["units"]) * int(jobs[i]["execution_time"]) for i in own)
    want = {
        "jobs": str(len(own)),
        "wait_mean_s": rounded(sum(waits) / len(own), 3),
        "wait_p95_s": rounded(percentile(waits, F(95, 100)), 3),
        "bsld10_mean": rounded(sum(slow) / len(own), 6),
        "consumed_unit_s": str(used),
        "submit_unit_s": str(sum(window[i] for i in own)),
        "submit_share": rounded(F(sum(window[i] for i in own), sum(window.values())), 6),
        "norm_shares": rounded(SHARES[name], 6) if name in SHARES else "",
    }
    for column, value in want.items():
        assert rows[name][column] == value, (name, column, rows[name][column], value)
