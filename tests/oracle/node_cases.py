"""Cases for the node tests as files that the simulator reads, and what it made of them."""
import csv
import pathlib
import subprocess

COLUMNS = ["job_id", "user", "partition", "qos", "submit_s", "nodes", "gpus_per_node", "cores_per_node",
           "mem_mib_per_node", "procs", "exclusive", "limit_s", "run_s"]


def figure(value):
    return '{value: %s, assumed: "a test"}' % value


def site_text(site):
    lines = ["name: random", "title: random site of a test", "place: nowhere", "operator: nobody",
             "classes:"]
    for c in site["classes"]:
        lines += ["  %s:" % c["name"], "    nodes: " + figure(c["count"]), "    sockets: " + figure(1),
                  "    cores: " + figure(c["cores"]), "    mem_gib: " + figure(c["mem"] // 1024),
                  "    gpus: " + figure(c["gpus"]), "    idle_w: " + figure(1),
                  "    max_w: " + figure(1)]
        if c["gpus"]:
            lines.append("    gpu_model: " + figure("any"))
    lines.append("partitions:")
    for p in site["partitions"]:
        names = ", ".join(site["classes"][i]["name"] for i in p["classes"])
        lines += ["  %s:" % p["name"], "    summary: a partition", "    classes: [%s]" % names,
                  "    unit: " + figure(p["unit"]),
                  "    default_limit: " + figure("%ds" % p["default_limit"]),
                  "    max_limit: " + figure("%ds" % p["max_limit"]),
                  "    exclusive: " + figure("true" if p["exclusive"] else "false")]
        if p["max_nodes"]:
            lines.append("    max_nodes: " + figure(p["max_nodes"]))
    if site["qos"]:
        lines.append("qos:")
    for q in site["qos"]:
        limits = [("max_limit", "%ds" % q["max_limit"]), ("max_nodes", q["max_nodes"]),
                  ("max_cores", q["max_cores"])]
        stated = ", ".join("%s: %s" % (key, figure(value)) for key, value in limits if q[key])
        lines.append("  %s: {%s}" % (q["name"], stated))
    lines += ["network: {technology: %s, topology: %s}" % (figure("none"), figure("none")),
              "scheduler: " + figure("none"),
              "power: {it_kw: %s, pue: %s}" % (figure(1), figure("1.0"))]
    return "\n".join(lines) + "\n"


def job_fields(site, number, job):
    """A record of the trace; what is 0 or not stated stays empty."""
    partition = "" if "procs" in site else site["partitions"][job["partition"]]["name"]
    numbers = [job["nodes"], job["gpus"], job["cores"], job["mem"], job["procs"]]
    qos = "" if job["qos"] is None else site["qos"][job["qos"]]["name"]
    limit = "" if job["limit"] is None else job["limit"]
    return ([number, "somebody", partition, qos, job["submit"]]
            + [n if n else "" for n in numbers]
            + [int(job["exclusive"]), limit, job["run"]])


def trace_text(site, jobs):
    lines = ["#aifsim-trace 1", ",".join(COLUMNS)]
    lines += [",".join(map(str, job_fields(site, i + 1, job))) for i, job in enumerate(jobs)]
    return "\n".join(lines) + "\n"


def options(policy):
    chosen = ["--order", policy["order"], "--backfill", policy["backfill"], "--place",
              policy["place"]]
    return chosen + (["--candidates", policy["candidates"]] if policy["candidates"] else [])


def expand(intervals):
    """Node numbers of a text like "0-3 8"."""
    nodes = []
    for part in intervals.split():
        first, _, last = part.partition("-")
        nodes += range(int(first), int(last or first) + 1)
    return nodes


class Simulator:
    """Runs cases in a scratch folder."""

    def __init__(self, aifsim, folder):
        self.aifsim, self.folder = aifsim, pathlib.Path(folder)

    def replay(self, site, jobs, policy):
        """One dict per job, as node_reference.simulate() gives them."""
        trace, table = self.folder / "trace.csv", self.folder / "jobs.csv"
        trace.write_text(trace_text(site, jobs))
        name = "procs:%d" % site["procs"] if "procs" in site else str(self.folder / "site.yaml")
        if "procs" not in site:
            (self.folder / "site.yaml").write_text(site_text(site))
        done = subprocess.run([self.aifsim, "replay", str(trace), "--site", name, *options(policy),
                               "--jobs", str(table), "--check", "--force"],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise RuntimeError("exit status %d: %s" % (done.returncode, done.stderr[-1000:]))
        with open(table, newline="") as rows:
            by_number = {int(r["job_id"]): r for r in csv.DictReader(rows)}
        return [outcome(by_number[i + 1], "procs" in site) for i in range(len(jobs))]


def outcome(row, is_pool):
    if row["final_state"] == "REJECTED":
        return None
    nodes = [] if is_pool else expand(row["allocated_resources"])
    return {"start": int(row["starting_time"]), "end": int(row["finish_time"]), "nodes": nodes}
