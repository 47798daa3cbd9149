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
