#!/bin/sh
# What `meson install` puts in place is enough to build and run a program with the library, and the
# installed command runs.  usage: installed.sh BUILD_DIR
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
meson install -C "$1" --no-rebuild --quiet --destdir "$place"
pc=$(find "$place" -name aifcore.pc)
PKG_CONFIG_PATH=$(dirname "$pc") PKG_CONFIG_SYSROOT_DIR=$place
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046  # flags are words
cc -std=c11 -Wall -Wextra -Wpedantic -Werror "$here/embed.c" -o "$place/embed" \
    $(pkg-config --cflags --libs --static aifcore)
got=$("$place/embed")
# Job 2 waits for job 1; job 3 ends before that and fits beside job 1.
want='job 1 starts at 0
job 2 starts at 10
job 3 starts at 2'
if [ "$got" != "$want" ]; then
    printf 'expected:\n%s\ngot:\n%s\n' "$want" "$got"
    exit 1
fi
"$(find "$place" -name aifsim -type f)" --version
