#ifndef AIF_PREEMPT_H
#define AIF_PREEMPT_H

#include "aif/centre.h"
#include "aif/plugin.h"

/* Which running jobs make way for a waiting one, as Slurm 22.05 decides it: PreemptType says who
 * may be asked to, the rest is common to all types. */

/* A job as preemption sees it. */
struct aif_preempt_job {
    uint32_t job;            /* number: breaks ties, lower first */
    uint32_t qos, partition; /* indices in the centre; AIF_NONE: none */
    int64_t priority;
    uint32_t node_count; /* of a running job, as is start_s */
    int64_t start_s;
    bool must_not_requeue;
    int64_t key; /* set here, for sorting */
};

/* A PreemptType. */
struct aif_preempt {
    struct aif_plugin plugin;
    /* Whether the rank of one lets it preempt the other. */
    bool (*outranks)(const struct aif_centre *c, const struct aif_preempt_job *preemptor,
                     const struct aif_preempt_job *victim);
    int64_t (*rank)(const struct aif_centre *c, const struct aif_preempt_job *victim);
    /* What is done to the victim, AIF_PREEMPT_UNSET for what the centre says, and how many seconds
     * it is warned before. */
    enum aif_preempt_mode (*mode)(const struct aif_centre *c, const struct aif_preempt_job *victim);
    int64_t (*grace_s)(const struct aif_centre *c, const struct aif_preempt_job *victim);
};

/* The one of centre->preempt_type. */
const struct aif_preempt *aif_preempt_of(const struct aif_centre *c);

/* What is done to this victim: its QOS' or partition's mode, or the centre's; cancelled where it is
 * to be requeued and may not be. */
enum aif_preempt_mode aif_preempt_how(const struct aif_preempt *p, const struct aif_centre *c,
                                      const struct aif_preempt_job *victim);

/* When a running job's exempt time is over: that of its partition's QOS, else of its own (the other
 * way round with OverPartQOS), else the centre's, after its start. */
int64_t aif_preempt_exempt_until_s(const struct aif_centre *c,
                                   const struct aif_preempt_job *victim);

/* Whether a waiting job may preempt a running one at this time. */
bool aif_preempt_may(const struct aif_preempt *p, const struct aif_centre *c,
                     const struct aif_preempt_job *preemptor, const struct aif_preempt_job *victim,
                     int64_t now_s);

/* Keep of these running jobs, which must have nodes in the preemptor's partition, those it may
 * preempt, in the order in which they are asked: lowest rank first, fewest nodes first; or the
 * youngest first.  Returns how many.  O(n log n). */
uint32_t aif_preempt_candidates(const struct aif_centre *c, const struct aif_preempt_job *preemptor,
                                struct aif_preempt_job *running, uint32_t count, int64_t now_s);

/* What the choice of victims asks of the scheduler. */
struct aif_preempt_trial {
    void *context;
    /* Whether the preemptor fits if the first `count` of these jobs were gone; if so its nodes are
     * remembered for overlap(). */
    bool (*fits)(void *context, const struct aif_preempt_job *gone, uint32_t count);
    /* How many of these nodes a job has. */
    uint32_t (*overlap)(void *context, const struct aif_preempt_job *job);
};

/* Choose victims among candidates, which are reordered: take one after the other away until the
 * job fits; then try again with the last one first (strict_order: the others stay in order, else
 * those with most of its nodes follow), reorder_count times and once more; of those taken away the
 * last time, the ones on the preemptor's nodes are victims.  They are moved to the front.  Returns
 * how many, 0 if the job fits nowhere.  O(candidates) trials. */
uint32_t aif_preempt_choose(const struct aif_slurm *s, const struct aif_preempt_trial *trial,
                            struct aif_preempt_job *candidates, uint32_t count);

#endif
