# See layers.sh.
function folder(path) {   # "sim/engine/event.c" -> "engine"
    sub(/^sim\//, "", path)
    return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "top"
}
function rank(f) { return f in ranks ? ranks[f] : ranks["plugin"] }
function bad(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; failed = 1 }
BEGIN {
    ranks["base"] = 0; ranks["model"] = 1; ranks["engine"] = 2; ranks["limit"] = 2
    ranks["controller"] = 3; ranks["plugin"] = 4; ranks["top"] = 5; ranks["host"] = 6
    # The rank from which a public header may be included; those not named need "engine".
    n = split("base arena text rng sink exactmath", names, " ")
    for (i = 1; i <= n; i++) public["aif/" names[i] ".h"] = 0
    n = split("accounts centre extra formula job limits machine names plugin priority share traits tres usage workload", names, " ")
    for (i = 1; i <= n; i++) public["aif/" names[i] ".h"] = 1
    n = split("assert float inttypes limits math stdalign stdarg stdbool stddef stdint stdlib string", names, " ")
    for (i = 1; i <= n; i++) pure["<" names[i] ".h>"] = 1
    pure["<Random123/philox.h>"] = 1   # arithmetic only
}
FNR == 1 {
    is_public = FILENAME ~ /^include\//
    here = is_public ? "" : folder(FILENAME)
    is_core = is_public || (here != "host" && FILENAME != "sim/main.c" && FILENAME != "sim/commands.h")
    is_printer = FILENAME ~ /^sim\/(main|host\/(command\/(cmd_[a-z0-9_]+|command)|campaign\/progress)|base\/err)\.c$/
}
/^[ \t]*#[ \t]*include/ {
    what = $0; sub(/^[ \t]*#[ \t]*include[ \t]*/, "", what); sub(/[ \t]*(\/\*.*)?$/, "", what)
    if (what == "<mpi.h>" && FILENAME != "sim/host/ranks/comm_mpi.c")
        bad("only sim/host/ranks/comm_mpi.c may include <mpi.h>")
    if (what ~ /^</) {
        # vsnprintf() needs <stdio.h>; the functions that touch files are caught below.
        if (is_core && !(what in pure) && what != "<stdio.h>")
            bad("the core may not include " what)
        next
    }
    gsub(/"/, "", what)
    if (is_public) {
        if (what !~ /^aif\//) bad("a public header includes a private one: " what)
        self = FILENAME; sub(/^include\//, "", self)
        if ((self in public) && self != what && !(what in public && public[what] <= public[self]))
            bad(self " is below " what)
    } else if (what ~ /^aif\//) {
        need = what in public ? public[what] : ranks["engine"]
        if (rank(here) < need) bad("sim/" here " is below " what)
    } else if (what ~ /\//) {
        there = substr(what, 1, index(what, "/") - 1)
        if (there != here) {
            if (rank(there) > rank(here) && FILENAME != "sim/main.c") bad("sim/" here " is below " what)
            if (rank(there) == rank(here)) bad("folders of one layer do not know each other: " what)
        }
    }
    next
}
# Comments may name what code may not use.
{ line = $0; gsub(/\/\*[^*]*\*\//, "", line); gsub(/"([^"\\]|\\.)*"/, "\"\"", line) }
line ~ /^[ \t]*(\*|\/\*)/ { next }
is_core && line ~ /(^|[^a-z_A-Z0-9>.])(FILE|fopen|fread|fwrite|getenv|time|clock|clock_gettime|gettimeofday|rand|srand|pthread_[a-z]+)[ ]*[(*]/ {
    bad("the core knows no files, clock, environment or hidden state: " line)
}
!is_printer && line ~ /(^|[^a-z_A-Z0-9>.])(printf|puts|putchar|perror|vprintf)[ ]*\(/ {
    bad("only main.c, commands, progress and err.c print: " line)
}
!is_printer && line ~ /(^|[^a-z_A-Z0-9>.])stderr([^a-z_A-Z0-9]|$)/ {
    bad("only main.c, commands, progress and err.c print errors: " line)
}
END { exit failed }
