/* Who runs of those that have the same cores, as Slurm's gang scheduler of 22.05 decides it: each
 * partition has a list of its jobs.  At the end of a slice those that had their turn go to the end
 * of the list, and from its beginning on all run that fit beside those before them and those of
 * higher tiers.  In between a job that ends lets others fill its place, which does not count as
 * their turn. */
#include "controller/gang_internal.h"

#include "controller/account.h"
#include "controller/life.h"
#include "controller/ration.h"
#include "controller/runtime.h"

#include <string.h>

bool gang_shares(const struct controller *c, uint32_t partition)
{
    return c->gang && c->gang->lists[partition].cores;
}

/* The next end of a slice, if anybody waits for one.  Slices are counted from time 0. */
static void plan_turn(struct controller *c)
{
    const struct gang *g = c->gang;
    uint32_t stopped = 0;
    for (uint32_t i = 0; i < g->order_count; i++)
        stopped += g->lists[g->order[i]].has_turns ? g->lists[g->order[i]].stopped_count : 0;
    if (stopped == 0 || c->timers.turn_ms < AIF_NEVER_S)
        return;
    int64_t past_ms = c->now_ms % g->slice_ms;
    past_ms = past_ms < 0 ? past_ms + g->slice_ms : past_ms;
    c->timers.turn_ms = c->now_ms - past_ms + g->slice_ms;
    controller_push(c, c->timers.turn_ms, EV_TURN, 0);
}

static struct gang_list *list_of(const struct controller *c, uint32_t job)
{
    return &c->gang->lists[c->jobs[job].partition];
}

/* Its usage goes on, as does what it holds of limits; what shares other than Slurm's see of it does
 * not. */
static void stop(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    account_release(c, job);
    ration_stop(c, job);
    c->idle_units += c->held[job].units;
    account_delist(c, job);
    cluster_set_stopped(&c->cluster, job, true);
    j->is_stopped = true;
    j->stopped_ms = c->now_ms;
    c->held[job].suspended_s = controller_now_s(c);
    list_of(c, job)->stopped_count++;
    plan_turn(c);
}

/* The time in which it stood still is taken out of its run by moving the run's start. */
static void wake(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    j->is_stopped = false;
    j->start_ms += c->now_ms - j->stopped_ms;
    cluster_set_stopped(&c->cluster, job, false);
    account_enlist(c, job);
    account_hold(c, job);
    c->idle_units -= c->held[job].units;
    list_of(c, job)->stopped_count--;
}

static void go_on(struct controller *c, uint32_t job)
{
    wake(c, job);
    ration_go_on(c, job);
    if (controller_now_s(c) > c->held[job].suspended_s)
        account_suspension(c, job);
    runtime_plan_end(c, job);
    cluster_set_due(&c->cluster, job, runtime_due_s(c, job));
}

/* Where cores are counted: how many of a node those that run leave to the list.  Those of a higher
 * tier may run with more cores than they have different ones. */
static uint32_t count_left(const struct controller *c, const struct gang_list *l, uint32_t node)
{
    const struct gang *g = c->gang;
    uint32_t capacity = c->cluster.nodes[node].capacity.cores;
    uint32_t room = rows_room(g->rows, l->partition, node), used = l->used[node], all = used;
    for (uint32_t i = 0; g->lists[g->order[i]].tier > l->tier; i++) {
        uint32_t theirs = g->lists[g->order[i]].used[node];
        used += rows_keeps_off(g->rows, l->partition, g->order[i]) ? 0 : theirs;
        all += theirs;
    }
    uint32_t left = used < room ? room - used : 0, idle = all < capacity ? capacity - all : 0;
    return left < idle ? left : idle;
}

static bool meets(const uint64_t *a, const uint64_t *b, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++)
        if (a[w] & b[w])
            return true;
    return false;
}

/* Whether the job can run beside those that do, of its list and of higher tiers. */
static bool fits(const struct controller *c, const struct gang_list *l, uint32_t job)
{
    const struct gang *g = c->gang;
    const struct grant *grant = cluster_find(&c->cluster, job);
    uint32_t words = rows_words(g->rows);
    for (uint32_t i = 0; i < grant->part_count; i++) {
        uint32_t node = grant->parts[i].node;
        const uint64_t *mine = rows_cores(g->rows, job, i);
        if (g->counts_cores && grant->parts[i].has.cores > count_left(c, l, node))
            return false;
        if (!g->counts_cores && meets(mine, l->cores + (size_t)node * words, words))
            return false;
        for (uint32_t k = 0; !g->counts_cores && g->lists[g->order[k]].tier > l->tier; k++)
            if (meets(mine, g->lists[g->order[k]].cores + (size_t)node * words, words))
                return false;
    }
    return true;
}

static void admit(const struct controller *c, struct gang_list *l, uint32_t job, enum turn turn)
{
    const struct grant *g = cluster_find(&c->cluster, job);
    const struct rows *rows = c->gang->rows;
    uint32_t words = rows_words(rows);
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node;
        l->used[node] += g->parts[i].has.cores;
        for (uint32_t w = 0; w < words; w++)
            l->cores[(size_t)node * words + w] |= rows_cores(rows, job, i)[w];
    }
    c->gang->turns[job] = (uint8_t)turn;
}

static void clear(const struct controller *c, struct gang_list *l)
{
    size_t nodes = c->machine->node_count;
    memset(l->cores, 0, nodes * rows_words(c->gang->rows) * sizeof *l->cores);
    memset(l->used, 0, nodes * sizeof *l->used);
}

/* Those that run stay, unless a higher tier has their cores, or another partition idle cores that
 * were counted on; then others fill what is left. */
static void fill(struct controller *c, struct gang_list *l)
{
    uint8_t *turns = c->gang->turns;
    clear(c, l);
    l->is_stale = false;
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t job = l->jobs[i];
        if (turns[job] == TURN_OUT)
            continue;
        if (fits(c, l, job)) {
            admit(c, l, job, (enum turn)turns[job]);
            continue;
        }
        turns[job] = TURN_OUT;
        stop(c, job);
        c->sim.totals.preempt_count += c->centre.preempt_type != AIF_PREEMPT_NONE;
    }
    for (uint32_t i = 0; i < l->count; i++)
        if (turns[l->jobs[i]] == TURN_OUT && fits(c, l, l->jobs[i])) {
            admit(c, l, l->jobs[i], TURN_FILLER);
            go_on(c, l->jobs[i]);
        }
}

/* What runs of a list has changed: see what that means for lower tiers. */
static void note_lower(struct controller *c, const struct gang_list *l)
{
    struct gang *g = c->gang;
    for (uint32_t i = g->order_count; i-- > 0 && g->lists[g->order[i]].tier < l->tier;)
        if (g->lists[g->order[i]].count)
            g->lists[g->order[i]].is_stale = g->is_stale = true;
}

void gang_settle(struct controller *c)
{
    struct gang *g = c->gang;
    if (!g || !g->is_stale)
        return;
    for (uint32_t i = 0; i < g->order_count; i++) {
        struct gang_list *l = &g->lists[g->order[i]];
        if (!l->is_stale)
            continue;
        fill(c, l);
        note_lower(c, l);
    }
    g->is_stale = false;
}

static void append(struct controller *c, struct gang_list *l, uint32_t job)
{
    if (l->count == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 64;
        uint32_t *jobs = AIF_NEW(&c->sim.arena, uint32_t, l->capacity);
        if (l->count)
            memcpy(jobs, l->jobs, l->count * sizeof *jobs);
        l->jobs = jobs;
        l->scratch = AIF_NEW(&c->sim.arena, uint32_t, l->capacity);
    }
    l->jobs[l->count++] = job;
}

/* Where cores are counted only, what one partition has bounds what others may. */
static void note_all(struct controller *c)
{
    struct gang *g = c->gang;
    for (uint32_t i = 0; i < g->order_count; i++)
        g->lists[g->order[i]].is_stale = g->is_stale = true;
}

void gang_enter(struct controller *c, uint32_t job)
{
    struct gang *g = c->gang;
    if (!g)
        return;
    rows_place(g->rows, job, c->jobs[job].partition);
    if (g->counts_cores)
        note_all(c);
    if (!gang_shares(c, c->jobs[job].partition))
        return;
    struct gang_list *l = list_of(c, job);
    gang_settle(c);
    append(c, l, job);
    g->turns[job] = TURN_OUT;
    if (fits(c, l, job)) {
        admit(c, l, job, TURN_FILLER);
        note_lower(c, l);
    } else {
        stop(c, job);
    }
}

void gang_leave(struct controller *c, uint32_t job)
{
    uint32_t i = 0;
    if (!c->gang)
        return;
    if (c->jobs[job].is_stopped)
        wake(c, job);
    rows_remove(c->gang->rows, job, c->jobs[job].partition);
    if (c->gang->counts_cores)
        note_all(c);
    if (!gang_shares(c, c->jobs[job].partition))
        return;
    struct gang_list *l = list_of(c, job);
    while (l->jobs[i] != job)
        i++;
    l->count--;
    memmove(l->jobs + i, l->jobs + i + 1, (l->count - i) * sizeof *l->jobs);
    l->is_stale = c->gang->is_stale = true;
}

void gang_charge(struct controller *c)
{
    const struct gang *g = c->gang;
    for (uint32_t i = 0; g && i < g->order_count; i++) {
        const struct gang_list *l = &g->lists[g->order[i]];
        for (uint32_t k = 0; l->stopped_count && k < l->count; k++)
            if (c->jobs[l->jobs[k]].is_stopped)
                life_charge(c, l->jobs[k]);
    }
}

/* Who had the turn goes to the end of the list. */
static void rotate(struct controller *c, struct gang_list *l)
{
    uint8_t *turns = c->gang->turns;
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->count; i++)
        if (turns[l->jobs[i]] != TURN_ACTIVE)
            l->scratch[n++] = l->jobs[i];
    for (uint32_t i = 0; i < l->count; i++)
        if (turns[l->jobs[i]] == TURN_ACTIVE)
            l->scratch[n++] = l->jobs[i];
    memcpy(l->jobs, l->scratch, n * sizeof *l->jobs);
}

static void turn(struct controller *c, struct gang_list *l)
{
    uint8_t *turns = c->gang->turns;
    rotate(c, l);
    clear(c, l);
    for (uint32_t i = 0; i < l->count; i++) {
        turns[l->jobs[i]] = TURN_OUT;
        if (fits(c, l, l->jobs[i]))
            admit(c, l, l->jobs[i], TURN_ACTIVE);
    }
    for (uint32_t i = 0; i < l->count; i++)
        if (turns[l->jobs[i]] == TURN_OUT && !c->jobs[l->jobs[i]].is_stopped)
            stop(c, l->jobs[i]);
    for (uint32_t i = 0; i < l->count; i++)
        if (turns[l->jobs[i]] == TURN_ACTIVE && c->jobs[l->jobs[i]].is_stopped)
            go_on(c, l->jobs[i]);
}

void gang_turn(struct controller *c)
{
    const struct gang *g = c->gang;
    c->timers.turn_ms = AIF_NEVER_S;
    for (uint32_t i = 0; i < g->order_count; i++) {
        struct gang_list *l = &g->lists[g->order[i]];
        if (!l->stopped_count || !l->has_turns)
            continue;
        l->is_stale = false;
        turn(c, l);
        note_lower(c, l);
    }
    plan_turn(c);
}

/* Those of the list that run leave each other and higher tiers their cores; the others would not
 * fit. */
static void check_list(const struct controller *c, const struct gang_list *l)
{
    struct aif_arena arena = {0};
    size_t nodes = c->machine->node_count;
    struct gang_list now = *l;
    uint32_t stopped = 0;
    now.cores = AIF_NEW(&arena, uint64_t, nodes * rows_words(c->gang->rows) + 1);
    now.used = AIF_NEW(&arena, uint32_t, nodes + 1);
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t job = l->jobs[i];
        AIF_CHECK(c->jobs[job].phase == PHASE_RUNNING && list_of(c, job) == l);
        AIF_CHECK(c->jobs[job].is_stopped == (c->gang->turns[job] == TURN_OUT));
        stopped += c->jobs[job].is_stopped;
        if (c->jobs[job].is_stopped)
            continue;
        AIF_CHECK(fits(c, &now, job));
        admit(c, &now, job, (enum turn)c->gang->turns[job]);
    }
    AIF_CHECK(stopped == l->stopped_count && !l->is_stale);
    AIF_CHECK(stopped == 0 || !l->has_turns || c->timers.turn_ms > c->now_ms);
    for (uint32_t i = 0; i < l->count; i++)
        AIF_CHECK(!c->jobs[l->jobs[i]].is_stopped || !fits(c, &now, l->jobs[i]));
    aif_arena_free(&arena);
}

void gang_check(const struct controller *c)
{
    const struct gang *g = c->gang;
    uint32_t stopped = 0;
    if (!g)
        return;
    rows_check(g->rows);
    for (uint32_t i = 0; i < g->order_count; i++) {
        check_list(c, &g->lists[g->order[i]]);
        stopped += g->lists[g->order[i]].stopped_count;
    }
    AIF_CHECK(stopped == c->cluster.stopped_count);
}
