/* Gang scheduling by schedules worked out by hand.  A slice is 30 s and ends at whole multiples of
 * it.  A job that begins beside stopped ones is not yet due to make way: the first end of a slice
 * after its start only puts it in turn. */
#include "small_site.h"

#include "aif/view.h"

static void set_up(bool is_exclusive)
{
    site_set_up(is_exclusive);
    site.rules[0].oversubscribe = 2;
    site.centre.is_gang = true;
}

static void whole(void)
{
    set_up(true);
}

static void cores(void)
{
    set_up(false);
}

static void suspend_for_other(void)
{
    site.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    site.centre.preempt_mode = AIF_PREEMPT_SUSPEND;
    site.rules[1].priority_tier = 2;
}

/* What the job did not run of its time on nodes. */
static int64_t stood_s(int64_t id)
{
    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(site.sim, &count);
    int64_t sum_s = 0;
    for (uint32_t i = 0; i < count; i++)
        if (e[i].job == site_job(id) && e[i].is_suspension)
            sum_s += e[i].end_s - e[i].start_s;
    return sum_s;
}

#define WHOLE "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"
#define SHARED                                                                                     \
    "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,cores_per_node,mem_mib_per_node,"        \
    "gpus_per_node\n"

/* Job 1 runs to 60, 90 to 120, 150 to 160; job 2 in between, and on to 200. */
START_TEST(two_jobs_on_the_same_nodes_take_turns)
{
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n");

    site_expect(1, 0, 160);
    site_expect(2, 0, 200);
    ck_assert_int_eq(stood_s(1), 60);
    ck_assert_int_eq(stood_s(2), 100);
    ck_assert_uint_eq(aif_sim_totals(site.sim)->preempt_count, 0);
    ck_assert_int_eq(aif_sim_totals(site.sim)->lost_work_unit_s, 0);
}
END_TEST

START_TEST(no_more_jobs_share_a_node_than_may)
{
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n3,0,100,1000,5,main\n");

    site_expect(1, 0, 160);
    ck_assert_int_eq(site_row(3)->start_s, 160);
}
END_TEST

START_TEST(without_gang_or_oversubscription_jobs_wait)
{
    site.centre.is_gang = false;
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n");

    site_expect(2, 100, 200);
}
END_TEST

START_TEST(a_partition_that_does_not_share_waits)
{
    site_run(WHOLE "1,0,100,1000,5,other\n2,0,100,1000,5,other\n3,0,100,1000,5,main\n");

    site_expect(2, 100, 200);
    site_expect(3, 200, 300);
}
END_TEST

START_TEST(slices_are_as_long_as_the_site_says)
{
    site.centre.time_slice_s = 50;
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n");

    /* 1: to 100, when it ends by itself as the slice does. */
    site_expect(1, 0, 100);
    site_expect(2, 0, 200);
}
END_TEST

/* Slurm's page on gang scheduling, first of "more examples": 10 always runs, 9 and 11 take turns.
 * From 60 on: 11, 9, 11, ...; 9 has had 60 + 8 x 30 s at 540. */
START_TEST(who_shares_with_nobody_always_runs)
{
    site_run(WHOLE "9,0,300,1000,3,main\n10,0,300,1000,2,main\n11,0,300,1000,3,main\n");

    site_expect(9, 0, 540);
    site_expect(10, 0, 300);
    site_expect(11, 0, 600);
}
END_TEST

/* The second: 14 fits beside 12, though 13 came before it and waits for both. */
START_TEST(later_jobs_fit_beside_a_row)
{
    site_run(WHOLE "12,0,300,1000,3,main\n13,0,300,1000,5,main\n14,0,300,1000,2,main\n");

    site_expect(12, 0, 540);
    site_expect(13, 0, 600);
    site_expect(14, 0, 540);
}
END_TEST

/* "Consumable resource examples": two cores of each of five nodes.  Cores are particular ones: 44
 * shares with 48, 45 with 49, the others with nobody. */
#define SIX_JOBS                                                                                   \
    SHARED "1,0,300,1000,5,2,,\n2,0,300,1000,5,2,,\n3,0,300,1000,5,2,,\n4,0,300,1000,5,2,,\n"      \
           "5,0,300,1000,5,2,,\n6,0,300,1000,5,2,,\n"

START_TEST(cores_are_shared_one_by_one)
{
    site_run(SIX_JOBS);

    site_expect(1, 0, 540);
    site_expect(2, 0, 540);
    site_expect(3, 0, 300);
    site_expect(4, 0, 300);
    site_expect(5, 0, 600);
    site_expect(6, 0, 600);
}
END_TEST

/* CPUs are only counted: all six take turns, four at a time, from 60 on 5 6 1 2, 3 4 5 6, 1 2 3 4.
 * 1 and 2 have run 270 s at 360 and go on at 390, 3 and 4 are done at 420 too. */
START_TEST(cpus_are_counted)
{
    site.centre.select_unit = AIF_SELECT_CPU;
    site_run(SIX_JOBS);

    for (int64_t id = 1; id <= 4; id++)
        site_expect(id, 0, 420);
    site_expect(5, 0, 480);
    site_expect(6, 0, 480);
}
END_TEST

/* All jobs' memory stays where it is: 2 waits until 1 has ended. */
START_TEST(memory_is_not_shared)
{
    site.class.shape.mem_mib = 100;
    site_run(SHARED "1,0,100,1000,5,8,60,\n3,0,100,1000,5,8,40,\n2,0,100,1000,5,8,60,\n");

    site_expect(1, 0, 160);
    ck_assert_int_eq(site_row(2)->start_s, 160);
    ck_assert_int_eq(site_row(3)->start_s, 0);
}
END_TEST

START_TEST(gpus_are_not_shared)
{
    site.class.shape.gpus = 4;
    site_run(SHARED "1,0,100,1000,5,8,,3\n3,0,100,1000,5,8,,1\n2,0,100,1000,5,8,,2\n");

    site_expect(1, 0, 160);
    ck_assert_int_eq(site_row(2)->start_s, 160);
    ck_assert_int_eq(site_row(3)->start_s, 0);
}
END_TEST

/* Nor by those that are suspended: 2 waits for 1's memory, 3 finds its own and suspends 1. */
START_TEST(a_suspended_job_keeps_its_memory)
{
    suspend_for_other();
    site.rules[0].oversubscribe = 1;
    site.class.shape.mem_mib = 8000;
    site.centre.slurm.bf_interval_s = 5;
    site_run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,cores_per_node,"
             "mem_mib_per_node,gpus_per_node,partition\n"
             "1,0,100,1000,5,8,5000,,main\n2,10,100,1000,2,8,5000,,other\n"
             "3,20,10,20,2,8,3000,,other\n");

    site_expect(3, 20, 30);
    site_expect(1, 0, 110);
    site_expect(2, 110, 210);
}
END_TEST

/* Whole nodes are counted as such, though jobs have only the GPUs that they ask for: the machine is
 * busy all the time. */
START_TEST(a_node_that_is_shared_as_a_whole_is_busy_as_a_whole)
{
    site.class.shape.gpus = 4;
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n");

    ck_assert_uint_eq(site_row(1)->counted_units, 20);
    site_expect(2, 0, 200);
}
END_TEST

START_TEST(a_limit_is_on_the_time_that_a_job_runs)
{
    site_run(WHOLE "1,0,500,100,5,main\n2,0,500,100,5,main\n");

    site_expect(1, 0, 160);
    site_expect(2, 0, 200);
    ck_assert_int_eq(site_row(1)->outcome, AIF_OUTCOME_TIMED_OUT);
    ck_assert_int_eq(site_row(2)->outcome, AIF_OUTCOME_TIMED_OUT);
}
END_TEST

/* 1 has 30 s from 90 on and 10 s from 150 on; with a limit of 65 set at 70 it ends at 95. */
START_TEST(a_limit_may_change_while_a_job_stands_still)
{
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n"
                   "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n70,set_limit,1,,65\n");

    site_expect(1, 0, 95);
    site_expect(2, 0, 165);
}
END_TEST

START_TEST(a_stopped_job_may_be_cancelled)
{
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n"
                   "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n70,cancel,1,,\n");

    site_expect(1, 0, 60); /* Slurm's records say that it ended when it was suspended */
    ck_assert_int_eq(site_row(1)->outcome, AIF_OUTCOME_CANCELLED);
    ck_assert_int_eq(stood_s(1), 0);
    site_expect(2, 0, 160);
}
END_TEST

/* Node 0 goes down at 70: both jobs are requeued, lose what they did, and do not fit any more until
 * it is back. */
START_TEST(all_jobs_on_a_node_that_goes_down_are_requeued)
{
    site.centre.requeue_delay_s = 1;
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n"
                   "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
                   "70,down,,0,\n300,resume,,0,\n");

    /* 1: 300 to 360 (the first end of a slice is at 330), 390 to 420, 450 to 460. */
    site_expect(1, 300, 460);
    site_expect(2, 300, 500);
    ck_assert_int_eq(aif_sim_totals(site.sim)->lost_work_unit_s, 5 * 8 * (60 + 10));
}
END_TEST

/* 1 is suspended at 50 for a job of a higher tier, 2 stands still anyway.  When it is over 1 is
 * still the first of the list: it fills the place, has its turn from 90 on and ends at 120. */
START_TEST(both_make_way_for_a_higher_tier)
{
    suspend_for_other();
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n3,50,20,1000,5,other\n");

    site_expect(3, 50, 70);
    site_expect(1, 0, 120);
    site_expect(2, 0, 220);
    ck_assert_int_eq(stood_s(1), 20);
    ck_assert_int_eq(stood_s(2), 120);
    ck_assert_uint_eq(aif_sim_totals(site.sim)->preempt_count, 1);
}
END_TEST

/* Nothing but whole nodes, no preemption: two jobs a node, of whatever partition.  3 has to wait
 * until 1 has ended, though it is of a higher tier; then it is first. */
START_TEST(whole_nodes_are_shared_by_so_many_jobs_of_all_tiers)
{
    site.rules[1].priority_tier = 2;
    site.rules[1].oversubscribe = 2;
    site_run(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n3,50,20,1000,5,other\n");

    site_expect(1, 0, 160);
    site_expect(3, 160, 180);
    site_expect(2, 0, 220);
}
END_TEST

/* OverSubscribe=EXCLUSIVE: measured. */
START_TEST(nodes_that_are_never_shared_are_not_taken_by_suspension)
{
    suspend_for_other();
    site.rules[0].oversubscribe = site.rules[1].oversubscribe = 0;
    site_run(WHOLE "1,0,100,1000,5,main\n2,50,20,1000,1,other\n");

    site_expect(1, 0, 100);
    site_expect(2, 100, 120);
}
END_TEST

/* Suspended from 50 to 70: its usage goes on as Slurm charges it, 40 cores all the time. */
START_TEST(a_suspended_job_is_charged)
{
    suspend_for_other();
    site.centre.priority.is_basic = false;
    site.centre.priority.weight_fairshare = 1000;
    site.centre.priority.decay_half_life_s = 0;
    site.centre.priority.calc_period_s = 10;
    site_run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,partition\n"
             "1,u,0,100,1000,5,main\n2,v,50,20,1000,5,other\n");

    site_expect(1, 0, 120);
    const struct aif_share_view *v = aif_view_share(site.sim);
    uint32_t assoc = aif_view_job(site.sim, site_job(1)).assoc;
    ck_assert_double_eq((double)v->usage->assocs[assoc].raw, 40 * 120);
}
END_TEST

/* Seen from outside at 75, in the third slice. */
START_TEST(a_stopped_job_is_suspended_and_keeps_its_nodes)
{
    site_open(WHOLE "1,0,100,1000,5,main\n2,0,100,1000,5,main\n");
    while (aif_sim_next(site.sim) <= 75)
        aif_sim_step(site.sim);

    struct aif_job_view one = aif_view_job(site.sim, 0), two = aif_view_job(site.sim, 1);
    ck_assert_int_eq(one.state, AIF_JOB_SUSPENDED);
    ck_assert_int_eq(two.state, AIF_JOB_RUNNING);
    ck_assert_uint_eq(one.node_count, 5);
    ck_assert_int_eq(one.suspended_since_s, 60);
    ck_assert_int_eq(one.suspended_s, 0);
    ck_assert_int_eq(two.suspended_s, 60);
    aif_sim_run(site.sim);
    ck_assert_int_eq(aif_view_job(site.sim, 0).suspended_s, 60);
    ck_assert_int_eq(aif_view_job(site.sim, 1).suspended_s, 100);
}
END_TEST

/* No end of a slice is an event unless somebody waits for it: job 1 alone has as many events as
 * where nothing is shared. */
START_TEST(slices_cost_nothing_where_nobody_shares)
{
    site_run(WHOLE "1,0,3000,4000,5,main\n");
    uint64_t alone = aif_sim_totals(site.sim)->event_count;
    site_close();
    whole();
    site.rules[0].oversubscribe = 1;

    site_run(WHOLE "1,0,3000,4000,5,main\n");

    ck_assert_uint_eq(aif_sim_totals(site.sim)->event_count, alone);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("gang");
    TCase *w = tcase_create("whole"), *c = tcase_create("cores");
    tcase_add_checked_fixture(w, whole, site_close);
    tcase_add_test(w, two_jobs_on_the_same_nodes_take_turns);
    tcase_add_test(w, no_more_jobs_share_a_node_than_may);
    tcase_add_test(w, without_gang_or_oversubscription_jobs_wait);
    tcase_add_test(w, a_partition_that_does_not_share_waits);
    tcase_add_test(w, slices_are_as_long_as_the_site_says);
    tcase_add_test(w, who_shares_with_nobody_always_runs);
    tcase_add_test(w, later_jobs_fit_beside_a_row);
    tcase_add_test(w, a_node_that_is_shared_as_a_whole_is_busy_as_a_whole);
    tcase_add_test(w, a_limit_is_on_the_time_that_a_job_runs);
    tcase_add_test(w, a_limit_may_change_while_a_job_stands_still);
    tcase_add_test(w, a_stopped_job_may_be_cancelled);
    tcase_add_test(w, all_jobs_on_a_node_that_goes_down_are_requeued);
    tcase_add_test(w, both_make_way_for_a_higher_tier);
    tcase_add_test(w, whole_nodes_are_shared_by_so_many_jobs_of_all_tiers);
    tcase_add_test(w, nodes_that_are_never_shared_are_not_taken_by_suspension);
    tcase_add_test(w, a_suspended_job_is_charged);
    tcase_add_test(w, a_stopped_job_is_suspended_and_keeps_its_nodes);
    tcase_add_test(w, slices_cost_nothing_where_nobody_shares);
    suite_add_tcase(s, w);
    tcase_add_checked_fixture(c, cores, site_close);
    tcase_add_test(c, cores_are_shared_one_by_one);
    tcase_add_test(c, cpus_are_counted);
    tcase_add_test(c, memory_is_not_shared);
    tcase_add_test(c, a_suspended_job_keeps_its_memory);
    tcase_add_test(c, gpus_are_not_shared);
    suite_add_tcase(s, c);
    return run_suite(s);
}
