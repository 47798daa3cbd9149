#!/usr/bin/env python3
"""Bootstrap bounds for tests/unit/test_bootstrap.c, from the published definitions alone.

usage: bootstrap.py SEED VALUE...   prints: sum, lower and upper bound of the sum

Philox 4x32-10: Salmon, Moraes, Dror and Shaw, SC'11, section 3.3; it is first checked against
the known-answer vectors that its authors publish.  Percentiles: Hyndman and Fan (1996), type 7.
"""
import sys
from fractions import Fraction
from math import floor

MASK = 0xFFFFFFFF
RESAMPLES = 10000
BOOTSTRAP = 8  # the stream's number in include/aif/rng.h


def philox(counter, key):
    a, b, c, d = counter
    k0, k1 = key
    for turn in range(10):
        if turn:
            k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (right >> 32) ^ b ^ k0, right & MASK, (left >> 32) ^ d ^ k1, left & MASK
    return a, b, c, d


def stream(seed, entity):
    """64-bit values of stream (seed, BOOTSTRAP, entity), one after the other."""
    draw = 0
    while True:
        out = philox((entity & MASK, entity >> 32, draw, BOOTSTRAP), (seed & MASK, seed >> 32))
        yield out[1] << 32 | out[0]
        draw += 1


def below(values, bound):
    """Unbiased: values that would favour small results are drawn again."""
    skip = 2**64 % bound
    while (x := next(values)) < skip:
        pass
    return x % bound


def percentile(ordered, p):
    place = (len(ordered) - 1) * p
    i = floor(place)
    if place == i:
        return Fraction(ordered[i])
    return ordered[i] + (place - i) * (ordered[i + 1] - ordered[i])


def bounds(sample, seed):
    sums = []
    for b in range(RESAMPLES):
        values = stream(seed, b)
        sums.append(sum(sample[below(values, len(sample))] for _ in sample))
    sums.sort()
    return percentile(sums, Fraction(25, 1000)), percentile(sums, Fraction(975, 1000))


def main():
    assert philox((0, 0, 0, 0), (0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
    assert philox((MASK,) * 4, (MASK,) * 2) == (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)
    seed, sample = int(sys.argv[1]), [int(x) for x in sys.argv[2:]]
    low, high = bounds(sample, seed)
    print(sum(sample), floor(low), floor(high))


main()
