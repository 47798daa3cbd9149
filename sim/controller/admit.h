#ifndef SIM_CONTROLLER_ADMIT_H
#define SIM_CONTROLLER_ADMIT_H

#include "controller/controller.h"

/* The questions that every scheduler asks about a job in one of its partitions before it may start,
 * in the order in which Slurm asks them. */

enum admission {
    ADMIT,
    ADMIT_NOT_YET,   /* by what is in use now */
    ADMIT_NOT_EARLY, /* by a limit that is asked before anything else: others may have to wait for
                          the job, too (assoc_limit_stop) */
};

bool admit_is_partition_up(const struct controller *c, const struct ask *a);

/* What can be said without nodes: limits alone, and whether the partition is up before them.  Noted
 * as what the job waits for. */
enum admission admit_by_limits(struct controller *c, const struct ask *a);
enum admission admit_job(struct controller *c, const struct ask *a);

/* c->mine = those of the nodes that reservations leave the job.  False, and noted, if its own does
 * not last now. */
bool admit_nodes(struct controller *c, const struct ask *a, const struct bitset *nodes);

/* Start the job on these nodes, if no limit on what they add to what is in use forbids it. */
bool admit_start(struct controller *c, const struct ask *a, const struct choice *nodes,
                 int64_t limit_s);

#endif
