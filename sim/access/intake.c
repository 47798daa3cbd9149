#include "access/intake.h"

#include "model/civil.h"

/* A cut-off that is further away is none. */
#define LONGEST_WAIT_S (2 * 366 * CIVIL_DAY_S)

static bool is_open(const struct aif_access_mode *m, const struct aif_applicants *who,
                    const struct aif_country *country, bool has_horizon)
{
    uint32_t org = UINT32_C(1) << who->org;
    if (!(m->orgs & org) || ((m->horizon_orgs & org) && !has_horizon))
        return false;
    return m->reach == AIF_REACH_HOST ? country->is_host : country->is_participating;
}

static uint32_t choose_mode(const struct aif_admission *a, const struct aif_population *p,
                            struct aif_proposal *out)
{
    uint32_t largest = AIF_NONE;
    out->decision = AIF_DECISION_NOT_ELIGIBLE;
    for (uint32_t i = 0; i < a->mode_count; i++) {
        const struct aif_access_mode *m = &a->modes[i];
        if (!is_open(m, &p->communities[out->community], &p->countries[out->country],
                     out->has_horizon))
            continue;
        out->decision = AIF_DECISION_NO_MODE_FITS;
        if (out->wish_unit_hours >= m->min_unit_hours && out->wish_unit_hours <= m->max_unit_hours)
            return i;
        if (out->wish_unit_hours > m->max_unit_hours &&
            (largest == AIF_NONE || m->max_unit_hours > a->modes[largest].max_unit_hours))
            largest = i;
    }
    return largest;
}

static int64_t amount_to_ask(const struct aif_access_mode *m, int64_t wish)
{
    if (wish > m->max_unit_hours)
        wish = m->max_unit_hours;
    for (uint32_t i = 0; i < m->menu_count; i++)
        if (m->menu[i] >= wish)
            return m->menu[i];
    return m->menu_count ? m->menu[m->menu_count - 1] : wish;
}

static uint32_t months_to_ask(const struct aif_access_mode *m, uint32_t wish)
{
    uint32_t i = 0;
    while (i + 1 < m->month_count && m->months[i] < wish)
        i++;
    return m->months[i];
}

static void decide_on(const struct aif_admission *a, struct aif_proposal *p, int64_t from_day,
                      struct aif_period evaluation)
{
    int64_t day = aif_period_end(&a->calendar, from_day, evaluation);
    p->decided_s = aif_brussels_time(day, a->opens_second);
}

/* Cut-off, if any, and the day of the decision; p->submitted_s is set. */
static void set_dates(const struct aif_admission *a, struct aif_proposal *p)
{
    const struct aif_access_mode *m = &a->modes[p->mode];
    p->cutoff_s = AIF_UNKNOWN_S;
    if (m->has_cutoffs) {
        p->cutoff_s = aif_next_cutoff(&a->calendar, &m->cutoffs, p->submitted_s);
        if (p->cutoff_s - p->submitted_s > LONGEST_WAIT_S) {
            p->cutoff_s = AIF_UNKNOWN_S;
            p->decided_s = p->submitted_s;
            p->decision = AIF_DECISION_NO_CUTOFF;
            return;
        }
    }
    int64_t from_s = m->has_cutoffs ? p->cutoff_s : p->submitted_s;
    decide_on(a, p, aif_brussels_day(from_s), m->evaluation);
    p->decision = AIF_DECISION_GRANTED; /* until something speaks against it */
}

static void wait_for_cutoff(const struct aif_admission *a, const struct applicant *who,
                            struct aif_proposal *p)
{
    const struct aif_access_mode *m = &a->modes[p->mode];
    if (!m->has_cutoffs || !who->is_late)
        return;
    int64_t cutoff_s = aif_next_cutoff(&a->calendar, &m->cutoffs, p->submitted_s);
    if (cutoff_s - p->submitted_s <= LONGEST_WAIT_S &&
        cutoff_s - who->before_cutoff_s > p->submitted_s)
        p->submitted_s = cutoff_s - who->before_cutoff_s;
}

struct aif_proposal intake_new(const struct aif_admission *a, const struct aif_population *p,
                               uint32_t community, const struct applicant *who)
{
    struct aif_proposal to = {
        .number = who->number,
        .community = community,
        .organisation = who->organisation,
        .pi = who->pi,
        .country = who->country,
        .parent = AIF_NONE,
        .pool = AIF_NONE,
        .months = who->months,
        .has_horizon = who->has_horizon,
        .wish_unit_hours = who->wish_unit_hours,
        .submitted_s = who->written_s,
        .cutoff_s = AIF_UNKNOWN_S,
        .decided_s = who->written_s,
        .access_s = AIF_UNKNOWN_S,
        .end_s = AIF_UNKNOWN_S,
    };
    to.mode = choose_mode(a, p, &to);
    if (to.mode == AIF_NONE)
        return to;
    to.asked_unit_hours = amount_to_ask(&a->modes[to.mode], to.wish_unit_hours);
    to.months = months_to_ask(&a->modes[to.mode], to.months);
    wait_for_cutoff(a, who, &to);
    set_dates(a, &to);
    return to;
}

static struct aif_proposal follow(const struct aif_admission *a, const struct aif_proposal *grant)
{
    struct aif_proposal to = *grant;
    int64_t lead_s = a->modes[grant->mode].lead_days * CIVIL_DAY_S;
    to.parent = grant->id;
    to.granted_unit_hours = to.extended_unit_hours = 0;
    to.access_s = to.end_s = AIF_UNKNOWN_S;
    to.submitted_s = grant->end_s - lead_s;
    if (to.submitted_s < grant->decided_s)
        to.submitted_s = grant->decided_s;
    return to;
}

struct aif_proposal intake_renewal(const struct aif_admission *a, const struct aif_proposal *grant)
{
    struct aif_proposal to = follow(a, grant);
    to.kind = AIF_PROPOSAL_RENEWAL;
    to.renewed++;
    set_dates(a, &to);
    return to;
}

struct aif_proposal intake_extension(const struct aif_admission *a,
                                     const struct aif_proposal *grant, bool is_time)
{
    const struct aif_access_mode *m = &a->modes[grant->mode];
    struct aif_proposal to = follow(a, grant);
    to.kind = AIF_PROPOSAL_EXTENSION;
    to.cutoff_s = AIF_UNKNOWN_S;
    to.decision = AIF_DECISION_GRANTED;
    to.months = is_time ? m->extension_months : 0;
    to.asked_unit_hours = is_time ? 0 : grant->granted_unit_hours * m->extension_percent / 100;
    to.wish_unit_hours = to.asked_unit_hours;
    decide_on(a, &to, aif_brussels_day(to.submitted_s), m->extension_evaluation);
    return to;
}
