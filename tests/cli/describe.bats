#!/usr/bin/env bats
# aifsim describe: what it prints of a trace, and what it says about bad input.

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # 100 + 2 x 50 + 3 x 300 = 1100 processor-seconds of 10 x 3600; the limits are 200, 100 and 200.
    cat >small.swf <<'END'
; UnixStartTime: 1704067200
; MaxProcs: 10
1 0 -1 100 1 -1 -1 -1 200 -1 1 1 1 -1 -1 -1 -1 -1
2 600 -1 50 2 -1 -1 -1 100 -1 0 1 1 -1 -1 -1 -1 -1
3 3600 -1 300 3 -1 -1 -1 400 -1 1 2 1 -1 -1 -1 -1 -1
4 3600 -1 -1 3 -1 -1 -1 400 -1 5 2 1 -1 -1 -1 -1 -1
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

@test "a trace is described for people" {
    "$AIFSIM" describe small.swf >out
    grep -qxF 'trace      small: 3 jobs of 4 records' out
    grep -qxF 'submitted  2024-01-01T00:00:00 to 2024-01-01T01:00:00 (UTC+0 h), 0.04 days' out
    grep -qxF 'who        2 users, 1 account, 0 communities' out
    grep -qxF 'load       0.0306 of 10 processors (as the trace states)' out
    grep -qE '^all +3 +2 +0 100.0 % +81.8 % +81.8 %$' out
    grep -qE '^all +3 +2 +1 +1 +2 +3 +3 +3 +3$' out
    grep -qE '^all +66.7   90.9    33.3    9.1 ' out
    grep -qE '^00 +2  66.7 %  #{28}  Mon +3 100.0 %  #{20}$' out
    grep -qE '^ +1  run time not known' out
    "$AIFSIM" describe small.swf --site procs:20 --utc-offset -2h >out
    grep -qxF 'load       0.0153 of 20 processors (procs:20)' out
    grep -qxF 'submitted  2023-12-31T22:00:00 to 2023-12-31T23:00:00 (UTC-2 h), 0.04 days' out
}

@test "the description is at most 100 columns wide, without colours or blanks at line ends" {
    "$AIFSIM" generate three-communities --site mimer --days 30 --out month.csv >out
    "$AIFSIM" describe month.csv --site mimer >out
    [ "$(grep -cE '^(startups|research|industry|all) ' out)" -eq 28 ]
    [ "$(grep -cE '^.{101}| $' out)" -eq 0 ]
    [ "$(grep -c $'\033' out)" -eq 0 ]
}

@test "the same figures are there as JSON" {
    "$AIFSIM" describe small.swf --json --utc-offset +1h >out
    python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["description_version"] == 1 and d["unit"] == "processor" and d["jobs"] == 3 and d["records"] == 4, d
assert d["load"] == 0.030556 and d["capacity_units"] == 10 and d["span_s"] == 3600, d
assert d["first_submit_unix_s"] == 1704067200 and d["utc_offset_s"] == 3600, d
assert d["repairs"]["run_unknown"] == 1 and d["repairs"]["fraction"] == 0, d
g, = d["groups"]
assert g["name"] == "all" and g["unit_s"] == 1100 and g["limit_by_run"]["p50"] == 2, g
assert g["jobs_by_hour"][1] == 2 and g["jobs_by_hour"][2] == 1 and g["jobs_by_weekday"][0] == 3, g
assert g["outcomes"]["failed"] == {"jobs": 1, "unit_s": 100}, g' <out
}

@test "every key of the JSON is documented" {
    "$AIFSIM" describe small.swf --json >out
    # Names of repairs are explained where the format is.
    local docs=$BATS_TEST_DIRNAME/../../docs
    for key in $(grep -oE '"[a-z0-9_]+": ' out | tr -d '":' | sort -u); do
        grep -qF "\`$key\`" "$docs/describe.md" "$docs/swf.md" || { echo "$key"; return 1; }
    done
}

@test "a trace that does not state its machine or its dates says so" {
    sed '/^;/d' small.swf >bare.swf
    "$AIFSIM" describe bare.swf >out
    grep -qF 'load       not known: the trace does not state its machine; give --site' out
    grep -qxF 'submitted  over 0.04 days; the trace states no dates' out
    [ "$(grep -cF 'Mon ' out)" -eq 0 ]
}

@test "bad input is told once, with the right status" {
    fails_with 64 'no TRACE given' describe
    fails_with 64 "found also 'b'" describe small.swf b
    fails_with 64 "--utc-offset: expected a time of at most 14 hours such as 1h or -5h, found '15h'" describe small.swf --utc-offset 15h
    fails_with 66 'none.swf' describe none.swf
    fails_with 65 "did you mean 'mimer'?" describe small.swf --site mimmer
    fails_with 65 'small.swf:6:' describe small.swf --strict
    echo 'junk' >junk.swf
    fails_with 65 'junk.swf' describe junk.swf
    local status=0
    "$AIFSIM" describe small.swf >/dev/full 2>err || status=$?
    [ "$status" -eq 74 ]
}
