#!/bin/sh
# The core library needs nothing but a short list of functions of libc and libm, and has no mutable
# globals.  usage: symbols.sh LIBRARY.a...   (the first is the core, the others only their globals)
set -u
failed=0
if nm "$1" 2>/dev/null | grep -qE '__(asan|ubsan|sanitizer|gcov|llvm)'; then
    echo "skipped: the library is instrumented"
    exit 77
fi

allowed='abort|calloc|exit|free|malloc|realloc|qsort|bsearch
mem(chr|cmp|cpy|move|set)|str(chr|cmp|cpy|cspn|len|ncat|ncmp|ncpy|rchr|spn|str|pbrk)|strto(l|ll|ul|ull|d)
v?snprintf|fputs|fputc|fwrite|fprintf|vfprintf|stderr
sqrt|floor|ceil|fabs|ldexp|frexp|isnan|fmin|fmax|nextafter|copysign|trunc|round|llround|lround
__.*|_GLOBAL_OFFSET_TABLE_|aif_.*'
pattern="^($(echo "$allowed" | paste -sd '|'))\$"
nm --defined-only "$1" 2>/dev/null | awk 'NF == 3 {print $3}' | sort -u >"${TMPDIR:-/tmp}/symbols.$$"
unknown=$(nm --undefined-only "$1" 2>/dev/null | awk '$1 == "U" {print $2}' | sort -u |
    grep -vxFf "${TMPDIR:-/tmp}/symbols.$$" | grep -vE "$pattern")
rm -f "${TMPDIR:-/tmp}/symbols.$$"
if [ -n "$unknown" ]; then
    echo "the core uses what it may not:"
    echo "$unknown"
    failed=1
fi

# Printing belongs to err.c alone.
printers=$(nm -A --undefined-only "$1" 2>/dev/null | grep -E ' U (stderr|fprintf|fputs|vfprintf)$' |
    grep -v 'err\.c')
[ -z "$printers" ] || { echo "the core prints outside err.c:"; echo "$printers"; failed=1; }

for library in "$@"; do
    # Read-only tables of pointers live in .data.rel.ro; what is in .data and .bss can change.
    globals=$(objdump -t "$library" | awk '
        /file format/ { object = $1 }
        $0 ~ / O \.(data|bss)(\.[^r]|[ \t])/ && $0 !~ /\.data\.rel\.ro/ { print object " " $NF }')
    globals=$(echo "$globals" | grep -vE 'comm_mpi\.c\.o:? ' | grep .)
    [ -z "$globals" ] || { echo "mutable globals in $library:"; echo "$globals"; failed=1; }
done
exit "$failed"
