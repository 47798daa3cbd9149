#include "engine/shadow.h"

#include "engine/earliest.h"

int64_t shadow_on_nodes(struct aif_sim *sim, struct domain *d, uint32_t job, uint32_t *nodes)
{
    AIF_CHECK(d->plan == PLAN_RELEASES);
    int64_t shadow_s = earliest_on_nodes(sim, job, AIF_NEVER_S, nodes);
    for (uint32_t i = 0; i < sim->needs[job].nodes; i++) {
        const struct aif_shape *s = state_taken(sim, job, nodes[i]);
        const struct aif_shape *then = earliest_free(sim, nodes[i]);
        struct node *n = &sim->nodes[nodes[i]];
        n->spare = (struct aif_shape){then->cores - s->cores, then->gpus - s->gpus,
                                      then->mem_mib - s->mem_mib};
        n->spare_stamp = sim->stamp;
    }
    d->blocked.stamp = sim->stamp;
    return shadow_s;
}
