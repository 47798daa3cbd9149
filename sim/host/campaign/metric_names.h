#ifndef SIM_HOST_CAMPAIGN_METRIC_NAMES_H
#define SIM_HOST_CAMPAIGN_METRIC_NAMES_H

/* What names of metrics, the columns of summary.csv, say by themselves. */

/* The unit that the name ends in; "": none, a share, a ratio or a count. */
const char *metric_unit(const char *name);

#endif
