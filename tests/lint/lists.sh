#!/bin/sh
# The lists that name things are complete and sorted: every plug-in file is in sim/plugins.h, every
# command file in sim/commands.h, every public header in include/aif.h, and the README's commands
# and files exist.  usage: lists.sh SOURCE_ROOT
set -u
cd "$1" || exit 2
failed=0
bad() { echo "$*"; failed=1; }

plugins=$(sed -n 's/^PLUGIN(\([a-z_]*\), *\([a-z0-9_]*\)).*/\1 \2/p' sim/plugins.h)
for kind in $(echo "$plugins" | cut -d' ' -f1 | uniq); do
    ids=$(echo "$plugins" | sed -n "s/^$kind //p")
    [ "$ids" = "$(echo "$ids" | LC_ALL=C sort -u)" ] || bad "sim/plugins.h: $kind is not sorted"
done
defined=$(grep -rhoE '^const struct aif_(order|backfill|place|preempt|share|trace|access_rule) aif_[a-z]+_[a-z0-9_]+ = ' sim |
    sed 's/^const struct aif_\([a-z_]*\) aif_\1_\([a-z0-9_]*\) = /\1 \2/')
[ "$(echo "$defined" | sort)" = "$(echo "$plugins" | sort)" ] || {
    bad "sim/plugins.h lists other plug-ins than sim/ defines:"
    printf '%s\n%s\n' "$defined" "$plugins" | sort | uniq -u
}

for file in sim/host/command/cmd_*.c; do
    name=$(basename "$file" .c)
    name=${name#cmd_}
    grep -q "^COMMAND($name," sim/commands.h || bad "$file: $name is missing in sim/commands.h"
done

figures=$(sed -n 's/^FIGURE(\([a-z_]*\))$/\1/p' sim/host/figure/figures.h)
[ "$figures" = "$(echo "$figures" | LC_ALL=C sort -u)" ] || bad "sim/host/figure/figures.h is not sorted"
drawn=$(grep -rhoE '^const struct figure figure_[a-z_]+ = ' sim/host/figure | sed 's/.*figure_\([a-z_]*\) = /\1/' | sort)
[ "$drawn" = "$figures" ] || bad "sim/host/figure/figures.h lists other figures than are defined: $drawn"
for name in $figures; do
    grep -q "^| \`$name\` |" docs/plot.md || bad "docs/plot.md: the figure $name is missing"
done

for header in include/aif/*.h; do
    grep -q "\"aif/$(basename "$header")\"" include/aif.h || bad "$header is missing in include/aif.h"
done

commands=$(grep -oE '^ {4}(\./build/sim/)?aifsim [a-z]+|`aifsim [a-z]+' README.md | sed 's/.*aifsim //' | sort -u)
for name in $commands; do
    grep -q "^COMMAND($name," sim/commands.h || bad "README.md: there is no command '$name'"
done
paths=$(grep -oE '(^|[ `(])(configs|docs|tests|traces|sim|include)/[A-Za-z0-9_./-]*[A-Za-z0-9_]' README.md | tr -d ' `(')
for path in $paths; do
    [ -e "$path" ] || bad "README.md: there is no $path"
done

# Keys of site files and columns of traces are documented where people look for them.
keys=$(grep -ohE '(SETTING|COUNT|NUMBER|WEIGHT|SECONDS|TRUTH|REAL|PART|HERE|TRES|NAMES|NAME|RULE|FIGURE)\("[a-z_]+"|\.key = "[a-z_]+"' \
    sim/host/site/*fields.c | grep -oE '"[a-z_]+"' | tr -d '"' | sort -u)
[ "$(echo "$keys" | wc -l)" -ge 150 ] || bad "sim/host/site/*fields.c: keys are not found any more"
for key in $keys; do
    grep -q "\`${key}[\`:]" docs/configuration.md || bad "docs/configuration.md: the key $key is missing"
done
columns=$(sed -n 's/^    "\([a-z_]*\)",$/\1/p' sim/trace/csv_write.c)
[ "$(echo "$columns" | wc -l)" -ge 51 ] || bad "sim/trace/csv_write.c: columns are not found any more"
for column in $columns; do
    grep -q "\`$column\`" docs/trace-csv.md || bad "docs/trace-csv.md: the column $column is missing"
done
exit "$failed"
