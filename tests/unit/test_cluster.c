/* Who has what of which node. */
#include "controller/cluster.h"

#include "centre_state.h"
#include "suite.h"

static struct state state;

static void setup(void)
{
    state_open(&state, 4, (struct aif_shape){64, 4, 1000});
}

static void teardown(void)
{
    aif_arena_free(&state.arena);
}

START_TEST(what_a_job_takes_comes_back_when_it_ends)
{
    struct cluster *c = &state.cluster;
    struct grant_part parts[] = {{1, {16, 1, 300}}, {2, {8, 0, 100}}};

    cluster_take(c, &(struct grant){.job = 7, .due_s = 50, .parts = parts, .part_count = 2});

    ck_assert_uint_eq(c->nodes[1].free.cores, 48);
    ck_assert_uint_eq(c->nodes[1].free.gpus, 3);
    ck_assert_uint_eq(c->nodes[2].free.mem_mib, 900);
    ck_assert(bitset_has(&c->idle, 0) && !bitset_has(&c->idle, 1) && !bitset_has(&c->idle, 2));
    ck_assert_uint_eq(cluster_find(c, 7)->part_count, 2);

    cluster_give(c, 7);

    ck_assert_uint_eq(c->nodes[1].free.cores, 64);
    ck_assert_uint_eq(bitset_count(&c->idle), 4);
    ck_assert_ptr_null(cluster_find(c, 7));
    ck_assert_uint_eq(c->running_count, 0);
}
END_TEST

START_TEST(a_node_is_idle_when_its_last_job_has_ended)
{
    struct cluster *c = &state.cluster;
    struct grant_part part = {3, {10, 0, 0}};
    cluster_take(c, &(struct grant){.job = 1, .parts = &part, .part_count = 1});
    cluster_take(c, &(struct grant){.job = 2, .parts = &part, .part_count = 1});

    cluster_give(c, 1);
    ck_assert(!bitset_has(&c->idle, 3));
    cluster_give(c, 2);
    ck_assert(bitset_has(&c->idle, 3));
}
END_TEST

START_TEST(running_jobs_are_sorted_by_due_time_then_number)
{
    struct cluster *c = &state.cluster;
    state_run(&state, 5, 0, 0, 300);
    state_run(&state, 9, 1, 1, 100);
    state_run(&state, 3, 2, 2, 300);
    state_run(&state, 4, 3, 3, 200);
    cluster_set_due(c, 4, 400);

    const uint32_t order[] = {9, 3, 5, 4};
    for (uint32_t i = 0; i < 4; i++)
        ck_assert_uint_eq(c->dues[i].job, order[i]);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("cluster");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_a_job_takes_comes_back_when_it_ends);
    tcase_add_test(t, a_node_is_idle_when_its_last_job_has_ended);
    tcase_add_test(t, running_jobs_are_sorted_by_due_time_then_number);
    Suite *s = suite_create("controller/cluster");
    suite_add_tcase(s, t);
    return run_suite(s);
}
