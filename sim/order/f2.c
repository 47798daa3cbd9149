/* F2 of Carastan-Santos and de Camargo, SC'17: a score fitted by regression on simulated schedules;
 * r requested time, n width, s submit time. */
#include "aif/sched.h"
#include "order/submit.h"

#include <math.h>

static double score(const struct aif_ask *ask, int64_t now_s)
{
    (void)now_s;
    return sqrt((double)ask->limit_s) * ask->units + 25600.0 * order_log10_submit(ask);
}

const struct aif_order aif_order_f2 = {
    .plugin = {AIF_ORDER, "f2", "F2: sqrt(r) n + 25600 log10(s), smallest first"},
    .score = score,
};
