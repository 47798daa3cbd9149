#ifndef SIM_CONTROLLER_PREEMPT_H
#define SIM_CONTROLLER_PREEMPT_H

#include "controller/controller.h"

/* Say which running jobs may be taken away for others; after the scheduler's own parts are open. */
void preempt_open(struct controller *c);

/* Make room for a job that does not fit on these nodes by taking others off theirs, if the centre's
 * rules allow it and it helps.  True: all victims are suspended and the job can start now, as Slurm
 * starts it on nodes that it shares with those it suspends.  Whoever then does not start it calls
 * suspend_resume_all(), or they are suspended for nothing.  False: there are no victims, or they
 * leave (their grace may take time), and a later pass finds their nodes. */
bool preempt_for(struct controller *c, const struct ask *a, const struct bitset *usable);

/* A victim's grace is over. */
void preempt_grace_over(struct controller *c, uint32_t job);

#endif
