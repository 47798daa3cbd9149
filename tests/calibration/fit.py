#!/usr/bin/env python3
"""Fits the mixes of configs/workloads/{seren,kalos,philly,helios}.yaml to the published tables.

usage: fit.py NAME

Prints the generated part of the file (all below its line "# Fitted:").  Reads traces/calib of the shared
folder.  What is solved for, one after the other:

1. sizes: how many jobs of each kind are in each class of sizes, so that kinds and sizes both have their published
   parts of the jobs, from a start that has the published quartiles (iterative proportional fitting);
2. run times between the published points, one number a mix, so that the mean run time is the published one;
3. a power for each class of sizes, so that the class has its published part of the GPU time, while the table of each
   kind is adapted to keep the published distribution over its jobs;
4. how short and long jobs end, so that outcomes have their published parts of jobs and of GPU time."""
import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))
import emit  # noqa: E402
import model as m  # noqa: E402
from choices import MIXES  # noqa: E402
from oracle import shared  # noqa: E402

# How far up within a step of the published table sizes may lie: jobs of a step have its upper end, but a part of them
# (one number a mix, for the mean number of GPUs) one node of 8 more than its lower end.
NODE = 8
WHOLE_STEPS = 128  # up to so many GPUs a step stands for its upper end only
ROUNDS = 150
LEAST_POWER = 0.1
FIRST_WIDE = 7  # the first class of sizes that pre-trainings make up


def read(calib, name):
    with open(calib / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


def steps_of(rows, column):
    """Differences of a distribution function that is given in per cent."""
    values = [float(row[column]) / 100 for row in rows]
    return [b - a for a, b in zip([0.0] + values, values)]


def summary_of(calib, column):
    row = next(r for r in read(calib, "acme_cluster_summary") if r["id"] == column)
    return {key: float(value) for key, value in row.items() if key != "id" and value}


def sizes_of(mix, by_jobs, mean):
    """Parts of the jobs by number of GPUs, with the mean near the published one."""
    def with_lower(part):
        sizes = {}
        for low, high, share in zip([0] + m.STEPS, m.STEPS, by_jobs):
            has_room = low >= WHOLE_STEPS and low + NODE < high
            for gpus, of_step in ((low + NODE, part if has_room else 0.0), (high, 1 - part if has_room else 1.0)):
                if share * of_step > 0:
                    gpus = min(gpus, mix["largest"])
                    sizes[gpus] = sizes.get(gpus, 0.0) + share * of_step
        left = 1.0 - sum(by_jobs)
        if left > 1e-9:
            sizes[mix["largest"]] = sizes.get(mix["largest"], 0.0) + left
        return dict(sorted(sizes.items()))

    def excess(part):
        return mean * (1 + mix["mean_gpus_slack"]) - sum(g * p for g, p in with_lower(part).items())
    return with_lower(m.bisect(excess, 0.0, 1.0) if excess(0.0) < 0 else 0.0)


class Kind:
    def __init__(self, name, share, table):
        self.name, self.share, self.table = name, share, table
        self.quartiles = None  # of sizes, as classes
        self.parts = None  # of all jobs, by class of sizes
        self.published = self.base = None


def kinds_of(calib, mix):
    column = mix["column"]
    overall = {float(r["duration_s"]): float(r[f"{column}_pct"]) / 100
               for r in read(calib, "acme_fig_gpu_job_duration_cdf")}
    if not mix["kinds"]:
        return [Kind("training", 1.0, overall)]
    rows = read(calib, mix["by_type"])
    boxes = {r["type"]: r for r in read(calib, "acme_fig_gpu_demand_boxplot") if r["cluster"] == column}
    total = sum(share for share, _, _ in mix["kinds"].values())
    kinds = []
    for name, (share, of, _) in mix["kinds"].items():
        kind = Kind(name, share / total, {float(r["seconds"]): float(r[f"{of}_pct"]) / 100 for r in rows})
        kind.quartiles = [m.class_of(int(boxes[of][q])) for q in ("q1", "median", "q3")]
        kinds.append(kind)
    return kinds


class Fit:
    def __init__(self, calib, name):
        self.mix = MIXES[name]
        column = self.mix["column"]
        self.summary = summary_of(calib, column)
        by_jobs = steps_of(read(calib, "acme_fig_gpu_count_cdf_jobs"), f"{column}_pct")
        self.by_time = steps_of(read(calib, "acme_fig_gpu_count_cdf_gputime"), f"{column}_pct")
        s = self.summary
        self.gpu_s = (s["complete_gpu_time"] + s["cancel_gpu_time"] + s["fail_gpu_time"]) / s["gpu_job_num"]
        self.sizes = sizes_of(self.mix, by_jobs, s["avg_gpu_num"])
        self.kinds = kinds_of(calib, self.mix)
        self.values = m.grid(float(self.mix["longest_s"]))
        self.jobs = [0.0] * m.CLASSES    # parts of the jobs
        self.gpus = [0.0] * m.CLASSES    # GPUs times part
        self.wanted = [0.0] * m.CLASSES  # GPU-seconds a job of the mix
        for gpus, part in self.sizes.items():
            self.jobs[m.class_of(gpus)] += part
            self.gpus[m.class_of(gpus)] += part * gpus
        for gpus, part in zip(m.STEPS, self.by_time):
            self.wanted[m.class_of(min(gpus, self.mix["largest"]))] += part * self.gpu_s
        for c in range(2):
            self.wanted[c] *= self.mix.get("small", 1.0)
        self.powers = [1.0] * m.CLASSES
        self.lower = [0.5, 0.5]  # of all kinds but pre-trainings, and of those

    def spread_kinds(self):
        if len(self.kinds) == 1:
            self.kinds[0].parts = list(self.jobs)
            return
        start = [[part * k.share for part in self.mix["kinds"][k.name][2]] for k in self.kinds]
        rows = m.settle(start, [k.share for k in self.kinds], self.jobs, [k.quartiles for k in self.kinds])
        for kind, row in zip(self.kinds, rows):
            kind.parts = row

    def shape_tables(self):
        """From the published points to the finer grid: pre-trainings so that large jobs have their GPU time, the
        others so that the mean run time is right."""
        for kind in self.kinds:
            table = {at: share + self.mix.get("nudge", {}).get(at, 0.0) for at, share in kind.table.items()}
            kind.published = m.published_at(self.values, table, self.lower[kind.name == "pretraining"])

    def mean_run_s(self):
        return sum(k.share * m.moments(self.values, k.published, 1.0)[0] for k in self.kinds)

    def leads(self, kind, c):
        """Whether this kind is what makes up the class, so that its run times bring about the GPU time: large jobs
        are pre-trainings, where there are such."""
        if len(self.kinds) == 1:
            return True
        return (kind.name == "pretraining") == (c >= FIRST_WIDE)

    def power(self, kind, c):
        return self.powers[c] if self.leads(kind, c) else 1.0

    def gpu_s_of(self, kind, c):
        """GPU-seconds a job of the mix of one kind and class."""
        if kind.parts[c] <= 0:
            return 0.0
        mean = m.moments(self.values, kind.base, self.power(kind, c), self.cut(kind, c))[0]
        return kind.parts[c] * mean * self.gpus[c] / self.jobs[c]

    def cut(self, kind, c):
        """Point of the grid that bounds the run times of the largest pre-trainings."""
        longest, from_class = self.mix.get("cut", {}).get(kind.name, (0, m.CLASSES))
        return self.values.index(longest) if c >= from_class else None

    def adapt_tables(self):
        for kind in self.kinds:
            kind.base = m.base_of(kind.published, [(kind.parts[c], self.power(kind, c), self.cut(kind, c))
                                                   for c in range(m.CLASSES) if kind.parts[c] > 0])

    def find_powers(self):
        for _ in range(ROUNDS):
            self.shape_tables()
            self.adapt_tables()
            lead = [sum(self.gpu_s_of(k, c) for k in self.kinds if self.leads(k, c)) for c in range(m.CLASSES)]
            rest = [sum(self.gpu_s_of(k, c) for k in self.kinds if not self.leads(k, c)) for c in range(m.CLASSES)]
            wanted = [max(w - r, 1e-5 * self.gpu_s) for w, r in zip(self.wanted, rest)]
            for c in range(m.CLASSES):
                self.powers[c] *= (wanted[c] / lead[c]) ** 0.6 if lead[c] > 0 else 1.0
            self.normalise()
            self.move_lower(sum(wanted[FIRST_WIDE:]) / sum(lead[FIRST_WIDE:]))
        self.shape_tables()
        self.adapt_tables()

    def move_lower(self, wide):
        """`wide`: GPU time of large jobs that is wanted, to what there is."""
        least, most = self.mix["lower"]
        if len(self.kinds) > 1:
            self.lower[1] = min(max(self.lower[1] - 0.2 * (wide - 1.0), least), most)
        excess = self.mean_run_s() / self.summary["avg_run_time_gpu"] - 1.0
        self.lower[0] = min(max(self.lower[0] + 0.2 * excess, least), most)

    def normalise(self):
        """Only the proportions of powers matter, since the tables take up the rest: the most frequent class of a
        group has 1."""
        least = self.mix.get("least_power", LEAST_POWER)
        groups = [range(m.CLASSES)] if len(self.kinds) == 1 else [range(FIRST_WIDE), range(FIRST_WIDE, m.CLASSES)]
        for group in groups:
            first = self.powers[max(group, key=lambda c: self.jobs[c])]
            for c in group:
                self.powers[c] = min(max(self.powers[c] / first, least), 1 / least)


def main():
    calib = shared() / "traces" / "calib"
    fit = Fit(calib, sys.argv[1])
    fit.spread_kinds()
    fit.find_powers()
    emit.mix(fit, emit.outcomes(fit, read(calib, "helios_fig_status_by_gpu_count")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
