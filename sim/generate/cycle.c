/* The daily and weekly cycle: a non-homogeneous process by warping time, which keeps the number of
 * arrivals and only moves them. */
#include "generate/cycle.h"

#include "aif/rng.h"
#include "generate/sample.h"

#include <math.h>

enum { HOUR_S = 3600, DAY_S = 86400, EPOCH_DAY = 3 /* 1970-01-01 was a Thursday */ };
enum { STEP_S = 600 }; /* of which periods of swings are multiples */

void week_init(struct week *w, const struct aif_cycle *cycle, int64_t unix_start_s,
               int32_t utc_offset_s)
{
    double total = 0.0;
    for (int h = 0; h < WEEK_HOURS; h++)
        total += cycle->day[h / 24] * cycle->hour[h % 24];
    AIF_CHECK(total > 0.0);
    w->sums[0] = 0.0;
    for (int h = 0; h < WEEK_HOURS; h++)
        w->sums[h + 1] = w->sums[h] + cycle->day[h / 24] * cycle->hour[h % 24] * (WEEK_S / total);
    int64_t local_s = unix_start_s + utc_offset_s + EPOCH_DAY * (int64_t)DAY_S;
    w->start_s = ((local_s % WEEK_S) + WEEK_S) % WEEK_S;
}

/* What has gathered t_s seconds after some Monday's midnight; t_s >= 0. */
static double gathered(const struct week *w, int64_t t_s)
{
    int64_t in_week_s = t_s % WEEK_S;
    int64_t hour = in_week_s / HOUR_S;
    double part = (double)(in_week_s % HOUR_S) / HOUR_S;
    double sum = w->sums[hour] + part * (w->sums[hour + 1] - w->sums[hour]);
    return (double)(t_s / WEEK_S) * w->sums[WEEK_HOURS] + sum;
}

/* The last hour that begins with no more than x; not one in which nothing gathers. */
static int hour_of(const struct week *w, double x)
{
    int low = 0, high = WEEK_HOURS - 1;
    while (low < high) {
        int mid = (low + high + 1) / 2;
        if (w->sums[mid] <= x)
            low = mid;
        else
            high = mid - 1;
    }
    return low;
}

double week_time(const struct week *w, double share, int64_t span_s)
{
    double from = gathered(w, w->start_s);
    double x = from + share * (gathered(w, w->start_s + span_s) - from);
    double weeks = floor(x / w->sums[WEEK_HOURS]);
    double rest = x - weeks * w->sums[WEEK_HOURS];
    int hour = hour_of(w, rest);
    double gain = w->sums[hour + 1] - w->sums[hour];
    double part = gain > 0.0 ? (rest - w->sums[hour]) / gain : 0.0;
    double t_s = weeks * WEEK_S + (hour + part) * HOUR_S - (double)w->start_s;
    if (t_s < 0.0)
        return 0.0;
    return t_s < (double)span_s ? t_s : (double)span_s - 1.0;
}

static double level(const struct swings *s, uint32_t swing, int64_t t_s)
{
    double shape = 1.0 / (s->items[swing].cv * s->items[swing].cv);
    uint64_t period = (uint64_t)(t_s / s->items[swing].period_s);
    struct aif_rng r = aif_rng_stream(s->seed, AIF_STREAM_LEVEL,
                                      s->key | (uint64_t)swing << 32 | (period & UINT32_MAX));
    return sample_gamma(&r, shape, 1.0 / shape);
}

/* Levels are kept until their period is over. */
void timeline_init(struct timeline *c, const struct swings *s, int64_t span_s,
                   struct aif_arena *arena)
{
    c->span_s = span_s;
    if (s->count == 0)
        return;
    double total = 0.0;
    double *levels = AIF_NEW(arena, double, s->count);
    c->steps = (uint32_t)((span_s + STEP_S - 1) / STEP_S);
    c->sums = AIF_NEW(arena, double, c->steps);
    for (uint32_t i = 0; i < c->steps; i++) {
        int64_t from_s = (int64_t)i * STEP_S, to_s = from_s + STEP_S;
        double product = 1.0;
        for (uint32_t j = 0; j < s->count; j++) {
            if (from_s % s->items[j].period_s == 0)
                levels[j] = level(s, j, from_s);
            product *= levels[j];
        }
        if (to_s > span_s)
            to_s = span_s;
        int64_t start_s = c->week.start_s;
        double gain = gathered(&c->week, start_s + to_s) - gathered(&c->week, start_s + from_s);
        c->sums[i] = total += gain * product;
    }
    if (!(total > 0.0))
        c->sums = NULL;
}

double timeline_time(const struct timeline *c, double share)
{
    if (!c->sums)
        return week_time(&c->week, share, c->span_s);
    double x = share * c->sums[c->steps - 1];
    uint32_t low = 0, high = c->steps - 1; /* the first sum above x lies in [low, high] */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (c->sums[mid] > x)
            high = mid;
        else
            low = mid + 1;
    }
    double before = low ? c->sums[low - 1] : 0.0, gain = c->sums[low] - before;
    double t_s = (low + (gain > 0.0 ? (x - before) / gain : 0.0)) * STEP_S;
    return t_s < (double)c->span_s ? t_s : (double)c->span_s - 1.0;
}
