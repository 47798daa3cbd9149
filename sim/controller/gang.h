#ifndef SIM_CONTROLLER_GANG_H
#define SIM_CONTROLLER_GANG_H

#include "controller/controller.h"

/* Gang scheduling: jobs of a partition that have the same cores (rows.h) run in turns, each for a
 * time slice.  Those whose turn it is not stand still: their phase is PHASE_RUNNING with is_stopped
 * set, and they keep all that they have in the cluster.  Whatever ends or moves a job calls
 * gang_wake() first; then it is as any other. */

/* Called once, after the cluster is made; c->gang stays NULL where no jobs share. */
void gang_open(struct controller *c);

/* Whether jobs of this partition share cores in turns. */
bool gang_shares(const struct controller *c, uint32_t partition);

/* Whether the parts that a suspended job of such a partition had are there for it again. */
bool gang_has_room(const struct controller *c, uint32_t job);

/* A job has begun on its nodes, or has been resumed there: it is running, and stands still from now
 * on if others have its cores. */
void gang_enter(struct controller *c, uint32_t job);

/* A running job is about to give back its nodes.  Others may go on: see gang_settle(). */
void gang_leave(struct controller *c, uint32_t job);

/* A job that stands still does so no longer, though it may be at the same time as others: its run
 * is about to end. */
void gang_wake(struct controller *c, uint32_t job);

/* After each event: jobs that have room since others left go on. */
void gang_settle(struct controller *c);

/* The end of a time slice. */
void gang_turn(struct controller *c);

void gang_check(const struct controller *c);

#endif
