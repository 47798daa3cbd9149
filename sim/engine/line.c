#include "engine/line.h"

#include <string.h>

void line_open(struct line *l, struct aif_arena *arena, const struct aif_shape *capacity)
{
    *l = (struct line){.capacity = 4, .count = 1};
    l->steps = AIF_NEW(arena, struct line_step, l->capacity);
    l->steps[0] = (struct line_step){INT64_MIN, *capacity};
}

/* The step that rules at t_s. */
static uint32_t find(const struct line *l, int64_t t_s)
{
    uint32_t i = 0;
    while (i + 1 < l->count && l->steps[i + 1].t_s <= t_s)
        i++;
    return i;
}

void line_advance(struct line *l, int64_t now_s)
{
    uint32_t past = find(l, now_s);
    if (past == 0)
        return;
    l->count -= past;
    memmove(l->steps, l->steps + past, l->count * sizeof *l->steps);
}

/* Make t_s a step and return its place. */
static uint32_t cut(struct line *l, struct aif_arena *arena, int64_t t_s)
{
    uint32_t i = find(l, t_s);
    if (l->steps[i].t_s >= t_s)
        return i;
    if (l->count == l->capacity) {
        struct line_step *steps = AIF_NEW(arena, struct line_step, 2 * l->capacity);
        memcpy(steps, l->steps, l->count * sizeof *steps);
        l->steps = steps;
        l->capacity *= 2;
    }
    memmove(l->steps + i + 2, l->steps + i + 1, (l->count - i - 1) * sizeof *l->steps);
    l->steps[i + 1] = (struct line_step){t_s, l->steps[i].free};
    l->count++;
    return i + 1;
}

static bool equals(const struct aif_shape *a, const struct aif_shape *b)
{
    return a->cores == b->cores && a->gpus == b->gpus && a->mem_mib == b->mem_mib;
}

/* Remove step i if it no longer divides anything. */
static void merge(struct line *l, uint32_t i)
{
    if (i == 0 || i >= l->count || !equals(&l->steps[i - 1].free, &l->steps[i].free))
        return;
    l->count--;
    memmove(l->steps + i, l->steps + i + 1, (l->count - i) * sizeof *l->steps);
}

static uint32_t cut_from(struct line *l, struct aif_arena *arena, int64_t from_s)
{
    return from_s <= l->steps[0].t_s ? 0 : cut(l, arena, from_s);
}

void line_take(struct line *l, struct aif_arena *arena, int64_t from_s, int64_t until_s,
               const struct aif_shape *need)
{
    if (from_s >= until_s)
        return;
    uint32_t from = cut_from(l, arena, from_s), until = cut(l, arena, until_s);
    for (uint32_t i = from; i < until; i++) {
        struct aif_shape *f = &l->steps[i].free;
        AIF_CHECK(shape_fits(need, f));
        *f = (struct aif_shape){f->cores - need->cores, f->gpus - need->gpus,
                                f->mem_mib - need->mem_mib};
    }
    merge(l, until);
    merge(l, from);
}

void line_give(struct line *l, struct aif_arena *arena, int64_t from_s, int64_t until_s,
               const struct aif_shape *need)
{
    if (from_s >= until_s)
        return;
    uint32_t from = cut_from(l, arena, from_s), until = cut(l, arena, until_s);
    for (uint32_t i = from; i < until; i++) {
        struct aif_shape *f = &l->steps[i].free;
        *f = (struct aif_shape){f->cores + need->cores, f->gpus + need->gpus,
                                f->mem_mib + need->mem_mib};
    }
    merge(l, until);
    merge(l, from);
}

const struct aif_shape *line_at(const struct line *l, int64_t t_s)
{
    return &l->steps[find(l, t_s)].free;
}

bool line_fits(const struct line *l, const struct aif_shape *need, int64_t from_s, int64_t until_s)
{
    for (uint32_t i = find(l, from_s); i < l->count; i++) {
        if (l->steps[i].t_s >= until_s)
            return true;
        if (!shape_fits(need, &l->steps[i].free))
            return false;
    }
    return true;
}

bool line_window(const struct line *l, const struct aif_shape *need, int64_t length_s,
                 int64_t from_s, struct line_window *out)
{
    for (uint32_t i = find(l, from_s); i < l->count; i++) {
        if (!shape_fits(need, &l->steps[i].free))
            continue;
        int64_t begin_s = l->steps[i].t_s > from_s ? l->steps[i].t_s : from_s;
        while (i < l->count && shape_fits(need, &l->steps[i].free))
            i++;
        int64_t end_s = i < l->count ? l->steps[i].t_s : AIF_NEVER_S;
        if (end_s - begin_s >= length_s) {
            *out = (struct line_window){begin_s, end_s - length_s};
            return true;
        }
    }
    return false;
}
