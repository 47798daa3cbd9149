#include "engine/queue_summary.h"

/* floor(log2(x)) for x >= 1. */
static uint32_t log2_floor(uint32_t x)
{
    uint32_t log = 0;
    for (uint32_t half = 16; half; half /= 2)
        if (x >> half) {
            x >>= half;
            log += half;
        }
    return log;
}

uint32_t summary_class(uint32_t units)
{
    if (units <= 8)
        return units ? units - 1 : 0;
    uint32_t octave = log2_floor(units);
    uint32_t c = 8 + (octave - 3) * 4 + ((units >> (octave - 2)) & 3);
    return c < QUEUE_CLASSES ? c : QUEUE_CLASSES - 1;
}

static int32_t clamp(int64_t limit_s)
{
    return limit_s < INT32_MAX ? (int32_t)limit_s : INT32_MAX - 1;
}

static void clear(struct queue_summary *s)
{
    for (uint32_t c = 0; c < QUEUE_CLASSES; c++)
        s->shortest_s[c] = INT32_MAX;
    s->is_stale = false;
}

void summary_add(struct queue_summary *s, const struct queue_entry *e)
{
    if (s->is_stale)
        return;
    int32_t limit_s = clamp(e->limit_s);
    uint32_t c = summary_class(e->units);
    if (s->shortest_s[c] > limit_s)
        s->shortest_s[c] = limit_s;
}

void summary_remove(struct queue_summary *s, const struct queue_entry *e)
{
    if (!s->is_stale && s->shortest_s[summary_class(e->units)] == clamp(e->limit_s))
        s->is_stale = true;
}

void summary_refresh_leaf(struct queue_leaf *l)
{
    if (!l->summary.is_stale)
        return;
    clear(&l->summary);
    for (uint32_t i = 0; i < l->count; i++)
        summary_add(&l->summary, &l->entries[i]);
}

void summary_refresh_group(struct queue_group *g)
{
    if (!g->summary.is_stale)
        return;
    clear(&g->summary);
    for (uint32_t k = 0; k < g->count; k++) {
        struct queue_leaf *l = g->leaves[k];
        summary_refresh_leaf(l);
        for (uint32_t c = 0; c < QUEUE_CLASSES; c++)
            if (l->summary.shortest_s[c] < g->summary.shortest_s[c])
                g->summary.shortest_s[c] = l->summary.shortest_s[c];
    }
}

bool summary_may_pass(const struct queue_summary *s, uint32_t least_units,
                      const struct queue_filter *f, uint32_t width_class)
{
    if (least_units > f->free_units)
        return false;
    if (least_units <= f->extra_units || f->horizon_s >= INT32_MAX)
        return true;
    int32_t shortest_s = INT32_MAX;
    for (uint32_t c = 0; c <= width_class; c++)
        shortest_s = s->shortest_s[c] < shortest_s ? s->shortest_s[c] : shortest_s;
    return shortest_s <= f->horizon_s;
}
