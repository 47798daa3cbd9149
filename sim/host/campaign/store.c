/* The result directory: who may write there, what is there already, and the order in which a cell
 * becomes permanent. */
#include "host/campaign/store.h"

#include "host/campaign/store_db.h"
#include "host/command/command.h"
#include "host/files/durable.h"
#include "host/files/folders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, LOCK_TRIES = 50, LOCK_WAIT_NS = 100000000 };

struct store {
    struct store_plan plan;
    struct store_db *db;
    struct store_lengths lengths;
    uint32_t next;
    int lock_fd;
    int csv_fds[RESULT_CSV_COUNT]; /* -1: there is none */
    bool is_complete;              /* was so when it was opened */
    bool is_sealed;
    char mark_path[PATH_BYTES], db_path[PATH_BYTES], resolved_path[PATH_BYTES];
    char csv_paths[RESULT_CSV_COUNT][PATH_BYTES];
};

static const char mark_text[] =
    "This campaign has not finished: results are missing, or files that are made from them.\n"
    "Run the same command again with --resume to make the rest.\n";

/* Made from the results when all are there. */
static const char *const last_files[] = {"report.html", "ro-crate-metadata.json"};

/* Everything that --force may remove. */
static const char *const own_files[] = {
    "results.db",
    "results.db-journal",
    "summary.csv",
    "jobs.csv",
    "access.csv",
    "series.csv",
    "distributions.csv",
    "experiment.resolved.yaml",
    "run.log",
    "experiment.resolved.yaml.tmp",
    "report.html",
    "report.html.tmp",
    "ro-crate-metadata.json",
    "ro-crate-metadata.json.tmp",
};

static bool make_paths(struct store *s, const char *dir, struct aif_err *err)
{
    const struct {
        char *path;
        const char *name;
    } all[] = {{s->mark_path, "INCOMPLETE"},
               {s->db_path, "results.db"},
               {s->csv_paths[RESULT_SUMMARY], "summary.csv"},
               {s->csv_paths[RESULT_JOBS], "jobs.csv"},
               {s->csv_paths[RESULT_ACCESS], "access.csv"},
               {s->csv_paths[RESULT_SERIES], "series.csv"},
               {s->csv_paths[RESULT_DISTRIBUTIONS], "distributions.csv"},
               {s->resolved_path, "experiment.resolved.yaml"}};
    for (size_t i = 0; i < AIF_COUNT(all); i++)
        if (snprintf(all[i].path, PATH_BYTES, "%s/%s", dir, all[i].name) >= PATH_BYTES)
            return aif_err_set(err, "%s: the path is too long", dir);
    return true;
}

static bool exists(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0;
}

/* 1: has files; 0: none; -1: cannot be read. */
static int has_files(const char *dir)
{
    DIR *d = opendir(dir);
    if (!d)
        return -1;
    int found = 0;
    for (const struct dirent *e = readdir(d); e; e = readdir(d))
        found |= strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return found;
}

/* Whether this mode may use the directory as it is. */
static bool admit(struct store *s, int *status, struct aif_err *err)
{
    const char *dir = s->plan.dir;
    *status = EXIT_STATUS_IO;
    if (!folders_make_above(dir, err))
        return false;
    if (mkdir(dir, 0777) == 0)
        return true;
    if (errno != EEXIST)
        return aif_err_set(err, "%s: cannot create the result directory: %s", dir, strerror(errno));
    int found = has_files(dir);
    if (found < 0)
        return aif_err_set(err, "%s: cannot use as result directory: %s", dir, strerror(errno));
    bool is_partial = exists(s->mark_path);
    if (!found || s->plan.mode == STORE_FORCE || (s->plan.mode == STORE_RESUME && is_partial))
        return true;
    if (s->plan.mode == STORE_RESUME) {
        s->is_complete = exists(s->db_path) && exists(s->resolved_path);
        return s->is_complete ||
               aif_err_set(err,
                           "%s: holds other files and no campaign to resume; choose another "
                           "directory, or --force to write there all the same",
                           dir);
    }
    return aif_err_set(err,
                       is_partial ? "%s: holds a campaign that has not finished; --resume computes "
                                    "the rest, --force starts again"
                                  : "%s: is not empty; choose another directory, or --force to "
                                    "overwrite the results there",
                       dir);
}

/* Hold the mark.  A resumed campaign waits a little: the ranks of a killed one may need a moment to
 * notice. */
static bool lock(struct store *s, struct aif_err *err)
{
    struct timespec wait = {.tv_nsec = LOCK_WAIT_NS};
    struct stat held;
    for (int i = 0; i < LOCK_TRIES; i++) {
        s->lock_fd = open(s->mark_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (s->lock_fd < 0)
            return aif_err_set(err, "%s: cannot write: %s", s->mark_path, strerror(errno));
        bool is_locked = flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0;
        /* Its last holder may have removed the file between our two calls. */
        if (is_locked && fstat(s->lock_fd, &held) == 0 && held.st_nlink)
            return true;
        close(s->lock_fd);
        s->lock_fd = -1;
        if (s->plan.mode != STORE_RESUME)
            break;
        nanosleep(&wait, NULL);
    }
    return aif_err_set(err, "%s: another aifsim is writing there", s->plan.dir);
}

static bool mark(struct store *s, struct aif_err *err)
{
    if (ftruncate(s->lock_fd, 0) != 0)
        return aif_err_set(err, "%s: cannot write: %s", s->mark_path, strerror(errno));
    return durable_append(s->lock_fd, s->mark_path, mark_text, sizeof mark_text - 1, err) &&
           durable_folder(s->plan.dir, err);
}

static bool clear(const struct store *s, const char *const *names, size_t count,
                  struct aif_err *err)
{
    char path[PATH_BYTES];
    for (size_t i = 0; i < count; i++) {
        if (snprintf(path, sizeof path, "%s/%s", s->plan.dir, names[i]) >= PATH_BYTES)
            return aif_err_set(err, "%s: the path is too long", s->plan.dir);
        if (unlink(path) != 0 && errno != ENOENT)
            return aif_err_set(err, "%s: cannot remove: %s", path, strerror(errno));
    }
    return durable_folder(s->plan.dir, err);
}

static bool differ(const struct store *s, const char *before, struct aif_err *err)
{
    const char *now = s->plan.resolved;
    size_t line = 1, at = 0, start = 0;
    for (; before[at] && before[at] == now[at]; at++)
        if (before[at] == '\n') {
            line++;
            start = at + 1;
        }
    int before_bytes = (int)strcspn(before + start, "\n"),
        now_bytes = (int)strcspn(now + start, "\n");
    return aif_err_set(err,
                       "%s:%zu: the campaign there is another one\n  there: %.*s\n  now:   %.*s\n"
                       "Resume with the experiment and inputs it was started with, choose another "
                       "directory, or start again with --force.",
                       s->resolved_path, line, before_bytes, before + start, now_bytes,
                       now + start);
}

/* The resolved experiment is there and the same; or it is written now. */
static bool settle_resolved(struct store *s, int *status, struct aif_err *err)
{
    size_t bytes;
    char *before = durable_read(s->resolved_path, &bytes);
    if (!before && !exists(s->db_path))
        return durable_write(s->resolved_path, s->plan.resolved, s->plan.resolved_bytes, err);
    bool is_same =
        before && bytes == s->plan.resolved_bytes && memcmp(before, s->plan.resolved, bytes) == 0;
    if (!before)
        aif_err_set(err,
                    "%s: is missing, so it cannot be said whether this is the same campaign; "
                    "start again with --force",
                    s->resolved_path);
    else if (!is_same)
        differ(s, before, err);
    free(before);
    if (!is_same)
        *status = EXIT_STATUS_DATA;
    return is_same;
}

/* Cut a CSV file at its committed length; without cells it starts with its header. */
static int open_csv(const char *path, uint64_t *length, const void *header, size_t header_bytes,
                    struct aif_err *err)
{
    int fd = durable_open(path, *length, err);
    if (fd >= 0 && !*length) {
        if (!durable_append(fd, path, header, header_bytes, err)) {
            close(fd);
            return -1;
        }
        *length = header_bytes;
    }
    return fd;
}

/* Without a header the file is left over from a campaign with such rows that --force was about to
 * replace when it was killed. */
static bool open_rows(struct store *s, size_t i, struct aif_err *err)
{
    const char *header = s->plan.headers[i], *path = s->csv_paths[i];
    if (!header)
        return unlink(path) == 0 || errno == ENOENT ||
               aif_err_set(err, "%s: cannot remove: %s", path, strerror(errno));
    s->csv_fds[i] = open_csv(path, &s->lengths.bytes[i], header, strlen(header), err);
    return s->csv_fds[i] >= 0;
}

/* Nothing is to be made from results that somebody has changed or removed. */
static bool check_complete(const struct store *s, struct aif_err *err)
{
    if (s->next != s->plan.cell_count)
        return aif_err_set(err,
                           "%s: holds %u of %u cells but is not marked as unfinished; start "
                           "again with --force",
                           s->db_path, s->next, s->plan.cell_count);
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++) {
        struct stat now;
        uint64_t bytes = s->lengths.bytes[i];
        if (!s->plan.headers[i])
            continue;
        if (stat(s->csv_paths[i], &now) != 0)
            return aif_err_set(err,
                               "%s: cannot be found (%s), but results.db says that it has %llu "
                               "bytes; put it back, or start again with --force",
                               s->csv_paths[i], strerror(errno), (unsigned long long)bytes);
        if ((uint64_t)now.st_size != bytes)
            return aif_err_set(err,
                               "%s: has %llu bytes, but results.db says %llu: it was changed "
                               "after the run; put it back, or start again with --force",
                               s->csv_paths[i], (unsigned long long)now.st_size,
                               (unsigned long long)bytes);
    }
    return true;
}

static bool open_files(struct store *s, struct aif_err *err)
{
    s->db = store_db_open(s->db_path, &s->plan, &s->next, &s->lengths, err);
    if (!s->db)
        return false;
    if (s->is_complete)
        return check_complete(s, err);
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++)
        if (!open_rows(s, i, err))
            return false;
    /* They would be of other results. */
    if (s->next < s->plan.cell_count && !clear(s, last_files, AIF_COUNT(last_files), err))
        return false;
    return durable_folder(s->plan.dir, err);
}

/* From an admitted directory to one that takes cells.  The mark of one that is complete is empty
 * at first: if it has a text, somebody began to write there after it was admitted. */
static bool settle(struct store *s, int *status, struct aif_err *err)
{
    struct stat held;
    if (!lock(s, err))
        return false;
    if (fstat(s->lock_fd, &held) != 0 || held.st_size)
        s->is_complete = false;
    /* Nothing may be overwritten before it is known to be the same campaign. */
    if (s->plan.mode == STORE_FORCE)
        return mark(s, err) && clear(s, own_files, AIF_COUNT(own_files), err) &&
               settle_resolved(s, status, err) && open_files(s, err);
    return (s->is_complete || mark(s, err)) && settle_resolved(s, status, err) &&
           open_files(s, err) && (!s->is_complete || mark(s, err));
}

struct store *store_open(const struct store_plan *plan, int *status, struct aif_err *err)
{
    struct store *s = calloc(1, sizeof *s);
    if (!s)
        aif_fatal("out of memory");
    s->plan = *plan;
    s->next = plan->first_cell;
    s->lock_fd = -1;
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++)
        s->csv_fds[i] = -1;
    *status = EXIT_STATUS_IO;
    if (make_paths(s, plan->dir, err) && admit(s, status, err) && settle(s, status, err)) {
        *status = EXIT_STATUS_OK;
        return s;
    }
    if (s->is_complete && s->lock_fd >= 0)
        unlink(s->mark_path);
    store_close(s);
    return NULL;
}

uint32_t store_next(const struct store *s)
{
    return s->next;
}

/* Whether the file has room for the rows of a further cell. */
static bool has_room(const struct store *s, size_t file, uint64_t rows)
{
    uint64_t limit = s->plan.row_limits[file];
    return !limit || (s->lengths.rows[file] < limit && rows <= limit);
}

bool store_commit(struct store *s, const struct result_cell *cell, const struct result *result,
                  struct aif_err *err)
{
    AIF_CHECK(cell->cell == s->next && s->next < s->plan.cell_count);
    struct store_lengths lengths = s->lengths;
    bool is_done = true;
    for (size_t i = 0; is_done && i < RESULT_CSV_COUNT; i++) {
        const struct result_rows *rows = &result->rows[i];
        if (s->csv_fds[i] < 0 || !has_room(s, i, rows->count))
            continue;
        is_done = durable_append(s->csv_fds[i], s->csv_paths[i], rows->data, rows->bytes, err);
        lengths.bytes[i] += rows->bytes;
        lengths.rows[i] += rows->count;
    }
    if (!is_done || !store_db_commit(s->db, cell, result, &lengths, err))
        return false;
    s->lengths = lengths;
    s->next++;
    return true;
}

bool store_seal(struct store *s, struct aif_err *err)
{
    AIF_CHECK(s->next == s->plan.cell_count);
    if (s->is_sealed)
        return true;
    store_db_close(s->db);
    s->db = NULL;
    char journal[PATH_BYTES + 16];
    snprintf(journal, sizeof journal, "%s-journal", s->db_path);
    if (unlink(journal) != 0 && errno != ENOENT)
        return aif_err_set(err, "%s: cannot remove: %s", journal, strerror(errno));
    s->is_sealed = durable_folder(s->plan.dir, err);
    return s->is_sealed;
}

bool store_finish(struct store *s, struct aif_err *err)
{
    if (!store_seal(s, err))
        return false;
    if (unlink(s->mark_path) != 0)
        return aif_err_set(err, "%s: cannot remove: %s", s->mark_path, strerror(errno));
    return durable_folder(s->plan.dir, err);
}

void store_close(struct store *s)
{
    if (!s)
        return;
    store_db_close(s->db);
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++)
        if (s->csv_fds[i] >= 0)
            close(s->csv_fds[i]);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s);
}
