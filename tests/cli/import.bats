#!/usr/bin/env bats
# aifsim import slurm: what it prints and writes, and what it says about bad input.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cat >slurm.conf <<'END'
ClusterName=tiny
Licenses=matlab:2
SlurmctldPort=6817
PriorityType=priority/multifactor
PriorityWeightFairshare=1000
AccountingStorageEnforce=limits,qos
NodeName=n[01-04] CPUs=8 RealMemory=64000 Gres=gpu:h100:4
PartitionName=batch Nodes=n[01-04] Default=YES MaxTime=1-0
PartitionName=debug Nodes=n01 MaxTime=15
END
    printf '%s\n' 'Name|Priority|MaxJobsPU' 'normal|0|' 'high|10|2' >qos
    printf '%s\n' 'Cluster|Account|User|Share|QOS' 'tiny|root||1|' 'tiny| phys||3|high,normal' \
        'tiny|  phys|anna|1|' >assoc
    cat >sacct <<'END'
JobID|JobIDRaw|User|Account|Partition|QOS|Submit|Eligible|Start|End|ElapsedRaw|TimelimitRaw|State|ReqTRES|NodeList|Flags
7|7|anna|phys|batch|high|2026-03-01T12:00:00|2026-03-01T12:00:00|2026-03-01T12:01:00|2026-03-01T12:11:00|600|20|COMPLETED|cpu=8,gres/gpu=4,mem=8G,node=1|n02|SchedMain
8|8|anna|phys|batch|normal|2026-03-01T12:00:30|2026-03-01T12:00:30|2026-03-01T12:02:00|2026-03-01T12:03:00|60|UNLIMITED|FAILED|cpu=1,node=1|n03|SchedBackfill
9|9|anna|phys|batch|normal|2026-03-01T12:00:40|2026-03-01T12:00:40|Unknown|Unknown|0|5|PENDING|cpu=1,node=1|None assigned|
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

import() {
    "$AIFSIM" import slurm --conf slurm.conf --qos qos --assoc assoc --sacct sacct "$@"
}

@test "the report counts what was read and lists what is not modelled" {
    import >out
    grep -qE '^  nodes +4$' out
    grep -qE '^  node classes +2$' out
    grep -qE '^  GPUs +16$' out
    grep -qE '^  jobs +2$' out
    grep -qF 'Settings that are not modelled: 1' out
    grep -qF '  Licenses=matlab:2  [slurm.conf:2]' out
    grep -qF 'no job waits for a licence' out
    grep -qF '  jobs that were waiting' out
    grep -qF 'no schedule depends (addresses, paths, logs): 1' out
    if grep -q SlurmctldPort out; then return 1; fi
    import -v | grep -q '^  SlurmctldPort$'
    [ "$(ls)" = "$(printf 'assoc\nout\nqos\nsacct\nslurm.conf')" ]
}

@test "settings that slurm.conf states are in the site, defaults or not" {
    sed -i 's/^PriorityWeightFairshare.*/PriorityMaxAge=7-0\nJobRequeue=1\nSchedulerParameters=bf_interval=30,bf_max_job_test=7/' slurm.conf
    import -o new >out
    grep -qx '    max_age: 7d' new/site.yaml
    grep -qx '    bf_interval: 30s' new/site.yaml
    grep -qx '  requeue: true' new/site.yaml
    if grep -q bf_window new/site.yaml; then return 1; fi
}

@test "the site and the trace that are written are read by other commands" {
    import -o new >out
    [ "$(ls new)" = "$(printf 'import-report.txt\nrecorded.csv\nsite.yaml\ntrace.csv')" ]
    "$AIFSIM" check new/site.yaml new/trace.csv >checked
    "$AIFSIM" show new/site.yaml | grep -q batch
    "$AIFSIM" replay new/trace.csv --site new/site.yaml --jobs jobs.csv >replayed
    grep -q '^# aifsim import slurm --conf slurm.conf --assoc assoc --qos qos --sacct sacct$' new/trace.csv
    grep -q '^# unix_start_s: 1772366400$' new/trace.csv
    [ "$(sed -n 2p new/recorded.csv)" = "7,7,0,0,60,660,60,600,1,main,COMPLETED,,n02,," ]
    [ "$(sed -n 3p new/recorded.csv)" = "8,8,30,30,120,180,90,60,1,backfill,FAILED,,n03,," ]
    grep -q '  SlurmctldPort' new/import-report.txt
}

@test "the same files give the same bytes" {
    import -o one >out1
    import -o two >out2
    diff -r one two
    cmp out1 out2
}

@test "a folder that is not empty is left alone without --force" {
    mkdir old empty
    echo mine >old/notes
    import -o empty >out
    [ -s empty/site.yaml ]
    fails_with 74 'old: is not empty; give --force' import slurm --conf slurm.conf -o old
    [ "$(ls old)" = notes ]
    import -o old --force >out
    [ "$(ls old | wc -l)" -eq 5 ]
    import -o old --force >out
}

@test "a mistake leaves nothing behind" {
    echo 'PriorityMaxAge=tomorrow' >>slurm.conf
    fails_with 65 "slurm.conf:10:16: PriorityMaxAge: expected minutes, HH:MM:SS, D-HH or UNLIMITED, found 'tomorrow'" \
        import slurm --conf slurm.conf -o new
    [ ! -e new ]
}

@test "missing files and options are told" {
    fails_with 66 'nothing.conf: No such file' import slurm --conf nothing.conf
    fails_with 66 'lost' import slurm --conf slurm.conf --assoc lost
    fails_with 64 'expected --conf FILE' import slurm
    fails_with 64 'import slurm' import
    fails_with 64 "expected 'slurm' and options, found 'pbs'" import pbs
    fails_with 65 "unknown time zone 'Nowhere/Land'" import slurm --conf slurm.conf --sacct sacct \
        --timezone Nowhere/Land
    : >none
    fails_with 65 'none: is empty' import slurm --conf none
    fails_with 65 'none: is empty' import slurm --conf slurm.conf --sacct none
}

@test "local times are those of the zone asked for" {
    import --timezone CET-1CEST,M3.5.0,M10.5.0/3 -o new >out
    grep -q '^# unix_start_s: 1772362800$' new/trace.csv
    TZ=EST5 import -o more >out
    grep -q '^# unix_start_s: 1772384400$' more/trace.csv
}

@test "the least configuration makes a site" {
    printf '%s\n' 'NodeName=n1 CPUs=2' 'PartitionName=p Nodes=n1' >least.conf
    "$AIFSIM" import slurm --conf least.conf -o new >out
    "$AIFSIM" check new/site.yaml >checked
    [ "$(ls new)" = "$(printf 'import-report.txt\nsite.yaml')" ]
}

@test "reservations are in the site, and need the jobs" {
    printf '%s\n' 'ReservationName=m StartTime=2026-03-02T00:00:00 EndTime=2026-03-02T06:00:00' \
        '   Nodes=n[03-04] Flags=MAINT Users=root' >res
    import --reservations res -o new >out
    grep -qE '^  reservations +1$' out
    grep -q '^reservations:$' new/site.yaml
    "$AIFSIM" check new/site.yaml >checked
    fails_with 64 '--reservations needs --sacct' import slurm --conf slurm.conf --reservations res
}

@test "tables may come from pipes" {
    import --force -o new >out1
    "$AIFSIM" import slurm --conf slurm.conf --qos <(cat qos) --assoc <(cat assoc) --sacct <(cat sacct) \
        -o piped >out2
    cmp new/site.yaml piped/site.yaml
}

@test "json says what was understood" {
    import --json >out
    python3 - <<'END'
import json
facts = json.load(open("out"))
assert facts["ClusterName"] == "tiny" and facts["nodes"] == 4 and facts["jobs"] == 2
assert facts["settings"]["PriorityWeightFairshare"] == 1000
assert facts["not_modelled"] == [{"setting": "Licenses", "value": "matlab:2"}]
assert [a.get("User", a.get("Account")) for a in facts["associations"]] == ["root", "phys", "anna"]
END
}

@test "the table of settings in the documentation is the program's own" {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    "$AIFSIM" import --settings >table
    [ "$(wc -l <table)" -gt 100 ]
    sed -n '/^| where | setting /,/^$/p' "$root/docs/slurm.md" | sed '/^$/d' | diff - table
}

@test "what is missing without --assoc and --qos is told, and no job is refused for it" {
    "$AIFSIM" import slurm --conf slurm.conf --sacct sacct -o bare >out
    grep -q '^Files that were not given: 2$' out
    grep -A1 '^  --assoc$' out | grep -q 'each with one share .*`sacctmgr show assoc tree -P >assoc.txt`'
    grep -A1 '^  --assoc$' out | grep -q 'though AccountingStorageEnforce is set'
    grep -A1 '^  --qos$' out | grep -q 'priority 0, .*`sacctmgr show qos -P >qos.txt`'
    "$AIFSIM" replay bare/trace.csv --site bare/site.yaml -b slurm >replayed
    if grep -q 'a QOS that the site does not have' replayed; then return 1; fi
    import >out
    grep -q '^Files that were not given: 0$' out
    sed -i /Enforce/d slurm.conf
    "$AIFSIM" import slurm --conf slurm.conf --sacct sacct >out
    if grep -q AccountingStorageEnforce out; then return 1; fi
}

@test "a default time above the longest allowed is left out and noted, as Slurm does" {
    cat >slurm.conf <<'END'
ClusterName=odd
SelectType=select/cons_tres
SelectTypeParameters=CR_Core,CR_ONE_TASK_PER_CORE
NodeName=n[1-4] CPUs=8 RealMemory=1000
PartitionName=DEFAULT Nodes=ALL DefaultTime=1:00:00
PartitionName=dbg MaxTime=30 Default=YES
PartitionName=std MaxTime=1-0
END
    run -0 "$AIFSIM" import slurm --conf slurm.conf --out odd
    [[ "$output" == *"DefaultTime of partition"*"dbg"*"left out"* ]]
    [[ "$output" == *"CR_ONE_TASK_PER_CORE"* ]]
    run -0 "$AIFSIM" check odd/site.yaml
}
