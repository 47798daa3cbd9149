/* Gang scheduling in random streams, against a checker that knows only rows and episodes: nobody
 * loses work, no node ever runs more than it has, and equal jobs get equal parts of the time. */
#include "aif/rng.h"

#include "small_site.h"

#include <stdlib.h>

enum { MOST_JOBS = 50, RUNS = 40, MOST_SHARE = 4, ACTIONS = 40 };

static struct aif_job jobs[MOST_JOBS];
static uint64_t draws;

static uint32_t below(uint32_t bound)
{
    struct aif_rng r = aif_rng_stream(draws++, AIF_STREAM_TEST, 0);
    return (uint32_t)aif_rng_below(&r, bound);
}

static void draw_site(void)
{
    site_set_up(below(2));
    site.class.shape.mem_mib = below(3) ? 0 : 100;
    site.class.shape.gpus = below(3) ? 0 : 4;
    site.centre.is_gang = true;
    site.centre.time_slice_s = 1 + below(40);
    site.centre.select_unit = below(3) ? AIF_SELECT_CORE : AIF_SELECT_CPU;
    site.centre.slurm.batch_sched_delay_s = below(4);
    site.centre.slurm.bf_interval_s = 1 + below(30);
    site.centre.requeue_delay_s = 1 + below(20);
    for (int p = 0; p < 2; p++)
        site.rules[p].oversubscribe = below(MOST_SHARE + 1);
    site.rules[1].priority_tier = 1 + below(2);
    if (below(2))
        return;
    static const enum aif_preempt_mode modes[] = {AIF_PREEMPT_SUSPEND, AIF_PREEMPT_REQUEUE,
                                                  AIF_PREEMPT_CANCEL};
    site.rules[1].priority_tier = 2;
    site.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    site.centre.preempt_mode = modes[below(3)];
}

static void draw_jobs(uint32_t count)
{
    site.workload = (struct aif_workload){
        .name = "random", .jobs = jobs, .count = count, .unix_start_s = AIF_UNKNOWN_S};
    aif_names_intern(&site.workload.partitions, &site.workload.arena, "main", 4);
    aif_names_intern(&site.workload.partitions, &site.workload.arena, "other", 5);
    int64_t t_s = 0;
    for (uint32_t i = 0; i < count; i++) {
        int64_t run_s = below(300);
        t_s += below(40);
        jobs[i] = (struct aif_job){.id = i + 1,
                                   .submit_s = t_s,
                                   .runtime_s = run_s,
                                   .limit_s = 1 + run_s + below(100) - (run_s > 60 ? 40 : 0),
                                   .request = {.nodes = 1 + below(SITE_NODES),
                                               .per_node = {1 + below(SITE_CORES), 0, 0},
                                               .is_exclusive = below(8) == 0},
                                   .user = AIF_NONE,
                                   .account = AIF_NONE,
                                   .application = AIF_NONE,
                                   .after = AIF_NONE,
                                   .think_s = -1,
                                   .community = AIF_NONE16,
                                   .partition = (uint16_t)(below(3) == 0),
                                   .qos = AIF_NONE16,
                                   .status = AIF_STATUS_COMPLETED};
        jobs[i].request.per_node.mem_mib = site.class.shape.mem_mib ? 1 + below(60) : 0;
        jobs[i].request.per_node.gpus = site.class.shape.gpus ? below(3) : 0;
    }
}

/* People who change limits, cancel jobs, and take nodes out of use for a while. */
static void draw_actions(void)
{
    struct aif_workload *w = &site.workload;
    w->actions = AIF_NEW(&w->arena, struct aif_action, ACTIONS);
    w->action_nodes = AIF_NEW(&w->arena, uint32_t, ACTIONS);
    w->action_count = w->action_node_count = ACTIONS;
    int64_t t_s = 0;
    for (uint32_t i = 0; i + 1 < ACTIONS; i += 2) {
        static const uint8_t kinds[] = {AIF_ACTION_CANCEL, AIF_ACTION_SET_LIMIT, AIF_ACTION_DRAIN,
                                        AIF_ACTION_DOWN};
        uint8_t kind = kinds[below(4)];
        bool is_of_node = kind == AIF_ACTION_DRAIN || kind == AIF_ACTION_DOWN;
        t_s += below(80);
        w->action_nodes[i] = w->action_nodes[i + 1] = below(SITE_NODES);
        w->actions[i] = (struct aif_action){.t_s = t_s,
                                            .kind = kind,
                                            .job = is_of_node ? AIF_NONE : below(MOST_JOBS),
                                            .first_node = i,
                                            .node_count = is_of_node,
                                            .value = 1 + below(300)};
        w->actions[i + 1] = w->actions[i];
        w->actions[i + 1].kind = is_of_node ? AIF_ACTION_RESUME : kind;
        w->actions[i + 1].t_s = t_s += below(50);
    }
}

static void run_drawn(void)
{
    struct aif_err err = {{0}};
    site.scenario = (struct aif_scenario){.machine = &site.machine,
                                          .workload = &site.workload,
                                          .centre = &site.centre,
                                          .is_checked = true};
    struct aif_policy_names names = {.backfill = "slurm"};
    ck_assert_msg(aif_policy_parse(&names, &site.scenario.policy, &err), "%s", err.text);
    site.sim = aif_sim_open(&site.scenario, &err);
    ck_assert_msg(site.sim != NULL, "%s", err.text);
    aif_sim_run(site.sim);
}

/* What a job runs with on a node; whole nodes count as all their cores. */
static int16_t cores_of(uint32_t job)
{
    const struct aif_request *r = &jobs[job].request;
    return (int16_t)(site.partitions[0].is_exclusive || r->is_exclusive ? SITE_CORES
                                                                        : r->per_node.cores);
}

static void mark(int16_t *busy, int64_t span_s, const struct aif_episode *e, int16_t by)
{
    for (uint32_t k = 0; k < e->node_count; k++)
        for (int64_t t_s = e->start_s; t_s < e->end_s; t_s++) {
            int16_t *cores = &busy[(int64_t)e->nodes[k] * span_s + t_s];
            *cores = (int16_t)(*cores + by);
        }
}

static void check_cores(void)
{
    const struct aif_row *rows = aif_sim_rows(site.sim);
    uint32_t count, jobs_in_all = site.workload.count;
    const struct aif_episode *episodes = aif_sim_episodes(site.sim, &count);
    int64_t span_s = 1;
    for (uint32_t i = 0; i < jobs_in_all; i++)
        span_s = rows[i].end_s > span_s ? rows[i].end_s : span_s;
    int16_t *busy = calloc((size_t)(SITE_NODES * span_s), sizeof *busy);
    for (uint32_t i = 0; i < jobs_in_all; i++) {
        struct aif_episode own = {.start_s = rows[i].start_s,
                                  .end_s = rows[i].end_s,
                                  .nodes = rows[i].nodes,
                                  .node_count = rows[i].node_count};
        mark(busy, span_s, &own, cores_of(i));
    }
    for (uint32_t i = 0; i < count; i++) {
        int16_t cores = cores_of(episodes[i].job);
        mark(busy, span_s, &episodes[i], (int16_t)(episodes[i].is_suspension ? -cores : cores));
    }
    for (int64_t i = 0; i < SITE_NODES * span_s; i++)
        ck_assert_msg(busy[i] >= 0 && busy[i] <= SITE_CORES, "node %lld, second %lld: %d cores",
                      (long long)(i / span_s), (long long)(i % span_s), busy[i]);
    free(busy);
}

/* The last run of each job has done all its work, or has had its limit, or was preempted for good;
 * what stood still does not count. */
static void check_work(void)
{
    const struct aif_row *rows = aif_sim_rows(site.sim);
    uint32_t count;
    const struct aif_episode *episodes = aif_sim_episodes(site.sim, &count);
    for (uint32_t i = 0; i < site.workload.count; i++) {
        int64_t ran_s = rows[i].end_s - rows[i].start_s;
        for (uint32_t k = 0; k < count; k++)
            if (episodes[k].job == i && episodes[k].is_suspension &&
                episodes[k].start_s >= rows[i].start_s)
                ran_s -= episodes[k].end_s - episodes[k].start_s;
        bool is_long = jobs[i].runtime_s > jobs[i].limit_s;
        int64_t full_s = is_long ? jobs[i].limit_s : jobs[i].runtime_s;
        if (rows[i].outcome == AIF_OUTCOME_PREEMPTED) {
            ck_assert_int_le(ran_s, full_s);
            continue;
        }
        ck_assert_int_eq(rows[i].outcome, is_long ? AIF_OUTCOME_TIMED_OUT : AIF_OUTCOME_COMPLETED);
        ck_assert_int_eq(ran_s, full_s);
    }
}

START_TEST(nobody_loses_work_and_no_node_runs_too_much)
{
    uint64_t turns = 0;
    for (int seed = 0; seed < RUNS; seed++) {
        uint32_t count;
        draws = (uint64_t)seed * 100000;
        draw_site();
        draw_jobs(MOST_JOBS);
        run_drawn();
        check_cores();
        check_work();
        aif_sim_episodes(site.sim, &count);
        turns += count;
        aif_sim_close(site.sim);
        aif_arena_free(&site.workload.arena);
    }
    ck_assert_uint_gt(turns, 10 * RUNS);
}
END_TEST

/* The run's own check looks at the books after every event. */
START_TEST(actions_leave_every_job_an_end_and_no_node_too_much)
{
    for (int seed = 0; seed < RUNS; seed++) {
        draws = (uint64_t)seed * 100000 + 50000000;
        draw_site();
        draw_jobs(MOST_JOBS);
        draw_actions();
        run_drawn();
        check_cores();
        for (uint32_t i = 0; i < MOST_JOBS; i++)
            ck_assert_int_ne(aif_sim_rows(site.sim)[i].outcome, AIF_OUTCOME_WAITING);
        aif_sim_close(site.sim);
        aif_arena_free(&site.workload.arena);
    }
}
END_TEST

/* n jobs of one length, on the same nodes at the same time: at any moment no two differ by more
 * than two slices (the first of a job may be two), so all end within n of them. */
START_TEST(equal_jobs_get_equal_parts)
{
    for (uint32_t n = 1; n <= 8; n++)
        for (int64_t slice_s = 7; slice_s <= 60; slice_s += 10) {
            site_set_up(true);
            site.rules[0].oversubscribe = n;
            site.centre.is_gang = true;
            site.centre.time_slice_s = slice_s;
            draw_jobs(n);
            for (uint32_t i = 0; i < n; i++) {
                jobs[i].submit_s = jobs[i].partition = 0;
                jobs[i].runtime_s = jobs[i].limit_s = 500;
                jobs[i].request.nodes = SITE_NODES;
            }
            run_drawn();
            const struct aif_row *rows = aif_sim_rows(site.sim);
            int64_t last_s = 0;
            for (uint32_t i = 0; i < n; i++) {
                ck_assert_int_eq(rows[i].start_s, 0);
                ck_assert_int_ge(rows[i].end_s, 500 * n - 2 * n * slice_s);
                last_s = rows[i].end_s > last_s ? rows[i].end_s : last_s;
            }
            ck_assert_int_eq(last_s, 500 * n);
            aif_sim_close(site.sim);
            aif_arena_free(&site.workload.arena);
        }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("gang_random");
    TCase *c = tcase_create("gang_random");
    tcase_add_test(c, nobody_loses_work_and_no_node_runs_too_much);
    tcase_add_test(c, actions_leave_every_job_an_end_and_no_node_too_much);
    tcase_add_test(c, equal_jobs_get_equal_parts);
    suite_add_tcase(s, c);
    return run_suite(s);
}
