/* Days and cut-offs of Brussels, by a paper calendar of 2026 to 2028: 1 January 2027 is a Friday,
 * Easter Sundays are 5 April 2026, 28 March 2027 and 16 April 2028. */
#include "aif/admission.h"

#include "brussels.h"
#include "suite.h"

static struct aif_period working_days(uint32_t n)
{
    return (struct aif_period){AIF_PERIOD_WORKING_DAYS, n};
}

START_TEST(summer_time_lasts_from_march_to_october)
{
    /* 28 March 2027, 01:00 UTC, and 31 October 2027, 01:00 UTC */
    int64_t spring_s = SUMMER(MAR_2027 + 28, 3, 0), autumn_s = WINTER(OCT_2027 + 31, 2, 0);
    ck_assert_int_eq(aif_brussels_offset_s(spring_s - 1), 3600);
    ck_assert_int_eq(aif_brussels_offset_s(spring_s), 7200);
    ck_assert_int_eq(aif_brussels_offset_s(autumn_s - 1), 7200);
    ck_assert_int_eq(aif_brussels_offset_s(autumn_s), 3600);
    ck_assert_int_eq(aif_brussels_offset_s(0), 3600);
}
END_TEST

START_TEST(ten_oclock_is_ten_oclock_in_summer_and_winter)
{
    ck_assert_int_eq(aif_brussels_time(MAR_2027 + 27, 36000), 1806138000); /* a Saturday */
    ck_assert_int_eq(aif_brussels_time(MAR_2027 + 28, 36000), 1806220800); /* 23 hours later */
    ck_assert_int_eq(aif_brussels_time(OCT_2027 + 30, 36000), 1824883200);
    ck_assert_int_eq(aif_brussels_time(OCT_2027 + 31, 36000), 1824973200); /* 25 hours later */
}
END_TEST

START_TEST(hours_that_are_skipped_or_come_twice_have_one_time)
{
    ck_assert_int_eq(aif_brussels_time(MAR_2027 + 28, 7199), 1806195599);
    ck_assert_int_eq(aif_brussels_time(MAR_2027 + 28, 9000), SUMMER(MAR_2027 + 28, 3, 30));
    ck_assert_int_eq(aif_brussels_time(OCT_2027 + 31, 9000), SUMMER(OCT_2027 + 31, 2, 30));
}
END_TEST

START_TEST(a_day_begins_at_midnight_of_brussels)
{
    ck_assert_int_eq(aif_brussels_day(WINTER(JAN_2027 + 1, 0, 0)), JAN_2027 + 1);
    ck_assert_int_eq(aif_brussels_day(WINTER(JAN_2027 + 1, 0, 0) - 1), JAN_2027);
    ck_assert_int_eq(aif_brussels_day(SUMMER(JUN_2027 + 1, 0, 0)), JUN_2027 + 1);
    ck_assert_int_eq(aif_brussels_day(SUMMER(JUN_2027 + 1, 0, 0) - 1), JUN_2027);
}
END_TEST

/* Days from 1970-01-01, by Python's dateutil; 1961 and 2285 have the earliest and latest dates
 * that trip simpler rules. */
START_TEST(easter_falls_on_its_sundays)
{
    static const struct {
        int64_t year, day;
    } cases[] = {{1961, -3196}, {2024, 19813}, {2025, 20198}, {2026, 20548},
                 {2027, 20905}, {2028, 21290}, {2038, 24951}, {2285, 115132}};
    for (size_t i = 0; i < AIF_COUNT(cases); i++)
        ck_assert_int_eq(aif_easter_day(cases[i].year), cases[i].day);
}
END_TEST

START_TEST(weekends_and_holidays_have_no_work)
{
    static const struct {
        int64_t day;
        bool is_working;
    } cases[] = {
        {JAN_2027 + 1, false},                          /* New Year, a Friday */
        {JAN_2027 + 2, false},                          /* Saturday */
        {JAN_2027 + 3, false},                          /* Sunday */
        {JAN_2027 + 4, true},                           /* Monday */
        {MAR_2027 + 24, true},                          /* Wednesday before Easter */
        {MAR_2027 + 25, false},                         /* Thursday */
        {MAR_2027 + 26, false},                         /* Good Friday */
        {MAR_2027 + 29, false},                         /* Easter Monday */
        {MAR_2027 + 30, true},  {MAY_2027 + 6, false},  /* Ascension, 39 days after Easter */
        {MAY_2027 + 7, false},                          /* and the day after */
        {MAY_2027 + 10, true},  {MAY_2027 + 17, false}, /* Whit Monday */
        {DEC_2027 + 23, true},  {DEC_2027 + 24, false},
        {DEC_2027 + 31, false}, {JAN_2028 + 3, true},
    };
    for (size_t i = 0; i < AIF_COUNT(cases); i++)
        ck_assert_msg(aif_is_working_day(&calendar, cases[i].day) == cases[i].is_working,
                      "case %zu", i);
}
END_TEST

/* Playground: two working days.  Written on a Friday or at the weekend: Tuesday. */
START_TEST(working_days_leave_out_weekends)
{
    ck_assert_int_eq(aif_period_end(&calendar, FEB_2027 + 1, working_days(2)), FEB_2027 + 3);
    ck_assert_int_eq(aif_period_end(&calendar, FEB_2027 + 5, working_days(2)), FEB_2027 + 9);
    ck_assert_int_eq(aif_period_end(&calendar, FEB_2027 + 6, working_days(2)), FEB_2027 + 9);
    ck_assert_int_eq(aif_period_end(&calendar, FEB_2027 + 7, working_days(2)), FEB_2027 + 9);
    ck_assert_int_eq(aif_period_end(&calendar, FEB_2027 + 8, working_days(2)), FEB_2027 + 10);
}
END_TEST

/* Fast Lane: four working days.  From Wednesday 24 March 2027: 30, 31 March, 1, 2 April. */
START_TEST(working_days_leave_out_easter)
{
    ck_assert_int_eq(aif_period_end(&calendar, MAR_2027 + 24, working_days(4)), APR_2027 + 2);
}
END_TEST

/* From Tuesday 22 December 2026: the 23rd, then 4, 5, 6 January 2027. */
START_TEST(working_days_leave_out_the_end_of_december)
{
    ck_assert_int_eq(aif_period_end(&calendar, DEC_2026 + 22, working_days(2)), JAN_2027 + 4);
    ck_assert_int_eq(aif_period_end(&calendar, DEC_2026 + 22, working_days(4)), JAN_2027 + 6);
    ck_assert_int_eq(aif_period_end(&calendar, DEC_2026 + 28, working_days(2)), JAN_2027 + 5);
}
END_TEST

START_TEST(weeks_and_months_end_on_a_day_with_work)
{
    struct aif_period weeks = {AIF_PERIOD_WEEKS, 3}, month = {AIF_PERIOD_MONTHS, 1};
    struct aif_period months = {AIF_PERIOD_MONTHS, 4}, none = {AIF_PERIOD_MONTHS, 0};
    /* Friday 1 January + 3 weeks: Friday the 22nd; Monday 8 March + 3 weeks: Easter Monday. */
    ck_assert_int_eq(aif_period_end(&calendar, JAN_2027 + 1, weeks), JAN_2027 + 22);
    ck_assert_int_eq(aif_period_end(&calendar, MAR_2027 + 8, weeks), MAR_2027 + 30);
    /* 31 January + 1 month: Sunday 28 February, so Monday 1 March. */
    ck_assert_int_eq(aif_period_end(&calendar, JAN_2027 + 31, month), MAR_2027 + 1);
    /* In 2028 it has 29 days, a Tuesday. */
    ck_assert_int_eq(aif_period_end(&calendar, JAN_2028 + 31, month), FEB_2028 + 29);
    /* 30 March + 4 months: 30 July, a Friday.  Over the year's end: 4 September to 4 January. */
    ck_assert_int_eq(aif_period_end(&calendar, MAR_2027 + 30, months), JUN_2027 + 60);
    ck_assert_int_eq(aif_period_end(&calendar, AUG_2027 + 35, months), JAN_2028 + 4);
    ck_assert_int_eq(aif_period_end(&calendar, JAN_2027 + 2, none), JAN_2027 + 2);
}
END_TEST

/* Benchmark and Development: the 1st of each month at 10:00, whatever day that is. */
static const struct aif_month_day first_of_month[] = {{0, 1}};
static const struct aif_cutoffs monthly = {
    .rule = first_of_month, .rule_count = 1, .second = 36000};

START_TEST(a_proposal_of_the_cutoffs_second_is_in_time)
{
    int64_t ten_s = WINTER(FEB_2027 + 1, 10, 0), next_s = WINTER(MAR_2027 + 1, 10, 0);
    ck_assert_int_eq(aif_next_cutoff(&calendar, &monthly, WINTER(FEB_2027 + 1, 9, 59)), ten_s);
    ck_assert_int_eq(aif_next_cutoff(&calendar, &monthly, ten_s), ten_s);
    ck_assert_int_eq(aif_next_cutoff(&calendar, &monthly, ten_s + 1), next_s);
    ck_assert_int_eq(aif_next_cutoff(&calendar, &monthly, WINTER(FEB_2027 + 1, 10, 1)), next_s);
}
END_TEST

/* 10:00 of Brussels is 08:00 UTC in summer: at 08:30 UTC the one of 1 April has passed. */
START_TEST(cutoffs_follow_summer_time)
{
    ck_assert_int_eq(aif_next_cutoff(&calendar, &monthly, WINTER(MAR_2027 + 1, 10, 1)),
                     SUMMER(APR_2027 + 1, 10, 0));
    ck_assert_int_eq(aif_next_cutoff(&calendar, &monthly, AT(APR_2027 + 1, 8, 30, 0)),
                     SUMMER(MAY_2027 + 1, 10, 0));
    ck_assert_int_eq(aif_next_cutoff(&calendar, &monthly, SUMMER(OCT_2027 + 2, 0, 0)),
                     WINTER(NOV_2027 + 1, 10, 0));
}
END_TEST

START_TEST(cutoffs_go_on_into_the_next_year)
{
    ck_assert_int_eq(aif_next_cutoff(&calendar, &monthly, WINTER(DEC_2026 + 2, 0, 0)),
                     WINTER(JAN_2027 + 1, 10, 0));
}
END_TEST

/* Large Scale: the last dates that are published for 2026, then the middle and end of each month,
 * or the working day before. */
static const int32_t published[] = {DEC_2026 + 15, JAN_2027 + 4};
static const struct aif_month_day twice_a_month[] = {{0, 15}, {0, 31}};
static const struct aif_cutoffs large_scale = {.days = published,
                                               .day_count = 2,
                                               .rule = twice_a_month,
                                               .rule_count = 2,
                                               .shift = AIF_SHIFT_BEFORE,
                                               .second = 36000};

START_TEST(a_rule_follows_the_last_date_that_is_listed)
{
    static const struct {
        int64_t from_s, cutoff_s;
    } cases[] = {
        {WINTER(DEC_2026 + 15, 10, 1), WINTER(JAN_2027 + 4, 10, 0)},
        {WINTER(JAN_2027 + 4, 10, 1), WINTER(JAN_2027 + 15, 10, 0)}, /* a Friday */
        {WINTER(JAN_2027 + 16, 0, 0), WINTER(JAN_2027 + 29, 10, 0)}, /* the 31st is a Sunday */
        {WINTER(FEB_2027 + 16, 0, 0), WINTER(FEB_2027 + 26, 10, 0)}, /* the 28th is a Sunday */
        {WINTER(MAR_2027 + 16, 0, 0), SUMMER(MAR_2027 + 31, 10, 0)},
        {SUMMER(MAY_2027 + 1, 0, 0), SUMMER(MAY_2027 + 14, 10, 0)},  /* the 15th is a Saturday */
        {WINTER(DEC_2027 + 16, 0, 0), WINTER(DEC_2027 + 23, 10, 0)}, /* closed from the 24th */
        {WINTER(DEC_2027 + 24, 0, 0), WINTER(JAN_2028 + 14, 10, 0)},
    };
    for (size_t i = 0; i < AIF_COUNT(cases); i++)
        ck_assert_int_eq(aif_next_cutoff(&calendar, &large_scale, cases[i].from_s),
                         cases[i].cutoff_s);
}
END_TEST

/* Dates cover the days from the first to the last: before them it is as after them. */
START_TEST(a_rule_holds_before_the_first_date_that_is_listed)
{
    static const struct {
        int64_t from_s, cutoff_s;
    } cases[] = {
        {WINTER(DEC_2026 - 10, 0, 0), WINTER(DEC_2026, 10, 0)}, /* 30 November, a Monday */
        {WINTER(DEC_2026, 10, 0), WINTER(DEC_2026, 10, 0)},
        {WINTER(DEC_2026, 10, 1), WINTER(DEC_2026 + 15, 10, 0)},
        {SUMMER(DEC_2026 - 60, 0, 0), SUMMER(DEC_2026 - 46, 10, 0)}, /* 1 and 15 October */
    };
    for (size_t i = 0; i < AIF_COUNT(cases); i++)
        ck_assert_int_eq(aif_next_cutoff(&calendar, &large_scale, cases[i].from_s),
                         cases[i].cutoff_s);
}
END_TEST

/* AI for Science: every second month; February has 28 days or 29. */
START_TEST(dates_of_the_year_are_cut_to_their_month)
{
    static const struct aif_month_day dates[] = {{2, 31}, {12, 11}};
    struct aif_cutoffs c = {
        .rule = dates, .rule_count = 2, .shift = AIF_SHIFT_NONE, .second = 36000};
    ck_assert_int_eq(aif_next_cutoff(&calendar, &c, WINTER(JAN_2027 + 1, 0, 0)),
                     WINTER(FEB_2027 + 28, 10, 0));
    ck_assert_int_eq(aif_next_cutoff(&calendar, &c, WINTER(DEC_2027 + 12, 0, 0)),
                     WINTER(FEB_2028 + 29, 10, 0));
    c.shift = AIF_SHIFT_AFTER;
    ck_assert_int_eq(aif_next_cutoff(&calendar, &c, WINTER(JAN_2027 + 1, 0, 0)),
                     WINTER(MAR_2027 + 1, 10, 0));
}
END_TEST

START_TEST(a_list_without_a_rule_ends)
{
    struct aif_cutoffs c = {.days = published, .day_count = 2, .second = 36000};
    ck_assert_int_eq(aif_next_cutoff(&calendar, &c, WINTER(JAN_2027 + 4, 10, 1)), AIF_NEVER_S);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("admission_calendar");
    TCase *t = tcase_create("days");
    tcase_add_test(t, summer_time_lasts_from_march_to_october);
    tcase_add_test(t, ten_oclock_is_ten_oclock_in_summer_and_winter);
    tcase_add_test(t, hours_that_are_skipped_or_come_twice_have_one_time);
    tcase_add_test(t, a_day_begins_at_midnight_of_brussels);
    tcase_add_test(t, easter_falls_on_its_sundays);
    tcase_add_test(t, weekends_and_holidays_have_no_work);
    tcase_add_test(t, working_days_leave_out_weekends);
    tcase_add_test(t, working_days_leave_out_easter);
    tcase_add_test(t, working_days_leave_out_the_end_of_december);
    tcase_add_test(t, weeks_and_months_end_on_a_day_with_work);
    suite_add_tcase(s, t);
    t = tcase_create("cut-offs");
    tcase_add_test(t, a_proposal_of_the_cutoffs_second_is_in_time);
    tcase_add_test(t, cutoffs_follow_summer_time);
    tcase_add_test(t, cutoffs_go_on_into_the_next_year);
    tcase_add_test(t, a_rule_follows_the_last_date_that_is_listed);
    tcase_add_test(t, a_rule_holds_before_the_first_date_that_is_listed);
    tcase_add_test(t, dates_of_the_year_are_cut_to_their_month);
    tcase_add_test(t, a_list_without_a_rule_ends);
    suite_add_tcase(s, t);
    return run_suite(s);
}
