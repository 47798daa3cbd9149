/* Strict order: nothing overtakes the first job that does not fit. */
#include "aif/sched.h"
#include "engine/pass.h"

static void schedule(struct aif_pass *pass)
{
    struct queue *q = &pass->domain->waiting;
    struct queue_cursor c = {0};
    struct queue_entry e;
    while (queue_peek(q, &c, &e) && pass_try_start(pass, q, &c, &e))
        ;
    pass->domain->is_settled = true;
}

static bool overtake(struct aif_pass *pass, uint32_t job)
{
    (void)pass;
    (void)job;
    return false;
}

const struct aif_backfill aif_backfill_none = {
    .plugin = {AIF_BACKFILL, "none", "strict order: nothing overtakes a job that does not fit"},
    .schedule = schedule,
    .overtake = overtake,
};
