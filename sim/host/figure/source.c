/* Rows of a result file. */
#include "host/figure/source.h"

#include "aif/text.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_BYTES = 32 };

static bool fail_line(struct source *s, const char *why)
{
    s->has_failed = true;
    return aif_err_set(s->err, "%s:%u: found %s, expected a table as `aifsim run` writes it",
                       s->path, s->line, why);
}

/* The next row of cells; one that has a line break in quotes takes several lines. */
static bool read_row(struct source *s)
{
    const char *end = s->in.text + s->in.bytes, *why;
    if (s->at >= end)
        return false;
    size_t lines = s->lines_read;
    const char *stop = csv_record_end(s->at, end, &lines);
    aif_arena_free(&s->scratch);
    s->line = (uint32_t)s->lines_read + 1;
    s->lines_read = lines;
    if (!csv_split(s->at, (size_t)(stop - s->at), &s->scratch, &s->row, &why))
        return fail_line(s, why);
    s->at = stop + 1;
    return true;
}

static bool find_columns(struct source *s)
{
    s->width = s->row.count;
    for (unsigned c = 0; c < s->kind.count; c++) {
        unsigned i = 0;
        while (i < s->row.count && !csv_cell_is(s->row.cells[i], s->kind.names[c]))
            i++;
        if (i == s->row.count)
            return aif_err_set(s->err,
                               "%s:1: no column '%s'; run the experiment again with this aifsim",
                               s->path, s->kind.names[c]);
        s->cells[c] = i;
    }
    return true;
}

bool source_open(struct source *s, const char *dir, const struct source_kind *kind,
                 struct aif_err *err)
{
    AIF_CHECK(kind->count <= SOURCE_COLUMNS_MAX);
    *s = (struct source){.kind = *kind, .err = err, .status = EXIT_STATUS_NO_INPUT};
    int n = snprintf(s->path, sizeof s->path, "%s/%s", dir, kind->file);
    if (n >= (int)sizeof s->path)
        return aif_err_set(err, "%s: the path is too long", dir);
    if (!input_open(s->path, &s->in, err)) {
        const char *key = strcmp(kind->file, "jobs.csv") == 0 ? "jobs" : "series";
        return aif_err_add(err,
                           "`aifsim run` writes %s, unless the experiment says outputs: {%s: "
                           "false}; run it again with --force --set outputs.%s=true",
                           kind->file, key, key);
    }
    s->status = EXIT_STATUS_DATA;
    s->at = s->in.text;
    if (read_row(s) && find_columns(s))
        return true;
    source_close(s);
    return false;
}

void source_close(struct source *s)
{
    input_close(&s->in);
    aif_arena_free(&s->scratch);
}

bool source_next(struct source *s)
{
    if (s->has_failed || !read_row(s))
        return false;
    return s->row.count == s->width || fail_line(s, "another number of cells than of columns");
}

struct csv_cell source_cell(const struct source *s, unsigned column)
{
    AIF_CHECK(column < s->kind.count);
    return s->row.cells[s->cells[column]];
}

bool source_fail(struct source *s, unsigned column, const char *expected)
{
    struct csv_cell c = source_cell(s, column);
    s->has_failed = true;
    return aif_err_set(s->err, "%s:%u: column %s: found '%.*s', expected %s", s->path, s->line,
                       s->kind.names[column], (int)(c.bytes < 80 ? c.bytes : 80), c.text, expected);
}

/* The cell as a text with an end. */
static bool get_number(const struct source *s, unsigned column, char text[NUMBER_BYTES])
{
    struct csv_cell c = source_cell(s, column);
    if (c.bytes >= NUMBER_BYTES)
        return false;
    memcpy(text, c.text, c.bytes);
    text[c.bytes] = '\0';
    return true;
}

bool source_int(struct source *s, unsigned column, int64_t *out)
{
    char text[NUMBER_BYTES];
    *out = -1;
    if (get_number(s, column, text) && (!*text || aif_text_int(text, 0, AIF_NEVER_S, out)))
        return true;
    return source_fail(s, column, "a whole number");
}

bool source_millionths(struct source *s, unsigned column, int64_t *out)
{
    static const char digits[] = "0123456789";
    char text[NUMBER_BYTES];
    int64_t whole = 0;
    *out = -1;
    if (!get_number(s, column, text))
        return source_fail(s, column, "a number");
    if (!*text)
        return true;
    char *dot = strchr(text, '.');
    const char *part = dot ? dot + 1 : "";
    if (dot)
        *dot = '\0';
    if (!aif_text_int(text, 0, INT64_MAX / 4000000 - 1, &whole) ||
        part[strspn(part, digits)] != '\0')
        return source_fail(s, column, "a number");
    for (int i = 0; i < 6; i++) {
        whole = whole * 10 + (*part ? *part - '0' : 0);
        part += *part != '\0';
    }
    *out = whole;
    return true;
}
