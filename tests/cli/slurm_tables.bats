#!/usr/bin/env bats
# aifsim squeue, sprio, sshare, sacct, and replay --waits: what they print, and what they say about bad input.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # Four nodes: job 1 has three, job 2 waits for them, job 3 behind it, job 4 for job 2; task 2 of
    # the array waits for task 1; job 7 is held for good.  Passes at 0, 3 and 60 s, cycles each 30 s.
    cat >t.csv <<'END'
#aifsim-trace 1
# unix_start_s: 1767225600
job_id,user,account,submit_s,nodes,limit_s,run_s,depends,array_id,array_task,array_limit,hold
1,anna,x,0,3,600,500,,,,,
2,anna,x,1,4,600,500,,,,,
3,ben,y,2,4,100,90,,,,,
4,ben,y,3,1,100,90,afterok:2,,,,
7,ben,y,3,1,100,90,,,,,1
END
    cat >s.yaml <<'END'
name: s
title: four nodes
classes:
  c:
    nodes: {value: 4, assumed: test}
    cores: {value: 8, assumed: test}
    mem_gib: {value: 64, assumed: test}
    gpus: {value: 4, assumed: test}
    gpu_model: {value: x, assumed: test}
    hosts: "n[01-04]"
partitions:
  batch: {classes: [c], unit: gpu, exclusive: true}
END
    slurm=(--site ./s.yaml --backfill slurm)
}

@test "squeue --start shows when waiting jobs are planned to start, soonest first" {
    run -0 "$AIFSIM" squeue t.csv "${slurm[@]}" --at 70 --start -P
    [ "${lines[0]}" = "JOBID|PARTITION|NAME|USER|ST|START_TIME|NODES|NODELIST(REASON)" ]
    [ "${lines[1]}" = "2|batch|job|anna|PD|2026-01-01T00:10:00|4|(Resources)" ]
    [ "${lines[2]}" = "3|batch|job|ben|PD|2026-01-01T00:20:00|4|(Priority)" ]
    [ "${lines[3]%%|*}" = 4 ] && [[ "${lines[3]}" == *"|N/A|"* ]]
    [ "${#lines[@]}" -eq 5 ]
}

@test "squeue shows the plan of the last cycle, however long ago that was" {
    run -0 "$AIFSIM" squeue t.csv "${slurm[@]}" --at 290 -f jobid,start_time -P -h -t PD --site-set scheduler.slurm.bf_interval=1s
    [ "${lines[0]}" = "2|2026-01-01T00:10:00" ]
    [ "${lines[1]}" = "3|2026-01-01T00:20:00" ]
    run -0 "$AIFSIM" squeue t.csv "${slurm[@]}" -f jobid,start_time -P -h -t PD
    [ "${lines[0]}" = "7|N/A" ]
}

@test "squeue shows what waits before what runs, with its reason" {
    run -0 "$AIFSIM" squeue t.csv "${slurm[@]}" --at 20
    [ "${lines[0]}" = "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)" ]
    [ "${lines[1]}" = "                 2     batch      job     anna PD       0:00      4 (Resources)" ]
    [ "${lines[2]}" = "                 3     batch      job      ben PD       0:00      4 (Priority)" ]
    [ "${lines[3]}" = "                 4     batch      job      ben PD       0:00      1 (Dependency)" ]
    [ "${lines[4]}" = "                 7     batch      job      ben PD       0:00      1 (JobHeldUser)" ]
    [ "${lines[5]}" = "                 1     batch      job     anna  R       0:20      3 n[01-03]" ]
    [ "${#lines[@]}" -eq 6 ]
}

@test "an instant may be a date; columns are chosen by name" {
    run -0 "$AIFSIM" squeue t.csv "${slurm[@]}" --at 2026-01-01T00:00:20 -P -u anna -f jobid,state,start_time
    [ "${lines[0]}" = "JOBID|STATE|START_TIME" ]
    [ "${lines[1]}" = "2|PENDING|N/A" ]
    [ "${lines[2]}" = "1|RUNNING|2026-01-01T00:00:00" ]
}

@test "sacct at the end shows all that was submitted" {
    run -0 "$AIFSIM" sacct t.csv "${slurm[@]}" -P -h
    [ "${lines[0]}" = "1|job|batch|x|24|COMPLETED|0:0" ]
    [ "${lines[1]}" = "2|job|batch|x|32|COMPLETED|0:0" ]
    [ "${lines[4]}" = "7|job|batch|y|1|PENDING|0:0" ]
    [ "${#lines[@]}" -eq 5 ]
}

@test "sshare shows the tree, accounts indented" {
    run -0 "$AIFSIM" sshare t.csv "${slurm[@]}" -P --at 20
    [ "${lines[0]}" = "Account|User|RawShares|NormShares|RawUsage|EffectvUsage|FairShare" ]
    [[ ${lines[1]} == "root||"* ]]
    [[ ${lines[2]} == " x||1|"* ]]
    [[ ${lines[3]} == "  x|anna|1|"* ]]
}

@test "squeue shows whose turn it is where jobs share nodes, and how long each has run" {
    cat >g.csv <<'END'
#aifsim-trace 1
job_id,user,submit_s,nodes,limit_s,run_s
1,anna,0,4,600,100
2,ben,0,4,600,100
END
    sed 's/exclusive: true/exclusive: true, oversubscribe: 2/' s.yaml >g.yaml
    printf 'scheduler: {time_slice: 20s, select: {memory: false}, preempt: {gang: true}}\n' >>g.yaml
    run -0 "$AIFSIM" squeue g.csv --site ./g.yaml --backfill slurm --at 75 -h -P -f jobid,st,time
    [ "$output" = $'1|R|0:55\n2|S|0:20' ]
}

@test "squeue and sacct know the textbook policies, sshare and sprio do not" {
    run -0 "$AIFSIM" squeue t.csv --site ./s.yaml --backfill easy --at 20 -h -P -f jobid,reason
    [ "${lines[0]}" = "2|Resources" ]
    [ "${lines[1]}" = "3|Priority" ]
    run -64 "$AIFSIM" sshare t.csv --site ./s.yaml -b easy
    [[ $output == *"use --backfill slurm" ]]
    run -64 "$AIFSIM" sprio t.csv --site ./s.yaml -b easy
    [[ $output == *"use --backfill slurm" ]]
}

@test "instants, columns and options that mean nothing are refused" {
    run -64 "$AIFSIM" squeue t.csv "${slurm[@]}" --at tomorrow
    [[ $output == *"--at: found 'tomorrow', expected seconds"* ]]
    run -64 "$AIFSIM" squeue t.csv "${slurm[@]}" --at 2020-01-01
    [[ $output == *"--at: 2020-01-01 is before the start of the trace t"* ]]
    run -64 "$AIFSIM" squeue t.csv "${slurm[@]}" -f JOBID,COLOUR
    [[ $output == *"no column 'COLOUR'; there are JOBID, PARTITION"* ]]
    run -66 "$AIFSIM" squeue nothing.csv "${slurm[@]}"
}

@test "replay --waits writes why each job waited, and for whom" {
    run -0 "$AIFSIM" replay t.csv "${slurm[@]}" --waits w.csv --check
    cat w.csv
    grep -qx "2,[0-9]*,500,Resources,job,1" w.csv
    grep -q "^3,2,.*,Priority,job,2$" w.csv
    grep -q "^4,3,10[0-9]*,Dependency,job,2$" w.csv
    grep -qx "7,3,,JobHeldUser,," w.csv
}

@test "the textbook policies know two reasons to wait" {
    # As in replay.bats: EASY starts the jobs at 0 10 28 3 4, strict order at 0 10 20 30 30.
    printf '#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,procs\n1,0,10,10,6\n2,1,10,10,8\n3,2,10,10,9\n4,3,25,25,2\n5,4,5,5,2\n' >e.csv
    run -0 "$AIFSIM" replay e.csv --site procs:10 --backfill easy --waits w.csv
    [ "$(sed 1d w.csv)" = $'2,1,10,Resources,job,1\n3,2,28,Resources,job,1' ]
    run -0 "$AIFSIM" replay e.csv --site procs:10 --backfill none --waits x.csv --jobs j.csv
    grep -qx 4,3,20,Priority,job,2 x.csv
    grep -qx 4,20,30,Resources,job,3 x.csv
    [ "$(cut -d, -f38- j.csv | tr '\n' ' ')" = "wait_reason,wait_blocker , Resources,1 Resources,1 Priority,2 Priority,2 " ]
}

@test "jobs.csv says why each job waited longest" {
    run -0 "$AIFSIM" replay t.csv "${slurm[@]}" --waits w.csv --jobs j.csv
    python3 - <<'END'
import csv
longest = {}
for row in csv.DictReader(open("w.csv")):
    length = float(row["to_s"] or "inf") - float(row["from_s"])
    if length > longest.get(row["job_id"], (0,))[0]:
        longest[row["job_id"]] = (length, row["reason"], row["blocker"])
assert longest["2"][1:] == ("Resources", "1") and longest["7"][1:] == ("JobHeldUser", ""), longest
for row in csv.DictReader(open("j.csv")):
    assert (row["wait_reason"], row["wait_blocker"]) == longest.get(row["job_id"], (0, "", ""))[1:], row
END
}

# The first columns of the rows, with blanks between them.
ids() {
    "$AIFSIM" "$@" -P -f jobid >ids
    sed 1d ids | tr '\n' ' '
}

@test "tables are of Slurm's rule unless another one is asked for" {
    cmp <("$AIFSIM" squeue t.csv --site ./s.yaml --at 20) <("$AIFSIM" squeue t.csv "${slurm[@]}" --at 20)
    cmp <("$AIFSIM" sacct t.csv --site ./s.yaml) <("$AIFSIM" sacct t.csv "${slurm[@]}")
    run -0 "$AIFSIM" sshare t.csv --site ./s.yaml
    run -0 "$AIFSIM" sprio t.csv --site ./s.yaml --at 20 --site-set scheduler.priority.weight_age=9
}

@test "squeue -o takes Slurm's letters, -O the names of its fields, both with widths" {
    s=(t.csv --site ./s.yaml --at 20 -j 2,1)
    run -0 "$AIFSIM" squeue "${s[@]}" -o "%.5i %4u %T %R"
    [ "${lines[0]}" = "JOBID USER STATE NODELIST(REASON)" ]
    [ "${lines[1]}" = "    2 anna PENDING (Resources)" ]
    [ "${lines[2]}" = "    1 anna RUNNING n[01-03]" ]
    run -0 "$AIFSIM" squeue "${s[@]}" -h -o "%i|%P|%j|%u|%t|%M|%D|%S|%l|%a|%q|%C"
    [ "${lines[1]}" = "1|batch|job|anna|R|0:20|3|2026-01-01T00:00:00|10:00|x|normal|24" ]
    run -0 "$AIFSIM" squeue "${s[@]}" -P -O JobID,UserName,StateCompact,TimeLimit,NumNodes
    [ "${lines[0]}" = "JOBID|USER|ST|TIME_LIMIT|NODES" ]
    run -0 "$AIFSIM" squeue "${s[@]}" -h -O "JobID:.4,UserName:6,ReasonList:0"
    [ "${lines[0]}" = "   2 anna   (Resources)" ]
    run -64 "$AIFSIM" squeue "${s[@]}" -o "%i %Z"
    [[ $output == *"-o '%i %Z': no column '%Z'; choose by name with -f" ]]
    run -64 "$AIFSIM" squeue "${s[@]}" -o fcfs
    [[ $output == *"expected columns such as %i and %.10u"* ]]
    run -64 "$AIFSIM" squeue "${s[@]}" -f JOBID:wide
    [[ $output == *"column 'JOBID:wide': expected a width behind the colon"* ]]
    run -64 "$AIFSIM" squeue "${s[@]}" -s ./s.yaml
    [[ $output == *"-s: there are no job steps; the site is --site"* ]]
    run -64 "$AIFSIM" sprio "${s[@]}" -o fcfs
    [[ $output == *"choose columns by name with -f"* ]]
    run -64 "$AIFSIM" sshare t.csv --site ./s.yaml -p
    [[ $output == *"separated by | with -P"* ]]
}

@test "sprio says why there are no priorities, and shows the weights" {
    s=(t.csv --site ./s.yaml --at 20)
    run -64 "$AIFSIM" sprio "${s[@]}" --order fcfs
    [[ $output == *"no priorities: the order fcfs ranks jobs without them; use --order multifactor" ]]
    run -0 --separate-stderr "$AIFSIM" sprio "${s[@]}"
    [ "$stderr" = "aifsim: note: all weights of priorities of the site are 0: no priorities" ]
    run -0 --separate-stderr "$AIFSIM" sprio "${s[@]}" --site-set scheduler.priority.type=basic
    [ "$stderr" = "aifsim: note: the site has priority/basic, first come first served: no priorities" ]
    run -0 "$AIFSIM" sprio "${s[@]}" -w -P --site-set scheduler.priority.weight_age=900 --site-set scheduler.priority.weight_qos=7
    [ "$output" = $'JOBID|PARTITION|PRIORITY|SITE|AGE|QOS\nWeights|||1|900|7' ]
}

@test "an instant may be Unix time or have decimals of a unit; past the end is told" {
    cmp <("$AIFSIM" squeue t.csv --site ./s.yaml --at 1767225620) <("$AIFSIM" squeue t.csv --site ./s.yaml --at 20)
    cmp <("$AIFSIM" squeue t.csv --site ./s.yaml --at 0.1h) <("$AIFSIM" squeue t.csv --site ./s.yaml --at 6m)
    cmp <("$AIFSIM" squeue t.csv --site ./s.yaml --at 0.5m) <("$AIFSIM" squeue t.csv --site ./s.yaml --at 30.000)
    run -0 --separate-stderr "$AIFSIM" sacct t.csv --site ./s.yaml --at 7d -h
    [[ $stderr == "aifsim: note: --at: the last event of the run is at "*" s; nothing changes after it" ]]
    run -64 "$AIFSIM" squeue t.csv --site ./s.yaml --at 3.5x
    [[ $output == *"--at: found '3.5x', expected seconds"* ]]
}

@test "users and jobs that the trace has not are told" {
    run -0 --separate-stderr "$AIFSIM" squeue t.csv --site ./s.yaml --at 20 -u ben,zoe -j 3,999,7_2
    [ "$stderr" = $'aifsim: note: t.csv has no user zoe\naifsim: note: t.csv has no job 999' ]
    [[ $output == *" 3 "* ]]
}

@test "Slurm's own options choose rows" {
    s=(t.csv --site ./s.yaml --at 20)
    [ "$(ids squeue "${s[@]}" -u ben,zoe)" = "3 4 7 " ]
    [ "$(ids squeue "${s[@]}" -A x -a -r)" = "2 1 " ]
    [ "$(ids squeue "${s[@]}" -t PD --user anna)" = "2 " ]
    [ "$(ids squeue "${s[@]}" --states=running)" = "1 " ]
    [ "$(ids squeue "${s[@]}" -t all -j 7,1)" = "7 1 " ]
    [ "$(ids squeue "${s[@]}" -p batch -q normal -j 3)" = "3 " ]
    [ "$(ids squeue "${s[@]}" -p debug)" = "" ]
    [ "$(ids squeue "${s[@]}" -q high)" = "" ]
    [ "$(ids sacct t.csv --site ./s.yaml -a -X -s CD -A y)" = "3 4 " ]
    [ "$(ids sacct t.csv --site ./s.yaml -r batch --state PENDING)" = "7 " ]
    [ "$(ids sprio "${s[@]}" --site-set scheduler.priority.weight_age=9 -u anna -p batch)" = "2 " ]
    run -0 "$AIFSIM" sacct t.csv --site ./s.yaml -n -j 2 -o jobid,state --parsable2
    [ "$output" = "2|COMPLETED" ]
    run -0 "$AIFSIM" squeue "${s[@]}" --noheader -j 2 -O jobid,state -P
    [ "$output" = "2|PENDING" ]
    run -0 "$AIFSIM" sshare "${s[@]}" -a -n -P -A y -o account,user
    [ "${lines[0]}" = " y|" ]
    [ "${lines[1]}" = "  y|ben" ]
    [ "${#lines[@]}" -eq 2 ]
    run -0 "$AIFSIM" squeue "${s[@]}" --all-on batch -h -j 2
    run -64 "$AIFSIM" squeue "${s[@]}" -t CD
    [[ $output == *"squeue shows jobs that wait or run; for those that ended see sacct"* ]]
    run -64 "$AIFSIM" sacct t.csv --site ./s.yaml -s DREAMING
    [[ $output == *"no state 'DREAMING'; there are PENDING (PD)"* ]]
    run -64 "$AIFSIM" squeue "${s[@]}" -j seven
    [[ $output == *"jobs 'seven': expected numbers"* ]]
}

@test "what an import writes of each job is no clock" {
    echo job_id,slurm_id,submit_s,eligible_s >recorded.csv
    run -65 "$AIFSIM" replay t.csv "${slurm[@]}" --ticks recorded.csv
    [[ $output == *"recorded.csv:1: this is what \`aifsim import slurm\` writes of each job"* ]]
    printf '%s\n' kind,t_ms tick,0 backfill,30000 >ticks.csv
    run -0 "$AIFSIM" replay t.csv "${slurm[@]}" --ticks ticks.csv
}

# Job 1 is due at 600, job 2 at 400: job 3 needs job 1's processors.  When that ends early, at 100, job
# 3 runs until 110, and job 4 waits for job 2.
@test "who waits for resources waits for the running job with whose end there is room" {
    cat >r.csv <<'END'
#aifsim-trace 1
job_id,submit_s,run_s,limit_s,nodes
1,0,100,600,3
2,0,300,400,1
3,1,10,60,2
4,2,10,60,4
END
    run -0 "$AIFSIM" replay r.csv --site procs:4 --backfill slurm --waits w.csv
    grep -qx '3,3,100,Resources,job,1' w.csv
    grep -qx '4,2,100,Priority,job,3' w.csv
    grep -qx '4,100,300,Resources,job,2' w.csv
}
