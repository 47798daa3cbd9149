#ifndef SIM_HOST_CAMPAIGN_RESULT_H
#define SIM_HOST_CAMPAIGN_RESULT_H

#include "aif/report.h"
#include "aif/series.h"
#include "aif/summary.h"
#include "host/files/bytes.h"

/* What a cell leaves behind: integers and texts, so that it can travel between ranks and into files
 * without a rounding. */

/* The tables that grow by some rows a cell: summary.csv; jobs.csv, access.csv, series.csv and
 * distributions.csv where there are such. */
enum result_csv {
    RESULT_SUMMARY,
    RESULT_JOBS,
    RESULT_ACCESS,
    RESULT_SERIES,
    RESULT_DISTRIBUTIONS,
    RESULT_CSV_COUNT
};

/* What names a cell. */
struct result_cell {
    uint32_t cell; /* its number, from 0 */
    const char *site, *trace, *policy;
    const char *base; /* the site of which this one is a variant; a site by itself: its own name */
    uint64_t seed;
};

/* One row: a community, or "all" in the first row.  Figures as in the columns of aif/summary.h. */
struct result_group {
    const char *name;
    int64_t *values;
    bool *is_known;
};

struct result {
    int64_t job_count; /* all of the workload, rejected ones included */
    struct result_group *groups;
    uint32_t group_count;
    struct result_rows {
        const unsigned char *data; /* borrowed from the message */
        size_t bytes;
        uint64_t count;
    } rows[RESULT_CSV_COUNT];
};

/* The rows of a cell for one of the files. */
struct result_table {
    struct bytes text;
    uint64_t count;
};

/* Those for each file; freed together.  A zeroed one is empty. */
struct result_tables {
    struct result_table of[RESULT_CSV_COUNT];
};

void result_tables_free(struct result_tables *t);

/* First line of summary.csv, and of jobs.csv: there the columns that name the cell come last.
 * has_access: of an experiment with an access layer. */
void result_header(struct bytes *out, bool has_access);
void result_jobs_header(struct bytes *out, bool has_access);
void result_series_header(struct bytes *out);
void result_distributions_header(struct bytes *out);

/* Rows of jobs.csv, one for each job. */
void result_jobs(struct result_tables *out, const struct result_cell *cell,
                 struct aif_report report);

/* Rows of series.csv and of distributions.csv. */
void result_series(struct result_tables *out, const struct result_cell *cell,
                   const struct aif_series_ask *ask);

/* The result of a cell as a message.  Adds the rows of summary.csv to the tables. */
void result_write(struct bytes *out, const struct result_cell *cell,
                  const struct aif_summary *summary, struct result_tables *tables);

/* Jobs of the cell, without reading the rest of the message. */
int64_t result_job_count(const struct bytes *b);

/* Read such a message; memory from the arena. */
void result_read(const struct bytes *b, struct aif_arena *arena, struct result *out);

#endif
