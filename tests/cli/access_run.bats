#!/usr/bin/env bats
# aifsim run with an access layer: proposals, grants, jobs and the rules of enforcement.

# shellcheck disable=SC2154 # run sets $output and $status
bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cat >year.yaml <<'EOF'
name: months
sites: [mimer]
traces:
  - {name: spring, generate: eurohpc-users, span: 10d, set: {start: 2027-03-01}}
access:
  spec: eurohpc
  before: 200d
policies: [fcfs/easy@none, fcfs/easy@hard-stop, {order: fcfs, backfill: easy, access: free-queue}]
seeds: [1]

outputs: {jobs: true}
EOF
}

refuses() {
    local message=$1
    shift
    run "$AIFSIM" run year.yaml --out out "$@"
    [ "$status" -eq 65 ] || [ "$status" -eq 66 ]
    [[ $output == *"$message"* ]] || echo "$output"
    [[ $output == *"$message"* ]]
    [ ! -e out ]
}

@test "rules of enforcement are compared on the same proposals, grants and jobs" {
    run --separate-stderr "$AIFSIM" run year.yaml --out out
    [ "$status" -eq 0 ]
    [[ $output == *"charged_unit_h"*"refused_unit_h"* ]]
    [[ $output == *"fcfs/easy@free-queue"* ]]
    run python3 - <<'EOF'
import csv
from collections import defaultdict
rows = list(csv.DictReader(open("out/access.csv", newline="")))
jobs = list(csv.DictReader(open("out/jobs.csv", newline="")))
SUMS = ["granted_unit_h", "charged_unit_h", "lowered_unit_h", "unused_unit_h", "refused_unit_h", "jobs", "refused_jobs"]
by_policy = defaultdict(lambda: defaultdict(list))
for row in rows:
    by_policy[row["policy"]][row["by"]].append(row)
grants = {}
for policy, of in by_policy.items():
    total = {c: float(of["all"][0][c]) for c in SUMS}
    none = [r for r in of["project"] if r["name"] == "(none)"]
    assert len(none) == 1 and len(of["project"]) > 50, len(of["project"])
    for by in ["mode", "community", "country", "project"]:
        extra = none if by != "project" else []
        for c in SUMS:
            parts = sum(float(r[c]) for r in of[by] + extra)
            assert abs(parts - total[c]) < 0.01 * len(of[by]), (policy, by, c, parts, total[c])
    # Charges once more, from the rows of the jobs.
    charged = sum(float(j["charged_unit_h"]) for j in jobs if j["policy"] == policy)
    assert abs(charged - total["charged_unit_h"]) < 0.01 * len(of["project"]), (policy, charged, total)
    for r in of["project"]:
        if r["name"] != "(none)":
            spent = float(r["charged_unit_h"]) + float(r["unused_unit_h"])
            assert abs(spent - float(r["granted_unit_h"]) - float(r["overrun_unit_h"])) < 0.003, r
    union = next(r for r in of["pool"] if r["name"] == "union")
    commercial = next(r for r in of["pool"] if r["name"] == "commercial")
    assert float(commercial["entitled_unit_h"]) * 5 - float(union["entitled_unit_h"]) < 1, commercial
    grants[policy] = [(r["name"], r["start_s"], r["granted_unit_h"]) for r in of["project"]]
    by_policy[policy] = total
assert len(set(map(str, grants.values()))) == 1, "rules change no grant"
none, stop, free = (by_policy["fcfs/easy@" + r] for r in ["none", "hard-stop", "free-queue"])
assert none["lowered_unit_h"] == stop["lowered_unit_h"] == 0 < free["lowered_unit_h"]
assert none["refused_unit_h"] < free["refused_unit_h"] < stop["refused_unit_h"], (none, free, stop)
assert none["charged_unit_h"] > free["charged_unit_h"] > stop["charged_unit_h"]
EOF
    [ "$status" -eq 0 ] || echo "$output"
    [ "$status" -eq 0 ]
}

@test "the comparison tells what each rule does and how much it refuses" {
    "$AIFSIM" run year.yaml --out out --set 'policies=fcfs/easy@none,fcfs/easy@hard-stop' --set traces.0.span=8d --set seeds=1..2 >log
    run --separate-stderr "$AIFSIM" compare out
    [ "$status" -eq 0 ]
    [[ $output == *"fcfs/easy@hard-stop changes refused_unit_h by +"*"against fcfs/easy@none: worse."* ]]
    [[ $output == *"hard-stop: LUMI: no job starts once the amount is used."* ]]
    [[ $output != *"overdraft"* ]]
    [[ $output == *"mimer, spring, fcfs/easy@hard-stop"*"  union  "*"within its share"*"  startups  "* ]]
    [ "$("$AIFSIM" compare out -P | grep -c startups)" = 0 ]
}

@test "who had more than the law gives is told" {
    "$AIFSIM" run year.yaml --out out --set policies=fcfs/easy@none --set traces.0.span=8d >log
    awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $at["by"] == "pool" && $at["name"] == "commercial" { $at["charged_unit_h"] = $at["entitled_unit_h"] + 1 } { print }' out/access.csv >more.csv
    mv more.csv out/access.csv
    run --separate-stderr "$AIFSIM" compare out
    [ "$status" -eq 0 ]
    [[ $output == *"  commercial "*"more than its share in 1 of 1 runs"* ]]
    echo "site,trace" >out/access.csv
    run "$AIFSIM" compare out
    [ "$status" -eq 65 ]
    [[ $output == *"out/access.csv: columns are missing, expected a table as aifsim run writes it"* ]]
}

@test "the population can be changed as the documentation shows" {
    sed -n '/^access:/,/^policies:/p' "$BATS_TEST_DIRNAME/../../docs/access.md" | grep -v '^policies:' >access
    grep -q 'population.communities.startups.per_year' access
    sed -i '/^access:/,/^  before/d' year.yaml
    cat access >>year.yaml
    "$AIFSIM" check year.yaml
    "$AIFSIM" run year.yaml --out out --set policies=fcfs/easy@none --set traces.0.span=8d >log
    "$AIFSIM" run year.yaml --out busy --set policies=fcfs/easy@none --set traces.0.span=8d --set 'access.set={population.communities.startups.per_year.value: 600}' >log
    grants() { grep -c 'project,startups' "$1/access.csv"; }
    [ "$(grants busy)" -gt "$(grants out)" ]
    rm -r out
    refuses "key 'organisation' is missing" --set 'access.set={population.communities.startup.per_year: {value: 60, assumed: a}}'
}

@test "jobs on cores alone cost no GPU-hours" {
    "$AIFSIM" run year.yaml --out out --set 'sites=[marenostrum5]' --set policies=fcfs/easy@none --set traces.0.span=3d >log
    python3 - <<'EOF'
import csv
jobs = list(csv.DictReader(open("out/jobs.csv", newline="")))
on_cores = [j for j in jobs if j["gpus_per_node"] == "0" and j["success"] == "1"]
assert on_cores and all(float(j["charged_unit_h"] or 0) == 0 for j in on_cores if j["partition"] == "gpp"), len(on_cores)
assert any(j["partition"] == "gpp" for j in on_cores)
assert sum(float(j["charged_unit_h"] or 0) for j in jobs) > 0
EOF
}

@test "the resolved experiment runs again and gives the same bytes" {
    "$AIFSIM" run year.yaml --out one --set policies=fcfs/easy@overdraft --set traces.0.span=3d --set check=true
    "$AIFSIM" run one/experiment.resolved.yaml --out two
    cmp one/access.csv two/access.csv
    cmp one/summary.csv two/summary.csv
    cmp one/results.db two/results.db
}

@test "what does not go with an access layer is refused before anything is written" {
    refuses "unknown access 'hard-stopp': did you mean 'hard-stop'?" --set policies=fcfs/easy@hard-stopp
    refuses "'jobs' and 'load' do not go with 'access'" --set traces.0.load=0.9
    refuses "unknown access" --set access.spec=eurohpcc
    echo "1 0 -1 10 6 -1 -1 6 10 -1 1 1 -1 -1 -1 -1 -1 -1" >a.swf
    refuses "aifsim replay with --grants" --set traces=a.swf
    sed -i '/^access:/,/before/d' year.yaml
    refuses "the experiment has no 'access'"
}
