/* Several reservations, or one where units are not interchangeable: they are held in the plan while
 * the pass lasts. */
#include "backfill/reserve.h"

#include "backfill/textbook.h"

/* Start from the head; give reservations to blocked jobs until there are enough, or until nothing
 * that follows could start anyway.  The cursor ends behind the last reservation. */
static void walk_queue(struct aif_pass *pass, struct queue_cursor *c)
{
    struct domain *d = pass->domain;
    struct queue_entry e;
    uint32_t depth = pass->sim->scenario.policy.depth;
    while (pass->hold_count < depth && queue_peek(&d->waiting, c, &e)) {
        if (pass_try_start(pass, &d->waiting, c, &e)) {
            pass->sim->totals.backfill_count += pass->hold_count > 0;
            continue;
        }
        if (queue_least_units(&d->waiting) > d->free_units)
            return;
        int64_t start_s = pass_hold(pass, e.job);
        if (pass->hold_count == 1)
            pass_note_promise(pass, e.job, start_s);
        queue_skip(c);
    }
}

/* What a job must keep to not to disturb the first reservation; others are checked in the plan. */
static struct queue_filter filter_behind(const struct aif_pass *pass)
{
    const struct domain *d = pass->domain;
    struct queue_filter f = pass_filter(pass);
    if (!d->is_counted || pass->hold_count == 0)
        return f;
    f.horizon_s = pass->holds[0].start_s - pass->sim->now_s;
    f.extra_units = (uint32_t)profile_at(&d->profile, pass->holds[0].start_s);
    return f;
}

static void backfill_behind_holds(struct aif_pass *pass, struct queue *q, struct queue_cursor c)
{
    struct queue_entry e;
    for (struct queue_filter f = filter_behind(pass); queue_find(q, &c, &f, &e);
         f = filter_behind(pass)) {
        if (!pass_is_held(pass, e.job) && pass_try_start(pass, q, &c, &e))
            pass->sim->totals.backfill_count++;
        else
            queue_skip(&c);
    }
}

void reserve_schedule(struct aif_pass *pass)
{
    struct domain *d = pass->domain;
    if (d->plan == PLAN_RELEASES) {
        textbook_schedule(pass);
        return;
    }
    struct queue_cursor c = {0};
    walk_queue(pass, &c);
    if (pass_has_candidate_order(pass))
        backfill_behind_holds(pass, &d->candidates, (struct queue_cursor){0});
    else
        backfill_behind_holds(pass, &d->waiting, c);
    pass_drop_holds(pass);
}
