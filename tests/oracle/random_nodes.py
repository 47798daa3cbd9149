"""Random small sites, traces and policies, each from its seed alone."""
import random


def random_site(rng):
    classes = [{"name": "class%d" % i, "count": rng.randint(1, 5),
                "cores": rng.choice([1, 2, 4, 6, 8]), "gpus": rng.choice([0, 0, 1, 2, 4]),
                "mem": 1024 * rng.choice([4, 8, 10, 16])}
               for i in range(rng.choice([1, 1, 2, 3, 4]))]
    partitions = []
    for i in range(rng.choice([1, 1, 2, 3])):
        mine = sorted(rng.sample(range(len(classes)), rng.randint(1, min(2, len(classes)))))
        unit = rng.choice(["gpu", "core", "node"] if classes[mine[0]]["gpus"] else ["core", "node"])
        partitions.append({"name": "part%d" % i, "classes": mine, "exclusive": rng.random() < 0.35,
                           "unit": unit, "default_limit": rng.choice([5, 20]),
                           "max_limit": rng.choice([1000, 1000, 30]),
                           "max_nodes": rng.choice([0, 0, 0, 2])})
    qos = [{"name": "qos%d" % i, "max_limit": rng.choice([0, 15, 1000]),
            "max_nodes": rng.choice([0, 0, 2]), "max_cores": rng.choice([0, 3, 8])}
           for i in range(rng.choice([0, 0, 1, 2]))]
    return {"classes": classes, "partitions": partitions, "qos": qos}


def random_pool(rng):
    """A pool of processors is a class of nodes with one core each, taken whole."""
    procs = rng.randint(1, 12)
    classes = [{"name": "procs", "count": procs, "cores": 1, "gpus": 0, "mem": 1}]
    partitions = [{"name": "pool", "classes": [0], "exclusive": True, "unit": "node",
                   "default_limit": 0, "max_limit": 0, "max_nodes": 0}]
    return {"procs": procs, "classes": classes, "partitions": partitions, "qos": []}


def random_times(rng, horizon):
    """Few different values, so that much happens at once; requests may be too short or missing."""
    run = rng.choice([0, 1, 2, 3, 5, 8, 10, 10, 12, 20])
    limit = rng.choice([run, run, 2 * run, run + 5, rng.choice([1, 5, 10, 20, 40])])
    return {"submit": rng.randint(0, horizon), "run": run,
            "limit": None if rng.random() < 0.05 else max(1, limit)}


def random_job(rng, site, horizon):
    job = random_times(rng, horizon)
    job["partition"] = rng.randrange(len(site["partitions"]))
    p = site["partitions"][job["partition"]]
    like = site["classes"][rng.choice(p["classes"])]
    job.update(nodes=0, cores=0, gpus=0, mem=0, procs=0, exclusive=False, qos=None)
    if site["qos"] and rng.random() < 0.3:
        job["qos"] = rng.randrange(len(site["qos"]))
    if "procs" in site or rng.random() < 0.3:
        job["procs"] = rng.choice([1, 1, 2, 3, 4, 5, 8])
        return job
    job["nodes"] = rng.choice([1, 1, 1, 1, 2, 2, 3, 4])
    job["cores"] = rng.randint(1, like["cores"]) if rng.random() < 0.97 else like["cores"] + 1
    job["gpus"] = rng.randint(0, like["gpus"])
    job["mem"] = rng.choice([0, 1, 1024, rng.randint(0, like["mem"]), like["mem"] // 2,
                             like["mem"]])
    job["exclusive"] = rng.random() < 0.15
    return job


def random_policy(rng):
    orders = ["fcfs", "fcfs", "sjf", "ljf", "smallest-area", "largest-area", "expansion", "wfp3"]
    backfills = ["none", "greedy", "easy", "easy", "depth:1", "depth:2", "depth:3", "depth:7",
                 "conservative", "conservative", "conservative", "conservative:replan"]
    return {"order": rng.choice(orders), "backfill": rng.choice(backfills),
            "candidates": rng.choice([None, None] + orders),
            "place": rng.choice(["first-fit", "pack", "spread"])}


def random_case(seed):
    """(site, jobs, policy names) of that seed."""
    rng = random.Random(seed)
    site = random_pool(rng) if rng.random() < 0.15 else random_site(rng)
    horizon = rng.choice([0, 5, 30, 100, 300])
    jobs = [random_job(rng, site, horizon) for _ in range(rng.choice([3, 8, 20, 40, 60]))]
    jobs.sort(key=lambda j: j["submit"])
    return site, jobs, random_policy(rng)
