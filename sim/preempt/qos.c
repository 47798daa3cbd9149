/* PreemptType=preempt/qos: jobs of the QOS that a QOS lists make way for it. */
#include "aif/preempt.h"

static bool may_within(const struct aif_centre *c, const struct aif_centre_qos *q)
{
    return c->preempts_within || (q->flags & AIF_QOS_PREEMPT_WITHIN);
}

static bool outranks(const struct aif_centre *c, const struct aif_preempt_job *preemptor,
                     const struct aif_preempt_job *victim)
{
    if (preemptor->qos == AIF_NONE || victim->qos == AIF_NONE)
        return false;
    const struct aif_centre_qos *q = &c->qos[preemptor->qos];
    bool is_first = preemptor->priority > victim->priority;
    if (preemptor->qos == victim->qos)
        return may_within(c, q) && is_first;
    if ((c->preempts_by_priority || (q->flags & AIF_QOS_PREEMPT_PRIORITY)) && !is_first)
        return false;
    return q->preempt_mask >> victim->qos & 1;
}

static int64_t rank(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    return victim->qos == AIF_NONE ? 0 : c->qos[victim->qos].priority;
}

static enum aif_preempt_mode mode(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    return victim->qos == AIF_NONE ? AIF_PREEMPT_UNSET : c->qos[victim->qos].preempt_mode;
}

static int64_t grace_s(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    return victim->qos == AIF_NONE ? 0 : c->qos[victim->qos].grace_s;
}

const struct aif_preempt aif_preempt_qos = {
    .plugin = {AIF_PREEMPT, "qos", "jobs of the QOS that a job's QOS lists make way"},
    .outranks = outranks,
    .rank = rank,
    .mode = mode,
    .grace_s = grace_s,
};
