/* Running and waiting jobs in one order. */
#include "backfill/ranked.h"

#include "controller/admit.h"
#include "controller/life.h"
#include "controller/pass.h"

#include <stdlib.h>
#include <string.h>

static void grow(struct controller *c, struct ranked *r, uint32_t count)
{
    struct aif_arena *arena = &c->sim.arena;
    if (!r->places)
        r->places = AIF_NEW(arena, uint32_t, c->sim.job_count + 1);
    if (count <= r->capacity)
        return;
    struct ranked_job *sorted = r->sorted;
    r->capacity = 2 * count;
    r->jobs = AIF_NEW(arena, struct ranked_job, r->capacity);
    r->sorted = AIF_NEW(arena, struct ranked_job, r->capacity);
    r->spare = AIF_NEW(arena, struct ranked_job, r->capacity);
    r->is_gone = AIF_NEW(arena, bool, r->capacity);
    if (r->sorted_count)
        memcpy(r->sorted, sorted, r->sorted_count * sizeof *sorted);
}

static void add(struct ranked *r, uint32_t job)
{
    r->jobs[r->count++] = (struct ranked_job){.job = job};
}

void ranked_list(struct controller *c, struct ranked *r)
{
    grow(c, r, c->running_count + c->pending.count);
    r->count = 0;
    for (uint32_t i = 0; i < c->running_count; i++)
        add(r, c->running[i]);
    for (uint32_t i = 0; i < c->pending.count; i++) {
        const struct ask *a = c->pending.asks[i];
        if (a == &c->jobs[a->job].asks[0]) /* once, in however many partitions */
            add(r, a->job);
    }
}

static int compare(const void *a, const void *b)
{
    const struct ranked_job *x = a, *y = b;
    if (x->first < y->first || y->first < x->first)
        return x->first < y->first ? -1 : 1;
    if (x->second < y->second || y->second < x->second)
        return x->second < y->second ? -1 : 1;
    return x->job < y->job ? -1 : x->job > y->job;
}

/* The listed jobs with their new ranks, in the order of the last pass; new ones behind. */
static void renew(struct ranked *r)
{
    struct ranked_job *old = r->sorted;
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->count; i++)
        r->places[r->jobs[i].job] = i + 1;
    for (uint32_t i = 0; i < r->sorted_count; i++) {
        uint32_t *place = &r->places[old[i].job];
        if (*place)
            r->spare[count++] = r->jobs[*place - 1];
        *place = 0;
    }
    for (uint32_t i = 0; count < r->count; i++)
        if (r->places[r->jobs[i].job]) {
            r->places[r->jobs[i].job] = 0;
            r->spare[count++] = r->jobs[i];
        }
    r->sorted = r->spare;
    r->spare = old;
    r->sorted_count = count;
}

/* Moves a job, on average, before the order counts as new. */
enum { FEW_MOVES = 8 };

/* The order changes little from pass to pass. */
static void sort(struct ranked *r)
{
    struct ranked_job *jobs = r->sorted;
    uint64_t moves = 0;
    for (uint32_t i = 1; i < r->count && moves <= (uint64_t)FEW_MOVES * r->count; i++) {
        struct ranked_job mine = jobs[i];
        uint32_t k = i;
        for (; k > 0 && compare(&mine, &jobs[k - 1]) < 0; k--)
            jobs[k] = jobs[k - 1];
        jobs[k] = mine;
        moves += i - k;
    }
    if (moves > (uint64_t)FEW_MOVES * r->count)
        qsort(jobs, r->count, sizeof *jobs, compare);
}

/* A running job is not behind what is looked at next. */
static void forget_running(const struct controller *c, struct ranked *r, uint32_t job)
{
    r->behind_count--;
    r->behind_units -= c->held[job].units;
    r->behind_nodes -= c->held[job].part_count;
}

/* Of what the machine is measured in. */
static int64_t least_units(const struct controller *c, const struct ask *a)
{
    if (!c->has_gpus)
        return (int64_t)a->min_nodes * select_least_cores(a);
    return a->gpus ? a->gpus : (int64_t)a->min_nodes * a->per_node.gpus;
}

/* What is idle, and held by running jobs behind the one that is being looked at: no less than what
 * the job could have. */
static bool may_fit(const struct controller *c, struct ranked *r, const struct ask *a,
                    bool with_behind)
{
    if (r->change_count != c->cluster.change_count) {
        r->idle_nodes = bitset_count_and(&c->cluster.up, &c->cluster.idle);
        r->change_count = c->cluster.change_count;
    }
    if (a->is_whole)
        return r->idle_nodes + (with_behind ? r->behind_nodes : 0) >= a->min_nodes;
    return c->idle_units + (with_behind ? r->behind_units : 0) >= least_units(c, a);
}

/* A job that has started just now stays: it has done nothing that could change its rank, and two
 * that make way for each other would never come to an end of this instant. */
static bool may_go(const struct controller *c, uint32_t job)
{
    return c->jobs[job].phase == PHASE_RUNNING && c->jobs[job].start_ms < c->now_ms;
}

/* Park running jobs behind position i of the list so that the job fits: all that are not needed are
 * spared, those ranked best first. */
static bool make_room(struct controller *c, struct ranked *r, uint32_t i, const struct ask *a)
{
    if (!r->behind_count || !may_fit(c, r, a, true) || !limits_allow_any_nodes(c, a))
        return false;
    select_trial_begin(c->select, a, &c->mine);
    for (uint32_t k = i + 1; k < r->count; k++) {
        r->is_gone[k] = may_go(c, r->sorted[k].job);
        if (r->is_gone[k])
            select_trial_take(c->select, r->sorted[k].job);
    }
    if (!select_trial_fits(c->select))
        return false;
    for (uint32_t k = i + 1; k < r->count; k++) {
        if (!r->is_gone[k])
            continue;
        select_trial_put_back(c->select, r->sorted[k].job);
        if (select_trial_fits(c->select))
            r->is_gone[k] = false;
        else
            select_trial_take(c->select, r->sorted[k].job);
    }
    for (uint32_t k = i + 1; k < r->count; k++)
        if (r->is_gone[k]) {
            forget_running(c, r, r->sorted[k].job);
            life_park(c, r->sorted[k].job);
        }
    return true;
}

static uint32_t cores_of(const struct ask *a)
{
    return a->per_node.cores ? a->per_node.cores : 1;
}

static bool wants_no_less(const struct ask *a, const struct ask *b)
{
    if (a->allowed != b->allowed || a->is_whole != b->is_whole || a->min_nodes < b->min_nodes)
        return false;
    return a->is_whole || (cores_of(a) >= cores_of(b) && a->per_node.gpus >= b->per_node.gpus &&
                           a->per_node.mem_mib == b->per_node.mem_mib &&
                           a->mem_per_core_mib == b->mem_per_core_mib);
}

/* In the course of a pass what a job could have gets less and less: running jobs are passed, and
 * what starts has nodes that all before it could have had, too. */
static bool is_hopeless(const struct controller *c, const struct ranked *r, const struct ask *a)
{
    bool is_known = select_takes_any(a) && !c->centre.reservation_count;
    for (uint32_t i = 0; is_known && i < r->failed_count; i++)
        if (wants_no_less(a, r->failed[i]))
            return true;
    return false;
}

static void note_failed(struct ranked *r, const struct ask *a)
{
    if (select_takes_any(a) && r->failed_count < RANKED_FAILED_MOST)
        r->failed[r->failed_count++] = a;
}

/* Whether the job fits, or does now that others were parked. */
static bool find_nodes(struct controller *c, struct ranked *r, uint32_t i, const struct ask *a,
                       struct choice *choice)
{
    if (is_hopeless(c, r, a))
        return false;
    if (may_fit(c, r, a, false) && select_now(c->select, a, &c->mine, choice))
        return true;
    if (r->may_park && make_room(c, r, i, a))
        return select_now(c->select, a, &c->mine, choice);
    note_failed(r, a);
    return false;
}

/* Most wait for the same reason for long. */
static void note_why(struct controller *c, const struct ranked *r, const struct ask *a)
{
    const struct job_state *j = &c->jobs[a->job];
    bool is_noted = r->is_up_same && !c->centre.reservation_count && j->record_count == 1 &&
                    j->reason == AIF_WAIT_RESOURCES;
    if (!is_noted)
        why_no_nodes(c, a);
}

/* Try to start a job in one of its partitions. */
static bool try_ask(struct controller *c, struct ranked *r, uint32_t i, const struct ask *a)
{
    struct choice choice;
    if (admit_job(c, a) != ADMIT || !admit_nodes(c, a, &c->usable))
        return false;
    if (!find_nodes(c, r, i, a, &choice)) {
        note_why(c, r, a);
        return false;
    }
    return admit_start(c, a, &choice, a->limit_s);
}

bool ranked_may_change(const struct controller *c)
{
    return c->pending.count > 0 && c->running_count > 0;
}

/* What running jobs have that are ranked behind all. */
static void count_running(const struct controller *c, struct ranked *r)
{
    r->behind_count = c->running_count;
    r->behind_units = 0;
    r->behind_nodes = 0;
    for (uint32_t i = 0; i < c->running_count; i++) {
        r->behind_units += c->held[c->running[i]].units;
        r->behind_nodes += c->held[c->running[i]].part_count;
    }
}

void ranked_start(struct controller *c, struct ranked *r, bool may_park)
{
    renew(r);
    sort(r);
    count_running(c, r);
    r->may_park = may_park;
    r->failed_count = 0;
    r->is_up_same = r->has_looked && bitset_equal(&c->usable, &c->cluster.up);
    r->has_looked = true;
    bitset_copy(&c->usable, &c->cluster.up);
    for (uint32_t i = 0; i < r->count; i++) {
        const struct job_state *j = &c->jobs[r->sorted[i].job];
        if (j->phase == PHASE_RUNNING)
            forget_running(c, r, r->sorted[i].job);
        if (j->phase != PHASE_PENDING || !j->is_queued)
            continue;
        for (uint32_t k = 0; k < j->record_count; k++)
            if (try_ask(c, r, i, &j->asks[k]))
                break;
    }
}
