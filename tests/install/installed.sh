#!/bin/sh
# What `meson install` puts in place is enough: to build and run a program with the library, to run
# the command from an empty folder without the source tree, also after the whole has been moved, to
# read its man pages and to complete it in bash.  usage: installed.sh BUILD_DIR
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

meson install -C "$1" --no-rebuild --quiet --destdir "$place"
pc=$(find "$place" -name aifcore.pc)
PKG_CONFIG_PATH=$(dirname "$pc") PKG_CONFIG_SYSROOT_DIR=$place
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046  # flags are words
cc -std=c11 -Wall -Wextra -Wpedantic -Werror "$here/embed.c" -o "$place/embed" \
    $(pkg-config --cflags --libs --static aifcore)
got=$("$place/embed")
# Job 2 waits for job 1; job 3 ends before that and fits beside job 1.
want='job 1 starts at 0
job 2 starts at 10
job 3 starts at 2'
if [ "$got" != "$want" ]; then
    printf 'expected:\n%s\ngot:\n%s\n' "$want" "$got"
    exit 1
fi

# From here on the place is another one than that for which it was built.
bin=$(find "$place" -name aifsim -type f -path '*bin*')
prefix=$(dirname "$(dirname "$bin")")
mv "$prefix" "$place/moved"
prefix=$place/moved
aifsim=$prefix/bin/aifsim
[ "$("$aifsim" --version)" = "aifsim $(PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name aifcore.pc)") \
    pkg-config --modversion aifcore)" ] || fail "program and library have different versions"
mkdir "$place/empty"
cd "$place/empty"
"$aifsim" list | grep -q conservative || fail "aifsim list"
"$aifsim" show mimer | grep -q GPU || fail "aifsim show mimer"
# The site's name is the same everywhere; by its hash it is the installed file, which differs from now on.
site=$prefix/share/aifsim/configs/sites/mimer.yaml
echo '# installed' >>"$site"
"$aifsim" run smoke --out out -q >/dev/null || fail "aifsim run smoke"
hash=$(sha256sum "$site" | cut -d ' ' -f 1)
grep -A 1 'path: configs/sites/mimer.yaml' out/experiment.resolved.yaml | grep -q "$hash" ||
    fail "the site was found elsewhere: $(grep -A 1 path: out/experiment.resolved.yaml)"
"$aifsim" verify out >/dev/null || fail "aifsim verify"
"$aifsim" replay "$prefix/share/aifsim/traces/mimer-day.csv" --site mimer >/dev/null ||
    fail "a trace of the documentation"
source_root=$(cd "$here/../.." && pwd)
if grep -qF "$source_root" "$aifsim" && ! grep -q '\.debug_info' "$aifsim"; then
    fail "the program names the folder in which it was built"
fi
"$aifsim" verify "$place/none" >/dev/null 2>&1 && fail "verify of nothing"

for file in LICENSE README.md docs/provenance.md docs/campaigns.md; do
    [ -s "$prefix/share/doc/aifsim/$file" ] || fail "share/doc/aifsim/$file is missing"
done

pages=0
for page in "$prefix"/share/man/man[1-8]/*; do
    [ -e "$page" ] || continue
    pages=$((pages + 1))
    if command -v lexgrog >/dev/null 2>&1; then
        lexgrog "$page" >/dev/null || fail "$page: has no line for whatis"
    fi
    if command -v man >/dev/null 2>&1; then
        warned=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings=w -l "$page" 2>&1 >"$place/page") || fail "$page: $warned"
        [ -z "$warned" ] || fail "$page: $warned"
        [ -s "$place/page" ] || fail "$page: is empty"
    fi
done

# Where scdoc is, each source of a page has become one, under its name.
if command -v scdoc >/dev/null 2>&1; then
    for source in "$source_root"/docs/man/*.[1-8].scd; do
        name=$(basename "$source" .scd)
        [ -s "$prefix/share/man/man${name##*.}/$name" ] || fail "the man page $name is missing (built without scdoc?)"
    done
fi

completion=$prefix/share/bash-completion/completions/aifsim
[ -s "$completion" ] || fail "the completion for bash is missing"
if command -v bash >/dev/null 2>&1; then
    # shellcheck disable=SC2016  # the other shell expands it
    PATH=$prefix/bin:$PATH bash -euc '. "$1"; complete -p aifsim' bash "$completion" |
        grep -q ' aifsim$' || fail "the completion does not load"
fi
echo "ok: library, program, moved installation, $pages man pages"
