#ifndef SIM_HOST_CALIBRATE_TALLY_H
#define SIM_HOST_CALIBRATE_TALLY_H

#include "aif/workload.h"
#include "host/calibrate/published.h"

/* Counts over the jobs of a workload. */

/* Kinds whose jobs count: one truth for each application of the workload; NULL: all. */
struct tally_of {
    const struct aif_workload *w;
    const bool *is_counted;
};

bool tally_counts(const struct tally_of *of, const struct aif_job *job);

/* What a job has, and what it weighs. */
typedef int64_t tally_value(const struct aif_job *job);

int64_t tally_one(const struct aif_job *job);
int64_t tally_gpus(const struct aif_job *job);
int64_t tally_runtime_s(const struct aif_job *job);
int64_t tally_gpu_s(const struct aif_job *job); /* GPUs x the lesser of run time and limit */

struct tally_sum {
    uint32_t jobs;
    int64_t sum;
    double squares;
};

struct tally_sum tally_sum(const struct tally_of *of, tally_value *value);

/* So many jobs of equal weight vary as much as these do. */
double tally_equal_jobs(const struct tally_sum *s);

/* The values of all jobs that count, ascending; *n of them.  In the arena. */
int64_t *tally_sorted(const struct tally_of *of, tally_value *value, struct aif_arena *a,
                      uint32_t *n);

/* Where a curve and ours, the share of `weight` on jobs whose `value` is at most so much, differ
 * most: the point, and our share there. */
struct tally_gap {
    double at, ours, published, distance;
};

struct tally_gap tally_curve(const struct tally_of *of, tally_value *value, tally_value *weight,
                             const struct published_curve *curve);

/* GPU time of each user that has a job, most first; *n of them.  Jobs of no user are left out.  In
 * the arena. */
int64_t *tally_users(const struct aif_workload *w, struct aif_arena *a, uint32_t *n);

#endif
