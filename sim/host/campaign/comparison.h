#ifndef SIM_HOST_CAMPAIGN_COMPARISON_H
#define SIM_HOST_CAMPAIGN_COMPARISON_H

#include "aif/sink.h"
#include "aif/summary.h"
#include "host/campaign/bootstrap.h"
#include "host/campaign/results.h"

/* Policies, or variants of a site, side by side: for each site, trace and policy the mean of each
 * metric over the seeds, and, against a baseline, the mean of the differences between runs of the
 * same seed (common random numbers). */

struct comparison_row {
    const char *site, *trace, *policy, *community;
    const char *baseline;        /* what the line is compared with; NULL: nothing */
    size_t column;               /* of aif/summary.h */
    struct bootstrap mean;       /* n 0: no seed has this figure */
    struct bootstrap difference; /* this - baseline; n 0: is the baseline, or has no pairs */
    struct bootstrap base;       /* of the baseline's runs in these pairs */
    bool is_baseline;
};

struct comparison {
    struct aif_arena arena;      /* owns the rows; their texts belong to the results */
    struct comparison_row *rows; /* by site, trace, policy, metric, in the order of the results */
    uint32_t count;
    size_t column_count; /* metrics: so many rows in turn are of one line */
    bool is_by_site;
    bool has_communities; /* rows of more than one: written with their names */
    uint32_t least_seeds; /* fewest seeds of any row */
    bool is_recorded;     /* all runs are of trace files, about which seeds change nothing */
};

/* Whether the runs had an access layer. */
bool comparison_is_of_access(const struct results *results);

enum { COMPARISON_USUAL = 4 };

/* The metrics that are shown if nobody asks for others, separated by commas: COMPARISON_USUAL. */
const char *comparison_usual_metrics(const struct results *results);

struct comparison_plan {
    const size_t *columns;
    size_t column_count;
    const char *baseline; /* a policy's name, or that of a variant; NULL: none, or see below */
    bool is_by_site;      /* variants of a site under one policy are paired; NULL: with the first */
    uint64_t seed;        /* of the bootstrap */
};

/* The column of that name, for metrics: counts of repairs are none.  On failure err has the nearest
 * name. */
bool comparison_column(const char *name, size_t *out, struct aif_err *err);

/* Close it with aif_arena_free(&out->arena). */
void comparison_make(const struct results *results, const struct comparison_plan *plan,
                     struct comparison *out);

/* Whether more of it is better: utilisation, fairness, completed jobs. */
bool comparison_more_is_better(const struct aif_column *column);

/* sum / n in the column's unit, as people read it: seconds to a tenth, shares to a thousandth. */
void comparison_write_mean(struct aif_sink *s, size_t column, int64_t sum, uint32_t n);

/* What a row with a difference says against its baseline, and whether that can be chance: one
 * sentence, without a line break. */
void comparison_write_sentence(const struct comparison *c, const struct comparison_row *row,
                               struct aif_sink *s);

/* Whether the intervals say little, and why: a sentence without its full stop. */
bool comparison_caution(const struct comparison *c, char *text, size_t room);

/* Wide, for `run`: one line a site, trace and policy, each metric as "mean [low, high]". */
void comparison_write_wide(const struct comparison *c, const struct comparison_plan *plan,
                           struct aif_sink *s);

/* One line a metric, with the differences, for people; then a sentence for each policy on the first
 * metric and on what grants refused, and what its rule of enforcement is.  Of several communities
 * one line each, metric by metric, with the baseline beside it. */
void comparison_write_text(const struct comparison *c, struct aif_sink *s);

enum comparison_format {
    COMPARISON_PARSABLE, /* columns separated by | */
    COMPARISON_CSV,
    COMPARISON_MARKDOWN,
    COMPARISON_JSON,
};

void comparison_write(const struct comparison *c, enum comparison_format format,
                      struct aif_sink *s);

#endif
