#ifndef AIF_LIMITS_H
#define AIF_LIMITS_H

#include "aif/tres.h"

/* Limits of an association or of a QOS, under Slurm's names; AIF_UNLIMITED where not set.  "grp"
 * limits bind all jobs below an association, or of a QOS, together; "per user" and "per account"
 * ones are of a QOS only; max_jobs, max_submit and max_accrue of an association only. */
struct aif_limits {
    struct aif_tres_set grp_tres;      /* in use at a time */
    struct aif_tres_set grp_tres_mins; /* usage, decayed as fair-share usage is; minutes */
    struct aif_tres_set
        grp_tres_run_mins; /* sum over running jobs of amount x limit left; minutes */
    struct aif_tres_set max_tres_per_job, max_tres_per_node;
    struct aif_tres_set max_tres_mins_per_job; /* amount x limit; minutes */
    struct aif_tres_set max_tres_per_user, max_tres_per_account;
    struct aif_tres_set max_tres_run_mins_per_user, max_tres_run_mins_per_account;
    struct aif_tres_set min_tres_per_job;
    int64_t grp_jobs, grp_submit, grp_wall_s;
    int64_t max_jobs, max_submit;
    int64_t max_jobs_per_user, max_submit_per_user;
    int64_t max_jobs_per_account, max_submit_per_account;
    int64_t max_accrue, grp_accrue; /* jobs that gain age priority at a time */
    int64_t max_accrue_per_user, max_accrue_per_account;
    int64_t max_wall_s; /* time limit of a job */
};

/* Limits that limit nothing. */
struct aif_limits aif_limits_none(void);

/* Take over the limits of the association above that are not set here.  Those of groups are not
 * inherited: they bind at their own level. */
void aif_limits_inherit(struct aif_limits *own, const struct aif_limits *parent);

#endif
