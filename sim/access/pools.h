/* What pools have given, by calendar year and cut-off. */
#ifndef ACCESS_POOLS_H
#define ACCESS_POOLS_H

#include "aif/admission.h"

struct pools {
    const struct aif_admission *admission;
    int64_t first_year;
    uint32_t year_count;
    struct aif_pool_year *years;     /* [pool x year_count + year] */
    int64_t *cutoff_s, *cutoff_used; /* of each pool: the last cut-off and what it gave */
};

void pools_open(struct pools *p, const struct aif_admission *a, const struct aif_admission_ask *ask,
                struct aif_arena *arena);

/* Time of a grant: an amount evenly over [from, to), decided at a cut-off or AIF_UNKNOWN_S. */
struct draw_on {
    uint64_t pools;
    int64_t unit_hours, from_s, to_s, cutoff_s;
};

/* Take it from all its pools; if one has too little, from none, and return that one, else
 * AIF_NONE. */
uint32_t pools_take(struct pools *p, const struct draw_on *d);

/* What of a grant that was taken is left at a time is spread evenly up to a later end.  If a pool
 * has too little for that in some year nothing changes, and that one is returned, else AIF_NONE. */
uint32_t pools_prolong(struct pools *p, const struct draw_on *d, int64_t now_s, int64_t to_s);

#endif
