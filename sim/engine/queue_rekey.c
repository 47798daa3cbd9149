/* Orders whose scores change while jobs wait: new keys for all, sorted anew.  Most of the time few
 * have changed places, so entries are moved where they belong one by one; a budget of moves keeps
 * that from being slower than sorting. */
#include "engine/queue.h"
#include "engine/queue_summary.h"

#include <stdlib.h>

enum { MOVES_PER_ENTRY = 8 };

static bool comes_after(const struct queue_entry *a, const struct queue_entry *b)
{
    if (a->key < b->key || a->key > b->key)
        return a->key > b->key;
    return a->job > b->job;
}

static int compare(const void *a, const void *b)
{
    return comes_after(a, b) ? 1 : comes_after(b, a) ? -1 : 0;
}

/* Give the entries new keys where they are; true if they are still in order. */
static bool give_keys(struct queue *q, double (*key)(void *context, uint32_t job), void *context)
{
    bool is_sorted = true;
    const struct queue_entry *last = NULL;
    for (uint32_t i = 0; i < q->group_count; i++)
        for (uint32_t k = 0; k < q->groups[i]->count; k++) {
            struct queue_leaf *l = q->groups[i]->leaves[k];
            for (uint32_t e = 0; e < l->count; e++) {
                l->entries[e].key = key(context, l->entries[e].job);
                is_sorted = is_sorted && !(last && comes_after(last, &l->entries[e]));
                last = &l->entries[e];
            }
        }
    return is_sorted;
}

static struct queue_entry *gather(struct queue *q)
{
    if (q->scratch_capacity < q->count) {
        q->scratch_capacity = 2 * q->count;
        q->scratch = AIF_NEW(q->arena, struct queue_entry, q->scratch_capacity);
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < q->group_count; i++)
        for (uint32_t k = 0; k < q->groups[i]->count; k++) {
            const struct queue_leaf *l = q->groups[i]->leaves[k];
            for (uint32_t e = 0; e < l->count; e++)
                q->scratch[n++] = l->entries[e];
        }
    AIF_CHECK(n == q->count);
    return q->scratch;
}

static void sort(struct queue_entry *entries, uint32_t n)
{
    uint64_t budget = (uint64_t)MOVES_PER_ENTRY * n;
    for (uint32_t i = 1; i < n; i++) {
        struct queue_entry e = entries[i];
        uint32_t at = i;
        for (; at > 0 && comes_after(&entries[at - 1], &e); at--)
            entries[at] = entries[at - 1];
        entries[at] = e;
        if (i - at > budget) {
            qsort(entries, n, sizeof *entries, compare);
            return;
        }
        budget -= i - at;
    }
}

/* Put the sorted entries back into a leaf, which stays as full as it was; false if they were all
 * there already. */
static bool fill_leaf(struct queue_leaf *l, const struct queue_entry *sorted)
{
    bool has_changed = false;
    for (uint32_t e = 0; e < l->count; e++) {
        has_changed = has_changed || l->entries[e].job != sorted[e].job;
        l->entries[e] = sorted[e];
    }
    if (!has_changed)
        return false;
    l->summary.is_stale = true;
    l->least_units = UINT32_MAX;
    for (uint32_t e = 0; e < l->count; e++)
        if (l->entries[e].units < l->least_units)
            l->least_units = l->entries[e].units;
    return true;
}

static void write_back(struct queue *q, const struct queue_entry *sorted)
{
    for (uint32_t i = 0; i < q->group_count; i++) {
        struct queue_group *g = q->groups[i];
        bool has_changed = false;
        for (uint32_t k = 0; k < g->count; sorted += g->leaves[k++]->count)
            has_changed |= fill_leaf(g->leaves[k], sorted);
        if (!has_changed)
            continue;
        g->summary.is_stale = true;
        g->least_units = UINT32_MAX;
        for (uint32_t k = 0; k < g->count; k++)
            if (g->leaves[k]->least_units < g->least_units)
                g->least_units = g->leaves[k]->least_units;
    }
}

void queue_rekey(struct queue *q, double (*key)(void *context, uint32_t job), void *context)
{
    if (give_keys(q, key, context))
        return;
    struct queue_entry *entries = gather(q);
    sort(entries, q->count);
    write_back(q, entries);
}
