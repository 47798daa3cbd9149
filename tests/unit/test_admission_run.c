/* Whole runs of granting: what holds for every seed.  The loop index is the seed. */
#include "aif/admission.h"

#include "modes.h"
#include "suite.h"

#include <string.h>

enum { SEEDS = 20, YEAR_S = 365 * 86400, MILLION = 1000000 };

static const struct aif_wish_point wishes[] = {{0, 500.0}, {500000, 9000.0}, {MILLION, 400000.0}};
static const struct aif_wish_point same_wish[] = {{0, 20000.0}, {MILLION, 20000.0}};
static const double anywhere[COUNTRIES] = {6.0, 4.0, 1.0}, only_host[COUNTRIES] = {1.0, 0.0, 0.0};
static const double months[12] = {0, 0, 2.0, 0, 0, 1.0, 0, 0, 0, 0, 0, 1.0};

static struct aif_applicants communities[3];
static struct aif_access_mode own[MODES];
static struct aif_pool pools[3];
static struct aif_population population;
static struct aif_admission admission;
static struct aif_admission_result result;

static struct aif_applicants community(const char *name, enum aif_org org)
{
    return (struct aif_applicants){.name = name,
                                   .org = org,
                                   .per_year = 120.0,
                                   .organisations = 12,
                                   .pis = 2,
                                   .country_weights = anywhere,
                                   .horizon_ppm = 200000,
                                   .wish = wishes,
                                   .wish_count = AIF_COUNT(wishes),
                                   .duration_weights = months,
                                   .late_ppm = 500000,
                                   .late_days = 6.0};
}

/* All modes, three communities, no pools. */
static void begin(void)
{
    communities[0] = community("startups", AIF_ORG_SME);
    communities[1] = community("concerns", AIF_ORG_INDUSTRY);
    communities[2] = community("universities", AIF_ORG_ACADEMIA);
    memcpy(own, modes, sizeof own);
    population = (struct aif_population){.countries = countries,
                                         .country_count = COUNTRIES,
                                         .communities = communities,
                                         .community_count = 3,
                                         .day = {1, 1, 1, 1, 1, 0, 0}};
    for (int i = 0; i < 12; i++)
        population.month[i] = 1.0;
    for (int i = 8; i < 18; i++)
        population.hour[i] = 1.0;
    admission = (struct aif_admission){.modes = own,
                                       .mode_count = MODES,
                                       .pools = pools,
                                       .calendar = {holidays, AIF_COUNT(holidays)},
                                       .machine_units = 400,
                                       .opens_second = 32400};
}

static void run(int seed)
{
    struct aif_err err = {{0}};
    struct aif_admission_ask ask = {WINTER(JAN_2027 + 1, 0, 0), YEAR_S, (uint64_t)seed + 1};
    ck_assert_msg(aif_admission_check(&admission, &population, &err), "%s", err.text);
    aif_admission_run(&admission, &population, &ask, &result);
}

START_TEST(times_follow_each_other_and_states_are_consistent)
{
    begin();
    own[BENCHMARK].renewals = 2;
    own[BENCHMARK].renewal_ppm = 800000;
    own[BENCHMARK].lead_days = 40;
    run(_i);
    ck_assert_uint_gt(result.count, 250); /* 360 expected, standard deviation 19 */
    for (uint32_t i = 0; i < result.count; i++) {
        const struct aif_proposal *p = &result.proposals[i];
        ck_assert_uint_eq(p->id, i);
        ck_assert(i == 0 || p->submitted_s >= result.proposals[i - 1].submitted_s);
        ck_assert_int_ge(p->submitted_s, WINTER(JAN_2027 + 1, 0, 0));
        ck_assert_int_lt(p->submitted_s, WINTER(JAN_2027 + 1, 0, 0) + YEAR_S);
        ck_assert_int_ge(p->decided_s, p->submitted_s);
        ck_assert(p->cutoff_s == AIF_UNKNOWN_S ||
                  (p->cutoff_s >= p->submitted_s && p->cutoff_s < p->decided_s));
        bool is_granted = p->decision == AIF_DECISION_GRANTED;
        ck_assert(is_granted == (p->granted_unit_hours > 0));
        ck_assert(is_granted ? p->access_s >= p->decided_s && p->end_s > p->access_s
                             : p->access_s == AIF_UNKNOWN_S && p->end_s == AIF_UNKNOWN_S);
        if (p->parent != AIF_NONE) {
            const struct aif_proposal *parent = &result.proposals[p->parent];
            ck_assert(p->kind == AIF_PROPOSAL_RENEWAL && p->renewed == parent->renewed + 1);
            ck_assert(!is_granted || p->access_s >= parent->end_s);
        }
    }
    aif_admission_close(&result);
}
END_TEST

/* Benchmarks of three months, from three weeks after the first of January to March on. */
START_TEST(a_term_ends_at_the_same_hour_so_many_months_later)
{
    static const struct {
        int64_t access_s, end_s;
    } terms[] = {{WINTER(JAN_2027 + 22, 9, 0), SUMMER(APR_2027 + 22, 9, 0)},
                 {WINTER(FEB_2027 + 22, 9, 0), SUMMER(MAY_2027 + 22, 9, 0)},
                 {WINTER(MAR_2027 + 22, 9, 0), SUMMER(JUN_2027 + 22, 9, 0)}};
    begin();
    run(_i);
    uint32_t seen = 0;
    for (uint32_t i = 0; i < result.count; i++)
        for (size_t k = 0; k < AIF_COUNT(terms); k++) {
            const struct aif_proposal *p = &result.proposals[i];
            if (p->mode != BENCHMARK || p->access_s != terms[k].access_s)
                continue;
            ck_assert_int_eq(p->end_s, terms[k].end_s);
            seen++;
        }
    ck_assert_uint_gt(seen, 0);
    aif_admission_close(&result);
}
END_TEST

static void same_proposal(const struct aif_proposal *a, const struct aif_proposal *b)
{
    ck_assert_uint_eq(a->number, b->number);
    ck_assert(a->submitted_s == b->submitted_s && a->decided_s == b->decided_s);
    ck_assert(a->organisation == b->organisation && a->pi == b->pi && a->country == b->country);
    ck_assert(a->mode == b->mode && a->months == b->months && a->score_ppm == b->score_ppm);
    ck_assert_int_eq(a->asked_unit_hours, b->asked_unit_hours);
}

START_TEST(without_a_community_the_others_write_the_same)
{
    begin();
    pools[0] = (struct aif_pool){.name = "all", .has_share = true, .share_ppm = 300000};
    admission.pool_count = 1;
    for (int i = 0; i < MODES; i++)
        own[i].pools = 1;
    run(_i);
    struct aif_admission_result all = result;
    memset(&result, 0, sizeof result);
    communities[1] = communities[2];
    population.community_count = 2;
    run(_i);

    uint32_t k = 0;
    for (uint32_t i = 0; i < result.count; i++) {
        while (all.proposals[k].community == 1)
            k++;
        same_proposal(&all.proposals[k++], &result.proposals[i]);
    }
    ck_assert_uint_lt(result.count, all.count);
    aif_admission_close(&result);
    aif_admission_close(&all);
}
END_TEST

/* Equal wishes of 20,000 for regular access of a year: a cap of 60,000 a cut-off lets 3 pass. */
static void begin_regular(void)
{
    begin();
    population.community_count = 1;
    communities[0] = community("universities", AIF_ORG_ACADEMIA);
    communities[0].wish = same_wish;
    communities[0].wish_count = 2;
    communities[0].country_weights = only_host;
    own[0] = modes[REGULAR];
    own[0].pools = 1;
    admission.mode_count = admission.pool_count = 1;
    pools[0] = (struct aif_pool){.name = "cut-off", .cutoff_unit_hours = 60000};
}

START_TEST(a_cutoffs_pool_goes_to_the_first)
{
    begin_regular();
    run(_i);
    uint32_t granted = 0;
    for (uint32_t i = 0, of_cutoff = 0; i < result.count; i++) {
        const struct aif_proposal *p = &result.proposals[i];
        if (i && p->cutoff_s != p[-1].cutoff_s)
            of_cutoff = 0;
        enum aif_decision d = of_cutoff++ < 3 ? AIF_DECISION_GRANTED : AIF_DECISION_POOL_EXHAUSTED;
        ck_assert_int_eq(p->decision, d);
        ck_assert_uint_eq(p->pool, d == AIF_DECISION_GRANTED ? AIF_NONE : 0);
        granted += d == AIF_DECISION_GRANTED;
    }
    ck_assert_uint_ge(granted, 6); /* of the cut-offs of March, September and next March */
    aif_admission_close(&result);
}
END_TEST

/* A week after 18 and 22 March 2027 are 25 and 29 March, Easter: decided together on the 30th. */
START_TEST(in_a_ranking_it_goes_to_the_best_of_each_cutoff)
{
    static const struct aif_month_day before_easter[] = {{3, 18}, {3, 22}};
    begin_regular();
    communities[0].per_year = 1500.0;
    own[0].review = AIF_REVIEW_RANKED;
    own[0].cutoffs.rule = before_easter;
    own[0].evaluation = (struct aif_period){AIF_PERIOD_WEEKS, 1};
    run(_i);
    for (uint32_t i = 0; i < result.count; i++) {
        const struct aif_proposal *p = &result.proposals[i];
        uint32_t better = 0;
        for (uint32_t k = 0; k < result.count; k++)
            better += result.proposals[k].cutoff_s == p->cutoff_s &&
                      result.proposals[k].score_ppm > p->score_ppm;
        ck_assert_int_eq(p->decision,
                         better < 3 ? AIF_DECISION_GRANTED : AIF_DECISION_POOL_EXHAUSTED);
        if (p->cutoff_s < SUMMER(APR_2027, 0, 0))
            ck_assert_int_eq(p->decided_s, SUMMER(MAR_2027 + 30, 9, 0));
    }
    aif_admission_close(&result);
}
END_TEST

START_TEST(below_the_threshold_nobody_gets_anything)
{
    begin_regular();
    own[0].threshold_ppm = 700000;
    own[0].technical_reject_ppm = 100000;
    run(_i);
    uint32_t technical = 0, below = 0;
    for (uint32_t i = 0; i < result.count; i++) {
        const struct aif_proposal *p = &result.proposals[i];
        technical += p->decision == AIF_DECISION_TECHNICAL;
        below += p->decision == AIF_DECISION_BELOW_THRESHOLD;
        if (p->decision != AIF_DECISION_TECHNICAL)
            ck_assert_int_eq(p->decision == AIF_DECISION_BELOW_THRESHOLD, p->score_ppm < 700000);
    }
    /* Of about 120: 12 and 76 expected, five standard deviations. */
    ck_assert(technical >= 1 && technical <= 30);
    ck_assert(below >= 45 && below <= 105);
    aif_admission_close(&result);
}
END_TEST

START_TEST(an_investigator_has_one_active_grant)
{
    begin_regular();
    own[0].is_one_per_pi = true;
    admission.pool_count = 0;
    own[0].pools = 0;
    run(_i);
    uint32_t granted[12][2] = {{0}};
    for (uint32_t i = 0; i < result.count; i++) {
        const struct aif_proposal *p = &result.proposals[i];
        bool is_granted = p->decision == AIF_DECISION_GRANTED;
        ck_assert(is_granted || p->decision == AIF_DECISION_PI_IS_ACTIVE);
        granted[p->organisation][p->pi] += is_granted;
    }
    /* Access begins on 30 July 2027, 4 January and 31 July 2028: the last is a new year. */
    for (int i = 0; i < 12; i++)
        ck_assert(granted[i][0] <= 2 && granted[i][1] <= 2);
    aif_admission_close(&result);
}
END_TEST

/* 400 GPUs, 2 % of 2027: 400 x 8760 x 0.02 = 70,080 hours; of 2028 (leap): 70,272. */
START_TEST(caps_of_a_year_hold_and_grants_count_by_their_time)
{
    begin();
    pools[0] = (struct aif_pool){.name = "union", .has_share = true, .share_ppm = 500000};
    pools[1] = (struct aif_pool){.name = "small", .has_share = true, .share_ppm = 20000};
    pools[2] = (struct aif_pool){.name = "free"};
    admission.pool_count = 3;
    for (int i = 0; i < MODES; i++)
        own[i].pools = i <= FAST_LANE ? 7 : 5;
    run(_i);

    ck_assert_int_eq(result.first_year, 2027);
    const struct aif_pool_year *small = &result.pool_years[result.year_count];
    ck_assert_int_eq(small[0].cap_unit_hours, 70080);
    ck_assert_int_eq(small[1].cap_unit_hours, 70272);
    int64_t used[3] = {0}, granted = 0, exhausted = 0;
    for (uint32_t pool = 0; pool < 3; pool++)
        for (uint32_t y = 0; y < result.year_count; y++) {
            const struct aif_pool_year *of = &result.pool_years[pool * result.year_count + y];
            used[pool] += of->used_unit_hours;
            ck_assert(pool == 2 ? of->cap_unit_hours == AIF_UNLIMITED
                                : of->used_unit_hours <= of->cap_unit_hours);
        }
    for (uint32_t i = 0; i < result.count; i++) {
        granted += result.proposals[i].granted_unit_hours;
        exhausted += result.proposals[i].pool == 1;
    }
    ck_assert_int_eq(used[0], granted);
    ck_assert_int_eq(used[2], granted);
    ck_assert_int_gt(exhausted, 0);
    aif_admission_close(&result);
}
END_TEST

START_TEST(extensions_add_to_their_grant)
{
    begin();
    own[AI_FOR_SCIENCE].extension_ppm = MILLION;
    own[AI_FOR_SCIENCE].lead_days = 170;
    own[AI_FOR_SCIENCE].extension_months = 3;
    own[AI_FOR_SCIENCE].extension_percent = 10;
    own[AI_FOR_SCIENCE].extension_evaluation = (struct aif_period){AIF_PERIOD_WORKING_DAYS, 5};
    run(_i);
    uint32_t seen = 0;
    for (uint32_t i = 0; i < result.count; i++) {
        const struct aif_proposal *p = &result.proposals[i];
        if (p->kind != AIF_PROPOSAL_EXTENSION)
            continue;
        const struct aif_proposal *grant = &result.proposals[p->parent];
        int64_t tenth = grant->granted_unit_hours / 10;
        ck_assert_int_eq(p->decision, AIF_DECISION_GRANTED);
        ck_assert_int_eq(p->granted_unit_hours, p->months ? 0 : tenth);
        ck_assert_int_eq(grant->extended_unit_hours, p->months ? 0 : tenth);
        ck_assert_int_eq(p->end_s, grant->end_s);
        struct aif_grant g = aif_proposal_grant(grant, 5, p->access_s);
        ck_assert_int_eq(g.amount_unit_ms,
                         (grant->granted_unit_hours + (p->months ? 0 : tenth)) * INT64_C(3600000));
        ck_assert(g.account == 5 && g.start_s == grant->access_s - p->access_s);
        seen++;
    }
    ck_assert_uint_gt(seen, 0);
    aif_admission_close(&result);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_and_another_does_not)
{
    begin();
    run(3);
    struct aif_admission_result first = result;
    memset(&result, 0, sizeof result);
    run(3);
    ck_assert_uint_eq(first.count, result.count);
    for (uint32_t i = 0; i < result.count; i++)
        same_proposal(&first.proposals[i], &result.proposals[i]);
    aif_admission_close(&result);
    run(4);
    ck_assert(first.count != result.count ||
              first.proposals[0].submitted_s != result.proposals[0].submitted_s);
    aif_admission_close(&result);
    aif_admission_close(&first);
}
END_TEST

static void wrong(const char *message)
{
    struct aif_err err = {{0}};
    ck_assert(!aif_admission_check(&admission, &population, &err));
    ck_assert_msg(strstr(err.text, message), "'%s' lacks '%s'", err.text, message);
}

START_TEST(mistakes_are_named)
{
    begin();
    own[0].max_unit_hours = 0;
    own[1].month_count = 0;
    wrong("mode playground: amounts must be 1 or more");
    wrong("mode fast-lane: no durations");
    own[2].least_unit_hours = 2400001;
    wrong("mode large-scale: amounts must be 1 or more");
    begin();
    own[2].cutoffs.rule_count = 0;
    wrong("mode large-scale: neither dates nor a rule");
    begin();
    own[0].pools = 1;
    wrong("mode playground: a pool that there is not");
    begin();
    communities[1].name = "startups";
    wrong("community startups: there are two of that name");
    begin();
    communities[2].wish_count = 1;
    wrong("community universities: percentiles of wishes");
    begin();
    static const struct aif_holiday always = {false, 101, 1231};
    admission.calendar = (struct aif_brussels){&always, 1};
    wrong("holidays: only 0 working days are left in 2024");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("runs");
    tcase_add_loop_test(t, times_follow_each_other_and_states_are_consistent, 0, SEEDS);
    tcase_add_loop_test(t, a_term_ends_at_the_same_hour_so_many_months_later, 0, SEEDS);
    tcase_add_loop_test(t, without_a_community_the_others_write_the_same, 0, SEEDS);
    tcase_add_loop_test(t, a_cutoffs_pool_goes_to_the_first, 0, SEEDS);
    tcase_add_loop_test(t, in_a_ranking_it_goes_to_the_best_of_each_cutoff, 0, SEEDS);
    tcase_add_loop_test(t, below_the_threshold_nobody_gets_anything, 0, SEEDS);
    tcase_add_loop_test(t, an_investigator_has_one_active_grant, 0, SEEDS);
    tcase_add_loop_test(t, caps_of_a_year_hold_and_grants_count_by_their_time, 0, SEEDS);
    tcase_add_loop_test(t, extensions_add_to_their_grant, 0, SEEDS);
    tcase_add_test(t, the_same_seed_gives_the_same_and_another_does_not);
    tcase_add_test(t, mistakes_are_named);
    Suite *s = suite_create("admission_run");
    suite_add_tcase(s, t);
    return run_suite(s);
}
