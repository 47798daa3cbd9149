#ifndef SIM_HOST_CAMPAIGN_RESULT_H
#define SIM_HOST_CAMPAIGN_RESULT_H

#include "aif/report.h"
#include "aif/summary.h"
#include "host/files/bytes.h"

/* What a cell leaves behind: integers and texts, so that it can travel between ranks and into files
 * without a rounding. */

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
    const unsigned char *summary; /* rows of summary.csv; borrowed from the message, as jobs is */
    size_t summary_bytes;
    const unsigned char *jobs; /* rows of jobs.csv; none where they are not asked for */
    size_t jobs_bytes;
};

/* First line of summary.csv, and of jobs.csv: there the columns that name the cell come last. */
void result_header(struct bytes *out);
void result_jobs_header(struct bytes *out);

/* Rows of jobs.csv. */
void result_jobs(struct bytes *out, const struct result_cell *cell, struct aif_report report);

/* The result of a cell as a message.  jobs: rows of jobs.csv without the header. */
void result_write(struct bytes *out, const struct result_cell *cell,
                  const struct aif_summary *summary, const struct bytes *jobs);

/* Jobs of the cell, without reading the rest of the message. */
int64_t result_job_count(const struct bytes *b);

/* Read such a message; memory from the arena. */
void result_read(const struct bytes *b, struct aif_arena *arena, struct result *out);

#endif
