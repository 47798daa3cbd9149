/* Random runs of the whole controller: small machines with all that a centre may set. */
#ifndef TESTS_RANDOM_CENTRE_H
#define TESTS_RANDOM_CENTRE_H

#include "aif/rng.h"
#include "aif/sim.h"
#include "aif/trace.h"

#include "suite.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { RUN_JOBS = 40, RUN_NODES = 6, RUN_USERS = 4, RUN_TRACE_BYTES = 1 << 15 };

/* What may be left out of a run. */
enum run_part {
    RUN_RECURRING = 1 << 0,  /* reservations that recur */
    RUN_SUSPENSION = 1 << 1, /* preempted jobs are suspended */
    RUN_SET_LIMIT = 1 << 2,  /* somebody changes limits */
    RUN_TIME_MIN = 1 << 3,   /* jobs whose limit may be cut down */
    RUN_GRACE = 1 << 4,      /* victims are warned */
    RUN_UNEQUAL = 1 << 5,    /* nodes of two sizes where limits are set */
    RUN_ROUNDS = 1 << 6,     /* a start rule that looks again by itself while anything waits */
    RUN_CONTRARY = 1 << 7,   /* jobs that preempt others and stand behind them in the queue */
    RUN_LONE_PASS = 1 << 8,  /* preemption without a backfill scheduler */
};

static const char *const run_rules[] = {"slurm",  "slurm",     "slurm",
                                        "hybrid", "hybrid:2",  "tiresias:60,300",
                                        "gavel",  "gavel:ftf", "qssf"};

struct random_run {
    struct aif_class classes[2];
    struct aif_centre_class class_rules[2];
    struct aif_partition partitions[3];
    struct aif_centre_partition partition_rules[3];
    struct aif_centre_qos qos[2];
    struct aif_reservation reservations[2];
    uint32_t reserved[2][RUN_NODES];
    struct aif_accounts_builder tree;
    struct aif_machine machine;
    struct aif_centre centre;
    struct aif_workload workload;
    struct aif_scenario scenario;
    struct aif_sim *sim;
    struct aif_arena arena;
    struct aif_rng rng;
    uint64_t seed;
    uint32_t left_out; /* enum run_part */
    const char *rule;
    bool has_ms, is_exclusive, has_assoc_limits, has_qos_limits, ends_jobs;
    char trace[RUN_TRACE_BYTES];
    size_t used;
};

static inline uint32_t run_draw(struct random_run *r, uint32_t below)
{
    return (uint32_t)aif_rng_below(&r->rng, below);
}

static inline bool run_one_in(struct random_run *r, uint32_t n)
{
    return run_draw(r, n) == 0;
}

static inline void run_add(struct random_run *r, const char *fmt, ...) AIF_PRINTF(2, 3);

static inline void run_add(struct random_run *r, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    r->used += (size_t)vsnprintf(r->trace + r->used, sizeof r->trace - r->used, fmt, args);
    va_end(args);
    ck_assert_uint_lt(r->used, sizeof r->trace);
}

static inline void run_draw_machine(struct random_run *r)
{
    static const char *const names[] = {"one", "two", "three"};
    uint32_t first = 1 + run_draw(r, 3), second = 1 + run_draw(r, 3);
    bool has_gpus = run_one_in(r, 2);
    r->classes[0] = (struct aif_class){
        .name = "a", .node_count = first, .shape = {4, has_gpus * 2, 4000}, .gpu_model = ""};
    r->classes[1] = (struct aif_class){.name = "b",
                                       .first_node = first,
                                       .node_count = second,
                                       .shape = {8, has_gpus * 4, 8000},
                                       .gpu_model = ""};
    uint32_t count = 2 + run_draw(r, 2);
    r->is_exclusive = run_one_in(r, 2);
    for (uint32_t i = 0; i < count; i++) {
        r->partitions[i] = (struct aif_partition){.name = names[i],
                                                  .class_mask = i ? 1 + run_draw(r, 3) : 3,
                                                  .is_exclusive = r->is_exclusive};
        r->partition_rules[i] = aif_centre_partition_default();
        r->partition_rules[i].priority_tier = 1 + run_draw(r, 3);
        r->partition_rules[i].is_default = i == 0;
    }
    for (int i = 0; i < 2; i++) {
        r->class_rules[i] = aif_centre_class_default();
        r->class_rules[i].features = i ? "big,new" : "small,new";
        r->class_rules[i].weight = 1 + run_draw(r, 2);
    }
    r->machine = (struct aif_machine){.name = "m",
                                      .classes = r->classes,
                                      .class_count = 2,
                                      .partitions = r->partitions,
                                      .partition_count = count,
                                      .node_count = first + second};
}

static inline void run_draw_preemption(struct random_run *r)
{
    static const enum aif_preempt_mode modes[] = {AIF_PREEMPT_REQUEUE, AIF_PREEMPT_CANCEL,
                                                  AIF_PREEMPT_SUSPEND};
    struct aif_centre *c = &r->centre;
    enum aif_preempt_mode mode = modes[run_draw(r, r->left_out & RUN_SUSPENSION ? 2 : 3)];
    c->preempt_type = (enum aif_preempt_type)run_draw(r, 3);
    c->preempt_mode = c->preempt_type == AIF_PREEMPT_NONE ? AIF_PREEMPT_OFF : mode;
    c->is_gang = c->preempt_mode == AIF_PREEMPT_SUSPEND;
    int64_t grace_s = r->left_out & RUN_GRACE ? 0 : 1 + run_draw(r, 40);
    for (uint32_t i = 0; i < 3; i++)
        r->partition_rules[i].grace_s = run_one_in(r, 2) ? grace_s : 0;
    r->qos[0].grace_s = run_one_in(r, 2) ? grace_s : 0;
    r->qos[1].preempt_mask = 1;
    c->preempt_exempt_s = run_one_in(r, 4) ? 30 : 0;
    c->slurm.preempts_youngest_first = run_one_in(r, 2);
    c->slurm.preempt_reorder_count = 1 + run_draw(r, 2);
    c->checkpoint_s = run_one_in(r, 2) ? 10 + run_draw(r, 50) : 0;
    c->requeue_delay_s = 1 + run_draw(r, 60);
    c->requeues = !run_one_in(r, 5);
}

static inline void run_draw_limits(struct random_run *r, struct aif_limits *l, bool is_qos)
{
    if (run_one_in(r, 2))
        l->grp_jobs = 1 + run_draw(r, 6);
    if (run_one_in(r, 3))
        l->grp_tres.of[AIF_TRES_CPU] = 8 + run_draw(r, 24);
    if (run_one_in(r, 3))
        l->grp_tres.of[AIF_TRES_NODE] = 1 + run_draw(r, 5);
    if (run_one_in(r, 4))
        l->grp_tres.of[AIF_TRES_GPU] = 2 + run_draw(r, 10);
    if (run_one_in(r, 4))
        l->grp_submit = 4 + run_draw(r, 12);
    if (run_one_in(r, 4))
        l->grp_accrue = 1 + run_draw(r, 3);
    if (run_one_in(r, 4))
        l->grp_tres_run_mins.of[AIF_TRES_CPU] = 20 + run_draw(r, 200);
    if (run_one_in(r, 8)) {
        l->grp_tres_mins.of[AIF_TRES_CPU] = 10 + run_draw(r, 200);
        r->ends_jobs = true;
    }
    int64_t *jobs = is_qos ? &l->max_jobs_per_user : &l->max_jobs;
    if (run_one_in(r, 3))
        *jobs = 1 + run_draw(r, 4);
    if (is_qos && run_one_in(r, 3))
        l->max_tres_per_user.of[AIF_TRES_CPU] = 8 + run_draw(r, 16);
}

/* Accounts: root > lab > team; users 0 and 1 are of the lab, 2 and 3 of the team. */
static inline void run_draw_accounts(struct random_run *r)
{
    static const char *const users[RUN_USERS] = {"u0", "u1", "u2", "u3"};
    r->tree.arena = &r->arena;
    aif_accounts_add(&r->tree, "root", AIF_NONE, false, 1);
    aif_accounts_add(&r->tree, "lab", 0, false, 1);
    aif_accounts_add(&r->tree, "team", 1, false, 1);
    for (uint32_t i = 0; i < RUN_USERS; i++)
        aif_accounts_add(&r->tree, users[i], i < 2 ? 1 : 2, true, 1);
    uint32_t which = run_draw(r, 3);
    r->has_assoc_limits = which == 1;
    r->has_qos_limits = which == 2;
    for (uint32_t i = 1; r->has_assoc_limits && i < r->tree.tree.count; i++)
        if (run_one_in(r, 2))
            run_draw_limits(r, &r->tree.tree.assocs[i].limits, false);
    for (int i = 0; i < 2; i++) {
        r->qos[i] = aif_centre_qos_default(i ? "urgent" : "normal");
        r->qos[i].priority = i;
        if (r->has_qos_limits)
            run_draw_limits(r, &r->qos[i].limits, true);
    }
    r->centre.accounts = r->tree.tree;
    r->centre.enforce = which ? AIF_ENFORCE_ASSOCIATIONS | AIF_ENFORCE_LIMITS : 0;
}

static inline void run_draw_reservations(struct random_run *r)
{
    static const uint32_t flags[] = {0, AIF_RESERVATION_MAINT, AIF_RESERVATION_FLEX,
                                     AIF_RESERVATION_DAILY, AIF_RESERVATION_WEEKLY};
    static const char *const names[] = {"course", "repair"};
    r->centre.reservations = r->reservations;
    r->centre.reservation_count = run_draw(r, 3);
    for (uint32_t i = 0; i < r->centre.reservation_count; i++) {
        struct aif_reservation *v = &r->reservations[i];
        *v = (struct aif_reservation){.name = names[i],
                                      .start_s = run_draw(r, 500),
                                      .made_s = AIF_UNKNOWN_S,
                                      .nodes = r->reserved[i],
                                      .users = "",
                                      .accounts = ""};
        v->end_s = v->start_s + 20 + run_draw(r, 200);
        v->flags = flags[run_draw(r, r->left_out & RUN_RECURRING ? 3 : 5)];
    }
    /* Slurm refuses a second reservation of a node. */
    for (uint32_t n = 0; n < r->machine.node_count; n++) {
        uint32_t i = n < 2 ? n : run_draw(r, 3);
        if (i < r->centre.reservation_count)
            r->reserved[i][r->reservations[i].node_count++] = n;
    }
}

static inline void run_draw_centre(struct random_run *r)
{
    r->centre = aif_centre_default();
    r->centre.partitions = r->partition_rules;
    r->centre.classes = r->class_rules;
    r->centre.qos = r->qos;
    r->centre.qos_count = 2;
    run_draw_accounts(r);
    run_draw_preemption(r);
    run_draw_reservations(r);
    struct aif_slurm *s = &r->centre.slurm;
    s->batch_sched_delay_s = run_draw(r, 4);
    s->sched_interval_s = 5 + run_draw(r, 60);
    s->default_queue_depth = 1 + run_draw(r, 20);
    s->bf_interval_s = 1 + run_draw(r, 30);
    s->bf_resolution_s = 1 + run_draw(r, 60);
    s->stops_at_assoc_limit = run_one_in(r, 4);
    r->centre.priority.is_basic = run_one_in(r, 2);
    r->centre.priority.weight_age = 1000;
    r->centre.priority.max_age_s = 300;
    r->centre.priority.weight_qos = 2000;
    r->centre.priority.calc_period_s = 20 + run_draw(r, 60);
    r->centre.priority.decay_half_life_s = run_one_in(r, 2) ? 300 : 0;
    r->centre.restart_s = run_draw(r, 40);
}

#endif
