#!/bin/sh
# The report in a browser, as its reader sees it: makes results with the program, then runs the tests
# here in Chromium, offline.  Skips (77) without node, npm's packages or Chromium.
#   run.sh AIFSIM SCRATCH                 all tests
#   run.sh AIFSIM SCRATCH NAME.test.mjs   some of them
#   run.sh AIFSIM SCRATCH --screenshots   no tests: the pictures of docs/images
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tests/page/tools.sh
. "$here/tools.sh"
[ $# -ge 2 ] || { sed -n '2,7p' "$0" >&2; exit 64; }
aifsim=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
mkdir -p "$2"
scratch=$(cd "$2" && pwd)
shift 2

need_node
if [ -z "${AIFSIM_CHROMIUM:-}" ]; then
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        command -v google-chrome >/dev/null || skip "no chromium: the report is not tested in a browser"
fi

# Nothing is written beside the sources: the tests run from a copy, which keeps its packages.
rm -rf "$scratch/support" "$scratch"/*.mjs
cp -R "$here"/*.mjs "$here/support" "$here/package.json" "$here/package-lock.json" "$scratch/"
need_packages "$scratch"

# make NAME EXPERIMENT: results with their report, made anew by this program.
make() {
    echo "results: $1"
    "$aifsim" run "$2" --out "$scratch/data/$1" --force >"$scratch/$1.log" 2>&1 || {
        cat "$scratch/$1.log" >&2
        exit 1
    }
    [ -s "$scratch/data/$1/report.html" ] || {
        echo "aifsim run wrote no report.html for $2" >&2
        exit 1
    }
}
mkdir -p "$scratch/data"
AIFSIM_PAGE_DATA=$scratch/data
AIFSIM=$aifsim
export AIFSIM_PAGE_DATA AIFSIM
# By relative paths: the results name the files they were made of.
cd "$root"
if [ "${1:-}" = --screenshots ]; then
    make main configs/experiments/main.yaml
    exec node "$scratch/screenshots.mjs" docs/images
fi
for name in sites big bare grants shares; do
    make "$name" "tests/page/experiments/$name.yaml"
done

# One file after the other: what is timed must not share the machine with its neighbours.
cd "$scratch"
[ $# -gt 0 ] || set -- *.test.mjs
exec node --test --test-reporter=spec --test-concurrency=1 "$@"
