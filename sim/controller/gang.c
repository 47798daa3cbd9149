/* Time slices, as Slurm's gang scheduler of 22.05 gives them out: each partition has a list of its
 * jobs.  At the end of a slice those that had their turn go to the end of the list, and from its
 * beginning on all run that fit beside those before them.  In between a job that ends lets others
 * fill its place, which does not count as their turn. */
#include "controller/gang.h"

#include "controller/account.h"
#include "controller/life.h"
#include "controller/rows.h"
#include "controller/runtime.h"

#include <string.h>

enum turn {
    TURN_OUT,    /* stands still */
    TURN_FILLER, /* runs where there was room */
    TURN_ACTIVE  /* runs in its turn */
};

/* The jobs of a partition and what those that run have. */
struct gang_list {
    uint32_t *jobs, *scratch;
    uint32_t count, capacity, stopped_count;
    uint64_t *cores; /* by node */
    uint32_t *used;  /* by node */
    bool is_stale;   /* a job has left */
};

struct gang {
    struct rows *rows;
    struct gang_list *lists; /* by partition */
    uint8_t *turns;          /* by job: enum turn */
    int64_t slice_ms;
    bool counts_cores; /* any will do, as many as a node has: CR_CPU */
    bool is_stale;     /* some list is */
};

bool gang_shares(const struct controller *c, uint32_t partition)
{
    return c->gang && c->centre.partitions[partition].oversubscribe > 1;
}

void gang_open(struct controller *c)
{
    const struct aif_centre *centre = &c->centre;
    uint32_t partitions = c->machine->partition_count;
    uint32_t *most = AIF_NEW(&c->sim.arena, uint32_t, partitions + 1);
    bool shares = false;
    if (!centre->is_gang || !centre->partitions || c->rule || c->sim.scenario.machine->procs)
        return;
    for (uint32_t p = 0; p < partitions; p++) {
        most[p] = centre->partitions[p].oversubscribe > 1 ? centre->partitions[p].oversubscribe : 1;
        shares |= most[p] > 1;
    }
    if (!shares)
        return;
    c->gang = AIF_NEW(&c->sim.arena, struct gang, 1);
    *c->gang = (struct gang){
        .rows = rows_open(&c->cluster, most, partitions, c->sim.job_count),
        .lists = AIF_NEW(&c->sim.arena, struct gang_list, partitions),
        .turns = AIF_NEW(&c->sim.arena, uint8_t, c->sim.job_count + 1),
        .slice_ms = (centre->time_slice_s > 0 ? centre->time_slice_s : 30) * 1000,
        .counts_cores = centre->select_unit == AIF_SELECT_CPU,
    };
    size_t words = (size_t)c->machine->node_count * rows_words(c->gang->rows);
    for (uint32_t p = 0; p < partitions; p++)
        if (most[p] > 1) {
            c->gang->lists[p].cores = AIF_NEW(&c->sim.arena, uint64_t, words + 1);
            c->gang->lists[p].used = AIF_NEW(&c->sim.arena, uint32_t, c->machine->node_count + 1);
        }
    select_set_rows(c->select, c->gang->rows);
}

bool gang_has_room(const struct controller *c, uint32_t job)
{
    const struct held *h = &c->held[job];
    for (uint32_t i = 0; i < h->part_count; i++) {
        const struct cluster_node *n = &c->cluster.nodes[h->parts[i].node];
        if (n->is_taken || h->parts[i].has.gpus > n->free.gpus ||
            h->parts[i].has.mem_mib > n->free.mem_mib)
            return false;
    }
    return rows_has_room(c->gang->rows, c->jobs[job].partition, h->parts, h->part_count);
}

/* The next end of a slice, if anybody waits for one.  Slices are counted from time 0. */
static void plan_turn(struct controller *c)
{
    const struct gang *g = c->gang;
    uint32_t stopped = 0;
    for (uint32_t p = 0; p < c->machine->partition_count; p++)
        stopped += g->lists[p].stopped_count;
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

static void stop(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    life_charge(c, job);
    account_release(c, job);
    c->idle_units += c->held[job].units;
    account_delist(c, job);
    j->is_stopped = true;
    j->stopped_ms = c->now_ms;
    c->held[job].suspended_s = controller_now_s(c);
    list_of(c, job)->stopped_count++;
    plan_turn(c);
}

/* The time in which it stood still is taken out of its run by moving the run's start. */
void gang_wake(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (!j->is_stopped)
        return;
    j->is_stopped = false;
    j->start_ms += c->now_ms - j->stopped_ms;
    j->charged_s = controller_now_s(c);
    account_enlist(c, job);
    account_hold(c, job);
    c->idle_units -= c->held[job].units;
    list_of(c, job)->stopped_count--;
    if (controller_now_s(c) > c->held[job].suspended_s)
        account_suspension(c, job);
}

static void go_on(struct controller *c, uint32_t job)
{
    gang_wake(c, job);
    runtime_plan_end(c, job);
    cluster_set_due(&c->cluster, job, runtime_due_s(c, job));
}

/* Whether the job can run beside those that do. */
static bool fits(const struct controller *c, const struct gang_list *l, uint32_t job)
{
    const struct grant *g = cluster_find(&c->cluster, job);
    const struct rows *rows = c->gang->rows;
    uint32_t words = rows_words(rows), partition = c->jobs[job].partition;
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node;
        const uint64_t *mine = rows_cores(rows, job, i), *theirs = l->cores + (size_t)node * words;
        if (c->gang->counts_cores &&
            l->used[node] + g->parts[i].has.cores > rows_room(rows, partition, node))
            return false;
        for (uint32_t w = 0; !c->gang->counts_cores && w < words; w++)
            if (mine[w] & theirs[w])
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

/* Those that run stay, unless another partition has taken idle cores that were counted on; then
 * others fill what is left. */
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
    }
    for (uint32_t i = 0; i < l->count; i++)
        if (turns[l->jobs[i]] == TURN_OUT && fits(c, l, l->jobs[i])) {
            admit(c, l, l->jobs[i], TURN_FILLER);
            go_on(c, l->jobs[i]);
        }
}

void gang_settle(struct controller *c)
{
    if (!c->gang || !c->gang->is_stale)
        return;
    c->gang->is_stale = false;
    for (uint32_t p = 0; p < c->machine->partition_count; p++)
        if (c->gang->lists[p].is_stale)
            fill(c, &c->gang->lists[p]);
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
static void note_stale(struct controller *c)
{
    for (uint32_t p = 0; p < c->machine->partition_count; p++)
        c->gang->lists[p].is_stale = gang_shares(c, p);
    c->gang->is_stale = true;
}

void gang_enter(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (!c->gang)
        return;
    rows_place(c->gang->rows, job, j->partition);
    if (c->gang->counts_cores)
        note_stale(c);
    if (!gang_shares(c, j->partition))
        return;
    struct gang_list *l = list_of(c, job);
    if (l->is_stale)
        fill(c, l);
    append(c, l, job);
    c->gang->turns[job] = TURN_OUT;
    if (fits(c, l, job))
        admit(c, l, job, TURN_FILLER);
    else
        stop(c, job);
}

void gang_leave(struct controller *c, uint32_t job)
{
    uint32_t i = 0;
    if (!c->gang)
        return;
    AIF_CHECK(!c->jobs[job].is_stopped);
    rows_remove(c->gang->rows, job, c->jobs[job].partition);
    if (c->gang->counts_cores)
        note_stale(c);
    if (!gang_shares(c, c->jobs[job].partition))
        return;
    struct gang_list *l = list_of(c, job);
    while (l->jobs[i] != job)
        i++;
    l->count--;
    memmove(l->jobs + i, l->jobs + i + 1, (l->count - i) * sizeof *l->jobs);
    l->is_stale = c->gang->is_stale = true;
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
    c->timers.turn_ms = AIF_NEVER_S;
    for (uint32_t p = 0; p < c->machine->partition_count; p++)
        if (c->gang->lists[p].stopped_count)
            turn(c, &c->gang->lists[p]);
    plan_turn(c);
}

static void check_list(const struct controller *c, uint32_t partition)
{
    const struct gang_list *l = &c->gang->lists[partition];
    struct aif_arena arena = {0};
    struct gang_list now = {
        .cores = AIF_NEW(&arena, uint64_t,
                         (size_t)c->machine->node_count * rows_words(c->gang->rows) + 1),
        .used = AIF_NEW(&arena, uint32_t, c->machine->node_count + 1),
    };
    uint32_t stopped = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t job = l->jobs[i];
        AIF_CHECK(c->jobs[job].phase == PHASE_RUNNING && c->jobs[job].partition == partition);
        AIF_CHECK(c->jobs[job].is_stopped == (c->gang->turns[job] == TURN_OUT));
        stopped += c->jobs[job].is_stopped;
        if (c->jobs[job].is_stopped)
            continue;
        AIF_CHECK(fits(c, &now, job));
        admit(c, &now, job, (enum turn)c->gang->turns[job]);
    }
    AIF_CHECK(stopped == l->stopped_count && !l->is_stale);
    AIF_CHECK(stopped == 0 || c->timers.turn_ms > c->now_ms);
    for (uint32_t i = 0; i < l->count; i++)
        AIF_CHECK(!c->jobs[l->jobs[i]].is_stopped || !fits(c, &now, l->jobs[i]));
    aif_arena_free(&arena);
}

void gang_check(const struct controller *c)
{
    if (!c->gang)
        return;
    rows_check(c->gang->rows);
    for (uint32_t p = 0; p < c->machine->partition_count; p++)
        if (gang_shares(c, p))
            check_list(c, p);
}
