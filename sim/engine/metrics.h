/* The arithmetic of the metrics on plain arrays, so that it can be tested without a run. */
#ifndef ENGINE_METRICS_H
#define ENGINE_METRICS_H

#include "aif/metrics.h"

/* Jobs in groups of any kind. */
struct metrics_groups {
    const char *const *names;
    uint32_t count;
    const uint32_t *of_job; /* AIF_NONE: of none */
    bool have_grants;       /* an account's jobs are in one group, and so are its grants */
};

/* What a finished run leaves: rows[i] is what became of workload->jobs[i], i < count. */
struct metrics_input {
    const struct aif_workload *workload;
    const struct aif_row *rows;
    uint32_t count;
    const struct aif_totals *totals;
    const struct aif_episode *episodes;
    uint32_t episode_count;
    const struct metrics_groups *groups;    /* NULL: the communities */
    const struct aif_sim *sim;              /* asked what jobs held; NULL: nothing */
    const struct aif_machine *machine;      /* NULL: of no known size */
    const double *factors;                  /* by job: of charges; NULL: 1 */
    const struct aif_access *access;        /* NULL: none */
    const struct aif_grant_use *uses;       /* by job, where there is an access layer ... */
    const struct aif_grant_result *results; /* ... and by grant */
};

/* The arena is for what is not in the run. */
struct metrics_input metrics_input_of(const struct aif_scenario *scenario,
                                      const struct aif_sim *sim, struct aif_arena *arena);

/* What metrics say of grants; groups are there already.  There is an access layer. */
void metrics_of_grants(const struct metrics_input *in, struct aif_metrics *out);

/* As aif_metrics_compute(). */
void metrics_from_rows(const struct metrics_input *in, struct aif_arena *arena,
                       struct aif_metrics *out);

#endif
