"""The arithmetic behind fit.py: what a mix is expected to give, without drawing a single job.

A kind of job has a table of run times, a distribution function B, and for each class of sizes a power k: jobs
of that class have the distribution function B to the power of k, so that larger jobs may run longer (k > 1)
or shorter.  The generator draws them as B's quantile at u^(1/k)."""
import math

# The published tables count GPUs up to these numbers.
STEPS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024]
# Classes of sizes that share their run times: up to so many GPUs; the last has all that is larger.
CLASS_ENDS = [1, 3, 6, 12, 16, 24, 32, 64, 128, 256, 512, 768]
CLASSES = len(CLASS_ENDS) + 1
FIRST_OF_CLASS = [1] + [end + 1 for end in CLASS_ENDS]
PIECES = 6  # of each stretch of a table, for integrals


def class_of(gpus):
    return sum(gpus > end for end in CLASS_ENDS)


def bisect(f, low, high, rounds=60):
    """Where f, which ascends, crosses 0; the nearer end if it does not."""
    for _ in range(rounds):
        mid = (low + high) / 2
        if f(mid) < 0:
            low = mid
        else:
            high = mid
    return (low + high) / 2


def grid(longest):
    """Powers of two in seconds, with the geometric middles above 17 minutes, and the longest run time."""
    values, exponent = [1.0], 0
    while values[-1] < longest:
        if exponent >= 10:
            values.append(float(round(2 ** (exponent + 0.5))))
        exponent += 1
        values.append(2.0 ** exponent)
    return [v for v in values if v < longest] + [longest]


def published_at(values, table, lower):
    """A published distribution function at the grid; `lower`: what part of the jobs between two of its
    points runs shorter than their geometric middle."""
    shares = []
    for value in values[:-1]:
        if value in table:
            shares.append(table[value])
            continue
        below = 2.0 ** math.floor(math.log2(value))
        above = table.get(2 * below, 1.0) if 2 * below < values[-1] else 1.0
        from_below = table.get(below, max(table.values()))
        shares.append(from_below + lower * (above - from_below))
    return whole_seconds(values, shares + [1.0])


def whole_seconds(values, shares):
    """Draws are rounded: up to v seconds are those below v + 1/2.  The table has to have the published share there,
    on the straight line to its next point."""
    shares = list(shares)
    for i in reversed(range(len(shares) - 1)):
        if values[i] <= 256:
            way = math.log((values[i] + 0.5) / values[i]) / math.log(values[i + 1] / values[i])
            shares[i] = max((shares[i] - way * shares[i + 1]) / (1.0 - way), 0.0)
    for i in reversed(range(len(shares) - 1)):
        shares[i] = min(shares[i], shares[i + 1])
    return shares


def moments(values, base, power, cut=None):
    """Mean and mean of squares of a class; B has straight lines in the logarithm between its points."""
    top = len(base) - 1 if cut is None else cut
    whole = base[top]
    before = (base[0] / whole) ** power if base[0] > 0 else 0.0
    first, second = before * values[0], before * values[0] ** 2
    for i in range(1, top + 1):
        a, b, low, high = base[i - 1], base[i], values[i - 1], values[i]
        for piece in range(PIECES if b > a else 0):
            share = ((a + (b - a) * (piece + 1) / PIECES) / whole) ** power
            value = low * (high / low) ** ((piece + 0.5) / PIECES)
            first += (share - before) * value
            second += (share - before) * value ** 2
            before = share
    return first, second


def part_above(values, base, power, cut, least):
    """Of the jobs of a class, and of their mean time, what runs for at least `least` (a point of the grid)."""
    at = values.index(least)
    mean = moments(values, base, power, cut)[0]
    if base[at] <= 0:
        return 1.0, 1.0
    whole = base[-1 if cut is None else cut]
    jobs_below = (base[at] / whole) ** power
    return 1.0 - jobs_below, 1.0 - jobs_below * moments(values, base, power, at)[0] / mean


def shape(base, power, cut):
    """The distribution function of a class: that of jobs of B that are shorter than the point number `cut`, to a
    power.  cut None: all of B."""
    if cut is None:
        return [b ** power if b > 0 else 0.0 for b in base]
    return [(min(b, base[cut]) / base[cut]) ** power if b > 0 else 0.0 for b in base]


def base_of(published, classes):
    """The table B for which the classes (part of the jobs, power, cut) together have the published function.
    Points above a cut come first, as the cut classes are complete there."""
    total = sum(part for part, _, _ in classes)
    base = [0.0] * len(published)
    for i in reversed(range(len(published))):
        if 0 < published[i] < 1:
            def at(b, i=i):
                have = 0.0
                for part, power, cut in classes:
                    whole = base[cut] if cut is not None and i < cut else 1.0
                    have += part * (1.0 if cut is not None and i >= cut else min(1.0, b / whole) ** power)
                return have / total - published[i]
            base[i] = bisect(at, 0.0, 1.0)
        else:
            base[i] = published[i]
    return base


QUARTILE_MARGIN = 0.01


def move_quartiles(row, quartiles):
    """Scale what lies below and above so that the quartiles (classes of sizes) are where they should be."""
    for quarter, c in zip((0.25, 0.5, 0.75), quartiles):
        for end, bound, is_most in ((c, quarter - QUARTILE_MARGIN, True), (c + 1, quarter + QUARTILE_MARGIN, False)):
            total, below = sum(row), sum(row[:end])
            is_wrong = below > bound * total if is_most else below < bound * total
            if is_wrong and 0 < below < total:
                row[:] = ([x * bound * total / below for x in row[:end]] +
                          [x * (1 - bound) * total / (total - below) for x in row[end:]])


def settle(rows, row_totals, column_totals, quartiles, rounds=2000):
    """Iterative proportional fitting: scale a matrix until rows and columns have these totals, and rows these
    quartiles."""
    rows = [list(row) for row in rows]
    for _ in range(rounds):
        for row, of_row in zip(rows, quartiles):
            move_quartiles(row, of_row)
        for row, wanted in zip(rows, row_totals):
            have = sum(row)
            row[:] = [x * wanted / have for x in row]
        for j, wanted in enumerate(column_totals):
            have = sum(row[j] for row in rows)
            for row in rows:
                row[j] *= wanted / have if have > 0 else 0.0
    return rows
