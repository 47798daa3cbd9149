#!/usr/bin/env bats
# ro-crate-metadata.json: what a result directory says about itself.

bats_require_minimum_version 1.5.0

setup() {
    crate=$BATS_TEST_DIRNAME/../provenance/crate.py
    cd "$BATS_TEST_TMPDIR" || return
    cp "$BATS_TEST_DIRNAME/five-jobs.swf" ex1.swf
    cat >two.yaml <<'END'
name: two
description: 'Five jobs, "ten" processors & <no> more'
sites: ["procs:10"]
traces: [{file: ex1.swf}]
policies: [fcfs/none, fcfs/easy]
outputs: {jobs: true}
END
}

# The value at a path of the graph: value '#run-1' startTime
value() {
    python3 -c '
import json, sys
graph = json.load(open("results/ro-crate-metadata.json"))["@graph"]
print(next(e for e in graph if e["@id"] == sys.argv[1])[sys.argv[2]])' "$@"
}

@test "a result directory describes itself as an RO-Crate" {
    "$AIFSIM" run two.yaml --out results -q
    "$crate" results
    [ "$(value ./ name)" = "Results of the experiment two" ]
    [[ "$(value ./ description)" == 'Five jobs, "ten" processors & <no> more  2 cells: '* ]]
    [ "$(value '#input-1' sha256)" = "$(sha256sum ex1.swf | cut -d' ' -f1)" ]
    [ "$(value '#experiment' sha256)" = "$(sha256sum two.yaml | cut -d' ' -f1)" ]
    [ "aifsim $(value "#aifsim-$("$AIFSIM" --version | cut -d' ' -f2)" softwareVersion)" = \
        "$("$AIFSIM" --version)" ]
}

@test "the checker finds what is wrong with a crate" {
    "$AIFSIM" run two.yaml --out results -q
    for change in 's/0\.6/0.7/=summary.csv: SHA-256' 's/$/ /=jobs.csv: size'; do
        file=${change#*=} file=${file%%:*}
        cp "results/$file" kept
        sed -i "${change%%=*}" "results/$file"
        run ! "$crate" results
        [[ "$output" == *"${change#*=}"* ]] || { echo "$output"; return 1; }
        cp kept "results/$file"
    done
    cp results/ro-crate-metadata.json kept
    while IFS='=' read -r change text; do
        sed "$change" kept >results/ro-crate-metadata.json
        run ! "$crate" results
        [[ "$output" == *"$text"* ]] || { echo "$change: $output"; return 1; }
    done <<'END'
s/"#aifsim-[^"]*",/"#other",/=nothing is called #aifsim
s/"datePublished": "/&in /=datePublished in
s/"license"/"licence"/=no license
s/"contentSize"/"contentSizes"/=is in no context
s/"#ranks-1",/"#nodes-1",/=is there twice
s|process/0.5"|process/0.4"|=names no profile
END
}

@test "two runs differ in their times alone, and the results in nothing" {
    "$AIFSIM" run two.yaml --out results -q
    "$AIFSIM" run two.yaml --out again -q
    untimed='s/20[0-9-]*T[0-9:]*Z/TIME/; s/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]/DAY/'
    diff <(sed "$untimed" results/ro-crate-metadata.json) <(sed "$untimed" again/ro-crate-metadata.json)
    rm results/run.log again/run.log results/ro-crate-metadata.json again/ro-crate-metadata.json
    diff -r results again
}

@test "changes by --set are told" {
    "$AIFSIM" run two.yaml --out results -q --set policies=fcfs/easy --set outputs.jobs=false
    "$crate" results
    [[ "$(value '#run-1' description)" == "aifsim run two.yaml --set policies=fcfs/easy --set outputs.jobs=false; "* ]]
}

@test "a resumed campaign has a run for each session, and the times of each" {
    "$AIFSIM" run two.yaml --out results -q
    # As a run leaves it that was killed after its first cell, and one that did the second.
    cat >results/run.log <<'END'
started 2026-01-02T03:04:05Z
compiler: cc 1
MPI: none
aifsim 0.0.9: experiment two (78231d2c7ed4): 2 cells (sites 1, traces 1, policies 2, seeds 1)
1 rank on 1 node (built without MPI)
started 2026-01-03T00:00:00Z
compiler: cc 2
MPI: Some MPI 3
aifsim 0.1.0: experiment two (78231d2c7ed4): 2 cells (sites 1, traces 1, policies 2, seeds 1)
resumed: 1 cells are done, 1 are left
12 ranks on 3 nodes
finished 2026-01-03T00:00:59Z
END
    rm results/ro-crate-metadata.json
    "$AIFSIM" run two.yaml --out results -q --resume
    "$crate" results
    [ "$(value ./ datePublished)" = 2026-01-03 ]
    [ "$(value '#run-1' startTime)" = 2026-01-02T03:04:05Z ]
    [ "$(value '#run-1' actionStatus)" = http://schema.org/FailedActionStatus ]
    [[ "$(value '#run-1' description)" == *"stored 1 of 2 cells" ]]
    [ "$(value '#run-1' instrument)" = "{'@id': '#aifsim-0.0.9'}" ]
    [ "$(value '#run-2' endTime)" = 2026-01-03T00:00:59Z ]
    [ "$(value '#ranks-2' value)" = 12 ]
    [ "$(value '#nodes-2' value)" = 3 ]
    [ "$(value '#mpi-2' value)" = "Some MPI 3" ]
}

@test "what resumes a finished campaign leaves its description alone" {
    "$AIFSIM" run two.yaml --out results -q
    cp results/ro-crate-metadata.json before
    "$AIFSIM" run two.yaml --out results -q --resume
    cmp before results/ro-crate-metadata.json
    "$crate" results
}

@test "damaged results of a finished campaign are not described again" {
    "$AIFSIM" run two.yaml --out results -q --set outputs.jobs=true
    cp -r results whole
    rm results/ro-crate-metadata.json results/jobs.csv
    run -74 "$AIFSIM" run two.yaml --out results -q --resume --set outputs.jobs=true
    [[ "$output" == *"results/jobs.csv: cannot be found"*--force* ]]
    [ ! -e results/ro-crate-metadata.json ]
    [ ! -e results/INCOMPLETE ]
    # Of the same length: only the description knows.
    rm -r results
    cp -r whole results
    tr 0 1 <whole/summary.csv >results/summary.csv
    echo '<!-- other -->' >results/report.html
    run -65 "$AIFSIM" run two.yaml --out results -q --resume --set outputs.jobs=true
    [[ "$output" == *"results/summary.csv: is not the file whose SHA-256"* ]]
}

@test "a page that was lost or made again is described again" {
    "$AIFSIM" run two.yaml --out results -q
    cp -r results whole
    rm results/report.html
    "$AIFSIM" run two.yaml --out results -q --resume
    cmp whole/report.html results/report.html
    cmp whole/ro-crate-metadata.json results/ro-crate-metadata.json
    echo '<!-- other -->' >results/report.html
    "$AIFSIM" run two.yaml --out results -q --resume
    "$crate" results
    cmp -s whole/ro-crate-metadata.json results/ro-crate-metadata.json && return 1
    "$AIFSIM" verify results --hashes-only
}

@test "nobody else may write while the last files are made, and a kill then loses nothing" {
    "$AIFSIM" run two.yaml --out results -q
    cp -r results whole
    for file in report.html ro-crate-metadata.json; do
        rm "results/$file"
        mkfifo "results/$file.tmp" # who writes there waits for a reader
        "$AIFSIM" run two.yaml --out results -q --resume 3>&- &
        pid=$!
        for _ in $(seq 100); do [ -s results/INCOMPLETE ] && break; sleep 0.05; done
        run -74 "$AIFSIM" run two.yaml --out results -q --force
        [[ "$output" == *"results: another aifsim is writing there"* ]]
        kill -9 "$pid"
        wait "$pid" || true
        rm "results/$file.tmp"
        "$AIFSIM" run two.yaml --out results -q --resume
        [ ! -e results/INCOMPLETE ]
        cmp whole/report.html results/report.html
        "$crate" results
    done
}

@test "a log that is nonsense or missing costs only what it told" {
    "$AIFSIM" run two.yaml --out results -q
    printf 'started yesterday\naifsim\n4294967296999 ranks on 1 node\n\0\n' >results/run.log
    rm results/ro-crate-metadata.json
    "$AIFSIM" run two.yaml --out results -q --resume
    [ "$(value '#run-1' name)" = "aifsim run" ]
    run ! value '#run-1' startTime
}

@test "a description that cannot be written is an error, and --resume writes it" {
    "$AIFSIM" run two.yaml --out results -q
    rm results/ro-crate-metadata.json
    mkdir results/ro-crate-metadata.json.tmp
    run -74 "$AIFSIM" run two.yaml --out results -q --resume
    [[ "$output" == *"results/ro-crate-metadata.json"* ]]
    rmdir results/ro-crate-metadata.json.tmp
    "$AIFSIM" run two.yaml --out results -q --resume
    "$crate" results
}

@test "names that are not UTF-8 do not spoil it" {
    name=$(printf 'gr\374n.yaml')
    cp two.yaml "$name"
    "$AIFSIM" run "$name" --out results -q
    "$crate" results
    [ "$(value '#experiment' name)" = "gr?n.yaml" ]
}

@test "a version in the log that is not UTF-8 does not spoil it" {
    "$AIFSIM" run two.yaml --out results -q
    sed -i 's/^aifsim [^:]*:/aifsim 0.1\xff:/' results/run.log
    rm results/ro-crate-metadata.json
    "$AIFSIM" run two.yaml --out results -q --resume
    "$crate" results
    [ "$(value '#run-1' instrument)" = "{'@id': '#aifsim-0.1?'}" ]
}

@test "--force replaces it" {
    "$AIFSIM" run two.yaml --out results -q
    echo old >results/ro-crate-metadata.json
    "$AIFSIM" run two.yaml --out results -q --force
    "$crate" results
}
