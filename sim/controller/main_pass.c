#include "controller/pass.h"

#include "controller/admit.h"
#include "controller/life.h"
#include "controller/open.h"
#include "controller/preempt.h"
#include "controller/timers.h"

struct main_pass {
    struct controller *c;
    uint32_t blocked_count; /* partitions */
};

static void block(struct main_pass *p, const struct ask *a)
{
    struct controller *c = p->c;
    if (c->is_blocked[a->partition])
        return;
    c->is_blocked[a->partition] = true;
    p->blocked_count++;
    uint32_t old = c->heads[a->partition];
    if (old != a->job && old != AIF_NONE && c->jobs[old].reason == AIF_WAIT_RESOURCES)
        life_note_reason(c, old, AIF_WAIT_PRIORITY, a->job);
    if (old != a->job) {
        c->heads[a->partition] = a->job;
        waits_note_head(c, a->partition);
    }
    bitset_subtract(&c->usable, &c->partition_nodes[a->partition]);
}

/* Young jobs and those of low priority let others pass (bf_min_age_reserve, bf_min_prio_reserve,
 * MinPrioThreshold). */
static bool may_block(const struct controller *c, const struct ask *a)
{
    const struct aif_slurm *s = &c->centre.slurm;
    int64_t waited_s = controller_now_s(c) - a->eligible_s;
    return waited_s >= s->bf_min_age_reserve_s && a->priority >= s->bf_min_prio_reserve &&
           !a->has_no_reserve;
}

/* Look at one job of the queue; true if it has started. */
static bool try_job(struct main_pass *p, const struct ask *a)
{
    struct controller *c = p->c;
    struct choice choice;
    if (c->is_blocked[a->partition]) {
        if (c->jobs[a->job].reason == AIF_WAIT_NONE)
            life_note_reason(c, a->job, AIF_WAIT_PRIORITY, AIF_NONE);
        return false;
    }
    enum admission admission = admit_job(c, a);
    if (admission == ADMIT_NOT_EARLY && c->centre.slurm.stops_at_assoc_limit)
        block(p, a);
    if (admission != ADMIT || !admit_nodes(c, a, &c->usable))
        return false;
    if (select_now(c->select, a, &c->mine, &choice))
        return admit_start(c, a, &choice, a->limit_s);
    preempt_for(c, a, &c->mine);
    why_no_nodes(c, a);
    if (open_reservation(c, a->job) == AIF_NONE && may_block(c, a))
        block(p, a);
    return false;
}

static void start_pass(struct main_pass *p)
{
    struct controller *c = p->c;
    bitset_copy(&c->usable, &c->cluster.up);
    for (uint32_t i = 0; i < c->machine->partition_count; i++) {
        c->is_blocked[i] = false;
        c->looked_at[i] = 0;
    }
}

/* Whether as many jobs of the partition as may be have been looked at in this pass; else this one
 * counts (partition_job_depth). */
static bool is_beyond_depth(struct controller *c, const struct ask *a)
{
    uint32_t most = c->centre.slurm.partition_job_depth;
    if (most == 0 || c->looked_at[a->partition]++ < most)
        return false;
    if (c->jobs[a->job].reason == AIF_WAIT_NONE)
        life_note_reason(c, a->job, AIF_WAIT_PRIORITY, AIF_NONE);
    return true;
}

/* Look at the first `depth` entries of the queue; true if the rest need no look. */
static bool look_through(struct controller *c, uint32_t depth)
{
    struct main_pass p = {.c = c};
    uint32_t i = 0;
    start_pass(&p);
    for (uint32_t n = 0; i < c->pending.count && n < depth; n++) {
        if (p.blocked_count == c->machine->partition_count)
            break;
        if (is_beyond_depth(c, c->pending.asks[i])) {
            i++;
            n--; /* it does not count */
            continue;
        }
        struct pending_key key = c->pending.keys[i];
        /* A start takes the job's entries out of the queue and may let others in. */
        i = try_job(&p, c->pending.asks[i]) ? pending_find(&c->pending, &key) : i + 1;
    }
    return i >= c->pending.count || p.blocked_count == c->machine->partition_count;
}

void main_pass_all(struct controller *c)
{
    look_through(c, UINT32_MAX);
}

void main_pass(struct controller *c)
{
    bool is_full = timers_is_full_pass_due(c);
    uint64_t chances = c->timers.chances;
    c->sim.totals.pass_count++;
    bool has_seen_all = look_through(c, is_full ? UINT32_MAX : c->centre.slurm.default_queue_depth);
    timers_note_pass(c, is_full || has_seen_all, c->timers.chances != chances);
}
