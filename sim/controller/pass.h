#ifndef SIM_CONTROLLER_PASS_H
#define SIM_CONTROLLER_PASS_H

#include "controller/controller.h"

/* The two schedulers of Slurm. */

/* The main scheduler: jobs in queue order; a job that does not fit blocks its partitions' nodes for
 * all that come after it.  Looks at the first default_queue_depth jobs, or at all if a full pass is
 * due. */
void main_pass(struct controller *c);

/* The same over the whole queue as a part of another rule: without timers. */
void main_pass_all(struct controller *c);

/* One cycle of the backfill scheduler. */
void backfill_cycle(struct controller *c);

/* The same as a part of another rule: without timers. */
void backfill_once(struct controller *c);

/* Find the reservation that a job names; false if there is none of that name or it is not for the
 * job's user and account. */
bool reservation_bind(struct controller *c, uint32_t job);

/* Whether the job may use the nodes of a reservation while it lasts: it names it, or it is a
 * magnetic one for its user or account. */
bool reservation_is_open_to(const struct controller *c, uint32_t job, uint32_t reservation);

/* Whether the reservation that the job names lasts now, or it names none. */
bool reservation_is_active(const struct controller *c, uint32_t job);

/* Nodes that the job may use now: of `nodes`, those not set aside for others before it could end.
 * Returns false, and notes why, if its own reservation is not active. */
bool reservation_filter(struct controller *c, const struct ask *a, struct bitset *nodes);

/* Note why a job that found no nodes in the main scheduler waits. */
void why_no_nodes(struct controller *c, const struct ask *a);

/* The running job with whose end there would be room for this one on the nodes, if all run as long
 * as they may; AIF_NONE: there is room, or there will not be.  O(nodes + parts of running jobs). */
uint32_t why_whom(struct controller *c, const struct ask *a, const struct bitset *nodes);

/* Note which of the first `depth` jobs of the queue a reservation ahead keeps from starting now, as
 * backfill does also of jobs that the main scheduler does not get to; and which no more. */
void why_reserved(struct controller *c, uint32_t depth);

/* Whether limits let the job be looked at, and whether they let it start now, on these nodes if
 * they are known; note which does not. */
bool limits_allow_look(struct controller *c, const struct ask *a);
bool limits_allow_start(struct controller *c, const struct ask *a, const struct choice *choice);

/* Whether they would let it start on as many of the largest nodes of its partition as it asks for,
 * and so on any; nothing is noted.  For those who take nodes away from others before they know
 * which the job gets. */
bool limits_allow_any_nodes(struct controller *c, const struct ask *a);

#endif
