/* The first difference between two result databases.  Their bytes also tell which version of SQLite
 * wrote them, so it is the rows that count. */
#include "host/provenance/compare.h"

#include "host/files/input.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

struct side {
    sqlite3 *db;
    sqlite3_stmt *rows;
    int step; /* of the last row */
};

struct walk {
    const struct compare_pair *pair;
    const char *version;
    struct side there, anew;
    bool has_other_version;
    struct compare_text *out;
};

static enum compare_answer fail(struct walk *w, const struct side *s)
{
    snprintf(w->out->text, sizeof w->out->text, "cannot be read%s: %s",
             s == &w->there ? "" : " where it was computed anew", sqlite3_errmsg(s->db));
    return COMPARE_DIFFERENT;
}

static bool prepare(struct walk *w, struct side *s, const char *table)
{
    char sql[200];
    if (w->pair->is_part)
        snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE cell >= %u AND cell < %u ORDER BY 1, 2",
                 table, w->pair->first, w->pair->end);
    else
        snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY 1, 2", table);
    return sqlite3_prepare_v2(s->db, sql, -1, &s->rows, NULL) == SQLITE_OK;
}

static const char *cell_text(const struct side *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s->rows, column);
    return text ? text : "nothing";
}

/* How far the tables had grown is not the same where only some cells were computed. */
static bool counts(const struct walk *w, const char *column)
{
    size_t bytes = strlen(column);
    bool is_length = (bytes > 6 && strcmp(column + bytes - 6, "_bytes") == 0) ||
                     (bytes > 5 && strcmp(column + bytes - 5, "_rows") == 0);
    return !w->pair->is_part || !is_length;
}

static void say_cell(struct walk *w, const char *table, int column)
{
    char key[200] = "";
    if (strcmp(table, "run") != 0)
        snprintf(key, sizeof key, ", cell %s", cell_text(&w->anew, 0));
    if (strcmp(table, "metrics") == 0)
        snprintf(key + strlen(key), sizeof key - strlen(key), ", community %.100s",
                 cell_text(&w->anew, 2));
    snprintf(w->out->text, sizeof w->out->text,
             "table %s%s, column %s: '%.100s' there, '%.100s' computed anew", table, key,
             sqlite3_column_name(w->anew.rows, column), cell_text(&w->there, column),
             cell_text(&w->anew, column));
}

static bool is_same_row(struct walk *w, const char *table)
{
    for (int i = 0; i < sqlite3_column_count(w->anew.rows); i++) {
        const char *name = sqlite3_column_name(w->anew.rows, i);
        if (!counts(w, name) || strcmp(cell_text(&w->there, i), cell_text(&w->anew, i)) == 0)
            continue;
        if (w->version && strcmp(name, "aifsim_version") == 0) {
            w->has_other_version = true;
            continue;
        }
        say_cell(w, table, i);
        return false;
    }
    return true;
}

static bool has_same_columns(struct walk *w, const char *table)
{
    int n = sqlite3_column_count(w->anew.rows);
    bool is_same = n == sqlite3_column_count(w->there.rows);
    for (int i = 0; is_same && i < n; i++)
        is_same = strcmp(sqlite3_column_name(w->anew.rows, i),
                         sqlite3_column_name(w->there.rows, i)) == 0;
    if (!is_same)
        snprintf(w->out->text, sizeof w->out->text, "table %s has other columns", table);
    return is_same;
}

static enum compare_answer compare_rows(struct walk *w, const char *table)
{
    if (!has_same_columns(w, table))
        return COMPARE_DIFFERENT;
    for (unsigned long long row = 1;; row++) {
        w->there.step = sqlite3_step(w->there.rows);
        w->anew.step = sqlite3_step(w->anew.rows);
        if (w->there.step != SQLITE_ROW && w->there.step != SQLITE_DONE)
            return fail(w, &w->there);
        if (w->anew.step != SQLITE_ROW && w->anew.step != SQLITE_DONE)
            return fail(w, &w->anew);
        if (w->there.step != w->anew.step) {
            snprintf(w->out->text, sizeof w->out->text, "table %s: row %llu is %s", table, row,
                     w->there.step == SQLITE_ROW ? "there and not computed anew" : "missing there");
            return COMPARE_DIFFERENT;
        }
        if (w->there.step == SQLITE_DONE)
            return COMPARE_SAME;
        if (!is_same_row(w, table))
            return COMPARE_DIFFERENT;
    }
}

static enum compare_answer compare_table(struct walk *w, const char *table)
{
    enum compare_answer answer;
    if (!prepare(w, &w->there, table))
        answer = fail(w, &w->there);
    else if (!prepare(w, &w->anew, table))
        answer = fail(w, &w->anew);
    else
        answer = compare_rows(w, table);
    sqlite3_finalize(w->there.rows);
    sqlite3_finalize(w->anew.rows);
    w->there.rows = w->anew.rows = NULL;
    return answer;
}

static enum compare_answer compare_all(struct walk *w)
{
    static const char *const tables[] = {"run", "cells", "metrics"};
    for (size_t i = 0; i < AIF_COUNT(tables); i++) {
        bool has_cells = strcmp(tables[i], "run") != 0;
        if (w->pair->is_part && !has_cells)
            continue;
        if (compare_table(w, tables[i]) == COMPARE_DIFFERENT)
            return COMPARE_DIFFERENT;
    }
    return COMPARE_SAME;
}

static bool open_side(struct side *s, const char *path)
{
    return sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
}

/* What to say where rows are the same: nothing if the bytes are too. */
static enum compare_answer compare_hashes(struct walk *w)
{
    char a[INPUT_HASH_TEXT], b[INPUT_HASH_TEXT];
    if (w->pair->is_part || (input_sha256(w->pair->there, a, NULL) &&
                             input_sha256(w->pair->anew, b, NULL) && strcmp(a, b) == 0))
        return COMPARE_SAME;
    if (w->has_other_version)
        snprintf(w->out->text, sizeof w->out->text,
                 "the same figures, but for the version in it: aifsim %s wrote it", w->version);
    else
        snprintf(w->out->text, sizeof w->out->text,
                 "the same figures in other bytes: another version of SQLite may have written it");
    return COMPARE_OTHER_BYTES;
}

enum compare_answer compare_db(const struct compare_pair *pair, const char *version,
                               struct compare_text *out)
{
    struct walk w = {.pair = pair, .version = version, .out = out};
    enum compare_answer answer;
    if (!open_side(&w.there, pair->there))
        answer = fail(&w, &w.there);
    else if (!open_side(&w.anew, pair->anew))
        answer = fail(&w, &w.anew);
    else
        answer = compare_all(&w);
    sqlite3_close(w.there.db);
    sqlite3_close(w.anew.db);
    return answer == COMPARE_SAME ? compare_hashes(&w) : answer;
}
