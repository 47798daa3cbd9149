/* Reservations that recur, throttled arrays, who waits for what and the plan that is shown, worked
 * out by hand. */
#include "aif/view.h"
#include "small_cluster.h"

#include <stdio.h>

/* Two courses that nobody comes to, and a job that they never let start. */
START_TEST(courses_that_recur_do_not_keep_each_other_alive)
{
    static const uint32_t nodes[] = {0, 1, 2, 3, 4};
    const struct aif_reservation r[] = {
        {"daily", 100, 200, AIF_UNKNOWN_S, nodes, 5, "ann", "", AIF_RESERVATION_DAILY},
        {"weekly", 300, 400, AIF_UNKNOWN_S, nodes, 5, "ann", "", AIF_RESERVATION_WEEKLY}};
    f.centre.reservations = r;
    f.centre.reservation_count = 2;

    run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes\n1,ben,0,10,90000,1\n");

    ck_assert_int_eq(row_of(1)->outcome, AIF_OUTCOME_BLOCKED);
}
END_TEST

/* The weekly course is for job 1, job 2 of the daily one waits for it. */
START_TEST(a_course_goes_on_while_another_may_bring_its_jobs)
{
    static const uint32_t nodes[] = {0, 1, 2, 3, 4};
    const struct aif_reservation r[] = {
        {"daily", 100, 200, AIF_UNKNOWN_S, nodes, 5, "ann", "", AIF_RESERVATION_DAILY},
        {"weekly", 300, 400, AIF_UNKNOWN_S, nodes, 5, "ann", "", AIF_RESERVATION_WEEKLY}};
    f.centre.reservations = r;
    f.centre.reservation_count = 2;

    run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,reservation,depends\n"
        "1,ann,500,10,60,1,weekly,\n2,ann,500,10,60,1,daily,afterany:1\n");

    expect(1, 7 * 86400 + 300, 7 * 86400 + 310);
    expect(2, 8 * 86400 + 100, 8 * 86400 + 110);
}
END_TEST

START_TEST(a_held_task_leaves_its_place_to_the_next_of_its_array)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,array_id,array_task,array_limit\n"
        "1,0,10,60,1,1,0,2\n2,0,10,60,1,1,1,2\n3,0,10,60,1,1,2,2\n4,0,10,60,1,1,3,2\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
        "0,hold,2,,\n5,hold,4,,\n12,release,2,,\n15,cancel,4,,\n");

    expect(1, 0, 10);
    expect(3, 0, 10);
    expect(2, 12, 22);
    ck_assert_int_eq(row_of(4)->outcome, AIF_OUTCOME_CANCELLED);
}
END_TEST

/* What is known of later tasks costs nothing: twice the tasks, about twice the events. */
START_TEST(a_long_array_that_runs_two_at_a_time_is_no_trouble)
{
    enum { TASKS = 20000 };
    char *text = malloc(TASKS * 64 + 200), *at = text;
    at += sprintf(at, "#aifsim-trace 1\n"
                      "job_id,submit_s,run_s,limit_s,nodes,array_id,array_task,array_limit\n");
    for (int i = 0; i < TASKS; i++)
        at += sprintf(at, "%d,0,10,60,1,1,%d,2\n", i + 1, i);
    is_unchecked = true;
    run(text);
    free(text);

    expect(1, 0, 10);
    expect(2, 0, 10);
    expect(TASKS, (TASKS / 2 - 1) * 10, TASKS / 2 * 10);
}
END_TEST

/* Job 2 is the head of the queue.  Job 3 could start now, but for the maintenance at 1000; job 4 is
 * only behind job 2. */
START_TEST(who_stands_behind_others_and_before_a_maintenance_waits_for_the_maintenance)
{
    static const uint32_t nodes[] = {0, 1, 2, 3, 4};
    const struct aif_reservation r = {"maint", 1000,   2000, AIF_UNKNOWN_S,        nodes,
                                      5,       "root", "",   AIF_RESERVATION_MAINT};
    f.centre.reservations = &r;
    f.centre.reservation_count = 1;
    open_sim("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
             "1,0,100,600,4\n2,1,10,60,5\n3,2,10,3000,1\n4,3,10,900,1\n");
    while (aif_sim_next(f.sim) <= 90)
        aif_sim_step(f.sim);

    ck_assert_int_eq(aif_view_job(f.sim, 1).wait, AIF_WAIT_RESOURCES);
    ck_assert_int_eq(aif_view_job(f.sim, 2).wait, AIF_WAIT_RESERVED);
    ck_assert_int_eq(aif_view_job(f.sim, 3).wait, AIF_WAIT_PRIORITY);
    while (aif_sim_step(f.sim))
        ;
    ck_assert_int_eq(row_of(3)->start_s, 2000);
}
END_TEST

/* Job 1 may run until 600, job 2 for another minute; nobody has planned for job 4, which is held.
 */
START_TEST(a_waiting_job_shows_the_start_that_backfill_planned)
{
    keeps_plan = true;
    open_sim("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,hold\n"
             "1,0,100,600,5,\n2,1,10,60,5,\n3,2,10,60,5,\n4,3,10,60,5,1\n");
    while (aif_sim_next(f.sim) <= 60)
        aif_sim_step(f.sim);

    ck_assert_int_eq(aif_view_job(f.sim, 0).planned_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(aif_view_job(f.sim, 1).planned_s, 600);
    ck_assert_int_eq(aif_view_job(f.sim, 2).planned_s, 660);
    ck_assert_int_eq(aif_view_job(f.sim, 3).planned_s, AIF_UNKNOWN_S);
}
END_TEST

/* The cycle at half a minute is before the time from which plans are kept, that at a minute not. */
START_TEST(plans_are_kept_from_a_time_on)
{
    keeps_plan = true;
    plan_from_ms = 45000;
    open_sim("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
             "1,0,100,600,5\n2,1,10,60,5\n3,2,10,60,5\n4,40,10,60,5\n");
    ck_assert_int_eq(aif_view_cycle_ms(f.sim), AIF_UNKNOWN_S);
    while (aif_sim_next(f.sim) <= 45)
        aif_sim_step(f.sim);
    ck_assert_int_eq(aif_view_cycle_ms(f.sim), 30000);
    ck_assert_int_eq(aif_view_job(f.sim, 1).planned_s, AIF_UNKNOWN_S);

    while (aif_sim_next(f.sim) <= 60)
        aif_sim_step(f.sim);
    ck_assert_int_eq(aif_view_cycle_ms(f.sim), 60000);
    ck_assert_int_eq(aif_view_job(f.sim, 1).planned_s, 600);
    ck_assert_int_eq(aif_view_job(f.sim, 2).planned_s, 660);
    ck_assert_int_eq(aif_view_job(f.sim, 3).planned_s, 720);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("waiting");
    TCase *c = tcase_create("waiting");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_test(c, courses_that_recur_do_not_keep_each_other_alive);
    tcase_add_test(c, a_course_goes_on_while_another_may_bring_its_jobs);
    tcase_add_test(c, a_held_task_leaves_its_place_to_the_next_of_its_array);
    tcase_add_test(c, a_long_array_that_runs_two_at_a_time_is_no_trouble);
    tcase_add_test(c, who_stands_behind_others_and_before_a_maintenance_waits_for_the_maintenance);
    tcase_add_test(c, a_waiting_job_shows_the_start_that_backfill_planned);
    tcase_add_test(c, plans_are_kept_from_a_time_on);
    suite_add_tcase(s, c);
    return run_suite(s);
}
