#!/bin/sh
# The Debian packages build from packaging/debian, lintian has nothing against them, and what is in
# them runs: unpacked, and installed where that is allowed (as root, where no aifsim is installed),
# after which it is removed again.  Exit status 77: tools or build dependencies are missing.
# usage: deb.sh SOURCE_ROOT
set -eu
root=$(cd "$1" && pwd)
place=$(mktemp -d)
# A package that this script has installed does not outlive it.
finish() {
    status=$?
    [ -z "${installed:-}" ] || dpkg --purge aifsim libaifcore-dev >/dev/null 2>&1 || status=1
    rm -rf "$place"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM
skip() {
    echo "SKIPPED: $*"
    exit 77
}
fail() {
    echo "FAILED: $*"
    exit 1
}
for tool in dpkg-buildpackage dh lintian git; do
    command -v "$tool" >/dev/null 2>&1 || skip "needs $tool: ./setup.sh tools installs it"
done

# The tree, with debian/ where dpkg-buildpackage wants it.
mkdir "$place/aifsim"
cd "$root"
git ls-files -z --cached --others --exclude-standard | tar -c --null -T - | tar -x -C "$place/aifsim"
cd "$place/aifsim"
mv packaging/debian debian
missing=$(dpkg-checkbuilddeps 2>&1) || skip "$missing"
version=$(sed -n "s/^project(.* version: '\([^']*\)'.*/\1/p" meson.build)
[ "$(dpkg-parsechangelog -S Version)" = "$version" ] || fail "debian/changelog is of another version"

# Compilers by way of ccache where it is, which knows files by their path below the tree; for that the
# flags must not name the place.  Nobody debugs these packages.
[ ! -d /usr/lib/ccache ] || PATH=/usr/lib/ccache:$PATH
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1 DEB_CFLAGS_STRIP=-g
DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=$(nproc) reproducible=-fixfilepath,-fixdebugpath" \
    dpkg-buildpackage -b -us -uc >"$place/build.log" 2>&1 || {
    tail -n 40 "$place/build.log"
    fail "dpkg-buildpackage"
}
cd "$place"
# Each tag that is passed over has its reason here.
passed_over=
[ -e "$root/docs/man/aifsim.1.scd" ] || passed_over=--suppress-tags=no-manual-page
# shellcheck disable=SC2086  # nothing, or one word
lintian --allow-root $passed_over --fail-on error,warning ./*.changes >lintian.log 2>&1 || {
    cat lintian.log
    fail "lintian"
}

# run PREFIX: the program below PREFIX works in an empty folder.
run() {
    rm -rf "$place/empty" && mkdir "$place/empty"
    cd "$place/empty"
    [ "$("$1/usr/bin/aifsim" --version)" = "aifsim $version" ] || fail "$1: --version"
    "$1/usr/bin/aifsim" run smoke --out out -q >/dev/null || fail "$1: run smoke"
    grep -q 'path: configs/sites/mimer.yaml' out/experiment.resolved.yaml || fail "$1: which files?"
    grep -q 'MPI: none' out/run.log && fail "$1: without MPI"
    "$1/usr/bin/aifsim" verify out >/dev/null || fail "$1: verify"
    cd "$place"
}

dpkg-deb -x "$place"/aifsim_"$version"_*.deb "$place/unpacked"
run "$place/unpacked"
for source in "$root"/docs/man/*.[1-8].scd; do
    name=$(basename "$source" .scd)
    [ -s "unpacked/usr/share/man/man${name##*.}/$name.gz" ] || fail "the man page $name is missing"
done
[ -s unpacked/usr/share/bash-completion/completions/aifsim ] || fail "the completion for bash is missing"
here=unpacked
if [ "$(id -u)" -eq 0 ] && ! dpkg-query -W aifsim libaifcore-dev >/dev/null 2>&1; then
    installed=yes
    dpkg -i "$place"/*.deb >install.log 2>&1 || {
        cat install.log
        fail "dpkg -i"
    }
    run ""
    # shellcheck disable=SC2046  # flags are words
    cc "$root/tests/install/embed.c" -o embed $(pkg-config --cflags --libs --static aifcore)
    ./embed | grep -qx 'job 3 starts at 2' || fail "the library"
    dpkg --purge aifsim libaifcore-dev >/dev/null || fail "dpkg --purge"
    installed=
    for path in /usr/bin/aifsim /usr/share/aifsim /usr/share/doc/aifsim /usr/include/aif.h; do
        [ ! -e "$path" ] || fail "$path was left behind"
    done
    here="unpacked, installed and removed"
fi
echo "ok: both packages, no complaint of lintian; $here"
