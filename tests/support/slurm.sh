# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables of the scripts that source this
# A real Slurm cluster on this machine from Debian's packages, for scripts that test against it: sourced
# by them, in two halves.
#
# OUTSIDE, the script that a person starts:  slurm_program=NAME, then slurm_check_needs PACKAGE:PROGRAM...,
#   slurm_scratch, and slurm_inside SCRIPT ARGUMENT..., which runs SCRIPT as the first process of its own
#   namespaces: own process numbers (whatever is left dies with it), own loopback (ports cannot meet
#   others', nobody reaches them), own mounts (users exist only in there).
# INSIDE, that SCRIPT:  slurm_program=NAME folder=EMPTY_FOLDER nodes=N, then slurm_prepare, slurm_users,
#   slurm_munged, slurm_settings, and slurm_controller and slurm_nodes.
# What scripts call or set is named slurm_*; $folder, $nodes and $temporary are theirs, too.

# ---- outside ----

slurm_child='' temporary=''

slurm_skip() {
    echo "SKIPPED: $slurm_program: $*" >&2
    exit 77
}

# Packages of the pairs PACKAGE:PROGRAM whose programs are not here.
slurm_missing() {
    local pair
    for pair in "$@"; do
        [ -x "$(PATH=$PATH:/usr/sbin:/sbin command -v "${pair#*:}")" ] || echo "${pair%:*}"
    done
}

slurm_install() {
    local policy=/usr/sbin/policy-rc.d
    # Nothing that is installed here may start by itself: no service is wanted, only programs.
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}

# slurm_check_needs yes|'' PACKAGE:PROGRAM...: ends the script with 77 and the reason if it cannot
# run here; "yes" installs packages first.
slurm_check_needs() {
    local has_install=$1 missing
    shift
    [ "$(id -u)" = 0 ] || slurm_skip "only root can run jobs as other users; run it with sudo"
    missing=$(slurm_missing "$@" | tr '\n' ' ')
    if [ -n "$missing" ] && [ -n "$has_install" ]; then
        # shellcheck disable=SC2086 # one word for each package
        (slurm_install $missing) || slurm_skip "the packages could not be installed: $missing"
        missing=$(slurm_missing "$@" | tr '\n' ' ')
    fi
    [ -z "$missing" ] || slurm_skip "these packages are not installed (--install does it): $missing"
    unshare --mount --pid --net --uts --ipc --fork --mount-proc true 2>/dev/null ||
        slurm_skip "no namespaces of our own: a container needs --privileged for them"
}

# shellcheck disable=SC2317 # the trap calls it
slurm_clean_up() {
    trap '' INT TERM
    # Ends the first process of the namespace, and with it all in there.
    [ -z "$slurm_child" ] || kill -KILL "$slurm_child" 2>/dev/null || true
    [ -z "$slurm_child" ] || wait "$slurm_child" 2>/dev/null || true
    [ -z "$temporary" ] || rm -rf "$temporary"
}

# Makes the folder $temporary, which goes when the script ends, however it ends.
slurm_scratch() {
    trap slurm_clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    temporary=$(mktemp -d "${TMPDIR:-/tmp}/aifsim-slurm.XXXXXX")
    chmod 755 "$temporary" # jobs run as other users
}

# slurm_inside SCRIPT ARGUMENT...: its status.  If this script is killed, the cluster goes too.
slurm_inside() {
    local status=0
    setpriv --pdeathsig KILL unshare --mount --pid --net --uts --ipc --fork --kill-child --mount-proc \
        bash "$@" &
    slurm_child=$!
    wait "$slurm_child" || status=$?
    slurm_child=''
    return $status
}

# ---- inside ----

# Free by definition: this loopback is ours alone.
slurm_port_ctld=6817 slurm_port_slurmd=6818 slurm_port_nodes=20000

slurm_fail() {
    echo "$slurm_program: $*" >&2
    tail -n 5 "$folder"/log/*.log >&2 2>/dev/null || true
    exit 1
}

# slurm_wait SECONDS COMMAND...: until it succeeds.  (Slurm's own commands ask for minutes: `slurm_asks`.)
slurm_wait() {
    local tenths=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        tenths=$((tenths - 1))
        [ "$tenths" -gt 0 ] || return 1
        sleep 0.1
    done
}

slurm_asks() { timeout 5 "$@"; }

slurm_is_gone() { ! kill -0 "$1"; }

# Every daemon writes its number under run/; slurm_stop NAME ends it and waits for it.
slurm_stop() {
    local pid
    pid=$(cat "$folder/run/$1.pid" 2>/dev/null) || return 0
    kill "$pid" 2>/dev/null || return 0
    slurm_wait 20 slurm_is_gone "$pid" || kill -KILL "$pid" 2>/dev/null || true
    rm -f "$folder/run/$1.pid"
}

slurm_stop_all() {
    local file
    slurm_stop slurmctld
    for file in "$folder"/run/n*.pid; do
        [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null
    done
    for file in "$folder"/run/n*.pid; do
        [ ! -e "$file" ] || slurm_stop "$(basename "$file" .pid)"
    done
    slurm_stop slurmdbd
    slurm_stop mariadbd
    slurm_stop munged
}

# Folders and programs; daemons are stopped when the script ends.
slurm_prepare() {
    local name
    export TZ=UTC LC_ALL=C SLURM_CONF=$folder/etc/slurm.conf
    # Ours, however the alternatives of /usr/sbin point.
    export PATH=$folder/bin:/usr/sbin:/usr/bin:/sbin:/bin
    ulimit -c 0
    umask 022
    mkdir -p "$folder"/{bin,dev,etc,log,munge,run,spool,sql,state}
    for name in slurmctld slurmd slurmstepd; do
        # The names matter: they look at how they were called.
        ln -s "$(command -v "$name-wlm" || command -v "$name")" "$folder/bin/$name"
    done
    trap slurm_stop_all EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# slurm_users COUNT: users lu01, lu02, ... and the machine's name, known in here only.
slurm_users() {
    local i
    cp /etc/passwd "$folder/etc/passwd"
    for i in $(seq 1 "$1"); do
        printf 'lu%02d:x:%d:100:live test:/nonexistent:/usr/sbin/nologin\n' "$i" $((64100 + i))
    done >>"$folder/etc/passwd"
    mount --bind "$folder/etc/passwd" /etc/passwd
    printf '127.0.0.1 localhost live%s\n' "$(printf ' n%03d' $(seq 1 "$nodes"))" >"$folder/etc/hosts"
    mount --bind "$folder/etc/hosts" /etc/hosts
    hostname live
    ip link set lo up
    # Where a machine has no address but 127.0.0.1, looking up one to listen on finds none.
    ip address add 127.0.0.2/8 dev lo
}

slurm_munged() {
    head -c 1024 /dev/urandom >"$folder/munge/key"
    chmod 400 "$folder/munge/key"
    # --force: a key under a temporary folder is too exposed for its taste
    munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --seed-file="$folder/munge/seed" \
        --pid-file="$folder/run/munged.pid" --log-file="$folder/log/munged.log" 2>"$folder/log/munged.start.log" ||
        slurm_fail "munged does not start"
}

# What every cluster here has; nodes, partitions and accounting are for the script to append.
slurm_settings() {
    cat >"$SLURM_CONF" <<END
ClusterName=live
SlurmctldHost=live(127.0.0.1)
SlurmctldPort=$slurm_port_ctld
SlurmdPort=$slurm_port_slurmd
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
}

slurm_controller() {
    slurmctld || slurm_fail "slurmctld does not start"
    slurm_wait 30 slurm_asks scontrol ping || slurm_fail "slurmctld does not answer"
}

slurm_are_idle() { [ "$(slurm_asks sinfo -h -N -t idle -o %N | sort -u | wc -l)" = "$nodes" ]; }

# A slurmd for each of the nodes n001, n002, ..., under that name of the machine.
slurm_nodes() {
    local i name
    for i in $(seq 1 "$nodes"); do
        name=$(printf 'n%03d' "$i")
        # shellcheck disable=SC2016 # for the shell in there
        unshare --uts sh -c 'hostname "$1" && exec slurmd -N "$1" -d "$2"' sh "$name" "$folder/bin/slurmstepd" ||
            slurm_fail "slurmd $i does not start"
    done
    slurm_wait 90 slurm_are_idle || slurm_fail "the nodes do not become idle"
}
