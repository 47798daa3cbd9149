/* What backfill promises: whoever stands at the head of the queue starts when running jobs free its
 * nodes by using all of their limits, whatever passes it.  So nobody waits for ever: every job
 * comes to the head.  Slurm looks at ends in windows that double, so that its head may be held up
 * to twice as long; hybrid looks at each end.  Random streams; the bound is computed here, from
 * views alone.
 */
#include "aif/sim.h"
#include "aif/trace.h"
#include "aif/view.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

enum { PROCS = 24, JOBS = 150, SEEDS = 60, TEXT_BYTES = 1 << 15 };

/* The first window, rounded to half a minute, and a pass after batch_sched_delay. */
enum { SLACK_S = 60 + 1 + 3 };

static struct {
    struct aif_machine machine;
    struct aif_centre centre;
    struct aif_workload workload;
    struct aif_sim *sim;
    uint32_t random;
    char trace[TEXT_BYTES];
    int64_t head_s[JOBS]; /* when it came to the head; AIF_NEVER_S: it did not wait there ... */
    int64_t free_s[JOBS]; /* ... and until when its processors may be in use */
} f;

static uint32_t draw(uint32_t bound)
{
    f.random = f.random * 1664525U + 1013904223U;
    return (f.random >> 8) % bound;
}

/* Some wide jobs among many narrow ones; most use less than their limit. */
static void draw_trace(void)
{
    size_t used =
        (size_t)sprintf(f.trace, "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,procs\n");
    int64_t t_s = 0;
    for (int id = 1; id <= JOBS; id++) {
        uint32_t limit_s = 60 * (1 + draw(40));
        uint32_t run_s = draw(3) ? 1 + draw(limit_s) : limit_s;
        t_s += draw(70);
        used += (size_t)snprintf(f.trace + used, TEXT_BYTES - used, "%d,%lld,%u,%u,%u\n", id,
                                 (long long)t_s, run_s, limit_s, 1 + draw(draw(4) ? 6 : PROCS));
    }
}

static void open_run(const char *rule, uint32_t seed)
{
    struct aif_err err = {{0}};
    memset(&f, 0, sizeof f);
    f.random = seed;
    f.machine = (struct aif_machine){.name = "pool", .procs = PROCS};
    f.centre = aif_centre_default();
    f.centre.priority.is_basic = true;
    f.centre.slurm.bf_interval_s = 1 + draw(60);
    f.centre.slurm.bf_resolution_s = 1;
    draw_trace();
    struct aif_trace_input in = {f.trace, strlen(f.trace), "test.csv", false};
    ck_assert_msg(aif_trace_parse(&in, &f.workload, &err), "%s", err.text);
    struct aif_scenario scenario = {
        .machine = &f.machine, .workload = &f.workload, .centre = &f.centre};
    struct aif_policy_names names = {.backfill = rule};
    ck_assert_msg(aif_policy_parse(&names, &scenario.policy, &err), "%s", err.text);
    f.sim = aif_sim_open(&scenario, &err);
    ck_assert_msg(f.sim != NULL, "%s", err.text);
    for (int i = 0; i < JOBS; i++)
        f.head_s[i] = AIF_NEVER_S;
}

/* When so many processors are free if all that run use their limits. */
static int64_t free_at_s(uint32_t wanted, int64_t now_s)
{
    uint32_t busy = 0;
    for (uint32_t job = 0; job < JOBS; job++)
        if (aif_view_job(f.sim, job).state == AIF_JOB_RUNNING)
            busy += f.workload.jobs[job].request.procs;
    for (int64_t t_s = now_s;;) {
        if (PROCS - busy >= wanted)
            return t_s;
        int64_t next_s = AIF_NEVER_S;
        for (uint32_t job = 0; job < JOBS; job++) {
            struct aif_job_view v = aif_view_job(f.sim, job);
            int64_t due_s = v.start_s + v.limit_s;
            if (v.state == AIF_JOB_RUNNING && due_s > t_s && due_s < next_s)
                next_s = due_s;
        }
        for (uint32_t job = 0; job < JOBS; job++) {
            struct aif_job_view v = aif_view_job(f.sim, job);
            if (v.state == AIF_JOB_RUNNING && v.start_s + v.limit_s == next_s)
                busy -= f.workload.jobs[job].request.procs;
        }
        t_s = next_s;
    }
}

/* First come, first served: the head is the first that waits. */
static void note_head(int64_t now_s)
{
    for (uint32_t job = 0; job < JOBS; job++)
        if (aif_view_job(f.sim, job).state == AIF_JOB_PENDING) {
            if (f.head_s[job] < AIF_NEVER_S)
                return;
            f.head_s[job] = now_s;
            f.free_s[job] = free_at_s(f.workload.jobs[job].request.procs, now_s);
            return;
        }
}

/* The head waits no longer than `factor` times what it must, and slack_s. */
static void check(const char *rule, uint32_t seed, int64_t factor, int64_t slack_s)
{
    uint32_t passed = 0, waited = 0;
    open_run(rule, seed);

    for (int64_t now_s; (now_s = aif_sim_next(f.sim)) != AIF_NEVER_S;) {
        aif_sim_step(f.sim);
        note_head(now_s);
    }

    const struct aif_row *rows = aif_sim_rows(f.sim);
    for (uint32_t job = 0; job < JOBS; job++) {
        passed += job > 0 && rows[job].start_s < rows[job - 1].start_s;
        if (f.head_s[job] == AIF_NEVER_S)
            continue;
        waited++;
        int64_t bound_s = f.head_s[job] + factor * (f.free_s[job] - f.head_s[job]) + slack_s;
        ck_assert_msg(rows[job].start_s <= bound_s, "job %u starts at %lld, the bound is %lld",
                      job + 1, (long long)rows[job].start_s, (long long)bound_s);
    }
    ck_assert_uint_gt(passed, 5);
    ck_assert_uint_gt(waited, 5);
    aif_sim_close(f.sim);
    aif_workload_close(&f.workload);
}

START_TEST(under_slurm_the_head_waits_at_most_twice_as_long_as_it_must)
{
    check("slurm", (uint32_t)_i, 2, SLACK_S);
}
END_TEST

START_TEST(under_hybrid_the_head_waits_only_as_long_as_it_must)
{
    check("hybrid:1", (uint32_t)_i, 1, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("no starvation");
    TCase *c = tcase_create("no starvation");
    tcase_add_loop_test(c, under_slurm_the_head_waits_at_most_twice_as_long_as_it_must, 0, SEEDS);
    tcase_add_loop_test(c, under_hybrid_the_head_waits_only_as_long_as_it_must, 0, SEEDS);
    suite_add_tcase(s, c);
    return run_suite(s);
}
