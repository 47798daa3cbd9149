#include "aif/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_INTERNAL = 70 };

bool aif_err_set(struct aif_err *err, const char *fmt, ...)
{
    if (err) {
        va_list args;
        va_start(args, fmt);
        vsnprintf(err->text, sizeof err->text, fmt, args);
        va_end(args);
    }
    return false;
}

bool aif_err_add(struct aif_err *err, const char *fmt, ...)
{
    if (!err)
        return false;
    size_t used = strlen(err->text);
    if (used && used + 1 < sizeof err->text)
        err->text[used++] = '\n';
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->text + used, sizeof err->text - used, fmt, args);
    va_end(args);
    return false;
}

void aif_check_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "aifsim: %s:%d: internal error: %s\n", file, line, what);
    abort();
}

void aif_fatal(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("aifsim: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EXIT_INTERNAL);
}
