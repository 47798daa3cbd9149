#ifndef SIM_CONTROLLER_SUSPEND_H
#define SIM_CONTROLLER_SUSPEND_H

#include "controller/controller.h"

/* Jobs that stand still while others have their nodes. */

/* A running job stops; it goes on when its nodes are free. */
void suspend_job(struct controller *c, uint32_t job);

/* Suspended jobs go on where their nodes are free, those first that have stood still longest.  A
 * node that is drained lets them go on, as it lets running jobs go on. */
void suspend_resume_all(struct controller *c);

/* A suspended job ends or goes back into the queue: it stands still no more. */
void suspend_forget(struct controller *c, uint32_t job);

/* Whether a suspended job is to go on on this node. */
bool suspend_is_on(const struct controller *c, uint32_t job, uint32_t node);

#endif
