/* UNICEF (Tang, Lan, Desai and Buettner, CLUSTER 2009): wait / (log2(width) x requested time);
 * favours small jobs.  The logarithm of width 1 is 0: as in the simulators that print tables of
 * this policy, 1e-15 is added to the width, so serial jobs come before all others, among themselves
 * by wait / requested time. */
#include "aif/exactmath.h"
#include "aif/sched.h"

static double score(const struct aif_ask *ask, int64_t now_s)
{
    double log2_width = aif_log2((double)ask->units + 1e-15);
    if (log2_width < 1e-15)
        log2_width = 1e-15;
    return -(double)(now_s - ask->submit_s) / (log2_width * (double)ask->limit_s);
}

const struct aif_order aif_order_unicef = {
    .plugin = {AIF_ORDER, "unicef", "UNICEF: wait / (log2(width) x requested time), largest first"},
    .is_dynamic = true,
    .score = score,
};
