/* The backfill scheduler's cycle, as the controller sees it. */
#include "controller/admit.h"
#include "controller/open.h"
#include "controller/pass.h"
#include "controller/preempt.h"
#include "controller/timers.h"

#include <string.h>

static bool may_run(void *context, const struct ask *a)
{
    struct controller *c = context;
    const struct job_state *j = &c->jobs[a->job];
    if (j->phase != PHASE_PENDING || !j->is_queued)
        return false;
    if (!admit_is_partition_up(c, a))
        return false;
    /* Before its reservation begins nobody else gets its nodes, and after it is over it never runs.
     */
    if (!reservation_is_active(c, a->job))
        return false;
    return admit_by_limits(c, a) == ADMIT;
}

static bool start(void *context, const struct ask *a, const struct choice *nodes, int64_t limit_s)
{
    struct controller *c = context;
    bool starts = admit_start(c, a, nodes, limit_s);
    c->sim.totals.backfill_count += starts;
    return starts;
}

static void preempt(void *context, const struct ask *a, const struct bitset *usable)
{
    preempt_for(context, a, usable);
}

static bool may_preempt(void *context, const struct ask *a)
{
    return preempt_may_in_cycle(context, a);
}

static bool may_use(void *context, const struct ask *a, uint32_t window_id)
{
    return reservation_is_open_to(context, a->job, window_id);
}

static void planned(void *context, const struct ask *a, const struct choice *nodes,
                    int64_t slot_start_s, int64_t slot_end_s)
{
    struct controller *c = context;
    if (c->planned_s &&
        (c->planned_s[a->job] == AIF_UNKNOWN_S ||
         nodes->start_s < c->planned_s[a->job])) /* in the first of its partitions */
        c->planned_s[a->job] = nodes->start_s;
    if (!c->plan_listener.planned)
        return;
    c->jobs[a->job].is_planned = true;
    c->plan_listener.planned(c->plan_listener.context, a, nodes, slot_start_s, slot_end_s);
}

/* Whatever the planner would have looked at counts as planned: see fairshare.c. */
static void note_planned(struct controller *c)
{
    uint32_t depth = c->centre.slurm.bf_max_job_test;
    for (uint32_t i = 0; i < c->pending.count && i < depth; i++)
        c->jobs[c->pending.asks[i]->job].is_planned = true;
}

static uint32_t list_windows(struct controller *c)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->centre.reservation_count; i++) {
        const struct aif_reservation *r = &c->centre.reservations[i];
        if (r->end_s <= controller_now_s(c) || r->made_s > controller_now_s(c))
            continue;
        c->windows[count++] = (struct backfill_window){
            .start_s = r->start_s,
            .end_s = r->end_s,
            .nodes = &c->reservation_nodes[i],
            .id = i,
        };
    }
    return count;
}

void backfill_once(struct controller *c)
{
    bool keeps_plan = c->planned_s && c->now_ms >= c->sim.scenario.plan_from_ms;
    if (c->queue_capacity < c->pending.count) {
        c->queue_capacity = c->pending.capacity;
        c->queue = AIF_NEW(&c->sim.arena, const struct ask *, c->queue_capacity);
    }
    if (c->pending.count)
        memcpy(c->queue, c->pending.asks, c->pending.count * sizeof *c->queue);
    struct backfill_input in = {
        .now_s = controller_now_s(c),
        .queue = c->queue,
        .count = c->pending.count,
        .windows = c->windows,
        .window_count = list_windows(c),
    };
    struct backfill_calls calls = {
        .context = c,
        .may_run = may_run,
        .start = start,
        .preempt = c->centre.preempt_type == AIF_PREEMPT_NONE ? NULL : preempt,
        .may_preempt = may_preempt,
        .may_use = may_use,
        .planned = c->plan_listener.planned || keeps_plan ? planned : NULL,
    };
    c->cycle_ms = c->now_ms;
    c->sim.totals.cycle_count++;
    preempt_begin_cycle(c);
    if (!c->plan_listener.planned)
        note_planned(c);
    for (uint32_t job = 0; keeps_plan && job < c->sim.job_count; job++)
        c->planned_s[job] = AIF_UNKNOWN_S;
    backfill_run(c->backfill, &in, &calls);
    why_reserved(c, c->centre.slurm.bf_max_job_test);
}

void backfill_cycle(struct controller *c)
{
    if (timers_is_backfill_needed(c) || c->plan_listener.planned)
        backfill_once(c);
    timers_note_backfill(c);
}
