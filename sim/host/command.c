#include "host/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int command_fail(enum exit_status status, const char *fmt, ...)
{
    char text[4096];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    for (const char *line = text; *line;) {
        size_t bytes = strcspn(line, "\n");
        fprintf(stderr, "aifsim: %.*s\n", (int)bytes, line);
        line += bytes + (line[bytes] == '\n');
    }
    return (int)status;
}
