#!/usr/bin/env bats
# aifsim compare: pairs, exports, and what it says about bad input.

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # See run.bats: mean waits of 16 s in strict order and 7 s with EASY.
    cat >ex1.swf <<'END'
1 0 -1 10 6 -1 -1 6 10 -1 1 1 -1 -1 -1 -1 -1 -1
2 1 -1 10 8 -1 -1 8 10 -1 1 1 -1 -1 -1 -1 -1 -1
3 2 -1 10 9 -1 -1 9 10 -1 1 2 -1 -1 -1 -1 -1 -1
4 3 -1 25 2 -1 -1 2 25 -1 1 2 -1 -1 -1 -1 -1 -1
5 4 -1 5 2 -1 -1 2 5 -1 1 2 -1 -1 -1 -1 -1 -1
END
    cat >two.yaml <<'END'
name: two
sites: ["procs:10"]
traces: [{file: ex1.swf}]
policies: [fcfs/none, fcfs/easy]
END
    "$AIFSIM" run two.yaml --out results -q >/dev/null
}

fails_with() {
    local status_expected=$1 message=$2
    shift 2
    local status=0
    "$AIFSIM" "$@" >out 2>err || status=$?
    [ "$status" -eq "$status_expected" ] || { echo "status $status"; cat err; return 1; }
    [ ! -s out ] || { cat out; return 1; }
    grep -qF -- "$message" err || { cat err; return 1; }
}

@test "differences to the first policy, with a sentence and a warning of one trace" {
    "$AIFSIM" compare results -m wait_mean_s >out 2>err
    grep -qE '^procs:10 +ex1 +fcfs/easy +wait_mean_s +1 +7\.0 +-9\.0$' out
    grep -q 'fcfs/easy changes wait_mean_s by -9.0 against fcfs/none: one run' out
    grep -q 'warning: a recorded trace gives one difference' err
    "$AIFSIM" run "$BATS_TEST_DIRNAME/../../configs/experiments/smoke.yaml" --set seeds=1 --out drawn -q >/dev/null
    "$AIFSIM" compare drawn >out 2>err
    grep -q 'warning: only 1 seed: fewer' err
}

@test "another baseline turns the sign" {
    "$AIFSIM" compare results -m wait_mean_s --baseline fcfs/easy -P >out
    grep -q '^procs:10|ex1|fcfs/none|wait_mean_s|1|16.000|||fcfs/easy|1|9.000||$' out
}

@test "exports are written and not overwritten unasked" {
    "$AIFSIM" compare results --export-csv c.csv --export-json c.json --export-markdown c.md >out
    [ "$(wc -l <c.csv)" -eq 9 ]
    python3 -c 'import json; d = json.load(open("c.json")); assert len(d) == 8 and d[0]["mean"] == 16'
    grep -q '^| procs:10 | ex1 | fcfs/easy | wait_mean_s | 1 | 7.000 |' c.md
    local status=0
    "$AIFSIM" compare results --export-csv c.csv >out 2>err || status=$?
    [ "$status" -eq 74 ]
    "$AIFSIM" compare results --export-csv c.csv --force >out
}

@test "an unfinished campaign is compared with a warning" {
    "$AIFSIM" run two.yaml --out part -q --set 'policies=[fcfs/none, fcfs/easy, sjf/none]' >/dev/null
    command -v sqlite3 || skip "needs the sqlite3 program"
    sqlite3 part/results.db 'DELETE FROM metrics WHERE cell = 2; DELETE FROM cells WHERE cell = 2'
    "$AIFSIM" compare part >out 2>err
    grep -q '2 of 3 cells are there' err
}

@test "wrong names are answered with the ones there are" {
    fails_with 65 "did you mean 'wait_mean_s'" compare results -m wait_mean
    fails_with 65 "there: fcfs/none, fcfs/easy" compare results --baseline fcfs/eazy
    fails_with 65 "no cells of community 'nobody'" compare results --community nobody
}

@test "no results, junk instead of results, no directory" {
    fails_with 66 "no results there" compare .
    mkdir junk
    printf 'this is no database, only some text that is long enough to be looked at\n' >junk/results.db
    fails_with 65 "junk/results.db" compare junk
    fails_with 64 "which DIR" compare
}

@test "of accounts there is one line with both values and the difference" {
    # Mean waits under none and easy, by hand: user 1 (jobs 1, 2) 4.5 and 4.5, user 2 (jobs 3 to 5) 71/3 and 26/3.
    "$AIFSIM" run two.yaml --set outputs.by=user,account --out by -q >/dev/null
    "$AIFSIM" compare by --by user,account -m wait_mean_s,jobs >out 2>err
    [ "$(grep -c 'wait_mean_s  ' out)" = "$(grep -c 'jobs  ' out)" ]
    grep -qE '^SITE +TRACE +POLICY +COMMUNITY +METRIC +N +BASELINE +MEAN +DIFFERENCE$' out
    grep -qE '^procs:10 +ex1 +fcfs/easy +user:1 +wait_mean_s +1 +4\.5 +4\.5 +0\.0$' out
    grep -qE '^procs:10 +ex1 +fcfs/easy +user:2 +wait_mean_s +1 +23\.7 +8\.7 +-15\.0$' out
    ! grep -qE '^procs:10 +ex1 +fcfs/none' out
    # Files keep a record for each.
    "$AIFSIM" compare by --community user:1,all -m jobs -P >out 2>err
    [ "$(wc -l <out)" -eq 5 ]
    fails_with 65 "no cells of community 'user:9'" compare by --community user:1,user:9
    fails_with 64 "--by wants account, qos or user" compare by --by user,nation
}
