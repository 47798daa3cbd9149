/* Which lanes jobs get, and what the schedule says of their waits; all by hand. */
#include "host/page/internal.h"
#include "suite.h"

#include <string.h>

static const struct aif_class classes[] = {
    {.name = "gpu", .first_node = 0, .node_count = 2, .shape = {.gpus = 4, .cores = 8}},
    {.name = "cpu", .first_node = 2, .node_count = 1, .shape = {.gpus = 0, .cores = 8}},
};
static const struct aif_partition partitions[] = {{.name = "all", .class_mask = 3},
                                                  {.name = "gpu", .class_mask = 1},
                                                  {.name = "cpu", .class_mask = 2}};

/* Lanes 0-3 and 4-7: the GPUs of nodes 0 and 1; lane 8: node 2. */
static struct page_lanes node_groups[] = {
    {.name = "gpu", .first = 0, .count = 8, .per_node = 4, .first_node = 0, .has_gpus = true},
    {.name = "cpu", .first = 8, .count = 1, .per_node = 1, .first_node = 2},
};
static struct page_lanes pool_groups[] = {{.name = "processors", .count = 4, .per_node = 1}};

static struct page_site site;
static struct page_gantt gantt;
static struct page_job jobs[16];
static struct page_range ranges[16];

static void begin(bool is_pool)
{
    site = (struct page_site){.groups = is_pool ? pool_groups : node_groups,
                              .group_count = is_pool ? 1 : 2,
                              .lane_count = is_pool ? 4 : 9};
    site.site.machine = (struct aif_machine){.classes = classes,
                                             .class_count = 2,
                                             .partitions = partitions,
                                             .partition_count = 3,
                                             .node_count = 3};
    if (is_pool)
        site.site.machine = (struct aif_machine){.procs = 4};
    gantt = (struct page_gantt){.site = &site, .jobs = jobs, .ranges = ranges};
}

static void finish(void)
{
    aif_arena_free(&gantt.arena);
}

/* A job with so many GPUs of each of the nodes, or with those processors. */
static struct page_job *add(const int64_t times_s[3], uint32_t first, uint32_t last, int64_t gpus)
{
    struct page_job *j = &jobs[gantt.job_count];
    *j = (struct page_job){
        .of[JOB_GPUS] = gpus, .blocker_id = -1, .first_range = gantt.range_count, .range_count = 1};
    ranges[gantt.range_count++] = (struct page_range){first, last};
    j->of[JOB_ID] = 100 + gantt.job_count;
    j->of[JOB_SUBMIT] = times_s[0];
    j->of[JOB_START] = times_s[1];
    j->of[JOB_END] = times_s[2];
    j->of[JOB_REASON] = j->of[JOB_BLOCKER] = -1;
    gantt.job_count++;
    return j;
}

#define TIMES(submit, start, end)                                                                  \
    (const int64_t[])                                                                              \
    {                                                                                              \
        submit, start, end                                                                         \
    }

static void ck_rect(uint32_t number, uint32_t job, uint32_t lane, uint32_t span)
{
    ck_assert_uint_lt(number, gantt.rect_count);
    ck_assert_uint_eq(gantt.rects[number].job, job);
    ck_assert_uint_eq(gantt.rects[number].lane, lane);
    ck_assert_uint_eq(gantt.rects[number].span, span);
}

START_TEST(a_job_gets_the_lowest_free_gpus_of_each_node)
{
    begin(false);
    add(TIMES(0, 0, 10), 0, 0, 2);
    add(TIMES(0, 0, 20), 0, 1, 1);
    add(TIMES(5, 10, 30), 0, 0, 3);

    page_assign_lanes(&gantt);

    ck_assert_uint_eq(gantt.rect_count, 5);
    ck_rect(0, 0, 0, 2);
    ck_rect(1, 1, 2, 1);
    ck_rect(2, 1, 4, 1);
    ck_rect(3, 2, 0, 2);
    ck_rect(4, 2, 3, 1);
    ck_assert_int_eq(jobs[2].of[JOB_BLOCKER], 0); /* its end made room, at the very instant */
    ck_assert_int_eq(jobs[1].of[JOB_BLOCKER], -1);
    ck_assert_uint_eq(gantt.undrawn_jobs, 0);
    finish();
}
END_TEST

START_TEST(whole_nodes_have_all_their_gpus_in_one_rectangle)
{
    begin(false);
    add(TIMES(0, 0, 10), 0, 1, 1)->is_exclusive = true;

    page_assign_lanes(&gantt);

    ck_assert_uint_eq(gantt.rect_count, 1);
    ck_rect(0, 0, 0, 8);
    finish();
}
END_TEST

START_TEST(a_node_without_gpus_is_a_lane_that_shows_one_job_at_a_time)
{
    begin(false);
    add(TIMES(0, 0, 50), 2, 2, 0);
    add(TIMES(0, 5, 15), 2, 2, 0);
    add(TIMES(0, 50, 60), 2, 2, 0);

    page_assign_lanes(&gantt);

    ck_assert_uint_eq(gantt.rect_count, 2);
    ck_rect(0, 0, 8, 1);
    ck_rect(1, 2, 8, 1);
    ck_assert_uint_eq(gantt.undrawn_jobs, 1);
    finish();
}
END_TEST

START_TEST(a_job_without_gpus_on_nodes_that_have_some_is_counted_once)
{
    begin(false);
    add(TIMES(0, 0, 10), 0, 1, 0);

    page_assign_lanes(&gantt);

    ck_assert_uint_eq(gantt.rect_count, 0);
    ck_assert_uint_eq(gantt.without_gpus, 1);
    finish();
}
END_TEST

START_TEST(a_job_that_asked_for_processors_has_its_width_spread_evenly)
{
    begin(false);
    struct page_job *j = add(TIMES(0, 0, 10), 0, 1, -1);
    j->nodes = 2;
    j->of[JOB_UNITS] = 3;

    page_assign_lanes(&gantt);

    ck_assert_uint_eq(gantt.rect_count, 2);
    ck_rect(0, 0, 0, 2);
    ck_rect(1, 0, 4, 2);
    finish();
}
END_TEST

START_TEST(ends_come_before_starts_and_jobs_of_no_length_are_in_nobodys_way)
{
    begin(true);
    add(TIMES(0, 0, 10), 0, 3, -1);
    add(TIMES(0, 10, 20), 0, 3, -1);
    add(TIMES(0, 10, 10), 0, 3, -1);
    add(TIMES(0, -1, -1), 0, 0, -1)->range_count = 0; /* never ran */

    page_assign_lanes(&gantt);

    ck_assert_uint_eq(gantt.rect_count, 3);
    ck_rect(0, 0, 0, 4);
    ck_rect(1, 2, 0, 4);
    ck_rect(2, 1, 0, 4);
    ck_assert_uint_eq(gantt.undrawn_jobs, 0);
    finish();
}
END_TEST

START_TEST(blockers_that_the_table_names_are_found_by_their_numbers)
{
    begin(true);
    add(TIMES(0, 0, 10), 0, 3, -1);
    add(TIMES(0, 10, 20), 0, 3, -1)->blocker_id = 100;
    add(TIMES(0, 20, 30), 0, 3, -1)->blocker_id = 7; /* not there */
    gantt.has_reasons = true;

    page_assign_lanes(&gantt);

    ck_assert_int_eq(jobs[0].of[JOB_BLOCKER], -1);
    ck_assert_int_eq(jobs[1].of[JOB_BLOCKER], 0);
    ck_assert_int_eq(jobs[2].of[JOB_BLOCKER], -1);
    finish();
}
END_TEST

static const char *reason(uint32_t job)
{
    int64_t number = jobs[job].of[JOB_REASON];
    return number < 0 ? "" : gantt.lists[LIST_REASONS].texts[number];
}

START_TEST(a_job_that_waited_found_too_little_room_or_was_not_given_it)
{
    begin(true);
    add(TIMES(0, 0, 10), 0, 2, -1);
    add(TIMES(1, 10, 20), 0, 1, -1);  /* 1 of 4 was free */
    add(TIMES(2, 10, 20), 2, 2, -1);  /* 1 was free */
    add(TIMES(10, 10, 20), 3, 3, -1); /* did not wait */
    add(TIMES(10, 20, 30), 0, 3, -1); /* at 10 all were free: ends are before, starts are not */
    page_assign_lanes(&gantt);

    page_find_reasons(&gantt);

    ck_assert_str_eq(reason(0), "");
    ck_assert_str_eq(reason(1), "not enough free processors when it was submitted");
    ck_assert_str_eq(reason(2),
                     "enough processors were free when it was submitted, but not given to it");
    ck_assert_str_eq(reason(3), "");
    ck_assert_str_eq(reason(4),
                     "enough processors were free when it was submitted, but not given to it");
    finish();
}
END_TEST

START_TEST(room_is_counted_on_the_nodes_of_the_partition)
{
    begin(false);
    add(TIMES(0, 0, 10), 0, 1, 4);
    add(TIMES(1, 10, 20), 0, 0, 1)->partition = 1; /* node 2 is free, but not of partition gpu */
    page_assign_lanes(&gantt);

    page_find_reasons(&gantt);

    ck_assert_str_eq(reason(1), "not enough free GPUs when it was submitted");
    finish();
}
END_TEST

START_TEST(nothing_is_said_where_the_table_does_not_show_all_that_ran)
{
    begin(true);
    add(TIMES(0, 0, 10), 0, 3, -1);
    add(TIMES(1, 10, 20), 0, 3, -1);
    page_assign_lanes(&gantt);
    gantt.restarts = 1;

    page_find_reasons(&gantt);

    ck_assert_str_eq(reason(1), "");
    finish();
}
END_TEST

START_TEST(a_part_of_a_shared_node_without_gpus_tells_nothing)
{
    begin(false);
    add(TIMES(0, 0, 10), 2, 2, 0);
    struct page_job *part = add(TIMES(1, 10, 20), 2, 2, 0);
    struct page_job *whole = add(TIMES(1, 20, 30), 2, 2, 0);
    part->partition = whole->partition = 2;
    whole->is_exclusive = true;
    page_assign_lanes(&gantt);

    page_find_reasons(&gantt);

    ck_assert_str_eq(reason(1), "");
    ck_assert_str_eq(reason(2), "not enough free nodes when it was submitted");
    finish();
}
END_TEST

START_TEST(lanes_of_two_kinds_in_one_partition_are_not_added_up)
{
    begin(false);
    add(TIMES(0, 0, 10), 2, 2, 0);
    add(TIMES(1, 10, 20), 2, 2, 0)->is_exclusive = true; /* of partition all: GPUs and nodes */
    page_assign_lanes(&gantt);

    page_find_reasons(&gantt);

    ck_assert_str_eq(reason(1), "");
    finish();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("page_lanes");
    TCase *t = tcase_create("lanes");
    suite_add_tcase(s, t);
    tcase_add_test(t, a_job_gets_the_lowest_free_gpus_of_each_node);
    tcase_add_test(t, whole_nodes_have_all_their_gpus_in_one_rectangle);
    tcase_add_test(t, a_node_without_gpus_is_a_lane_that_shows_one_job_at_a_time);
    tcase_add_test(t, a_job_without_gpus_on_nodes_that_have_some_is_counted_once);
    tcase_add_test(t, a_job_that_asked_for_processors_has_its_width_spread_evenly);
    tcase_add_test(t, ends_come_before_starts_and_jobs_of_no_length_are_in_nobodys_way);
    tcase_add_test(t, blockers_that_the_table_names_are_found_by_their_numbers);
    tcase_add_test(t, a_job_that_waited_found_too_little_room_or_was_not_given_it);
    tcase_add_test(t, room_is_counted_on_the_nodes_of_the_partition);
    tcase_add_test(t, nothing_is_said_where_the_table_does_not_show_all_that_ran);
    tcase_add_test(t, a_part_of_a_shared_node_without_gpus_tells_nothing);
    tcase_add_test(t, lanes_of_two_kinds_in_one_partition_are_not_added_up);
    return run_suite(s);
}
