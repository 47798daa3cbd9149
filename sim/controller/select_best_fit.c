/* Consecutive best fit: among runs of consecutive nodes the smallest that is enough for the job; if
 * none is, the largest and then again for what is still missing.  Lower weights always first. */
#include "controller/select_internal.h"

/* The end of a run that begins at `first`: before the next gap or change of weight. */
static uint32_t run_end(const struct cluster *c, const struct bitset *room, uint32_t first)
{
    uint32_t end = bitset_next_gap(room, first);
    if (!c->has_weights)
        return end;
    for (uint32_t i = first + 1; i < end; i++)
        if (c->nodes[i].weight != c->nodes[first].weight)
            return i;
    return end;
}

static void sum_run(const struct select *s, const struct pick *p, struct node_run *r)
{
    r->nodes = r->end - r->first;
    if (p->takes_all && s->has_like_cores)
        r->cores = (uint64_t)r->nodes * p->cores[r->first];
    else
        for (uint32_t i = r->first; i < r->end; i++)
            r->cores += p->cores[i];
    for (uint32_t i = r->first; p->min_gpus && i < r->end; i++)
        r->gpus += p->free[i].gpus;
}

static uint32_t find_runs(struct select *s, const struct pick *p)
{
    uint32_t count = 0;
    uint32_t first = bitset_next(p->room, 0);
    while (first != AIF_NONE) {
        struct node_run r = {.first = first, .weight = s->cluster->nodes[first].weight};
        r.end = run_end(s->cluster, p->room, first);
        sum_run(s, p, &r);
        s->runs[count++] = r;
        first = bitset_next(p->room, r.end);
    }
    return count;
}

static bool run_suffices(const struct node_run *r, const struct tally *t)
{
    return (int64_t)r->cores >= t->cores && r->nodes >= t->min_nodes && (int64_t)r->gpus >= t->gpus;
}

static struct node_run *best_run(struct node_run *runs, uint32_t count, const struct tally *t)
{
    struct node_run *best = NULL;
    bool best_suffices = false;
    for (struct node_run *r = runs; r < runs + count; r++) {
        if (!r->nodes)
            continue;
        bool suffices = run_suffices(r, t);
        bool is_better = !best || r->weight < best->weight;
        if (!is_better && r->weight == best->weight)
            is_better =
                suffices ? !best_suffices || r->cores < best->cores : r->cores > best->cores;
        if (!is_better)
            continue;
        best = r;
        best_suffices = suffices;
    }
    return best;
}

/* For the last node: the one with the fewest cores that has enough; AIF_NONE if none has. */
static uint32_t tightest_node(const struct select *s, const struct pick *p,
                              const struct node_run *r, const struct tally *t)
{
    uint32_t best = AIF_NONE;
    bool is_any_good = p->takes_all && s->has_like_cores;
    for (uint32_t i = r->first; i < r->end; i++) {
        if (p->cores[i] < t->cores || (p->min_gpus && p->free[i].gpus < t->gpus))
            continue;
        if (best == AIF_NONE || p->cores[i] < p->cores[best])
            best = i;
        if (is_any_good || p->cores[best] == t->cores)
            break;
    }
    return best;
}

/* Whole nodes with as many cores each: as many as are lacking, from the first on. */
static void take_alike(struct select *s, const struct pick *p, struct tally *t,
                       const struct node_run *r)
{
    int64_t cores = p->cores[r->first];
    int64_t count = t->cores > t->nodes * cores ? (t->cores + cores - 1) / cores : t->nodes;
    if (count > t->max_nodes)
        count = t->max_nodes;
    if (count > r->nodes)
        count = r->nodes;
    if (count <= 0)
        return;
    bitset_add_range(&s->picked, r->first, (uint32_t)count);
    t->cores -= count * cores;
    t->nodes -= count;
    t->min_nodes -= count;
    t->max_nodes -= count;
}

static void take_from(struct select *s, const struct pick *p, struct tally *t,
                      const struct node_run *r)
{
    if (p->takes_all && s->has_like_cores && !p->min_gpus) {
        take_alike(s, p, t, r);
        return;
    }
    uint32_t one = t->nodes <= 1 ? tightest_node(s, p, r, t) : AIF_NONE;
    if (one != AIF_NONE) {
        tally_take(s, p, t, one);
        return;
    }
    for (uint32_t i = r->first; i < r->end && t->max_nodes > 0 && !tally_is_done(t); i++)
        if (t->max_nodes > 1 || p->cores[i] >= t->cores)
            tally_take(s, p, t, i);
}

bool pick_best_fit(struct select *s, const struct pick *p)
{
    struct tally t = tally_start(p);
    uint32_t count = find_runs(s, p);
    bitset_clear(&s->picked);
    while (t.max_nodes > 0) {
        struct node_run *r = best_run(s->runs, count, &t);
        if (!r)
            break;
        take_from(s, p, &t, r);
        if (tally_is_done(&t))
            return true;
        r->nodes = 0;
    }
    return tally_is_enough(&t);
}
