/* What Slurm's classic fair share and its variants have in common. */
#ifndef SIM_SHARE_CLASSIC_H
#define SIM_SHARE_CLASSIC_H

#include "aif/exactmath.h"
#include "aif/share.h"

/* 2 ^ -(usage / shares / dampening): 1 for no usage, 0.5 for exactly one's share. */
static inline double classic_factor(long double usage, double shares, double dampening)
{
    if (shares <= 0)
        return 0;
    double halvings = (double)(usage / shares / dampening);
    return halvings < 999 ? aif_exp2(-halvings) : 0;
}

/* Usage as a fraction of the root's, at most 1; 0 if nobody has used anything. */
static inline long double classic_norm_usage(const struct aif_usage *u, uint32_t assoc)
{
    if (u->assocs[0].raw <= 0)
        return 0;
    long double fraction = u->assocs[assoc].raw / u->assocs[0].raw;
    return fraction < 1 ? fraction : 1;
}

#endif
