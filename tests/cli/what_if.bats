#!/usr/bin/env bats
# What a centre asks about its own cluster: variants of a site, and the example of docs/slurm.md.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    docs=$BATS_TEST_DIRNAME/../../docs
    PATH=$(dirname "$AIFSIM"):$PATH
    # Two accounts take turns on four nodes: 60 jobs of 30 minutes, one each 5 minutes.
    cat >slurm.conf <<'END'
ClusterName=tiny
PriorityType=priority/multifactor
PriorityWeightFairshare=1000
PriorityWeightAge=1000
NodeName=n[01-04] CPUs=8 RealMemory=64000
PartitionName=batch Nodes=n[01-04] Default=YES MaxTime=1-0
END
    printf '%s\n' 'Name|Priority|MaxJobsPU' 'normal|0|' 'high|10|2' >qos.txt
    printf '%s\n' 'Cluster|Account|User|Share|QOS' 'tiny|root||1|' 'tiny| phys||3|high,normal' \
        'tiny|  phys|anna|1|' 'tiny| bio||1|' 'tiny|  bio|j.doe|1|' >assoc.txt
    echo 'JobID|JobIDRaw|User|Account|Partition|QOS|Submit|Eligible|Start|End|ElapsedRaw|TimelimitRaw|State|ReqTRES|NodeList|Flags' >jobs.txt
    for ((i = 0; i < 60; i++)); do
        local who=('anna|phys' 'j.doe|bio') n=$((1 + i % 4)) t=$((1772366400 + i * 300))
        echo "$((i + 1))|$((i + 1))|${who[i % 2]}|batch|normal|$t|$t|$t|$((t + 1800))|1800|40|COMPLETED|cpu=$((8 * n)),node=$n|n01|SchedMain"
    done >>jobs.txt
    aifsim import slurm --conf slurm.conf --assoc assoc.txt --qos qos.txt --sacct jobs.txt -o mycluster >report
}

# The commands of the section of docs/slurm.md with this heading.
commands_of() {
    awk -v heading="$1" '/^##+ / { found = substr($0, index($0, " ") + 1) == heading; next }
        found && /^```/ { inside = !inside; next } found && inside' "$docs/slurm.md"
}

# Mean wait of a replay with these options.
mean_wait() {
    aifsim replay mycluster/trace.csv -b slurm -P "$@" | awk -F '|' 'NR == 1 { while ($c != "wait_mean_s") c++ } NR == 2 { print $c }'
}

@test "the example of the documentation runs and compares" {
    commands_of 'What if we changed our weights?' >example.sh
    grep -q 'aifsim compare' example.sh
    run -0 --separate-stderr bash -e example.sh
    [[ $output == *"trace, multifactor/slurm: fairer changes wait_mean_s by "*" against today: "* ]]
}

@test "a variant does what the changed file would do" {
    cat >x.yaml <<'END'
name: x
sites:
  - {name: today, site: mycluster/site.yaml}
  - {name: more, site: mycluster/site.yaml, set: {accounts.bio.users.j.doe: 5, accounts: {bio: {shares: 9}}}}
traces: [mycluster/trace.csv]
policies: [multifactor/slurm, fcfs/easy]
END
    aifsim run x.yaml --out x -q >table
    aifsim compare x -m wait_mean_s -P >pairs 2>err
    sed -e 's/^  bio:/  bio:\n    shares: 9/' -e 's/ j.doe: 1/ j.doe: 5/' mycluster/site.yaml >edited.yaml
    local today edited
    today=$(mean_wait --site mycluster/site.yaml)
    edited=$(mean_wait --site ./edited.yaml)
    [ "$today" != "$edited" ]
    grep -q "^today|trace|multifactor/slurm|wait_mean_s|1|$today|||today|0|" pairs
    grep -q "^more|trace|multifactor/slurm|wait_mean_s|1|$edited|||today|1|" pairs
    # The same from the command line.
    [ "$(mean_wait --site mycluster/site.yaml --site-set accounts.bio.shares=9 \
        --site-set accounts.bio.users.j.doe=5)" = "$edited" ]
    # FCFS knows nothing of shares; asked for, it is a baseline itself.
    grep -q "^more|trace|fcfs/easy|wait_mean_s|1|.*|today|1|0.000||$" pairs
    aifsim compare x -m wait_mean_s -P --baseline fcfs/easy >pairs 2>err
    grep -q "^more|trace|multifactor/slurm|wait_mean_s|1|$edited|||fcfs/easy|1|" pairs
    run -65 aifsim compare x --baseline mor
    [[ $output == *"no policy or variant of a site 'mor' in x (there: multifactor/slurm, fcfs/easy, today, more)"* ]]
}

@test "mistakes in changes name their place" {
    run -65 aifsim replay mycluster/trace.csv --site mycluster/site.yaml --site-set scheduler.priority.weight_agee=1
    [[ $output == *"--site-set scheduler.priority.weight_agee=1: unknown key 'weight_agee': did you mean 'weight_age'?"* ]]
    run -65 aifsim replay mycluster/trace.csv --site procs:4 --site-set nodes=1
    [[ $output == *"'procs:4' is a plain pool: it has no keys to set"* ]]
    printf '%s\n' 'name: x' 'sites:' '  - name: a' '    site: mycluster/site.yaml' '    set:' \
        '      partitions.batch.max_limit: 1x' 'traces: [mycluster/trace.csv]' 'policies: [fcfs/easy]' >x.yaml
    run -65 aifsim check x.yaml
    [[ $output == *"x.yaml:6:35: max_limit: expected"* ]]
}

# An experiment with these rules for the jobs of a variant.
rules_are() {
    cat >x.yaml <<END
name: x
sites:
  - {name: today, site: mycluster/site.yaml}
  - name: more
    site: mycluster/site.yaml
    set: {accounts.phys.default_qos: high, accounts.bio.qos: [normal, high]}
    jobs: [$1]
traces: [mycluster/trace.csv]
policies: [multifactor/slurm]
outputs: {by: [qos]}
END
}

@test "jobs of an account are given another QOS" {
    rules_are '{where: {account: phys}, qos: high}'
    run -0 --separate-stderr aifsim run x.yaml --out x -q
    [ "$stderr" = "aifsim: note: more, trace: 30 jobs of account phys: qos high" ]
    grep -q '^1,.*,qos:high,30,' x/summary.csv || { head -3 x/summary.csv; grep qos:high x/summary.csv; return 1; }
    # The same from the command line, for the whole trace, and for several conditions.
    local options=(mycluster/trace.csv --site mycluster/site.yaml -b slurm --by qos)
    run -0 --separate-stderr aifsim replay "${options[@]}" --jobs-set account=phys:qos=high
    [ "$stderr" = "aifsim: note: 30 jobs of account phys: qos high" ]
    [[ $output == *$'\nhigh '*" 30 "* ]]
    run -0 --separate-stderr aifsim replay "${options[@]}" --jobs-set qos=high
    [ "$stderr" = "aifsim: note: 60 jobs of the trace: qos high" ]
    run -0 --separate-stderr aifsim replay "${options[@]}" \
        --jobs-set account=root,user=anna,user=zoe,qos=normal:account=bio,qos=high,partition=batch
    [ "${stderr_lines[0]}" = "aifsim: note: 30 jobs of account root and user anna or zoe and qos normal: account bio, qos high, partition batch" ]
}

@test "rules for jobs name what the site has" {
    rules_are '{where: {account: phis}, qos: hihg}, "account=phys:colour=red"'
    run -65 aifsim check x.yaml
    [[ $output == *"x.yaml:7:"*": unknown key 'colour'"* ]]
    rules_are '{where: {account: phis}, qos: hihg}, {where: {user: anna}}'
    run -65 aifsim check x.yaml
    [[ $output == *"a rule for jobs gives them an 'account', a 'qos' or a 'partition'"* ]]
    rules_are '{where: {account: phis}, qos: hihg}'
    run -65 aifsim check x.yaml
    [[ $output == *"no account 'phis': did you mean 'phys'?"* ]]
    [[ $output == *"no QOS 'hihg': did you mean 'high'?"* ]]
    run -65 aifsim replay mycluster/trace.csv --site mycluster/site.yaml --jobs-set account=phys:
    [[ $output == *"--jobs-set account=phys:: 'account=phys:': expected WHERE:CHANGES"* ]]
}

@test "a change that reaches nobody is told, and one beside an account names its path" {
    cat >site.yaml <<'END'
name: four
classes: {c: {nodes: {value: 4, assumed: x}, cores: {value: 8, assumed: x}, mem_gib: {value: 8, assumed: x}, gpus: {value: 0, assumed: x}}}
partitions: {batch: {classes: [c], unit: core, exclusive: true}}
qos: {normal: {priority: 1}, urgent: {priority: 9}}
accounts:
  root:
    accounts:
      startup:
        users: {ann: {qos: [normal], limits: {max_jobs: 3}}}
        accounts: {alpha: {qos: [normal], users: {ben: 1}}}
END
    printf '%s\n' '#aifsim-trace 1' 'job_id,user,account,submit_s,nodes,limit_s,run_s' 1,ann,startup,0,4,600,500 >t.csv
    local set=--site-set start=accounts.root.accounts.startup
    run -0 --separate-stderr aifsim replay t.csv --site ./site.yaml $set "$start.qos=normal,urgent"
    [ "$stderr" = "aifsim: note: --site-set $start.qos=normal,urgent: qos of account 'startup' changes nothing: all 2 users below have their own" ]
    run -0 --separate-stderr aifsim replay t.csv --site ./site.yaml $set "$start.default_qos=normal" $set "$start.limits.max_jobs=7"
    [ -z "$stderr" ]
    run -0 --separate-stderr aifsim replay t.csv --site ./site.yaml $set "$start.accounts.alpha.limits.max_jobs=7" $set accounts.root.qos=urgent
    [ "$stderr" = "aifsim: note: --site-set accounts.root.qos=urgent: qos of account 'root' changes nothing: all 2 users below have their own" ]
    run -65 aifsim replay t.csv --site ./site.yaml $set accounts.startup.shares=3
    [ "$output" = "aifsim: --site-set accounts.startup.shares=3: account 'startup' is there already, in line 8 of ./site.yaml: did you mean 'accounts.root.accounts.startup'?" ]
}

@test "figures by account, QOS and user are those of the jobs' own rows" {
    cat >site.yaml <<'END'
name: four
classes: {c: {nodes: {value: 4, assumed: x}, cores: {value: 8, assumed: x}, mem_gib: {value: 8, assumed: x}, gpus: {value: 0, assumed: x}}}
partitions: {batch: {classes: [c], unit: core, exclusive: true}}
qos: {normal: {priority: 1}, urgent: {priority: 9}}
accounts:
  startup:
    shares: 3
    users: {ann: 1, ben: {default_qos: urgent}}
    accounts: {alpha: {shares: 2, users: {ben: 1}}, beta: {users: {cat: 1}}}
  public: {users: {dan: 1}}
END
    # Nobody of ghost is known, nor zed; eve's account is, but she is not.
    printf '%s\n' '#aifsim-trace 1' 'job_id,user,account,qos,submit_s,nodes,limit_s,run_s' \
        1,ann,startup,,0,4,600,500 2,ben,alpha,,1,2,600,100 3,ben,startup,urgent,2,2,600,90 4,cat,beta,,3,4,600,333 \
        5,dan,,normal,4,1,600,77 6,zed,,,5,3,600,201 7,gus,ghost,,6,1,600,50 8,eve,public,,700,2,600,44 >t.csv
    for rule in slurm easy; do
        aifsim replay t.csv --site ./site.yaml -b "$rule" --by user,account,qos --summary sum.csv --jobs jobs.csv --force >out
        python3 "$BATS_TEST_DIRNAME/by_account.py" sum.csv jobs.csv
        grep -qE '^startup +4 +0 .* 0\.7500$' out
        grep -qE '^beta +1 +0 .* 0\.1500$' out
    done
}

@test "a campaign keeps figures by account, and compare shows who waits longer" {
    commands_of 'What if we changed our weights?' >example.sh
    bash -e example.sh >out 2>err
    commands_of 'Who waits longer then?' >by.sh
    run -0 --separate-stderr bash -e by.sh
    [[ $output == *"account:phys, trace, multifactor/slurm: fairer changes wait_mean_s by "* ]]
    run -65 aifsim compare whatif --by user
    [[ $output == *"no figures by user there; run it with --set outputs.by=user"* ]]
    run -64 aifsim compare whatif --by nation
    run -64 aifsim replay mycluster/trace.csv --site mycluster/site.yaml --by nation
    [[ $output == *"--by wants account, qos or user"* ]]
}

@test "jobs of users whom no account has are counted and told" {
    sed '/anna/d' assoc.txt >few.txt
    aifsim import slurm --conf slurm.conf --assoc few.txt --qos qos.txt --sacct jobs.txt -o few >report
    run -0 --separate-stderr aifsim replay few/trace.csv --site few/site.yaml -b slurm
    [ "$stderr" = "aifsim: note: few/trace.csv: 30 jobs of 1 user are in no account of the site: fair-share factor 0; first: anna" ]
    [[ $output == *"note: 30 x job of a user in no account of the site: fair-share factor 0"* ]]
    run -0 --separate-stderr aifsim replay few/trace.csv --site few/site.yaml -b slurm --site-set scheduler.enforce=associations
    [[ $stderr == *"refused, since the site enforces associations; first: anna" ]]
    run -0 --separate-stderr aifsim replay few/trace.csv --site few/site.yaml -b easy
    [ -z "$stderr" ]
    run -0 --separate-stderr aifsim replay mycluster/trace.csv --site mycluster/site.yaml -b slurm
    [ -z "$stderr" ]
    printf '%s\n' 'name: x' 'sites: [few/site.yaml]' 'traces: [few/trace.csv]' \
        'policies: [multifactor/slurm, fcfs/easy]' >x.yaml
    run -0 --separate-stderr aifsim run x.yaml --out x -q
    [ "$stderr" = "aifsim: note: 1 of 2 cells have jobs of users in no account of their site, without fair share or refused: column without_account of summary.csv" ]
}

# Start times under Slurm's rule in this order.
starts() {
    aifsim replay "$BATS_TEST_DIRNAME/../../traces/mimer-day.csv" --site mimer -b slurm -o "$1" --jobs jobs.csv --force --check >out
    python3 -c 'import csv; print([(r["job_id"], r["starting_time"]) for r in csv.DictReader(open("jobs.csv"))])' >"$2"
}

@test "a formula under Slurm's rule makes the schedule of the order that it spells" {
    starts fcfs 1
    starts formula:submit_s 2
    cmp 1 2
    starts sjf 3
    starts formula:limit_s 4
    cmp 3 4
    if cmp -s 1 3; then return 1; fi
    starts wfp3 5
    starts 'formula-largest:(wait_s/limit_s)^3*procs' 6
    cmp 5 6
    starts multifactor 7
    starts formula-largest:priority 8
    cmp 7 8
    starts 'formula:user_running*1000000000+usage+account_usage-fairshare*nodes+nice+qos_priority+age_s' 9
}
