#include "controller/actions.h"

#include "controller/life.h"
#include "controller/open.h"
#include "controller/runtime.h"
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

/* Whether all partitions of a waiting job take what it asks for now. */
static bool is_possible(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    bool is = true;
    for (uint32_t i = 0; i < j->record_count; i++)
        is &= open_is_possible(c, job, j->asks[i].partition);
    return is;
}

/* Slurm refuses users what their partition does not give. */
static void refuse(struct controller *c)
{
    c->sim.totals.repairs[AIF_REPAIR_NOT_FOLLOWED]++;
}

static void set_nodes(struct controller *c, uint32_t job, uint32_t nodes)
{
    struct job_state *j = &c->jobs[job];
    uint32_t before = j->set_nodes;
    if (j->phase != PHASE_PENDING || nodes == 0) {
        refuse(c);
        return;
    }
    j->set_nodes = nodes;
    if (is_possible(c, job)) {
        ask_anew(c, job);
        return;
    }
    j->set_nodes = before;
    refuse(c);
}

/* The limit of a job in its run: its end and what it holds of the limits move. */
static void set_limit_of_run(struct controller *c, uint32_t job, int64_t limit_s)
{
    struct job_state *j = &c->jobs[job];
    struct limit_job limit = life_limit_job(c, life_running_ask(c, job));
    int64_t old_s = j->limit_s;
    limit.amount = c->held[job].amount;
    limit.limit_s = limit_s;
    j->limit_s = c->sim.rows[job].limit_s = limit_s;
    if (c->centre.enforce & AIF_ENFORCE_LIMITS)
        limit_note_limit(&c->limits, &limit, &c->held[job].limits, old_s);
    runtime_plan_end(c, job);
    cluster_set_due(&c->cluster, job, runtime_due_s(c, job));
    timers_note_change(c);
}

static void set_limit(struct controller *c, uint32_t job, int64_t limit_s)
{
    if (limit_s < 1) {
        refuse(c);
        return;
    }
    if (life_is_started(c, job)) {
        set_limit_of_run(c, job, limit_s);
        return;
    }
    struct job_state *j = &c->jobs[job];
    int64_t before_s = j->limit_s;
    j->limit_s = limit_s;
    if (j->phase == PHASE_PENDING && !is_possible(c, job)) {
        j->limit_s = before_s;
        refuse(c);
        return;
    }
    c->sim.rows[job].limit_s = limit_s;
    ask_anew(c, job);
}

static bool runs_on(const struct controller *c, uint32_t job, uint32_t node)
{
    const struct grant *g = cluster_find(&c->cluster, job);
    for (uint32_t i = 0; i < g->part_count; i++)
        if (g->parts[i].node == node)
            return true;
    return false;
}

/* Jobs on a node that goes down end there, also those that stand still; they go back into the queue
 * if they may. */
static void end_jobs_on(struct controller *c, uint32_t node)
{
    for (uint32_t i = 0; i < c->cluster.running_count;)
        if (runs_on(c, c->cluster.dues[i].job, node))
            life_lose_node(c, c->cluster.dues[i].job);
        else
            i++;
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

static int64_t period_s(const struct aif_reservation *r)
{
    int64_t period_s = r->flags & AIF_RESERVATION_DAILY    ? 86400
                       : r->flags & AIF_RESERVATION_WEEKLY ? 7 * 86400
                                                           : 0;
    return period_s >= r->end_s - r->start_s ? period_s : 0;
}

void action_open_reservation(struct controller *c, uint32_t i)
{
    const struct aif_reservation *r = &c->reservations[i];
    int64_t start_ms = r->start_s * 1000;
    controller_push(c, start_ms > c->now_ms ? start_ms : c->now_ms, EV_RESERVATION, i);
    controller_push(c, r->end_s * 1000, EV_RESERVATION, i);
    if (period_s(r) > c->recurrence_s)
        c->recurrence_s = period_s(r);
}

/* Whether reservations alone are still to come: every one that recurs has been there once more
 * since anything else happened.  The next times then stay ahead of those that wait, for good. */
static bool is_idle(const struct controller *c)
{
    return c->sim.running_count == 0 && c->outside_event_count == 0 &&
           (c->submits_by_event || c->sim.next_submit >= c->sim.job_count) &&
           controller_now_s(c) - c->eventful_s > 2 * c->recurrence_s;
}

/* Those at rest stand where they would be by now. */
static void catch_up(struct controller *c)
{
    for (uint32_t i = 0; c->at_rest_count > 0 && i < c->centre.reservation_count; i++) {
        struct aif_reservation *r = &c->reservations[i];
        if (!c->is_at_rest[i] || r->end_s > controller_now_s(c))
            continue;
        int64_t periods = (controller_now_s(c) - r->end_s) / period_s(r) + 1;
        r->start_s += periods * period_s(r);
        r->end_s += periods * period_s(r);
    }
}

void action_note_event(struct controller *c)
{
    c->eventful_s = controller_now_s(c);
    catch_up(c);
    for (uint32_t i = 0; c->at_rest_count > 0 && i < c->centre.reservation_count; i++)
        if (c->is_at_rest[i]) {
            c->is_at_rest[i] = false;
            c->at_rest_count--;
            action_open_reservation(c, i);
        }
}

/* A reservation that recurs begins again a day or a week later. */
static void recur(struct controller *c, uint32_t i)
{
    struct aif_reservation *r = &c->reservations[i];
    int64_t step_s = period_s(r);
    if (step_s == 0)
        return;
    r->start_s += step_s;
    r->end_s += step_s;
    c->is_at_rest[i] = is_idle(c);
    c->at_rest_count += c->is_at_rest[i];
    if (!c->is_at_rest[i])
        action_open_reservation(c, i);
}

static void end_jobs_of(struct controller *c, uint32_t reservation)
{
    for (uint32_t i = 0; i < c->cluster.running_count;)
        if (open_reservation(c, c->cluster.dues[i].job) == reservation)
            life_end(c, c->cluster.dues[i].job, AIF_OUTCOME_TIMED_OUT);
        else
            i++;
}

void action_reservation(struct controller *c, uint32_t i)
{
    const struct aif_reservation *r = &c->centre.reservations[i];
    catch_up(c);
    bool ends = controller_now_s(c) >= r->end_s;
    if (ends && !(r->flags & AIF_RESERVATION_FLEX))
        end_jobs_of(c, i);
    if (ends)
        recur(c, i);
    timers_note_change(c);
}
