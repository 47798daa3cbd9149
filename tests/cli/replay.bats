#!/usr/bin/env bats
# aifsim replay: what it prints and writes, and what it says about bad input.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # Example 1 of the documented schedules: 10 processors, EASY starts 0 10 28 3 4.
    cp "$BATS_TEST_DIRNAME/five-jobs.swf" ex1.swf
}

# The command fails with this status, prints nothing to standard output, and says this.
fails_with() {
    local status_expected=$1 message=$2
    shift 2
    local status=0
    "$AIFSIM" "$@" >out 2>err || status=$?
    [ "$status" -eq "$status_expected" ] || { echo "status $status"; cat err; return 1; }
    [ ! -s out ] || { cat out; return 1; }
    grep -qF -- "$message" err || { cat err; return 1; }
}

starts() {
    awk -F, 'NR > 1 { printf "%s%s", s, $9; s = " " }' "$1"
}

@test "without options: EASY on the machine that the header states" {
    "$AIFSIM" replay ex1.swf --jobs jobs.csv >out
    grep -q 'machine  procs:10: capacity 10' out
    grep -q 'policy   order fcfs, backfill easy' out
    grep -q '5 records, 5 jobs' out
    [ "$(starts jobs.csv)" = "0 10 28 3 4" ]
}

@test "policies are put together by name" {
    "$AIFSIM" replay ex1.swf --backfill none --jobs a.csv >out
    [ "$(starts a.csv)" = "0 10 20 30 30" ]
    "$AIFSIM" replay ex1.swf --order fcfs --backfill conservative --place pack --check --jobs b.csv >out
    [ "$(starts b.csv)" = "0 10 20 30 4" ]
}

@test "jobs.csv has Batsim's columns first and processors as intervals" {
    "$AIFSIM" replay ex1.swf --jobs jobs.csv >out
    [ "$(head -1 jobs.csv | cut -d, -f1-17)" = "job_id,workload_name,profile,submission_time,requested_number_of_resources,requested_time,success,final_state,starting_time,execution_time,finish_time,waiting_time,turnaround_time,stretch,allocated_resources,consumed_energy,metadata" ]
    [ "$(sed -n 2p jobs.csv)" = "1,ex1,delay,0,6,10,1,COMPLETED_SUCCESSFULLY,0,10,10,0,10,1.000000,0-5,,,1,,,,,,6,0,,,,0,10,10,completed,1.000000,,2,completed,0,," ]
    [ "$(sed -n 3p jobs.csv | cut -d, -f9-15)" = "10,10,20,9,19,1.900000,0-5 8-9" ]
    [ "$(head -1 jobs.csv | tr , '\n' | wc -l)" -eq 39 ]
    [ "$(head -1 jobs.csv | cut -d, -f38-)" = "wait_reason,wait_blocker" ]
}

@test "no processor has two jobs at a time, whatever the policy" {
    python3 - >random.swf <<'END'
import random
r = random.Random(7)
t = 0
for i in range(1500):
    t += r.choice([0, 0, 1, 5, 30])
    run, procs = r.choice([0, 1, 60, r.randrange(600)]), r.choice([1, 2, 7, 16, 64, r.randrange(1, 65)])
    print(i + 1, t, -1, run, procs, -1, -1, procs, run + r.choice([0, 10, 900]), -1, 1, *[-1] * 7)
END
    for backfill in none greedy easy conservative; do
        "$AIFSIM" replay random.swf --site procs:64 --backfill "$backfill" --check --jobs jobs.csv --force >out
        python3 "$BATS_TEST_DIRNAME/overlaps.py" jobs.csv
    done
}

@test "jobs of a site have nodes, names and their own columns" {
    cat >site.csv <<'END'
#aifsim-trace 1
job_id,user,account,community,submit_s,nodes,gpus_per_node,cores_per_node,exclusive,limit_s,run_s,status
11,anna,a1,start-ups,0,2,,,1,100,60,completed
12,"Ben, B.",a2,research,0,1,2,8,0,100,60,cancelled
13,anna,a1,start-ups,5,1,2,8,0,,70,failed
14,cy,a1,start-ups,6,1,9,8,0,50,70,
END
    "$AIFSIM" replay site.csv --site mimer --jobs jobs.csv --swf out.swf >out
    grep -q '^start-ups: 2 jobs ran: 1 completed, 1 failed in the log, 0 ended at their limit; 1 rejected' out
    [ "$(sed -n 2p jobs.csv | cut -d, -f5,9,11,15)" = "2,0,60,0-1" ]
    [ "$(sed -n 3p jobs.csv | cut -d, -f8,15,18-20)" = 'COMPLETED_FAILED,2,"Ben, B.",a2' ]
    [ "$(sed -n 2p jobs.csv | cut -d, -f26-32)" = "0,0,0,1,100,60,completed" ]
    [ "$(sed -n 4p jobs.csv | cut -d, -f6,30-32)" = "86400,,70,failed" ]
    [ "$(sed -n 5p jobs.csv | cut -d, -f5,8,34)" = "1,REJECTED,node_too_small" ]
    # Two jobs share node 2: each has two of its GPUs.
    [ "$(sed -n 4p jobs.csv | cut -d, -f9,15,24-29)" = "5,2,2,1,2,8,0,0" ]
    grep -q '^; Community: 1 start-ups$' out.swf
    grep -q '^; Community: 2 research$' out.swf
    grep -q '^; Note: 1 processor = 1 GPU on nodes that have GPUs, else 1 core$' out.swf
    grep -v '^;' out.swf >rows
    [ "$(sed -n 1p rows)" = "1 0 0 60 8 -1 -1 8 100 -1 1 1 1 -1 -1 1 -1 -1" ]
    [ "$(sed -n 2p rows | cut -d' ' -f1-5,11-13)" = "2 0 0 60 2 5 2 2" ]
    [ "$(sed -n 4p rows | cut -d' ' -f3-5,11)" = "-1 -1 -1 5" ]
}

@test "the written schedule reads back and replays to the same starts" {
    "$AIFSIM" replay ex1.swf --backfill conservative --swf out.swf --jobs a.csv >out
    grep -q '^; Version: 2.2$' out.swf
    grep -q '^; MaxProcs: 10$' out.swf
    grep -q '^; Note: 1 processor = 1 processor of the trace$' out.swf
    [ "$(grep -v '^;' out.swf | sed -n 2p)" = "2 1 9 10 8 -1 -1 8 10 -1 1 1 -1 -1 -1 -1 -1 -1" ]
    "$AIFSIM" replay out.swf --backfill conservative --strict --jobs b.csv >out
    [ "$(starts a.csv)" = "$(starts b.csv)" ]
}

@test "a job wider than the machine is rejected loudly and all jobs are accounted for" {
    "$AIFSIM" replay ex1.swf --site procs:8 --jobs jobs.csv --swf out.swf >out
    grep -q '4 jobs ran: 4 completed, .*; 1 rejected' out
    grep -q 'rejected: 1 x ' out
    [ "$(sed -n 4p jobs.csv | cut -d, -f7-17)" = "0,REJECTED,,,,,,,,," ]
    [ "$(sed -n 4p jobs.csv | cut -d, -f34)" = "too_wide" ]
    [ "$(grep -v '^;' out.swf | sed -n 3p)" = "3 2 -1 -1 -1 -1 -1 9 10 -1 5 2 -1 -1 -1 -1 -1 -1" ]
}

@test "repairs are counted, and errors under --strict" {
    echo "6 5 -1 -1 2 -1 -1 2 5 -1 5 2 -1 -1 -1 -1 -1 -1" >>ex1.swf
    "$AIFSIM" replay ex1.swf >out
    grep -q '6 records, 5 jobs' out
    grep -q 'repaired: 1 x run time not known' out
    fails_with 65 "ex1.swf:7: field 4 (run time): found '-1'" replay ex1.swf --strict
    sed -i -e '$d' -e 's/^5 4 -1 5 2/5 4 -1 6 2/' ex1.swf
    fails_with 65 "aifsim: ex1.swf:6: job 5: " replay ex1.swf --strict
}

@test "the summary as JSON is JSON, and the run part is the same every time" {
    "$AIFSIM" replay ex1.swf --json >a.json
    "$AIFSIM" replay ex1.swf --json >b.json
    python3 - <<'END'
import json
a, b = json.load(open("a.json")), json.load(open("b.json"))
assert a["run"] == b["run"]
assert a["run"]["site"] == "procs:10" and a["run"]["backfill"] == "easy"
group = a["run"]["groups"][0]
assert group["community"] == "all" and abs(group["wait_mean_s"] - 7.0) < 1e-9, group
assert a["performance"]["peak_kib"] > 0
END
}

@test "-P separates columns by bars" {
    "$AIFSIM" replay ex1.swf -P >out
    [ "$(wc -l <out)" -eq 2 ]
    head -1 out | grep -q '^community|'
    [ "$(head -1 out | tr -cd '|')" = "$(tail -1 out | tr -cd '|')" ]
}

@test "a log with partitions of its own goes to one partition of a site" {
    { echo '; Partition: 4 large'; sed 's/ -1 -1 -1$/ 4 -1 -1/' ex1.swf; } >own.swf
    "$AIFSIM" replay own.swf --site mimer --jobs a.csv >out
    grep -q 'rejected: 5 x names a partition that the site does not have' out
    grep -q -- '--partition NAME puts all jobs on one partition' out
    [ "$(sed -n 2p a.csv | cut -d, -f8,21,34)" = "REJECTED,large,unknown_partition" ]
    partition=$("$AIFSIM" replay own.swf --site mimer --swf a.swf >out && sed -n 's/^; Partition: 1 //p' a.swf)
    "$AIFSIM" replay own.swf --site mimer --partition "$partition" --jobs b.csv >out
    grep -q '5 jobs ran' out
    [ "$(sed -n 2p b.csv | cut -d, -f8,21)" = "COMPLETED_SUCCESSFULLY,$partition" ]
    fails_with 64 "mimer has no partition 'nothing'" replay own.swf --site mimer --partition nothing
    fails_with 64 "procs:8 has no partition 'gpu'" replay own.swf --site procs:8 --partition gpu
}

@test "a compressed trace replays like the plain one" {
    gzip -k ex1.swf
    "$AIFSIM" replay ex1.swf --jobs a.csv >out
    "$AIFSIM" replay ex1.swf.gz --jobs b.csv >out
    cmp a.csv b.csv
}

@test "a trace that is missing, a folder, empty or junk" {
    fails_with 66 "nothing.swf: No such file or directory" replay nothing.swf
    fails_with 66 ".: is a directory, expected a file" replay .
    : >empty.swf
    fails_with 65 "empty.swf: is empty" replay empty.swf
    head -c 5000 "$AIFSIM" >junk.swf
    fails_with 65 "junk.swf: found binary data, expected a job trace as text" replay junk.swf
    echo "hello" >text.swf
    fails_with 65 "text.swf:1: found 'hello', expected a job trace" replay text.swf
}

@test "a gzip file that is cut off or damaged" {
    seq 500 | while read -r _; do sed -n 2,6p ex1.swf; done >long.swf
    gzip long.swf
    head -c "$(($(wc -c <long.swf.gz) - 9))" long.swf.gz >cut.swf.gz
    fails_with 65 "cut.swf.gz: the compressed data is cut off or damaged" replay cut.swf.gz
    { head -c "$(($(wc -c <long.swf.gz) - 8))" long.swf.gz; printf 'abcd\0\0\0\0'; } >bad.swf.gz
    fails_with 65 "bad.swf.gz: the compressed data is cut off or damaged" replay bad.swf.gz
}

@test "negative times" {
    sed 's/^4 3 -1 25/4 3 -1 -25/' ex1.swf >negative.swf
    fails_with 65 "negative.swf:5: field 4 (run time): found '-25', expected seconds >= 0" replay negative.swf
}

@test "a machine that nobody states" {
    grep -v MaxProcs ex1.swf >bare.swf
    fails_with 64 "give --site procs:N or the name of a site" replay bare.swf
}

@test "names that do not exist get a suggestion" {
    fails_with 64 "did you mean 'easy'" replay ex1.swf --backfill eassy
    fails_with 64 "unknown order 'lifo'" replay ex1.swf --order lifo
    status=0
    "$AIFSIM" replay ex1.swf --site nowhere >out 2>err || status=$?
    [ "$status" -eq 65 ] || [ "$status" -eq 66 ]
    grep -q nowhere err
}

@test "usage: no trace, two traces, an unknown option" {
    fails_with 64 "no TRACE given" replay
    fails_with 64 "one TRACE" replay ex1.swf ex1.swf
    fails_with 64 "--nonsense" replay ex1.swf --nonsense
}

@test "a full disk" {
    [ -w /dev/full ] || skip "this system has no /dev/full"
    fails_with 74 "/dev/full: cannot be written: No space left on device" replay ex1.swf --jobs /dev/full
    fails_with 74 "/dev/full: cannot be written: No space left on device" replay ex1.swf --swf /dev/full
    status=0
    "$AIFSIM" replay ex1.swf >/dev/full 2>err || status=$?
    [ "$status" -eq 74 ]
    grep -q 'standard output: cannot be written: No space left on device' err
}

@test "a folder that cannot be written to leaves nothing behind" {
    fails_with 74 "ex1.swf/jobs.csv: cannot be written: Not a directory" replay ex1.swf --jobs ex1.swf/jobs.csv
    ln -s nowhere/at/all link
    fails_with 74 "link/such: the folder cannot be made: No such file or directory" replay ex1.swf --swf link/such/jobs.csv --jobs a.csv
    [ ! -e a.csv ]
    [ -z "$(find . -name '*part*')" ]
}

@test "folders on the way to a result are made" {
    "$AIFSIM" replay ex1.swf --jobs new/deep/jobs.csv --summary new//summary.csv >out
    [ "$(starts new/deep/jobs.csv)" = "0 10 28 3 4" ]
    [ -s new/summary.csv ]
}

@test "results are replaced on demand only" {
    "$AIFSIM" replay ex1.swf --jobs jobs.csv >out
    cp jobs.csv before.csv
    fails_with 74 "jobs.csv: exists already; give --force to replace it" replay ex1.swf --backfill none --jobs jobs.csv
    cmp jobs.csv before.csv
    "$AIFSIM" replay ex1.swf --backfill none --jobs jobs.csv --force >out
    run ! cmp -s jobs.csv before.csv
}

@test "dependencies and actions are followed by slurm, and counted where they are not" {
    cat >site.yaml <<'YAML'
name: small
classes:
  cpu: {nodes: {value: 4, assumed: t}, cores: {value: 4, assumed: t}, mem_gib: {value: 4, assumed: t}, gpus: {value: 0, assumed: t}}
partitions:
  main: {classes: [cpu], unit: core}
YAML
    cat >trace.csv <<'CSV'
#aifsim-trace 1
job_id,submit_s,run_s,nodes,limit_s,depends
1,0,100,1,200,
2,5,100,1,200,afterok:1
3,5,100,1,200,
#aifsim-actions 1
time_s,action,job_id
20,cancel,3
CSV
    run "$AIFSIM" replay trace.csv -s site.yaml -b easy
    [ "$status" -eq 0 ]
    [[ $output == *"repaired: 2 x begin time, hold, dependency,"* ]]
    run "$AIFSIM" replay trace.csv -s site.yaml -b easy --strict
    [ "$status" -eq 65 ]
    [[ $output == *"trace.csv:4: job 2: begin time, hold, dependency,"* ]]

    "$AIFSIM" replay trace.csv -s site.yaml -b slurm --jobs jobs.csv >out
    [ "$(grep -c '^repaired' out)" -eq 0 ]
    # starting_time and finish_time: job 2 waits for job 1, job 3 is cancelled.
    [ "$(cut -d, -f1,9,11 jobs.csv | tail -n +2 | tr '\n' ' ')" = "1,0,100 2,100,200 3,5,20 " ]
}

@test "an order by priority follows the weights and the share algorithm of the site, or another" {
    # Ann has used the machine; when it is free, Ben's job comes before hers.
    cat >log.swf <<'SWF'
; MaxProcs: 4
1 0 -1 4000 4 -1 -1 4 4000 -1 1 1 1 -1 1 -1 -1 -1
2 10 -1 100 4 -1 -1 4 100 -1 1 1 1 -1 1 -1 -1 -1
3 20 -1 100 4 -1 -1 4 100 -1 1 2 1 -1 1 -1 -1 -1
SWF
    run "$AIFSIM" replay log.swf -o multifactor --check --jobs fair.csv
    [ "$status" -eq 0 ]
    [[ $output == *"order multifactor, share fair-tree, backfill"* ]]
    [ "$(cut -d, -f1,9 fair.csv | tail -n +2 | tr '\n' ' ')" = "1,0 2,4100 3,4000 " ]

    run "$AIFSIM" replay log.swf -o multifactor --share none --jobs first.csv
    [[ $output == *"share none,"* ]]
    [ "$(cut -d, -f1,9 first.csv | tail -n +2 | tr '\n' ' ')" = "1,0 2,4000 3,4100 " ]

    run "$AIFSIM" replay log.swf -o multifactor --share fair-three
    [ "$status" -eq 64 ]
    [[ $output == *"did you mean 'fair-tree'"* ]]
}

@test "a formula orders the queue, smallest or largest first, and is pointed at where it is wrong" {
    cat >log.swf <<'SWF'
; MaxProcs: 4
1 0 -1 100 4 -1 -1 4 100 -1 1 1 1 -1 1 -1 -1 -1
2 10 -1 60 4 -1 -1 4 60 -1 1 1 1 -1 1 -1 -1 -1
3 20 -1 30 4 -1 -1 4 30 -1 1 2 1 -1 1 -1 -1 -1
SWF
    run "$AIFSIM" replay log.swf -o "formula:limit_s * procs" --check --jobs small.csv
    [ "$status" -eq 0 ]
    [[ $output == *"order formula:limit_s * procs, "* ]]
    [ "$(cut -d, -f1,9 small.csv | tail -n +2 | tr '\n' ' ')" = "1,0 2,130 3,100 " ]
    "$AIFSIM" replay log.swf -o "formula-largest:limit_s * procs" --check --jobs large.csv >/dev/null
    [ "$(cut -d, -f1,9 large.csv | tail -n +2 | tr '\n' ' ')" = "1,0 2,100 3,160 " ]

    run "$AIFSIM" replay log.swf -o "formula:2 * limt_s"
    [ "$status" -eq 64 ]
    [[ $output == *"column 5: unknown name 'limt_s', did you mean 'limit_s'?"* ]]
    [[ $output == *$'\n      ^'* ]]
}

@test "a window of a trace is what a trace of the jobs in it would be" {
    local trace=$BATS_TEST_DIRNAME/../../traces/mimer-day.csv
    awk -F , '/^#/ { print; next } !named { named = 1; for (i = 1; i <= NF; i++) if ($i == "submit_s") at = i; print; next }
        $at >= 7200 && $at < 36000' "$trace" >cut.csv
    [ "$(wc -l <cut.csv)" -gt 20 ]
    for rule in easy slurm; do
        "$AIFSIM" replay "$trace" --site mimer -b "$rule" --from 2h --until 36000 --jobs a.csv --force >out
        "$AIFSIM" replay cut.csv --site mimer -b "$rule" --jobs b.csv --force >out
        # All but the name of the trace and the number of the line.
        diff <(cut -d , -f 1,3-34 a.csv) <(cut -d , -f 1,3-34 b.csv)
    done
    printf '%s\n' 'name: x' 'sites: [mimer]' 'policies: [fcfs/easy]' 'traces:' \
        "  - {file: $trace, from: 2h, until: 10h}" "  - {name: all, file: $trace}" >x.yaml
    "$AIFSIM" run x.yaml --out x -q >table
    "$AIFSIM" replay cut.csv --site mimer -b easy -P >out
    [ "$(awk -F , 'NR > 1 && $0 ~ /mimer-day/ { print; exit }' x/summary.csv | grep -c "$(awk -F '|' 'NR == 2 { print $2 "," $3 }' out)")" = 1 ]
    fails_with 64 "--until must be after --from" replay "$trace" --site mimer --from 3h --until 2h
    fails_with 65 "jobs was submitted in that window" replay "$trace" --site mimer --from 300d
}

# The example of Slurm's page on consumable resources: linux01 to linux03 have two CPUs, linux04 has
# four; four jobs of 120 s are submitted together.
consumable_resources() {
    cat >tres.csv <<'END'
#aifsim-trace 1
job_id,submit_s,run_s,limit_s,nodes,tasks,cpus_per_task
2,0,120,180,4,4,1
3,0,120,180,3,3,1
4,0,120,180,1,1,1
5,0,120,180,3,3,1
END
    cat >tres.yaml <<END
name: linux
title: three small nodes and a larger one
classes:
  small:
    nodes: {value: 3, assumed: example}
    cores: {value: 2, assumed: example}
    mem_gib: {value: 2, assumed: example}
    gpus: {value: 0, assumed: example}
    hosts: "linux[01-03]"
  large:
    nodes: {value: 1, assumed: example}
    cores: {value: 4, assumed: example}
    mem_gib: {value: 2, assumed: example}
    gpus: {value: 0, assumed: example}
    hosts: "linux04"
partitions:
  all: {classes: [small, large], unit: {value: core, assumed: example}, exclusive: {value: $1, assumed: example}}
scheduler:
  select: {unit: cpu, memory: false}
END
    "$AIFSIM" replay tres.csv --site ./tres.yaml --backfill slurm --jobs "$1.csv" >/dev/null
    python3 -c 'import csv, sys
for row in csv.DictReader(open(sys.argv[1])): print(row["job_id"], round(float(row["starting_time"]) / 60))' "$1.csv"
}

@test "whole nodes run Slurm's example one job and then two at a time" {
    run -0 consumable_resources true
    [ "$output" = $'2 0\n3 2\n4 2\n5 4' ]
}

@test "consumable CPUs run three jobs of Slurm's example at once" {
    run -0 consumable_resources false
    [ "$output" = $'2 0\n3 0\n4 0\n5 2' ]
}
