/* EASY backfilling (Lifka, JSSPP 1995) as Mu'alem and Feitelson (IEEE TPDS 2001, section 2) state
 * it: a job may overtake the first blocked one if it fits now and either ends by the shadow time or
 * needs no more than the extra units. */
#include "backfill/textbook.h"

#include "engine/shadow.h"

/* Start from the head while it fits.  True if a job is left that does not; the cursor stands on it.
 */
static bool start_heads(struct aif_pass *pass, struct queue_cursor *c, struct queue_entry *head)
{
    struct queue *q = &pass->domain->waiting;
    while (queue_peek(q, c, head))
        if (!pass_try_start(pass, q, c, head))
            return true;
    return false;
}

/* Promise the first blocked job its start. */
static void block(struct aif_pass *pass, const struct queue_entry *head)
{
    struct domain *d = pass->domain;
    if (d->is_counted) {
        int64_t then_units = 0;
        d->blocked.shadow_s = release_shadow(&d->releases, d->free_units, head->units, &then_units);
        d->blocked.extra_units = (uint32_t)(then_units - head->units);
    } else {
        d->blocked.shadow_s = shadow_on_nodes(pass->sim, d, head->job, pass->nodes);
        d->blocked.extra_units = UINT32_MAX; /* the nodes' spare decides */
    }
    AIF_CHECK(d->blocked.shadow_s < AIF_NEVER_S && d->blocked.shadow_s > pass->sim->now_s);
    d->blocked.job = head->job;
    pass_note_promise(pass, head->job, d->blocked.shadow_s);
}

static struct queue_filter filter_behind(const struct aif_pass *pass)
{
    const struct domain *d = pass->domain;
    return (struct queue_filter){
        .free_units = d->free_units,
        .extra_units = d->blocked.extra_units,
        .horizon_s = d->blocked.shadow_s - pass->sim->now_s,
    };
}

/* A job that runs past the shadow time lives on what the blocked job leaves. */
static bool is_crossing(const struct aif_pass *pass, uint32_t job)
{
    return pass->sim->rows[job].limit_s > pass->domain->blocked.shadow_s - pass->sim->now_s;
}

static void use_spare(struct aif_pass *pass, uint32_t job)
{
    struct aif_sim *sim = pass->sim;
    struct domain *d = pass->domain;
    if (d->is_counted) {
        d->blocked.extra_units -= sim->rows[job].units;
        return;
    }
    for (uint32_t i = 0; i < sim->needs[job].nodes; i++) {
        struct node *n = &sim->nodes[pass->nodes[i]];
        if (n->spare_stamp != d->blocked.stamp)
            continue;
        const struct aif_shape *s = state_taken(sim, job, pass->nodes[i]);
        n->spare = (struct aif_shape){n->spare.cores - s->cores, n->spare.gpus - s->gpus,
                                      n->spare.mem_mib - s->mem_mib};
    }
}

/* Whether a job that passes the filter may start, and on which of the pass's nodes.  On a counted
 * domain the filter is the whole condition. */
static bool may_start(struct aif_pass *pass, uint32_t job)
{
    if (!pass->domain->is_counted)
        return plan_behind(pass->sim, job, is_crossing(pass, job), pass->nodes);
    if (pass->sim->nodes)
        plan_choose_idle(pass->sim, job, pass->nodes);
    return true;
}

static void backfill(struct aif_pass *pass, struct queue *q, struct queue_cursor c)
{
    struct domain *d = pass->domain;
    struct queue_entry e;
    for (struct queue_filter f = filter_behind(pass);
         (f.free_units || !d->is_counted) && queue_find(q, &c, &f, &e); f = filter_behind(pass)) {
        if (e.job == d->blocked.job || !may_start(pass, e.job)) {
            queue_skip(&c);
            continue;
        }
        if (is_crossing(pass, e.job))
            use_spare(pass, e.job);
        pass_start(pass, q, &c, &e, pass->nodes);
        pass->sim->totals.backfill_count++;
    }
}

/* Those that could not overtake the first job before cannot now: free and spare resources have not
 * grown and the shadow time has come nearer.  So only the newcomer is looked at. */
bool textbook_overtake(struct aif_pass *pass, uint32_t job)
{
    const struct domain *d = pass->domain;
    struct queue_filter f = filter_behind(pass);
    uint32_t units = state_queue_units(pass->sim, job);
    pass_note_promise(pass, d->blocked.job, d->blocked.shadow_s);
    if (units > f.free_units || (is_crossing(pass, job) && units > f.extra_units) ||
        !may_start(pass, job))
        return false;
    if (is_crossing(pass, job))
        use_spare(pass, job);
    state_start(pass->sim, job, pass->nodes);
    return true;
}

void textbook_schedule(struct aif_pass *pass)
{
    struct domain *d = pass->domain;
    struct queue_cursor c = {0};
    struct queue_entry head;
    if (!start_heads(pass, &c, &head))
        return;
    block(pass, &head);
    d->is_settled = true;
    if (queue_least_units(&d->waiting) > d->free_units)
        return;
    if (pass_has_candidate_order(pass)) {
        backfill(pass, &d->candidates, (struct queue_cursor){0});
    } else {
        queue_skip(&c);
        backfill(pass, &d->waiting, c);
    }
}
