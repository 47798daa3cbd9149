/* Unsigned numbers of 128 bits, for sums of products that 64 bits do not hold.  Only what the
 * metrics need; simple rather than fast. */
#ifndef ENGINE_WIDE_H
#define ENGINE_WIDE_H

#include "aif/base.h"

struct wide {
    uint64_t hi, lo;
};

/* Inline because it runs once per job and metric. */
static inline void wide_add(struct wide *sum, uint64_t n)
{
    sum->lo += n;
    sum->hi += sum->lo < n;
}

struct wide wide_plus(struct wide a, struct wide b);
struct wide wide_minus(struct wide a, struct wide b); /* a >= b */
struct wide wide_product(uint64_t a, uint64_t b);
int wide_compare(struct wide a, struct wide b); /* <0, 0, >0 */

/* n / d rounded down, *rest the remainder.  d > 0; the quotient must fit 64 bits. */
uint64_t wide_divide(struct wide n, uint64_t d, uint64_t *rest);

/* n / d in units of 1e-9, rounded half up; INT64_MAX where it does not fit.  0 < d < 2^124. */
int64_t wide_ratio_nano(struct wide n, struct wide d);

/* The same for 64 bits.  n >= 0, d > 0. */
int64_t ratio_nano(int64_t n, int64_t d);

#endif
