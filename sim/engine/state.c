#include "engine/state.h"

#include "engine/enforce.h"

#include <string.h>

struct domain *state_domain(const struct aif_sim *sim, uint32_t job)
{
    if (!sim->nodes)
        return &sim->domains[0];
    return &sim->domains[sim->domain_of_partition[sim->rows[job].partition]];
}

struct aif_ask state_ask(const struct aif_sim *sim, uint32_t job)
{
    return (struct aif_ask){
        .submit_s = sim->scenario.workload->jobs[job].submit_s,
        .limit_s = sim->rows[job].limit_s,
        .units = sim->rows[job].units,
    };
}

int64_t state_due_s(const struct aif_sim *sim, uint32_t job)
{
    return sim->rows[job].start_s + sim->rows[job].limit_s;
}

uint32_t state_queue_units(const struct aif_sim *sim, uint32_t job)
{
    const struct domain *d = state_domain(sim, job);
    if (d->is_counted)
        return sim->rows[job].units;
    const struct aif_machine *m = sim->scenario.machine;
    const struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
    uint32_t least = d->has_gpus ? k->shape.gpus : k->shape.cores;
    if (k->is_whole) {
        least = UINT32_MAX;
        for (uint32_t c = 0; c < m->class_count; c++) {
            uint32_t units = d->has_gpus ? m->classes[c].shape.gpus : m->classes[c].shape.cores;
            if ((k->class_mask >> c & 1) && units < least)
                least = units;
        }
    }
    return least * sim->needs[job].nodes;
}

static void enqueue(struct aif_sim *sim, struct queue *q, const struct aif_order *order,
                    uint32_t job)
{
    struct queue_entry e = {
        .key = state_key(sim, order, job),
        .limit_s = sim->rows[job].limit_s,
        .job = job,
        .units = state_queue_units(sim, job),
    };
    queue_insert(q, &e);
    if (sim->standings)
        *standings_key(sim->standings, job, order != sim->scenario.policy.order) = e.key;
}

static void note_fresh(struct aif_sim *sim, struct domain *d, uint32_t job)
{
    if (d->fresh_count == d->fresh_capacity) {
        d->fresh_capacity = d->fresh_capacity ? 2 * d->fresh_capacity : 16;
        uint32_t *fresh = AIF_NEW(&sim->arena, uint32_t, d->fresh_capacity);
        if (d->fresh_count)
            memcpy(fresh, d->fresh, d->fresh_count * sizeof *fresh);
        d->fresh = fresh;
    }
    d->fresh[d->fresh_count++] = job;
}

void state_enqueue(struct aif_sim *sim, struct domain *d, uint32_t job)
{
    const struct aif_policy *policy = &sim->scenario.policy;
    if (sim->standings)
        standings_enqueue(sim->standings, job);
    enqueue(sim, &d->waiting, policy->order, job);
    if (policy->candidates)
        enqueue(sim, &d->candidates, policy->candidates, job);
    if (sim->promises)
        sim->promises[job].start_s = AIF_UNKNOWN_S;
}

void state_reject(struct aif_sim *sim, uint32_t job, enum aif_reject reason)
{
    struct aif_row *row = &sim->rows[job];
    row->outcome = AIF_OUTCOME_REJECTED;
    row->reason = (uint8_t)reason;
    row->node_count = 0;
    sim->totals.rejects[reason]++;
}

void state_submit(struct aif_sim *sim, uint32_t job)
{
    struct domain *d = state_domain(sim, job);
    state_integrate(sim, d);
    note_fresh(sim, d, job);
    if (!d->is_counted)
        kind_await(sim, sim->needs[job].kind);
    d->is_touched = true;
    sim->waiting_count++;
    if (sim->waiting_count > sim->totals.max_waiting)
        sim->totals.max_waiting = sim->waiting_count;
}

const struct aif_shape *state_taken(const struct aif_sim *sim, uint32_t job, uint32_t node)
{
    const struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
    return k->is_whole ? &sim->nodes[node].capacity : &k->shape;
}

void state_add_hold(struct aif_sim *sim, uint32_t node)
{
    struct node *n = &sim->nodes[node];
    struct node_set *held = &sim->domains[n->domain].held;
    if (n->hold_count++ > 0)
        return;
    n->held_at = held->count;
    held->nodes[held->count++] = node;
}

void state_drop_hold(struct aif_sim *sim, uint32_t node)
{
    struct node *n = &sim->nodes[node];
    struct node_set *held = &sim->domains[n->domain].held;
    AIF_CHECK(n->hold_count > 0);
    if (--n->hold_count > 0)
        return;
    uint32_t last = held->nodes[--held->count];
    held->nodes[n->held_at] = last;
    sim->nodes[last].held_at = n->held_at;
}

static void occupy(struct aif_sim *sim, struct domain *d, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    for (uint32_t i = 0; i < row->node_count; i++) {
        struct node *n = &sim->nodes[row->nodes[i]];
        const struct aif_shape *s = state_taken(sim, job, row->nodes[i]);
        AIF_CHECK(shape_fits(s, &n->free));
        n->free = (struct aif_shape){n->free.cores - s->cores, n->free.gpus - s->gpus,
                                     n->free.mem_mib - s->mem_mib};
        if (!d->is_counted)
            kind_update(sim, row->nodes[i]);
        if (d->plan == PLAN_LINES && sim->promises)
            state_drop_hold(sim, row->nodes[i]);
        if (d->plan != PLAN_LINES || sim->promises)
            continue;
        line_advance(&n->line, sim->now_s);
        line_take(&n->line, &sim->arena, sim->now_s, state_due_s(sim, job), s);
    }
}

static void vacate(struct aif_sim *sim, struct domain *d, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    for (uint32_t i = 0; i < row->node_count; i++) {
        struct node *n = &sim->nodes[row->nodes[i]];
        const struct aif_shape *s = state_taken(sim, job, row->nodes[i]);
        n->free = (struct aif_shape){n->free.cores + s->cores, n->free.gpus + s->gpus,
                                     n->free.mem_mib + s->mem_mib};
        AIF_CHECK(shape_fits(&n->free, &n->capacity));
        if (!d->is_counted)
            kind_update(sim, row->nodes[i]);
        if (d->plan != PLAN_LINES)
            continue;
        line_advance(&n->line, sim->now_s);
        line_give(&n->line, &sim->arena, sim->now_s, state_due_s(sim, job), s);
    }
}

/* Units of its domain that a running job holds. */
static uint32_t held_units(const struct aif_sim *sim, const struct domain *d, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    if (d->is_counted)
        return row->units;
    uint32_t units = 0;
    for (uint32_t i = 0; i < row->node_count; i++) {
        const struct aif_shape *s = state_taken(sim, job, row->nodes[i]);
        units += d->has_gpus ? s->gpus : s->cores;
    }
    return units;
}

void state_start(struct aif_sim *sim, uint32_t job, const uint32_t *nodes)
{
    struct domain *d = state_domain(sim, job);
    struct aif_row *row = &sim->rows[job];
    const struct aif_job *j = &sim->scenario.workload->jobs[job];
    AIF_CHECK(row->outcome == AIF_OUTCOME_WAITING && row->start_s == AIF_UNKNOWN_S);
    row->start_s = sim->now_s;
    row->end_s = sim->now_s + (j->runtime_s < row->limit_s ? j->runtime_s : row->limit_s);
    if (row->node_count) {
        uint32_t *copy = AIF_NEW(&sim->arena, uint32_t, row->node_count);
        memcpy(copy, nodes, row->node_count * sizeof *copy);
        row->nodes = copy;
        occupy(sim, d, job);
        if (!d->is_counted)
            kind_leave(sim, sim->needs[job].kind);
    }
    uint32_t units = held_units(sim, d, job);
    AIF_CHECK(units <= d->free_units);
    d->free_units -= units;
    row->counted_units = d->is_primary ? units : 0;
    if (d->plan == PLAN_RELEASES || d->plan == PLAN_LINES)
        release_add(&d->releases, (struct release){state_due_s(sim, job), job, row->units});
    else if (d->plan == PLAN_PROFILE && !sim->promises)
        profile_add(&d->profile, sim->now_s, state_due_s(sim, job), -(int32_t)row->units);
    event_push(&sim->events, row->end_s, EVENT_JOB_END, job);
    if (sim->standings)
        standings_start(sim->standings, job);
    if (sim->grants)
        enforce_start(sim, job);
    if (sim->trail)
        trail_note_start(sim, d, job);
    d->running_count++;
    sim->waiting_count--;
    sim->running_count++;
    sim->totals.start_count++;
    if (sim->running_count > sim->totals.max_running)
        sim->totals.max_running = sim->running_count;
}

static enum aif_outcome outcome_of(const struct aif_job *j, const struct aif_row *row)
{
    if (j->runtime_s > row->limit_s)
        return AIF_OUTCOME_TIMED_OUT;
    if (j->status == AIF_STATUS_FAILED || j->status == AIF_STATUS_CANCELLED)
        return AIF_OUTCOME_FAILED;
    return AIF_OUTCOME_COMPLETED;
}

void state_note_nodes(struct aif_sim *sim, struct node_set *set, const uint32_t *nodes,
                      uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct node *n = &sim->nodes[nodes[i]];
        bool *is_member = set == &sim->domains[n->domain].slack ? &n->is_slack : &n->is_left;
        if (*is_member)
            continue;
        *is_member = true;
        set->nodes[set->count++] = nodes[i];
    }
}

void state_finish(struct aif_sim *sim, uint32_t job)
{
    struct domain *d = state_domain(sim, job);
    struct aif_row *row = &sim->rows[job];
    AIF_CHECK(row->end_s == sim->now_s && row->outcome == AIF_OUTCOME_WAITING);
    state_integrate(sim, d);
    row->outcome = (uint8_t)outcome_of(&sim->scenario.workload->jobs[job], row);
    if (sim->standings)
        standings_finish(sim->standings, job);
    if (sim->grants)
        grants_stop(sim->grants, job, sim->now_s);
    d->free_units += held_units(sim, d, job);
    AIF_CHECK(d->free_units <= d->capacity_units);
    int64_t due_s = state_due_s(sim, job);
    if (row->node_count)
        vacate(sim, d, job);
    if (d->plan == PLAN_RELEASES || d->plan == PLAN_LINES) {
        release_remove(&d->releases, (struct release){due_s, job, row->units});
    } else if (d->plan == PLAN_PROFILE) {
        profile_advance(&d->profile, sim->now_s);
        profile_add(&d->profile, sim->now_s, due_s, (int32_t)row->units);
    }
    if (sim->promises && due_s > sim->now_s) {
        slack_add(&d->loose, sim->now_s, due_s);
        if (!d->is_counted)
            state_note_nodes(sim, &d->slack, row->nodes, row->node_count);
    }
    d->running_count--;
    d->is_touched = d->has_ended = true;
    d->is_settled = false;
    sim->running_count--;
}

void state_integrate(struct aif_sim *sim, struct domain *d)
{
    int64_t elapsed_s = sim->now_s - d->counted_until_s;
    d->counted_until_s = sim->now_s;
    if (elapsed_s == 0 || d->waiting.count == 0 || !d->is_primary)
        return;
    int64_t idle = d->free_units;
    sim->totals.lost_a_unit_s += idle * elapsed_s;
    if (queue_least_units(&d->waiting) <= d->free_units)
        sim->totals.lost_b_unit_s += idle * elapsed_s;
    sim->totals.lost_c_unit_s += (idle < d->waiting.units ? idle : d->waiting.units) * elapsed_s;
}
