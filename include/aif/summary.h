#ifndef AIF_SUMMARY_H
#define AIF_SUMMARY_H

#include "aif/metrics.h"
#include "aif/sink.h"

/* The metrics of one run as rows: one for "all", one per community.  `replay` and `run` write the
 * same columns, so their files can be put together.  Columns are only ever appended. */

/* What a row is made from; everything is borrowed. */
struct aif_summary {
    const struct aif_workload *workload; /* for the repairs its reader made */
    const struct aif_metrics *metrics;
    const struct aif_totals *totals;
};

struct aif_column {
    const char *name;    /* with its unit last: "wait_mean_s" */
    const char *summary; /* one line for people */
    unsigned digits;     /* decimals in texts; the value is in units of 1e-9 then, else (0) of 1 */
    bool is_of_run;      /* the same for all communities: stated in the row "all" alone */
    bool is_incident;    /* a count of rejections or repairs of one kind */
    bool is_of_access;   /* only of runs with an access layer: left out of the others' texts */
};

size_t aif_column_count(void);
const struct aif_column *aif_column_at(size_t i); /* NULL: past the end */

/* Whether texts of these results have that column. */
bool aif_summary_has(bool has_access, size_t column);

/* The number in that column of the row of that group (an index into metrics->groups).  False where
 * there is none: a column of the run in the row of a community, a mean over no jobs, one of the
 * access layer without one. */
bool aif_summary_value(const struct aif_summary *s, uint32_t group, size_t column, int64_t *out);

/* A column that says which run a row belongs to: {"site", "mimer"}, {"seed", "1"}.  They come
 * before "community" and the columns above. */
struct aif_summary_key {
    const char *name, *text;
};

/* has_access: of runs with an access layer; all of a file's runs, or none. */
void aif_summary_csv_header(struct aif_sink *s, const struct aif_summary_key *keys, size_t count,
                            bool has_access);
void aif_summary_csv_rows(struct aif_sink *s, const struct aif_summary_key *keys, size_t count,
                          const struct aif_summary *summary);

/* One JSON object: the keys as strings, then "groups": an array of objects by column name; what a
 * CSV row leaves empty is null. */
void aif_summary_json(struct aif_sink *s, const struct aif_summary_key *keys, size_t count,
                      const struct aif_summary *summary);

/* For people: the main figures by community, those of the run, then every kind of rejection and
 * repair that happened, each with its count and what it means. */
void aif_summary_table(struct aif_sink *s, const struct aif_summary *summary);

#endif
