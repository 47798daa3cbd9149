#ifndef AIF_PRIORITY_H
#define AIF_PRIORITY_H

#include "aif/centre.h"

/* Slurm's priority/multifactor: how the priority of a job comes about, term by term, with the same
 * doubles in the same order as version 22.05, so that what it cuts off and what ties is the same.
 * Pure functions. */

/* What values of a centre are measured against; constant. */
struct aif_priority_scale {
    uint32_t nodes, cpus;                             /* of the cluster */
    int64_t max_partition_factor, max_qos, max_assoc; /* the largest there are; 0: none */
};

/* What is known of a job in one partition at one instant. */
struct aif_priority_job {
    int64_t age_s;    /* since it accrues age; 0 while it does not */
    double fairshare; /* factor of its association, 0 to 1 */
    uint32_t nodes;   /* the least it asks for */
    uint32_t cpus;    /* asked for; once the scheduler has planned it, those it would get; 0: not
                         known */
    int64_t limit_s;  /* rounded up to whole minutes, as batch systems keep it */
    struct aif_tres_set tres;            /* asked for, or what it would get */
    const struct aif_tres_set *capacity; /* of the partition; NULL: TRES count nothing */
    int64_t partition_factor, qos_priority, assoc_priority; /* not normalised */
    int64_t nice, site_factor;
    bool is_in_several_partitions; /* Slurm adds such a job's terms up in another order */
};

/* The terms: factors as they are (normalised to 1 unless a NO_NORMAL flag is set; 0 where the
 * weight is 0), and times their weights. */
struct aif_priority_terms {
    double age, assoc, fairshare, job_size, partition, qos, tres[AIF_TRES_COUNT];
};

struct aif_priority_sum {
    struct aif_priority_terms factor, weighted;
    double shown;      /* as sprio adds it up: not cut off, at least 1, may pass 2^32 */
    uint32_t priority; /* as the controller does: cut to a whole number, 1 to 2^32 - 1; held jobs
                          have 0, which is not said here */
};

/* The scale of a centre on a cluster of so many nodes and CPUs. */
struct aif_priority_scale aif_priority_scale_of(const struct aif_centre *centre,
                                                uint32_t partition_count, uint32_t nodes,
                                                uint32_t cpus);

/* The weighted terms that stay while a job waits, for those who ask for its priority often. */
struct aif_priority_fixed {
    double assoc, job_size, partition, qos, tres, site, nice;
    bool is_in_several_partitions;
};

void aif_priority_fix(const struct aif_priority *settings, const struct aif_priority_scale *scale,
                      const struct aif_priority_job *job, struct aif_priority_fixed *out);

/* The priority with this age and fair-share factor: what aif_priority_compute() says. */
uint32_t aif_priority_now(const struct aif_priority *settings,
                          const struct aif_priority_fixed *fixed, int64_t age_s, double fairshare);

/* The priority of a job under these settings. */
void aif_priority_compute(const struct aif_priority *settings,
                          const struct aif_priority_scale *scale,
                          const struct aif_priority_job *job, struct aif_priority_sum *out);

#endif
