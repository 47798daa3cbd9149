/* Dynamic priority of IBM LSF: shares over what was used, is used, and runs now.  LSF compares
 * groups level by level; here an account's shares are divided among its children, so that one
 * number orders all users. */
#include "aif/share.h"

#include "model/share_tree.h"

static void measure(const struct aif_share_view *view, uint32_t i, double *factors)
{
    const struct aif_share_options *o = &view->options;
    const struct aif_assoc *a = &view->accounts->assocs[i];
    const struct aif_used *used = &view->usage->assocs[i];
    const struct aif_held *held = &view->usage->held[i];
    uint32_t up = view->tree->rivals_parent[i];
    double *shares = view->state;
    if (i == 0 || up == 0)
        shares[i] = (double)a->shares;
    else
        shares[i] = a->has_parent_share ? shares[up] : shares[up] * view->tree->level_fraction[i];

    double running_s = (double)(held->job_count * view->now_s - held->start_sum_s);
    double cpu_h = (double)used->tres[AIF_TRES_CPU] / 3600;
    double run_h = (used->ended_wall_s + running_s) / 3600;
    double slots = (double)held->amount.of[AIF_TRES_CPU];
    double load = cpu_h * o->lsf_cpu_time_factor + run_h * o->lsf_run_time_factor +
                  (1 + slots) * o->lsf_run_job_factor;
    view->rows[i].norm_shares = view->tree->norm_shares[i];
    view->rows[i].effective_usage = (long double)load;
    factors[i] = load > 0 ? shares[i] / load : shares[i];
}

static void factors(const struct aif_share_view *view, double *factors)
{
    for (uint32_t i = 0; i < view->accounts->count; i++)
        measure(view, i, factors);
}

static void open(struct aif_share_view *view, struct aif_arena *arena, struct aif_fading *fading)
{
    view->state = AIF_NEW(arena, double, view->accounts->count);
    int64_t hist_s = (int64_t)(view->options.lsf_hist_hours * 3600);
    *fading = (struct aif_fading){AIF_FADE_SMOOTH, hist_s, 0.1, 0};
}

const struct aif_share aif_share_lsf = {
    .plugin = {AIF_SHARE, "lsf", "IBM LSF: shares / (CPU time, run time and slots, weighted)"},
    .needs_held = true,
    .open = open,
    .factors = factors,
};
