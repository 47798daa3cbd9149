#ifndef SIM_HOST_PLACEMENT_H
#define SIM_HOST_PLACEMENT_H

#include "aif/base.h"

/* Where this rank runs.  With hwloc, a rank that a launcher started and left free to run anywhere
 * is bound to a core of its own, if there is one for every rank of the node; a binding that the
 * launcher made is kept, and a launcher told not to bind (Open MPI: --bind-to none in the
 * environment) is obeyed.  A process that was started directly stays free. */
struct placement {
    char host[64];
    char node[128]; /* "AMD EPYC 7763, 128 cores in 2 packages", or why nothing is known */
    char cores[64]; /* "core 3", "cores 0-15 (by the launcher)", "any core" */
};

void placement_take(int node_rank, int node_size, struct placement *out);

#endif
