/* Random runs of the whole controller: streams of jobs, and people who interfere at random
 * instants, on the machines of random_centre.h. */
#ifndef TESTS_RANDOM_RUN_H
#define TESTS_RANDOM_RUN_H

#include "random_centre.h"

static inline uint32_t run_draw_ms(struct random_run *r)
{
    return r->has_ms ? run_draw(r, 1000) : 0;
}

/* One condition on a job, or an array, before this one. */
static inline void run_draw_condition(struct random_run *r, uint32_t id)
{
    static const char *const kinds[] = {"after", "afterany", "afterok", "afternotok", "aftercorr"};
    uint32_t kind = run_draw(r, 6), target = 1 + run_draw(r, id - 1);
    if (id > 16 && run_one_in(r, 3))
        target = id > 32 && run_one_in(r, 2) ? 1003 : 1001; /* all of an array */
    if (kind == 5)
        run_add(r, "singleton");
    else if (kind == 0 && run_one_in(r, 2))
        run_add(r, "after:%u+%us", target, run_draw(r, 90));
    else
        run_add(r, "%s:%u", kinds[kind], target);
}

static inline void run_draw_dependency(struct random_run *r, uint32_t id)
{
    if (id > 3 && run_one_in(r, 5)) {
        bool is_or = run_one_in(r, 2);
        run_add(r, "\"");
        for (uint32_t n = 1 + run_draw(r, 2); n > 0; n--) {
            run_draw_condition(r, id);
            run_add(r, n > 1 ? (is_or ? "?" : ",") : "");
        }
        run_add(r, "\"");
    }
}

/* Jobs 8 to 15 and 24 to 31 are arrays. */
static inline bool run_is_task(uint32_t id)
{
    return id / 8 % 2;
}

static inline void run_draw_request(struct random_run *r)
{
    run_add(r, "%u,", 1 + run_draw(r, 1 + r->machine.node_count / 2));
    bool is_whole = r->is_exclusive || run_one_in(r, 5);
    uint32_t gpus = r->classes[0].shape.gpus ? run_draw(r, 3) : 0;
    if (is_whole)
        run_add(r, ",,,1,");
    else
        run_add(r, "%u,%u,%u,0,", 1 + run_draw(r, 4), gpus, run_draw(r, 3000));
}

/* What tasks of an array have in common. */
static inline void run_draw_asked(struct random_run *r, uint32_t id, uint32_t run_per_mille)
{
    uint32_t user = run_draw(r, RUN_USERS), limit_s = 1 + run_draw(r, 200);
    run_add(r, "u%u,%s,%s,", user, user < 2 ? "lab" : "team",
            run_one_in(r, 3) ? "urgent" : "normal");
    if (run_one_in(r, 4))
        run_add(r, "\"one,%s\",",
                r->partitions[1 + run_draw(r, r->machine.partition_count - 1)].name);
    else
        run_add(r, "%s,", r->partitions[run_draw(r, r->machine.partition_count)].name);
    run_draw_request(r);
    run_add(r, "%u,%u,", limit_s, limit_s * run_per_mille / 1000);
    if (!(r->left_out & RUN_TIME_MIN) && run_one_in(r, 5))
        run_add(r, "%u", 1 + run_draw(r, limit_s));
    run_add(r, ",%s,j%u,", run_one_in(r, 5) ? "0" : "", run_draw(r, 9));
    if (r->centre.reservation_count && run_one_in(r, 6))
        run_add(r, "%s", r->reservations[run_draw(r, r->centre.reservation_count)].name);
    run_add(r, ",%s,", run_one_in(r, 10) ? "big|small" : run_one_in(r, 10) ? "big" : "");
    run_draw_dependency(r, id);
}

static inline void run_draw_job(struct random_run *r, uint32_t id, int64_t submit_s)
{
    uint32_t run_per_mille = run_draw(r, 1250);
    run_add(r, "%u,%lld,%u,%u,", id, (long long)submit_s, run_draw_ms(r), run_draw_ms(r));
    if (run_is_task(id))
        run_add(r, "%u,%u,%u,", 1000 + id / 8, id % 8, 1 + id / 16);
    else
        run_add(r, ",,,");
    run_add(r, "%s,%s,", run_one_in(r, 12) ? "1" : "", run_one_in(r, 6) ? "1" : "");
    if (run_one_in(r, 8))
        run_add(r, "%lld", (long long)submit_s + run_draw(r, 150));
    run_add(r, ",");
    struct aif_rng own = r->rng;
    if (run_is_task(id))
        r->rng = aif_rng_stream(r->seed, AIF_STREAM_TEST, 1 + id / 8);
    run_draw_asked(r, id, run_per_mille);
    if (run_is_task(id))
        r->rng = own;
    run_add(r, "\n");
}

static inline void run_draw_nodes(struct random_run *r, const char *action)
{
    uint32_t first = run_draw(r, r->machine.node_count);
    run_add(r, "%s,,\"%u-%u\",\n", action, first,
            first + run_draw(r, r->machine.node_count - first));
}

static inline void run_draw_actions(struct random_run *r)
{
    static const char *const kinds[] = {"cancel", "hold",   "release",   "release",  "drain",
                                        "down",   "resume", "set_nodes", "set_limit"};
    enum { ON_NODES = 4, WITH_VALUE = 7, ACTIONS = 18, STEP_S = 40 };
    bool is_calm = run_one_in(r, 3);
    run_add(r, "#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n");
    for (uint32_t i = 0; !is_calm && i < ACTIONS; i++) {
        uint32_t kind = run_draw(r, r->left_out & RUN_SET_LIMIT ? 8 : 9);
        run_add(r, "%u.%03u,", STEP_S * i + run_draw(r, STEP_S), run_draw_ms(r));
        if (kind >= ON_NODES && kind < WITH_VALUE)
            run_draw_nodes(r, kinds[kind]);
        else if (kind < WITH_VALUE)
            run_add(r, "%s,%u,,\n", kinds[kind], 1 + run_draw(r, RUN_JOBS));
        else
            run_add(r, "%s,%u,,%u\n", kinds[kind], 1 + run_draw(r, RUN_JOBS),
                    kind == WITH_VALUE ? 1 + run_draw(r, 3) : 1 + run_draw(r, 250));
    }
    if (run_one_in(r, 2))
        run_add(r, "%u,resume,,\"0-%u\",\n", STEP_S * ACTIONS, r->machine.node_count - 1);
}

/* Whether the rule moves jobs, which keep their work but for the last of it. */
static inline bool run_parks(const struct random_run *r)
{
    return strncmp(r->rule, "tiresias", 8) == 0 || strncmp(r->rule, "gavel", 5) == 0;
}

/* Those that preempt others come before them. */
static inline void run_put_in_order(struct random_run *r)
{
    r->centre.priority.is_basic = false;
    for (uint32_t i = 0; i < r->machine.partition_count; i++)
        r->partition_rules[i].priority_tier = 1;
    if (strcmp(r->rule, "qssf") == 0)
        r->centre.preempt_type = AIF_PREEMPT_NONE; /* it has an order of its own */
}

/* A run that stands before its first event; `left_out` says what it has nothing of. */
static inline void run_open(struct random_run *r, uint64_t seed, uint32_t left_out)
{
    struct aif_err err = {{0}};
    memset(r, 0, sizeof *r);
    r->rng = aif_rng_stream(seed, AIF_STREAM_TEST, 0);
    r->seed = seed;
    r->left_out = left_out;
    uint32_t rule = (uint32_t)(seed % AIF_COUNT(run_rules));
    if ((left_out & RUN_ROUNDS) && strncmp(run_rules[rule], "gavel", 5) == 0)
        rule = AIF_COUNT(run_rules) - 1;
    r->rule = run_rules[rule];
    r->has_ms = run_one_in(r, 2);
    run_draw_machine(r);
    run_draw_centre(r);
    if ((left_out & RUN_UNEQUAL) && r->centre.enforce)
        r->classes[1].shape = r->classes[0].shape;
    r->centre.slurm.is_builtin = rule == 0;
    if (r->centre.slurm.is_builtin && (left_out & RUN_LONE_PASS))
        r->centre.preempt_type = AIF_PREEMPT_NONE;
    if (run_parks(r))
        r->centre.checkpoint_s = 0; /* else moves and preemption could not be told apart */
    if ((left_out & RUN_CONTRARY) && r->centre.preempt_type == AIF_PREEMPT_QOS)
        run_put_in_order(r);
    run_add(r, "#aifsim-trace 1\njob_id,submit_s,submit_ms,run_ms,array_id,array_task,array_limit,"
               "hold,exit_code,begin_s,user,account,qos,partitions,nodes,cores_per_node,"
               "gpus_per_node,mem_mib_per_node,exclusive,limit_s,run_s,min_limit_s,requeue,"
               "job_name,reservation,features,depends\n");
    int64_t t_s = 0;
    for (uint32_t id = 1; id <= RUN_JOBS; id++)
        run_draw_job(r, id, t_s += run_draw(r, 30));
    run_draw_actions(r);
    struct aif_trace_input in = {r->trace, r->used, "random.csv", false};
    ck_assert_msg(aif_trace_parse(&in, &r->workload, &err), "%s", err.text);
    r->scenario = (struct aif_scenario){
        .machine = &r->machine, .workload = &r->workload, .centre = &r->centre, .is_checked = true};
    struct aif_policy_names names = {.backfill = r->rule};
    ck_assert_msg(aif_policy_parse(&names, &r->scenario.policy, &err), "%s", err.text);
    r->sim = aif_sim_open(&r->scenario, &err);
    ck_assert_msg(r->sim != NULL, "%s", err.text);
}

static inline void run_close(struct random_run *r)
{
    aif_sim_close(r->sim);
    aif_workload_close(&r->workload);
    aif_arena_free(&r->arena);
}

#endif
