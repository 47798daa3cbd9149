"""`aifsim explain` names the right blocker.  usage: explain.py AIFSIM [FIRST COUNT]

Random jobs of random traces are explained; whom explain names is taken out of the trace, and the job
must start then when explain says, which is earlier.  Who says so is not the program under test: on
pools the reference scheduler (in the folder of AIFSIM_SHARED), on shared nodes node_reference.py; for
the model of a Slurm a replay of the edited trace.  Every job that waited under a textbook policy has
somebody to blame.  At the end the check itself is checked: with a wrong blocker it must object."""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import node_cases
import node_reference
import oracle
import random_nodes

AIFSIM = sys.argv[1]
FIRST, COUNT = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (1, 16)
counts = {"jobs": 0, "claims": 0, "sets": 0, "wrong": 0, "unblamed": 0, "planted": 0, "missed": 0,
          "changes": 0, "earlier": 0, "plans": 0}


def explain(trace, job, options):
    command = [AIFSIM, "explain", str(trace), str(job), *options, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"FAILED: {' '.join(command)}: {done.stderr}")
    return json.loads(done.stdout)


def holds(out, claimed, base, start_without):
    """Whether the job starts when it is claimed to without these, and earlier than with them."""
    return start_without(out) == claimed < base


def wrong(text):
    counts["wrong"] += 1
    print(f"FAILED: {text}")


def planted(is_noticed):
    counts["planted"] += 1
    counts["missed"] += not is_noticed


def names_first(blocker, causes):
    """Whether the blocker is the first job that is blamed alone, with the start without it; else null."""
    alone = [(c["jobs"][0]["job_id"], c["start_s"]) for c in causes if len(c["jobs"]) == 1]
    return (blocker and (blocker["job_id"], blocker["without_s"])) == (alone[0] if alone else None)


def check_blocker(story, what):
    if not names_first(story["blocker"], story["causes"]):
        wrong(f"{what}: blocker {story['blocker']} is not the first of the causes")
    if story["causes"]:
        false = story["blocker"] and {**story["blocker"], "without_s": story["blocker"]["without_s"] + 1}
        planted(not names_first(false or {"job_id": -1, "without_s": 0}, story["causes"]))


def seconds(text):
    """Of 0:00:05, or with days 2-00:00:05."""
    days, _, clock = text.rpartition("-")
    hours, minutes, rest = map(int, clock.split(":"))
    return int(days or 0) * 86400 + hours * 3600 + minutes * 60 + rest


def tells(told, refused, start, base):
    """Whether an explanation of a change agrees with the start that the job then has (None: never)."""
    if refused:
        return start is None
    return told == start < base if told is not None else start is not None and start >= base


def check_changes(story, base, start_with, what):
    """Hold the changes of limit and width against start_with(field, value): its start, or None."""
    for change in story["changes"]:
        if change["kind"] not in ("limit", "width"):
            continue
        counts["changes"] += 1
        name, _, value = change["what"].rpartition(", ")
        field = "limit" if change["kind"] == "limit" else name.replace("half as many ", "").split()[0].lower()
        start = start_with(field, seconds(value) if field == "limit" else int(value))
        told = change["start_s"]
        if told is not None:
            counts["earlier"] += 1
            planted(not tells(told + 1, None, start, base) and not tells(None, None, start, base))
        if not tells(told, change["refused"], start, base):
            wrong(f"{what} at {base}: with {change['what']} {told}, {change['refused']}, but {start}")


def check_plans(story, start_as_planned, what):
    """Hold the promises of EASY against start_as_planned(at): the start if all ran to their limits."""
    plans = story["plans"]
    for plan in plans:
        if plan["planned_s"] is None:
            continue
        counts["plans"] += 1
        start = start_as_planned(plan["at_s"])
        if plan["planned_s"] != start:
            wrong(f"{what}: promised {plan['planned_s']} at {plan['at_s']}, but {start}")
    if plans and plans[-1]["planned_s"] is not None and story["start_s"] > plans[-1]["planned_s"]:
        wrong(f"{what}: starts at {story['start_s']}, after its last promise {plans[-1]}")


def check(story, base, start_without, others, what):
    """Hold every claim of an explanation against start_without(jobs): the job's start without these."""
    counts["jobs"] += 1
    check_blocker(story, what)
    if story["start_s"] != base:
        wrong(f"{what}: starts at {base}, explained as {story['start_s']}")
    for cause in story["causes"]:
        out = [j["job_id"] for j in cause["jobs"]]
        counts["claims"] += 1
        counts["sets"] += len(out) > 1
        if not holds(out, cause["start_s"], base, start_without):
            wrong(f"{what} at {base}: without {out} not at {cause['start_s']} but {start_without(out)}")
    # Somebody who came later was not in the way: the check must object to such a blocker.
    if story["causes"] and others:
        planted(not holds([others[-1]], story["causes"][0]["start_s"], base, start_without))


def waiting(starts, submits, draw, most):
    late = [j for j in starts if starts[j] is not None and starts[j] > submits[j]]
    return draw.sample(late, min(most, len(late)))


def swf_with(lines, job, field, value):
    """The lines with another limit or width of a job; who is ended at a limit runs no longer."""
    fields = [x.split() for x in lines]
    mine = next(f for f in fields if f[0] == job)
    if field == "limit":
        mine[8], mine[3] = str(value), str(min(int(mine[3]), value))
    else:
        mine[4] = mine[7] = str(value)
    return [" ".join(f) + "\n" for f in fields]


def swf_as_planned(lines, base, at):
    """The lines without those who come later, and with those who run up to their limits."""
    left = [f for f in (x.split() for x in lines) if int(f[1]) <= at]
    for f in left:
        if base[f[0]] <= at < base[f[0]] + int(f[3]):
            f[3] = f[8]
    return [" ".join(f) + "\n" for f in left]


def pools(folder, tool):
    """The traces of random_traces.py under all policies that the reference knows."""
    sys.argv = ["random_traces.py", AIFSIM, "0", "0"]
    source = (pathlib.Path(__file__).parent / "random_traces.py").read_text().split("failed = compared")[0]
    module = {}
    exec(source, module)
    for seed in range(FIRST, FIRST + COUNT):
        trace, fewer = folder / f"p{seed}.swf", folder / "fewer.swf"
        procs = module["write_trace"](seed, trace)
        lines = trace.read_text().splitlines(True)
        submits = {line.split()[0]: int(line.split()[1]) for line in lines}
        draw = random.Random(seed)
        for policy, options in oracle.POLICIES.items():
            def starts_of(text):
                fewer.write_text("".join(text))
                return module["reference"](policy, procs, fewer, folder / "reference.csv")

            base = starts_of(lines)
            for job in waiting(base, submits, draw, 2):
                story = explain(trace, job, ["--site", f"procs:{procs}", *options])
                later = [int(j) for j in submits if submits[j] > base[job]]
                check(story, base[job],
                      lambda out: starts_of([x for x in lines if int(x.split()[0]) not in out])[job],
                      later, f"pool, seed {seed}, {policy}, job {job}")
                what = f"pool, seed {seed}, {policy}, job {job}"
                check_changes(story, base[job], lambda *new: starts_of(swf_with(lines, job, *new))[job], what)
                if policy.startswith("easy"):
                    check_plans(story, lambda at: starts_of(swf_as_planned(lines, base, at))[job], what)
                counts["unblamed"] += not story["causes"]


def shared_nodes(folder):
    """The cases of compare_nodes.py: nodes that jobs share, overlapping partitions, all orders."""
    for seed in range(FIRST, FIRST + 2 * COUNT):
        site, jobs, policy = random_nodes.random_case(seed)
        simulate = node_reference.simulate
        base, _ = simulate(site, jobs, node_reference.policy_of(**policy))
        draw = random.Random(seed)
        trace, site_file = folder / "n.csv", folder / "n.yaml"
        trace.write_text(node_cases.trace_text(site, jobs))
        site_file.write_text(node_cases.site_text(site))
        name = "procs:%d" % site["procs"] if "procs" in site else str(site_file)
        starts = {i + 1: row["start"] if row else None for i, row in enumerate(base)}
        submits = {i + 1: job["submit"] for i, job in enumerate(jobs)}
        for job in waiting(starts, submits, draw, 2):
            def start_without(out):
                left = [i + 1 for i in range(len(jobs)) if i + 1 not in out]
                rows, _ = simulate(site, [jobs[i - 1] for i in left], node_reference.policy_of(**policy))
                return rows[left.index(job)]["start"]

            def start_with(field, value):
                edited = {**jobs[job - 1], {"processors": "procs"}.get(field, field): value}
                rows, _ = simulate(site, [edited if j == job - 1 else jobs[j] for j in range(len(jobs))],
                                   node_reference.policy_of(**policy))
                return rows[job - 1] and rows[job - 1]["start"]

            story = explain(trace, job, ["--site", name, *node_cases.options(policy)])
            check_changes(story, starts[job], start_with, f"nodes, seed {seed}, {policy}, job {job}")
            later = [j for j in submits if submits[j] > starts[job]]
            check(story, starts[job], start_without, later, f"nodes, seed {seed}, {policy}, job {job}")
            counts["unblamed"] += not story["causes"]


def slurm(folder):
    """The example of a Slurm cluster, replayed without the lines of those who are named."""
    example, mine = oracle.ROOT / "traces" / "slurm", folder / "mine"
    files = [x for f in ("conf:slurm.conf", "assoc:assoc.txt", "qos:qos.txt", "sacct:jobs.txt")
             for x in ("--" + f.split(":")[0], str(example / f.split(":")[1]))]
    subprocess.run([AIFSIM, "import", "slurm", *files, "--out", str(mine)], check=True, capture_output=True)
    site, rule = str(mine / "site.yaml"), ["--backfill", "slurm"]
    lines = (mine / "trace.csv").read_text().splitlines(True)
    head = next(i for i, line in enumerate(lines) if "job_id" in line.split(","))
    place = lines[head].strip().split(",").index("job_id")

    def starts_of(text):
        (folder / "s.csv").write_text("".join(text))
        rows = oracle.replay(AIFSIM, folder / "s.csv", site, rule, folder / "s.jobs", ["--force"])
        return {int(r["job_id"]): int(r["starting_time"]) for r in rows if r["starting_time"]}, rows

    base, rows = starts_of(lines)
    submits = {int(r["job_id"]): int(r["submission_time"]) for r in rows}
    for job in waiting(base, submits, random.Random(FIRST), 8):
        story = explain(mine / "trace.csv", job, ["--site", site, *rule])
        check(story, base[job],
              lambda out: starts_of([x for i, x in enumerate(lines)
                                     if i <= head or int(x.split(",")[place]) not in out])[0][job],
              [], f"slurm, job {job}")


def finish(least_claims):
    """Say what was found; end the test if it is bad."""
    print("{jobs} jobs explained, {claims} claims ({sets} of several jobs), {wrong} wrong; {unblamed} jobs with nobody "
          "to blame; {changes} changes, {earlier} with which it starts earlier, {plans} promises; "
          "{planted} errors planted, {missed} not noticed".format(**counts))
    if counts["wrong"] or counts["unblamed"] or counts["missed"] or counts["claims"] < least_claims or not counts["planted"] or not counts["earlier"]:
        sys.exit(1)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shared_nodes(folder)
        slurm(folder)
        finish(COUNT)
        pools(folder, oracle.shared() / "tools" / "reference_scheduler.py")
        if not counts["plans"]:
            wrong("no start was promised")
        finish(5 * COUNT)


main()
