#ifndef SIM_ENGINE_CHECK_STANDINGS_H
#define SIM_ENGINE_CHECK_STANDINGS_H

#include "engine/state.h"

/* Usage added up from the rows of all jobs is what the run keeps: what is charged is conserved.
 * O(jobs x recalculations while they ran). */
void check_usage(const struct aif_sim *sim);

/* The priorities of those that wait are those that their factors make from scratch, if their queue
 * has been put in order at this recalculation. */
void check_priorities(const struct aif_sim *sim, const struct domain *d);

#endif
