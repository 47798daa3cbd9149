#!/bin/sh
# Somebody else's library (npm: ro-crate) reads what `aifsim run` wrote.  It is installed below
# PLACE once; without npm, or where it cannot be fetched, the test is skipped.
# usage: reader.sh AIFSIM PLACE
set -eu
aifsim=$1 place=$2/crate-reader
here=$(cd "$(dirname "$0")/reader" && pwd)
skip() {
    echo "SKIPPED: $*"
    exit 77
}
for tool in node npm; do
    command -v "$tool" >/dev/null 2>&1 || skip "needs $tool"
done
if ! cmp -s "$here/package-lock.json" "$place/package-lock.json" || [ ! -e "$place/done" ]; then
    rm -rf "$place"
    mkdir -p "$place"
    cp "$here/package.json" "$here/package-lock.json" "$place"
    (cd "$place" && timeout 100 npm ci --silent --no-audit --no-fund --ignore-scripts \
        --prefer-offline --fetch-retries 0 >/dev/null 2>&1) || skip "npm cannot fetch ro-crate"
    touch "$place/done"
fi
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT INT TERM
cd "$here/../../.."
"$aifsim" run configs/experiments/smoke.yaml --out "$results/smoke" -q >/dev/null
node "$here/read.cjs" "$results/smoke" "$place"
# A crate that says too little is noticed.
sed -i 's/"datePublished"/"dateForgotten"/' "$results/smoke/ro-crate-metadata.json"
if node "$here/read.cjs" "$results/smoke" "$place" >"$results/said"; then
    echo "FAILED: a crate without a date was taken"
    exit 1
fi
grep -q datePublished "$results/said"
