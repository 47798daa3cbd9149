# For the scripts beside this one, which read it: what they need is there, or they skip loudly.
# shellcheck shell=sh

skip() {
    echo "SKIPPED: $*" >&2
    exit 77
}

need_node() {
    command -v node >/dev/null || skip "no node: the report is not tested in a browser"
    command -v npm >/dev/null || skip "no npm: the report is not tested in a browser"
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge 20 ] || skip "node 20 or newer is needed, this is $(node --version)"
}

# Put the locked packages of the directory that holds package.json into its node_modules, unless they
# are there.  Without a registry in reach this is no failure of the project: skip.
need_packages() {
    ! cmp -s "$1/package-lock.json" "$1/node_modules/.for-lock" || return 0
    if ! (cd "$1" && npm ci --prefer-offline --no-audit --no-fund --ignore-scripts --fetch-retries=1) >"$1/npm.log" 2>&1; then
        cat "$1/npm.log" >&2
        ! grep -qE 'EUSAGE|EINTEGRITY|EJSONPARSE' "$1/npm.log" || exit 1
        skip "npm could not fetch the packages of $1"
    fi
    cp "$1/package-lock.json" "$1/node_modules/.for-lock"
}
