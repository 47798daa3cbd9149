/* Small schedules worked out by hand or exhaustively, with every figure printed for them:
 * facts, policies.md 4.14 (EX1 to EX3) and 4.15. */
#include "aif/metrics.h"
#include "suite.h"

#include <string.h>

enum { JOBS = 5 };

/* Printed to this many decimals; 0 where the facts print none. */
struct expected {
    const char *backfill;
    int64_t start_s[JOBS];
    double mean_wait_s, slowdown, bsld, ppbsld, utilisation, lost_a, lost_b, lost_c;
    int64_t makespan_s;
    int64_t miss_s[JOBS];
};

struct example {
    struct aif_job jobs[JOBS];
    uint32_t count;
};

static struct aif_job job(int64_t submit_s, uint32_t procs, int64_t limit_s, int64_t runtime_s)
{
    return (struct aif_job){.submit_s = submit_s,
                            .limit_s = limit_s,
                            .runtime_s = runtime_s,
                            .request.procs = procs,
                            .user = AIF_NONE,
                            .account = AIF_NONE,
                            .after = AIF_NONE,
                            .think_s = -1,
                            .community = AIF_NONE16,
                            .partition = AIF_NONE16,
                            .qos = AIF_NONE16,
                            .status = AIF_STATUS_COMPLETED};
}

static struct example ex1(void)
{
    return (struct example){.jobs = {job(0, 6, 10, 10), job(1, 8, 10, 10), job(2, 9, 10, 10),
                                     job(3, 2, 25, 25), job(4, 2, 5, 5)},
                            .count = 5};
}

/* The first job ends after half the time it asked for. */
static struct example ex2(void)
{
    struct example e = ex1();
    e.jobs[0].runtime_s = 5;
    return e;
}

static struct example ex3(void)
{
    struct example e = ex1();
    e.jobs[3] = job(3, 4, 8, 8);
    e.jobs[4] = job(4, 2, 6, 6);
    return e;
}

/* Half a unit of the last printed decimal, and a little for the decimal fraction itself. */
static void check_printed(int64_t nano, double printed, int decimals)
{
    double half = 0.5;
    for (int i = 0; i < decimals; i++)
        half /= 10;
    ck_assert_double_eq_tol((double)nano / 1e9, printed, half * 1.0001);
}

static void check_metrics(const struct aif_metrics *m, const struct expected *e)
{
    const struct aif_group *all = &m->groups[0];
    check_printed(all->wait_s.mean_nano, e->mean_wait_s, 1);
    check_printed(all->slowdown.mean_nano, e->slowdown, 3);
    ck_assert_int_eq(m->makespan_s, e->makespan_s);
    if (e->bsld == 0) /* of EX2 only the figures above are printed */
        return;
    check_printed(all->bsld_10.mean_nano, e->bsld, 3);
    check_printed(all->ppbsld_10.mean_nano, e->ppbsld, 3);
    check_printed(m->utilisation_nano, e->utilisation, 6);
    check_printed(m->lost_a_nano, e->lost_a, 6);
    check_printed(m->lost_b_nano, e->lost_b, 6);
    check_printed(m->lost_c_nano, e->lost_c, 6);
}

static void check_run(struct example example, const struct expected *e)
{
    const struct aif_machine machine = aif_machine_pool(10);
    struct aif_workload workload = {
        .name = "example", .jobs = example.jobs, .count = example.count};
    struct aif_scenario scenario = {.machine = &machine, .workload = &workload, .is_checked = true};
    struct aif_err err;
    const struct aif_policy_names names = {.order = "fcfs", .backfill = e->backfill};
    ck_assert(aif_policy_parse(&names, &scenario.policy, &err));
    struct aif_sim *sim = aif_sim_open(&scenario, &err);
    ck_assert_msg(sim, "%s", err.text);

    aif_sim_run(sim);

    for (uint32_t i = 0; i < example.count; i++)
        ck_assert_int_eq(aif_sim_rows(sim)[i].start_s, e->start_s[i]);
    struct aif_arena arena = {0};
    struct aif_metrics metrics;
    aif_metrics_compute(&scenario, sim, &arena, &metrics);
    check_metrics(&metrics, e);
    int64_t miss_s[JOBS];
    ck_assert_msg(aif_fair_start_miss(&scenario, miss_s, &err), "%s", err.text);
    for (uint32_t i = 0; i < example.count; i++)
        ck_assert_int_eq(miss_s[i], e->miss_s[i]);
    aif_arena_free(&arena);
    aif_sim_close(sim);
}

static const struct expected in_ex1[] = {
    {.backfill = "none",
     .start_s = {0, 10, 20, 30, 30},
     .mean_wait_s = 16.0,
     .slowdown = 2.796,
     .bsld = 2.176,
     .ppbsld = 1.118,
     .makespan_s = 55,
     .utilisation = .527273,
     .lost_a = .120,
     .lost_b = .087273,
     .lost_c = .120},
    {.backfill = "easy",
     .start_s = {0, 10, 28, 3, 4},
     .mean_wait_s = 7.0,
     .slowdown = 1.700,
     .bsld = 1.700,
     .ppbsld = 1.000,
     .makespan_s = 38,
     .utilisation = .763158,
     .lost_a = .200,
     .lost_b = 0,
     .lost_c = .200,
     .miss_s = {0, 0, 8, 0, 0}},
    {.backfill = "conservative",
     .start_s = {0, 10, 20, 30, 4},
     .mean_wait_s = 10.8,
     .slowdown = 1.756,
     .bsld = 1.756,
     .ppbsld = 1.008,
     .makespan_s = 55,
     .utilisation = .527273,
     .lost_a = .101818,
     .lost_b = .069091,
     .lost_c = .101818},
    {.backfill = "conservative:replan",
     .start_s = {0, 10, 20, 30, 4},
     .mean_wait_s = 10.8,
     .slowdown = 1.756,
     .bsld = 1.756,
     .ppbsld = 1.008,
     .makespan_s = 55,
     .utilisation = .527273,
     .lost_a = .101818,
     .lost_b = .069091,
     .lost_c = .101818},
};

static const struct expected in_ex2[] = {
    {.backfill = "none",
     .start_s = {0, 5, 15, 25, 25},
     .mean_wait_s = 12.0,
     .slowdown = 2.356,
     .makespan_s = 50},
    {.backfill = "easy",
     .start_s = {0, 9, 28, 3, 4},
     .mean_wait_s = 6.8,
     .slowdown = 1.680,
     .makespan_s = 38,
     .miss_s = {0, 4, 13, 0, 0}},
    {.backfill = "conservative",
     .start_s = {0, 5, 15, 25, 4},
     .mean_wait_s = 7.8,
     .slowdown = 1.516,
     .makespan_s = 50},
    {.backfill = "conservative:replan",
     .start_s = {0, 5, 15, 25, 4},
     .mean_wait_s = 7.8,
     .slowdown = 1.516,
     .makespan_s = 50},
};

START_TEST(ex1_has_every_published_figure)
{
    check_run(ex1(), &in_ex1[_i]);
}
END_TEST

START_TEST(ex2_where_a_job_ends_early_has_every_published_figure)
{
    check_run(ex2(), &in_ex2[_i]);
}
END_TEST

/* Waits 0, 9, 18, 27, 0; slowdowns 1, 1.9, 2.8, 35 / 8, 1. */
START_TEST(ex3_a_job_that_ends_at_the_shadow_time_may_start)
{
    static const char *const backfills[] = {"easy", "conservative", "conservative:replan"};
    const struct expected e = {.backfill = backfills[_i],
                               .start_s = {0, 10, 20, 30, 4},
                               .mean_wait_s = 10.8,
                               .slowdown = 2.215,
                               .makespan_s = 38};
    check_run(ex3(), &e);
}
END_TEST

/* 4.15: four machines; the third job is killed at its limit of 6 s. */
START_TEST(a_job_past_its_limit_ends_there)
{
    const struct aif_machine machine = aif_machine_pool(4);
    struct aif_job jobs[] = {job(0, 4, 11, 10), job(1, 2, 5, 5), job(1, 2, 6, 10)};
    struct aif_workload workload = {.name = "study1", .jobs = jobs, .count = 3};
    struct aif_scenario scenario = {.machine = &machine, .workload = &workload, .is_checked = true};
    struct aif_err err;
    const struct aif_policy_names names = {.order = "fcfs", .backfill = "none"};
    ck_assert(aif_policy_parse(&names, &scenario.policy, &err));
    struct aif_sim *sim = aif_sim_open(&scenario, &err);
    ck_assert_msg(sim, "%s", err.text);

    aif_sim_run(sim);

    const struct aif_row *rows = aif_sim_rows(sim);
    ck_assert_int_eq(rows[0].end_s, 10);
    ck_assert_int_eq(rows[1].start_s, 10);
    ck_assert_int_eq(rows[1].end_s, 15);
    ck_assert_int_eq(rows[1].outcome, AIF_OUTCOME_COMPLETED);
    ck_assert_int_eq(rows[2].start_s, 10);
    ck_assert_int_eq(rows[2].end_s, 16);
    ck_assert_int_eq(rows[2].outcome, AIF_OUTCOME_TIMED_OUT);
    aif_sim_close(sim);
}
END_TEST

/* Four machines, shortest first.  Without the last job the second heads the queue and wants all
 * four, so the third starts after it, at 15; the last one, shorter, takes its place and leaves a
 * machine over, on which the third starts at once. */
START_TEST(a_start_before_the_fair_one_is_no_miss)
{
    const struct aif_machine machine = aif_machine_pool(4);
    struct aif_job jobs[] = {job(0, 3, 10, 10), job(1, 4, 5, 5), job(1, 1, 20, 20),
                             job(2, 3, 4, 4)};
    struct aif_workload workload = {.name = "luck", .jobs = jobs, .count = 4};
    struct aif_scenario scenario = {.machine = &machine, .workload = &workload, .is_checked = true};
    struct aif_err err;
    const struct aif_policy_names names = {.order = "sjf", .backfill = "easy"};
    ck_assert(aif_policy_parse(&names, &scenario.policy, &err));
    int64_t miss_s[4];

    ck_assert_msg(aif_fair_start_miss(&scenario, miss_s, &err), "%s", err.text);

    ck_assert_int_eq(miss_s[0], 0);
    ck_assert_int_eq(miss_s[1], 12); /* starts at 22 instead of 10 */
    ck_assert_int_eq(miss_s[2], 0);  /* starts at 2 instead of 15 */
    ck_assert_int_eq(miss_s[3], 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("golden");
    tcase_add_loop_test(t, ex1_has_every_published_figure, 0, (int)AIF_COUNT(in_ex1));
    tcase_add_loop_test(t, ex2_where_a_job_ends_early_has_every_published_figure, 0,
                        (int)AIF_COUNT(in_ex2));
    tcase_add_loop_test(t, ex3_a_job_that_ends_at_the_shadow_time_may_start, 0, 3);
    tcase_add_test(t, a_job_past_its_limit_ends_there);
    tcase_add_test(t, a_start_before_the_fair_one_is_no_miss);
    Suite *s = suite_create("golden");
    suite_add_tcase(s, t);
    return run_suite(s);
}
