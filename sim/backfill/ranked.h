#ifndef SIM_BACKFILL_RANKED_H
#define SIM_BACKFILL_RANKED_H

#include "controller/controller.h"

/* Rules that rank running and waiting jobs together and stop running ones for waiting ones that
 * rank before them. */

struct ranked_job {
    uint32_t job; /* breaks ties */
    double first, second;
};

enum { RANKED_FAILED_MOST = 32 };

/* Zeroed before the first use. */
struct ranked {
    struct ranked_job *jobs; /* as they were listed: whoever has listed them ranks them here */
    uint32_t count, capacity;

    /* Of ranked_start(). */
    struct ranked_job *sorted, *spare; /* by rank */
    uint32_t sorted_count;
    uint32_t *places; /* by job: scratch */
    bool *is_gone;    /* by position: in the trial that is being made */
    bool may_park;
    /* Running jobs behind the one that is being looked at, and what they hold. */
    uint32_t behind_count;
    uint64_t behind_nodes;
    int64_t behind_units;
    /* Nodes that are up and without jobs, when the cluster had changed so often. */
    uint32_t idle_nodes;
    uint64_t change_count;
    const struct ask *failed[RANKED_FAILED_MOST]; /* found no nodes in this pass */
    uint32_t failed_count;
    bool has_looked, is_up_same; /* the nodes that are up are those of the last pass */
};

/* All jobs that run or stand in the queue, not ranked yet. */
void ranked_list(struct controller *c, struct ranked *r);

/* After ranked_start(): whether another order could let a job start.  Where nothing runs it could
 * not: all that waits has been tried on idle nodes. */
bool ranked_may_change(const struct controller *c);

/* Go through the jobs in the order of their ranks, lower first: those that run go on; those that
 * wait start if they fit, or if they do when running jobs of higher rank stop, of which as few and
 * as far behind as can be are parked.  A job that does not fit lets others pass.  may_park false:
 * nothing stops.  O(n) where the order hardly changes and, for a job that needs others' nodes, a
 * choice of nodes for each running job behind it. */
void ranked_start(struct controller *c, struct ranked *r, bool may_park);

#endif
