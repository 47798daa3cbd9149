#ifndef SIM_ENGINE_ENFORCE_H
#define SIM_ENGINE_ENFORCE_H

#include "engine/state.h"

/* What grants allow, as the textbook engine sees to it.  Only of runs with an access layer. */

/* A job is submitted; false: it is refused. */
bool enforce_submit(struct aif_sim *sim, uint32_t job);

/* A job that waited has started; its row says on which nodes. */
void enforce_start(struct aif_sim *sim, uint32_t job);

/* An event of a grant. */
void enforce_event(struct aif_sim *sim, uint32_t grant);

/* The end of an instant: the next events of the grants that something happened to. */
void enforce_settle(struct aif_sim *sim);

#endif
