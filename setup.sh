#!/bin/sh
# Install what is missing, build, and (with `run`) run the main experiment or (with `test`) the
# whole test suite.  Asks apt only for what is missing.
set -eu

usage() {
    cat <<'TEXT'
Usage: ./setup.sh [run [OPTION...] | test | tools]

  ./setup.sh          install what is missing and build into ./build (release)
  ./setup.sh run      the same, then run configs/experiments/main.yaml under mpirun on all cores;
                      options are handed to `aifsim run`
  ./setup.sh test     the same, then run the whole test suite
  ./setup.sh tools    install also what .ci/run needs

Packages are installed with apt-get (Debian, Ubuntu) as root or through sudo; elsewhere a list of
what is missing is printed.
TEXT
}

die() {
    printf 'setup.sh: %s\n' "$*" >&2
    exit 1
}

# What is needed: how to see that it is there, and the Debian package that has it.
#   cmd:NAME a program; pc:NAME[>=VERSION] a pkg-config module; inc:FILE a C header; file:PATH
needs_build='
cmd:cc gcc
inc:stdio.h libc6-dev
cmd:meson meson
cmd:ninja ninja-build
cmd:pkg-config pkg-config
cmd:mpicc libopenmpi-dev
cmd:mpirun openmpi-bin
pc:hwloc libhwloc-dev
pc:yaml-0.1 libyaml-dev
pc:sqlite3 libsqlite3-dev
pc:libarchive libarchive-dev
pc:libmd libmd-dev
pc:jansson libjansson-dev
pc:zlib zlib1g-dev
inc:Random123/philox.h librandom123-dev
'
needs_test='
pc:check check
cmd:bats bats
cmd:python3 python3
file:/usr/lib/python3/dist-packages/pandas/__init__.py python3-pandas
cmd:Rscript r-base-core
cmd:gnuplot gnuplot-nox
cmd:sqlite3 sqlite3
cmd:git git
cmd:gzip gzip
cmd:nm binutils
cmd:codespell codespell
'
needs_tools='
cmd:clang clang
cmd:clang-format clang-format
cmd:cppcheck cppcheck
cmd:shellcheck shellcheck
cmd:gcovr gcovr
cmd:dpkg-buildpackage dpkg-dev
cmd:dh debhelper
cmd:lintian lintian
cmd:scdoc scdoc
file:/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a libclang-rt-dev
'

is_there() {
    what=${1#*:}
    case $1 in
    cmd:*) command -v "$what" >/dev/null 2>&1 ;;
    pc:*) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "$what" ;;
    inc:*) command -v cc >/dev/null 2>&1 && echo "#include <$what>" | cc -E -x c - >/dev/null 2>&1 ;;
    file:*)
        for path in $what; do
            [ ! -e "$path" ] || return 0
        done
        return 1
        ;;
    esac
}

# The packages of what is missing among the needs given.
missing_packages() {
    echo "$1" | while read -r probe package; do
        [ -z "$probe" ] || is_there "$probe" || printf '%s ' "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        die "installing needs root and there is no sudo: run as root
    apt-get install --no-install-recommends $packages"
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

apt_install() {
    # shellcheck disable=SC2086  # a list of package names
    apt_get install -y --no-install-recommends $packages >/dev/null
}

install_missing() {
    packages=$(missing_packages "$1")
    [ -n "$packages" ] || return 0
    command -v apt-get >/dev/null 2>&1 || die "this is not Debian or Ubuntu: install what these
packages of Debian 12 hold, then start again: $packages"
    echo "Installing: $packages"
    # Lists of packages are fetched only if there are none or if they turn out to be old.
    set -- /var/lib/apt/lists/*_Packages*
    if [ -e "$1" ] && apt_install 2>/dev/null; then :; else
        apt_get update || die "apt-get update failed (see above)"
        apt_install || die "apt-get could not install: $packages"
    fi
}

build() {
    if [ ! -f build/build.ninja ]; then
        meson setup build "-Dtests=$1" >build.log 2>&1 || {
            cat build.log >&2
            die "meson could not configure the build (see above)"
        }
    elif [ "$1" = true ]; then
        meson configure build -Dtests=true
    fi
    ninja -C build >build.log 2>&1 || {
        tail -n 40 build.log >&2
        die "the build failed (see above; whole log: build.log)"
    }
    rm -f build.log
    echo "Built: $(./build/sim/aifsim --version) in build/sim/aifsim"
}

# A directory under out/ that does not exist yet.
new_directory() {
    number=1
    while [ -e "out/main-$number" ]; do
        number=$((number + 1))
    done
    echo "out/main-$number"
}

run_main() {
    out=$(new_directory)
    cores=$(nproc 2>/dev/null || echo 1)
    mkdir -p out
    # Containers: root, fewer cores than ranks, no ptrace for shared memory copies.
    OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
        OMPI_MCA_btl_vader_single_copy_mechanism=none \
        mpirun -n "$cores" --oversubscribe --bind-to none \
        ./build/sim/aifsim run configs/experiments/main.yaml --out "$out" --bind cores "$@" </dev/null
    echo
    ./build/sim/aifsim compare "$out" --metric wait_mean_s | sed '/^$/,$d'
    echo
    echo "Results: $out (summary.csv, results.db, experiment.resolved.yaml)"
}

mode=${1:-build}
[ $# -eq 0 ] || shift
case $mode in
build | run | test | tools) ;;
-h | --help)
    usage
    exit 0
    ;;
*)
    usage >&2
    exit 64
    ;;
esac

cd "$(dirname "$0")"
case $mode in
build | run) install_missing "$needs_build" ;;
test) install_missing "$needs_build$needs_test" ;;
tools) install_missing "$needs_build$needs_test$needs_tools" ;;
esac

case $mode in
build) build false ;;
run)
    build false
    run_main "$@"
    ;;
test)
    build true
    meson test -C build --print-errorlogs --timeout-multiplier 4 "$@"
    ;;
esac
