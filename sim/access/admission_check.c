/* Whether modes and a population make sense, in words for the user. */
#include "aif/admission.h"

#include "model/civil.h"

#include <string.h>

enum { MILLION = 1000000, MOST_MONTHS = 60, MOST_PEOPLE = 100000000, DAY_S = 86400 };
enum { FIRST_YEAR = 2024, LAST_YEAR = 2051, FEWEST_WORKING_DAYS = 100 };

static const char *fault_of_period(struct aif_period p)
{
    static const uint32_t most[] = {[AIF_PERIOD_DAYS] = 730,
                                    [AIF_PERIOD_WORKING_DAYS] = 200,
                                    [AIF_PERIOD_WEEKS] = 104,
                                    [AIF_PERIOD_MONTHS] = 24};
    bool is_long = p.count > most[p.unit];
    return is_long ? "a period of more than two years" : NULL;
}

static const char *fault_of_amounts(const struct aif_access_mode *m)
{
    if (m->min_unit_hours < 1 || m->max_unit_hours < m->min_unit_hours || m->least_unit_hours < 0 ||
        m->least_unit_hours > m->max_unit_hours || m->max_unit_hours > INT64_C(1000000000000))
        return "amounts must be 1 or more, the smallest and the least not above the largest";
    for (uint32_t i = 0; i < m->menu_count; i++)
        if (m->menu[i] < 1 || m->menu[i] > INT64_C(1000000000000) ||
            (i && m->menu[i] <= m->menu[i - 1]))
            return "amounts of the menu must ascend";
    if (m->month_count == 0)
        return "no durations";
    for (uint32_t i = 0; i < m->month_count; i++)
        if (m->months[i] < 1 || m->months[i] > MOST_MONTHS ||
            (i && m->months[i] <= m->months[i - 1]))
            return "durations must ascend, from 1 to 60 months";
    return NULL;
}

static const char *fault_of_cutoffs(const struct aif_access_mode *m)
{
    const struct aif_cutoffs *c = &m->cutoffs;
    if (!m->has_cutoffs)
        return NULL;
    if (c->second < 0 || c->second >= DAY_S)
        return "cut-offs are at no time of the day";
    if (c->day_count + c->rule_count == 0)
        return "neither dates nor a rule for cut-offs";
    for (uint32_t i = 1; i < c->day_count; i++)
        if (c->days[i] <= c->days[i - 1])
            return "dates of cut-offs must ascend";
    for (uint32_t i = 0; i < c->rule_count; i++)
        if (c->rule[i].month > 12 || c->rule[i].day < 1 || c->rule[i].day > 31)
            return "a rule for cut-offs is no date";
    return NULL;
}

static const char *fault_of_review(const struct aif_access_mode *m)
{
    if (m->technical_reject_ppm > MILLION || m->threshold_ppm > MILLION ||
        m->renewal_ppm > MILLION || m->extension_ppm > MILLION)
        return "a share above 1";
    if (m->renewals > 10 || m->lead_days > 366 || m->extension_months > 24 ||
        m->extension_percent > 100)
        return "renewals or extensions out of bounds";
    if (m->evaluation.count == 0)
        return "no time for the evaluation";
    const char *fault = fault_of_period(m->evaluation);
    fault = fault ? fault : fault_of_period(m->setup);
    return fault ? fault : fault_of_period(m->extension_evaluation);
}

static bool check_mode(const struct aif_admission *a, uint32_t i, struct aif_err *err)
{
    const struct aif_access_mode *m = &a->modes[i];
    const char *faults[] = {fault_of_amounts(m), fault_of_cutoffs(m), fault_of_review(m),
                            m->orgs ? NULL : "nobody may apply",
                            m->pools >> a->pool_count ? "a pool that there is not" : NULL};
    bool ok = true;
    for (size_t k = 0; k < AIF_COUNT(faults); k++)
        if (faults[k])
            ok = aif_err_add(err, "mode %s: %s", m->name, faults[k]);
    for (uint32_t k = 0; k < i; k++)
        if (strcmp(a->modes[k].name, m->name) == 0)
            ok = aif_err_add(err, "mode %s: there are two of that name", m->name);
    return ok;
}

/* A cap on each cut-off needs one mode whose cut-offs they are. */
static bool check_pool(const struct aif_admission *a, uint32_t i, struct aif_err *err)
{
    const struct aif_pool *pool = &a->pools[i];
    uint32_t modes = 0;
    bool ok = true;
    for (uint32_t m = 0; m < a->mode_count; m++)
        modes += (uint32_t)(a->modes[m].pools >> i & 1);
    if (pool->share_ppm > MILLION || pool->cutoff_unit_hours < 0)
        ok = aif_err_add(err, "pool %s: expected a share of at most 1", pool->name);
    if (pool->cutoff_unit_hours && modes > 1)
        ok = aif_err_add(err, "pool %s: a cap on each cut-off, but %u modes", pool->name, modes);
    return ok;
}

/* With work on enough days, whatever is looked for is found. */
static bool check_calendar(const struct aif_admission *a, struct aif_err *err)
{
    for (int64_t year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        uint32_t count = 0;
        for (int64_t day = civil_first_day(year, 0); day < civil_first_day(year + 1, 0); day++)
            count += aif_is_working_day(&a->calendar, day);
        if (count < FEWEST_WORKING_DAYS)
            return aif_err_add(err, "holidays: only %u working days are left in %u", count,
                               (unsigned)year);
    }
    return true;
}

static bool has_weight(const double *weights, uint32_t n)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        if (!(weights[i] >= 0.0))
            return false;
        sum += weights[i];
    }
    return sum > 0.0 && sum < 1e15;
}

static const char *fault_of_wishes(const struct aif_applicants *c)
{
    if (c->wish_count < 2 || c->wish[0].ppm != 0 || c->wish[c->wish_count - 1].ppm != MILLION)
        return "percentiles of wishes begin with 0 and end with 100";
    for (uint32_t i = 0; i < c->wish_count; i++)
        if (!(c->wish[i].unit_hours > 0.0 && c->wish[i].unit_hours <= 1e12) ||
            (i && (c->wish[i].ppm <= c->wish[i - 1].ppm ||
                   c->wish[i].unit_hours < c->wish[i - 1].unit_hours)))
            return "percentiles of wishes and their values must ascend";
    return NULL;
}

static const char *fault_of_applicants(const struct aif_population *p,
                                       const struct aif_applicants *c)
{
    if (!(c->per_year >= 0.0 && c->per_year <= 1e6))
        return "expected 0 to 1,000,000 proposals a year";
    if (c->organisations < 1 || c->pis < 1 ||
        (uint64_t)c->organisations * c->pis > MOST_PEOPLE / p->community_count)
        return "expected 1 or more organisations and investigators, 100 million in all";
    if (c->horizon_ppm > MILLION || c->late_ppm > MILLION || !(c->late_days >= 0.0))
        return "a share above 1";
    if (!has_weight(c->country_weights, p->country_count))
        return "no country has weight";
    if (!has_weight(c->duration_weights, 12))
        return "no duration has weight";
    return fault_of_wishes(c);
}

static bool knows_modes(const struct aif_admission *a, const struct aif_applicants *c)
{
    for (uint32_t i = 0; c->modes && i < c->mode_count; i++)
        if (c->modes[i] >= a->mode_count)
            return false;
    return true;
}

static bool check_population(const struct aif_admission *a, const struct aif_population *p,
                             struct aif_err *err)
{
    bool ok = true;
    if (!has_weight(p->month, 12) || !has_weight(p->day, 7) || !has_weight(p->hour, 24))
        ok = aif_err_add(err, "population: months, days and hours need weight");
    for (uint32_t i = 0; i < p->community_count; i++) {
        const char *fault = fault_of_applicants(p, &p->communities[i]);
        if (fault)
            ok = aif_err_add(err, "community %s: %s", p->communities[i].name, fault);
        if (!knows_modes(a, &p->communities[i]))
            ok = aif_err_add(err, "community %s: a mode that there is not", p->communities[i].name);
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(p->communities[k].name, p->communities[i].name) == 0)
                ok = aif_err_add(err, "community %s: there are two of that name",
                                 p->communities[i].name);
    }
    return ok;
}

bool aif_admission_check(const struct aif_admission *a, const struct aif_population *p,
                         struct aif_err *err)
{
    struct aif_err all = {{0}};
    bool ok = true;
    if (a->mode_count > AIF_MODE_MAX || a->pool_count > AIF_POOL_MAX)
        return aif_err_set(err, "more than %d modes or %d pools", AIF_MODE_MAX, AIF_POOL_MAX);
    if (a->machine_units < 1 || a->machine_units > 100000000)
        ok = aif_err_add(&all, "the machine has no GPUs to share");
    if (a->opens_second < 0 || a->opens_second >= DAY_S)
        ok = aif_err_add(&all, "access begins at no time of the day");
    for (uint32_t i = 0; i < a->mode_count; i++)
        ok &= check_mode(a, i, &all);
    for (uint32_t i = 0; i < a->pool_count; i++)
        ok &= check_pool(a, i, &all);
    ok &= check_calendar(a, &all);
    ok &= check_population(a, p, &all);
    return ok || aif_err_set(err, "%s", all.text);
}
