#ifndef SIM_CONTROLLER_RUNTIME_H
#define SIM_CONTROLLER_RUNTIME_H

#include "controller/controller.h"

/* How long a job has run and until when it may.  A run may be cut into stretches by suspensions;
 * only what it runs counts against its limit, and so does what it did in runs before it was parked.
 */

/* The work of the present run so far, in ms. */
int64_t runtime_ran_ms(const struct controller *c, uint32_t job);

/* How long a job has run in all its runs up to now, and the work that it has done, which is that
 * without what was lost when a run was cut short; in ms. */
int64_t runtime_used_ms(const struct controller *c, uint32_t job);
int64_t runtime_done_ms(const struct controller *c, uint32_t job);

/* When its limit is used up if it goes on, in whole seconds; not before now. */
int64_t runtime_due_s(const struct controller *c, uint32_t job);

/* Plan the end of a job that runs since start_ms: by itself or at its limit, whichever is first,
 * but not before now. */
void runtime_plan_end(struct controller *c, uint32_t job);

#endif
