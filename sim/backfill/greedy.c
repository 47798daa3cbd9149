/* Start whatever fits, without any reservation: wide jobs may starve. */
#include "aif/sched.h"
#include "engine/pass.h"

static void schedule(struct aif_pass *pass)
{
    struct domain *d = pass->domain;
    struct queue_cursor c = {0};
    struct queue_entry e;
    while (queue_peek(&d->waiting, &c, &e) && pass_try_start(pass, &d->waiting, &c, &e))
        ;
    struct queue *q = &d->waiting;
    if (pass_has_candidate_order(pass)) {
        q = &d->candidates;
        c = (struct queue_cursor){0};
    }
    for (struct queue_filter f = pass_filter(pass); queue_find(q, &c, &f, &e);
         f = pass_filter(pass)) {
        if (pass_try_start(pass, q, &c, &e))
            pass->sim->totals.backfill_count++;
        else
            queue_skip(&c);
    }
    d->is_settled = true;
}

/* The others still do not fit. */
static bool overtake(struct aif_pass *pass, uint32_t job)
{
    return pass_start_newcomer(pass, job);
}

const struct aif_backfill aif_backfill_greedy = {
    .plugin = {AIF_BACKFILL, "greedy",
               "start whatever fits, no reservations; wide jobs may starve"},
    .schedule = schedule,
    .overtake = overtake,
};
