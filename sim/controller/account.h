#ifndef SIM_CONTROLLER_ACCOUNT_H
#define SIM_CONTROLLER_ACCOUNT_H

#include "controller/controller.h"

/* Books of a run: rows, loss of capacity, work lost to preemption. */

/* Bring the integrals up to now; before anything of what they sum changes. */
void account_integrate(struct controller *c);

void account_enter(struct controller *c, uint32_t job); /* into the queue */
void account_leave(struct controller *c, uint32_t job); /* out of it */
/* The list of jobs on nodes. */
void account_enlist(struct controller *c, uint32_t job);
void account_delist(struct controller *c, uint32_t job);

void account_start(struct controller *c, uint32_t job); /* its grant is made */
void account_end(struct controller *c, uint32_t job);   /* before its grant is given back */

/* The run that has just ended was cut short and kept so much of its work. */
void account_cut(struct controller *c, uint32_t job, int64_t kept_ms);

/* How long a job has run in all its runs up to now, not counting while it was suspended; and the
 * work it has done, which is that without what was lost when a run was cut short. */
int64_t account_used_ms(const struct controller *c, uint32_t job);
int64_t account_done_ms(const struct controller *c, uint32_t job);

/* The job goes on after it was suspended. */
void account_suspension(struct controller *c, uint32_t job);

#endif
