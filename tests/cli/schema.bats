#!/usr/bin/env bats
# aifsim schema, which prints the tables that files are checked against, and the lists of files.
# AIFSIM is the program to test.

bats_require_minimum_version 1.5.0

setup() {
    AIFSIM=${AIFSIM:?the path of the program}
    cd "$BATS_TEST_TMPDIR" || return 1
}

# The row of a key: type, values, default and source.
row() {
    "$AIFSIM" schema -hP "$1" | awk -F'|' -v key="$2" '$1 == key {print $2 "|" $3 "|" $4 "|" $5}'
}

@test "an experiment's keys are there with type, values and default" {
    run -0 "$AIFSIM" schema -P experiment
    [ "${lines[0]}" = "KEY|TYPE|VALUES|DEFAULT|SOURCE|MEANING" ]
    [ "$(row experiment job_limit)" = "whole number|0 to 4294967294|0|" ]
    [ "$(row experiment strict)" = "truth||false|" ]
    [ "$(row experiment seeds)" = "list of whole number|1 to 9223372036854775807|[1]|" ]
    [ "$(row experiment 'traces[]')" = "" ]
    [ "$(row experiment 'traces[].load')" = "number|0.0001 to 100||" ]
    [ "$(row experiment 'policies[].order')" = "text||(required)|" ]
    [ "$(row experiment access.before)" = "duration|0 to 3660d|365d|" ]
}

@test "a site's figures need a source, its rules may have one" {
    [ "$(row site classes.NAME.gpus)" = "whole number|0 to 64|(required)|needed" ]
    [ "$(row site partitions.NAME.unit)" = "choice|gpu, core, node|(required)|may" ]
    [ "$(row site title)" = 'text||""|' ]
    [ "$(row site partitions.NAME.max_limit)" = "duration|1s to 365d||may" ]
}

@test "a table that was shown before is named, not repeated" {
    [ "$(row site accounts.NAME.accounts)" = "map by name, of maps|keys as accounts.NAME||" ]
    run -0 "$AIFSIM" schema site
    [[ $output != *accounts.NAME.accounts.NAME* ]]
}

@test "every kind of file has its keys, each once" {
    for kind in experiment site workload access access-mode calibration; do
        run -0 --separate-stderr "$AIFSIM" schema -hP "$kind"
        [ "${#lines[@]}" -ge 10 ]
        [ -z "$(printf '%s\n' "${lines[@]}" | cut -d'|' -f1 | sort | uniq -d)" ]
        for line in "${lines[@]}"; do
            [ "$(tr -cd '|' <<<"$line" | wc -c)" -eq 5 ] || { echo "$line"; false; }
        done
    done
}

@test "every key has a meaning" {
    for kind in experiment site workload access access-mode calibration; do
        [ -z "$("$AIFSIM" schema -hP "$kind" | grep '|$' | tee missing)" ] || { cat missing; false; }
    done
}

@test "columns stand below their names" {
    run -0 "$AIFSIM" schema access-mode
    place=${lines[0]%%TYPE*}
    for line in "${lines[@]:1}"; do
        [ "${line:${#place}-2:2}" = "  " ] || { echo "$line"; false; }
        [ "${line:${#place}:1}" != " " ] || { echo "$line"; false; }
    done
}

@test "without a kind, or with another, the kinds are told" {
    run -64 "$AIFSIM" schema
    [[ $output == *"which kind of file: experiment, site, workload, access, access-mode or calibration"* ]]
    run -64 "$AIFSIM" schema sites
    [[ $output == *"unknown kind 'sites': did you mean 'site'?"* ]]
}

@test "list tells the files that come with the program" {
    run -0 "$AIFSIM" list -hP sites
    [[ $output == *"sites|mimer|"* ]]
    run -0 "$AIFSIM" list -hP workloads
    [[ $output == *"workloads|three-communities|"* ]]
    run -0 "$AIFSIM" list experiments
    [[ $output == *"main "*"eight scheduling policies"* ]]
    mkdir -p own/sites
    printf 'name: my-own\ntitle: Our machine\n' >own/sites/mine.yaml
    AIFSIM_CONFIGS=own run -0 "$AIFSIM" list -hP sites
    [ "$output" = "sites|mine|Our machine" ]
    run -0 "$AIFSIM" list -hP columns
    [[ $output == *"columns|wait_mean_s|mean wait: start - submit"* ]]
    run -64 "$AIFSIM" list nothing
    [[ $output == *"unknown kind 'nothing' (known: order, backfill, place, preempt, share, trace, access, figure, sites, workloads, experiments, calibration, columns)"* ]]
}
