#!/usr/bin/python3
"""A slow and obvious scheduler of jobs on nodes, to judge the fast one by.

Nothing here is shared with the simulator: it was written from docs/scheduling.md alone.  Each node
keeps a list of holds (a time interval and what is taken in it) by running jobs, up to the end they
asked for, and by reservations; whether a job fits anywhere, ever, is looked up in these lists.

A site is a dict:
    classes     list of {name, count, cores, gpus, mem}; nodes are numbered through the classes
    partitions  list of {name, classes: [class index], exclusive, unit: gpu|core|node,
                         default_limit, max_limit, max_nodes}
    qos         list of {name, max_limit, max_nodes, max_cores}
Zero or False: no such limit.
A job is a dict: submit, run, limit (None: not stated), partition (index), qos (index or None), nodes,
cores, gpus, mem (all per node), exclusive; or procs instead of nodes.
simulate() returns one dict per job: start, end, nodes (a list), or None where rejected.
"""
from fractions import Fraction


class Hold:
    """Something taken from a node during [start, end)."""

    def __init__(self, start, end, need):
        self.start, self.end, self.need = start, end, need


class Node:
    """What can be planned with: a node, or all nodes of a domain where only their number counts."""

    def __init__(self, number, capacity):
        self.number, self.capacity, self.holds = number, capacity, []

    def free_at(self, t):
        used = [h.need for h in self.holds if h.start <= t < h.end]
        return tuple(c - sum(u[i] for u in used) for i, c in enumerate(self.capacity))

    def fits(self, need, start, end):
        times = [start] + [h.start for h in self.holds if start < h.start < end]
        return all(n <= f for t in times for n, f in zip(need, self.free_at(t)))


def rank(place, node, need, t):
    """Lower is better; need and free are (cores, gpus, mem)."""
    free = node.free_at(t)
    left = (free[1] - need[1], free[0] - need[0], free[2] - need[2])
    if place == "pack":
        return left + (node.number,)
    if place == "spread":
        return tuple(-x for x in left) + (node.number,)
    return (node.number,)


def whole_nodes_for(procs, each):
    return -(-procs // each)


def spread_procs(procs, unit, node):
    """A number of processors as (nodes, per-node need, exclusive) on nodes like this one."""
    each = {"gpu": node["gpus"], "core": node["cores"], "node": 0}[unit]
    if each == 0:
        return procs, (0, 0, 0), True
    here = min(procs, each)
    mem = node["mem"] * here // each
    if unit == "gpu":
        need = (max(1, node["cores"] * here // each), here, mem)
    else:
        need = (here, 0, mem)
    return whole_nodes_for(procs, each), need, False


def able_classes(site, partition, ask):
    """Those of the partition whose nodes are large enough, in the order of the site."""
    classes = [site["classes"][i] for i in sorted(partition["classes"])]
    return [c for c in classes
            if all(a <= b for a, b in zip(ask, (c["cores"], c["gpus"], c["mem"])))]


def bind(site, job):
    """(nodes wanted, per-node need as asked, exclusive, limit) or None where it can never run."""
    p = site["partitions"][job["partition"]]
    if job.get("procs"):
        n, ask, exclusive = spread_procs(job["procs"], p["unit"], site["classes"][p["classes"][0]])
    else:
        n, ask, exclusive = job["nodes"], (job["cores"], job["gpus"], job["mem"]), False
    limit = job["limit"]
    if limit is None:
        limit = p["default_limit"] or job["run"]
    limit = max(limit, 1)
    exclusive = bool(exclusive or p["exclusive"] or job["exclusive"])
    able = able_classes(site, p, ask)
    if not able:
        return None
    wanted = {"max_limit": limit, "max_nodes": n,
              "max_cores": n * (able[0]["cores"] if exclusive else ask[0])}
    rules = [p] + ([site["qos"][job["qos"]]] if job["qos"] is not None else [])
    if any(wanted[key] > rule[key] for rule in rules for key in wanted if rule.get(key)):
        return None
    return n, ask, exclusive, limit


def domains(site):
    """Lists of partition indices that share node classes, directly or through others."""
    groups = []
    for i, p in enumerate(site["partitions"]):
        mine, rest = {i}, []
        classes = set(p["classes"])
        for parts, seen in groups:
            if seen & classes:
                mine |= parts
                classes |= seen
            else:
                rest.append((parts, seen))
        groups = rest + [(mine, classes)]
    return groups


SCORES = {  # each from (submit, limit, units, now)
    "fcfs": lambda s, l, u, t: s,
    "sjf": lambda s, l, u, t: l,
    "ljf": lambda s, l, u, t: -l,
    "smallest-area": lambda s, l, u, t: l * u,
    "largest-area": lambda s, l, u, t: -l * u,
    "expansion": lambda s, l, u, t: -Fraction(t - s + l, l),
    "wfp3": lambda s, l, u, t: -((t - s) / l * ((t - s) / l) * ((t - s) / l)) * u,
}


class Task:
    def __init__(self, index, job, n, ask, exclusive, limit):
        self.index, self.n, self.ask, self.exclusive, self.limit = index, n, ask, exclusive, limit
        self.submit, self.partition = job["submit"], job["partition"]
        self.run = min(job["run"], limit)
        self.eligible = []   # plan nodes it may use
        self.slot = None     # (start, plan nodes) of its reservation
        self.holds = []      # (plan node, hold)

    def need_on(self, node):
        return node.capacity if self.exclusive else self.ask


class Domain:
    """One queue, its nodes, and its passes."""

    def __init__(self, site, partitions, classes, policy):
        self.policy, self.queue, self.running, self.trouble = policy, [], [], []
        self.nodes, number = [], 0
        for i, c in enumerate(site["classes"]):
            for _ in range(c["count"]):
                if i in classes:
                    self.nodes.append((i, Node(number, (c["cores"], c["gpus"], c["mem"]))))
                number += 1
        self.counts = len(classes) == 1 and all(site["partitions"][p]["exclusive"] for p in partitions)
        self.pool = Node(0, (len(self.nodes), 0, 0)) if self.counts else None
        self.idle = set(n.number for _, n in self.nodes)  # used where only the number counts

    def accept(self, task, site):
        """Whether enough of the partition's nodes are large enough."""
        allowed = site["partitions"][task.partition]["classes"]
        nodes = [n for i, n in self.nodes
                 if i in allowed and all(a <= c for a, c in zip(task.ask, n.capacity))]
        if len(nodes) < task.n:
            return False
        task.eligible = nodes
        if self.counts:
            task.eligible, task.exclusive = [self.pool], False
            task.ask, task.n, task.width = (task.n, 0, 0), 1, task.n
        return True

    # -- planning

    def nodes_at(self, task, t):
        """The nodes it would get at t, or None."""
        fit = [n for n in task.eligible if n.fits(task.need_on(n), t, t + task.limit)]
        if len(fit) < task.n:
            return None
        fit.sort(key=lambda n: rank(self.policy["place"], n, task.need_on(n), t))
        return fit[:task.n]

    def earliest(self, task, now):
        times = {h.end for n in task.eligible for h in n.holds if h.end > now}
        for t in [now] + sorted(times):
            nodes = self.nodes_at(task, t)
            if nodes:
                return t, nodes
        raise AssertionError("a job that was accepted fits nowhere")

    def hold(self, task, t, nodes):
        task.slot = (t, nodes)
        for n in nodes:
            h = Hold(t, t + task.limit, task.need_on(n))
            n.holds.append(h)
            task.holds.append((n, h))

    def release(self, task):
        for n, h in task.holds:
            n.holds.remove(h)
        task.holds, task.slot = [], None

    def start(self, task, now, nodes):
        self.release(task)
        self.hold(task, now, nodes)
        task.start = now
        self.queue.remove(task)
        self.running.append(task)
        if self.counts:
            task.numbers = sorted(self.idle)[:task.width]
            self.idle -= set(task.numbers)
        else:
            task.numbers = sorted(n.number for n in nodes)

    def end(self, task):
        self.release(task)
        self.running.remove(task)
        if self.counts:
            self.idle |= set(task.numbers)

    # -- passes

    def by_order(self, name, tasks, now):
        return sorted(tasks, key=lambda k: (SCORES[name](k.submit, k.limit, k.units, now), k.submit,
                                            k.index))

    def schedule(self, now, has_ended):
        waiting = self.by_order(self.policy["order"], self.queue, now)
        if self.policy["backfill"] == "conservative":
            self.compress(waiting, now, has_ended)
        else:
            self.plan(waiting, now)

    def compress(self, waiting, now, has_ended):
        for task in waiting:
            if task.slot and task.slot[0] <= now:
                self.start(task, now, task.slot[1])
            elif task.slot is None:
                t, nodes = self.earliest(task, now)
                self.hold(task, t, nodes)
                if t == now:
                    self.start(task, now, nodes)
            elif has_ended:
                old = task.slot
                self.release(task)
                t, nodes = self.earliest(task, now)
                if t > old[0]:
                    self.trouble.append("reservation of job %d moved from %d to %d"
                                        % (task.index, old[0], t))
                if t >= old[0]:
                    t, nodes = old
                self.hold(task, t, nodes)
                if t == now:
                    self.start(task, now, nodes)

    def plan(self, waiting, now):
        """All others: reservations that live for this pass."""
        depth, reserved, rest = self.policy["depth"], [], list(waiting)
        while rest and (not reserved or len(reserved) < depth):
            task = rest[0]
            nodes = self.nodes_at(task, now)
            if nodes:
                self.start(task, now, nodes)
            elif depth:
                t, nodes = self.earliest(task, now)
                self.hold(task, t, nodes)
                reserved.append(task)
            else:
                break
            rest.pop(0)
        if self.policy["backfill"] != "none":
            for task in self.by_order(self.policy["candidates"] or self.policy["order"], rest, now):
                nodes = self.nodes_at(task, now)
                if nodes:
                    self.start(task, now, nodes)
        promises = [(task, task.slot[0]) for task in reserved]
        for task in reserved:
            self.release(task)
        if promises and self.earliest(promises[0][0], now)[0] > promises[0][1]:
            self.trouble.append("job %d was promised %d at %d and then pushed back"
                                % (promises[0][0].index, promises[0][1], now))


def units_of(site, task):
    """Width, for the orders that look at it: the GPUs that a job takes or, asking for none, keeps
    others from using; on nodes without GPUs its cores.  By the first class that can hold it."""
    c = able_classes(site, site["partitions"][task.partition], task.ask)[0]
    whole = c["gpus"] or c["cores"]
    if task.exclusive:
        return task.n * whole
    if not c["gpus"]:
        return task.n * max(1, task.ask[0])
    if task.ask[1]:
        return task.n * task.ask[1]
    blocked = max(whole_nodes_for(whole * task.ask[0], c["cores"]),
                  whole_nodes_for(whole * task.ask[2], c["mem"]))
    return task.n * max(1, blocked)


DEPTHS = {"none": 0, "greedy": 0, "easy": 1}


def policy_of(order, backfill, candidates=None, place="first-fit"):
    """From the names on the command line: easy, depth:3, conservative, conservative:replan ..."""
    name, _, parameter = backfill.partition(":")
    depth = DEPTHS.get(name, 0)
    if name == "depth":
        depth = int(parameter)
    if backfill == "conservative:replan":
        name, depth = "depth", 1 << 30
    return {"order": order, "backfill": name, "depth": depth, "candidates": candidates,
            "place": place}


def simulate(site, jobs, policy):
    owner, all_domains = {}, []
    for parts, classes in domains(site):
        d = Domain(site, parts, classes, policy)
        all_domains.append(d)
        for p in parts:
            owner[p] = d
    submits = []
    for i, job in enumerate(jobs):
        bound = bind(site, job)
        if bound is None:
            continue
        task = Task(i, job, *bound)
        task.units = units_of(site, task)
        if owner[task.partition].accept(task, site):
            submits.append(task)
    submits.sort(key=lambda k: (k.submit, k.index))
    results = [None] * len(jobs)
    while True:
        times = [k.submit for k in submits[:1]]
        for d in all_domains:
            times += [k.start + k.run for k in d.running]
            times += [k.slot[0] for k in d.queue if k.slot]
        if not times:
            return results, [x for d in all_domains for x in d.trouble]
        now = min(times)
        for d in all_domains:
            ended = [k for k in d.running if k.start + k.run == now]
            for task in ended:
                d.end(task)
                results[task.index] = {"start": task.start, "end": now, "nodes": task.numbers}
            arrived = [k for k in submits if k.submit == now and owner[k.partition] is d]
            submits = [k for k in submits if k not in arrived]
            d.queue += arrived
            due = [k for k in d.queue if k.slot and k.slot[0] <= now]
            if ended or arrived or due:
                d.schedule(now, bool(ended))
