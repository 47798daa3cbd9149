/* Gavel's policies (Narayanan et al., OSDI 2020; finish-time fairness is that of Themis, Mahajan et
 * al., NSDI 2020) for machines with one kind of unit: each job is due a fraction of the time, and
 * in rounds those run that have had least of what they are due.  With one kind the fractions need
 * no linear program: max-min fairness is water filling, finish-time fairness a search for the one
 * number that it minimises. */
#include "aif/sched.h"
#include "backfill/ranked.h"
#include "controller/rule.h"
#include "controller/runtime.h"

#include <math.h>

enum { ROUND_MS = 360 * 1000, SEARCH_STEPS = 60, SECOND_MS = 1000 };

struct fair_job {
    int64_t first_ms;    /* it came into the queue */
    int64_t received_ms; /* it has run, in all its runs */
    double isolated_ms;  /* it would have taken for that on its own part of the machine */
    bool is_known;
    /* Of the pass under way. */
    double width, fraction;
    double left_ms, isolated_rate;
};

struct gavel {
    struct fair_job *jobs;
    struct ranked ranked;
    uint32_t last_count; /* jobs at the last pass */
    bool is_finish_time_fair;
};

static void open(struct controller *c)
{
    struct gavel *g = AIF_NEW(&c->sim.arena, struct gavel, 1);
    g->jobs = AIF_NEW(&c->sim.arena, struct fair_job, c->sim.job_count + 1);
    g->is_finish_time_fair = c->sim.scenario.policy.is_variant;
    c->rule_state = g;
}

static double capacity(const struct controller *c)
{
    return (double)c->capacity_units;
}

/* The part of the time that a job would run if each of `count` had its part of the machine. */
static double isolated_rate(const struct controller *c, double width, uint32_t count)
{
    double rate = capacity(c) / (width * count);
    return rate < 1 ? rate : 1;
}

/* Bring what is known of a job up to now. */
static void update(const struct controller *c, const struct gavel *g, uint32_t job)
{
    struct fair_job *f = &g->jobs[job];
    uint32_t units = c->sim.rows[job].units;
    int64_t ran_ms = runtime_used_ms(c, job) - f->received_ms;
    f->width = units ? units : 1;
    if (!f->is_known)
        *f = (struct fair_job){.first_ms = c->now_ms, .is_known = true, .width = f->width};
    if (ran_ms > 0) {
        f->received_ms += ran_ms;
        f->isolated_ms += (double)ran_ms / isolated_rate(c, f->width, g->last_count);
    }
    int64_t left_ms = c->jobs[job].limit_s * 1000 - runtime_done_ms(c, job);
    f->left_ms = (double)(left_ms > SECOND_MS ? left_ms : SECOND_MS);
    f->isolated_rate = isolated_rate(c, f->width, g->ranked.count);
}

/* Give all as much of the machine, but nobody more than it can use. */
static void fill_evenly(const struct controller *c, struct gavel *g)
{
    const struct ranked *r = &g->ranked;
    double left = capacity(c);
    uint32_t open_count = r->count;
    bool has_changed = true;
    for (uint32_t i = 0; i < r->count; i++)
        g->jobs[r->jobs[i].job].fraction = 0;
    while (has_changed && open_count) {
        double level = left / open_count;
        has_changed = false;
        for (uint32_t i = 0; i < r->count; i++) {
            struct fair_job *f = &g->jobs[r->jobs[i].job];
            if (f->fraction > 0 || f->width > level)
                continue;
            f->fraction = 1;
            left -= f->width;
            open_count--;
            has_changed = true;
        }
    }
    for (uint32_t i = 0; i < r->count; i++) {
        struct fair_job *f = &g->jobs[r->jobs[i].job];
        if (f->fraction <= 0)
            f->fraction = left / open_count / f->width;
    }
}

/* How long the job takes on its own part of the machine. */
static double ideal_ms(const struct fair_job *f)
{
    return f->isolated_ms + f->left_ms / f->isolated_rate;
}

/* What the machine has to give so that no job takes more than rho times that; the fractions. */
static double demand(const struct controller *c, struct gavel *g, double rho)
{
    double sum = 0;
    for (uint32_t i = 0; i < g->ranked.count; i++) {
        struct fair_job *f = &g->jobs[g->ranked.jobs[i].job];
        double room_ms = rho * ideal_ms(f) - (double)(c->now_ms - f->first_ms);
        f->fraction = room_ms > f->left_ms ? f->left_ms / room_ms : 1;
        sum += f->fraction * f->width;
    }
    return sum;
}

static void fill_for_finish(const struct controller *c, struct gavel *g)
{
    double low = 0, high;
    for (uint32_t i = 0; i < g->ranked.count; i++) {
        const struct fair_job *f = &g->jobs[g->ranked.jobs[i].job];
        double least = ((double)(c->now_ms - f->first_ms) + f->left_ms) / ideal_ms(f);
        low = least > low ? least : low;
    }
    if (demand(c, g, low) <= capacity(c))
        return;
    for (high = 2 * low; demand(c, g, high) > capacity(c); high *= 2)
        low = high;
    for (int i = 0; i < SEARCH_STEPS; i++) {
        double middle = low + (high - low) / 2;
        if (demand(c, g, middle) > capacity(c))
            low = middle;
        else
            high = middle;
    }
    demand(c, g, high);
}

/* Most due first; who has had nothing yet, before all. */
static double rank_of(const struct controller *c, const struct fair_job *f)
{
    double known_ms = (double)(c->now_ms - f->first_ms);
    if (f->received_ms == 0)
        return -HUGE_VAL;
    return -f->fraction * known_ms / (double)f->received_ms;
}

/* Where a restart costs a round or more nobody would ever be done. */
static bool stops_jobs(const struct controller *c)
{
    return c->centre.restart_s * 1000 < ROUND_MS;
}

static int64_t pass(struct controller *c)
{
    struct gavel *g = c->rule_state;
    struct ranked *r = &g->ranked;
    ranked_list(c, r);
    for (uint32_t i = 0; i < r->count; i++)
        update(c, g, r->jobs[i].job);
    (g->is_finish_time_fair ? fill_for_finish : fill_evenly)(c, g);
    for (uint32_t i = 0; i < r->count; i++) {
        const struct fair_job *f = &g->jobs[r->jobs[i].job];
        r->jobs[i].first = rank_of(c, f);
        r->jobs[i].second = (double)f->first_ms;
    }
    g->last_count = r->count;
    ranked_start(c, r, stops_jobs(c) && c->now_ms % ROUND_MS == 0);
    return stops_jobs(c) && ranked_may_change(c) ? (c->now_ms / ROUND_MS + 1) * ROUND_MS
                                                 : AIF_NEVER_S;
}

static const struct start_rule rule = {.open = open, .pass = pass};

const struct aif_backfill aif_backfill_gavel = {
    .plugin = {AIF_BACKFILL, "gavel",
               "Gavel: time shared fairly in rounds; max-min, or :ftf, finish-time"},
    .parameter = "ftf: finish-time fairness; default max-min fairness",
    .variant = "ftf",
    .controls = true,
    .rule = &rule,
};
