/* Slurm's priority/multifactor: highest priority first, by the terms of the centre's settings. */
#include "aif/sched.h"

static double score(const struct aif_standing *s, int64_t now_s)
{
    (void)now_s;
    int64_t age_s = s->recalculated_s - s->ask.submit_s;
    return -(double)aif_priority_now(s->settings, s->fixed, age_s, s->fairshare);
}

const struct aif_order aif_order_multifactor = {
    .plugin = {AIF_ORDER, "multifactor",
               "Slurm's multifactor priority: fair share, age, size ..., highest first"},
    .is_dynamic = true,
    .is_by_priority = true,
    .score_standing = score,
};
