#ifndef AIF_LIMIT_LIMIT_H
#define AIF_LIMIT_LIMIT_H

#include "aif/arena.h"
#include "limit/verdict.h"

/* Limits of associations and QOS, as Slurm 22.05 enforces them, and what is used of them.
 *
 * A job meets two QOS, the partition's before its own (its own first with OverPartQOS), and the
 * associations from its user up to the root.  Of each limit the first of the two QOS that sets it
 * decides; group limits of associations bind at every level, their other limits are inherited
 * downwards until a child sets its own; both only count where no QOS has set that limit.
 *
 * A book belongs to one run.  Every call below costs O(depth of the tree), beside O(nodes of the
 * job) where a limit counts nodes. */

/* What is used of one association, of one QOS, or by one user or account in one QOS. */
struct limit_use {
    uint32_t jobs, submitted, accruing;
    struct aif_tres_set in_use;     /* of[AIF_TRES_NODE]: nodes used by several jobs count once */
    struct aif_tres_set run_tres_s; /* amount x limit left of the running jobs; seconds */
    uint16_t *node_jobs;            /* jobs per node; NULL: nodes are summed */
};

/* Decayed usage, for minutes limits: borrowed from whoever accounts it, and read at each check.
 * By index of association or QOS; NULL: none used. */
struct limit_usage {
    const struct aif_used *assocs, *qos; /* aif/usage.h */
};

struct limit_qos_use {
    struct limit_use all;
    struct limit_use **users, **accounts; /* made when first used */
};

struct limit_book {
    struct aif_arena *arena;
    const struct aif_centre *centre;
    struct limit_usage usage;  /* set by the owner; zeroed: nothing used */
    uint32_t node_count;       /* of the machine; 0: nodes are summed */
    struct limit_use *assocs;  /* by index */
    struct limit_qos_use *qos; /* by index */
    struct aif_limits *own;    /* by association: its limits, with the inherited ones */
    uint32_t *assoc_kinds;     /* by association: which kinds of limit it has; masks */
    uint32_t *qos_kinds;       /* by QOS */
    uint32_t *next_limited;    /* by association: the nearest one above with group limits */
    uint32_t *users;           /* by association: number of the user's name, or AIF_NONE */
    uint32_t user_count;
};

/* What limits need to know of a job. */
struct limit_job {
    uint32_t assoc;            /* its user's; AIF_NONE: none, and no limits */
    uint32_t qos;              /* AIF_NONE: none */
    uint32_t partition_qos;    /* of the partition it is tried in; AIF_NONE: none */
    const uint32_t *other_qos; /* of all its partitions, if it names several; else NULL */
    uint32_t other_count;
    struct aif_tres_set amount; /* asked for, or what it gets where that is known */
    int64_t limit_s;            /* counted in whole minutes, rounded up */
    double fairshare;           /* its factor, for UsageThreshold */
    bool has_reservation;
};

/* What a running job holds; kept by the caller from its start to its end. */
struct limit_hold {
    struct aif_tres_set amount;
    int64_t left_s; /* of the run time it was charged for, usage factor included */
};

/* A book with nothing used.  Without AIF_ENFORCE_LIMITS every check passes. */
void limit_book_init(struct limit_book *b, struct aif_arena *arena, const struct aif_centre *c,
                     uint32_t node_count);

/* Whether `task_count` jobs like this may be submitted; if not they are refused.  Counts of
 * submitted jobs always bind; sizes and times only if a QOS of the job denies on limit. */
struct limit_verdict limit_check_submit(const struct limit_book *b, const struct limit_job *j,
                                        uint32_t task_count);

/* What can be said before nodes are looked for: job counts, wall times, usage threshold. */
struct limit_verdict limit_check_early(const struct limit_book *b, const struct limit_job *j);

/* Whether the job may start now: the early checks and all others.  `nodes`, if not NULL, are those
 * it would get; nodes that its group uses already then count no second time. */
struct limit_verdict limit_check_start(const struct limit_book *b, const struct limit_job *j,
                                       const uint32_t *nodes, uint32_t node_count);

/* Whether a running job may go on; if not it is to be ended as timed out.  Without `safe`, usage
 * may reach a minutes limit while jobs run. */
struct limit_verdict limit_check_running(const struct limit_book *b, const struct limit_job *j,
                                         int64_t ran_s);

/* Whether any limit can end running jobs: else nobody needs to ask.  O(associations + QOS). */
bool limit_ends_jobs(const struct limit_book *b);

/* The most nodes a job like this may have, or UINT32_MAX; v says by which limit. */
uint32_t limit_max_nodes(const struct limit_book *b, const struct limit_job *j,
                         struct limit_verdict *v);

/* Jobs with a lower priority than this get no place in the plan (MinPrioThreshold); 0: all do. */
int64_t limit_priority_threshold(const struct limit_book *b, const struct limit_job *j);

/* Whether one more waiting job like this may begin to gain age (MaxJobsAccrue, GrpJobsAccrue); and
 * whether there is any such limit: else nobody needs to ask or to note.  O(associations + QOS). */
bool limit_bounds_accrual(const struct limit_book *b);
bool limit_may_accrue(const struct limit_book *b, const struct limit_job *j);

/* Keep the counts.  A job is submitted, then either cancelled or started, and a started one ends.
 * A requeued job ends and is submitted again.  Started jobs have their partition_qos settled. */
void limit_note_submit(struct limit_book *b, const struct limit_job *j, uint32_t task_count);
void limit_note_cancel(struct limit_book *b, const struct limit_job *j, uint32_t task_count);
void limit_note_start(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                      const uint32_t *nodes, uint32_t node_count);
void limit_note_end(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                    const uint32_t *nodes, uint32_t node_count);

/* A running job has run for so long since the last call: run minutes fall when priorities are
 * computed, not by the second. */
void limit_note_ran(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                    int64_t ran_s);

/* A running job's limit has become j->limit_s; it was old_s. */
void limit_note_limit(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                      int64_t old_s);

void limit_note_accrue(struct limit_book *b, const struct limit_job *j);
void limit_note_accrue_end(struct limit_book *b, const struct limit_job *j);

#endif
