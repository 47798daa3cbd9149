/* Metrics from rows made by hand.  EX1 to EX3 with the schedules of real runs: test_golden.c. */
#include "engine/metrics.h"
#include "suite.h"

#include <string.h>

enum { MAX_JOBS = 8 };

struct fixture {
    struct aif_workload workload;
    struct aif_job jobs[MAX_JOBS];
    struct aif_row rows[MAX_JOBS];
    struct aif_totals totals;
    struct aif_arena arena;
    struct aif_metrics metrics;
};

static struct fixture f;

static void set_up(void)
{
    memset(&f, 0, sizeof f);
    f.workload.jobs = f.jobs;
    f.totals.capacity_units = 10;
}

static void tear_down(void)
{
    aif_arena_free(&f.workload.arena);
    aif_arena_free(&f.arena);
}

/* A job that ran; returns it, for a test to add to. */
static struct aif_job *add(int64_t submit_s, uint32_t units, int64_t start_s, int64_t end_s)
{
    uint32_t i = f.workload.count++;
    f.jobs[i] = (struct aif_job){.submit_s = submit_s, .user = AIF_NONE, .community = AIF_NONE16};
    f.rows[i] = (struct aif_row){.start_s = start_s,
                                 .end_s = end_s,
                                 .units = units,
                                 .counted_units = units,
                                 .outcome = AIF_OUTCOME_COMPLETED};
    return &f.jobs[i];
}

static void add_rejected(int64_t submit_s)
{
    add(submit_s, 99, AIF_UNKNOWN_S, AIF_UNKNOWN_S);
    f.rows[f.workload.count - 1].outcome = AIF_OUTCOME_REJECTED;
}

static uint32_t user(const char *name)
{
    return aif_names_intern(&f.workload.users, &f.workload.arena, name, strlen(name));
}

static uint16_t community(const char *name)
{
    return (uint16_t)aif_names_intern(&f.workload.communities, &f.workload.arena, name,
                                      strlen(name));
}

static const struct aif_metrics *compute(void)
{
    const struct metrics_input in = {
        .workload = &f.workload, .rows = f.rows, .count = f.workload.count, .totals = &f.totals};
    metrics_from_rows(&in, &f.arena, &f.metrics);
    return &f.metrics;
}

/* EX1 under EASY (facts, policies.md 4.14): waits 0, 9, 26, 0, 0; slowdowns 1, 1.9, 3.6, 1, 1. */
START_TEST(ex1_under_easy_has_the_published_figures)
{
    add(0, 6, 0, 10);
    add(1, 8, 10, 20);
    add(2, 9, 28, 38);
    add(3, 2, 3, 28);
    add(4, 2, 4, 9);
    f.totals.lost_a_unit_s = f.totals.lost_c_unit_s = 76;

    const struct aif_metrics *m = compute();

    const struct aif_group *all = &m->groups[0];
    ck_assert_uint_eq(all->jobs, 5);
    ck_assert_int_eq(all->wait_s.mean_nano, 7000000000);
    ck_assert_int_eq(all->wait_s.median_nano, 0);
    ck_assert_int_eq(all->wait_s.max_nano, 26000000000);
    ck_assert_int_eq(all->wait_s.p95_nano, 22600000000); /* 9 + (26 - 9) x 0.8 */
    ck_assert_int_eq(all->turnaround_s.mean_nano, 19000000000);
    ck_assert_int_eq(all->slowdown.mean_nano, 1700000000);
    ck_assert_int_eq(all->bsld_10.mean_nano, 1700000000);
    ck_assert_int_eq(all->bsld_600.max_nano, 1000000000);
    ck_assert_int_eq(all->ppbsld_10.mean_nano, 1000000000);
    ck_assert_int_eq(m->makespan_s, 38);
    ck_assert_int_eq(m->utilisation_nano, 763157895);
    ck_assert_int_eq(m->lost_a_nano, 200000000);
    ck_assert_int_eq(m->lost_b_nano, 0);
    ck_assert_int_eq(m->lost_c_nano, 200000000);
}
END_TEST

/* Window 0 to 4 s: 6 x 4 + 2 x 1 = 26 of 40 unit-seconds; 290 offered in it. */
START_TEST(utilisation_counts_only_what_lies_in_the_window)
{
    add(0, 6, 0, 10);
    add(1, 8, 10, 20);
    add(2, 9, 28, 38);
    add(3, 2, 3, 28);
    add(4, 2, 4, 9);

    const struct aif_metrics *m = compute();

    ck_assert_int_eq(m->utilisation_submit_nano, 650000000);
    ck_assert_int_eq(m->offered_load_nano, 7250000000);
}
END_TEST

/* Wait 90, run 1, tau 10: 9.1 (facts, policies.md 4.16); not bounded 91; per processor on 7: 1.3.
 */
START_TEST(short_jobs_are_bounded_by_tau)
{
    add(0, 7, 90, 91);

    const struct aif_group *all = &compute()->groups[0];

    ck_assert_int_eq(all->bsld_10.mean_nano, 9100000000);
    ck_assert_int_eq(all->slowdown.mean_nano, 91000000000);
    ck_assert_int_eq(all->bsld_600.mean_nano, 1000000000);
    ck_assert_int_eq(all->ppbsld_10.mean_nano, 1300000000);
}
END_TEST

/* Width 8 for the orders and per-processor figures, 0 of the machine's GPUs. */
START_TEST(jobs_that_take_nothing_of_the_capacity_do_not_count_as_use)
{
    add(0, 4, 0, 10);
    add(0, 8, 80, 90);
    add(0, 2, 0, 12);
    f.rows[1].counted_units = f.rows[2].counted_units = 0;
    add(20, 1, 20, 20);

    const struct aif_metrics *m = compute();

    ck_assert_int_eq(m->groups[0].unit_s, 40);
    ck_assert_int_eq(m->utilisation_nano, 44444444);
    ck_assert_int_eq(m->utilisation_submit_nano, 200000000);
    ck_assert_int_eq(m->groups[0].ppbsld_10.max_nano, 1125000000); /* 90 / (8 x 10) */
}
END_TEST

START_TEST(a_job_that_neither_waits_nor_runs_has_slowdown_0_and_bounded_slowdown_1)
{
    add(5, 1, 5, 5);

    const struct aif_metrics *m = compute();

    ck_assert_int_eq(m->groups[0].slowdown.max_nano, 0);
    ck_assert_int_eq(m->groups[0].bsld_10.max_nano, 1000000000);
    ck_assert_int_eq(m->utilisation_nano, 0);
    ck_assert_int_eq(m->first_submit_s, 5);
}
END_TEST

START_TEST(communities_split_the_jobs_and_all_has_every_one)
{
    uint16_t research = community("research"), industry = community("industry");
    add(0, 1, 4, 10)->community = industry;
    add(0, 1, 2, 10)->community = research;
    add(1, 1, 11, 20);
    add_rejected(2);
    f.jobs[3].community = research;
    add(3, 2, 9, 13)->community = research;
    f.rows[4].outcome = AIF_OUTCOME_TIMED_OUT;

    const struct aif_metrics *m = compute();

    ck_assert_uint_eq(m->group_count, 3);
    ck_assert_str_eq(m->groups[0].name, "all");
    ck_assert_uint_eq(m->groups[0].jobs, 4);
    ck_assert_uint_eq(m->groups[0].rejected, 1);
    ck_assert_int_eq(m->groups[0].wait_s.mean_nano, 5500000000);
    ck_assert_str_eq(m->groups[1].name, "research");
    ck_assert_uint_eq(m->groups[1].jobs, 2);
    ck_assert_uint_eq(m->groups[1].completed, 1);
    ck_assert_uint_eq(m->groups[1].timed_out, 1);
    ck_assert_uint_eq(m->groups[1].rejected, 1);
    ck_assert_int_eq(m->groups[1].wait_s.mean_nano, 4000000000);
    ck_assert_int_eq(m->groups[1].unit_s, 16);
    ck_assert_str_eq(m->groups[2].name, "industry");
    ck_assert_int_eq(m->groups[2].wait_s.max_nano, 4000000000);
}
END_TEST

START_TEST(rejected_jobs_count_nowhere_else)
{
    add_rejected(0);
    add(10, 5, 10, 20);
    add_rejected(100);

    const struct aif_metrics *m = compute();

    ck_assert_uint_eq(m->groups[0].jobs, 1);
    ck_assert_uint_eq(m->groups[0].rejected, 2);
    ck_assert_int_eq(m->first_submit_s, 10);
    ck_assert_int_eq(m->last_submit_s, 10);
    ck_assert_int_eq(m->makespan_s, 10);
    ck_assert_int_eq(m->utilisation_nano, 500000000);
}
END_TEST

START_TEST(a_run_without_jobs_has_no_figures)
{
    const struct aif_metrics *m = compute();

    ck_assert_uint_eq(m->group_count, 1);
    ck_assert_uint_eq(m->groups[0].jobs, 0);
    ck_assert_int_eq(m->makespan_s, 0);
    ck_assert_int_eq(m->jain_nano, 0);
}
END_TEST

/* Unit-seconds 10, 20, 30, 40 as in policies.md 4.16; mean bounded slowdowns 1, 1, 1, 2. */
START_TEST(users_are_compared_by_what_they_used_and_how_long_they_waited)
{
    uint32_t a = user("a"), b = user("b"), c = user("c"), d = user("d");
    user("never ran anything");
    add(0, 1, 0, 10)->user = a;
    add(0, 1, 0, 20)->user = b;
    add(0, 3, 0, 10)->user = c;
    add(0, 1, 10, 20)->user = d;
    add(0, 1, 20, 30)->user = d;
    add(0, 1, 5, 15)->user = d;
    add(0, 1, 0, 10)->user = d;

    const struct aif_metrics *m = compute();

    ck_assert_int_eq(m->jain_nano, 833333333);
    ck_assert_int_eq(m->gini_nano, 250000000);
    ck_assert_int_eq(m->jain_bsld_nano, 911870504); /* d: (2 + 3 + 1.5 + 1) / 4 = 1.875 */
    ck_assert_int_eq(m->gini_bsld_nano, 134615385);
}
END_TEST

/* 20 / 3 = 6.666666666..., and a mean of 1, 1 and 6.666666667. */
START_TEST(ratios_and_means_are_rounded_half_up)
{
    add(0, 1, 17, 20);
    add(0, 1, 0, 3);
    add(0, 1, 0, 3);

    const struct aif_group *all = &compute()->groups[0];

    ck_assert_int_eq(all->slowdown.max_nano, 6666666667);
    ck_assert_int_eq(all->slowdown.mean_nano, 2888888889);
    ck_assert_int_eq(all->wait_s.mean_nano, 5666666667);
}
END_TEST

START_TEST(jobs_of_the_longest_times_do_not_overflow)
{
    add(0, UINT32_MAX, INT64_C(1) << 40, INT64_C(1) << 40);
    const int64_t longest_s = UINT32_MAX;
    add(0, 1, longest_s, 2 * longest_s);

    const struct aif_group *all = &compute()->groups[0];

    ck_assert_int_eq(all->wait_s.max_nano, longest_s * 1000000000);
    ck_assert_int_eq(all->turnaround_s.max_nano, 2 * longest_s * 1000000000);
    ck_assert_int_eq(all->slowdown.max_nano, longest_s * 1000000000);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("metrics");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, ex1_under_easy_has_the_published_figures);
    tcase_add_test(t, utilisation_counts_only_what_lies_in_the_window);
    tcase_add_test(t, short_jobs_are_bounded_by_tau);
    tcase_add_test(t, jobs_that_take_nothing_of_the_capacity_do_not_count_as_use);
    tcase_add_test(t, a_job_that_neither_waits_nor_runs_has_slowdown_0_and_bounded_slowdown_1);
    tcase_add_test(t, communities_split_the_jobs_and_all_has_every_one);
    tcase_add_test(t, rejected_jobs_count_nowhere_else);
    tcase_add_test(t, a_run_without_jobs_has_no_figures);
    tcase_add_test(t, users_are_compared_by_what_they_used_and_how_long_they_waited);
    tcase_add_test(t, ratios_and_means_are_rounded_half_up);
    tcase_add_test(t, jobs_of_the_longest_times_do_not_overflow);
    Suite *s = suite_create("metrics");
    suite_add_tcase(s, t);
    return run_suite(s);
}
