#ifndef SIM_HOST_CAMPAIGN_BOOTSTRAP_H
#define SIM_HOST_CAMPAIGN_BOOTSTRAP_H

#include "aif/arena.h"

/* Percentile bootstrap (Efron, 1979) of a mean over replications: the middle 95 % of the means of
 * 10,000 resamples.  Sums stay integers and resamples are addressed random numbers, so the bounds
 * are the same everywhere. */
enum { BOOTSTRAP_RESAMPLES = 10000 };

/* A mean and its bounds, each as a sum over n values: divide by n. */
struct bootstrap {
    uint32_t n;
    int64_t sum, low_sum, high_sum;
};

/* n > 0; |value| * n must stay below 2^63.  Resample b draws its n indices one after the other from
 * stream (seed, AIF_STREAM_BOOTSTRAP, b), so that all samples of one size are resampled alike: two
 * metrics, or two policies, see the same choice of seeds.  The bounds are the 2.5th and 97.5th
 * percentile (Hyndman and Fan type 7), rounded down to a whole sum. */
void bootstrap_mean(const int64_t *values, uint32_t n, uint64_t seed, struct bootstrap *out);

/* The same for many samples, which of one size share their draws; the draws of the last size are
 * kept.  A struct with a seed and zeros is ready for use; aif_arena_free(&draws->arena) ends it. */
struct bootstrap_draws {
    uint64_t seed;
    struct aif_arena arena;
    uint32_t n;       /* of what is kept; 0: nothing */
    uint8_t *indices; /* n for each resample; NULL: too many to keep */
    int64_t *sums;    /* one a resample */
};

void bootstrap_mean_of(const int64_t *values, uint32_t n, struct bootstrap_draws *draws,
                       struct bootstrap *out);

#endif
