#ifndef SIM_HOST_PAGE_TABLE_H
#define SIM_HOST_PAGE_TABLE_H

#include "host/files/input.h"
#include "trace/csv_cells.h"

/* A CSV file of a result directory, row by row; columns are found by name. */
enum { PAGE_TABLE_COLUMNS_MAX = 40 };

struct page_table {
    char path[4096];
    bool is_there; /* an absent file has no rows and is no mistake */
    struct csv_row row;
    size_t line; /* of the row */
    unsigned at[PAGE_TABLE_COLUMNS_MAX];

    struct input in;
    const char *next, *end;
    size_t next_line;
    unsigned width; /* cells of the header, and so of every row */
    struct aif_arena header_arena, scratch;
    struct csv_row header;
    const char *const *names;
    unsigned count;
};

/* Open DIR/NAME and find the columns, of which the first `required` must be there.  The names must
 * outlive the table.  On failure err has file and line; close it also then. */
struct page_table_plan {
    const char *dir, *name;
    const char *const *columns;
    unsigned count, required;
    bool is_partial; /* of a campaign that has not finished: the last row may be cut off, and a file
                         without a header counts as absent */
};
bool page_table_open(struct page_table *t, const struct page_table_plan *plan, struct aif_err *err);
void page_table_close(struct page_table *t);

/* The next row.  False at the end, and on failure: then err, which has to be empty before, has a
 * text. */
bool page_table_next(struct page_table *t, struct aif_err *err);

/* Whether the file has the column, and the row something in it. */
bool page_table_has(const struct page_table *t, unsigned column);

/* The text of a cell, as it stands; "" where the column is missing. */
struct csv_cell page_table_cell(const struct page_table *t, unsigned column);

/* A cell that is a whole number, or empty: then *out is `fallback`. */
bool page_table_int(const struct page_table *t, unsigned column, int64_t fallback, int64_t *out,
                    struct aif_err *err);

/* A cell that must be a whole number from 0 to `most`. */
bool page_table_index(const struct page_table *t, unsigned column, int64_t most, int64_t *out,
                      struct aif_err *err);

/* A message about the row: what a cell has, and what was expected in its place.  Returns false. */
bool page_table_fail(const struct page_table *t, unsigned column, const char *expected,
                     struct aif_err *err);

#endif
