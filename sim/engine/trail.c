#include "engine/trail.h"

#include "engine/state.h"

#include <string.h>

enum { LEAST_CAPACITY = 64 };

struct trail *trail_open(struct aif_sim *sim)
{
    struct trail *t = AIF_NEW(&sim->arena, struct trail, 1);
    t->domain_count = sim->domain_count;
    t->rooms = AIF_NEW(&sim->arena, struct trail_line, sim->domain_count + sim->kinds.count);
    t->heads = AIF_NEW(&sim->arena, struct trail_line, sim->domain_count);
    t->starts = AIF_NEW(&sim->arena, uint8_t, sim->job_count + 1);
    return t;
}

static void grow(struct trail_line *l, struct aif_arena *arena)
{
    l->capacity = l->capacity ? 2 * l->capacity : LEAST_CAPACITY;
    struct trail_step *steps = AIF_NEW(arena, struct trail_step, l->capacity);
    if (l->count)
        memcpy(steps, l->steps, l->count * sizeof *steps);
    l->steps = steps;
}

/* Only the last pass of an instant counts. */
static void note(struct aif_sim *sim, struct trail_line *l, uint32_t value)
{
    if (l->count && l->steps[l->count - 1].t_s == sim->now_s)
        l->count--;
    if (l->count && l->steps[l->count - 1].value == value)
        return;
    if (l->count == l->capacity)
        grow(l, &sim->arena);
    l->steps[l->count++] = (struct trail_step){sim->now_s, value};
}

void trail_note(struct aif_sim *sim, const struct domain *d)
{
    struct trail *t = sim->trail;
    struct queue_cursor cursor = {0};
    struct queue_entry head;
    bool waits = queue_peek(&d->waiting, &cursor, &head);
    note(sim, &t->heads[d - sim->domains], waits ? head.job : AIF_NONE);
    if (d->is_counted)
        note(sim, &t->rooms[d - sim->domains], d->free_units);
    for (uint32_t i = 0; !d->is_counted && i < d->kind_count; i++)
        note(sim, &t->rooms[t->domain_count + d->kinds[i]], sim->kinds.kinds[d->kinds[i]].fitting);
}

void trail_note_start(struct aif_sim *sim, const struct domain *d, uint32_t job)
{
    struct queue_cursor cursor = {0};
    struct queue_entry head;
    bool is_ahead = false;
    if (queue_peek(&d->waiting, &cursor, &head)) {
        double key = state_key(sim, sim->scenario.policy.order, job);
        is_ahead = head.key < key || (head.key <= key && head.job < job);
    }
    sim->trail->starts[job] = is_ahead ? AIF_START_AHEAD : AIF_START_TURN;
}

enum aif_start_kind trail_start(const struct aif_sim *sim, uint32_t job)
{
    return sim->trail ? (enum aif_start_kind)sim->trail->starts[job] : AIF_START_UNKNOWN;
}
