#!/usr/bin/env bats
# aifsim explain: what it says of one job of a run, and what it says about bad input.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # Ten processors.  EASY starts the jobs at 0 10 28 3 4, strict order at 0 10 20 30 30, conservative
    # backfilling at 0 10 20 30 4.
    printf '#aifsim-trace 1\njob_id,user,account,submit_s,run_s,limit_s,procs\n1,ann,a,0,10,10,6\n2,ben,a,1,10,10,8\n3,cy,b,2,10,10,9\n4,di,b,3,25,25,2\n5,eve,b,4,5,5,2\n' >t.csv
    ten=(--site procs:10)
}

# A value of the last JSON, by a Python expression over d.
value() {
    python3 -c 'import json, sys; d = json.load(open("e.json")); print(eval(sys.argv[1]))' "$1"
}

explain() {
    "$AIFSIM" explain "$@" --json >e.json
}

@test "a blocked head: who holds what it needs, the promised start, who stood in its way" {
    run -0 "$AIFSIM" explain t.csv 3 "${ten[@]}"
    [[ $output == *"Job 3 of t on procs:10 under fcfs/easy"* ]]
    [[ $output == *"asks for   9 processors, for at most 0:00:10"* ]]
    [[ $output == *"Resources: for job 1 (user ann, account a), which runs until 10 s, 10 s at the latest"* ]]
    [[ $output == *"then for job 4 (user di, account b), which runs until 28 s"* ]]
    [[ $output == *"It waited 0:00:26 for Resources"* ]]
    [[ $output == *"10 s  a start at 28 s"* ]]
    [[ $output == *"started    28 s  (+0:00:26), in its turn"* ]]
    # Who made it wait longest stands first.
    [[ $output == *"without job 1"*"0:00:17 earlier"*"without job 4"* ]]
    # Without job 4 the machine is free for it when job 2 ends.
    [[ $output == *"without job 4 (user di, account b): start at 20 s, 0:00:08 earlier"* ]]
    explain t.csv 3 "${ten[@]}"
    [ "$(value 'd["blocker"]["job_id"], d["blocker"]["without_s"]')" = "(4, 20)" ]
    [ "$(value '[(s["from_s"], s["to_s"], s["reason"], s["blocker"]["job_id"]) for s in d["spans"]]')" = "[(2, 3, 'Resources', 1), (3, 28, 'Resources', 4)]" ]
    [ "$(value 'd["plans"]')" = "[{'at_s': 10, 'planned_s': 28}]" ]
}

@test "a job that fits but stands behind others; each reservation is told" {
    explain t.csv 4 "${ten[@]}" --backfill conservative
    [ "$(value '[(s["from_s"], s["to_s"], s["reason"], s["blocker"]["job_id"]) for s in d["spans"]]')" = "[(3, 10, 'Priority', 2), (10, 20, 'Priority', 3), (20, 30, 'Resources', 3)]" ]
    [ "$(value 'd["plans"], d["start_s"], d["end_s"], d["outcome"]')" = "([{'at_s': 3, 'planned_s': 30}], 30, 55, 'completed')" ]
    # Job 3 has the reservation at 20 that job 4 would run into.
    [ "$(value 'd["blocker"]["job_id"], d["blocker"]["without_s"]')" = "(3, 3)" ]
    # With one processor it fits beside job 3; with half its limit before it.
    [ "$(value '[(c["kind"], c["start_s"]) for c in d["changes"]]')" = "[('limit', 3), ('width', 3), ('backfill', None), ('backfill', 3), ('backfill', 3)]" ]
}

@test "jobs that never waited, and that were backfilled" {
    run -0 "$AIFSIM" explain t.csv 4 "${ten[@]}"
    [[ $output == *"It did not wait."*"started    3 s, backfilled: ahead of jobs before it in the queue"* ]]
    [[ $output != *"Who stood in its way"* ]]
    explain t.csv 1 "${ten[@]}"
    [ "$(value 'd["started_by"], d["spans"], d["causes"], d["changes"], d["blocker"]')" = "('turn', [], [], [], None)" ]
}

@test "a job that waits for good, and one that is held by a rule alone" {
    printf '#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,procs,hold,begin_s\n1,0,10,10,1,1,\n2,0,10,10,1,,100\n' >w.csv
    run -0 "$AIFSIM" explain w.csv 1 "${ten[@]}" --backfill slurm
    [[ $output == *"for good"*"JobHeldUser"*"It never started: blocked"* ]]
    [[ $output == *"no job: also without all that were there"* ]]
    [[ $output == *"no begin time and nobody holding it: start at "* ]]
    explain w.csv 2 "${ten[@]}" --backfill slurm
    [ "$(value '[(s["from_s"], s["reason"], s["blocker"]) for s in d["spans"]][0], d["blocker"]')" = "((0, 'BeginTime', None), None)" ]
    [ "$(value '[c["start_s"] < 100 for c in d["changes"] if c["kind"] == "begin"]')" = "[True]" ]
}

@test "--runs 0 only watches" {
    explain t.csv 3 "${ten[@]}" --runs 0
    [ "$(value 'd["runs_made"], d["causes"], d["changes"], len(d["spans"])')" = "(0, [], [], 2)" ]
    run -0 "$AIFSIM" explain t.csv 3 "${ten[@]}" --runs 0
    [[ $output != *"Who stood in its way"* ]]
}

@test "a job that the machine is too small for" {
    printf '#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,procs\n1,0,10,10,11\n' >w.csv
    run -0 "$AIFSIM" explain w.csv 1 "${ten[@]}"
    [[ $output == *"It never started: rejected, asks for more than the machine"* ]]
    [[ $output == *"half as many processors, 5: start at 0 s"* ]]
}

@test "no single job may be to blame: a small set is" {
    # Two jobs of the same width run as long; the third needs what both have.
    printf '#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,procs\n1,0,50,50,4\n2,0,50,50,4\n3,0,50,50,2\n4,1,10,10,10\n' >w.csv
    explain w.csv 4 "${ten[@]}"
    [ "$(value 'd["blocker"], [sorted(j["job_id"] for j in c["jobs"]) for c in d["causes"]], d["causes"][0]["start_s"]')" = "(None, [[1, 2, 3]], 1)" ]
}

@test "shared nodes: the nodes and the place policy" {
    run -0 "$AIFSIM" explain "$BATS_TEST_DIRNAME/../../traces/mimer-day.csv" 200 --site mimer
    [[ $output == *"chosen by first-fit: lowest node numbers"* ]]
}

@test "Slurm's scheduler: limits, holds, preemption" {
    example="$BATS_TEST_DIRNAME/../../traces/slurm"
    "$AIFSIM" import slurm --conf "$example/slurm.conf" --assoc "$example/assoc.txt" --qos "$example/qos.txt" --sacct "$example/jobs.txt" --out mine >out
    mine=(mine/trace.csv --site mine/site.yaml --backfill slurm)
    run -0 "$AIFSIM" replay "${mine[@]}" --waits w.csv --jobs j.csv
    run -0 "$AIFSIM" explain "${mine[@]}" 1009
    [[ $output == *"cut short  4989 to "*"BeginTime"* || $output == *"BeginTime"*"cut short "* ]]
    [[ $output == *"QOS normal: start at "* ]]
    # Every kind of job has an explanation.
    for job in $(awk -F, 'NR > 1 && NR % 29 == 0 {print $1}' j.csv) $(awk -F, '$36 == "rejected" {print $1}' j.csv); do
        explain "${mine[@]}" "$job" --runs 4
        [ "$(value 'd["job"]["job_id"]')" = "$job" ]
    done
}

@test "a result directory: the first run unless another is chosen" {
    "$AIFSIM" run "$BATS_TEST_DIRNAME/../../configs/experiments/smoke.yaml" --out r -q --set seeds=1 >out
    run -0 --separate-stderr "$AIFSIM" explain r 30
    [[ $output == *"on mimer under fcfs/none, seed 1"* ]]
    [[ $stderr == *"the first of 6 runs: --cell 0, which is --site mimer --trace three-communities --policy fcfs/none --seed 1"* ]]
    run -0 --separate-stderr "$AIFSIM" explain r 30 --site procs:64 --policy fcfs/easy
    [[ $output == *"on procs:64 under fcfs/easy"* && -z $stderr ]]
    # The same job as in the table of jobs.
    "$AIFSIM" explain r 180 --cell 4 --json >e.json
    [ "$(value 'd["start_s"]')" = "$(awk -F, '$1 == 180 && $40 == 4 {print $9}' r/jobs.csv)" ]
    run -65 "$AIFSIM" explain r 30 --seed 77
    run -65 "$AIFSIM" explain r 30 --policy fcfs/esay
    [[ $output == "aifsim: r has no such run: did you mean --policy 'fcfs/easy'? there are cells"* ]]
    run -65 "$AIFSIM" explain r 30 --policy best
    [[ $output == *"there are cells 0 to 5: --site mimer, procs:64; --trace three-communities; --policy fcfs/none, fcfs/easy, fcfs/easy+sjf/pack; --seed 1" ]]
    run -64 "$AIFSIM" explain r 30 --order sjf
    [[ $output == *"r is a result directory"* ]]
}

@test "the example of docs/explain.md is what is printed" {
    awk '/^    \$ aifsim explain/ { found = 1; next } /^[^ ]/ { found = 0 } found' "$BATS_TEST_DIRNAME/../../docs/explain.md" | sed 's/^    //' >documented
    "$AIFSIM" explain "$BATS_TEST_DIRNAME/../golden/ex1.swf" 3 --site procs:10 --backfill easy >printed
    diff <(sed '$d' documented) printed
}

@test "a job that is refused whatever is tried is told so once" {
    printf '#aifsim-trace 1\njob_id,submit_s,procs,limit_s,run_s\n1,0,100,10,10\n2,1,12,10,10\n' >wide.csv
    "$AIFSIM" explain wide.csv 1 "${ten[@]}" >out
    grep -qx '  none of the 5 changes tried would have let it in: --json' out
    run ! grep 'refused, ' out
    # Half of it would fit.
    "$AIFSIM" explain wide.csv 2 "${ten[@]}" >out
    grep -qx '  half as many processors, 6: start at 1 s' out
    run ! grep -e 'refused, ' -e 'none of' out
}

@test "bad input: one line, and what there is" {
    run -65 "$AIFSIM" explain t.csv 9 "${ten[@]}"
    [ "$output" = "aifsim: t.csv has no job 9 among its 5; the nearest is 5" ]
    run -64 "$AIFSIM" explain t.csv
    [[ $output == *"which JOB?"* ]]
    run -64 "$AIFSIM" explain t.csv nine
    [[ $output == *"JOB wants a whole number, found 'nine'"* ]]
    run -64 "$AIFSIM" explain t.csv 1 --cell 3
    [[ $output == *"t.csv is a trace, not a result directory"* ]]
    run -66 "$AIFSIM" explain nothing.csv 1
    run -66 "$AIFSIM" explain nowhere 3 --policy x
    [ "$output" = "aifsim: nowhere: No such file or directory; RUN is a result directory or a trace" ]
    mkdir empty
    run -66 "$AIFSIM" explain empty 1
    [[ $output == *"empty/experiment.resolved.yaml"*"RUN is a result directory"* ]]
    printf '; MaxProcs: 4\n1 0 -1 10 4 -1 -1 4 10 -1 1 1 -1 -1 -1 -1 -1 -1\n1 1 -1 10 4 -1 -1 4 10 -1 1 1 -1 -1 -1 -1 -1 -1\n' >twice.swf
    run -0 --separate-stderr "$AIFSIM" explain twice.swf 1
    [[ $stderr == *"2 jobs have the number 1; this is the first, of line 2"* ]]
    run -0 "$AIFSIM" explain twice.swf 1 --line 3
    [[ $output == *"started    10 s"* ]]
}
