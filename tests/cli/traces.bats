#!/usr/bin/env bats
# The committed traces: made again by the commands in traces/README.md, byte by byte.

traces=$BATS_TEST_DIRNAME/../../traces

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# FILE and COMMAND of every row of the table, separated by a tab.
rows() {
    sed -n 's/^| `\([^`]*\)` |.*| `aifsim \(generate [^`]*\)` |$/\1\t\2/p' "$traces/README.md"
}

# Which version made a trace is no part of the comparison.
without_version() {
    grep -v '^[#;] \(Note: \)\{0,1\}made by aifsim ' "$1"
}

@test "every trace has its row in the table, and every row its trace" {
    [ "$(rows | cut -f1 | LC_ALL=C sort)" = "$(cd "$traces" && find . -maxdepth 1 -type f ! -name README.md -printf "%f\n" | LC_ALL=C sort)" ]
    [ "$(rows | wc -l)" -ge 4 ]
}

@test "no trace is larger than 150 kB" {
    [ -z "$(find "$traces" -size +150k)" ]
}

@test "the command in the table gives the same bytes again" {
    mkdir traces
    while IFS=$'\t' read -r file arguments; do
        # shellcheck disable=SC2086 # the options are meant to be split
        "$AIFSIM" $arguments >out </dev/null
        cmp <(without_version "$traces/$file") <(without_version "traces/$file")
        # The header repeats the command, without the name of the file.
        grep -qF -- "aifsim ${arguments% --out *}" "$traces/$file"
    done < <(rows)
}

@test "every trace replays on its machine without a rejected job" {
    while IFS=$'\t' read -r file arguments; do
        site=${arguments#*--site }
        "$AIFSIM" replay "$traces/$file" --site "${site%% *}" --check >out
        grep -q '; 0 rejected' out || { echo "$file"; cat out; return 1; }
    done < <(rows)
}
