#!/usr/bin/env bats
# aifsim run: what it prints and writes, and what it says about bad input.

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # Example 1 of the documented schedules: 10 processors, EASY starts 0 10 28 3 4, so the jobs wait
    # 0, 9, 26, 0 and 0 s, 7 s in the mean; in strict order they start at 0 10 20 30 30 and wait
    # 0, 9, 18, 27 and 26 s, 16 s in the mean.
    cp "$BATS_TEST_DIRNAME/five-jobs.swf" ex1.swf
    cat >two.yaml <<'END'
name: two
sites: ["procs:10"]
traces: [{file: ex1.swf}]
policies: [fcfs/none, fcfs/easy]
outputs: {jobs: true}
END
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

# Figures of the cell in summary.csv, by the name of the column.
figure() {
    awk -F, -v cell="$1" -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i }
        NR > 1 && $1 == cell && $6 == "all" { print $c }' results/summary.csv
}

@test "a campaign leaves its results and prints a table of means" {
    "$AIFSIM" run two.yaml --out results >out 2>err
    [ ! -e results/INCOMPLETE ]
    [ "$(figure 0 wait_mean_s)" = 16.000 ]
    [ "$(figure 1 wait_mean_s)" = 7.000 ]
    [ "$(figure 1 jobs)" = 5 ]
    grep -qE '^procs:10 +ex1 +fcfs/easy +7\.0 ' out
    grep -q '2 cells, 10 jobs' err
    grep -q 'results: results' err
}

@test "jobs.csv has Batsim's columns first and the cell last" {
    "$AIFSIM" run two.yaml --out results -q
    head -1 results/jobs.csv | grep -q '^job_id,workload_name,profile,submission_time,.*,consumed_energy,metadata,'
    head -1 results/jobs.csv | grep -q ',cell,site,trace,policy,seed$'
    [ "$(awk -F, '$(NF-1) == "fcfs/easy" { printf "%s ", $9 }' results/jobs.csv)" = "0 10 28 3 4 " ]
    [ "$(wc -l <results/jobs.csv)" -eq 11 ]
    [ "$(tail -1 results/jobs.csv | grep -o ',1,procs:10,ex1,fcfs/easy,0$')" ]
}

@test "the database has the same cells, and refers to itself correctly" {
    command -v sqlite3 || skip "needs the sqlite3 program"
    "$AIFSIM" run two.yaml --out results -q
    [ "$(sqlite3 results/results.db 'SELECT policy, wait_mean_s FROM summary WHERE community = "all"')" = \
        "$(printf 'fcfs/none|16.0\nfcfs/easy|7.0')" ]
    [ "$(sqlite3 results/results.db 'PRAGMA user_version')" = 6 ]
    [ -z "$(sqlite3 results/results.db 'PRAGMA foreign_key_check')" ]
    [ "$(sqlite3 results/results.db 'PRAGMA integrity_check')" = ok ]
    [ "$(sqlite3 results/results.db 'SELECT count(*) FROM pragma_table_list WHERE strict AND schema = "main" AND name IN ("run", "cells", "metrics")')" = 3 ]
}

@test "the resolved experiment runs again with the same results" {
    "$AIFSIM" run two.yaml --out results -q
    "$AIFSIM" run results/experiment.resolved.yaml --out again -q
    cmp results/summary.csv again/summary.csv
    cmp results/jobs.csv again/jobs.csv
}

@test "-q prints the table alone, -P for programs" {
    "$AIFSIM" run two.yaml --out results -q -P >out 2>err
    [ ! -s err ]
    grep -q '^procs:10|ex1|fcfs/easy|wait_mean_s|1|7.000|||' out
}

@test "-v has a line for each cell" {
    "$AIFSIM" run two.yaml --out results -v >out 2>err
    grep -q '2 of 2: procs:10, ex1, fcfs/easy' err
}

@test "progress has no control characters where it is no terminal" {
    "$AIFSIM" run two.yaml --out results >out 2>err
    [ "$(tr -dc '\033\r' <err | wc -c)" -eq 0 ]
}

@test "--set changes the experiment" {
    "$AIFSIM" run two.yaml --out results -q --set policies=fcfs/easy --set outputs.jobs=false
    [ "$(figure 0 wait_mean_s)" = 7.000 ]
    [ ! -e results/jobs.csv ]
}

# Cells 0 and 1 are of seed 3, cells 2 and 3 of seed 4.
cells_of() {
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "cell") c = i } NR > 1 { print $c }' "$1" | sort -un | tr '\n' ' '
}

@test "jobs, series and waits are those of the first seed, of all or of none" {
    cat >seeds.yaml <<'END'
name: seeds
sites: ["procs:64"]
traces: [{generate: three-communities, jobs: 50, load: 0.8}]
policies: [fcfs/none, fcfs/easy]
seeds: [3, 4]
END
    "$AIFSIM" run seeds.yaml --out results -q
    for table in jobs series distributions; do
        [ "$(cells_of results/$table.csv)" = "0 1 " ]
    done
    grep -q '^  jobs: auto$' results/experiment.resolved.yaml
    "$AIFSIM" run seeds.yaml --out all -q --set outputs.jobs=true --set outputs.series=true
    for table in jobs series distributions; do
        [ "$(cells_of all/$table.csv)" = "0 1 2 3 " ]
    done
    "$AIFSIM" run seeds.yaml --out none -q --set outputs.jobs=false --set outputs.series=false
    [ "$(echo none/*.csv)" = none/summary.csv ]
    cmp results/summary.csv none/summary.csv
    fails_with 65 "known: auto, true, false" run seeds.yaml --out wrong --set outputs.jobs=autoo
}

@test "series and waits of two schedules worked out by hand" {
    # EASY: a bin of a minute, cut at 38 s. 60 + 80 + 90 + 50 + 10 unit-seconds; nobody waits at 0.
    "$AIFSIM" run two.yaml --out results -q
    [ "$(grep ^1, results/series.csv)" = "1,procs:10,ex1,fcfs/easy,0,all,all,0,38,380,290,,0,0" ]
    # Waits 0, 9, 26, 0, 0.
    [ "$(grep ^1, results/distributions.csv | cut -d, -f7,8 | tr '\n' ' ')" = \
        "0,3 1,3 2,3 3,3 4,3 5,3 6,3 8,3 10,4 12,4 15,4 20,4 25,4 30,5 " ]
}

@test "results are not overwritten unasked" {
    "$AIFSIM" run two.yaml --out results -q
    fails_with 74 "results: is not empty" run two.yaml --out results -q
    "$AIFSIM" run two.yaml --out results -q --force
}

@test "--resume of a finished campaign does nothing and succeeds" {
    "$AIFSIM" run two.yaml --out results -q
    sha256sum results/* >before
    "$AIFSIM" run two.yaml --out results -q --resume
    grep -v run.log before | sha256sum -c --quiet
}

@test "--resume of another experiment says what differs" {
    "$AIFSIM" run two.yaml --out results -q
    fails_with 65 "experiment.resolved.yaml:" run two.yaml --out results -q --resume --set policies=fcfs/easy
    grep -q 'the campaign there is another one' err
}

@test "--resume with a changed trace says that the input differs" {
    "$AIFSIM" run two.yaml --out results -q
    sed -i 's/^5 4 -1 5 /5 4 -1 4 /' ex1.swf
    fails_with 65 "sha256" run two.yaml --out results -q --resume
}

@test "--force and --resume exclude each other" {
    fails_with 64 "give one of them" run two.yaml --out results --force --resume
    [ ! -e results ]
}

@test "the directory and the experiment must be named" {
    fails_with 64 "give --out DIR" run two.yaml
    fails_with 64 "which EXPERIMENT" run --out results
}

@test "a missing experiment" {
    fails_with 66 "missing.yaml" run missing.yaml --out results
    [ ! -e results ]
}

@test "a missing trace" {
    rm ex1.swf
    fails_with 66 "ex1.swf" run two.yaml --out results
    [ ! -e results ]
}

@test "a slip in the experiment is shown with its place and the nearest name" {
    sed -i 's/policies/polices/' two.yaml
    fails_with 65 "two.yaml:4:1" run two.yaml --out results
    grep -q "did you mean 'policies'" err
    [ ! -e results ]
}

@test "a name with a line break is refused with its line" {
    sed 's|^policies:.*|policies: [fcfs/none, {name: "q\\n3", order: fcfs, backfill: easy}]|' two.yaml >names.yaml
    fails_with 65 "name: found the control character 0x0a behind 'q'" run names.yaml --out results -q
    grep -q "^aifsim: names.yaml:[0-9]*:" err
    [ ! -e results ]
    fails_with 65 "control character 0x09 behind 'a'" run two.yaml --out results -q --set 'name="a\tb"'
}

@test "a trace that is no trace leaves a campaign that is marked as unfinished" {
    printf 'this is no log\n' >ex1.swf
    fails_with 65 "ex1.swf" run two.yaml --out results
    [ -e results/INCOMPLETE ]
}

@test "a directory that cannot be made" {
    touch file
    fails_with 74 "file" run two.yaml --out file
    ln -s nowhere/at/all link
    fails_with 74 "link/such: the folder cannot be made" run two.yaml --out link/such/folder
    fails_with 74 "/proc/results" run two.yaml --out /proc/results
}

@test "standard output that cannot be written" {
    local status=0
    "$AIFSIM" run two.yaml --out results -q >/dev/full 2>err || status=$?
    [ "$status" -eq 74 ]
    grep -q 'standard output' err
}

@test "a wrong --bind says which there are" {
    fails_with 64 "auto, cores or none" run two.yaml --out results --bind socket
}

@test "an interrupt is answered with how to go on" {
    # Long enough to be interrupted; the first cell makes the directory.
    cat >long.yaml <<'END'
name: long
sites: ["procs:1024"]
traces: [{generate: pool1m, jobs: 20000, load: 0.9}]
policies: [fcfs/conservative]
seeds: 1..1000
END
    "$AIFSIM" run long.yaml --out results >out 2>err &
    local pid=$! status=0
    for _ in $(seq 600); do
        [ -s results/summary.csv ] && break
        sleep 0.1
    done
    kill -TERM "$pid"
    wait "$pid" || status=$?
    [ "$status" -eq 130 ]
    grep -q -- 'interrupted; the same command with --resume' err
    [ -e results/INCOMPLETE ]
}

@test "a community that results could not tell from other groups is refused" {
    local name
    for name in all account:x qos:x user:x; do
        printf '#aifsim-trace 1\njob_id,community,submit_s,procs,limit_s,run_s\n1,art,0,1,9,5\n2,%s,0,1,9,5\n' "$name" >named.csv
        printf 'name: n\nsites: ["procs:10"]\ntraces: [named.csv]\npolicies: [fcfs/easy]\n' >named.yaml
        fails_with 65 "named.csv: found a community called '$name', but in results" run named.yaml --out results -q --force
        fails_with 65 'give it another name' check named.csv
        fails_with 65 "named.csv: found a community called '$name'" check named.yaml
    done
    # Names that only look alike are as good as any other.
    printf '#aifsim-trace 1\njob_id,community,submit_s,procs,limit_s,run_s\n1,All,0,1,9,5\n2,group:x,0,1,9,5\n' >named.csv
    "$AIFSIM" run named.yaml --out good -q >out
    [ "$(cut -d, -f6 good/summary.csv | tr '\n' ' ')" = "community all All group:x " ]
}

@test "a generated community of such a name is refused before anything is written" {
    sed 's/^  startups:/  all:/' "$BATS_TEST_DIRNAME/../../configs/workloads/three-communities.yaml" >own.yaml
    grep -q "^  all:" own.yaml
    printf 'name: n\nsites: [mimer]\ntraces: [{generate: ./own.yaml, jobs: 10}]\npolicies: [fcfs/easy]\n' >named.yaml
    fails_with 65 "own.yaml: found a community called 'all'" run named.yaml --out results
    [ ! -e results ]
}
