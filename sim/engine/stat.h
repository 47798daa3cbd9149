/* Mean, percentiles and dispersion of many numbers, in integers. */
#ifndef ENGINE_STAT_H
#define ENGINE_STAT_H

#include "aif/metrics.h"
#include "engine/wide.h"

/* A bucket holds the numbers that share the binary exponent and the next 5 bits: all numbers up to
 * 63 have one of their own, above that a bucket is at most 1/32 of its numbers wide. */
enum { SAMPLE_MANTISSA_BITS = 5, SAMPLE_BUCKETS = (63 << SAMPLE_MANTISSA_BITS) + 2 };

/* Numbers below 2^63, counted as they come; less than 2^32 of them. */
struct sample {
    uint64_t *values; /* the caller's; room for all that are added */
    size_t count;     /* of values */
    uint64_t usual;   /* a number so frequent that it is better counted than kept as a value */
    size_t usual_count;
    size_t less_count; /* values below the usual one */
    struct wide sum;   /* of the values */
    uint64_t greatest; /* of the values */
    uint32_t buckets[SAMPLE_BUCKETS];
};

/* Forget all numbers. */
void sample_clear(struct sample *s, uint64_t usual);

/* Add the n numbers that the caller has put at values[count]; more usual ones are added by
 * usual_count += n. */
void sample_add(struct sample *s, size_t n);

/* The statistics of the sample, whose numbers are in units of unit_nano x 1e-9: 1000000000 for
 * whole seconds, 1 for ratios in nano.  A number x unit_nano must fit 63 bits.  All 0 for an empty
 * sample.  Reorders the values.  O(count). */
void sample_compute(struct sample *s, uint64_t unit_nano, struct aif_stat *out);

/* The value of that rank (0: the least) among values below 2^63.  rank < count.  Reorders the
 * values.  O(count). */
uint64_t stat_select(uint64_t *values, size_t count, size_t rank);

/* Jain's index (sum x)^2 / (n sum x^2) and the Gini coefficient sum (2i - n - 1) x_(i) / (n sum x)
 * with i from 1 over ascending x, in nano.  All values 0: they are equal, so 1 and 0.  No values: 0
 * and 0.  Where the sum passes 2^62 all values lose their lowest bits first.  Sorts the values.
 * O(count log count). */
void stat_dispersion(uint64_t *values, size_t count, int64_t *jain_nano, int64_t *gini_nano);

#endif
