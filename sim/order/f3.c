/* F3 of Carastan-Santos and de Camargo, SC'17: a score fitted by regression on simulated schedules;
 * r requested time, n width, s submit time. */
#include "aif/sched.h"
#include "order/submit.h"

static double score(const struct aif_ask *ask, int64_t now_s)
{
    (void)now_s;
    return (double)ask->limit_s * ask->units + 6860000.0 * order_log10_submit(ask);
}

const struct aif_order aif_order_f3 = {
    .plugin = {AIF_ORDER, "f3", "F3: r n + 6.86e6 log10(s), smallest first"},
    .score = score,
};
