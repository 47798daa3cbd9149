#ifndef SIM_CONTROLLER_DEPEND_H
#define SIM_CONTROLLER_DEPEND_H

#include "aif/workload.h"

/* Dependencies between jobs, as sbatch --dependency has them. */

struct controller;

/* Who waits for whom, from the target's side; and jobs of one user and name, for singletons. */
struct depend_graph {
    uint32_t *first_of_job, *by_job;     /* dependents of job j: by_job[first_of_job[j] ...] */
    uint32_t *first_of_array, *by_array; /* the same of arrays */
    uint32_t *named;                     /* jobs with a name, by user, name, index */
    uint32_t *place; /* of a job in named, or AIF_NONE; NULL if no job has a name */
    uint32_t named_count;
    bool has_any;
};

void depend_open(struct depend_graph *g, struct aif_arena *a, const struct aif_workload *w,
                 uint32_t job_count);

enum depend_verdict {
    DEPEND_MET,
    DEPEND_WAITS,
    DEPEND_NEVER, /* can not be met any more */
};

/* Whether the conditions of a job are met now.  until_ms: when they will be with no further event
 * (a delay after a start), else AIF_NEVER_S.  by: the job that is waited for, or AIF_NONE.
 * O(targets). */
struct depend_answer {
    enum depend_verdict verdict;
    int64_t until_ms;
    uint32_t by;
};
struct depend_answer depend_judge(const struct controller *c, uint32_t job);

/* Call `wake` for every pending job that may have been waiting for this one, which has started or
 * ended.  O(dependents). */
void depend_tell(struct controller *c, uint32_t job, void (*wake)(struct controller *, uint32_t));

#endif
