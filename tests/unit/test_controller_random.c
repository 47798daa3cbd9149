/* The whole controller in random runs, against a checker that knows only rows and episodes.  The
 * loop index is the seed.  AIFSIM_SEEDS=FIRST:END runs others, AIFSIM_LEFT_OUT=MASK leaves out
 * other parts of runs (enum run_part; 0: none), AIFSIM_TRACE=1 prints a run and what came of it. */
#include "schedule_actions.h"

enum { SEEDS = 300, MOST_STEPS = 200000 };

/* Parts of runs in which something is known to be wrong: none. */
enum { LEFT_OUT = 0 };

static struct random_run run;
static struct schedule schedule;

static uint32_t left_out(void)
{
    const char *text = getenv("AIFSIM_LEFT_OUT");
    return text ? (uint32_t)strtoul(text, NULL, 0) : LEFT_OUT;
}

static void describe(void)
{
    static const char *const types[] = {"none", "qos", "partition_prio"};
    static const char *const modes[] = {"off", "cancel", "requeue", "suspend", "unset"};
    const struct aif_centre *c = &run.centre;
    printf("rule %s%s, preempt/%s %s, checkpoint %lld, limits of %s%s, %u reservations, %s%s\n",
           run.rule, c->slurm.is_builtin ? " (builtin)" : "", types[c->preempt_type],
           modes[c->preempt_mode], (long long)c->checkpoint_s,
           run.has_assoc_limits ? "accounts"
           : run.has_qos_limits ? "qos"
                                : "nobody",
           run.ends_jobs ? " (minutes, too)" : "", c->reservation_count,
           run.is_exclusive ? "whole nodes" : "shared nodes", run.has_ms ? ", ms" : "");
    for (uint32_t i = 0; i < c->reservation_count; i++) {
        const struct aif_reservation *v = &c->reservations[i];
        printf("%s from %lld to %lld, flags %u, on", v->name, (long long)v->start_s,
               (long long)v->end_s, v->flags);
        for (uint32_t n = 0; n < v->node_count; n++)
            printf(" %u", v->nodes[n]);
        puts("");
    }
    if (getenv("AIFSIM_TRACE"))
        puts(run.trace);
    fflush(stdout);
}

/* All runs, for who looks at a seed by itself. */
static void print_schedule(void)
{
    schedule_read(&schedule, &run);
    for (uint32_t i = 0; i < schedule.runs.count + schedule.stands.count; i++) {
        bool is_run = i < schedule.runs.count;
        const struct stretch *s =
            is_run ? &schedule.runs.items[i] : &schedule.stands.items[i - schedule.runs.count];
        printf("job_id %u %s %lld to %lld, keeps %lld, on", s->job + 1, is_run ? "runs" : "stands",
               (long long)s->start_s, (long long)s->end_s, (long long)s->kept_s);
        for (uint32_t k = 0; k < s->node_count; k++)
            printf(" %u", s->nodes[k]);
        puts(!is_run ? "" : s->is_last ? ", the last time" : ", again");
    }
    for (uint32_t job = 0; job < RUN_JOBS; job++)
        printf("job_id %u %s, limit %lld\n", job + 1,
               aif_outcome_name((enum aif_outcome)schedule.rows[job].outcome),
               (long long)schedule.rows[job].limit_s);
    fflush(stdout);
}

START_TEST(a_schedule_keeps_all_rules)
{
    run_open(&run, (uint64_t)_i, left_out());
    if (getenv("AIFSIM_SEEDS"))
        describe();
    uint32_t steps = 0;
    while (aif_sim_step(run.sim))
        if (++steps > MOST_STEPS)
            ck_abort_msg("a run without end, at %lld", (long long)aif_sim_next(run.sim));
    if (getenv("AIFSIM_TRACE"))
        print_schedule();
    schedule_check(&schedule, &run);
    run_close(&run);
}
END_TEST

int main(void)
{
    const char *text = getenv("AIFSIM_SEEDS");
    char *end = NULL;
    int first = text ? (int)strtol(text, &end, 10) : 0, last = SEEDS;
    if (end)
        last = *end == ':' ? (int)strtol(end + 1, NULL, 10) : first + 1;
    Suite *s = suite_create("controller_random");
    TCase *c = tcase_create("controller_random");
    tcase_add_loop_test(c, a_schedule_keeps_all_rules, first, last);
    suite_add_tcase(s, c);
    return run_suite(s);
}
