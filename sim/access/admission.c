/* Proposals are decided in the order in which decisions come; what a decision leads to - renewals,
 * extensions - is submitted later and joins the others. */
#include "aif/admission.h"

#include "access/intake.h"
#include "access/pools.h"
#include "model/civil.h"

#include <stdlib.h>

enum { MILLION = 1000000, DRAWS_A_TERM = 8, FIRST_CAPACITY = 256 };

const char *aif_decision_name(enum aif_decision d)
{
    static const char *const names[AIF_DECISION_COUNT] = {
        [AIF_DECISION_GRANTED] = "granted",
        [AIF_DECISION_NOT_ELIGIBLE] = "not eligible",
        [AIF_DECISION_NO_MODE_FITS] = "no mode fits",
        [AIF_DECISION_NO_CUTOFF] = "no cut-off",
        [AIF_DECISION_TECHNICAL] = "rejected technical",
        [AIF_DECISION_BELOW_THRESHOLD] = "below threshold",
        [AIF_DECISION_PI_IS_ACTIVE] = "PI is active",
        [AIF_DECISION_POOL_EXHAUSTED] = "pool exhausted",
    };
    AIF_CHECK(d < AIF_DECISION_COUNT);
    return names[d];
}

/* Proposals by id, in order of their making; those that wait for a decision in a heap. */
struct desk {
    const struct aif_admission *admission;
    const struct aif_population *population;
    const struct aif_admission_ask *ask;
    struct aif_arena scratch;
    struct aif_proposal *proposals;
    uint32_t *next_of_pi; /* of a proposal: the PI's granted one before it */
    uint32_t count, capacity;
    uint32_t *heap, heap_count;
    uint32_t *last_of_pi; /* of each PI: the last that was granted */
    uint32_t *first_pi;   /* of each community */
    struct pools pools;
};

static int compare_s(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Which of one applicant's proposals. */
static int compare_origin(const struct aif_proposal *a, const struct aif_proposal *b)
{
    int c = compare_s(a->community, b->community);
    c = c ? c : compare_s(a->number, b->number);
    c = c ? c : compare_s(a->renewed, b->renewed);
    return c ? c : compare_s(a->kind, b->kind);
}

static int compare_submitted(const struct aif_proposal *a, const struct aif_proposal *b)
{
    int c = compare_s(a->submitted_s, b->submitted_s);
    return c ? c : compare_origin(a, b);
}

static bool is_ranked(const struct desk *d, const struct aif_proposal *p)
{
    return p->mode != AIF_NONE && d->admission->modes[p->mode].review == AIF_REVIEW_RANKED;
}

/* By decision; of one mode and cut-off by rank where there is one, else by submission.  Cut-offs
 * that are decided at one time come one after the other, since pools know the last one only. */
static bool comes_before(const struct desk *d, uint32_t x, uint32_t y)
{
    const struct aif_proposal *a = &d->proposals[x], *b = &d->proposals[y];
    int c = compare_s(a->decided_s, b->decided_s);
    c = c ? c : compare_s(a->mode, b->mode);
    if (!c && is_ranked(d, a)) {
        c = compare_s(a->cutoff_s, b->cutoff_s);
        c = c ? c : compare_s(b->score_ppm, a->score_ppm);
    }
    return (c ? c : compare_submitted(a, b)) < 0;
}

static void swap(uint32_t *a, uint32_t *b)
{
    uint32_t kept = *a;
    *a = *b;
    *b = kept;
}

static void heap_push(struct desk *d, uint32_t id)
{
    uint32_t i = d->heap_count++;
    d->heap[i] = id;
    for (; i && comes_before(d, d->heap[i], d->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&d->heap[i], &d->heap[(i - 1) / 2]);
}

static uint32_t heap_pop(struct desk *d)
{
    uint32_t top = d->heap[0], i = 0;
    d->heap[0] = d->heap[--d->heap_count];
    for (;;) {
        uint32_t child = 2 * i + 1, best = i;
        for (uint32_t c = child; c < child + 2 && c < d->heap_count; c++)
            if (comes_before(d, d->heap[c], d->heap[best]))
                best = c;
        if (best == i)
            return top;
        swap(&d->heap[i], &d->heap[best]);
        i = best;
    }
}

static void *grown(struct desk *d, const void *old, uint32_t capacity, size_t size)
{
    char *bigger = aif_arena_alloc(&d->scratch, capacity, size);
    for (size_t i = 0; i < d->count * size; i++)
        bigger[i] = ((const char *)old)[i];
    return bigger;
}

/* Draws of a proposal's review and of what follows a grant; each term has its own. */
static struct aif_rng review_of(const struct desk *d, const struct aif_proposal *p)
{
    struct aif_rng r = crowd_stream(d->population->communities[p->community].name, d->ask->seed,
                                    AIF_STREAM_REVIEW, p->number);
    r.draw = p->renewed * DRAWS_A_TERM;
    return r;
}

/* A proposal comes in, unless it comes too late for this run. */
static void submit(struct desk *d, struct aif_proposal p)
{
    int64_t since_s = p.submitted_s - d->ask->from_s;
    if (since_s < 0 || since_s >= d->ask->span_s)
        return;
    if (d->count == d->capacity) {
        uint32_t capacity = d->capacity ? 2 * d->capacity : FIRST_CAPACITY;
        d->proposals = grown(d, d->proposals, capacity, sizeof *d->proposals);
        d->next_of_pi = grown(d, d->next_of_pi, capacity, sizeof *d->next_of_pi);
        d->heap = grown(d, d->heap, capacity, sizeof *d->heap);
        d->capacity = capacity;
    }
    struct aif_rng review = review_of(d, &p);
    review.draw++; /* the first is for the technical part */
    p.score_ppm = (uint32_t)aif_rng_below(&review, MILLION);
    p.id = d->count++;
    d->proposals[p.id] = p;
    heap_push(d, p.id);
}

static void open_crowds(struct desk *d)
{
    for (uint32_t i = 0; i < d->population->community_count; i++) {
        struct crowd crowd;
        struct applicant who;
        crowd_open(&crowd, d->population, i, d->ask, &d->scratch);
        while (crowd_next(&crowd, &who))
            submit(d, intake_new(d->admission, d->population, i, &who));
    }
}

static void number_pis(struct desk *d)
{
    const struct aif_population *p = d->population;
    uint32_t count = 0;
    d->first_pi = AIF_NEW(&d->scratch, uint32_t, p->community_count);
    for (uint32_t i = 0; i < p->community_count; i++) {
        d->first_pi[i] = count;
        count += p->communities[i].organisations * p->communities[i].pis;
    }
    d->last_of_pi = AIF_NEW(&d->scratch, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        d->last_of_pi[i] = AIF_NONE;
}

static uint32_t *chain_of_pi(const struct desk *d, const struct aif_proposal *p)
{
    uint32_t of = d->population->communities[p->community].pis;
    return &d->last_of_pi[d->first_pi[p->community] + p->organisation * of + p->pi];
}

static bool has_active_grant(const struct desk *d, const struct aif_proposal *p)
{
    for (uint32_t i = *chain_of_pi(d, p); i != AIF_NONE; i = d->next_of_pi[i])
        if (d->proposals[i].mode == p->mode && d->proposals[i].end_s > p->access_s)
            return true;
    return false;
}

/* The same time of the day so many months later. */
static int64_t end_after(int64_t from_s, uint32_t months)
{
    int64_t day = aif_brussels_day(from_s);
    int64_t second = from_s + aif_brussels_offset_s(from_s) - day * CIVIL_DAY_S;
    return aif_brussels_time(civil_months_after(day, months), (int32_t)second);
}

static void set_term(const struct desk *d, struct aif_proposal *p)
{
    const struct aif_access_mode *m = &d->admission->modes[p->mode];
    int64_t day = aif_brussels_day(p->decided_s);
    p->access_s = p->decided_s;
    if (m->setup.count)
        p->access_s = aif_brussels_time(aif_period_end(&d->admission->calendar, day, m->setup),
                                        d->admission->opens_second);
    if (p->parent != AIF_NONE && p->access_s < d->proposals[p->parent].end_s)
        p->access_s = d->proposals[p->parent].end_s;
    p->end_s = end_after(p->access_s, p->months);
}

static struct draw_on draw_of(const struct desk *d, const struct aif_proposal *p)
{
    return (struct draw_on){d->admission->modes[p->mode].pools, p->asked_unit_hours, p->access_s,
                            p->end_s, p->cutoff_s};
}

/* More hours, or (an extension of time) what is left of the grant's until later. */
static bool take(struct desk *d, struct aif_proposal *p)
{
    bool is_time = p->kind == AIF_PROPOSAL_EXTENSION && p->months;
    struct draw_on of = draw_of(d, is_time ? &d->proposals[p->parent] : p);
    p->pool =
        is_time ? pools_prolong(&d->pools, &of, p->access_s, p->end_s) : pools_take(&d->pools, &of);
    if (p->pool != AIF_NONE)
        p->decision = AIF_DECISION_POOL_EXHAUSTED;
    else
        p->granted_unit_hours = p->asked_unit_hours;
    return p->pool == AIF_NONE;
}

/* What a review says before pools are asked. */
static enum aif_decision review(const struct desk *d, struct aif_proposal *p)
{
    const struct aif_access_mode *m = &d->admission->modes[p->mode];
    struct aif_rng r = review_of(d, p);
    if (crowd_chance(&r, m->technical_reject_ppm))
        return AIF_DECISION_TECHNICAL;
    if (p->score_ppm < m->threshold_ppm)
        return AIF_DECISION_BELOW_THRESHOLD;
    return m->is_one_per_pi && has_active_grant(d, p) ? AIF_DECISION_PI_IS_ACTIVE
                                                      : AIF_DECISION_GRANTED;
}

/* What holders of a grant ask for when it ends: another term, or more of this one. */
static void plan_sequel(struct desk *d, const struct aif_proposal *grant)
{
    const struct aif_access_mode *m = &d->admission->modes[grant->mode];
    struct aif_rng r = review_of(d, grant);
    r.draw += 2;
    bool renews = crowd_chance(&r, m->renewal_ppm) && grant->renewed < m->renewals;
    bool extends = crowd_chance(&r, m->extension_ppm);
    bool is_time = crowd_chance(&r, MILLION / 2);
    if (extends)
        submit(d, intake_extension(d->admission, grant, is_time));
    else if (renews)
        submit(d, intake_renewal(d->admission, grant));
}

static void decide_extension(struct desk *d, struct aif_proposal *p)
{
    struct aif_proposal *grant = &d->proposals[p->parent];
    p->access_s = p->decided_s < grant->end_s ? p->decided_s : grant->end_s - 1;
    p->end_s = p->months ? end_after(grant->end_s, p->months) : grant->end_s;
    if (!take(d, p))
        return;
    grant->end_s = p->end_s;
    grant->extended_unit_hours += p->granted_unit_hours;
}

static void decide(struct desk *d, uint32_t id)
{
    struct aif_proposal *p = &d->proposals[id];
    if (p->decision != AIF_DECISION_GRANTED)
        return;
    if (p->kind == AIF_PROPOSAL_EXTENSION) {
        decide_extension(d, p);
    } else {
        set_term(d, p);
        p->decision = review(d, p);
        if (p->decision == AIF_DECISION_GRANTED && take(d, p)) {
            uint32_t *chain = chain_of_pi(d, p);
            d->next_of_pi[id] = *chain;
            *chain = id;
            struct aif_proposal grant = *p;
            plan_sequel(d, &grant);
            p = &d->proposals[id];
        }
    }
    if (p->decision != AIF_DECISION_GRANTED)
        p->access_s = p->end_s = AIF_UNKNOWN_S;
}

static int compare_for_sort(const void *x, const void *y)
{
    return compare_submitted(x, y);
}

/* Proposals get their place in the order of submission as their number. */
static void hand_over(struct desk *d, struct aif_admission_result *out)
{
    uint32_t *place = AIF_NEW(&d->scratch, uint32_t, d->count);
    out->proposals = AIF_NEW(&out->arena, struct aif_proposal, d->count);
    out->count = d->count;
    for (uint32_t i = 0; i < d->count; i++)
        out->proposals[i] = d->proposals[i];
    if (d->count)
        qsort(out->proposals, d->count, sizeof *out->proposals, compare_for_sort);
    for (uint32_t i = 0; i < d->count; i++) {
        place[out->proposals[i].id] = i;
        out->proposals[i].id = i;
    }
    for (uint32_t i = 0; i < d->count; i++)
        if (out->proposals[i].parent != AIF_NONE)
            out->proposals[i].parent = place[out->proposals[i].parent];
    out->first_year = d->pools.first_year;
    out->year_count = d->pools.year_count;
    out->pool_years = d->pools.years;
}

void aif_admission_run(const struct aif_admission *a, const struct aif_population *p,
                       const struct aif_admission_ask *ask, struct aif_admission_result *out)
{
    AIF_CHECK(ask->span_s > 0 && out->proposals == NULL);
    struct desk d = {.admission = a, .population = p, .ask = ask};
    pools_open(&d.pools, a, ask, &out->arena);
    number_pis(&d);
    open_crowds(&d);
    while (d.heap_count)
        decide(&d, heap_pop(&d));
    hand_over(&d, out);
    aif_arena_free(&d.scratch);
}

void aif_admission_close(struct aif_admission_result *r)
{
    aif_arena_free(&r->arena);
    *r = (struct aif_admission_result){.count = 0};
}

struct aif_grant aif_proposal_grant(const struct aif_proposal *p, uint32_t account,
                                    int64_t unix_start_s)
{
    AIF_CHECK(p->decision == AIF_DECISION_GRANTED && p->kind != AIF_PROPOSAL_EXTENSION);
    return (struct aif_grant){
        .account = account,
        .mode = p->mode,
        .start_s = p->access_s - unix_start_s,
        .end_s = p->end_s - unix_start_s,
        .amount_unit_ms =
            (p->granted_unit_hours + p->extended_unit_hours) * AIF_UNIT_MS_PER_UNIT_HOUR,
    };
}
