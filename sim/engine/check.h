#ifndef SIM_ENGINE_CHECK_H
#define SIM_ENGINE_CHECK_H

#include "engine/state.h"

/* Recompute the state of a domain from the rows of its running jobs and its promises alone, and
 * compare with what the engine keeps.  A difference is a bug: AIF_CHECK.  Called after each pass
 * under is_checked; O(running jobs x profile). */
void check_domain(struct aif_sim *sim, struct domain *d);

#endif
