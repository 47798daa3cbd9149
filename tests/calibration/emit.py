"""What fit.py found, as the part of a workload spec that is generated."""
import model as m


def number(x, digits=4):
    return f"{x:.{digits}f}".rstrip("0").rstrip(".")


def wrapped(items, indent):
    """A flow mapping over as many lines as it needs."""
    lines, line = [], ""
    for item in items:
        if line and len(indent) + len(line) + len(item) > 108:
            lines.append(line)
            line = ""
        line += (" " if line else "") + item + ","
    return ("\n" + indent).join(lines + [line[:-1]])


def percentiles(values, shares):
    points, before = [], ""
    start = max((v for v, s in zip(values, shares) if s <= 0), default=values[0])
    points.append(f"0: {start:.0f}s")
    for value, share in zip(values, shares):
        key = number(100 * share, 5)
        if before == "100" or key == "0":
            continue
        # Nothing lies between two points of the same share: the later one is where it goes on.
        if key == before:
            points.pop()
        points.append(f"{key}: {value:.0f}s")
        before = key
    return points


def pieces(fit):
    """Kinds as the spec has them: name, weight, classes, table, and whether they are cut."""
    for kind in fit.kinds:
        cut = fit.mix.get("cut", {}).get(kind.name)
        first = cut[1] if cut else m.CLASSES
        sweep = fit.mix.get("sweep", 0.0)
        if sweep:
            yield "sweep", kind, [(0, sweep)], kind.base
        low = [(c, kind.parts[c] - (sweep if c == 0 else 0.0)) for c in range(first) if kind.parts[c] > 1e-9]
        if low:
            yield kind.name, kind, low, kind.base
        wide = [(c, kind.parts[c]) for c in range(first, m.CLASSES) if kind.parts[c] > 1e-9]
        if wide:
            at = fit.values.index(cut[0])
            yield f"{kind.name}-wide", kind, wide, [min(b / kind.base[at], 1.0) for b in kind.base]


def put_kind(fit, name, kind, classes, table):
    total = sum(part for _, part in classes)
    burst = fit.mix["bursts"].get(name, 1)
    weights = []
    for gpus, share in fit.sizes.items():
        c = m.class_of(gpus)
        part = dict(classes).get(c, 0.0) * share / fit.jobs[c]
        if part / total >= 5e-7:
            weights.append(f"{gpus}: {number(100 * part / total, 4)}")
    powers = [f"{m.FIRST_OF_CLASS[c]}: {number(fit.power(kind, c), 3)}" for c, _ in classes]
    print(f"      {name}:")
    print(f"        weight: {number(100 * total, 4)}")
    print(f"        size:\n          weights: {{{wrapped(weights, ' ' * 20)}}}")
    print(f"        runtime:\n          percentiles: {{{wrapped(percentiles(fit.values, table), ' ' * 24)}}}")
    print(f"        runtime_power: {{{wrapped(powers, ' ' * 24)}}}")
    if burst > 1:
        print(f"        burst: {{mean: {burst}, gap: {{log_normal: {{median: 3s, sigma: 1}}}}}}   # assumed")


class Group:
    """Jobs of a range of sizes: their part of all jobs and of GPU time, and what of each runs long."""

    def __init__(self, fit, least, end):
        self.least = least
        self.jobs = self.time = long_jobs = long_time = 0.0
        for kind in fit.kinds:
            for c in (c for c in range(m.CLASSES) if kind.parts[c] > 1e-9):
                power, cut = fit.power(kind, c), fit.cut(kind, c)
                mean = m.moments(fit.values, kind.base, power, cut)[0]
                jobs_above, time_above = m.part_above(fit.values, kind.base, power, cut, float(fit.mix["long_s"]))
                for gpus, share in fit.sizes.items():
                    if m.class_of(gpus) == c and least <= gpus < end:
                        part = kind.parts[c] * share / fit.jobs[c]
                        self.jobs += part
                        self.time += part * gpus * mean
                        long_jobs += part * jobs_above
                        long_time += part * gpus * mean * time_above
        self.long_jobs = long_jobs / self.jobs
        self.long_time = long_time / self.time

    def split(self, share, factor):
        """The share among short and among long jobs, if that among long ones is factor x share."""
        long_share = min(share * factor, 1.0)
        return max((share - self.long_jobs * long_share) / (1.0 - self.long_jobs), 0.0), long_share


def outcomes(fit, by_gpus):
    """Rows (least GPUs, shares of failed and cancelled jobs, short and long)."""
    if not fit.mix.get("outcome_by_gpus"):
        s = fit.summary
        rows = [(Group(fit, 1, 10 ** 9), {"fail": s["fail_rate_gpu"], "cancel": s["cancel_rate_gpu"]})]
    else:
        ends = [int(r["gpu_num"].lstrip(">=")) for r in by_gpus] + [10 ** 9]
        rows = [(Group(fit, low, high),
                 {"fail": float(r["failed_pct"]) / 100, "cancel": float(r["canceled_pct"]) / 100})
                for r, low, high in zip(by_gpus, ends, ends[1:])]
    total = sum(group.time for group, _ in rows)
    found = {}
    for what in ("fail", "cancel"):
        def time_share(factor, what=what):
            of_all = 0.0
            for group, share in rows:
                short, long_share = group.split(share[what], factor)
                of_all += group.time * (group.long_time * long_share + (1 - group.long_time) * short)
            return of_all / total
        wanted = fit.summary[f"{what}_rate_gpu_time"]
        found[what] = m.bisect(lambda f: time_share(f) - wanted, 0.0, 20.0)  # noqa: B023
    return [(group.least, *(group.split(share[w], found[w]) for w in ("fail", "cancel"))) for group, share in rows]


def put_expected(fit):
    """What the numbers below should give, and how many jobs of equal GPU time a million of them are worth."""
    time = [0.0] * m.CLASSES
    squares = run = 0.0
    for kind in fit.kinds:
        for c in (c for c in range(m.CLASSES) if kind.parts[c] > 1e-9):
            first, second = m.moments(fit.values, kind.base, fit.power(kind, c), fit.cut(kind, c))
            gpus = fit.gpus[c] / fit.jobs[c]
            time[c] += kind.parts[c] * first * gpus
            squares += kind.parts[c] * second * gpus * gpus
            run += kind.parts[c] * first
    total = sum(time)
    per_gpu = [t / g if g > 0 else 0.0 for t, g in zip(time, fit.gpus)]  # seconds, by class
    ours = theirs = distance = 0.0
    for low, high, share in zip([0] + m.STEPS, m.STEPS, fit.by_time):
        theirs += share
        ours += sum(g * p * per_gpu[m.class_of(g)] for g, p in fit.sizes.items() if low < g <= high) / total
        distance = max(distance, abs(ours - theirs))
    print(f"# Expected: mean run time {run:.0f} s, {sum(g * p for g, p in fit.sizes.items()):.3f} GPUs and "
          f"{total:.0f} GPU-seconds a job.  The GPU time of a\n"
          f"# million jobs varies as that of {1e6 * total * total / squares:.0f} equal ones does; without chance its "
          f"distribution by GPUs\n# would differ from the published one by {distance:.4f}.")


def mix(fit, rows):
    print("# Fitted: all below is printed by tests/calibration/fit.py.")
    put_expected(fit)
    print("# How jobs end: of those with at least so many GPUs, and of those that also run for at least so long.")
    print("outcome:")
    for least, failed, cancelled in rows:
        print(f"  {least}: {{failed: {number(failed[0], 5)}, cancelled: {number(cancelled[0], 5)}}}")
    print(f"outcome_long:\n  from: {fit.mix['long_s']}s\n  shares:")
    for least, failed, cancelled in rows:
        print(f"    {least}: {{failed: {number(failed[1], 5)}, cancelled: {number(cancelled[1], 5)}}}")
    print("communities:\n  users:\n    load: 1\n    users: 300     # assumed, as are accounts\n    accounts: 30")
    print(f"    {fit.mix.get('users', 'user_skew: 0.9   # assumed')}\n    kinds:")
    for piece in pieces(fit):
        put_kind(fit, *piece)
