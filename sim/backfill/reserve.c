/* EASY (Lifka, JSSPP 1995; Mu'alem and Feitelson, IEEE TPDS 2001) and its generalisation to k
 * reservations.  With one reservation on interchangeable units, the shadow time and the extra units
 * say all there is to know; otherwise the reservations are held in the plan while the pass lasts.
 */
#include "backfill/reserve.h"

static bool is_textbook_easy(const struct aif_pass *pass)
{
    return pass->domain->is_counted && pass->sim->scenario.policy.depth == 1;
}

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
        if (d->is_counted && queue_least_units(&d->waiting) > d->free_units)
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

/* Textbook EASY: the filter is the whole condition. */
static void backfill_behind_head(struct aif_pass *pass, const struct queue_entry *head,
                                 struct queue *q, struct queue_cursor c)
{
    struct domain *d = pass->domain;
    int64_t now_s = pass->sim->now_s;
    int64_t shadow_s = profile_earliest(&d->profile, (int32_t)head->units, 1, now_s, AIF_NEVER_S);
    AIF_CHECK(shadow_s < AIF_NEVER_S);
    pass_note_promise(pass, head->job, shadow_s);
    struct queue_filter f = {
        .free_units = d->free_units,
        .extra_units = (uint32_t)profile_at(&d->profile, shadow_s) - head->units,
        .horizon_s = shadow_s - now_s,
    };
    struct queue_entry e;
    while (f.free_units && queue_find(q, &c, &f, &e)) {
        if (e.job == head->job) {
            queue_skip(&c);
            continue;
        }
        bool has_started = pass_try_start(pass, q, &c, &e);
        AIF_CHECK(has_started);
        f.free_units -= e.units;
        if (e.limit_s > f.horizon_s)
            f.extra_units -= e.units;
        pass->sim->totals.backfill_count++;
    }
}

static void easy(struct aif_pass *pass)
{
    struct domain *d = pass->domain;
    struct queue_cursor c = {0};
    struct queue_entry head;
    do {
        if (!queue_peek(&d->waiting, &c, &head))
            return;
    } while (pass_try_start(pass, &d->waiting, &c, &head));
    if (queue_least_units(&d->waiting) > d->free_units)
        return;
    if (pass_has_candidate_order(pass)) {
        backfill_behind_head(pass, &head, &d->candidates, (struct queue_cursor){0});
    } else {
        queue_skip(&c);
        backfill_behind_head(pass, &head, &d->waiting, c);
    }
}

void reserve_schedule(struct aif_pass *pass)
{
    if (is_textbook_easy(pass)) {
        easy(pass);
        return;
    }
    struct domain *d = pass->domain;
    struct queue_cursor c = {0};
    walk_queue(pass, &c);
    if (pass_has_candidate_order(pass))
        backfill_behind_holds(pass, &d->candidates, (struct queue_cursor){0});
    else
        backfill_behind_holds(pass, &d->waiting, c);
    pass_drop_holds(pass);
}
