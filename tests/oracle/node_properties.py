#!/usr/bin/python3
"""What must hold of every schedule on nodes, whatever the policy; needs no reference.

usage: node_properties.py AIFSIM [FIRST_SEED [COUNT]]"""
import sys
import tempfile

sys.dont_write_bytecode = True
import node_cases
import node_reference
import random_nodes


def depth_1_is_easy(simulator, site, jobs, policy):
    a = simulator.replay(site, jobs, dict(policy, backfill="easy"))
    return a == simulator.replay(site, jobs, dict(policy, backfill="depth:1"))


def replanning_is_full_depth(simulator, site, jobs, policy):
    a = simulator.replay(site, jobs, dict(policy, backfill="conservative:replan"))
    return a == simulator.replay(site, jobs, dict(policy, backfill="depth:%d" % (len(jobs) + 1)))


def compression_is_replanning_on_a_pool_with_exact_requests(simulator, site, jobs, policy):
    """Jobs in order of arrival that end when they said: nothing ever moves."""
    if "procs" not in site:
        return True
    exact = [dict(j, run=max(1, j["run"]), limit=max(1, j["run"])) for j in jobs]
    fcfs = dict(policy, order="fcfs")
    a = simulator.replay(site, exact, dict(fcfs, backfill="conservative"))
    return a == simulator.replay(site, exact, dict(fcfs, backfill="conservative:replan"))


def later_submits_shift_the_schedule(simulator, site, jobs, policy):
    a = simulator.replay(site, jobs, policy)
    b = simulator.replay(site, [dict(j, submit=j["submit"] + 1000) for j in jobs], policy)
    return a == [o and dict(o, start=o["start"] - 1000, end=o["end"] - 1000) for o in b]


def domains_do_not_influence_each_other(simulator, site, jobs, policy):
    whole = simulator.replay(site, jobs, policy)
    for partitions, _ in node_reference.domains(site):
        mine = [i for i, j in enumerate(jobs) if j["partition"] in partitions]
        alone = simulator.replay(site, [jobs[i] for i in mine], policy) if mine else []
        if alone != [whole[i] for i in mine]:
            return False
    return True


def node_capacities(site):
    """(class index, (cores, gpus, mem)) of each node."""
    return [(i, (c["cores"], c["gpus"], c["mem"]))
            for i, c in enumerate(site["classes"]) for _ in range(c["count"])]


def no_node_is_given_out_twice(simulator, site, jobs, policy):
    """Each job has as many different nodes of its partition as it wants, and what runs on a node at
    any start fits into it, alone if exclusive."""
    if "procs" in site:
        return True
    nodes, parts = node_capacities(site), []
    for job, got in zip(jobs, simulator.replay(site, jobs, policy)):
        if not got:
            continue
        wanted, ask, exclusive, _ = node_reference.bind(site, job)
        if len(set(got["nodes"])) != wanted:
            return False
        for n in got["nodes"]:
            kind, capacity = nodes[n]
            if kind not in site["partitions"][job["partition"]]["classes"]:
                return False
            parts.append((n, got["start"], got["end"], capacity if exclusive else ask))
    for n, start, _, _ in parts:
        now = [need for m, s, e, need in parts if m == n and s <= start < e]
        if any(sum(need[k] for need in now) > nodes[n][1][k] for k in range(3)):
            return False
    return True


def ends_are_those_asked_for(simulator, site, jobs, policy):
    """A job runs its time, or to its limit; it starts no earlier than it is submitted."""
    for job, got in zip(jobs, simulator.replay(site, jobs, policy)):
        bound = node_reference.bind(site, job)
        if got and (got["start"] < job["submit"]
                    or got["end"] - got["start"] != min(job["run"], bound[3])):
            return False
    return True


def strict_order_never_overtakes(simulator, site, jobs, policy):
    starts = {}
    strict = dict(policy, order="fcfs", backfill="none")
    for job, got in zip(jobs, simulator.replay(site, jobs, strict)):
        owner = next(min(p) for p, _ in node_reference.domains(site) if job["partition"] in p)
        if got:
            starts.setdefault(owner, []).append(got["start"])
    return all(s == sorted(s) for s in starts.values())


PROPERTIES = [depth_1_is_easy, replanning_is_full_depth,
              compression_is_replanning_on_a_pool_with_exact_requests,
              later_submits_shift_the_schedule, domains_do_not_influence_each_other,
              no_node_is_given_out_twice, ends_are_those_asked_for, strict_order_never_overtakes]


def main(aifsim, first=0, count=25):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        simulator = node_cases.Simulator(aifsim, folder)
        for seed in range(first, first + count):
            site, jobs, policy = random_nodes.random_case(seed)
            for holds in PROPERTIES:
                if not holds(simulator, site, jobs, policy):
                    failed += 1
                    print("seed %d: not so: %s (%s)" % (seed, holds.__name__.replace("_", " "),
                                                        " ".join(node_cases.options(policy))))
    print("%d failures in %d cases x %d properties" % (failed, count, len(PROPERTIES)))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:4])))
