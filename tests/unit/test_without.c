/* Workloads with fewer jobs: expected ones are written by hand, in our own trace format. */
#include "aif/trace.h"
#include "same_workload.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 8 };

static struct aif_workload all, less, expected;
static uint32_t of[MOST];

static void parse(struct aif_workload *w, const char *text)
{
    struct aif_err err = {{0}};
    struct aif_trace_input in = {text, strlen(text), "a.csv", false};
    ck_assert_msg(aif_trace_parse(&in, w, &err), "%s", err.text);
}

/* The workload without the job of this index must be the one expected. */
static void expect(const char *text, uint32_t out, const char *text_without)
{
    bool is_out[MOST] = {false};
    parse(&all, text);
    is_out[out] = true;
    less = aif_workload_without(&all, is_out, of);
    parse(&expected, text_without);
    const char *difference = workload_difference(&less, &expected);
    ck_assert_msg(difference == NULL, "differ in: %s", difference);
}

static void close_all(void)
{
    aif_workload_close(&less);
    aif_workload_close(&all);
    aif_workload_close(&expected);
}

#define MAGIC "#aifsim-trace 1\n"
#define PLAIN MAGIC "job_id,submit_s,run_s,limit_s,nodes,user,after\n"
#define DEPENDS MAGIC "job_id,submit_s,run_s,limit_s,nodes,depends\n"
#define ARRAYS MAGIC "job_id,submit_s,run_s,limit_s,nodes,array_id,array_task,depends\n"

START_TEST(who_comes_after_a_job_that_is_gone_comes_after_none)
{
    expect(PLAIN "1,0,9,60,1,ann,\n2,1,9,60,1,bob,1\n3,2,9,60,1,cat,2\n4,3,9,60,1,ann,1\n", 1,
           PLAIN "1,0,9,60,1,ann,\n3,2,9,60,1,cat,\n4,3,9,60,1,ann,1\n");
    ck_assert_uint_eq(less.jobs[1].after, AIF_NONE);
    ck_assert_uint_eq(less.jobs[2].after, 0);
    ck_assert_uint_eq(of[0], 0);
    ck_assert_uint_eq(of[1], 2);
    ck_assert_uint_eq(of[2], 3);
    ck_assert_str_eq(aif_names_at(&less.users, less.jobs[1].user, ""), "cat");
    close_all();
}
END_TEST

START_TEST(of_conditions_that_must_all_be_met_the_others_are_left)
{
    expect(DEPENDS "1,0,9,60,1,\n2,1,9,60,1,\n3,2,9,60,1,\"afterany:1,afterok:2\"\n", 0,
           DEPENDS "2,1,9,60,1,\n3,2,9,60,1,afterok:2\n");
    ck_assert_uint_eq(less.extras[1].depend_count, 1);
    ck_assert_uint_eq(less.depends[less.extras[1].first_depend].job, 0);
    close_all();
}
END_TEST

/* What is not in the trace counts as met, and one that is met is enough. */
START_TEST(where_one_condition_is_enough_one_that_is_gone_is)
{
    expect(DEPENDS "1,0,9,60,1,\n2,1,9,60,1,\n3,2,9,60,1,afterany:1?afterany:2\n"
                   "4,3,9,60,1,afterany:3\n",
           0, DEPENDS "2,1,9,60,1,\n3,2,9,60,1,\n4,3,9,60,1,afterany:3\n");
    ck_assert_uint_eq(less.extras[1].depend_count, 0);
    ck_assert(!less.extras[1].is_any_depend_enough);
    ck_assert_uint_eq(less.depend_count, 1);
    ck_assert_uint_eq(less.depends[less.extras[2].first_depend].job, 1);
    close_all();
}
END_TEST

START_TEST(it_does_so_wherever_in_the_list_it_stands)
{
    expect(DEPENDS "1,0,9,60,1,\n2,1,9,60,1,\n3,2,9,60,1,afterany:1?afterany:2\n"
                   "4,3,9,60,1,afterany:1\n",
           1, DEPENDS "1,0,9,60,1,\n3,2,9,60,1,\n4,3,9,60,1,afterany:1\n");
    ck_assert_uint_eq(less.extras[1].depend_count, 0);
    ck_assert_uint_eq(less.depend_count, 1);
    close_all();
}
END_TEST

START_TEST(where_all_targets_are_left_one_is_still_enough)
{
    expect(DEPENDS "1,0,9,60,1,\n2,1,9,60,1,\n3,2,9,60,1,afterany:1?afterany:2\n4,3,9,60,1,\n", 3,
           DEPENDS "1,0,9,60,1,\n2,1,9,60,1,\n3,2,9,60,1,afterany:1?afterany:2\n");
    ck_assert_uint_eq(less.extras[2].depend_count, 2);
    ck_assert(less.extras[2].is_any_depend_enough);
    close_all();
}
END_TEST

START_TEST(an_array_is_left_with_its_other_tasks)
{
    expect(ARRAYS "1,0,9,60,1,7,1,\n2,0,9,60,1,7,2,\n3,2,9,60,1,,,afterany:7\n", 0,
           ARRAYS "2,0,9,60,1,7,2,\n3,2,9,60,1,,,afterany:7\n");
    ck_assert_uint_eq(less.arrays[0].job_count, 1);
    ck_assert_uint_eq(less.array_jobs[less.arrays[0].first_job], 0);
    ck_assert_uint_eq(less.extras[1].depend_count, 1);
    close_all();
}
END_TEST

START_TEST(what_waits_for_an_array_without_tasks_waits_no_longer)
{
    parse(&all, ARRAYS "1,0,9,60,1,7,1,\n2,1,9,60,1,,,\n3,2,9,60,1,,,afterany:7?afterany:2\n"
                       "4,2,9,60,1,,,\"afterany:7,afterany:2\"\n");
    const bool is_out[MOST] = {true};
    less = aif_workload_without(&all, is_out, NULL);
    ck_assert_uint_eq(less.count, 3);
    ck_assert_uint_eq(less.arrays[0].job_count, 0);
    ck_assert_uint_eq(less.extras[1].depend_count, 0);
    ck_assert_uint_eq(less.extras[2].depend_count, 1);
    ck_assert_uint_eq(less.depends[less.extras[2].first_depend].job, 0);
    close_all();
}
END_TEST

START_TEST(what_is_done_to_a_job_that_is_gone_is_not)
{
    struct aif_action actions[] = {
        {.t_s = 5, .kind = AIF_ACTION_CANCEL, .job = 0},
        {.t_s = 6, .kind = AIF_ACTION_DRAIN, .job = AIF_NONE},
        {.t_s = 7, .kind = AIF_ACTION_HOLD, .job = 1},
    };
    parse(&all, PLAIN "1,0,9,60,1,ann,\n2,1,9,60,1,bob,\n");
    all.actions = actions;
    all.action_count = 3;
    const bool is_out[MOST] = {true};
    less = aif_workload_without(&all, is_out, NULL);
    ck_assert_uint_eq(less.action_count, 2);
    ck_assert_int_eq(less.actions[0].kind, AIF_ACTION_DRAIN);
    ck_assert_uint_eq(less.actions[0].job, AIF_NONE);
    ck_assert_int_eq(less.actions[1].kind, AIF_ACTION_HOLD);
    ck_assert_uint_eq(less.actions[1].job, 0);
    close_all();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("without");
    TCase *c = tcase_create("by hand");
    tcase_add_test(c, who_comes_after_a_job_that_is_gone_comes_after_none);
    tcase_add_test(c, of_conditions_that_must_all_be_met_the_others_are_left);
    tcase_add_test(c, where_one_condition_is_enough_one_that_is_gone_is);
    tcase_add_test(c, it_does_so_wherever_in_the_list_it_stands);
    tcase_add_test(c, where_all_targets_are_left_one_is_still_enough);
    tcase_add_test(c, an_array_is_left_with_its_other_tasks);
    tcase_add_test(c, what_waits_for_an_array_without_tasks_waits_no_longer);
    tcase_add_test(c, what_is_done_to_a_job_that_is_gone_is_not);
    suite_add_tcase(s, c);
    return run_suite(s);
}
