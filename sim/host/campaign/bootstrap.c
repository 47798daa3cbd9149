/* Percentile bootstrap of means, in integers. */
#include "host/campaign/bootstrap.h"

#include "aif/rng.h"

/* Draws of larger samples are not kept. */
enum { KEPT_MAX = UINT8_MAX };

/* Order sums[low..high] so far that place k has what it has in ascending order, with nothing
 * greater before it and nothing less behind it (Hoare's FIND, 1961). */
static void select_place(int64_t *sums, int32_t low, int32_t high, int32_t k)
{
    while (low < high) {
        int64_t pivot = sums[k];
        int32_t i = low, j = high;
        while (i <= j) {
            while (sums[i] < pivot)
                i++;
            while (sums[j] > pivot)
                j--;
            if (i > j)
                break;
            int64_t held = sums[i];
            sums[i++] = sums[j];
            sums[j--] = held;
        }
        if (j < k)
            low = i;
        if (k < i)
            high = j;
    }
}

/* The percentile of `thousandths` of the sums, which are put into another order. */
static int64_t percentile(int64_t *sums, uint32_t thousandths)
{
    uint32_t place = (BOOTSTRAP_RESAMPLES - 1) * thousandths;
    uint32_t below = place / 1000, rest = place % 1000;
    select_place(sums, 0, BOOTSTRAP_RESAMPLES - 1, (int32_t)below);
    int64_t low = sums[below];
    if (!rest)
        return low;
    int64_t next = sums[below + 1];
    for (uint32_t i = below + 2; i < BOOTSTRAP_RESAMPLES; i++)
        next = sums[i] < next ? sums[i] : next;
    int64_t gap = next - low;
    return low + gap / 1000 * rest + gap % 1000 * rest / 1000;
}

static void draw(struct bootstrap_draws *d, uint32_t n)
{
    aif_arena_free(&d->arena);
    d->n = n;
    d->sums = AIF_NEW(&d->arena, int64_t, BOOTSTRAP_RESAMPLES);
    d->indices = NULL;
    if (n > KEPT_MAX)
        return;
    d->indices = AIF_NEW(&d->arena, uint8_t, (size_t)BOOTSTRAP_RESAMPLES * n);
    for (uint32_t b = 0, at = 0; b < BOOTSTRAP_RESAMPLES; b++) {
        struct aif_rng rng = aif_rng_stream(d->seed, AIF_STREAM_BOOTSTRAP, b);
        for (uint32_t i = 0; i < n; i++)
            d->indices[at++] = (uint8_t)aif_rng_below(&rng, n);
    }
}

static void add_up(const int64_t *values, uint32_t n, struct bootstrap_draws *d)
{
    if (d->n != n)
        draw(d, n);
    const uint8_t *index = d->indices;
    for (uint32_t b = 0; b < BOOTSTRAP_RESAMPLES; b++) {
        d->sums[b] = 0;
        if (index) {
            for (uint32_t i = 0; i < n; i++)
                d->sums[b] += values[*index++];
            continue;
        }
        struct aif_rng rng = aif_rng_stream(d->seed, AIF_STREAM_BOOTSTRAP, b);
        for (uint32_t i = 0; i < n; i++)
            d->sums[b] += values[aif_rng_below(&rng, n)];
    }
}

void bootstrap_mean_of(const int64_t *values, uint32_t n, struct bootstrap_draws *draws,
                       struct bootstrap *out)
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
    add_up(values, n, draws);
    out->low_sum = percentile(draws->sums, 25);
    out->high_sum = percentile(draws->sums, 975);
}

void bootstrap_mean(const int64_t *values, uint32_t n, uint64_t seed, struct bootstrap *out)
{
    struct bootstrap_draws draws = {.seed = seed};
    bootstrap_mean_of(values, n, &draws, out);
    aif_arena_free(&draws.arena);
}
