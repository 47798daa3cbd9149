/* The controller as an engine: from one instant to the next. */
#include "controller/account.h"
#include "controller/actions.h"
#include "controller/check.h"
#include "controller/gang.h"
#include "controller/life.h"
#include "controller/open.h"
#include "controller/pass.h"
#include "controller/preempt.h"
#include "controller/ration.h"
#include "controller/rule.h"
#include "controller/runtime.h"
#include "controller/timers.h"
#include "controller/view.h"

#include <stdlib.h>

static void close_controller(struct aif_sim *sim)
{
    aif_arena_free(&sim->arena);
    free(sim);
}

static struct aif_sim *open_controller(const struct aif_scenario *scenario, struct aif_err *err)
{
    if (!aif_machine_check(scenario->machine, err))
        return NULL;
    if (scenario->centre && scenario->centre->accounts.count &&
        !aif_accounts_check(&scenario->centre->accounts, err))
        return NULL;
    struct controller *c = calloc(1, sizeof *c);
    if (!c)
        aif_fatal("out of memory: a run");
    uint32_t limit = scenario->job_limit, count = scenario->workload->count;
    c->sim.engine = &engine_controller;
    c->sim.scenario = *scenario;
    c->sim.job_count = limit && limit < count ? limit : count;
    c->centre = scenario->centre ? *scenario->centre : aif_centre_default();
    open_run(c);
    return &c->sim;
}

static int64_t next_submit_ms(const struct controller *c)
{
    uint32_t i = c->sim.next_submit;
    while (i < c->sim.job_count && c->jobs[i].phase != PHASE_FUTURE)
        i++;
    return !c->submits_by_event && i < c->sim.job_count ? c->jobs[i].submit_ms : AIF_NEVER_S;
}

static int64_t next_ms(const struct controller *c)
{
    int64_t t_ms = c->events.count ? c->events.items[0].t_s : AIF_NEVER_S;
    int64_t submit_ms = next_submit_ms(c);
    return submit_ms < t_ms ? submit_ms : t_ms;
}

static int64_t next_controller(const struct aif_sim *sim)
{
    int64_t t_ms = next_ms((const struct controller *)sim);
    return t_ms == AIF_NEVER_S ? AIF_NEVER_S : t_ms / 1000;
}

static void push_submits(struct controller *c)
{
    while (!c->submits_by_event && c->sim.next_submit < c->sim.job_count) {
        const struct job_state *j = &c->jobs[c->sim.next_submit];
        if (j->phase == PHASE_FUTURE && j->submit_ms > c->now_ms)
            return;
        if (j->phase == PHASE_FUTURE)
            controller_push(c, c->now_ms, EV_SUBMIT, c->sim.next_submit);
        c->sim.next_submit++;
    }
}

static void end_run(struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    if (j->phase != PHASE_RUNNING || j->is_stopped || j->end_ms != c->now_ms)
        return; /* of a run that was cut short or stands still, or whose limit has changed */
    bool is_late = j->run_ms > c->now_ms - j->start_ms;
    life_end(c, job,
             is_late         ? AIF_OUTCOME_TIMED_OUT
             : j->has_failed ? AIF_OUTCOME_FAILED
                             : AIF_OUTCOME_COMPLETED);
}

static void compute_priorities(struct controller *c)
{
    fairshare_pass(c);
    timers_note_priority(c);
    timers_note_order(c);
}

static void enforce_limits(struct controller *c)
{
    c->timers.enforce_ms = AIF_NEVER_S;
    for (uint32_t i = 0; i < c->running_count;) {
        uint32_t job = c->running[i];
        struct limit_job limit = life_limit_job(c, life_running_ask(c, job));
        limit.amount = c->held[job].amount;
        int64_t ran_s = runtime_ran_ms(c, job) / 1000;
        struct limit_verdict v = limit_check_running(&c->limits, &limit, ran_s);
        if (v.kind == LIMIT_NONE)
            i++;
        else
            life_end(c, job, AIF_OUTCOME_TIMED_OUT);
    }
    timers_plan_enforce(c);
}

/* Events that were not pushed by the timers are recorded ones. */
static bool is_current(const struct controller *c, int64_t kept_ms, const int64_t *recorded_ms,
                       uint32_t count)
{
    return kept_ms == c->now_ms || (count > 0 && recorded_ms[count - 1] >= c->now_ms);
}

static void apply(struct controller *c, const struct event *e)
{
    const struct aif_recording none = {0};
    const struct aif_recording *r = c->sim.scenario.recording ? c->sim.scenario.recording : &none;
    if (e->kind < EV_PRIORITY && e->kind != EV_RESERVATION)
        action_note_event(c);
    switch ((enum controller_event)e->kind) {
    case EV_END:
        end_run(c, e->entity);
        break;
    case EV_GRANT:
        ration_event(c, e->entity);
        break;
    case EV_GRACE:
        preempt_grace_over(c, e->entity);
        break;
    case EV_ACTION:
        action_apply(c, e->entity);
        break;
    case EV_RESERVATION:
        action_reservation(c, e->entity);
        break;
    case EV_BEGIN:
        life_consider(c, e->entity);
        break;
    case EV_SUBMIT:
        life_submit(c, e->entity);
        break;
    case EV_ENFORCE:
        enforce_limits(c);
        break;
    case EV_PRIORITY:
        if (is_current(c, c->timers.priority_ms, r->priority_ms, r->priority_count))
            compute_priorities(c);
        break;
    case EV_PASS:
        if (is_current(c, c->timers.pass_ms, r->pass_ms, r->pass_count))
            (c->rule ? rule_pass : main_pass)(c);
        break;
    case EV_BACKFILL:
        if (is_current(c, c->timers.backfill_ms, r->backfill_ms, r->backfill_count))
            backfill_cycle(c);
        break;
    case EV_TURN:
        gang_turn(c);
        break;
    }
}

/* Nothing will happen any more: what still waits waits for good. */
static void give_up(struct controller *c)
{
    for (uint32_t job = 0; c->sim.waiting_count > 0 && job < c->sim.job_count; job++)
        if (c->jobs[job].phase == PHASE_PENDING)
            life_block(c, job);
}

static bool step_controller(struct aif_sim *sim)
{
    struct controller *c = controller_of(sim);
    int64_t t_ms = next_ms(c);
    if (t_ms == AIF_NEVER_S) {
        give_up(c);
        return false;
    }
    AIF_CHECK(t_ms >= c->now_ms);
    c->now_ms = t_ms;
    sim->now_s = controller_now_s(c);
    account_integrate(c);
    push_submits(c);
    struct event e;
    while (c->events.count && c->events.items[0].t_s == t_ms) {
        event_pop(&c->events, &e);
        c->outside_event_count -= controller_is_outside(c, (enum controller_event)e.kind, e.entity);
        sim->totals.event_count++;
        apply(c, &e);
        gang_settle(c);
    }
    ration_settle(c);
    if (sim->scenario.is_checked)
        check_controller(c);
    return true;
}

static const struct aif_episode *list_episodes(const struct aif_sim *sim, uint32_t *count)
{
    const struct controller *c = (const struct controller *)sim;
    *count = c->episode_count;
    return c->episodes;
}

static struct aif_wait_span *list_waits(const struct aif_sim *sim, struct aif_arena *arena,
                                        uint32_t *count)
{
    return waits_list((const struct controller *)sim, arena, count);
}

static int64_t next_ms_controller(const struct aif_sim *sim)
{
    return next_ms((const struct controller *)sim);
}

static size_t bytes_controller(const struct aif_sim *sim)
{
    return sizeof(struct controller) + sim->arena.total_bytes;
}

const struct engine engine_controller = {
    .open = open_controller,
    .next = next_controller,
    .step = step_controller,
    .bytes = bytes_controller,
    .episodes = list_episodes,
    .waits = list_waits,
    .next_ms = next_ms_controller,
    .job = view_job,
    .holding = view_holding,
    .priority = view_priority,
    .share = view_share,
    .cycle_ms = view_cycle_ms,
    .machine = view_machine,
    .centre = view_centre,
    .close = close_controller,
};
