/* Running and waiting jobs in one order. */
#include "backfill/ranked.h"

#include "controller/life.h"
#include "controller/pass.h"

#include <stdlib.h>

static void add(struct controller *c, struct ranked *r, uint32_t job)
{
    (void)c;
    r->jobs[r->count++] = (struct ranked_job){.job = job};
}

void ranked_list(struct controller *c, struct ranked *r)
{
    uint32_t most = c->running_count + c->pending.count;
    if (!r->is_gone)
        r->is_gone = AIF_NEW(&c->sim.arena, bool, c->sim.job_count + 1);
    if (r->capacity < most) {
        r->capacity = 2 * most;
        r->jobs = AIF_NEW(&c->sim.arena, struct ranked_job, r->capacity);
    }
    r->count = 0;
    for (uint32_t i = 0; i < c->running_count; i++)
        add(c, r, c->running[i]);
    for (uint32_t i = 0; i < c->pending.count; i++) {
        const struct ask *a = c->pending.asks[i];
        if (a == &c->jobs[a->job].asks[0]) /* once, in however many partitions */
            add(c, r, a->job);
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

static bool may_take(void *context, const struct ask *a, uint32_t running)
{
    (void)a;
    return ((const struct ranked *)context)->is_gone[running];
}

static bool fits(struct controller *c, const struct ask *a)
{
    struct ask taker = *a;
    struct choice choice;
    taker.may_preempt = true;
    return select_at_once(c->select, &taker, &c->mine, controller_now_s(c), &choice);
}

/* Park running jobs behind position i of the list so that the job fits: all that are not needed are
 * spared, those ranked best first. */
static bool make_room(struct controller *c, struct ranked *r, uint32_t i, const struct ask *a)
{
    bool has_any = false;
    uint64_t nodes = bitset_count_and(&c->mine, &c->cluster.idle); /* a bound of what may be idle */
    for (uint32_t k = i + 1; k < r->count; k++) {
        r->is_gone[r->jobs[k].job] = c->jobs[r->jobs[k].job].phase == PHASE_RUNNING;
        has_any |= r->is_gone[r->jobs[k].job];
        nodes += r->is_gone[r->jobs[k].job] ? c->held[r->jobs[k].job].part_count : 0;
    }
    bool does_fit = has_any && (!a->is_whole || nodes >= a->min_nodes) && fits(c, a);
    for (uint32_t k = i + 1; k < r->count; k++) {
        bool *is_gone = &r->is_gone[r->jobs[k].job];
        if (!*is_gone)
            continue;
        *is_gone = false;
        if (does_fit && !fits(c, a))
            *is_gone = true;
    }
    for (uint32_t k = i + 1; k < r->count; k++) {
        uint32_t job = r->jobs[k].job;
        if (r->is_gone[job])
            life_park(c, job);
        r->is_gone[job] = false;
    }
    return does_fit;
}

/* Try to start a job in one of its partitions. */
static bool try_ask(struct controller *c, struct ranked *r, uint32_t i, const struct ask *a,
                    bool may_park)
{
    struct choice choice;
    if (c->centre.partitions && c->centre.partitions[a->partition].is_down) {
        life_note_reason(c, a->job, AIF_WAIT_PARTITION_DOWN, AIF_NONE);
        return false;
    }
    if (!limits_allow_look(c, a) || !limits_allow_start(c, a, NULL))
        return false;
    bitset_copy(&c->mine, &c->cluster.up);
    if (!reservation_filter(c, a, &c->mine))
        return false;
    if (!select_now(c->select, a, &c->mine, &choice) &&
        !(may_park && make_room(c, r, i, a) && select_now(c->select, a, &c->mine, &choice))) {
        why_no_nodes(c, a);
        return false;
    }
    if (!limits_allow_start(c, a, &choice))
        return false;
    life_start(c, a, &choice, a->limit_s);
    return true;
}

bool ranked_may_change(const struct controller *c)
{
    return c->pending.count > 0 && c->running_count > 0;
}

void ranked_start(struct controller *c, struct ranked *r, bool may_park)
{
    select_set_victims(c->select, (struct victims){may_take, r});
    if (r->count)
        qsort(r->jobs, r->count, sizeof *r->jobs, compare);
    for (uint32_t i = 0; i < r->count; i++) {
        const struct job_state *j = &c->jobs[r->jobs[i].job];
        if (j->phase != PHASE_PENDING || !j->is_queued)
            continue;
        for (uint32_t k = 0; k < j->record_count; k++)
            if (try_ask(c, r, i, &j->asks[k], may_park))
                break;
    }
}
