/* The SQLite side of a result directory.  All settings that shape the file are fixed here, and each
 * commit is a transaction of its own, so that the bytes depend on nothing but the results.  The
 * journal stays between transactions, since making and removing a file costs more than what is in
 * it; who finishes the campaign removes it. */
#include "host/campaign/store_db.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct store_db {
    sqlite3 *handle;
    const char *path;
    sqlite3_stmt *cell, *metrics;
};

static const char settings[] = "PRAGMA page_size = 4096;"
                               "PRAGMA encoding = 'UTF-8';"
                               "PRAGMA auto_vacuum = NONE;"
                               "PRAGMA journal_mode = PERSIST;"
                               "PRAGMA locking_mode = NORMAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA foreign_keys = ON;";

static const char layout[] =
    "CREATE TABLE run (id INTEGER PRIMARY KEY CHECK (id = 1), experiment TEXT NOT NULL,"
    " aifsim_version TEXT NOT NULL, sha256 TEXT NOT NULL, cell_count INTEGER NOT NULL)"
    " STRICT;"
    "CREATE TABLE cells (cell INTEGER PRIMARY KEY, site TEXT NOT NULL, trace TEXT NOT NULL,"
    " policy TEXT NOT NULL, base TEXT NOT NULL, seed INTEGER NOT NULL,"
    " summary_bytes INTEGER NOT NULL, summary_rows INTEGER NOT NULL,"
    " jobs_bytes INTEGER NOT NULL, jobs_rows INTEGER NOT NULL,"
    " access_bytes INTEGER NOT NULL, access_rows INTEGER NOT NULL,"
    " series_bytes INTEGER NOT NULL, series_rows INTEGER NOT NULL,"
    " distributions_bytes INTEGER NOT NULL, distributions_rows INTEGER NOT NULL) STRICT;";

/* In the order of enum result_csv; of the file without its ending. */
static const char *const file_names[RESULT_CSV_COUNT] = {"summary", "jobs", "access", "series",
                                                         "distributions"};

static bool fail(const struct store_db *db, struct aif_err *err)
{
    int code = sqlite3_extended_errcode(db->handle);
    if ((code & 0xff) == SQLITE_NOTADB || (code & 0xff) == SQLITE_CORRUPT)
        return aif_err_set(err,
                           "%s: is damaged or no result database (%s); start again with --force",
                           db->path, sqlite3_errmsg(db->handle));
    return aif_err_set(err, "%s: cannot write: %s", db->path, sqlite3_errmsg(db->handle));
}

static bool run_sql(struct store_db *db, const char *sql, struct aif_err *err)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, err);
}

static void put_column(struct bytes *sql, const struct aif_column *c, bool is_view)
{
    char text[160];
    int n;
    if (!is_view)
        n = snprintf(text, sizeof text, ", %s%s INTEGER", c->name, c->digits ? "_nano" : "");
    else if (c->digits)
        n = snprintf(text, sizeof text, ", %s_nano / 1e9 AS %s", c->name, c->name);
    else
        n = snprintf(text, sizeof text, ", %s", c->name);
    AIF_CHECK(n > 0 && (size_t)n < sizeof text);
    bytes_put(sql, text, (size_t)n);
}

/* A statement that names every column: `head`, the columns, `tail`. */
static bool run_with_columns(struct store_db *db, const char *head, const char *tail, bool is_view,
                             struct aif_err *err)
{
    struct bytes sql = {0};
    bytes_put(&sql, head, strlen(head));
    for (size_t i = 0; i < aif_column_count(); i++)
        put_column(&sql, aif_column_at(i), is_view);
    bytes_put(&sql, tail, strlen(tail) + 1);
    bool is_done = run_sql(db, (const char *)sql.data, err);
    bytes_free(&sql);
    return is_done;
}

/* The table of figures has one integer column each, in units of 1e-9 where it is a decimal (then
 * the name ends in _nano); the view gives decimals back. */
static bool lay_out_metrics(struct store_db *db, struct aif_err *err)
{
    static const char table[] = "CREATE TABLE metrics (cell INTEGER NOT NULL REFERENCES cells "
                                "(cell), position INTEGER NOT NULL, community TEXT NOT NULL";
    static const char table_end[] = ", PRIMARY KEY (cell, position)) STRICT, WITHOUT ROWID";
    static const char view[] = "CREATE VIEW summary AS SELECT cell, site, trace, policy, seed, "
                               "community";
    static const char view_end[] = " FROM metrics JOIN cells USING (cell)";
    return run_with_columns(db, table, table_end, false, err) &&
           run_with_columns(db, view, view_end, true, err);
}

static bool prepare(struct store_db *db, const char *sql, sqlite3_stmt **out, struct aif_err *err)
{
    return sqlite3_prepare_v2(db->handle, sql, -1, out, NULL) == SQLITE_OK || fail(db, err);
}

/* Step a statement that returns no row, and make it ready for the next time. */
static bool finish(struct store_db *db, sqlite3_stmt *s, struct aif_err *err)
{
    bool is_done = sqlite3_step(s) == SQLITE_DONE || fail(db, err);
    sqlite3_reset(s);
    return is_done;
}

static bool insert_run(struct store_db *db, const struct store_plan *plan, struct aif_err *err)
{
    sqlite3_stmt *s;
    if (!prepare(db, "INSERT INTO run VALUES (1, ?, ?, ?, ?)", &s, err))
        return false;
    sqlite3_bind_text(s, 1, plan->experiment, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 2, plan->version, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 3, plan->sha256, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 4, plan->cell_count);
    bool is_done = finish(db, s, err);
    sqlite3_finalize(s);
    return is_done;
}

static bool lay_out(struct store_db *db, const struct store_plan *plan, struct aif_err *err)
{
    char version[64];
    snprintf(version, sizeof version, "PRAGMA user_version = %d", STORE_DB_VERSION);
    return run_sql(db, "BEGIN IMMEDIATE", err) && run_sql(db, layout, err) &&
           lay_out_metrics(db, err) && insert_run(db, plan, err) && run_sql(db, version, err) &&
           run_sql(db, "COMMIT", err);
}

static bool get_int(struct store_db *db, const char *sql, int64_t *out, struct aif_err *err)
{
    sqlite3_stmt *s;
    if (!prepare(db, sql, &s, err))
        return false;
    int rc = sqlite3_step(s);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
    bool is_done = rc == SQLITE_ROW || rc == SQLITE_DONE || fail(db, err);
    sqlite3_finalize(s);
    return is_done;
}

/* A column of the last cell; -1: there is no cell. */
static bool get_last(struct store_db *db, const char *file, const char *column, int64_t *out,
                     struct aif_err *err)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT %s%s FROM cells ORDER BY cell DESC LIMIT 1", file, column);
    return get_int(db, sql, out, err);
}

static bool find_end(struct store_db *db, uint32_t *next, struct store_lengths *lengths,
                     struct aif_err *err)
{
    int64_t last, bytes, rows;
    if (!get_last(db, "", "cell", &last, err))
        return false;
    if (last < 0)
        return true;
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++) {
        if (!get_last(db, file_names[i], "_bytes", &bytes, err) ||
            !get_last(db, file_names[i], "_rows", &rows, err))
            return false;
        lengths->bytes[i] = (uint64_t)bytes;
        lengths->rows[i] = (uint64_t)rows;
    }
    *next = (uint32_t)last + 1;
    return true;
}

static bool prepare_all(struct store_db *db, struct aif_err *err)
{
    struct bytes sql = {0};
    static const char head[] = "INSERT INTO metrics VALUES (?, ?, ?";
    bytes_put(&sql, head, sizeof head - 1);
    for (size_t i = 0; i < aif_column_count(); i++)
        bytes_put(&sql, ", ?", 3);
    bytes_put(&sql, ")", 2);
    bool is_done =
        prepare(db, (const char *)sql.data, &db->metrics, err) &&
        prepare(db, "INSERT INTO cells VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                &db->cell, err);
    bytes_free(&sql);
    return is_done;
}

struct store_db *store_db_open(const char *path, const struct store_plan *plan, uint32_t *next,
                               struct store_lengths *lengths, struct aif_err *err)
{
    struct store_db *db = calloc(1, sizeof *db);
    int64_t version;
    if (!db)
        aif_fatal("out of memory");
    db->path = path;
    bool is_open = sqlite3_open(path, &db->handle) == SQLITE_OK || fail(db, err);
    is_open = is_open && sqlite3_extended_result_codes(db->handle, 1) == SQLITE_OK &&
              run_sql(db, settings, err) && get_int(db, "PRAGMA user_version", &version, err);
    if (is_open && version == 0)
        is_open = lay_out(db, plan, err);
    else if (is_open && version != STORE_DB_VERSION)
        is_open = aif_err_set(err, "%s: has layout %lld, this aifsim writes %d; use --force", path,
                              (long long)version, STORE_DB_VERSION);
    if (is_open && find_end(db, next, lengths, err) && prepare_all(db, err))
        return db;
    store_db_close(db);
    return NULL;
}

static bool insert_cell(struct store_db *db, const struct result_cell *cell,
                        const struct store_lengths *lengths, struct aif_err *err)
{
    sqlite3_bind_int64(db->cell, 1, cell->cell);
    sqlite3_bind_text(db->cell, 2, cell->site, -1, SQLITE_STATIC);
    sqlite3_bind_text(db->cell, 3, cell->trace, -1, SQLITE_STATIC);
    sqlite3_bind_text(db->cell, 4, cell->policy, -1, SQLITE_STATIC);
    sqlite3_bind_text(db->cell, 5, cell->base, -1, SQLITE_STATIC);
    sqlite3_bind_int64(db->cell, 6, (int64_t)cell->seed);
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++) {
        sqlite3_bind_int64(db->cell, 7 + 2 * (int)i, (int64_t)lengths->bytes[i]);
        sqlite3_bind_int64(db->cell, 8 + 2 * (int)i, (int64_t)lengths->rows[i]);
    }
    return finish(db, db->cell, err);
}

static bool insert_group(struct store_db *db, uint32_t cell, const struct result_group *group,
                         uint32_t position, struct aif_err *err)
{
    sqlite3_bind_int64(db->metrics, 1, cell);
    sqlite3_bind_int64(db->metrics, 2, position);
    sqlite3_bind_text(db->metrics, 3, group->name, -1, SQLITE_STATIC);
    for (size_t i = 0; i < aif_column_count(); i++) {
        if (group->is_known[i])
            sqlite3_bind_int64(db->metrics, (int)i + 4, group->values[i]);
        else
            sqlite3_bind_null(db->metrics, (int)i + 4);
    }
    return finish(db, db->metrics, err);
}

bool store_db_commit(struct store_db *db, const struct result_cell *cell,
                     const struct result *result, const struct store_lengths *lengths,
                     struct aif_err *err)
{
    bool is_done = run_sql(db, "BEGIN IMMEDIATE", err) && insert_cell(db, cell, lengths, err);
    for (uint32_t i = 0; is_done && i < result->group_count; i++)
        is_done = insert_group(db, cell->cell, &result->groups[i], i, err);
    is_done = is_done && run_sql(db, "COMMIT", err);
    if (!is_done)
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return is_done;
}

void store_db_close(struct store_db *db)
{
    if (!db)
        return;
    sqlite3_finalize(db->cell);
    sqlite3_finalize(db->metrics);
    sqlite3_close(db->handle);
    free(db);
}
