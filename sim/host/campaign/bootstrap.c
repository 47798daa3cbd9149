/* Percentile bootstrap of means, in integers. */
#include "host/campaign/bootstrap.h"

#include "aif/arena.h"
#include "aif/rng.h"

#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The percentile of `thousandths` of the sorted sums. */
static int64_t percentile(const int64_t *sums, uint32_t thousandths)
{
    uint32_t place = (BOOTSTRAP_RESAMPLES - 1) * thousandths;
    uint32_t below = place / 1000, rest = place % 1000;
    int64_t low = sums[below];
    if (!rest)
        return low;
    int64_t gap = sums[below + 1] - low;
    return low + gap / 1000 * rest + gap % 1000 * rest / 1000;
}

static int64_t resample(const int64_t *values, uint32_t n, uint64_t seed, uint64_t number)
{
    struct aif_rng rng = aif_rng_stream(seed, AIF_STREAM_BOOTSTRAP, number);
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += values[aif_rng_below(&rng, n)];
    return sum;
}

void bootstrap_mean(const int64_t *values, uint32_t n, uint64_t seed, struct bootstrap *out)
{
    AIF_CHECK(n > 0);
    *out = (struct bootstrap){.n = n};
    bool is_constant = true;
    for (uint32_t i = 0; i < n; i++) {
        AIF_CHECK(values[i] <= INT64_MAX / n && values[i] >= -(INT64_MAX / n));
        out->sum += values[i];
        is_constant &= values[i] == values[0];
    }
    out->low_sum = out->high_sum = out->sum;
    if (is_constant)
        return;
    struct aif_arena arena = {0};
    int64_t *sums = AIF_NEW(&arena, int64_t, BOOTSTRAP_RESAMPLES);
    for (uint32_t b = 0; b < BOOTSTRAP_RESAMPLES; b++)
        sums[b] = resample(values, n, seed, b);
    qsort(sums, BOOTSTRAP_RESAMPLES, sizeof *sums, ascending);
    out->low_sum = percentile(sums, 25);
    out->high_sum = percentile(sums, 975);
    aif_arena_free(&arena);
}
