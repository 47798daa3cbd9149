#!/usr/bin/env bats
# aifsim verify: what it notices about a result directory, and that it leaves nothing behind.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cp "$BATS_TEST_DIRNAME/five-jobs.swf" ex1.swf
    cat >three.yaml <<'END'
name: three
sites: ["procs:10"]
traces: [{file: ex1.swf}]
policies: [fcfs/none, fcfs/easy, sjf/easy]
outputs: {jobs: true}
END
    "$AIFSIM" run three.yaml --out results -q >/dev/null
    find results -type f -exec sha256sum {} + | sort >before
    mkdir scratch
    export TMPDIR=$PWD/scratch
}

# Nothing of a new run is left, whatever came of it.
teardown() {
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/scratch")" ] || { ls -RA "$BATS_TEST_TMPDIR/scratch"; return 1; }
}

# What is said of a file: its line of the table, and the remark below it.
said() {
    grep -A1 "^$1 " <<<"$output" | tr -s ' \n' ' ' | sed 's/ $//'
}

expect() {
    [ "$1" = "$2" ] || { printf 'found:    %s\nexpected: %s\n' "$1" "$2"; return 1; }
}

@test "results that nobody touched are the same" {
    run -0 "$AIFSIM" verify results
    [[ "$output" != *differs* && "$output" != *missing* ]]
    [ "$(grep -c ' same  *same$' <<<"$output")" -ge 4 ]
    expect "${lines[-1]}" "results: the same as computed anew"
    find results -type f -exec sha256sum {} + | sort | cmp before -
}

@test "--hashes-only looks at files and inputs and computes nothing" {
    run -0 "$AIFSIM" verify results --hashes-only
    [[ "$output" == *"ex1.swf "*same* ]]
    expect "${lines[-1]}" "results: the files are those that the run left"
    mv ex1.swf elsewhere
    run -0 "$AIFSIM" verify results --hashes-only
    [[ "$output" == *"ex1.swf "*"not at hand"* ]]
}

@test "the path of an input may be long" {
    long=$(printf 'd%.0s' $(seq 200))
    mkdir -p "$long/$long/$long"
    cp ex1.swf "$long/$long/$long/ex1.swf"
    "$AIFSIM" run three.yaml --out far -q --set "traces=[{file: $long/$long/$long/ex1.swf}]" >/dev/null
    run -0 "$AIFSIM" verify far --hashes-only
    [ "$(grep -c '  same$' <<<"$output")" -eq "$(($(wc -l <<<"$output") - 2))" ]
    [[ "$output" == *"/ex1.swf  same"* ]]
    [[ "${lines[0]}" == "FILE "*"  RECORDED" ]]
}

@test "a changed figure is shown with its row and column, by hash and by a new run" {
    # The mean wait under EASY is 7 s (docs/scheduling.md, example 1); somebody wanted another.
    sed -i '3s/,7\.000,/,6.000,/' results/summary.csv
    run -1 "$AIFSIM" verify results
    expect "$(said summary.csv)" "summary.csv differs differs line 3, cell 1, community all, column wait_mean_s: '6.000' there, '7.000' computed anew"
    expect "${lines[-1]}" "results: differs"
    run -1 "$AIFSIM" verify results --hashes-only
    [[ "$(said summary.csv)" == "summary.csv differs SHA-256 "* ]]
    run -1 "$AIFSIM" verify results -q
    expect "$output" ""
}

@test "a row too many, one too few, an end cut off" {
    cp results/jobs.csv kept
    sed -i 4d results/jobs.csv
    run -1 "$AIFSIM" verify results
    [[ "$(said jobs.csv)" == "jobs.csv differs differs line 4, cell 0, job_id 3, column job_id: '4' there, '3' computed anew" ]]
    sed '$d' kept >results/jobs.csv
    run -1 "$AIFSIM" verify results
    [[ "$(said jobs.csv)" == "jobs.csv differs differs line 16 is missing there: 5,"* ]]
    { cat kept; tail -1 kept; } >results/jobs.csv
    run -1 "$AIFSIM" verify results
    [[ "$(said jobs.csv)" == "jobs.csv differs differs line 17 is there and not computed anew: 5,"* ]]
    head -c -1 kept >results/jobs.csv
    run -1 "$AIFSIM" verify results
    [[ "$(said jobs.csv)" == *"line 16, cell 2, job_id 5: its end differs" ]]
    : >results/jobs.csv
    run -1 "$AIFSIM" verify results
    [[ "$(said jobs.csv)" == *"one of the files is empty" ]]
}

@test "a figure changed in the database is shown with its table, cell and column" {
    sqlite3 results/results.db 'UPDATE metrics SET jobs = 6 WHERE cell = 1 AND community = "all"'
    run -1 "$AIFSIM" verify results
    expect "$(said results.db)" "results.db differs differs table metrics, cell 1, community all, column jobs: '6' there, '5' computed anew"
    echo nonsense >results/results.db
    run -1 "$AIFSIM" verify results
    [[ "$(said results.db)" == "results.db differs differs cannot be read: "* ]]
}

@test "a missing file is a difference" {
    rm results/jobs.csv
    run -1 "$AIFSIM" verify results
    expect "$(said jobs.csv)" "jobs.csv missing missing a new run writes it"
    run -1 "$AIFSIM" verify results --hashes-only
    [[ "$(said jobs.csv)" == "jobs.csv missing"* ]]
}

@test "an input that has changed since is named, and nothing is computed" {
    sed -i 's/^5 4 -1 5 /5 4 -1 4 /' ex1.swf
    run -65 "$AIFSIM" verify results
    [[ "$output" == *"'ex1.swf' has changed: its SHA-256 is now "* ]]
    [[ "$output" == *"cannot be run again with other inputs than it had" ]]
    run -1 "$AIFSIM" verify results --hashes-only
    [[ "$(said ex1.swf)" == "ex1.swf differs SHA-256 "* ]]
    rm ex1.swf
    run -66 "$AIFSIM" verify results
}

@test "an experiment that was changed after the run is not run" {
    sed -i 's/fcfs/sjf/' results/experiment.resolved.yaml
    run -1 "$AIFSIM" verify results
    [[ "$output" == *"experiment.resolved.yaml: was changed after the run"* ]]
    rm results/experiment.resolved.yaml
    run -66 "$AIFSIM" verify results
}

@test "a campaign that has not finished, another directory, none" {
    echo >results/INCOMPLETE
    run -65 "$AIFSIM" verify results
    [[ "$output" == *"results/INCOMPLETE: this campaign has not finished"*--resume* ]]
    run -65 "$AIFSIM" verify results --hashes-only
    run -66 "$AIFSIM" verify scratch
    [[ "$output" == *"scratch: no results there"* ]]
    run -66 "$AIFSIM" verify nowhere
    [[ "$output" == *"nowhere: there is no such directory"* ]]
}

@test "without ro-crate-metadata.json the new run is all that is held against" {
    rm results/ro-crate-metadata.json
    run -0 "$AIFSIM" verify results
    [[ "$output" == *"note: results has no ro-crate-metadata.json"* ]]
    [[ "$(said summary.csv)" == "summary.csv - same"* ]]
    run -66 "$AIFSIM" verify results --hashes-only
    echo '{"@graph": [' >results/ro-crate-metadata.json
    run -65 "$AIFSIM" verify results
    [[ "$output" == *"ro-crate-metadata.json:2: is not JSON"* ]]
    echo '[]' >results/ro-crate-metadata.json
    run -65 "$AIFSIM" verify results
}

@test "results of another version are told from those of this one" {
    sqlite3 results/results.db 'UPDATE run SET aifsim_version = "0.0.9"'
    rm results/ro-crate-metadata.json
    sed -i 's/^aifsim [0-9.]*:/aifsim 0.0.9:/' results/run.log
    "$AIFSIM" run three.yaml --out results -q --resume >/dev/null
    run -0 "$AIFSIM" verify results
    [[ "$output" == *"note: aifsim 0.0.9 computed results"* ]]
    expect "$(said results.db)" "results.db same other bytes the same figures, but for the version in it: aifsim 0.0.9 wrote it"
}

@test "a database that another SQLite wrote has the same figures" {
    rm results/ro-crate-metadata.json
    sqlite3 results/results.db 'PRAGMA page_size = 8192; VACUUM'
    run -0 "$AIFSIM" verify results
    [[ "$(said results.db)" == "results.db - other bytes the same figures in other bytes"* ]]
}

@test "--cells computes a part, and finds what is wrong in it alone" {
    run -0 "$AIFSIM" verify results --cells 1
    expect "${lines[-1]}" "results: the same as computed anew, cells 1..1"
    rm results/ro-crate-metadata.json
    sed -i '3s/,7\.000,/,6.000,/' results/summary.csv
    run -0 "$AIFSIM" verify results --cells 0
    run -0 "$AIFSIM" verify results --cells 2..2
    run -1 "$AIFSIM" verify results --cells 1..2
    [[ "$(said summary.csv)" == *"line 3, cell 1, community all, column wait_mean_s: '6.000' there, '7.000' computed anew" ]]
    sqlite3 results/results.db 'UPDATE metrics SET jobs = 6 WHERE cell = 1 AND community = "all"'
    run -0 "$AIFSIM" verify results --cells 2
    run -1 "$AIFSIM" verify results --cells 0..1
    [[ "$(said results.db)" == *"cell 1, community all, column jobs: '6' there, '5' computed anew" ]]
}

@test "--cells passes over cells that a table has no rows of, but not over single rows" {
    rm results/ro-crate-metadata.json
    cp results/jobs.csv kept
    grep -v ',1,procs:10,ex1,fcfs/easy,0$' kept >results/jobs.csv
    [ "$(wc -l <results/jobs.csv)" -eq 11 ]
    run -0 "$AIFSIM" verify results --cells 0..2
    run -1 "$AIFSIM" verify results
    # The last job of cell 1 in line 11, of cell 2 in line 16.
    for line in 11 16; do
        sed "${line}d" kept >results/jobs.csv
        run -1 "$AIFSIM" verify results --cells 1..2
        [[ "$(said jobs.csv)" == *" is missing there: 5,"* ]]
        sed "${line}p" kept >results/jobs.csv
        run -1 "$AIFSIM" verify results --cells 1..2
        [[ "$(said jobs.csv)" == *" is there and not computed anew: 5,"* ]]
    done
}

@test "--out keeps the new results, which verify too" {
    run -0 "$AIFSIM" verify results --out again
    run -0 "$AIFSIM" verify again
    run -74 "$AIFSIM" verify results --out again
    [[ "$output" == *"again: is not empty"* ]]
}

@test "what makes no sense is said" {
    for args in "" "results other" "results --cells x" "results --cells 3..1" "results --cells -1" \
        "results --cells 1 --out again" "results --hashes-only --cells 1" "results --hashes-only --out again"; do
        # shellcheck disable=SC2086  # words
        run -64 "$AIFSIM" verify $args
    done
    run -64 "$AIFSIM" verify results --cells 1..3
    [[ "$output" == *"--cells 1..3: results has the cells 0..2" ]]
    TMPDIR=$PWD/nowhere run -74 "$AIFSIM" verify results
}

@test "on several ranks" {
    command -v mpirun || skip "needs mpirun"
    "$AIFSIM" run --help >/dev/null
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    export ASAN_OPTIONS=detect_leaks=0 # Open MPI has some
    grep -q 'MPI: none' results/run.log && skip "built without MPI"
    run -0 mpirun --oversubscribe -n 3 "$AIFSIM" verify results
    [ "$(grep -c '^FILE' <<<"$output")" -eq 1 ]
    run -0 mpirun --oversubscribe -n 2 "$AIFSIM" verify results --hashes-only
    sed -i '3s/,7\.000,/,6.000,/' results/summary.csv
    run -1 mpirun --oversubscribe -n 2 "$AIFSIM" verify results
    rm ex1.swf
    run -66 mpirun --oversubscribe -n 2 "$AIFSIM" verify results
}

@test "a new run that is killed leaves nothing behind" {
    cat >long.yaml <<'END'
name: long
sites: ["procs:1024"]
traces: [{generate: three-communities, jobs: 2000, load: 0.9}]
policies: [fcfs/none, fcfs/easy]
seeds: 1..2
END
    "$AIFSIM" run long.yaml --out long -q >/dev/null
    # As if it had many more cells: those that are done do not matter here.
    sed -i 's/^  - 2$/  - 2\n  - 3\n  - 4\n  - 5\n  - 6\n  - 7\n  - 8\n  - 9/' long/experiment.resolved.yaml
    rm long/ro-crate-metadata.json
    for signal in KILL TERM HUP; do
        "$AIFSIM" verify long >/dev/null 2>&1 3>&- &
        pid=$!
        for ((i = 0; i < 500; i++)); do
            [ -z "$(find scratch -name summary.csv -size +0)" ] || break
            sleep 0.01
        done
        [ -n "$(find scratch -name summary.csv -size +0)" ]
        kill -s "$signal" "$pid"
        run ! wait "$pid"
        for ((i = 0; i < 500; i++)); do
            [ -n "$(ls -A scratch)" ] || break
            sleep 0.01
        done
        [ -z "$(ls -A scratch)" ]
    done
}

@test "what comes with the program has one name in results, wherever it lies" {
    configs=$(cd "$BATS_TEST_DIRNAME/../../configs" && pwd)
    mkdir -p one/here two
    cp -R "$configs" two/configs
    (cd one/here && AIFSIM_CONFIGS=$configs "$AIFSIM" run smoke --out r -q >/dev/null)
    (cd two && "$AIFSIM" run configs/experiments/smoke.yaml --out r -q >/dev/null)
    cmp one/here/r/experiment.resolved.yaml two/r/experiment.resolved.yaml
    cmp one/here/r/report.html two/r/report.html
    grep -q 'path: configs/sites/mimer.yaml' two/r/experiment.resolved.yaml
    cd scratch
    AIFSIM_CONFIGS=$configs "$AIFSIM" verify ../two/r >../out
    grep -q 'the same as computed anew' ../out
}
