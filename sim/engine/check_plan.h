#ifndef SIM_ENGINE_CHECK_PLAN_H
#define SIM_ENGINE_CHECK_PLAN_H

#include "engine/state.h"

/* Compare the kept plan, at every time at which it could change, with one added up from what runs
 * and what is promised; nothing may be promised twice. */
void check_plan(struct aif_sim *sim, struct domain *d, struct aif_arena *scratch);

/* The first waiting job does not fit now, and what was promised to it in this pass still holds:
 * with the jobs that have been started since, it could still start then. */
void check_head(struct aif_sim *sim, struct domain *d, struct aif_arena *scratch);

#endif
