#ifndef SIM_HOST_CAMPAIGN_REPORT_H
#define SIM_HOST_CAMPAIGN_REPORT_H

#include "host/campaign/campaign.h"
#include "host/campaign/cell.h"

/* What a campaign says about itself before and after: never part of its results. */

struct campaign_times {
    int64_t store_ns; /* rank 0: time in the store */
    int64_t wall_ns;
};

/* DIR/run.log, appended to; NULL if it cannot be written, which harms nothing. */
FILE *campaign_log_open(const char *dir);

/* Header lines: what is run, on which ranks.  Also binds this rank to its core.  Collective;
 * progress is NULL except on rank 0. */
void campaign_report_open(struct comm *comm, const struct experiment *e,
                          const struct campaign_options *options, struct progress *progress);

/* Closing lines.  Collective; progress is NULL except on rank 0 of a campaign that has finished. */
void campaign_report_close(struct comm *comm, struct cell_stats own, struct campaign_times times,
                           struct progress *progress);

#endif
