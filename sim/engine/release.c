#include "engine/release.h"

#include <string.h>

static bool before(const struct release *a, const struct release *b)
{
    return a->due_s != b->due_s ? a->due_s < b->due_s : a->job < b->job;
}

/* The last block whose first item is not after r; else the first. */
static uint32_t find_block(const struct release_list *l, const struct release *r)
{
    uint32_t low = 0, high = l->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (before(r, &l->blocks[middle]->items[0]))
            high = middle;
        else
            low = middle;
    }
    return low;
}

static uint32_t find_place(const struct release_block *b, const struct release *r)
{
    uint32_t low = 0, high = b->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (before(&b->items[middle], r))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct release_block *insert_block(struct release_list *l, uint32_t at)
{
    if (l->count == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 8;
        struct release_block **blocks = AIF_NEW(l->arena, struct release_block *, l->capacity);
        if (l->count)
            memcpy(blocks, l->blocks, l->count * sizeof(struct release_block *));
        l->blocks = blocks;
    }
    struct release_block *b = l->spare;
    if (b)
        l->spare = b->next_spare;
    else
        b = AIF_NEW(l->arena, struct release_block, 1);
    b->count = 0;
    b->units = 0;
    memmove(l->blocks + at + 1, l->blocks + at, (l->count - at) * sizeof(struct release_block *));
    l->blocks[at] = b;
    l->count++;
    return b;
}

static void split(struct release_list *l, uint32_t at)
{
    struct release_block *upper = insert_block(l, at + 1), *b = l->blocks[at];
    upper->count = b->count / 2;
    b->count -= upper->count;
    memcpy(upper->items, b->items + b->count, upper->count * sizeof b->items[0]);
    for (uint32_t i = 0; i < upper->count; i++)
        upper->units += upper->items[i].units;
    b->units -= upper->units;
}

void release_add(struct release_list *l, struct release r)
{
    if (l->count == 0)
        insert_block(l, 0);
    uint32_t at = find_block(l, &r);
    if (l->blocks[at]->count == RELEASE_BLOCK) {
        split(l, at);
        at = find_block(l, &r);
    }
    struct release_block *b = l->blocks[at];
    uint32_t i = find_place(b, &r);
    memmove(b->items + i + 1, b->items + i, (b->count - i) * sizeof b->items[0]);
    b->items[i] = r;
    b->count++;
    b->units += r.units;
}

void release_remove(struct release_list *l, struct release r)
{
    AIF_CHECK(l->count > 0);
    uint32_t at = find_block(l, &r);
    struct release_block *b = l->blocks[at];
    uint32_t i = find_place(b, &r);
    AIF_CHECK(i < b->count && b->items[i].job == r.job && b->items[i].units == r.units);
    b->count--;
    b->units -= r.units;
    memmove(b->items + i, b->items + i + 1, (b->count - i) * sizeof b->items[0]);
    if (b->count)
        return;
    b->next_spare = l->spare;
    l->spare = b;
    l->count--;
    memmove(l->blocks + at, l->blocks + at + 1, (l->count - at) * sizeof(struct release_block *));
}

/* From item i of block `at` on, what else comes back at the same time. */
static int64_t units_due_with(const struct release_list *l, uint32_t at, uint32_t i)
{
    int64_t due_s = l->blocks[at]->items[i].due_s, units = 0;
    for (; at < l->count; at++, i = 0)
        for (; i < l->blocks[at]->count; i++) {
            if (l->blocks[at]->items[i].due_s != due_s)
                return units;
            units += l->blocks[at]->items[i].units;
        }
    return units;
}

int64_t release_shadow(const struct release_list *l, int64_t free_units, int64_t needed,
                       int64_t *then_units)
{
    uint32_t at = 0;
    while (at < l->count && free_units + l->blocks[at]->units < needed)
        free_units += l->blocks[at++]->units;
    if (at == l->count)
        return AIF_NEVER_S;
    const struct release_block *b = l->blocks[at];
    uint32_t i = 0;
    while (free_units + b->items[i].units < needed)
        free_units += b->items[i++].units;
    *then_units = free_units + units_due_with(l, at, i);
    return b->items[i].due_s;
}
