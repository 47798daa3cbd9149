#ifndef SIM_HOST_FIGURE_SOURCE_H
#define SIM_HOST_FIGURE_SOURCE_H

#include "host/files/input.h"
#include "trace/csv_cells.h"

/* A CSV file of a result directory, row by row, its columns found by name. */

enum { SOURCE_COLUMNS_MAX = 16 };

/* A file and the columns that are wanted of it, in the order in which they are asked for. */
struct source_kind {
    const char *file;
    const char *const *names;
    unsigned count;
};

struct source {
    char path[4096];
    struct input in;
    const char *at;
    uint32_t line; /* on which the row begins */
    size_t lines_read;
    struct source_kind kind;
    unsigned cells[SOURCE_COLUMNS_MAX]; /* where each column stands */
    unsigned width;                     /* cells of a row */
    struct csv_row row;
    struct aif_arena scratch; /* of the row */
    struct aif_err *err;      /* of source_next() and source_int(); the caller's */
    bool has_failed;
    enum exit_status status; /* after source_open() has failed: which one fits */
};

/* Open DIR/FILE and find the columns.  On failure there is nothing to close. */
bool source_open(struct source *s, const char *dir, const struct source_kind *kind,
                 struct aif_err *err);
void source_close(struct source *s);

/* The next row; false at the end, and on failure: then has_failed, and err says why. */
bool source_next(struct source *s);

/* A cell of the row; it lasts as long as the row. */
struct csv_cell source_cell(const struct source *s, unsigned column);

/* The same as a whole number >= 0; -1 where it is empty.  False on failure, as above. */
bool source_int(struct source *s, unsigned column, int64_t *out);

/* Likewise a number with decimals, in millionths; further decimals are cut off. */
bool source_millionths(struct source *s, unsigned column, int64_t *out);

/* "PATH:LINE: column NAME: found 'CELL', expected EXPECTED"; always false. */
bool source_fail(struct source *s, unsigned column, const char *expected);

#endif
