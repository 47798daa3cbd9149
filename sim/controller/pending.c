#include "controller/pending.h"

#include <string.h>

static bool comes_before(const struct pending_key *a, const struct pending_key *b)
{
    if (a->has_reservation != b->has_reservation)
        return a->has_reservation;
    if (a->tier != b->tier)
        return a->tier > b->tier;
    if (a->band != b->band)
        return a->band < b->band;
    if (a->score < b->score || b->score < a->score)
        return a->score < b->score;
    if (a->priority != b->priority)
        return a->priority > b->priority;
    return a->job != b->job ? a->job < b->job : a->partition < b->partition;
}

static void grow(struct pending *p)
{
    if (p->count < p->capacity)
        return;
    p->capacity = p->capacity ? 2 * p->capacity : 64;
    struct ask **asks = AIF_NEW(p->arena, struct ask *, p->capacity);
    struct pending_key *keys = AIF_NEW(p->arena, struct pending_key, p->capacity);
    if (p->count) {
        memcpy(asks, p->asks, p->count * sizeof *asks);
        memcpy(keys, p->keys, p->count * sizeof *keys);
    }
    p->asks = asks;
    p->keys = keys;
}

uint32_t pending_find(const struct pending *p, const struct pending_key *key)
{
    uint32_t low = 0, high = p->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (comes_before(&p->keys[middle], key))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void pending_add(struct pending *p, const struct pending_key *key, struct ask *ask)
{
    grow(p);
    uint32_t i = pending_find(p, key);
    memmove(p->asks + i + 1, p->asks + i, (p->count - i) * sizeof *p->asks);
    memmove(p->keys + i + 1, p->keys + i, (p->count - i) * sizeof *p->keys);
    p->asks[i] = ask;
    p->keys[i] = *key;
    p->count++;
}

void pending_drop(struct pending *p, const struct pending_key *key)
{
    uint32_t i = pending_find(p, key);
    AIF_CHECK(i < p->count && !comes_before(key, &p->keys[i]));
    p->count--;
    memmove(p->asks + i, p->asks + i + 1, (p->count - i) * sizeof *p->asks);
    memmove(p->keys + i, p->keys + i + 1, (p->count - i) * sizeof *p->keys);
}

/* Move entry i to its place among those before it, which are in order. */
static void sink_in(struct pending *p, uint32_t i)
{
    struct ask *ask = p->asks[i];
    struct pending_key key = p->keys[i];
    for (; i > 0 && comes_before(&key, &p->keys[i - 1]); i--) {
        p->asks[i] = p->asks[i - 1];
        p->keys[i] = p->keys[i - 1];
    }
    p->asks[i] = ask;
    p->keys[i] = key;
}

void pending_reorder(struct pending *p,
                     void (*rank)(void *context, struct ask *a, struct pending_key *key),
                     void *context)
{
    for (uint32_t i = 0; i < p->count; i++) {
        rank(context, p->asks[i], &p->keys[i]);
        sink_in(p, i);
    }
}
