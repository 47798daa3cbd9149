/* When and where a job fits at the earliest, by Slurm's simulation of running jobs' ends. */
#include "controller/select_internal.h"

static bool found(struct select *s, int64_t start_s, struct choice *out)
{
    *out = (struct choice){
        .nodes = &s->picked, .node_count = bitset_count(&s->picked), .start_s = start_s};
    return true;
}

/* Whether all starts from the end of this group on are too late to be of use. */
static bool is_too_late(const struct select *s, const struct window_walk *walk)
{
    return s->cluster->dues[walk->last].due_s > s->last_s;
}

/* Whole nodes without victims: only idle sets count.  No group before the one in which there are
 * enough nodes needs a look. */
static bool find_whole(struct select *s, const struct ask *a, struct pick *p, struct choice *out)
{
    uint32_t enough = release_position(s, p->min_nodes);
    if (enough == AIF_NONE)
        return false;
    struct window_walk walk = {.select = s};
    while (window_next(&walk)) {
        if (is_too_late(s, &walk))
            return false;
        if (walk.last < enough)
            continue;
        release_room(s, walk.last);
        if (pick_nodes(s, a, p, s->prefers_busy))
            return found(s, window_end_s(s, walk.last, s->now_s), out);
    }
    return false;
}

/* See again what the job could have on this node. */
static void renew_node(struct select *s, const struct ask *a, uint32_t node)
{
    bool is_taken = s->cluster->nodes[node].is_taken && s->job_count[node];
    s->cores[node] = is_taken ? 0 : ask_cores(s, a, node, &s->free[node], s->job_count[node]);
    if (s->cores[node])
        bitset_add(&s->room, node);
    else
        bitset_drop(&s->room, node);
}

/* What is free now, on usable nodes. */
static void begin_future(struct select *s, const struct ask *a)
{
    const struct bitset *usable = &s->usable;
    bitset_clear(&s->room);
    for (uint32_t i = bitset_next(usable, 0); i != AIF_NONE; i = bitset_next(usable, i + 1)) {
        s->free[i] = s->cluster->nodes[i].free;
        s->job_count[i] = s->cluster->nodes[i].job_count;
        s->asked_cores[i] = s->cluster->nodes[i].asked_cores;
        renew_node(s, a, i);
    }
}

/* A job more or less has cores of a node.  Those that jobs have in turns are free when the last of
 * these has ended: at least what all that are left do not have together. */
static void move_cores(struct select *s, uint32_t node, int64_t freed)
{
    const struct cluster_node *n = &s->cluster->nodes[node];
    if (!s->cluster->has_rows) {
        s->free[node].cores = (uint32_t)(s->free[node].cores + freed);
        return;
    }
    s->asked_cores[node] = (uint32_t)(s->asked_cores[node] - freed);
    uint32_t asked = s->asked_cores[node], capacity = n->capacity.cores;
    uint32_t left = asked < capacity ? capacity - asked : 0;
    s->free[node].cores = left > n->free.cores ? left : n->free.cores;
}

/* A running job gives back what it has of usable nodes. */
static void end_job(struct select *s, const struct ask *a, uint32_t job)
{
    const struct grant *g = &s->cluster->grants[job];
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node;
        if (!bitset_has(&s->usable, node))
            continue;
        move_cores(s, node, g->parts[i].has.cores);
        s->free[node].gpus += g->parts[i].has.gpus;
        s->free[node].mem_mib += g->parts[i].has.mem_mib;
        s->job_count[node]--;
        renew_node(s, a, node);
    }
}

/* It has it again. */
static void begin_job(struct select *s, const struct ask *a, uint32_t job)
{
    const struct grant *g = &s->cluster->grants[job];
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node;
        if (!bitset_has(&s->usable, node))
            continue;
        move_cores(s, node, -(int64_t)g->parts[i].has.cores);
        s->free[node].gpus -= g->parts[i].has.gpus;
        s->free[node].mem_mib -= g->parts[i].has.mem_mib;
        s->job_count[node]++;
        renew_node(s, a, node);
    }
}

static bool may_preempt(const struct select *s, const struct ask *a)
{
    const struct victims *v = &s->victims;
    return a->may_preempt && v->may_take && (!v->may_take_any || v->may_take_any(v->context, a));
}

static bool is_victim(const struct select *s, const struct ask *a, uint32_t job)
{
    return a->may_preempt && s->victims.may_take && s->victims.may_take(s->victims.context, a, job);
}

/* pick_nodes() may narrow s->room: give it back as it was. */
static bool pick_in_future(struct select *s, const struct ask *a, struct pick *p, bool prefers_busy)
{
    if (bitset_count(&s->room) < p->min_nodes)
        return false;
    if (pick_nodes(s, a, p, prefers_busy))
        return true;
    for (uint32_t i = bitset_next(&s->usable, 0); i != AIF_NONE; i = bitset_next(&s->usable, i + 1))
        if (s->cores[i])
            bitset_add(&s->room, i);
    return false;
}

/* Whether the job fits now if its victims are gone; what is free without them stays in s. */
static bool find_preempting(struct select *s, const struct ask *a, struct pick *p,
                            struct choice *out)
{
    const struct cluster *c = s->cluster;
    bool has_victims = false;
    for (uint32_t k = 0; k < c->running_count; k++) {
        if (!is_victim(s, a, c->dues[k].job))
            continue;
        end_job(s, a, c->dues[k].job);
        has_victims = true;
    }
    return has_victims && pick_in_future(s, a, p, false) && found(s, s->now_s, out);
}

/* The general case: keep what is free on each node while jobs end. */
static bool find_shared(struct select *s, const struct ask *a, struct pick *p, struct choice *out)
{
    const struct cluster *c = s->cluster;
    struct window_walk walk = {.select = s};
    uint32_t next = 0;
    while (window_next(&walk) && !is_too_late(s, &walk)) {
        for (; next <= walk.last; next++)
            if (!is_victim(s, a, c->dues[next].job))
                end_job(s, a, c->dues[next].job);
        if (pick_in_future(s, a, p, s->prefers_busy))
            return found(s, window_end_s(s, walk.last, s->now_s), out);
    }
    return false;
}

/* Cores may be had in turns: a job that ends leaves room in its row. */
static bool find_sharing(struct select *s, const struct ask *a, struct pick *p, struct choice *out)
{
    const struct cluster *c = s->cluster;
    struct window_walk walk = {.select = s};
    uint32_t next = 0;
    begin_future(s, a);
    rows_begin_future(s->rows, a->partition);
    while (window_next(&walk) && !is_too_late(s, &walk)) {
        for (; next <= walk.last; next++) {
            end_job(s, a, c->dues[next].job);
            rows_end_in_future(s->rows, c->dues[next].job);
        }
        if (pick_in_future_rows(s, a, p))
            return found(s, window_end_s(s, walk.last, s->now_s), out);
    }
    return false;
}

/* The general case, or some of it. */
static bool find_on_parts(struct select *s, const struct ask *a, struct pick *p, bool is_now_only,
                          struct choice *out)
{
    p->free = s->free;
    p->cores = s->cores;
    begin_future(s, a);
    if (may_preempt(s, a) && find_preempting(s, a, p, out))
        return true;
    if (is_now_only)
        return false;
    return a->is_shared && s->rows ? find_sharing(s, a, p, out) : find_shared(s, a, p, out);
}

/* Whether all that matters is which nodes are idle. */
static bool counts_nodes(const struct select *s, const struct ask *a)
{
    return a->is_whole && !may_preempt(s, a) && !(a->is_shared && s->rows);
}

const struct bitset *select_idle_by(struct select *s, const struct ask *a, int64_t last_s)
{
    if (!counts_nodes(s, a))
        return NULL;
    release_refresh(s);
    return release_idle_by(s, last_s);
}

static bool find(struct select *s, const struct ask *a, const struct bitset *usable,
                 bool is_now_only, struct choice *out)
{
    bool has_victims = may_preempt(s, a), is_by_node = counts_nodes(s, a);
    struct pick p = ask_pick(a);
    p.room = &s->room;
    p.free = s->capacity;
    p.cores = s->capacity_cores;
    if (!is_now_only)
        release_refresh(s);
    select_set_usable(s, a, usable);
    if (is_by_node && s->last_s < AIF_NEVER_S &&
        bitset_count_and(release_idle_by(s, s->last_s), &s->usable) < p.min_nodes)
        return false;
    if (select_now(s, a, usable, out)) {
        out->start_s = s->now_s;
        out->parts = NULL;
        return true;
    }
    if (is_now_only && !has_victims)
        return false;
    return is_by_node ? find_whole(s, a, &p, out) : find_on_parts(s, a, &p, is_now_only, out);
}

bool select_takes_any(const struct ask *a)
{
    return !a->tasks && !a->gpus && a->wanted_nodes <= a->min_nodes && a->min_nodes <= a->max_nodes;
}

void select_trial_begin(struct select *s, const struct ask *a, const struct bitset *usable)
{
    bool is_plain = a->is_whole && s->has_like_cores && s->cluster->shared_count == 0;
    s->trial = (struct trial){
        .ask = a, .pick = ask_pick(a), .is_plain = is_plain, .is_counted = select_takes_any(a)};
    select_set_usable(s, a, usable);
    s->trial.pick.room = &s->room;
    s->trial.pick.free = is_plain ? s->capacity : s->free;
    s->trial.pick.cores = is_plain ? s->capacity_cores : s->cores;
    if (!is_plain) {
        begin_future(s, a);
        return;
    }
    bitset_set_and(&s->room, &s->usable, &s->cluster->idle);
    s->trial.room_count = bitset_count(&s->room);
}

/* Nobody else is on the nodes of a job. */
static void clear_nodes(struct select *s, const struct grant *g, bool is_gone)
{
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node;
        if (!bitset_has(&s->usable, node))
            continue;
        if (is_gone)
            bitset_add(&s->room, node);
        else
            bitset_drop(&s->room, node);
        s->trial.room_count += is_gone ? 1 : UINT32_MAX;
    }
}

void select_trial_take(struct select *s, uint32_t running_job)
{
    if (s->trial.is_plain)
        clear_nodes(s, &s->cluster->grants[running_job], true);
    else
        end_job(s, s->trial.ask, running_job);
}

void select_trial_put_back(struct select *s, uint32_t running_job)
{
    if (s->trial.is_plain)
        clear_nodes(s, &s->cluster->grants[running_job], false);
    else
        begin_job(s, s->trial.ask, running_job);
}

bool select_trial_fits(struct select *s)
{
    uint32_t room = s->trial.is_plain ? s->trial.room_count : bitset_count(&s->room);
    if (s->trial.is_counted || room < s->trial.pick.min_nodes)
        return room >= s->trial.pick.min_nodes;
    if (s->trial.is_plain)
        return pick_nodes(s, s->trial.ask, &s->trial.pick, false);
    return pick_in_future(s, s->trial.ask, &s->trial.pick, false);
}

bool select_future(struct select *s, const struct ask *a, const struct bitset *usable,
                   int64_t now_s, struct choice *out)
{
    return select_future_by(s, a, usable, &(struct select_times){now_s, AIF_NEVER_S}, out);
}

bool select_future_by(struct select *s, const struct ask *a, const struct bitset *usable,
                      const struct select_times *times, struct choice *out)
{
    s->now_s = times->now_s;
    s->last_s = times->last_s;
    return find(s, a, usable, false, out);
}

bool select_at_once(struct select *s, const struct ask *a, const struct bitset *usable,
                    int64_t now_s, struct choice *out)
{
    s->now_s = now_s;
    s->last_s = AIF_NEVER_S;
    return find(s, a, usable, true, out);
}
