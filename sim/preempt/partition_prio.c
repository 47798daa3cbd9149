/* PreemptType=preempt/partition_prio: jobs of partitions of a lower tier make way. */
#include "aif/preempt.h"

static const struct aif_centre_partition *find(const struct aif_centre *c,
                                               const struct aif_preempt_job *j)
{
    return c->partitions && j->partition != AIF_NONE ? &c->partitions[j->partition] : NULL;
}

static int64_t rank(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    const struct aif_centre_partition *p = find(c, victim);
    return p ? p->priority_tier : 1;
}

static bool outranks(const struct aif_centre *c, const struct aif_preempt_job *preemptor,
                     const struct aif_preempt_job *victim)
{
    return rank(c, preemptor) > rank(c, victim);
}

static enum aif_preempt_mode mode(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    const struct aif_centre_partition *p = find(c, victim);
    return p ? p->preempt_mode : AIF_PREEMPT_UNSET;
}

static int64_t grace_s(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    const struct aif_centre_partition *p = find(c, victim);
    return p ? p->grace_s : 0;
}

const struct aif_preempt aif_preempt_partition_prio = {
    .plugin = {AIF_PREEMPT, "partition-prio", "jobs in partitions of a lower tier make way"},
    .outranks = outranks,
    .rank = rank,
    .mode = mode,
    .grace_s = grace_s,
};
