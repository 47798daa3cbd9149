#!/bin/bash
# Live test, on demand: starts a real Slurm from Debian's packages, submits a fresh random stream of
# jobs to it, records what it does, and compares this program's decisions with it.  README.md in this
# folder says what it needs and how far a real Slurm repeats itself.  Exit status: 0 all comparisons
# within their bars, 1 not, 77 something is missing (it says what), 2 usage.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # of slurm.sh
slurm_program=live-slurm
# shellcheck source=tests/support/slurm.sh
. "$here/../support/slurm.sh"

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

record() {
    local recording=$keep/oracles/slurm/live_$1 status=0
    echo "live-slurm: scenario $1, seed $seed, $jobs jobs, about $seconds s, $nodes nodes"
    rm -rf "$recording" "$temporary/cluster"
    mkdir -p "$recording" "$temporary/cluster"
    slurm_inside "$here/live_cluster.sh" "$temporary/cluster" "$recording" "$1" "$seed" "$jobs" "$seconds" "$nodes" ||
        status=$?
    [ $status = 0 ] || { echo "live-slurm: the recording failed ($status)" >&2 && exit 1; }
}

[ -z "$has_record" ] || slurm_check_needs "$has_install" slurmctld:slurmctld-wlm slurmd:slurmd-wlm slurmdbd:slurmdbd \
    slurm-client:sbatch munge:munged mariadb-server:mariadbd iproute2:ip
slurm_scratch
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
