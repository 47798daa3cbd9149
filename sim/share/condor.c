/* Effective user priority of HTCondor: the cores in use, smoothed with a half-life, over the shares
 * (Accountant.cpp).  The pool is divided in proportion to its inverse, which is the factor here. */
#include "aif/share.h"

#include "aif/exactmath.h"

#define LEAST_PRIORITY 0.5

struct memory {
    long double *cpu_s; /* used in all, by association, at the last update */
    double *real;       /* real user priority: smoothed cores */
    int64_t last_s;
    double most_shares; /* of a user */
    bool has_begun;
};

static void open(struct aif_share_view *view, struct aif_arena *arena, struct aif_fading *fading)
{
    struct memory *m = AIF_NEW(arena, struct memory, 1);
    m->cpu_s = AIF_NEW(arena, long double, view->accounts->count);
    m->real = AIF_NEW(arena, double, view->accounts->count);
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        const struct aif_assoc *a = &view->accounts->assocs[i];
        m->real[i] = LEAST_PRIORITY;
        if (a->is_user && a->shares > m->most_shares)
            m->most_shares = a->shares;
    }
    view->state = m;
    *fading = (struct aif_fading){AIF_FADE_NONE, 0, 1, 0};
}

static void smooth(const struct aif_share_view *view, struct memory *m)
{
    int64_t passed_s = m->has_begun ? view->now_s - m->last_s : 0;
    m->has_begun = true;
    m->last_s = view->now_s;
    if (passed_s == 0)
        return;
    double halvings = (double)passed_s / (double)view->options.condor_half_life_s;
    double old = halvings < 999 ? aif_exp2(-halvings) : 0;
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        long double cpu_s = view->usage->assocs[i].tres[AIF_TRES_CPU];
        double cores = (double)((cpu_s - m->cpu_s[i]) / passed_s);
        double real = old * m->real[i] + (1 - old) * cores;
        m->real[i] = real > LEAST_PRIORITY ? real : LEAST_PRIORITY;
        m->cpu_s[i] = cpu_s;
    }
}

static void factors(const struct aif_share_view *view, double *factors)
{
    struct memory *m = view->state;
    smooth(view, m);
    double sum = 0;
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        const struct aif_assoc *a = &view->accounts->assocs[i];
        double shares = m->most_shares > 0 ? a->shares / m->most_shares : 0;
        view->rows[i].has_factor = a->is_user;
        view->rows[i].effective_usage = (long double)m->real[i];
        factors[i] = a->is_user ? shares * LEAST_PRIORITY / m->real[i] : 0;
        sum += factors[i];
    }
    for (uint32_t i = 0; i < view->accounts->count && sum > 0; i++)
        view->rows[i].norm_shares = factors[i] / sum;
}

const struct aif_share aif_share_condor = {
    .plugin = {AIF_SHARE, "condor", "HTCondor: inverse of the effective user priority"},
    .open = open,
    .factors = factors,
};
