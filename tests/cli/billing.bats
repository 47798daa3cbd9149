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
