#ifndef SIM_ENGINE_PLAN_H
#define SIM_ENGINE_PLAN_H

#include "engine/state.h"

/* Where and when a job could run, given what runs and what has been promised.  On a counted domain
 * the plan is of units and nodes are chosen at the start; elsewhere every promise is for concrete
 * nodes. `nodes` arguments have room for the job's node count and are written in ascending order;
 * on a plain pool they are ignored. */

/* Set up the scratch arrays; only for machines with nodes. */
void plan_open_scratch(struct aif_sim *sim);

/* Whether the job can run from now to now + limit without disturbing any promise, and on which
 * nodes. */
bool plan_now(struct aif_sim *sim, uint32_t job, uint32_t *nodes);

/* Whether the job fits on what is free now, whatever has been promised; if so, on which nodes.  The
 * nodes promised to the blocked job of the domain are left out where it would eat into their spare,
 * if it runs past the shadow time (is_crossing). */
bool plan_behind(struct aif_sim *sim, uint32_t job, bool is_crossing, uint32_t *nodes);

/* The earliest start in [from_s, before_s), looking only at times before before_s on counted
 * domains; AIF_NEVER_S if there is none.  Counted domains: nodes are not written.  PLAN_PROFILE,
 * PLAN_LINES. */
int64_t plan_earliest(struct aif_sim *sim, uint32_t job, int64_t before_s, uint32_t *nodes);

/* Promise [from_s, until_s) on these nodes to the job, or take the promise back. */
void plan_hold(struct aif_sim *sim, uint32_t job, int64_t from_s, int64_t until_s,
               const uint32_t *nodes);
void plan_drop(struct aif_sim *sim, uint32_t job, int64_t from_s, int64_t until_s,
               const uint32_t *nodes);

/* Choose nodes for a job on a counted domain among those idle now. */
void plan_choose_idle(struct aif_sim *sim, uint32_t job, uint32_t *nodes);

#endif
