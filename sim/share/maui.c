/* Fair share of Maui and Moab: targets in percent, use over a few weighted windows. */
#include "share/maui.h"

#include "aif/share.h"
#include "model/share_tree.h"

double maui_component(double target, char kind, double use, bool is_relative)
{
    if (target <= 0 || kind == '^')
        return 0;
    double distance = is_relative ? 1 - use / target : target - use;
    if ((kind == '+' && distance < 0) || (kind == '-' && distance > 0))
        return 0;
    return distance;
}

struct targets {
    bool are_stated; /* else shares are targets */
};

static void measure(const struct aif_share_view *view, uint32_t i, double *factors)
{
    const struct aif_share_options *o = &view->options;
    const struct aif_assoc *a = &view->accounts->assocs[i];
    const struct targets *targets = view->state;
    const struct aif_used *used = view->usage->assocs;
    struct aif_share_row *row = &view->rows[i];
    if (used[0].raw > 0)
        row->norm_usage = row->effective_usage = used[i].raw / used[0].raw;
    if (i == 0) {
        row->norm_shares = 1;
        factors[0] = 0;
        return;
    }
    double target = targets->are_stated ? a->target_percent : 100 * view->tree->norm_shares[i];
    double use = 100 * (double)row->effective_usage;
    double weight = a->is_user ? o->maui_user_weight : o->maui_account_weight;
    row->norm_shares = target / 100;
    row->is_over_cap =
        view->rows[a->parent].is_over_cap || (a->target_kind == '^' && target > 0 && use > target);
    factors[i] = factors[a->parent] +
                 weight * maui_component(target, a->target_kind, use, o->maui_is_relative);
}

static void factors(const struct aif_share_view *view, double *factors)
{
    for (uint32_t i = 0; i < view->accounts->count; i++)
        measure(view, i, factors);
}

static void open(struct aif_share_view *view, struct aif_arena *arena, struct aif_fading *fading)
{
    struct targets *targets = AIF_NEW(arena, struct targets, 1);
    for (uint32_t i = 0; i < view->accounts->count; i++)
        targets->are_stated |= view->accounts->assocs[i].target_percent > 0;
    view->state = targets;
    *fading = (struct aif_fading){
        .how = AIF_FADE_WINDOWS,
        .period_s = view->options.maui_interval_s,
        .factor = view->options.maui_decay,
        .window_count = view->options.maui_depth,
    };
}

const struct aif_share aif_share_maui = {
    .plugin = {AIF_SHARE, "maui", "Maui and Moab: distance to a target over weighted windows"},
    .open = open,
    .factors = factors,
};
