/* The access layer's results as a table for people. */
#include "host/campaign/access_report.h"

#include "aif/arena.h"
#include "host/files/input.h"
#include "trace/csv_cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_LINES = 64, NAME_WIDTH = 24 };

enum column {
    SITE,
    TRACE,
    POLICY,
    BY,
    NAME,
    ENTITLED,
    GRANTED,
    CHARGED,
    OVERRUN,
    REFUSED,
    SHARE,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {
    "site",           "trace",           "policy",         "by",
    "name",           "entitled_unit_h", "granted_unit_h", "charged_unit_h",
    "overrun_unit_h", "refused_unit_h",  "machine_share"};

/* What a line of the table is of: rows of all seeds add up. */
struct line {
    const char *texts[ENTITLED]; /* site .. name */
    double sums[COLUMN_COUNT];
    uint32_t runs, exceeded;
};

struct report {
    struct aif_arena arena;
    unsigned at[COLUMN_COUNT]; /* of the file's columns */
    struct line *lines;
    uint32_t count, capacity;
};

static bool is_legal(const struct line *l)
{
    return strcmp(l->texts[BY], "pool") == 0 &&
           (strcmp(l->texts[NAME], "union") == 0 || strcmp(l->texts[NAME], "national") == 0 ||
            strcmp(l->texts[NAME], "commercial") == 0);
}

static bool find_columns(struct report *r, const struct csv_row *row)
{
    for (int c = 0; c < COLUMN_COUNT; c++) {
        r->at[c] = row->count;
        for (unsigned i = 0; i < row->count; i++)
            if (csv_cell_is(row->cells[i], column_names[c]))
                r->at[c] = i;
        if (r->at[c] == row->count)
            return false;
    }
    return true;
}

static struct line *line_of(struct report *r, const char *const texts[ENTITLED])
{
    for (uint32_t i = 0; i < r->count; i++) {
        bool is_it = true;
        for (int c = 0; is_it && c < ENTITLED; c++)
            is_it = strcmp(r->lines[i].texts[c], texts[c]) == 0;
        if (is_it)
            return &r->lines[i];
    }
    if (r->count == r->capacity) {
        uint32_t capacity = r->capacity ? 2 * r->capacity : FIRST_LINES;
        struct line *lines = AIF_NEW(&r->arena, struct line, capacity);
        if (r->count)
            memcpy(lines, r->lines, r->count * sizeof *lines);
        r->lines = lines;
        r->capacity = capacity;
    }
    struct line *l = &r->lines[r->count++];
    *l = (struct line){.runs = 0};
    memcpy(l->texts, texts, sizeof l->texts);
    return l;
}

static void take(struct report *r, const struct csv_row *row)
{
    const char *texts[ENTITLED];
    struct csv_cell by = row->cells[r->at[BY]];
    if (!csv_cell_is(by, "all") && !csv_cell_is(by, "pool") && !csv_cell_is(by, "community"))
        return;
    for (int c = 0; c < ENTITLED; c++)
        texts[c] = aif_arena_text(&r->arena, row->cells[r->at[c]].text, row->cells[r->at[c]].bytes);
    struct line *l = line_of(r, texts);
    double values[COLUMN_COUNT] = {0};
    for (int c = ENTITLED; c < COLUMN_COUNT; c++) {
        struct csv_cell cell = row->cells[r->at[c]];
        values[c] = strtod(aif_arena_text(&r->arena, cell.text, cell.bytes), NULL);
        l->sums[c] += values[c];
    }
    l->runs++;
    l->exceeded += values[CHARGED] > values[ENTITLED];
}

static bool read_all(struct report *r, const struct input *in, const char *path,
                     struct aif_err *err)
{
    const char *p = in->text, *end = p + in->bytes, *why = "";
    for (bool is_head = true; p < end; is_head = false) {
        struct csv_row row;
        size_t lines = 0;
        const char *stop = csv_record_end(p, end, &lines);
        if (!csv_split(p, (size_t)(stop - p), &r->arena, &row, &why))
            return aif_err_set(err, "%s: found %s, expected a table as aifsim run writes it", path,
                               why);
        if (is_head ? !find_columns(r, &row) : row.count <= r->at[SHARE])
            return aif_err_set(err,
                               "%s: columns are missing, expected a table as aifsim run "
                               "writes it",
                               path);
        if (!is_head)
            take(r, &row);
        p = stop < end ? stop + 1 : end;
    }
    return true;
}

static void put_line(const struct line *l, struct aif_sink *s)
{
    double n = l->runs;
    aif_sink_format(s, "  %-*s %11.0f %11.0f %11.0f %11.0f   %5.1f %%", NAME_WIDTH, l->texts[NAME],
                    l->sums[GRANTED] / n, l->sums[CHARGED] / n, l->sums[OVERRUN] / n,
                    l->sums[REFUSED] / n, 100.0 * l->sums[SHARE] / n);
    if (is_legal(l) && l->exceeded)
        aif_sink_format(s, "  more than its share in %u of %u runs", l->exceeded, l->runs);
    else if (is_legal(l))
        aif_sink_text(s, "  within its share");
    aif_sink_char(s, '\n');
}

/* Policies in the order of the file; of each what pools and communities had. */
static void put_all(const struct report *r, struct aif_sink *s)
{
    for (uint32_t i = 0; i < r->count; i++) {
        const struct line *l = &r->lines[i];
        if (strcmp(l->texts[BY], "all") == 0)
            aif_sink_format(s, "\n%s, %s, %s\n  %-*s %11s %11s %11s %11s   %s\n", l->texts[SITE],
                            l->texts[TRACE], l->texts[POLICY], NAME_WIDTH, "GPU-hours, mean a run",
                            "granted", "charged", "overrun", "refused", "machine");
        put_line(l, s);
    }
}

bool access_report(const char *dir, struct aif_sink *s, struct aif_err *err)
{
    char path[4096];
    struct input in = {.text = NULL};
    struct report r = {.count = 0};
    if (snprintf(path, sizeof path, "%s/access.csv", dir) >= (int)sizeof path)
        return aif_err_set(err, "%s: the path is too long", dir);
    if (access(path, F_OK) != 0)
        return true;
    if (!input_open(path, &in, err))
        return false;
    bool is_read = read_all(&r, &in, path, err);
    if (is_read)
        put_all(&r, s);
    input_close(&in);
    aif_arena_free(&r.arena);
    return is_read;
}
