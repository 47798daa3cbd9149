#ifndef SIM_GENERATE_CYCLE_H
#define SIM_GENERATE_CYCLE_H

#include "aif/generate.h"

enum { WEEK_HOURS = 7 * 24, WEEK_S = WEEK_HOURS * 3600 };

/* The intensity of a week, hour by hour, ready to turn evenly spread times into ones that follow
 * the cycle: `sums[h]` is what has gathered when hour h of the week begins, of a mean of 1 a
 * second. */
struct week {
    double sums[WEEK_HOURS + 1];
    int64_t start_s; /* into the week at submit_s == 0 */
};

/* unix_start_s and utc_offset_s as in the spec.  Some hour of some day has a positive weight. */
void week_init(struct week *w, const struct aif_cycle *cycle, int64_t unix_start_s,
               int32_t utc_offset_s);

/* The time in [0, span_s) by which this share (in [0, 1)) of the span's intensity has passed.
 * O(log hours of a week). */
double week_time(const struct week *w, double share, int64_t span_s);

/* The same with levels that change from period to period. */
struct timeline {
    struct week week;
    double *sums; /* what has gathered at the end of each step of the span; NULL: no levels */
    uint32_t steps;
    int64_t span_s;
};

/* What the levels are drawn from: addressed by the community's key, the swing and the period. */
struct swings {
    const struct aif_swing *items;
    uint32_t count;
    uint64_t seed, key;
};

/* Its week is set by the caller. */
void timeline_init(struct timeline *c, const struct swings *s, int64_t span_s,
                   struct aif_arena *arena);

/* As week_time(), over its span. */
double timeline_time(const struct timeline *c, double share);

#endif
