#include "host/command/command.h"

#include "host/conf/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Lines of source and their carets, which are indented, go without the program's name. */
static void print_lines(const char *text, const char *before)
{
    for (const char *line = text; *line;) {
        size_t bytes = strcspn(line, "\n");
        fprintf(stderr, "%s%.*s\n", *line == ' ' ? "" : before, (int)bytes, line);
        line += bytes + (line[bytes] == '\n');
    }
}

int command_fail(enum exit_status status, const char *fmt, ...)
{
    char text[4096];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    print_lines(text, "aifsim: ");
    return (int)status;
}

int command_complain(const struct conf_errors *errors)
{
    print_lines(errors->text ? errors->text : "", "aifsim: ");
    return errors->is_missing ? EXIT_STATUS_NO_INPUT : EXIT_STATUS_DATA;
}

void command_note(const char *fmt, ...)
{
    char text[1000];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    fprintf(stderr, "aifsim: note: %s\n", text);
}

void command_notes(const struct conf_errors *notes)
{
    print_lines(notes->text ? notes->text : "", "aifsim: note: ");
}
