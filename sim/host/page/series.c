/* Charts over time: series.csv, bin by bin. */
#include "host/page/internal.h"

#include "host/page/table.h"

#include <stdio.h>
#include <string.h>

enum column {
    CELL,
    KIND,
    GROUP,
    FROM,
    TO,
    CAPACITY,
    BUSY,
    ENTITLED,
    WAITING_JOBS,
    WAITING_UNITS,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {
    "cell",        "group_kind",      "group",        "from_s",       "to_s", "capacity_unit_s",
    "busy_unit_s", "entitled_unit_s", "waiting_jobs", "waiting_units"};

/* In the page, in the order from CAPACITY on. */
static const char *const keys[SERIES_COLUMNS] = {"capacity", "busy", "entitled", "waiting_jobs",
                                                 "waiting_units"};

static struct page_series *series_of(struct page *p, uint32_t cell)
{
    struct page_series *last = p->series_count ? &p->series[p->series_count - 1] : NULL;
    if (last && last->cell == cell)
        return last;
    p->series =
        page_grow(&p->arena, p->series, p->series_count, &p->series_capacity, sizeof *p->series);
    last = &p->series[p->series_count++];
    *last = (struct page_series){.cell = cell};
    return last;
}

static bool is_of(const struct page_group *g, const struct page_table *t)
{
    return csv_cell_is(page_table_cell(t, GROUP), g->name) &&
           csv_cell_is(page_table_cell(t, KIND), g->kind);
}

static const char *copy(struct page *p, struct csv_cell cell)
{
    return aif_arena_text(&p->arena, cell.text, cell.bytes);
}

/* Rows of a group, or of a bin, stand together: the group is the one that was asked for last, or
 * the one behind it. */
static struct page_group *group_of(struct page *p, struct page_series *s, uint32_t *last,
                                   const struct page_table *t)
{
    for (uint32_t i = 0; i < s->group_count; i++) {
        uint32_t at = (*last + i) % s->group_count;
        if (!is_of(&s->groups[at], t))
            continue;
        *last = at;
        return &s->groups[at];
    }
    s->groups =
        page_grow(&p->arena, s->groups, s->group_count, &s->group_capacity, sizeof *s->groups);
    *last = s->group_count++;
    s->groups[*last] = (struct page_group){.kind = copy(p, page_table_cell(t, KIND)),
                                           .name = copy(p, page_table_cell(t, GROUP))};
    return &s->groups[*last];
}

/* Bins follow each other without a gap, and all groups of a cell have the same. */
static bool take_times(struct page_series *s, const struct page_group *g,
                       const struct page_table *t, struct aif_err *err)
{
    int64_t from_s, to_s;
    char expected[96];
    if (!page_table_int(t, FROM, AIF_UNKNOWN_S, &from_s, err) ||
        !page_table_int(t, TO, AIF_UNKNOWN_S, &to_s, err))
        return false;
    if (!s->bin_s) {
        if (to_s <= from_s || from_s < 0 || to_s > AIF_NEVER_S)
            return page_table_fail(t, TO, "the end of a bin that starts at from_s", err);
        s->from_s = from_s;
        s->bin_s = to_s - from_s;
    }
    int64_t due_s = s->from_s + (int64_t)g->count * s->bin_s;
    if (from_s == due_s)
        return true;
    snprintf(expected, sizeof expected,
             "%lld: bins of a cell are %lld s long and follow each other", (long long)due_s,
             (long long)s->bin_s);
    return page_table_fail(t, FROM, expected, err);
}

static bool take_row(struct page *p, struct page_series *s, uint32_t *last,
                     const struct page_table *t, struct aif_err *err)
{
    struct page_group *g = group_of(p, s, last, t);
    if (!take_times(s, g, t, err))
        return false;
    g->bins = page_grow(&p->arena, g->bins, g->count, &g->capacity, sizeof *g->bins);
    struct page_bin *bin = &g->bins[g->count++];
    for (unsigned c = 0; c < SERIES_COLUMNS; c++) {
        if (!page_table_int(t, CAPACITY + c, AIF_UNKNOWN_S, &bin->of[c], err))
            return false;
        g->is_stated[c] |= bin->of[c] != AIF_UNKNOWN_S;
    }
    return true;
}

static bool read_rows(struct page *p, struct page_table *t, struct aif_err *err)
{
    uint32_t cell, last = 0;
    while (page_table_next(t, err)) {
        if (!page_read_cell(p, t, CELL, &cell, err))
            return false;
        if (page_is_drawn(p, cell) && !take_row(p, series_of(p, cell), &last, t, err))
            return false;
    }
    return !*err->text;
}

bool page_read_series(struct page *p, struct aif_err *err)
{
    const struct page_table_plan plan = {p->dir,       "series.csv", column_names,
                                         COLUMN_COUNT, COLUMN_COUNT, p->is_partial};
    struct page_table *t = AIF_NEW(&p->arena, struct page_table, 1);
    bool is_read = page_table_open(t, &plan, err) && read_rows(p, t, err);
    if (is_read && !t->is_there)
        page_leave_out(p, "there are no charts over time: the directory has no series.csv");
    page_table_close(t);
    return is_read;
}

static void write_column(const struct page_group *g, unsigned column, struct page_json *j)
{
    if (!g->is_stated[column]) {
        page_json_word(j, keys[column], "null");
        return;
    }
    page_json_open(j, keys[column], '[');
    for (uint32_t i = 0; i < g->count; i++)
        if (g->bins[i].of[column] == AIF_UNKNOWN_S)
            page_json_word(j, NULL, "null");
        else
            page_json_int(j, NULL, g->bins[i].of[column]);
    page_json_close(j, ']');
}

void page_write_series(const struct page *p, struct page_json *j)
{
    page_json_open(j, "series", '[');
    for (uint32_t i = 0; i < p->series_count; i++) {
        const struct page_series *s = &p->series[i];
        page_json_open(j, NULL, '{');
        page_json_int(j, "cell", s->cell);
        page_json_int(j, "from_s", s->from_s);
        page_json_int(j, "bin_s", s->bin_s);
        page_json_int(j, "count", s->groups[0].count);
        page_json_open(j, "groups", '[');
        for (uint32_t g = 0; g < s->group_count; g++) {
            page_json_open(j, NULL, '{');
            page_json_text(j, "kind", s->groups[g].kind);
            page_json_text(j, "name", s->groups[g].name);
            for (unsigned c = 0; c < SERIES_COLUMNS; c++)
                write_column(&s->groups[g], c, j);
            page_json_close(j, '}');
        }
        page_json_close(j, ']');
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
}
