/* Reading results.db. */
#include "host/campaign/results.h"

#include "aif/summary.h"
#include "host/campaign/store_db.h"
#include "host/command/command.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct reader {
    sqlite3 *handle;
    char path[4096];
    const char *community; /* or several, or what those begin with that are to be read */
    struct results *out;
};

static bool fail(const struct reader *r, struct aif_err *err)
{
    return aif_err_set(err, "%s: cannot read: %s", r->path, sqlite3_errmsg(r->handle));
}

static bool prepare(struct reader *r, const char *sql, sqlite3_stmt **out, struct aif_err *err)
{
    return sqlite3_prepare_v2(r->handle, sql, -1, out, NULL) == SQLITE_OK || fail(r, err);
}

static bool get_count(struct reader *r, const char *sql, uint32_t *out, struct aif_err *err)
{
    sqlite3_stmt *s;
    if (!prepare(r, sql, &s, err))
        return false;
    bool is_read = sqlite3_step(s) == SQLITE_ROW || fail(r, err);
    if (is_read)
        *out = (uint32_t)sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return is_read;
}

static const char *copy_text(struct reader *r, sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    return text ? aif_arena_text(&r->out->arena, text, strlen(text)) : "";
}

static bool get_version(struct reader *r, struct aif_err *err)
{
    sqlite3_stmt *s;
    if (!prepare(r, "SELECT aifsim_version FROM run", &s, err))
        return false;
    bool is_read = sqlite3_step(s) == SQLITE_ROW || fail(r, err);
    if (is_read)
        r->out->version = copy_text(r, s, 0);
    sqlite3_finalize(s);
    return is_read;
}

static void read_cell(struct reader *r, sqlite3_stmt *s)
{
    struct results *out = r->out;
    int64_t *values = AIF_NEW(&out->arena, int64_t, aif_column_count());
    bool *is_known = AIF_NEW(&out->arena, bool, aif_column_count());
    for (size_t i = 0; i < aif_column_count(); i++) {
        int column = (int)i + 6;
        is_known[i] = sqlite3_column_type(s, column) != SQLITE_NULL;
        values[i] = sqlite3_column_int64(s, column);
    }
    out->cells[out->count++] = (struct results_cell){copy_text(r, s, 0),
                                                     copy_text(r, s, 1),
                                                     copy_text(r, s, 2),
                                                     copy_text(r, s, 3),
                                                     copy_text(r, s, 4),
                                                     (uint64_t)sqlite3_column_int64(s, 5),
                                                     values,
                                                     is_known};
}

static void write_query(struct bytes *sql)
{
    static const char head[] = "SELECT site, trace, policy, base, community, seed";
    static const char tail[] = " FROM metrics JOIN cells USING (cell) WHERE community = ?1"
                               " OR instr(',' || ?1 || ',', ',' || community || ',')"
                               " OR (instr(community, ':') AND instr(',' || ?1 || ',',"
                               " ',' || substr(community, 1, instr(community, ':')) || ','))"
                               " OR (?1 IS NULL AND substr(community, 1, instr(community, ':'))"
                               " NOT IN ('account:', 'qos:', 'user:'))"
                               " ORDER BY cell, position";
    bytes_put(sql, head, sizeof head - 1);
    for (size_t i = 0; i < aif_column_count(); i++) {
        const struct aif_column *c = aif_column_at(i);
        bytes_put(sql, ", ", 2);
        bytes_put(sql, c->name, strlen(c->name));
        if (c->digits)
            bytes_put(sql, "_nano", 5);
    }
    bytes_put(sql, tail, sizeof tail);
}

static bool read_cells(struct reader *r, struct aif_err *err)
{
    struct bytes sql = {0};
    sqlite3_stmt *s = NULL;
    uint32_t rows = 0;
    if (!get_count(r, "SELECT count(*) FROM cells", &r->out->done, err) ||
        !get_count(r, "SELECT count(*) FROM metrics", &rows, err))
        return false;
    r->out->cells = AIF_NEW(&r->out->arena, struct results_cell, rows ? rows : 1);
    write_query(&sql);
    bool is_read = prepare(r, (const char *)sql.data, &s, err);
    bytes_free(&sql);
    if (!is_read)
        return false;
    sqlite3_bind_text(s, 1, r->community, -1, SQLITE_STATIC);
    int rc;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW && r->out->count < rows)
        read_cell(r, s);
    is_read = rc == SQLITE_DONE || fail(r, err);
    sqlite3_finalize(s);
    return is_read;
}

static bool read_all(struct reader *r, struct aif_err *err)
{
    uint32_t version = 0;
    if (!get_count(r, "PRAGMA user_version", &version, err))
        return false;
    if (version != STORE_DB_VERSION)
        return aif_err_set(err, "%s: has layout %u, this aifsim reads %d", r->path, version,
                           STORE_DB_VERSION);
    return get_count(r, "SELECT cell_count FROM run", &r->out->planned, err) &&
           get_version(r, err) && read_cells(r, err);
}

bool results_open(const char *dir, const char *community, struct results *out, int *status,
                  struct aif_err *err)
{
    struct reader r = {.community = community, .out = out};
    *status = EXIT_STATUS_NO_INPUT;
    if (snprintf(r.path, sizeof r.path, "%s/results.db", dir) >= (int)sizeof r.path)
        return aif_err_set(err, "%s: the path is too long", dir);
    if (access(r.path, R_OK) != 0)
        return aif_err_set(err,
                           "%s: no results there; give the directory of a campaign (`aifsim "
                           "run EXPERIMENT.yaml --out DIR`)",
                           r.path);
    *status = EXIT_STATUS_DATA;
    /* Writable, because the journal of a killed campaign has to be rolled back before reading; if
     * the folder is read-only there is none that matters. */
    bool is_open = sqlite3_open_v2(r.path, &r.handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK ||
                   fail(&r, err);
    bool is_read = is_open && read_all(&r, err);
    sqlite3_close(r.handle);
    return is_read;
}

void results_close(struct results *r)
{
    aif_arena_free(&r->arena);
}
