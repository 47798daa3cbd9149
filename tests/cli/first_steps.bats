#!/usr/bin/env bats
# What README.md and docs/slurm.md tell newcomers to type, as it is printed there.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    root=$BATS_TEST_DIRNAME/../..
}

# The commands of the fenced blocks of docs/slurm.md from one heading of the second level up to another.
commands_between() {
    awk -v from="$1" -v to="$2" '/^## / { found = substr($0, 4) == from || (found && substr($0, 4) != to); next }
        found && /^```/ { inside = !inside; next } found && inside' "$root/docs/slurm.md"
}

@test "every command of README's first steps works in a new checkout" {
    mkdir -p build/sim
    ln -s "$AIFSIM" build/sim/aifsim
    for folder in configs tests traces; do
        ln -s "$root/$folder" "$folder"
    done
    awk '/^## / { found = $0 == "## First steps" } found && /^    / { print substr($0, 5) }' "$root/README.md" >steps
    [ "$(grep -c aifsim steps)" -ge 11 ]
    while IFS= read -r step; do
        bash -ec "$step" >stdout 2>err </dev/null || { echo "$step"; cat err; return 1; }
        [ -s stdout ]
    done <steps
    [ -s out/ex1.csv ]
}

@test "every command of docs/slurm.md works with the example" {
    PATH=$(dirname "$AIFSIM"):$PATH
    cp "$root"/traces/slurm/* .
    commands_between Importing 'Which settings are followed' >steps
    [ "$(grep -c '^aifsim' steps)" -ge 12 ]
    run -0 --separate-stderr bash -e steps
    [[ $output == *"account:phys, trace, multifactor/slurm: fairer changes wait_mean_s by "* ]]
    [[ $stderr == *"aifsim: note: physics first, trace: "*" jobs of account phys: qos first"* ]]
    [ -s waits.csv ]
}

@test "the example is what its script writes" {
    mkdir example
    python3 "$root/traces/slurm/make.py" example
    for table in assoc qos jobs; do
        cmp "example/$table.txt" "$root/traces/slurm/$table.txt"
    done
}
