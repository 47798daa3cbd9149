/* Choosing nodes among candidates, in the order and with the preferences of Slurm's cons_tres. */
#include "controller/select_internal.h"

struct tally tally_start(const struct pick *p)
{
    return (struct tally){.cores = (int64_t)p->min_cores,
                          .nodes = p->min_gpus ? p->min_nodes : p->wanted_nodes,
                          .gpus = p->min_gpus,
                          .min_nodes = p->min_nodes,
                          .max_nodes = p->max_nodes};
}

bool tally_is_done(const struct tally *t)
{
    return t->nodes <= 0 && t->cores <= 0 && t->gpus <= 0;
}

bool tally_is_enough(const struct tally *t)
{
    return t->min_nodes <= 0 && t->cores <= 0 && t->gpus <= 0;
}

/* What the job uses of a node: no more than it lacks, but a core stays for each node it still
 * needs. */
static uint32_t cores_to_use(const struct pick *p, const struct tally *t, uint32_t node)
{
    uint32_t cores = p->cores[node];
    if (p->takes_all)
        return cores;
    int64_t wanted = t->cores - (t->min_nodes > 1 ? t->min_nodes - 1 : 0);
    if (cores <= wanted)
        return cores;
    if (wanted < p->core_floor)
        wanted = p->core_floor;
    return wanted < cores ? (uint32_t)wanted : cores;
}

void tally_take(struct select *s, const struct pick *p, struct tally *t, uint32_t node)
{
    uint32_t cores = cores_to_use(p, t, node);
    s->taken[node] = cores;
    bitset_add(&s->picked, node);
    t->cores -= cores;
    t->gpus -= p->min_gpus ? p->free[node].gpus : 0;
    t->nodes--;
    t->min_nodes--;
    t->max_nodes--;
}

/* The candidate with the largest share of its cores free, among those of the lowest weight. */
static uint32_t least_loaded(const struct select *s, const struct pick *p)
{
    const struct cluster_node *nodes = s->cluster->nodes;
    uint32_t best = AIF_NONE;
    for (uint32_t i = bitset_next(&s->left, 0); i != AIF_NONE; i = bitset_next(&s->left, i + 1)) {
        if (best == AIF_NONE || nodes[i].weight < nodes[best].weight) {
            best = i;
            continue;
        }
        if (nodes[i].weight > nodes[best].weight)
            continue;
        uint64_t mine = (uint64_t)p->free[i].cores * s->capacity_cores[best];
        uint64_t its = (uint64_t)p->free[best].cores * s->capacity_cores[i];
        best = mine > its ? i : best;
    }
    return best;
}

bool pick_least_loaded(struct select *s, const struct pick *p)
{
    struct tally t = tally_start(p);
    bitset_copy(&s->left, p->room);
    bitset_clear(&s->picked);
    while (!tally_is_done(&t) && t.max_nodes > 0) {
        uint32_t node = least_loaded(s, p);
        if (node == AIF_NONE)
            break;
        bitset_drop(&s->left, node);
        tally_take(s, p, &t, node);
    }
    return tally_is_done(&t) || tally_is_enough(&t);
}

/* The first candidate of the lowest weight that has a job on it now, else that has none. */
static uint32_t busiest(const struct select *s)
{
    const struct cluster *c = s->cluster;
    uint32_t best = AIF_NONE;
    for (uint32_t i = bitset_next(&s->left, 0); i != AIF_NONE; i = bitset_next(&s->left, i + 1)) {
        if (best == AIF_NONE || c->nodes[i].weight < c->nodes[best].weight ||
            (c->nodes[i].weight == c->nodes[best].weight && bitset_has(&c->idle, best) &&
             !bitset_has(&c->idle, i)))
            best = i;
    }
    return best;
}

bool pick_busy_first(struct select *s, const struct pick *p)
{
    struct tally t = tally_start(p);
    bitset_copy(&s->left, p->room);
    bitset_clear(&s->picked);
    while (!tally_is_done(&t) && t.max_nodes > 0) {
        uint32_t node = busiest(s);
        if (node == AIF_NONE)
            break;
        bitset_drop(&s->left, node);
        tally_take(s, p, &t, node);
    }
    return tally_is_done(&t) || tally_is_enough(&t);
}

bool pick_from_last(struct select *s, const struct pick *p)
{
    struct tally t = tally_start(p);
    bitset_clear(&s->picked);
    for (uint32_t i = p->room->length; i-- > 0 && !tally_is_done(&t);)
        if (bitset_has(p->room, i) && t.max_nodes > 0)
            tally_take(s, p, &t, i);
    return tally_is_done(&t);
}

static bool pick_once(struct select *s, const struct ask *a, const struct pick *p,
                      bool prefers_busy)
{
    bool is_serial = s->packs_serial && p->min_nodes == 1 && p->min_cores == 1;
    if (prefers_busy)
        return pick_busy_first(s, p);
    if (a->is_least_loaded)
        return pick_least_loaded(s, p);
    return is_serial ? pick_from_last(s, p) : pick_best_fit(s, p);
}

/* What a node counts in the search for a fit: cores, and GPUs for jobs that want them. */
static uint32_t worth(const struct ask *a, const struct pick *p, uint32_t node)
{
    return p->cores[node] + (a->per_node.gpus || a->gpus ? p->free[node].gpus : 0);
}

/* Small nodes can use up the job's number of nodes before it has its cores: try again without the
 * smallest, the next smallest, and so on. */
static bool pick_among_large(struct select *s, const struct ask *a, struct pick *p,
                             bool prefers_busy)
{
    uint32_t below = 0; /* nodes of that worth or less are out */
    for (;;) {
        uint32_t least = UINT32_MAX;
        for (uint32_t i = bitset_next(&s->room, 0); i != AIF_NONE;
             i = bitset_next(&s->room, i + 1)) {
            uint32_t w = worth(a, p, i);
            least = w > below && w < least ? w : least;
        }
        if (least == UINT32_MAX)
            return false;
        for (uint32_t i = bitset_next(&s->room, 0); i != AIF_NONE; i = bitset_next(&s->room, i + 1))
            if (worth(a, p, i) <= least)
                bitset_drop(&s->room, i);
        below = least;
        if (bitset_count(&s->room) < p->min_nodes)
            return false;
        if (pick_once(s, a, p, prefers_busy))
            return true;
    }
}

bool pick_nodes(struct select *s, const struct ask *a, struct pick *p, bool prefers_busy)
{
    if (bitset_count(p->room) < p->min_nodes || p->min_nodes > p->max_nodes)
        return false;
    if (pick_once(s, a, p, prefers_busy))
        return true;
    if (p->takes_all && s->has_like_cores)
        return false;
    return pick_among_large(s, a, p, prefers_busy);
}
