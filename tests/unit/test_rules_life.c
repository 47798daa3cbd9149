/* Start rules on a machine on which jobs are suspended, nodes fail and some jobs never run. */
#include "aif/sim.h"
#include "aif/trace.h"
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

static void run(const char *rule, const char *trace)
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

START_TEST(gavel_stops_nobody_where_a_restart_costs_a_round)
{
    f.centre.restart_s = 360;
    run(rules[_i], "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes\n"
                   "1,0,1000,2000,2\n2,0,1000,2000,2\n");

    expect(1, 0, 1000);
    expect(2, 1000, 2000);
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
    tcase_add_loop_test(c, gavel_stops_nobody_where_a_restart_costs_a_round, GAVEL, ALL);
    Suite *s = suite_create("unit/rules_life");
    suite_add_tcase(s, c);
    return run_suite(s);
}
