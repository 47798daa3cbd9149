#!/bin/sh
# The tree names no path of somebody's machine, and no file has conflict marks.
# usage: words.sh SOURCE_ROOT
set -u
cd "$1" || exit 2
files=$(git ls-files 2>/dev/null) || files=$(find . -type f -not -path './build*' -not -path './.git/*' -not -path '*/node_modules/*')
# The patterns are written so that they do not match themselves.
if echo "$files" | xargs grep -nIE '/w[o]rk/|/tmp/w[t]/|\.librar[y]|/ho[m]e/|/ro[o]t/|/Us[e]rs/'; then
    echo "a path of one machine: use a path relative to the repository"
    exit 1
fi
if echo "$files" | xargs grep -nIE '^(<<<<<<<|>>>>>>>) '; then
    echo "a merge was left unfinished"
    exit 1
fi
if echo "$files" | grep -E '\.(c|h|sh|py|md|yaml|bats)$' | xargs grep -nIE '[[:blank:]]$'; then
    echo "blanks at the end of a line"
    exit 1
fi
# A promise to do something later needs a place where it is kept.
if echo "$files" | grep -E '\.[ch]$' | xargs grep -nIE 'T[O]DO|F[I]XME|X[X]X' | grep -vE '#[0-9]+'; then
    echo "an open point without an issue number"
    exit 1
fi
