/* The waiting queue against a sorted array. */
#include "engine/queue.h"

#include "aif/rng.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 6000 };

static struct aif_arena arena;
static struct queue queue;
static struct queue_entry naive[MOST];
static uint32_t naive_count;

static void setup(void)
{
    queue = (struct queue){.arena = &arena};
    naive_count = 0;
}

static void teardown(void)
{
    aif_arena_free(&arena);
}

static bool before(const struct queue_entry *a, const struct queue_entry *b)
{
    return a->key < b->key || (a->key <= b->key && a->job < b->job);
}

static void insert(struct queue_entry e)
{
    queue_insert(&queue, &e);
    uint32_t i = naive_count++;
    for (; i > 0 && before(&e, &naive[i - 1]); i--)
        naive[i] = naive[i - 1];
    naive[i] = e;
}

static void forget(uint32_t i)
{
    naive_count--;
    memmove(naive + i, naive + i + 1, (naive_count - i) * sizeof naive[0]);
}

static struct queue_entry random_entry(struct aif_rng *r, uint32_t job, bool is_in_order)
{
    return (struct queue_entry){
        .key = is_in_order ? (double)job : (double)aif_rng_below(r, 1000),
        .limit_s = 1 + (int64_t)aif_rng_below(r, 5000),
        .job = job,
        .units = 1 + (uint32_t)aif_rng_below(r, aif_rng_below(r, 10) ? 20 : 3000),
    };
}

static void same_order(void)
{
    struct queue_cursor c = {0};
    struct queue_entry e;
    uint32_t least = UINT32_MAX;
    int64_t units = 0;
    for (uint32_t i = 0; i < naive_count; i++, queue_skip(&c)) {
        ck_assert(queue_peek(&queue, &c, &e));
        ck_assert_uint_eq(e.job, naive[i].job);
        least = e.units < least ? e.units : least;
        units += e.units;
    }
    ck_assert(!queue_peek(&queue, &c, &e));
    ck_assert_uint_eq(queue.count, naive_count);
    ck_assert_int_eq(queue.units, units);
    ck_assert_uint_eq(queue_least_units(&queue), least);
}

static bool passes(const struct queue_entry *e, const struct queue_filter *f)
{
    return e->units <= f->free_units && (e->limit_s <= f->horizon_s || e->units <= f->extra_units);
}

/* As a backfill pass does: take each job that passes, narrowing the filter on the way. */
static void take_what_passes(struct aif_rng *r)
{
    struct queue_filter f = {
        .free_units = (uint32_t)aif_rng_below(r, 40),
        .extra_units = (uint32_t)aif_rng_below(r, 6),
        .horizon_s = (int64_t)aif_rng_below(r, 900),
    };
    struct queue_cursor c = {0};
    struct queue_entry e;
    for (uint32_t i = 0;;) {
        while (i < naive_count && !passes(&naive[i], &f))
            i++;
        bool found = queue_find(&queue, &c, &f, &e);
        ck_assert(found == (i < naive_count));
        if (!found)
            return;
        ck_assert_uint_eq(e.job, naive[i].job);
        if (aif_rng_below(r, 3) == 0) {
            queue_skip(&c);
            i++;
            continue;
        }
        queue_remove_at(&queue, &c);
        forget(i);
        f.free_units -= e.units;
        if (e.limit_s > f.horizon_s)
            f.extra_units -= e.units;
    }
}

static void remove_random(struct aif_rng *r)
{
    if (!naive_count)
        return;
    uint32_t i = (uint32_t)aif_rng_below(r, naive_count);
    queue_remove(&queue, &naive[i]);
    forget(i);
}

static void churn(struct aif_rng *r, uint32_t jobs, bool is_in_order)
{
    for (uint32_t job = 0; job < jobs; job++) {
        insert(random_entry(r, job, is_in_order));
        if (aif_rng_below(r, 8) == 0)
            take_what_passes(r);
        if (aif_rng_below(r, 16) == 0)
            remove_random(r);
        if (job % 500 == 499)
            same_order();
    }
    while (naive_count) {
        remove_random(r);
        take_what_passes(r);
    }
    same_order();
}

START_TEST(a_queue_in_order_of_arrival_agrees_with_a_sorted_array)
{
    struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, 2);
    churn(&r, _i % 2 ? 300 : 5000, true);
}
END_TEST

START_TEST(a_queue_in_any_order_agrees_with_a_sorted_array)
{
    struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, 3);
    churn(&r, _i % 2 ? 300 : 5000, false);
}
END_TEST

static double reversed(void *context, uint32_t job)
{
    (void)context;
    return -(double)(job % 700);
}

static int compare(const void *a, const void *b)
{
    return before(a, b) ? -1 : 1;
}

START_TEST(new_keys_sort_the_queue_anew)
{
    struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, 4);
    for (uint32_t job = 0; job < 3000; job++)
        insert(random_entry(&r, job, true));

    queue_rekey(&queue, reversed, NULL);

    for (uint32_t i = 0; i < naive_count; i++)
        naive[i].key = reversed(NULL, naive[i].job);
    qsort(naive, naive_count, sizeof naive[0], compare);
    same_order();
    take_what_passes(&r);
    same_order();
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("queue");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_set_timeout(c, 60);
    tcase_add_loop_test(c, a_queue_in_order_of_arrival_agrees_with_a_sorted_array, 0, 10);
    tcase_add_loop_test(c, a_queue_in_any_order_agrees_with_a_sorted_array, 0, 10);
    tcase_add_loop_test(c, new_keys_sort_the_queue_anew, 0, 3);
    Suite *s = suite_create("engine/queue");
    suite_add_tcase(s, c);
    return run_suite(s);
}
