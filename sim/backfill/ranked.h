#ifndef SIM_BACKFILL_RANKED_H
#define SIM_BACKFILL_RANKED_H

#include "controller/controller.h"

/* Rules that rank running and waiting jobs together and stop running ones for waiting ones that
 * rank before them. */

struct ranked_job {
    uint32_t job; /* breaks ties */
    double first, second;
};

/* Zeroed before the first use. */
struct ranked {
    struct ranked_job *jobs;
    uint32_t count, capacity;
    bool *is_gone; /* by job: in the trial that is being made */
};

/* All jobs that run or stand in the queue, not ranked yet. */
void ranked_list(struct controller *c, struct ranked *r);

/* After ranked_start(): whether another order could let a job start.  Where nothing runs it could
 * not: all that waits has been tried on idle nodes. */
bool ranked_may_change(const struct controller *c);

/* Go through the jobs in the order of their ranks, lower first: those that run go on; those that
 * wait start if they fit, or if they do when running jobs of higher rank stop, of which as few and
 * as far behind as can be are parked.  A job that does not fit lets others pass.  may_park false:
 * nothing stops.  O(n log n) and, for a job that needs others' nodes, a choice of nodes for each
 * running job behind it. */
void ranked_start(struct controller *c, struct ranked *r, bool may_park);

#endif
