#include "engine/queue.h"

#include "engine/queue_summary.h"

#include <string.h>

static bool before(const struct queue_entry *a, const struct queue_entry *b)
{
    if (a->key < b->key || a->key > b->key)
        return a->key < b->key;
    return a->job < b->job;
}

static const struct queue_entry *first_entry(const struct queue_group *g)
{
    return &g->leaves[0]->entries[0];
}

/* The last group whose first entry is not after e; 0 if there is none such. */
static uint32_t find_group(const struct queue *q, const struct queue_entry *e)
{
    uint32_t low = 0, high = q->group_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (before(e, first_entry(q->groups[middle])))
            high = middle;
        else
            low = middle;
    }
    return low;
}

static uint32_t find_leaf(const struct queue_group *g, const struct queue_entry *e)
{
    uint32_t leaf = 0;
    while (leaf + 1 < g->count && !before(e, &g->leaves[leaf + 1]->entries[0]))
        leaf++;
    return leaf;
}

static uint32_t find_place(const struct queue_leaf *l, const struct queue_entry *e)
{
    uint32_t low = 0, high = l->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (before(&l->entries[middle], e))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct queue_leaf *leaf_new(struct queue *q)
{
    struct queue_leaf *l = q->spare_leaf;
    if (l)
        q->spare_leaf = l->next_spare;
    else
        l = AIF_NEW(q->arena, struct queue_leaf, 1);
    l->count = 0;
    l->least_units = UINT32_MAX;
    l->summary.is_stale = true;
    return l;
}

static struct queue_group *group_new(struct queue *q)
{
    struct queue_group *g = q->spare_group;
    if (g)
        q->spare_group = g->next_spare;
    else
        g = AIF_NEW(q->arena, struct queue_group, 1);
    g->count = 0;
    g->least_units = UINT32_MAX;
    g->summary.is_stale = true;
    return g;
}

static void find_least_in_leaf(struct queue_leaf *l)
{
    l->least_units = UINT32_MAX;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->entries[i].units < l->least_units)
            l->least_units = l->entries[i].units;
}

static void find_least_in_group(struct queue_group *g)
{
    g->least_units = UINT32_MAX;
    for (uint32_t k = 0; k < g->count; k++)
        if (g->leaves[k]->least_units < g->least_units)
            g->least_units = g->leaves[k]->least_units;
}

static void insert_group(struct queue *q, uint32_t at, struct queue_group *g)
{
    if (q->group_count == q->group_capacity) {
        q->group_capacity = q->group_capacity ? 2 * q->group_capacity : 8;
        struct queue_group **groups = AIF_NEW(q->arena, struct queue_group *, q->group_capacity);
        if (q->group_count)
            memcpy(groups, q->groups, q->group_count * sizeof(struct queue_group *));
        q->groups = groups;
    }
    memmove(q->groups + at + 1, q->groups + at,
            (q->group_count - at) * sizeof(struct queue_group *));
    q->groups[at] = g;
    q->group_count++;
}

static void insert_leaf(struct queue_group *g, uint32_t at, struct queue_leaf *l)
{
    memmove(g->leaves + at + 1, g->leaves + at, (g->count - at) * sizeof(struct queue_leaf *));
    g->leaves[at] = l;
    g->count++;
}

/* Make room beside a full group: half of it moves on, or, at the very end of the queue (where a
 * queue in order of arrival grows), nothing does and the new group starts empty. */
static void split_group(struct queue *q, uint32_t group, bool is_at_end)
{
    struct queue_group *g = q->groups[group], *upper = group_new(q);
    uint32_t keep = is_at_end ? g->count : g->count / 2;
    upper->count = g->count - keep;
    memcpy(upper->leaves, g->leaves + keep, upper->count * sizeof(struct queue_leaf *));
    g->count = keep;
    if (is_at_end) {
        upper->leaves[0] = leaf_new(q);
        upper->count = 1;
    }
    g->summary.is_stale = upper->summary.is_stale = true;
    find_least_in_group(g);
    find_least_in_group(upper);
    insert_group(q, group + 1, upper);
}

static void split_leaf(struct queue *q, uint32_t group, uint32_t leaf, bool is_at_end)
{
    struct queue_group *g = q->groups[group];
    struct queue_leaf *l = g->leaves[leaf], *upper = leaf_new(q);
    uint32_t keep = is_at_end ? l->count : l->count / 2;
    upper->count = l->count - keep;
    memcpy(upper->entries, l->entries + keep, upper->count * sizeof l->entries[0]);
    l->count = keep;
    l->summary.is_stale = upper->summary.is_stale = true;
    find_least_in_leaf(l);
    find_least_in_leaf(upper);
    insert_leaf(g, leaf + 1, upper);
}

static void insert_into(struct queue_group *g, struct queue_leaf *l, const struct queue_entry *e)
{
    uint32_t i = find_place(l, e);
    memmove(l->entries + i + 1, l->entries + i, (l->count - i) * sizeof l->entries[0]);
    l->entries[i] = *e;
    l->count++;
    summary_add(&l->summary, e);
    summary_add(&g->summary, e);
    if (e->units < l->least_units)
        l->least_units = e->units;
    if (e->units < g->least_units)
        g->least_units = e->units;
}

void queue_insert(struct queue *q, const struct queue_entry *e)
{
    if (q->group_count == 0) {
        struct queue_group *g = group_new(q);
        g->leaves[0] = leaf_new(q);
        g->count = 1;
        insert_group(q, 0, g);
    }
    uint32_t group = q->count ? find_group(q, e) : 0;
    uint32_t leaf = find_leaf(q->groups[group], e);
    struct queue_group *g = q->groups[group];
    struct queue_leaf *l = g->leaves[leaf];
    if (l->count == QUEUE_LEAF) {
        bool is_last = leaf + 1 == g->count && before(&l->entries[l->count - 1], e);
        if (g->count == QUEUE_FAN) {
            bool is_at_end = is_last && group + 1 == q->group_count;
            split_group(q, group, is_at_end);
            if (is_at_end || leaf >= q->groups[group]->count) {
                leaf = is_at_end ? 0 : leaf - q->groups[group]->count;
                group++;
            }
            g = q->groups[group];
            l = g->leaves[leaf];
        }
        if (l->count == QUEUE_LEAF) {
            split_leaf(q, group, leaf, is_last);
            if (is_last || !before(e, &g->leaves[leaf + 1]->entries[0]))
                l = g->leaves[leaf + 1];
        }
    }
    insert_into(g, l, e);
    q->count++;
    q->units += e->units;
}

bool queue_peek(const struct queue *q, struct queue_cursor *c, struct queue_entry *out)
{
    for (; c->group < q->group_count; c->group++, c->leaf = 0, c->i = 0) {
        const struct queue_group *g = q->groups[c->group];
        for (; c->leaf < g->count; c->leaf++, c->i = 0)
            if (c->i < g->leaves[c->leaf]->count) {
                *out = g->leaves[c->leaf]->entries[c->i];
                return true;
            }
    }
    return false;
}

void queue_skip(struct queue_cursor *c)
{
    c->i++;
}

static bool find_in_leaf(struct queue_leaf *l, uint32_t *i, const struct queue_filter *f)
{
    for (; *i < l->count; (*i)++) {
        const struct queue_entry *e = &l->entries[*i];
        if (e->units <= f->free_units && (e->limit_s <= f->horizon_s || e->units <= f->extra_units))
            return true;
    }
    return false;
}

enum { SHORT_LEAVES = 4 };

/* A queue of a few leaves is searched without summaries: making them would cost more. */
static bool is_short(const struct queue *q)
{
    return q->group_count == 1 && q->groups[0]->count <= SHORT_LEAVES;
}

static bool find_plainly(struct queue *q, struct queue_cursor *c, const struct queue_filter *f)
{
    if (c->group)
        return false;
    struct queue_group *g = q->groups[0];
    for (; c->leaf < g->count; c->leaf++, c->i = 0) {
        struct queue_leaf *l = g->leaves[c->leaf];
        if (l->least_units <= f->free_units && find_in_leaf(l, &c->i, f))
            return true;
    }
    return false;
}

static bool find_in_group(struct queue_group *g, struct queue_cursor *c,
                          const struct queue_filter *f, uint32_t width_class)
{
    for (; c->leaf < g->count; c->leaf++, c->i = 0) {
        struct queue_leaf *l = g->leaves[c->leaf];
        summary_refresh_leaf(l);
        if (summary_may_pass(&l->summary, l->least_units, f, width_class) &&
            find_in_leaf(l, &c->i, f))
            return true;
    }
    return false;
}

static bool find_with_summaries(struct queue *q, struct queue_cursor *c,
                                const struct queue_filter *f)
{
    uint32_t width_class = summary_class(f->free_units);
    for (; c->group < q->group_count; c->group++, c->leaf = 0, c->i = 0) {
        struct queue_group *g = q->groups[c->group];
        summary_refresh_group(g);
        if (summary_may_pass(&g->summary, g->least_units, f, width_class) &&
            find_in_group(g, c, f, width_class))
            return true;
    }
    return false;
}

bool queue_find(struct queue *q, struct queue_cursor *c, const struct queue_filter *f,
                struct queue_entry *out)
{
    bool is_found = is_short(q) ? find_plainly(q, c, f) : find_with_summaries(q, c, f);
    if (!is_found)
        return false;
    *out = q->groups[c->group]->leaves[c->leaf]->entries[c->i];
    return true;
}

static void drop_leaf(struct queue *q, struct queue_cursor *c)
{
    struct queue_group *g = q->groups[c->group];
    g->leaves[c->leaf]->next_spare = q->spare_leaf;
    q->spare_leaf = g->leaves[c->leaf];
    g->count--;
    memmove(g->leaves + c->leaf, g->leaves + c->leaf + 1,
            (g->count - c->leaf) * sizeof(struct queue_leaf *));
    c->i = 0;
    if (g->count) {
        find_least_in_group(g);
        return;
    }
    g->next_spare = q->spare_group;
    q->spare_group = g;
    q->group_count--;
    memmove(q->groups + c->group, q->groups + c->group + 1,
            (q->group_count - c->group) * sizeof(struct queue_group *));
    c->leaf = 0;
}

void queue_remove_at(struct queue *q, struct queue_cursor *c)
{
    struct queue_group *g = q->groups[c->group];
    struct queue_leaf *l = g->leaves[c->leaf];
    AIF_CHECK(c->i < l->count);
    struct queue_entry gone = l->entries[c->i];
    l->count--;
    memmove(l->entries + c->i, l->entries + c->i + 1, (l->count - c->i) * sizeof l->entries[0]);
    summary_remove(&l->summary, &gone);
    summary_remove(&g->summary, &gone);
    q->count--;
    q->units -= gone.units;
    if (l->count == 0) {
        drop_leaf(q, c);
        return;
    }
    if (gone.units > l->least_units)
        return;
    find_least_in_leaf(l);
    find_least_in_group(g);
}

void queue_remove(struct queue *q, const struct queue_entry *e)
{
    AIF_CHECK(q->count > 0);
    struct queue_cursor c = {.group = find_group(q, e)};
    c.leaf = find_leaf(q->groups[c.group], e);
    struct queue_leaf *l = q->groups[c.group]->leaves[c.leaf];
    c.i = find_place(l, e);
    AIF_CHECK(c.i < l->count && l->entries[c.i].job == e->job);
    queue_remove_at(q, &c);
}

uint32_t queue_least_units(const struct queue *q)
{
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < q->group_count; i++)
        if (q->groups[i]->least_units < least)
            least = q->groups[i]->least_units;
    return least;
}
