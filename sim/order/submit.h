#ifndef SIM_ORDER_SUBMIT_H
#define SIM_ORDER_SUBMIT_H

#include "aif/exactmath.h"
#include "aif/sched.h"

/* log10 of the submit time for the scores F1 to F4.  Trace times begin at or near 0, whose
 * logarithm does not exist: times below 1 s count as 1 s. */
static inline double order_log10_submit(const struct aif_ask *ask)
{
    return aif_log10(ask->submit_s > 1 ? (double)ask->submit_s : 1.0);
}

#endif
