#!/usr/bin/env bats
# aifsim replay --grants: what accounts may use, what comes of it, and bad tables.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # Two processors of four for an hour; 1.5 unit-hours are used after 45 minutes.
    cat >t.csv <<'END'
#aifsim-trace 1
job_id,submit_s,procs,limit_s,run_s,account,community
1,0,2,3600,3600,"lab, north",research
2,600,4,600,300,"lab, north",research
3,700,4,600,600,firm,industry
END
    cat >g.csv <<'END'
account,mode,start_s,end_s,amount_unit_hours
firm,"pay, per use",0,10000,10
"lab, north",regular,0,10000,1.5
gone,regular,0,10000,2
END
}

fails_with() {
    local status_expected=$1 message=$2
    shift 2
    local status=0
    "$AIFSIM" "$@" >out 2>err || status=$?
    [ "$status" -eq "$status_expected" ] || { echo "status $status"; cat err; return 1; }
    [ ! -s out ] || { cat out; return 1; }
    grep -qF -- "$message" err || { cat err; return 1; }
    [ "$(wc -l <err)" -eq 1 ] || { cat err; return 1; }
}

@test "a grant that is used up stops what waits, and its table says so" {
    "$AIFSIM" replay t.csv --site procs:4 --grants g.csv --jobs j.csv --grants-out o.csv >out 2>err
    grep -qF 'g.csv: 1 grant of accounts that no job names' err
    [ "$(head -1 j.csv | cut -d, -f37-)" = "restarts,band,charged_unit_h,refused_s,wait_reason,wait_blocker" ]
    python3 - <<'END'
import csv
jobs = list(csv.DictReader(open("j.csv")))
assert [j["starting_time"] for j in jobs] == ["0", "", "3600"], jobs
assert [j["reject_reason"] for j in jobs] == ["", "grant_used", ""]
assert [j["refused_s"] for j in jobs] == ["", "2700", ""]
assert [j["charged_unit_h"] for j in jobs] == ["2.000000", "0.000000", "0.666667"]
END
    cat >expected <<'END'
account,mode,start_s,end_s,granted_unit_h,charged_unit_h,lowered_unit_h,unused_unit_h,overrun_unit_h,forfeited_unit_h,refused_unit_h,jobs,refused_jobs
firm,"pay, per use",0,10000,10.000000,0.666667,0.000000,9.333333,0.000000,0.000000,0.000000,1,0
"lab, north",regular,0,10000,1.500000,2.000000,0.000000,0.000000,0.500000,0.000000,0.333333,1,1
gone,regular,0,10000,2.000000,0.000000,0.000000,2.000000,0.000000,0.000000,0.000000,0,0
(none),,,,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0,0
END
    diff expected o.csv
}

@test "the summary has columns of grants, by community too; without grants it has none" {
    "$AIFSIM" replay t.csv --site procs:4 --grants g.csv --summary s.csv >out 2>err
    grep -qF 'grants, unit-hours: granted 13.5, charged 2.7, expired 11.3, forfeited 0.0, overrun 0.5; refused 0.3 of 1 jobs' out
    grep -qF 'rejected: 1 x the grant of its account is used up' out
    python3 - <<'END'
import csv
rows = {r["community"]: r for r in csv.DictReader(open("s.csv"))}
names = ["granted_unit_h", "charged_unit_h", "expired_unit_h", "overrun_unit_h", "refused_unit_h", "refused_jobs"]
got = {k: [rows[k][n] for n in names] for k in rows}
assert got["research"] == ["1.500", "2.000", "0.000", "0.500", "0.333", "1"], got
assert got["industry"] == ["10.000", "0.667", "9.333", "0.000", "0.000", "0"], got
assert got["all"] == ["13.500", "2.667", "11.333", "0.500", "0.333", "1"], got
assert rows["all"]["rejected_grant_used"] == "1" and rows["research"]["rejected_grant_used"] == ""
END
    "$AIFSIM" replay t.csv --site procs:4 --summary plain.csv --jobs plain-j.csv >out
    run ! grep -q 'unit_h' plain.csv
    run ! grep -q 'unit_h' plain-j.csv
    run ! grep -q 'granted' out
    "$AIFSIM" replay t.csv --site procs:4 --grants g.csv --json 2>err | python3 -c 'import json, sys
groups = json.load(sys.stdin)["run"]["groups"]
assert groups[0]["granted_unit_h"] == 13.5 and groups[0]["lowered_share"] == 0'
}

@test "a rule of another site: behind the others in place of refused" {
    "$AIFSIM" replay t.csv --site procs:4 --grants g.csv --access free-queue --jobs j.csv >out 2>err
    python3 - <<'END'
import csv
jobs = list(csv.DictReader(open("j.csv")))
assert [j["starting_time"] for j in jobs] == ["0", "4200", "3600"], jobs
assert [j["band"] for j in jobs] == ["0", "13", "0"]
END
    for backfill in slurm conservative hybrid; do
        "$AIFSIM" replay t.csv --site procs:4 --grants g.csv --access free-queue --check \
            --backfill "$backfill" --jobs j.csv --force >out 2>err
        [ "$(awk -F, 'NR > 1 { print $1 }' j.csv | wc -l)" -eq 3 ]
        grep -q ' in lowered bands)' out
    done
}

@test "by account: the grants of each" {
    "$AIFSIM" replay t.csv --site procs:4 --grants g.csv --by account,user --summary s.csv >out 2>err
    python3 - <<'END'
import csv
rows = {r["community"]: r for r in csv.DictReader(open("s.csv"))}
assert rows["account:lab, north"]["granted_unit_h"] == "1.500"
assert rows["account:firm"]["charged_unit_h"] == "0.667"
assert rows["user:(none)"]["granted_unit_h"] == "" and rows["user:(none)"]["charged_unit_h"] == "2.667"
END
}

# On Mimer a GPU has 36 cores beside it.
@test "GPUs with their share of a node are the units of a site" {
    cat >n.csv <<'END'
#aifsim-trace 1
job_id,submit_s,nodes,gpus_per_node,cores_per_node,limit_s,run_s,account,partitions
1,0,1,1,1,3600,3600,a,gpu
2,0,1,1,73,3600,3600,a,gpu
END
    printf 'account,mode,start_s,end_s,amount_unit_hours\na,,0,9999,100\n' >a.csv
    "$AIFSIM" replay n.csv --site mimer --grants a.csv --jobs j.csv >out 2>err || { cat err; return 1; }
    [ "$(awk -F, 'NR > 1 { printf "%s ", $39 }' j.csv)" = "1.000000 3.000000 " ]
}

@test "bad tables and options: one line with file, line and what is wanted" {
    fails_with 66 "missing.csv" replay t.csv --site procs:4 --grants missing.csv
    fails_with 64 "--access hard-stop enforces grants" replay t.csv --site procs:4 --access hard-stop
    fails_with 64 "did you mean 'hard-stop'" replay t.csv --site procs:4 --grants g.csv --access hard-stp
    sed -i 's/amount_unit_hours/amount/' g.csv
    fails_with 65 "g.csv:1: no column 'amount_unit_hours'" replay t.csv --site procs:4 --grants g.csv
    head='account,mode,start_s,end_s,amount_unit_hours'
    printf '%s\na,m,0,10,1\n,m,0,10,1\n' "$head" >b.csv
    fails_with 65 "b.csv:3: account: found '', expected the name of an account" replay t.csv --site procs:4 --grants b.csv
    printf '%s\na,m,0,0,1\n' "$head" >b.csv
    fails_with 65 "b.csv:2: end_s: found '0', expected a time after start_s" replay t.csv --site procs:4 --grants b.csv
    printf '%s\na,m,x,9,1\n' "$head" >b.csv
    fails_with 65 "b.csv:2: start_s: found 'x'" replay t.csv --site procs:4 --grants b.csv
    for bad in -1 1.1234567 1. 1e3 301000000 ''; do
        printf '%s\na,m,0,9,%s\n' "$head" "$bad" >b.csv
        fails_with 65 "b.csv:2: amount_unit_hours: found '$bad', expected unit-hours" replay t.csv --site procs:4 --grants b.csv
    done
    printf '%s\n"%0300d",m,0,9,1\n' "$head" 0 >b.csv
    fails_with 65 "b.csv:2: a field of more than 255 bytes" replay t.csv --site procs:4 --grants b.csv
    run -64 "$AIFSIM" replay t.csv --site procs:4 --grants-out o.csv
    [ ! -e o.csv ]
}
