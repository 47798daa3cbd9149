/* F4 of Carastan-Santos and de Camargo, SC'17: a score fitted by regression on simulated schedules;
 * r requested time, n width, s submit time. */
#include "aif/sched.h"
#include "order/submit.h"

#include <math.h>

static double score(const struct aif_ask *ask, int64_t now_s)
{
    (void)now_s;
    return (double)ask->limit_s * sqrt((double)ask->units) + 530000.0 * order_log10_submit(ask);
}

const struct aif_order aif_order_f4 = {
    .plugin = {AIF_ORDER, "f4", "F4: r sqrt(n) + 5.30e5 log10(s), smallest first"},
    .score = score,
};
