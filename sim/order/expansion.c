/* Expansion factor: (wait + requested time) / requested time, largest first. */
#include "aif/sched.h"

static double score(const struct aif_ask *ask, int64_t now_s)
{
    double wait_s = (double)(now_s - ask->submit_s);
    return -(wait_s + (double)ask->limit_s) / (double)ask->limit_s;
}

const struct aif_order aif_order_expansion = {
    .plugin = {AIF_ORDER, "expansion", "(wait + requested time) / requested time, largest first"},
    .is_dynamic = true,
    .score = score,
};
