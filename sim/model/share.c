/* A share algorithm and what it works on. */
#include "aif/share.h"

#include "model/share_tree.h"

#include <string.h>

#define HOUR_S 3600

struct aif_share_options aif_share_options_default(const struct aif_priority *priority)
{
    return (struct aif_share_options){
        .dampening = priority->dampening > 0 ? priority->dampening : 1,
        .merges_tied_accounts = priority->merges_tied_accounts,
        .pbs_decay_s = 24 * HOUR_S,
        .pbs_decay_factor = 0.5,
        .maui_interval_s = 12 * HOUR_S,
        .maui_depth = 8,
        .maui_decay = 1,
        .maui_user_weight = 1,
        .maui_account_weight = 1,
        .lsf_cpu_time_factor = 0.7,
        .lsf_run_time_factor = 0.7,
        .lsf_run_job_factor = 3,
        .lsf_hist_hours = 5,
        .condor_half_life_s = 24 * HOUR_S,
    };
}

struct aif_tres_set aif_share_capacity(const struct aif_machine *m)
{
    struct aif_tres_set s = {{[AIF_TRES_CPU] = m->procs, [AIF_TRES_NODE] = m->procs}};
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *c = &m->classes[i];
        s.of[AIF_TRES_CPU] += (int64_t)c->node_count * c->shape.cores;
        s.of[AIF_TRES_MEM] += (int64_t)c->node_count * c->shape.mem_mib;
        s.of[AIF_TRES_GPU] += (int64_t)c->node_count * c->shape.gpus;
        s.of[AIF_TRES_NODE] += c->node_count;
    }
    return s;
}

void aif_share_open(struct aif_share_view *v, struct aif_arena *arena,
                    const struct aif_share *share, struct aif_usage *usage,
                    const struct aif_share_options *options)
{
    const struct aif_accounts *accounts = usage->accounts;
    struct share_tree *tree = AIF_NEW(arena, struct share_tree, 1);
    share_tree_make(tree, arena, accounts);
    *v = (struct aif_share_view){
        .share = share,
        .accounts = accounts,
        .usage = usage,
        .options = *options,
        .tree = tree,
        .rows = AIF_NEW(arena, struct aif_share_row, accounts->count),
        .factors = AIF_NEW(arena, double, accounts->count),
        .is_left = AIF_NEW(arena, bool, accounts->count),
        .now_s = INT64_MIN,
    };
    struct aif_fading fading = usage->fading;
    if (share->open)
        share->open(v, arena, &fading);
    aif_usage_fade(usage, arena, &fading);
}

void aif_share_update(struct aif_share_view *v, int64_t now_s)
{
    AIF_CHECK(now_s >= v->now_s);
    v->now_s = now_s;
    memset(v->rows, 0, v->accounts->count * sizeof *v->rows);
    for (uint32_t i = 0; i < v->accounts->count; i++)
        v->rows[i].has_factor = true;
    v->share->factors(v, v->factors);
}

double aif_share_factor(struct aif_share_view *v, uint32_t assoc)
{
    if (v->is_left[assoc]) {
        v->is_left[assoc] = false;
        v->share->one(v, assoc, v->factors);
    }
    return v->factors[assoc];
}

double aif_share_shown(long double x)
{
    double sent = (double)x * 1000000;
    return sent / 1000000;
}
