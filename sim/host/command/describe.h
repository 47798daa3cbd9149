#ifndef SIM_HOST_COMMAND_DESCRIBE_H
#define SIM_HOST_COMMAND_DESCRIBE_H

#include "aif/generate.h"
#include "aif/sink.h"

/* What a person wants to know first about a generated workload: jobs, span, load, and for each
 * community its share and the middle of its sizes, run times and limits. */

struct description_group {
    const char *name; /* community, or "all" */
    uint32_t jobs, sessions, users;
    int64_t unit_s;
    int64_t median_units, median_run_s, p90_run_s, median_limit_s;
};

/* [0] is "all", then the communities of the workload.  In the arena. */
struct description {
    const struct aif_generate_report *report;
    bool has_nodes; /* units are GPUs, else processors */
    struct description_group *groups;
    struct description_tallies *tallies; /* likewise */
    uint32_t group_count;
    struct aif_arena *arena;
};

/* Filled piece by piece, and complete after the end; `sample` has the names of all communities.
 * Medians and percentiles are order statistics: the smallest value that as many jobs do not exceed.
 * Memory is for the different values, not for jobs. */
struct description describe_begin(const struct aif_workload *sample,
                                  const struct aif_generate_report *report, struct aif_arena *a);
void describe_add(struct description *d, const struct aif_workload *piece);
void describe_end(struct description *d);

/* A table for people. */
void describe_table(const struct description *d, struct aif_sink *out);

/* The same as one JSON object, with seconds and GPU-seconds. */
void describe_json(const struct description *d, struct aif_sink *out);

#endif
