#include "engine/queue_summary.h"

uint32_t summary_class(uint32_t units)
{
    if (units <= 16)
        return units ? units - 1 : 0;
    uint32_t octave = 4;
    while (octave < 31 && units >> (octave + 1))
        octave++;
    uint32_t c = 16 + (octave - 4) * 4 + ((units >> (octave - 2)) & 3);
    return c < QUEUE_CLASSES ? c : QUEUE_CLASSES - 1;
}

static int32_t clamp(int64_t limit_s)
{
    return limit_s < INT32_MAX ? (int32_t)limit_s : INT32_MAX - 1;
}

void summary_clear(struct queue_summary *s)
{
    for (uint32_t c = 0; c < QUEUE_CLASSES; c++)
        s->shortest_s[c] = INT32_MAX;
    s->least_units = UINT32_MAX;
    s->is_stale = false;
}

void summary_add(struct queue_summary *s, const struct queue_entry *e)
{
    int32_t limit_s = clamp(e->limit_s);
    /* Minima over growing sets never rise: from the first one that is no longer, none is. */
    for (uint32_t c = summary_class(e->units); c < QUEUE_CLASSES && s->shortest_s[c] > limit_s; c++)
        s->shortest_s[c] = limit_s;
    if (e->units < s->least_units)
        s->least_units = e->units;
}

void summary_remove(struct queue_summary *s, const struct queue_entry *e)
{
    if (s->shortest_s[summary_class(e->units)] >= clamp(e->limit_s) || s->least_units == e->units)
        s->is_stale = true;
}

void summary_refresh_leaf(struct queue_leaf *l)
{
    if (!l->summary.is_stale)
        return;
    summary_clear(&l->summary);
    for (uint32_t i = 0; i < l->count; i++)
        summary_add(&l->summary, &l->entries[i]);
}

void summary_refresh_group(struct queue_group *g)
{
    if (!g->summary.is_stale)
        return;
    summary_clear(&g->summary);
    for (uint32_t k = 0; k < g->count; k++) {
        struct queue_leaf *l = g->leaves[k];
        summary_refresh_leaf(l);
        for (uint32_t c = 0; c < QUEUE_CLASSES; c++)
            if (l->summary.shortest_s[c] < g->summary.shortest_s[c])
                g->summary.shortest_s[c] = l->summary.shortest_s[c];
        if (l->summary.least_units < g->summary.least_units)
            g->summary.least_units = l->summary.least_units;
    }
}
