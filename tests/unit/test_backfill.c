/* Backfill cycles: cases worked out by hand, and the same starts with and without a listener. */
#include "controller/backfill.h"

#include "aif/rng.h"
#include "centre_state.h"
#include "suite.h"

#include <string.h>

enum { QUEUE_MOST = 60 };

struct outcome {
    int64_t start_s[STATE_JOBS], slot_start_s[STATE_JOBS], slot_end_s[STATE_JOBS];
    int64_t limit_s[STATE_JOBS]; /* of started jobs */
    uint64_t nodes[STATE_JOBS];
    uint32_t started[QUEUE_MOST], started_count, planned_count;
    uint32_t refused; /* a job that may not run */
};

static struct state state;
static struct backfill *backfill;
static struct outcome outcome;
static struct ask asks[QUEUE_MOST];
static const struct ask *queue[QUEUE_MOST];
static struct backfill_window windows[2];
static uint32_t queue_count, window_count;

static void setup(void)
{
    state_open(&state, 10, (struct aif_shape){64, 4, 1000});
    state.centre.slurm.bf_resolution_s = 1;
    memset(&outcome, 0, sizeof outcome);
    outcome.refused = AIF_NONE;
    queue_count = window_count = 0;
}

static void teardown(void)
{
    aif_arena_free(&state.arena);
}

static bool may_run(void *context, const struct ask *a)
{
    (void)context;
    return a->job != outcome.refused;
}

static bool start(void *context, const struct ask *a, const struct choice *c, int64_t limit_s)
{
    (void)context;
    outcome.started[outcome.started_count++] = a->job;
    outcome.start_s[a->job] = c->start_s;
    outcome.limit_s[a->job] = limit_s;
    outcome.nodes[a->job] = node_bits(c);
    cluster_take(&state.cluster, &(struct grant){.job = a->job,
                                                 .is_whole = a->is_whole,
                                                 .start_s = c->start_s,
                                                 .due_s = c->start_s + limit_s,
                                                 .parts = c->parts,
                                                 .part_count = c->node_count});
    return true;
}

static void planned(void *context, const struct ask *a, const struct choice *c,
                    int64_t slot_start_s, int64_t slot_end_s)
{
    (void)context;
    outcome.planned_count++;
    outcome.start_s[a->job] = c->start_s;
    outcome.slot_start_s[a->job] = slot_start_s;
    outcome.slot_end_s[a->job] = slot_end_s;
    outcome.nodes[a->job] = node_bits(c);
}

static struct ask *enqueue(uint32_t job, uint32_t nodes, int64_t limit_s)
{
    asks[queue_count] = whole_ask(&state, job, nodes, limit_s);
    queue[queue_count] = &asks[queue_count];
    return &asks[queue_count++];
}

static void run_cycle(int64_t now_s, bool has_listener)
{
    struct backfill_input in = {.now_s = now_s,
                                .queue = queue,
                                .count = queue_count,
                                .windows = windows,
                                .window_count = window_count};
    struct backfill_calls calls = {
        .may_run = may_run, .start = start, .planned = has_listener ? planned : NULL};
    backfill_run(backfill, &in, &calls);
}

static void ready(void)
{
    state_ready(&state);
    backfill = backfill_open(state.select, &state.cluster, &state.centre, 0);
}

START_TEST(jobs_behind_a_planned_one_start_if_they_end_before_it)
{
    state_run(&state, 0, 0, 5, 100);
    enqueue(10, 10, 50);
    enqueue(11, 2, 99);
    enqueue(12, 2, 100); /* would end just as the slot begins: too late for Slurm */
    ready();

    run_cycle(0, true);

    ck_assert_int_eq(outcome.start_s[10], 100);
    ck_assert_uint_eq(outcome.started_count, 1);
    ck_assert_uint_eq(outcome.started[0], 11);
    ck_assert_uint_eq(outcome.nodes[11], 3u << 6);
    ck_assert_int_eq(outcome.start_s[12], 150);
}
END_TEST

START_TEST(slots_are_rounded_down_to_the_resolution)
{
    state.centre.slurm.bf_resolution_s = 60;
    state_run(&state, 0, 0, 9, 100);
    enqueue(10, 10, 130);
    ready();

    run_cycle(0, true);

    ck_assert_int_eq(outcome.start_s[10], 100);
    ck_assert_int_eq(outcome.slot_start_s[10], 60);
    ck_assert_int_eq(outcome.slot_end_s[10], 180);
}
END_TEST

START_TEST(only_so_many_jobs_of_a_partition_get_a_place)
{
    state.centre.slurm.bf_job_part_count_reserve = 1;
    state_run(&state, 0, 0, 5, 100);
    enqueue(10, 10, 50);
    enqueue(11, 5, 500); /* not now; no place either, so it stands in nobody's way */
    enqueue(12, 4, 99);
    ready();

    run_cycle(0, true);

    ck_assert_uint_eq(outcome.planned_count, 1);
    ck_assert_uint_eq(outcome.started_count, 1);
    ck_assert_uint_eq(outcome.started[0], 12);
}
END_TEST

START_TEST(a_job_that_may_not_run_gets_no_place)
{
    state_run(&state, 0, 0, 5, 100);
    enqueue(10, 10, 50);
    enqueue(11, 4, 500);
    outcome.refused = 10;
    ready();

    run_cycle(0, true);

    ck_assert_uint_eq(outcome.planned_count, 0);
    ck_assert_uint_eq(outcome.started[0], 11);
}
END_TEST

START_TEST(a_job_ends_before_a_window_or_starts_behind_it)
{
    struct bitset nodes = bitset_new(&state.arena, 10);
    bitset_fill(&nodes);
    windows[0] = (struct backfill_window){.start_s = 100, .end_s = 200, .nodes = &nodes};
    window_count = 1;
    enqueue(10, 1, 100);
    enqueue(11, 1, 101);
    ready();

    run_cycle(0, true);

    ck_assert_uint_eq(outcome.started_count, 1);
    ck_assert_uint_eq(outcome.started[0], 10);
    ck_assert_int_eq(outcome.start_s[11], 201);
}
END_TEST

/* Job 11, which asks for an hour but would take two minutes, goes before job 10. */
static int64_t limit_of_short_job(void)
{
    state_run(&state, 0, 0, 5, 330);
    enqueue(10, 10, 50);
    enqueue(11, 4, 3600)->min_limit_s = 120;
    ready();
    run_cycle(0, true);
    ck_assert_uint_eq(outcome.started[0], 11);
    return outcome.limit_s[11];
}

START_TEST(a_job_with_a_shortest_limit_gets_just_that)
{
    ck_assert_int_eq(limit_of_short_job(), 120);
}
END_TEST

START_TEST(a_job_with_a_shortest_limit_may_get_the_minutes_the_plan_leaves)
{
    state.centre.slurm.raises_time_min = true;
    ck_assert_int_eq(limit_of_short_job(), 300);
}
END_TEST

START_TEST(a_cycle_starts_no_more_jobs_than_it_may)
{
    state.centre.slurm.bf_max_job_start = 2;
    for (uint32_t job = 10; job < 14; job++)
        enqueue(job, 1, 60);
    ready();

    run_cycle(0, true);

    ck_assert_uint_eq(outcome.started_count, 2);
}
END_TEST

/* Jobs 10, 11 and 12 of partition and association 0, 13 of others; 11 of another user. */
static void enqueue_four(void)
{
    for (uint32_t job = 10; job < 14; job++) {
        struct ask *a = enqueue(job, 1, 60);
        a->user = job == 11 ? 4 : 3;
        a->partition = job == 13 ? 64 : 0;
        a->assoc = job == 13;
    }
    ready();
    run_cycle(0, true);
}

START_TEST(a_partition_or_association_has_no_more_jobs_looked_at_than_allowed)
{
    if (_i)
        state.centre.slurm.bf_max_job_part = 2;
    else
        state.centre.slurm.bf_max_job_assoc = 2;

    enqueue_four();

    ck_assert_uint_eq(outcome.started_count, 3);
    ck_assert_uint_eq(outcome.started[2], 13);
}
END_TEST

START_TEST(a_user_has_no_more_jobs_looked_at_than_allowed)
{
    if (_i)
        state.centre.slurm.bf_max_job_user_part = 1;
    else
        state.centre.slurm.bf_max_job_user = 1;

    enqueue_four();

    ck_assert_uint_eq(outcome.started_count, _i ? 3 : 2);
    ck_assert_uint_eq(outcome.started[1], 11);
    ck_assert(!_i || outcome.started[2] == 13);
}
END_TEST

START_TEST(a_job_in_two_partitions_starts_once)
{
    enqueue(10, 1, 60)->partition = 0;
    enqueue(10, 1, 60)->partition = 1;
    ready();

    run_cycle(0, true);

    ck_assert_uint_eq(outcome.started_count, 1);
}
END_TEST

/* The more so, the less there is to do: with no node free nothing is planned. */
START_TEST(without_a_listener_nothing_is_planned_for_nobody)
{
    state_run(&state, 0, 0, 9, 100);
    enqueue(10, 10, 50);
    enqueue(11, 1, 50);
    ready();

    struct backfill_input in = {.queue = queue, .count = queue_count};
    struct backfill_calls calls = {.may_run = may_run, .start = start};
    ck_assert_uint_eq(backfill_run(backfill, &in, &calls).tested, 0);
}
END_TEST

/* A random machine with random jobs: some share nodes, some partitions overlap. */
static void draw_state(uint64_t seed)
{
    struct aif_rng r = aif_rng_stream(seed, AIF_STREAM_TEST, 41);
    bool has_shared = seed % 3 == 0;
    state_open(&state, 24, (struct aif_shape){8, 2, 100});
    state.centre.slurm.bf_resolution_s = seed % 2 ? 1 : 60;
    state.centre.slurm.bf_job_part_count_reserve = seed % 5 == 0 ? 2 : 0;
    state.centre.slurm.bf_max_job_test = seed % 7 == 0 ? 12 : 500;
    state.centre.slurm.raises_time_min = seed % 5 != 0;
    state.centre.slurm.bf_max_job_start = seed % 11 == 0 ? 2 : 0;
    state_ready(&state);
    backfill = backfill_open(state.select, &state.cluster, &state.centre, 0);
    struct bitset *half = AIF_NEW(&state.arena, struct bitset, 1);
    *half = bitset_new(&state.arena, 24);
    for (uint32_t i = 8; i < 24; i++)
        bitset_add(half, i);
    queue_count = 0;
    for (uint32_t job = 0; job < QUEUE_MOST; job++) {
        uint32_t nodes = 1 + (uint32_t)aif_rng_below(&r, aif_rng_below(&r, 3) ? 4 : 20);
        struct ask *a = enqueue(job, nodes, 60 + (int64_t)aif_rng_below(&r, 40) * 37);
        a->partition = aif_rng_below(&r, 4) == 0;
        if (a->partition && nodes <= 16)
            a->allowed = half;
        a->is_whole = !has_shared || aif_rng_below(&r, 2) == 0;
        a->per_node.cores = 1 + (uint32_t)aif_rng_below(&r, 8);
        if (aif_rng_below(&r, 8) == 0)
            a->min_limit_s = 60;
    }
    windows[0] = (struct backfill_window){.start_s = 500, .end_s = 900, .nodes = half};
    window_count = seed % 4 == 0;
    outcome.refused = (uint32_t)aif_rng_below(&r, QUEUE_MOST);
}

/* Jobs run, end when their number says so, and cycles follow each other; what started goes into a
 * list with its nodes. */
static uint32_t run_cycles(uint64_t seed, bool has_listener, uint64_t *log)
{
    uint32_t count = 0;
    memset(&outcome, 0, sizeof outcome);
    draw_state(seed);
    for (int64_t now_s = 0; now_s < 1500; now_s += 30) {
        for (uint32_t job = 0; job < QUEUE_MOST; job++) {
            const struct grant *g = cluster_find(&state.cluster, job);
            if (g && now_s >= g->start_s + (g->due_s - g->start_s) * (job % 5 + 1) / 5)
                cluster_give(&state.cluster, job);
        }
        outcome.started_count = 0;
        run_cycle(now_s, has_listener);
        uint32_t kept = 0;
        for (uint32_t i = 0; i < queue_count; i++)
            if (!cluster_find(&state.cluster, queue[i]->job))
                queue[kept++] = queue[i];
        queue_count = kept;
        for (uint32_t i = 0; i < outcome.started_count; i++) {
            log[count++] = (uint64_t)now_s << 32 | outcome.started[i];
            log[count++] = outcome.nodes[outcome.started[i]];
        }
    }
    aif_arena_free(&state.arena);
    return count;
}

START_TEST(a_cycle_without_a_listener_starts_the_same_jobs)
{
    static uint64_t full[2 * QUEUE_MOST], lazy[2 * QUEUE_MOST];

    uint32_t full_count = run_cycles((uint64_t)_i, true, full);
    uint32_t lazy_count = run_cycles((uint64_t)_i, false, lazy);

    ck_assert_uint_gt(full_count, 20);
    ck_assert_uint_eq(full_count, lazy_count);
    ck_assert_mem_eq(full, lazy, full_count * sizeof *full);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("backfill");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, jobs_behind_a_planned_one_start_if_they_end_before_it);
    tcase_add_test(t, slots_are_rounded_down_to_the_resolution);
    tcase_add_test(t, only_so_many_jobs_of_a_partition_get_a_place);
    tcase_add_test(t, a_job_that_may_not_run_gets_no_place);
    tcase_add_test(t, a_job_ends_before_a_window_or_starts_behind_it);
    tcase_add_test(t, a_job_with_a_shortest_limit_gets_just_that);
    tcase_add_test(t, a_job_with_a_shortest_limit_may_get_the_minutes_the_plan_leaves);
    tcase_add_test(t, a_cycle_starts_no_more_jobs_than_it_may);
    tcase_add_loop_test(t, a_partition_or_association_has_no_more_jobs_looked_at_than_allowed, 0,
                        2);
    tcase_add_loop_test(t, a_user_has_no_more_jobs_looked_at_than_allowed, 0, 2);
    tcase_add_test(t, a_job_in_two_partitions_starts_once);
    tcase_add_test(t, without_a_listener_nothing_is_planned_for_nobody);
    TCase *p = tcase_create("lazy");
    tcase_add_loop_test(p, a_cycle_without_a_listener_starts_the_same_jobs, 0, 300);
    Suite *s = suite_create("controller/backfill");
    suite_add_tcase(s, t);
    suite_add_tcase(s, p);
    return run_suite(s);
}
