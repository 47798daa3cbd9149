/* A cluster of five whole nodes of 4 cores with two partitions, "low" and, of a higher tier,
 * "high", for schedules worked out by hand.  Passes are at whole seconds; batch_sched_delay is 0,
 * so a job starts in the second in which it can. */
#ifndef TESTS_SMALL_CLUSTER_H
#define TESTS_SMALL_CLUSTER_H

#include "aif/sim.h"
#include "aif/trace.h"
#include "suite.h"
#include "two_tiers.h"

#include <string.h>

/* --check takes time squared in a long trace; this leaves it out. */
static bool is_unchecked, keeps_plan;
static int64_t plan_from_ms;

static struct {
    struct two_tiers site;
    struct aif_centre centre;
    struct aif_workload workload;
    struct aif_scenario scenario;
    struct aif_sim *sim;
} f;

static inline void set_up(void)
{
    memset(&f, 0, sizeof f);
    two_tiers_open(&f.site, &f.centre, 5, 4);
    f.centre.priority.is_basic = true;
    f.centre.slurm.batch_sched_delay_s = 0;
}

static inline void tear_down(void)
{
    aif_sim_close(f.sim);
    aif_workload_close(&f.workload);
}

static inline void open_sim(const char *trace)
{
    struct aif_err err = {{0}};
    struct aif_trace_input in = {trace, strlen(trace), "test.csv", false};
    ck_assert_msg(aif_trace_parse(&in, &f.workload, &err), "%s", err.text);
    f.scenario = (struct aif_scenario){.machine = &f.site.machine,
                                       .workload = &f.workload,
                                       .centre = &f.centre,
                                       .is_checked = !is_unchecked,
                                       .keeps_plan = keeps_plan,
                                       .plan_from_ms = plan_from_ms};
    struct aif_policy_names names = {.backfill = "slurm"};
    ck_assert_msg(aif_policy_parse(&names, &f.scenario.policy, &err), "%s", err.text);
    f.sim = aif_sim_open(&f.scenario, &err);
    ck_assert_msg(f.sim != NULL, "%s", err.text);
}

static inline void run(const char *trace)
{
    open_sim(trace);
    aif_sim_run(f.sim);
}

static inline const struct aif_row *row_of(int64_t id)
{
    for (uint32_t i = 0; i < f.workload.count; i++)
        if (f.workload.jobs[i].id == id)
            return &aif_sim_rows(f.sim)[i];
    ck_abort_msg("no job %lld", (long long)id);
    return NULL;
}

static inline void expect(int64_t id, int64_t start_s, int64_t end_s)
{
    const struct aif_row *row = row_of(id);
    ck_assert_msg(row->start_s == start_s && row->end_s == end_s,
                  "job %lld: %lld to %lld, expected %lld to %lld", (long long)id,
                  (long long)row->start_s, (long long)row->end_s, (long long)start_s,
                  (long long)end_s);
}

#endif
