/* Percentiles by counting into buckets like those of a floating-point number (Hyndman and Fan 1996,
 * type 7, for the interpolation); Jain, Chiu and Hawe 1984; Gini 1912. */
#include "engine/stat.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 24 };

void sample_clear(struct sample *s, uint64_t usual)
{
    uint64_t *values = s->values;
    memset(s, 0, sizeof *s);
    s->values = values;
    s->usual = usual;
}

/* Which bucket a value is in: monotonic.  The conversion rounds, which cannot change the order of
 * two numbers; doubles decide nothing else here. */
static inline unsigned find_bucket(uint64_t value)
{
    double d = (double)(int64_t)value;
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t first = UINT64_C(1023) << SAMPLE_MANTISSA_BITS;
    uint64_t b = bits >> (52 - SAMPLE_MANTISSA_BITS);
    return b < first ? 0 : (unsigned)(b - first) + 1;
}

void sample_add(struct sample *s, size_t n)
{
    const uint64_t *values = s->values + s->count;
    uint64_t usual = s->usual, greatest = s->greatest;
    size_t less_count = 0;
    struct wide sum = s->sum;
    for (size_t i = 0; i < n; i++) {
        wide_add(&sum, values[i]);
        greatest = values[i] > greatest ? values[i] : greatest;
        less_count += values[i] < usual;
        s->buckets[find_bucket(values[i])]++;
    }
    s->sum = sum;
    s->greatest = greatest;
    s->less_count += less_count;
    s->count += n;
}

/* The bucket that holds the rank, which becomes the rank inside the bucket. */
static unsigned find_rank(const uint32_t *buckets, size_t *rank)
{
    unsigned b = 0;
    for (; *rank >= buckets[b]; b++)
        *rank -= buckets[b];
    return b;
}

/* Move the values that lie in wanted buckets, counted from the least value, to the front; returns
 * how many.  Swaps always and counts only the wanted: a branch would be mispredicted often. */
static size_t gather(uint64_t *values, size_t count, uint64_t least, const bool *is_wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t value = values[i];
        values[i] = values[n];
        values[n] = value;
        n += is_wanted[find_bucket(value - least)];
    }
    return n;
}

static void sort_few(uint64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t value = values[i];
        size_t j = i;
        for (; j > 0 && values[j - 1] > value; j--)
            values[j] = values[j - 1];
        values[j] = value;
    }
}

/* Each round leaves one bucket, whose values differ by a thirty-second of what they did before at
 * most: a dozen rounds at worst. */
uint64_t stat_select(uint64_t *values, size_t count, size_t rank)
{
    AIF_CHECK(rank < count);
    while (count > FEW) {
        uint64_t least = values[0], greatest = values[0];
        for (size_t i = 1; i < count; i++) {
            least = values[i] < least ? values[i] : least;
            greatest = values[i] > greatest ? values[i] : greatest;
        }
        if (least == greatest)
            return least;
        uint32_t buckets[SAMPLE_BUCKETS] = {0};
        for (size_t i = 0; i < count; i++)
            buckets[find_bucket(values[i] - least)]++;
        bool is_wanted[SAMPLE_BUCKETS] = {false};
        is_wanted[find_rank(buckets, &rank)] = true;
        count = gather(values, count, least, is_wanted);
    }
    sort_few(values, count);
    return values[rank];
}

enum { PERCENTILES = 3 };
static const unsigned percents[PERCENTILES] = {50, 95, 99};

/* A rank of the whole sample, and what it is among the values alone. */
struct place {
    bool is_usual;
    size_t rank;
    unsigned bucket;
};

static struct place find_place(const struct sample *s, size_t rank)
{
    struct place p = {.rank = rank};
    if (rank >= s->less_count) {
        p.is_usual = rank < s->less_count + s->usual_count;
        p.rank -= p.is_usual ? 0 : s->usual_count;
    }
    size_t rest = p.rank;
    p.bucket = p.is_usual ? 0 : find_rank(s->buckets, &rest);
    return p;
}

/* The values in the buckets of the percentiles, at the front. */
struct selection {
    const struct sample *sample;
    size_t kept;
    bool is_kept[SAMPLE_BUCKETS];
};

/* A percentile lies between two ranks; here is the first. */
static size_t lower_rank(const struct sample *s, unsigned percent)
{
    return (s->count + s->usual_count - 1) * percent / 100;
}

static void keep_percentiles(struct selection *k)
{
    const struct sample *s = k->sample;
    for (size_t i = 0; i < PERCENTILES; i++)
        for (size_t next = 0; next < 2; next++) {
            size_t rank = lower_rank(s, percents[i]) + next;
            if (rank == s->count + s->usual_count)
                continue;
            struct place p = find_place(s, rank);
            k->is_kept[p.bucket] |= !p.is_usual;
        }
    k->kept = gather(s->values, s->count, 0, k->is_kept);
}

/* The value of a rank of the whole sample. */
static uint64_t select_rank(const struct selection *k, size_t rank)
{
    const struct sample *s = k->sample;
    struct place p = find_place(s, rank);
    if (p.is_usual)
        return s->usual;
    for (unsigned b = 0; b < p.bucket; b++)
        p.rank -= k->is_kept[b] ? 0 : s->buckets[b];
    return stat_select(s->values, k->kept, p.rank);
}

static int64_t find_percentile(const struct selection *k, unsigned percent, uint64_t unit_nano)
{
    const struct sample *s = k->sample;
    uint64_t hundredths = (s->count + s->usual_count - 1) * percent % 100;
    size_t rank = lower_rank(s, percent);
    uint64_t lower = select_rank(k, rank);
    if (hundredths == 0)
        return (int64_t)(lower * unit_nano);
    uint64_t gap_nano = (select_rank(k, rank + 1) - lower) * unit_nano;
    uint64_t part_nano = gap_nano / 100 * hundredths + (gap_nano % 100 * hundredths + 50) / 100;
    return (int64_t)(lower * unit_nano + part_nano);
}

static int64_t find_mean(const struct sample *s, uint64_t unit_nano)
{
    size_t count = s->count + s->usual_count;
    uint64_t rest;
    uint64_t whole =
        wide_divide(wide_plus(s->sum, wide_product(s->usual, s->usual_count)), count, &rest);
    return (int64_t)(whole * unit_nano + (rest * unit_nano + count / 2) / count);
}

void sample_compute(struct sample *s, uint64_t unit_nano, struct aif_stat *out)
{
    size_t count = s->count + s->usual_count;
    AIF_CHECK(count <= UINT32_MAX && unit_nano > 0 && unit_nano <= 1000000000);
    uint64_t greatest = s->usual_count && s->usual > s->greatest ? s->usual : s->greatest;
    AIF_CHECK(greatest <= INT64_MAX / unit_nano);
    *out = (struct aif_stat){0};
    if (count == 0)
        return;
    struct selection k = {.sample = s};
    keep_percentiles(&k);
    out->mean_nano = find_mean(s, unit_nano);
    out->median_nano = find_percentile(&k, 50, unit_nano);
    out->p95_nano = find_percentile(&k, 95, unit_nano);
    out->p99_nano = find_percentile(&k, 99, unit_nano);
    out->max_nano = (int64_t)(greatest * unit_nano);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* Halve all values until their sum is below 2^62. */
static uint64_t shrink_to_fit(uint64_t *values, size_t count)
{
    struct wide sum = {0};
    for (size_t i = 0; i < count; i++)
        wide_add(&sum, values[i]);
    unsigned shift = 0;
    for (; sum.hi || sum.lo >> 62; shift++)
        sum = (struct wide){.hi = sum.hi >> 1, .lo = sum.lo >> 1 | sum.hi << 63};
    sum = (struct wide){0};
    for (size_t i = 0; i < count; i++) {
        values[i] >>= shift;
        wide_add(&sum, values[i]);
    }
    return sum.lo;
}

static int64_t find_gini(const uint64_t *sorted, size_t count, uint64_t sum)
{
    struct wide above = {0}, below = {0};
    for (size_t i = 0; i < count; i++) {
        size_t twice_rank = 2 * i + 1; /* the weight is this less the count */
        if (twice_rank > count)
            above = wide_plus(above, wide_product(twice_rank - count, sorted[i]));
        else
            below = wide_plus(below, wide_product(count - twice_rank, sorted[i]));
    }
    return wide_ratio_nano(wide_minus(above, below), wide_product(count, sum));
}

void stat_dispersion(uint64_t *values, size_t count, int64_t *jain_nano, int64_t *gini_nano)
{
    *jain_nano = *gini_nano = 0;
    if (count == 0)
        return;
    uint64_t sum = shrink_to_fit(values, count);
    qsort(values, count, sizeof *values, by_value);
    if (sum == 0) {
        *jain_nano = 1000000000;
        return;
    }
    struct wide squares = {0};
    for (size_t i = 0; i < count; i++)
        squares = wide_plus(squares, wide_product(values[i], values[i]));
    int64_t n = (int64_t)count;
    *jain_nano = (wide_ratio_nano(wide_product(sum, sum), squares) + n / 2) / n;
    *gini_nano = find_gini(values, count, sum);
}
