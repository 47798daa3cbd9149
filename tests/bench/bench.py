"""Measure what the project promises about speed and memory.  usage: bench.py BUILD_DIR [ROUNDS]

Every ratio is between medians of runs of two programs that take turns, so that a slow moment of the
machine meets both.  Wall time is what is promised; on a machine that is busy with other things it
says little, so processor time is printed beside it, and a figure fails only if both are above the
bar (the programs have one thread and wait for nothing).  BENCH_SLACK widens the bars (1 by
default).  A figure whose input is not there is skipped, and says so."""
import gzip
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
build = pathlib.Path(sys.argv[1]).resolve()
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
slack = float(os.environ.get("BENCH_SLACK", "1"))
aifsim, tools = build / "sim" / "aifsim", build / "tests"
rows = []


def record(figure, value, bar, unit="x", at_least=False, note="", is_noisy=False):
    """Keep a figure; value None means that it was skipped.  One that misses its bar for want of a
    quiet machine is noisy, not failed."""
    ok = "skipped" if value is None else "ok"
    if value is not None and (value < bar / slack if at_least else value > bar * slack):
        ok = "noisy" if is_noisy else "FAILED"
    rows.append((figure, "-" if value is None else f"{value:.2f}",
                 f"{'>=' if at_least else '<='} {bar:g}", unit, ok, note))


def run(command):
    """Wall seconds, processor seconds and peak resident bytes of one run of a command."""
    began = time.perf_counter()
    child = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"bench: {' '.join(map(str, command))}: exit status {child.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def take_turns(*commands):
    """Median wall and processor seconds of each command; they run A B A B ..."""
    runs = [[] for _ in commands]
    for _ in range(rounds):
        for command, list_of in zip(commands, runs):
            list_of.append(run(command))
    return [tuple(statistics.median(column) for column in zip(*list_of)) for list_of in runs]


def replay(trace, procs, backfill):
    return [aifsim, "replay", trace, "--site", f"procs:{procs}", "--order", "fcfs", "--backfill", backfill]


def against_floor(name, trace, procs):
    floor = [tools / "floor", trace, procs]
    for backfill, bar in (("easy", 3), ("conservative", 20)):
        base, ours = take_turns(floor, replay(trace, procs, backfill))
        record(f"{name}, {backfill}: wall time / floor", ours[0] / base[0], bar,
               is_noisy=ours[1] / base[1] <= bar * slack, note=f"{ours[0]:.3f} s / {base[0]:.3f} s; processor time: "
               f"{ours[1] / base[1]:.2f} x, {ours[1]:.3f} s / {base[1]:.3f} s")


def multifactor(scratch):
    """Priorities of 1,000 users under Fair Tree, recalculated every 5 minutes, against plain EASY."""
    trace = scratch / "users.swf"
    with open(trace, "w") as out:
        subprocess.run([tools / "make_trace", "1000000", "1024", "85", "1000"], stdout=out, check=True)
    plain = replay(trace, 1024, "easy")
    base, ours = take_turns(plain, [*plain, "--order", "multifactor", "--share", "fair-tree"])
    record("1,000,000 jobs, 1,000 users: multifactor with Fair Tree / fcfs, wall time", ours[0] / base[0], 3,
           is_noisy=ours[1] / base[1] <= 3 * slack, note=f"{ours[0]:.3f} s / {base[0]:.3f} s; processor time: "
           f"{ours[1] / base[1]:.2f} x, {ours[1]:.3f} s / {base[1]:.3f} s")


def year(scratch):
    """A centre's year under Slurm's rule: 500,000 jobs of 1,000 users on 1,024 nodes, cycles each 30 s, priorities with
    Fair Tree, age and size each 5 minutes."""
    trace = scratch / "year.swf"
    with open(trace, "w") as out:
        subprocess.run([tools / "make_trace", "500000", "1024", "85", "1000", "12"], stdout=out, check=True)
    wall_s, processor_s, _ = run([aifsim, "replay", trace, "--site", ROOT / "tests" / "bench" / "year.yaml", "--backfill",
                                  "slurm"])
    record("500,000 jobs, slurm rule: processor time", processor_s, 60, "s", is_noisy=processor_s <= 60 * slack,
           note=f"wall time {wall_s:.1f} s")


def centre_rows(scratch):
    """What a reservation of all nodes, preemption that nobody may use, preemption, and the plan at an instant add to 20,000
    jobs under Slurm's rule; every 20th job is urgent and goes first."""
    swf = subprocess.run([tools / "make_trace", "20000", "1024", "85", "1000", "12"], capture_output=True, text=True,
                         check=True).stdout
    trace, middle_s = scratch / "centre.csv", 0
    with open(trace, "w") as out:
        print("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,qos", file=out)
        for line in swf.splitlines():
            f = line.split()
            if f and not f[0].startswith(";"):
                middle_s = int(f[1]) // 2
                qos = "urgent" if int(f[0]) % 20 == 0 else "normal"
                print(f[0], f"u{f[11]}", f[1], f[3], f[8], f[7], qos, sep=",", file=out)

    def command(name, *settings):
        words = [aifsim, name, trace, "--site", ROOT / "tests" / "bench" / "year.yaml", "--backfill", "slurm", "--site-set",
                 "scheduler.priority.weight_qos=1000000", "--site-set", "qos.normal={priority: 1}", "--site-set"]
        listed = "[normal]" if "listed" in settings else "[]"
        words.append(f"qos.urgent={{priority: 2, preempt: {listed}}}")
        for setting in settings:
            words += ["--site-set", setting] if "=" in setting else []
        return words

    maintenance = f"reservations.m={{start: {middle_s}s, duration: 12h, nodes: all, flags: [maint, ignore_jobs]}}"
    preempt = "scheduler.preempt={type: qos, mode: requeue, exempt_time: 30m}"
    last = [*command("squeue"), "--at", str(middle_s), "--start"]
    plain, reserved, unused, preempting, planned = take_turns(
        command("replay"), command("replay", maintenance), command("replay", preempt), command("replay", preempt, "listed"), last)
    for what, ours, bar in (("a reservation of all nodes", reserved, 5), ("preemption that nobody may use", unused, 1.3),
                            ("preemption", preempting, 4), ("the plan at half its time", planned, 1.3)):
        record(f"20,000 jobs, slurm rule: {what} / plain, processor time", ours[1] / plain[1], bar,
               note=f"{ours[1]:.2f} s / {plain[1]:.2f} s")


def memory(name, trace, procs, jobs, tiny):
    """Bytes a job beyond the mapped file: what the peak grows by from a trace of one job."""
    least = run(replay(tiny, procs, "easy"))[2]
    peak = run(replay(trace, procs, "easy"))[2]
    record(f"{name}: memory a job beyond the file", (peak - least - trace.stat().st_size) / jobs, 200, "bytes")


def generator():
    """Ten million jobs of three communities, to a file that nobody keeps: time, and how much memory more than for one
    million."""
    def command(jobs):
        return [aifsim, "generate", ROOT / "configs" / "workloads" / "three-communities.yaml", "--site",
                ROOT / "configs" / "sites" / "mimer.yaml", "--jobs", jobs, "--out", "-"]
    million, ten = run(command(1000000)), run(command(10000000))
    record("10,000,000 jobs generated and written: processor time", ten[1], 60, "s", is_noisy=ten[1] <= 60 * slack,
           note=f"wall time {ten[0]:.1f} s; 1,000,000 jobs {million[1]:.1f} s")
    record("10,000,000 jobs generated: peak memory", ten[2] / 1e6, 100, "MB", note=f"1,000,000 jobs {million[2] / 1e6:.1f} MB")


def waiting():
    costs = {1000: [], 100000: []}
    for _ in range(rounds):
        for count, list_of in costs.items():
            words = subprocess.run([tools / "waiting", str(count), "40000"], capture_output=True, text=True,
                                   check=True).stdout.split()
            list_of.append(float(words[words.index("ns_per_event") + 1]))
    few, many = (statistics.median(c) for c in costs.values())
    record("cost an event, 100,000 waiting / 1,000 waiting", many / few, 3, note=f"{many:.0f} ns / {few:.0f} ns")


def ranks():
    """What ranks.sh says; it skips itself (77) without mpirun or a second core.  Two ranks need two
    cores that nobody else wants."""
    others = os.getloadavg()[0]
    done = subprocess.run([ROOT / "tests" / "bench" / "ranks.sh", aifsim, str(min(rounds, 3))],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    found = re.search(r"1 rank (\d+) ms, 2 ranks (\d+) ms: ([0-9.]+) times", done.stdout)
    if not found and done.returncode != 77:
        sys.exit(f"bench: ranks.sh: exit status {done.returncode}: {done.stderr[-500:]}")
    record("64 equal cells, 1 rank / 2 ranks", float(found[3]) if found else None, 1.9, at_least=True,
           is_noisy=others > os.cpu_count(),
           note=f"{found[1]} ms / {found[2]} ms; load before {others:.1f}" if found else done.stdout.strip())


with tempfile.TemporaryDirectory() as name:
    scratch = pathlib.Path(name)
    shared = pathlib.Path(os.environ.get("AIFSIM_SHARED") or ROOT.parent / "shared")
    tiny = scratch / "tiny.swf"
    with open(tiny, "w") as out:
        subprocess.run([tools / "make_trace", "1", "1024", "85"], stdout=out, check=True)
    log = shared / "traces" / "swf" / "SDSC-BLUE-2000-4.2-cln.swf.gz"
    if log.exists():
        blue = scratch / "blue.swf"
        with gzip.open(log) as packed, open(blue, "wb") as plain:
            shutil.copyfileobj(packed, plain)
        against_floor("SDSC-BLUE on 1,152", blue, 1152)
        memory("SDSC-BLUE on 1,152", blue, 1152, 243306, tiny)
    else:
        record("SDSC-BLUE on 1,152", None, 3, note="the log is not there")
    big = scratch / "million.swf"
    with open(big, "w") as out:
        subprocess.run([tools / "make_trace", "1000000", "1024", "85"], stdout=out, check=True)
    against_floor("1,000,000 jobs on 1,024", big, 1024)
    memory("1,000,000 jobs on 1,024", big, 1024, 1000000, tiny)
    multifactor(scratch)
    year(scratch)
    centre_rows(scratch)
    generator()
    waiting()
    ranks()

width = max(len(r[0]) for r in rows)
for figure, value, bar, unit, ok, note in rows:
    print(f"{figure:<{width}}  {value:>7} {unit:<5}  {bar:>7}  {ok:<7}  {note}")
failed = sum(r[4] == "FAILED" for r in rows)
skipped = sum(r[4] == "skipped" for r in rows)
print(f"bench: {len(rows) - failed - skipped} ok or noisy, {failed} failed, {skipped} skipped")
sys.exit(1 if failed else 0)
