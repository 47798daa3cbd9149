#!/bin/sh
# A header that names the template of the page.  It changes with the template, so that whatever
# includes it is compiled again.  usage: template.sh TEMPLATE HEADER
set -eu
path=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
printf '/* %s */\n#define PAGE_TEMPLATE_PATH "%s"\n' "$(cksum <"$1")" "$path" >"$2"
