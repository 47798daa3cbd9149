#!/bin/bash
# One whole Slurm cluster on this machine for as long as one stream of jobs takes: munged, mariadbd,
# slurmdbd, slurmctld, and a slurmd for each pretended node.  Run by live-slurm.sh as the first process
# of its own namespaces: own process numbers (whatever is left dies with this script), own loopback
# (ports cannot meet others', nobody reaches them), own mounts (the users exist only in here).
# usage: live_cluster.sh FOLDER RECORDING STREAM_ARGUMENTS...
#   FOLDER  an empty folder for all of it; RECORDING  a folder that gets stream and out/;
#   STREAM_ARGUMENTS  SCENARIO SEED JOBS SECONDS NODES, for live_stream.py
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 recording=$2
shift 2
scenario=$1 nodes=$5
# Free by definition: this loopback is ours alone.
port_ctld=6817 port_slurmd=6818 port_dbd=6819 port_sql=3306 port_nodes=20000
export TZ=UTC LC_ALL=C SLURM_CONF=$folder/etc/slurm.conf
# Ours, however the alternatives of /usr/sbin point.
export PATH=$folder/bin:/usr/sbin:/usr/bin:/sbin:/bin
ulimit -c 0
umask 022

fail() {
    echo "live-slurm: $*" >&2
    tail -n 5 "$folder"/log/*.log >&2 2>/dev/null || true
    exit 1
}

# wait_for SECONDS COMMAND...: until it succeeds.  (Slurm's own commands ask for minutes: `asks`.)
wait_for() {
    local tenths=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        tenths=$((tenths - 1))
        [ "$tenths" -gt 0 ] || return 1
        sleep 0.1
    done
}

asks() { timeout 5 "$@"; }

# Every daemon writes its number under run/; stop_daemon NAME ends it and waits for it.
stop_daemon() {
    local pid
    pid=$(cat "$folder/run/$1.pid" 2>/dev/null) || return 0
    kill "$pid" 2>/dev/null || return 0
    wait_for 20 is_gone "$pid" || kill -KILL "$pid" 2>/dev/null || true
    rm -f "$folder/run/$1.pid"
}
is_gone() { ! kill -0 "$1"; }

stop_all() {
    local file
    stop_daemon slurmctld
    for file in "$folder"/run/n*.pid; do
        [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null
    done
    for file in "$folder"/run/n*.pid; do
        [ ! -e "$file" ] || stop_daemon "$(basename "$file" .pid)"
    done
    stop_daemon slurmdbd
    stop_daemon mariadbd
    stop_daemon munged
}

# The users of the stream, known in here only.
make_users() {
    local i
    cp /etc/passwd "$folder/etc/passwd"
    for i in $(seq 1 14); do
        printf 'lu%02d:x:%d:100:live test:/nonexistent:/usr/sbin/nologin\n' "$i" $((64100 + i))
    done >>"$folder/etc/passwd"
    mount --bind "$folder/etc/passwd" /etc/passwd
    printf '127.0.0.1 localhost live\n' >"$folder/etc/hosts"
    mount --bind "$folder/etc/hosts" /etc/hosts
    hostname live
    ip link set lo up
    # Where a machine has no address but 127.0.0.1, looking up one to listen on finds none.
    ip address add 127.0.0.2/8 dev lo
}

start_munged() {
    head -c 1024 /dev/urandom >"$folder/munge/key"
    chmod 400 "$folder/munge/key"
    # --force: a key under a temporary folder is too exposed for its taste
    munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --seed-file="$folder/munge/seed" \
        --pid-file="$folder/run/munged.pid" --log-file="$folder/log/munged.log" 2>"$folder/log/munged.start.log" ||
        fail "munged does not start"
}

start_database() {
    local sql=(mariadb --no-defaults --socket="$folder/sql/socket" --user=root)
    mariadb-install-db --no-defaults --user=root --datadir="$folder/sql/data" --skip-test-db \
        --auth-root-authentication-method=socket >"$folder/log/mariadb-install.log" 2>&1 || fail "no database"
    mariadbd --no-defaults --user=root --datadir="$folder/sql/data" --socket="$folder/sql/socket" \
        --pid-file="$folder/run/mariadbd.pid" --bind-address=127.0.0.1 --port=$port_sql --skip-log-bin \
        --skip-name-resolve --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 \
        --innodb-lock-wait-timeout=900 >"$folder/log/mariadbd.log" 2>&1 </dev/null &
    wait_for 30 "${sql[@]}" -e 'select 1' || fail "mariadbd does not answer"
    "${sql[@]}" -e "create database live; create user 'slurm'@'127.0.0.1' identified by 'live';
        grant all on live.* to 'slurm'@'127.0.0.1';"
}

write_settings() {
    cat >"$SLURM_CONF" <<END
ClusterName=live
SlurmctldHost=live(127.0.0.1)
SlurmctldPort=$port_ctld
SlurmdPort=$port_slurmd
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.%n.log
SlurmdParameters=config_overrides
LogTimeFormat=iso8601_ms
SlurmctldDebug=debug2
SlurmdDebug=error
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$port_dbd
AccountingStoragePass=$folder/munge/socket
JobAcctGatherType=jobacct_gather/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
PropagateResourceLimits=NONE
SlurmctldTimeout=300
SlurmdTimeout=300
MinJobAge=3600
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

knows_gpus() { asks sacctmgr -n -P list tres | grep -q '^gres|gpu'; }
is_registered() { asks sacctmgr -n -P list cluster format=controlport | grep -q "$port_ctld"; }
are_nodes_idle() { [ "$(asks sinfo -h -N -t idle -o %N | sort -u | wc -l)" = "$nodes" ]; }

start_accounting() {
    slurmdbd || fail "slurmdbd does not start"
    wait_for 30 asks sacctmgr -n list cluster || fail "slurmdbd does not answer"
    sacctmgr -i -Q add cluster live >/dev/null || fail "no cluster in the database"
    # Limits on GPUs need that kind of resource in the database, and only a controller that starts
    # brings it there.  The accounts again must be there before the controller: it computes fair
    # shares as it starts, and then only at the next period.
    slurmctld || fail "slurmctld does not start"
    wait_for 30 knows_gpus || fail "the database does not learn of GPUs"
    wait_for 30 asks scontrol ping || fail "slurmctld does not answer"
    stop_daemon slurmctld
    rm -rf "$folder"/state/*
    : >"$folder/log/slurmctld.log"
    bash -e "$recording/acct.sh" >"$folder/log/accounts.log" 2>&1 || fail "the accounts cannot be made"
}

start_cluster() {
    local i
    slurmctld || fail "slurmctld does not start"
    wait_for 30 asks scontrol ping || fail "slurmctld does not answer"
    wait_for 30 is_registered || fail "slurmctld is not known to the database"
    for i in $(seq 1 "$nodes"); do
        slurmd -N "$(printf 'n%03d' "$i")" -d "$folder/bin/slurmstepd" || fail "slurmd $i does not start"
    done
    wait_for 90 are_nodes_idle || fail "the nodes do not become idle"
}

mkdir -p "$folder"/{bin,dev,etc,log,munge,run,spool,sql,state}
for name in slurmctld slurmd slurmstepd; do
    # The names matter: they look at how they were called.
    ln -s "$(command -v "$name-wlm" || command -v "$name")" "$folder/bin/$name"
done
for i in 0 1 2 3; do
    : >"$folder/dev/gpu$i" # a GPU must be a file
done
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
python3 "$here/live_stream.py" "$@" "$port_nodes" "$folder/dev" "$recording"
make_users
start_munged
start_database
write_settings
start_accounting
start_cluster
echo "live-slurm: $nodes nodes are up; the stream of '$scenario' starts"
python3 "$here/live_record.py" "$recording" "$folder/log/slurmctld.log" "$4"
