#!/usr/bin/env bats
# replay --against: a replayed schedule next to a recorded one.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # Under EASY on ten processors jobs 1 to 5 start at 0, 10, 28, 3 and 4 (tests/golden/ex1.swf).
    printf '%s\n' '#aifsim-trace 1' 'job_id,account,submit_s,procs,limit_s,run_s' \
        1,a,0,6,10,10 2,a,1,8,10,10 3,b,2,9,10,10 4,b,3,2,25,25 5,,4,2,5,5 >t.csv
    # Job 5 is not there; 9 and 10 are not of the trace, or never started.
    printf '%s\n' 'job_id,slurm_id,start_s,nodelist' '1,1,0,"n[1,2]"' '4,4,3,' '3,3,628,' '2,2,70,"a ""b"""' '9,9,1,' 10,10,, >rec.csv
}

@test "waits and differences of starts are those worked out by hand" {
    "$AIFSIM" replay t.csv --site procs:10 -b easy --against rec.csv >out
    grep -q '^against rec.csv: 4 of 5 jobs ran in both; it has 5 starts$' out
    # Differences 0, 0, 60, 600; waits recorded 0, 0, 69, 626 and replayed 0, 0, 9, 26.
    grep -qE '^all +4 +173\.8 +8\.8 +542\.5 +23\.5 +30\.0 +438\.0 +600 +0\.7500 +1\.0000$' out
    grep -qE '^account:a +2 +34\.5 +4\.5 +65\.6 +8\.6 +30\.0 +54\.0 +60 +1\.0000 +1\.0000$' out
    grep -qE '^account:b +2 +313\.0 +13\.0 +594\.7 +24\.7 +300\.0 +540\.0 +600 +0\.5000 +1\.0000$' out
    "$AIFSIM" replay t.csv --site procs:10 -b easy --against rec.csv --json >out
    python3 - <<'END_PYTHON'
import json
found = json.load(open("out"))["recorded"]
assert (found["file"], found["matched"], found["recorded"]) == ("rec.csv", 4, 5), found
all_ = found["groups"][0]
assert all_ == {"group": "all", "jobs": 4, "wait_mean_recorded_s": 173.75, "wait_mean_replayed_s": 8.75,
                "wait_p95_recorded_s": 542.45, "wait_p95_replayed_s": 23.45, "start_difference_median_s": 30,
                "start_difference_p90_s": 438, "start_difference_max_s": 600, "within_60_s": 0.75,
                "within_600_s": 1}, all_
END_PYTHON
}

@test "a file that is none, or has a wrong number, is named" {
    run -66 "$AIFSIM" replay t.csv --site procs:10 --against none.csv
    run -65 "$AIFSIM" replay t.csv --site procs:10 --against t.csv
    [[ $output == *"t.csv:1: no column 'job_id'"* ]]
    printf '%s\n' job_id,start_s 1,0 2,x >bad.csv
    run -65 "$AIFSIM" replay t.csv --site procs:10 --against bad.csv
    [[ $output == *"bad.csv:3: start_s: expected a whole number, found 'x'"* ]]
    run -64 "$AIFSIM" replay t.csv --site procs:10 --against rec.csv --parsable
}
