#include "controller/actions.h"

#include "controller/life.h"
#include "controller/open.h"
#include "controller/timers.h"

/* The request has changed: the asks are made anew, and the job finds its place in the queue again.
 */
static void ask_anew(struct controller *c, uint32_t job)
{
    if (c->jobs[job].phase != PHASE_PENDING)
        return;
    life_dequeue(c, job);
    open_asks(c, job);
    life_consider(c, job);
}

/* A number of nodes that some partition of the job can not give changes nothing. */
static void set_nodes(struct controller *c, uint32_t job, uint32_t nodes)
{
    struct job_state *j = &c->jobs[job];
    uint32_t before = j->set_nodes;
    if (j->phase != PHASE_PENDING || nodes == 0)
        return;
    j->set_nodes = nodes;
    for (uint32_t i = 0; i < j->record_count; i++)
        if (!open_is_possible(c, job, j->asks[i].partition)) {
            j->set_nodes = before;
            return;
        }
    ask_anew(c, job);
}

static void set_limit(struct controller *c, uint32_t job, int64_t limit_s)
{
    struct job_state *j = &c->jobs[job];
    if (limit_s < 1)
        return;
    if (j->phase == PHASE_RUNNING) {
        int64_t limit_ms = limit_s * 1000;
        j->limit_s = c->sim.rows[job].limit_s = limit_s;
        j->end_ms = j->start_ms + (j->run_ms < limit_ms ? j->run_ms : limit_ms);
        if (j->end_ms < c->now_ms)
            j->end_ms = c->now_ms;
        controller_push(c, j->end_ms, EV_END, job);
        cluster_set_due(&c->cluster, job, c->sim.rows[job].start_s + limit_s);
        timers_note_change(c);
        return;
    }
    j->limit_s = c->sim.rows[job].limit_s = limit_s;
    ask_anew(c, job);
}

/* Jobs on a node that goes down end there; they go back into the queue if they may. */
static void end_jobs_on(struct controller *c, uint32_t node)
{
    for (uint32_t i = 0; i < c->cluster.running_count;) {
        uint32_t job = c->cluster.dues[i].job;
        const struct grant *g = cluster_find(&c->cluster, job);
        uint32_t k = 0;
        while (k < g->part_count && g->parts[k].node != node)
            k++;
        if (k == g->part_count)
            i++;
        else
            life_preempt(c, job, AIF_PREEMPT_REQUEUE);
    }
}

static void set_nodes_up(struct controller *c, const struct aif_action *a, bool is_up)
{
    const uint32_t *nodes = c->sim.scenario.workload->action_nodes + a->first_node;
    for (uint32_t i = 0; i < a->node_count; i++) {
        if (nodes[i] >= c->machine->node_count)
            continue;
        cluster_set_up(&c->cluster, nodes[i], is_up);
        if (a->kind == AIF_ACTION_DOWN)
            end_jobs_on(c, nodes[i]);
    }
    timers_note_change(c);
}

static void hold(struct controller *c, uint32_t job, bool is_held)
{
    c->jobs[job].is_held = is_held;
    life_consider(c, job);
}

static void apply_to_job(struct controller *c, const struct aif_action *a)
{
    if (a->job >= c->sim.job_count || c->jobs[a->job].phase == PHASE_ENDED)
        return;
    switch ((enum aif_action_kind)a->kind) {
    case AIF_ACTION_CANCEL:
        life_cancel(c, a->job);
        break;
    case AIF_ACTION_HOLD:
    case AIF_ACTION_RELEASE:
        hold(c, a->job, a->kind == AIF_ACTION_HOLD);
        break;
    case AIF_ACTION_SET_NODES:
        set_nodes(c, a->job, (uint32_t)a->value);
        break;
    case AIF_ACTION_SET_LIMIT:
        set_limit(c, a->job, a->value);
        break;
    case AIF_ACTION_DRAIN:
    case AIF_ACTION_RESUME:
    case AIF_ACTION_DOWN:
        break;
    }
}

void action_apply(struct controller *c, uint32_t i)
{
    const struct aif_action *a = &c->sim.scenario.workload->actions[i];
    if (a->kind == AIF_ACTION_DRAIN || a->kind == AIF_ACTION_DOWN)
        set_nodes_up(c, a, false);
    else if (a->kind == AIF_ACTION_RESUME)
        set_nodes_up(c, a, true);
    else
        apply_to_job(c, a);
}

/* A reservation that recurs begins again a day or a week later.  When nothing has started since the
 * last time and nothing more will come, the next time stays ahead of those that wait, for good. */
static void recur(struct controller *c, uint32_t i)
{
    struct aif_reservation *r = &c->reservations[i];
    int64_t period_s = r->flags & AIF_RESERVATION_DAILY    ? 86400
                       : r->flags & AIF_RESERVATION_WEEKLY ? 7 * 86400
                                                           : 0;
    if (period_s < r->end_s - r->start_s)
        return;
    bool is_idle = c->sim.running_count == 0 && c->outside_event_count == 0 &&
                   (c->submits_by_event || c->sim.next_submit >= c->sim.job_count) &&
                   c->starts_at_recurrence[i] == c->sim.totals.start_count;
    c->starts_at_recurrence[i] = c->sim.totals.start_count;
    r->start_s += period_s;
    r->end_s += period_s;
    if (is_idle)
        return;
    controller_push(c, r->start_s * 1000, EV_RESERVATION, i);
    controller_push(c, r->end_s * 1000, EV_RESERVATION, i);
}

void action_reservation(struct controller *c, uint32_t i)
{
    const struct aif_reservation *r = &c->centre.reservations[i];
    bool ends = controller_now_s(c) >= r->end_s;
    for (uint32_t k = 0; ends && k < c->cluster.running_count;) {
        uint32_t job = c->cluster.dues[k].job;
        if (open_reservation(c, job) == i && !(r->flags & AIF_RESERVATION_FLEX))
            life_end(c, job, AIF_OUTCOME_TIMED_OUT);
        else
            k++;
    }
    if (ends)
        recur(c, i);
    timers_note_change(c);
}
