#!/usr/bin/python3
"""Random jobs, grants and rules of enforcement on a pool: every start, refusal, band and charge as
in a scheduler and books of the test's own, written from what the sites publish.

usage: grants.py AIFSIM [FIRST_SEED [COUNT]]

A case that differs is cut down to the jobs it needs and printed with its seed."""
import csv
import datetime
import pathlib
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

DAY, HOUR, LAST_BAND, FREE_LIMIT = 86400, 3600, 13, 18 * 3600
UNIT_HOUR = 3600 * 1000  # unit-milliseconds
RULES = ["none", "hard-stop", "free-queue", "monthly", "overdraft"]


def month_start(origin, months):
    """First second of the month so many after that of the trace's beginning, on its clock."""
    day = datetime.datetime.fromtimestamp(origin, datetime.timezone.utc)
    count = day.year * 12 + day.month - 1 + months
    first = datetime.datetime(count // 12, count % 12 + 1, 1, tzinfo=datetime.timezone.utc)
    return int(first.timestamp()) - origin


class Grant:
    """The books of a grant; amounts in unit-milliseconds."""

    def __init__(self, account, start, end, amount, firsts):
        self.account, self.start, self.end, self.amount = account, start, end, amount
        self.firsts = [t for t in firsts if start < t < end]
        self.quotas = self.parts(firsts)
        self.used = self.debited = self.month_used = self.month = self.carried = 0
        self.forfeited = self.charged = self.lowered = self.refused = self.jobs = self.refusals = 0

    def parts(self, firsts):
        """A month has the part of it that the grant covers; what is rounded goes to later ones."""
        shares = [Fraction(max(0, min(self.end, b) - max(self.start, a)), b - a)
                  for a, b in zip(firsts, firsts[1:])]
        shares, quotas, before = [s for s in shares if s], [], 0
        for i in range(len(shares)):
            upto = int(self.amount * sum(shares[:i + 1]) / sum(shares))
            quotas.append(upto - before)
            before = upto
        return quotas or [0]

    @property
    def quota(self):
        return self.quotas[self.month]

    def next_quota(self):
        return self.quotas[self.month + 1] if self.month + 1 < len(self.quotas) else 0

    def balance(self):
        return self.carried + self.quota - self.month_used

    def turn_month(self, rule):
        if rule == "overdraft":
            left = self.balance()
            self.forfeited += max(0, left - self.quota)
            # -101 % of the new month's quota after that has been added.
            new = self.next_quota()
            self.carried = max(min(left, self.quota), -(new + new // 100 * 101 + new % 100 * 101 // 100))
        self.month += 1
        self.month_used = 0

    def verdict(self, rule):
        """(nothing new, nothing at all, band, longest job or None)"""
        is_used = self.debited >= self.amount
        if rule == "hard-stop":
            return is_used, is_used, 0, None
        if rule == "free-queue" and is_used:
            is_over = 2 * (self.debited - self.amount) >= self.amount
            return is_over, is_over, LAST_BAND, FREE_LIMIT
        if rule == "monthly":
            if self.month_used >= self.quota:
                return is_used, False, LAST_BAND, None
            return is_used, False, self.month_used * LAST_BAND // self.quota, None
        if rule == "overdraft":
            return False, False, LAST_BAND if self.balance() <= -self.next_quota() else 0, None
        return False, False, 0, None

    def thresholds(self, rule):
        """Further usage at which something may change; those passed are not above 0."""
        steps = [self.amount - self.debited]
        if rule == "free-queue":
            steps.append(self.amount + -(-self.amount // 2) - self.debited)
        if rule == "monthly":
            steps += [-(-self.quota * k // LAST_BAND) - self.month_used
                      for k in range(1, LAST_BAND + 1)]
        return steps


class Run:
    """One machine, one rule: from event to event."""

    def __init__(self, case):
        self.case, self.rule, self.now = case, case["rule"], case["jobs"][0]["submit"]
        self.grants = [Grant(*g, case["firsts"]) for g in case["grants"]]
        self.jobs = [dict(j, start=None, reason="", refused_at=None, band=None, grant=None, charged=0)
                     for j in case["jobs"]]
        self.waiting, self.running, self.free = [], [], case["procs"]
        self.lost = Grant("", 0, 0, 0, [])
        self.midnights = -case["origin"] % DAY

    def rate(self, grant):
        return 1000 * sum(self.jobs[j]["procs"] for j in self.running if self.jobs[j]["grant"] is grant)

    def count(self, until):
        """Usage up to then; what is debited at once."""
        for g in self.grants:
            more = self.rate(g) * (until - self.now)
            g.used += more
            if self.rule != "overdraft":
                g.debited += more
                g.month_used += more
        self.now = until

    def clock(self):
        """Days and months that begin now."""
        for g in self.grants:
            if self.rule == "overdraft" and (self.now - self.midnights) % DAY == 0:
                g.month_used += g.used - g.debited
                g.debited = g.used
            if self.now in g.firsts:
                g.turn_month(self.rule)

    def catch_up(self, start):
        """Before the first job: months in which nothing was used."""
        for g in self.grants:
            for t in g.firsts:
                if t < start:
                    g.turn_month(self.rule)

    def next_time(self):
        times = [j["submit"] for j in self.jobs if j["submit"] > self.now]
        times += [self.jobs[j]["end"] for j in self.running]
        if not times and not self.waiting:
            return None
        times.append(self.now + DAY - (self.now - self.midnights) % DAY)
        for g in self.grants:
            rate = self.rate(g)
            times += [t for t in g.firsts + [g.end] if t > self.now]
            times += [self.now + -(-step // rate) for step in g.thresholds(self.rule)
                      if step > 0 and rate]
        return min(t for t in times if t > self.now)

    def find(self, job):
        """The grant that pays for a job that comes now, or why there is none."""
        why, found, blamed = "no_grant", None, None
        for g in sorted((g for g in self.grants if g.account == job["account"]),
                        key=lambda g: (g.end, g.start)):
            if not g.start <= self.now < g.end:
                continue
            nothing_new, _, _, longest = g.verdict(self.rule)
            if not nothing_new and (longest is None or job["limit"] <= longest):
                return g, "", g
            reason = "grant_used" if nothing_new else "free_limit"
            if why == "no_grant" or (why == "grant_used" and reason == "free_limit"):
                why, blamed = reason, g
        return found, why, blamed

    def refuse(self, number, reason, blamed):
        job = self.jobs[number]
        job["reason"], job["refused_at"] = reason, self.now
        book = job["grant"] or blamed or self.lost
        job["grant"] = job["grant"] or blamed
        book.refusals += 1
        book.refused += 1000 * job["procs"] * min(job["run"], job["limit"])

    def look_at_waiting(self):
        stay = []
        for number in self.waiting:
            job = self.jobs[number]
            if self.now >= job["grant"].end:
                grant, reason, blamed = self.find(job)
                if grant is None:
                    self.refuse(number, reason, blamed)
                    continue
                job["grant"] = grant
            _, nothing, band, longest = job["grant"].verdict(self.rule)
            if nothing:
                self.refuse(number, "grant_used", None)
            elif longest is not None and job["limit"] > longest:
                self.refuse(number, "free_limit", None)
            else:
                job["band"] = band
                stay.append(number)
        self.waiting = stay

    def submit(self):
        for number, job in enumerate(self.jobs):
            if job["submit"] != self.now:
                continue
            grant, reason, blamed = self.find(job)
            if grant is None:
                self.refuse(number, reason, blamed)
                if blamed:
                    job["band"] = 0
                continue
            job["grant"], job["band"] = grant, grant.verdict(self.rule)[2]
            self.waiting.append(number)

    def start(self, number):
        job = self.jobs[number]
        job["start"], job["end"] = self.now, self.now + min(job["run"], job["limit"])
        job["grant"].jobs += 1
        self.waiting.remove(number)
        self.running.append(number)
        self.free -= job["procs"]

    def shadow(self, procs):
        """When the job could start if all that run use their limits, and what it leaves then."""
        free = self.free
        for end, number in sorted((self.jobs[j]["start"] + self.jobs[j]["limit"], j) for j in self.running):
            free += self.jobs[number]["procs"]
            if free >= procs:
                break
        more = sum(self.jobs[j]["procs"] for j in self.running
                   if self.jobs[j]["start"] + self.jobs[j]["limit"] <= end)
        return end, self.free + more - procs

    def schedule(self):
        order = {"fcfs": lambda j: self.jobs[j]["submit"], "sjf": lambda j: self.jobs[j]["limit"]}
        score = order[self.case["order"]]
        queue = sorted(self.waiting, key=lambda j: (self.jobs[j]["band"], score(j), j))
        while queue and self.jobs[queue[0]]["procs"] <= self.free:
            self.start(queue.pop(0))
        if not queue or self.case["backfill"] == "none":
            return
        end, extra = self.shadow(self.jobs[queue[0]]["procs"])
        for number in queue[1:]:
            job = self.jobs[number]
            is_short = self.now + job["limit"] <= end
            if job["procs"] > self.free or not (is_short or job["procs"] <= extra):
                continue
            extra -= 0 if is_short else job["procs"]
            self.start(number)

    def finish(self):
        for number in [j for j in self.running if self.jobs[j]["end"] == self.now]:
            job, grant = self.jobs[number], self.jobs[number]["grant"]
            self.running.remove(number)
            self.free += job["procs"]
            job["charged"] = 1000 * job["procs"] * (job["end"] - job["start"])
            grant.charged += job["charged"]
            grant.lowered += job["charged"] if job["band"] else 0

    def all(self):
        self.catch_up(self.now)
        while True:
            self.finish()
            self.clock()
            self.look_at_waiting()
            self.submit()
            self.schedule()
            following = self.next_time()
            if following is None:
                return self
            self.count(following)


def hours(unit_ms):
    """With six decimals, rounded half up."""
    micro = (unit_ms * 2000000 + UNIT_HOUR) // (2 * UNIT_HOUR)
    return "%d.%06d" % divmod(micro, 1000000)


def random_case(seed):
    r = random.Random(seed)
    origin = 1767225600 + r.randrange(0, 365) * DAY + r.choice([0, r.randrange(DAY)])
    firsts = [month_start(origin, m) for m in range(-14, 14)]
    accounts, grants = ["a", "b", "c"][:r.randint(1, 3)], []
    for account in accounts:
        for _ in range(r.randint(1, 2)):
            first, length = r.randint(11, 15), r.randint(1, 5)
            amount = 13 * length * r.choice([1, 4, 10, 20, 40, 100]) * UNIT_HOUR
            start, end = firsts[first], firsts[first + length]
            if r.random() < 0.5:  # the edges are covered in part
                start += r.randrange(firsts[first + 1] - start)
                end -= r.randrange(end - max(start, firsts[first + length - 1]))
            grants.append((account, start, end, amount))
    procs, now, jobs = r.choice([8, 16, 64]), 0, []
    for _ in range(r.randint(3, 60)):
        now += r.choice([0, 60, r.randrange(1, 6 * HOUR), r.randrange(1, 3 * DAY)])
        limit = r.choice([600, 2 * HOUR, FREE_LIMIT, FREE_LIMIT + 1, DAY, 3 * DAY])
        jobs.append({"submit": now, "procs": r.randint(1, procs), "limit": limit,
                     "run": r.choice([limit, r.randint(1, limit)]), "account": r.choice(accounts * 9 + ["other"])})
    return {"origin": origin, "firsts": firsts, "grants": grants, "jobs": jobs, "procs": procs,
            "rule": r.choice(RULES), "order": r.choice(["fcfs", "sjf"]),
            "backfill": r.choice(["easy", "none"])}


def write_files(case, folder):
    lines = ["#aifsim-trace 1", "# unix_start_s: %d" % case["origin"],
             "job_id,submit_s,procs,limit_s,run_s,account"]
    lines += ["%d,%d,%d,%d,%d,%s" % (i + 1, j["submit"], j["procs"], j["limit"], j["run"], j["account"])
              for i, j in enumerate(case["jobs"])]
    (folder / "t.csv").write_text("\n".join(lines) + "\n")
    lines = ["account,mode,start_s,end_s,amount_unit_hours"]
    lines += ["%s,m,%d,%d,%d" % (a, s, e, amount // UNIT_HOUR) for a, s, e, amount in case["grants"]]
    (folder / "g.csv").write_text("\n".join(lines) + "\n")


def replay(aifsim, case, folder):
    write_files(case, folder)
    done = subprocess.run([aifsim, "replay", folder / "t.csv", "--site", "procs:%d" % case["procs"],
                           "--order", case["order"], "--backfill", case["backfill"], "--check",
                           "--grants", folder / "g.csv", "--access", case["rule"], "--force",
                           "--jobs", folder / "j.csv", "--grants-out", folder / "o.csv"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr, None
    return [list(csv.DictReader((folder / name).open())) for name in ("j.csv", "o.csv")]


def text(value):
    return "" if value is None else str(value)


def difference(aifsim, case, folder):
    expected = Run(case).all()
    rows, grants = replay(aifsim, case, folder)
    if grants is None:
        return rows
    for job, row in zip(expected.jobs, rows):
        charged = "" if job["grant"] is None else hours(job["charged"])
        ours = {"starting_time": text(job["start"]), "reject_reason": job["reason"],
                "refused_s": text(job["refused_at"]), "charged_unit_h": charged}
        if job["start"] is not None:
            ours["band"] = text(job["band"])
        for name, value in ours.items():
            if row[name] != value:
                return "job %s: %s: expected %s, got %s" % (row["job_id"], name, value, row[name])
    for grant, row in zip(expected.grants + [expected.lost], grants):
        ours = {"charged_unit_h": grant.charged, "lowered_unit_h": grant.lowered,
                "refused_unit_h": grant.refused, "unused_unit_h": max(0, grant.amount - grant.charged),
                "overrun_unit_h": max(0, grant.charged - grant.amount)}
        for name, value in ours.items():
            if row[name] != hours(value):
                return "grant of %s: %s: expected %s, got %s" % (row["account"], name, hours(value), row[name])
        if [row["jobs"], row["refused_jobs"]] != [str(grant.jobs), str(grant.refusals)]:
            return "grant of %s: expected %d jobs and %d refused" % (row["account"], grant.jobs, grant.refusals)
    return None


def cut_down(aifsim, case, folder):
    """Leave out every job without which there still is a difference."""
    i = 0
    while i < len(case["jobs"]):
        fewer = dict(case, jobs=case["jobs"][:i] + case["jobs"][i + 1:])
        if fewer["jobs"] and difference(aifsim, fewer, folder):
            case, i = fewer, 0
        else:
            i += 1
    return case


def main(aifsim, first=0, count=300):
    failed, seen = 0, {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for seed in range(first, first + count):
            case = random_case(seed)
            if difference(aifsim, case, folder):
                failed += 1
                case = cut_down(aifsim, case, folder)
                print("seed %d: %s, %s, %s" % (seed, case["rule"], case["order"], case["backfill"]))
                write_files(case, folder)
                print((folder / "t.csv").read_text() + (folder / "g.csv").read_text())
                print(difference(aifsim, case, folder))
            for job in Run(case).all().jobs:
                what = job["reason"] or ("started in a lowered band" if job["band"] else "started")
                key = (case["rule"], what if job["refused_at"] in (None, job["submit"]) else what + ", late")
                seen[key] = seen.get(key, 0) + 1
            if failed == 3:
                break
    for key, number in sorted(seen.items()):
        print("%s: %d jobs %s" % (key[0], number, key[1]))
    print("%d of %d cases differ (seeds %d to %d)" % (failed, seed - first + 1, first, seed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:4])))
