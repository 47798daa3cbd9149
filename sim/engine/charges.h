/* What jobs are charged by the weights of their partitions, and the CPUs and GPUs they hold. */
#ifndef ENGINE_CHARGES_H
#define ENGINE_CHARGES_H

#include "engine/metrics.h"
#include "engine/wide.h"

/* Charges of a group in units of 1e-9: of the whole run, and of the window of submits. */
struct charge_sums {
    struct wide whole, submit;
};

struct charges {
    const struct metrics_input *in;
    struct charge_sums *groups; /* by group; those of none come last */
    int64_t last_submit_s;
    int64_t cpu_s, cpu_submit_s, gpu_s, gpu_submit_s;
};

/* A run, or a suspension within one, whose time is no use of CPUs and GPUs. */
struct charge_run {
    uint32_t job, group;
    int64_t start_s, end_s;
    const struct aif_holding *holding;
    bool is_suspension;
};

/* Usage factors of the jobs' QOS; NULL where all are 1. */
const double *charge_factors(const struct aif_scenario *scenario, uint32_t count,
                             struct aif_arena *arena);

/* The QOS of the centre that each job runs under: the one with the name that it states, else that
 * of its association, else the first, as the controller binds jobs.  The centre has some. */
uint32_t *charge_qos_of_jobs(const struct aif_scenario *scenario, uint32_t count,
                             struct aif_arena *arena);

void charges_open(struct charges *c, const struct metrics_input *in, const struct aif_metrics *out,
                  struct aif_arena *scratch);
void charges_add(struct charges *c, const struct charge_run *run);

/* Fill in what the metrics say of charges, CPUs and GPUs; times and groups are there already. */
void charges_close(const struct charges *c, struct aif_metrics *out);

#endif
