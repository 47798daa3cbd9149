#ifndef SIM_CONTROLLER_BACKFILL_H
#define SIM_CONTROLLER_BACKFILL_H

#include "controller/select.h"

/* One cycle of Slurm's backfill scheduler (22.05): waiting jobs in queue order, each started if it
 * can be without touching the plan of those before it, else planned. */

/* Nodes that are set aside for a time, by a reservation or for maintenance. */
struct backfill_window {
    int64_t start_s, end_s;
    const struct bitset *nodes;
    uint32_t id; /* the reservation's, for may_use */
};

/* What the controller is asked and told during a cycle.  `context` is passed back. */
struct backfill_calls {
    void *context;
    /* Whether the job is to be considered: eligible, not held, and no limit stands in its way if it
     * started now.  May be asked more than once, or not at all of a job that cannot start. A job
     * that may not run when asked must stay so for the rest of the cycle. */
    bool (*may_run)(void *context, const struct ask *a);
    /* Start it now on these nodes, for at most limit_s (less than it asked for if its --time-min
     * allows that).  Returns whether it did; then cluster_take() has been called. */
    bool (*start)(void *context, const struct ask *a, const struct choice *nodes, int64_t limit_s);
    /* The job could start now on usable nodes if its victims were gone: they are told to go, and
     * the plan keeps nodes for it.  NULL where there is no preemption. */
    void (*preempt)(void *context, const struct ask *a, const struct bitset *usable);
    /* Whether a job that may preempt could find victims among those that run or wait when the cycle
     * begins; NULL: it could. */
    bool (*may_preempt)(void *context, const struct ask *a);
    /* The job is planned to start at nodes->start_s on these nodes; [slot_start_s, slot_end_s) is
     * what the plan keeps for it, rounded to bf_resolution, or nothing if both are 0.  NULL: nobody
     * wants the plan, and only as much of it is made as the starts of this cycle depend on. */
    void (*planned)(void *context, const struct ask *a, const struct choice *nodes,
                    int64_t slot_start_s, int64_t slot_end_s);
    /* Whether the job may use the nodes of a window; NULL: none may. */
    bool (*may_use)(void *context, const struct ask *a, uint32_t window_id);
};

/* What a cycle did. */
struct backfill_counts {
    uint32_t tested, started, planned;
};

struct backfill;

/* Everything cycles need, made once a run in the cluster's arena.  Borrows all.  unix_start_s: what
 * to add to times to get Unix time, in which bf_resolution is rounded. */
struct backfill *backfill_open(struct select *s, struct cluster *c, const struct aif_centre *centre,
                               int64_t unix_start_s);

/* The waiting jobs in queue order, one record for each of a job's partitions, and the windows. */
struct backfill_input {
    int64_t now_s;
    const struct ask *const *queue;
    uint32_t count;
    const struct backfill_window *windows;
    uint32_t window_count;
};

struct backfill_counts backfill_run(struct backfill *b, const struct backfill_input *in,
                                    const struct backfill_calls *calls);

#endif
