#ifndef SIM_TRACE_CSV_READER_H
#define SIM_TRACE_CSV_READER_H

#include "aif/trace.h"
#include "trace/csv_cells.h"
#include "trace/csv_columns.h"
#include "trace/links.h"

/* A dependency or action whose jobs are still numbers of the file. */
struct csv_target {
    int64_t number; /* a job_id or an array_id */
    int64_t task;   /* of that array, or CSV_ALL_TASKS */
    bool is_task;   /* "51_4" or "51_*": certainly of an array */
};
enum { CSV_ALL_TASKS = -1 };

/* What rows state beyond the classic columns, until all rows are known: then numbers of jobs and
 * arrays become indices. */
struct csv_extras {
    bool is_read; /* the file has such columns */
    struct aif_names
        arrays; /* their numbers as texts; extras hold their index here until the end */
    struct csv_array {
        int64_t id;
        uint32_t max_running, line;
    } * array_facts;
    uint32_t array_capacity, list_capacity;
    struct csv_depend {
        struct aif_depend depend;
        struct csv_target target;
    } * depends;
    uint32_t depend_count, depend_capacity;
};

/* The table of actions behind the jobs. */
struct csv_actions {
    bool has_begun;
    unsigned char cell_of[8]; /* as that of the reader */
    unsigned cell_count;
    struct csv_action {
        struct aif_action action;
        struct csv_target target;
        uint32_t line;
    } * items;
    uint32_t count, capacity, node_capacity;
};

struct csv_reader {
    const struct aif_trace_input *in;
    struct aif_workload *w;
    struct aif_err *err;
    struct aif_arena scratch; /* of the whole file */
    struct aif_arena line_scratch;
    struct links links;
    uint64_t line;
    int64_t last_submit_s;
    unsigned cell_count;                     /* of every row; 0 before the row of names */
    unsigned char cell_of[CSV_COLUMN_COUNT]; /* which cell of a row, + 1; 0: no such column */
    struct csv_row row;
    size_t room; /* jobs there may be */
    bool has_traits;
    struct csv_extras extras;
    struct csv_actions actions;
};

static inline struct csv_cell csv_cell_at(const struct csv_reader *r, enum csv_column c)
{
    return r->cell_of[c] ? r->row.cells[r->cell_of[c] - 1] : (struct csv_cell){"", 0};
}

/* A whole number, or `missing` where the cell is empty; *has_decimals where it had some that are
 * not zero (NULL: not allowed). */
static inline bool csv_number(struct csv_cell cell, int64_t missing, int64_t *out,
                              bool *has_decimals)
{
    size_t i = cell.bytes > 0 && cell.text[0] == '-', first = i;
    uint64_t value = 0;
    *out = missing;
    if (cell.bytes == 0)
        return true;
    for (; i < cell.bytes && cell.text[i] >= '0' && cell.text[i] <= '9'; i++)
        value = i - first < 18 ? value * 10 + (uint64_t)(cell.text[i] - '0') : UINT64_MAX;
    if (i == first || i - first > 18)
        return false;
    *out = cell.text[0] == '-' ? -(int64_t)value : (int64_t)value;
    if (i == cell.bytes)
        return true;
    if (cell.text[i++] != '.' || !has_decimals)
        return false;
    for (; i < cell.bytes && cell.text[i] >= '0' && cell.text[i] <= '9'; i++)
        *has_decimals |= cell.text[i] != '0';
    return i == cell.bytes;
}

/* A message about a cell of the column of this name; always false. */
bool csv_error(const struct csv_reader *r, const char *column, struct csv_cell cell,
               const char *expected);
bool csv_cell_error(const struct csv_reader *r, enum csv_column c, const char *expected);

/* Count a repair; under --strict a message and false. */
bool csv_repair(const struct csv_reader *r, enum aif_repair what, enum csv_column c);

/* An array with room for one more: the old one, or a copy of twice the size. */
void *csv_grown(struct aif_arena *a, void *old, uint32_t count, uint32_t *capacity, size_t size);

/* A number in a range, or what is there already where the cell is empty. */
bool csv_read_in(struct csv_reader *r, enum csv_column c, int64_t least, int64_t most,
                 int64_t *out);
bool csv_read_count(struct csv_reader *r, enum csv_column c, uint32_t *out);
bool csv_read_truth(struct csv_reader *r, enum csv_column c, bool *out);
bool csv_read_time(struct csv_reader *r, enum csv_column c, int64_t *out);

/* The columns of struct aif_traits, for job number w->count. */
bool csv_traits_read(struct csv_reader *r, const struct aif_job *job);

/* The columns of struct aif_extra, for job number w->count.  At the end, after sorting, numbers
 * become indices. */
bool csv_extra_read(struct csv_reader *r, struct aif_job *job);
bool csv_extra_finish(struct csv_reader *r);

/* The processors of a job that states tasks but neither nodes nor processors; 0: states none. */
bool csv_extra_procs(struct csv_reader *r, uint32_t *procs);

/* The cores on each of its nodes of a job that states tasks and nodes but not them; 0: no tasks. */
bool csv_extra_cores(struct csv_reader *r, uint32_t nodes, uint32_t *cores);

/* "afterok:51:52,after:53_4+10": the dependencies of the job, kept with their numbers. */
bool csv_depend_read(struct csv_reader *r, struct aif_extra *x);

/* "51", "51_4", "51_*".  Returns what follows, or NULL. */
const char *csv_target_read(const char *p, const char *end, struct csv_target *out);

/* Jobs and arrays by their numbers; arrays once they are bound. */
struct csv_finder {
    const struct aif_workload *w;
    struct csv_numbered {
        int64_t number, task;
        uint32_t index;
    } * jobs, *tasks, *arrays; /* each sorted */
    uint32_t task_count;
};

struct csv_finder csv_finder_make(const struct aif_workload *w, const struct csv_reader *r,
                                  struct aif_arena *a);
void csv_finder_arrays(struct csv_finder *f, struct aif_arena *a);
uint32_t csv_find_array(const struct csv_finder *f, struct csv_target t); /* all of it, or none */
uint32_t csv_find_job(const struct csv_finder *f, struct csv_target t);   /* the first such job */

/* A row of the table of actions, the row of its column names first. */
bool csv_actions_line(struct csv_reader *r);
bool csv_actions_finish(struct csv_reader *r, const struct csv_finder *f);

#endif
