"""A recorded run of a real Slurm, as the tests of usage and factors read it."""
import math
import re

import share_session as session


def setting(conf, name, default):
    """The value of a setting in slurm.conf."""
    found = re.search(rf"^{name}=(\S+)", conf, re.M)
    return found.group(1) if found else default


def seconds_of(text):
    """A time as slurm.conf writes it: minutes, [days-]hours:minutes:seconds, days-hours."""
    days, _, rest = text.rpartition("-")
    parts = [int(part) for part in rest.split(":")]
    if days:
        parts += [0] * (3 - len(parts))
    elif len(parts) == 1:
        parts = [0, *parts, 0]
    else:
        parts = [0] * (3 - len(parts)) + parts
    return int(days or 0) * 86400 + parts[0] * 3600 + parts[1] * 60 + parts[2]


def ran_s(job, last_s, until_s):
    """Seconds that a job has run since the last pass."""
    since_s = int(job["start"])
    return max(0, until_s - (since_s if last_s is None else max(last_s, since_s)))


def second_of_pass(t, applied, running, last_s):
    """The second of a pass logged at t.  The log may be written a moment after the pass has read the
    clock: then it applies a second less than there would be."""
    now_s = math.floor(t)
    late = any(job in running and seconds < ran_s(running[job], last_s, now_s) for job, seconds in applied)
    return now_s - late


class Recording:
    """The tables of a scenario: settings, tree, jobs, passes and samples."""

    def __init__(self, folder):
        out = folder / "out"
        conf = (out / "slurm.conf").read_text(encoding="utf-8")
        self.half_life_s = seconds_of(setting(conf, "PriorityDecayHalfLife", "7-0"))
        self.period_s = seconds_of(setting(conf, "PriorityCalcPeriod", "5"))
        self.jobs = [row for row in session.table(out / "schedule.csv") if row["start_ms"]]
        self.samples = {}
        for row in session.table(out / "sshare.csv"):
            self.samples.setdefault(float(row["t"]), []).append(row)
        self.passes = {}
        if list(out.glob("fairtree_log.csv*")):
            for row in session.table(out / "fairtree_log.csv"):
                self.passes.setdefault(int(row["pass"]), []).append(row)
        with open(out / "sacctmgr.qos.txt", encoding="utf-8") as text:
            lines = [line.rstrip("\n").split("|") for line in text]
        self.qos = [dict(zip(lines[0], line)) for line in lines[1:]]
        with open(out / "sacctmgr.assoc.txt", encoding="utf-8") as text:
            self.assocs = [line.rstrip("\n").split("|") for line in text][1:]
        self.applied = [(float(row["t"]), int(row["slurm_id"]), int(row["ran_s"]))
                        for row in session.table(out / "usage_log.csv")]
        self.asked = [(float(row["t"]), int(row["slurm_id"])) for row in session.table(out / "prio_log.csv")]
        made = (folder / "acct.sh").read_text(encoding="utf-8").split()
        self.made = {name: i for i, name in reversed(list(enumerate(made)))}

    def starts(self, kind):
        """Events of jobs that start: (time, kind, job)."""
        return [(float(job["start_ms"]), kind, job) for job in self.jobs]

    def ends(self, kind):
        """Events of jobs that end; of a job that was preempted only the second is recorded."""
        return [(float(job["end_ms"] or max(job["end"], job["start_ms"], key=float)), kind, job)
                for job in self.jobs if job["end"]]

    def pass_start(self, t):
        """When a pass began whose tree was logged at t, and what it applied just before, in the order
        of the jobs' numbers: (job, seconds)."""
        later_id, entries = math.inf, []
        for applied, slurm_id, ran_s in reversed([entry for entry in self.applied if t - 1 < entry[0] <= t]):
            if slurm_id >= later_id or t - applied > 0.3:
                break
            t, later_id = applied, slurm_id
            entries.append((slurm_id, ran_s))
        return t, entries

    def tree(self):
        """Commands that build the tree in the order in which it was made (users by name), and the
        index of each (account, user).  The listing is indented, and sorted by name."""
        nodes, depths = [], []
        for fields in self.assocs:
            account, user, shares = fields[1].strip(), fields[2], fields[4]
            depth = len(fields[1]) - len(fields[1].lstrip()) - (user != "")
            if not user:
                depths[depth:] = [account]
            above = account if user else depths[depth - 1] if depth else None
            nodes.append((depth + (user != ""), self.made.get(account, 0), user, account, above, shares))
        index, lines = {}, []
        for _, _, user, account, above, shares in sorted(nodes, key=lambda node: node[:3]):
            index[account, user] = len(lines)
            lines.append(session.assoc(-1 if above is None else index[above, ""], user != "", shares,
                                       user or account))
        return lines, index


class Count:
    """How many comparisons were made and which failed."""

    def __init__(self, name):
        self.name, self.made, self.failed, self.exact = name, 0, 0, 0

    def add(self, is_equal, what, is_exact=True):
        """Count one comparison; show the first that fail."""
        self.made += 1
        self.exact += is_equal and is_exact
        if not is_equal:
            self.failed += 1
            if self.failed <= 10:
                print(f"DIFFERS: {self.name}: {what}")

    def report(self):
        """Print the result; return whether all were equal."""
        print(f"{self.name}: {self.made - self.failed} of {self.made} equal"
              + (f", {self.exact} to the last digit" if self.exact != self.made - self.failed else ""))
        return self.failed == 0 and self.made > 0
