#!/bin/sh
# Files of at most 400 lines, functions of at most 100 lines and 5 parameters; functions over 60
# lines are named for review.  Relies on the project's format: a function's braces stand in column
# one.  usage: sizes.sh SOURCE_ROOT
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$1" || exit 2
find include sim tests -name '*.[ch]' | LC_ALL=C sort | xargs awk -f "$here/sizes.awk"
