/* Without hwloc nothing is bound. */
#include "host/ranks/placement.h"

#include <stdio.h>
#include <unistd.h>

void placement_take(enum placement_wish wish, int node_rank, int node_size, struct placement *out)
{
    (void)wish;
    (void)node_rank;
    (void)node_size;
    *out = (struct placement){.node = "built without hwloc: nothing bound", .cores = "any core"};
    if (gethostname(out->host, sizeof out->host - 1) != 0)
        snprintf(out->host, sizeof out->host, "unknown");
}
