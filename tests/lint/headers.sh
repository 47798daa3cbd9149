#!/bin/sh
# Every public header compiles alone, with each compiler there is.  usage: headers.sh SOURCE_ROOT
set -u
cd "$1/include" || exit 2
failed=0
used=0
for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    used=$((used + 1))
    for header in aif.h aif/*.h; do
        echo "#include \"$header\"" |
            "$compiler" -std=c11 -Wall -Wextra -Wpedantic -Werror -I. -fsyntax-only -x c - || failed=1
    done
done
[ "$used" -gt 0 ] || { echo "no compiler found: nothing was checked"; exit 77; }
exit "$failed"
