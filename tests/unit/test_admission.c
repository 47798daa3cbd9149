/* Which mode takes a proposal, for how much, and when: by hand, 10:00 and 9:00 of Brussels. */
#include "access/intake.h"
#include "access/pools.h"

#include "modes.h"
#include "suite.h"

static const double anywhere[COUNTRIES] = {1.0, 1.0, 1.0};
enum { COMPANY, CONCERN, UNIVERSITY, AGENCY, COMMUNITIES };
static const struct aif_applicants communities[COMMUNITIES] = {
    {.name = "startups", .org = AIF_ORG_SME, .country_weights = anywhere},
    {.name = "concerns", .org = AIF_ORG_INDUSTRY, .country_weights = anywhere},
    {.name = "universities", .org = AIF_ORG_ACADEMIA, .country_weights = anywhere},
    {.name = "agencies", .org = AIF_ORG_PUBLIC, .country_weights = anywhere},
};
static const struct aif_population population = {.countries = countries,
                                                 .country_count = COUNTRIES,
                                                 .communities = communities,
                                                 .community_count = COMMUNITIES};
static const struct aif_admission admission = {.modes = modes,
                                               .mode_count = MODES,
                                               .calendar = {holidays, AIF_COUNT(holidays)},
                                               .opens_second = 32400};

static struct applicant from(uint32_t country, int64_t wish, uint32_t months, int64_t written_s)
{
    return (struct applicant){
        .country = country, .wish_unit_hours = wish, .months = months, .written_s = written_s};
}

static struct aif_proposal intake(uint32_t community, struct applicant who)
{
    return intake_new(&admission, &population, community, &who);
}

START_TEST(a_playground_is_one_package_after_two_working_days)
{
    /* Friday 5 February 2027, 17:00: Tuesday. */
    struct aif_proposal p = intake(COMPANY, from(GERMANY, 1200, 2, WINTER(FEB_2027 + 5, 17, 0)));
    ck_assert_uint_eq(p.mode, PLAYGROUND);
    ck_assert_int_eq(p.asked_unit_hours, 5000);
    ck_assert_uint_eq(p.months, 2);
    ck_assert_int_eq(p.cutoff_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(p.decided_s, WINTER(FEB_2027 + 9, 9, 0));
    ck_assert_int_eq(p.decision, AIF_DECISION_GRANTED);
}
END_TEST

/* Tuesday 22 December 2026, 18:00: the 23rd, 4, 5, 6 January. */
START_TEST(a_fast_lane_takes_four_working_days_over_the_end_of_december)
{
    struct aif_proposal p = intake(COMPANY, from(SWEDEN, 30000, 12, WINTER(DEC_2026 + 22, 18, 0)));
    ck_assert_uint_eq(p.mode, FAST_LANE);
    ck_assert_int_eq(p.asked_unit_hours, 30000);
    ck_assert_uint_eq(p.months, 3);
    ck_assert_int_eq(p.decided_s, WINTER(JAN_2027 + 6, 9, 0));
}
END_TEST

/* Cut-off Monday 15 March 2027; ten working days: 16 to 19, 22 to 24, 30, 31 March, 1 April. */
START_TEST(large_scale_takes_ten_working_days_after_the_cutoff_over_easter)
{
    struct aif_proposal p = intake(COMPANY, from(SWEDEN, 60000, 4, WINTER(MAR_2027 + 15, 10, 0)));
    ck_assert_uint_eq(p.mode, LARGE_SCALE);
    ck_assert_int_eq(p.asked_unit_hours, 100000);
    ck_assert_uint_eq(p.months, 6);
    ck_assert_int_eq(p.cutoff_s, WINTER(MAR_2027 + 15, 10, 0));
    ck_assert_int_eq(p.decided_s, SUMMER(APR_2027 + 1, 9, 0));

    struct aif_proposal late =
        intake(COMPANY, from(SWEDEN, 60000, 4, WINTER(MAR_2027 + 15, 10, 1)));
    ck_assert_int_eq(late.cutoff_s, SUMMER(MAR_2027 + 31, 10, 0));
}
END_TEST

/* 30 October 2027 is a Saturday like the 31st: Friday 29, and a month later is Monday. */
START_TEST(ai_for_science_takes_a_month_after_the_cutoff)
{
    struct aif_proposal p =
        intake(UNIVERSITY, from(GERMANY, 900000, 12, SUMMER(OCT_2027 + 20, 0, 0)));
    ck_assert_uint_eq(p.mode, REGULAR); /* a wish beyond all modes: the largest amount */
    ck_assert_int_eq(p.asked_unit_hours, 880000);

    p = intake(AGENCY, from(GERMANY, 100000, 12, SUMMER(OCT_2027 + 20, 0, 0)));
    ck_assert_uint_eq(p.mode, AI_FOR_SCIENCE);
    ck_assert_uint_eq(p.months, 6);
    ck_assert_int_eq(p.cutoff_s, SUMMER(OCT_2027 + 29, 10, 0));
    ck_assert_int_eq(p.decided_s, WINTER(NOV_2027 + 29, 9, 0));
}
END_TEST

/* 1 January at 10:00 is a cut-off; three weeks later is Friday the 22nd. */
START_TEST(a_benchmark_takes_three_weeks_after_the_first_of_the_month)
{
    struct aif_proposal p = intake(AGENCY, from(SWEDEN, 100, 1, WINTER(DEC_2026 + 31, 9, 0)));
    ck_assert_uint_eq(p.mode, BENCHMARK);
    ck_assert_int_eq(p.cutoff_s, WINTER(JAN_2027 + 1, 10, 0));
    ck_assert_int_eq(p.decided_s, WINTER(JAN_2027 + 22, 9, 0));
    ck_assert_uint_eq(p.months, 3);
}
END_TEST

/* Cut-off Saturday 4 September 2027; four months later: Tuesday 4 January 2028. */
START_TEST(regular_access_takes_four_months_over_the_years_end)
{
    struct aif_proposal p = intake(AGENCY, from(SWEDEN, 20000, 12, SUMMER(AUG_2027 + 20, 0, 0)));
    ck_assert_uint_eq(p.mode, REGULAR);
    ck_assert_int_eq(p.cutoff_s, SUMMER(AUG_2027 + 31 + 4, 10, 0));
    ck_assert_int_eq(p.decided_s, WINTER(JAN_2028 + 4, 9, 0));
}
END_TEST

START_TEST(who_may_apply_depends_on_organisation_project_and_country)
{
    int64_t t_s = WINTER(FEB_2027 + 1, 12, 0);
    struct applicant concern = from(GERMANY, 30000, 3, t_s);
    ck_assert_int_eq(intake(CONCERN, concern).decision, AIF_DECISION_NOT_ELIGIBLE);
    ck_assert_uint_eq(intake(CONCERN, concern).mode, AIF_NONE);
    concern.has_horizon = true;
    ck_assert_uint_eq(intake(CONCERN, concern).mode, FAST_LANE);
    ck_assert_int_eq(intake(COMPANY, from(ELSEWHERE, 1000, 3, t_s)).decision,
                     AIF_DECISION_NOT_ELIGIBLE);

    struct aif_proposal host = intake(UNIVERSITY, from(SWEDEN, 14000, 3, t_s));
    ck_assert_uint_eq(host.mode, BENCHMARK);
    struct aif_admission only_national = admission;
    only_national.modes = &modes[NATIONAL];
    only_national.mode_count = 1;
    struct applicant swede = from(SWEDEN, 14000, 3, t_s), german = from(GERMANY, 14000, 3, t_s);
    ck_assert_uint_eq(intake_new(&only_national, &population, UNIVERSITY, &swede).mode, 0);
    ck_assert_int_eq(intake_new(&only_national, &population, UNIVERSITY, &german).decision,
                     AIF_DECISION_NOT_ELIGIBLE);
}
END_TEST

START_TEST(a_community_may_look_at_some_modes_in_an_order_of_its_own)
{
    static const uint32_t order[] = {NATIONAL, BENCHMARK};
    struct aif_applicants own = communities[UNIVERSITY];
    own.modes = order;
    own.mode_count = 2;
    struct aif_population p = population;
    p.communities = &own;
    int64_t t_s = WINTER(FEB_2027 + 1, 12, 0); /* a Monday */
    struct applicant swede = from(SWEDEN, 100, 3, t_s), german = from(GERMANY, 100, 3, t_s);

    struct aif_proposal national = intake_new(&admission, &p, 0, &swede);
    ck_assert_uint_eq(national.mode, NATIONAL);
    ck_assert_int_eq(national.decided_s, WINTER(FEB_2027 + 2, 9, 0));
    ck_assert_uint_eq(intake_new(&admission, &p, 0, &german).mode, BENCHMARK);
    german.wish_unit_hours = 20000; /* regular access is not looked at */
    ck_assert_uint_eq(intake_new(&admission, &p, 0, &german).mode, BENCHMARK);
}
END_TEST

START_TEST(an_amount_of_the_menu_is_asked_for_as_it_is)
{
    struct applicant who = from(SWEDEN, 100000, 3, WINTER(FEB_2027 + 1, 12, 0));
    ck_assert_int_eq(intake(COMPANY, who).asked_unit_hours, 100000);
    who.wish_unit_hours = 100001;
    ck_assert_int_eq(intake(COMPANY, who).asked_unit_hours, 2400000);
}
END_TEST

START_TEST(whoever_wants_less_than_the_least_asks_for_that)
{
    struct aif_access_mode lane = modes[FAST_LANE];
    lane.least_unit_hours = 10001;
    struct aif_admission a = admission;
    a.modes = &lane;
    a.mode_count = 1;
    struct applicant little = from(SWEDEN, 6000, 3, 0), enough = from(SWEDEN, 10002, 3, 0);
    ck_assert_int_eq(intake_new(&a, &population, COMPANY, &little).asked_unit_hours, 10001);
    ck_assert_int_eq(intake_new(&a, &population, COMPANY, &enough).asked_unit_hours, 10002);
}
END_TEST

START_TEST(a_wish_below_every_mode_fits_none)
{
    struct applicant concern = from(GERMANY, 100, 3, WINTER(FEB_2027 + 1, 12, 0));
    concern.has_horizon = true;
    struct aif_proposal p = intake(CONCERN, concern);
    ck_assert_int_eq(p.decision, AIF_DECISION_NO_MODE_FITS);
    ck_assert_uint_eq(p.mode, AIF_NONE);
    ck_assert_int_eq(p.asked_unit_hours, 0);
}
END_TEST

START_TEST(who_waits_for_a_cutoff_comes_shortly_before_it)
{
    struct applicant late = from(SWEDEN, 20000, 12, WINTER(JAN_2027 + 10, 12, 0));
    late.is_late = true;
    late.before_cutoff_s = 3 * 86400;
    struct aif_proposal p = intake(AGENCY, late);
    ck_assert_int_eq(p.cutoff_s, SUMMER(MAR_2027 + 30, 10, 0));
    ck_assert_int_eq(p.submitted_s, SUMMER(MAR_2027 + 30, 10, 0) - 3 * 86400);

    late.before_cutoff_s = 400 * 86400; /* before it was written */
    ck_assert_int_eq(intake(AGENCY, late).submitted_s, WINTER(JAN_2027 + 10, 12, 0));
}
END_TEST

START_TEST(renewals_and_extensions_are_asked_for_before_the_end)
{
    struct aif_access_mode development = modes[BENCHMARK];
    development.lead_days = 60;
    development.extension_percent = 10;
    development.extension_months = 3;
    development.extension_evaluation = (struct aif_period){AIF_PERIOD_WORKING_DAYS, 5};
    struct aif_admission a = admission;
    a.modes = &development;
    struct aif_proposal grant = {.id = 7,
                                 .months = 3,
                                 .asked_unit_hours = 999,
                                 .granted_unit_hours = 999,
                                 .decided_s = WINTER(JAN_2027 + 22, 9, 0),
                                 .access_s = WINTER(JAN_2027 + 22, 9, 0),
                                 .end_s = SUMMER(APR_2027 + 22, 9, 0)};

    struct aif_proposal next = intake_renewal(&a, &grant);
    ck_assert_int_eq(next.submitted_s, WINTER(FEB_2027 + 21, 8, 0)); /* 60 x 24 hours before */
    ck_assert_int_eq(next.cutoff_s, WINTER(MAR_2027 + 1, 10, 0));
    ck_assert_uint_eq(next.renewed, 1);
    ck_assert_uint_eq(next.parent, 7);
    ck_assert_int_eq(next.asked_unit_hours, 999);
    ck_assert_int_eq(next.granted_unit_hours, 0);

    /* Sunday 21 February and five working days: Friday. */
    struct aif_proposal more = intake_extension(&a, &grant, false);
    ck_assert_int_eq(more.asked_unit_hours, 99);
    ck_assert_int_eq(more.decided_s, WINTER(FEB_2027 + 26, 9, 0));
    ck_assert_uint_eq(intake_extension(&a, &grant, true).months, 3);
    ck_assert_int_eq(intake_extension(&a, &grant, true).asked_unit_hours, 0);
}
END_TEST

/* 1 October 2027 to 1 October 2028: 92 days and an hour, which October has more, of 366 days:
 * 12,000 x 7,952,400 / 31,622,400 = 3,017.8 hours in 2027; the rest falls into 2028. */
START_TEST(a_grant_counts_in_each_year_by_its_time)
{
    static const struct aif_pool thousandth = {.name = "p", .has_share = true, .share_ppm = 1000};
    struct aif_admission a = admission;
    a.pools = &thousandth;
    a.pool_count = 1;
    a.machine_units = 400; /* a thousandth: 3,504 hours in 2027, 3,513 in 2028 */
    struct aif_admission_ask ask = {WINTER(JAN_2027 + 1, 0, 0), 365 * 86400, 1};
    struct aif_arena arena = {0};
    struct pools p = {0};
    pools_open(&p, &a, &ask, &arena);
    struct draw_on whole = {1, 12000, SUMMER(OCT_2027 + 1, 0, 0),
                            SUMMER(OCT_2027 + 1, 0, 0) + 366 * INT64_C(86400), AIF_UNKNOWN_S};
    ck_assert_int_eq(p.years[0].cap_unit_hours, 3504);
    ck_assert_int_eq(p.years[1].cap_unit_hours, 3513);
    ck_assert_uint_eq(pools_take(&p, &whole), 0); /* too much for 2028 */
    ck_assert_int_eq(p.years[0].used_unit_hours, 0);

    static const struct aif_pool all = {.name = "p"};
    a.pools = &all;
    pools_open(&p, &a, &ask, &arena);
    ck_assert_uint_eq(pools_take(&p, &whole), AIF_NONE);
    ck_assert_int_eq(p.years[0].used_unit_hours, 3017);
    ck_assert_int_eq(p.years[1].used_unit_hours, 12000 - 3017);
    ck_assert_int_eq(p.years[2].used_unit_hours, 0);
    aif_arena_free(&arena);
}
END_TEST

/* An hour a day for 100 days from 31 October 2027, 9:00: 61.6 of them in 2027.  On the 60th day 40
 * are left for 40 days, which become 80: 1.6 days and 0.8 hours of that are in 2027. */
START_TEST(hours_move_to_the_years_of_an_extension_of_time)
{
    static const struct aif_pool all = {.name = "p"};
    struct aif_admission a = admission;
    a.pools = &all;
    a.pool_count = 1;
    struct aif_admission_ask ask = {WINTER(JAN_2027 + 1, 0, 0), 365 * 86400, 1};
    struct aif_arena arena = {0};
    struct pools p = {0};
    pools_open(&p, &a, &ask, &arena);
    int64_t from_s = WINTER(NOV_2027, 9, 0), day_s = 86400;
    struct draw_on grant = {1, 100, from_s, from_s + 100 * day_s, AIF_UNKNOWN_S};
    ck_assert_uint_eq(pools_take(&p, &grant), AIF_NONE);
    ck_assert_int_eq(p.years[0].used_unit_hours, 61);
    ck_assert_uint_eq(pools_prolong(&p, &grant, from_s + 60 * day_s, from_s + 140 * day_s),
                      AIF_NONE);
    ck_assert_int_eq(p.years[0].used_unit_hours, 60);
    ck_assert_int_eq(p.years[1].used_unit_hours, 40);

    /* Into 2029, of which nothing may be given. */
    p.years[2].cap_unit_hours = 0;
    ck_assert_uint_eq(pools_prolong(&p, &grant, from_s + 60 * day_s, from_s + 900 * day_s), 0);
    ck_assert_int_eq(p.years[0].used_unit_hours, 60);
    ck_assert_int_eq(p.years[1].used_unit_hours, 40);
    aif_arena_free(&arena);
}
END_TEST

static struct aif_proposal waited(uint32_t mode, enum aif_decision decision, int64_t days)
{
    return (struct aif_proposal){.mode = mode,
                                 .decision = decision,
                                 .asked_unit_hours = 10,
                                 .granted_unit_hours = decision ? 0 : 10,
                                 .submitted_s = 1000,
                                 .access_s = 1000 + days * 86400};
}

/* Waits of 6, 1 and 2 days: 9 in all, 2 in the middle; with 4 more the middle is 3. */
START_TEST(totals_are_by_mode)
{
    struct aif_proposal list[] = {waited(1, AIF_DECISION_GRANTED, 6),
                                  waited(1, AIF_DECISION_GRANTED, 1),
                                  waited(1, AIF_DECISION_GRANTED, 2),
                                  waited(1, AIF_DECISION_TECHNICAL, 50),
                                  waited(AIF_NONE, AIF_DECISION_NO_MODE_FITS, 0),
                                  waited(1, AIF_DECISION_GRANTED, 4)};
    struct aif_admission_result r = {.proposals = list, .count = 5};
    struct aif_mode_total *t = aif_admission_totals(&admission, &r, &r.arena);
    ck_assert(t[1].proposed == 4 && t[1].decisions[AIF_DECISION_GRANTED] == 3);
    ck_assert(t[1].decisions[AIF_DECISION_TECHNICAL] == 1 && t[1].waited == 3);
    ck_assert(t[1].asked_unit_hours == 40 && t[1].granted_unit_hours == 30);
    ck_assert_int_eq(t[1].sum_s, 9 * 86400);
    ck_assert_int_eq(t[1].median_s, 2 * 86400);
    ck_assert_int_eq(t[1].most_s, 6 * 86400);
    ck_assert(t[0].proposed == 0 && t[0].median_s == 0);
    ck_assert_uint_eq(t[MODES].decisions[AIF_DECISION_NO_MODE_FITS], 1);

    r.count = 6;
    t = aif_admission_totals(&admission, &r, &r.arena);
    ck_assert_int_eq(t[1].median_s, 3 * 86400);
    list[5].kind = AIF_PROPOSAL_RENEWAL; /* joined to its grant: no wait */
    t = aif_admission_totals(&admission, &r, &r.arena);
    ck_assert(t[1].waited == 3 && t[1].renewals == 1 && t[1].proposed == 5);
    aif_arena_free(&r.arena);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("intake");
    tcase_add_test(t, a_playground_is_one_package_after_two_working_days);
    tcase_add_test(t, a_fast_lane_takes_four_working_days_over_the_end_of_december);
    tcase_add_test(t, large_scale_takes_ten_working_days_after_the_cutoff_over_easter);
    tcase_add_test(t, ai_for_science_takes_a_month_after_the_cutoff);
    tcase_add_test(t, a_benchmark_takes_three_weeks_after_the_first_of_the_month);
    tcase_add_test(t, regular_access_takes_four_months_over_the_years_end);
    tcase_add_test(t, who_may_apply_depends_on_organisation_project_and_country);
    tcase_add_test(t, a_community_may_look_at_some_modes_in_an_order_of_its_own);
    tcase_add_test(t, an_amount_of_the_menu_is_asked_for_as_it_is);
    tcase_add_test(t, whoever_wants_less_than_the_least_asks_for_that);
    tcase_add_test(t, a_wish_below_every_mode_fits_none);
    tcase_add_test(t, who_waits_for_a_cutoff_comes_shortly_before_it);
    tcase_add_test(t, renewals_and_extensions_are_asked_for_before_the_end);
    tcase_add_test(t, a_grant_counts_in_each_year_by_its_time);
    tcase_add_test(t, hours_move_to_the_years_of_an_extension_of_time);
    tcase_add_test(t, totals_are_by_mode);
    Suite *s = suite_create("admission");
    suite_add_tcase(s, t);
    return run_suite(s);
}
