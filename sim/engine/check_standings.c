#include "engine/check_standings.h"

#include "engine/standings_bind.h"

#include <math.h>

static double power(double base, int64_t exponent)
{
    double product = 1;
    for (; exponent > 0; exponent >>= 1, base *= base)
        if (exponent & 1)
            product *= base;
    return product;
}

/* What charging [from_s, until_s) at until_s comes to at the last recalculation; decay happens at
 * recalculations only. */
static double charged(const struct standings *s, int64_t from_s, int64_t until_s)
{
    double per_s = s->usage.decay_per_s;
    int64_t decays = s->last_s / s->period_s - until_s / s->period_s;
    return (double)(until_s - from_s) * power(per_s, until_s - from_s) *
           power(power(per_s, s->period_s), decays > 0 ? decays : 0);
}

static double used_by(const struct standings *s, const struct aif_row *row)
{
    double used = 0;
    int64_t from_s = row->start_s, until_s = row->end_s;
    for (int64_t t_s = from_s - from_s % s->period_s + s->period_s;
         t_s <= until_s && t_s <= s->last_s; t_s += s->period_s) {
        used += charged(s, from_s, t_s);
        from_s = t_s;
    }
    return until_s <= s->last_s ? used + charged(s, from_s, until_s) : used;
}

void check_usage(const struct aif_sim *sim)
{
    const struct standings *s = sim->standings;
    if (!s->has_ledger || s->reset_s != AIF_NEVER_S)
        return;
    struct aif_arena scratch = {0};
    double *used = AIF_NEW(&scratch, double, s->accounts.count);
    for (uint32_t i = 0; i < sim->next_submit; i++) {
        if (sim->rows[i].start_s == AIF_UNKNOWN_S)
            continue;
        double billed = used_by(s, &sim->rows[i]) * standings_billing(s, i);
        for (uint32_t a = s->assoc_of_job[i]; a != AIF_NONE; a = s->accounts.assocs[a].parent)
            used[a] += billed;
    }
    for (uint32_t a = 0; a < s->accounts.count; a++) {
        double kept = ledger_used(&s->ledger, a);
        AIF_CHECK(fabs(kept - used[a]) <= 1e-9 * used[a] + 1e-100);
    }
    aif_arena_free(&scratch);
}

void check_priorities(const struct aif_sim *sim, const struct domain *d)
{
    struct standings *s = sim->standings;
    const struct aif_order *order = sim->scenario.policy.order;
    if (!order->is_by_priority || d->keyed_s != s->last_s)
        return;
    struct queue_cursor c = {0};
    struct queue_entry e;
    for (; queue_peek(&d->waiting, &c, &e); queue_skip(&c)) {
        struct aif_priority_job job;
        struct aif_priority_sum sum;
        standings_describe(s, e.job, &job);
        job.fairshare = standings_factor(s, s->assoc_of_job[e.job]);
        job.age_s = s->last_s - sim->scenario.workload->jobs[e.job].submit_s;
        aif_priority_compute(&s->centre.priority, &s->scale, &job, &sum);
        double key = state_banded(sim, -(double)sum.priority, e.job);
        AIF_CHECK(!(e.key < key || e.key > key));
    }
}
