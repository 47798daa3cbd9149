/* Lublin's and Feitelson's daily cycle (JPDC 63(11), 2003): a gamma distribution says how many of a
 * day's jobs come in which half hour. */
#include "generate/lublin_day.h"

#include "aif/exactmath.h"

#include <math.h>

enum { FIRST_BUCKET = 11, MOST_TERMS = 100000 };

/* In proportion to the distribution function at y scales: the power series of the lower incomplete
 * gamma function.  The factor that makes it a probability cancels where shares are wanted; the
 * value at the mode is divided out, so that the exponential stays in range. */
static double gathered(double y, double shape)
{
    double exponent = shape * aif_ln(y / shape) - (y - shape);
    if (exponent < -600.0)
        return 0.0;
    double term = 1.0 / shape, sum = term;
    for (int k = 1; k < MOST_TERMS && term > sum * 1e-17; k++) {
        term *= y / (shape + k);
        sum += term;
    }
    return sum * aif_exp(exponent);
}

bool lublin_day_init(struct lublin_day *d, const struct aif_lublin_gamma *jobs)
{
    double share[LUBLIN_BUCKETS], total = 0.0;
    for (int i = FIRST_BUCKET; i < FIRST_BUCKET + LUBLIN_BUCKETS; i++) {
        double of_bucket = gathered((i + 0.5) / jobs->scale, jobs->shape) -
                           gathered((i - 0.5) / jobs->scale, jobs->shape);
        share[(i - 1) % LUBLIN_BUCKETS] = of_bucket > 0.0 ? of_bucket : 0.0;
    }
    for (int b = 0; b < LUBLIN_BUCKETS; b++)
        total += share[b];
    if (!(total > 0.0))
        return false;
    double sum = 0.0;
    for (int b = 0; b < LUBLIN_BUCKETS; b++) {
        d->sums[b] = sum;
        sum += share[b] / total * LUBLIN_DAY_S;
    }
    d->sums[LUBLIN_BUCKETS] = LUBLIN_DAY_S;
    return true;
}

double lublin_day_time(const struct lublin_day *d, double even_s)
{
    double days = floor(even_s / LUBLIN_DAY_S);
    double rest = even_s - days * LUBLIN_DAY_S;
    int low = 0, high = LUBLIN_BUCKETS - 1; /* the last half hour that begins with at most rest */
    while (low < high) {
        int mid = low + (high - low + 1) / 2;
        if (d->sums[mid] <= rest)
            low = mid;
        else
            high = mid - 1;
    }
    double width = d->sums[low + 1] - d->sums[low];
    double part = width > 0.0 ? (rest - d->sums[low]) / width : 0.0;
    return days * LUBLIN_DAY_S + (low + (part < 1.0 ? part : 1.0)) * LUBLIN_BUCKET_S;
}

double lublin_day_even(const struct lublin_day *d, double time_s)
{
    double days = floor(time_s / LUBLIN_DAY_S);
    double rest = (time_s - days * LUBLIN_DAY_S) / LUBLIN_BUCKET_S;
    int b = (int)floor(rest);
    b = b < 0 ? 0 : b < LUBLIN_BUCKETS ? b : LUBLIN_BUCKETS - 1;
    return days * LUBLIN_DAY_S + d->sums[b] + (rest - b) * (d->sums[b + 1] - d->sums[b]);
}
