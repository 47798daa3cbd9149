#ifndef AIF_SCHED_H
#define AIF_SCHED_H

#include "aif/formula.h"
#include "aif/job.h"
#include "aif/priority.h"
#include "aif/share.h"

/* The three axes of a scheduler: in which order jobs wait, which of them start now, and where. Each
 * policy is one static const struct in one file, listed in sim/plugins.h. */

/* What an order sees of a job. */
struct aif_ask {
    int64_t submit_s;
    int64_t limit_s; /* requested time after the site's defaults; >= 1 */
    uint32_t units;  /* width: processors of a pool; GPUs where the nodes have them, else cores */
};

/* What an order may see besides: whose job it is, and what that means.  Fair share, usage and age
 * are those of the last recalculation of priorities (PriorityCalcPeriod). */
struct aif_standing {
    struct aif_ask ask;
    const struct aif_priority *settings;
    const struct aif_priority_fixed *fixed; /* terms of priority that do not change */
    int64_t recalculated_s;                 /* may be before the job was submitted */
    double fairshare;                       /* factor of its association; 0 without one */
    const struct aif_formula *formula;      /* of orders that take one, with its values */
    const double *values;
};

/* In which order jobs wait: lower scores first, ties by submit time, then position in the trace. */
struct aif_order {
    struct aif_plugin plugin;
    bool is_dynamic; /* the score changes while a job waits */

    /* Must give the same bits on every machine: + - * / sqrt and exactmath.h only.  Never NaN.  An
     * order that is not dynamic ignores now_s. */
    double (*score)(const struct aif_ask *ask, int64_t now_s);

    const char *parameter; /* what follows the name after a colon; NULL: nothing */
    bool is_by_priority;   /* the score is minus Slurm's priority */

    /* In place of score: for orders that see standings.  Their scores change at recalculations
     * only. */
    double (*score_standing)(const struct aif_standing *standing, int64_t now_s);
};

/* One scheduling pass over one domain at one instant: an opaque view that only lives for the call.
 * Tasks are job indices; they are valid while they wait. */
struct aif_pass;
struct start_rule;

/* The jobs that a policy may promise a future start. */
#define AIF_DEPTH_ALL UINT32_MAX

/* Which waiting jobs start now. */
struct aif_backfill {
    struct aif_plugin plugin;
    const char *parameter;   /* what may follow the name after a colon; NULL: nothing */
    const char *variant;     /* if that is this one word ... */
    bool takes_thresholds;   /* ... or ascending numbers with commas, in place of a depth */
    uint32_t default_depth;  /* reservations a pass makes for blocked jobs */
    bool keeps_reservations; /* they live from pass to pass (conservative backfilling) */
    bool controls; /* runs on the model of a batch system's controller; schedule is NULL */
    const struct start_rule *rule; /* where it controls: see sim/controller/rule.h; NULL: Slurm's */

    /* Called once per instant at which the domain's queue or its free resources changed, after
     * every other event of that instant. */
    void (*schedule)(struct aif_pass *pass);

    /* Optional, a short cut: nothing but the arrival of this one job has happened since schedule()
     * declared the domain settled, jobs wait, and it is not the first of them.  Starts it now,
     * ahead of all that wait, and returns true, or false if it has to wait.  NULL: schedule() is
     * called as always. */
    bool (*overtake)(struct aif_pass *pass, uint32_t job);
};

/* A node that could take its part of a job, as a place policy sees it. */
struct aif_spot {
    uint32_t node;
    struct aif_shape free;     /* what is free there, before the job */
    struct aif_shape capacity; /* what the node has */
};

/* Where a job runs, among the nodes that fit: those of lowest rank, ties by node number.  A NULL
 * rank means that all are equal. */
struct aif_place {
    struct aif_plugin plugin;
    uint64_t (*rank)(const struct aif_spot *spot, const struct aif_shape *need);
};

enum { AIF_THRESHOLD_MOST = 8 };

/* A scheduler: the axes put together. */
struct aif_policy {
    const struct aif_order *order;
    const struct aif_order
        *candidates; /* order in which jobs are tried for backfilling; NULL: as order */
    const struct aif_backfill *backfill;
    const struct aif_place *place;
    struct aif_formula order_formula, candidates_formula; /* where these orders take one */
    const struct aif_share *share; /* what fair-share factors are, for orders that look at them;
                                      NULL: the centre's, else fair-tree */
    uint32_t depth;                /* reservations; AIF_DEPTH_ALL for all */
    bool is_variant;               /* the backfill's variant was asked for */
    int64_t thresholds[AIF_THRESHOLD_MOST]; /* ascending, above 0 */
    uint32_t threshold_count;               /* 0: the backfill's own */
    bool is_replanned; /* conservative: plan anew at every pass instead of compressing */
};

/* A scheduler by the names of its parts.  backfill may carry a parameter ("depth:8",
 * "conservative:replan").  All others may be NULL for the defaults: order fcfs, or multifactor
 * where the backfill controls; candidates as order; place first-fit; share the centre's, else
 * fair-tree. */
struct aif_policy_names {
    const char *order, *backfill, *candidates, *place, *share;
};

/* The policy of these names.  On an unknown name or parameter false, and err says which there are.
 */
bool aif_policy_parse(const struct aif_policy_names *names, struct aif_policy *out,
                      struct aif_err *err);

#endif
