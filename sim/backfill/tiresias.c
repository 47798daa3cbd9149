/* Tiresias' discretised two-dimensional least attained service (Gu et al., NSDI 2019): jobs fall
 * from queue to queue as the product of their width and the time they have run grows; inside a
 * queue they stand in the order in which they came into it.  Whoever stands before a running job
 * may stop it. */
#include "aif/sched.h"
#include "backfill/ranked.h"
#include "controller/rule.h"
#include "controller/runtime.h"

/* A job that has waited this many times as long as it has run goes back to the first queue. */
enum { PROMOTE_KNOB = 8 };

static const int64_t usual_thresholds[] = {3250, 7200, 18000}; /* unit-seconds */

struct service {
    int64_t attained_unit_ms; /* since it last came into the first queue */
    int64_t executed_ms;      /* in all its runs: who has run long is not promoted often */
    int64_t entered_ms;       /* its queue */
    int64_t waits_ms;         /* since then */
    uint32_t queue;
    bool is_known;
};

struct tiresias {
    struct service *services; /* by job */
    const int64_t *thresholds;
    uint32_t threshold_count;
    struct ranked ranked;
};

static void open(struct controller *c)
{
    const struct aif_policy *p = &c->sim.scenario.policy;
    struct tiresias *t = AIF_NEW(&c->sim.arena, struct tiresias, 1);
    t->services = AIF_NEW(&c->sim.arena, struct service, c->sim.job_count + 1);
    t->thresholds = p->threshold_count ? p->thresholds : usual_thresholds;
    t->threshold_count = p->threshold_count ? p->threshold_count : AIF_COUNT(usual_thresholds);
    c->rule_state = t;
}

static int64_t units_of(const struct controller *c, uint32_t job)
{
    return c->sim.rows[job].units ? c->sim.rows[job].units : 1;
}

static void demote(const struct tiresias *t, struct service *s, int64_t now_ms, int64_t units)
{
    while (s->queue < t->threshold_count && s->attained_unit_ms >= t->thresholds[s->queue] * 1000) {
        int64_t beyond = s->attained_unit_ms - t->thresholds[s->queue] * 1000;
        s->entered_ms = now_ms - beyond / units;
        s->queue++;
    }
}

/* Whole seconds, as all else in a schedule. */
static int64_t whole_second(int64_t t_ms)
{
    return (t_ms + 999) / 1000 * 1000;
}

/* When it has waited long enough. */
static int64_t promotion_ms(const struct service *s)
{
    return whole_second(s->waits_ms + PROMOTE_KNOB * s->executed_ms);
}

/* Bring what is known of a job up to now. */
static void update(struct controller *c, struct tiresias *t, uint32_t job)
{
    struct service *s = &t->services[job];
    int64_t ran_ms = runtime_used_ms(c, job) - s->executed_ms, units = units_of(c, job);
    if (!s->is_known)
        *s = (struct service){.entered_ms = c->now_ms, .waits_ms = c->now_ms, .is_known = true};
    if (ran_ms > 0 || c->jobs[job].phase == PHASE_RUNNING) {
        s->executed_ms += ran_ms;
        s->attained_unit_ms += ran_ms * units;
        s->waits_ms = c->now_ms;
        demote(t, s, c->now_ms, units);
    } else if (s->queue > 0 && c->now_ms >= promotion_ms(s)) {
        s->queue = 0;
        s->attained_unit_ms = 0;
        s->entered_ms = promotion_ms(s); /* nobody may have looked then */
    }
}

/* When the job changes its queue if it goes on running, or waiting. */
static int64_t change_ms(const struct controller *c, const struct tiresias *t, uint32_t job)
{
    const struct service *s = &t->services[job];
    if (c->jobs[job].phase == PHASE_PENDING)
        return s->queue ? promotion_ms(s) : AIF_NEVER_S;
    if (s->queue == t->threshold_count)
        return AIF_NEVER_S;
    int64_t left = t->thresholds[s->queue] * 1000 - s->attained_unit_ms, units = units_of(c, job);
    return c->now_ms + (left + units - 1) / units;
}

static int64_t next_change_ms(const struct controller *c, const struct tiresias *t)
{
    int64_t first_ms = AIF_NEVER_S;
    for (uint32_t i = 0; ranked_may_change(c) && i < t->ranked.count; i++) {
        int64_t t_ms = change_ms(c, t, t->ranked.jobs[i].job);
        first_ms = t_ms < first_ms ? t_ms : first_ms;
    }
    return first_ms == AIF_NEVER_S ? first_ms : whole_second(first_ms);
}

static int64_t pass(struct controller *c)
{
    struct tiresias *t = c->rule_state;
    struct ranked *r = &t->ranked;
    ranked_list(c, r);
    for (uint32_t i = 0; i < r->count; i++) {
        update(c, t, r->jobs[i].job);
        r->jobs[i].first = t->services[r->jobs[i].job].queue;
        r->jobs[i].second = (double)t->services[r->jobs[i].job].entered_ms;
    }
    ranked_start(c, r, true);
    return next_change_ms(c, t);
}

static const struct start_rule rule = {.open = open, .pass = pass};

const struct aif_backfill aif_backfill_tiresias = {
    .plugin = {AIF_BACKFILL, "tiresias",
               "Tiresias: least attained service first, in queues (or :T1,T2,...)"},
    .parameter = "ascending thresholds in unit-seconds; default 3250,7200,18000",
    .takes_thresholds = true,
    .controls = true,
    .rule = &rule,
};
