#ifndef SIM_GENERATE_LUBLIN_DAY_H
#define SIM_GENERATE_LUBLIN_DAY_H

#include "aif/lublin.h"

enum { LUBLIN_DAY_S = 86400, LUBLIN_BUCKET_S = 1800, LUBLIN_BUCKETS = 48 };

/* The daily cycle: sums[b] is what has gathered when half hour b of a day begins, in seconds of a
 * day without a cycle; the last is a whole day. */
struct lublin_day {
    double sums[LUBLIN_BUCKETS + 1];
};

/* The distribution counts half hours; its day begins with the eleventh, at 5:00. */
bool lublin_day_init(struct lublin_day *d, const struct aif_lublin_gamma *jobs);

/* Seconds since midnight of the first day, without a cycle and with it, and back; >= 0. */
double lublin_day_time(const struct lublin_day *d, double even_s);
double lublin_day_even(const struct lublin_day *d, double time_s);

#endif
