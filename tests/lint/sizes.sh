#!/bin/sh
# Files of at most 400 lines, scripts too; functions of C of at most 100 lines and 5 parameters,
# those over 60 lines are named for review.  Relies on the project's format: a function's braces stand in column
# one.  usage: sizes.sh SOURCE_ROOT
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$1" || exit 2
failed=0
find include sim tests -name '*.[ch]' | LC_ALL=C sort | xargs awk -f "$here/sizes.awk" || failed=1
find . \( -path './.git' -o -path './build*' -o -path './out*' \) -prune -o \
    \( -name '*.py' -o -name '*.sh' -o -name '*.bats' -o -name '*.awk' \) -type f -print |
    LC_ALL=C sort | xargs awk '
        FNR == 401 { printf "%s:401: file of more than 400 lines\n", FILENAME; failed = 1 }
        END { exit failed }' || failed=1
exit "$failed"
