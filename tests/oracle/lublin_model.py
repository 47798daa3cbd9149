"""Lublin's and Feitelson's model (JPDC 63(11), 2003), written down from the published recipe: an independent
run of it, and its exact distributions.  Used by lublin.py."""
import bisect
import math
import random

DAY_S = 86400
BUCKET_S = 1800
BUCKETS = 48
LARGEST_LN_RUN = 12
LARGEST_LN_GAP = 13

PUBLISHED = {
    "batch": {"serial": 0.2927, "pow2": 0.6686, "low": 1.2, "low_share": 0.875, "a1": 6.57, "b1": 0.823, "a2": 639.1,
              "b2": 0.0156, "pa": -0.003, "pb": 0.6986, "aarr": 6.0415, "barr": 0.8531, "arar": 1.0519, "anum": 6.1271,
              "bnum": 5.2740},
    "interactive": {"serial": 0.1541, "pow2": 0.625, "low": 1.0, "low_share": 0.705, "a1": 3.8351, "b1": 0.6605,
                    "a2": 7.073, "b2": 0.6856, "pa": -0.0118, "pb": 0.9156, "aarr": 6.5510, "barr": 0.6621,
                    "arar": 0.9797, "anum": 8.9186, "bnum": 3.6680},
    "untyped": {"serial": 0.244, "pow2": 0.576, "low": 0.8, "low_share": 0.86, "a1": 4.2, "b1": 0.94, "a2": 312.0,
                "b2": 0.03, "pa": -0.0054, "pb": 0.78, "aarr": 10.2303, "barr": 0.4871, "arar": 1.0225, "anum": 8.1737,
                "bnum": 3.9631},
}


def gamma_cdf(x, shape):
    """Regularised lower incomplete gamma function: series, or continued fraction (Lentz) far right."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        k = shape
        while term > total * 1e-16:
            k += 1
            term *= x / k
            total += term
        return front * total
    b = x + 1 - shape
    c, d = 1e300, 1 / b
    h = d
    for i in range(1, 10000):
        an = -i * (i - shape)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return 1 - front * h


def day_weights(parameters):
    """Shares of the 48 half hours, from midnight on; the distribution's day begins with the eleventh."""
    a, b = parameters["anum"], parameters["bnum"]
    weights = [0.0] * BUCKETS
    for i in range(11, 11 + BUCKETS):
        weights[(i - 1) % BUCKETS] = gamma_cdf((i + 0.5) / b, a) - gamma_cdf((i - 0.5) / b, a)
    total = sum(weights)
    return [w / total for w in weights]


def undo_cycle(submits, weights):
    """Seconds that would have passed on days without a cycle."""
    sums = [0.0]
    for w in weights:
        sums.append(sums[-1] + w * DAY_S)
    even = []
    for s in submits:
        day, rest = divmod(s, DAY_S)
        bucket, part = divmod(rest, BUCKET_S)
        even.append(day * DAY_S + sums[bucket] + part * weights[bucket] * BUCKETS)
    return even


class Model:
    """Draws, from a generator of its own."""

    def __init__(self, parameters, seed, procs=128):
        self.p = parameters
        self.random = random.Random(seed)
        self.high = math.log2(procs)

    def cycle(self):
        return day_weights(self.p)

    def sizes(self, n):
        p, unit = self.p, self.random.random
        mid, drawn = self.high - 2.5, []
        for _ in range(n):
            u = unit()
            if u <= p["serial"]:
                drawn.append(1)
                continue
            x = p["low"] + unit() * (mid - p["low"]) if unit() <= p["low_share"] else mid + unit() * (self.high - mid)
            if u <= p["serial"] + p["pow2"]:
                x = int(x + 0.5)
            drawn.append(int(2 ** x + 0.5))
        return drawn

    def runs(self, sizes):
        p, unit, gamma = self.p, self.random.random, self.random.gammavariate
        drawn = []
        for n in sizes:
            share = p["pa"] * n + p["pb"]
            x = LARGEST_LN_RUN + 1
            while x > LARGEST_LN_RUN:
                x = gamma(p["a1"], p["b1"]) if unit() <= share else gamma(p["a2"], p["b2"])
            drawn.append(int(math.exp(x)))
        return drawn

    def submits(self, n):
        """Each gap is paid to the half hours in turn, as many points as they have."""
        p, gamma = self.p, self.random.gammavariate
        points_of = [w * BUCKETS for w in self.cycle()]
        bucket, points, drawn = 0, 0.0, []
        for _ in range(n):
            x = LARGEST_LN_GAP + 1
            while x > LARGEST_LN_GAP:
                x = gamma(p["aarr"] * p["arar"], p["barr"])
            points += math.exp(x) / BUCKET_S
            while points > points_of[bucket % BUCKETS]:
                points -= points_of[bucket % BUCKETS]
                bucket += 1
            drawn.append(int(BUCKET_S * (bucket + points / points_of[bucket % BUCKETS])))
        return drawn


class Exact:
    """Distribution functions at fixed points, without drawing."""

    def __init__(self, parameters, procs):
        self.p = parameters
        high = math.log2(procs)
        stages = ((parameters["low"], high - 2.5, parameters["low_share"]),
                  (high - 2.5, high, 1 - parameters["low_share"]))
        self.sizes = {n: 0.0 for n in range(1, procs + 1)}
        self.sizes[1] = parameters["serial"]
        powers = min(parameters["pow2"], 1 - parameters["serial"])
        for n in self.sizes:
            between = (math.log2(n - 0.5), math.log2(n + 0.5))
            self.sizes[n] += (1 - parameters["serial"] - powers) * sum(
                share * overlap(between, (low, top)) for low, top, share in stages)
            if n & (n - 1) == 0:
                k = n.bit_length() - 1
                self.sizes[n] += powers * sum(
                    share * overlap((k - 0.5, k + 0.5), (low, top)) for low, top, share in stages)
        self.points = [LARGEST_LN_RUN * k / 240 for k in range(1, 241)]
        self.parts = [[gamma_cdf(x / parameters["b" + i], parameters["a" + i]) for x in self.points] for i in "12"]

    def size_cdf(self):
        total, sums = 0.0, []
        for n in sorted(self.sizes):
            total += self.sizes[n]
            sums.append(min(1.0, total))
        return sums

    def run_given(self, n, k):
        """That the logarithm of the run time of a job of this size is at most the k-th point."""
        share = min(1.0, max(0.0, self.p["pa"] * n + self.p["pb"]))
        first, second = self.parts
        return ((share * first[k] + (1 - share) * second[k]) / (share * first[-1] + (1 - share) * second[-1]))

    def run_cdf(self):
        return [min(1.0, sum(w * self.run_given(n, k) for n, w in self.sizes.items()))
                for k in range(len(self.points))]

    def long_share(self, wide, long_s):
        k = bisect.bisect_left(self.points, math.log(long_s))
        jobs = [(n, w) for n, w in self.sizes.items() if n >= wide]
        return 1 - sum(w * self.run_given(n, k) for n, w in jobs) / sum(w for _, w in jobs)

    def gap_cdf(self):
        shape, scale = self.p["aarr"] * self.p["arar"], self.p["barr"]
        return [gamma_cdf(LARGEST_LN_GAP * k / 260 / scale, shape) / gamma_cdf(LARGEST_LN_GAP / scale, shape)
                for k in range(1, 261)]


def overlap(piece, whole):
    """The part of a uniform distribution on `whole` that lies in `piece`."""
    return max(0.0, min(piece[1], whole[1]) - max(piece[0], whole[0])) / (whole[1] - whole[0])
