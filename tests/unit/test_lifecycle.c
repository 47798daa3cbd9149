/* What happens to jobs that are suspended, requeued or changed while something else happens, worked
 * out by hand. */
#include "small_cluster.h"

static void preempt_by_tier(enum aif_preempt_mode mode)
{
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = mode;
}

static void expect_between(int64_t value, int64_t low, int64_t high)
{
    ck_assert_msg(value >= low && value <= high, "%lld, expected %lld to %lld", (long long)value,
                  (long long)low, (long long)high);
}

/* Job 1 has all nodes, stands still for job 2 from 100 to 150, and then something happens. */
#define SUSPENDED                                                                                  \
    "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"                             \
    "1,0,300,600,5,low\n2,100,50,60,5,high\n"                                                      \
    "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"

START_TEST(a_suspended_job_goes_on_though_its_node_is_drained)
{
    preempt_by_tier(AIF_PREEMPT_SUSPEND);
    run(SUSPENDED "120,drain,,0,\n");

    ck_assert_int_eq(row_of(1)->start_s, 0);
    expect_between(row_of(1)->end_s, 350, 352);
}
END_TEST

START_TEST(a_suspended_job_is_requeued_when_its_node_goes_down)
{
    preempt_by_tier(AIF_PREEMPT_SUSPEND);
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"
        "1,0,300,600,5,low\n2,100,50,60,4,high\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n120,down,,4,\n130,resume,,4,\n");

    expect(2, 100, 150);
    expect_between(row_of(1)->start_s, 241, 242); /* 121 s after */
    ck_assert_int_eq(row_of(1)->end_s - row_of(1)->start_s, 300);
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_work_unit_s, 100 * 20);
}
END_TEST

START_TEST(a_suspended_job_may_be_cancelled)
{
    preempt_by_tier(AIF_PREEMPT_SUSPEND);
    run(SUSPENDED "120,cancel,1,,\n");

    expect(1, 0, 100); /* its last 20 s it stood still, and Slurm's records leave them out */
    ck_assert_int_eq(row_of(1)->outcome, AIF_OUTCOME_CANCELLED);
    uint32_t count;
    aif_sim_episodes(f.sim, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_requeue_after_a_suspension_loses_all_that_was_done)
{
    preempt_by_tier(AIF_PREEMPT_SUSPEND);
    run(SUSPENDED "250,down,,0,\n251,resume,,0,\n");

    int64_t done_s = 100 + 250 - 150;
    ck_assert_int_eq(row_of(1)->end_s - row_of(1)->start_s, 300);
    expect_between(aif_sim_totals(f.sim)->lost_work_unit_s, (done_s - 1) * 20, done_s * 20);
}
END_TEST

START_TEST(checkpoints_count_from_the_start_of_the_run_not_from_its_last_stretch)
{
    preempt_by_tier(AIF_PREEMPT_SUSPEND);
    f.centre.checkpoint_s = 130;
    run(SUSPENDED "250,down,,0,\n251,resume,,0,\n");

    ck_assert_int_eq(row_of(1)->end_s - row_of(1)->start_s, 170);
}
END_TEST

START_TEST(a_limit_set_after_a_suspension_counts_what_ran_before_it)
{
    preempt_by_tier(AIF_PREEMPT_SUSPEND);
    run(SUSPENDED "200,set_limit,1,,160\n");

    expect_between(row_of(1)->end_s, 210, 211); /* 100 s, and 60 after it went on */
    ck_assert_int_eq(row_of(1)->outcome, AIF_OUTCOME_TIMED_OUT);
}
END_TEST

START_TEST(a_limit_set_during_a_suspension_holds_after_it)
{
    preempt_by_tier(AIF_PREEMPT_SUSPEND);
    run(SUSPENDED "120,set_limit,1,,110\n");

    expect_between(row_of(1)->end_s, 160, 161);
    ck_assert_int_eq(row_of(1)->outcome, AIF_OUTCOME_TIMED_OUT);
}
END_TEST

START_TEST(a_node_that_goes_down_preempts_nobody)
{
    f.centre.requeues = false;
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n1,0,100,200,5\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n20,down,,1,\n");

    expect(1, 0, 20);
    ck_assert_int_eq(row_of(1)->outcome, AIF_OUTCOME_NODE_FAIL);
    ck_assert_uint_eq(aif_sim_totals(f.sim)->preempt_count, 0);
    ck_assert_uint_eq(aif_sim_totals(f.sim)->node_fail_count, 1);
}
END_TEST

/* Nothing happens after the victim has gone but what the pass itself did. */
START_TEST(the_preemptor_starts_without_backfill_too)
{
    preempt_by_tier(AIF_PREEMPT_REQUEUE);
    f.centre.slurm.is_builtin = true;
    f.centre.slurm.sched_interval_s = 100000;
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"
        "1,0,300,600,5,low\n2,100,50,60,5,high\n");

    expect_between(row_of(2)->start_s, 100, 101);
}
END_TEST

/* Told to go at 100 with a minute of grace, job 1 loses a node at 110.  Its second run is told at
 * 130, and that grace is over at 190; the first would have been at 160. */
START_TEST(a_grace_is_of_the_run_that_was_told_to_go)
{
    preempt_by_tier(AIF_PREEMPT_REQUEUE);
    f.centre.requeue_delay_s = 0;
    f.site.rules[0].grace_s = 60;
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition\n"
        "1,0,300,600,4,low\n2,100,10,60,4,high\n3,130,10,60,4,high\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n110,down,,0,\n");

    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(f.sim, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(e[0].end_s, 110);
    expect_between(e[1].start_s, 120, 121);
    expect_between(e[1].end_s, 190, 191);
}
END_TEST

/* Job 2 waits for all nodes; job 3 goes before it with its shortest limit, 60 s of 1000, loses its
 * node and goes on with that limit on an empty machine.  It would run for 500 s. */
START_TEST(a_limit_cut_by_backfill_stays_cut_after_a_requeue)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,min_limit_s\n"
        "1,0,150,150,4,\n2,1,10,60,5,\n3,2,500,1000,1,60\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n40,down,,4,\n41,resume,,4,\n");

    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(f.sim, &count);
    ck_assert_uint_eq(count, 1);
    expect_between(e->start_s, 2, 40);
    ck_assert_int_eq(row_of(3)->outcome, AIF_OUTCOME_TIMED_OUT);
    ck_assert_int_eq(row_of(3)->end_s - row_of(3)->start_s, 60);
    ck_assert_int_eq(row_of(3)->limit_s, 60);
}
END_TEST

/* Its partition gives an hour at the most; nothing of that kind may be asked for later. */
START_TEST(what_a_partition_does_not_give_is_refused_when_it_is_set)
{
    f.site.partitions[0].max_limit_s = 3600;
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n1,0,100,3600,5\n2,10,10,100,1\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
        "50,set_limit,2,,5000\n51,set_nodes,2,,6\n52,set_limit,2,,200\n");

    expect(2, 100, 110);
    ck_assert_int_eq(row_of(2)->limit_s, 200);
    ck_assert_uint_eq(aif_sim_totals(f.sim)->repairs[AIF_REPAIR_NOT_FOLLOWED], 2);
}
END_TEST

/* Job 1 ends at 100; job 2 would need the node that is drained at 5 and never comes back. */
START_TEST(nothing_is_lost_after_the_last_end)
{
    run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n1,0,100,200,4\n2,0,10,100,5\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
        "5,drain,,4,\n100000,resume,,3,\n");

    ck_assert_int_eq(row_of(2)->outcome, AIF_OUTCOME_BLOCKED);
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_a_unit_s, 100 * 4);
}
END_TEST

static struct aif_arena arena;

/* Everybody is ann of lab; what limits she has comes back. */
static struct aif_limits *limit_ann(void)
{
    arena = (struct aif_arena){0};
    struct aif_accounts_builder tree = {.arena = &arena};
    aif_accounts_add(&tree, "root", AIF_NONE, false, 1);
    aif_accounts_add(&tree, "lab", 0, false, 1);
    aif_accounts_add(&tree, "ann", 1, true, 1);
    f.centre.accounts = tree.tree;
    f.centre.enforce = AIF_ENFORCE_ASSOCIATIONS | AIF_ENFORCE_LIMITS;
    return &tree.tree.assocs[2].limits;
}

START_TEST(of_a_range_of_nodes_a_job_gets_as_many_as_are_there_and_its_limits_allow)
{
    limit_ann()->max_tres_per_job.of[AIF_TRES_NODE] = 4;
    run("#aifsim-trace 1\njob_id,user,account,submit_s,run_s,limit_s,nodes,max_nodes\n"
        "1,ann,lab,0,10,60,1,3\n2,ann,lab,100,10,60,1,5\n3,ann,lab,200,10,60,2,2\n"
        "4,ann,lab,200,10,60,1,5\n");

    ck_assert_uint_eq(row_of(1)->node_count, 3);
    ck_assert_uint_eq(row_of(2)->node_count, 4);
    ck_assert_uint_eq(row_of(3)->node_count, 2);
    ck_assert_uint_eq(row_of(4)->node_count, 3);
    aif_arena_free(&arena);
}
END_TEST

/* 4 cores for 100 minutes are 400 of the account's 500; job 2 asks for 200, and may when the first
 * has been cut to 10 minutes. */
START_TEST(run_minutes_fall_with_the_limit_of_a_running_job)
{
    limit_ann()->grp_tres_run_mins.of[AIF_TRES_CPU] = 500;
    run("#aifsim-trace 1\njob_id,user,account,submit_s,run_s,limit_s,nodes\n"
        "1,ann,lab,0,500,6000,1\n2,ann,lab,1,10,3000,1\n"
        "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n10,set_limit,1,,600\n");

    expect_between(row_of(2)->start_s, 10, 11);
    aif_arena_free(&arena);
}
END_TEST

/* Of 230 job 1 has 160, and 144 after a minute when it is suspended; job 2 has 80.  Job 3 asks for
 * 40: after three minutes the others have 112 and 48.  As measured, those of the suspended one fall
 * with all others, in each pass over the priorities. */
START_TEST(run_minutes_fall_while_a_job_is_suspended)
{
    preempt_by_tier(AIF_PREEMPT_SUSPEND);
    f.centre.priority.calc_period_s = 60;
    limit_ann()->grp_tres_run_mins.of[AIF_TRES_CPU] = 230;
    run("#aifsim-trace 1\njob_id,user,account,submit_s,run_s,limit_s,nodes,partition\n"
        "1,ann,lab,0,500,600,4,low\n2,ann,lab,60,200,300,4,high\n3,ann,lab,70,10,600,1,low\n");

    expect_between(row_of(2)->start_s, 60, 61);
    expect_between(row_of(3)->start_s, 180, 181);
    expect_between(row_of(1)->end_s, 700, 701);
    aif_arena_free(&arena);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("lifecycle");
    TCase *c = tcase_create("lifecycle");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_test(c, a_suspended_job_goes_on_though_its_node_is_drained);
    tcase_add_test(c, a_suspended_job_is_requeued_when_its_node_goes_down);
    tcase_add_test(c, a_suspended_job_may_be_cancelled);
    tcase_add_test(c, a_requeue_after_a_suspension_loses_all_that_was_done);
    tcase_add_test(c, checkpoints_count_from_the_start_of_the_run_not_from_its_last_stretch);
    tcase_add_test(c, a_limit_set_after_a_suspension_counts_what_ran_before_it);
    tcase_add_test(c, a_limit_set_during_a_suspension_holds_after_it);
    tcase_add_test(c, a_node_that_goes_down_preempts_nobody);
    tcase_add_test(c, the_preemptor_starts_without_backfill_too);
    tcase_add_test(c, a_grace_is_of_the_run_that_was_told_to_go);
    tcase_add_test(c, of_a_range_of_nodes_a_job_gets_as_many_as_are_there_and_its_limits_allow);
    tcase_add_test(c, a_limit_cut_by_backfill_stays_cut_after_a_requeue);
    tcase_add_test(c, what_a_partition_does_not_give_is_refused_when_it_is_set);
    tcase_add_test(c, nothing_is_lost_after_the_last_end);
    tcase_add_test(c, run_minutes_fall_with_the_limit_of_a_running_job);
    tcase_add_test(c, run_minutes_fall_while_a_job_is_suspended);
    suite_add_tcase(s, c);
    return run_suite(s);
}
