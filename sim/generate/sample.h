#ifndef SIM_GENERATE_SAMPLE_H
#define SIM_GENERATE_SAMPLE_H

#include "aif/generate.h"
#include "aif/rng.h"

/* Draws from distributions, with the same bits on every machine: + - * / sqrt of IEEE doubles and
 * aif/exactmath.h only.  Each takes as many values from the stream as it needs. */

double sample_exponential(struct aif_rng *r);                       /* mean 1 */
double sample_normal(struct aif_rng *r);                            /* mean 0, variance 1 */
double sample_gamma(struct aif_rng *r, double shape, double scale); /* both > 0 */

/* Number of trials up to the first success, >= 1, with this mean (>= 1). */
uint32_t sample_geometric(struct aif_rng *r, double mean);

/* A value of the distribution for a job of so many units.  d has parts. */
double sample_dist(struct aif_rng *r, const struct aif_dist *d, uint32_t units);

/* A value of a table (a distribution of one part of that kind) whose shares are raised to a power:
 * the largest of `power` values, if that is whole.  power > 0. */
double sample_table_power(struct aif_rng *r, const struct aif_dist *d, double power);

/* Running sums of n weights, into sums[n]; the last is their total. */
void sample_sum_weights(const double *weights, uint32_t n, double *sums);

/* Index i with probability weight i / total.  n > 0, the total is positive. */
uint32_t sample_index(struct aif_rng *r, const double *sums, uint32_t n);

/* Weights 1, 2^-skew, 3^-skew, ... as running sums: few users submit most. */
void sample_sum_ranks(double skew, uint32_t n, double *sums);

/* The same weights times (ln(n / (k - 1/2)))^stretch, where k is the rank: the least active users
 * do next to nothing. */
void sample_sum_stretched(double skew, double stretch, uint32_t n, double *sums);

#endif
