/* Slurm's classic fair share (NO_FAIR_TREE): the effective usage of an association lies between its
 * own and its account's, by its part of the account's shares. */
#include "share/classic.h"

#include "model/share_tree.h"

static void measure(const struct aif_share_view *view, uint32_t i)
{
    const struct share_tree *tree = view->tree;
    struct aif_share_row *row = &view->rows[i];
    row->norm_shares = tree->norm_shares[i];
    row->norm_usage = classic_norm_usage(view->usage, i);
    if (i == 0) {
        row->effective_usage = 1;
        return;
    }
    uint32_t up = tree->rivals_parent[i];
    long double above = view->rows[up].effective_usage;
    if (view->accounts->assocs[i].has_parent_share || (up > 0 && tree->level_shares[up] == 0))
        row->effective_usage = above;
    else if (up == 0)
        row->effective_usage = row->norm_usage;
    else
        row->effective_usage =
            row->norm_usage + (above - row->norm_usage) * tree->level_fraction[i];
}

static void one(const struct aif_share_view *view, uint32_t i, double *factors)
{
    measure(view, i);
    factors[i] = classic_factor(view->rows[i].effective_usage, view->rows[i].norm_shares,
                                view->options.dampening);
}

static void factors(const struct aif_share_view *view, double *factors)
{
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        view->is_left[i] = view->options.is_lazy && view->accounts->assocs[i].is_user;
        if (!view->is_left[i])
            one(view, i, factors);
    }
}

const struct aif_share aif_share_classic = {
    .plugin = {AIF_SHARE, "classic", "Slurm's classic fair share: 2^-(usage / shares), dampened"},
    .is_before_usage = true,
    .is_by_ratio = true,
    .factors = factors,
    .one = one,
};
