#!/bin/sh
# The speed and memory promises, measured in one run against the floor (floor.c), as medians of
# interleaved runs.  usage: run.sh BUILD_DIR [ROUNDS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec python3 "$here/bench.py" "$@"
