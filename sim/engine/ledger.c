#include "engine/ledger.h"

#include <string.h>

void ledger_open(struct ledger *l, struct aif_arena *arena, struct aif_usage *usage,
                 int64_t period_s)
{
    uint32_t count = usage->accounts->count;
    *l = (struct ledger){
        .arena = arena,
        .accounts = usage->accounts,
        .usage = usage,
        .of = AIF_NEW(arena, struct ledger_entry, count),
        .period_s = period_s,
        .growth = 1 / aif_usage_left(usage, period_s),
        .left = aif_usage_left(usage, period_s),
        .left_of = AIF_NEW(arena, double, (size_t)period_s + 1),
        .scale = 1,
        .active = AIF_NEW(arena, uint32_t, count),
        .changed = AIF_NEW(arena, uint32_t, count),
        .used_of_changed = AIF_NEW(arena, double, count),
    };
    for (uint32_t i = 0; i < count; i++)
        l->of[i].parent = usage->accounts->assocs[i].parent;
    for (int64_t run_s = 0; run_s <= period_s; run_s++)
        l->left_of[run_s] = aif_usage_left(usage, run_s);
}

static void note_change(struct ledger *l, uint32_t assoc)
{
    if (l->of[assoc].is_changed)
        return;
    l->of[assoc].is_changed = true;
    l->changed[l->changed_count++] = assoc;
}

static void add(struct ledger *l, uint32_t assoc, double amount)
{
    for (uint32_t a = assoc; a != AIF_NONE; a = l->of[a].parent) {
        l->of[a].used += amount;
        note_change(l, a);
    }
}

/* 1 + r + ... + r^(n - 1) in sum, r^n in power, by doubling: nothing is subtracted, so nothing
 * cancels. */
struct series {
    double sum, power;
};

static struct series series_of(double r, int64_t n)
{
    struct series s = {0, 1};
    int64_t bit = 1;
    while (bit <= n / 2)
        bit *= 2;
    for (; bit > 0; bit /= 2) {
        s.sum += s.power * s.sum;
        s.power *= s.power;
        if (n & bit) {
            s.sum += s.power;
            s.power *= r;
        }
    }
    return s;
}

/* Units of today from now on. */
static void rebase(struct ledger *l, double factor)
{
    for (uint32_t a = 0; a < l->accounts->count; a++) {
        l->of[a].used *= factor;
        note_change(l, a);
    }
    l->scale = 1;
}

/* All that each association with running jobs is charged, at several recalculations. */
static void charge_rates(struct ledger *l, double weight)
{
    for (uint32_t i = 0; i < l->active_count; i++) {
        l->of[l->active[i]].used += l->of[l->active[i]].rate * weight;
        note_change(l, l->active[i]);
    }
}

static void charge_pending(struct ledger *l)
{
    for (uint32_t i = 0; i < l->pending_count; i++)
        add(l, l->pending[i].assoc, l->pending[i].billed * l->scale);
    l->pending_count = 0;
}

/* Usage would grow past what a double holds: what there was is as good as nothing by now. */
static void forget(struct ledger *l, int64_t periods)
{
    rebase(l, 0);
    struct series s = series_of(l->left, periods);
    charge_rates(l, (double)l->period_s * l->left * s.sum);
}

void ledger_recalculate(struct ledger *l, int64_t periods)
{
    charge_pending(l);
    if (periods == 1) {
        charge_rates(l, (double)l->period_s * l->scale);
        l->scale *= l->growth;
    } else {
        struct series s = series_of(l->growth, periods);
        if (!(s.power < 1e180)) {
            forget(l, periods);
            return;
        }
        charge_rates(l, (double)l->period_s * l->scale * s.sum);
        l->scale *= s.power;
    }
    if (l->scale > 1e100)
        rebase(l, 1 / l->scale);
}

/* What these seconds are charged, in units of today: Slurm lets it decay for as long as they took.
 */
static double billed_for(const struct ledger *l, double billing, int64_t run_s)
{
    AIF_CHECK(run_s <= l->period_s);
    return (double)run_s * l->left_of[run_s] * billing;
}

void ledger_charge(struct ledger *l, uint32_t assoc, double billing, int64_t run_s)
{
    if (run_s == 0 || assoc == AIF_NONE)
        return;
    if (l->pending_count == l->pending_capacity) {
        l->pending_capacity = l->pending_capacity ? 2 * l->pending_capacity : 64;
        struct ledger_charge *pending =
            AIF_NEW(l->arena, struct ledger_charge, l->pending_capacity);
        if (l->pending_count)
            memcpy(pending, l->pending, l->pending_count * sizeof *pending);
        l->pending = pending;
    }
    l->pending[l->pending_count++] = (struct ledger_charge){assoc, billed_for(l, billing, run_s)};
}

void ledger_begin(struct ledger *l, uint32_t assoc, double billing, int64_t run_s)
{
    if (assoc == AIF_NONE)
        return;
    add(l, assoc, billed_for(l, billing, run_s) * l->scale);
    for (uint32_t a = assoc; a != AIF_NONE; a = l->of[a].parent) {
        struct ledger_entry *e = &l->of[a];
        e->rate += billing;
        if (e->running++ > 0)
            continue;
        e->active_at = l->active_count;
        l->active[l->active_count++] = a;
    }
}

void ledger_end(struct ledger *l, uint32_t assoc, double billing)
{
    for (uint32_t a = assoc; a != AIF_NONE; a = l->of[a].parent) {
        struct ledger_entry *e = &l->of[a];
        AIF_CHECK(e->running > 0);
        e->rate -= billing;
        if (--e->running > 0)
            continue;
        e->rate = 0; /* not what rounding has left of it */
        uint32_t last = l->active[--l->active_count];
        l->active[e->active_at] = last;
        l->of[last].active_at = e->active_at;
    }
}

void ledger_reset(struct ledger *l)
{
    l->pending_count = 0;
    rebase(l, 0);
}

uint32_t ledger_changes(struct ledger *l, const uint32_t **changed, const double **used)
{
    uint32_t count = l->changed_count;
    for (uint32_t i = 0; i < count; i++) {
        struct ledger_entry *e = &l->of[l->changed[i]];
        e->is_changed = false;
        l->used_of_changed[i] = e->used;
    }
    *changed = l->changed;
    *used = l->used_of_changed;
    l->changed_count = 0;
    return count;
}

double ledger_used(const struct ledger *l, uint32_t assoc)
{
    return l->of[assoc].used / l->scale;
}
