#!/usr/bin/env bats
# Traces from one format into another: what is kept, what is told to be lost, and that a file is
# whole or not there.

# shellcheck disable=SC2154 # run sets $stderr
bats_require_minimum_version 1.5.0
golden=$BATS_TEST_DIRNAME/../golden

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    printf '#aifsim-trace 1\n# unix_start_s: 1767225600\njob_id,user,account,community,submit_s,nodes,gpus_per_node,cores_per_node,mem_mib_per_node,limit_s,run_s,status,job_name\n7,anna,p1,start-ups,0,2,8,16,1000,3600,60,completed,train\n8,ben,p2,research,5,1,0,4,,,7,failed,\n' >full.csv
    printf 'timestamp,duration,num_gpus,gpu_time,cluster\n2017-10-09 07:01:55,66.0,8,528.0,11cb48\n2017-10-09 07:01:50,7.5,1,7.5,6214e9\n\n' >philly.csv
}

@test "a foreign table becomes our own, with what was repaired on standard error" {
    run --separate-stderr "$AIFSIM" convert philly.csv out/a.csv
    [ "$status" -eq 0 ]
    [ "$output" = "out/a.csv: 2 jobs of 2 records (philly to csv)" ]
    [[ $stderr == *"note: philly.csv: 1 x a time with decimals: rounded down to whole seconds"* ]]
    [[ $stderr == *"note: philly.csv: 1 x submit times not ascending: sorted"* ]]
    grep -v '^# made by' out/a.csv >got
    printf '#aifsim-trace 1\n# from philly.csv (philly)\n# unix_start_s: 1507532510\njob_id,user,account,community,partition,qos,submit_s,nodes,gpus_per_node,cores_per_node,mem_mib_per_node,procs,exclusive,limit_s,run_s,status,after,think_s,application\n2,,6214e9,,,,0,1,1,0,0,,0,,7,,,,\n1,,11cb48,,,,5,1,8,0,0,,0,,66,,,,\n' >expected
    diff expected got
}

@test "to our own and back again gives the same bytes" {
    for in in full.csv philly.csv "$golden/ex1.swf"; do
        "$AIFSIM" convert "$in" a.csv --force >out
        "$AIFSIM" convert a.csv b.csv --force >out
        diff <(grep -v '^# ' a.csv) <(grep -v '^# ' b.csv)
    done
}

@test "what the target cannot say is counted" {
    run --separate-stderr "$AIFSIM" convert full.csv a.swf
    [ "$status" -eq 0 ]
    [[ $stderr == *"note: a.swf: swf has no field for nodes: 2 jobs are processors (1 = 1 GPU)"* ]]
    [[ $stderr == *"note: a.swf: swf has no field for memory: lost for 1 job"* ]]
    [[ $stderr == *"note: a.swf: swf has no field for jobs that ask for no such processor: 1 job has size 0, which readers leave out"* ]]
    [[ $stderr == *"note: a.swf: swf has no field for names of users, accounts and applications: 2 jobs have numbers"* ]]
    [[ $stderr == *"note: a.swf: swf has no field for numbers that are not 1, 2, 3 and so on: 2 jobs get others"* ]]
    [[ $stderr == *"note: a.swf: swf has no field for job names, reservations and features: lost for 1 job"* ]]
    run --separate-stderr "$AIFSIM" convert full.csv a.json
    [ "$status" -eq 0 ]
    [[ $stderr == *"note: a.json: batsim has no field for how jobs ended: lost for 2 jobs"* ]]
    [[ $stderr != *"names of users"* ]]
    run --separate-stderr "$AIFSIM" convert full.csv b.csv
    [ "$stderr" = "" ]
}

@test "what only our own format says of projects and data is counted as lost" {
    printf '#aifsim-trace 1\nsubmit_s,nodes,run_s,organisation,deadline_s\n0,1,60,acme,\n1,1,60,,900\n2,1,60,,\n' >traits.csv
    run --separate-stderr "$AIFSIM" convert traits.csv a.json
    [ "$status" -eq 0 ]
    [[ $stderr == *"batsim has no field for organisations, data sets, deadlines and checkpoints: lost for 2 jobs"* ]]
}

@test "a workload of Batsim is read by all commands" {
    printf '#aifsim-trace 1\njob_id,user,submit_s,procs,limit_s,run_s\n1,anna,0,4,100,60\n2,,5,2,,7\n' >a.csv
    "$AIFSIM" convert a.csv a.json >out
    "$AIFSIM" convert a.csv five.json --to batsim5 >out
    grep -q '"DelayProfile"' five.json
    for file in a.json five.json; do
        run "$AIFSIM" check "$file"
        [ "$status" -eq 0 ]
        [ "$output" = "$file: trace of 2 jobs, 0 of its values repaired: good" ]
        "$AIFSIM" convert "$file" - | grep -v '^# ' >back
        diff <(grep -v '^#' back | cut -d, -f1,2,7,12,14,15) <(printf 'job_id,user,submit_s,procs,limit_s,run_s\n1,anna,0,4,100,60\n2,,5,2,,7\n')
    done
    "$AIFSIM" replay a.json --site procs:4 >out
}

@test "what our own sacct prints is read back" {
    printf '#aifsim-trace 1\n# unix_start_s: 1767225600\njob_id,user,account,submit_s,nodes,cores_per_node,limit_s,run_s\n7,anna,p1,0,2,4,3600,60\n8,ben,p2,5,1,4,600,7\n' >a.csv
    "$AIFSIM" sacct a.csv --site mimer --at 1h -P -o JobID,User,Account,Submit,Start,End,ElapsedRaw,TimelimitRaw,State,NNodes,NCPUS >dump.txt
    "$AIFSIM" convert dump.txt - >b.csv
    grep '^[78],' b.csv | cut -d, -f1-3,7,14,15 >got
    printf '7,anna,p1,0,3600,60\n8,ben,p2,5,600,7\n' | diff - got
}

@test "jobs are shared out over smaller nodes" {
    run --separate-stderr "$AIFSIM" convert full.csv a.csv --gpus-per-node 4
    [ "$status" -eq 0 ]
    [[ $stderr == *"note: a.csv: 1 job shared out over nodes of 4 GPUs"* ]]
    grep -q '^7,anna,p1,start-ups,,,0,4,4,8,500,,0,3600,60,completed' a.csv
    grep -q '^8,ben,p2,research,,,5,1,0,4,0,' a.csv
}

@test "bad input and bad output leave nothing behind" {
    printf 'sn,cpu_milli,memory_mib,gpu,model\na,1,2,3,4\n' >nodes.csv
    run "$AIFSIM" convert nodes.csv out/x.csv
    [ "$status" -eq 65 ]
    [[ $output == "aifsim: nodes.csv:1: found 'sn,cpu_milli,memory_mib,gpu,model', expected a job trace in one of these formats: "* ]]
    run "$AIFSIM" convert none.csv out/x.csv
    [ "$status" -eq 66 ]
    printf 'timestamp,duration,num_gpus\n2017-10-09,,1\n' >empty.csv
    run "$AIFSIM" convert empty.csv out/x.csv
    [ "$status" -eq 65 ]
    [[ $output == *"empty.csv: none of its 1 records can be replayed"* ]]
    run "$AIFSIM" convert philly.csv out/x.csv --strict
    [ "$status" -eq 65 ]
    [[ $output == *"philly.csv:3: column duration: found '7.5', which --strict does not allow"* ]]
    [ ! -e out ]
    echo old >x.csv
    run "$AIFSIM" convert philly.csv x.csv
    [ "$status" -eq 74 ]
    [ "$(cat x.csv)" = old ]
    "$AIFSIM" convert philly.csv x.csv --force >out
    run "$AIFSIM" convert philly.csv /dev/full --to csv
    [ "$status" -eq 74 ]
}

@test "the format of the target must be known" {
    run "$AIFSIM" convert philly.csv x.txt
    [ "$status" -eq 64 ]
    [[ $output == *"x.txt: no format ends so (known: .csv, .swf, .json); give --to FORMAT"* ]]
    run "$AIFSIM" convert philly.csv x.csv --to bastim
    [ "$status" -eq 64 ]
    [[ $output == *"unknown format 'bastim': did you mean 'batsim'? (known: csv, swf, batsim, batsim5)"* ]]
    run "$AIFSIM" convert philly.csv x.csv --to helios
    [ "$status" -eq 64 ]
    [[ $output == *"format 'helios' is read but not written: it records a schedule (written: csv, swf, batsim, batsim5)"* ]]
    run "$AIFSIM" convert philly.csv
    [ "$status" -eq 64 ]
}

@test "campaigns and tables of Slurm take foreign formats, too" {
    "$AIFSIM" convert full.csv a.json 2>err
    printf 'name: x\nsites: [mimer]\ntraces: [philly.csv, a.json]\npolicies: [fcfs/easy]\n' >x.yaml
    run "$AIFSIM" check x.yaml
    [ "$status" -eq 0 ]
    [[ $output == *"philly.csv: trace of 2 jobs, 2 of its values repaired: good"* ]]
    [[ $output == *"a.json: trace of 1 job, 1 of its values repaired: good"* ]]
    "$AIFSIM" run x.yaml --out out >log 2>&1
    grep -q '^0,mimer,philly,' out/summary.csv
    grep -q '^1,mimer,a,' out/summary.csv
    "$AIFSIM" sacct full.csv --site mimer --at 1h -P -o JobID,User,Account >table 2>err
    grep -qx '8|ben|p2' table
}

@test "components of a heterogeneous job need the numbers that tell them apart" {
    printf '%s\n' 'JobID|User|Submit|Start|End|State|NNodes|NCPUS' \
        '8+0|u|2026-01-01T00:00:00|2026-01-01T00:00:01|2026-01-01T00:01:00|COMPLETED|1|4' >dump
    run "$AIFSIM" convert dump h.csv
    [ "$status" -eq 65 ]
    [[ $output == *"dump:2: expected a column JobIDRaw, which tells the components of heterogeneous job 8 apart"* ]]
    sed -e 's/^JobID/JobIDRaw|JobID/' -e 's/^8/9|8/' dump >raw
    "$AIFSIM" convert raw h.csv >out 2>err
    grep -q '^h.csv: 1 job of 1 record ' out
}
