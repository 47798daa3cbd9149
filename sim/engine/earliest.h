#ifndef SIM_ENGINE_EARLIEST_H
#define SIM_ENGINE_EARLIEST_H

#include "engine/state.h"

/* The earliest start of a job in [now, before_s) on the lines of its domain, and its nodes there;
 * AIF_NEVER_S if there is none.  O(nodes x steps of a line) for each window that has to be left. */
int64_t earliest_on_lines(struct aif_sim *sim, uint32_t job, int64_t before_s, uint32_t *nodes);

/* Scratch for machines with nodes. */
void earliest_open_scratch(struct aif_sim *sim);

#endif
