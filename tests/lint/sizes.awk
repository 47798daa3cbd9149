# See sizes.sh.
function bad(line, text) { printf "%s:%d: %s\n", file, line, text; failed = 1 }
function end_file() { if (file != "" && lines > 400) bad(lines, "file of " lines " lines (at most 400)") }
function parameters(text,   depth, i, c, count, seen) {
    sub(/^[^(]*\(/, "", text)
    count = text ~ /^(void)?\)/ ? 0 : 1
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "(") depth++
        if (c == ")" && depth-- == 0) break
        if (c == "," && depth == 0) count++
    }
    return count
}
FNR == 1 { end_file(); file = FILENAME; in_function = 0; signature = "" }
{ lines = FNR }
!in_function && /^[a-zA-Z_]/ { signature = ""; first = FNR }
!in_function && !/^[{}]/ { signature = signature " " $0 }
/^\{$/ {
    in_function = 1
    if (signature ~ /\(/ && signature !~ /START_TEST/ && parameters(signature) > 5)
        bad(first, "function with " parameters(signature) " parameters (at most 5)")
}
/^\}/ && in_function {
    in_function = 0
    length_of = FNR - first + 1
    if (length_of > 100) bad(first, "function of " length_of " lines (at most 100)")
    else if (length_of > 60) printf "%s:%d: review: function of %d lines\n", file, first, length_of
    signature = ""
}
END { end_file(); exit failed }
