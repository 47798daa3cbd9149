#include "engine/plan.h"

#include "engine/earliest.h"
#include "engine/pick.h"

void plan_open_scratch(struct aif_sim *sim)
{
    sim->picks = AIF_NEW(&sim->arena, struct pick, sim->scenario.machine->node_count);
    earliest_open_scratch(sim);
}

static const struct kind *kind_of(const struct aif_sim *sim, uint32_t job)
{
    return &sim->kinds.kinds[sim->needs[job].kind];
}

/* Whether the job may use this node from now to the end of its limit. */
typedef bool node_test(const struct aif_sim *sim, uint32_t job, uint32_t node);

static bool any_node(const struct aif_sim *sim, uint32_t job, uint32_t node)
{
    (void)sim;
    (void)job;
    (void)node;
    return true;
}

static bool is_unpromised(const struct aif_sim *sim, uint32_t job, uint32_t node)
{
    const struct node *n = &sim->nodes[node];
    return n->hold_count == 0 || line_fits(&n->line, state_taken(sim, job, node), sim->now_s,
                                           sim->now_s + sim->rows[job].limit_s);
}

/* A job that outlasts the shadow time may use what the blocked job will leave of its nodes. */
static bool is_spare(const struct aif_sim *sim, uint32_t job, uint32_t node)
{
    const struct node *n = &sim->nodes[node];
    return n->spare_stamp != sim->domains[n->domain].blocked.stamp ||
           shape_fits(state_taken(sim, job, node), &n->spare);
}

/* Nodes on which the job's part fits now and that pass the test. */
static bool nodes_now(struct aif_sim *sim, uint32_t job, node_test *test, uint32_t *nodes)
{
    const struct kind *k = kind_of(sim, job);
    const struct domain *d = &sim->domains[k->domain];
    if (k->fitting < sim->needs[job].nodes)
        return false;
    pick_open(sim);
    for (uint32_t w = d->first_word; w < d->end_word && pick_wants_more(sim, job); w++)
        for (uint64_t rest = k->bits[w]; rest && pick_wants_more(sim, job); rest &= rest - 1) {
            uint32_t node = w * 64 + pick_lowest(rest);
            if (!test(sim, job, node))
                continue;
            const struct node *n = &sim->nodes[node];
            pick_offer(sim, job, node, n->hold_count ? line_at(&n->line, sim->now_s) : &n->free);
        }
    return pick_take(sim, job, nodes);
}

bool plan_behind(struct aif_sim *sim, uint32_t job, bool is_crossing, uint32_t *nodes)
{
    return nodes_now(sim, job, is_crossing ? is_spare : any_node, nodes);
}

void plan_choose_idle(struct aif_sim *sim, uint32_t job, uint32_t *nodes)
{
    const struct aif_machine *m = sim->scenario.machine;
    const struct kind *k = kind_of(sim, job);
    pick_open(sim);
    for (uint32_t c = 0; c < m->class_count; c++)
        for (uint32_t i = 0; (k->class_mask >> c & 1) && i < m->classes[c].node_count; i++) {
            const struct node *n = &sim->nodes[m->classes[c].first_node + i];
            if (pick_wants_more(sim, job) && shape_fits(&n->capacity, &n->free))
                pick_offer(sim, job, m->classes[c].first_node + i, &n->free);
        }
    bool suffices = pick_take(sim, job, nodes);
    AIF_CHECK(suffices);
}

bool plan_now(struct aif_sim *sim, uint32_t job, uint32_t *nodes)
{
    const struct domain *d = state_domain(sim, job);
    const struct aif_row *row = &sim->rows[job];
    if (d->plan == PLAN_LINES)
        return nodes_now(sim, job, is_unpromised, nodes);
    if (!d->is_counted)
        return nodes_now(sim, job, any_node, nodes);
    if (row->units > d->free_units)
        return false;
    if (d->plan == PLAN_PROFILE &&
        profile_least(&d->profile, sim->now_s, sim->now_s + row->limit_s) < (int32_t)row->units)
        return false;
    if (sim->nodes)
        plan_choose_idle(sim, job, nodes);
    return true;
}

int64_t plan_earliest(struct aif_sim *sim, uint32_t job, int64_t before_s, uint32_t *nodes)
{
    struct domain *d = state_domain(sim, job);
    const struct aif_row *row = &sim->rows[job];
    if (d->plan == PLAN_PROFILE) {
        struct profile_query q = {(int32_t)row->units, row->limit_s, sim->now_s, before_s,
                                  before_s};
        return profile_earliest(&d->profile, &q);
    }
    AIF_CHECK(d->plan == PLAN_LINES);
    return earliest_on_nodes(sim, job, before_s, nodes);
}

void plan_hold(struct aif_sim *sim, uint32_t job, int64_t from_s, int64_t until_s,
               const uint32_t *nodes)
{
    struct domain *d = state_domain(sim, job);
    if (d->is_counted) {
        profile_add(&d->profile, from_s, until_s, -(int32_t)sim->rows[job].units);
        return;
    }
    for (uint32_t i = 0; i < sim->needs[job].nodes; i++) {
        state_add_hold(sim, nodes[i]);
        line_take(&sim->nodes[nodes[i]].line, &sim->arena, from_s, until_s,
                  state_taken(sim, job, nodes[i]));
    }
}

void plan_drop(struct aif_sim *sim, uint32_t job, int64_t from_s, int64_t until_s,
               const uint32_t *nodes)
{
    struct domain *d = state_domain(sim, job);
    if (d->is_counted) {
        profile_add(&d->profile, from_s, until_s, (int32_t)sim->rows[job].units);
        return;
    }
    for (uint32_t i = 0; i < sim->needs[job].nodes; i++) {
        state_drop_hold(sim, nodes[i]);
        line_give(&sim->nodes[nodes[i]].line, &sim->arena, from_s, until_s,
                  state_taken(sim, job, nodes[i]));
    }
}
