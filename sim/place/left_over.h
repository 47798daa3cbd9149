#ifndef SIM_PLACE_LEFT_OVER_H
#define SIM_PLACE_LEFT_OVER_H

#include "aif/sched.h"

/* What a node has left after taking its part of a job, as one number that compares GPUs first, then
 * cores, then memory: 12, 20 and 32 bits. */
static inline uint64_t place_left_over(const struct aif_spot *spot, const struct aif_shape *need)
{
    uint64_t gpus = spot->free.gpus - need->gpus;
    uint64_t cores = spot->free.cores - need->cores;
    uint64_t mem_mib = spot->free.mem_mib - need->mem_mib;
    return gpus << 52 | cores << 32 | mem_mib;
}

#endif
