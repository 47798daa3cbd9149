/* A community that does everything a spec can say, for tests of the whole generator. */
#ifndef TESTS_BUSY_SPEC_H
#define TESTS_BUSY_SPEC_H

#include "specs.h"

static const struct aif_dist_part busy_hours = {.kind = AIF_DIST_LOG_NORMAL, .a = 20000, .b = 1.5};
static const struct aif_dist_part busy_minutes = {.kind = AIF_DIST_LOG_NORMAL, .a = 400, .b = 1.2};
static const struct aif_size_weight busy_sizes[] = {{1, 4}, {4, 2}, {16, 2}, {64, 1}};
static const struct aif_size_weight busy_cores[] = {{8, 2}, {64, 1}, {300, 1}};
static const struct aif_named_weight busy_countries[] = {{"SE", 3}, {"FI", 1}, {"DE", 2}};
static const struct aif_named_weight busy_homes[] = {{"here", 2}, {"elsewhere", 1}};
static const struct aif_outcome_share busy_ends[] = {{1, 0.1, 0.1}, {4, 0.2, 0.1}};
static const struct aif_swing busy_swings[] = {{3600, 0.7}, {DAY_S, 0.3}};
static const struct aif_cycle busy_office = {
    .hour = {[8] = 1, [9] = 2, [10] = 2, [13] = 1, [14] = 2}, .day = {1, 1, 1, 1, 1, 0, 0}};

#define BUSY(part)                                                                                 \
    {                                                                                              \
        .parts = &(part), .part_count = 1                                                          \
    }

struct busy {
    struct aif_trigger after_data[1], after_training[2], after_evaluation[1];
    struct aif_job_kind kinds[5];
    struct aif_community community;
};

static inline struct aif_job_kind busy_kind(const char *name, double weight)
{
    return (struct aif_job_kind){
        .name = name,
        .weight = weight,
        .size = {.weights = busy_sizes, .weight_count = AIF_COUNT(busy_sizes), .max_share = 0.5},
        .runtime_s = BUSY(busy_minutes),
        .limit = LIMITS,
        .outcomes = busy_ends,
        .outcome_count = AIF_COUNT(busy_ends),
        .early_share = 0.5,
        .burst_mean = 3,
        .gap_s = BUSY(gap),
        .data_share = 0.7,
        .deadline = {0.2, BUSY(busy_hours)},
        .checkpoint = {0.5, BUSY(busy_minutes)},
        .preemptible_share = 0.3,
        .least_nodes = 0.5,
    };
}

static inline void busy_init(struct busy *b)
{
    *b = (struct busy){.kinds = {busy_kind("data", 2), busy_kind("training", 1),
                                 busy_kind("evaluation", 2), busy_kind("inference", 1),
                                 busy_kind("debug", 2)}};
    b->after_data[0] = (struct aif_trigger){1, 0.5, 1, BUSY(busy_minutes), true};
    b->after_training[0] = (struct aif_trigger){2, 0.7, 4, BUSY(busy_minutes), true};
    b->after_training[1] = (struct aif_trigger){4, 0.3, 1, BUSY(gap), false};
    b->after_evaluation[0] = (struct aif_trigger){3, 0.2, 2, BUSY(busy_hours), false};
    b->kinds[0].needs_cores = true;
    b->kinds[0].size = (struct aif_size_model){.weights = busy_cores, .weight_count = 3};
    b->kinds[0].triggers = b->after_data;
    b->kinds[0].trigger_count = 1;
    b->kinds[1].runtime_s = (struct aif_dist)BUSY(busy_hours);
    b->kinds[1].limit.longest_s = 8 * HOUR_S;
    b->kinds[1].most_pieces = 6;
    b->kinds[1].burst_mean = 1;
    b->kinds[1].most_nodes = 2;
    b->kinds[1].triggers = b->after_training;
    b->kinds[1].trigger_count = 2;
    b->kinds[2].triggers = b->after_evaluation;
    b->kinds[2].trigger_count = 1;
    b->kinds[2].is_array = true;
    b->kinds[2].array_limit = 3;
    b->kinds[3].limit.distinct = 40;
    b->kinds[4].cycle = &busy_office;
    b->community = community("busy", 0.4, b->kinds);
    b->community.kind_count = 5;
    b->community.users = 60;
    b->community.accounts = 20;
    b->community.organisations = (struct aif_organisation_model){12, 0.7, busy_countries, 3};
    b->community.data = (struct aif_data_model){0.8, BUSY(busy_minutes), 0.25, busy_homes, 2};
    b->community.user_mix = 2;
    b->community.visit_mean = 2.5;
    b->community.think_s = (struct aif_dist)BUSY(busy_minutes);
    b->community.swings = busy_swings;
    b->community.swing_count = 2;
}

#endif
