/* No fair share: everybody's factor is 0. */
#include "aif/share.h"

static void factors(const struct aif_share_view *view, double *factors)
{
    for (uint32_t i = 0; i < view->accounts->count; i++)
        factors[i] = 0;
}

static void refresh(const struct aif_share_view *view, const uint32_t *changed, const double *used,
                    uint32_t count)
{
    (void)used;
    (void)view;
    (void)changed;
    (void)count;
}

static double factor(const struct aif_share_view *view, uint32_t user)
{
    (void)view;
    (void)user;
    return 0;
}

const struct aif_share aif_share_none = {
    .plugin = {AIF_SHARE, "none", "no fair share: factor 0 for all"},
    .is_by_ratio = true,
    .factors = factors,
    .refresh = refresh,
    .factor = factor,
};
