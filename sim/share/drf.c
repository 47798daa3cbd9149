/* Dominant resource fairness (Ghodsi et al., NSDI 2011): first the user who holds least of what he
 * holds most of.  Weights are shares, relative to the average user's. */
#include "aif/share.h"

#include "model/share_tree.h"

static double dominant_share(const struct aif_tres_set *held, const struct aif_tres_set *capacity)
{
    double most = 0;
    for (int t = 0; t < AIF_TRES_COUNT; t++) {
        if (capacity->of[t] <= 0)
            continue;
        double share = (double)held->of[t] / (double)capacity->of[t];
        if (share > most)
            most = share;
    }
    return most;
}

static void factors(const struct aif_share_view *view, double *factors)
{
    const struct share_tree *tree = view->tree;
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        double held = dominant_share(&view->usage->held[i].amount, &view->options.capacity);
        double weight = tree->norm_shares[i] * tree->user_count;
        view->rows[i].norm_shares = tree->norm_shares[i];
        view->rows[i].effective_usage = (long double)held;
        factors[i] = weight > 0 ? 1 / (1 + held / weight) : 0;
    }
}

const struct aif_share aif_share_drf = {
    .plugin = {AIF_SHARE, "drf", "dominant resource fairness: least dominant share first"},
    .needs_held = true,
    .factors = factors,
};
