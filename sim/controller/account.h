#ifndef SIM_CONTROLLER_ACCOUNT_H
#define SIM_CONTROLLER_ACCOUNT_H

#include "controller/controller.h"

/* Books of a run: rows, loss of capacity, work lost to preemption. */

/* Bring the integrals up to now; before anything of what they sum changes. */
void account_integrate(struct controller *c);

/* Units of the capacity that a waiting job is for; 0: GPUs are counted, and its nodes have none. */
uint32_t account_wanted(const struct controller *c, uint32_t job);

/* A run ends: the integrals up to now count.  What is lost after the last end, while jobs wait that
 * never start, is outside of the time that they are shares of. */
void account_publish(struct controller *c);

void account_enter(struct controller *c, uint32_t job); /* into the queue */
void account_leave(struct controller *c, uint32_t job); /* out of it */
/* The list of jobs on nodes. */
void account_enlist(struct controller *c, uint32_t job);
void account_delist(struct controller *c, uint32_t job);

/* What a job has or would have with these nodes, and what of that is billed: what limits and
 * charges go by. */
struct aif_tres_set account_amount(const struct controller *c, const struct grant *g,
                                   uint32_t partition, double *billing);

void account_start(struct controller *c, uint32_t job); /* its grant is made */

/* Share algorithms that look at what is held see the job on its nodes, from start_ms on; or not any
 * more, while start_ms is still that of the stretch. */
void account_hold(struct controller *c, uint32_t job);
void account_release(struct controller *c, uint32_t job);

/* The run that has just ended was cut short: it did so much, and kept so much of it. */
void account_cut(struct controller *c, uint32_t job, int64_t ran_ms, int64_t kept_ms);

/* The job stands still no more: it goes on, or its run is over. */
void account_suspension(struct controller *c, uint32_t job);

#endif
