/* A line of comma-separated values (RFC 4180). */
#include "trace/csv_cells.h"

#include <string.h>

/* The cell that starts at the quote at p; returns what follows its closing quote, or NULL. */
static const char *cut_quoted(const char *p, const char *end, struct aif_arena *scratch,
                              struct csv_cell *cell)
{
    const char *text = ++p;
    size_t doubled = 0;
    for (;; p++) {
        p = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL;
        if (!p)
            return NULL;
        if (p + 1 == end || p[1] != '"')
            break;
        p++;
        doubled++;
    }
    *cell = (struct csv_cell){text, (size_t)(p - text)};
    if (doubled) {
        char *copy = aif_arena_text(scratch, text, cell->bytes);
        size_t n = 0;
        for (size_t i = 0; i < cell->bytes; i++) {
            copy[n++] = text[i];
            i += text[i] == '"';
        }
        *cell = (struct csv_cell){copy, n};
    }
    return p + 1;
}

bool csv_split(const char *line, size_t bytes, struct aif_arena *scratch, struct csv_row *row,
               const char **why)
{
    const char *p = line, *end = line + bytes;
    for (row->count = 0;; p++) {
        if (row->count == CSV_CELLS_MAX) {
            *why = "more cells than any row has";
            return false;
        }
        struct csv_cell *cell = &row->cells[row->count++];
        if (p < end && *p == '"') {
            p = cut_quoted(p, end, scratch, cell);
            *why = "a quote that is not closed on the same line";
        } else {
            const char *comma = p < end ? memchr(p, ',', (size_t)(end - p)) : NULL;
            *cell = (struct csv_cell){p, (size_t)((comma ? comma : end) - p)};
            p = comma ? comma : end;
        }
        if (!p)
            return false;
        if (p == end)
            return true;
        if (*p != ',') {
            *why = "text behind a closing quote";
            return false;
        }
    }
}

const char *csv_record_end(const char *p, const char *end, size_t *lines)
{
    bool is_quoted = false;
    for (;;) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *stop = newline ? newline : end;
        *lines += newline != NULL;
        for (const char *q = p; (q = memchr(q, '"', (size_t)(stop - q))); q++)
            is_quoted = !is_quoted;
        if (!newline || !is_quoted)
            return stop;
        p = newline + 1;
    }
}

bool csv_cell_is(struct csv_cell cell, const char *text)
{
    return cell.bytes == strlen(text) && memcmp(cell.text, text, cell.bytes) == 0;
}
