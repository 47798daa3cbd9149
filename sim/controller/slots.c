/* Time slots with the nodes that are left in them. */
#include "controller/slots.h"

#include <string.h>

static void grow(struct slot_table *t)
{
    if (t->count < t->capacity)
        return;
    uint32_t capacity = t->capacity ? 2 * t->capacity : 64;
    struct slot *slots = AIF_NEW(t->arena, struct slot, capacity);
    if (t->capacity)
        memcpy(slots, t->slots, t->capacity * sizeof *slots);
    for (uint32_t i = t->capacity; i < capacity; i++)
        slots[i].left = bitset_new(t->arena, t->length);
    if (!t->capacity)
        t->first = bitset_new(t->arena, t->length);
    t->slots = slots;
    t->capacity = capacity;
}

void slots_reset(struct slot_table *t, int64_t begin_s, int64_t end_s, const struct bitset *nodes)
{
    t->count = 0;
    grow(t);
    t->slots[0].begin_s = begin_s;
    t->slots[0].end_s = end_s;
    bitset_copy(&t->slots[0].left, nodes);
    t->slots[0].left_count = bitset_count(nodes);
    t->count = t->records = 1;
    t->has_empty_first = false;
}

/* Cut slot i at t_s; the later part is slot i + 1.  The spare set of the slot behind the last one
 * moves to the new place. */
static void split(struct slot_table *t, uint32_t i, int64_t t_s)
{
    grow(t);
    struct bitset spare = t->slots[t->count].left;
    memmove(&t->slots[i + 2], &t->slots[i + 1], (t->count - i - 1) * sizeof *t->slots);
    bitset_copy(&spare, &t->slots[i].left);
    t->slots[i + 1] = (struct slot){t_s, t->slots[i].end_s, spare, t->slots[i].left_count};
    t->slots[i].end_s = t_s;
    t->count++;
    t->records++;
}

uint32_t slots_at(const struct slot_table *t, int64_t t_s)
{
    uint32_t low = 0, high = t->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (t->slots[middle].end_s <= t_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Slot i + 1 has the nodes of slot i: make them one. */
static void merge(struct slot_table *t, uint32_t i)
{
    struct bitset spare = t->slots[i + 1].left;
    t->slots[i].end_s = t->slots[i + 1].end_s;
    t->count--;
    memmove(&t->slots[i + 1], &t->slots[i + 2], (t->count - i - 1) * sizeof *t->slots);
    t->slots[t->count].left = spare;
}

/* Like Slurm, at most one pair, and only from just before the slots that were changed to just after
 * them: which times a job is tried at depends on the slots that are left. */
static void merge_first(struct slot_table *t, uint32_t from, uint32_t until)
{
    for (uint32_t i = from; i < until && i + 1 < t->count; i++) {
        if (t->slots[i].left_count != t->slots[i + 1].left_count ||
            !bitset_equal(&t->slots[i].left, &t->slots[i + 1].left))
            continue;
        merge(t, i);
        return;
    }
}

void slots_take(struct slot_table *t, int64_t begin_s, int64_t end_s, const struct bitset *nodes)
{
    if (begin_s < t->slots[0].begin_s)
        begin_s = t->slots[0].begin_s;
    uint32_t i = slots_at(t, begin_s);
    if (i == t->count)
        return;
    if (t->slots[i].begin_s < begin_s) {
        split(t, i++, begin_s);
    } else if (i == 0 && !t->has_empty_first) {
        t->has_empty_first = true; /* Slurm keeps an empty slot before the first */
        t->records++;
    }
    uint32_t first = i;
    for (; i < t->count && t->slots[i].begin_s < end_s; i++) {
        if (end_s < t->slots[i].end_s)
            split(t, i, end_s);
        bitset_subtract(&t->slots[i].left, nodes);
        t->slots[i].left_count = bitset_count(&t->slots[i].left);
    }
    merge_first(t, first >= 2 ? first - 2 : 0, i);
}

/* Whether the slot after i has usable nodes that this one, among those left so far, has not. */
static bool has_more(const struct slot_table *t, uint32_t i, const struct slot_span *span,
                     const struct bitset *usable)
{
    const uint64_t *first = t->first.words, *left = usable->words;
    const uint64_t *now = t->slots[i].left.words, *next = t->slots[i + 1].left.words;
    for (uint32_t w = span->first_word; w < span->end_word; w++)
        if (first[w] & next[w] & ~(left[w] & now[w]))
            return true;
    return false;
}

static void leave(const struct slot *slot, const struct slot_span *span, struct bitset *usable)
{
    for (uint32_t w = span->first_word; w < span->end_word; w++)
        usable->words[w] &= slot->left.words[w];
}

/* Whether some slot of the span has too few nodes left, whichever they are. */
static bool is_too_narrow(const struct slot_table *t, const struct slot_span *span)
{
    for (uint32_t i = span->first_slot; i < t->count && t->slots[i].begin_s <= span->until_s; i++)
        if (t->slots[i].left_count < span->needed)
            return true;
    return false;
}

uint32_t slots_find_later(struct slot_table *t, const struct slot_span *span, struct bitset *usable,
                          int64_t *later_s)
{
    *later_s = 0;
    bitset_copy(&t->first, usable);
    uint32_t i = span->first_slot;
    for (; i < t->count; i++) {
        const struct slot *now = &t->slots[i];
        if (i + 1 < t->count && has_more(t, i, span, usable)) {
            *later_s = now->end_s;
            break;
        }
        if (now->begin_s > span->until_s)
            break;
        leave(now, span, usable);
    }
    return i;
}

bool slots_narrow(const struct slot_table *t, const struct slot_span *span, uint32_t from,
                  struct bitset *usable)
{
    if (is_too_narrow(t, span))
        return false;
    for (uint32_t i = from; i < t->count && t->slots[i].begin_s <= span->until_s; i++)
        leave(&t->slots[i], span, usable);
    return true;
}

/* Whether too few of the nodes are left at this slot; takes the others out. */
static bool leaves_too_few(const struct slot *slot, const struct slot_span *span,
                           struct bitset *nodes)
{
    leave(slot, span, nodes);
    return !bitset_has_as_many(nodes, span->needed);
}

bool slots_rule_out(const struct slot_table *t, const struct slot_span *span, struct bitset *nodes,
                    uint32_t *first_try)
{
    uint32_t i = span->first_slot, k = *first_try;
    if (k >= i && k < t->count && t->slots[k].begin_s <= span->until_s &&
        leaves_too_few(&t->slots[k], span, nodes))
        return true;
    for (; i < t->count && t->slots[i].begin_s <= span->until_s; i++)
        if (leaves_too_few(&t->slots[i], span, nodes)) {
            *first_try = i;
            return true;
        }
    return false;
}

bool slots_cover(const struct slot_table *t, int64_t begin_s, int64_t end_s,
                 const struct bitset *nodes)
{
    for (uint32_t i = slots_at(t, begin_s); i < t->count && t->slots[i].begin_s < end_s; i++)
        if (!bitset_covers(&t->slots[i].left, nodes))
            return false;
    return true;
}
