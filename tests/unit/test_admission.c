/* Which mode takes a proposal, for how much, and when: by hand, 10:00 and 9:00 of Brussels. */
#include "access/intake.h"

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
    tcase_add_test(t, a_wish_below_every_mode_fits_none);
    tcase_add_test(t, who_waits_for_a_cutoff_comes_shortly_before_it);
    tcase_add_test(t, renewals_and_extensions_are_asked_for_before_the_end);
    Suite *s = suite_create("admission");
    suite_add_tcase(s, t);
    return run_suite(s);
}
