#!/bin/sh
# The committed page of the report is what its sources build, byte for byte, and the sources pass their
# own tests.  Skips (77) without node or npm's packages.   usage: rebuild.sh SOURCE_ROOT SCRATCH
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/page/tools.sh
. "$here/tools.sh"
committed=$1/sim/host/page/report-template.html
mkdir -p "$2/page/web"
page=$(cd "$2/page" && pwd)

need_node
# The packages stay from one time to the next, all else is copied anew.
find "$page" -mindepth 1 -maxdepth 1 ! -name web -exec rm -rf {} +
find "$page/web" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
(cd "$1/sim/host/page/web" && tar cf - --exclude=node_modules .) | tar xf - -C "$page/web"
need_packages "$page/web"
(cd "$page/web" && npm test && npm run build) >"$page/build.log" 2>&1 || {
    cat "$page/build.log" >&2
    exit 1
}
cmp "$page/report-template.html" "$committed" || {
    echo "sim/host/page/report-template.html is not what sim/host/page/web builds:" >&2
    echo "run 'npm ci && npm run build' there and commit the result" >&2
    exit 1
}
