/* Orders whose scores change while jobs wait: new keys for all, then a merge sort. */
#include "engine/queue.h"
#include "engine/queue_summary.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const struct queue_entry *x = a, *y = b;
    if (x->key < y->key || x->key > y->key)
        return x->key < y->key ? -1 : 1;
    return x->job < y->job ? -1 : x->job > y->job;
}

/* Write the sorted entries back into the leaves there are, each as full as it was. */
static void write_back(struct queue *q, const struct queue_entry *sorted)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < q->group_count; i++) {
        struct queue_group *g = q->groups[i];
        g->summary.is_stale = true;
        g->least_units = UINT32_MAX;
        for (uint32_t k = 0; k < g->count; k++) {
            g->leaves[k]->summary.is_stale = true;
            g->leaves[k]->least_units = UINT32_MAX;
            for (uint32_t e = 0; e < g->leaves[k]->count; e++) {
                g->leaves[k]->entries[e] = sorted[n++];
                if (sorted[n - 1].units < g->leaves[k]->least_units)
                    g->leaves[k]->least_units = sorted[n - 1].units;
            }
            if (g->leaves[k]->least_units < g->least_units)
                g->least_units = g->leaves[k]->least_units;
        }
    }
}

void queue_rekey(struct queue *q, double (*key)(void *context, uint32_t job), void *context)
{
    if (q->count < 1)
        return;
    struct queue_entry *entries = malloc(q->count * sizeof *entries);
    if (!entries)
        aif_fatal("out of memory: %u queue entries", q->count);
    uint32_t n = 0;
    bool is_sorted = true;
    struct queue_cursor c = {0};
    while (queue_peek(q, &c, &entries[n])) {
        entries[n].key = key(context, entries[n].job);
        is_sorted = is_sorted && (n == 0 || compare(&entries[n - 1], &entries[n]) < 0);
        n++;
        queue_skip(&c);
        if (n == q->count)
            break;
    }
    if (!is_sorted)
        qsort(entries, n, sizeof *entries, compare);
    write_back(q, entries);
    free(entries);
}
