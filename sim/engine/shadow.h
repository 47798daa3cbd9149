#ifndef SIM_ENGINE_SHADOW_H
#define SIM_ENGINE_SHADOW_H

#include "engine/state.h"

/* The shadow time of a blocked job where units are not interchangeable: the earliest time at which
 * enough nodes fit it if running jobs release theirs when due.  Its nodes then are chosen by the
 * place policy (into nodes) and promised to it: they carry a new stamp of d->blocked and what is
 * spare on them beside the job.  O(releases until then x their nodes + nodes that fit). */
int64_t shadow_on_nodes(struct aif_sim *sim, struct domain *d, uint32_t job, uint32_t *nodes);

#endif
