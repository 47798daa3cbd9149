/* Best fit: where least is left over, counted in GPUs, then cores, then memory. */
#include "aif/sched.h"
#include "place/left_over.h"

static uint64_t rank(const struct aif_spot *spot, const struct aif_shape *need)
{
    return place_left_over(spot, need);
}

const struct aif_place aif_place_pack = {
    .plugin = {AIF_PLACE, "pack", "best fit: where least is left over (GPUs, cores, memory)"},
    .rank = rank,
};
