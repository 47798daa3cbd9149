/* What must hold of charges, refusals and bands, found from rows and episodes alone: the books of a
 * grant are made up anew for every instant that matters. */
#ifndef TESTS_GRANT_CHECK_H
#define TESTS_GRANT_CHECK_H

#include "aif/access.h"
#include "schedule_check.h"

/* A run, or (negative rate) a time in which it stood still. */
struct paid {
    uint32_t job, grant;
    int64_t start_s, end_s, rate_milli;
};

struct ledger_check {
    const struct random_run *r;
    const struct aif_access *access;
    const struct aif_grant_use *uses;
    const struct aif_row *rows;
    struct paid paid[CHECK_MAX_RUNS];
    uint32_t count;
};

static inline int64_t rate_milli_of(const struct ledger_check *c, const struct stretch *s)
{
    struct aif_tres_set amount = {{0}};
    amount.of[AIF_TRES_CPU] = amount_of(c->r, s, AIF_TRES_CPU);
    amount.of[AIF_TRES_GPU] = amount_of(c->r, s, AIF_TRES_GPU);
    amount.of[AIF_TRES_NODE] = s->node_count;
    /* All partitions charge the same here: episodes do not say which it was. */
    return aif_charge_milli(&c->access->rates[0], &amount);
}

static inline void ledger_read(struct ledger_check *c, const struct schedule *s)
{
    const struct stretches *lists[] = {&s->runs, &s->stands};
    c->count = 0;
    for (int i = 0; i < 2; i++)
        for (uint32_t k = 0; k < lists[i]->count; k++) {
            const struct stretch *t = &lists[i]->items[k];
            int64_t rate_milli = rate_milli_of(c, t);
            ck_assert_uint_lt(c->count, CHECK_MAX_RUNS);
            c->paid[c->count++] = (struct paid){t->job, c->uses[t->job].grant, t->start_s, t->end_s,
                                                i ? -rate_milli : rate_milli};
        }
}

/* What jobs of the grant had used at that time, to the unit-millisecond. */
static inline int64_t used_by(const struct ledger_check *c, uint32_t grant, int64_t t_s)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        const struct paid *p = &c->paid[i];
        int64_t end_s = p->end_s < t_s ? p->end_s : t_s;
        if (p->grant == grant && end_s > p->start_s)
            sum += p->rate_milli * (end_s - p->start_s);
    }
    return sum;
}

/* Until when usage had been debited at that time. */
static inline int64_t debited_until_s(const struct aif_access *a, int64_t t_s)
{
    const int64_t day_s = 86400, zero_s = a->unix_start_s + a->utc_offset_s;
    if (!a->rule->is_daily)
        return t_s;
    return t_s - ((t_s + zero_s) % day_s + day_s) % day_s;
}

/* What the rule says at that time, from the beginning of the grant on. */
static inline struct aif_access_verdict verdict_at(const struct ledger_check *c, uint32_t grant,
                                                   int64_t t_s)
{
    const struct aif_access *a = c->access;
    const struct aif_grant *g = &a->grants[grant];
    struct aif_grant_book book = {.grant = g};
    struct aif_access_verdict verdict = {.stop = AIF_STOP_NONE};
    int64_t until_s = debited_until_s(a, t_s), month_s = g->start_s;
    if (a->rule->is_monthly) {
        book.month_count = aif_grant_months(a, g);
        book.month_quota_unit_ms = aif_grant_quota(a, g, 0);
        book.next_quota_unit_ms = book.month_count > 1 ? aif_grant_quota(a, g, 1) : 0;
    }
    while (a->rule->is_monthly) {
        int64_t next_s = aif_access_next_month(a, month_s);
        if (next_s > t_s || next_s >= g->end_s)
            break;
        int64_t next_quota = aif_grant_quota(a, g, book.month + 1);
        book.used_unit_ms = used_by(c, grant, next_s);
        book.month_used_unit_ms = book.used_unit_ms - used_by(c, grant, month_s);
        a->rule->turn_month(&a->settings, next_quota, &book);
        book.month++;
        book.month_quota_unit_ms = next_quota;
        book.next_quota_unit_ms =
            book.month + 1 < book.month_count ? aif_grant_quota(a, g, book.month + 1) : 0;
        month_s = next_s;
    }
    book.used_unit_ms = used_by(c, grant, until_s);
    if (a->rule->is_monthly)
        book.month_used_unit_ms =
            book.used_unit_ms -
            (until_s > month_s ? used_by(c, grant, month_s) : book.used_unit_ms);
    if (a->rule->is_monthly && until_s <= month_s)
        book.month_used_unit_ms = 0;
    a->rule->judge(&a->settings, &book, &verdict);
    return verdict;
}

static inline bool is_current_at(const struct ledger_check *c, uint32_t grant, int64_t t_s)
{
    const struct aif_grant *g = &c->access->grants[grant];
    return g->start_s <= t_s && t_s < g->end_s;
}

/* Whether a verdict lets a job that has come before start, or a new one in. */
static inline bool lets(const struct aif_access_verdict *v, int64_t limit_s, bool is_new)
{
    bool is_stopped = is_new ? v->stop != AIF_STOP_NONE : v->stop == AIF_STOP_START;
    return !is_stopped && (!v->max_limit_s || limit_s <= v->max_limit_s);
}

/* Charges are those of the runs, and each grant's add up. */
static inline void check_sums(const struct ledger_check *c, struct aif_sim *sim)
{
    struct aif_arena arena = {0};
    uint32_t count;
    const struct aif_grant_result *results = aif_sim_grants(sim, &arena, &count);
    int64_t charged[RUN_JOBS] = {0};
    for (uint32_t i = 0; i < c->count; i++)
        charged[c->paid[i].job] += c->paid[i].rate_milli * (c->paid[i].end_s - c->paid[i].start_s);
    for (uint32_t job = 0; job < RUN_JOBS; job++)
        require(charged[job] == c->uses[job].charged_unit_ms, job, 0, "is charged something else");
    for (uint32_t g = 0; g + 1 < count; g++) {
        const struct aif_grant_result *r = &results[g];
        require(r->charged_unit_ms == used_by(c, g, AIF_NEVER_S), g, 0, "a grant's sum is wrong");
        require(r->charged_unit_ms + r->unused_unit_ms ==
                    c->access->grants[g].amount_unit_ms + r->overrun_unit_ms,
                g, 0, "a grant does not add up");
        require(r->lowered_unit_ms <= r->charged_unit_ms, g, 0, "more is lowered than charged");
    }
    aif_arena_free(&arena);
}

/* The verdict at every start lets the job, and its last one has the band that the rule says. */
static inline void check_starts(const struct ledger_check *c)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const struct paid *p = &c->paid[i];
        if (p->rate_milli < 0 || !is_current_at(c, p->grant, p->start_s))
            continue;
        struct aif_access_verdict v = verdict_at(c, p->grant, p->start_s);
        require(lets(&v, c->rows[p->job].limit_s, false), p->job, p->start_s,
                "starts though its grant does not let it");
        require(p->start_s != c->rows[p->job].start_s || v.band == c->uses[p->job].band, p->job,
                p->start_s, "starts in another band than its grant's");
    }
}

static inline bool was_cut_at(const struct schedule *s, uint32_t job, int64_t t_s)
{
    for (uint32_t i = 0; i < s->runs.count; i++)
        if (s->runs.items[i].job == job && !s->runs.items[i].is_last &&
            s->runs.items[i].end_s == t_s)
            return true;
    return false;
}

/* A job is refused at the first second at which its grant does not let it wait. */
static inline void check_refusals(const struct ledger_check *c, const struct schedule *s)
{
    for (uint32_t job = 0; job < RUN_JOBS; job++) {
        const struct aif_row *row = &c->rows[job];
        const struct aif_grant_use *u = &c->uses[job];
        int64_t t_s = u->refused_s, submit_s = c->r->workload.jobs[job].submit_s;
        if (t_s == AIF_UNKNOWN_S)
            continue;
        require(row->outcome == AIF_OUTCOME_REJECTED, job, t_s, "was refused and ran");
        if (row->reason == AIF_REJECT_NO_GRANT) {
            require(u->grant == AIF_NONE || !is_current_at(c, u->grant, t_s), job, t_s,
                    "had a grant");
            continue;
        }
        if (!is_current_at(c, u->grant, t_s))
            continue; /* none of those that came after took it */
        bool is_new = t_s == submit_s;
        struct aif_access_verdict v = verdict_at(c, u->grant, t_s);
        require(!lets(&v, row->limit_s, is_new), job, t_s, "is refused without a reason");
        v = verdict_at(c, u->grant, t_s - 1);
        require(is_new || was_cut_at(s, job, t_s) || !is_current_at(c, u->grant, t_s - 1) ||
                    lets(&v, row->limit_s, false),
                job, t_s, "is refused too late");
    }
}

#endif
