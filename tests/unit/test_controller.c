/* The controller on small cases worked out by hand. */
#include "small_cluster.h"

/* Slurm's page on preemption, "excess job distribution": three of five jobs make way and go on. */
START_TEST(suspended_jobs_end_later_by_what_they_stood_still)
{
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = AIF_PREEMPT_SUSPEND;
    f.centre.is_gang = true;

    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"
        "1,0,300,600,1,low\n2,0,300,600,1,low\n3,0,300,600,1,low\n4,0,300,600,1,low\n"
        "5,0,300,600,1,low\n6,100,30,60,3,high\n");

    int later = 0;
    for (int64_t id = 1; id <= 5; id++) {
        ck_assert_int_eq(row_of(id)->start_s, 0);
        later += row_of(id)->end_s >= 330;
        ck_assert(row_of(id)->end_s == 300 || row_of(id)->end_s >= 330);
        ck_assert(row_of(id)->end_s <= 332);
    }
    ck_assert_int_eq(later, 3);
    ck_assert(row_of(6)->start_s >= 100 && row_of(6)->start_s <= 101);
    ck_assert_uint_eq(aif_sim_totals(f.sim)->preempt_count, 3);
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_work_unit_s, 0);
}
END_TEST

START_TEST(a_partition_may_suspend_where_the_centre_requeues)
{
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = AIF_PREEMPT_REQUEUE;
    f.site.rules[0].preempt_mode = AIF_PREEMPT_SUSPEND;

    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"
        "1,0,300,600,5,low\n2,100,50,60,5,high\n");

    ck_assert_int_eq(row_of(1)->start_s, 0);
    ck_assert(row_of(1)->end_s >= 350 && row_of(1)->end_s <= 352);
}
END_TEST

/* Measured: its job is requeued, and waits for 121 s, or is left alone. */
START_TEST(a_partition_may_do_otherwise_where_the_centre_suspends)
{
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = AIF_PREEMPT_SUSPEND;
    f.centre.is_gang = true;
    f.site.rules[0].preempt_mode = _i ? AIF_PREEMPT_OFF : AIF_PREEMPT_REQUEUE;

    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"
        "1,0,300,600,5,low\n2,100,50,60,5,high\n");

    int64_t first_s = row_of(1)->start_s, second_s = row_of(2)->start_s;
    ck_assert(_i ? first_s == 0 : first_s >= 221 && first_s <= 223);
    ck_assert(_i ? second_s >= 300 && second_s <= 302 : second_s >= 100 && second_s <= 102);
}
END_TEST

START_TEST(more_nodes_than_there_are_can_not_be_set)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,hold\n1,0,10,60,2,1\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
        "10,set_nodes,1,,9\n20,release,1,,\n");

    expect(1, 20, 30);
    ck_assert_uint_eq(row_of(1)->node_count, 2);
}
END_TEST

/* All five nodes of the low job are wanted at 100: it has done 100 s, waits 121 s at least, and
 * does all of it again, or what no checkpoint kept. */
static void preempt_at_100(int64_t checkpoint_s)
{
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = AIF_PREEMPT_REQUEUE;
    f.centre.checkpoint_s = checkpoint_s;
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"
        "1,0,300,600,5,low\n2,100,50,60,5,high\n");
}

START_TEST(a_requeued_job_does_all_its_work_again)
{
    preempt_at_100(0);

    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(f.sim, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(e->start_s, 0);
    ck_assert_int_eq(e->end_s, 100);
    ck_assert_int_eq(e->kept_s, 0);
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_work_unit_s, 100 * 20);
    ck_assert(row_of(1)->start_s >= 221 && row_of(1)->start_s <= 252);
    ck_assert_int_eq(row_of(1)->end_s - row_of(1)->start_s, 300);
    ck_assert_int_eq(row_of(2)->end_s - row_of(2)->start_s, 50);
}
END_TEST

START_TEST(a_checkpoint_keeps_what_was_done_up_to_it)
{
    preempt_at_100(40);

    uint32_t count;
    ck_assert_int_eq(aif_sim_episodes(f.sim, &count)->kept_s, 80);
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_work_unit_s, 20 * 20);
    ck_assert_int_eq(row_of(1)->end_s - row_of(1)->start_s, 220);
}
END_TEST

START_TEST(jobs_wait_for_those_they_depend_on)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,exit_code,depends\n"
        "1,0,10,60,1,,\n"
        "2,0,20,60,1,1,\n"
        "3,0,5,60,1,,afterok:1\n"
        "4,0,5,60,1,,afterok:2\n"
        "5,0,5,60,1,,afternotok:2\n"
        "6,0,5,60,1,,\"afterany:1:2\"\n"
        "7,0,5,60,1,,after:1+15s\n");

    expect(3, 10, 15);
    ck_assert_int_eq(row_of(4)->outcome, AIF_OUTCOME_BLOCKED);
    expect(5, 20, 25);
    expect(6, 20, 25);
    expect(7, 15, 20);
}
END_TEST

START_TEST(an_array_runs_no_more_tasks_than_it_may)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,array_id,array_task,array_limit\n"
        "1,0,10,60,1,1,0,2\n2,0,10,60,1,1,1,2\n3,0,10,60,1,1,2,2\n4,0,10,60,1,1,3,2\n");

    expect(1, 0, 10);
    expect(2, 0, 10);
    expect(3, 10, 20);
    expect(4, 10, 20);
}
END_TEST

START_TEST(a_held_job_waits_for_its_release_and_a_late_one_for_its_time)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,hold,begin_s\n"
        "1,0,10,60,1,1,\n2,0,10,60,1,,30\n3,0,10,60,1,1,\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
        "50,release,1,,\n60,cancel,3,,\n");

    expect(1, 50, 60);
    expect(2, 30, 40);
    ck_assert_int_eq(row_of(3)->outcome, AIF_OUTCOME_CANCELLED);
    ck_assert_int_eq(row_of(3)->start_s, AIF_UNKNOWN_S);
}
END_TEST

/* Nodes 0 to 3 are set aside from 100 to 200.  Job 1 could not end before; job 2 can; job 3 is of
 * the reservation. */
START_TEST(a_reservation_keeps_its_nodes_for_its_jobs)
{
    static const uint32_t nodes[] = {0, 1, 2, 3};
    const struct aif_reservation r = {.name = "maint",
                                      .start_s = 100,
                                      .end_s = 200,
                                      .made_s = AIF_UNKNOWN_S,
                                      .nodes = nodes,
                                      .node_count = 4,
                                      .users = "",
                                      .accounts = ""};
    f.centre.reservations = &r;
    f.centre.reservation_count = 1;

    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,reservation\n"
        "1,0,50,150,3,\n2,1,50,60,4,\n3,2,300,400,4,maint\n");

    ck_assert_int_eq(row_of(1)->start_s, 200);
    ck_assert(row_of(2)->start_s >= 1 && row_of(2)->end_s <= 100);
    expect(3, 100, 200);
    ck_assert_int_eq(row_of(3)->outcome, AIF_OUTCOME_TIMED_OUT);
}
END_TEST

/* Of user ann, or of account lab and those below. */
static void reserve(struct aif_reservation *r, uint32_t flags, const char *users)
{
    static const uint32_t nodes[] = {0, 1, 2, 3, 4};
    *r = (struct aif_reservation){.name = "course",
                                  .start_s = 100,
                                  .end_s = 200,
                                  .made_s = AIF_UNKNOWN_S,
                                  .nodes = nodes,
                                  .node_count = 5,
                                  .users = users,
                                  .accounts = "",
                                  .flags = flags};
    f.centre.reservations = r;
    f.centre.reservation_count = 1;
}

START_TEST(a_reservation_is_for_its_users_only)
{
    struct aif_reservation r;
    reserve(&r, 0, "ann,cid");

    run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,reservation\n"
        "1,ann,0,10,60,1,course\n2,ben,0,10,60,1,course\n3,ann,0,10,60,1,lecture\n");

    expect(1, 100, 110);
    ck_assert_int_eq(row_of(2)->reason, AIF_REJECT_RESERVATION);
    ck_assert_int_eq(row_of(3)->reason, AIF_REJECT_RESERVATION);
}
END_TEST

/* Both could not end before it begins. */
START_TEST(a_magnetic_reservation_takes_jobs_of_its_users_that_do_not_name_it)
{
    struct aif_reservation r;
    reserve(&r, AIF_RESERVATION_MAGNETIC, "ann");

    run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes\n"
        "1,ann,110,10,600,1\n2,ben,110,10,600,1\n");

    expect(1, 110, 120);
    ck_assert_int_eq(row_of(2)->start_s, 200);
}
END_TEST

START_TEST(a_flexible_reservation_lets_its_jobs_begin_before_and_end_after_it)
{
    struct aif_reservation r;
    reserve(&r, AIF_RESERVATION_FLEX, "ann");

    run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,reservation\n"
        "1,ann,50,300,600,1,course\n");

    expect(1, 50, 350);
}
END_TEST

/* Job 2 asks for more time than there is between two lessons, and blocks job 4 for the main
 * scheduler: the next cycle lets it pass. */
START_TEST(a_daily_reservation_keeps_its_nodes_each_day)
{
    struct aif_reservation r;
    reserve(&r, AIF_RESERVATION_DAILY, "ann");

    run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,reservation\n"
        "1,ann,0,10,60,1,course\n2,ben,150,10,90000,1,\n3,ann,250,10,60,1,course\n"
        "4,ben,86550,10,60,1,\n");

    expect(1, 100, 110);
    expect(3, 86500, 86510);
    ck_assert(row_of(4)->start_s >= 86600 && row_of(4)->start_s <= 86630);
    ck_assert_int_eq(row_of(2)->outcome, AIF_OUTCOME_BLOCKED);
}
END_TEST

START_TEST(a_node_that_is_drained_takes_no_new_job_and_one_that_goes_down_loses_its_own)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
        "1,0,100,200,5\n2,0,10,60,5\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
        "10,drain,,0,\n20,down,,1,\n50,resume,,\"0,1\",\n");

    uint32_t count;
    ck_assert_int_eq(aif_sim_episodes(f.sim, &count)->end_s, 20);
    ck_assert_uint_eq(count, 1);
    ck_assert(row_of(2)->start_s >= 50 && row_of(2)->start_s <= 81);
    ck_assert(row_of(1)->start_s >= 141);
    ck_assert_int_eq(row_of(1)->end_s - row_of(1)->start_s, 100);
}
END_TEST

/* Job 2 blocks its partition for the main scheduler; job 3 is as short as to end before job 2 could
 * start, so backfill lets it pass. */
START_TEST(the_main_scheduler_stops_at_the_first_job_that_does_not_fit)
{
    f.centre.slurm.is_builtin = true;
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
        "1,0,100,100,4\n2,1,10,60,5\n3,2,10,60,1\n");

    expect(2, 100, 110);
    expect(3, 110, 120);
}
END_TEST

START_TEST(backfill_lets_a_job_pass_that_delays_nobody)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
        "1,0,100,120,4\n2,1,10,60,5\n3,2,10,60,1\n4,2,10,600,1\n");

    ck_assert(row_of(3)->start_s >= 2 && row_of(3)->start_s <= 31);
    expect(2, 100, 110);
    ck_assert_int_eq(row_of(4)->start_s, 110);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("controller");
    TCase *c = tcase_create("controller");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_test(c, suspended_jobs_end_later_by_what_they_stood_still);
    tcase_add_test(c, a_partition_may_suspend_where_the_centre_requeues);
    tcase_add_loop_test(c, a_partition_may_do_otherwise_where_the_centre_suspends, 0, 2);
    tcase_add_test(c, more_nodes_than_there_are_can_not_be_set);
    tcase_add_test(c, a_requeued_job_does_all_its_work_again);
    tcase_add_test(c, a_checkpoint_keeps_what_was_done_up_to_it);
    tcase_add_test(c, jobs_wait_for_those_they_depend_on);
    tcase_add_test(c, an_array_runs_no_more_tasks_than_it_may);
    tcase_add_test(c, a_held_job_waits_for_its_release_and_a_late_one_for_its_time);
    tcase_add_test(c, a_reservation_keeps_its_nodes_for_its_jobs);
    tcase_add_test(c, a_reservation_is_for_its_users_only);
    tcase_add_test(c, a_magnetic_reservation_takes_jobs_of_its_users_that_do_not_name_it);
    tcase_add_test(c, a_flexible_reservation_lets_its_jobs_begin_before_and_end_after_it);
    tcase_add_test(c, a_daily_reservation_keeps_its_nodes_each_day);
    tcase_add_test(c, a_node_that_is_drained_takes_no_new_job_and_one_that_goes_down_loses_its_own);
    tcase_add_test(c, the_main_scheduler_stops_at_the_first_job_that_does_not_fit);
    tcase_add_test(c, backfill_lets_a_job_pass_that_delays_nobody);
    suite_add_tcase(s, c);
    return run_suite(s);
}
