#ifndef SIM_ENGINE_EARLIEST_H
#define SIM_ENGINE_EARLIEST_H

#include "engine/state.h"

/* The earliest start of a job in [now, before_s) on nodes that are not interchangeable, and its
 * nodes there by the place policy; AIF_NEVER_S if there is none.
 *
 * Nodes on which nothing is promised only become freer: they are followed through the releases of
 * running jobs in the order in which these are due, as far as it takes.  Nodes with promises are
 * asked for their windows.  With n nodes that have promises and m events until then:
 * O(n x steps of a line + m log n + nodes). */
int64_t earliest_on_nodes(struct aif_sim *sim, uint32_t job, int64_t before_s, uint32_t *nodes);

/* What is free on a node at the time found by the last search, if nothing is promised there. */
const struct aif_shape *earliest_free(const struct aif_sim *sim, uint32_t node);

/* Scratch for machines with nodes. */
void earliest_open_scratch(struct aif_sim *sim);

#endif
