#include "engine/trail.h"

#include "engine/state.h"

#include <string.h>

enum { LEAST_CAPACITY = 4, STEPS_A_JOB = 32 };

/* Between how many and how many nodes the jobs of each kind ask for. */
static void find_ranges(struct aif_sim *sim)
{
    for (uint32_t job = 0; sim->needs && job < sim->job_count; job++) {
        uint32_t nodes = sim->needs[job].nodes;
        if (nodes == 0)
            continue;
        struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
        if (k->least == 0 || nodes < k->least)
            k->least = nodes;
        if (nodes > k->most)
            k->most = nodes;
    }
}

struct trail *trail_open(struct aif_sim *sim)
{
    struct trail *t = AIF_NEW(&sim->arena, struct trail, 1);
    t->domain_count = sim->domain_count;
    t->rooms = AIF_NEW(&sim->arena, struct trail_line, sim->domain_count + sim->kinds.count);
    t->stale = AIF_NEW(&sim->arena, uint32_t, sim->kinds.count + 1);
    t->steps_left =
        sim->scenario.waits_are_bounded ? STEPS_A_JOB * (uint64_t)sim->job_count + 1 : UINT64_MAX;
    find_ranges(sim);
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

void trail_mark(struct aif_sim *sim, uint32_t kind)
{
    struct kind *k = &sim->kinds.kinds[kind];
    if (k->is_stale)
        return;
    k->is_stale = true;
    sim->trail->stale[sim->trail->stale_count++] = kind;
}

/* Of all domains: a kind of another one that is touched too may get its last step of this instant
 * later. */
static void note_kinds(struct aif_sim *sim)
{
    struct trail *t = sim->trail;
    for (uint32_t i = 0; i < t->stale_count; i++) {
        struct kind *k = &sim->kinds.kinds[t->stale[i]];
        struct trail_line *l = &t->rooms[t->domain_count + t->stale[i]];
        k->is_stale = false;
        if (l->count && kind_room(k) == k->noted)
            continue;
        k->noted = kind_room(k);
        note(sim, l, k->noted);
        t->steps_left--;
        if (t->steps_left == 0)
            break;
    }
    t->stale_count = 0;
}

/* What waits for no trail is not marked. */
static void give_up(struct aif_sim *sim)
{
    for (uint32_t i = 0; i < sim->kinds.count; i++)
        sim->kinds.kinds[i].least = sim->kinds.kinds[i].most = 0;
    sim->trail = NULL;
    sim->is_trail_lost = true;
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
    else
        note_kinds(sim);
    if (t->steps_left == 0)
        give_up(sim);
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
