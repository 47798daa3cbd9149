#include "controller/ration.h"

#include "controller/life.h"
#include "controller/timers.h"

static int64_t rate_of(const struct controller *c, uint32_t partition,
                       const struct aif_tres_set *amount)
{
    uint32_t of_machine = c->sim.scenario.machine->procs ? 0 : partition;
    return aif_charge_milli(&c->sim.scenario.access->rates[of_machine], amount);
}

/* What the job would have been charged in the first of its partitions, had it run from the
 * beginning. */
static int64_t demand_of(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    const struct aif_tres_set amount = life_amount(c, &j->asks[0]);
    int64_t run_s = c->sim.scenario.workload->jobs[job].runtime_s;
    return rate_of(c, j->asks[0].partition, &amount) * (run_s < j->limit_s ? run_s : j->limit_s);
}

enum aif_reject ration_admit(struct controller *c, uint32_t job)
{
    if (!c->sim.grants)
        return AIF_REJECT_NONE;
    enum aif_reject reason = grants_admit(c->sim.grants, job, controller_now_s(c));
    if (reason != AIF_REJECT_NONE)
        grants_refuse(c->sim.grants, job, controller_now_s(c), demand_of(c, job));
    return reason;
}

void ration_leave(struct controller *c, uint32_t job)
{
    if (c->sim.grants)
        grants_leave(c->sim.grants, job);
}

void ration_start(struct controller *c, uint32_t job)
{
    if (c->sim.grants)
        grants_start(c->sim.grants, job, rate_of(c, c->jobs[job].partition, &c->held[job].amount),
                     controller_now_s(c));
}

void ration_stop(struct controller *c, uint32_t job)
{
    if (c->sim.grants)
        grants_stop(c->sim.grants, job, controller_now_s(c));
}

void ration_go_on(struct controller *c, uint32_t job)
{
    if (c->sim.grants)
        grants_go_on(c->sim.grants, job, controller_now_s(c));
}

static void new_band(void *context, struct ask *a, struct pending_key *key)
{
    key->band = ration_band(context, a->job);
}

void ration_event(struct controller *c, uint32_t grant)
{
    struct grants *g = c->sim.grants;
    grants_event(g, grant, controller_now_s(c));
    /* Whoever hears of a refusal may let others in, but none of these. */
    for (uint32_t i = 0; i < g->refused_count; i++) {
        uint32_t job = g->refused[i];
        grants_refuse(g, job, controller_now_s(c), demand_of(c, job));
        life_refuse(c, job, g->reasons[i]);
    }
    if (!g->has_new_bands)
        return;
    grants_renew_bands(g, NULL, NULL);
    pending_reorder(&c->pending, new_band, c);
    timers_note_order(c);
}

void ration_settle(struct controller *c)
{
    uint32_t grant;
    int64_t t_s;
    while (c->sim.grants && grants_next_event(c->sim.grants, controller_now_s(c), &grant, &t_s))
        controller_push(c, t_s * 1000, EV_GRANT, grant);
}
