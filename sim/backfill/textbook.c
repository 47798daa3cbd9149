/* EASY backfilling (Lifka, JSSPP 1995) as Mu'alem and Feitelson (IEEE TPDS 2001, section 2) state
 * it: a job may overtake the first blocked one if it fits now and either ends by the shadow time or
 * needs no more than the extra units. */
#include "backfill/textbook.h"

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

static void block(struct aif_pass *pass, const struct queue_entry *head)
{
    struct domain *d = pass->domain;
    int64_t then_units;
    int64_t shadow_s = release_shadow(&d->releases, d->free_units, head->units, &then_units);
    AIF_CHECK(shadow_s < AIF_NEVER_S && shadow_s > pass->sim->now_s);
    d->blocked = (struct blocked){
        .job = head->job,
        .shadow_s = shadow_s,
        .extra_units = (uint32_t)(then_units - head->units),
    };
    pass_note_promise(pass, head->job, shadow_s);
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

/* A job that passes the filter starts; past the shadow time it lives on extra units. */
static void note_backfill(struct aif_pass *pass, int64_t limit_s, uint32_t units)
{
    struct blocked *b = &pass->domain->blocked;
    if (limit_s > b->shadow_s - pass->sim->now_s)
        b->extra_units -= units;
}

static void backfill(struct aif_pass *pass, struct queue *q, struct queue_cursor c)
{
    struct domain *d = pass->domain;
    struct queue_entry e;
    for (struct queue_filter f = filter_behind(pass); f.free_units && queue_find(q, &c, &f, &e);
         f = filter_behind(pass)) {
        if (e.job == d->blocked.job) {
            queue_skip(&c);
            continue;
        }
        bool has_started = pass_try_start(pass, q, &c, &e);
        AIF_CHECK(has_started);
        note_backfill(pass, e.limit_s, e.units);
        pass->sim->totals.backfill_count++;
    }
}

/* Those that could not overtake the first job before cannot now: free and extra units have not
 * grown and the shadow time has come nearer.  So only the newcomer is looked at. */
bool textbook_overtakes(struct aif_pass *pass, uint32_t job)
{
    const struct domain *d = pass->domain;
    const struct aif_row *row = &pass->sim->rows[job];
    struct queue_filter f = filter_behind(pass);
    pass_note_promise(pass, d->blocked.job, d->blocked.shadow_s);
    if (row->units > f.free_units || (row->limit_s > f.horizon_s && row->units > f.extra_units))
        return false;
    note_backfill(pass, row->limit_s, row->units);
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
