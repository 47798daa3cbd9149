/* The event queue: one total order. */
#include "engine/event.h"

#include "aif/rng.h"
#include "suite.h"

#include <signal.h>

static struct aif_arena arena;
static struct event_queue queue;

static void setup(void)
{
    queue = (struct event_queue){.arena = &arena};
}

static void teardown(void)
{
    aif_arena_free(&arena);
}

START_TEST(an_empty_queue_pops_nothing)
{
    struct event e;
    ck_assert(!event_pop(&queue, &e));
}
END_TEST

START_TEST(at_one_instant_ends_come_before_wakes)
{
    struct event e;
    event_push(&queue, 10, EVENT_WAKE, 1);
    event_push(&queue, 10, EVENT_JOB_END, 2);
    ck_assert(event_pop(&queue, &e));
    ck_assert_int_eq(e.kind, EVENT_JOB_END);
}
END_TEST

START_TEST(ends_of_one_instant_come_in_the_order_of_their_jobs)
{
    struct event e;
    event_push(&queue, 10, EVENT_JOB_END, 7);
    event_push(&queue, 10, EVENT_JOB_END, 3);
    ck_assert(event_pop(&queue, &e));
    ck_assert_int_eq(e.entity, 3);
}
END_TEST

/* A zero-length job: its end is pushed at the instant being processed. */
START_TEST(an_event_pushed_now_is_delivered_before_time_moves_on)
{
    struct event e;
    event_push(&queue, 10, EVENT_WAKE, 0);
    event_push(&queue, 11, EVENT_JOB_END, 1);
    ck_assert(event_pop(&queue, &e));
    event_push(&queue, 10, EVENT_JOB_END, 7);
    ck_assert(event_pop(&queue, &e));
    ck_assert_int_eq(e.t_s, 10);
    ck_assert_int_eq(e.entity, 7);
}
END_TEST

START_TEST(the_past_cannot_be_scheduled)
{
    struct event e;
    event_push(&queue, 10, EVENT_JOB_END, 1);
    ck_assert(event_pop(&queue, &e));
    event_push(&queue, 9, EVENT_JOB_END, 1);
}
END_TEST

/* Model check: whatever the order of insertion, events pop in the documented total order. */
START_TEST(random_pushes_pop_sorted)
{
    struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, 0);
    for (uint32_t i = 0; i < 500; i++)
        event_push(&queue, (int64_t)aif_rng_below(&r, 20), (enum event_kind)aif_rng_below(&r, 2),
                   i);
    struct event last, e;
    ck_assert(event_pop(&queue, &last));
    for (int left = 499; left > 0; left--, last = e) {
        ck_assert(event_pop(&queue, &e));
        ck_assert(event_before(&last, &e));
    }
    ck_assert(!event_pop(&queue, &e));
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("event");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, an_empty_queue_pops_nothing);
    tcase_add_test(c, at_one_instant_ends_come_before_wakes);
    tcase_add_test(c, ends_of_one_instant_come_in_the_order_of_their_jobs);
    tcase_add_test(c, an_event_pushed_now_is_delivered_before_time_moves_on);
    tcase_add_test_raise_signal(c, the_past_cannot_be_scheduled, SIGABRT);
    tcase_add_loop_test(c, random_pushes_pop_sorted, 0, 50);
    Suite *s = suite_create("engine/event");
    suite_add_tcase(s, c);
    return run_suite(s);
}
