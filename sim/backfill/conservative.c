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

struct walk {
    struct aif_pass *pass;
    struct slack left; /* what moves leave behind, for the next time */
    int64_t next_s;    /* earliest reservation seen */
};

static uint32_t *promise_nodes(struct aif_pass *pass, uint32_t job)
{
    struct aif_sim *sim = pass->sim;
    struct promise *p = &sim->promises[job];
    if (!p->nodes && !pass->domain->is_counted)
        p->nodes = AIF_NEW(&sim->arena, uint32_t, sim->needs[job].nodes);
    return p->nodes;
}

static bool is_own(const struct promise *p, uint32_t count, uint32_t node)
{
    for (uint32_t i = 0; i < count; i++)
        if (p->nodes[i] == node)
            return true;
    return false;
}

/* A job can only move up with the help of a node that has become looser: one that now fits it
 * sooner, or one of its own, of which it cannot tell without giving up its reservation. */
static bool may_move_on_nodes(const struct walk *w, const struct queue_entry *e)
{
    const struct aif_sim *sim = w->pass->sim;
    const struct domain *d = w->pass->domain;
    const struct need *need = &sim->needs[e->job];
    const struct promise *p = &sim->promises[e->job];
    const struct kind *k = &sim->kinds.kinds[need->kind];
    for (uint32_t i = 0; i < d->slack.count; i++) {
        const struct node *n = &sim->nodes[d->slack.nodes[i]];
        struct line_window window;
        if (!(k->class_mask >> n->class & 1))
            continue;
        if (is_own(p, need->nodes, d->slack.nodes[i]))
            return true;
        if (line_window(&n->line, state_taken(sim, e->job, d->slack.nodes[i]), e->limit_s,
                        sim->now_s, &window) &&
            window.first_s < p->start_s)
            return true;
    }
    return false;
}

/* The most units free anywhere in the slack. */
static int32_t most_units(struct walk *w)
{
    struct domain *d = w->pass->domain;
    if (!d->loose.is_known) {
        int64_t now_s = w->pass->sim->now_s;
        int64_t from_s = d->loose.from_s > now_s ? d->loose.from_s : now_s;
        d->loose.most_units = profile_most(&d->profile, from_s, d->loose.until_s);
        d->loose.is_known = true;
    }
    return d->loose.most_units;
}

/* Whether the slack could let the job start before its reservation, and between which times. */
static bool may_move(struct walk *w, const struct queue_entry *e, struct profile_query *q)
{
    struct domain *d = w->pass->domain;
    int64_t now_s = w->pass->sim->now_s, start_s = w->pass->sim->promises[e->job].start_s;
    int64_t from_s = d->loose.from_s - e->limit_s + 1;
    *q = (struct profile_query){
        .units = (int32_t)e->units,
        .length_s = e->limit_s,
        .from_s = from_s > now_s ? from_s : now_s,
        .until_s = start_s < d->loose.until_s ? start_s : d->loose.until_s,
        .ignored_s = start_s,
    };
    if (q->from_s >= q->until_s)
        return false;
    if (!d->is_counted)
        return may_move_on_nodes(w, e);
    return q->units <= most_units(w);
}

/* Where the plan is counted, the job's own reservation need not be taken out to look before it:
 * times from its start on are free to it anyway. */
static void move_counted(struct walk *w, const struct queue_entry *e, const struct profile_query *q)
{
    struct aif_sim *sim = w->pass->sim;
    struct promise *p = &sim->promises[e->job];
    int64_t start_s = profile_earliest(&w->pass->domain->profile, q);
    if (start_s == AIF_NEVER_S)
        return;
    int64_t old_s = p->start_s, overlap_s = start_s + e->limit_s - old_s;
    int64_t shift_s = overlap_s > 0 ? old_s - start_s : e->limit_s;
    plan_hold(sim, e->job, start_s, start_s + shift_s, NULL);
    plan_drop(sim, e->job, old_s + e->limit_s - shift_s, old_s + e->limit_s, NULL);
    p->start_s = start_s;
    slack_add(&w->left, old_s + e->limit_s - shift_s, old_s + e->limit_s);
    slack_add(&w->pass->domain->loose, old_s + e->limit_s - shift_s, old_s + e->limit_s);
}

static void move_on_nodes(struct walk *w, const struct queue_entry *e)
{
    struct aif_pass *pass = w->pass;
    struct aif_sim *sim = pass->sim;
    struct promise *p = &sim->promises[e->job];
    int64_t old_s = p->start_s;
    plan_drop(sim, e->job, old_s, old_s + e->limit_s, p->nodes);
    int64_t start_s = plan_earliest(sim, e->job, old_s, pass->nodes);
    if (start_s >= old_s) {
        plan_hold(sim, e->job, old_s, old_s + e->limit_s, p->nodes);
        return;
    }
    state_note_nodes(sim, &pass->domain->slack, p->nodes, sim->needs[e->job].nodes);
    state_note_nodes(sim, &pass->domain->left, p->nodes, sim->needs[e->job].nodes);
    for (uint32_t i = 0; i < sim->needs[e->job].nodes; i++)
        p->nodes[i] = pass->nodes[i];
    plan_hold(sim, e->job, start_s, start_s + e->limit_s, p->nodes);
    slack_add(&w->left, old_s, old_s + e->limit_s);
    slack_add(&pass->domain->loose, old_s, old_s + e->limit_s);
    p->start_s = start_s;
}

static void compress(struct walk *w, const struct queue_entry *e)
{
    struct profile_query q;
    if (!may_move(w, e, &q))
        return;
    if (w->pass->domain->is_counted)
        move_counted(w, e, &q);
    else
        move_on_nodes(w, e);
}

static void promise(struct walk *w, uint32_t job)
{
    struct aif_pass *pass = w->pass;
    struct aif_sim *sim = pass->sim;
    struct promise *p = &sim->promises[job];
    uint32_t *nodes = promise_nodes(pass, job);
    p->start_s = plan_earliest(sim, job, AIF_NEVER_S, nodes);
    AIF_CHECK(p->start_s < AIF_NEVER_S);
    plan_hold(sim, job, p->start_s, p->start_s + sim->rows[job].limit_s, nodes);
}

/* The nodes on which a job whose reservation is due starts. */
static const uint32_t *due_nodes(struct aif_pass *pass, uint32_t job)
{
    if (!pass->domain->is_counted)
        return pass->sim->promises[job].nodes;
    if (pass->sim->nodes)
        plan_choose_idle(pass->sim, job, pass->nodes);
    return pass->nodes;
}

/* Start the job at the cursor if its reservation is due; else move past it. */
static void start_if_due(struct walk *w, struct queue_cursor *c, const struct queue_entry *e)
{
    struct aif_pass *pass = w->pass;
    int64_t start_s = pass->sim->promises[e->job].start_s;
    AIF_CHECK(start_s >= pass->sim->now_s);
    if (start_s == pass->sim->now_s) {
        pass_start(pass, &pass->domain->waiting, c, e, due_nodes(pass, e->job));
        return;
    }
    if (start_s < w->next_s)
        w->next_s = start_s;
    queue_skip(c);
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

/* Only one job has come, nothing has ended and nothing is due: no other reservation is touched. */
static bool is_lone_arrival(const struct aif_pass *pass)
{
    const struct domain *d = pass->domain;
    return d->fresh_count == 1 && !pass->has_ended && !pass->is_woken;
}

static void promise_newcomer(struct walk *w, uint32_t job)
{
    struct aif_pass *pass = w->pass;
    promise(w, job);
    w->next_s = pass->sim->promises[job].start_s;
    if (w->next_s > pass->sim->now_s)
        return;
    w->next_s = AIF_NEVER_S;
    pass_start_promised(pass, job, due_nodes(pass, job));
}

/* What moves have left behind is where plans may be looser at the next end. */
static void keep_left(struct walk *w)
{
    struct domain *d = w->pass->domain;
    struct aif_sim *sim = w->pass->sim;
    d->loose = w->left;
    for (uint32_t i = 0; i < d->slack.count; i++)
        sim->nodes[d->slack.nodes[i]].is_slack = false;
    struct node_set used = d->slack;
    d->slack = d->left;
    d->left = (struct node_set){used.nodes, 0};
    for (uint32_t i = 0; i < d->slack.count; i++) {
        struct node *n = &sim->nodes[d->slack.nodes[i]];
        n->is_slack = true;
        n->is_left = false;
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
    struct walk w = {.pass = pass, .next_s = AIF_NEVER_S};
    if (is_lone_arrival(pass))
        promise_newcomer(&w, d->fresh[0]);
    else
        walk_all(&w);
    if (pass->has_ended)
        keep_left(&w);
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
