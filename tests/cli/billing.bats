#!/usr/bin/env bats
# What accounts are charged on a machine with CPU nodes and GPU nodes.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # A node of batch is billed 8 + 16/4 = 12, one of accel what is dearer: a job's CPUs or 8 for each of its GPUs.
    cat >site.yaml <<'END_SITE'
name: mixed
classes:
  c: {nodes: {value: 4, assumed: x}, cores: {value: 8, assumed: x}, mem_gib: {value: 16, assumed: x}, gpus: {value: 0, assumed: x}}
  g: {nodes: {value: 2, assumed: x}, cores: {value: 16, assumed: x}, mem_gib: {value: 64, assumed: x}, gpus: {value: 4, assumed: x}, gpu_model: {value: x, assumed: x}}
partitions:
  batch: {classes: [c], unit: core, exclusive: true, billing: {cpu: 1, mem_gib: 0.25}}
  accel: {classes: [g], unit: gpu, billing: {cpu: 1, gpu: 8, max: true}}
qos: {normal: {priority: 1}, cheap: {usage_factor: 0.5}}
accounts:
  research: {shares: 3, users: {ann: 1}}
  startup: {users: {ben: {default_qos: cheap}}}
scheduler: {priority: {type: multifactor, weight_fairshare: 1000, decay_half_life: 0s}}
END_SITE
    printf '%s\n' '#aifsim-trace 1' \
        'job_id,user,account,qos,partition,submit_s,nodes,cores_per_node,gpus_per_node,limit_s,run_s' \
        1,ann,research,,batch,0,4,,,6000,5000 2,ben,startup,,accel,10,1,4,1,900,700 \
        3,ben,startup,normal,batch,20,2,,,6000,1111 4,ann,research,cheap,accel,30,2,16,4,900,333 \
        5,ben,startup,,accel,40,1,13,1,900,77 6,ann,research,,batch,50,1,,,900,201 \
        7,ann,research,,accel,3000,1,5,0,900,123 >t.csv
}

@test "charges, CPUs and GPUs are those worked out from the jobs' own rows" {
    for rule in slurm easy; do
        "$AIFSIM" replay t.csv --site ./site.yaml -b "$rule" --by user,account --summary sum.csv --jobs jobs.csv --force >out
        python3 "$BATS_TEST_DIRNAME/billing.py" sum.csv jobs.csv
    done
}

@test "charges of a run without decay are the raw usage that sshare shows" {
    "$AIFSIM" replay t.csv --site ./site.yaml -b slurm --by account,user --summary sum.csv >out
    "$AIFSIM" sshare t.csv --site ./site.yaml -P -n -o account,user,rawusage -a >usage
    python3 - <<'END_PYTHON'
import csv
rows = {r["community"]: r for r in csv.DictReader(open("sum.csv"))}
seen = 0
for line in open("usage"):
    account, user, raw = line.strip().split("|")[:3]
    name = "user:" + user if user else "account:" + account.strip()
    if name not in rows:
        continue
    # RawUsage is cut off, and charged with doubles.
    assert abs(int(raw) - int(rows[name]["billing_s"])) <= 1, (name, raw, rows[name]["billing_s"])
    seen += 1
assert seen == 4, seen
END_PYTHON
}

@test "the summary says which unit is counted and which jobs have none of it" {
    "$AIFSIM" replay t.csv --site ./site.yaml -b slurm --by account >out
    grep -q '^machine  ./site.yaml: capacity 8 GPUs$' out
    grep -q '^note: 4 x job that used no GPU: not in unit-hours, utilisation and lost; see billing and cpu_utilisation$' out
    grep -q '^hours and share used: between the first and the last submit; shares used are of billing units, without decay$' out
    grep -qE '^account +jobs +rejected +wait mean, s +wait p95, s +bsld 10 s +GPU-hours +billing-h +share used +shares$' out
    "$AIFSIM" replay t.csv --site procs:64 -b easy >out || true
    ! grep -q 'used no GPU' out
}

@test "idle GPUs are not lost while only jobs for CPU nodes wait" {
    printf '%s\n' '#aifsim-trace 1' 'job_id,partition,submit_s,nodes,limit_s,run_s' \
        1,batch,0,4,600,500 2,batch,1,4,600,500 >cpu.csv
    for rule in slurm easy; do
        "$AIFSIM" replay cpu.csv --site ./site.yaml -b "$rule" --check --parsable >out
        awk -F '|' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
            NR == 2 { print $at["lost_a"], $at["lost_b"], $at["lost_c"], $at["jobs_without_units"], $at["gpu_utilisation"] }' out >lost
        [ "$(cat lost)" = "0.000000 0.000000 0.000000 2 0.000000" ]
    done
    # With a job that waits for GPUs they are: 8 units idle but those of the first, while the second waits.
    printf '%s\n' '#aifsim-trace 1' 'job_id,partition,submit_s,nodes,gpus_per_node,cores_per_node,limit_s,run_s' \
        1,accel,0,2,3,1,100,100 2,accel,0,2,4,1,100,100 >gpu.csv
    "$AIFSIM" replay gpu.csv --site ./site.yaml -b easy --check --parsable >out
    awk -F '|' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $at["lost_a"] }' out >lost
    [ "$(cat lost)" = "0.125000" ]
}

@test "runs that were cut short are charged, and so is time in suspension" {
    # Two partitions over the same nodes, the second of a higher tier and with weights of its own.
    sed -e '/^  batch:/s/ exclusive: true,//' -e 's/^  batch: .*/&\n  first: {classes: [c], unit: core, priority_tier: 9, billing: {cpu: 1.5}}/' site.yaml >tiers.yaml
    printf '%s\n' '#aifsim-trace 1' 'job_id,user,account,partition,submit_s,nodes,cores_per_node,limit_s,run_s' \
        1,ann,research,batch,0,4,8,6000,1000 2,ben,startup,first,100,3,8,900,333 3,ann,research,batch,200,1,8,900,77 \
        4,ben,startup,first,2000,2,8,900,500 >p.csv
    # Eight CPUs a node are billed 8 and 12, and half of that for ben, whose QOS is cheap.
    for mode in requeue suspend; do
        local changes=(--site-set scheduler.preempt.type=partition_prio --site-set "scheduler.preempt.mode=$mode")
        [ "$mode" = requeue ] || changes+=(--site-set scheduler.preempt.gang=true --site-set scheduler.select.memory=false)
        "$AIFSIM" replay p.csv --site ./tiers.yaml -b slurm "${changes[@]}" --check --by account --summary sum.csv --jobs jobs.csv --force >out
        grep -qE '^  preemptions +[1-9]' out
        "$AIFSIM" sshare p.csv --site ./tiers.yaml "${changes[@]}" -P -n -o account,user,rawusage -a >usage
        python3 - "$mode" <<'END_PYTHON'
import csv, sys
rows = {r["community"]: r for r in csv.DictReader(open("sum.csv"))}
usage = {f[0].strip(): int(f[2]) for f in (l.strip().split("|") for l in open("usage")) if not f[1]}
for account in ("research", "startup"):
    charged = int(rows["account:" + account]["billing_s"])
    assert abs(usage[account] - charged) <= 1, (account, usage, charged)
# Ben's jobs run at once; of ann's, whatever was cut short comes on top of the work that it did in the end.
assert int(rows["account:startup"]["billing_s"]) == 6 * (3 * 333 + 2 * 500), rows["account:startup"]["billing_s"]
work = 8 * (4 * 1000 + 77)
jobs = {j["job_id"]: j for j in csv.DictReader(open("jobs.csv"))}
research = int(rows["account:research"]["billing_s"])
if sys.argv[1] == "suspend":
    assert research == work + 8 * 4 * 333 and jobs["1"]["execution_time"] == "1333", (research, work)
    # Of the CPUs, 64 in all, who stands still uses none.
    assert rows["all"]["cpu_utilisation"] == f"{(32 * 1000 + 8 * 77 + 24 * 333 + 16 * 500) / 64 / 2500:.6f}", rows["all"]
else:
    assert research > work and jobs["1"]["restarts"] != "0", (research, work)
END_PYTHON
    done
}
