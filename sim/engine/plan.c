#include "engine/plan.h"

#include <stdlib.h>

/* A node that fits, on its way to being chosen. */
struct pick {
    uint64_t rank;
    uint32_t node;
};

/* From t_s on, one node more (+1) or less (-1) could take its part of the job. */
struct edge {
    int64_t t_s;
    int32_t delta;
};

void plan_open_scratch(struct aif_sim *sim)
{
    sim->picks = AIF_NEW(&sim->arena, struct pick, sim->scenario.machine->node_count);
    sim->edge_capacity = 2 * sim->scenario.machine->node_count;
    sim->edges = AIF_NEW(&sim->arena, struct edge, sim->edge_capacity);
}

/* Call for each node number of the classes that a job may use, in ascending order. */
#define FOR_EACH_NODE(sim, job, node)                                                              \
    for (uint32_t c_ = 0; c_ < (sim)->scenario.machine->class_count; c_++)                         \
        if (may_use((sim), (job), c_))                                                             \
            for (uint32_t node = (sim)->scenario.machine->classes[c_].first_node,                  \
                          end_ = node + (sim)->scenario.machine->classes[c_].node_count;           \
                 node < end_; node++)

static bool may_use(const struct aif_sim *sim, uint32_t job, uint32_t class)
{
    const struct aif_machine *m = sim->scenario.machine;
    if (!(m->partitions[sim->rows[job].partition].class_mask >> class & 1))
        return false;
    return shape_fits(&sim->needs[job].shape, &m->classes[class].shape);
}

static int by_rank(const void *a, const void *b)
{
    const struct pick *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->node < y->node ? -1 : 1;
}

static int by_node(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Of the nodes that fit, take those that the place policy prefers. */
static void choose(struct aif_sim *sim, uint32_t fitting, uint32_t wanted, uint32_t *nodes)
{
    bool has_ranks = sim->scenario.policy.place->rank != NULL;
    if (has_ranks && fitting > wanted)
        qsort(sim->picks, fitting, sizeof *sim->picks, by_rank);
    for (uint32_t i = 0; i < wanted; i++)
        nodes[i] = sim->picks[i].node;
    if (has_ranks)
        qsort(nodes, wanted, sizeof *nodes, by_node);
}

static void add_pick(struct aif_sim *sim, uint32_t i, uint32_t job, uint32_t node,
                     const struct aif_shape *free)
{
    sim->picks[i] = (struct pick){.node = node};
    const struct aif_place *place = sim->scenario.policy.place;
    if (!place->rank)
        return;
    struct aif_spot spot = {node, *free, sim->nodes[node].capacity};
    sim->picks[i].rank = place->rank(&spot, state_taken(sim, job, node));
}

/* Whether enough nodes are free during all of [from_s, until_s), and which. */
static bool nodes_during(struct aif_sim *sim, uint32_t job, int64_t from_s, int64_t until_s,
                         uint32_t *nodes)
{
    uint32_t wanted = sim->needs[job].nodes, fitting = 0;
    bool is_kept = state_domain(sim, job)->plan == PLAN_LINES; /* else nothing is promised */
    bool is_now = from_s == sim->now_s, has_ranks = sim->scenario.policy.place->rank != NULL;
    FOR_EACH_NODE(sim, job, node)
    {
        const struct node *n = &sim->nodes[node];
        const struct aif_shape *s = state_taken(sim, job, node);
        if (is_now && !shape_fits(s, &n->free))
            continue;
        if (is_kept && !line_fits(&n->line, s, from_s, until_s))
            continue;
        if (!has_ranks && fitting == wanted)
            continue;
        add_pick(sim, fitting++, job, node, is_kept ? line_at(&n->line, from_s) : &n->free);
    }
    if (fitting < wanted)
        return false;
    choose(sim, fitting, wanted, nodes);
    return true;
}

void plan_choose_idle(struct aif_sim *sim, uint32_t job, uint32_t *nodes)
{
    uint32_t wanted = sim->needs[job].nodes, fitting = 0;
    bool has_ranks = sim->scenario.policy.place->rank != NULL;
    FOR_EACH_NODE(sim, job, node)
    {
        const struct node *n = &sim->nodes[node];
        if (shape_fits(&n->capacity, &n->free) && (has_ranks || fitting < wanted))
            add_pick(sim, fitting++, job, node, &n->free);
    }
    AIF_CHECK(fitting >= wanted);
    choose(sim, fitting, wanted, nodes);
}

bool plan_now(struct aif_sim *sim, uint32_t job, uint32_t *nodes)
{
    const struct domain *d = state_domain(sim, job);
    const struct aif_row *row = &sim->rows[job];
    int64_t until_s = sim->now_s + row->limit_s;
    if (!d->is_counted)
        return nodes_during(sim, job, sim->now_s, until_s, nodes);
    if (row->units > d->free_units ||
        profile_least(&d->profile, sim->now_s, until_s) < (int32_t)row->units)
        return false;
    if (sim->nodes)
        plan_choose_idle(sim, job, nodes);
    return true;
}

static int by_time(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->t_s != y->t_s)
        return x->t_s < y->t_s ? -1 : 1;
    return y->delta - x->delta;
}

static void add_edge(struct aif_sim *sim, uint32_t i, int64_t t_s, int32_t delta)
{
    if (i == sim->edge_capacity) {
        uint32_t capacity = 2 * sim->edge_capacity;
        struct edge *edges = AIF_NEW(&sim->arena, struct edge, capacity);
        for (uint32_t k = 0; k < i; k++)
            edges[k] = sim->edges[k];
        sim->edges = edges;
        sim->edge_capacity = capacity;
    }
    sim->edges[i] = (struct edge){t_s, delta};
}

/* Every time at which a node begins or ceases to be a possible start, over all nodes. */
static uint32_t collect_edges(struct aif_sim *sim, uint32_t job, int64_t from_s)
{
    uint32_t count = 0;
    int64_t limit_s = sim->rows[job].limit_s;
    FOR_EACH_NODE(sim, job, node)
    {
        const struct line *l = &sim->nodes[node].line;
        const struct aif_shape *s = state_taken(sim, job, node);
        struct line_window w = {.last_s = from_s - limit_s};
        while (line_window(l, s, limit_s, w.last_s + limit_s, &w)) {
            add_edge(sim, count++, w.first_s, +1);
            if (w.last_s >= AIF_NEVER_S - limit_s)
                break;
            add_edge(sim, count++, w.last_s + 1, -1);
        }
    }
    return count;
}

static int64_t earliest_on_nodes(struct aif_sim *sim, uint32_t job, int64_t from_s,
                                 int64_t before_s, uint32_t *nodes)
{
    uint32_t wanted = sim->needs[job].nodes;
    uint32_t count = collect_edges(sim, job, from_s);
    qsort(sim->edges, count, sizeof *sim->edges, by_time);
    int64_t fitting = 0;
    for (uint32_t i = 0; i < count && sim->edges[i].t_s < before_s;) {
        int64_t t_s = sim->edges[i].t_s;
        for (; i < count && sim->edges[i].t_s == t_s; i++)
            fitting += sim->edges[i].delta;
        if (fitting >= wanted) {
            bool fits = nodes_during(sim, job, t_s, t_s + sim->rows[job].limit_s, nodes);
            AIF_CHECK(fits);
            return t_s;
        }
    }
    return AIF_NEVER_S;
}

int64_t plan_earliest(struct aif_sim *sim, uint32_t job, int64_t from_s, int64_t before_s,
                      uint32_t *nodes)
{
    const struct domain *d = state_domain(sim, job);
    const struct aif_row *row = &sim->rows[job];
    if (d->is_counted)
        return profile_earliest(&d->profile, (int32_t)row->units, row->limit_s, from_s, before_s);
    return earliest_on_nodes(sim, job, from_s, before_s, nodes);
}

void plan_hold(struct aif_sim *sim, uint32_t job, int64_t from_s, int64_t until_s,
               const uint32_t *nodes)
{
    struct domain *d = state_domain(sim, job);
    if (d->is_counted) {
        profile_add(&d->profile, from_s, until_s, -(int32_t)sim->rows[job].units);
        return;
    }
    for (uint32_t i = 0; i < sim->needs[job].nodes; i++)
        line_take(&sim->nodes[nodes[i]].line, &sim->arena, from_s, until_s,
                  state_taken(sim, job, nodes[i]));
}

void plan_drop(struct aif_sim *sim, uint32_t job, int64_t from_s, int64_t until_s,
               const uint32_t *nodes)
{
    struct domain *d = state_domain(sim, job);
    if (d->is_counted) {
        profile_add(&d->profile, from_s, until_s, (int32_t)sim->rows[job].units);
        return;
    }
    for (uint32_t i = 0; i < sim->needs[job].nodes; i++)
        line_give(&sim->nodes[nodes[i]].line, &sim->arena, from_s, until_s,
                  state_taken(sim, job, nodes[i]));
}
