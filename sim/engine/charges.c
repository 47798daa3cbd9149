/* Charges are kept as whole numbers of 1e-9 billing units for each second, so that their sums do
 * not depend on the order of the jobs. */
#include "engine/charges.h"

#include <string.h>

static const uint64_t NANO = 1000000000;

/* The last name of a QOS that is there twice loses, as everywhere. */
static uint32_t *find_stated_qos(const struct aif_workload *w, const struct aif_centre *centre,
                                 struct aif_arena *arena)
{
    uint32_t *known = AIF_NEW(arena, uint32_t, w->qos.count + 1);
    for (uint32_t i = 0; i < w->qos.count; i++) {
        known[i] = AIF_NONE;
        for (uint32_t q = centre->qos_count; q-- > 0;)
            if (strcmp(centre->qos[q].name, aif_names_at(&w->qos, i, "")) == 0)
                known[i] = q;
    }
    return known;
}

uint32_t *charge_qos_of_jobs(const struct aif_scenario *scenario, uint32_t count,
                             struct aif_arena *arena)
{
    const struct aif_workload *w = scenario->workload;
    const struct aif_centre *centre = scenario->centre;
    const struct aif_accounts *accounts = &centre->accounts;
    const uint32_t *known = find_stated_qos(w, centre, arena);
    uint32_t *qos = AIF_NEW(arena, uint32_t, count + 1);
    uint32_t *assoc = AIF_NEW(arena, uint32_t, w->count + 1);
    if (accounts->count)
        aif_accounts_bind(accounts, w, NULL, assoc);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t own = w->jobs[i].qos == AIF_NONE16 ? AIF_NONE : known[w->jobs[i].qos];
        if (own == AIF_NONE && accounts->count && assoc[i] != AIF_NONE)
            own = accounts->assocs[assoc[i]].default_qos;
        qos[i] = own < centre->qos_count ? own : 0;
    }
    return qos;
}

const double *charge_factors(const struct aif_scenario *scenario, uint32_t count,
                             struct aif_arena *arena)
{
    const struct aif_centre *centre = scenario->centre;
    bool has_factors = false;
    for (uint32_t q = 0; centre && q < centre->qos_count; q++)
        has_factors |= centre->qos[q].usage_factor != 1;
    if (!has_factors)
        return NULL;
    const uint32_t *qos = charge_qos_of_jobs(scenario, count, arena);
    double *factors = AIF_NEW(arena, double, count + 1);
    for (uint32_t i = 0; i < count; i++)
        factors[i] = centre->qos[qos[i]].usage_factor;
    return factors;
}

void charges_open(struct charges *c, const struct metrics_input *in, const struct aif_metrics *out,
                  struct aif_arena *scratch)
{
    *c = (struct charges){.in = in, .last_submit_s = out->last_submit_s};
    c->groups = AIF_NEW(scratch, struct charge_sums, out->group_count + 1);
}

/* Rates that 64 bits do not hold count as the greatest that they do. */
static uint64_t nano_of(double rate)
{
    double nano = rate * (double)NANO + 0.5;
    return nano < 18e18 ? (uint64_t)nano : UINT64_C(18000000000000000000);
}

/* A job that stands still is charged as if it ran: it keeps its place. */
static void add_charge(struct charges *c, const struct charge_run *run, int64_t all_s,
                       int64_t submit_s)
{
    double factor = c->in->factors ? c->in->factors[run->job] : 1;
    uint64_t rate_nano = nano_of(run->holding->billing * factor);
    struct charge_sums *both[] = {&c->groups[0], &c->groups[run->group]};
    for (int i = 0; i < 2; i++) {
        both[i]->whole = wide_plus(both[i]->whole, wide_product(rate_nano, (uint64_t)all_s));
        both[i]->submit = wide_plus(both[i]->submit, wide_product(rate_nano, (uint64_t)submit_s));
    }
}

void charges_add(struct charges *c, const struct charge_run *run)
{
    const struct aif_holding *h = run->holding;
    int64_t all_s = run->end_s - run->start_s, sign = run->is_suspension ? -1 : 1;
    int64_t until_s = run->end_s < c->last_submit_s ? run->end_s : c->last_submit_s;
    int64_t submit_s = until_s > run->start_s ? until_s - run->start_s : 0;
    if (!run->is_suspension)
        add_charge(c, run, all_s, submit_s);
    c->cpu_s += sign * h->amount.of[AIF_TRES_CPU] * all_s;
    c->cpu_submit_s += sign * h->amount.of[AIF_TRES_CPU] * submit_s;
    c->gpu_s += sign * h->amount.of[AIF_TRES_GPU] * all_s;
    c->gpu_submit_s += sign * h->amount.of[AIF_TRES_GPU] * submit_s;
}

static int64_t whole_of(struct wide nano)
{
    uint64_t rest, whole = wide_divide(nano, NANO, &rest);
    return (int64_t)(whole + (rest >= NANO / 2));
}

/* -1: the machine has none. */
static int64_t busy_nano(int64_t used_s, int64_t capacity, int64_t window_s)
{
    if (capacity <= 0)
        return -1;
    return window_s > 0 ? wide_ratio_nano((struct wide){.lo = (uint64_t)used_s},
                                          wide_product((uint64_t)capacity, (uint64_t)window_s))
                        : 0;
}

void charges_close(const struct charges *c, struct aif_metrics *out)
{
    const struct aif_machine *m = c->in->machine;
    int64_t cpus = m ? m->procs : 0, gpus = 0;
    for (uint32_t g = 0; g < out->group_count; g++) {
        const struct charge_sums *sums = &c->groups[g];
        out->groups[g].billing_s = whole_of(sums->whole);
        out->groups[g].submit_billing_s = whole_of(sums->submit);
        bool is_some = c->groups[0].submit.hi || c->groups[0].submit.lo;
        out->groups[g].billing_share_nano =
            is_some ? wide_ratio_nano(sums->submit, c->groups[0].submit) : 0;
    }
    for (uint32_t i = 0; m && i < m->class_count; i++) {
        cpus += (int64_t)m->classes[i].node_count * m->classes[i].shape.cores;
        gpus += (int64_t)m->classes[i].node_count * m->classes[i].shape.gpus;
    }
    int64_t window_s = out->last_submit_s - out->first_submit_s;
    out->cpu_utilisation_nano = busy_nano(c->cpu_s, cpus, out->makespan_s);
    out->cpu_utilisation_submit_nano = busy_nano(c->cpu_submit_s, cpus, window_s);
    out->gpu_utilisation_nano = busy_nano(c->gpu_s, gpus, out->makespan_s);
    out->gpu_utilisation_submit_nano = busy_nano(c->gpu_submit_s, gpus, window_s);
}
