#!/bin/sh
# How much faster two ranks finish a campaign of 64 equal cells than one: whole runs under mpirun, in
# turns, the best of each.  Bar: at least 1.9.
# usage: ranks.sh AIFSIM [ROUNDS [JOBS]]      exit status 1: below the bar
set -eu
aifsim=$1
rounds=${2:-3}
jobs=${3:-40000}
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
command -v mpirun >/dev/null || { echo "SKIPPED: there is no mpirun"; exit 77; }
[ "$(nproc)" -ge 2 ] || { echo "SKIPPED: needs two cores"; exit 77; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM
{
    echo 'name: ranks'
    echo 'sites: ["procs:1024"]'
    echo "traces: [{generate: pool1m, jobs: $jobs, load: 0.85}]"
    echo 'outputs: {jobs: false}' # the work is to be that of the simulation
    echo 'policies:'
    i=0
    while [ "$i" -lt 64 ]; do
        echo "  - {name: same-$i, order: fcfs, backfill: conservative}"
        i=$((i + 1))
    done
} >"$scratch/experiment.yaml"

# Wall-clock seconds of a run on so many ranks.
wall() {
    rm -rf "$scratch/out"
    start=$(date +%s%N)
    mpirun -n "$1" "$aifsim" run "$scratch/experiment.yaml" --out "$scratch/out" -q >/dev/null
    end=$(date +%s%N)
    echo "$(((end - start) / 1000000))"
}

best_one=0
best_two=0
round=0
while [ "$round" -lt "$rounds" ]; do
    one=$(wall 1)
    two=$(wall 2)
    echo "round $((round + 1)): 1 rank $one ms, 2 ranks $two ms"
    [ "$best_one" -ne 0 ] && [ "$best_one" -le "$one" ] || best_one=$one
    [ "$best_two" -ne 0 ] && [ "$best_two" -le "$two" ] || best_two=$two
    round=$((round + 1))
done
echo "$best_one $best_two" | awk '{
    ratio = $1 / $2
    printf "64 equal cells: 1 rank %d ms, 2 ranks %d ms: %.2f times as fast (bar: 1.9)\n", $1, $2, ratio
    exit ratio < 1.9 }'
