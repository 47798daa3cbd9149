/* When nodes get idle as running jobs end, and Slurm's walk through these ends in windows.
 *
 * Running jobs are taken in order of their due times.  For whole nodes it is enough to know after
 * which of them a node is idle, and the idle sets after some of them: then a search replaces the
 * walk. */
#include "controller/select_internal.h"

/* Idle sets are kept after each job, or after every few of them if there are more than that many.
 */
enum { STEP_MOST = 64 };

static struct bitset *more_sets(const struct select *s, const struct bitset *old, uint32_t count)
{
    struct bitset *sets = AIF_NEW(s->arena, struct bitset, count);
    for (uint32_t k = 0; k < count; k++)
        sets[k] = k < s->line.step_capacity ? old[k] : bitset_new(s->arena, s->cluster->node_count);
    return sets;
}

static void grow_steps(struct select *s, uint32_t count)
{
    struct release_line *line = &s->line;
    if (count <= line->step_capacity)
        return;
    line->idle = more_sets(s, line->idle, 2 * count);
    line->had = more_sets(s, line->had, 2 * count);
    line->idle_count = AIF_NEW(s->arena, uint32_t, 2 * count);
    line->step_capacity = 2 * count;
}

static const struct grant *grant_at(const struct select *s, uint32_t position)
{
    return &s->cluster->grants[s->cluster->dues[position].job];
}

/* Jobs that share nodes come several to a node: the last one counts. */
static void note_last_positions(struct select *s)
{
    for (uint32_t k = 0; k < s->cluster->running_count; k++) {
        const struct grant *g = grant_at(s, k);
        for (uint32_t i = 0; i < g->part_count; i++)
            s->line.last_position[g->parts[i].node] = k;
    }
}

/* Add the nodes of a job. */
static void note_nodes(const struct grant *g, struct bitset *nodes)
{
    for (uint32_t i = 0; i < g->part_count; i++)
        bitset_add(nodes, g->parts[i].node);
}

/* Add the nodes that get idle with the end of this job; returns how many. */
static uint32_t release(const struct select *s, uint32_t position, struct bitset *idle)
{
    const struct grant *g = grant_at(s, position);
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->part_count; i++)
        if (s->line.last_position[g->parts[i].node] == position) {
            bitset_add(idle, g->parts[i].node);
            count++;
        }
    return count;
}

void release_refresh(struct select *s)
{
    struct release_line *line = &s->line;
    const struct cluster *c = s->cluster;
    if (line->is_made && line->change_count == c->change_count)
        return;
    line->is_made = true;
    line->change_count = c->change_count;
    line->step = c->running_count / STEP_MOST + 1;
    line->step_count = (c->running_count + line->step - 1) / line->step + 1;
    grow_steps(s, line->step_count);
    note_last_positions(s);
    bitset_copy(&line->idle[0], &c->idle);
    line->idle_count[0] = bitset_count(&c->idle);
    for (uint32_t k = 1; k < line->step_count; k++) {
        bitset_copy(&line->idle[k], &line->idle[k - 1]);
        line->idle_count[k] = line->idle_count[k - 1];
        bitset_clear(&line->had[k - 1]);
        for (uint32_t i = (k - 1) * line->step; i < k * line->step && i < c->running_count; i++) {
            line->idle_count[k] += release(s, i, &line->idle[k]);
            note_nodes(grant_at(s, i), &line->had[k - 1]);
        }
    }
}

void release_room(struct select *s, uint32_t position)
{
    const struct release_line *line = &s->line;
    uint32_t k = (position + 1) / line->step;
    bitset_set_and(&s->room, &line->idle[k], &s->usable);
    if (k * line->step > position)
        return;
    for (uint32_t i = k * line->step; i <= position; i++)
        release(s, i, &s->room);
    bitset_and(&s->room, &s->usable);
}

/* The number of jobs due by then. */
static uint32_t due_by(const struct cluster *c, int64_t t_s)
{
    uint32_t low = 0, high = c->running_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->dues[middle].due_s <= t_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct bitset *release_idle_by(const struct select *s, int64_t t_s)
{
    const struct release_line *line = &s->line;
    return &line->idle[(due_by(s->cluster, t_s) + line->step - 1) / line->step];
}

/* Narrow the search by counts alone: of the idle nodes at most those that are not usable are of no
 * use. */
static void bound_steps(const struct select *s, uint32_t nodes, uint32_t *low, uint32_t *high)
{
    const struct release_line *line = &s->line;
    uint32_t useless = s->cluster->node_count - bitset_count(&s->usable);
    while (*low < *high && line->idle_count[*low] < nodes)
        ++*low;
    while (*high > *low && line->idle_count[*high - 1] >= nodes + useless)
        --*high;
}

uint32_t release_position(const struct select *s, uint32_t nodes)
{
    const struct release_line *line = &s->line;
    uint32_t low = 0, high = line->step_count - 1;
    if (bitset_count_and(&line->idle[high], &s->usable) < nodes)
        return AIF_NONE;
    bound_steps(s, nodes, &low, &high);
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (bitset_count_and(&line->idle[middle], &s->usable) < nodes)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return 0;
    uint32_t position = (low - 1) * line->step;
    if (line->step == 1)
        return position;
    uint32_t have = bitset_count_and(&line->idle[low - 1], &s->usable);
    for (;; position++) {
        const struct grant *g = grant_at(s, position);
        for (uint32_t i = 0; i < g->part_count; i++)
            have += s->line.last_position[g->parts[i].node] == position &&
                    bitset_has(&s->usable, g->parts[i].node);
        if (have >= nodes)
            return position;
    }
}

static bool has_usable(const struct select *s, uint32_t position)
{
    const struct grant *g = grant_at(s, position);
    for (uint32_t i = 0; i < g->part_count; i++)
        if (bitset_has(&s->usable, g->parts[i].node))
            return true;
    return false;
}

/* The first job at `from` or later that has usable nodes, or AIF_NONE. */
static uint32_t next_usable(const struct select *s, uint32_t from)
{
    uint32_t step = s->line.step, k = from, count = s->cluster->running_count;
    while (k < count) {
        if (k % step == 0) {
            bool is_step_usable = bitset_meets(&s->line.had[k / step], &s->usable);
            if (is_step_usable && step == 1)
                return k;
            if (!is_step_usable) {
                k += step;
                continue;
            }
        }
        do {
            if (has_usable(s, k))
                return k;
        } while (++k % step && k < count);
    }
    return AIF_NONE;
}

enum { FIRST_WINDOW_S = 30 };

/* Windows begin at a whole half minute after the first end, of Unix time. */
static bool begin(struct window_walk *w)
{
    const struct select *s = w->select;
    uint32_t first = next_usable(s, 0);
    if (first == AIF_NONE)
        return false;
    int64_t due_s = s->cluster->dues[first].due_s;
    int64_t past_s = (due_s + s->unix_start_s) % FIRST_WINDOW_S;
    past_s = past_s < 0 ? past_s + FIRST_WINDOW_S : past_s;
    w->base_s = due_s + FIRST_WINDOW_S - past_s;
    w->width_s = FIRST_WINDOW_S;
    w->has_begun = true;
    w->last = first;
    return true;
}

static void widen(struct window_walk *w)
{
    const struct cluster *c = w->select->cluster;
    do {
        w->width_s =
            w->select->window_linear_s ? w->width_s + w->select->window_linear_s : 2 * w->width_s;
    } while (w->last + 1 < c->running_count && c->dues[w->last + 1].due_s > w->base_s + w->width_s);
}

/* The last usable job at `from` or before; there is one. */
static uint32_t previous_usable(const struct select *s, uint32_t from)
{
    while (!has_usable(s, from))
        from--;
    return from;
}

/* The usable jobs that are due next. */
static bool next_end(struct window_walk *w)
{
    const struct select *s = w->select;
    const struct cluster *c = s->cluster;
    uint32_t first = next_usable(s, w->has_begun ? w->last + 1 : 0);
    if (first == AIF_NONE)
        return false;
    w->has_begun = true;
    w->last = due_by(c, c->dues[first].due_s) - 1;
    return true;
}

/* A group ends with the first job whose successor, usable or not, is due after the window. */
bool window_next(struct window_walk *w)
{
    const struct select *s = w->select;
    const struct cluster *c = s->cluster;
    uint32_t from = 0;
    if (s->plans_exactly)
        return next_end(w);
    if (w->has_ended)
        return false;
    if (w->has_begun) {
        from = w->last + 1;
        if (from >= c->running_count)
            return false;
        widen(w);
    } else if (!begin(w)) {
        return false;
    }
    uint32_t due = due_by(c, w->base_s + w->width_s);
    uint32_t last = next_usable(s, due > from + 1 ? due - 1 : from);
    if (last == AIF_NONE) {
        w->has_ended = true;
        last = previous_usable(s, c->running_count - 1);
        if (last < from)
            return false;
    }
    w->last = last;
    return true;
}

int64_t window_end_s(const struct select *s, uint32_t position, int64_t now_s)
{
    int64_t due_s = s->cluster->dues[position].due_s;
    if (due_s > now_s)
        return due_s;
    int64_t guess_s = due_s + s->kill_wait_s + s->over_time_limit_s;
    return guess_s > now_s ? guess_s : now_s + 1;
}
