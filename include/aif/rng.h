#ifndef AIF_RNG_H
#define AIF_RNG_H

#include "aif/base.h"

/* Random numbers by address: a value is a function of (seed, purpose, entity, draw), computed with
 * Philox 4x32-10 (Salmon et al., SC'11).  Streams share no state, so drawing more from one never
 * shifts the values of another, and neither ranks nor call order matter. */

/* What a stream is for.  Values go into the key: append only, never renumber. */
enum aif_stream {
    AIF_STREAM_ARRIVAL = 1,
    AIF_STREAM_KIND = 2,
    AIF_STREAM_SIZE = 3,
    AIF_STREAM_RUNTIME = 4,
    AIF_STREAM_LIMIT = 5,
    AIF_STREAM_USER = 6,
    AIF_STREAM_OUTCOME = 7,
    AIF_STREAM_BOOTSTRAP = 8,
    AIF_STREAM_TEST = 9,
    AIF_STREAM_CELL = 10,
    AIF_STREAM_BURST = 11,
    AIF_STREAM_MEMBER = 20, /* who belongs to which project and organisation */
    AIF_STREAM_MIX = 21,    /* what a user does */
    AIF_STREAM_VISIT = 22,
    AIF_STREAM_LEVEL = 23, /* how busy an hour or a day is */
    AIF_STREAM_FOLLOW = 24,
    AIF_STREAM_TRAIT = 25,
    AIF_STREAM_ESTIMATE = 26,
    AIF_STREAM_PROPOSAL = 40,  /* when: entity is the community */
    AIF_STREAM_APPLICANT = 41, /* who and what: entity is community and number */
    AIF_STREAM_REVIEW = 42,
    AIF_STREAM_ORGANISATION = 43,
    AIF_STREAM_GRANT_USE = 44,  /* how much of its grants a project asks for */
    AIF_STREAM_GRANT_SEED = 45, /* of the jobs of a grant */
};

struct aif_rng {
    uint64_t seed;
    uint64_t entity;
    uint32_t purpose;
    uint32_t draw; /* next value; a stream has 2^32 of them */
};

struct aif_rng aif_rng_stream(uint64_t seed, enum aif_stream purpose, uint64_t entity);
uint64_t aif_rng_next(struct aif_rng *r);
double aif_rng_unit(struct aif_rng *r);                    /* [0, 1), 53 bits */
uint64_t aif_rng_below(struct aif_rng *r, uint64_t bound); /* [0, bound), unbiased; bound > 0 */

#endif
