/* Why jobs wait: spans against what was seen at every second of random runs with dependencies,
 * arrays, holds, limits, preemption, a reservation and nodes that go down. */
#include "aif/sim.h"
#include "aif/trace.h"
#include "aif/view.h"

#include "suite.h"
#include "two_tiers.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { JOBS = 60, NODES = 8, MOST_SEEN = 4000 };

/* A stretch of time through which a job was seen to wait for one reason. */
struct seen {
    uint32_t job;
    int64_t from_s, to_s;
    const char *text;
};

static struct {
    struct two_tiers site;
    struct aif_centre_qos qos[2];
    struct aif_reservation reservation;
    uint32_t reserved[NODES];
    struct aif_centre centre;
    struct aif_workload workload;
    struct aif_scenario scenario;
    struct aif_sim *sim;
    struct aif_arena arena;
    struct seen seen[MOST_SEEN];
    uint32_t seen_count;
    uint32_t last[JOBS]; /* the job's last stretch, + 1 */
    char trace[1 << 15];
    uint32_t random;
} f;

static uint32_t draw(uint32_t bound)
{
    f.random = f.random * 1664525U + 1013904223U;
    return (f.random >> 8) % bound;
}

static void add(const char *fmt, ...) AIF_PRINTF(1, 2);

static void add(const char *fmt, ...)
{
    size_t used = strlen(f.trace);
    va_list args;
    va_start(args, fmt);
    vsnprintf(f.trace + used, sizeof f.trace - used, fmt, args);
    va_end(args);
}

static void set_up_centre(void)
{
    two_tiers_open(&f.site, &f.centre, NODES, 4);
    f.centre.slurm.bf_interval_s = 7;
    f.centre.requeue_delay_s = 20;
    f.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    f.centre.preempt_mode = AIF_PREEMPT_REQUEUE;
    f.centre.enforce = AIF_ENFORCE_LIMITS;
    f.centre.priority.decay_half_life_s = 0; /* else the end is many half-lives away */
    f.centre.qos = f.qos;
    f.centre.qos_count = 2;
    for (int i = 0; i < 2; i++)
        f.qos[i] = aif_centre_qos_default(i ? "few" : "normal");
    f.qos[1].limits.max_jobs_per_user = 1;
    f.reservation = (struct aif_reservation){.name = "work",
                                             .start_s = 400,
                                             .end_s = 460,
                                             .made_s = AIF_UNKNOWN_S,
                                             .nodes = f.reserved,
                                             .node_count = NODES,
                                             .users = "",
                                             .accounts = "",
                                             .flags = AIF_RESERVATION_MAINT};
    for (uint32_t i = 0; i < NODES; i++)
        f.reserved[i] = i;
    f.centre.reservations = &f.reservation;
    f.centre.reservation_count = 1;
}

static void write_trace(void)
{
    int64_t t_s = 0;
    add("#aifsim-trace 1\njob_id,user,partition,qos,submit_s,submit_ms,nodes,limit_s,run_s,depends,"
        "array_id,array_task,array_limit,hold,begin_s\n");
    for (unsigned i = 1; i <= JOBS; i++) {
        t_s += draw(12);
        unsigned limit_s = 10 + draw(90), kind = draw(12);
        add("%u,u%u,%s,%s,%lld,%u,%u,%u,%u,", i, draw(3), draw(4) ? "low" : "high",
            draw(3) ? "normal" : "few", (long long)t_s, draw(1000), 1 + draw(NODES), limit_s,
            draw(limit_s + 5));
        if (kind == 0 && i > 3)
            add("%s:%u", draw(2) ? "afterok" : "afternotok", 1 + draw(i - 1));
        if (kind == 1)
            add(",900,%u,1,", i);
        else
            add(",,,,");
        add("%s,", kind == 2 ? "1" : "");
        if (kind == 3)
            add("%lld", (long long)t_s + draw(60));
        add("\n");
    }
    add("#aifsim-actions 1\ntime_s,action,job_id,nodes,value\n");
    for (unsigned i = 0; i < 20; i++)
        add("%u.%03u,%s,%u,,\n", 40 + 15 * i, draw(1000), draw(2) ? "cancel" : "release",
            1 + draw(JOBS));
    add("380,drain,,\"0-5\",\n420,resume,,\"0-5\",\n");
}

static void open_sim(uint32_t seed)
{
    struct aif_err err = {{0}};
    memset(&f, 0, sizeof f);
    f.random = seed * 2654435761U + 1;
    set_up_centre();
    write_trace();
    struct aif_trace_input in = {f.trace, strlen(f.trace), "test.csv", false};
    ck_assert_msg(aif_trace_parse(&in, &f.workload, &err), "%s", err.text);
    f.scenario = (struct aif_scenario){.machine = &f.site.machine,
                                       .workload = &f.workload,
                                       .centre = &f.centre,
                                       .is_checked = true,
                                       .keeps_waits = true};
    struct aif_policy_names names = {.backfill = "slurm"};
    ck_assert_msg(aif_policy_parse(&names, &f.scenario.policy, &err), "%s", err.text);
    f.sim = aif_sim_open(&f.scenario, &err);
    ck_assert_msg(f.sim != NULL, "%s", err.text);
}

/* What every job waits for from from_s on, until to_s. */
static void look(int64_t from_s, int64_t to_s)
{
    for (uint32_t job = 0; job < f.workload.count; job++) {
        struct aif_job_view v = aif_view_job(f.sim, job);
        if (v.state != AIF_JOB_PENDING)
            continue;
        if (v.wait == AIF_WAIT_NONE)
            ck_abort_msg("job %u waits for no reason at %lld", job, (long long)from_s);
        struct seen *last = f.last[job] ? &f.seen[f.last[job] - 1] : NULL;
        if (last && last->to_s == from_s && strcmp(last->text, v.reason) == 0) {
            last->to_s = to_s;
            continue;
        }
        ck_assert_uint_lt(f.seen_count, MOST_SEEN);
        f.seen[f.seen_count] = (struct seen){job, from_s, to_s, v.reason};
        f.last[job] = ++f.seen_count;
    }
}

static void run(void)
{
    for (int64_t now_s, next_s; (now_s = aif_sim_next(f.sim)) != AIF_NEVER_S;) {
        aif_sim_step(f.sim);
        next_s = aif_sim_next(f.sim);
        if (next_s > now_s)
            look(now_s, next_s);
    }
    aif_sim_step(f.sim); /* gives up what can never start */
}

/* The spans of one job, joined where only the blocker differs, are what was seen of it. */
static uint32_t compare(const struct aif_wait_span *spans, uint32_t count, uint32_t i, uint32_t job)
{
    for (uint32_t k = 0; k < f.seen_count; k++) {
        const struct seen *s = &f.seen[k];
        if (s->job != job)
            continue;
        ck_assert_uint_lt(i, count);
        ck_assert_uint_eq(spans[i].job, job);
        ck_assert_int_eq(spans[i].from_s, s->from_s);
        ck_assert_str_eq(spans[i].text, s->text);
        while (i + 1 < count && spans[i + 1].job == job && spans[i + 1].from_s == spans[i].to_s &&
               strcmp(spans[i + 1].text, s->text) == 0)
            i++;
        ck_assert_int_eq(spans[i].to_s, s->to_s);
        i++;
    }
    return i;
}

static void check(uint32_t seed)
{
    uint32_t count, i = 0;
    open_sim(seed);
    run();
    const struct aif_wait_span *spans = aif_sim_waits(f.sim, &f.arena, &count);
    for (uint32_t k = 0; k < count; k++) {
        ck_assert_int_lt(spans[k].from_s, spans[k].to_s);
        ck_assert(spans[k].blocker.kind != AIF_BLOCKER_JOB ||
                  spans[k].blocker.index != spans[k].job);
    }
    for (uint32_t job = 0; job < f.workload.count; job++)
        i = compare(spans, count, i, job);
    ck_assert_uint_eq(i, count);
    aif_sim_close(f.sim);
    aif_workload_close(&f.workload);
    aif_arena_free(&f.arena);
}

START_TEST(spans_are_what_was_seen_at_every_second)
{
    check((uint32_t)_i);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("waits");
    TCase *c = tcase_create("waits");
    tcase_add_loop_test(c, spans_are_what_was_seen_at_every_second, 0, 200);
    suite_add_tcase(s, c);
    return run_suite(s);
}
