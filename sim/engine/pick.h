#ifndef SIM_ENGINE_PICK_H
#define SIM_ENGINE_PICK_H

#include "engine/state.h"

/* Choosing a job's nodes by the place policy: offer every node that fits, then take. */

/* A node offered. */
struct pick {
    uint64_t rank;
    uint32_t node;
};

/* Begin anew. */
void pick_open(struct aif_sim *sim);

/* Offer a node with this much free. */
void pick_offer(struct aif_sim *sim, uint32_t job, uint32_t node, const struct aif_shape *free);

/* Whether more offers could change what is taken: in ascending order of nodes, and with a policy to
 * which all nodes are equal, the first ones that suffice are it. */
bool pick_wants_more(const struct aif_sim *sim, uint32_t job);

/* Take the job's nodes out of those offered, in ascending order; false: there are too few. */
bool pick_take(struct aif_sim *sim, uint32_t job, uint32_t *nodes);

/* Bits of word w that lie in [0, 64) as node numbers, one after the other:
 * for (uint64_t rest = bits[w]; rest; rest &= rest - 1) ... w * 64 + pick_lowest(rest) */
static inline uint32_t pick_lowest(uint64_t bits)
{
    uint32_t low = 0;
    for (uint32_t half = 32; half; half /= 2)
        if (!(bits & ((UINT64_C(1) << half) - 1))) {
            bits >>= half;
            low += half;
        }
    return low;
}

#endif
