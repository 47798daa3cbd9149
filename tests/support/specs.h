/* Small specs and machines that the tests of the generator share. */
#ifndef TESTS_SPECS_H
#define TESTS_SPECS_H

#include "aif/generate.h"
#include "suite.h"

enum { DAY_S = 86400, MINUTE_S = 60, HOUR_S = 3600 };

#define EVEN                                                                                       \
    {                                                                                              \
        .hour = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, .day = { \
            1,                                                                                     \
            1,                                                                                     \
            1,                                                                                     \
            1,                                                                                     \
            1,                                                                                     \
            1,                                                                                     \
            1                                                                                      \
        }                                                                                          \
    }

static const int64_t popular_s[] = {600, 3600, 4 * 3600, 12 * 3600, 24 * 3600};
static const struct aif_size_weight small[] = {{1, 5}, {2, 2}, {4, 2}, {8, 1}};
static const struct aif_size_weight large[] = {{16, 3}, {64, 2}, {256, 1}};
static const struct aif_dist_part short_run = {.kind = AIF_DIST_LOG_NORMAL, .a = 600, .b = 1.4};
static const struct aif_dist_part long_run = {.kind = AIF_DIST_LOG_NORMAL, .a = 14400, .b = 1.2};
static const struct aif_dist_part excess = {.kind = AIF_DIST_LOG_NORMAL, .a = 2.5, .b = 0.8};
static const struct aif_dist_part gap = {.kind = AIF_DIST_EXPONENTIAL, .a = 20};

#define LIMITS                                                                                     \
    {                                                                                              \
        .popular_s = popular_s, .popular_count = AIF_COUNT(popular_s),                             \
        .excess = {.parts = &excess, .part_count = 1}, .longest_share = 0.1,                       \
        .too_short_share = 0.02                                                                    \
    }

static const struct aif_job_kind tune = {
    .name = "tune",
    .weight = 3,
    .size = {.weights = small, .weight_count = AIF_COUNT(small)},
    .runtime_s = {.parts = &short_run, .part_count = 1},
    .limit = LIMITS,
    .burst_mean = 4,
    .gap_s = {.parts = &gap, .part_count = 1},
};

static const struct aif_job_kind train = {
    .name = "train",
    .weight = 1,
    .size = {.weights = large, .weight_count = AIF_COUNT(large), .max_share = 0.5},
    .runtime_s = {.parts = &long_run, .part_count = 1},
    .limit = LIMITS,
    .burst_mean = 1,
};

static inline struct aif_community community(const char *name, double load,
                                             const struct aif_job_kind *k)
{
    return (struct aif_community){
        .name = name,
        .load = load,
        .users = 20,
        .accounts = 5,
        .user_skew = 1.0,
        .cycle = EVEN,
        .kinds = k,
        .kind_count = 1,
    };
}

static const struct aif_class gpu_class = {
    .name = "gpu", .node_count = 100, .shape = {144, 4, 960 * 1024}};
static const struct aif_partition gpu_partition = {
    .name = "gpu", .class_mask = 1, .max_limit_s = 3 * DAY_S};

/* 100 nodes of 144 cores, 4 GPUs and 960 GiB. */
static inline struct aif_machine small_site(void)
{
    return (struct aif_machine){
        .name = "small",
        .classes = &gpu_class,
        .class_count = 1,
        .partitions = &gpu_partition,
        .partition_count = 1,
        .node_count = 100,
    };
}

/* Three communities in tests that need no others. */
struct three {
    struct aif_community communities[3];
    struct aif_generate_spec spec;
};

static inline void three_init(struct three *t)
{
    t->communities[0] = community("startups", 0.2, &tune);
    t->communities[1] = community("research", 0.35, &tune);
    t->communities[2] = community("industry", 0.3, &train);
    t->spec = (struct aif_generate_spec){
        .name = "three",
        .communities = t->communities,
        .community_count = 3,
        .unix_start_s = INT64_C(1793577600),
    };
}

static inline struct aif_workload make(const struct aif_generate_spec *spec,
                                       const struct aif_generate_size *size, uint64_t seed,
                                       struct aif_generate_report *report)
{
    struct aif_machine m = small_site();
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    bool is_made =
        aif_generate(spec, &(struct aif_generate_ask){&m, *size, seed}, &w, report, &err);
    ck_assert_msg(is_made, "%s", err.text);
    return w;
}

static const struct aif_generate_size week = {.span_s = 7 * DAY_S};

/* The load by the definition in aif/generate.h, from the jobs alone. */
static inline double load_of(const struct aif_workload *w, double capacity, double span_s)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_job *j = &w->jobs[i];
        double units = j->request.procs ? j->request.procs
                                        : (double)j->request.nodes * j->request.per_node.gpus;
        sum += units * (double)(j->runtime_s < j->limit_s ? j->runtime_s : j->limit_s);
    }
    return sum / (capacity * span_s);
}

/* Two GPU classes of different shape under "mixed"; "tiny" has 2 nodes, at most 1 a job, 2 h. */
static const struct aif_class odd_classes[] = {
    {.name = "a", .first_node = 0, .node_count = 2, .shape = {64, 8, 512}},
    {.name = "b", .first_node = 2, .node_count = 7, .shape = {48, 4, 1024}},
    {.name = "cpu", .first_node = 9, .node_count = 30, .shape = {128, 0, 512}},
};
static const struct aif_partition odd_partitions[] = {
    {.name = "mixed", .class_mask = 7, .max_limit_s = DAY_S},
    {.name = "tiny", .class_mask = 1, .max_limit_s = 2 * HOUR_S, .max_nodes = 1},
    {.name = "cpu", .class_mask = 4},
};
static const struct aif_machine odd_site = {
    .name = "odd",
    .classes = odd_classes,
    .class_count = 3,
    .partitions = odd_partitions,
    .partition_count = 3,
    .node_count = 39,
};

#endif
