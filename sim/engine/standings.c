#include "engine/standings.h"

#include "engine/standings_bind.h"
#include "engine/state.h"

#include <string.h>

bool standings_are_needed(const struct aif_policy *policy)
{
    return policy->order->score_standing ||
           (policy->candidates && policy->candidates->score_standing);
}

static void open_usage(struct standings *s, struct aif_arena *arena)
{
    const struct aif_share *share = s->sim->scenario.policy.share;
    AIF_CHECK(share);
    struct aif_share_options options = aif_share_options_default(&s->centre.priority);
    options.capacity = aif_share_capacity(s->sim->scenario.machine);
    options.is_lazy = true;
    aif_usage_init(&s->usage, arena, &s->accounts, &s->centre);
    aif_share_open(&s->view, arena, share, &s->usage, &options);
    s->has_ledger = share->is_by_ratio &&
                    (s->usage.fading.how == AIF_FADE_SLURM || s->usage.fading.how == AIF_FADE_NONE);
    /* Merged levels are not kept sorted. */
    s->is_asked_singly = s->has_ledger && share->factor && !options.merges_tied_accounts;
    if (s->has_ledger)
        ledger_open(&s->ledger, arena, &s->usage, s->period_s);
}

static void open_tables(struct standings *s, struct aif_arena *arena, uint32_t job_count)
{
    s->slot_of_job = AIF_NEW(arena, uint32_t, job_count);
    s->run_of_job = AIF_NEW(arena, uint32_t, job_count);
    for (uint32_t i = 0; i < job_count; i++)
        s->slot_of_job[i] = s->run_of_job[i] = AIF_NONE;
    s->free_slot = AIF_NONE;
    s->running_of = AIF_NEW(arena, uint32_t, s->accounts.count);
}

/* Time zero of the trace as Unix time; counted from 0 where it is not stated. */
static int64_t origin_s(const struct standings *s)
{
    int64_t unix_start_s = s->sim->scenario.workload->unix_start_s;
    return unix_start_s == AIF_UNKNOWN_S ? 0 : unix_start_s;
}

static void plan_reset(struct standings *s)
{
    int64_t next_s = aif_usage_next_reset(s->centre.priority.usage_reset, origin_s(s) + s->last_s);
    s->reset_s = next_s == AIF_NEVER_S ? AIF_NEVER_S : next_s - origin_s(s);
}

struct standings *standings_open(struct aif_sim *sim)
{
    struct aif_arena *arena = &sim->arena;
    struct standings *s = AIF_NEW(arena, struct standings, 1);
    s->sim = sim;
    standings_bind(s, arena);
    AIF_CHECK(s->centre.priority.calc_period_s > 0);
    s->period_s = s->centre.priority.calc_period_s;
    int64_t rest_s = sim->now_s % s->period_s;
    s->last_s = sim->now_s - (rest_s < 0 ? rest_s + s->period_s : rest_s);
    s->factors_s = AIF_UNKNOWN_S;
    plan_reset(s);
    s->standing.settings = &s->centre.priority;
    open_usage(s, arena);
    open_tables(s, arena, sim->job_count);
    return s;
}

static void charge(struct standings *s, const struct standing_run *r, int64_t run_s)
{
    struct aif_charge c = {.assoc = r->assoc,
                           .qos = AIF_NONE,
                           .partition_qos = AIF_NONE,
                           .billing = r->billing,
                           .run_s = run_s};
    standings_amount(s, r->job, &c.amount);
    if (r->assoc != AIF_NONE)
        aif_usage_charge(&s->usage, &c);
}

static int64_t later_s(int64_t a_s, int64_t b_s)
{
    return a_s > b_s ? a_s : b_s;
}

/* One recalculation as batch systems do it: all usage decays, then running jobs are charged. */
static void recalculate_once(struct standings *s)
{
    const struct aif_row *rows = s->sim->rows;
    int64_t before_s = s->last_s;
    s->last_s += s->period_s;
    if (s->last_s >= s->reset_s) {
        aif_usage_reset(&s->usage);
        plan_reset(s);
    }
    aif_usage_decay(&s->usage, s->period_s);
    for (uint32_t i = 0; i < s->run_count; i++)
        charge(s, &s->runs[i], s->last_s - later_s(before_s, rows[s->runs[i].job].start_s));
}

/* The first recalculation since jobs have started charges them for less than a period. */
static void take_in_newcomers(struct standings *s)
{
    const struct aif_row *rows = s->sim->rows;
    ledger_recalculate(&s->ledger, 1);
    s->last_s += s->period_s;
    for (uint32_t i = 0; i < s->run_count; i++) {
        const struct standing_run *r = &s->runs[i];
        ledger_begin(&s->ledger, r->assoc, r->billing, s->last_s - rows[r->job].start_s);
        s->run_of_job[r->job] = AIF_NONE;
    }
    s->run_count = 0;
}

static void recalculate_ledger(struct standings *s, int64_t until_s)
{
    while (s->last_s + s->period_s <= until_s) {
        if (s->last_s + s->period_s >= s->reset_s) {
            ledger_reset(&s->ledger);
            s->last_s += s->period_s; /* for the sake of the next reset only */
            plan_reset(s);
            s->last_s -= s->period_s;
        }
        if (s->run_count) {
            take_in_newcomers(s);
            continue;
        }
        int64_t stop_s = s->reset_s <= until_s ? s->reset_s - 1 : until_s;
        int64_t periods = (stop_s - s->last_s) / s->period_s;
        AIF_CHECK(periods > 0);
        ledger_recalculate(&s->ledger, periods);
        s->last_s += periods * s->period_s;
    }
}

void standings_recalculate(struct standings *s, int64_t now_s)
{
    if (now_s - s->last_s < s->period_s)
        return;
    if (s->has_ledger)
        recalculate_ledger(s, now_s);
    while (s->last_s + s->period_s <= now_s)
        recalculate_once(s);
}

static void grow_slots(struct standings *s)
{
    s->slot_capacity = s->slot_capacity ? 2 * s->slot_capacity : 64;
    struct standing_slot *slots = AIF_NEW(&s->sim->arena, struct standing_slot, s->slot_capacity);
    if (s->slot_count)
        memcpy(slots, s->slots, s->slot_count * sizeof *slots);
    s->slots = slots;
}

static struct standing_slot describe(const struct standings *s, uint32_t job)
{
    struct standing_slot slot = {.assoc = s->assoc_of_job[job]};
    struct aif_priority_job j;
    standings_describe(s, job, &j);
    aif_priority_fix(&s->centre.priority, &s->scale, &j, &slot.fixed);
    return slot;
}

void standings_enqueue(struct standings *s, uint32_t job)
{
    uint32_t at = s->free_slot;
    if (at != AIF_NONE) {
        s->free_slot = s->slots[at].next_free;
    } else {
        if (s->slot_count == s->slot_capacity)
            grow_slots(s);
        at = s->slot_count++;
    }
    s->slots[at] = describe(s, job);
    s->slot_of_job[job] = at;
}

static void add_run(struct standings *s, uint32_t job)
{
    if (s->run_count == s->run_capacity) {
        s->run_capacity = s->run_capacity ? 2 * s->run_capacity : 64;
        struct standing_run *runs = AIF_NEW(&s->sim->arena, struct standing_run, s->run_capacity);
        if (s->run_count)
            memcpy(runs, s->runs, s->run_count * sizeof *runs);
        s->runs = runs;
    }
    s->run_of_job[job] = s->run_count;
    s->runs[s->run_count++] =
        (struct standing_run){job, s->assoc_of_job[job], standings_billing(s, job)};
}

void standings_leave(struct standings *s, uint32_t job)
{
    uint32_t slot = s->slot_of_job[job];
    if (slot == AIF_NONE)
        return;
    s->slots[slot].next_free = s->free_slot;
    s->free_slot = slot;
    s->slot_of_job[job] = AIF_NONE;
}

void standings_start(struct standings *s, uint32_t job)
{
    standings_leave(s, job);
    add_run(s, job);
    uint32_t assoc = s->assoc_of_job[job];
    if (assoc != AIF_NONE)
        s->running_of[assoc]++;
    if (!s->view.share->needs_held || assoc == AIF_NONE)
        return;
    struct aif_tres_set amount;
    standings_amount(s, job, &amount);
    aif_usage_hold(&s->usage, assoc, &amount, s->sim->now_s);
}

static void drop_run(struct standings *s, uint32_t job)
{
    uint32_t at = s->run_of_job[job];
    s->runs[at] = s->runs[--s->run_count];
    s->run_of_job[s->runs[at].job] = at;
    s->run_of_job[job] = AIF_NONE;
}

void standings_finish(struct standings *s, uint32_t job)
{
    int64_t now_s = s->sim->now_s, start_s = s->sim->rows[job].start_s;
    uint32_t assoc = s->assoc_of_job[job], at = s->run_of_job[job];
    int64_t run_s = now_s - later_s(start_s, s->last_s);
    if (assoc != AIF_NONE)
        s->running_of[assoc]--;
    if (at == AIF_NONE) {
        double billing = standings_billing(s, job);
        ledger_end(&s->ledger, assoc, billing);
        ledger_charge(&s->ledger, assoc, billing, run_s);
    } else {
        if (s->has_ledger)
            ledger_charge(&s->ledger, assoc, s->runs[at].billing, run_s);
        else
            charge(s, &s->runs[at], run_s);
        drop_run(s, job);
    }
    if (!s->view.share->needs_held || assoc == AIF_NONE)
        return;
    struct aif_tres_set amount;
    standings_amount(s, job, &amount);
    aif_usage_release(&s->usage, assoc, &amount, start_s, now_s);
}

void standings_refresh(struct standings *s)
{
    if (s->factors_s == s->last_s)
        return;
    const uint32_t *changed;
    const double *used;
    uint32_t count = s->has_ledger ? ledger_changes(&s->ledger, &changed, &used) : 0;
    if (s->is_asked_singly) {
        s->view.share->refresh(&s->view, changed, used, count);
    } else {
        for (uint32_t i = 0; i < count; i++)
            s->usage.assocs[changed[i]].raw = (long double)used[i];
        aif_share_update(&s->view, s->last_s);
    }
    s->factors_s = s->last_s;
}

double standings_factor(struct standings *s, uint32_t assoc)
{
    if (assoc == AIF_NONE)
        return 0;
    return s->is_asked_singly ? s->view.share->factor(&s->view, assoc)
                              : aif_share_factor(&s->view, assoc);
}

static double score(struct standings *s, const struct aif_order *order, uint32_t job,
                    const struct standing_slot *slot)
{
    struct aif_standing *standing = &s->standing;
    standing->ask = state_ask(s->sim, job);
    standing->fixed = &slot->fixed;
    standing->recalculated_s = s->last_s;
    standing->fairshare = standings_factor(s, slot->assoc);
    if (order->parameter) {
        const struct aif_policy *policy = &s->sim->scenario.policy;
        standing->formula =
            order == policy->order ? &policy->order_formula : &policy->candidates_formula;
        standing->values = s->values;
        standings_values(s, job, standing, s->values);
    }
    return order->score_standing(standing, s->sim->now_s);
}

double standings_rekey(struct standings *s, const struct aif_order *order, uint32_t job, int queue)
{
    struct standing_slot *slot = &s->slots[s->slot_of_job[job]];
    return slot->keys[queue] = score(s, order, job, slot);
}

double standings_score(struct standings *s, const struct aif_order *order, uint32_t job)
{
    uint32_t at = s->slot_of_job[job];
    if (at != AIF_NONE)
        return score(s, order, job, &s->slots[at]);
    struct standing_slot arrival = describe(s, job);
    return score(s, order, job, &arrival);
}

double *standings_key(struct standings *s, uint32_t job, int queue)
{
    AIF_CHECK(s->slot_of_job[job] != AIF_NONE);
    return &s->slots[s->slot_of_job[job]].keys[queue];
}
