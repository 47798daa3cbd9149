#!/usr/bin/python3
"""Random jobs on random nodes: every start, end and node as in the reference.

usage: compare_nodes.py AIFSIM [FIRST_SEED [COUNT]]

A case that differs is cut down to the jobs it needs and printed with its seed."""
import sys
import tempfile

sys.dont_write_bytecode = True
import node_cases
import node_reference
import random_nodes


def difference(simulator, site, jobs, policy):
    """What the first job that differs should have got and got, or None."""
    expected, trouble = node_reference.simulate(site, jobs, node_reference.policy_of(**policy))
    if trouble:
        return "the reference broke its own promise: " + trouble[0]
    try:
        got = simulator.replay(site, jobs, policy)
    except (RuntimeError, KeyError, ValueError) as error:
        return "no schedule: %s" % error
    for i, (a, b) in enumerate(zip(expected, got)):
        if a and "procs" in site:
            a = dict(a, nodes=[])
        if a != b:
            return "job %d: expected %s, got %s" % (i + 1, a, b)
    return None


def cut_down(simulator, site, jobs, policy):
    """Leave out every job without which there still is a difference."""
    i = 0
    while i < len(jobs):
        fewer = jobs[:i] + jobs[i + 1:]
        if fewer and difference(simulator, site, fewer, policy):
            jobs, i = fewer, 0
        else:
            i += 1
    return jobs


def report(simulator, seed, site, jobs, policy):
    jobs = cut_down(simulator, site, jobs, policy)
    print("seed %d: %s" % (seed, " ".join(node_cases.options(policy))))
    print(node_cases.site_text(site) if "procs" not in site else "procs:%d" % site["procs"])
    print(node_cases.trace_text(site, jobs))
    print(difference(simulator, site, jobs, policy))


def main(aifsim, first=0, count=250):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        simulator = node_cases.Simulator(aifsim, folder)
        for seed in range(first, first + count):
            site, jobs, policy = random_nodes.random_case(seed)
            if difference(simulator, site, jobs, policy):
                failed += 1
                report(simulator, seed, site, jobs, policy)
            if failed == 3:
                break
    print("%d of %d cases differ (seeds %d to %d)" % (failed, seed - first + 1, first, seed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:4])))
