/* Conservative backfilling (Mu'alem and Feitelson, IEEE TPDS 2001): every waiting job is promised a
 * start.  When a job has ended, each reservation in queue order is taken out and put back at its
 * earliest slot, never later (compression).  conservative:replan plans everything anew instead.
 *
 * A reservation can only move up if the plan has become looser somewhere before it since it was
 * last looked at.  Those times - the rest of the request of a job that ended early, and the slots
 * that moving reservations left - are kept as one interval, the slack, and jobs that it cannot help
 * are passed over.  What moves leave behind may also help jobs looked at before, at the next end.
 */
#include "aif/sched.h"
#include "backfill/reserve.h"

struct slack {
    int64_t from_s, until_s;
};

struct walk {
    struct aif_pass *pass;
    struct slack slack, left; /* to be used now; left behind by moves, for the next time as well */
    int32_t most_units;       /* free anywhere in the slack; only on counted domains */
    bool is_most_known;
    int64_t next_s; /* earliest reservation seen */
};

static void widen(struct slack *s, int64_t from_s, int64_t until_s)
{
    if (from_s >= until_s)
        return;
    if (from_s < s->from_s)
        s->from_s = from_s;
    if (until_s > s->until_s)
        s->until_s = until_s;
}

static const struct slack no_slack = {AIF_NEVER_S, -AIF_NEVER_S};

static uint32_t *promise_nodes(struct aif_pass *pass, uint32_t job)
{
    struct aif_sim *sim = pass->sim;
    struct promise *p = &sim->promises[job];
    if (!p->nodes && !pass->domain->is_counted)
        p->nodes = AIF_NEW(&sim->arena, uint32_t, sim->needs[job].nodes);
    return p->nodes;
}

/* Whether the slack could let the job start before its reservation. */
static bool may_move(struct walk *w, const struct queue_entry *e)
{
    const struct domain *d = w->pass->domain;
    int64_t now_s = w->pass->sim->now_s;
    const struct promise *p = &w->pass->sim->promises[e->job];
    if (w->slack.until_s <= now_s || w->slack.from_s - e->limit_s >= p->start_s)
        return false;
    if (!d->is_counted)
        return true;
    if (!w->is_most_known) {
        int64_t from_s = w->slack.from_s > now_s ? w->slack.from_s : now_s;
        w->most_units = profile_most(&d->profile, from_s, w->slack.until_s);
        w->is_most_known = true;
    }
    return (int32_t)e->units <= w->most_units;
}

/* Where the plan is counted, the job's own reservation need not be taken out to look before it:
 * times from its start on are free to it anyway. */
static bool move_counted(struct walk *w, const struct queue_entry *e)
{
    struct aif_sim *sim = w->pass->sim;
    struct promise *p = &sim->promises[e->job];
    int64_t before_s = p->start_s < w->slack.until_s ? p->start_s : w->slack.until_s;
    int64_t start_s = profile_earliest(&w->pass->domain->profile, (int32_t)e->units, e->limit_s,
                                       sim->now_s, p->start_s);
    if (start_s >= before_s)
        return false;
    int64_t old_s = p->start_s, overlap_s = start_s + e->limit_s - old_s;
    int64_t shift_s = overlap_s > 0 ? old_s - start_s : e->limit_s;
    plan_hold(sim, e->job, start_s, start_s + shift_s, NULL);
    plan_drop(sim, e->job, old_s + e->limit_s - shift_s, old_s + e->limit_s, NULL);
    widen(&w->left, old_s + e->limit_s - shift_s, old_s + e->limit_s);
    p->start_s = start_s;
    return true;
}

static bool move_on_nodes(struct walk *w, const struct queue_entry *e)
{
    struct aif_pass *pass = w->pass;
    struct aif_sim *sim = pass->sim;
    struct promise *p = &sim->promises[e->job];
    int64_t old_s = p->start_s;
    plan_drop(sim, e->job, old_s, old_s + e->limit_s, p->nodes);
    int64_t start_s = plan_earliest(sim, e->job, sim->now_s, old_s, pass->nodes);
    if (start_s >= old_s) {
        plan_hold(sim, e->job, old_s, old_s + e->limit_s, p->nodes);
        return false;
    }
    for (uint32_t i = 0; i < sim->needs[e->job].nodes; i++)
        p->nodes[i] = pass->nodes[i];
    plan_hold(sim, e->job, start_s, start_s + e->limit_s, p->nodes);
    widen(&w->left, old_s, old_s + e->limit_s);
    p->start_s = start_s;
    return true;
}

static void compress(struct walk *w, const struct queue_entry *e)
{
    if (!may_move(w, e))
        return;
    bool has_moved = w->pass->domain->is_counted ? move_counted(w, e) : move_on_nodes(w, e);
    if (!has_moved)
        return;
    widen(&w->slack, w->left.from_s, w->left.until_s);
    w->is_most_known = false;
}

static void promise(struct walk *w, uint32_t job)
{
    struct aif_pass *pass = w->pass;
    struct aif_sim *sim = pass->sim;
    struct promise *p = &sim->promises[job];
    uint32_t *nodes = promise_nodes(pass, job);
    p->start_s = plan_earliest(sim, job, sim->now_s, AIF_NEVER_S, nodes);
    AIF_CHECK(p->start_s < AIF_NEVER_S);
    plan_hold(sim, job, p->start_s, p->start_s + sim->rows[job].limit_s, nodes);
}

/* Start the job at the cursor if its reservation is due; else move past it. */
static void start_if_due(struct walk *w, struct queue_cursor *c, const struct queue_entry *e)
{
    struct aif_pass *pass = w->pass;
    const struct promise *p = &pass->sim->promises[e->job];
    if (p->start_s > pass->sim->now_s) {
        if (p->start_s < w->next_s)
            w->next_s = p->start_s;
        queue_skip(c);
        return;
    }
    AIF_CHECK(p->start_s == pass->sim->now_s);
    const uint32_t *nodes = p->nodes;
    if (pass->domain->is_counted && pass->sim->nodes) {
        plan_choose_idle(pass->sim, e->job, pass->nodes);
        nodes = pass->nodes;
    }
    pass_start(pass, &pass->domain->waiting, c, e, nodes);
}

/* Every waiting job, in queue order. */
static void walk_all(struct walk *w)
{
    struct aif_sim *sim = w->pass->sim;
    struct queue_cursor c = {0};
    struct queue_entry e;
    while (queue_peek(&w->pass->domain->waiting, &c, &e)) {
        int64_t start_s = sim->promises[e.job].start_s;
        if (start_s == AIF_UNKNOWN_S)
            promise(w, e.job);
        else if (w->pass->has_ended && start_s > sim->now_s)
            compress(w, &e);
        start_if_due(w, &c, &e);
    }
}

static void schedule(struct aif_pass *pass)
{
    struct aif_sim *sim = pass->sim;
    struct domain *d = pass->domain;
    if (sim->scenario.policy.is_replanned) {
        reserve_schedule(pass);
        return;
    }
    struct walk w = {.pass = pass,
                     .slack = {d->slack_from_s, d->slack_until_s},
                     .left = no_slack,
                     .next_s = AIF_NEVER_S};
    walk_all(&w);
    if (pass->has_ended) {
        d->slack_from_s = w.left.from_s;
        d->slack_until_s = w.left.until_s;
    }
    if (w.next_s < d->wake_s) {
        d->wake_s = w.next_s;
        event_push(&sim->events, w.next_s, EVENT_WAKE, (uint32_t)(d - sim->domains));
    }
}

const struct aif_backfill aif_backfill_conservative = {
    .plugin = {AIF_BACKFILL, "conservative",
               "every waiting job has a reservation; compressed when jobs end (or :replan)"},
    .parameter = "compress or replan",
    .default_depth = AIF_DEPTH_ALL,
    .keeps_reservations = true,
    .schedule = schedule,
};
