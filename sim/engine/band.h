#ifndef SIM_ENGINE_BAND_H
#define SIM_ENGINE_BAND_H

#include "aif/access.h"

#include <string.h>

/* A queue key that puts the band before the score: the score's bits, in an order in which they
 * compare as whole numbers, give up their last four, and band + 1 comes in front.  From 1 to 14
 * there, the number that these bits are is neither infinite nor NaN.  Scores that differ in the
 * last four of their 64 bits only become equal, and go by submit. */
static inline double band_key(double score, uint8_t band)
{
    const uint64_t sign = UINT64_C(1) << 63;
    double plain = score + 0.0; /* -0 and 0 are one score */
    uint64_t bits, rank;
    memcpy(&bits, &plain, sizeof bits);
    rank = bits & sign ? ~bits : bits | sign;
    rank = rank >> 4 | ((uint64_t)band + 1) << 60;
    bits = rank & sign ? rank ^ sign : ~rank;
    double key;
    memcpy(&key, &bits, sizeof key);
    return key;
}

#endif
