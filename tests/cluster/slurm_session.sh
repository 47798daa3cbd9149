#!/bin/bash
# The cluster of slurm-run.sh and what a user does on it; first process of its own namespaces, see
# tests/support/slurm.sh.  usage: slurm_session.sh FOLDER USER_FOLDER NODES RANKS_PER_NODE LIMIT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # of slurm.sh
slurm_program=slurm-run
# shellcheck source=tests/support/slurm.sh
. "$here/../support/slurm.sh"
folder=$1 home=$2 nodes=$3 ranks_per_node=$4 has_limit=$5
ranks=$((nodes * ranks_per_node))
# A campaign of this many seconds alone is not finished when a job of two ranks meets its limit: the
# limit is a minute, Slurm looks for such jobs each half minute, and the job begins $staging_s late.
long_s=150 staging_s=40

# Everything below `as_user` is what a user types.
as_user() {
    echo "+ $*"
    (cd "$home" && setpriv --reuid=lu01 --regid=100 --clear-groups "$@")
}

quietly() {
    (cd "$home" && setpriv --reuid=lu01 --regid=100 --clear-groups "$@")
}

write_cluster() {
    slurm_settings
    # Each node needs temporary files of its own: PMIx makes a folder of the step's name there.
    cat >>"$SLURM_CONF" <<END
AccountingStorageType=accounting_storage/none
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=5,batch_sched_delay=1,sched_interval=5
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
KillWait=5
TmpFS=$folder/tmp/%n
NodeName=n[$(printf '%03d-%03d' 1 "$nodes")] NodeAddr=127.0.0.1 Port=[$slurm_port_nodes-$((slurm_port_nodes + nodes - 1))] CPUs=$ranks_per_node Boards=1 SocketsPerBoard=1 CoresPerSocket=$ranks_per_node ThreadsPerCore=1 RealMemory=1000 State=UNKNOWN
PartitionName=batch Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
}

# Open MPI's ranks of different nodes talk by TCP, and leave out the loopback by themselves; there is
# no other network in here.
user_environment() {
    export HOME=$home USER=lu01 PATH=$home/bin:$PATH AIFSIM_CONFIGS=$home/configs
    export OMPI_MCA_btl_tcp_if_include=lo OMPI_MCA_oob_tcp_if_include=lo
    # Containers may forbid a process to read another's memory.
    export OMPI_MCA_btl_vader_single_copy_mechanism=none
    chown -R lu01 "$home"
}

is_over() { ! squeue -h -o %i | grep -q .; }

# same DIR REFERENCE WHAT: every file but the two that tell when and where it ran.
same() {
    local dir=$home/$1 alone=$home/$2 name results
    [ ! -e "$dir/INCOMPLETE" ] || slurm_fail "$3: cells are missing"
    for name in results.db summary.csv experiment.resolved.yaml; do
        [ -s "$alone/$name" ] || slurm_fail "$2: no $name"
    done
    diff -r --brief --exclude=run.log --exclude=ro-crate-metadata.json "$alone" "$dir" || slurm_fail "$3: other results"
    grep -q "^$ranks ranks on $nodes nodes" "$dir/run.log" ||
        slurm_fail "$3: not $ranks ranks on $nodes nodes: $(cat "$dir/run.log")"
    results=$(find "$dir" -type f ! -name run.log ! -name ro-crate-metadata.json)
    echo "same bytes: $3 ($ranks ranks on $nodes nodes; $(echo "$results" | wc -l) files," \
        "$(echo "$results" | xargs cat | wc -c) bytes)"
}

batch() {
    local what=$1 dir=$2
    shift 2
    as_user sbatch --wait --nodes="$nodes" --ntasks-per-node="$ranks_per_node" "$@" slurm-job.sh \
        configs/experiments/smoke.yaml "$dir" || { cat "$home"/aifsim-*.log >&2; slurm_fail "$what failed"; }
    same "$dir" alone "$what"
}

short_campaigns() {
    as_user aifsim run configs/experiments/smoke.yaml --out alone --quiet
    as_user srun --mpi=pmix -N "$nodes" -n "$ranks" aifsim run configs/experiments/smoke.yaml --out by-srun --quiet >/dev/null ||
        slurm_fail "srun failed"
    same by-srun alone "srun --mpi=pmix over $nodes nodes"
    batch "sbatch, srun in the job" by-sbatch
    batch "sbatch, mpirun in the job" by-mpirun --export=ALL,LAUNCHER=mpirun
}

# Seeds of the main experiment that take about $long_s seconds alone.
long_seeds() {
    local begin end
    begin=$(date +%s%N)
    quietly aifsim run configs/experiments/main.yaml --set seeds=1 --out one-seed --quiet >/dev/null
    end=$(date +%s%N)
    echo $((long_s * 1000000000 / (end - begin) + 2))
}

over_the_limit() {
    local seeds first second alone cells
    seeds=$(long_seeds)
    sed "s/^seeds:.*/seeds: 1..$seeds/" "$home/configs/experiments/main.yaml" >"$home/long.yaml"
    (quietly aifsim run long.yaml --out long-alone --quiet >"$folder/log/long-alone.log" 2>&1) &
    alone=$!
    # A job may have something to do before the campaign.
    sed "s/^exec /sleep $staging_s\n&/" "$home/slurm-job.sh" >"$home/staged-job.sh"
    echo "+ sbatch --nodes=2 --ntasks-per-node=1 --time=1 staged-job.sh long.yaml over-limit   # $seeds seeds"
    first=$(quietly sbatch --parsable --nodes=2 --ntasks-per-node=1 --time=1 staged-job.sh long.yaml over-limit)
    echo "+ sbatch --dependency=afternotok:$first --nodes=$nodes slurm-job.sh long.yaml over-limit"
    second=$(quietly sbatch --parsable --dependency="afternotok:$first" --nodes="$nodes" \
        --ntasks-per-node="$ranks_per_node" slurm-job.sh long.yaml over-limit)
    slurm_wait 180 has_state "$first" TIMEOUT || slurm_fail "job $first: $(scontrol -o show job "$first")"
    [ -e "$home/over-limit/INCOMPLETE" ] || slurm_fail "the first job had finished, or not begun, at its limit"
    cells=$(sqlite3 "$home/over-limit/results.db" 'select count(*) from cells')
    echo "job $first: $(scontrol -o show job "$first" | grep -oE 'JobState=[A-Z]+|RunTime=[0-9:]+' | tr '\n' ' ')with $cells cells in"
    [ "$cells" -gt 0 ] || slurm_fail "the first job had no cell finished at its limit"
    slurm_wait 1800 is_over || slurm_fail "job $second does not end: $(squeue)"
    has_state "$second" COMPLETED || { cat "$home/aifsim-$second.log" >&2; slurm_fail "job $second failed"; }
    wait "$alone" || slurm_fail "the run alone failed"
    same over-limit long-alone "ended at its limit, finished by a second job"
}

has_state() { scontrol -o show job "$1" | grep -q "JobState=$2"; }

slurm_prepare
slurm_users 1
slurm_munged
write_cluster
for i in $(seq 1 "$nodes"); do
    mkdir -p "$folder/tmp/$(printf 'n%03d' "$i")"
done
chmod 1777 "$folder"/tmp/*
slurm_controller
slurm_nodes
user_environment
echo "Slurm $(sinfo --version | cut -d' ' -f2), $nodes nodes: $(sinfo -h -o '%N %t %C')"
short_campaigns
[ -z "$has_limit" ] || over_the_limit
