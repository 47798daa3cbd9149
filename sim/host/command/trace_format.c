/* Which format a trace is written in, from the command line. */
#include "host/command/trace_format.h"

#include "host/command/command.h"
#include "host/formats/formats.h"

#include "aif/text.h"

#include <stdio.h>
#include <string.h>

static const char *list_of(char *list, size_t room, bool is_of_endings)
{
    const struct format_writer *f;
    *list = '\0';
    for (size_t i = 0; (f = format_writer_at(i)); i++) {
        const char *text = is_of_endings ? f->ending : f->name;
        if (text)
            snprintf(list + strlen(list), room - strlen(list), "%s%s", *list ? ", " : "", text);
    }
    return list;
}

static int unknown_format(const char *name)
{
    char list[128];
    const char *known[16];
    size_t n = 0;
    const struct format_writer *f;
    const struct aif_trace *read;
    for (size_t i = 0; (read = formats_at(i)); i++)
        if (strcmp(read->plugin.name, name) == 0)
            return command_fail(EXIT_STATUS_USAGE,
                                "format '%s' is read but not written: it records a schedule "
                                "(written: %s)",
                                name, list_of(list, sizeof list, false));
    while (n < AIF_COUNT(known) && (f = format_writer_at(n)))
        known[n++] = f->name;
    const char *near = aif_text_nearest(name, known, n);
    return command_fail(EXIT_STATUS_USAGE, "unknown format '%s'%s%s%s (known: %s)", name,
                        near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "",
                        list_of(list, sizeof list, false));
}

int trace_format_choose(const struct trace_format_ask *ask, const struct format_writer **out)
{
    char list[128];
    if (ask->name)
        *out = format_writer_find(ask->name);
    else if (!ask->path || strcmp(ask->path, "-") == 0)
        *out = format_writer_at(0);
    else
        *out = format_writer_for(ask->path);
    if (*out)
        return EXIT_STATUS_OK;
    if (ask->name)
        return unknown_format(ask->name);
    return command_fail(EXIT_STATUS_USAGE, "%s: no format ends so (known: %s); give %s FORMAT",
                        ask->path, list_of(list, sizeof list, true), ask->option);
}
