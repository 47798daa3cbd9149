/* PreemptType=preempt/none: nobody makes way. */
#include "aif/preempt.h"

static bool outranks(const struct aif_centre *c, const struct aif_preempt_job *preemptor,
                     const struct aif_preempt_job *victim)
{
    (void)c, (void)preemptor, (void)victim;
    return false;
}

static int64_t rank(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    (void)c, (void)victim;
    return 0;
}

static enum aif_preempt_mode mode(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    (void)c, (void)victim;
    return AIF_PREEMPT_OFF;
}

const struct aif_preempt aif_preempt_none = {
    .plugin = {AIF_PREEMPT, "none", "running jobs are left alone"},
    .outranks = outranks,
    .rank = rank,
    .mode = mode,
    .grace_s = rank,
};
