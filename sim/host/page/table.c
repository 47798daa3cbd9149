/* Reading the CSV files of a result directory. */
#include "host/page/table.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { CELL_SHOWN = 60 };

static bool split(struct page_table *t, struct aif_arena *arena, struct csv_row *row,
                  struct aif_err *err)
{
    const char *why;
    t->line = t->next_line;
    const char *stop = csv_record_end(t->next, t->end, &t->next_line);
    size_t bytes = (size_t)(stop - t->next);
    if (bytes && stop[-1] == '\r')
        bytes--;
    const char *start = t->next;
    t->next = stop < t->end ? stop + 1 : t->end;
    return csv_split(start, bytes, arena, row, &why) ||
           aif_err_set(err, "%s:%zu: found %s, expected a row as aifsim run writes it", t->path,
                       t->line, why);
}

static bool find_columns(struct page_table *t, unsigned required, struct aif_err *err)
{
    for (unsigned c = 0; c < t->count; c++) {
        t->at[c] = t->width;
        for (unsigned i = 0; i < t->width; i++)
            if (csv_cell_is(t->header.cells[i], t->names[c]))
                t->at[c] = i;
        if (c < required && t->at[c] == t->width)
            return aif_err_set(err,
                               "%s:1: found no column '%s', expected the header that aifsim run "
                               "writes",
                               t->path, t->names[c]);
    }
    return true;
}

bool page_table_open(struct page_table *t, const struct page_table_plan *plan, struct aif_err *err)
{
    struct stat st;
    memset(t, 0, sizeof *t);
    AIF_CHECK(plan->count <= PAGE_TABLE_COLUMNS_MAX);
    if (snprintf(t->path, sizeof t->path, "%s/%s", plan->dir, plan->name) >= (int)sizeof t->path)
        return aif_err_set(err, "%s: the path is too long", plan->dir);
    if (stat(t->path, &st) != 0 || (plan->is_partial && !st.st_size))
        return true;
    if (!input_open(t->path, &t->in, err))
        return false;
    t->is_there = true;
    t->names = plan->columns;
    t->count = plan->count;
    t->next = t->in.text;
    t->end = t->in.text + t->in.bytes;
    while (plan->is_partial && t->end > t->next && t->end[-1] != '\n')
        t->end--;
    if (plan->is_partial && t->next == t->end) {
        /* Not even its header was stored. */
        input_close(&t->in);
        t->is_there = false;
        return true;
    }
    t->next_line = 1;
    if (!split(t, &t->header_arena, &t->header, err))
        return false;
    t->width = t->header.count;
    return find_columns(t, plan->required, err);
}

void page_table_close(struct page_table *t)
{
    if (t->is_there)
        input_close(&t->in);
    aif_arena_free(&t->header_arena);
    aif_arena_free(&t->scratch);
    t->is_there = false;
}

bool page_table_next(struct page_table *t, struct aif_err *err)
{
    if (!t->is_there || t->next == t->end)
        return false;
    if (!split(t, &t->scratch, &t->row, err))
        return false;
    return t->row.count == t->width ||
           aif_err_set(err, "%s:%zu: found %u cells, expected %u as in the header", t->path,
                       t->line, t->row.count, t->width);
}

bool page_table_has(const struct page_table *t, unsigned column)
{
    return t->at[column] < t->width && t->row.cells[t->at[column]].bytes > 0;
}

struct csv_cell page_table_cell(const struct page_table *t, unsigned column)
{
    if (t->at[column] == t->width)
        return (struct csv_cell){"", 0};
    return t->row.cells[t->at[column]];
}

bool page_table_fail(const struct page_table *t, unsigned column, const char *expected,
                     struct aif_err *err)
{
    struct csv_cell cell = page_table_cell(t, column);
    int bytes = cell.bytes < CELL_SHOWN ? (int)cell.bytes : CELL_SHOWN;
    return aif_err_set(err, "%s:%zu: %s: found '%.*s', expected %s", t->path, t->line,
                       t->names[column], bytes, cell.text, expected);
}

/* A whole number with nothing before or behind it. */
static bool read_int(struct csv_cell cell, int64_t *out)
{
    bool is_negative = cell.bytes && cell.text[0] == '-';
    size_t i = is_negative;
    int64_t value = 0;
    if (i == cell.bytes)
        return false;
    for (; i < cell.bytes; i++) {
        int digit = cell.text[i] - '0';
        if (digit < 0 || digit > 9 || value > (INT64_MAX - digit) / 10)
            return false;
        value = 10 * value + digit;
    }
    *out = is_negative ? -value : value;
    return true;
}

bool page_table_int(const struct page_table *t, unsigned column, int64_t fallback, int64_t *out,
                    struct aif_err *err)
{
    *out = fallback;
    if (!page_table_has(t, column))
        return true;
    return read_int(page_table_cell(t, column), out) ||
           page_table_fail(t, column, "a whole number", err);
}

bool page_table_index(const struct page_table *t, unsigned column, int64_t most, int64_t *out,
                      struct aif_err *err)
{
    char expected[64];
    if (read_int(page_table_cell(t, column), out) && *out >= 0 && *out <= most)
        return true;
    snprintf(expected, sizeof expected, "a whole number from 0 to %lld", (long long)most);
    return page_table_fail(t, column, expected, err);
}
