#!/bin/sh
# Arrows point down only: base < model < engine, limit < controller < plug-ins < registry < host <
# main, and what each layer may include of the system is listed here.  usage: layers.sh SOURCE_ROOT
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$1" || exit 2
find include sim \( -name '*.c' -o -name '*.h' \) | LC_ALL=C sort | xargs awk -f "$here/layers.awk"
