#!/usr/bin/env python3
"""Submits a stream of jobs to the Slurm cluster that is up, watches it until the last job has ended,
and writes down what was seen.  usage: live_record.py RECORDING CONTROLLER_LOG SECONDS

RECORDING/jobs.csv is the stream.  Times in what is written are seconds from the stream's start, a
whole second of the clock.  RECORDING/out gets samples of sprio, sshare and squeue, all settings, the
controller's log and the accounting; RECORDING/text what Slurm's commands print at one instant in the
middle; live_tables.py makes the other tables of these."""
import csv
import datetime
import gzip
import json
import pathlib
import subprocess
import sys
import threading
import time

import live_tables

SAMPLE_S = 10
# A little into the second, so that a submission meant for a second is not taken for the one before.
INTO_THE_SECOND_S = 0.02

SPRIO = ("slurm_id %i, partition %r, priority %Y, site %S, age %A, assoc %B, fairshare %F, jobsize %J, "
         "partition_w %P, qos %Q, tres %T, n_age %a, n_fairshare %f, n_jobsize %j, n_partition %p, n_qos %q")
SSHARE = ("account Account, user User, raw_shares RawShares, norm_shares NormShares, raw_usage RawUsage, "
          "norm_usage NormUsage, effectv_usage EffectvUsage, fairshare FairShare, levelfs LevelFS, "
          "tres_run_mins TRESRunMins")
SQUEUE = "slurm_id %i, state %T, reason %r, priority %Q, expected_start %S, sched_nodes %Y, nodelist %N"

# What users of Slurm see, at one instant; the file's name and the command.
TEXTS = {
    "sshare": "sshare", "sshare_a": "sshare -a", "sshare_l": "sshare -l", "sshare_al": "sshare -a -l",
    "sshare_lP": "sshare -l -P", "sshare_alP": "sshare -a -l -P", "sshare_aP": "sshare -a -P",
    "sshare_account": "sshare -a -P -o Account,User,RawShares,NormShares,RawUsage,EffectvUsage,FairShare",
    "sprio": "sprio", "sprio_l": "sprio -l", "sprio_n": "sprio -n", "sprio_w": "sprio -w", "sprio_nl": "sprio -n -l",
    "sprio_o": "sprio -o %i|%r|%Y|%S|%A|%B|%F|%J|%P|%Q|%N|%T|%u|%o",
    "squeue": "squeue", "squeue_long": "squeue --long", "squeue_start": "squeue --start",
    "squeue_o": "squeue -o %i|%P|%j|%u|%a|%q|%t|%T|%M|%l|%L|%D|%C|%R|%r|%Q|%p|%S|%V|%e|%b|%N|%Y",
    "squeue_sorted": "squeue -S -p,i -o %i|%P|%u|%t|%r", "squeue_noheader": "squeue -h -o %i|%P|%u|%t|%r",
    "squeue_O": "squeue -O JobID,Partition,UserName,Account,QOS,State,Reason,PriorityLong,StartTime,tres-alloc:60",
    "sacct": "sacct -a", "sacct_P": "sacct -a -P", "sacct_XP": "sacct -a -X -P", "sacct_l": "sacct -a -X -l -P",
    "sacct_recommended": "sacct -a -X -P -D -o " + live_tables.SACCT_IMPORT,
    "sinfo": "sinfo", "sinfo_N": "sinfo -N -l", "sdiag": "sdiag", "scontrol_job": "scontrol show job",
    "scontrol_job_o": "scontrol -o show job", "scontrol_assoc_mgr": "scontrol show assoc_mgr",
}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def fields(columns):
    return zip(*(pair.split() for pair in columns.split(", ")))


class Sampler:
    """Tables of what some commands said, again and again."""

    def __init__(self, out, t0):
        self.t0 = t0
        self.tables = {}
        for name, columns in {"sprio": SPRIO, "sshare": SSHARE, "squeue": SQUEUE}.items():
            names, formats = fields(columns)
            table = open(out / f"{name}.csv", "w", newline="", encoding="utf-8")
            self.tables[name] = (table, formats)
            table.write(",".join(["t", *names]) + "\n")

    def seconds(self, text):
        try:
            moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")
        except ValueError:
            return ""
        return int(moment.replace(tzinfo=datetime.timezone.utc).timestamp()) - self.t0

    def lines(self, name, command):
        """Ask, write down, and return the rows."""
        asked_at = time.time() - self.t0
        rows = [[x.strip().replace(",", ";") for x in line.split("|")] for line in run(*command).stdout.splitlines()]
        if name == "squeue":
            for row in rows:
                row[4] = self.seconds(row[4]) if row[1] == "PENDING" else ""
        for row in rows:
            self.tables[name][0].write(f"{asked_at:.3f}," + ",".join(map(str, row)) + "\n")
        return rows

    def sample(self):
        """How many jobs are left."""
        form = {name: "|".join(formats) for name, (_, formats) in self.tables.items()}
        self.lines("sprio", ["sprio", "-h", "-o", form["sprio"]])
        self.lines("sshare", ["sshare", "-a", "-h", "-P", "-o", form["sshare"].replace("|", ",")])
        return len(self.lines("squeue", ["squeue", "-h", "-r", "-t", "PD,R,S,CG", "-o", form["squeue"]]))

    def close(self):
        for table, _ in self.tables.values():
            table.close()


class Submitter(threading.Thread):
    """Submits each job at its second."""

    def __init__(self, jobs, t0):
        super().__init__(daemon=True)
        self.jobs, self.t0, self.rows = jobs, t0, []

    def run(self):
        for job in self.jobs:
            time.sleep(max(0, self.t0 + int(job["submit_offset_s"]) + INTO_THE_SECOND_S - time.time()))
            before = time.time() - self.t0
            done = run(*sbatch(job))
            after = time.time() - self.t0
            self.rows.append([job["id"], done.stdout.strip().split(";")[0], job["submit_offset_s"], f"{before:.3f}",
                              f"{after:.3f}", done.stderr.strip().replace("\n", " / ")])


def sbatch(job):
    command = ["sbatch", "--parsable", f"--uid={job['user']}", "--gid=100", "-D", "/", "-o", "/dev/null", "--export=NIL",
               "-J", f"j{job['id']}", "-A", job["account"], "-N", job["nodes"], f"--ntasks-per-node={job['ntasks_per_node']}",
               f"--gpus-per-node={job['gpus_per_node']}", "-t", job["time_limit_min"]]
    command += ["-q", job["qos"]] if job["qos"] else []
    return command + ["--wrap", f"exec sleep {job['run_time_s']}"]


def write_texts(folder, t0):
    """What the commands print now; a note of which, and when."""
    folder.mkdir(exist_ok=True)
    notes = [f"Slurm's own output, version: {run('sinfo', '--version').stdout.strip()}; times are UTC.",
             "Seconds are from the start of the stream.", ""]
    for name, command in TEXTS.items():
        began = time.time() - t0
        done = run(*command.split())
        (folder / f"{name}.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
        notes.append(f"{began:9.3f}  {name + '.txt':24} {command}")
    (folder / "NOTE").write_text("\n".join(notes) + "\n", encoding="utf-8")


def write_settings(out, log, t0):
    """Everything that was in force, and the raw records."""
    since = datetime.datetime.fromtimestamp(t0 - 60, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    conf = run("scontrol", "show", "config").stdout
    path = next(line.split("=", 1)[1].strip() for line in conf.splitlines() if line.startswith("SLURM_CONF"))
    (out / "slurm.conf").write_text(pathlib.Path(path).read_text(encoding="utf-8"), encoding="utf-8")
    (out / "scontrol.config.txt").write_text(conf, encoding="utf-8")
    everything = ["sacct", "-a", "-X", "-D", "-P", "-S", since, "-o"]
    dump = out / "sacctmgr.dump.cfg"
    run("sacctmgr", "dump", "live", f"file={dump}")
    for name, command in {
            "sacctmgr.assoc.txt": ["sacctmgr", "-P", "list", "assoc", "tree"],
            "sacctmgr.qos.txt": ["sacctmgr", "-P", "list", "qos"],
            "sacctmgr.show_assoc.txt": ["sacctmgr", "show", "assoc", "-P"],
            "sacctmgr.show_qos.txt": ["sacctmgr", "show", "qos", "-P"],
            "scontrol.node.txt": ["scontrol", "show", "node"],
            "scontrol.partition.txt": ["scontrol", "show", "partition"],
            "sdiag.txt": ["sdiag"],
            "sacct.txt": [*everything, live_tables.SACCT],
            "sacct.import.txt": [*everything, live_tables.SACCT_IMPORT]}.items():
        done = run(*command)
        (out / name).write_text(done.stdout + done.stderr, encoding="utf-8")
    with gzip.open(out / "slurmctld.log.gz", "wb") as packed:
        packed.write(log.read_bytes())


def watch(sampler, submitter, recording, t0, length_s):
    """Sample until nothing is left; False if that never comes."""
    has_texts = False
    for number in range(10 ** 6):
        due = t0 + 1 + number * SAMPLE_S
        time.sleep(max(0, due - time.time()))
        left = sampler.sample()
        if not has_texts and due - t0 > length_s * 0.45:
            write_texts(recording / "text", t0)
            has_texts = True
        if not submitter.is_alive() and left == 0:
            return True
        if due - t0 > 4 * length_s + 300:
            return False
    return False


def main():
    recording, log, length_s = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
    out = recording / "out"
    out.mkdir(exist_ok=True)
    with open(recording / "jobs.csv", newline="", encoding="utf-8") as table:
        jobs = list(csv.DictReader(table))
    t0 = int(time.time()) + 3
    sampler, submitter = Sampler(out, t0), Submitter(jobs, t0)
    submitter.start()
    is_drained = watch(sampler, submitter, recording, t0, length_s)
    ended_s = time.time() - t0
    sampler.close()
    if not is_drained:
        run("scancel", "--state=PENDING", "--user=" + ",".join({job["user"] for job in jobs}))
    time.sleep(3)  # the last records reach the database a little later
    with open(out / "submits.csv", "w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow("id slurm_id planned before_sbatch after_sbatch error_or_output".split())
        writer.writerows(submitter.rows)
    write_settings(out, log, t0)
    load = pathlib.Path("/proc/loadavg").read_text(encoding="ascii").split()[:3]
    facts = {"t0_epoch": t0, "drained": is_drained, "t_end": round(ended_s, 1), "jobs_in_csv": len(jobs),
             "accepted": sum(row[1] != "" for row in submitter.rows), "loadavg": load}
    (out / "run.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    live_tables.write(recording)


if __name__ == "__main__":
    main()
