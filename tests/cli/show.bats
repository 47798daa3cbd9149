#!/usr/bin/env bats
# aifsim show: the tables of a site and the flags of its figures.
# AIFSIM is the program to test.

setup() {
    AIFSIM=${AIFSIM:?the path of the program}
    dir=$(mktemp -d)
}

teardown() {
    rm -rf "$dir"
}

@test "show without a site lists the three that come with the program" {
    run "$AIFSIM" show -P -h
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[0]} == "daedalus|576|2048|159744|"* ]]
    [[ ${lines[1]} == "marenostrum5|8416|6400|935168|"* ]]
    [[ ${lines[2]} == "mimer|100|400|14400|"* ]]
}

@test "show SITE has one line for every figure, each published or assumed" {
    for site in mimer marenostrum5 daedalus; do
        figures=$(grep -c '{value:' "$BATS_TEST_DIRNAME/../../configs/sites/$site.yaml")
        "$AIFSIM" show "$site" -P -h >"$dir/lines"
        [ "$(grep -c '|published|\||assumed|' "$dir/lines")" -eq "$figures" ]
        [ "$(grep -vc '|published|\||assumed|' "$dir/lines")" -eq 3 ]
    done
}

@test "totals agree with the published numbers of GPUs" {
    "$AIFSIM" show mimer -P | grep -qx 'total.gpus|400|derived|sum over the node classes'
    "$AIFSIM" show marenostrum5 -P | grep -qx 'total.gpus|6400|derived|sum over the node classes'
    "$AIFSIM" show marenostrum5 | grep -Eq '^acc +1120 +4480 +89600 gpu'
}

@test "show --json is JSON with the same totals" {
    for site in mimer marenostrum5 daedalus; do
        "$AIFSIM" show "$site" --json >"$dir/$site.json"
    done
    run python3 - "$dir" <<'PY'
import json, sys
for site, gpus in (("mimer", 400), ("marenostrum5", 6400), ("daedalus", 2048)):
    with open(f"{sys.argv[1]}/{site}.json") as f:
        doc = json.load(f)
    classes = doc["site"]["classes"].values()
    assert sum(c["nodes"]["value"] * c["gpus"]["value"] for c in classes) == gpus
    assert doc["totals"]["gpus"] == gpus
PY
    [ "$status" -eq 0 ]
}

@test "an unknown site is answered with the nearest and all there are" {
    run "$AIFSIM" show deadalus
    [ "$status" -eq 65 ]
    [[ $output == *"unknown site 'deadalus': did you mean 'daedalus'? (known: daedalus, marenostrum5, mimer;"* ]]
}

@test "a missing site file exits with 66" {
    run "$AIFSIM" show "$dir/none.yaml"
    [ "$status" -eq 66 ]
    [[ $output == "aifsim: $dir/none.yaml: cannot be read: No such file or directory" ]]
}

@test "a figure without a flag is refused with its line and a caret" {
    sed 's/nodes: {value: 100, assumed: .*/nodes: {value: 100}/' \
        "$BATS_TEST_DIRNAME/../../configs/sites/mimer.yaml" >"$dir/bare.yaml"
    line=$(grep -n 'nodes: {value: 100}' "$dir/bare.yaml" | cut -d: -f1)
    run "$AIFSIM" show "$dir/bare.yaml"
    [ "$status" -eq 65 ]
    [[ ${lines[0]} == "aifsim: $dir/bare.yaml:$line:5: nodes: a figure is either published or assumed;"* ]]
    [ "${lines[1]}" = "        nodes: {value: 100}" ]
    [ "${lines[2]}" = "        ^" ]
}

@test "AIFSIM_CONFIGS names the folder of the sites" {
    mkdir "$dir/sites"
    sed 's/^name: mimer/name: mine/' "$BATS_TEST_DIRNAME/../../configs/sites/mimer.yaml" \
        >"$dir/sites/mine.yaml"
    AIFSIM_CONFIGS=$dir run "$AIFSIM" show -P -h
    [ "${#lines[@]}" -eq 1 ]
    [[ ${lines[0]} == "mine|100|400|14400|"* ]]
}

@test "a pool is a site" {
    run "$AIFSIM" show procs:128
    [ "$status" -eq 0 ]
    [ "$output" = "procs:128: a plain pool of 128 processors" ]
}

@test "show notices a full disk" {
    [ -w /dev/full ] || skip "no /dev/full"
    run bash -c "'$AIFSIM' show mimer >/dev/full"
    [ "$status" -eq 74 ]
}

@test "show prints the rules of a centre: QOS, accounts, reservations, settings" {
    cat >"$dir/centre.yaml" <<'YAML'
name: small
classes:
  cpu:
    nodes: {value: 2, assumed: test}
    cores: {value: 4, assumed: test}
    mem_gib: {value: 8, assumed: test}
    gpus: {value: 0, assumed: test}
    hosts: "n[1-2]"
partitions:
  main: {classes: [cpu], unit: core, priority_tier: 2}
qos:
  urgent: {priority: 9, preempt: [normal]}
accounts:
  startup: {shares: 30, users: {ann: 2, ben: parent}}
reservations:
  course: {start: 1h, duration: 1h, nodes: n2, users: [ann]}
scheduler:
  slurm: {bf_interval: {value: 60s, published: "user guide, 2026"}}
YAML
    run "$AIFSIM" show "$dir/centre.yaml"
    [ "$status" -eq 0 ]
    [[ ${lines[0]} == "small" ]]
    grep -Eq '^urgent +9 ' <<<"$output"
    grep -Eq '^    \(ben\) +parent  -$' <<<"$output"
    grep -Eq '^course +3600 +7200 +1  ann +-$' <<<"$output"
    run "$AIFSIM" show -P "$dir/centre.yaml"
    [ "$status" -eq 0 ]
    grep -qx 'partitions.main.priority_tier|2|stated|' <<<"$output"
    grep -qx 'qos.urgent.preempt|normal|stated|' <<<"$output"
    grep -qx 'accounts.startup.users.ann.shares|2|stated|' <<<"$output"
    grep -qx 'scheduler.slurm.bf_interval|60s|published|user guide, 2026' <<<"$output"
}
