#!/bin/sh
# The lints can fail: each offence below is planted in a copy of the tree, and the lint named must
# object.  usage: planted.sh SOURCE_ROOT
set -u
root=$(cd "$1" && pwd)
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT INT TERM
failed=0

tree=$scratch/tree
mkdir "$tree"
(cd "$root" && tar cf - --exclude=.git --exclude='build*' --exclude=out .) | tar xf - -C "$tree"

# plant LINT FILE TEXT PATTERN: with TEXT at the end of FILE, LINT must fail with a message like
# PATTERN.
plant() {
    file=$tree/$2
    if [ -e "$file" ]; then cp "$file" "$scratch/kept"; else rm -f "$scratch/kept"; fi
    printf '%b\n' "$3" >>"$file"
    lint=$root/tests/lint/$1
    if output=$(case $1 in *.py) python3 "$lint" "$tree" ;; *) sh "$lint.sh" "$tree" ;; esac 2>&1); then
        echo "not noticed by $1: $2: $3"
        failed=1
    elif ! echo "$output" | grep -q "$4"; then
        echo "$1 fails for another reason than $2: $output"
        failed=1
    fi
    if [ -e "$scratch/kept" ]; then cp "$scratch/kept" "$file"; else rm "$file"; fi
}

plant layers sim/base/arena.c '#include <unistd.h>' 'arena.c.*unistd'
plant layers sim/model/names.c '#include <mpi.h>' 'names.c.*mpi.h'
plant layers sim/host/command/cmd_list.c '#include <mpi.h>' 'cmd_list.c.*mpi.h'
plant layers sim/base/text.c '#include "aif/sim.h"' 'sim/base is below aif/sim.h'
plant layers sim/model/names.c '#include "engine/event.h"' 'sim/model is below engine'
plant layers sim/order/fcfs.c '#include "backfill/easy.h"' 'do not know each other'
plant layers sim/order/fcfs.c '#include "host/command/command.h"' 'sim/order is below host'
plant layers include/aif/base.h '#include "aif/job.h"' 'below aif/job.h'
plant layers sim/model/names.c 'static void f(void) { printf("x"); }' 'names.c.*print'
plant layers sim/model/names.c 'static void f(void) { FILE *f = fopen("x", "r"); }' 'names.c.*files'
plant layers sim/host/extra.c 'void f(void) { fprintf(stderr, "x"); }' 'extra.c.*print errors'
plant headers include/aif/planted.h 'struct x { size_t y; };' 'planted.h\|size_t'
plant lists include/aif/planted.h '' 'planted.h is missing'
plant lists sim/plugins.h 'PLUGIN(order, aaa)' 'not sorted'
plant lists sim/host/command/cmd_extra.c '' 'extra is missing'
plant lists README.md '    aifsim frobnicate' "no command 'frobnicate'"
plant lists README.md 'See configs/nothing.yaml.' 'no configs/nothing.yaml'
plant sizes sim/model/names.c "$(printf '\\n%.0s' $(seq 400))int x;" 'names.c.*file of'
plant sizes sim/model/names.c "int f(void)\n{\n$(printf '    g();\\n%.0s' $(seq 101))\n}" 'function of'
plant sizes sim/model/names.c 'int f(int a, int b, int c,\n      int d, int e, int g)\n{\n}' '6 parameters'
plant sizes tests/oracle/oracle.py "$(printf 'x = 1\\n%.0s' $(seq 400))" 'oracle.py.*file of'
plant sizes setup.sh "$(printf ':\\n%.0s' $(seq 400))" 'setup.sh.*file of'
plant words sim/model/names.c "/* /wo""rk/main */" 'names.c'
plant words sim/model/names.c "/* TO""DO later */" 'names.c'
plant links.py README.md 'See [this](docs/nothing.md).' 'docs/nothing.md leads nowhere'
plant links.py README.md '![what](docs/nothing.png)' 'docs/nothing.png leads nowhere'
plant links.py README.md 'See [this](docs/design.md#nothing).' 'names no heading'
plant links.py README.md 'See [this](https:/example).' 'is no address'
plant links.py docs/planted.md '# A page' 'planted.md: no link leads here'
if command -v codespell >/dev/null; then
    plant spelling README.md "It recie""ves jobs." 'README.md.*recie'
    plant spelling sim/model/names.c "/* It recie""ves jobs. */" 'names.c.*recie'
    plant spelling README.md 'The behav''ior of jobs.' 'README.md.*behav'
fi
exit "$failed"
