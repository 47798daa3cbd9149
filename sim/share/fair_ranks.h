/* Fair Tree for runs that ask often: the levels are kept sorted, and only what has been charged
 * moves.  The factor of a user is worked out when it is asked for, from its places on the way up.
 */
#ifndef SIM_SHARE_FAIR_RANKS_H
#define SIM_SHARE_FAIR_RANKS_H

#include "aif/share.h"

/* One association among its rivals. */
struct fair_node {
    double key;    /* usage / shares: the least first.  Ties are those of this number. */
    double shares; /* infinite where usage does not count */
    uint32_t parent;
    uint32_t level, place; /* of it and its rivals in sorted, and where it stands among them */
    uint32_t count;        /* of rivals, it included; 0 where it competes nowhere */
    uint32_t users;        /* it, or below it */
    uint32_t before;       /* users below its rivals that stand before it */
};

struct fair_ranks {
    struct fair_node *nodes; /* by association */
    uint32_t *sorted; /* the rivals below an account, as share_tree lists them but in order */
};

/* Nothing is used yet. */
void fair_ranks_open(struct fair_ranks *r, struct aif_arena *arena,
                     const struct aif_share_view *view);

/* These associations have been charged and have used so much now.  O(count + places moved). */
void fair_ranks_refresh(struct fair_ranks *r, const struct aif_share_view *view,
                        const uint32_t *changed, const double *used, uint32_t count);

/* The factor of a user.  O(depth + users it ties with). */
double fair_ranks_factor(const struct fair_ranks *r, const struct aif_share_view *view,
                         uint32_t user);

#endif
