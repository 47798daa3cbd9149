/* Why jobs wait under the textbook policies: schedules worked out by hand. */
#include "trail_case.h"

#include <stdio.h>

static struct aif_job on_nodes(int64_t submit_s, uint32_t nodes, uint32_t gpus, int64_t limit_s)
{
    struct aif_job j = job(submit_s, limit_s, limit_s);
    j.partition = 1;
    j.request = (struct aif_request){.nodes = nodes, .per_node = {1, gpus, 1}};
    return j;
}

/* Ten processors; jobs of 6, 8, 9, 2, 2 at 0 to 4: strict order starts them at 0 10 20 30 30, EASY
 * at 0 10 28 3 4, conservative backfilling at 0 10 20 30 4. */
static void run_example(const char *backfill)
{
    f.pool = aif_machine_pool(10);
    f.jobs[0] = wide(0, 6, 10, 10);
    f.jobs[1] = wide(1, 8, 10, 10);
    f.jobs[2] = wide(2, 9, 10, 10);
    f.jobs[3] = wide(3, 2, 25, 25);
    f.jobs[4] = wide(4, 2, 5, 5);
    open_sim(&f.pool, 5, "fcfs", backfill);
    aif_sim_run(f.sim);
    f.spans = aif_sim_waits(f.sim, &f.arena, &f.span_count);
}

static void expect_span(uint32_t i, const char *expected)
{
    char text[128];
    ck_assert_uint_lt(i, f.span_count);
    const struct aif_wait_span *s = &f.spans[i];
    ck_assert_int_eq(s->blocker.kind, AIF_BLOCKER_JOB);
    snprintf(text, sizeof text, "%u from %lld to %lld: %s, %u", s->job + 1, (long long)s->from_s,
             (long long)s->to_s, s->text, s->blocker.index + 1);
    ck_assert_str_eq(text, expected);
}

START_TEST(in_strict_order_who_would_fit_stands_behind_the_head)
{
    run_example("none");

    expect_span(0, "2 from 1 to 10: Resources, 1");
    expect_span(1, "3 from 2 to 20: Resources, 1");
    expect_span(2, "4 from 3 to 20: Priority, 2"); /* 4 are free, then 2, then 1 */
    expect_span(3, "4 from 20 to 30: Resources, 3");
    expect_span(4, "5 from 4 to 20: Priority, 2");
    expect_span(5, "5 from 20 to 30: Resources, 3");
    ck_assert_uint_eq(f.span_count, 6);
    close_sim();
}
END_TEST

START_TEST(under_easy_the_backfilled_never_wait)
{
    run_example("easy");

    expect_span(0, "2 from 1 to 10: Resources, 1");
    expect_span(1, "3 from 2 to 28: Resources, 1");
    ck_assert_uint_eq(f.span_count, 2);
    for (uint32_t i = 0; i < 5; i++) /* jobs 4 and 5 */
        ck_assert_int_eq(aif_view_start(f.sim, i), i < 3 ? AIF_START_TURN : AIF_START_AHEAD);
    close_sim();
}
END_TEST

/* Job 4 would run into the reservation of job 3 at 20. */
START_TEST(a_reservation_keeps_out_who_would_fit)
{
    run_example("conservative");

    expect_span(2, "4 from 3 to 20: Priority, 2");
    expect_span(3, "4 from 20 to 30: Resources, 3");
    ck_assert_uint_eq(f.span_count, 4);
    close_sim();
}
END_TEST

/* Of EASY: job 3 may run past the start that is promised to job 2 for 10, and would take more than
 * the one processor that is spare then. */
START_TEST(under_easy_who_would_delay_the_head_stands_behind_it)
{
    f.pool = aif_machine_pool(4);
    f.jobs[0] = wide(0, 2, 10, 10);
    f.jobs[1] = wide(1, 3, 10, 10);
    f.jobs[2] = wide(2, 2, 20, 20);
    open_sim(&f.pool, 3, "fcfs", "easy");
    while (aif_sim_next(f.sim) <= 2)
        aif_sim_step(f.sim);
    ck_assert_int_eq(aif_view_job(f.sim, 1).planned_s, 10);
    ck_assert_int_eq(aif_view_job(f.sim, 2).planned_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(aif_view_job(f.sim, 1).wait, AIF_WAIT_RESOURCES);
    ck_assert_uint_eq(aif_view_job(f.sim, 1).blocker.index, 0);
    ck_assert_int_eq(aif_view_job(f.sim, 2).wait, AIF_WAIT_PRIORITY);
    ck_assert_uint_eq(aif_view_job(f.sim, 2).blocker.index, 1);
    aif_sim_run(f.sim);
    f.spans = aif_sim_waits(f.sim, &f.arena, &f.span_count);

    expect_span(0, "2 from 1 to 10: Resources, 1");
    expect_span(1, "3 from 2 to 10: Priority, 2");
    expect_span(2, "3 from 10 to 20: Resources, 2");
    ck_assert_uint_eq(f.span_count, 3);
    close_sim();
}
END_TEST

/* Three nodes of 4 GPUs.  Job 1 has 3 of each for 30 s, job 2 one of the first for 10 s.  Job 3
 * wants 4 of one node: it waits for job 1, not for job 2.  Job 4 wants one GPU of one node and is
 * backfilled; job 5 wants 2 of one node, for which nobody has room. */
START_TEST(on_shared_nodes_the_node_decides)
{
    f.jobs[0] = on_nodes(0, 3, 3, 30);
    f.jobs[1] = on_nodes(1, 1, 1, 10);
    f.jobs[2] = on_nodes(2, 1, 4, 10);
    f.jobs[3] = on_nodes(3, 1, 1, 10);
    f.jobs[4] = on_nodes(4, 1, 2, 10);
    open_sim(&shared, 5, "fcfs", "easy");
    while (aif_sim_next(f.sim) <= 4)
        aif_sim_step(f.sim);
    ck_assert_int_eq(aif_view_job(f.sim, 2).planned_s, 30);
    aif_sim_run(f.sim);
    f.spans = aif_sim_waits(f.sim, &f.arena, &f.span_count);

    expect_span(0, "3 from 2 to 30: Resources, 1");
    expect_span(1, "5 from 4 to 30: Resources, 1");
    ck_assert_uint_eq(f.span_count, 2);
    close_sim();
}
END_TEST

START_TEST(the_longest_span_of_each_job_is_one_of_all)
{
    run_example("none");
    const struct aif_wait_span *longest = aif_sim_longest_waits(f.sim, &f.arena);

    ck_assert_int_eq(longest[0].from_s, longest[0].to_s);
    ck_assert_int_eq(longest[3].from_s, 3);
    ck_assert_int_eq(longest[3].to_s, 20);
    ck_assert_uint_eq(longest[3].blocker.index, 1);
    ck_assert_int_eq(longest[2].reason, AIF_WAIT_RESOURCES);
    ck_assert_uint_eq(longest[2].blocker.index, 0);
    close_sim();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("trail");
    TCase *c = tcase_create("by hand");
    tcase_add_test(c, in_strict_order_who_would_fit_stands_behind_the_head);
    tcase_add_test(c, under_easy_the_backfilled_never_wait);
    tcase_add_test(c, a_reservation_keeps_out_who_would_fit);
    tcase_add_test(c, under_easy_who_would_delay_the_head_stands_behind_it);
    tcase_add_test(c, on_shared_nodes_the_node_decides);
    tcase_add_test(c, the_longest_span_of_each_job_is_one_of_all);
    suite_add_tcase(s, c);
    return run_suite(s);
}
