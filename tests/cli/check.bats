#!/usr/bin/env bats
# aifsim check: every mistake of every file, nothing run and nothing written.
# AIFSIM is the program to test.

setup() {
    AIFSIM=${AIFSIM:?the path of the program}
    root=$BATS_TEST_DIRNAME/../..
    dir=$(mktemp -d)
    cd "$dir" || return 1
}

teardown() {
    cd /
    rm -rf "$dir"
}

trace() {
    echo "1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 1 1 1 -1 -1" >a.swf
}

@test "all files that come with the program are good" {
    run "$AIFSIM" check "$root"/configs/*/*.yaml
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq "$(ls "$root"/configs/*/*.yaml | wc -l)" ]
    [[ $output == *"configs/experiments/main.yaml: experiment of 3 sites, 1 trace, 8 policies and 5 seeds in 120 runs: good"* ]]
}

@test "the mistakes of several files are all shown, with line, column and caret" {
    trace
    printf 'name: x\nsites: [mimmer]\ntraces: [a.swf]\npolicies: [fcfs/easy]\n' >one.yaml
    printf 'name: x\nsites: [mimer]\ntraces: [a.swf]\npolices: [fcfs/easy]\n' >two.yaml
    run "$AIFSIM" check one.yaml two.yaml
    [ "$status" -eq 65 ]
    [[ ${lines[0]} == "aifsim: one.yaml:2:9: unknown site 'mimmer': did you mean 'mimer'?"* ]]
    [ "${lines[1]}" = "    sites: [mimmer]" ]
    [ "${lines[2]}" = "            ^" ]
    [ "${lines[3]}" = "aifsim: two.yaml:4:1: unknown key 'polices': did you mean 'policies'?" ]
    [ "${lines[4]}" = "    polices: [fcfs/easy]" ]
    [ "${lines[5]}" = "    ^" ]
    [ "${lines[6]}" = "aifsim: two.yaml:1:1: key 'policies' is missing (ORDER/BACKFILL[+CANDIDATES][/PLACE][@RULE], or a map)" ]
}

@test "a missing file exits with 66, also beside wrong ones" {
    echo "name: [" >bad.yaml
    run "$AIFSIM" check bad.yaml none.yaml none.swf
    [ "$status" -eq 66 ]
    [[ $output == *"bad.yaml:2:1: not valid YAML"* ]]
    [[ $output == *"none.yaml: cannot be read: No such file or directory"* ]]
    [[ $output == *"none.swf: No such file or directory"* ]]
}

@test "an experiment whose trace is missing names the place and exits with 66" {
    printf 'name: x\nsites: [mimer]\ntraces:\n  - file: none.swf\npolicies: [fcfs/easy]\n' >x.yaml
    run "$AIFSIM" check x.yaml
    [ "$status" -eq 66 ]
    [ "${lines[0]}" = "aifsim: x.yaml:4:11: none.swf: No such file or directory" ]
    [ "${lines[2]}" = "              ^" ]
}

@test "an experiment whose trace is junk is not good" {
    head -c 1000 /dev/urandom >a.swf
    printf 'name: x\nsites: [mimer]\ntraces: [a.swf]\npolicies: [fcfs/easy]\n' >x.yaml
    run "$AIFSIM" check x.yaml
    [ "$status" -eq 65 ]
    [[ $output == *"a.swf"* ]]
    [[ $output != *": good"* ]]
}

@test "a site without a flag is refused by check" {
    sed 's/nodes: {value: 100, assumed: .*/nodes: {value: 100}/' "$root/configs/sites/mimer.yaml" >mine.yaml
    run "$AIFSIM" check mine.yaml
    [ "$status" -eq 65 ]
    [[ $output == *"nodes: a figure is either published or assumed"* ]]
}

@test "a good trace says how many jobs it has; --strict refuses repairs" {
    trace
    run "$AIFSIM" check a.swf
    [ "$status" -eq 0 ]
    [ "$output" = "a.swf: trace of 1 job, 0 of its values repaired: good" ]
    echo "2 5 -1 -1 1 -1 -1 1 20 -1 1 1 1 1 1 1 -1 -1" >>a.swf
    run "$AIFSIM" check --strict a.swf
    [ "$status" -eq 65 ]
    [[ $output == *"a.swf:2"* ]]
}

@test "binary junk and an empty file are refused as YAML" {
    head -c 4096 /dev/urandom >junk.yaml
    : >empty.yaml
    run "$AIFSIM" check junk.yaml empty.yaml
    [ "$status" -eq 65 ]
    [[ $output == *"junk.yaml"* ]]
    [[ $output == *"empty.yaml: empty"* ]]
}

@test "check writes nothing" {
    trace
    before=$(ls -lR --time-style=full-iso . | cksum)
    run "$AIFSIM" check a.swf "$root/configs/experiments/main.yaml"
    [ "$status" -eq 0 ]
    [ "$(ls -lR --time-style=full-iso . | cksum)" = "$before" ]
}

@test "check without a file is a usage error" {
    run "$AIFSIM" check
    [ "$status" -eq 64 ]
}

# The first fenced block of a page that begins with this line.
block() {
    awk -v first="$2" '/^```/ { inside = 0 } inside { print } $0 == first && fenced { inside = 1; print } { fenced = /^```/ }' "$1"
}

@test "the examples of the documentation are valid" {
    {
        cat <<'YAML'
name: documented
classes:
  cpu: {nodes: {value: 4, assumed: t}, cores: {value: 4, assumed: t}, mem_gib: {value: 4, assumed: t}, gpus: {value: 0, assumed: t}, hosts: "n[001-004]"}
  gpu: {nodes: {value: 4, assumed: t}, cores: {value: 4, assumed: t}, mem_gib: {value: 4, assumed: t}, gpus: {value: 4, assumed: t}, gpu_model: {value: X, assumed: t}}
YAML
        block "$root/docs/configuration.md" "partitions:"
    } >site.yaml
    grep -q '^scheduler:' site.yaml
    {
        block "$root/docs/trace-csv.md" "#aifsim-trace 1"
        block "$root/docs/trace-csv.md" "#aifsim-actions 1"
    } >trace.csv
    grep -q '^7200,drain,,"0-3,8",$' trace.csv
    run "$AIFSIM" check site.yaml trace.csv
    [ "$status" -eq 0 ]
    [[ $output == *"site.yaml: site of 8 nodes in 1 partition: good"* ]]
    # The actions of the example name jobs that the example has not: two of them are dropped.
    [[ $output == *"trace.csv: trace of 2 jobs, 2 of its values repaired: good"* ]]
}

@test "policies with long formulae keep their names apart, or need one" {
    printf '1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 1 1 1 -1 -1\n' >a.swf
    local long=limit_s+procs+nodes+cpus+gpus+mem_mib+submit_s
    printf '%s\n' 'name: t' 'sites: ["procs:4"]' 'traces: [a.swf]' 'policies:' \
        "  - {order: 'formula:$long+1', backfill: easy}" "  - {order: 'formula:$long+2', backfill: easy}" >x.yaml
    "$AIFSIM" check x.yaml
    printf '%s\n' 'name: t' 'sites: ["procs:4"]' 'traces: [a.swf]' 'policies:' \
        "  - {order: 'formula:$long+$long+$long+$long', backfill: easy}" >x.yaml
    "$AIFSIM" check x.yaml 2>err && return 1
    grep -q "its parts are too long for a name (199 characters): give it a 'name'" err
    sed -i "s/{order/{name: mine, order/" x.yaml
    "$AIFSIM" check x.yaml
}

@test "an unknown key hides no wrong name beside it" {
    cat >site.yaml <<'END'
name: s
classes: {c: {nodes: {value: 4, assumed: x}, cores: {value: 8, assumed: x}, mem_gib: {value: 8, assumed: x}, gpus: {value: 0, assumed: x}}}
partitions: {batch: {classes: [c], unit: core}}
qos: {normal: {}, high: {priorty: 9, preempt: [nrmal]}}
END
    run -65 "$AIFSIM" check site.yaml
    [[ $output == *"unknown key 'priorty': did you mean 'priority'?"* ]]
    [[ $output == *"no QOS 'nrmal': did you mean 'normal'?"* ]]
}

@test "a reservation at a date is shown so, and needs a trace that states its start" {
    cat >site.yaml <<'END'
name: s
classes: {c: {nodes: {value: 4, assumed: x}, cores: {value: 8, assumed: x}, mem_gib: {value: 8, assumed: x}, gpus: {value: 0, assumed: x}}}
partitions: {batch: {classes: [c], unit: node}}
reservations: {m: {start: 2026-01-01T00:10, duration: 1h, nodes: ALL, flags: [MAINT]}}
END
    run -0 "$AIFSIM" show ./site.yaml
    [[ $output == *"2026-01-01T00:10:00  2026-01-01T01:10:00"* ]]
    printf '%s\n' '#aifsim-trace 1' 'job_id,submit_s,nodes,limit_s,run_s' 1,0,1,900,60 >t.csv
    run -65 "$AIFSIM" replay t.csv --site ./site.yaml -b slurm
    [[ $output == *"t.csv: reservation m starts at a date, and the trace does not state when it starts" ]]
    # The job would run into the reservation, and starts after it.
    sed -i '1a # unix_start_s: 1767225600' t.csv
    "$AIFSIM" replay t.csv --site ./site.yaml -b slurm --jobs jobs.csv >out
    [ "$(cut -d, -f9 jobs.csv | tail -n 1)" -ge 4200 ]
    printf '%s\n' 'name: x' 'sites: [./site.yaml]' 'traces: [t.csv]' 'policies: [multifactor/slurm]' >x.yaml
    "$AIFSIM" run x.yaml --out x -q --set outputs.jobs=true
    grep -q "^[^,]*,.*,$(cut -d, -f9 jobs.csv | tail -n 1)," x/jobs.csv
}
