#ifndef TESTS_SMALL_SITE_H
#define TESTS_SMALL_SITE_H

/* A small machine with two partitions under the controller.  Passes are at whole seconds and
 * batch_sched_delay is 0, so a job starts in the second in which it can. */
#include "aif/sim.h"
#include "aif/trace.h"

#include "suite.h"

#include <string.h>

enum { SITE_NODES = 5, SITE_CORES = 8 };

static struct {
    struct aif_class class;
    struct aif_partition partitions[2];
    struct aif_centre_partition rules[2];
    struct aif_machine machine;
    struct aif_centre centre;
    struct aif_workload workload;
    struct aif_scenario scenario;
    struct aif_sim *sim;
} site;

/* Five nodes of 8 cores in "main", the default, and "other"; whole nodes only if is_exclusive. */
static inline void site_set_up(bool is_exclusive)
{
    memset(&site, 0, sizeof site);
    site.class = (struct aif_class){
        .name = "n", .node_count = SITE_NODES, .gpu_model = "", .shape = {SITE_CORES, 0, 0}};
    for (int i = 0; i < 2; i++) {
        site.partitions[i] = (struct aif_partition){.name = i ? "other" : "main",
                                                    .class_mask = 1,
                                                    .unit = AIF_UNIT_CORE,
                                                    .is_exclusive = is_exclusive};
        site.rules[i] = aif_centre_partition_default();
        site.rules[i].is_default = !i;
    }
    site.machine = (struct aif_machine){.name = "m",
                                        .classes = &site.class,
                                        .class_count = 1,
                                        .partitions = site.partitions,
                                        .partition_count = 2,
                                        .node_count = SITE_NODES};
    site.centre = aif_centre_default();
    site.centre.partitions = site.rules;
    site.centre.priority.is_basic = true;
    site.centre.slurm.batch_sched_delay_s = 0;
}

static inline void site_open(const char *trace)
{
    struct aif_err err = {{0}};
    struct aif_trace_input in = {trace, strlen(trace), "test.csv", false};
    ck_assert_msg(aif_trace_parse(&in, &site.workload, &err), "%s", err.text);
    site.scenario = (struct aif_scenario){.machine = &site.machine,
                                          .workload = &site.workload,
                                          .centre = &site.centre,
                                          .is_checked = true};
    struct aif_policy_names names = {.backfill = "slurm"};
    ck_assert_msg(aif_policy_parse(&names, &site.scenario.policy, &err), "%s", err.text);
    site.sim = aif_sim_open(&site.scenario, &err);
    ck_assert_msg(site.sim != NULL, "%s", err.text);
}

static inline void site_run(const char *trace)
{
    site_open(trace);
    aif_sim_run(site.sim);
}

static inline void site_close(void)
{
    aif_sim_close(site.sim);
    aif_workload_close(&site.workload);
}

static inline uint32_t site_job(int64_t id)
{
    for (uint32_t i = 0; i < site.workload.count; i++)
        if (site.workload.jobs[i].id == id)
            return i;
    ck_abort_msg("no job %lld", (long long)id);
    return AIF_NONE;
}

static inline const struct aif_row *site_row(int64_t id)
{
    return &aif_sim_rows(site.sim)[site_job(id)];
}

static inline void site_expect(int64_t id, int64_t start_s, int64_t end_s)
{
    const struct aif_row *row = site_row(id);
    ck_assert_msg(row->start_s == start_s && row->end_s == end_s,
                  "job %lld: %lld to %lld, expected %lld to %lld", (long long)id,
                  (long long)row->start_s, (long long)row->end_s, (long long)start_s,
                  (long long)end_s);
}

#endif
