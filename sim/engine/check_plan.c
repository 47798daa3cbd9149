#include "engine/check_plan.h"

#include <stdlib.h>

/* From t_s on, a job takes (sign -1) or gives back (+1) its part of a node, or its units. */
struct change {
    int64_t t_s;
    uint32_t node; /* 0 on a counted domain */
    uint32_t job;
    int sign;
};

struct changes {
    struct change *items;
    size_t count;
};

static int by_node_and_time(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->t_s != y->t_s)
        return x->t_s < y->t_s ? -1 : 1;
    return (x->job > y->job) - (x->job < y->job);
}

/* A job that holds resources during [from_s, until_s). */
struct claim {
    uint32_t job;
    int64_t from_s, until_s;
    const uint32_t *nodes;
};

static void add_claim(struct changes *out, const struct domain *d, const struct claim *c,
                      uint32_t node_count)
{
    uint32_t parts = d->is_counted ? 1 : node_count;
    for (uint32_t i = 0; i < parts; i++) {
        uint32_t node = d->is_counted ? 0 : c->nodes[i];
        out->items[out->count++] = (struct change){c->from_s, node, c->job, -1};
        out->items[out->count++] = (struct change){c->until_s, node, c->job, +1};
    }
}

static bool next_running(const struct aif_sim *sim, const struct domain *d, uint32_t *i,
                         uint32_t *job)
{
    for (; *i < sim->events.count; (*i)++) {
        const struct event *e = &sim->events.items[*i];
        if (e->kind == EVENT_JOB_END && state_domain(sim, e->entity) == d) {
            *job = e->entity;
            (*i)++;
            return true;
        }
    }
    return false;
}

static size_t count_parts(const struct aif_sim *sim, const struct domain *d)
{
    size_t parts = 0;
    uint32_t job;
    for (uint32_t i = 0; next_running(sim, d, &i, &job);)
        parts += d->is_counted ? 1 : sim->rows[job].node_count;
    struct queue_cursor c = {0};
    struct queue_entry e;
    for (; sim->promises && queue_peek(&d->waiting, &c, &e); queue_skip(&c))
        parts += d->is_counted ? 1 : sim->needs[e.job].nodes;
    return parts;
}

static void collect(const struct aif_sim *sim, const struct domain *d, struct changes *out)
{
    uint32_t job;
    for (uint32_t i = 0; next_running(sim, d, &i, &job);) {
        const struct aif_row *row = &sim->rows[job];
        struct claim claim = {job, sim->now_s, state_due_s(sim, job), row->nodes};
        add_claim(out, d, &claim, row->node_count);
    }
    struct queue_cursor c = {0};
    struct queue_entry e;
    for (; sim->promises && queue_peek(&d->waiting, &c, &e); queue_skip(&c)) {
        const struct promise *p = &sim->promises[e.job];
        AIF_CHECK(p->start_s > sim->now_s);
        struct claim claim = {e.job, p->start_s, p->start_s + e.limit_s, p->nodes};
        add_claim(out, d, &claim, sim->needs ? sim->needs[e.job].nodes : 0);
    }
}

static void check_counted(const struct aif_sim *sim, struct domain *d, const struct changes *all)
{
    int64_t free = d->capacity_units;
    for (size_t i = 0; i < all->count;) {
        int64_t t_s = all->items[i].t_s;
        for (; i < all->count && all->items[i].t_s == t_s; i++)
            free += all->items[i].sign * (int64_t)sim->rows[all->items[i].job].units;
        AIF_CHECK(free >= 0 && profile_at(&d->profile, t_s) == free);
    }
    AIF_CHECK(free == d->capacity_units);
}

static void check_nodes(const struct aif_sim *sim, const struct changes *all)
{
    for (size_t i = 0; i < all->count;) {
        uint32_t n = all->items[i].node;
        const struct node *node = &sim->nodes[n];
        int64_t cores = node->capacity.cores, gpus = node->capacity.gpus;
        int64_t mem_mib = node->capacity.mem_mib;
        while (i < all->count && all->items[i].node == n) {
            int64_t t_s = all->items[i].t_s;
            for (; i < all->count && all->items[i].node == n && all->items[i].t_s == t_s; i++) {
                const struct aif_shape *s = state_taken(sim, all->items[i].job, n);
                cores += all->items[i].sign * (int64_t)s->cores;
                gpus += all->items[i].sign * (int64_t)s->gpus;
                mem_mib += all->items[i].sign * (int64_t)s->mem_mib;
            }
            const struct aif_shape *kept = line_at(&node->line, t_s);
            AIF_CHECK(kept->cores == cores && kept->gpus == gpus && kept->mem_mib == mem_mib);
        }
        AIF_CHECK(cores == node->capacity.cores && gpus == node->capacity.gpus);
    }
}

static void check_releases(const struct aif_sim *sim, const struct domain *d)
{
    const struct release *last = NULL;
    uint32_t count = 0;
    for (uint32_t k = 0; k < d->releases.count; k++) {
        const struct release_block *b = d->releases.blocks[k];
        int64_t units = 0;
        for (uint32_t i = 0; i < b->count; i++, count++) {
            const struct release *r = &b->items[i];
            const struct aif_row *row = &sim->rows[r->job];
            AIF_CHECK(row->outcome == AIF_OUTCOME_WAITING && row->start_s != AIF_UNKNOWN_S);
            AIF_CHECK(r->due_s == state_due_s(sim, r->job) && r->units == row->units);
            AIF_CHECK(!last || last->due_s < r->due_s ||
                      (last->due_s == r->due_s && last->job < r->job));
            units += r->units;
            last = r;
        }
        AIF_CHECK(b->count > 0 && b->units == units);
    }
    AIF_CHECK(count == d->running_count);
}

void check_plan(struct aif_sim *sim, struct domain *d, struct aif_arena *scratch)
{
    if (d->plan == PLAN_NOTHING)
        return;
    if (d->plan == PLAN_RELEASES || d->plan == PLAN_LINES)
        check_releases(sim, d);
    if (d->plan == PLAN_RELEASES)
        return;
    struct changes all = {AIF_NEW(scratch, struct change, 2 * count_parts(sim, d) + 1), 0};
    collect(sim, d, &all);
    qsort(all.items, all.count, sizeof *all.items, by_node_and_time);
    if (d->is_counted)
        check_counted(sim, d, &all);
    else
        check_nodes(sim, &all);
}

/* Whether the job fits at t_s if what runs gives its resources back when due and nothing else
 * starts. */
static bool fits_at(const struct aif_sim *sim, const struct domain *d, uint32_t job, int64_t t_s,
                    struct aif_shape *free)
{
    const struct aif_machine *m = sim->scenario.machine;
    int64_t units = d->free_units;
    for (uint32_t n = 0; sim->nodes && n < m->node_count; n++)
        free[n] = sim->nodes[n].free;
    uint32_t other;
    for (uint32_t i = 0; next_running(sim, d, &i, &other);) {
        const struct aif_row *row = &sim->rows[other];
        if (state_due_s(sim, other) > t_s)
            continue;
        units += row->units;
        for (uint32_t k = 0; k < row->node_count; k++) {
            const struct aif_shape *s = state_taken(sim, other, row->nodes[k]);
            struct aif_shape *f = &free[row->nodes[k]];
            *f =
                (struct aif_shape){f->cores + s->cores, f->gpus + s->gpus, f->mem_mib + s->mem_mib};
        }
    }
    if (d->is_counted)
        return sim->rows[job].units <= units;
    uint32_t fitting = 0;
    uint64_t mask = m->partitions[sim->rows[job].partition].class_mask;
    for (uint32_t c = 0; c < m->class_count; c++)
        for (uint32_t n = 0; (mask >> c & 1) && n < m->classes[c].node_count; n++) {
            uint32_t node = m->classes[c].first_node + n;
            const struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
            bool is_able = shape_fits(&k->shape, &m->classes[c].shape);
            fitting += is_able && shape_fits(state_taken(sim, job, node), &free[node]);
        }
    return fitting >= sim->needs[job].nodes;
}

void check_head(struct aif_sim *sim, struct domain *d, struct aif_arena *scratch)
{
    struct queue_cursor c = {0};
    struct queue_entry head;
    bool is_by_candidates = sim->scenario.policy.candidates && d->plan == PLAN_NOTHING;
    if (!queue_peek(&d->waiting, &c, &head) || is_by_candidates)
        return;
    struct aif_shape *free =
        AIF_NEW(scratch, struct aif_shape, sim->scenario.machine->node_count + 1);
    if (!sim->promises)
        AIF_CHECK(!fits_at(sim, d, head.job, sim->now_s, free));
    if (d->promised_job == head.job && d->promised_at_s == sim->now_s)
        AIF_CHECK(fits_at(sim, d, head.job, d->promised_s, free));
}
