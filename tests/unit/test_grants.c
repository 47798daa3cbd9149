/* What grants allow, worked out by hand on a pool of processors, where a processor is a unit. */
#include "grant_case.h"

enum { DAY_S = 86400 };

static const char *const engines[] = {
    "easy", "none", "greedy", "depth:2", "conservative", "conservative:replan", "hybrid", "qssf"};

START_TEST(a_hard_stop_comes_in_the_second_in_which_running_jobs_use_the_grant_up)
{
    const struct case_job jobs[] = {
        {0, 2, 60, 60, "a"},  /* 2 units a second: 100 units x s at t = 50 */
        {10, 4, 10, 10, "a"}, /* waits, and is refused then */
        {20, 4, 10, 10, "b"}, /* another account */
        {49, 4, 10, 10, "a"}, {50, 1, 10, 10, "a"}, {0}};
    case_set_up(4, "hard-stop");
    case_grant(0, 0, 1000, 100);
    case_grant(1, 0, 1000, 100);

    case_run(jobs, engines[_i]);

    expect_start(1, 0);
    expect_refused(2, AIF_REJECT_GRANT_USED, 50);
    expect_start(3, 60);
    expect_refused(4, AIF_REJECT_GRANT_USED, 50);
    expect_refused(5, AIF_REJECT_GRANT_USED, 50);
    expect_result(0, 120, 0, 90);
    ck_assert_int_eq(grant_case.results[0].overrun_unit_ms, 20000);
    ck_assert_int_eq(grant_case.results[0].unused_unit_ms, 0);
    ck_assert_uint_eq(grant_case.results[0].job_count, 1);
    ck_assert_uint_eq(grant_case.results[0].refused_count, 3);
    expect_result(1, 40, 0, 0);
    ck_assert_int_eq(grant_case.results[1].unused_unit_ms, 60000);
    ck_assert_uint_eq(aif_sim_totals(grant_case.sim)->rejects[AIF_REJECT_GRANT_USED], 3);
    case_close();
}
END_TEST

/* 40 units x s by t = 20, then 3 a second: 61 more take 20 1/3 s. */
START_TEST(the_predicted_second_is_that_in_which_the_last_unit_is_begun)
{
    const struct case_job jobs[] = {
        {0, 2, 100, 100, "a"}, {20, 1, 100, 100, "a"}, {30, 4, 10, 10, "a"}, {0}};
    case_set_up(4, "hard-stop");
    case_grant(0, 0, 1000, 101);

    case_run(jobs, engines[_i]);

    expect_start(2, 20);
    expect_refused(3, AIF_REJECT_GRANT_USED, 41);
    case_close();
}
END_TEST

/* 70 by t = 30, when the second job ends; 31 more at 2 a second take 15 1/2 s. */
START_TEST(an_early_end_puts_the_stop_off)
{
    const struct case_job jobs[] = {
        {0, 2, 100, 100, "a"}, {20, 1, 100, 10, "a"}, {25, 4, 10, 10, "a"}, {0}};
    case_set_up(4, "hard-stop");
    case_grant(0, 0, 1000, 101);

    case_run(jobs, engines[_i]);

    expect_refused(3, AIF_REJECT_GRANT_USED, 46);
    case_close();
}
END_TEST

START_TEST(jobs_that_wait_at_the_end_of_a_grant_move_to_the_next_or_are_refused)
{
    const struct case_job jobs[] = {{0, 4, 200, 150, "a"},
                                    {10, 2, 10, 10, "a"},
                                    {10, 2, 10, 10, "b"},
                                    {99, 1, 5, 5, "b"},
                                    {100, 1, 5, 5, "b"},
                                    {160, 1, 5, 5, "a"},
                                    {0}};
    case_set_up(4, "hard-stop");
    case_grant(0, 0, 100, 5000);
    case_grant(0, 100, 1000, 500);
    case_grant(1, 5, 100, 500);

    case_run(jobs, engines[_i]);

    expect_start(1, 0); /* and runs on beyond its grant's end, at its grant's cost */
    expect_start(2, 150);
    expect_refused(3, AIF_REJECT_NO_GRANT, 100);
    expect_refused(4, AIF_REJECT_NO_GRANT, 100);
    expect_refused(5, AIF_REJECT_NO_GRANT, 100);
    expect_result(0, 600, 0, 0);
    expect_result(1, 25, 0, 0);
    expect_result(2, 0, 0, 25);
    expect_result(3, 0, 0, 5); /* the job that came when there was none */
    case_close();
}
END_TEST

START_TEST(of_several_grants_the_one_that_ends_first_pays_while_it_can)
{
    const struct case_job jobs[] = {{0, 1, 60, 60, "a"}, {70, 1, 10, 10, "a"}, {0}};
    case_set_up(4, "hard-stop");
    case_grant(0, 0, 2000, 500);
    case_grant(0, 0, 1000, 50);

    case_run(jobs, engines[_i]);

    ck_assert_uint_eq(grant_case.uses[0].grant, 1);
    ck_assert_uint_eq(grant_case.uses[1].grant, 0);
    case_close();
}
END_TEST

/* 100 units x s at t = 25.  qssf and the like go by their own scores within a band. */
START_TEST(once_a_grant_is_used_its_jobs_come_behind_all_others)
{
    const struct case_job jobs[] = {
        {0, 4, 30, 30, "a"}, {5, 4, 20, 20, "a"}, {10, 4, 20, 20, "b"}, {51, 1, 5, 5, "a"}, {0}};
    case_set_up(4, "free-queue");
    case_grant(0, 0, 1000, 100);
    case_grant(1, 0, 1000, 1000);

    case_run(jobs, engines[_i]);

    expect_start(3, 30);
    expect_start(2, 50); /* 120 used: below 150 */
    ck_assert_uint_eq(grant_case.uses[1].band, AIF_BAND_LAST);
    expect_refused(4, AIF_REJECT_GRANT_USED, 58); /* 120 + 4 x 7.5 */
    expect_result(0, 200, 80, 5);
    ck_assert_int_eq(grant_case.results[0].overrun_unit_ms, 100000);
    case_close();
}
END_TEST

START_TEST(the_free_queue_takes_short_jobs_only)
{
    const struct case_job jobs[] = {
        {0, 4, 30, 30, "a"}, {5, 4, 20, 20, "a"}, {6, 4, 15, 1, "a"}, {26, 4, 16, 1, "a"}, {0}};
    case_set_up(4, "free-queue");
    grant_case.access.settings.free_limit_s = 15;
    case_grant(0, 0, 1000, 100);

    case_run(jobs, engines[_i]);

    expect_refused(2, AIF_REJECT_FREE_LIMIT, 25);
    expect_start(3, 30);
    expect_refused(4, AIF_REJECT_FREE_LIMIT, 26);
    case_close();
}
END_TEST

/* CINECA: nothing new, and what waits may still start. */
START_TEST(a_stop_at_submit_lets_those_that_wait_start)
{
    const struct case_job jobs[] = {
        {0, 4, 30, 30, "a"}, {5, 4, 20, 20, "a"}, {26, 1, 5, 5, "a"}, {0}};
    case_set_up(4, "monthly");
    case_grant(0, 0, 1000, 100);

    case_run(jobs, engines[_i]);

    expect_start(2, 30);
    expect_refused(3, AIF_REJECT_GRANT_USED, 26);
    expect_result(0, 200, 80, 5);
    case_close();
}
END_TEST

/* JSC's example: a quota of 100 a month, of which 50, 150 and 220 are used; balances 50, 0, -120.
 * In the third month 200 are used at normal priority and 20 at the lowest. */
START_TEST(a_quota_and_its_overdraft_are_as_the_example_says)
{
    struct case_job jobs[CASE_JOBS] = {{0}};
    const int64_t months_s[] = {0, 31 * DAY_S, 59 * DAY_S, 90 * DAY_S, 120 * DAY_S};
    const uint32_t days[] = {5, 15, 22};
    uint32_t n = 0;
    for (uint32_t m = 0; m < 3; m++)
        for (uint32_t d = 0; d < days[m]; d++)
            jobs[n++] = (struct case_job){months_s[m] + (int64_t)d * DAY_S, 10, DAY_S, DAY_S, "a"};
    case_set_up(10, "overdraft");
    case_grant(0, 0, months_s[4], INT64_C(400) * DAY_S);

    case_run(jobs, engines[_i]);

    for (uint32_t i = 0; i < n; i++)
        ck_assert_uint_eq(grant_case.uses[i].band, i < 40 ? 0 : AIF_BAND_LAST);
    expect_result(0, INT64_C(420) * DAY_S, INT64_C(20) * DAY_S, 0);
    case_close();
}
END_TEST

START_TEST(jobs_of_no_account_and_no_grant_are_refused)
{
    const struct case_job jobs[] = {{0, 1, 5, 5, ""}, {0, 1, 5, 5, "a"}, {0, 1, 9, 5, "b"}, {0}};
    case_set_up(4, "none");
    case_grant(1, 0, 10, 100);

    case_run(jobs, engines[_i]);

    expect_refused(1, AIF_REJECT_NO_GRANT, 0);
    expect_refused(2, AIF_REJECT_NO_GRANT, 0);
    expect_start(3, 0);
    expect_result(1, 0, 0, 10);
    case_close();
}
END_TEST

/* The second job has a reservation at t = 100, the third one at 110; the second is refused. */
START_TEST(the_place_of_a_refused_job_in_the_plan_is_free)
{
    const struct case_job jobs[] = {{0, 3, 100, 100, "a"},
                                    {1, 4, 10, 10, "a"},
                                    {2, 2, 10, 10, "b"},
                                    {3, 1, 200, 200, "b"},
                                    {0}};
    case_set_up(4, "hard-stop");
    case_grant(0, 0, 1000, 150); /* used at t = 50 */
    case_grant(1, 0, 1000, 1000);

    case_run(jobs, engines[_i]);

    expect_refused(2, AIF_REJECT_GRANT_USED, 50);
    expect_start(3, 100);
    const int64_t starts_s[] = {50, 100, 3, 50, 50, 50}; /* greedy reserves nothing */
    expect_start(4, starts_s[_i]);
    case_close();
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grants");
    TCase *t = tcase_create("by hand");
    const int all = (int)AIF_COUNT(engines), textbook = 6;
    tcase_add_loop_test(t, a_hard_stop_comes_in_the_second_in_which_running_jobs_use_the_grant_up,
                        0, all);
    tcase_add_loop_test(t, the_predicted_second_is_that_in_which_the_last_unit_is_begun, 0, all);
    tcase_add_loop_test(t, an_early_end_puts_the_stop_off, 0, all);
    tcase_add_loop_test(t, jobs_that_wait_at_the_end_of_a_grant_move_to_the_next_or_are_refused, 0,
                        all);
    tcase_add_loop_test(t, of_several_grants_the_one_that_ends_first_pays_while_it_can, 0, all);
    tcase_add_loop_test(t, once_a_grant_is_used_its_jobs_come_behind_all_others, 0, all);
    tcase_add_loop_test(t, the_free_queue_takes_short_jobs_only, 0, all);
    tcase_add_loop_test(t, a_stop_at_submit_lets_those_that_wait_start, 0, all);
    tcase_add_loop_test(t, a_quota_and_its_overdraft_are_as_the_example_says, 0, all);
    tcase_add_loop_test(t, jobs_of_no_account_and_no_grant_are_refused, 0, all);
    tcase_add_loop_test(t, the_place_of_a_refused_job_in_the_plan_is_free, 0, textbook);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return run_suite(suite());
}
