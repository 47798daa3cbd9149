#ifndef SIM_CONTROLLER_TIMERS_H
#define SIM_CONTROLLER_TIMERS_H

#include "controller/controller.h"

/* When the controller's own threads act.  Slurm's main scheduler looks once a second whether it is
 * wanted; the backfill scheduler sleeps bf_interval after each cycle; priorities are computed each
 * PriorityCalcPeriod.  A recording (aif_scenario.recording) replaces any of them by the times at
 * which a real controller acted. */

void timers_open(struct controller *c);

/* Something has changed that may let a job start; or only the order of the queue has. */
void timers_note_change(struct controller *c);
void timers_note_order(struct controller *c);

/* Whether all that waits has been looked at, nothing runs and nothing more will happen. */
bool timers_is_stuck(const struct controller *c);

/* Whether a cycle could start anything that the last one did not. */
bool timers_is_backfill_needed(const struct controller *c);

/* A pass, cycle or calculation is over.  is_full: the pass has looked at the whole queue;
 * has_changed: it has brought about what the next one has to look at, a victim that went. */
void timers_note_pass(struct controller *c, bool is_full, bool has_changed);
void timers_note_rule_pass(struct controller *c, int64_t wake_ms); /* AIF_NEVER_S: no more */
void timers_note_backfill(struct controller *c);
void timers_note_priority(struct controller *c);

/* Plan the next look at limits that end running jobs, if there are any. */
void timers_plan_enforce(struct controller *c);

/* Whether this pass is one over the whole queue. */
bool timers_is_full_pass_due(const struct controller *c);

#endif
