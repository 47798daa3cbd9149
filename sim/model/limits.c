/* Limits of associations and QOS. */
#include "aif/limits.h"

static struct aif_tres_set unlimited(void)
{
    struct aif_tres_set s;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        s.of[t] = AIF_UNLIMITED;
    return s;
}

struct aif_limits aif_limits_none(void)
{
    return (struct aif_limits){
        .grp_tres = unlimited(),
        .grp_tres_mins = unlimited(),
        .grp_tres_run_mins = unlimited(),
        .max_tres_per_job = unlimited(),
        .max_tres_per_node = unlimited(),
        .max_tres_mins_per_job = unlimited(),
        .max_tres_per_user = unlimited(),
        .max_tres_per_account = unlimited(),
        .max_tres_run_mins_per_user = unlimited(),
        .max_tres_run_mins_per_account = unlimited(),
        .min_tres_per_job = unlimited(),
        .grp_jobs = AIF_UNLIMITED,
        .grp_submit = AIF_UNLIMITED,
        .grp_wall_s = AIF_UNLIMITED,
        .max_jobs = AIF_UNLIMITED,
        .max_submit = AIF_UNLIMITED,
        .max_jobs_per_user = AIF_UNLIMITED,
        .max_submit_per_user = AIF_UNLIMITED,
        .max_jobs_per_account = AIF_UNLIMITED,
        .max_submit_per_account = AIF_UNLIMITED,
        .max_accrue = AIF_UNLIMITED,
        .grp_accrue = AIF_UNLIMITED,
        .max_accrue_per_user = AIF_UNLIMITED,
        .max_accrue_per_account = AIF_UNLIMITED,
        .max_wall_s = AIF_UNLIMITED,
    };
}

static void inherit_count(int64_t *own, int64_t parent)
{
    if (*own == AIF_UNLIMITED)
        *own = parent;
}

static void inherit_tres(struct aif_tres_set *own, const struct aif_tres_set *parent)
{
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        inherit_count(&own->of[t], parent->of[t]);
}

void aif_limits_inherit(struct aif_limits *own, const struct aif_limits *parent)
{
    inherit_tres(&own->max_tres_per_job, &parent->max_tres_per_job);
    inherit_tres(&own->max_tres_per_node, &parent->max_tres_per_node);
    inherit_tres(&own->max_tres_mins_per_job, &parent->max_tres_mins_per_job);
    inherit_count(&own->max_jobs, parent->max_jobs);
    inherit_count(&own->max_submit, parent->max_submit);
    inherit_count(&own->max_accrue, parent->max_accrue);
    inherit_count(&own->max_wall_s, parent->max_wall_s);
}
