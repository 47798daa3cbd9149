/* Runs of the textbook engine that keep why jobs wait, on a pool and on a machine whose nodes are
 * shared. */
#ifndef TESTS_TRAIL_CASE_H
#define TESTS_TRAIL_CASE_H

#include "aif/sim.h"
#include "aif/view.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

enum { JOBS = 60, PARTITIONS = 2, NODES = 6, POOL = 9 };

static const struct aif_class classes[] = {
    {.name = "gpu", .first_node = 0, .node_count = 3, .shape = {16, 4, 64}, .gpu_model = "g"},
    {.name = "cpu", .first_node = 3, .node_count = 3, .shape = {8, 0, 32}, .gpu_model = ""},
};
static const struct aif_partition partitions[PARTITIONS] = {
    {.name = "mixed", .class_mask = 3, .unit = AIF_UNIT_CORE},
    {.name = "gpus", .class_mask = 1, .unit = AIF_UNIT_GPU},
};
static const struct aif_machine shared = {
    .name = "shared",
    .classes = classes,
    .class_count = AIF_COUNT(classes),
    .partitions = partitions,
    .partition_count = PARTITIONS,
    .node_count = NODES,
};

static struct {
    struct aif_machine pool;
    struct aif_job jobs[JOBS];
    struct aif_workload workload;
    struct aif_scenario scenario;
    struct aif_sim *sim;
    struct aif_arena arena;
    const struct aif_row *rows;
    int64_t planned_s[JOBS];           /* last seen */
    const char *seen[JOBS];            /* reason in this second */
    const struct aif_wait_span *spans; /* of the run */
    uint32_t span_count;
} f;

static inline struct aif_job job(int64_t submit_s, int64_t limit_s, int64_t runtime_s)
{
    return (struct aif_job){.submit_s = submit_s,
                            .limit_s = limit_s,
                            .runtime_s = runtime_s,
                            .user = AIF_NONE,
                            .account = AIF_NONE,
                            .after = AIF_NONE,
                            .think_s = -1,
                            .community = AIF_NONE16,
                            .partition = AIF_NONE16,
                            .qos = AIF_NONE16,
                            .status = AIF_STATUS_COMPLETED};
}

static inline struct aif_job wide(int64_t submit_s, uint32_t procs, int64_t limit_s,
                                  int64_t runtime_s)
{
    struct aif_job j = job(submit_s, limit_s, runtime_s);
    j.request.procs = procs;
    return j;
}

static inline void open_sim(const struct aif_machine *machine, uint32_t count, const char *order,
                            const char *backfill)
{
    struct aif_err err = {{0}};
    f.workload.name = "test";
    f.workload.jobs = f.jobs;
    f.workload.count = count;
    for (uint32_t i = 0; i < PARTITIONS; i++)
        aif_names_intern(&f.workload.partitions, &f.workload.arena, partitions[i].name,
                         strlen(partitions[i].name));
    f.scenario = (struct aif_scenario){.machine = machine,
                                       .workload = &f.workload,
                                       .is_checked = true,
                                       .keeps_waits = true,
                                       .keeps_plan = true};
    struct aif_policy_names names = {.order = order, .backfill = backfill};
    ck_assert_msg(aif_policy_parse(&names, &f.scenario.policy, &err), "%s", err.text);
    f.sim = aif_sim_open(&f.scenario, &err);
    ck_assert_msg(f.sim != NULL, "%s", err.text);
    f.rows = aif_sim_rows(f.sim);
}

static inline void close_sim(void)
{
    aif_sim_close(f.sim);
    aif_arena_free(&f.workload.arena);
    aif_arena_free(&f.arena);
    memset(&f, 0, sizeof f);
}

#endif
