/* Fair sharing of Kueue (KEP-1714): who has borrowed least beyond his quota, as a part of what
 * there is to lend, over his weight.  Quotas of accounts include those of all below. */
#include "aif/share.h"

#include "model/share_tree.h"

struct quotas {
    double (*of)[AIF_TRES_COUNT]; /* by association */
};

static void open(struct aif_share_view *view, struct aif_arena *arena, struct aif_fading *fading)
{
    (void)fading;
    const struct share_tree *tree = view->tree;
    const struct aif_share_options *o = &view->options;
    struct quotas *q = AIF_NEW(arena, struct quotas, 1);
    q->of = aif_arena_alloc(arena, tree->count, sizeof *q->of);
    for (uint32_t i = tree->count; i-- > 0;) {
        const struct aif_assoc *a = &view->accounts->assocs[i];
        for (int t = 0; t < AIF_TRES_COUNT; t++) {
            if (o->nominal)
                q->of[i][t] += (double)o->nominal[i].of[t];
            else if (a->is_user && !a->has_parent_share)
                q->of[i][t] = tree->norm_shares[i] * (double)o->capacity.of[t];
            if (i > 0)
                q->of[a->parent][t] += q->of[i][t];
        }
    }
    view->state = q;
}

/* In thousandths of what can be lent, before the weight. */
static double borrowed(const struct aif_tres_set *held, const double *quota, const double *lendable)
{
    double most = 0;
    for (int t = 0; t < AIF_TRES_COUNT; t++) {
        double beyond = (double)held->of[t] - quota[t];
        if (beyond > 0 && lendable[t] > 0 && beyond * 1000 / lendable[t] > most)
            most = beyond * 1000 / lendable[t];
    }
    return most;
}

static void factors(const struct aif_share_view *view, double *factors)
{
    const struct quotas *q = view->state;
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        const struct aif_assoc *a = &view->accounts->assocs[i];
        double share = borrowed(&view->usage->held[i].amount, q->of[i], q->of[0]);
        double weight = a->shares;
        view->rows[i].norm_shares = view->tree->norm_shares[i];
        factors[i] = 1;
        if (i == 0 || share <= 0)
            continue;
        view->rows[i].effective_usage = weight > 0 ? (long double)(share / weight) : 1000;
        factors[i] = weight > 0 ? 1 / (1 + share / weight / 1000) : 0;
    }
}

const struct aif_share aif_share_kueue = {
    .plugin = {AIF_SHARE, "kueue", "Kueue: least borrowed beyond quota first"},
    .needs_held = true,
    .open = open,
    .factors = factors,
};
