/* Exponential by inversion; normal by the polar method (Marsaglia and Bray, 1964); gamma by
 * squeezing (Marsaglia and Tsang, ACM TOMS 26(3), 2000). */
#include "generate/sample.h"

#include "aif/exactmath.h"

#include <assert.h>
#include <math.h>

enum { LARGEST_GEOMETRIC = 1 << 30 };

/* In (0, 1], so that its logarithm exists. */
static double positive_unit(struct aif_rng *r)
{
    return 1.0 - aif_rng_unit(r);
}

double sample_exponential(struct aif_rng *r)
{
    return -aif_ln(positive_unit(r));
}

double sample_normal(struct aif_rng *r)
{
    for (;;) {
        double x = 2.0 * aif_rng_unit(r) - 1.0;
        double y = 2.0 * aif_rng_unit(r) - 1.0;
        double s = x * x + y * y;
        if (s > 0.0 && s < 1.0)
            return x * sqrt(-2.0 * aif_ln(s) / s);
    }
}

static double gamma_from_one(struct aif_rng *r, double shape)
{
    double d = shape - 1.0 / 3.0;
    double c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double x = sample_normal(r);
        double v = 1.0 + c * x;
        if (v <= 0.0)
            continue;
        v = v * v * v;
        double u = positive_unit(r);
        if (aif_ln(u) < 0.5 * x * x + d - d * v + d * aif_ln(v))
            return d * v;
    }
}

double sample_gamma(struct aif_rng *r, double shape, double scale)
{
    AIF_CHECK(shape > 0.0 && scale > 0.0);
    if (shape >= 1.0)
        return scale * gamma_from_one(r, shape);
    double larger = gamma_from_one(r, shape + 1.0);
    double exponent = aif_ln(positive_unit(r)) / shape;
    return exponent < -600.0 ? 0.0 : scale * larger * aif_exp(exponent);
}

uint32_t sample_geometric(struct aif_rng *r, double mean)
{
    AIF_CHECK(mean >= 1.0);
    if (mean == 1.0)
        return 1;
    double failures = floor(aif_ln(positive_unit(r)) / aif_ln(1.0 - 1.0 / mean));
    return failures < LARGEST_GEOMETRIC ? 1 + (uint32_t)failures : LARGEST_GEOMETRIC;
}

static double part_weight(const struct aif_dist_part *p, uint32_t units)
{
    double weight = p->weight + p->weight_slope * units;
    return weight > 0.0 ? weight : 0.0;
}

/* A mixture of one draws nothing to choose its part. */
static const struct aif_dist_part *choose_part(struct aif_rng *r, const struct aif_dist *d,
                                               uint32_t units)
{
    if (d->part_count == 1)
        return d->parts;
    double total = 0.0;
    for (uint32_t i = 0; i < d->part_count; i++)
        total += part_weight(&d->parts[i], units);
    double left = aif_rng_unit(r) * total;
    for (uint32_t i = 0; i + 1 < d->part_count; i++) {
        left -= part_weight(&d->parts[i], units);
        if (left < 0.0)
            return &d->parts[i];
    }
    return &d->parts[d->part_count - 1];
}

static double clamped_exp(double x)
{
    return aif_exp(x < -600.0 ? -600.0 : x > 600.0 ? 600.0 : x);
}

static double table_value(const struct aif_dist_part *p, double share)
{
    uint32_t i = 1;
    while (i + 1 < p->point_count && p->points[i].share < share)
        i++;
    const struct aif_dist_point *a = &p->points[i - 1], *b = &p->points[i];
    if (b->share <= a->share || b->value == a->value)
        return b->value;
    double way = (share - a->share) / (b->share - a->share);
    double low = aif_ln(a->value);
    return clamped_exp(low + way * (aif_ln(b->value) - low));
}

static double part_value(struct aif_rng *r, const struct aif_dist_part *p)
{
    double low;
    switch (p->kind) {
    case AIF_DIST_CONSTANT:
        return p->a;
    case AIF_DIST_EXPONENTIAL:
        return p->a * sample_exponential(r);
    case AIF_DIST_UNIFORM:
        return p->a + (p->b - p->a) * aif_rng_unit(r);
    case AIF_DIST_LOG_UNIFORM:
        low = aif_ln(p->a);
        return clamped_exp(low + (aif_ln(p->b) - low) * aif_rng_unit(r));
    case AIF_DIST_LOG_NORMAL:
        return p->a * clamped_exp(p->b * sample_normal(r));
    case AIF_DIST_GAMMA:
        return sample_gamma(r, p->a, p->b);
    case AIF_DIST_EXP_OF_GAMMA:
        return clamped_exp(sample_gamma(r, p->a, p->b));
    case AIF_DIST_TABLE:
        return table_value(p, aif_rng_unit(r));
    }
    AIF_CHECK(false);
    return 0.0;
}

static double cut(const struct aif_dist *d, double x)
{
    if (x < d->min)
        return d->min;
    return d->max > 0.0 && x > d->max ? d->max : x;
}

double sample_dist(struct aif_rng *r, const struct aif_dist *d, uint32_t units)
{
    assert(d->part_count > 0);
    return cut(d, part_value(r, choose_part(r, d, units)));
}

double sample_table_power(struct aif_rng *r, const struct aif_dist *d, double power)
{
    AIF_CHECK(d->part_count == 1 && d->parts->kind == AIF_DIST_TABLE && power > 0.0);
    double share = clamped_exp(aif_ln(positive_unit(r)) / power);
    return cut(d, table_value(d->parts, share));
}

void sample_sum_weights(const double *weights, uint32_t n, double *sums)
{
    double total = 0.0;
    for (uint32_t i = 0; i < n; i++)
        sums[i] = total += weights[i];
}

uint32_t sample_index(struct aif_rng *r, const double *sums, uint32_t n)
{
    AIF_CHECK(n > 0 && sums[n - 1] > 0.0);
    double x = aif_rng_unit(r) * sums[n - 1];
    uint32_t low = 0, high = n - 1; /* the first sum above x lies in [low, high] */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (sums[mid] > x)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

void sample_sum_ranks(double skew, uint32_t n, double *sums)
{
    double total = 0.0;
    for (uint32_t i = 0; i < n; i++)
        sums[i] = total += clamped_exp(-skew * aif_ln((double)i + 1.0));
}

void sample_sum_stretched(double skew, double stretch, uint32_t n, double *sums)
{
    double total = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        double depth = aif_ln((double)n / ((double)i + 0.5));
        sums[i] = total += clamped_exp(stretch * aif_ln(depth) - skew * aif_ln((double)i + 1.0));
    }
}
