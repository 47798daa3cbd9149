/* Smallest area first: requested time x width. */
#include "aif/sched.h"

static double score(const struct aif_ask *ask, int64_t now_s)
{
    (void)now_s;
    return (double)ask->limit_s * ask->units;
}

const struct aif_order aif_order_smallest_area = {
    .plugin = {AIF_ORDER, "smallest-area", "smallest requested time x width first"},
    .score = score,
};
