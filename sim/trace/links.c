/* From job numbers to job indices, for "preceding job" fields. */
#include "trace/links.h"

#include <stdlib.h>
#include <string.h>

void links_add(struct links *l, struct aif_arena *scratch, uint32_t job, int64_t number)
{
    if (l->count == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 256;
        struct link *items = AIF_NEW(scratch, struct link, l->capacity);
        if (l->count)
            memcpy(items, l->items, l->count * sizeof *items);
        l->items = items;
    }
    l->items[l->count++] = (struct link){number, job};
}

static int by_number(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->job < y->job ? -1 : x->job > y->job;
}

/* Index of the first of the sorted items with this number, or AIF_NONE. */
static uint32_t find(const struct link *sorted, uint32_t count, int64_t number)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (sorted[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && sorted[low].number == number ? sorted[low].job : AIF_NONE;
}

void links_resolve(const struct links *l, struct aif_arena *scratch, struct aif_workload *w)
{
    if (!l->count)
        return;
    struct link *known = AIF_NEW(scratch, struct link, w->count);
    for (uint32_t i = 0; i < w->count; i++)
        known[i] = (struct link){w->jobs[i].id, i};
    qsort(known, w->count, sizeof *known, by_number);
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t job = l->items[i].job, before = find(known, w->count, l->items[i].number);
        w->jobs[job].after = before == job ? AIF_NONE : before;
    }
}
