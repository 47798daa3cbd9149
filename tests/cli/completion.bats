#!/usr/bin/env bats
# What bash offers behind `aifsim`.  AIFSIM is the program to test.

setup() {
    AIFSIM=${AIFSIM:?the path of the program}
    root=$BATS_TEST_DIRNAME/../..
    PATH=$(dirname "$AIFSIM"):$PATH
    cd "$BATS_TEST_TMPDIR" || return 1
    # shellcheck disable=SC1091
    source "$root/docs/completion/aifsim"
}

# offer WORD...: what is offered for the last word, one a line; words as bash splits them.
offer() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _aifsim
    printf '%s\n' "${COMPREPLY[@]}" | sort
}

@test "every command of --help is offered, and by its beginning" {
    [ "$(offer aifsim "" | grep -v '^--')" = "$(aifsim --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | sort)" ]
    [ "$(offer aifsim rep)" = "$(printf '%s\n' replay $(aifsim --help | grep -o '^  report') | tr -d ' ' | sort)" ]
}

@test "every long option of every command is offered" {
    for command in $(offer aifsim "" | grep -v '^--'); do
        expected=$(aifsim "$command" --help | grep -oE '^ {2,6}(-., )?--[A-Za-z-]+=?' | grep -oE -e '--.*' | sort)
        [ "$(offer aifsim "$command" --)" = "$expected" ] || { echo "$command"; false; }
    done
}

@test "names of policies come from the program" {
    [ "$(offer aifsim replay --backfill co)" = conservative ]
    [ "$(offer aifsim replay --backfill = e)" = easy ]
    [ "$(offer aifsim replay -o wf)" = wfp3 ]
    [ "$(offer aifsim replay --place = | wc -l)" -eq "$(aifsim list -h place | wc -l)" ]
    [ "$(offer aifsim squeue --access ha)" = hard-stop ]
}

@test "words of a choice are offered, also behind a comma" {
    [ "$(offer aifsim run x.yaml --bind a)" = auto ]
    [ "$(offer aifsim replay --by = account,u)" = account,user ]
}

@test "sites, workloads, experiments, kinds and columns" {
    [ "$(offer aifsim replay --site mim)" = mimer ]
    [ "$(offer aifsim show dae)" = daedalus ]
    [ "$(offer aifsim generate three)" = three-communities ]
    [ "$(offer aifsim calibrate he)" = helios ]
    [ "$(offer aifsim list wor)" = workloads ]
    [ "$(offer aifsim schema access-)" = access-mode ]
    [ "$(offer aifsim import s)" = slurm ]
    mkdir mine results
    touch trace.swf main.yaml
    [ "$(offer aifsim run m)" = "$(printf 'main\nmain.yaml\nmimer-year\nmine')" ]
    [ "$(offer aifsim run sm)" = smoke ]
    [ "$(offer aifsim replay --site procs:4 tr)" = trace.swf ]
    [ "$(offer aifsim compare re)" = results ]
    [ "$(offer aifsim compare results --metric jobs,wait_p95)" = jobs,wait_p95_s ]
}

@test "the second argument, behind options or before them" {
    mkdir gan
    [ "$(offer aifsim plot gan "")" = "$(aifsim list -hP figure | cut -d'|' -f2 | sort)" ]
    [ "$(offer aifsim plot ga)" = gan ]
    [ "$(offer aifsim plot --seed 1 --site = x --force gan ga)" = gantt ]
    [ "$(offer aifsim plot -m bsld10_mean ga)" = gan ]
    [ -z "$(offer aifsim plot gan gantt ga)" ]
    [ -z "$(offer aifsim explain gan "")" ]
    [ "$(offer aifsim check gan ga)" = gan ]
}

@test "policies of results come from their experiment" {
    aifsim run "$root"/configs/experiments/smoke.yaml --out smoke --quiet --set seeds=1 >table
    [ "$(offer aifsim explain smoke 3 --policy "")" = "$(printf 'fcfs/easy\nfcfs/easy+sjf/pack\nfcfs/none')" ]
    [ "$(offer aifsim plot smoke waits --policy = fcfs/none,fcfs/easy+)" = fcfs/none,fcfs/easy+sjf/pack ]
    [ "$(offer aifsim compare smoke --baseline fcfs/n)" = fcfs/none ]
    [ "$(offer aifsim compare smoke -b fcfs/n)" = fcfs/none ]
    [ "$(offer aifsim plot smoke waits -p fcfs/n)" = fcfs/none ]
    [ -z "$(offer aifsim explain nowhere 3 --policy f)" ]
}
