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
    const struct description_group *groups;
    uint32_t group_count;
};

/* Medians and percentiles are order statistics: the smallest value that as many jobs do not
 * exceed. */
struct description describe_workload(const struct aif_workload *w,
                                     const struct aif_generate_report *report, struct aif_arena *a);

/* A table for people. */
void describe_table(const struct description *d, struct aif_sink *out);

/* The same as one JSON object, with seconds and GPU-seconds. */
void describe_json(const struct description *d, struct aif_sink *out);

#endif
