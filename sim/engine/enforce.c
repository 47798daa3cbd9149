#include "engine/enforce.h"

#include "engine/look.h"
#include "engine/pass.h"

static int64_t rate_of(const struct aif_sim *sim, uint32_t job, const struct aif_tres_set *amount)
{
    return aif_charge_milli(&sim->scenario.access->rates[sim->rows[job].partition], amount);
}

/* What the job would have been charged. */
static int64_t demand_of(const struct aif_sim *sim, uint32_t job)
{
    struct aif_tres_set amount = look_amount(sim, job);
    int64_t run_s = sim->scenario.workload->jobs[job].runtime_s, limit_s = sim->rows[job].limit_s;
    return rate_of(sim, job, &amount) * (run_s < limit_s ? run_s : limit_s);
}

static void refuse(struct aif_sim *sim, uint32_t job, enum aif_reject reason)
{
    grants_refuse(sim->grants, job, sim->now_s, demand_of(sim, job));
    state_reject(sim, job, reason);
}

bool enforce_submit(struct aif_sim *sim, uint32_t job)
{
    enum aif_reject reason = grants_admit(sim->grants, job, sim->now_s);
    if (reason != AIF_REJECT_NONE)
        refuse(sim, job, reason);
    return reason == AIF_REJECT_NONE;
}

void enforce_start(struct aif_sim *sim, uint32_t job)
{
    struct aif_holding holding = look_holding(sim, job);
    grants_start(sim->grants, job, rate_of(sim, job, &holding.amount), sim->now_s);
}

/* The plan is looser from now on, as if a job had ended that was due later. */
static void drop_promise(struct aif_sim *sim, struct domain *d, uint32_t job)
{
    struct promise *p = &sim->promises[job];
    int64_t end_s = p->start_s + sim->rows[job].limit_s;
    if (p->start_s == AIF_UNKNOWN_S)
        return;
    if (d->is_counted)
        profile_advance(&d->profile, sim->now_s);
    for (uint32_t i = 0; !d->is_counted && i < sim->needs[job].nodes; i++)
        line_advance(&sim->nodes[p->nodes[i]].line, sim->now_s);
    plan_drop(sim, job, p->start_s, end_s, p->nodes);
    slack_add(&d->loose, p->start_s, end_s);
    if (!d->is_counted)
        state_note_nodes(sim, &d->slack, p->nodes, sim->needs[job].nodes);
    d->has_ended = true;
}

/* A job in a worse band loses its reservation and gets another one behind those before it now. */
static void lose_promise(void *context, uint32_t job)
{
    struct aif_sim *sim = context;
    drop_promise(sim, state_domain(sim, job), job);
    sim->promises[job].start_s = AIF_UNKNOWN_S;
}

static void touch(struct aif_sim *sim, struct domain *d)
{
    state_integrate(sim, d);
    d->is_touched = true;
    d->is_settled = false;
}

/* A job that waits is refused. */
static void withdraw(struct aif_sim *sim, uint32_t job, enum aif_reject reason)
{
    struct domain *d = state_domain(sim, job);
    touch(sim, d);
    pass_withdraw(sim, d, job);
    if (sim->promises)
        drop_promise(sim, d, job);
    if (!d->is_counted)
        kind_leave(sim, sim->needs[job].kind);
    if (sim->standings)
        standings_leave(sim->standings, job);
    refuse(sim, job, reason);
    sim->waiting_count--;
}

static void rekey_all(struct aif_sim *sim)
{
    for (uint32_t i = 0; i < sim->domain_count; i++) {
        if (sim->domains[i].waiting.count == 0)
            continue;
        touch(sim, &sim->domains[i]);
        pass_rekey(sim, &sim->domains[i]);
    }
}

void enforce_event(struct aif_sim *sim, uint32_t grant)
{
    struct grants *g = sim->grants;
    grants_event(g, grant, sim->now_s);
    if (g->refused_count > 0 && sim->has_dynamic_order && !sim->standings)
        rekey_all(sim); /* jobs are found by their scores of now */
    for (uint32_t i = 0; i < g->refused_count; i++)
        withdraw(sim, g->refused[i], g->reasons[i]);
    if (!g->has_new_bands)
        return;
    grants_renew_bands(g, sim->promises ? lose_promise : NULL, sim);
    rekey_all(sim);
}

void enforce_settle(struct aif_sim *sim)
{
    uint32_t grant;
    int64_t t_s;
    while (grants_next_event(sim->grants, sim->now_s, &grant, &t_s))
        event_push(&sim->events, t_s, EVENT_GRANT, grant);
}
