#!/bin/bash
# On demand: a campaign on a real Slurm cluster as a user runs it, and its results compared byte by
# byte with those of a run alone.  Starts Slurm from Debian's packages on this machine with several
# node daemons and, as an ordinary user, runs an experiment over several nodes with srun from a shell,
# as a batch job with srun and with mpirun (docs/examples/slurm-job.sh), and over a time limit: the
# first job is ended by Slurm, a second one that depends on it goes on.
# Exit status: 0 all results have the same bytes, 1 not, 77 something is missing (it says what), 2 usage.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # of slurm.sh
slurm_program=slurm-run
# shellcheck source=tests/support/slurm.sh
. "$here/../support/slurm.sh"

usage() {
    cat <<END
usage: slurm-run.sh [OPTION]...
  --nodes N        number of pretended nodes, 2 to 32 (default: 4)
  --ranks N        ranks on each node, 1 to 8 (default: 2)
  --build FOLDER   this program, built by meson (default: build)
  --no-limit       without the job that meets its time limit, which takes about three minutes
  --install        first install the packages that are missing (apt-get)
END
}

nodes=4 ranks=2 build=$here/../../build has_limit=yes has_install=''

bad() {
    echo "slurm-run: $*" >&2
    usage >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
    --nodes | --ranks | --build)
        [ $# -ge 2 ] || bad "$1 needs a value"
        declare "${1#--}=$2"
        shift
        ;;
    --no-limit) has_limit='' ;;
    --install) has_install=yes ;;
    --help) usage && exit 0 ;;
    *) bad "unknown option '$1'" ;;
    esac
    shift
done
[[ $nodes =~ ^[0-9]{1,3}$ && $nodes -ge 2 && $nodes -le 32 ]] || bad "--nodes: expected 2 to 32, found '$nodes'"
[[ $ranks =~ ^[1-8]$ ]] || bad "--ranks: expected 1 to 8, found '$ranks'"
[ -x "$build/sim/aifsim" ] || bad "--build: no program in $build/sim; build it first"

slurm_check_needs "$has_install" slurmctld:slurmctld-wlm slurmd:slurmd-wlm slurm-client:srun munge:munged \
    openmpi-bin:mpirun iproute2:ip
ldd "$build/sim/aifsim" | grep -q libmpi || slurm_skip "$build/sim/aifsim was built without MPI"
slurm_scratch
# What a user has: the program, and the files of experiments.  The checkout may be closed to others.
mkdir -p "$temporary"/{cluster,user/bin}
cp "$build/sim/aifsim" "$temporary/user/bin/"
cp -r "$here/../../configs" "$here/../../docs/examples/slurm-job.sh" "$temporary/user/"
chmod -R a+rX "$temporary/user"
result=0
slurm_inside "$here/slurm_session.sh" "$temporary/cluster" "$temporary/user" "$nodes" "$ranks" "$has_limit" || result=$?
[ $result = 0 ] || { echo "FAILED: slurm-run ($result)" >&2 && exit 1; }
