/* What every scheduler must do, whatever its parts: all orders x backfills x places of the
 * registry, on a pool and on nodes that jobs share, with the checker on. */
#include "aif/rng.h"
#include "aif/sim.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

/* Uses what changes with time, with starts and at recalculations. */
#define FORMULA ":log10(wait_s + 10) * procs + fairshare * 100 - user_running ^ 2 + usage / limit_s"

enum { JOBS = 70, USERS = 11, PARTITIONS = 3 };

static const char *const parameters[] = {"", ":1", ":3", ":compress", ":replan", ":ftf"};

static const struct aif_class classes[] = {
    {.name = "gpu", .first_node = 0, .node_count = 3, .shape = {16, 4, 64}, .gpu_model = "g"},
    {.name = "cpu", .first_node = 3, .node_count = 4, .shape = {8, 0, 32}, .gpu_model = ""},
    {.name = "whole", .first_node = 7, .node_count = 3, .shape = {4, 2, 16}, .gpu_model = "w"},
};
static const struct aif_partition partitions[PARTITIONS] = {
    {.name = "mixed", .class_mask = 3, .default_limit_s = 50, .unit = AIF_UNIT_CORE},
    {.name = "gpus", .class_mask = 1, .default_limit_s = 50, .unit = AIF_UNIT_GPU},
    {.name = "whole", .class_mask = 4, .is_exclusive = true, .unit = AIF_UNIT_NODE},
};
static const struct aif_machine nodes = {
    .name = "nodes",
    .classes = classes,
    .class_count = AIF_COUNT(classes),
    .partitions = partitions,
    .partition_count = PARTITIONS,
    .node_count = 10,
};

static uint32_t below(struct aif_rng *rng, uint32_t n)
{
    return (uint32_t)(aif_rng_next(rng) % n);
}

static struct aif_job draw_job(struct aif_rng *rng, int64_t submit_s)
{
    struct aif_job j = {.submit_s = submit_s,
                        .runtime_s = below(rng, 5) * below(rng, 9),
                        .user = AIF_NONE,
                        .account = AIF_NONE,
                        .after = AIF_NONE,
                        .think_s = -1,
                        .community = AIF_NONE16,
                        .partition = (uint16_t)below(rng, PARTITIONS),
                        .qos = AIF_NONE16,
                        .status = AIF_STATUS_COMPLETED};
    j.limit_s = below(rng, 12) ? j.runtime_s + below(rng, 3) * 5 : AIF_UNKNOWN_S;
    if (below(rng, 2))
        j.request.procs = 1 + below(rng, 7);
    else
        j.request =
            (struct aif_request){.nodes = 1 + below(rng, 3),
                                 .per_node = {1 + below(rng, 8), below(rng, 3), below(rng, 9)},
                                 .is_exclusive = below(rng, 6) == 0};
    return j;
}

static void draw_workload(struct aif_workload *w)
{
    w->name = "random";
    w->jobs = AIF_NEW(&w->arena, struct aif_job, JOBS);
    w->count = JOBS;
    for (uint32_t i = 0; i < PARTITIONS; i++)
        aif_names_intern(&w->partitions, &w->arena, partitions[i].name, strlen(partitions[i].name));
    struct aif_rng rng = aif_rng_stream(5, AIF_STREAM_ARRIVAL, 0);
    int64_t submit_s = 0;
    for (uint32_t i = 0; i < USERS; i++) {
        const char user[] = {(char)('a' + i), 0}, account[] = {(char)('A' + i % 3), 0};
        aif_names_intern(&w->users, &w->arena, user, 1);
        aif_names_intern(&w->accounts, &w->arena, account, 1);
    }
    for (uint32_t i = 0; i < JOBS; i++) {
        w->jobs[i] = draw_job(&rng, submit_s);
        w->jobs[i].user = i * i % USERS;
        w->jobs[i].account = w->jobs[i].user % 3;
        submit_s += below(&rng, 3) * below(&rng, 3);
    }
}

/* The work that the runs which were cut short have left to each job. */
static void add_kept(const struct aif_sim *sim, int64_t *kept_s)
{
    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(sim, &count);
    for (uint32_t i = 0; i < count; i++)
        kept_s[e[i].job] += e[i].kept_s;
}

static void check_rows(const struct aif_workload *w, const struct aif_sim *one,
                       const struct aif_sim *other, const char *what)
{
    const struct aif_row *a = aif_sim_rows(one), *b = aif_sim_rows(other);
    int64_t kept_s[JOBS] = {0};
    uint32_t ran = 0;
    add_kept(one, kept_s);
    for (uint32_t i = 0; i < JOBS; i++) {
        const struct aif_job *j = &w->jobs[i];
        ck_assert_msg(a[i].start_s == b[i].start_s && a[i].end_s == b[i].end_s &&
                          a[i].node_count == b[i].node_count,
                      "%s: job %u differs when run again", what, i);
        for (uint32_t k = 0; k < a[i].node_count; k++)
            ck_assert_msg(a[i].nodes[k] == b[i].nodes[k], "%s: other nodes", what);
        if (a[i].outcome == AIF_OUTCOME_REJECTED)
            continue;
        ck_assert_msg(a[i].outcome == AIF_OUTCOME_COMPLETED ||
                          a[i].outcome == AIF_OUTCOME_TIMED_OUT,
                      "%s: job %u is not accounted for", what, i);
        int64_t run_s = j->runtime_s < a[i].limit_s ? j->runtime_s : a[i].limit_s;
        ck_assert_msg(a[i].start_s >= j->submit_s && a[i].end_s - a[i].start_s + kept_s[i] == run_s,
                      "%s: job %u runs other than it may", what, i);
        ran++;
    }
    ck_assert_msg(ran > JOBS / 2, "%s: only %u jobs ran", what, ran);
}

/* Priorities are recalculated often enough to matter in a few minutes of jobs. */
static struct aif_centre hasty_centre(void)
{
    struct aif_centre c = aif_centre_default();
    c.restart_s = 2;
    c.priority.calc_period_s = 7;
    c.priority.decay_half_life_s = 60;
    c.priority.max_age_s = 100;
    c.priority.weight_age = 100;
    c.priority.weight_fairshare = 1000;
    c.priority.weight_job_size = 50;
    return c;
}

static bool controls(const struct aif_plugin *backfill)
{
    return ((const struct aif_backfill *)backfill)->controls;
}

static void check_policy(const struct aif_machine *m, const struct aif_workload *w,
                         const struct aif_policy_names *names)
{
    struct aif_err err = {{0}};
    struct aif_centre centre = hasty_centre();
    struct aif_scenario scenario = {
        .machine = m, .workload = w, .centre = &centre, .is_checked = true};
    if (!aif_policy_parse(names, &scenario.policy, &err)) {
        const struct aif_plugin *b = aif_plugin_find(AIF_BACKFILL, names->backfill);
        ck_assert_msg(!b || controls(b), "%s", err.text);
        return; /* a parameter, candidates or place that this backfill does not take */
    }
    struct aif_sim *a = aif_sim_open(&scenario, &err), *b = aif_sim_open(&scenario, &err);
    ck_assert_msg(a && b, "%s", err.text);
    while (aif_sim_step(a)) /* side by side: runs share nothing */
        aif_sim_step(b);
    char what[128];
    snprintf(what, sizeof what, "%s %s %s on %s", names->order, names->backfill, names->place,
             m->name);
    check_rows(w, a, b, what);
    ck_assert_msg(aif_sim_next(a) == AIF_NEVER_S && aif_sim_next(b) == AIF_NEVER_S, "%s", what);
    aif_sim_close(a);
    aif_sim_close(b);
}

/* One order with every backfill, parameter and place. */
START_TEST(every_policy_runs_every_job_or_says_why_not)
{
    const struct aif_machine pool = aif_machine_pool(9);
    struct aif_workload w = {0};
    draw_workload(&w);
    const struct aif_plugin *order = aif_plugin_at(AIF_ORDER, (size_t)_i), *backfill, *place;
    const bool is_formula = ((const struct aif_order *)order)->parameter;
    char order_text[128];
    snprintf(order_text, sizeof order_text, "%s%s", order->name, is_formula ? FORMULA : "");
    char text[64];
    size_t shares = 0;
    for (size_t i = 0; (backfill = aif_plugin_at(AIF_BACKFILL, i)); i++)
        for (size_t k = 0; k < AIF_COUNT(parameters); k++)
            for (size_t j = 0; (place = aif_plugin_at(AIF_PLACE, j)); j++) {
                snprintf(text, sizeof text, "%s%s", backfill->name, parameters[k]);
                const struct aif_plugin *share = aif_plugin_at(AIF_SHARE, shares++);
                if (!share)
                    share = aif_plugin_at(AIF_SHARE, shares = 0);
                const char *candidates = !controls(backfill) && (i + j) % 2 ? "sjf" : NULL;
                struct aif_policy_names names = {order_text, text, candidates, place->name,
                                                 share->name};
                check_policy(&nodes, &w, &names);
                if (j == 0)
                    check_policy(&pool, &w, &names);
            }
    aif_workload_close(&w);
}
END_TEST

START_TEST(every_plug_in_has_a_plain_name_and_one_line_of_summary)
{
    for (int kind = 0; kind < AIF_KIND_COUNT; kind++) {
        const struct aif_plugin *p;
        for (size_t i = 0; (p = aif_plugin_at((enum aif_kind)kind, i)); i++) {
            ck_assert_int_eq(p->kind, kind);
            ck_assert_uint_eq(strspn(p->name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
                              strlen(p->name));
            ck_assert_uint_gt(strlen(p->summary), 10);
            ck_assert_uint_le(strlen(p->summary), 80);
            ck_assert(!strchr(p->summary, '\n') && p->summary[strlen(p->summary) - 1] != '.');
            ck_assert_ptr_eq(aif_plugin_find((enum aif_kind)kind, p->name), p);
        }
    }
}
END_TEST

static const struct {
    struct aif_policy_names names;
    const char *message; /* a part of it */
} wrong[] = {
    {{"fcsf", "easy", NULL, NULL, NULL}, "fcfs"},
    {{"fcfs", "eazy", NULL, NULL, NULL}, "easy"},
    {{"fcfs", "easy:2", NULL, NULL, NULL}, "takes no parameter"},
    {{"fcfs", "depth:0", NULL, NULL, NULL}, "1 or more"},
    {{"fcfs", "depth:two", NULL, NULL, NULL}, "1 or more"},
    {{"fcfs", "depth:-1", NULL, NULL, NULL}, "1 or more"},
    {{"fcfs", "conservative:never", NULL, NULL, NULL}, "'compress' or 'replan'"},
    {{"fcfs", "gavel:max", NULL, NULL, NULL}, "'ftf' or nothing"},
    {{"fcfs", "tiresias:5,5", NULL, NULL, NULL}, "ascending numbers"},
    {{"fcfs", "tiresias:1,2,3,4,5,6,7,8,9", NULL, NULL, NULL}, "1 to 8"},
    {{"fcfs", "tiresias:1,", NULL, NULL, NULL}, "ascending numbers"},
    {{"fcfs", "easy", "shortest", NULL, NULL}, "sjf"},
    {{"fcfs", "easy", NULL, "best-fit", NULL}, "first-fit"},
    {{"fcfs", "easy", NULL, NULL, "fair-trees"}, "fair-tree"},
};

START_TEST(a_wrong_name_or_parameter_is_refused_with_what_there_is)
{
    struct aif_policy policy;
    struct aif_err err = {{0}};
    ck_assert(!aif_policy_parse(&wrong[_i].names, &policy, &err));
    ck_assert_msg(strstr(err.text, wrong[_i].message), "%s", err.text);
}
END_TEST

int main(void)
{
    int orders = 0;
    while (aif_plugin_at(AIF_ORDER, (size_t)orders))
        orders++;
    TCase *t = tcase_create("policies");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, every_policy_runs_every_job_or_says_why_not, 0, orders);
    tcase_add_test(t, every_plug_in_has_a_plain_name_and_one_line_of_summary);
    tcase_add_loop_test(t, a_wrong_name_or_parameter_is_refused_with_what_there_is, 0,
                        (int)AIF_COUNT(wrong));
    Suite *s = suite_create("policies");
    suite_add_tcase(s, t);
    return run_suite(s);
}
