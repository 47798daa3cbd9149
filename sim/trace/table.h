#ifndef SIM_TRACE_TABLE_H
#define SIM_TRACE_TABLE_H

#include "aif/trace.h"
#include "trace/csv_cells.h"

/* What readers of foreign job tables share: comma-separated values whose first row names the
 * columns.  A format says which columns it knows and makes a job of a row; other columns are not
 * looked at.  Cells that are empty or say "nan", "NaT", "None", "null", "N/A" or "Unknown" state
 * nothing. */

enum { TABLE_COLUMNS_MAX = 16 };

struct table;

struct table_column {
    const char *names;     /* what it may be called, between commas; the usual name first */
    bool tells_the_format; /* a table that has all of these columns is of this format */
    const char *why;       /* the sentence that says why a row needs it; NULL: it may be missing */
};

struct table_format {
    const char *what; /* "a table of GPU jobs" */
    const struct table_column *columns;
    unsigned column_count;
    unsigned submit, run, size; /* the columns that messages about these name */

    /* Fill the job, which states nothing yet, from the row that was read.  Times are as in the
     * file: Unix times where it has dates. */
    bool (*read)(struct table *t, struct aif_job *job);
};

/* Which clock the column of submit times is of: the first time decides. */
enum table_clock { TABLE_CLOCK_UNKNOWN, TABLE_CLOCK_DATES, TABLE_CLOCK_SECONDS };

struct table {
    const struct table_format *format;
    const struct aif_trace_input *in;
    struct aif_workload *w;
    struct aif_err *err;
    struct aif_arena line_scratch;
    uint64_t line;
    unsigned cell_count; /* of every row; 0 before the row of names */
    struct {
        struct csv_cell name; /* what the file calls it */
        unsigned cell;        /* which cell of a row it is, + 1; 0: there is none */
    } found[TABLE_COLUMNS_MAX];
    struct csv_row row;
    enum table_clock clock;
    int64_t last_submit_s, first_submit_s; /* of the row before; the earliest of all */
};

bool table_matches(const struct aif_trace_input *in, const struct table_format *format);
bool table_parse(const struct aif_trace_input *in, const struct table_format *format,
                 struct aif_workload *out, struct aif_err *err);

/* The cell of a column; empty where nothing is stated. */
struct csv_cell table_cell(const struct table *t, unsigned column);

/* "PATH:LINE: column NAME: found 'CELL', EXPECTED"; always false. */
bool table_fail(const struct table *t, unsigned column, const char *expected);

/* Count a repair; under --strict a message and false. */
bool table_repair(struct table *t, enum aif_repair what, unsigned column);

/* A date or a number of seconds >= 0; AIF_UNKNOWN_S where nothing is stated.  A column has one of
 * both. */
bool table_time(struct table *t, unsigned column, int64_t *out_s);

/* A duration in seconds >= 0, likewise. */
bool table_seconds(struct table *t, unsigned column, int64_t *out_s);

/* The seconds between the times of two columns; AIF_UNKNOWN_S where one of them is not stated. */
bool table_run(struct table *t, unsigned start, unsigned end, int64_t *out_s);

/* A number >= 0 times `scale`, rounded up to a whole number; 0 where nothing is stated.
 * *is_rounded (may be NULL) where it was not whole. */
bool table_amount(struct table *t, unsigned column, uint32_t scale, uint32_t *out,
                  bool *is_rounded);

/* A number of GPUs, cores or nodes; one that is not whole is rounded up and counted as `part`. */
bool table_count(struct table *t, unsigned column, enum aif_repair part, uint32_t *out);

/* A number of a name in a table of the workload; AIF_NONE where nothing is stated. */
uint32_t table_name(struct table *t, unsigned column, struct aif_names *names);
bool table_small_name(struct table *t, unsigned column, struct aif_names *names, uint16_t *out);

/* A whole number as the job's, where there is one: else it keeps the number of the row. */
void table_id(const struct table *t, unsigned column, struct aif_job *job);

/* The end of a job, from what schedulers and papers call it.  Jobs that are still running count as
 * AIF_REPAIR_RUN_CUT, words that are not known as AIF_REPAIR_STATUS_UNKNOWN. */
bool table_status(struct table *t, unsigned column, struct aif_job *job);

/* What a job asks for in all, shared out over its nodes; without a number of nodes (0) over the
 * fewest that are alike and have at most TABLE_NODE_GPUS GPUs.  Rounded up on each node, counted
 * as AIF_REPAIR_UNEVEN. */
enum { TABLE_NODE_GPUS = 8 };
bool table_share_out(struct table *t, const struct aif_shape *sum, uint32_t nodes,
                     struct aif_request *out);

#endif
