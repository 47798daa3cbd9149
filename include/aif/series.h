#ifndef AIF_SERIES_H
#define AIF_SERIES_H

#include "aif/arena.h"
#include "aif/sim.h"
#include "aif/sink.h"

/* A finished run over time: what each group of jobs used, was entitled to and had waiting, in bins
 * of one width (docs/series-csv.md).  All figures are whole numbers. */

enum aif_series_kind {
    AIF_SERIES_ALL,
    AIF_SERIES_COMMUNITY, /* of the workload */
    AIF_SERIES_ACCOUNT,   /* on the first level of the site's share tree, with all below it */
};

struct aif_series_group {
    enum aif_series_kind kind;
    const char *name; /* "all", or that of the community or account; borrowed */
    /* By bin.  Used by all runs of its jobs, also those cut short; their sum over the bins is
     * unit_s of aif/metrics.h. */
    const int64_t *busy_unit_s;
    /* Its share of the capacity, or what it was granted, spread evenly over the life of each grant;
     * NULL: nothing says what it should have. */
    const int64_t *entitled_unit_s;
    /* At the first instant of the bin: jobs that have been submitted and neither run nor are over,
     * and their width. */
    const int64_t *waiting_jobs, *waiting_units;
};

enum { AIF_SERIES_MOST_BINS = 300 };

/* Bins tile the time from the first submit to the last end of the jobs that ran at all: each is
 * width_s long but for the last, which ends with it. */
struct aif_series {
    int64_t from_s, to_s, width_s;
    uint32_t bin_count; /* 0: no job took any time */
    int64_t capacity_units;
    struct aif_series_group *groups; /* all, communities, accounts with jobs or shares */
    uint32_t group_count;
};

struct aif_series_ask {
    const struct aif_scenario *scenario;
    const struct aif_sim *sim; /* has come to its end */
    /* By grant of the scenario, the community it was given to; AIF_NONE: one without jobs.  NULL:
     * that of the first job of its account. */
    const uint32_t *community_of_grant;
};

/* Width of the bins for a span: a minute, two, five, ..., a day, two, and so on, the first that
 * gives at most AIF_SERIES_MOST_BINS. */
int64_t aif_series_width(int64_t span_s);

/* First second of a bin; of bin_count: the end of the last. */
int64_t aif_series_bin(const struct aif_series *s, uint32_t bin);

/* Memory comes from the arena.  O(jobs + cut runs + bins x (groups + grants)). */
void aif_series_make(const struct aif_series_ask *ask, struct aif_arena *arena,
                     struct aif_series *out);

/* CSV.  `before` comes first on each line, with its comma: columns that say which run it is. */
void aif_series_header(const char *before, struct aif_sink *out);

/* One row per group and bin; returns how many. */
uint64_t aif_series_rows(const struct aif_series *s, const char *before, struct aif_sink *out);

#endif
