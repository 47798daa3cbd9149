#ifndef SIM_HOST_CAMPAIGN_FOLLOW_H
#define SIM_HOST_CAMPAIGN_FOLLOW_H

#include "host/campaign/campaign.h"

/* The part of every rank but the first: read the experiment that rank 0 announces, from the same
 * file and with the same changes, and work on its cells.  Collective with campaign_announce() and
 * campaign_run() on rank 0, which gives all messages. */
void campaign_follow(struct comm *comm, const char *path, const char *const *sets, size_t set_count,
                     const struct campaign_options *options);

#endif
