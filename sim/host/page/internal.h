#ifndef SIM_HOST_PAGE_INTERNAL_H
#define SIM_HOST_PAGE_INTERNAL_H

#include "host/campaign/comparison.h"
#include "host/campaign/results.h"
#include "host/experiment/experiment.h"
#include "host/page/json.h"
#include "host/page/page.h"

/* Shared by the files of the page. */

/* A run that there are results of; its number is that in the CSV files. */
struct page_cell {
    uint32_t site, trace, policy;
    uint64_t seed;
    bool is_drawn; /* of the first seed of its site and trace: in charts over time */
};

/* What is known of a site's machine.  Lanes are rows of the chart of what ran where: GPUs, node by
 * node; nodes that have none; or the processors of a pool. */
struct page_lanes {
    const char *name;
    uint32_t first, count, per_node; /* per_node: lanes of a node */
    uint32_t first_node;
    bool has_gpus;
};

struct page_site {
    const char *base, *description;
    struct site site;
    bool is_known; /* its file is there and as it was */
    struct page_lanes *groups;
    uint32_t group_count, lane_count;
    int64_t units; /* as in the results */
};

/* A series by bins of a group of jobs.  Numbers that are not stated are AIF_UNKNOWN_S. */
enum { SERIES_COLUMNS = 5 };

struct page_bin {
    int64_t of[SERIES_COLUMNS];
};

struct page_group {
    const char *kind, *name;
    struct page_bin *bins;
    uint32_t count, capacity;
    bool is_stated[SERIES_COLUMNS]; /* in any bin */
};

struct page_series {
    uint32_t cell, group_count, group_capacity;
    int64_t from_s, bin_s;
    struct page_group *groups;
};

/* How many jobs of a community waited at most so long. */
struct page_wait {
    uint32_t cell, count, capacity;
    const char *community;
    struct page_step {
        int64_t wait_s, jobs;
    } * steps;
};

enum page_job_column {
    JOB_ID,
    JOB_SUBMIT,
    JOB_START,
    JOB_END,
    JOB_UNITS,
    JOB_USER,
    JOB_ACCOUNT,
    JOB_COMMUNITY,
    JOB_KIND,
    JOB_OUTCOME,
    JOB_REASON,
    JOB_BLOCKER,
    JOB_ASKED, /* nodes, or processors of a pool; -1: not stated, as below */
    JOB_GPUS,  /* of each node, as asked for */
    JOB_CORES,
    JOB_COLUMNS
};

/* Columns that are names, in the order above. */
enum page_list {
    LIST_USERS,
    LIST_ACCOUNTS,
    LIST_COMMUNITIES,
    LIST_KINDS,
    LIST_OUTCOMES,
    LIST_REASONS,
    LIST_COUNT
};

struct page_job {
    int64_t of[JOB_COLUMNS];
    int64_t nodes, restarts;
    int64_t blocker_id;                /* job_id that the table names; -1: none */
    uint32_t partition;                /* of the site */
    uint32_t first_range, range_count; /* nodes, or processors of a pool */
    uint32_t first_rect, rect_count;
    bool is_exclusive;
};

struct page_range {
    uint32_t first, last;
};

struct page_rect {
    uint32_t job, lane, span;
};

/* What ran where, of one cell. */
struct page_gantt {
    struct aif_arena arena; /* of what is below */
    uint32_t cell;
    const struct page_site *site;
    struct aif_names lists[LIST_COUNT];
    struct page_job *jobs;
    uint32_t job_count, job_capacity;
    struct page_range *ranges;
    uint32_t range_count, range_capacity;
    struct page_rect *rects; /* by start of their jobs, then end, number of job, and lane */
    uint32_t rect_count, rect_capacity;
    bool has_reasons; /* the table tells why jobs waited */
    uint64_t undrawn_jobs, without_gpus, restarts;
};

enum { PAGE_METRICS_MAX = 32, PAGE_GANTT_JOBS_MAX = 200000 };

struct page_metrics {
    size_t columns[PAGE_METRICS_MAX];
    size_t count, leading; /* the leading ones have sentences */
};

struct page {
    struct aif_arena arena;
    const char *dir;
    struct results results; /* of everybody and of each community */
    bool is_partial;

    struct aif_names site_names, trace_names, policy_names, community_names;
    struct page_site *sites;
    struct page_cell *cells;
    uint32_t cell_count;

    struct experiment experiment; /* only what its file says: doc, arena */
    const char *resolved;         /* text of the file, from malloc() */

    struct page_metrics metrics;
    struct aif_sink *scratch;

    struct page_series *series;
    uint32_t series_count, series_capacity;
    struct page_wait *waits;
    uint32_t wait_count, wait_capacity;
    struct page_gantt *gantts;
    uint32_t gantt_count;
    uint64_t gantt_jobs;

    const char **access; /* cells of access.csv, row by row, the header first; NULL: no such file */
    uint32_t access_count, access_capacity, access_width;

    const char **left_out;
    uint32_t left_out_count, left_out_capacity;
};

/* Say on the page what is missing from it. */
void page_leave_out(struct page *p, const char *fmt, ...) AIF_PRINTF(2, 3);

/* Room for one more item in an array of the arena: the array, grown if it is full. */
void *page_grow(struct aif_arena *a, void *items, uint32_t count, uint32_t *capacity,
                size_t item_bytes);

/* experiment.resolved.yaml and the sites it names; those whose files have changed are unknown. */
bool page_read_experiment(struct page *p, struct aif_err *err);
void page_close_experiment(struct page *p);

bool page_read_series(struct page *p, struct aif_err *err);
bool page_read_waits(struct page *p, struct aif_err *err);
bool page_read_gantts(struct page *p, struct aif_err *err);
bool page_read_access(struct page *p, struct aif_err *err);

/* The number of the cell in a row of a table, and whether it is in charts over time.  Rows that a
 * killed campaign has not committed have numbers that no cell has. */
struct page_table;
bool page_read_cell(const struct page *p, const struct page_table *t, unsigned column,
                    uint32_t *cell, struct aif_err *err);
bool page_is_drawn(const struct page *p, uint32_t cell);

/* Give every job its lanes, from its ranges; jobs with blockers that the table does not name get
 * the job that made room for them. */
void page_assign_lanes(struct page_gantt *g);

/* Why each job waited, where the table does not tell, from the schedule itself. */
void page_find_reasons(struct page_gantt *g);

/* Jobs in the order of one of their times, then end and number; of those that ran. */
uint32_t *page_sort_jobs(const struct page_gantt *g, enum page_job_column by, uint32_t *count,
                         struct aif_arena *a);

void page_choose_metrics(struct page *p);
const char *page_metric_label(size_t column);
const char *page_metric_unit(size_t column); /* "": a share or a ratio */
void page_write_metrics(const struct page *p, struct page_json *j);
void page_write_comparisons(const struct page *p, struct page_json *j);
void page_write_access(const struct page *p, struct page_json *j);
void page_write_series(const struct page *p, struct page_json *j);
void page_write_waits(const struct page *p, struct page_json *j);
void page_write_gantts(const struct page *p, struct page_json *j);

/* The committed template, with one placeholder for the data. */
extern const char page_template[], page_template_end[];
#define PAGE_PLACEHOLDER "@AIFSIM_DATA@"

#endif
