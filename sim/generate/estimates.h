#ifndef SIM_GENERATE_ESTIMATES_H
#define SIM_GENERATE_ESTIMATES_H

#include "generate/fit.h"

/* The limits that users of one kind of job write, after Tsafrir's model, and how likely each is.  A
 * job's is drawn among those that are not below its need.  */
struct estimates {
    int64_t *values_s; /* ascending; the last is the longest limit */
    double *sums;      /* running sums of weights */
    uint32_t count;    /* 0: another model is used */
};

/* What the kind needs is learnt from a sample.  Streams are addressed by seed and key, which names
 * the kind.  The fit's kind has a number of distinct values. */
void estimates_init(struct estimates *e, const struct fit *f, uint64_t seed, uint64_t key,
                    struct aif_arena *arena);

/* A limit of at least need_s; the longest where there is none. */
int64_t estimates_draw(const struct estimates *e, double need_s, struct aif_rng *r);

#endif
