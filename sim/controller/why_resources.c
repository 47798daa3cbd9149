/* Which running job a waiting one waits for: in the order in which running jobs are due, the first
 * with whose end it would fit. */
#include "controller/life.h"
#include "controller/pass.h"
#include "engine/line.h"

/* What each node would have free by then; of nodes that were looked at in this search. */
struct later {
    struct aif_shape *free;
    uint32_t *jobs;   /* on the node */
    uint64_t *search; /* in which it was looked at last */
    uint64_t count;   /* searches */
};

static struct later *later_of(struct controller *c)
{
    if (c->later)
        return c->later;
    uint32_t nodes = c->machine->node_count;
    c->later = AIF_NEW(&c->sim.arena, struct later, 1);
    c->later->free = AIF_NEW(&c->sim.arena, struct aif_shape, nodes + 1);
    c->later->jobs = AIF_NEW(&c->sim.arena, uint32_t, nodes + 1);
    c->later->search = AIF_NEW(&c->sim.arena, uint64_t, nodes + 1);
    return c->later;
}

/* How much of what is asked for a node would hold: nodes, or tasks where those find nodes. */
static uint32_t room_on(const struct controller *c, const struct ask *a, uint32_t node)
{
    const struct later *l = c->later;
    uint32_t each = a->cores_per_task ? a->cores_per_task : 1;
    if (a->is_whole && l->jobs[node] > 0)
        return 0;
    if (a->tasks)
        return l->free[node].cores / each;
    return a->is_whole || shape_fits(&a->per_node, &l->free[node]);
}

static void look_at(struct controller *c, uint32_t node)
{
    struct later *l = c->later;
    if (l->search[node] == l->count)
        return;
    l->search[node] = l->count;
    const struct cluster_node *n = &c->cluster.nodes[node];
    const struct aif_shape nothing = {0};
    l->free[node] = n->is_taken ? nothing : n->free;
    l->jobs[node] = n->job_count;
}

/* A node gets back what a job has of it; returns by how much its room grows. */
static uint32_t release(struct controller *c, const struct ask *a, const struct grant_part *p)
{
    struct later *l = c->later;
    look_at(c, p->node);
    uint32_t before = room_on(c, a, p->node);
    const struct cluster_node *n = &c->cluster.nodes[p->node];
    const struct aif_shape *has = n->is_taken ? &n->capacity : &p->has;
    l->free[p->node].cores += has->cores;
    l->free[p->node].gpus += has->gpus;
    l->free[p->node].mem_mib += has->mem_mib;
    l->jobs[p->node] -= l->jobs[p->node] > 0;
    return room_on(c, a, p->node) - before;
}

uint32_t why_whom(struct controller *c, const struct ask *a, const struct bitset *nodes)
{
    struct later *l = later_of(c);
    uint64_t room = 0, wanted = a->tasks ? a->tasks : a->min_nodes;
    l->count++;
    for (uint32_t n = bitset_next(nodes, 0); n < c->machine->node_count;
         n = bitset_next(nodes, n + 1)) {
        look_at(c, n);
        room += room_on(c, a, n);
    }
    if (room >= wanted)
        return AIF_NONE; /* it is not for want of room */
    for (uint32_t i = 0; i < c->cluster.running_count; i++) {
        uint32_t job = c->cluster.dues[i].job;
        const struct grant *g = cluster_find(&c->cluster, job);
        uint64_t gain = 0;
        for (uint32_t k = 0; k < g->part_count; k++)
            if (bitset_has(nodes, g->parts[k].node))
                gain += release(c, a, &g->parts[k]);
        if (gain > 0 && room + gain >= wanted)
            return job;
        room += gain;
    }
    return AIF_NONE;
}
