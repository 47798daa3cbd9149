/* Slurm's depth-oblivious fair share (DEPTH_OBLIVIOUS, by Aalto University): as classic, but an
 * account's over- or under-use weighs the same however deep it lies.  Slurm itself reads siblings'
 * numbers of the pass before; here all are of this pass. */
#include "share/classic.h"

#include "model/share_tree.h"

static long double sum_of_level(const struct aif_share_view *view, uint32_t parent)
{
    const struct share_tree *tree = view->tree;
    long double sum = 0;
    for (uint32_t c = 0; c < tree->child_count[parent]; c++) {
        uint32_t child = tree->children[tree->first_child[parent] + c];
        if (!view->accounts->assocs[child].has_parent_share)
            sum += classic_norm_usage(view->usage, child);
    }
    return sum;
}

/* The account's ratio of usage to shares times the association's own, relative to its siblings.
 * The latter counts less where the two pull in different directions. */
static long double effective(const struct aif_share_row *row, const struct aif_share_row *above,
                             long double level_usage)
{
    if (row->norm_shares <= 0 || above->norm_shares <= 0 || above->effective_usage <= 0 ||
        row->norm_usage <= 0 || level_usage <= 0)
        return row->norm_usage;
    double parent_ratio = (double)(above->effective_usage / above->norm_shares);
    double level_ratio = (double)(level_usage / above->norm_shares);
    double local_ratio = (double)(row->norm_usage / row->norm_shares) / level_ratio;
    double parent_log = aif_ln(parent_ratio), local_log = aif_ln(local_ratio);
    double k = 1;
    if (parent_log * local_log < 0)
        k = 1 / (1 + 25 * parent_log * parent_log);
    return (long double)(parent_ratio * aif_exp(k * local_log) * row->norm_shares);
}

static void measure(const struct aif_share_view *view, uint32_t i, long double *level_usage)
{
    const struct share_tree *tree = view->tree;
    struct aif_share_row *row = &view->rows[i];
    row->norm_shares = tree->norm_shares[i];
    row->norm_usage = classic_norm_usage(view->usage, i);
    level_usage[i] = sum_of_level(view, i);
    if (i == 0) {
        row->effective_usage = 1;
        return;
    }
    uint32_t up = tree->rivals_parent[i];
    const struct aif_share_row *above = &view->rows[up];
    if (view->accounts->assocs[i].has_parent_share)
        row->effective_usage = above->effective_usage;
    else
        row->effective_usage = effective(row, above, level_usage[up]);
}

static void factors(const struct aif_share_view *view, double *factors)
{
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        measure(view, i, view->state);
        factors[i] = classic_factor(view->rows[i].effective_usage, view->rows[i].norm_shares,
                                    view->options.dampening);
    }
}

static void open(struct aif_share_view *view, struct aif_arena *arena, struct aif_fading *fading)
{
    (void)fading;
    view->state = AIF_NEW(arena, long double, view->accounts->count);
}

const struct aif_share aif_share_depth_oblivious = {
    .plugin = {AIF_SHARE, "depth-oblivious", "Slurm's classic fair share, the same at any depth"},
    .open = open,
    .is_before_usage = true,
    .is_by_ratio = true,
    .factors = factors,
};
