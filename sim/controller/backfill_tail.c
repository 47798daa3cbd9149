/* How much of the queue a cycle must look at when nobody wants the plan.
 *
 * What is planned for a job matters only to the starts of those behind it.  So the cycle may end
 * behind the last job that could still start now.  These candidates are found by what is free; each
 * planned job may then rule out more of them, and none comes back, because starts and plans of a
 * cycle only ever leave less. */
#include "controller/backfill_internal.h"

#include <string.h>

/* How many nodes have at least so many cores, and GPUs, free. */
static void count_open_nodes(struct backfill *b)
{
    const struct cluster *c = b->cluster;
    struct tail *t = &b->tail;
    memset(t->by_cores, 0, sizeof t->by_cores);
    memset(t->by_gpus, 0, sizeof t->by_gpus);
    for (uint32_t i = 0; i < c->node_count; i++) {
        const struct cluster_node *n = &c->nodes[i];
        if (n->is_taken)
            continue;
        t->by_cores[n->free.cores < OPEN_MOST ? n->free.cores : OPEN_MOST]++;
        t->by_gpus[n->free.gpus < OPEN_MOST ? n->free.gpus : OPEN_MOST]++;
    }
    for (uint32_t k = OPEN_MOST; k-- > 0;) {
        t->by_cores[k] += t->by_cores[k + 1];
        t->by_gpus[k] += t->by_gpus[k + 1];
    }
    t->has_open_nodes = true;
}

static bool may_preempt(const struct backfill *b, const struct ask *a)
{
    const struct backfill_calls *calls = b->calls;
    return a->may_preempt && calls->preempt &&
           (!calls->may_preempt || calls->may_preempt(calls->context, a));
}

/* Whether there is width for the job, wherever that may be. */
static bool has_width(struct backfill *b, const struct ask *a)
{
    struct tail *t = &b->tail;
    if (a->is_shared || may_preempt(b, a))
        return true;
    if (a->is_whole)
        return a->min_nodes <= t->idle_count;
    if (!t->has_open_nodes)
        count_open_nodes(b);
    uint32_t cores = select_least_cores(a);
    return t->by_cores[cores < OPEN_MOST ? cores : OPEN_MOST] >= a->min_nodes &&
           t->by_gpus[a->per_node.gpus < OPEN_MOST ? a->per_node.gpus : OPEN_MOST] >= a->min_nodes;
}

/* Whether the job could start now beside what is planned so far. */
static bool could_start(struct backfill *b, const struct ask *a)
{
    if (may_preempt(b, a))
        return true;
    if (cluster_find(b->cluster, a->job) || !b->calls->may_run(b->calls->context, a))
        return false;
    if (!backfill_could_use(b, a))
        return false;
    if (a->is_whole && !a->is_shared)
        return bitset_count_and(&b->usable, &b->cluster->idle) >= a->min_nodes;
    struct choice c;
    return select_now(b->select, a, &b->usable, &c);
}

static void grow(struct backfill *b, uint32_t count)
{
    if (count <= b->tail.capacity)
        return;
    b->tail.capacity = 2 * count;
    b->tail.candidates = AIF_NEW(b->cluster->arena, uint32_t, b->tail.capacity);
}

void tail_open(struct backfill *b)
{
    const struct backfill_input *in = b->input;
    struct tail *t = &b->tail;
    t->is_lazy = !b->calls->planned;
    t->count = 0;
    t->has_open_nodes = false;
    if (!t->is_lazy)
        return;
    grow(b, in->count);
    t->idle_count = bitset_count_and(&b->cluster->idle, &b->cluster->up);
    for (uint32_t i = 0; i < in->count; i++)
        if (has_width(b, in->queue[i]))
            t->candidates[t->count++] = i;
    tail_shrink(b);
}

void tail_shrink(struct backfill *b)
{
    struct tail *t = &b->tail;
    while (t->is_lazy && t->count && !could_start(b, b->input->queue[t->candidates[t->count - 1]]))
        t->count--;
}

void tail_give_up(struct backfill *b)
{
    b->tail.is_lazy = false;
}

uint32_t tail_end(const struct backfill *b)
{
    const struct tail *t = &b->tail;
    if (!t->is_lazy)
        return b->input->count;
    return t->count ? t->candidates[t->count - 1] + 1 : 0;
}
