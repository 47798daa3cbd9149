/* OpenPBS fair share: classic's blend of own and parent usage, where everybody has used at least 1
 * and usage is halved once a day (fairshare.cpp, resource_group). */
#include "share/classic.h"

#include "model/share_tree.h"

/* An account begins with 1 and adds what is used in it; a user has used at least 1. */
static long double usage_of(const struct aif_share_view *view, uint32_t i)
{
    long double raw = view->usage->assocs[i].raw;
    if (!view->accounts->assocs[i].is_user)
        return 1 + raw;
    return raw > 1 ? raw : 1;
}

static void measure(const struct aif_share_view *view, uint32_t i)
{
    const struct share_tree *tree = view->tree;
    struct aif_share_row *row = &view->rows[i];
    row->norm_shares = tree->norm_shares[i];
    row->norm_usage = usage_of(view, i) / usage_of(view, 0);
    row->effective_usage = row->norm_usage;
    if (i == 0)
        return;
    uint32_t up = tree->rivals_parent[i];
    long double above = view->rows[up].effective_usage;
    if (view->accounts->assocs[i].has_parent_share)
        row->effective_usage = above;
    else if (up > 0)
        row->effective_usage += (above - row->norm_usage) * tree->level_fraction[i];
}

static void factors(const struct aif_share_view *view, double *factors)
{
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        measure(view, i);
        factors[i] = classic_factor(view->rows[i].effective_usage, view->rows[i].norm_shares, 1);
    }
}

static void open(struct aif_share_view *view, struct aif_arena *arena, struct aif_fading *fading)
{
    (void)arena;
    *fading = (struct aif_fading){
        .how = AIF_FADE_STEP,
        .period_s = view->options.pbs_decay_s,
        .factor = view->options.pbs_decay_factor,
    };
}

const struct aif_share aif_share_openpbs = {
    .plugin = {AIF_SHARE, "openpbs", "OpenPBS: 2^-(tree usage / tree percentage), halved daily"},
    .open = open,
    .factors = factors,
};
