#!/usr/bin/env bats
# aifsim generate: what it prints and writes, and what it says about bad input.

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    # Jobs of 1 processor and 10 minutes; a day on 10 processors at load 0.5 holds 720 of them.
    cat >small.yaml <<'END'
title: small
site: "procs:10"
span: 1d
communities:
  users:
    load: 0.5
    users: 3
    accounts: 2
    kinds:
      short:
        weight: 1
        size: {weights: {1: 1}}
        runtime: {constant: 10m}
END
}

# The command fails with this status, prints nothing to standard output, and says this.
fails_with() {
    local status_expected=$1 message=$2
    shift 2
    local status=0
    "$AIFSIM" "$@" >out 2>err || status=$?
    [ "$status" -eq "$status_expected" ] || { echo "status $status"; cat err; return 1; }
    [ ! -s out ] || { cat out; return 1; }
    grep -qF -- "$message" err || { cat err; return 1; }
}

@test "a spec is described, and nothing is written without --out" {
    "$AIFSIM" generate small.yaml >out
    grep -q '^small: 720 jobs in 1.00 days on 10 processors, load 0.5000$' out
    grep -qE '^users +720 +720 +3 +120 +0.500 +1 +0:10:00 +0:10:00 +0:10:00$' out
    [ "$(ls)" = "$(printf 'out\nsmall.yaml')" ]
}

@test "the trace says how it was made, and that command gives the same bytes" {
    "$AIFSIM" generate small.yaml --seed 7 --load 0.25 --out a.swf >out
    [ "$(grep -vc '^;' a.swf)" -eq 360 ]
    grep -q '^; MaxProcs: 10$' a.swf
    again=$(sed -n 's/^; Note: aifsim generate //p' a.swf)
    [ "$again" = "small.yaml --site procs:10 --seed 7 --load 0.25" ]
    # shellcheck disable=SC2086 # the options are meant to be split
    "$AIFSIM" generate $again --out b.swf >out
    cmp a.swf b.swf
    "$AIFSIM" generate small.yaml --seed 8 --load 0.25 --out c.swf >out
    if cmp -s a.swf c.swf; then return 1; fi
}

@test "jobs, days and load: two decide the third" {
    "$AIFSIM" generate small.yaml --jobs 30 --days 0.5 --out a.swf >out
    [ "$(grep -vc '^;' a.swf)" -eq 30 ]
    awk '!/^;/ && $2 >= 43200 { exit 1 }' a.swf
    "$AIFSIM" generate small.yaml --jobs 72 --load 1 >out
    grep -q '72 jobs in 0.05 days' out
    fails_with 64 'any two decide the third' generate small.yaml --jobs 5 --days 1 --load 1
}

@test "the trace goes to standard output with --out -, the description to standard error" {
    "$AIFSIM" generate small.yaml --format swf --out - >trace 2>description
    grep -q '^; Version: 2.2$' trace
    [ "$(grep -vc '^;' trace)" -eq 720 ]
    grep -q '720 jobs' description
}

@test "the description is also there as JSON" {
    "$AIFSIM" generate small.yaml --json >out
    python3 -c '
import json
d = json.load(open("out"))
assert d["jobs"] == 720 and d["load"] == 0.5 and d["unit"] == "processor", d
assert d["communities"][0]["median_run_s"] == 600, d'
}

@test "jobs without GPUs are not in the sizes in GPUs" {
    cat >mixed.yaml <<'END'
title: mixed
site: mimer
communities:
  users:
    load: 0.1
    users: 3
    accounts: 2
    kinds:
      prepare: {weight: 9, needs: cores, size: {weights: {8: 1}}, runtime: {constant: 10m}}
      train: {weight: 1, size: {weights: {4: 1}}, runtime: {constant: 10m}}
END
    "$AIFSIM" generate mixed.yaml --days 1 --json --out mixed.csv >out
    python3 -c 'import json; assert json.load(open("out"))["communities"][0]["median_units"] == 4'
}

@test "a written trace replays" {
    "$AIFSIM" generate small.yaml --out a.swf >out
    "$AIFSIM" replay a.swf >out
    grep -q '720 records, 720 jobs' out
}

@test "an existing file is only replaced with --force" {
    echo mine >a.swf
    fails_with 74 'a.swf' generate small.yaml --out a.swf
    [ "$(cat a.swf)" = mine ]
    "$AIFSIM" generate small.yaml --out a.swf --force >out
    grep -q '^; Version' a.swf
}

@test "nothing half-written is left behind" {
    ln -s no/where nowhere
    fails_with 74 'nowhere/b: the folder cannot be made' generate small.yaml --out nowhere/b/a.swf
    status=0
    "$AIFSIM" generate small.yaml --format swf --out /dev/full >out 2>err || status=$?
    [ "$status" -eq 74 ]
    [ ! -e a.swf ]
}

@test "the format is as the file ends or as --format says, as for convert" {
    "$AIFSIM" generate small.yaml --out a.json >out
    grep -q '^trace: a.json (batsim)$' out
    "$AIFSIM" generate small.yaml --out a.csv >out
    python3 - <<'END'
import csv, json
jobs = json.load(open("a.json"))["jobs"]
rows = list(csv.DictReader(line for line in open("a.csv") if not line.startswith("#")))
assert [job["subtime"] for job in jobs] == [int(row["submit_s"]) for row in rows] and len(jobs) == 720
END
    "$AIFSIM" generate small.yaml --format batsim5 --out - >5.json 2>description
    grep -q DelayProfile 5.json
    "$AIFSIM" replay 5.json >out
    grep -q '720 jobs' out
    fails_with 64 'a.jsn: no format ends so (known: .csv, .swf, .json); give --format FORMAT' generate small.yaml --out a.jsn
    fails_with 64 'b: no format ends so' generate small.yaml --out b
    "$AIFSIM" generate small.yaml --format csv --out b >out
    [ "$(head -c 1 b)" = '#' ]
    fails_with 64 "format 'sacct' is read but not written" generate small.yaml --format sacct
}

@test "local time may be behind UTC" {
    { cat small.yaml; echo 'hours: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]'; } >noon.yaml
    "$AIFSIM" generate noon.yaml --set utc_offset=-5h --format swf --out a >out
    # Noon is at 17:00 UTC.
    awk '!/^;/ && int($2 / 3600) % 24 != 17 { exit 1 }' a
    "$AIFSIM" generate noon.yaml --set utc_offset=+90m --format swf --out b >out
    awk '!/^;/ && int(($2 + 5400) / 3600) % 24 != 12 { exit 1 }' b
    fails_with 65 'utc_offset: expected -50400 to 50400 s' generate noon.yaml --set utc_offset=-15h
    fails_with 65 'a duration needs its unit' generate noon.yaml --set utc_offset=-5
    fails_with 65 'span: expected a duration' generate noon.yaml --set span=-1d
}

@test "mistakes in a spec are all shown, with line and column" {
    sed -e 's/load:/laod:/' -e 's/weights: {1: 1}/weights: {1: x}/' small.yaml >bad.yaml
    fails_with 65 "bad.yaml:6:5: unknown key 'laod': did you mean 'load'?" generate bad.yaml
    grep -qF 'bad.yaml:12:29: ' err
    fails_with 65 "did you mean 'users'?" generate small.yaml --set communities.users.usres=4
}

@test "a missing spec, an unknown name and an unknown site are told apart" {
    fails_with 66 'none.yaml' generate none.yaml
    fails_with 66 "did you mean 'three-communities'?" generate three-comunities
    fails_with 65 "did you mean 'mimer'?" generate small.yaml --site mimmer
    sed '/^site/d' small.yaml >nowhere.yaml
    fails_with 64 'give --site' generate nowhere.yaml
    sed 's/^    load: 0.5/    load: 0/' small.yaml >idle.yaml
    fails_with 65 'idle.yaml: no community asks for anything' generate idle.yaml
}

@test "numbers on the command line are checked" {
    fails_with 64 '--seed: expected a whole number' generate small.yaml --seed 1x
    fails_with 64 '--jobs: expected a whole number' generate small.yaml --jobs 0
    fails_with 64 '--days: expected a number above 0' generate small.yaml --days -3
    fails_with 64 '--load: expected a number above 0' generate small.yaml --load nan
    fails_with 64 "unknown format 'swff': did you mean 'swf'?" generate small.yaml --format swff
    fails_with 64 'no SPEC given' generate
}

@test "the model of Lublin and Feitelson is there by name, for pools only" {
    "$AIFSIM" generate lublin-batch --jobs 500 --out batch.swf >out
    grep -q '^batch *500 *500 ' out
    [ "$(grep -vc '^;' batch.swf)" -eq 500 ]
    "$AIFSIM" replay batch.swf --backfill easy >out
    "$AIFSIM" generate lublin-batch --set lublin.types=interactive,batch --days 30 --load 0.7 >out
    grep -q 'in 30.00 days on 128 processors, load 0.[67]' out
    fails_with 65 'is for a pool of processors' generate lublin-batch --site mimer
    fails_with 65 "did you mean 'batch'?" generate lublin-batch --set lublin.types=bach
}

# Rows of one community without the job's number, which counts all jobs.
rows_of() {
    grep ",$1," "$2" | cut -d, -f2-
}

@test "doubling the start-ups leaves the jobs of research and industry exactly as they are" {
    "$AIFSIM" generate three-communities --days 1 --out one.csv >out
    "$AIFSIM" generate three-communities --days 1 --set communities.startups.load=0.4 --out two.csv >out
    for community in research industry; do
        [ "$(rows_of $community one.csv | wc -l)" -gt 10 ]
        cmp <(rows_of $community one.csv) <(rows_of $community two.csv)
    done
    [ "$(rows_of startups two.csv | wc -l)" -gt "$(rows_of startups one.csv | wc -l)" ]
}

# Cells of the column $1 of the file $2, without empty ones.
cells_of() {
    grep -v '^#' "$2" | python3 -c '
import csv, sys
print(*[row[sys.argv[1]] for row in csv.DictReader(sys.stdin) if row[sys.argv[1]]], sep="\n")' "$1"
}

@test "the trace states whom a job is for, what it waits for, and how it may be treated" {
    "$AIFSIM" generate eurohpc-users --days 1 --out users.csv >out
    for column in organisation country data_gib data_home checkpoint_s; do
        [ "$(cells_of $column users.csv | wc -l)" -gt 200 ] || { echo "$column"; return 1; }
    done
    [ "$(cells_of sensitive users.csv | sort -u)" = 1 ]
    [ "$(cells_of deadline_s users.csv | wc -l)" -gt 3 ]
    [ "$(cells_of array_id users.csv | wc -l)" -gt 100 ]
    [ "$(cells_of depends users.csv | grep -c '^afterok:')" -gt 100 ]
    [ "$(cells_of application users.csv | sort -u | grep -cE '^(dataprep|simulation|interactive)$')" -eq 3 ]
}

@test "a model of a batch system follows the dependencies, other policies count them" {
    "$AIFSIM" generate eurohpc-users --days 0.5 --out users.csv >out
    "$AIFSIM" replay users.csv --backfill slurm --site mimer --check >out
    if grep -q 'not followed' out; then cat out; return 1; fi
    "$AIFSIM" replay users.csv --site mimer --check >out
    grep -q 'repaired: .* x begin time, hold, dependency' out
}

@test "a community that does something new leaves the jobs of the others exactly as they are" {
    "$AIFSIM" generate three-communities --days 1 --out one.csv >out
    "$AIFSIM" generate three-communities --days 1 --out two.csv \
        --set 'communities.startups.visits={mean: 3, think: {constant: 10m}}' \
        --set 'communities.startups.swings=[{every: 1h, cv: 1}]' \
        --set 'communities.startups.kinds.finetune.then={evaluation: {jobs: 5}}' >out
    for community in research industry; do
        cmp <(rows_of $community one.csv | cut -d, -f1-18) <(rows_of $community two.csv | cut -d, -f1-18)
    done
    [ "$(cells_of depends two.csv | wc -l)" -gt 50 ]
}
