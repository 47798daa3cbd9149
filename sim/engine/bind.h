#ifndef SIM_ENGINE_BIND_H
#define SIM_ENGINE_BIND_H

#include "engine/state.h"

/* From what traces ask for to what a machine can give: fill one row (and, with nodes, one need) per
 * job, reject what can never run, count every repair.  Under is_strict the first repair is an
 * error. */
bool bind_jobs(struct aif_sim *sim, struct aif_err *err);

/* Split the machine into domains. */
void domain_open_all(struct aif_sim *sim);

#endif
