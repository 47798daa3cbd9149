/* Which nodes a job gets now and in the future: cases worked out by hand after Slurm's rules. */
#include "controller/select.h"

#include "centre_state.h"
#include "suite.h"

static struct state state;

static void setup(void)
{
    state_open(&state, 10, (struct aif_shape){64, 4, 1000});
    state.centre.kill_wait_s = 30;
    state.centre.selects_memory = true;
}

static void teardown(void)
{
    aif_arena_free(&state.arena);
}

static uint64_t nodes_now(const struct ask *a)
{
    struct choice c;
    return select_now(state.select, a, &state.all, &c) ? node_bits(&c) : 0;
}

START_TEST(the_smallest_run_of_nodes_that_is_enough_is_taken)
{
    state_run(&state, 0, 3, 3, 100);
    state_run(&state, 1, 6, 6, 100);
    state_ready(&state);

    struct ask two = whole_ask(&state, 10, 2, 60), three = whole_ask(&state, 11, 3, 60);
    ck_assert_uint_eq(nodes_now(&two), 3u << 4);   /* 4-5 before 0-2 and 7-9 */
    ck_assert_uint_eq(nodes_now(&three), 7u << 0); /* the first of equals */
}
END_TEST

START_TEST(the_largest_run_is_taken_first_where_none_is_enough)
{
    state_run(&state, 0, 3, 3, 100);
    state_run(&state, 1, 6, 6, 100);
    state_ready(&state);

    struct ask four = whole_ask(&state, 10, 4, 60), nine = whole_ask(&state, 11, 9, 60);
    ck_assert_uint_eq(nodes_now(&four), 7u << 0 | 1u << 4); /* 0-2, then of 4-5 */
    ck_assert_uint_eq(nodes_now(&nine), 0);
}
END_TEST

START_TEST(nodes_of_lower_weight_come_first_even_if_they_are_not_enough)
{
    cluster_set_nodes(&state.cluster, 7, 2, (struct aif_shape){64, 4, 1000}, 0);
    state_ready(&state);

    struct ask one = whole_ask(&state, 10, 1, 60), three = whole_ask(&state, 11, 3, 60);
    ck_assert_uint_eq(nodes_now(&one), 1u << 7);
    ck_assert_uint_eq(nodes_now(&three), 3u << 7 | 1u << 9); /* 9 is a smaller run than 0-6 */
}
END_TEST

START_TEST(nodes_that_are_down_or_not_allowed_are_left_out)
{
    state_ready(&state);
    struct bitset odd = bitset_new(&state.arena, 10);
    for (uint32_t i = 1; i < 10; i += 2)
        bitset_add(&odd, i);
    cluster_set_up(&state.cluster, 1, false);

    struct ask a = whole_ask(&state, 10, 1, 60);
    a.allowed = &odd;
    ck_assert_uint_eq(nodes_now(&a), 1u << 3);
}
END_TEST

/* Windows: the first end is at 100, so windows count from 120; that of 30 s ends at 150. */
START_TEST(ends_in_the_same_window_count_as_one)
{
    state_run(&state, 0, 0, 0, 100);
    state_run(&state, 1, 1, 1, 125);
    state_run(&state, 2, 2, 9, 200);
    state_ready(&state);

    struct choice c;
    struct ask one = whole_ask(&state, 10, 1, 60), three = whole_ask(&state, 11, 3, 60);
    ck_assert(select_future(state.select, &one, &state.all, 50, &c));
    ck_assert_int_eq(c.start_s, 125);
    ck_assert_uint_eq(node_bits(&c), 1u << 0);
    ck_assert(select_future(state.select, &three, &state.all, 50, &c));
    ck_assert_int_eq(c.start_s, 200);
    ck_assert_uint_eq(node_bits(&c), 7u << 0);
}
END_TEST

/* Windows double: after the one to 150 they end at 180, 240, 360. */
START_TEST(later_windows_are_wider)
{
    state_run(&state, 0, 0, 0, 100);
    state_run(&state, 1, 1, 1, 245);
    state_run(&state, 2, 2, 2, 355);
    state_run(&state, 3, 3, 9, 370);
    state_ready(&state);

    struct choice c;
    struct ask two = whole_ask(&state, 10, 2, 60);
    ck_assert(select_future(state.select, &two, &state.all, 50, &c));
    ck_assert_int_eq(c.start_s, 355);
}
END_TEST

START_TEST(jobs_that_have_no_usable_node_do_not_open_a_window)
{
    state_run(&state, 0, 0, 0, 100);
    state_run(&state, 1, 1, 1, 155);
    state_run(&state, 2, 2, 2, 175);
    state_run(&state, 3, 3, 9, 900);
    state_ready(&state);
    struct bitset usable = bitset_new(&state.arena, 10);
    bitset_add(&usable, 1);
    bitset_add(&usable, 2);

    struct choice c;
    struct ask one = whole_ask(&state, 10, 1, 60);
    ck_assert(select_future(state.select, &one, &usable, 50, &c));
    ck_assert_int_eq(c.start_s, 175); /* from 155: windows count from 180 */
}
END_TEST

START_TEST(a_job_past_its_limit_is_expected_to_end_when_it_is_killed)
{
    state_run(&state, 0, 0, 4, 980);
    state_ready(&state);

    struct choice c;
    struct ask all = whole_ask(&state, 10, 10, 60);
    ck_assert(select_future(state.select, &all, &state.all, 1000, &c));
    ck_assert_int_eq(c.start_s, 1010);
    ck_assert(select_future(state.select, &all, &state.all, 1010, &c));
    ck_assert_int_eq(c.start_s, 1011);
}
END_TEST

static struct ask task_ask(uint32_t job, uint32_t nodes, uint32_t tasks)
{
    struct ask a = whole_ask(&state, job, nodes ? nodes : 1, 120);
    a.max_nodes = nodes ? nodes : UINT32_MAX;
    a.tasks = tasks;
    a.is_whole = false;
    a.per_node.mem_mib = 10;
    return a;
}

static bool start(const struct ask *a, struct choice *c)
{
    if (!select_now(state.select, a, &state.all, c))
        return false;
    cluster_take(&state.cluster, &(struct grant){.job = a->job,
                                                 .is_whole = a->is_whole,
                                                 .due_s = a->limit_s,
                                                 .parts = c->parts,
                                                 .part_count = c->node_count});
    return true;
}

/* Slurm's example of cons_tres: three nodes of 2 CPUs, one of 4; jobs of 4, 3, 1 and 3 tasks on as
 * many nodes, 120 s each. */
static void set_four_nodes(void)
{
    aif_arena_free(&state.arena);
    state_open(&state, 4, (struct aif_shape){2, 0, 1000});
    cluster_set_nodes(&state.cluster, 3, 1, (struct aif_shape){4, 0, 1000}, 1);
    state_ready(&state);
}

START_TEST(consumable_cores_let_three_of_the_example_jobs_run_together)
{
    set_four_nodes();
    struct ask job2 = task_ask(2, 4, 4), job3 = task_ask(3, 3, 3);
    struct ask job4 = task_ask(4, 1, 1), job5 = task_ask(5, 3, 3);
    struct choice c;

    ck_assert(start(&job2, &c) && node_bits(&c) == 15);
    ck_assert(start(&job3, &c) && node_bits(&c) == 7);
    ck_assert(start(&job4, &c) && node_bits(&c) == 8);
    ck_assert(!start(&job5, &c));
    ck_assert(select_future(state.select, &job5, &state.all, 0, &c));
    ck_assert_int_eq(c.start_s, 120);
}
END_TEST

START_TEST(whole_nodes_let_two_of_the_example_jobs_run_after_the_first)
{
    set_four_nodes();
    struct ask job2 = task_ask(2, 4, 4), job3 = task_ask(3, 3, 3);
    struct ask job4 = task_ask(4, 1, 1), job5 = task_ask(5, 3, 3);
    job2.is_whole = job3.is_whole = job4.is_whole = job5.is_whole = true;
    struct choice c;

    ck_assert(start(&job2, &c) && !start(&job3, &c) && !start(&job4, &c));
    cluster_give(&state.cluster, 2);
    ck_assert(start(&job3, &c) && start(&job4, &c) && !start(&job5, &c));
}
END_TEST

START_TEST(tasks_fill_one_node_after_the_other)
{
    state_ready(&state);
    struct ask a = task_ask(1, 0, 96);
    struct choice c;

    ck_assert(start(&a, &c));

    ck_assert_uint_eq(node_bits(&c), 3);
    ck_assert_uint_eq(c.parts[0].has.cores, 64);
    ck_assert_uint_eq(c.parts[1].has.cores, 32);
}
END_TEST

START_TEST(one_node_is_the_one_with_the_fewest_cores_that_are_enough)
{
    state_ready(&state);
    struct choice c;
    struct ask big = task_ask(1, 1, 40), small = task_ask(2, 1, 20), next = task_ask(3, 1, 30);

    ck_assert(start(&big, &c) && node_bits(&c) == 1);
    ck_assert(start(&small, &c) && node_bits(&c) == 1); /* 24 are free there */
    ck_assert(start(&next, &c) && node_bits(&c) == 2);
}
END_TEST

START_TEST(memory_and_gpus_of_a_node_bound_what_fits)
{
    state_ready(&state);
    struct choice c;
    struct ask first = task_ask(1, 1, 1), second = task_ask(2, 1, 1), third = task_ask(3, 1, 1);
    first.per_node = (struct aif_shape){0, 3, 900};
    second.per_node = (struct aif_shape){0, 0, 200};
    third.per_node = (struct aif_shape){0, 1, 100};

    ck_assert(start(&first, &c) && node_bits(&c) == 1);
    ck_assert(start(&second, &c) && node_bits(&c) == 2);
    ck_assert(start(&third, &c) && node_bits(&c) == 1);
    ck_assert_uint_eq(state.cluster.nodes[0].free.gpus, 0);
}
END_TEST

START_TEST(the_least_loaded_node_is_taken_where_that_is_asked)
{
    state_ready(&state);
    struct choice c;
    struct ask first = task_ask(1, 1, 10), second = task_ask(2, 1, 1);
    first.is_least_loaded = second.is_least_loaded = true;

    ck_assert(start(&first, &c) && node_bits(&c) == 1);
    ck_assert(start(&second, &c) && node_bits(&c) == 2);
}
END_TEST

static bool takes_job_1(void *context, const struct ask *a, uint32_t running_job)
{
    (void)context;
    (void)a;
    return running_job == 1;
}

START_TEST(a_job_that_may_preempt_fits_now_where_its_victims_are)
{
    state_run(&state, 0, 0, 4, 1000);
    state_run(&state, 1, 5, 9, 2000);
    state_ready(&state);
    select_set_victims(state.select, (struct victims){.may_take = takes_job_1});

    struct choice c;
    struct ask five = whole_ask(&state, 10, 5, 60), six = whole_ask(&state, 11, 6, 60);
    five.may_preempt = six.may_preempt = true;
    ck_assert(select_future(state.select, &five, &state.all, 50, &c));
    ck_assert_int_eq(c.start_s, 50);
    ck_assert_uint_eq(node_bits(&c), 31u << 5);
    ck_assert(select_future(state.select, &six, &state.all, 50, &c));
    ck_assert_int_eq(c.start_s, 1000);
}
END_TEST

START_TEST(a_trial_says_what_fits_when_jobs_are_gone_and_forgets_those_put_back)
{
    bool shares_nodes = _i == 1; /* whole nodes are counted, unless jobs share some */
    state_run(&state, 0, 0, 4, 1000);
    state_run(&state, 1, 5, 7, 2000);
    if (shares_nodes)
        cluster_take(&state.cluster, &(struct grant){.job = 2,
                                                     .due_s = 500,
                                                     .parts = &(struct grant_part){9, {.cores = 1}},
                                                     .part_count = 1});
    state_ready(&state);
    uint32_t idle = shares_nodes ? 1 : 2;

    struct ask a = whole_ask(&state, 10, idle + 3, 60);
    select_trial_begin(state.select, &a, &state.all);
    ck_assert(!select_trial_fits(state.select));
    select_trial_take(state.select, 1);
    ck_assert(select_trial_fits(state.select));
    select_trial_put_back(state.select, 1);
    ck_assert(!select_trial_fits(state.select));
    select_trial_take(state.select, 0);
    ck_assert(select_trial_fits(state.select));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("select");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_smallest_run_of_nodes_that_is_enough_is_taken);
    tcase_add_test(t, the_largest_run_is_taken_first_where_none_is_enough);
    tcase_add_test(t, nodes_of_lower_weight_come_first_even_if_they_are_not_enough);
    tcase_add_test(t, nodes_that_are_down_or_not_allowed_are_left_out);
    tcase_add_test(t, ends_in_the_same_window_count_as_one);
    tcase_add_test(t, later_windows_are_wider);
    tcase_add_test(t, jobs_that_have_no_usable_node_do_not_open_a_window);
    tcase_add_test(t, a_job_past_its_limit_is_expected_to_end_when_it_is_killed);
    tcase_add_test(t, consumable_cores_let_three_of_the_example_jobs_run_together);
    tcase_add_test(t, whole_nodes_let_two_of_the_example_jobs_run_after_the_first);
    tcase_add_test(t, tasks_fill_one_node_after_the_other);
    tcase_add_test(t, one_node_is_the_one_with_the_fewest_cores_that_are_enough);
    tcase_add_test(t, memory_and_gpus_of_a_node_bound_what_fits);
    tcase_add_test(t, the_least_loaded_node_is_taken_where_that_is_asked);
    tcase_add_test(t, a_job_that_may_preempt_fits_now_where_its_victims_are);
    tcase_add_loop_test(t, a_trial_says_what_fits_when_jobs_are_gone_and_forgets_those_put_back, 0,
                        2);
    Suite *s = suite_create("controller/select");
    suite_add_tcase(s, t);
    return run_suite(s);
}
