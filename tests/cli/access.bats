#!/usr/bin/env bats
# aifsim access: what it prints and writes, and what it says about bad input.

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    configs=$BATS_TEST_DIRNAME/../../configs/access
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

# The value in a column of the CSV by its name, of the rows that a condition of awk lets pass.
column() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        '"$2"' { print $at[name] }' p.csv
}

@test "a year of proposals is shown by mode, refusal, pool and legal share" {
    "$AIFSIM" access eurohpc --site mimer --from 2027-01-01 --span 365d --seed 1 >out
    grep -q '^mimer, 400 GPUs, proposals of 2027-01-01 to 2027-12-31, seed 1$' out
    for mode in playground fast-lane large-scale ai-for-science regular extreme development \
        benchmark national commercial; do
        [ "$(grep -c "^$mode  *[0-9]* *[0-9]* *[0-9]* *[0-9]*" out)" -ge 1 ]
    done
    # 400 GPUs for 8760 hours: half, and 5 per cent.
    grep -qE '^union +2027 +1752000 ' out
    grep -qE '^playground-and-fast-lane +2027 +175200 ' out
    grep -qE '^legal shares 2027: Union +[0-9.]+ of 50 % \(law: at most 50\); national +[0-9.]+ of 50 %; commercial +[0-9.]+ % of the Union.s \(law: at most 20\)$' out
}

@test "the table is the sum of the CSV" {
    "$AIFSIM" access eurohpc --seed 5 --csv p.csv >out
    for mode in playground fast-lane national; do
        shown=$(awk -v mode="$mode" '$1 == mode { print $2, $3, $4, $5; exit }' out)
        proposed=$(column id "\$at[\"mode\"] == \"$mode\"" | wc -l)
        granted=$(column id "\$at[\"mode\"] == \"$mode\" && \$at[\"decision\"] == \"granted\"" | wc -l)
        asked=$(column asked_gpu_h "\$at[\"mode\"] == \"$mode\"" | awk '{ n += $1 } END { print n + 0 }')
        given=$(column granted_gpu_h "\$at[\"mode\"] == \"$mode\"" | awk '{ n += $1 } END { print n + 0 }')
        [ "$shown" = "$proposed $granted $asked $given" ]
    done
    [ "$(column id 1 | sort -n | uniq | wc -l)" = "$(column id 1 | wc -l)" ]
}

@test "every year that grants use of a pool is shown, and all years are what was granted" {
    "$AIFSIM" access eurohpc --seed 5 --csv p.csv >out
    granted=$(column granted_gpu_h "\$at[\"mode\"] == \"national\"" | awk '{ n += $1 } END { print n }')
    [ "$(awk '$1 == "national" && $2 ~ /^20..$/ && NF == 5 { n += $4 } END { print n }' out)" = "$granted" ]
    grep -qE '^national +2028 ' out
    grep -q '^legal shares 2028: ' out
    grep -q 'of the years after 2027 only what proposals until then were granted$' out
}

@test "grants are those of the CSV, on a clock that starts with the first day" {
    "$AIFSIM" access eurohpc --seed 5 --csv p.csv --grants grants.csv >out
    [ "$(head -n 1 grants.csv)" = "account,mode,start_s,end_s,amount_unit_hours" ]
    column project "\$at[\"decision\"] == \"granted\" && \$at[\"kind\"] != \"extension\"" >projects
    tail -n +2 grants.csv | cut -d, -f1 >accounts
    cmp projects accounts
    # Access at 9:00 of a winter day is a whole number of days and 9 hours after midnight.
    first=$(tail -n +2 grants.csv | head -n 1 | cut -d, -f3)
    [ $((first % 86400)) -eq 32400 ]
    granted=$(column granted_gpu_h 1 | awk '{ n += $1 } END { print n }')
    [ "$(tail -n +2 grants.csv | awk -F, '{ n += $5 } END { print n }')" = "$granted" ]
}

@test "the same seed gives the same bytes, another seed others" {
    "$AIFSIM" access eurohpc --seed 7 --csv a.csv >a
    "$AIFSIM" access eurohpc --seed 7 --csv b.csv >b
    "$AIFSIM" access eurohpc --seed 8 --csv c.csv >c
    cmp a b
    cmp a.csv b.csv
    if cmp -s a.csv c.csv; then return 1; fi
}

@test "without a community the others write the same proposals" {
    "$AIFSIM" access eurohpc --csv p.csv >out
    others="\$at[\"community\"] == \"home-research\" && \$at[\"kind\"] == \"new\""
    for name in submitted wish_gpu_h organisation country score_ppm; do
        column "$name" "$others"
    done >all
    "$AIFSIM" access eurohpc --set population.communities.startups.per_year.value=0 \
        --set population.communities.research.per_year.value=0 --csv p.csv --force >out
    for name in submitted wish_gpu_h organisation country score_ppm; do
        column "$name" "$others"
    done >alone
    cmp all alone
    [ -s all ]
}

@test "other sites have amounts of their own" {
    "$AIFSIM" access eurohpc --site marenostrum5 >out
    grep -q '^marenostrum5, 6400 GPUs' out
    "$AIFSIM" access eurohpc --site daedalus >out
    grep -q '^daedalus, ' out
    grep -q 'Union  *[0-9.]* of 35 % (law: at most 35)' out
}

@test "a share of commercial use of one's own is held against the law's" {
    "$AIFSIM" access eurohpc --set 'legal.commercial_percent={value: 5, assumed: x}' >out
    grep -q "% of the Union's (chosen: at most 5; law: at most 20)$" out
    grep -qE '^commercial +2027 +87600 ' out
    fails_with 65 "the law gives commercial use at most 20 percent" access eurohpc \
        --set 'legal.commercial_percent={value: 25, assumed: x}'
}

@test "files are checked" {
    "$AIFSIM" check "$configs"/*.yaml >out
    grep -q 'eurohpc.yaml: access by 10 modes: good' out
    [ "$(grep -c ': access mode: good' out)" -eq 10 ]
    sed 's/evaluation: {value: 2 working days/evaluation: {value: 2 workdays/' "$configs/playground.yaml" >bad.yaml
    status=0
    "$AIFSIM" check bad.yaml >out 2>err || status=$?
    [ "$status" -eq 65 ]
    grep -q "bad.yaml:[0-9]*:[0-9]*: evaluation: expected so many working days" err
}

@test "a figure says where it comes from" {
    sed 's/, assumed: "decisions are sent and accounts opened in the morning"//' "$configs/eurohpc.yaml" >bad.yaml
    fails_with 65 "opens: a figure is either published or assumed" access bad.yaml
}

@test "bad input is refused, and nothing is written" {
    fails_with 66 "unknown access file 'eurohcp': did you mean 'eurohpc'?" access eurohcp --csv p.csv
    fails_with 65 "unknown site 'mimmer'" access eurohpc --site mimmer --csv p.csv
    fails_with 65 "the country of" access eurohpc --set 'hosts={x: {value: SE, assumed: y}}' --csv p.csv
    fails_with 64 "--span: expected a time up to 20 years such as 365d, found '365'" access eurohpc --span 365
    fails_with 64 "--from: expected a day" access eurohpc --from 2027-02-30 --csv p.csv
    fails_with 64 "--span: expected a time" access eurohpc --span 0 --csv p.csv
    fails_with 64 "--seed: expected" access eurohpc --seed x --csv p.csv
    fails_with 64 "no SPEC given" access --csv p.csv
    [ ! -e p.csv ]
    echo mine >p.csv
    fails_with 74 "p.csv" access eurohpc --csv p.csv
    [ "$(cat p.csv)" = mine ]
}
