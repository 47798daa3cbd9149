#include "engine/pass.h"

#include <string.h>

bool pass_has_candidate_order(const struct aif_pass *pass)
{
    return pass->sim->scenario.policy.candidates != NULL;
}

struct key_context {
    const struct aif_sim *sim;
    const struct aif_order *order;
    int queue; /* 0, or 1 for the candidates */
};

static double key_now(void *context, uint32_t job)
{
    const struct key_context *k = context;
    if (k->order->score_standing && !k->sim->grants)
        return standings_rekey(k->sim->standings, k->order, job, k->queue);
    double key = state_key(k->sim, k->order, job);
    if (k->sim->standings)
        *standings_key(k->sim->standings, job, k->queue) = key;
    return key;
}

static void rekey(struct aif_sim *sim, struct domain *d, int queue, bool has_new_bands)
{
    const struct aif_policy *policy = &sim->scenario.policy;
    const struct aif_order *order = queue ? policy->candidates : policy->order;
    if (!order || (!order->is_dynamic && !has_new_bands))
        return;
    if (order->score_standing && !sim->is_restless && !has_new_bands &&
        d->keyed_s == sim->standings->last_s)
        return;
    struct key_context context = {sim, order, queue};
    queue_rekey(queue ? &d->candidates : &d->waiting, key_now, &context);
}

/* Scores by standing change at recalculations only. */
static void rekey_all(struct aif_sim *sim, struct domain *d, bool has_new_bands)
{
    if (sim->standings)
        standings_refresh(sim->standings);
    rekey(sim, d, 0, has_new_bands);
    rekey(sim, d, 1, has_new_bands);
    if (sim->standings)
        d->keyed_s = sim->standings->last_s;
}

/* Where units are counted and nothing is promised, what is free now stays free: no need to look at
 * the future. */
static bool fits_now(struct aif_pass *pass, uint32_t job)
{
    struct aif_sim *sim = pass->sim;
    const struct domain *d = pass->domain;
    if (!d->is_counted || sim->promises || pass->hold_count)
        return plan_now(sim, job, pass->nodes);
    if (sim->rows[job].units > d->free_units)
        return false;
    if (sim->nodes)
        plan_choose_idle(sim, job, pass->nodes);
    return true;
}

/* Without promises to keep, a pass in which not even the narrowest job fits changes nothing. */
static bool is_pointless(const struct aif_sim *sim, const struct domain *d)
{
    if (d->waiting.count == 0)
        return true;
    return !sim->promises && queue_least_units(&d->waiting) > d->free_units;
}

static bool is_first(const struct aif_pass *pass, uint32_t job)
{
    const struct aif_order *order = pass->sim->scenario.policy.order;
    double key = state_key(pass->sim, order, job);
    struct queue_cursor c = {0};
    struct queue_entry head;
    return !queue_peek(&pass->domain->waiting, &c, &head) || key < head.key ||
           (key <= head.key && job < head.job);
}

bool pass_start_newcomer(struct aif_pass *pass, uint32_t job)
{
    if (!fits_now(pass, job))
        return false;
    state_start(pass->sim, job, pass->nodes);
    return true;
}

static uint32_t head_of(const struct domain *d)
{
    struct queue_cursor c = {0};
    struct queue_entry head;
    return queue_peek(&d->waiting, &c, &head) ? head.job : AIF_NONE;
}

/* Whether the jobs that wait are still in order, or have been put in order and the same one is
 * first. */
static bool keeps_head(struct aif_sim *sim, struct domain *d, uint32_t arrival)
{
    const struct aif_order *order = sim->scenario.policy.order;
    if (!order->is_dynamic)
        return true;
    if (!order->score_standing || sim->is_restless)
        return false;
    if (d->keyed_s == sim->standings->last_s)
        return true;
    /* Nobody fits, so that the order does not matter yet. */
    if (queue_least_units(&d->waiting) > d->free_units &&
        state_queue_units(sim, arrival) > d->free_units)
        return false;
    uint32_t head = head_of(d);
    rekey_all(sim, d, false);
    return head_of(d) == head;
}

/* Deal with a single arrival without a whole pass, if that is possible. */
static bool settle_arrival(struct aif_pass *pass, uint32_t job)
{
    struct domain *d = pass->domain;
    const struct aif_policy *policy = &pass->sim->scenario.policy;
    if (pass->sim->promises)
        return false;
    if (d->waiting.count == 0)
        return pass_start_newcomer(pass, job);
    if (!d->is_settled || !policy->backfill->overtake || !keeps_head(pass->sim, d, job) ||
        is_first(pass, job))
        return false;
    if (policy->backfill->overtake(pass, job))
        pass->sim->totals.backfill_count++;
    else
        state_enqueue(pass->sim, d, job);
    return true;
}

static void run_policy(struct aif_pass *pass)
{
    struct aif_sim *sim = pass->sim;
    struct domain *d = pass->domain;
    const struct aif_policy *policy = &sim->scenario.policy;
    d->is_settled = false;
    for (uint32_t i = 0; i < d->fresh_count; i++)
        state_enqueue(sim, d, d->fresh[i]);
    if (is_pointless(sim, d))
        return;
    if (d->plan == PLAN_PROFILE)
        profile_advance(&d->profile, sim->now_s);
    /* A job that waits alone is compared to no other. */
    if (sim->has_dynamic_order && (!sim->standings || d->waiting.count > 1))
        rekey_all(sim, d, false);
    policy->backfill->schedule(pass);
    AIF_CHECK(pass->hold_count == 0);
}

void pass_run(struct aif_pass *pass, struct domain *d)
{
    pass->domain = d;
    pass->has_ended = d->has_ended;
    pass->is_woken = d->is_woken;
    d->is_touched = d->has_ended = d->is_woken = false;
    pass->sim->totals.pass_count++;
    if (d->fresh_count != 1 || !settle_arrival(pass, d->fresh[0]))
        run_policy(pass);
    d->fresh_count = 0;
}

/* The key that the job was put into the queue with, or was given when the queue was last rekeyed.
 */
static double key_of(const struct aif_sim *sim, const struct aif_order *order, uint32_t job)
{
    if (sim->standings)
        return *standings_key(sim->standings, job, order != sim->scenario.policy.order);
    return state_key(sim, order, job);
}

static void leave_queue(const struct aif_sim *sim, struct queue *q, const struct aif_order *order,
                        uint32_t job)
{
    struct queue_entry e = {.key = key_of(sim, order, job), .job = job};
    queue_remove(q, &e);
}

void pass_withdraw(struct aif_sim *sim, struct domain *d, uint32_t job)
{
    const struct aif_policy *policy = &sim->scenario.policy;
    leave_queue(sim, &d->waiting, policy->order, job);
    if (policy->candidates)
        leave_queue(sim, &d->candidates, policy->candidates, job);
}

void pass_rekey(struct aif_sim *sim, struct domain *d)
{
    rekey_all(sim, d, true);
}

/* Take a job that leaves one queue out of the other as well. */
static void leave_other_queue(struct aif_pass *pass, const struct queue *left, uint32_t job)
{
    const struct aif_policy *policy = &pass->sim->scenario.policy;
    struct domain *d = pass->domain;
    if (!policy->candidates)
        return;
    if (left == &d->waiting)
        leave_queue(pass->sim, &d->candidates, policy->candidates, job);
    else
        leave_queue(pass->sim, &d->waiting, policy->order, job);
}

void pass_start_promised(struct aif_pass *pass, uint32_t job, const uint32_t *nodes)
{
    leave_queue(pass->sim, &pass->domain->waiting, pass->sim->scenario.policy.order, job);
    leave_other_queue(pass, &pass->domain->waiting, job);
    state_start(pass->sim, job, nodes);
}

void pass_start(struct aif_pass *pass, struct queue *q, struct queue_cursor *c,
                const struct queue_entry *e, const uint32_t *nodes)
{
    queue_remove_at(q, c);
    leave_other_queue(pass, q, e->job);
    state_start(pass->sim, e->job, nodes);
}

bool pass_try_start(struct aif_pass *pass, struct queue *q, struct queue_cursor *c,
                    const struct queue_entry *e)
{
    if (!fits_now(pass, e->job))
        return false;
    pass_start(pass, q, c, e, pass->nodes);
    return true;
}

static void grow_holds(struct aif_pass *pass)
{
    pass->hold_capacity = pass->hold_capacity ? 2 * pass->hold_capacity : 8;
    struct pass_hold *holds = AIF_NEW(&pass->sim->arena, struct pass_hold, pass->hold_capacity);
    if (pass->hold_count)
        memcpy(holds, pass->holds, pass->hold_count * sizeof *holds);
    pass->holds = holds;
}

static uint32_t *room_for_nodes(struct aif_pass *pass, uint32_t count)
{
    if (pass->hold_node_count + count > pass->hold_node_capacity) {
        pass->hold_node_capacity = 2 * (pass->hold_node_count + count);
        uint32_t *nodes = AIF_NEW(&pass->sim->arena, uint32_t, pass->hold_node_capacity);
        if (pass->hold_node_count)
            memcpy(nodes, pass->hold_nodes, pass->hold_node_count * sizeof *nodes);
        pass->hold_nodes = nodes;
    }
    return pass->hold_nodes + pass->hold_node_count;
}

int64_t pass_hold(struct aif_pass *pass, uint32_t job)
{
    struct aif_sim *sim = pass->sim;
    if (pass->hold_count == pass->hold_capacity)
        grow_holds(pass);
    bool by_nodes = !pass->domain->is_counted;
    uint32_t *nodes = by_nodes ? room_for_nodes(pass, sim->needs[job].nodes) : NULL;
    int64_t start_s = plan_earliest(sim, job, AIF_NEVER_S, nodes);
    AIF_CHECK(start_s < AIF_NEVER_S);
    plan_hold(sim, job, start_s, start_s + sim->rows[job].limit_s, nodes);
    pass->holds[pass->hold_count++] = (struct pass_hold){job, start_s, pass->hold_node_count};
    pass->hold_node_count += by_nodes ? sim->needs[job].nodes : 0;
    if (sim->planned) {
        pass->domain->planned_pass = sim->totals.pass_count;
        sim->planned[job] = (struct planned){start_s, sim->totals.pass_count};
    }
    return start_s;
}

void pass_note_promise(struct aif_pass *pass, uint32_t job, int64_t start_s)
{
    pass->domain->promised_job = job;
    pass->domain->promised_at_s = pass->sim->now_s;
    pass->domain->promised_s = start_s;
}

bool pass_is_held(const struct aif_pass *pass, uint32_t job)
{
    for (uint32_t i = 0; i < pass->hold_count; i++)
        if (pass->holds[i].job == job)
            return true;
    return false;
}

void pass_drop_holds(struct aif_pass *pass)
{
    for (uint32_t i = 0; i < pass->hold_count; i++) {
        const struct pass_hold *h = &pass->holds[i];
        plan_drop(pass->sim, h->job, h->start_s, h->start_s + pass->sim->rows[h->job].limit_s,
                  pass->hold_nodes ? pass->hold_nodes + h->first_node : NULL);
    }
    pass->hold_count = 0;
    pass->hold_node_count = 0;
}

struct queue_filter pass_filter(const struct aif_pass *pass)
{
    uint32_t free_units = pass->domain->free_units;
    return (struct queue_filter){free_units, free_units, AIF_NEVER_S};
}
