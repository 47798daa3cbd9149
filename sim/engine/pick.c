#include "engine/pick.h"

#include <stdlib.h>

void pick_open(struct aif_sim *sim)
{
    sim->pick_count = 0;
}

void pick_offer(struct aif_sim *sim, uint32_t job, uint32_t node, const struct aif_shape *free)
{
    const struct aif_place *place = sim->scenario.policy.place;
    struct pick *p = &sim->picks[sim->pick_count++];
    *p = (struct pick){.node = node};
    if (!place->rank)
        return;
    struct aif_spot spot = {node, *free, sim->nodes[node].capacity};
    p->rank = place->rank(&spot, state_taken(sim, job, node));
}

bool pick_wants_more(const struct aif_sim *sim, uint32_t job)
{
    return sim->scenario.policy.place->rank || sim->pick_count < sim->needs[job].nodes;
}

static bool is_better(const struct pick *a, const struct pick *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->node < b->node;
}

static int by_rank(const void *a, const void *b)
{
    return is_better(a, b) ? -1 : 1;
}

static int by_node(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

bool pick_take(struct aif_sim *sim, uint32_t job, uint32_t *nodes)
{
    uint32_t wanted = sim->needs[job].nodes;
    if (sim->pick_count < wanted)
        return false;
    if (wanted == 1) {
        const struct pick *best = &sim->picks[0];
        for (uint32_t i = 1; i < sim->pick_count; i++)
            if (is_better(&sim->picks[i], best))
                best = &sim->picks[i];
        nodes[0] = best->node;
        return true;
    }
    if (sim->pick_count > wanted)
        qsort(sim->picks, sim->pick_count, sizeof *sim->picks, by_rank);
    for (uint32_t i = 0; i < wanted; i++)
        nodes[i] = sim->picks[i].node;
    qsort(nodes, wanted, sizeof *nodes, by_node);
    return true;
}
