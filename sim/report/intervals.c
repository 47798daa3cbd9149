/* Processor numbers for the jobs of a schedule that only counted processors.  The schedule is
 * played again in the order of time; each job takes the lowest numbers that are free.  At one
 * instant ends come before starts, and jobs of zero length take and return their processors before
 * the others start: whatever the engine's rounds were, they all fit that way. */
#include "report/intervals.h"

#include <stdlib.h>
#include <string.h>

enum step { STEP_END, STEP_ZERO, STEP_START };

struct moment {
    int64_t at_s;
    uint32_t row;
    uint32_t step;
};

static int by_time(const void *a, const void *b)
{
    const struct moment *x = a, *y = b;
    if (x->at_s != y->at_s)
        return x->at_s < y->at_s ? -1 : 1;
    if (x->step != y->step)
        return x->step < y->step ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The free processors: ascending intervals that do not touch.  Taking from the front only moves
 * `begin`; giving back merges into the spare buffer. */
struct pool {
    struct interval *items, *spare;
    uint32_t begin, end, capacity;
};

static void reserve(struct pool *p, struct aif_arena *scratch, uint32_t need)
{
    if (need <= p->capacity)
        return;
    uint32_t capacity = 2 * need + 64;
    struct interval *items = AIF_NEW(scratch, struct interval, capacity);
    if (p->capacity)
        memcpy(items, p->items, p->end * sizeof *items);
    p->items = items;
    p->spare = AIF_NEW(scratch, struct interval, capacity);
    p->capacity = capacity;
}

static struct intervals take(struct pool *p, uint32_t units, struct aif_arena *arena)
{
    uint32_t whole = p->begin, rest = units;
    for (; whole < p->end; whole++) {
        uint32_t width = p->items[whole].last - p->items[whole].first + 1;
        if (rest < width)
            break;
        rest -= width;
    }
    AIF_CHECK(rest == 0 || whole < p->end);
    uint32_t count = whole - p->begin + (rest > 0);
    struct interval *items = AIF_NEW(arena, struct interval, count);
    memcpy(items, p->items + p->begin, count * sizeof *items);
    p->begin = whole;
    if (rest > 0) {
        items[count - 1].last = items[count - 1].first + rest - 1;
        p->items[whole].first += rest;
    }
    return (struct intervals){items, count};
}

static void give(struct pool *p, struct intervals set, struct aif_arena *scratch)
{
    reserve(p, scratch, p->end + set.count);
    uint32_t i = p->begin, j = 0, n = 0;
    struct interval *out = p->spare;
    while (i < p->end || j < set.count) {
        bool is_old = j == set.count || (i < p->end && p->items[i].first < set.items[j].first);
        struct interval next = is_old ? p->items[i++] : set.items[j++];
        if (n && out[n - 1].last + 1 == next.first)
            out[n - 1].last = next.last;
        else
            out[n++] = next;
    }
    p->spare = p->items;
    p->items = out;
    p->begin = 0;
    p->end = n;
}

/* Two moments for each job that ran, one for those of zero length; in order. */
static struct moment *moments(const struct aif_row *rows, uint32_t count, struct aif_arena *scratch,
                              size_t *moment_count)
{
    struct moment *all = AIF_NEW(scratch, struct moment, 2 * (size_t)count + 1);
    size_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].start_s == AIF_UNKNOWN_S || rows[i].units == 0)
            continue;
        if (rows[i].start_s == rows[i].end_s) {
            all[n++] = (struct moment){rows[i].start_s, i, STEP_ZERO};
            continue;
        }
        all[n++] = (struct moment){rows[i].start_s, i, STEP_START};
        all[n++] = (struct moment){rows[i].end_s, i, STEP_END};
    }
    qsort(all, n, sizeof *all, by_time);
    *moment_count = n;
    return all;
}

struct intervals *intervals_assign(const struct aif_row *rows, uint32_t count, uint32_t procs,
                                   struct aif_arena *arena)
{
    struct aif_arena scratch = {0};
    struct intervals *sets = AIF_NEW(arena, struct intervals, (size_t)count + 1);
    struct pool pool = {0};
    reserve(&pool, &scratch, 1);
    pool.items[pool.end++] = (struct interval){0, procs - 1};
    size_t n;
    const struct moment *all = moments(rows, count, &scratch, &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t row = all[i].row;
        if (all[i].step != STEP_END)
            sets[row] = take(&pool, rows[row].units, arena);
        if (all[i].step != STEP_START)
            give(&pool, sets[row], &scratch);
    }
    aif_arena_free(&scratch);
    return sets;
}

static void write_interval(struct interval i, bool is_first, struct aif_sink *out)
{
    if (!is_first)
        aif_sink_char(out, ' ');
    aif_sink_int(out, i.first);
    if (i.last == i.first)
        return;
    aif_sink_char(out, '-');
    aif_sink_int(out, i.last);
}

void intervals_write(struct intervals set, struct aif_sink *out)
{
    for (uint32_t i = 0; i < set.count; i++)
        write_interval(set.items[i], i == 0, out);
}

void intervals_write_numbers(const uint32_t *numbers, uint32_t count, struct aif_sink *out)
{
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && numbers[end] == numbers[end - 1] + 1;)
            end++;
        write_interval((struct interval){numbers[i], numbers[end - 1]}, i == 0, out);
    }
}
