/* Worst fit: where most is left over, counted in GPUs, then cores, then memory. */
#include "aif/sched.h"
#include "place/left_over.h"

static uint64_t rank(const struct aif_spot *spot, const struct aif_shape *need)
{
    return ~place_left_over(spot, need);
}

const struct aif_place aif_place_spread = {
    .plugin = {AIF_PLACE, "spread", "worst fit: where most is left over (GPUs, cores, memory)"},
    .rank = rank,
};
