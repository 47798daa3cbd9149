#include "engine/profile.h"

#include <string.h>

/* A point: its block (first <= block < first + count) and its place there. */
struct point {
    uint32_t block, i;
};

static uint32_t end_block(const struct profile *p)
{
    return p->first + p->count;
}

static int32_t value(const struct profile_block *b, uint32_t i)
{
    return b->free[i] + b->addend;
}

static struct profile_block *block_new(struct profile *p)
{
    struct profile_block *b = p->spare;
    if (!b)
        return AIF_NEW(p->arena, struct profile_block, 1);
    p->spare = b->next_spare;
    b->count = 0;
    b->addend = 0;
    return b;
}

/* Bring low and high back to the true extremes. */
static void refresh(struct profile_block *b)
{
    int32_t low = b->free[0], high = b->free[0];
    for (uint32_t i = 1; i < b->count; i++) {
        low = b->free[i] < low ? b->free[i] : low;
        high = b->free[i] > high ? b->free[i] : high;
    }
    b->low = low + b->addend;
    b->high = high + b->addend;
}

void profile_open(struct profile *p, struct aif_arena *arena, uint32_t capacity)
{
    AIF_CHECK(capacity <= INT32_MAX);
    *p = (struct profile){.arena = arena, .capacity = 16};
    p->blocks = AIF_NEW(arena, struct profile_block *, p->capacity);
    struct profile_block *b = block_new(p);
    b->count = 1;
    b->t_s[0] = INT64_MIN;
    b->free[0] = (int32_t)capacity;
    p->blocks[0] = b;
    p->count = 1;
    refresh(b);
}

/* The last block that begins at or before t_s; else the first. */
static uint32_t find_block(const struct profile *p, int64_t t_s)
{
    uint32_t low = p->first, high = end_block(p);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (p->blocks[middle]->t_s[0] <= t_s)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The point that rules at t_s: the last one at or before it; else the very first. */
static struct point find(const struct profile *p, int64_t t_s)
{
    uint32_t block = find_block(p, t_s);
    const struct profile_block *b = p->blocks[block];
    uint32_t low = 0, high = b->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (b->t_s[middle] <= t_s)
            low = middle;
        else
            high = middle;
    }
    return (struct point){block, low};
}

/* Room for one more pointer: slide to the front if half of the array is unused there, else grow. */
static void make_room(struct profile *p)
{
    uint32_t capacity = p->first > p->capacity / 2 ? p->capacity : 2 * p->capacity;
    struct profile_block **blocks = p->blocks;
    if (capacity != p->capacity)
        blocks = AIF_NEW(p->arena, struct profile_block *, capacity);
    memmove(blocks, p->blocks + p->first, p->count * sizeof(struct profile_block *));
    p->blocks = blocks;
    p->capacity = capacity;
    p->first = 0;
}

static void insert_block(struct profile *p, uint32_t at, struct profile_block *b)
{
    if (end_block(p) == p->capacity) {
        at -= p->first;
        make_room(p);
    }
    memmove(p->blocks + at + 1, p->blocks + at,
            (end_block(p) - at) * sizeof(struct profile_block *));
    p->blocks[at] = b;
    p->count++;
}

static void remove_block(struct profile *p, uint32_t at)
{
    p->blocks[at]->next_spare = p->spare;
    p->spare = p->blocks[at];
    if (at == p->first)
        p->first++;
    else
        memmove(p->blocks + at, p->blocks + at + 1,
                (end_block(p) - at - 1) * sizeof(struct profile_block *));
    p->count--;
}

static void split_block(struct profile *p, uint32_t at)
{
    struct profile_block *b = p->blocks[at], *upper = block_new(p);
    uint32_t half = b->count / 2;
    upper->count = b->count - half;
    upper->addend = b->addend;
    memcpy(upper->t_s, b->t_s + half, upper->count * sizeof b->t_s[0]);
    memcpy(upper->free, b->free + half, upper->count * sizeof b->free[0]);
    b->count = half;
    refresh(b);
    refresh(upper);
    insert_block(p, at + 1, upper);
}

/* Make t_s a point and return it.  It takes the value of the segment it divides. */
static struct point cut(struct profile *p, int64_t t_s)
{
    struct point at = find(p, t_s);
    if (p->blocks[at.block]->t_s[at.i] >= t_s)
        return at;
    if (p->blocks[at.block]->count == PROFILE_BLOCK) {
        split_block(p, at.block);
        at = find(p, t_s);
    }
    struct profile_block *b = p->blocks[at.block];
    uint32_t i = at.i + 1, after = b->count - i;
    memmove(b->t_s + i + 1, b->t_s + i, after * sizeof b->t_s[0]);
    memmove(b->free + i + 1, b->free + i, after * sizeof b->free[0]);
    b->t_s[i] = t_s;
    b->free[i] = b->free[i - 1];
    b->count++;
    return (struct point){at.block, i};
}

static int32_t value_before(const struct profile *p, struct point at)
{
    if (at.i)
        return value(p->blocks[at.block], at.i - 1);
    const struct profile_block *b = p->blocks[at.block - 1];
    return value(b, b->count - 1);
}

/* Remove a point if it no longer divides anything. */
static void merge(struct profile *p, struct point at)
{
    struct profile_block *b = p->blocks[at.block];
    if ((at.block == p->first && at.i == 0) || value_before(p, at) != value(b, at.i))
        return;
    b->count--;
    memmove(b->t_s + at.i, b->t_s + at.i + 1, (b->count - at.i) * sizeof b->t_s[0]);
    memmove(b->free + at.i, b->free + at.i + 1, (b->count - at.i) * sizeof b->free[0]);
    if (b->count == 0)
        remove_block(p, at.block);
    else
        refresh(b);
}

void profile_advance(struct profile *p, int64_t now_s)
{
    while (p->count > 1 && p->blocks[p->first + 1]->t_s[0] <= now_s)
        remove_block(p, p->first);
    struct profile_block *b = p->blocks[p->first];
    if (b->count < 2 || b->t_s[1] > now_s)
        return;
    uint32_t past = find(p, now_s).i;
    b->count -= past;
    memmove(b->t_s, b->t_s + past, b->count * sizeof b->t_s[0]);
    memmove(b->free, b->free + past, b->count * sizeof b->free[0]);
    refresh(b);
}

static void add_part(struct profile_block *b, uint32_t from, uint32_t until, int32_t delta)
{
    for (uint32_t i = from; i < until; i++)
        b->free[i] += delta;
    if (b->count)
        refresh(b);
}

static void add_whole(struct profile_block *b, int32_t delta)
{
    b->addend += delta;
    b->low += delta;
    b->high += delta;
}

void profile_add(struct profile *p, int64_t from_s, int64_t until_s, int32_t delta)
{
    if (from_s >= until_s || delta == 0)
        return;
    bool is_from_start = from_s <= p->blocks[p->first]->t_s[0];
    if (!is_from_start)
        cut(p, from_s);
    struct point until = cut(p, until_s);
    struct point from = is_from_start ? (struct point){p->first, 0} : find(p, from_s);
    if (from.block == until.block) {
        add_part(p->blocks[from.block], from.i, until.i, delta);
    } else {
        add_part(p->blocks[from.block], from.i, p->blocks[from.block]->count, delta);
        for (uint32_t k = from.block + 1; k < until.block; k++)
            add_whole(p->blocks[k], delta);
        add_part(p->blocks[until.block], 0, until.i, delta);
    }
    merge(p, until);
    if (!is_from_start)
        merge(p, from);
}

int32_t profile_at(const struct profile *p, int64_t t_s)
{
    struct point at = find(p, t_s);
    return value(p->blocks[at.block], at.i);
}

int32_t profile_least(const struct profile *p, int64_t from_s, int64_t until_s)
{
    struct point at = find(p, from_s);
    int32_t least = value(p->blocks[at.block], at.i);
    for (; at.block < end_block(p); at.block++, at.i = 0) {
        const struct profile_block *b = p->blocks[at.block];
        if (b->t_s[0] >= until_s)
            break;
        if (b->low < least)
            for (uint32_t i = at.i; i < b->count && b->t_s[i] < until_s; i++)
                least = value(b, i) < least ? value(b, i) : least;
    }
    return least;
}

int32_t profile_most(const struct profile *p, int64_t from_s, int64_t until_s)
{
    struct point at = find(p, from_s);
    int32_t most = value(p->blocks[at.block], at.i);
    for (; at.block < end_block(p); at.block++, at.i = 0) {
        const struct profile_block *b = p->blocks[at.block];
        if (b->t_s[0] >= until_s)
            break;
        if (b->high > most)
            for (uint32_t i = at.i; i < b->count && b->t_s[i] < until_s; i++)
                most = value(b, i) > most ? value(b, i) : most;
    }
    return most;
}

/* From `at` on, the first point before until_s with at least `units` free; false: none. */
static bool first_wide(const struct profile *p, struct point *at, int32_t units, int64_t until_s)
{
    for (; at->block < end_block(p); at->block++, at->i = 0) {
        const struct profile_block *b = p->blocks[at->block];
        if (b->t_s[0] >= until_s)
            return false;
        if (b->high < units)
            continue;
        for (; at->i < b->count; at->i++)
            if (value(b, at->i) >= units)
                return true;
    }
    return false;
}

/* From `at` on, the first point before until_s with less than `units` free; false: none. */
static bool first_narrow(const struct profile *p, struct point *at, int32_t units, int64_t until_s)
{
    for (; at->block < end_block(p); at->block++, at->i = 0) {
        const struct profile_block *b = p->blocks[at->block];
        if (b->t_s[0] >= until_s)
            return false;
        if (b->low >= units)
            continue;
        for (; at->i < b->count && b->t_s[at->i] < until_s; at->i++)
            if (value(b, at->i) < units)
                return true;
    }
    return false;
}

int64_t profile_earliest(const struct profile *p, const struct profile_query *q)
{
    struct point at = find(p, q->from_s);
    while (first_wide(p, &at, q->units, q->until_s)) {
        int64_t t_s = p->blocks[at.block]->t_s[at.i];
        int64_t start_s = t_s > q->from_s ? t_s : q->from_s;
        if (start_s >= q->until_s)
            return AIF_NEVER_S;
        int64_t end_s = start_s + q->length_s < q->ignored_s ? start_s + q->length_s : q->ignored_s;
        if (!first_narrow(p, &at, q->units, end_s))
            return start_s;
    }
    return AIF_NEVER_S;
}
