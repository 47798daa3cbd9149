/* What must hold for the jobs of every generated workload.  Expected figures follow from the specs
 * by the formulae in the comments. */
#include "specs.h"

#include <math.h>
#include <string.h>

START_TEST(submits_ascend_within_the_span_and_times_are_at_least_a_second)
{
    struct three t;
    three_init(&t);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct aif_workload w = make(&t.spec, &week, seed, NULL);
        for (uint32_t i = 0; i < w.count; i++) {
            const struct aif_job *j = &w.jobs[i];
            ck_assert_int_ge(j->submit_s, i ? w.jobs[i - 1].submit_s : 0);
            ck_assert_int_lt(j->submit_s, 7 * DAY_S);
            ck_assert_int_ge(j->limit_s, 1);
            ck_assert_int_ge(j->runtime_s, 1);
            ck_assert_int_eq(j->id, (int64_t)i + 1);
        }
        ck_assert_uint_eq(w.repairs[AIF_REPAIR_SUBMIT_UNSORTED], 0);
        aif_workload_close(&w);
    }
}
END_TEST

START_TEST(small_jobs_share_a_node_and_larger_ones_take_whole_nodes)
{
    struct three t;
    three_init(&t);
    struct aif_workload w = make(&t.spec, &week, 4, NULL);
    uint32_t seen[9] = {0};
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_request *r = &w.jobs[i].request;
        uint32_t gpus = r->nodes * r->per_node.gpus;
        if (gpus > 8)
            continue;
        seen[gpus]++;
        ck_assert_uint_eq(r->nodes, gpus == 8 ? 2 : 1);
        ck_assert_uint_eq(r->is_exclusive, gpus >= 4);
        ck_assert_uint_eq(r->per_node.cores, r->per_node.gpus * 36);
        ck_assert_uint_eq(r->per_node.mem_mib, r->per_node.gpus * 240 * 1024);
    }
    ck_assert(seen[1] && seen[2] && seen[4] && seen[8]);
    ck_assert(!seen[3] && !seen[5]);
    aif_workload_close(&w);
}
END_TEST

START_TEST(a_job_asks_for_less_than_the_gpus_part_of_a_node_but_never_for_more)
{
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.cores_per_gpu = 10;
    kind.mem_mib_per_gpu = 1 << 30;
    t.communities[0].kinds = &kind;
    t.spec.community_count = 1;
    struct aif_workload w = make(&t.spec, &week, 4, NULL);
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_shape *s = &w.jobs[i].request.per_node;
        ck_assert_uint_eq(s->cores, s->gpus * 10);
        ck_assert_uint_eq(s->mem_mib, s->gpus * 240 * 1024);
    }
    aif_workload_close(&w);
}
END_TEST

static bool fits_odd_site(const struct aif_job *j, const struct aif_workload *w)
{
    bool is_tiny = strcmp(aif_names_at(&w->partitions, j->partition, ""), "tiny") == 0;
    const struct aif_request *r = &j->request;
    uint32_t max_nodes = is_tiny ? 1 : 9, gpus = is_tiny ? 8 : 4, cores = is_tiny ? 64 : 48;
    int64_t max_s = is_tiny ? 2 * HOUR_S : DAY_S;
    return r->nodes >= 1 && r->nodes <= max_nodes && r->per_node.gpus <= gpus &&
           r->per_node.cores <= cores && r->per_node.mem_mib <= 512 && j->limit_s <= max_s;
}

START_TEST(every_request_can_be_satisfied_on_a_small_and_uneven_site)
{
    static const char *const tiny[] = {"debug", "tiny"};
    struct aif_job_kind kinds[] = {tune, train, tune};
    static const struct aif_size_weight sizes[] = {{1, 1},  {3, 1},  {6, 1},
                                                   {16, 1}, {30, 1}, {999, 9}};
    kinds[1].size = (struct aif_size_model){.weights = sizes, .weight_count = 6};
    kinds[2].size = kinds[1].size;
    kinds[2].name = "debug";
    kinds[2].partitions = tiny;
    kinds[2].partition_count = 2;
    struct aif_community c = community("all", 0.9, kinds);
    c.kind_count = 3;
    struct aif_generate_spec spec = {.name = "odd", .communities = &c, .community_count = 1};
    bool has_tiny = false;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct aif_workload w = {.count = 0};
        struct aif_err err = {{0}};
        struct aif_generate_report report;
        ck_assert(aif_generate(&spec, &(struct aif_generate_ask){&odd_site, week, seed}, &w,
                               &report, &err));
        ck_assert_uint_eq(report.capacity_units, 2 * 8 + 7 * 4);
        for (uint32_t i = 0; i < w.count; i++) {
            ck_assert(fits_odd_site(&w.jobs[i], &w));
            has_tiny |= w.jobs[i].partition != AIF_NONE16;
        }
        aif_workload_close(&w);
    }
    ck_assert(has_tiny);
}
END_TEST

START_TEST(a_size_that_does_not_fill_whole_nodes_is_rounded_up)
{
    static const struct aif_size_weight six[] = {{6, 1}};
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.size = (struct aif_size_model){.weights = six, .weight_count = 1};
    t.communities[0].kinds = &kind;
    t.spec.community_count = 1;
    struct aif_generate_size size = {.jobs = 3};
    struct aif_workload w = make(&t.spec, &size, 1, NULL);
    ck_assert_uint_eq(w.jobs[0].request.nodes, 2);
    ck_assert_uint_eq(w.jobs[0].request.per_node.gpus, 4);
    aif_workload_close(&w);
}
END_TEST

/* Nodes that no kind of job may use are no part of what the load refers to: "tiny" has 16 GPUs. */
START_TEST(the_load_refers_to_the_partitions_in_use)
{
    static const char *const tiny[] = {"tiny"};
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.partitions = tiny;
    kind.partition_count = 1;
    t.communities[0].kinds = &kind;
    t.spec.community_count = 1;
    struct aif_generate_ask ask = {&odd_site, week, 1};
    struct aif_workload w = {.count = 0};
    struct aif_generate_report report;
    struct aif_err err = {{0}};
    ck_assert(aif_generate(&t.spec, &ask, &w, &report, &err));
    ck_assert_uint_eq(report.capacity_units, 16);
    ck_assert_double_le(fabs(load_of(&w, 16.0, 7.0 * DAY_S) - 0.2), 0.002);
    aif_workload_close(&w);
}
END_TEST

/* Two kinds with the same weight, one in bursts of ten: half of the jobs each.  2,000 bursts of
 * standard deviation sqrt(90) make the share good to 0.006; five of them. */
START_TEST(weights_of_kinds_count_jobs_and_not_bursts)
{
    struct aif_job_kind kinds[] = {tune, tune};
    struct three t;
    three_init(&t);
    kinds[0].weight = kinds[1].weight = kinds[1].burst_mean = 1;
    kinds[0].burst_mean = 10;
    kinds[1].name = "single";
    t.communities[0].kinds = kinds;
    t.communities[0].kind_count = 2;
    t.spec.community_count = 1;
    struct aif_generate_size size = {.jobs = 40000};
    struct aif_workload w = make(&t.spec, &size, 1, NULL);
    uint32_t single = aif_names_find(&w.applications, "single");
    double share = 0.0;
    for (uint32_t i = 0; i < w.count; i++)
        share += w.jobs[i].application == single ? 1.0 / w.count : 0.0;
    ck_assert_double_le(fabs(share - 0.5), 0.03);
    aif_workload_close(&w);
}
END_TEST

START_TEST(on_a_pool_jobs_ask_for_processors)
{
    struct three t;
    three_init(&t);
    struct aif_machine pool = aif_machine_pool(128);
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    ck_assert(aif_generate(&t.spec, &(struct aif_generate_ask){&pool, week, 1}, &w, NULL, &err));
    uint32_t widest = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        ck_assert_uint_eq(w.jobs[i].request.nodes, 0);
        ck_assert_uint_ge(w.jobs[i].request.procs, 1);
        if (w.jobs[i].request.procs > widest)
            widest = w.jobs[i].request.procs;
    }
    ck_assert_uint_eq(widest, 64); /* trainings may take half of the 128; 256 does not fit */
    ck_assert_double_le(fabs(load_of(&w, 128.0, 7.0 * DAY_S) - 0.85), 0.1);
    aif_workload_close(&w);
}
END_TEST

/* Trainings of 16 to 256 may take half of 20 processors. */
START_TEST(a_kind_whose_sizes_are_all_too_large_asks_for_the_most_it_may)
{
    struct three t;
    three_init(&t);
    t.communities[0].kinds = &train;
    t.spec.community_count = 1;
    struct aif_machine pool = aif_machine_pool(20);
    struct aif_generate_ask ask = {&pool, {.jobs = 50}, 1};
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    ck_assert(aif_generate(&t.spec, &ask, &w, NULL, &err));
    for (uint32_t i = 0; i < w.count; i++)
        ck_assert_uint_eq(w.jobs[i].request.procs, 10);
    aif_workload_close(&w);
}
END_TEST

START_TEST(every_limit_is_a_popular_value_or_the_longest_there_is)
{
    struct three t;
    three_init(&t);
    struct aif_generate_size size = {.jobs = 20000};
    struct aif_workload w = make(&t.spec, &size, 5, NULL);
    uint32_t longest = 0, too_short = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_job *j = &w.jobs[i];
        bool is_popular = j->limit_s == 3 * DAY_S;
        for (size_t p = 0; p < AIF_COUNT(popular_s); p++)
            is_popular |= j->limit_s == popular_s[p];
        ck_assert(is_popular);
        longest += j->limit_s == 3 * DAY_S;
        too_short += j->runtime_s > j->limit_s;
    }
    /* A tenth always, and a few whose guess is above 24 h. */
    ck_assert_uint_gt(longest, w.count / 11);
    ck_assert_uint_lt(longest, w.count / 5);
    /* 2 % of jobs, where they need more than the least popular value of 600 s. */
    ck_assert_uint_gt(too_short, w.count / 200);
    ck_assert_uint_lt(too_short, w.count / 50);
    aif_workload_close(&w);
}
END_TEST

/* Half of one-GPU jobs fail, a quarter of those with 4 or more GPUs are cancelled, by the table.
 * About 20,000 jobs; five standard errors of a share are below 0.03 (0.05 for the fewer large). */
START_TEST(jobs_end_as_the_table_for_their_size_says)
{
    static const struct aif_outcome_share ends[] = {{1, 0.5, 0.0}, {4, 0.0, 0.25}};
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.outcomes = ends;
    kind.outcome_count = 2;
    kind.burst_mean = 1;
    t.communities[0].kinds = &kind;
    t.spec.community_count = 1;
    struct aif_generate_size size = {.jobs = 20000};
    struct aif_workload w = make(&t.spec, &size, 6, NULL);
    double small_jobs = 0, failed = 0, large_jobs = 0, cancelled = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_job *j = &w.jobs[i];
        bool is_small = j->request.nodes == 1 && j->request.per_node.gpus < 4;
        small_jobs += is_small;
        large_jobs += !is_small;
        failed += is_small && j->status == AIF_STATUS_FAILED;
        cancelled += !is_small && j->status == AIF_STATUS_CANCELLED;
        ck_assert(is_small ? j->status != AIF_STATUS_CANCELLED : j->status != AIF_STATUS_FAILED);
    }
    ck_assert_double_le(fabs(failed / small_jobs - 0.5), 0.03);
    ck_assert_double_le(fabs(cancelled / large_jobs - 0.25), 0.05);
    aif_workload_close(&w);
}
END_TEST

/* Weights 1 to 4 over the quarters of a day, 14 days: shares 0.1, 0.2, 0.3, 0.4. */
START_TEST(arrivals_follow_the_daily_cycle)
{
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.burst_mean = 1;
    t.communities[0].kinds = &kind;
    for (int h = 0; h < 24; h++)
        t.communities[0].cycle.hour[h] = 1 + h / 6;
    t.spec.community_count = 1;
    struct aif_generate_size size = {.jobs = 20000, .span_s = 14 * DAY_S};
    struct aif_workload w = make(&t.spec, &size, 7, NULL);
    double share[4] = {0};
    for (uint32_t i = 0; i < w.count; i++)
        share[w.jobs[i].submit_s % DAY_S / (6 * HOUR_S)] += 1.0 / w.count;
    for (int q = 0; q < 4; q++)
        ck_assert_double_le(fabs(share[q] - 0.1 * (q + 1)), 0.018); /* 5 sqrt(0.24 / N) */
    aif_workload_close(&w);
}
END_TEST

/* Counts in windows much longer than a burst are compound Poisson: variance / mean is
 * E B^2 / E B, for geometric B of mean m that is 2 m - 1: 15 for m = 8.  That the number of jobs
 * is fixed matters little over 4,320 windows; the standard error, seen over 4 seeds, is about 0.6.
 */
START_TEST(bursts_make_arrivals_overdispersed)
{
    static const struct aif_dist_part at_once = {.kind = AIF_DIST_CONSTANT, .a = 0};
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.burst_mean = 8;
    kind.gap_s = (struct aif_dist){.parts = &at_once, .part_count = 1};
    t.communities[0].kinds = &kind;
    t.spec.community_count = 1;
    double sum = 0.0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct aif_generate_size size = {.jobs = 21600, .span_s = 30 * DAY_S};
        struct aif_workload w = make(&t.spec, &size, seed, NULL);
        static double counts[4320];
        memset(counts, 0, sizeof counts);
        for (uint32_t i = 0; i < w.count; i++)
            counts[w.jobs[i].submit_s / (10 * MINUTE_S)] += 1.0;
        double squares = 0.0;
        for (int k = 0; k < 4320; k++)
            squares += (counts[k] - 5.0) * (counts[k] - 5.0);
        sum += squares / 4320 / 5.0;
        aif_workload_close(&w);
    }
    ck_assert_double_le(fabs(sum / 4 - 15.0), 1.1);
}
END_TEST

/* Skew 1 over 20 users: the first starts 1 / (1 + 1/2 + ... + 1/20) = 0.27795 of all sessions. */
START_TEST(few_users_submit_most_jobs)
{
    struct three t;
    three_init(&t);
    struct aif_job_kind kind = tune;
    kind.burst_mean = 1;
    t.communities[0].kinds = &kind;
    t.spec.community_count = 1;
    struct aif_generate_size size = {.jobs = 20000};
    struct aif_generate_report report;
    struct aif_workload w = make(&t.spec, &size, 8, &report);
    double first = 0.0;
    uint32_t u = aif_names_find(&w.users, "startups-u001");
    for (uint32_t i = 0; i < w.count; i++)
        first += w.jobs[i].user == u;
    ck_assert_double_le(fabs(first / w.count - 0.27795), 0.016);
    ck_assert_uint_eq(report.communities[0].users, 20);
    ck_assert_uint_eq(w.accounts.count, 5);
    aif_workload_close(&w);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("generate_jobs");
    TCase *t;
    t = tcase_create("jobs");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, submits_ascend_within_the_span_and_times_are_at_least_a_second);
    tcase_add_test(t, small_jobs_share_a_node_and_larger_ones_take_whole_nodes);
    tcase_add_test(t, a_job_asks_for_less_than_the_gpus_part_of_a_node_but_never_for_more);
    tcase_add_test(t, every_request_can_be_satisfied_on_a_small_and_uneven_site);
    tcase_add_test(t, a_size_that_does_not_fill_whole_nodes_is_rounded_up);
    tcase_add_test(t, the_load_refers_to_the_partitions_in_use);
    tcase_add_test(t, weights_of_kinds_count_jobs_and_not_bursts);
    tcase_add_test(t, on_a_pool_jobs_ask_for_processors);
    tcase_add_test(t, a_kind_whose_sizes_are_all_too_large_asks_for_the_most_it_may);
    tcase_add_test(t, every_limit_is_a_popular_value_or_the_longest_there_is);
    tcase_add_test(t, jobs_end_as_the_table_for_their_size_says);
    tcase_add_test(t, arrivals_follow_the_daily_cycle);
    tcase_add_test(t, bursts_make_arrivals_overdispersed);
    tcase_add_test(t, few_users_submit_most_jobs);
    suite_add_tcase(s, t);
    return run_suite(s);
}
