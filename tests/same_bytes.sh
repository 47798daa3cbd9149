#!/bin/sh
# Several builds - other compilers, build types, without MPI - write the same bytes: a small
# experiment's results and schedules of committed traces.  usage: same_bytes.sh BUILD_DIR...
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM

# produce PROGRAM DIR: everything that has to be equal.
produce() {
    mkdir "$2"
    "$1" run "$root/configs/experiments/smoke.yaml" --out "$2/smoke" --quiet >"$2/table" 2>/dev/null
    # When, how fast and with what it ran.
    rm "$2/smoke/run.log" "$2/smoke/ro-crate-metadata.json"
    "$1" generate three-communities --site procs:256 --jobs 3000 --load 0.9 --seed 7 -o "$2/trace.swf" >/dev/null
    "$1" generate lublin-batch --set lublin.types=batch,interactive --days 20 --load 0.8 -o "$2/lublin.csv" >/dev/null
    for order in f1 unicef wfp3; do
        for backfill in easy conservative depth:4; do
            "$1" replay "$2/trace.swf" --site procs:256 --order "$order" --backfill "$backfill" \
                --jobs "$2/$order.$backfill.csv" --json >"$2/$order.$backfill.json"
        done
    done
    for place in first-fit pack spread; do
        "$1" replay "$root/traces/mimer-day.csv" --site mimer --place "$place" --jobs "$2/$place.csv" --json >"$2/$place.json"
    done
    # How long it took is the last line of a summary.
    sed -i '/^,"performance"/d' "$2"/*.json
}

number=0
for build in "$@"; do
    number=$((number + 1))
    produce "$build/sim/aifsim" "$scratch/$number"
    diff -r "$scratch/1" "$scratch/$number" >"$scratch/difference" || {
        echo "$1 and $build differ:"
        head -n 20 "$scratch/difference"
        exit 1
    }
done
echo "$# builds: the same $(find "$scratch/1" -type f | wc -l) files, $(du -sk "$scratch/1" | cut -f1) KiB"
