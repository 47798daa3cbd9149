#!/usr/bin/env python3
"""Classic fair share over time against what a real Slurm 22.05.8 recorded.  Slurm computes accounts
at the beginning of a pass, before usage has decayed, and a user when he is first asked about after
that: by a job whose priority is computed (which the recording says), or by sshare.
usage: slurm_classic.py DRIVER [SCENARIO...]"""
import math
import sys

import oracle
import share_session as session
from slurm_recording import Count, Recording, ran_s, second_of_pass

SCENARIOS = ("e_classic_fairshare", "long_classic")
COLUMNS = {"norm_shares": "norm_shares", "norm_usage": "norm_usage", "effective": "effectv_usage",
           "factor": "fairshare"}


def passes(recording):
    """(time, applied) of each pass: where usage was applied to jobs that did not end, a period apart;
    at those in between nothing ran."""
    ends = {int(job["slurm_id"]): t for t, _, job in recording.ends(0)}
    found = []
    for t, slurm_id, seconds in recording.applied:
        if abs(ends.get(slurm_id, math.inf) - t) < 0.2:
            continue
        if not found or t - found[-1][0] > recording.period_s / 2:
            found.append((t, []))
        found[-1][1].append((slurm_id, seconds))
    whole = [(found[0][0] - recording.period_s, []), found[0]]
    for t, applied in found[1:]:
        while t - whole[-1][0] > 1.5 * recording.period_s:
            whole.append((whole[-1][0] + recording.period_s, []))
        whole.append((t, applied))
    while whole[-1][0] + recording.period_s < max(recording.samples):
        whole.append((whole[-1][0] + recording.period_s, []))
    return whole


def commands(recording):
    """The session of a recording, and the samples in the order of its answers."""
    lines, index = recording.tree()
    lines = [f"share classic 1 2 {recording.half_life_s}", *lines, "qos 1 0"]
    jobs = {int(job["slurm_id"]): job for job in recording.jobs}
    events = [(t, 1, applied) for t, applied in passes(recording)]
    events += recording.starts(0) + recording.ends(2)
    # A sample's time is that of the request, in tenths: the answer is of now or a little later.
    events += [(t, 4, rows) for t, rows in recording.samples.items()]
    events += [(t + 0.06, 4, None) for t in recording.samples]
    events += [(t, 3, slurm_id) for t, slurm_id in recording.asked]
    running, last_s, samples, in_pass = {}, None, [], []

    def assoc(job):
        return index[job["account"], job["user"]]

    def charge(job, until_s):
        lines.append(f"charge {assoc(job)} 0 {job['billing']} {ran_s(job, last_s, until_s)} 0 0 0 0")

    for t, kind, what in sorted(events, key=lambda e: e[:2]):
        if kind == 0:
            running[int(what["slurm_id"])] = what
        elif kind == 1:
            now_s = second_of_pass(t, what, running, last_s)
            lines += ["update", f"decay {now_s - last_s if last_s is not None else 0}"]
            # What a pass asks about comes between its charges, in the order of the jobs' numbers.
            in_pass = {slurm_id for asked, slurm_id in recording.asked if t - 0.05 < asked < t + 0.3}
            for slurm_id in sorted(in_pass | set(running)):
                if slurm_id in running:
                    charge(running[slurm_id], now_s)
                else:
                    lines.append(f"touch {assoc(jobs[slurm_id])}")
            last_s = now_s
        elif kind == 2:
            charge(running.pop(int(what["slurm_id"])), int(what["end"]))
        elif kind == 3:
            lines.append(f"touch {assoc(jobs[what])}")
        else:
            lines.append("rows" if what else "usage")
            samples += [what] if what else []
    return lines, index, samples


def replay(driver, folder, name):
    """Replay a scenario; return whether everything is equal."""
    recording = Recording(folder)
    lines, index, samples = commands(recording)
    printed = iter(session.talk(driver, lines))
    counts = {what: Count(f"{name}: {what}") for what in ("raw usage", *COLUMNS.values())}
    for sample in samples:
        rows = [session.row(next(printed)) for _ in index]
        later = next(printed).split()
        for line in sample:
            key = (line["account"], line["user"])
            row = rows[index[key]]
            raw = [row["raw"].split(".")[0], later[index[key]].split(".")[0]]
            counts["raw usage"].add(line["raw_usage"] in raw, f"{line['t']} {key}: {row['raw']} != {line['raw_usage']}")
            for field, column in COLUMNS.items():
                if line[column] != "":
                    counts[column].add(row[field] == line[column],
                                       f"{line['t']} {key}: {column} {row[field]} != {line[column]}")
    return all([count.report() for count in counts.values()])


def main():
    """Replay all scenarios, or those named."""
    driver, names = sys.argv[1], sys.argv[2:] or SCENARIOS
    folder = oracle.shared() / "oracles" / "slurm"
    sys.exit(0 if all([replay(driver, folder / name, name) for name in names]) else 1)


if __name__ == "__main__":
    main()
