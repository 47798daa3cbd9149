#!/usr/bin/env bats
# The set-up script where it need not install anything.

setup() {
    root=$BATS_TEST_DIRNAME/../..
}

@test "--help explains the script" {
    run "$root/setup.sh" --help
    [ "$status" -eq 0 ]
    [[ "$output" == *"./setup.sh run"* ]]
}

@test "an unknown word is a usage error" {
    run "$root/setup.sh" frobnicate
    [ "$status" -eq 64 ]
    [[ "$output" == *Usage* ]]
}

@test "where there is no apt, what is missing is listed" {
    # A copy, so that a slip in the script cannot build here; a PATH that has next to nothing.
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$(command -v dirname)" "$BATS_TEST_TMPDIR/bin/dirname"
    cp "$root/setup.sh" "$BATS_TEST_TMPDIR/setup.sh"
    PATH=$BATS_TEST_TMPDIR/bin run /bin/sh "$BATS_TEST_TMPDIR/setup.sh"
    [ "$status" -eq 1 ]
    [[ "$output" == *"not Debian or Ubuntu"* ]]
    [[ "$output" == *"libopenmpi-dev"* ]]
    [[ "$output" == *"meson"* ]]
}
