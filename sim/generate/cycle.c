/* The daily and weekly cycle: a non-homogeneous process by warping time, which keeps the number of
 * arrivals and only moves them. */
#include "generate/cycle.h"

#include <math.h>

enum { HOUR_S = 3600, DAY_S = 86400, EPOCH_DAY = 3 /* 1970-01-01 was a Thursday */ };

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
