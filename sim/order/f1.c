/* F1 of Carastan-Santos and de Camargo, SC'17: a score fitted by regression on simulated schedules;
 * r requested time, n width, s submit time. */
#include "aif/exactmath.h"
#include "aif/sched.h"
#include "order/submit.h"

static double score(const struct aif_ask *ask, int64_t now_s)
{
    (void)now_s;
    return aif_log10((double)ask->limit_s) * ask->units + 870.0 * order_log10_submit(ask);
}

const struct aif_order aif_order_f1 = {
    .plugin = {AIF_ORDER, "f1", "F1: log10(r) n + 870 log10(s), smallest first"},
    .score = score,
};
