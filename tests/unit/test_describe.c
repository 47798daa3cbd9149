/* Descriptions of traces small enough to work out by hand. */
#include "aif/describe.h"
#include "aif/trace.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static struct aif_workload w;
static struct aif_arena arena;

static void clear(void)
{
    aif_workload_close(&w);
    aif_arena_free(&arena);
    memset(&w, 0, sizeof w);
    memset(&arena, 0, sizeof arena);
}

static struct aif_description described(const char *text, const struct aif_machine *m,
                                        int32_t utc_offset_s)
{
    struct aif_err err = {{0}};
    clear();
    struct aif_trace_input in = {.text = text, .bytes = strlen(text), .path = "x"};
    ck_assert_msg(aif_trace_parse(&in, &w, &err), "%s", err.text);
    struct aif_describe_ask ask = {.machine = m, .utc_offset_s = utc_offset_s};
    return aif_describe(&w, &ask, &arena);
}

static void expect(const struct aif_spread *s, uint32_t count, const int64_t at[7])
{
    ck_assert_uint_eq(s->count, count);
    for (int i = 0; i < AIF_DESCRIBE_POINTS; i++)
        ck_assert_int_eq(s->at[i], at[i]);
}

/* number, submit, wait, run, procs, -, -, procs, request, -, status, user, group, 5 more */
static const char swf[] = "; UnixStartTime: 1704067200\n" /* Monday, 2024-01-01 */
                          "; MaxProcs: 10\n"
                          "1    0 -1  100 1 -1 -1 -1 200 -1  1 1 1 -1 -1 -1 -1 -1\n"
                          "2  600 -1   50 2 -1 -1 -1 100 -1  0 1 1 -1 -1 -1 -1 -1\n"
                          "3  600 -1    0 4 -1 -1 -1  -1 -1  5 2 2 -1 -1 -1 -1 -1\n"
                          "4 4200 -1  300 3 -1 -1 -1 300 -1  1 3 1 -1 -1 -1 -1 -1\n"
                          "5 7800 -1 1000 8 -1 -1 -1 500 -1 -1 2 2 -1 -1 -1  4 -1\n";

START_TEST(sizes_and_times_are_those_of_the_jobs)
{
    struct aif_description d = described(swf, NULL, 0);
    const struct aif_description_group *g = &d.groups[0];

    ck_assert_str_eq(aif_describe_unit_name(d.unit), "processor");
    ck_assert_uint_eq(d.group_count, 1);
    ck_assert_str_eq(g->name, "all");
    ck_assert_uint_eq(g->jobs, 5);
    expect(&g->units, 5, (const int64_t[]){1, 2, 3, 4, 8, 8, 8});
    ck_assert_int_eq(g->units.sum, 18);
    expect(&g->run_s, 5, (const int64_t[]){0, 50, 100, 300, 1000, 1000, 1000});
    ck_assert_int_eq(g->run_s.sum, 1450);
    expect(&g->limit_s, 4, (const int64_t[]){100, 100, 200, 300, 500, 500, 500});
    /* 200 / 100, 100 / 50, 300 / 300, 500 / 1000 */
    expect(&g->over_request_milli, 4, (const int64_t[]){500, 500, 1000, 2000, 2000, 2000, 2000});
    ck_assert_uint_eq(g->single_jobs, 1);
    ck_assert_uint_eq(g->power_of_two_jobs, 4);
    ck_assert_uint_eq(g->at_limit_jobs, 2);
    clear();
}
END_TEST

/* 100 + 2 x 50 + 0 + 3 x 300 + 8 x 500 = 5100 processor-seconds, of 10 x 7800. */
START_TEST(load_counts_what_jobs_can_use_on_the_machine_between_first_and_last_submission)
{
    struct aif_machine pool = aif_machine_pool(5);
    struct aif_description d = described(swf, NULL, 0);
    ck_assert_int_eq(d.span_s, 7800);
    ck_assert_uint_eq(d.capacity_units, 10);
    ck_assert_int_eq(d.groups[0].unit_s, 5100);
    ck_assert_int_eq(d.load_nano, 65384615);
    ck_assert_uint_eq(d.following_jobs, 1);
    ck_assert_uint_eq(d.accounts, 2);

    d = described(swf, &pool, 0);
    ck_assert_int_eq(d.load_nano, 130769231);

    d = described("1 5 -1 10 1 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n", &pool, 0);
    ck_assert_int_eq(d.load_nano, -1);
    clear();
}
END_TEST

START_TEST(outcomes_and_users_have_their_jobs_and_their_time)
{
    struct aif_description d = described(swf, NULL, 0);
    const struct aif_description_group *g = &d.groups[0];

    static const uint32_t jobs[] = {2, 1, 1, 1};
    static const int64_t unit_s[] = {1000, 100, 0, 4000};
    for (int o = 0; o < AIF_DESCRIBE_OUTCOMES; o++) {
        ck_assert_uint_eq(g->outcome_jobs[o], jobs[o]);
        ck_assert_int_eq(g->outcome_unit_s[o], unit_s[o]);
    }
    /* Users have 200, 4000 and 900 processor-seconds, and 2, 2 and 1 jobs. */
    ck_assert_uint_eq(g->users, 3);
    ck_assert_uint_eq(g->top_5.users, 1);
    ck_assert_int_eq(g->top_5.unit_s, 4000);
    ck_assert_uint_eq(g->top_5.jobs, 2);
    ck_assert_int_eq(g->users_unit_s, 5100);
    clear();
}
END_TEST

/* Ten per cent of 25 users are 2.5, rounded 3; five are 1.25, rounded 1.  User k has one job of k
 * seconds: 25 + 24 + 23 of 325. */
START_TEST(the_top_users_are_a_rounded_part_of_those_with_a_job)
{
    char text[4000] = "", *to = text;
    for (int k = 1; k <= 25; k++)
        to += snprintf(to, 200, "%d %d -1 %d 1 -1 -1 -1 -1 -1 1 %d 1 -1 -1 -1 -1 -1\n", k, k, k, k);
    struct aif_description d = described(text, NULL, 0);
    const struct aif_description_group *g = &d.groups[0];

    ck_assert_uint_eq(g->top_5.users, 1);
    ck_assert_int_eq(g->top_5.unit_s, 25);
    ck_assert_uint_eq(g->top_10.users, 3);
    ck_assert_int_eq(g->top_10.unit_s, 72);
    ck_assert_uint_eq(g->top_10.jobs, 3);
    ck_assert_int_eq(g->users_unit_s, 325);
    clear();
}
END_TEST

/* Gaps 600, 0, 3600, 3600: mean 1950, mean square 6,570,000, so the standard deviation is the root
 * of 2,767,500 and the coefficient of variation 1663.5805...  / 1950.  Bins of 10 min 0, 1, 7 and
 * 13 have 1, 2, 1, 1 jobs: mean 5/14, mean square 7/14. */
START_TEST(arrivals_follow_the_clock_and_their_bursts_are_measured)
{
    struct aif_description d = described(swf, NULL, -3600);
    const struct aif_arrivals *a = &d.groups[0].arrivals;

    ck_assert_uint_eq(a->hours[23], 3); /* of Sunday */
    ck_assert_uint_eq(a->hours[0], 1);
    ck_assert_uint_eq(a->hours[1], 1);
    ck_assert_uint_eq(a->days[6], 3);
    ck_assert_uint_eq(a->days[0], 2);
    ck_assert_uint_eq(a->gap_count, 4);
    ck_assert_int_eq(a->gap_sum_s, 7800);
    ck_assert_int_eq(a->gap_cv_nano, 853118193);
    ck_assert_int_eq(a->bins, 14);
    ck_assert_int_eq(a->empty_bins, 10);
    ck_assert_int_eq(a->dispersion_nano, 1042857143); /* 7/5 - 5/14 */
    clear();
}
END_TEST

static const char csv[] =
    "#aifsim-trace 1\n"
    "user,community,partition,submit_s,nodes,gpus_per_node,cores_per_node,limit_s,run_s,status\n"
    "anna,startups,gpu,0,1,2,8,100,50,completed\n"
    "ben,research,gpu,1000,3,4,64,1000,1000,completed\n"
    "anna,startups,gpu,1200,1,1,8,100,60,failed\n"
    "cleo,research,cpu,1300,2,,64,100,30,completed\n"
    ",research,gpu,2000,1,4,64,100,100,completed\n";

/* 100 + 12,000 + 60 + 0 + 400 = 12,560 GPU-seconds; the job on CPUs has no size in GPUs. */
START_TEST(communities_are_told_apart_and_gpus_are_the_unit_where_any_job_has_some)
{
    struct aif_description d = described(csv, NULL, 0);

    ck_assert_str_eq(aif_describe_unit_name(d.unit), "gpu");
    ck_assert_uint_eq(d.group_count, 3);
    ck_assert_int_eq(d.groups[0].unit_s, 12560);
    ck_assert_uint_eq(d.groups[0].users, 3);
    ck_assert_uint_eq(d.groups[0].userless, 1);
    ck_assert_int_eq(d.groups[0].users_unit_s, 12160);
    const struct aif_description_group *g = &d.groups[1];
    ck_assert_str_eq(g->name, "startups");
    ck_assert_uint_eq(g->jobs, 2);
    ck_assert_uint_eq(g->users, 1);
    ck_assert_int_eq(g->unit_s, 160);
    expect(&g->run_s, 2, (const int64_t[]){50, 50, 50, 60, 60, 60, 60});
    ck_assert_int_eq(g->arrivals.gap_sum_s, 1200);
    g = &d.groups[2];
    ck_assert_str_eq(g->name, "research");
    ck_assert_uint_eq(g->jobs, 3);
    ck_assert_uint_eq(g->jobs_without_unit, 1);
    expect(&g->units, 2, (const int64_t[]){4, 4, 4, 12, 12, 12, 12});
    ck_assert_uint_eq(g->power_of_two_jobs, 1);
    ck_assert_uint_eq(g->arrivals.days[0], 0);
    ck_assert_int_eq(d.load_nano, -1);
    clear();
}
END_TEST

/* 20 nodes of 4 GPUs in `gpu`, 100 without in `cpu`, 5 of 8 GPUs that no job may use in `big`. */
START_TEST(the_capacity_of_a_site_is_that_of_the_partitions_jobs_may_use)
{
    static const struct aif_class classes[] = {
        {.name = "g", .node_count = 20, .shape = {64, 4, 1}, .gpu_model = "x"},
        {.name = "c", .first_node = 20, .node_count = 100, .shape = {128, 0, 1}, .gpu_model = ""},
        {.name = "b", .first_node = 120, .node_count = 5, .shape = {64, 8, 1}, .gpu_model = "x"},
    };
    static const struct aif_partition partitions[] = {
        {.name = "gpu", .class_mask = 1, .unit = AIF_UNIT_NODE},
        {.name = "cpu", .class_mask = 2, .unit = AIF_UNIT_CORE},
        {.name = "big", .class_mask = 4, .unit = AIF_UNIT_GPU},
    };
    struct aif_machine m = {.name = "m",
                            .classes = classes,
                            .class_count = 3,
                            .partitions = partitions,
                            .partition_count = 3,
                            .node_count = 125};

    struct aif_description d = described(csv, &m, 0);
    ck_assert_uint_eq(d.capacity_units, 80);
    ck_assert_int_eq(d.load_nano, 78500000); /* 12,560 of 80 x 2000 */
    d = described("#aifsim-trace 1\npartition,submit_s,nodes,gpus_per_node,run_s\nbig,0,1,8,1\n"
                  "big,9,1,8,1\n",
                  &m, 0);
    ck_assert_uint_eq(d.capacity_units, 40); /* of 5 nodes with 8, none of the first partition's */
    /* Jobs of a partition that the site has not count for its first. */
    d = described("#aifsim-trace 1\npartition,submit_s,nodes,gpus_per_node,run_s\nold,0,2,8,1\n",
                  &m, 0);
    ck_assert_uint_eq(d.capacity_units, 80);
    /* Processors of a classic log are nodes here, as the first partition says. */
    d = described(swf, &m, 0);
    ck_assert_uint_eq(d.capacity_units, 20);
    clear();
}
END_TEST

START_TEST(huge_values_stop_at_the_largest_number)
{
    struct aif_machine pool = aif_machine_pool(1);
    struct aif_description d =
        described("1 0 -1 9999999999 4000000000 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n"
                  "2 1 -1 9999999999 4000000000 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n",
                  &pool, 0);
    ck_assert_int_eq(d.groups[0].unit_s, INT64_MAX);
    ck_assert_int_eq(d.load_nano, INT64_MAX);
    clear();
}
END_TEST

START_TEST(no_jobs_are_described_as_none)
{
    struct aif_describe_ask ask = {.utc_offset_s = 0};
    clear();
    struct aif_description d = aif_describe(&w, &ask, &arena);
    ck_assert_uint_eq(d.groups[0].jobs, 0);
    ck_assert_uint_eq(d.groups[0].run_s.count, 0);
    ck_assert_int_eq(d.load_nano, -1);
    clear();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("describe");
    TCase *t = tcase_create("describe");
    tcase_add_test(t, sizes_and_times_are_those_of_the_jobs);
    tcase_add_test(t,
                   load_counts_what_jobs_can_use_on_the_machine_between_first_and_last_submission);
    tcase_add_test(t, outcomes_and_users_have_their_jobs_and_their_time);
    tcase_add_test(t, the_top_users_are_a_rounded_part_of_those_with_a_job);
    tcase_add_test(t, arrivals_follow_the_clock_and_their_bursts_are_measured);
    tcase_add_test(t, communities_are_told_apart_and_gpus_are_the_unit_where_any_job_has_some);
    tcase_add_test(t, the_capacity_of_a_site_is_that_of_the_partitions_jobs_may_use);
    tcase_add_test(t, huge_values_stop_at_the_largest_number);
    tcase_add_test(t, no_jobs_are_described_as_none);
    suite_add_tcase(s, t);
    return run_suite(s);
}
