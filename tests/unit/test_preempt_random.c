/* Random streams of jobs that preempt each other, against a checker that knows only rows and
 * episodes: a job loses exactly what the mode says, and no node ever has two jobs. */
#include "aif/rng.h"
#include "aif/sim.h"

#include "suite.h"
#include "two_tiers.h"

#include <string.h>

enum { NODES = 6, JOBS = 60, RUNS = 60, LONGEST_S = 400 };

static struct {
    struct two_tiers site;
    struct aif_centre centre;
    struct aif_workload workload;
    struct aif_job jobs[JOBS];
    uint64_t draws;
} f;

static uint32_t below(uint32_t bound)
{
    struct aif_rng r = aif_rng_stream(f.draws++, AIF_STREAM_TEST, 0);
    return (uint32_t)aif_rng_below(&r, bound);
}

static void describe_centre(enum aif_preempt_mode mode)
{
    two_tiers_open(&f.site, &f.centre, NODES, 2);
    f.centre.priority.is_basic = true;
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = mode;
    f.centre.is_gang = mode == AIF_PREEMPT_SUSPEND;
    f.centre.checkpoint_s = below(2) ? 10 + below(50) : 0;
    f.centre.requeue_delay_s = 1 + below(100);
    f.centre.slurm.batch_sched_delay_s = below(4);
}

static void draw_jobs(void)
{
    f.workload = (struct aif_workload){
        .name = "random", .jobs = f.jobs, .count = JOBS, .unix_start_s = AIF_UNKNOWN_S};
    aif_names_intern(&f.workload.partitions, &f.workload.arena, "low", 3);
    aif_names_intern(&f.workload.partitions, &f.workload.arena, "high", 4);
    int64_t t_s = 0;
    for (uint32_t i = 0; i < JOBS; i++) {
        int64_t run_s = 1 + below(LONGEST_S);
        t_s += below(80);
        f.jobs[i] = (struct aif_job){.id = i + 1,
                                     .submit_s = t_s,
                                     .runtime_s = run_s,
                                     .limit_s = run_s + below(200),
                                     .request = {.nodes = 1 + below(NODES), .is_exclusive = true},
                                     .user = AIF_NONE,
                                     .account = AIF_NONE,
                                     .application = AIF_NONE,
                                     .after = AIF_NONE,
                                     .think_s = -1,
                                     .community = AIF_NONE16,
                                     .partition = (uint16_t)(below(3) == 0),
                                     .qos = AIF_NONE16,
                                     .status = AIF_STATUS_COMPLETED};
    }
}

/* Who has which node in which second, suspensions taken out. */
static void mark(int8_t *busy, const struct aif_episode *e, int64_t span_s, int8_t by)
{
    for (uint32_t k = 0; k < e->node_count; k++)
        for (int64_t t_s = e->start_s; t_s < e->end_s; t_s++) {
            int8_t *second = &busy[(int64_t)e->nodes[k] * span_s + t_s];
            *second = (int8_t)(*second + by);
        }
}

static void check_nodes(const struct aif_sim *sim, const struct aif_episode *episodes,
                        uint32_t count)
{
    const struct aif_row *rows = aif_sim_rows(sim);
    int64_t span_s = 0;
    for (uint32_t i = 0; i < JOBS; i++)
        span_s = rows[i].end_s > span_s ? rows[i].end_s : span_s;
    int8_t *busy = calloc((size_t)(NODES * span_s), 1);
    for (uint32_t i = 0; i < JOBS; i++) {
        struct aif_episode own = {.start_s = rows[i].start_s,
                                  .end_s = rows[i].end_s,
                                  .nodes = rows[i].nodes,
                                  .node_count = rows[i].node_count};
        mark(busy, &own, span_s, 1);
    }
    for (uint32_t i = 0; i < count; i++)
        mark(busy, &episodes[i], span_s, episodes[i].is_suspension ? -1 : 1);
    for (int64_t i = 0; i < NODES * span_s; i++) /* Check's macros cost a system call each */
        if (busy[i] != 0 && busy[i] != 1)
            ck_abort_msg("node %lld, second %lld: %d jobs", (long long)(i / span_s),
                         (long long)(i % span_s), busy[i]);
    free(busy);
}

/* What the last run had to do: what the earlier ones did not keep, plus the time it stood still. */
static void check_work(const struct aif_sim *sim, const struct aif_episode *episodes,
                       uint32_t count, enum aif_preempt_mode mode)
{
    const struct aif_row *rows = aif_sim_rows(sim);
    int64_t lost_unit_s = 0, expected_s[JOBS];
    for (uint32_t i = 0; i < JOBS; i++)
        expected_s[i] = f.jobs[i].runtime_s;
    for (uint32_t i = 0; i < count; i++) {
        const struct aif_episode *e = &episodes[i];
        int64_t ran_s = e->end_s - e->start_s;
        ck_assert_int_eq(e->is_suspension, mode == AIF_PREEMPT_SUSPEND);
        if (e->is_suspension) {
            expected_s[e->job] += ran_s;
            continue;
        }
        int64_t step_s = f.centre.checkpoint_s, kept_s = step_s ? ran_s / step_s * step_s : 0;
        ck_assert_int_eq(e->kept_s, kept_s);
        expected_s[e->job] -= kept_s;
        lost_unit_s += (ran_s - kept_s) * e->units;
    }
    ck_assert_int_eq(aif_sim_totals(sim)->lost_work_unit_s, lost_unit_s);
    for (uint32_t i = 0; i < JOBS; i++) {
        if (rows[i].outcome == AIF_OUTCOME_PREEMPTED) {
            ck_assert_int_eq(mode, AIF_PREEMPT_CANCEL);
            ck_assert_int_lt(rows[i].end_s - rows[i].start_s, f.jobs[i].runtime_s);
            continue;
        }
        ck_assert_int_eq(rows[i].outcome, AIF_OUTCOME_COMPLETED);
        ck_assert_int_eq(rows[i].end_s - rows[i].start_s, expected_s[i]);
    }
}

/* A run in which each cycle plans for all that waits has the same schedule. */
static void check_full_plans(struct aif_scenario scenario, const struct aif_sim *sim)
{
    struct aif_err err = {{0}};
    scenario.keeps_plan = true;
    struct aif_sim *full = aif_sim_open(&scenario, &err);
    ck_assert_msg(full != NULL, "%s", err.text);
    aif_sim_run(full);
    for (uint32_t i = 0; i < JOBS; i++) {
        const struct aif_row *mine = &aif_sim_rows(sim)[i], *its = &aif_sim_rows(full)[i];
        ck_assert_int_eq(mine->start_s, its->start_s);
        ck_assert_int_eq(mine->end_s, its->end_s);
        ck_assert_uint_eq(mine->node_count, its->node_count);
        ck_assert(!mine->node_count ||
                  memcmp(mine->nodes, its->nodes, mine->node_count * sizeof *mine->nodes) == 0);
    }
    aif_sim_close(full);
}

static void run_mode(enum aif_preempt_mode mode)
{
    uint64_t preempted = 0;
    for (int seed = 0; seed < RUNS; seed++) {
        f.draws = (uint64_t)seed * 100000 + (uint64_t)mode * 10000000;
        describe_centre(mode);
        draw_jobs();
        struct aif_err err = {{0}};
        struct aif_scenario scenario = {.machine = &f.site.machine,
                                        .workload = &f.workload,
                                        .centre = &f.centre,
                                        .is_checked = true};
        struct aif_policy_names names = {.backfill = "slurm"};
        ck_assert_msg(aif_policy_parse(&names, &scenario.policy, &err), "%s", err.text);
        struct aif_sim *sim = aif_sim_open(&scenario, &err);
        ck_assert_msg(sim != NULL, "%s", err.text);
        aif_sim_run(sim);
        uint32_t count;
        const struct aif_episode *episodes = aif_sim_episodes(sim, &count);
        check_work(sim, episodes, count, mode);
        check_nodes(sim, episodes, count);
        check_full_plans(scenario, sim);
        preempted += aif_sim_totals(sim)->preempt_count;
        aif_sim_close(sim);
        aif_arena_free(&f.workload.arena);
    }
    ck_assert_uint_gt(preempted, RUNS);
}

START_TEST(a_requeued_job_loses_what_no_checkpoint_kept)
{
    run_mode(AIF_PREEMPT_REQUEUE);
}
END_TEST

START_TEST(a_suspended_job_loses_nothing)
{
    run_mode(AIF_PREEMPT_SUSPEND);
}
END_TEST

START_TEST(a_cancelled_job_does_not_come_back)
{
    run_mode(AIF_PREEMPT_CANCEL);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("preempt_random");
    TCase *c = tcase_create("preempt_random");
    tcase_add_test(c, a_requeued_job_loses_what_no_checkpoint_kept);
    tcase_add_test(c, a_suspended_job_loses_nothing);
    tcase_add_test(c, a_cancelled_job_does_not_come_back);
    suite_add_tcase(s, c);
    return run_suite(s);
}
