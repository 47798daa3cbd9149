#ifndef SIM_HOST_RANKS_PLACEMENT_H
#define SIM_HOST_RANKS_PLACEMENT_H

#include "aif/base.h"

/* Where this rank runs.  A binding that the launcher made is always kept, and nothing is bound
 * where a node has more ranks than cores. */
enum placement_wish {
    PLACEMENT_AUTO, /* bind each rank to a core if a launcher started it and left it free, unless it
                     * was told to (Open MPI: --bind-to none) */
    PLACEMENT_CORES, /* bind even then */
    PLACEMENT_NONE,  /* leave it free */
};

struct placement {
    char host[64];
    char node[128]; /* "AMD EPYC 7763, 128 cores in 2 packages", or why nothing is known */
    char cores[64]; /* "core 3", "cores 0-15 (by the launcher)", "any core" */
};

void placement_take(enum placement_wish wish, int node_rank, int node_size, struct placement *out);

#endif
