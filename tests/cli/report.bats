#!/usr/bin/env bats
# aifsim report: the page of a campaign, and what is said about bad input.

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # See run.bats: with EASY the jobs start at 0 10 28 3 4, in strict order at 0 10 20 30 30.
    cp "$BATS_TEST_DIRNAME/five-jobs.swf" ex1.swf
    cat >two.yaml <<'END'
name: two
description: "</script><b>Linköping"
sites: ["procs:10"]
traces: [{file: ex1.swf}]
policies: [fcfs/none, fcfs/easy]
END
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

# An expression about the data, d, of results.
holds() {
    "$AIFSIM" report results --data data.json --force 2>/dev/null
    python3 -c "import json; d = json.load(open('data.json'))
print(d['left_out'], d['comparisons'])
g = d['gantts']
assert $1"
}

@test "a campaign ends with its page, which holds what ran where" {
    "$AIFSIM" run two.yaml --out results >out 2>err
    grep -q '^report: results/report.html' err
    head -c 15 results/report.html | grep -qi '^<!doctype html>'
    holds "[c['policy'] for c in d['cells']] == [0, 1] and d['policies'] == ['fcfs/none', 'fcfs/easy']"
    holds "g[1]['jobs']['start_s'] == [0, 10, 28, 3, 4] and g[1]['jobs']['units'] == [6, 8, 9, 2, 2]"
    holds "g[0]['lane'] == 'processor' and g[0]['lanes'] == 10"
    holds "sum(g[1]['rects']['span']) == 6 + 8 + 9 + 2 + 2"
    holds "d['experiment']['description'] == '</script><b>Linköping'"
    [ "$(grep -c '</script><b>' results/report.html)" -eq 0 ]
}

@test "a comparison says which policy is best and what one run can tell" {
    "$AIFSIM" run two.yaml --out results -q >/dev/null
    holds "d['comparisons'][0]['rows'][1]['values'][0] == {'mean': 7, 'low': None, 'high': None, 'n': 1,
        'diff': {'mean': -9, 'low': None, 'high': None, 'n': 1}}"
    holds "d['comparisons'][0]['sentences'][:2] == ['Lowest mean wait: 7.0 s, of fcfs/easy.', 'procs:10, ex1: fcfs/easy '
        'changes wait_mean_s by -9.0 against fcfs/none: one run cannot tell a difference from chance.']"
    holds "d['comparisons'][0]['sentences'][-1].startswith('Note: a recorded trace gives one difference')"
    "$AIFSIM" compare results | grep -qF 'procs:10, ex1: fcfs/easy changes wait_mean_s by -9.0 against fcfs/none: one run'
}

@test "the page is the same however often and by whom it is written" {
    "$AIFSIM" run two.yaml --out results -q --set outputs.report=false >/dev/null
    [ ! -e results/report.html ]
    [ "$("$AIFSIM" report results)" = 'report: results/report.html (open it in a browser)' ]
    cp results/report.html first.html
    "$AIFSIM" report results
    cmp first.html results/report.html
    "$AIFSIM" report results --out other/page.html
    cmp first.html other/page.html
    "$AIFSIM" report results --out /dev/stdout | cmp first.html
    "$AIFSIM" run two.yaml --out whole -q >/dev/null
    cp whole/report.html first.html
    rm whole/report.html
    "$AIFSIM" run two.yaml --out whole -q --resume >/dev/null
    cmp first.html whole/report.html
}

@test "other files than the page of the directory are not overwritten unasked" {
    "$AIFSIM" run two.yaml --out results -q >/dev/null
    echo mine >mine
    fails_with 74 'mine: exists already' report results --out mine
    fails_with 74 'mine: exists already' report results --data mine
    [ "$(cat mine)" = mine ]
    "$AIFSIM" report results --data mine --force
    python3 -c 'import json; assert json.load(open("mine"))["format"] == "aifsim-report/1"'
    fails_with 74 '/dev/full: cannot be written: No space left' report results --out /dev/full
    [ -z "$(find results -name '*part*')" ]
    fails_with 64 'which DIR?' report
}

@test "what is no result directory is named" {
    fails_with 66 'nothing-here: no such directory' report nothing-here
    mkdir empty
    fails_with 66 'empty/results.db: no results there' report empty
    fails_with 66 'ex1.swf: is no directory' report ex1.swf
    [ -z "$(ls empty)" ]
}

@test "damage is shown with file and line, and leaves the page as it was" {
    "$AIFSIM" run two.yaml --out results -q --set outputs.jobs=true >/dev/null
    cp results/report.html before.html
    cp results/jobs.csv jobs.csv
    sed '4s/^3,/3,"/' jobs.csv >results/jobs.csv
    fails_with 65 'results/jobs.csv:4: found a quote that is not closed' report results
    sed '3s/,[^,]*$//' jobs.csv >results/jobs.csv
    fails_with 65 'results/jobs.csv:3: found' report results
    sed '1s/allocated_resources/nodes_held/' jobs.csv >results/jobs.csv
    fails_with 65 "results/jobs.csv:1: found no column 'allocated_resources'" report results
    sed '2s/,0-5,/,0-5x,/' jobs.csv >results/jobs.csv
    fails_with 65 "results/jobs.csv:2: allocated_resources: found '0-5x', expected" report results
    sed '2s/,0-5,/,0-10,/' jobs.csv >results/jobs.csv
    fails_with 65 "results/jobs.csv:2: allocated_resources: found '0-10', expected" report results
    sed '2s/^1,ex1,delay,0,/1,ex1,delay,soon,/' jobs.csv >results/jobs.csv
    fails_with 65 "results/jobs.csv:2: submission_time: found 'soon', expected a whole number" report results
    sed '11s/,1,procs:10,ex1/,2,procs:10,ex1/' jobs.csv >results/jobs.csv
    fails_with 65 "results/jobs.csv:11: cell: found '2', expected one of the 2 cells" report results
    : >results/jobs.csv
    fails_with 65 'results/jobs.csv: is empty' report results
    cmp before.html results/report.html
}

@test "series and distributions that are not those of a run are refused" {
    "$AIFSIM" run two.yaml --out results -q >/dev/null
    cp results/series.csv series.csv
    sed '3s/,60,/,61,/' series.csv >results/series.csv
    cmp -s series.csv results/series.csv || fails_with 65 'results/series.csv:3: from_s: found' report results
    cp series.csv results/series.csv
    sed -i '$s/,[0-9]*$/,-1/' results/distributions.csv
    fails_with 65 "jobs: found '-1', expected a whole number from 0" report results
}

@test "what is not there is said on the page" {
    "$AIFSIM" run two.yaml --out results -q --set outputs.jobs=false >/dev/null
    holds "g == [] and any('no jobs.csv' in s for s in d['left_out'])"
    rm results/series.csv results/distributions.csv
    holds "d['series'] == d['waits'] == [] and len(d['left_out']) == 3"
}

@test "a site that has changed since is not drawn" {
    sed '/^name:/s/.*/name: mine/' "$BATS_TEST_DIRNAME/../../configs/sites/mimer.yaml" >mine.yaml
    sed 's/"procs:10"/.\/mine.yaml/' two.yaml >sited.yaml
    "$AIFSIM" run sited.yaml --out results -q >/dev/null
    holds "len(g) == 2 and d['left_out'] == [] and d['sites'][0]['unit'] == 'GPU'"
    echo '# changed' >>mine.yaml
    holds "g == [] and 'mine' in d['left_out'][0] and d['sites'][0]['units'] == 400"
}

@test "an unfinished campaign is shown as far as it goes, with a warning" {
    "$AIFSIM" run two.yaml --out results -q --set outputs.jobs=true --set 'policies=[fcfs/none, fcfs/easy, sjf/none]' >/dev/null
    touch results/INCOMPLETE
    python3 - <<'END'
import sqlite3
db = sqlite3.connect("results/results.db")
db.execute("DELETE FROM metrics WHERE cell = 2")
db.execute("DELETE FROM cells WHERE cell = 2")
db.commit()
text = open("results/jobs.csv").read()
open("results/jobs.csv", "w").write(text[:-30])  # a row that was being written
END
    "$AIFSIM" report results 2>err
    grep -q 'warning: results: 2 of 3 cells are there' err
    holds "'2 of 3 runs are there' in d['left_out'][0] and len(d['cells']) == len(g) == 2"
    : >results/series.csv
    printf 'cell,com' >results/distributions.csv # a header that was being written
    "$AIFSIM" report results 2>/dev/null
    holds "d['series'] == d['waits'] == [] and len(d['cells']) == len(g) == 2"
}
