#ifndef SIM_CONTROLLER_GANG_H
#define SIM_CONTROLLER_GANG_H

#include "controller/controller.h"

/* Gang scheduling: jobs that have the same cores (rows.h) do not run at the same time.  Those of
 * one partition take turns, each for a time slice; those of a higher tier run before those of lower
 * ones, which are so suspended (PreemptMode=SUSPEND).  Those whose turn it is not stand still:
 * their phase is PHASE_RUNNING with is_stopped set, and they keep all that they have in the
 * cluster. */

/* Called once, after the cluster is made; c->gang stays NULL where no jobs share and none are
 * suspended. */
void gang_open(struct controller *c);

/* Whether jobs of this partition may have cores that others have. */
bool gang_shares(const struct controller *c, uint32_t partition);

/* A job has begun on its nodes: it is running, and stands still from now on if others have its
 * cores. */
void gang_enter(struct controller *c, uint32_t job);

/* A running job is about to give back its nodes.  If it stands still it does so no longer: what it
 * stood last counts for nothing.  Others may go on: see gang_settle(). */
void gang_leave(struct controller *c, uint32_t job);

/* Charge those that stand still, as Slurm does. */
void gang_charge(struct controller *c);

/* After each event: jobs that have room since others left go on. */
void gang_settle(struct controller *c);

/* The end of a time slice. */
void gang_turn(struct controller *c);

void gang_check(const struct controller *c);

#endif
