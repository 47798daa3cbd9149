#!/usr/bin/env bats
# aifsim calibrate: what it prints of a mix whose jobs are all alike, its exit statuses, and bad input.

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # All jobs have 2 GPUs and run for 100 s; all complete.
    cat >mix.yaml <<'END'
title: all alike
communities:
  users:
    load: 1
    users: 3
    accounts: 1
    kinds:
      one:
        weight: 1
        size: {weights: {2: 1}}
        runtime: {constant: 100s}
END
    cat >same.yaml <<'END'
title: Alike, as published
source: "nobody, nowhere"
licence: none
workload: ./mix.yaml
jobs: 1000
per_10min: 10
runtime_by_jobs: {99: 0, 100: 100}
gpus_by_jobs: {1: 0, 2: 100}
gpus_by_gpu_time: {1: 0, 2: 100}
moments: {mean_runtime_s: 100, median_runtime_s: 100, mean_gpus: 2, median_gpus: 2}
outcome:
  jobs: {completed: 1, cancelled: 0.000001, failed: 0.000001}
  gpu_time: {completed: 1, cancelled: 0.000001, failed: 0.000001}
END
    sed 's/mean_gpus: 2,/mean_gpus: 3,/' same.yaml >other.yaml
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

@test "each row has our value, the published one, the distance and the bar; one above it is status 1" {
    status=0
    "$AIFSIM" calibrate ./other.yaml >out || status=$?
    [ "$status" -eq 1 ]
    grep -q '^other: Alike, as published$' out
    grep -q '^1000 jobs of ./mix.yaml, seed 1$' out
    grep -qE '^run time by jobs +99 +0.0000 +0.0000 +0.0000 +0.0300 +0.0429  ok$' out
    grep -qE '^mean GPUs +2.0000 +3.0000 +33.33% +10.0% +-  ABOVE$' out
    # A share of nearly nothing is missed by all of it; those are the other four.
    grep -q '^other: 5 of 13 above their bars$' out
}

@test "status 0 where all is within the bars, which JSON says, too" {
    sed 's/0.000001/0/g; s/completed: 1, cancelled: 0, failed: 0/completed: 1, cancelled: 0, failed: 0/' same.yaml >zero.yaml
    "$AIFSIM" calibrate ./zero.yaml --json --jobs 50 --seed 3 >out
    python3 -c '
import json
mix = json.load(open("out"))[0]
assert (mix["name"], mix["jobs"], mix["seed"], mix["above"]) == ("zero", 50, 3, 0), mix
rows = {row["what"]: row for row in mix["rows"]}
assert rows["mean run time, s"]["ours"] == 100 and rows["mean run time, s"]["bar"] == 0.1, rows
assert rows["share of jobs, failed"]["distance"] == 0 and not rows["share of jobs, failed"]["above"], rows'
}

@test "the mixes that come with the program are known by name, and all are run without one" {
    status=0
    "$AIFSIM" calibrate --jobs 1000 >out || status=$?
    [ "$status" -le 1 ]
    [ "$(grep -c ' above their bars$' out)" -eq "$(find "$BATS_TEST_DIRNAME/../../configs/calibration" -name '*.yaml' | wc -l)" ]
    grep -q '^seren: Seren, as published$' out
}

@test "jobs of no user are compared, too, and count for none" {
    sed 's/mix.yaml/lublin-batch/; s,\./lublin,lublin,' same.yaml >nobody.yaml
    status=0
    "$AIFSIM" calibrate ./nobody.yaml >out || status=$?
    [ "$status" -eq 1 ]
    grep -q '^1000 jobs of .*lublin-batch' out
    if grep -q 'by users' out; then return 1; fi
    echo 'user_share: {5: 50}' >>nobody.yaml
    status=0
    "$AIFSIM" calibrate ./nobody.yaml >out || status=$?
    [ "$status" -eq 1 ]
    grep -qE '^GPU time by users, top per cent +5 +0.0000 +0.5000 ' out
}

@test "bad names, options and files are told" {
    fails_with 66 "nothing published is known of 'helois': did you mean 'helios'?" calibrate helois
    fails_with 66 "none.yaml" calibrate ./none.yaml
    fails_with 64 "--jobs: expected a whole number" calibrate --jobs 0 seren
    sed 's/99: 0, 100: 100/99: 5, 98: 100/' same.yaml >bad.yaml
    fails_with 65 "bad.yaml:7:26: runtime_by_jobs: numbers and their shares must ascend" calibrate ./bad.yaml
    sed 's/^licence.*//' same.yaml >bad.yaml
    fails_with 65 "key 'licence' is missing" calibrate ./bad.yaml
    fails_with 65 "key 'licence' is missing" check bad.yaml
    echo 'kinds: {few: {kinds: [one, on], gpus_quartiles: [2, 2, 2], runtime: {100: 100}}}' | cat same.yaml - >bad.yaml
    fails_with 65 "bad.yaml:14:28: ./mix.yaml has no kind 'on': did you mean 'one'?" calibrate ./bad.yaml
    sed 's/, on\]/]/' bad.yaml >good.yaml
    "$AIFSIM" calibrate ./good.yaml >out || [ $? -eq 1 ]
    grep -qE '^run time by jobs, few ' out
    sed 's/mix.yaml/mixx.yaml/' same.yaml >bad.yaml
    fails_with 66 "mixx.yaml" calibrate ./bad.yaml
    # What the second is wrong about spoils the first, too: nothing is half printed.
    fails_with 65 "bad.yaml" calibrate ./same.yaml "$(sed 's/^jobs: .*/jobs: no/' same.yaml >bad.yaml; echo ./bad.yaml)"
}
