#!/usr/bin/env python3
"""Campaigns on several ranks: the same bytes on any number of them, and after any kill.

usage: campaign.py AIFSIM MPIRUN|none CASE [SEED]      CASE: bad, disk, kill, ranks, strangers,
unconnected

Ends only processes that it started.  Exit status 77: the case cannot run here (said on stdout).
"""
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "provenance"))
import crate  # noqa: E402

RESULTS = ["results.db", "summary.csv", "jobs.csv", "series.csv", "distributions.csv",
           "experiment.resolved.yaml", "report.html"]

EXPERIMENT = """name: kill-me
sites: ["procs:1024", "procs:2048"]
traces:
  - {generate: three-communities, jobs: 1500, load: 0.9}
policies: [fcfs/none, fcfs/easy, fcfs/easy+sjf, fcfs/conservative]
seeds: 1..3
outputs: {jobs: true}
"""


class Failed(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Failed(text)


class Bench:
    def __init__(self, aifsim, mpirun):
        self.aifsim, self.mpirun = aifsim, mpirun
        self.folder = Path(tempfile.mkdtemp(prefix="aifsim-campaign-"))
        self.experiment = self.folder / "experiment.yaml"
        self.experiment.write_text(EXPERIMENT)

    def command(self, ranks, out, *more):
        launcher = [self.mpirun, "-n", str(ranks)] if ranks else []
        return [*launcher, self.aifsim, "run", str(self.experiment), "--out", str(out), "-q", *more]

    def run(self, ranks, out, *more):
        return subprocess.run(self.command(ranks, out, *more), capture_output=True, text=True,
                              timeout=300)

    def start(self, ranks, out, *more):
        return subprocess.Popen(self.command(ranks, out, *more), stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)


def digest(out):
    check(not (out / "INCOMPLETE").exists(), f"{out.name}: INCOMPLETE is still there")
    wrong = crate.problems(out)
    check(not wrong, "\n".join(wrong))
    sums = {}
    for name in RESULTS:
        sums[name] = hashlib.sha256((out / name).read_bytes()).hexdigest()
    return sums


def reference(bench):
    out = bench.folder / "reference"
    done = bench.run(0, out)
    check(done.returncode == 0, f"alone: status {done.returncode}: {done.stderr}")
    rows = (out / "summary.csv").read_text().splitlines()
    check(len(rows) == 1 + 24 * 4, f"summary.csv has {len(rows)} lines, expected a header and 24 x 4")
    return digest(out)


def check_same(found, expected, what):
    for name in RESULTS:
        check(found[name] == expected[name], f"{what}: {name} differs")


def case_ranks(bench, _):
    expected = reference(bench)
    for ranks in (1, 2, 3, 5):
        out = bench.folder / f"ranks-{ranks}"
        done = bench.run(ranks, out)
        check(done.returncode == 0, f"{ranks} ranks: status {done.returncode}: {done.stderr}")
        check_same(digest(out), expected, f"{ranks} ranks")
        check(done.stdout.startswith("SITE"), f"{ranks} ranks: no table: {done.stdout}")
        check(done.stdout.count("SITE") == 1, f"{ranks} ranks: more than one table")
        print(f"ok: {ranks} ranks give the bytes of a process alone")


def case_bad(bench, _):
    """What is wrong with an input comes out once, with the same status, from any number of ranks."""
    (bench.folder / "junk.swf").write_text("this is no log\n")
    bench.experiment.write_text(
        'name: bad\nsites: ["procs:10"]\ntraces: [{file: junk.swf}]\npolicies: [fcfs/none, fcfs/easy]\n')
    for ranks in (1, 2, 5):
        out = bench.folder / f"bad-{ranks}"
        done = bench.run(ranks, out)
        check(done.returncode == 65, f"{ranks} ranks: status {done.returncode}, expected 65")
        check(done.stderr.count("junk.swf") == 1, f"{ranks} ranks: {done.stderr}")
        check((out / "INCOMPLETE").exists(), f"{ranks} ranks: what failed is not marked")
        bench.experiment.with_name("typo.yaml").write_text("nam: x\n")
        command = [x.replace("experiment.yaml", "typo.yaml")
                   for x in bench.command(ranks, bench.folder / "typo")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        check(done.returncode == 65, f"{ranks} ranks: typo: status {done.returncode}")
        check(done.stderr.count("did you mean 'name'") == 1, f"{ranks} ranks: {done.stderr}")
        print(f"ok: {ranks} ranks: one message, status 65")


def case_strangers(bench, _):
    """Ranks that have read different experiments do not mix their results."""
    other = bench.folder / "other.yaml"
    other.write_text(EXPERIMENT.replace("1..3", "1..4"))
    out = bench.folder / "mixed"
    one = [bench.aifsim, "run", str(bench.experiment), "--out", str(out), "-q"]
    two = [bench.aifsim, "run", str(other), "--out", str(out), "-q"]
    done = subprocess.run([bench.mpirun, "-n", "1", *one, ":", "-n", "1", *two],
                          capture_output=True, text=True, timeout=60)
    check(done.returncode == 65, f"status {done.returncode}, expected 65: {done.stderr}")
    check("rank 1: " in done.stderr and "other.yaml" in done.stderr, done.stderr)
    check(not out.exists(), "results were begun")
    print("ok: a rank with another experiment ends the run before it begins")


def case_unconnected(bench, _):
    """A program without MPI does not let several copies of itself do the same work."""
    environment = dict(os.environ, OMPI_COMM_WORLD_SIZE="2", OMPI_COMM_WORLD_RANK="0")
    out = bench.folder / "out"
    done = subprocess.run(bench.command(0, out), capture_output=True, text=True, env=environment,
                          timeout=60)
    check(done.returncode == 64, f"status {done.returncode}, expected 64: {done.stderr}")
    check("this build has no MPI" in done.stderr, done.stderr)
    check(not out.exists(), "results were begun")
    print("ok: without MPI several processes are refused")


def descendants(pid):
    """All processes below pid, children before grandchildren."""
    found, look = [], [pid]
    while look:
        parent = look.pop(0)
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                children = [int(x) for x in task.read_text().split()]
            except OSError:
                continue
            found += children
            look += children
    return found


def ranks_of(pid):
    """rank -> process id, of the ranks that have started below pid."""
    found = {}
    for child in descendants(pid):
        try:
            environment = Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        for item in environment:
            if item.startswith(b"OMPI_COMM_WORLD_RANK="):
                found[int(item.split(b"=")[1])] = child
    return found


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.002)
    return False


def interrupt(bench, out, ranks, victim, after, heard):
    """Kill `victim` of a run when it has worked for `after` seconds.  True: it died of it.  Notes in
    `heard` whether rank 0 had the time to say how to go on before mpirun ended it too."""
    log = out / "run.log"
    before = log.stat().st_size if log.exists() else 0
    process = bench.start(ranks, out, *(["--resume"] if out.exists() else []))
    try:
        # The log grows when all ranks are there; before, a kill hits the start of MPI itself.
        wait_for(lambda: process.poll() is not None or
                 (log.exists() and log.stat().st_size > before + 40), 60)
        time.sleep(after)
        pids = ranks_of(process.pid) if ranks else {0: process.pid}
        if process.poll() is not None:
            return False
        targets = {"rank 0": [pids.get(0)], "a worker": [pids.get(ranks - 1)],
                   "mpirun": [process.pid], "all": [process.pid, *descendants(process.pid)]}[victim]
        for pid in targets:
            if pid:
                kill(pid)
        said = process.communicate(timeout=60)[1]
        if process.returncode and victim == "a worker":
            heard.append("--resume" in said)
        return process.returncode != 0
    finally:
        for pid in [*descendants(process.pid), process.pid]:
            if process.poll() is None:
                kill(pid)
        process.stderr.close()


def case_kill(bench, seed):
    rng = random.Random(seed)
    print(f"seed {seed}")
    started = time.monotonic()
    expected = reference(bench)
    alone_s = time.monotonic() - started
    victims = ["a worker", "rank 0", "mpirun", "all"] if bench.mpirun else ["all"]
    kills, heard = 0, []
    for turn in range(6 if bench.mpirun else 3):
        victim = victims[turn % len(victims)]
        out = bench.folder / f"kill-{turn}"
        for _ in range(2):
            ranks = rng.choice([2, 3]) if bench.mpirun else 0
            if out.exists() and not (out / "INCOMPLETE").exists():
                break
            after = rng.uniform(0, 0.6 * alone_s)
            kills += interrupt(bench, out, ranks, victim, after, heard)
        done = bench.run(rng.choice([0, 1, 2, 3]) if bench.mpirun else 0, out, "--resume")
        check(done.returncode == 0, f"resume after {victim}: {done.returncode}: {done.stderr}")
        check_same(digest(out), expected, f"resumed after {victim} was killed")
        print(f"ok: killed {victim}, resumed, same bytes")
    check(any(heard) or not heard, f"{len(heard)} dead workers, and nothing about --resume")
    check(kills >= 2, f"only {kills} kills came in time: nothing was shown")
    print(f"ok: {kills} runs were killed before their end")


def case_disk(bench, _):
    """A file system of 300 KiB is full before the campaign ends; given space, it goes on."""
    small = bench.folder / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(small)],
                             capture_output=True, text=True)
    if mounted.returncode != 0:
        print(f"SKIPPED: needs the right to mount a file system: {mounted.stderr.strip()}")
        return 77
    try:
        out = small / "out"
        for ranks in (0, 2) if bench.mpirun else (0,):
            shutil.rmtree(out, ignore_errors=True)
            done = bench.run(ranks, out)
            check(done.returncode == 74, f"status {done.returncode}, expected 74: {done.stderr}")
            check("No space left" in done.stderr or "full" in done.stderr, done.stderr)
            check("--resume" in done.stderr, done.stderr)
            check((out / "INCOMPLETE").exists(), "a full disk left what looks complete")
            print(f"ok: a full disk is said and marked ({ranks} ranks)")
        subprocess.run(["mount", "-o", "remount,size=100m", str(small)], check=True)
        done = bench.run(0, out, "--resume")
        check(done.returncode == 0, f"resume: {done.returncode}: {done.stderr}")
        check_same(digest(out), reference(bench), "resumed with space")
        print("ok: with space again it ends with the same bytes")
    finally:
        subprocess.run(["umount", str(small)], check=True)
    return 0


def main():
    aifsim, mpirun, case = sys.argv[1:4]
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    bench = Bench(aifsim, None if mpirun == "none" else mpirun)
    try:
        cases = {"ranks": case_ranks, "kill": case_kill, "disk": case_disk, "bad": case_bad,
                 "strangers": case_strangers, "unconnected": case_unconnected}
        return cases[case](bench, seed) or 0
    except Failed as failure:
        print(f"FAILED: {failure}")
        return 1
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)


sys.exit(main())
