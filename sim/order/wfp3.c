/* WFP3 (Tang, Lan, Desai and Buettner, CLUSTER 2009): wait against requested time, cubed, times
 * width; favours old, short and wide jobs. */
#include "aif/sched.h"

static double score(const struct aif_ask *ask, int64_t now_s)
{
    double ratio = (double)(now_s - ask->submit_s) / (double)ask->limit_s;
    return -(ratio * ratio * ratio) * ask->units;
}

const struct aif_order aif_order_wfp3 = {
    .plugin = {AIF_ORDER, "wfp3", "WFP3: (wait / requested time)^3 x width, largest first"},
    .is_dynamic = true,
    .score = score,
};
