/* Shortest job first, by requested time. */
#include "aif/sched.h"

static double score(const struct aif_ask *ask, int64_t now_s)
{
    (void)now_s;
    return (double)ask->limit_s;
}

const struct aif_order aif_order_sjf = {
    .plugin = {AIF_ORDER, "sjf", "shortest requested time first"},
    .score = score,
};
