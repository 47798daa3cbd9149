#include "engine/event.h"

#include <string.h>

enum { WAYS = 4, FIRST_CAPACITY = 64 };

static void grow(struct event_queue *q)
{
    uint32_t capacity = q->capacity ? 2 * q->capacity : FIRST_CAPACITY;
    struct event *items = AIF_NEW(q->arena, struct event, capacity);
    if (q->count)
        memcpy(items, q->items, q->count * sizeof *items);
    q->items = items;
    q->capacity = capacity;
}

void event_push(struct event_queue *q, int64_t t_s, enum event_kind kind, uint32_t entity)
{
    AIF_CHECK(t_s >= q->now_s);
    if (q->count == q->capacity)
        grow(q);
    struct event e = {t_s, (uint32_t)kind, entity};
    uint32_t i = q->count++;
    for (; i > 0 && event_before(&e, &q->items[(i - 1) / WAYS]); i = (i - 1) / WAYS)
        q->items[i] = q->items[(i - 1) / WAYS];
    q->items[i] = e;
}

static uint32_t least_child(const struct event_queue *q, uint32_t parent)
{
    uint32_t least = WAYS * parent + 1;
    uint32_t end = least + WAYS < q->count ? least + WAYS : q->count;
    for (uint32_t c = least + 1; c < end; c++)
        if (event_before(&q->items[c], &q->items[least]))
            least = c;
    return least;
}

bool event_pop(struct event_queue *q, struct event *out)
{
    if (q->count == 0)
        return false;
    *out = q->items[0];
    q->now_s = out->t_s;
    struct event moved = q->items[--q->count];
    uint32_t i = 0;
    while (WAYS * i + 1 < q->count) {
        uint32_t child = least_child(q, i);
        if (!event_before(&q->items[child], &moved))
            break;
        q->items[i] = q->items[child];
        i = child;
    }
    q->items[i] = moved;
    return true;
}
