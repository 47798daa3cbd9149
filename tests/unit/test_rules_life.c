/* Start rules on a machine on which jobs are suspended, nodes fail and some jobs never run. */
#include "aif/sim.h"
#include "aif/trace.h"
#include "aif/view.h"
#include "suite.h"

#include <string.h>

enum { MOST_STEPS = 1000 };

static struct {
    struct aif_class class;
    struct aif_partition partitions[2];
    struct aif_centre_partition rules[2];
    struct aif_centre_qos qos;
    struct aif_machine machine;
    struct aif_centre centre;
    struct aif_workload workload;
    struct aif_scenario scenario;
    struct aif_sim *sim;
    int64_t last_s; /* when the rule looked for the last time */
} f;

/* Two nodes of one core; partitions "low", the default, and "high" have both. */
static void set_up(void)
{
    memset(&f, 0, sizeof f);
    f.class = (struct aif_class){.name = "n", .node_count = 2, .gpu_model = "", .shape = {1, 0, 0}};
    for (int i = 0; i < 2; i++) {
        f.partitions[i] = (struct aif_partition){
            .name = i ? "high" : "low", .class_mask = 1, .is_exclusive = true};
        f.rules[i] = (struct aif_centre_partition){.priority_tier = 1 + i,
                                                   .priority_job_factor = 1,
                                                   .qos = AIF_NONE,
                                                   .preempt_mode = AIF_PREEMPT_UNSET,
                                                   .is_default = !i,
                                                   .oversubscribe = 1};
    }
    f.machine = (struct aif_machine){.name = "m",
                                     .classes = &f.class,
                                     .class_count = 1,
                                     .partitions = f.partitions,
                                     .partition_count = 2,
                                     .node_count = 2};
    f.centre = aif_centre_default();
    f.centre.partitions = f.rules;
    f.centre.restart_s = 0;
    f.centre.requeue_delay_s = 0;
}

static void tear_down(void)
{
    aif_sim_close(f.sim);
    aif_workload_close(&f.workload);
}

static void begin(const char *rule, const char *trace)
{
    struct aif_err err = {{0}};
    struct aif_trace_input in = {trace, strlen(trace), "test.csv", false};
    ck_assert_msg(aif_trace_parse(&in, &f.workload, &err), "%s", err.text);
    f.scenario = (struct aif_scenario){
        .machine = &f.machine, .workload = &f.workload, .centre = &f.centre, .is_checked = true};
    struct aif_policy_names names = {.order = "fcfs", .backfill = rule};
    ck_assert_msg(aif_policy_parse(&names, &f.scenario.policy, &err), "%s", err.text);
    f.sim = aif_sim_open(&f.scenario, &err);
    ck_assert_msg(f.sim != NULL, "%s", err.text);
}

static void run(const char *rule, const char *trace)
{
    begin(rule, trace);
    for (uint32_t i = 0;; i++) {
        int64_t next_s = aif_sim_next(f.sim);
        uint64_t passes = aif_sim_totals(f.sim)->pass_count;
        if (!aif_sim_step(f.sim))
            break;
        if (aif_sim_totals(f.sim)->pass_count > passes)
            f.last_s = next_s;
        ck_assert_msg(i < MOST_STEPS, "no end in sight");
    }
}

static const struct aif_row *row_of(int64_t id)
{
    for (uint32_t i = 0; i < f.workload.count; i++)
        if (f.workload.jobs[i].id == id)
            return &aif_sim_rows(f.sim)[i];
    ck_abort_msg("no job %lld", (long long)id);
    return NULL;
}

static void expect(int64_t id, int64_t start_s, int64_t end_s)
{
    const struct aif_row *row = row_of(id);
    ck_assert_msg(row->start_s == start_s && row->end_s == end_s,
                  "job %lld: %lld to %lld, expected %lld to %lld", (long long)id,
                  (long long)row->start_s, (long long)row->end_s, (long long)start_s,
                  (long long)end_s);
}

static void expect_blocked(int64_t id)
{
    ck_assert_int_eq(row_of(id)->outcome, AIF_OUTCOME_BLOCKED);
}

static const char *const rules[] = {"hybrid", "qssf", "tiresias", "gavel", "gavel:ftf"};

START_TEST(a_run_ends_though_a_job_waits_for_nodes_that_do_not_come_back)
{
    run(rules[_i], "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
                   "1,0,1000,2000,1\n2,10,100,200,2\n"
                   "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n20,drain,,0-1,\n");

    expect(1, 0, 1000);
    expect_blocked(2);
    ck_assert_int_eq(f.last_s, 1000);
}
END_TEST

START_TEST(a_run_ends_though_a_limit_never_lets_a_job_start)
{
    f.qos = aif_centre_qos_default("one");
    f.qos.limits.grp_tres.of[AIF_TRES_NODE] = 1;
    f.centre.qos = &f.qos;
    f.centre.qos_count = 1;
    f.centre.enforce = AIF_ENFORCE_LIMITS;
    f.centre.priority.decay_half_life_s = 0; /* nothing fades */
    f.rules[0].qos = 0;
    run(rules[_i], "#aifsim-trace 1\njob_id,user,account,submit_s,run_s,limit_s,nodes\n"
                   "1,u,a,0,1000,2000,1\n2,u,a,10,100,200,2\n3,u,a,20,100,200,1\n");

    expect(3, 1000, 1100);
    expect_blocked(2);
    ck_assert_int_le(f.last_s, 1200); /* priorities are computed once more */
}
END_TEST

/* The first job is behind the second from 5 on; both nodes go at 10, and when the second is done
 * there is nothing left that the first one's return to the first queue at 45 could change. */
START_TEST(a_promotion_that_lets_nobody_start_is_not_waited_for)
{
    run("tiresias:10", "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
                       "1,0,60,100,2\n2,3,10,100,2\n"
                       "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n10,drain,,0-1,\n");

    expect(2, 5, 15);
    expect_blocked(1);
    ck_assert_int_eq(f.last_s, 15);
}
END_TEST

/* Both jobs are in the second queue when the nodes fail at 12, and nothing runs until 80: the
 * second has been due in the first queue since 50, the first since 68. */
START_TEST(a_promotion_counts_from_when_it_was_due)
{
    run("tiresias:10", "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
                       "1,0,60,100,2\n2,3,60,100,2\n"
                       "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
                       "12,down,,0,\n80,resume,,0,\n");

    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(f.sim, &count);
    ck_assert_uint_eq(count, 5);
    ck_assert_uint_eq(e[3].job, 1);
    ck_assert_int_eq(e[3].start_s, 80);
    ck_assert_int_eq(e[3].end_s, 85);
    expect(2, 90, 140);
    expect(1, 140, 190);
}
END_TEST

START_TEST(a_job_waits_for_resources_or_for_nodes_that_are_down)
{
    begin(rules[_i], "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
                     "1,0,1000,2000,2\n2,10,100,200,2\n"
                     "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n20,drain,,0,\n");
    while (aif_sim_next(f.sim) <= 10)
        aif_sim_step(f.sim);
    enum aif_wait before = aif_view_job(f.sim, 1).wait;
    while (aif_sim_next(f.sim) <= 20)
        aif_sim_step(f.sim);

    ck_assert_int_eq(before, AIF_WAIT_RESOURCES);
    ck_assert_int_eq(aif_view_job(f.sim, 1).wait, AIF_WAIT_NODES_DOWN);
}
END_TEST

/* After the first job, whose user's jobs are predicted by it, two wait for a third that has both
 * nodes: one of the same user, and one of a user without a past who asks for 18 s. */
#define TWO_THAT_WAIT                                                                              \
    "3,x,40,5,5,2,low,\n"                                                                          \
    "4,u,41,30,100,2,low,\n"                                                                       \
    "5,w,42,18,18,2,low,\n"

/* It runs from 0 to 5 and from 15 to 30. */
START_TEST(gavel_stops_nobody_where_a_restart_costs_a_round)
{
    f.centre.restart_s = 360;
    run(rules[_i], "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
                   "1,0,1000,2000,2\n2,0,1000,2000,2\n");

    expect(1, 0, 1000);
    expect(2, 1000, 2000);
}
END_TEST

START_TEST(qssf_counts_what_a_job_ran_before_it_was_suspended)
{
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = AIF_PREEMPT_SUSPEND;
    run("qssf", "#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,partition,hold\n"
                "1,u,0,20,100,2,low,\n2,v,5,10,100,2,high,\n" TWO_THAT_WAIT);

    expect(1, 0, 30);
    expect(5, 45, 63);
    expect(4, 63, 93);
}
END_TEST

/* It keeps 8 s of 10 and runs from 12 to 24. */
START_TEST(qssf_counts_what_a_checkpoint_kept)
{
    f.centre.checkpoint_s = 4;
    run("qssf", "#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,partition,hold\n"
                "1,u,0,20,100,2,low,\n" TWO_THAT_WAIT
                "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
                "10,down,,0,\n12,resume,,0,\n");

    expect(1, 12, 24);
    expect(5, 45, 63);
    expect(4, 63, 93);
}
END_TEST

/* It runs from 0 to 9, which is lost, and from 12 to 27: that, and not 24 s, is how long it takes.
 */
START_TEST(qssf_does_not_count_what_was_lost)
{
    run("qssf", "#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,partition,hold\n"
                "1,u,0,15,100,2,low,\n" TWO_THAT_WAIT
                "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
                "9,down,,0,\n12,resume,,0,\n");

    expect(1, 12, 27);
    expect(4, 45, 75);
    expect(5, 75, 93);
}
END_TEST

/* Suspended from 5 to 15, and at 20 its nodes fail: however much of its 10 s is kept, it is a job
 * of 15 s. */
START_TEST(qssf_counts_no_stretch_twice_when_a_job_begins_again)
{
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = AIF_PREEMPT_SUSPEND;
    run("qssf", "#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,partition,hold\n"
                "1,u,0,15,100,2,low,\n2,v,5,10,100,2,high,\n" TWO_THAT_WAIT
                "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
                "20,down,,0,\n22,resume,,0,\n");

    ck_assert_int_eq(row_of(1)->start_s, 22);
    expect(4, 45, 75);
}
END_TEST

/* Nobody looks between 0 and 8, when its nodes fail: 16 unit-seconds.  At 11 it has had 20. */
START_TEST(tiresias_counts_a_run_that_a_failure_cut_short)
{
    run("tiresias:20", "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
                       "1,0,30,100,2\n2,10,5,100,2\n"
                       "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
                       "8,down,,0,\n9,resume,,0,\n");

    expect(2, 11, 16);
    expect(1, 16, 44);
}
END_TEST

/* The first job has had 300 s of the nodes when they fail and the second nothing, which is why the
 * second goes first at 301, and at 360 it is still the one that has had less. */
START_TEST(gavel_counts_a_run_that_a_failure_cut_short)
{
    run(rules[_i], "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
                   "1,0,1000,2000,2\n2,5,100,2000,2\n"
                   "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n"
                   "300,down,,0,\n301,resume,,0,\n");

    expect(2, 301, 401);
    expect(1, 401, 1401);
}
END_TEST

/* Tasks that stop let others of their arrays into the queue, and what is due to each depends on how
 * many there are. */
START_TEST(an_instant_ends_though_a_job_that_stops_brings_another)
{
    f.centre.restart_s = 30;
    run("gavel:ftf", "#aifsim-trace 1\n"
                     "job_id,submit_s,run_s,limit_s,nodes,array_id,array_task,array_limit\n"
                     "2,1,1000,6000,1,9,1,1\n3,2,2000,6000,1,9,2,1\n5,4,2000,6000,2,10,1,1\n"
                     "4,52,1000,6000,2,10,0,1\n7,213,1000,6000,2,,,\n1,293,1000,6000,1,9,0,1\n"
                     "6,594,2000,6000,2,,,\n");

    for (int64_t id = 1; id <= 7; id++)
        ck_assert_int_eq(row_of(id)->outcome, AIF_OUTCOME_COMPLETED);
}
END_TEST

int main(void)
{
    enum { ALL = AIF_COUNT(rules), GAVEL = 3 };
    TCase *c = tcase_create("rules and life");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_loop_test(c, a_run_ends_though_a_job_waits_for_nodes_that_do_not_come_back, 0, ALL);
    tcase_add_loop_test(c, a_run_ends_though_a_limit_never_lets_a_job_start, 0, ALL);
    tcase_add_test(c, a_promotion_that_lets_nobody_start_is_not_waited_for);
    tcase_add_test(c, a_promotion_counts_from_when_it_was_due);
    tcase_add_loop_test(c, a_job_waits_for_resources_or_for_nodes_that_are_down, 1, ALL);
    tcase_add_loop_test(c, gavel_stops_nobody_where_a_restart_costs_a_round, GAVEL, ALL);
    tcase_add_test(c, qssf_counts_what_a_job_ran_before_it_was_suspended);
    tcase_add_test(c, qssf_counts_what_a_checkpoint_kept);
    tcase_add_test(c, qssf_does_not_count_what_was_lost);
    tcase_add_test(c, qssf_counts_no_stretch_twice_when_a_job_begins_again);
    tcase_add_test(c, tiresias_counts_a_run_that_a_failure_cut_short);
    tcase_add_test(c, an_instant_ends_though_a_job_that_stops_brings_another);
    tcase_add_loop_test(c, gavel_counts_a_run_that_a_failure_cut_short, GAVEL, ALL);
    Suite *s = suite_create("unit/rules_life");
    suite_add_tcase(s, c);
    return run_suite(s);
}
