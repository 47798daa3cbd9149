/* Series of random runs of the controller - requeues, suspension, nodes that fail, jobs that are
 * cancelled or never start - against a second run of the same, looked at second by second. */
#include "aif/metrics.h"
#include "aif/series.h"
#include "aif/view.h"

#include "random_run.h"
#include "small_site.h"

#include <stdlib.h>

enum { RUNS = 30, SUSPENDED_RUNS = 10, JOBS = 40 };

/* A finished run, and one of the same that is stepped through. */
struct pair {
    const struct aif_scenario *scenario;
    struct aif_sim *sim, *twin;
    uint32_t count;
};

static uint32_t cut_runs, suspensions, given_up;

static void count_kinds(const struct pair *p)
{
    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(p->sim, &count);
    for (uint32_t i = 0; i < count; i++) {
        cut_runs += !e[i].is_suspension;
        suspensions += e[i].is_suspension;
    }
    const struct aif_row *rows = aif_sim_rows(p->sim);
    for (uint32_t i = 0; i < p->count; i++)
        given_up += rows[i].start_s == AIF_UNKNOWN_S && rows[i].outcome == AIF_OUTCOME_CANCELLED;
}

/* Everything that happens in this second or before has happened. */
static void step_through(const struct pair *p, int64_t t_s)
{
    while (aif_sim_next_ms(p->twin) / 1000 <= t_s && aif_sim_step(p->twin))
        ;
}

/* What the twin has running and waiting at the end of a second. */
struct look {
    int64_t busy, jobs, units;
};

static struct look look_at(const struct pair *p, bool has_gpus)
{
    struct look l = {0, 0, 0};
    for (uint32_t i = 0; i < p->count; i++) {
        struct aif_job_view v = aif_view_job(p->twin, i);
        if (v.state == AIF_JOB_RUNNING)
            l.busy += v.amount.of[has_gpus ? AIF_TRES_GPU : AIF_TRES_CPU];
        if (v.state != AIF_JOB_PENDING)
            continue;
        l.jobs++;
        l.units += aif_sim_rows(p->sim)[i].units;
    }
    return l;
}

static void check_bins(const struct pair *p, const struct aif_series *s)
{
    bool has_gpus = p->scenario->machine->classes[0].shape.gpus > 0;
    const struct aif_series_group *all = &s->groups[0];
    for (uint32_t b = 0; b < s->bin_count; b++) {
        int64_t busy_unit_s = 0, from_s = aif_series_bin(s, b), to_s = aif_series_bin(s, b + 1);
        for (int64_t t_s = from_s; t_s < to_s; t_s++) {
            step_through(p, t_s);
            struct look l = look_at(p, has_gpus);
            busy_unit_s += l.busy;
            if (t_s == from_s &&
                (l.jobs != all->waiting_jobs[b] || l.units != all->waiting_units[b]))
                ck_abort_msg("at %lld: %lld jobs wait, the series says %lld", (long long)t_s,
                             (long long)l.jobs, (long long)all->waiting_jobs[b]);
        }
        ck_assert_int_eq(busy_unit_s, all->busy_unit_s[b]);
    }
}

static int64_t sum_of(const struct aif_series *s, uint32_t group)
{
    int64_t sum = 0;
    for (uint32_t b = 0; b < s->bin_count; b++)
        sum += s->groups[group].busy_unit_s[b];
    return sum;
}

/* The metrics count the same unit-seconds, of all and of each account. */
static void check_sums(const struct pair *p, const struct aif_series *s, struct aif_arena *arena)
{
    struct aif_metrics m;
    aif_metrics_compute(p->scenario, p->sim, arena, &m);
    ck_assert_int_eq(sum_of(s, 0), m.groups[0].unit_s);
    aif_metrics_add(p->scenario, p->sim, AIF_BY_ACCOUNT, arena, &m);
    for (uint32_t g = 1; g < s->group_count; g++) {
        char name[64];
        snprintf(name, sizeof name, "account:%s", s->groups[g].name);
        uint32_t k = 0;
        while (k < m.group_count && strcmp(m.groups[k].name, name) != 0)
            k++;
        ck_assert_uint_lt(k, m.group_count);
        ck_assert_int_eq(sum_of(s, g), m.groups[k].unit_s);
    }
}

/* sim stands before its first event. */
static void check_run(const struct aif_scenario *scenario, struct aif_sim *sim)
{
    struct aif_arena arena = {0};
    struct aif_series s;
    struct aif_err err = {{0}};
    struct pair p = {scenario, sim, aif_sim_open(scenario, &err), aif_sim_job_count(sim)};
    ck_assert_msg(p.twin != NULL, "%s", err.text);
    aif_sim_run(sim);
    aif_series_make(&(struct aif_series_ask){.scenario = scenario, .sim = sim}, &arena, &s);
    count_kinds(&p);
    check_bins(&p, &s);
    check_sums(&p, &s, &arena);
    aif_sim_close(p.twin);
    aif_arena_free(&arena);
}

START_TEST(series_are_what_a_second_run_shows)
{
    static struct random_run run;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        run_open(&run, seed, 0);
        check_run(&run.scenario, run.sim);
        run_close(&run);
    }
    ck_assert_uint_gt(cut_runs, RUNS);
    ck_assert_uint_gt(given_up, 0);
}
END_TEST

/* Jobs of "other" suspend those of "main". */
static void draw_suspensions(struct aif_rng *rng, char *trace, size_t room)
{
    int64_t t_s = 0;
    size_t used = (size_t)snprintf(trace, room,
                                   "#aifsim-trace 1\njob_id,submit_s,partition,nodes,"
                                   "cores_per_node,limit_s,run_s\n");
    for (int id = 1; id <= JOBS; id++) {
        t_s += (int64_t)aif_rng_below(rng, 60);
        int run_s = 1 + (int)aif_rng_below(rng, 300);
        used += (size_t)snprintf(trace + used, room - used, "%d,%lld,%s,%d,%d,%d,%d\n", id,
                                 (long long)t_s, aif_rng_below(rng, 3) ? "main" : "other",
                                 1 + (int)aif_rng_below(rng, SITE_NODES),
                                 1 + (int)aif_rng_below(rng, SITE_CORES), run_s + 20, run_s);
    }
}

START_TEST(nor_is_it_otherwise_where_jobs_are_suspended)
{
    char trace[4096];
    for (uint64_t seed = 0; seed < SUSPENDED_RUNS; seed++) {
        struct aif_rng rng = aif_rng_stream(seed, AIF_STREAM_TEST, 0);
        draw_suspensions(&rng, trace, sizeof trace);
        site_set_up(false);
        site.centre.is_gang = true;
        site.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
        site.centre.preempt_mode = AIF_PREEMPT_SUSPEND;
        site.rules[1].priority_tier = 2;
        site_open(trace);
        check_run(&site.scenario, site.sim);
        site_close();
    }
    ck_assert_uint_gt(suspensions, SUSPENDED_RUNS);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("series_random");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, series_are_what_a_second_run_shows);
    tcase_add_test(c, nor_is_it_otherwise_where_jobs_are_suspended);
    Suite *s = suite_create("unit/series_random");
    suite_add_tcase(s, c);
    return run_suite(s);
}
