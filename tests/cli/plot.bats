#!/usr/bin/env bats
# aifsim plot: what it writes, what it says without gnuplot and of bad input.  What is in the files is
# checked by tests/data/plots.py.

setup_file() {
    cd "$BATS_FILE_TMPDIR" || return
    "$AIFSIM" run "$BATS_TEST_DIRNAME/../../configs/experiments/smoke.yaml" --set sites='["procs:64","procs:32"]' --out smoke -q >/dev/null
    # A path without gnuplot, one whose gnuplot fails and one whose gnuplot says where it is.
    mkdir empty failing telling
    printf '#!/bin/sh\necho "line 7: cannot" >&2\nexit 3\n' >failing/gnuplot
    # shellcheck disable=SC2016 # for that script
    printf '#!/bin/sh\nread line || line=nothing\necho "$1 $line" >here\n' >telling/gnuplot
    chmod +x failing/gnuplot telling/gnuplot
}

setup() {
    cp -r "$BATS_FILE_TMPDIR/." "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR" || return
}

fails_with() {
    local status_expected=$1 message=$2
    shift 2
    local status=0
    "$AIFSIM" "$@" >out 2>err || status=$?
    [ "$status" -eq "$status_expected" ] || { echo "status $status"; cat err; return 1; }
    [ ! -s out ] || { cat out; return 1; }
    grep -qF -- "$message" err || { cat err; return 1; }
}

@test "the files are named, and gnuplot runs beside them without standard input" {
    PATH=$PWD/telling:$PATH "$AIFSIM" plot smoke waits --site procs:64 >out 2>err </etc/passwd
    [ "$(cat out)" = "$(printf 'smoke/plots/waits.csv\nsmoke/plots/waits.gp\nsmoke/plots/waits.svg')" ]
    [ "$(cat smoke/plots/here)" = "waits.gp nothing" ]
}

@test "without gnuplot the script is kept, and how to go on is said" {
    PATH=$PWD/empty "$AIFSIM" plot smoke queue --site procs:64 --format pdf >out 2>err
    [ "$(cat out)" = "$(printf 'smoke/plots/queue.csv\nsmoke/plots/queue.gp')" ]
    grep -q 'gnuplot is not installed (Debian: gnuplot-nox).*: cd smoke/plots && gnuplot queue.gp$' err
    grep -q "^if (!exists('format')) format = 'pdf'$" smoke/plots/queue.gp
}

@test "a gnuplot that fails is an error, and the files are kept" {
    PATH=$PWD/failing:$PATH fails_with 74 'smoke/plots/queue.gp: gnuplot failed (see above)' plot smoke queue
    [ -s smoke/plots/queue.gp ] && [ -s smoke/plots/queue.csv ]
    grep -q '^line 7: cannot$' err
}

@test "an edited script is not overwritten unasked" {
    PATH=$PWD/empty "$AIFSIM" plot smoke queue --site procs:64 >out 2>err
    echo '# mine' >smoke/plots/queue.gp
    local status=0
    PATH=$PWD/empty "$AIFSIM" plot smoke queue --site procs:64 >out 2>err || status=$?
    [ "$status" -eq 74 ]
    [[ "$(<err)" == *"smoke/plots/queue.gp: exists already; give --force to replace it"* ]]
    [ "$(<smoke/plots/queue.gp)" = '# mine' ]
    PATH=$PWD/empty "$AIFSIM" plot smoke queue --site procs:64 --force >out 2>err
    [ "$(<smoke/plots/queue.gp)" != '# mine' ]
    PATH=$PWD/empty "$AIFSIM" plot smoke queue --site procs:32 --name small --out other/place >out 2>err
    [ "$(<out)" = "$(printf 'other/place/small.csv\nother/place/small.gp')" ]
}

@test "what was chosen because nobody said is told" {
    PATH=$PWD/empty "$AIFSIM" plot smoke gantt >out 2>err
    grep -qF 'note: drawn is --site procs:64 (of procs:64,procs:32); --seed 1 (of 1,2); --policy fcfs/none (of fcfs/none,fcfs/easy,fcfs/easy+sjf/pack)' err
    PATH=$PWD/empty "$AIFSIM" plot smoke gantt --site procs:32 --seed 2 --policy fcfs/easy --force >out 2>err
    [ "$(grep -c 'note: drawn' err)" -eq 0 ]
}

@test "only the policies asked for" {
    PATH=$PWD/empty "$AIFSIM" plot smoke utilisation --site procs:64 --policy fcfs/easy+sjf/pack,fcfs/none >out 2>err
    [ "$(cut -d, -f1,2 smoke/plots/utilisation.csv | sort -u)" = "$(printf '0,fcfs/none\n1,fcfs/easy+sjf/pack\ncurve,policy')" ]
}

@test "choices that are not there are refused with those that are" {
    fails_with 65 "--site: no 'mimer' in these results (there: procs:64,procs:32)" plot smoke waits --site mimer
    fails_with 65 "--trace: no 'x' on site 'procs:64' (there: three-communities)" plot smoke waits --trace x
    fails_with 65 "--seed: no '3' in these results (there: 1,2)" plot smoke slowdown --seed 3
    fails_with 65 "--seed: 'waits' shows one seed, found 'all' (there: 1,2)" plot smoke waits --seed all
    fails_with 65 "--policy: no 'easy' in these results (there: fcfs/none,fcfs/easy,fcfs/easy+sjf/pack)" plot smoke waits --policy fcfs/easy,easy
    fails_with 65 "--policy: 'gantt' shows one policy, found 'fcfs/easy,fcfs/none'" plot smoke gantt --policy fcfs/easy,fcfs/none
    fails_with 65 "--community: no 'x' in smoke/distributions.csv" plot smoke waits --community x
    fails_with 65 "--community: no 'x' in these results" plot smoke comparison --community x
    fails_with 65 "unknown metric 'wait_meen_s': did you mean 'wait_mean_s'?" plot smoke comparison --metric wait_meen_s
    fails_with 65 "unknown metric 'bsld': did you mean 'bsld10_mean'?" plot smoke comparison --metric bsld
    fails_with 65 "--by: no group of kind 'account' of site 'procs:64' in smoke/series.csv: the site has no tree of accounts" plot smoke shares --by account
    fails_with 65 "smoke/series.csv: has no rows of site 'procs:64', policy 'fcfs/none', seed 2, because outputs.series is not true" plot smoke queue --seed 2
    [ ! -e smoke/plots ] || [ -z "$(ls smoke/plots)" ]
}

@test "usage" {
    fails_with 64 "unknown figure 'wait': did you mean 'waits'?" plot smoke wait
    fails_with 64 "which FIGURE?" plot smoke
    fails_with 64 "which DIR?" plot
    fails_with 64 "one DIR and one FIGURE, found also 'b'" plot smoke waits b
    fails_with 64 "--format wants svg or pdf, found 'png'" plot smoke waits --format png
    fails_with 64 "--name wants letters, digits" plot smoke waits --name "a'b"
    fails_with 64 "--by wants community or account, found 'user'" plot smoke shares --by user
    fails_with 64 "--metric: the figure 'waits' has no such choice" plot smoke waits --metric wait_mean_s
}

@test "directories and files that are not results" {
    fails_with 66 "nowhere/results.db: no results there" plot nowhere waits
    rm smoke/distributions.csv smoke/jobs.csv
    fails_with 66 "\`aifsim run\` writes distributions.csv, unless the experiment says outputs: {series: false}" plot smoke waits
    fails_with 66 "smoke/jobs.csv" plot smoke gantt
    sed -i '3s/,[0-9]*$/,many/' smoke/series.csv
    fails_with 65 "smoke/series.csv:3: column waiting_units: found 'many', expected a whole number" plot smoke queue
    sed -i '3s/^0,/99,/' smoke/series.csv
    fails_with 65 "smoke/series.csv:3: column cell: found '99', expected the number of a cell of results.db" plot smoke queue
    [ ! -e smoke/plots/queue.gp ] && [ ! -e smoke/plots/queue.csv ]
}

@test "names with commas are whole names, and what was typed is split only where none fits" {
    cat >commas.yaml <<'END'
name: commas
sites: ["procs:64"]
traces: [{generate: lublin-untyped, jobs: 30, load: 0.7}]
seeds: 1..3
policies: [{name: "p,1", order: fcfs, backfill: none}, {name: "p,2", order: fcfs, backfill: easy}, {name: p, order: sjf, backfill: none}]
END
    "$AIFSIM" run commas.yaml --out commas -q >/dev/null
    drawn() {
        PATH=$PWD/empty "$AIFSIM" plot commas waits --force "$@" >out 2>err || { cat err; return 1; }
        grep -o 'linestyle [0-9]* .*title .*' commas/plots/waits.gp | sed "s/.* title //; s/, *.*$//" | wc -l
    }
    [ "$(drawn)" -eq 3 ]
    [ "$(drawn --policy p,1)" -eq 1 ]
    grep -qF "'p,1'" commas/plots/waits.gp
    [ "$(drawn --policy p)" -eq 1 ]
    [ "$(drawn --policy p,2,p,1)" -eq 2 ]
    [ "$(drawn --policy p,p,2)" -eq 2 ]
    fails_with 65 "--policy: no '3' in these results (there: p,1,p,2,p)" plot commas waits --policy p,3 --force
    PATH=$PWD/empty "$AIFSIM" plot commas comparison --policy p,2 >out 2>err
    [ "$(cut -d, -f1-3 commas/plots/comparison.csv | tail -n +2)" = '0,"p,2"' ]
}

@test "of two files that belong together none is replaced if one cannot be written" {
    [ -e /dev/full ] || skip "no /dev/full here"
    PATH=$PWD/empty "$AIFSIM" plot smoke queue --site procs:64 >out 2>err
    cp smoke/plots/queue.csv before
    ln -sf /dev/full smoke/plots/queue.gp
    fails_with 74 'smoke/plots/queue.gp: cannot be written' plot smoke queue --site procs:32 --force
    cmp before smoke/plots/queue.csv
    [ "$(find smoke/plots -type f)" = smoke/plots/queue.csv ]
}
