/* Seeds, communities, load and faults of the workload generator. */
#include "busy_spec.h"

#include <math.h>
#include <string.h>

static bool jobs_equal(const struct aif_job *a, const struct aif_job *b)
{
    return a->submit_s == b->submit_s && a->limit_s == b->limit_s && a->runtime_s == b->runtime_s &&
           memcmp(&a->request.per_node, &b->request.per_node, sizeof a->request.per_node) == 0 &&
           a->request.nodes == b->request.nodes && a->request.procs == b->request.procs &&
           a->request.is_exclusive == b->request.is_exclusive && a->status == b->status;
}

START_TEST(the_same_seed_gives_the_same_jobs_and_another_seed_others)
{
    struct three t;
    three_init(&t);
    struct aif_workload a = make(&t.spec, &week, 1, NULL);
    struct aif_workload b = make(&t.spec, &week, 1, NULL);
    struct aif_workload c = make(&t.spec, &week, 2, NULL);

    ck_assert_uint_eq(a.count, b.count);
    uint32_t differing = 0;
    for (uint32_t i = 0; i < a.count; i++) {
        ck_assert(jobs_equal(&a.jobs[i], &b.jobs[i]) && a.jobs[i].user == b.jobs[i].user);
        differing += i < c.count && !jobs_equal(&a.jobs[i], &c.jobs[i]);
    }
    ck_assert_uint_gt(differing, a.count / 2);
    aif_workload_close(&a);
    aif_workload_close(&b);
    aif_workload_close(&c);
}
END_TEST

/* Jobs of one community, in order, must be the same in both workloads, names included. */
static void expect_same_jobs(const struct aif_workload *a, const struct aif_workload *b,
                             const char *name)
{
    uint32_t in_a = aif_names_find(&a->communities, name), j = 0, n = 0;
    uint32_t in_b = aif_names_find(&b->communities, name);
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->jobs[i].community != in_a)
            continue;
        while (j < b->count && b->jobs[j].community != in_b)
            j++;
        ck_assert_uint_lt(j, b->count);
        const struct aif_job *x = &a->jobs[i], *y = &b->jobs[j++];
        ck_assert(jobs_equal(x, y));
        ck_assert_str_eq(aif_names_at(&a->users, x->user, "?"),
                         aif_names_at(&b->users, y->user, "?"));
        ck_assert_str_eq(aif_names_at(&a->accounts, x->account, "?"),
                         aif_names_at(&b->accounts, y->account, "?"));
        n++;
    }
    while (j < b->count && b->jobs[j].community != in_b)
        j++;
    ck_assert_uint_eq(j, b->count);
    ck_assert_uint_gt(n, 10);
}

START_TEST(doubling_one_community_leaves_the_jobs_of_the_others_as_they_are)
{
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct three t;
        three_init(&t);
        struct aif_workload before = make(&t.spec, &week, seed, NULL);
        t.communities[0].load *= 2.0;
        t.communities[0].users *= 2;
        struct aif_generate_report report;
        struct aif_workload after = make(&t.spec, &week, seed, &report);

        expect_same_jobs(&before, &after, "research");
        expect_same_jobs(&before, &after, "industry");
        ck_assert_uint_gt(after.count, before.count);
        aif_workload_close(&before);
        aif_workload_close(&after);
    }
}
END_TEST

/* Whatever one community takes up, the others do not notice. */
START_TEST(what_a_community_does_leaves_the_others_as_they_are)
{
    struct three t;
    struct busy b;
    three_init(&t);
    busy_init(&b);
    struct aif_workload before = make(&t.spec, &week, 4, NULL);
    t.communities[0] = b.community;
    t.communities[0].name = "startups";
    struct aif_workload after = make(&t.spec, &week, 4, NULL);

    ck_assert_ptr_nonnull(after.extras);
    expect_same_jobs(&before, &after, "research");
    expect_same_jobs(&before, &after, "industry");
    aif_workload_close(&before);
    aif_workload_close(&after);
}
END_TEST

/* Traits have draws of their own: times, sizes and users stay. */
START_TEST(what_a_kind_states_more_leaves_its_jobs_as_they_are)
{
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    struct aif_workload before = make(&t.spec, &week, 5, NULL);
    kind.preemptible_share = 0.5;
    kind.checkpoint = (struct aif_shared_time){0.5, BUSY(gap)};
    kind.deadline = (struct aif_shared_time){0.5, BUSY(gap)};
    t.communities[0].kinds = &kind;
    struct aif_workload after = make(&t.spec, &week, 5, NULL);
    kind.checkpoint.share = 0.0;
    struct aif_workload fewer = make(&t.spec, &week, 5, NULL);

    expect_same_jobs(&before, &after, "startups");
    ck_assert_uint_eq(after.count, fewer.count);
    for (uint32_t i = 0; i < after.count; i++) {
        ck_assert_int_eq(after.traits[i].deadline_s, fewer.traits[i].deadline_s);
        ck_assert_uint_eq(after.traits[i].is_preemptible, fewer.traits[i].is_preemptible);
    }
    aif_workload_close(&before);
    aif_workload_close(&after);
    aif_workload_close(&fewer);
}
END_TEST

START_TEST(removing_a_community_or_changing_their_order_leaves_the_rest_as_it_is)
{
    struct three t;
    three_init(&t);
    struct aif_workload before = make(&t.spec, &week, 3, NULL);
    struct aif_community swapped[] = {t.communities[2], t.communities[1]};
    t.spec.communities = swapped;
    t.spec.community_count = 2;
    struct aif_workload after = make(&t.spec, &week, 3, NULL);

    expect_same_jobs(&before, &after, "research");
    expect_same_jobs(&before, &after, "industry");
    aif_workload_close(&before);
    aif_workload_close(&after);
}
END_TEST

START_TEST(a_long_span_meets_its_load_within_two_percent_and_says_so)
{
    static const double loads[] = {0.3, 0.85};
    struct three t;
    three_init(&t);
    t.communities[1].kinds = &train; /* fewer jobs, in less time */
    for (size_t i = 0; i < AIF_COUNT(loads); i++)
        for (uint64_t seed = 1; seed <= 2; seed++) {
            struct aif_generate_size size = {.span_s = 60 * DAY_S, .load = loads[i]};
            struct aif_generate_report report;
            struct aif_workload w = make(&t.spec, &size, seed, &report);
            double achieved = load_of(&w, 400.0, 60.0 * DAY_S);
            ck_assert_double_le(fabs(achieved / loads[i] - 1.0), 0.02);
            ck_assert_double_le(fabs((double)report.load_nano * 1e-9 - achieved), 1e-8);
            ck_assert_uint_eq(report.capacity_units, 400);
            aif_workload_close(&w);
        }
}
END_TEST

START_TEST(a_number_of_jobs_is_exact_and_the_span_follows_from_the_load)
{
    struct three t;
    three_init(&t);
    t.communities[2].kinds = &tune; /* no single job weighs much */
    struct aif_generate_size size = {.jobs = 5000, .load = 0.7};
    struct aif_generate_report report;
    struct aif_workload w = make(&t.spec, &size, 9, &report);

    ck_assert_uint_eq(w.count, 5000);
    ck_assert_double_le(fabs(load_of(&w, 400.0, (double)report.span_s) - 0.7), 1e-4);
    for (uint32_t i = 0; i < 3; i++) {
        double share = (double)report.communities[i].unit_s / (double)report.unit_s;
        ck_assert_double_le(fabs(share - t.communities[i].load / 0.85), 0.02);
    }
    aif_workload_close(&w);
}
END_TEST

START_TEST(jobs_and_span_together_are_both_kept)
{
    struct three t;
    three_init(&t);
    struct aif_generate_size size = {.jobs = 300, .span_s = 2 * DAY_S};
    struct aif_generate_report report;
    struct aif_workload w = make(&t.spec, &size, 9, &report);
    ck_assert_uint_eq(w.count, 300);
    ck_assert_int_eq(report.span_s, 2 * DAY_S);
    ck_assert_int_lt(w.jobs[299].submit_s, 2 * DAY_S);
    aif_workload_close(&w);
}
END_TEST

/* A session wants 36 GPUs x 600 s of a run time of 600 s for all; 10 jobs of 1 unit in a pool of
 * 10 over 600 s are a load of 1. */
START_TEST(the_load_of_constant_jobs_is_met_exactly)
{
    static const struct aif_dist_part constant = {.kind = AIF_DIST_CONSTANT, .a = 600};
    static const struct aif_size_weight one[] = {{1, 1}};
    struct aif_job_kind kind = {
        .name = "one",
        .weight = 1,
        .size = {.weights = one, .weight_count = 1},
        .runtime_s = {.parts = &constant, .part_count = 1},
        .limit = {.popular_s = popular_s, .popular_count = 1},
        .burst_mean = 1,
    };
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_generate_spec spec = {.name = "one", .communities = &c, .community_count = 1};
    struct aif_machine pool = aif_machine_pool(10);
    struct aif_workload w = {.count = 0};
    struct aif_generate_report report;
    struct aif_err err = {{0}};
    struct aif_generate_size size = {.span_s = 6000};
    ck_assert(aif_generate(&spec, &(struct aif_generate_ask){&pool, size, 1}, &w, &report, &err));
    ck_assert_uint_eq(w.count, 50); /* 0.5 x 10 x 6000 / 600 */
    ck_assert_int_eq(report.load_nano, 500000000);
    ck_assert_int_eq(w.jobs[0].limit_s, 600);
    aif_workload_close(&w);
}
END_TEST

static void expect_failure(const struct aif_generate_spec *spec, const struct aif_machine *m,
                           const struct aif_generate_size *size, const char *text)
{
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    ck_assert(!aif_generate(spec, &(struct aif_generate_ask){m, *size, 1}, &w, NULL, &err));
    ck_assert_msg(strstr(err.text, text), "'%s' lacks '%s'", err.text, text);
    ck_assert_uint_eq(w.count, 0);
    aif_workload_close(&w);
}

START_TEST(a_kind_without_gpus_to_run_on_is_an_error_that_names_it)
{
    static const char *const cpu[] = {"cpu"};
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.partitions = cpu;
    kind.partition_count = 1;
    t.communities[1].kinds = &kind;
    expect_failure(&t.spec, &odd_site, &week,
                   "community research: kind tune: partition cpu of odd has no GPUs");
}
END_TEST

START_TEST(a_size_that_says_too_little_or_too_much_is_an_error)
{
    struct three t;
    three_init(&t);
    struct aif_machine m = small_site();
    struct aif_generate_size none = {.load = 0.5};
    struct aif_generate_size all = {.jobs = 5, .span_s = 5, .load = 0.5};
    expect_failure(&t.spec, &m, &none, "neither a number of jobs nor a span");
    expect_failure(&t.spec, &m, &all, "any two decide the third");
    for (int i = 0; i < 3; i++)
        t.communities[i].load = 0.0;
    expect_failure(&t.spec, &m, &week, "every load is 0");
}
END_TEST

/* A job of 100 million processors and ten years is 3e16 processor-seconds; 2^63 has room for 290.
 */
START_TEST(sums_that_do_not_fit_are_an_error)
{
    static const struct aif_dist_part years = {.kind = AIF_DIST_CONSTANT, .a = 1e9};
    static const struct aif_size_weight all[] = {{100000000, 1}};
    static const int64_t decade_s = INT64_C(10) * 366 * DAY_S;
    struct aif_job_kind kind = {
        .name = "huge",
        .weight = 1,
        .size = {.weights = all, .weight_count = 1},
        .runtime_s = {.parts = &years, .part_count = 1},
        .limit = {.popular_s = &decade_s, .popular_count = 1},
        .burst_mean = 1,
    };
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_generate_spec spec = {.name = "huge", .communities = &c, .community_count = 1};
    struct aif_machine pool = aif_machine_pool(100000000);
    struct aif_generate_size jobs = {.jobs = 1000};
    struct aif_generate_size load = {.span_s = 100 * INT64_C(366) * DAY_S, .load = 1000};
    expect_failure(&spec, &pool, &jobs, "more GPU-seconds than can be counted");
    expect_failure(&spec, &pool, &load, "more GPU-seconds than can be counted");
}
END_TEST

START_TEST(all_faults_of_a_spec_are_listed_at_once)
{
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.burst_mean = 0.5;
    kind.limit.popular_count = 0;
    t.communities[0].kinds = &kind;
    t.communities[1].users = 0;
    t.communities[2].name = "research";
    struct aif_err err = {{0}};
    ck_assert(!aif_generate_check(&t.spec, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "community startups, kind tune: bursts of less"));
    ck_assert_ptr_nonnull(strstr(err.text, "community startups, kind tune: popular limits"));
    ck_assert_ptr_nonnull(strstr(err.text, "community research: no users"));
    ck_assert_ptr_nonnull(strstr(err.text, "the same name as another community"));
}
END_TEST

/* Half of the table's jobs run for 100 s or less, and those fail; the longer ones are cancelled.
 * Jobs of 4 and more GPUs have it to the power of 2, so a quarter of them is short.  20,000 jobs,
 * three in ten large: five standard errors are below 0.022 and 0.029. */
START_TEST(run_times_depend_on_the_size_and_ends_on_the_run_time)
{
    static const struct aif_dist_point points[] = {{0.0, 1.0}, {0.5, 100.4}, {1.0, 10000.0}};
    static const struct aif_dist_part table = {
        .kind = AIF_DIST_TABLE, .points = points, .point_count = 3};
    static const struct aif_size_power powers[] = {{4, 2.0}};
    static const struct aif_outcome_share ends[] = {{1, 1.0, 0.0}}, long_ends[] = {{1, 0.0, 1.0}};
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.runtime_s = (struct aif_dist){.parts = &table, .part_count = 1};
    kind.runtime_powers = powers;
    kind.runtime_power_count = 1;
    kind.outcomes = ends;
    kind.long_outcomes = long_ends;
    kind.outcome_count = kind.long_outcome_count = 1;
    kind.long_s = 101;
    kind.burst_mean = 1;
    t.communities[0].kinds = &kind;
    t.spec.community_count = 1;
    struct aif_generate_size size = {.jobs = 20000};
    struct aif_workload w = make(&t.spec, &size, 6, NULL);
    double jobs[2] = {0}, shorts[2] = {0};
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_job *j = &w.jobs[i];
        bool is_large = j->request.nodes > 1 || j->request.per_node.gpus >= 4;
        jobs[is_large]++;
        shorts[is_large] += j->runtime_s <= 100;
        ck_assert_int_eq(j->status, j->runtime_s <= 100 ? AIF_STATUS_FAILED : AIF_STATUS_CANCELLED);
    }
    ck_assert_double_le(fabs(shorts[0] / jobs[0] - 0.5), 0.022);
    ck_assert_double_le(fabs(shorts[1] / jobs[1] - 0.25), 0.029);
    aif_workload_close(&w);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("generate");
    TCase *t;
    t = tcase_create("generate");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, the_same_seed_gives_the_same_jobs_and_another_seed_others);
    tcase_add_test(t, doubling_one_community_leaves_the_jobs_of_the_others_as_they_are);
    tcase_add_test(t, what_a_community_does_leaves_the_others_as_they_are);
    tcase_add_test(t, what_a_kind_states_more_leaves_its_jobs_as_they_are);
    tcase_add_test(t, removing_a_community_or_changing_their_order_leaves_the_rest_as_it_is);
    tcase_add_test(t, a_long_span_meets_its_load_within_two_percent_and_says_so);
    tcase_add_test(t, a_number_of_jobs_is_exact_and_the_span_follows_from_the_load);
    tcase_add_test(t, jobs_and_span_together_are_both_kept);
    tcase_add_test(t, the_load_of_constant_jobs_is_met_exactly);
    tcase_add_test(t, a_kind_without_gpus_to_run_on_is_an_error_that_names_it);
    tcase_add_test(t, a_size_that_says_too_little_or_too_much_is_an_error);
    tcase_add_test(t, sums_that_do_not_fit_are_an_error);
    tcase_add_test(t, all_faults_of_a_spec_are_listed_at_once);
    tcase_add_test(t, run_times_depend_on_the_size_and_ends_on_the_run_time);
    suite_add_tcase(s, t);
    return run_suite(s);
}
