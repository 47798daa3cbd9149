#ifndef AIF_METRICS_H
#define AIF_METRICS_H

#include "aif/arena.h"
#include "aif/sim.h"

/* Metrics of one finished run, with their exact variants (definitions: docs/metrics.md).  Jobs that
 * never ran count in `rejected`, `cancelled` or `blocked` alone; a requeued job counts with its
 * last run.  All sums are integers, so no figure depends on the order of summing; ratios are kept
 * in units of 1e-9 (`_nano`).
 *
 * wait = start - submit; turnaround = end - submit; run time r = end - start;
 * slowdown = turnaround / max(r, 1 s); bounded slowdown = max(1, turnaround / max(r, tau)), tau 10
 * s and 600 s; per-processor bounded slowdown = max(1, turnaround / (units * max(r, 10 s))).
 * Percentiles interpolate linearly between order statistics (Hyndman and Fan type 7, the default of
 * R, NumPy and pandas). */

struct aif_stat {
    int64_t mean_nano, median_nano, p95_nano, p99_nano, max_nano; /* seconds or ratios, x 1e9 */
};

struct aif_group {
    const char *name; /* community, or "all"; "account:NAME" and the like of aif_metrics_add() */
    uint64_t jobs;    /* started jobs */
    uint64_t completed, failed, timed_out, rejected;
    uint64_t cancelled, preempted, blocked; /* see enum aif_outcome; blocked ones never started */
    uint64_t node_failed;
    int64_t unit_s;        /* consumed, by runs that were cut short too */
    int64_t submit_unit_s; /* of them, what fell between the first and the last submit of the run */
    int64_t share_nano;    /* submit_unit_s / that of all */
    int64_t norm_shares_nano; /* what the share tree promises of it; -1: nothing known */
    uint64_t without_units;   /* of jobs: used none of the counted unit, on a machine with GPUs */
    int64_t
        billing_s; /* charged by the weights of partitions and QOS, without decay, rounded ... */
    int64_t submit_billing_s;   /* ... of it, between the first and the last submit of the run */
    int64_t billing_share_nano; /* submit_billing_s / that of all, before rounding */
    /* Of runs with an access layer: unit-hours by the rules of grants, x 1e9; -1: not known. */
    int64_t granted_h_nano;     /* amounts of the grants of its accounts */
    int64_t charged_h_nano;     /* for runs of its jobs */
    int64_t expired_h_nano;     /* of what was granted, left at the end ... */
    int64_t forfeited_h_nano;   /* ... and lost before, month by month */
    int64_t overrun_h_nano;     /* charged beyond the amounts */
    int64_t refused_h_nano;     /* what refused jobs would have used */
    int64_t lowered_share_nano; /* of what was charged, for jobs that started in a lowered band */
    uint64_t refused;           /* jobs that a grant, or the want of one, refused */
    struct aif_stat wait_s, turnaround_s, slowdown, bsld_10, bsld_600, ppbsld_10;
};

struct aif_metrics {
    struct aif_group *groups; /* [0] is "all", then the communities in the workload's order */
    uint32_t group_count;
    uint32_t added_count; /* the last so many are of aif_metrics_add() */
    bool has_access;      /* the run had an access layer */
    int64_t first_submit_s, last_submit_s, last_end_s; /* of jobs that ran */
    int64_t makespan_s;                                /* last end - first submit */
    int64_t utilisation_nano;        /* busy unit-seconds / (capacity x makespan) */
    int64_t utilisation_submit_nano; /* the same over [first submit, last submit], overlaps only */
    int64_t offered_load_nano;       /* submitted unit-seconds / (capacity x submit window) */
    int64_t lost_a_nano, lost_b_nano, lost_c_nano; /* loss of capacity, see aif_totals */
    int64_t jain_nano, gini_nano; /* of unit-seconds consumed per user (users with jobs that ran) */
    uint64_t stranger_count;      /* jobs of aif_strangers_of() */
    int64_t jain_bsld_nano, gini_bsld_nano; /* of the users' mean bounded slowdown, tau 10 s */
    /* As utilisation, of all CPUs and of all GPUs; -1: the machine has none. */
    int64_t cpu_utilisation_nano, cpu_utilisation_submit_nano;
    int64_t gpu_utilisation_nano, gpu_utilisation_submit_nano;
};

/* Compute from a finished run; memory comes from the arena.  O(n log n). */
void aif_metrics_compute(const struct aif_scenario *scenario, const struct aif_sim *sim,
                         struct aif_arena *arena, struct aif_metrics *out);

/* Jobs that no association of the centre's accounts is there for: their fair-share factor is 0.
 * None where the centre states no accounts, or the policy knows nothing of shares. */
struct aif_strangers {
    uint64_t jobs;
    uint32_t users;
    const char *first; /* user of the first of them; of the workload */
    bool is_refused;   /* the centre enforces associations: these jobs are refused */
};

struct aif_strangers aif_strangers_of(const struct aif_scenario *scenario);

/* What else jobs may be grouped by. */
enum aif_by {
    AIF_BY_ACCOUNT, /* each account of the tree, with those below it; "account:NAME" */
    AIF_BY_QOS,     /* the one a job runs under: what it states, else its association's */
    AIF_BY_USER,    /* users of the workload */
    AIF_BY_COUNT
};

const char *aif_by_name(enum aif_by by); /* "account", "qos", "user" */

/* Append groups to the metrics of the same run; jobs of none of them are in a last one,
 * "KIND:(none)". Accounts are those of the centre, else of the workload.  O(n log n). */
void aif_metrics_add(const struct aif_scenario *scenario, const struct aif_sim *sim, enum aif_by by,
                     struct aif_arena *arena, struct aif_metrics *metrics);

/* Fair start time (Sabin, Kochhar and Sadayappan, ICPP 2004): the start of a job when all jobs
 * after it in the workload are removed and the same policy is run.  Writes start - fair start, at
 * least 0, for each job (0 for rejected ones) into miss_s[job count].  One run per job: O(n) runs.
 */
bool aif_fair_start_miss(const struct aif_scenario *scenario, int64_t *miss_s, struct aif_err *err);

#endif
