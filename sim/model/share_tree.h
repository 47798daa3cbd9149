/* Who competes with whom for shares: the share tree with accounts of Fairshare=parent taken out of
 * it, their children lifted to the account above. */
#ifndef SIM_MODEL_SHARE_TREE_H
#define SIM_MODEL_SHARE_TREE_H

#include "aif/accounts.h"

struct share_tree {
    uint32_t count;
    /* The nearest account above that is not transparent; AIF_NONE for the root. */
    uint32_t *rivals_parent;
    /* Those that compete below an account: children[first_child[a] .. + child_count[a]), in the
     * order of their making.  A transparent account competes nowhere and has none. */
    uint32_t *first_child, *child_count, *children;
    /* Sum of the shares on the level below an account; users of Fairshare=parent have none. */
    uint64_t *level_shares;
    double *level_fraction; /* own shares / level_shares of the parent; 0 if there are none */
    double *norm_shares;    /* product of the fractions down the path; root 1; Fairshare=parent: as
                               rivals_parent */
    uint32_t user_count;
};

void share_tree_make(struct share_tree *t, struct aif_arena *arena, const struct aif_accounts *a);

#endif
