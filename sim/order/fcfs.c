/* First come, first served. */
#include "aif/sched.h"

static double score(const struct aif_ask *ask, int64_t now_s)
{
    (void)now_s;
    return (double)ask->submit_s;
}

const struct aif_order aif_order_fcfs = {
    .plugin = {AIF_ORDER, "fcfs", "first come, first served"},
    .score = score,
};
