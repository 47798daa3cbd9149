#include "engine/kind.h"

#include "engine/state.h"

#include <string.h>

static bool is_same(const struct kind *a, const struct kind *b)
{
    return a->shape.cores == b->shape.cores && a->shape.gpus == b->shape.gpus &&
           a->shape.mem_mib == b->shape.mem_mib && a->is_whole == b->is_whole &&
           a->class_mask == b->class_mask && a->domain == b->domain;
}

static uint32_t hash(const struct kind *k)
{
    uint64_t h = k->shape.cores;
    h = (h ^ k->shape.gpus) * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ h >> 29 ^ k->shape.mem_mib) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ h >> 32 ^ k->class_mask ^ (uint64_t)k->is_whole << 63) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(h >> 32) ^ k->domain;
}

static uint32_t find_slot(const struct kind_table *t, const struct kind *k)
{
    uint32_t i = hash(k) & (t->slot_count - 1);
    while (t->slots[i] && !is_same(&t->kinds[t->slots[i] - 1], k))
        i = (i + 1) & (t->slot_count - 1);
    return i;
}

static void grow(struct aif_sim *sim)
{
    struct kind_table *t = &sim->kinds;
    t->capacity = t->capacity ? 2 * t->capacity : 32;
    struct kind *kinds = AIF_NEW(&sim->arena, struct kind, t->capacity);
    if (t->count)
        memcpy(kinds, t->kinds, t->count * sizeof *kinds);
    t->kinds = kinds;
    t->slot_count = 2 * t->capacity;
    t->slots = AIF_NEW(&sim->arena, uint32_t, t->slot_count);
    for (uint32_t i = 0; i < t->count; i++)
        t->slots[find_slot(t, &kinds[i])] = i + 1;
}

bool kind_fits(const struct kind *k, const struct aif_shape *capacity, const struct aif_shape *free)
{
    return shape_fits(k->is_whole ? capacity : &k->shape, free);
}

uint32_t kind_intern(struct aif_sim *sim, const struct kind *k)
{
    struct kind_table *t = &sim->kinds;
    if (t->count == t->capacity)
        grow(sim);
    uint32_t slot = find_slot(t, k);
    if (t->slots[slot])
        return t->slots[slot] - 1;
    t->kinds[t->count] = *k;
    t->slots[slot] = ++t->count;
    return t->count - 1;
}

static void give_back_bits(struct aif_sim *sim, struct kind *k)
{
    struct kind_table *t = &sim->kinds;
    if (t->spare_count == t->spare_capacity) {
        t->spare_capacity = t->spare_capacity ? 2 * t->spare_capacity : 32;
        uint64_t **spare = AIF_NEW(&sim->arena, uint64_t *, t->spare_capacity);
        if (t->spare_count)
            memcpy(spare, t->spare_bits, t->spare_count * sizeof(uint64_t *));
        t->spare_bits = spare;
    }
    t->spare_bits[t->spare_count++] = k->bits;
    k->bits = NULL;
}

static void take_bits(struct aif_sim *sim, struct kind *k)
{
    size_t words = sim->scenario.machine->node_count / 64 + 1;
    if (sim->kinds.spare_count == 0) {
        k->bits = AIF_NEW(&sim->arena, uint64_t, words);
        return;
    }
    k->bits = sim->kinds.spare_bits[--sim->kinds.spare_count];
    memset(k->bits, 0, words * sizeof *k->bits);
}

/* Room for one kind more: those that nobody waits for go; if that leaves little, the list grows. */
static void make_room(struct aif_sim *sim, struct domain *d)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < d->kind_count; i++) {
        struct kind *k = &sim->kinds.kinds[d->kinds[i]];
        k->is_kept = k->waiting > 0;
        if (k->is_kept)
            d->kinds[kept++] = d->kinds[i];
        else
            give_back_bits(sim, k);
    }
    d->kind_count = kept;
    if (2 * kept < d->kind_capacity)
        return;
    d->kind_capacity = d->kind_capacity ? 2 * d->kind_capacity : 32;
    uint32_t *kinds = AIF_NEW(&sim->arena, uint32_t, d->kind_capacity);
    if (kept)
        memcpy(kinds, d->kinds, kept * sizeof *kinds);
    d->kinds = kinds;
}

static void count_fitting(struct aif_sim *sim, struct kind *k)
{
    const struct aif_machine *m = sim->scenario.machine;
    take_bits(sim, k);
    k->fitting = 0;
    for (uint32_t c = 0; c < m->class_count; c++)
        for (uint32_t i = 0; (k->class_mask >> c & 1) && i < m->classes[c].node_count; i++) {
            uint32_t node = m->classes[c].first_node + i;
            if (!kind_fits(k, &sim->nodes[node].capacity, &sim->nodes[node].free))
                continue;
            k->bits[node / 64] |= UINT64_C(1) << node % 64;
            k->fitting++;
        }
}

static void keep(struct aif_sim *sim, uint32_t kind)
{
    struct kind *k = &sim->kinds.kinds[kind];
    struct domain *d = &sim->domains[k->domain];
    if (d->kind_count == d->kind_capacity)
        make_room(sim, d);
    d->kinds[d->kind_count++] = kind;
    k->is_kept = true;
    count_fitting(sim, k);
}

void kind_await(struct aif_sim *sim, uint32_t kind)
{
    struct kind *k = &sim->kinds.kinds[kind];
    if (k->waiting++ > 0)
        return;
    if (!k->is_kept)
        keep(sim, kind);
    if (k->most > 0)
        trail_mark(sim, kind);
}

void kind_leave(struct aif_sim *sim, uint32_t kind)
{
    AIF_CHECK(sim->kinds.kinds[kind].waiting > 0);
    sim->kinds.kinds[kind].waiting--;
}

void kind_update(struct aif_sim *sim, uint32_t node)
{
    const struct node *n = &sim->nodes[node];
    const struct domain *d = &sim->domains[n->domain];
    uint64_t bit = UINT64_C(1) << node % 64;
    for (uint32_t i = 0; i < d->kind_count; i++) {
        struct kind *k = &sim->kinds.kinds[d->kinds[i]];
        bool fits = (k->class_mask >> n->class & 1) && kind_fits(k, &n->capacity, &n->free);
        if (fits == kind_fits_now(k, node))
            continue;
        k->bits[node / 64] ^= bit;
        uint32_t more = k->fitting + fits;
        k->fitting += fits ? 1 : UINT32_MAX;
        if (more >= k->least && more <= k->most && k->waiting > 0)
            trail_mark(sim, d->kinds[i]);
    }
}
