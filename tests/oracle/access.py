"""Dates, amounts and pools of `aifsim access`, computed again from its CSV and the spec files'
rules with Python's own calendar: time zones from the system's tables, Easter by Gauss's rule.

usage: access.py AIFSIM"""
import csv
import datetime as dt
import io
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from zoneinfo import ZoneInfo
    BRUSSELS = ZoneInfo("Europe/Brussels")
except Exception:  # no tables of time zones on this machine
    print("skipped: no time zone Europe/Brussels")
    sys.exit(77)

DAY = dt.timedelta(days=1)
LARGE_SCALE = ["2026-12-15", "2027-01-04"]
SCIENCE = [(2, 28), (4, 30), (6, 30), (8, 31), (10, 31), (12, 11)]
# How each mode takes proposals and how long a decision takes; written down from the policies.
MODES = {
    "playground": (None, "work", 2), "fast-lane": (None, "work", 4),
    "large-scale": ("half-months", "work", 10), "ai-for-science": (SCIENCE, "months", 1),
    "benchmark": ("first", "weeks", 3), "development": ("first", "weeks", 3),
    "regular": ([(3, 30), (9, 4)], "months", 4), "extreme": ([(5, 4), (10, 19)], "months", 6),
    "national": (None, "work", 15), "commercial": (None, "work", 10),
}
UNION = set(MODES) - {"national"}
CAPS = {  # modes of each pool, and its share of the machine
    "union": (UNION, 0.5), "national": ({"national"}, 0.5), "commercial": ({"commercial"}, 0.1),
    "industrial-innovation": ({"playground", "fast-lane", "large-scale"}, 0.15),
    "playground-and-fast-lane": ({"playground", "fast-lane"}, 0.05),
    "ai-for-science": ({"ai-for-science"}, 0.125),
}
GPUS = 400


def easter(year):
    """Gauss's rule with its two exceptions, for 1900 to 2099."""
    d = (19 * (year % 19) + 24) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7
    day = 22 + d + e
    if d == 29 and e == 6:
        day -= 7
    if d == 28 and e == 6 and year % 19 > 10:
        day -= 7
    return dt.date(year, 3, 1) + (day - 1) * DAY


def works(day):
    since = (day - easter(day.year)).days
    fixed = {(1, 1), (5, 1), (5, 9), (7, 21), (8, 15), (11, 1), (11, 2)}
    closed = day.month == 12 and day.day >= 24
    return (day.weekday() < 5 and since not in (-3, -2, 1, 39, 40, 50)
            and (day.month, day.day) not in fixed and not closed)


def at(day, hour):
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=BRUSSELS)


def add_months(day, months):
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - DAY).day
    return dt.date(year, month, min(day.day, last))


def back_to_work(day):
    while not works(day):
        day -= DAY
    return day


def cut_offs(rule):
    days = []
    for year in range(2026, 2031):
        if rule == "first":
            days += [dt.date(year, month, 1) for month in range(1, 13)]
        elif rule == "half-months" and year > 2026:
            for month in range(1, 13):
                last = add_months(dt.date(year, month, 1), 1) - DAY
                days += [back_to_work(dt.date(year, month, 15)), back_to_work(last)]
        elif isinstance(rule, list) and year > 2026:
            days += [back_to_work(dt.date(year, month, day)) for month, day in rule]
    if rule == "half-months":
        days += [dt.date.fromisoformat(day) for day in LARGE_SCALE]
    return sorted(at(day, 10) for day in days)


def end_of(day, unit, count):
    if unit == "work":
        while count:
            day += DAY
            count -= works(day)
        return day
    day = day + 7 * count * DAY if unit == "weeks" else add_months(day, count)
    while not works(day):
        day += DAY
    return day


def time_of(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def wrong(row, what, expected):
    sys.exit(f"proposal {row['id']} of {row['mode']}: {what} is {row[what]}, expected {expected}")


def same(row, what, expected):
    if time_of(row[what]) != expected:
        wrong(row, what, expected)


def check_dates(row, rows):
    rule, unit, count = MODES[row["mode"]]
    start = time_of(row["submitted"])
    if row["kind"] == "extension":
        rule, unit, count = None, "work", 5
    if rule:
        start = next(c for c in cut_offs(rule) if c >= start)
        same(row, "cutoff", start)
    elif row["cutoff"]:
        wrong(row, "cutoff", "none")
    decided = at(end_of(start.astimezone(BRUSSELS).date(), unit, count), 9)
    same(row, "decided", decided)
    if row["decision"] != "granted":
        return
    access = decided
    if row["kind"] == "renewal":
        access = max(access, time_of(rows[int(row["parent"]) - 1]["end"]))
    if row["kind"] != "extension":
        same(row, "access", access)
        end = add_months(access.astimezone(BRUSSELS).date(), int(row["months"]))
        if not any(r["parent"] == row["id"] and r["kind"] == "extension" and int(r["months"])
                   for r in rows):
            same(row, "end", at(end, 9))


def spread(row, rows):
    """Pieces of time with the hours that a grant has in each.  An extension of time leaves what was
    before its decision as it was, and spreads the rest up to the later end."""
    low, high, hours = time_of(row["access"]), time_of(row["end"]), int(row["granted_gpu_h"])
    later = [r for r in rows if r["parent"] == row["id"] and r["kind"] == "extension"
             and r["decision"] == "granted" and int(r["months"])]
    if row["kind"] == "extension" or not later:
        return [(low, high, hours)]
    end = at(add_months(low.astimezone(BRUSSELS).date(), int(row["months"])), 9)
    now = time_of(later[0]["access"])
    used = hours * ((now - low) / (end - low))
    return [(low, now, used), (now, high, hours - used)]


def shown_use(text):
    """(pool, year) -> hours granted, as the table has it."""
    rows = [line.split() for line in text.splitlines()]
    return {(r[0], int(r[1])): int(r[3]) for r in rows
            if len(r) == 5 and r[0] in CAPS and r[1].isdigit() and r[1].startswith("20")}


def check_caps(rows, shown):
    """Grants by time, from the CSV alone; rounding makes at most an hour a grant and year."""
    for pool, (modes, share) in CAPS.items():
        for year in (2027, 2028):
            start, end = at(dt.date(year, 1, 1), 0), at(dt.date(year + 1, 1, 1), 0)
            used = count = 0
            for row in rows:
                if row["mode"] not in modes or row["decision"] != "granted":
                    continue
                for low, high, hours in spread(row, rows):
                    part = (min(end, high) - max(start, low)) / (high - low)
                    used += max(0.0, part) * hours
                    count += 1
            days = 366 if year == 2028 else 365
            if used > GPUS * 24 * days * share + count:
                sys.exit(f"pool {pool} of {year}: {used:.0f} granted, above its cap")
            if abs(used - shown.get((pool, year), 0)) > count + 1:
                sys.exit(f"pool {pool} of {year}: {used:.0f} granted, shown is {shown.get((pool, year))}")


def check_seed(aifsim, seed):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proposals.csv"
        done = subprocess.run([aifsim, "access", "eurohpc", "--seed", str(seed), "--csv", path],
                              check=True, stdout=subprocess.PIPE, text=True)
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
    seen = 0
    for row in rows:
        if row["mode"]:
            check_dates(row, rows)
            seen += 1
    check_caps(rows, shown_use(done.stdout))
    return seen


def main():
    # The calendar above is right about days that anybody can look up.
    assert easter(2027) == dt.date(2027, 3, 28) and easter(2038) == dt.date(2038, 4, 25)
    seen = sum(check_seed(sys.argv[1], seed) for seed in range(1, 13))
    print(f"{seen} proposals have the dates that Python's calendar gives")
    if seen < 2000:
        sys.exit("too few proposals to say anything")


main()
