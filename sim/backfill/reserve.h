#ifndef SIM_BACKFILL_RESERVE_H
#define SIM_BACKFILL_RESERVE_H

#include "engine/pass.h"

/* Backfilling behind reservations that are made anew at every pass: the first policy.depth blocked
 * jobs, in queue order, are promised their earliest starts; the others start if they disturb none.
 */
void reserve_schedule(struct aif_pass *pass);

#endif
