#include "engine/shadow.h"

#include "engine/pick.h"

/* A node's state at the time that the search has reached. */
static struct aif_shape *then_on(struct aif_sim *sim, uint32_t node)
{
    struct node *n = &sim->nodes[node];
    if (n->then_stamp != sim->stamp) {
        n->then_stamp = sim->stamp;
        n->then = n->free;
    }
    return &n->then;
}

/* Give back what a running job holds; returns how many nodes more fit the kind. */
static uint32_t release_nodes(struct aif_sim *sim, const struct kind *k, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    uint32_t more = 0;
    for (uint32_t i = 0; i < row->node_count; i++) {
        uint32_t node = row->nodes[i];
        const struct node *n = &sim->nodes[node];
        const struct aif_shape *s = state_taken(sim, job, node);
        struct aif_shape *then = then_on(sim, node);
        bool is_able = k->class_mask >> n->class & 1;
        bool did_fit = is_able && kind_fits(k, &n->capacity, then);
        *then = (struct aif_shape){then->cores + s->cores, then->gpus + s->gpus,
                                   then->mem_mib + s->mem_mib};
        more += is_able && !did_fit && kind_fits(k, &n->capacity, then);
    }
    return more;
}

/* Go through the releases in order until enough nodes fit; all releases of that time count. */
static int64_t find_time(struct aif_sim *sim, const struct domain *d, uint32_t job)
{
    const struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
    uint32_t fitting = k->fitting, wanted = sim->needs[job].nodes;
    int64_t t_s = sim->now_s;
    for (uint32_t b = 0; b < d->releases.count; b++)
        for (uint32_t i = 0; i < d->releases.blocks[b]->count; i++) {
            const struct release *r = &d->releases.blocks[b]->items[i];
            if (fitting >= wanted && r->due_s != t_s)
                return t_s;
            t_s = r->due_s;
            fitting += release_nodes(sim, k, r->job);
        }
    AIF_CHECK(fitting >= wanted);
    return t_s;
}

static void choose(struct aif_sim *sim, const struct domain *d, uint32_t job, uint32_t *nodes)
{
    const struct aif_machine *m = sim->scenario.machine;
    const struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
    pick_open(sim);
    for (uint32_t c = 0; c < m->class_count; c++)
        for (uint32_t i = 0; (k->class_mask >> c & 1) && i < m->classes[c].node_count; i++) {
            uint32_t node = m->classes[c].first_node + i;
            const struct node *n = &sim->nodes[node];
            bool is_changed = n->then_stamp == sim->stamp;
            if (!is_changed && !kind_fits_now(k, node))
                continue;
            const struct aif_shape *free = is_changed ? &n->then : &n->free;
            if (pick_wants_more(sim, job) && kind_fits(k, &n->capacity, free))
                pick_offer(sim, job, node, free);
        }
    bool suffices = pick_take(sim, job, nodes);
    AIF_CHECK(suffices && d->plan == PLAN_RELEASES);
}

int64_t shadow_on_nodes(struct aif_sim *sim, struct domain *d, uint32_t job, uint32_t *nodes)
{
    sim->stamp++;
    int64_t shadow_s = find_time(sim, d, job);
    choose(sim, d, job, nodes);
    for (uint32_t i = 0; i < sim->needs[job].nodes; i++) {
        struct node *n = &sim->nodes[nodes[i]];
        const struct aif_shape *s = state_taken(sim, job, nodes[i]), *then = then_on(sim, nodes[i]);
        n->spare = (struct aif_shape){then->cores - s->cores, then->gpus - s->gpus,
                                      then->mem_mib - s->mem_mib};
        n->spare_stamp = sim->stamp;
    }
    d->blocked.stamp = sim->stamp;
    return shadow_s;
}
