/* Tables of sacctmgr and sacct, by the names of their columns. */
#include "host/slurm/table.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cut the row at its bars; the number of cells, or more than there can be. */
static uint32_t cut(char *row, const char **cells)
{
    uint32_t n = 0;
    for (char *p = row;;) {
        char *bar = strchr(p, '|');
        if (n < SLURM_TABLE_COLUMNS)
            cells[n] = p;
        n++;
        if (!bar || n > SLURM_TABLE_COLUMNS)
            return n;
        *bar = '\0';
        p = bar + 1;
    }
}

/* The next line that is not empty, in t->row. */
static bool next_row(struct slurm_table *t)
{
    while (t->next < t->end) {
        const char *end = memchr(t->next, '\n', (size_t)(t->end - t->next));
        end = end ? end : t->end;
        size_t bytes = (size_t)(end - t->next);
        const char *line = t->next;
        t->next = end < t->end ? end + 1 : end;
        t->at.line++;
        if (bytes && line[bytes - 1] == '\r')
            bytes--;
        if (bytes == 0)
            continue;
        if (bytes + 1 > t->row_bytes) {
            t->row_bytes = 2 * bytes + 256;
            t->row = realloc(t->row, t->row_bytes);
            if (!t->row)
                aif_fatal("out of memory: %zu bytes asked for", t->row_bytes);
        }
        memcpy(t->row, line, bytes);
        t->row[bytes] = '\0';
        return true;
    }
    return false;
}

bool slurm_table_init(struct slurm_table *t, struct aif_arena *a, const struct slurm_files *files,
                      const char *path, struct aif_err *err)
{
    size_t bytes;
    *t = (struct slurm_table){.at = {aif_arena_text(a, path, strlen(path)), 0, 0}};
    if (!files->open(files->of, path, &t->next, &bytes, err))
        return false;
    t->end = t->next + bytes;
    if (!next_row(t))
        return aif_err_set(err, "%s: expected a line with the names of the columns, found none",
                           path);
    if (!strchr(t->row, '|'))
        return slurm_fail(err, &t->at,
                          "expected names of columns between '|' (option -P), found '%.60s'",
                          t->row);
    char *header = aif_arena_text(a, t->row, strlen(t->row));
    t->column_count = cut(header, t->columns);
    if (t->column_count > SLURM_TABLE_COLUMNS)
        return slurm_fail(err, &t->at, "more than %d columns", SLURM_TABLE_COLUMNS);
    if (t->columns[t->column_count - 1][0] == '\0')
        t->column_count--;
    return true;
}

void slurm_table_fini(struct slurm_table *t)
{
    free(t->row);
    t->row = NULL;
    t->row_bytes = 0;
}

/* Equal but for blanks, dashes and case: sacctmgr writes "Def QOS". */
static bool is_name(const char *column, const char *name)
{
    for (;; column++) {
        if (*column == ' ' || *column == '-' || *column == '_')
            continue;
        if (tolower((unsigned char)*column) != tolower((unsigned char)*name))
            return false;
        if (*column == '\0')
            return true;
        name++;
    }
}

uint32_t slurm_table_column(struct slurm_table *t, const char *names)
{
    char name[64];
    for (const char *next = names; slurm_item(&next, name, sizeof name);)
        for (uint32_t i = 0; i < t->column_count; i++)
            if (is_name(t->columns[i], name)) {
                t->is_used[i] = true;
                return i;
            }
    return AIF_NONE;
}

bool slurm_table_need(struct slurm_table *t, const char *names, uint32_t *column,
                      struct aif_err *err)
{
    *column = slurm_table_column(t, names);
    if (*column != AIF_NONE)
        return true;
    return slurm_fail(err, &t->at, "expected a column %.40s, found none of that name", names);
}

bool slurm_table_next(struct slurm_table *t, struct aif_err *err)
{
    err->text[0] = '\0';
    if (!next_row(t))
        return false;
    uint32_t n = cut(t->row, t->cells);
    bool has_bar = n == t->column_count + 1 && n <= SLURM_TABLE_COLUMNS && !*t->cells[n - 1];
    if (n == t->column_count || has_bar)
        return true;
    return slurm_fail(err, &t->at, "expected %u columns as in the first line, found %u",
                      t->column_count, n);
}

const char *slurm_table_cell(const struct slurm_table *t, uint32_t column)
{
    return column == AIF_NONE ? "" : t->cells[column];
}

bool slurm_table_fail(const struct slurm_table *t, uint32_t column, const char *expected,
                      struct aif_err *err)
{
    return slurm_fail(err, &t->at, "%.60s: expected %s, found '%.80s'", t->columns[column],
                      expected, t->cells[column]);
}

void slurm_table_note_unused(const struct slurm_table *t, const char *what,
                             struct slurm_report *report)
{
    char name[128];
    for (uint32_t i = 0; i < t->column_count; i++) {
        if (t->is_used[i] || slurm_is_unset(t->cells[i]))
            continue;
        snprintf(name, sizeof name, "%.20s: column %.80s", what, t->columns[i]);
        slurm_report_add(report, &(struct slurm_note){.kind = SLURM_NOTE_UNKNOWN,
                                                      .name = name,
                                                      .value = "",
                                                      .meaning = "its values are not looked at",
                                                      .at = t->at});
    }
}
