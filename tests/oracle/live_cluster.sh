#!/bin/bash
# One whole Slurm cluster on this machine for as long as one stream of jobs takes: munged, mariadbd,
# slurmdbd, slurmctld, and a slurmd for each pretended node.  Run by live-slurm.sh as the first process
# of its own namespaces; tests/support/slurm.sh says what these are and has most of the functions.
# usage: live_cluster.sh FOLDER RECORDING STREAM_ARGUMENTS...
#   FOLDER  an empty folder for all of it; RECORDING  a folder that gets stream and out/;
#   STREAM_ARGUMENTS  SCENARIO SEED JOBS SECONDS NODES, for live_stream.py
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # of slurm.sh
slurm_program=live-slurm
# shellcheck source=tests/support/slurm.sh
. "$here/../support/slurm.sh"
folder=$1 recording=$2
shift 2
scenario=$1 nodes=$5
port_dbd=6819 port_sql=3306

start_database() {
    local sql=(mariadb --no-defaults --socket="$folder/sql/socket" --user=root)
    mariadb-install-db --no-defaults --user=root --datadir="$folder/sql/data" --skip-test-db \
        --auth-root-authentication-method=socket >"$folder/log/mariadb-install.log" 2>&1 || slurm_fail "no database"
    mariadbd --no-defaults --user=root --datadir="$folder/sql/data" --socket="$folder/sql/socket" \
        --pid-file="$folder/run/mariadbd.pid" --bind-address=127.0.0.1 --port=$port_sql --skip-log-bin \
        --skip-name-resolve --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 \
        --innodb-lock-wait-timeout=900 >"$folder/log/mariadbd.log" 2>&1 </dev/null &
    slurm_wait 30 "${sql[@]}" -e 'select 1' || slurm_fail "mariadbd does not answer"
    "${sql[@]}" -e "create database live; create user 'slurm'@'127.0.0.1' identified by 'live';
        grant all on live.* to 'slurm'@'127.0.0.1';"
}

write_settings() {
    slurm_settings
    cat >>"$SLURM_CONF" <<END
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$port_dbd
AccountingStoragePass=$folder/munge/socket
END
    cat "$recording/slurm.part.conf" >>"$SLURM_CONF"
    cp "$recording/gres.conf" "$folder/etc/gres.conf"
    cat >"$folder/etc/slurmdbd.conf" <<END
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
DbdHost=live
DbdAddr=127.0.0.1
DbdPort=$port_dbd
SlurmUser=root
DebugLevel=info
LogFile=$folder/log/slurmdbd.log
PidFile=$folder/run/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$port_sql
StorageUser=slurm
StoragePass=live
StorageLoc=live
END
    chmod 600 "$folder/etc/slurmdbd.conf"
}

knows_gpus() { slurm_asks sacctmgr -n -P list tres | grep -q '^gres|gpu'; }
is_registered() { slurm_asks sacctmgr -n -P list cluster format=controlport | grep -q "$slurm_port_ctld"; }

start_accounting() {
    slurmdbd || slurm_fail "slurmdbd does not start"
    slurm_wait 30 slurm_asks sacctmgr -n list cluster || slurm_fail "slurmdbd does not answer"
    sacctmgr -i -Q add cluster live >/dev/null || slurm_fail "no cluster in the database"
    # Limits on GPUs need that kind of resource in the database, and only a controller that starts
    # brings it there.  The accounts again must be there before the controller: it computes fair
    # shares as it starts, and then only at the next period.
    slurm_controller
    slurm_wait 30 knows_gpus || slurm_fail "the database does not learn of GPUs"
    slurm_stop slurmctld
    rm -rf "$folder"/state/*
    : >"$folder/log/slurmctld.log"
    bash -e "$recording/acct.sh" >"$folder/log/accounts.log" 2>&1 || slurm_fail "the accounts cannot be made"
}

slurm_prepare
for i in 0 1 2 3; do
    : >"$folder/dev/gpu$i" # a GPU must be a file
done
python3 "$here/live_stream.py" "$@" "$slurm_port_nodes" "$folder/dev" "$recording"
slurm_users 14
slurm_munged
start_database
write_settings
start_accounting
slurm_controller
slurm_wait 30 is_registered || slurm_fail "slurmctld is not known to the database"
slurm_nodes
echo "live-slurm: $nodes nodes are up; the stream of '$scenario' starts"
python3 "$here/live_record.py" "$recording" "$folder/log/slurmctld.log" "$4"
