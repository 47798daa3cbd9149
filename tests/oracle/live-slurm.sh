#!/bin/bash
# Live test, on demand: starts a real Slurm from Debian's packages, submits a fresh random stream of
# jobs to it, records what it does, and compares this program's decisions with it.  README.md in this
# folder says what it needs and how far a real Slurm repeats itself.  Exit status: 0 all comparisons
# within their bars, 1 not, 77 something is missing (it says what), 2 usage.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

usage() {
    cat <<END
usage: live-slurm.sh [OPTION]...
  --scenario NAME  backfill (FIFO), fairtree (multifactor, Fair Tree), limits (the same with limits of
                   QOS and accounts) or all, one after another (default: backfill)
  --jobs N         number of jobs (default: 80)
  --seconds N      about how long the cluster is busy with them, 60 or more (default: 600)
  --nodes N        number of pretended nodes, 4 to 256 (default: 48)
  --seed N         of the random stream (default: the time); it is printed
  --keep FOLDER    where the recordings stay, FOLDER/oracles/slurm/live_NAME (default: removed at the end)
  --build FOLDER   this program, built by meson (default: build)
  --record-only    no comparisons
  --compare-only   no Slurm: compare what an earlier run left in the --keep folder
  --install        first install the packages that are missing (apt-get)
END
}

seed=$(date +%s) scenarios=backfill jobs=80 seconds=600 nodes=48
keep='' build=$here/../../build has_record=yes has_compare=yes has_install=''

is_number() { [[ $2 =~ ^[0-9]{1,9}$ ]] || bad "$1: expected a whole number, found '$2'"; }
bad() {
    echo "live-slurm: $*" >&2
    usage >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
    --scenario | --jobs | --seconds | --nodes | --seed | --keep | --build)
        [ $# -ge 2 ] || bad "$1 needs a value"
        case $1 in
        --scenario) scenarios=$2 ;;
        --keep) keep=$2 ;;
        --build) build=$2 ;;
        *) is_number "$1" "$2" && declare "${1#--}=$2" ;;
        esac
        shift
        ;;
    --record-only) has_compare='' ;;
    --compare-only) has_record='' ;;
    --install) has_install=yes ;;
    --help) usage && exit 0 ;;
    *) bad "unknown option '$1'" ;;
    esac
    shift
done
case $scenarios in
all) scenarios="backfill fairtree limits" ;;
backfill | fairtree | limits) ;;
*) bad "--scenario: expected backfill, fairtree, limits or all, found '$scenarios'" ;;
esac
[ "$jobs" -ge 1 ] || bad "--jobs: expected 1 or more"
[ "$seconds" -ge 60 ] || bad "--seconds: expected 60 or more"
[[ $nodes -ge 4 && $nodes -le 256 ]] || bad "--nodes: expected 4 to 256"
[ -n "$has_record" ] || [ -n "$keep" ] || bad "--compare-only: of which recording?  Give --keep"

if [ -n "$has_compare" ] && [ ! -x "$build/tests/slurm_plan" ]; then
    bad "--build: no programs of this project's tests in $build; build it first, or give --record-only"
fi
export PYTHONDONTWRITEBYTECODE=1 # root's files would stay here

skip() {
    echo "SKIPPED: live-slurm: $*" >&2
    exit 77
}

# Packages whose programs are not here.
missing_packages() {
    local pair
    for pair in slurmctld:slurmctld-wlm slurmd:slurmd-wlm slurmdbd:slurmdbd slurm-client:sbatch munge:munged \
        mariadb-server:mariadbd iproute2:ip; do
        [ -x "$(PATH=$PATH:/usr/sbin:/sbin command -v "${pair#*:}")" ] || echo "${pair%:*}"
    done
}

install_packages() {
    local policy=/usr/sbin/policy-rc.d
    # Nothing that is installed here may start by itself: no service is wanted, only programs.
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}

check_needs() {
    local missing
    [ "$(id -u)" = 0 ] || skip "only root can submit as several users; run it with sudo"
    missing=$(missing_packages | tr '\n' ' ')
    if [ -n "$missing" ] && [ -n "$has_install" ]; then
        # shellcheck disable=SC2086 # one word for each package
        (install_packages $missing) || skip "the packages could not be installed: $missing"
        missing=$(missing_packages | tr '\n' ' ')
    fi
    [ -z "$missing" ] || skip "these packages are not installed (--install does it): $missing"
    unshare --mount --pid --net --uts --ipc --fork --mount-proc true 2>/dev/null ||
        skip "no namespaces of our own: a container needs --privileged for them"
}

# Where the comparisons look for recordings is set as for the stored ones.
compare_one() {
    local script=$1 driver=$2 scenario=$3
    if [ ! -e "$here/$script" ] || [ ! -x "$driver" ]; then
        echo "not compared: $script ($driver) is not there"
        return 0
    fi
    echo "-- $script live_$scenario"
    AIFSIM_SHARED=$keep python3 "$here/$script" "$driver" "live_$scenario"
}

# The recording as a user would bring it: every job of sacct, and nothing that is not understood.
import_one() {
    local out=$keep/oracles/slurm/live_$1/out into=$temporary/import jobs
    if [ ! -x "$build/sim/aifsim" ]; then
        echo "not compared: $build/sim/aifsim is not there"
        return 0
    fi
    echo "-- aifsim import slurm live_$1"
    "$build/sim/aifsim" import slurm --conf "$out/slurm.conf" --assoc "$out/sacctmgr.assoc.txt" \
        --qos "$out/sacctmgr.qos.txt" --sacct "$out/sacct.import.txt" --force -o "$into" >"$temporary/import.txt" || return 1
    jobs=$(($(wc -l <"$out/sacct.import.txt") - 1))
    grep -E '^  jobs |not modelled|not known|differently' "$temporary/import.txt"
    grep -qE "^  jobs +$jobs\$" "$temporary/import.txt" && grep -q 'not known: 0$' "$temporary/import.txt"
}

compare() {
    local scenario=$1 status=0
    import_one "$scenario" || status=1
    if [ "$scenario" != limits ]; then # a job that a limit holds is not in a plan
        compare_one slurm_decisions.py "$build/tests/slurm_plan" "$scenario" || status=1
    fi
    if [ "$scenario" != backfill ]; then
        compare_one slurm_priority.py "$build/tests/priority_terms" "$scenario" || status=1
        compare_one slurm_usage.py "$build/tests/share_terms" "$scenario" || status=1
    fi
    if [ "$scenario" = limits ]; then
        compare_one slurm_limits.py "$build/tests/slurm_limits" "$scenario" || status=1
    fi
    compare_one slurm_loop.py "$build/sim/aifsim" "$scenario" || status=1
    return $status
}

temporary='' child=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
    trap '' INT TERM
    # Ends the first process of the namespace, and with it all in there.
    [ -z "$child" ] || kill -KILL "$child" 2>/dev/null || true
    [ -z "$child" ] || wait "$child" 2>/dev/null || true
    [ -z "$temporary" ] || rm -rf "$temporary"
}

record() {
    local recording=$keep/oracles/slurm/live_$1 status=0
    echo "live-slurm: scenario $1, seed $seed, $jobs jobs, about $seconds s, $nodes nodes"
    rm -rf "$recording" "$temporary/cluster"
    mkdir -p "$recording" "$temporary/cluster"
    # If this script is killed, the cluster goes too.
    setpriv --pdeathsig KILL unshare --mount --pid --net --uts --ipc --fork --kill-child --mount-proc \
        bash "$here/live_cluster.sh" "$temporary/cluster" "$recording" "$1" "$seed" "$jobs" "$seconds" "$nodes" &
    child=$!
    wait "$child" || status=$?
    child=''
    [ $status = 0 ] || { echo "live-slurm: the recording failed ($status)" >&2 && exit 1; }
}

[ -z "$has_record" ] || check_needs
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
temporary=$(mktemp -d "${TMPDIR:-/tmp}/aifsim-live.XXXXXX")
chmod 755 "$temporary" # jobs run as other users
keep=${keep:-$temporary/recordings}
mkdir -p "$keep"
keep=$(cd "$keep" && pwd)
result=0
for scenario in $scenarios; do
    [ -z "$has_record" ] || record "$scenario"
    [ -z "$has_compare" ] || compare "$scenario" || result=1
done
[ $result = 0 ] || echo "FAILED: a comparison is below its bar" >&2
exit $result
