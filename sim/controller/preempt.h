#ifndef SIM_CONTROLLER_PREEMPT_H
#define SIM_CONTROLLER_PREEMPT_H

#include "controller/controller.h"

/* Say which running jobs may be taken away for others; after the scheduler's own parts are open. */
void preempt_open(struct controller *c);

void preempt_kinds_open(struct controller *c);

/* Whether PreemptType, whatever the priorities, lets this job preempt any that runs, or this one.
 */
bool preempt_may_any(struct controller *c, const struct ask *a);
bool preempt_may_kind(struct controller *c, const struct ask *a, uint32_t running);

/* Whether it lets it preempt any that runs or may come to run in the cycle that has begun. */
void preempt_begin_cycle(struct controller *c);
bool preempt_may_in_cycle(struct controller *c, const struct ask *a);

/* Make room for a job that does not fit on these nodes by taking others off theirs, if the centre's
 * rules allow it and it helps.  They leave (their grace may take time), and a later pass finds
 * their nodes.  Those that are suspended are not among them: the job starts on top of them
 * (gang.h). */
void preempt_for(struct controller *c, const struct ask *a, const struct bitset *usable);

/* A victim's grace is over. */
void preempt_grace_over(struct controller *c, uint32_t job);

#endif
