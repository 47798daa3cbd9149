/* Usage of accounts, users and QOS: how it is charged and how it fades.  The order of operations is
 * that of Slurm's priority/multifactor (22.05), whose decay per second is 1 - 0.693 / half-life. */
#include "aif/usage.h"

#include "aif/exactmath.h"

#include <float.h>
#include <string.h>

void aif_usage_init(struct aif_usage *u, struct aif_arena *arena,
                    const struct aif_accounts *accounts, const struct aif_centre *centre)
{
    *u = (struct aif_usage){
        .accounts = accounts,
        .qos = centre->qos,
        .qos_count = centre->qos_count,
        .assocs = AIF_NEW(arena, struct aif_used, accounts->count),
        .of_qos = AIF_NEW(arena, struct aif_used, centre->qos_count),
        .held = AIF_NEW(arena, struct aif_held, accounts->count),
    };
    aif_usage_fade(u, arena,
                   &(struct aif_fading){AIF_FADE_SLURM, centre->priority.decay_half_life_s, 1, 0});
}

void aif_usage_fade(struct aif_usage *u, struct aif_arena *arena, const struct aif_fading *f)
{
    AIF_CHECK(u->elapsed_s == 0 && f->period_s >= 0);
    AIF_CHECK(f->how == AIF_FADE_SLURM || (f->factor > 0 && f->factor <= 1));
    AIF_CHECK(f->how == AIF_FADE_SLURM || f->how == AIF_FADE_NONE || f->period_s > 0);
    u->fading = *f;
    u->decay_per_s =
        f->how == AIF_FADE_SLURM && f->period_s > 0 ? 1 - 0.693 / (double)f->period_s : 1;
    u->log2_factor = f->how == AIF_FADE_SMOOTH ? aif_log2(f->factor) : 0;
    u->last_delta_s = 0;
    u->last_power = 1;
    if (f->how == AIF_FADE_WINDOWS) {
        AIF_CHECK(f->window_count > 0);
        u->windows = AIF_NEW(arena, long double, (size_t)f->window_count * u->accounts->count);
    }
}

static double power(double base, int64_t exponent)
{
    double left = aif_power(base, (uint64_t)exponent);
    return left < DBL_MIN ? DBL_MIN : left;
}

double aif_usage_left(struct aif_usage *u, int64_t seconds)
{
    AIF_CHECK(seconds >= 0);
    if (seconds != u->last_delta_s) {
        u->last_delta_s = seconds;
        u->last_power = power(u->decay_per_s, seconds);
    }
    return u->last_power;
}

static void scale(struct aif_used *used, uint32_t count, double factor)
{
    for (uint32_t i = 0; i < count; i++) {
        used[i].raw *= factor;
        for (int t = 0; t < AIF_TRES_COUNT; t++)
            used[i].tres[t] *= factor;
        used[i].wall_s *= factor;
        used[i].ended_wall_s *= factor;
    }
}

static bool fades(const struct aif_usage *u, uint32_t qos)
{
    return !(u->qos[qos].flags & AIF_QOS_NO_DECAY);
}

static void scale_all(struct aif_usage *u, double factor)
{
    scale(u->assocs, u->accounts->count, factor);
    for (uint32_t q = 0; q < u->qos_count; q++)
        if (fades(u, q))
            scale(&u->of_qos[q], 1, factor);
}

static long double sum_windows(const struct aif_usage *u, uint32_t assoc)
{
    uint32_t n = u->fading.window_count;
    long double sum = 0, weight = 1;
    for (uint32_t back = 0; back < n; back++) {
        uint32_t w = (u->window + n - back) % n;
        sum += weight * u->windows[(size_t)w * u->accounts->count + assoc];
        weight *= u->fading.factor;
    }
    return sum;
}

/* Begin `count` new windows; the oldest are forgotten. */
static void roll(struct aif_usage *u, int64_t count)
{
    size_t width = u->accounts->count;
    uint32_t n = u->fading.window_count;
    for (int64_t i = 0; i < count && i < n; i++) {
        u->window = (u->window + 1) % n;
        memset(&u->windows[u->window * width], 0, width * sizeof *u->windows);
    }
    for (uint32_t a = 0; a < width; a++)
        u->assocs[a].raw = sum_windows(u, a);
}

void aif_usage_decay(struct aif_usage *u, int64_t seconds)
{
    AIF_CHECK(seconds >= 0);
    const struct aif_fading *f = &u->fading;
    int64_t before_s = u->elapsed_s;
    u->elapsed_s += seconds;
    if (f->how == AIF_FADE_SLURM && u->decay_per_s < 1) {
        scale_all(u, aif_usage_left(u, seconds));
    } else if (f->how == AIF_FADE_SMOOTH) {
        double log2 = u->log2_factor * ((double)seconds / (double)f->period_s);
        scale_all(u, log2 > -999 ? aif_exp2(log2) : 0);
    } else if (f->how == AIF_FADE_STEP || f->how == AIF_FADE_WINDOWS) {
        int64_t steps = u->elapsed_s / f->period_s - before_s / f->period_s;
        if (steps > 0)
            scale_all(u, power(f->factor, steps));
        if (steps > 0 && f->how == AIF_FADE_WINDOWS)
            roll(u, steps);
    }
}

/* `run_s` and `billed` carry the usage factor and, if it fades, the decay. */
static void add(struct aif_used *used, const struct aif_charge *c, double run_s, double billed)
{
    used->wall_s += run_s;
    used->raw += (long double)billed;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        if (c->amount.of[t])
            used->tres[t] += (long double)run_s * (long double)c->amount.of[t];
}

/* Slurm multiplies in this order: seconds, decay, billing, usage factor. */
void aif_usage_charge(struct aif_usage *u, const struct aif_charge *c)
{
    AIF_CHECK(c->run_s >= 0);
    AIF_CHECK(c->qos == AIF_NONE || c->qos < u->qos_count);
    double full_s = (double)c->run_s;
    double left_s = full_s * aif_usage_left(u, c->run_s);
    double factor = c->qos == AIF_NONE ? 1 : u->qos[c->qos].usage_factor;
    double left_billed = left_s * c->billing * factor;
    double full_billed = full_s * c->billing * factor;
    left_s *= factor;
    full_s *= factor;

    uint32_t partition_qos = c->partition_qos == c->qos ? AIF_NONE : c->partition_qos;
    uint32_t both[] = {c->qos, partition_qos};
    for (int i = 0; i < 2; i++) {
        if (both[i] == AIF_NONE)
            continue;
        AIF_CHECK(both[i] < u->qos_count);
        bool is_fading = fades(u, both[i]);
        add(&u->of_qos[both[i]], c, is_fading ? left_s : full_s,
            is_fading ? left_billed : full_billed);
    }
    for (uint32_t a = c->assoc; a != AIF_NONE; a = u->accounts->assocs[a].parent) {
        add(&u->assocs[a], c, left_s, left_billed);
        if (u->windows)
            u->windows[(size_t)u->window * u->accounts->count + a] += (long double)left_billed;
    }
}

void aif_usage_reset(struct aif_usage *u)
{
    size_t count = u->accounts->count;
    memset(u->assocs, 0, count * sizeof *u->assocs);
    if (u->qos_count)
        memset(u->of_qos, 0, u->qos_count * sizeof *u->of_qos);
    if (u->windows)
        memset(u->windows, 0, u->fading.window_count * count * sizeof *u->windows);
}

static void hold(struct aif_held *held, const struct aif_tres_set *amount, int64_t start_s,
                 int sign)
{
    held->job_count += sign;
    held->start_sum_s += sign * start_s;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        held->amount.of[t] += sign * amount->of[t];
}

void aif_usage_hold(struct aif_usage *u, uint32_t assoc, const struct aif_tres_set *amount,
                    int64_t start_s)
{
    for (uint32_t a = assoc; a != AIF_NONE; a = u->accounts->assocs[a].parent)
        hold(&u->held[a], amount, start_s, 1);
}

void aif_usage_release(struct aif_usage *u, uint32_t assoc, const struct aif_tres_set *amount,
                       int64_t start_s, int64_t end_s)
{
    AIF_CHECK(end_s >= start_s);
    for (uint32_t a = assoc; a != AIF_NONE; a = u->accounts->assocs[a].parent) {
        AIF_CHECK(u->held[a].job_count > 0);
        hold(&u->held[a], amount, start_s, -1);
        u->assocs[a].ended_wall_s += (double)(end_s - start_s);
    }
}
