/* The textbook engine's loop.  At every instant: ends, reservations falling due, submits, then one
 * pass over each domain touched; zero-length jobs that started end in another round of the same
 * instant. */
#include "engine/run.h"

#include "engine/bind.h"
#include "engine/check.h"
#include "engine/enforce.h"
#include "engine/look.h"
#include "engine/pass.h"

#include <stdlib.h>

struct run {
    struct aif_sim sim;
    struct aif_pass pass;
};

static void close_textbook(struct aif_sim *sim)
{
    aif_arena_free(&sim->arena);
    free(sim);
}

static uint32_t widest(const struct aif_sim *sim)
{
    uint32_t nodes = 1;
    for (uint32_t i = 0; sim->needs && i < sim->job_count; i++)
        if (sim->rows[i].node_count > nodes)
            nodes = sim->rows[i].node_count;
    return nodes;
}

static void open_scratch(struct run *run)
{
    struct aif_sim *sim = &run->sim;
    run->pass.sim = sim;
    if (sim->scenario.policy.backfill->keeps_reservations && !sim->scenario.policy.is_replanned)
        sim->promises = AIF_NEW(&sim->arena, struct promise, sim->job_count);
    if (!sim->nodes)
        return;
    run->pass.nodes = AIF_NEW(&sim->arena, uint32_t, widest(sim));
    plan_open_scratch(sim);
}

static struct aif_sim *open_textbook(const struct aif_scenario *scenario, struct aif_err *err)
{
    const struct aif_policy *policy = &scenario->policy;
    AIF_CHECK(policy->order && policy->backfill && policy->place);
    if (!aif_machine_check(scenario->machine, err))
        return NULL;
    struct run *run = calloc(1, sizeof *run);
    if (!run)
        aif_fatal("out of memory: a run");
    struct aif_sim *sim = &run->sim;
    sim->engine = &engine_textbook;
    sim->scenario = *scenario;
    sim->events.arena = &sim->arena;
    uint32_t limit = scenario->job_limit, count = scenario->workload->count;
    sim->job_count = limit && limit < count ? limit : count;
    sim->now_s = sim->job_count ? scenario->workload->jobs[0].submit_s : 0;
    sim->events.now_s = sim->now_s;
    domain_open_all(sim);
    if (!bind_jobs(sim, err)) {
        close_textbook(sim);
        return NULL;
    }
    open_scratch(run);
    sim->has_dynamic_order =
        policy->order->is_dynamic || (policy->candidates && policy->candidates->is_dynamic);
    sim->is_restless = aif_formula_is_restless(&policy->order_formula) ||
                       aif_formula_is_restless(&policy->candidates_formula);
    if (standings_are_needed(policy))
        sim->standings = standings_open(sim);
    if (scenario->access)
        sim->grants = grants_open(sim);
    if (scenario->keeps_waits)
        sim->trail = trail_open(sim);
    if (scenario->keeps_plan)
        sim->planned = AIF_NEW(&sim->arena, struct planned, sim->job_count + 1);
    return sim;
}

static void skip_rejected(struct aif_sim *sim)
{
    while (sim->next_submit < sim->job_count &&
           sim->rows[sim->next_submit].outcome == AIF_OUTCOME_REJECTED)
        sim->next_submit++;
}

static int64_t next_textbook(const struct aif_sim *sim)
{
    int64_t t_s = sim->events.count ? sim->events.items[0].t_s : AIF_NEVER_S;
    uint32_t i = sim->next_submit;
    while (i < sim->job_count && sim->rows[i].outcome == AIF_OUTCOME_REJECTED)
        i++;
    if (i < sim->job_count && sim->scenario.workload->jobs[i].submit_s < t_s)
        t_s = sim->scenario.workload->jobs[i].submit_s;
    bool is_over = i >= sim->job_count && sim->waiting_count == 0 && sim->running_count == 0;
    return sim->grants && is_over ? AIF_NEVER_S : t_s;
}

static void apply_events(struct aif_sim *sim)
{
    struct event e;
    while (sim->events.count && sim->events.items[0].t_s == sim->now_s) {
        event_pop(&sim->events, &e);
        sim->totals.event_count++;
        if (e.kind == EVENT_JOB_END) {
            state_finish(sim, e.entity);
        } else if (e.kind == EVENT_GRANT) {
            enforce_event(sim, e.entity);
        } else {
            struct domain *d = &sim->domains[e.entity];
            d->is_touched = d->is_woken = true;
            if (d->wake_s == e.t_s)
                d->wake_s = AIF_NEVER_S;
        }
    }
}

static void apply_submits(struct aif_sim *sim)
{
    const struct aif_job *jobs = sim->scenario.workload->jobs;
    for (skip_rejected(sim);
         sim->next_submit < sim->job_count && jobs[sim->next_submit].submit_s == sim->now_s;
         skip_rejected(sim)) {
        uint32_t job = sim->next_submit++;
        sim->totals.event_count++;
        if (!sim->grants || enforce_submit(sim, job))
            state_submit(sim, job);
    }
}

static void run_passes(struct run *run)
{
    struct aif_sim *sim = &run->sim;
    for (uint32_t i = 0; i < sim->domain_count; i++) {
        struct domain *d = &sim->domains[i];
        if (!d->is_touched)
            continue;
        state_integrate(sim, d);
        pass_run(&run->pass, d);
        if (sim->trail)
            trail_note(sim, d);
        if (sim->scenario.is_checked)
            check_domain(sim, d);
    }
}

static bool step_textbook(struct aif_sim *sim)
{
    struct run *run = (struct run *)sim;
    int64_t t_s = next_textbook(sim);
    if (t_s == AIF_NEVER_S)
        return false;
    AIF_CHECK(t_s >= sim->now_s);
    sim->now_s = t_s;
    if (sim->standings)
        standings_recalculate(sim->standings, t_s);
    do {
        apply_events(sim);
        apply_submits(sim);
        run_passes(run);
    } while (sim->events.count && sim->events.items[0].t_s == t_s);
    if (sim->grants)
        enforce_settle(sim);
    return true;
}

static size_t bytes_textbook(const struct aif_sim *sim)
{
    return sizeof(struct run) + sim->arena.total_bytes;
}

const struct engine engine_textbook = {
    .open = open_textbook,
    .next = next_textbook,
    .step = step_textbook,
    .bytes = bytes_textbook,
    .waits = trail_waits,
    .longest_waits = trail_longest,
    .start = trail_start,
    .job = look_job,
    .holding = look_holding,
    .machine = look_machine,
    .centre = look_centre,
    .close = close_textbook,
};
