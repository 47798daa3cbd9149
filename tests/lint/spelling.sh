#!/bin/sh
# Words of pages and comments are spelt right, and pages are in British English.  spelling.txt lists
# words that are wrong on purpose or no words, american.txt what is written otherwise here.
# usage: spelling.sh SOURCE_ROOT
set -u
lists=$(cd "$(dirname "$0")" && pwd)
cd "$1" || exit 2
command -v codespell >/dev/null || { echo "skipped: codespell is not installed"; exit 77; }
files=$(git ls-files 2>/dev/null) || files=$(find . -type f -not -path './build*' -not -path './.git/*')
texts=$(echo "$files" | grep -E '\.(c|h|sh|py|bats|md|scd|yaml|yml|def|build|cff|R|gp)$|(^|/)(README|CHANGELOG)[^/]*$' |
    grep -v '^tests/lint/american.txt$')
failed=0
echo "$texts" | xargs codespell -I "$lists/spelling.txt" || failed=1
# Names of files, keys and options are in code spans, which are left out.
stripped=$(mktemp -d) || exit 2
trap 'rm -rf "$stripped"' EXIT INT TERM
for page in $(echo "$texts" | grep -E '\.(md|scd)$'); do
    mkdir -p "$stripped/$(dirname "$page")"
    # shellcheck disable=SC2016
    sed 's/`[^`]*`//g; s/<[^>]*>//g; s/([^ )]*)//g' "$page" >"$stripped/$page"
done
(cd "$stripped" && codespell -D "$lists/american.txt" .) || failed=1
exit "$failed"
