#ifndef SIM_HOST_CAMPAIGN_ACCESS_REPORT_H
#define SIM_HOST_CAMPAIGN_ACCESS_REPORT_H

#include "aif/sink.h"

/* For people, from access.csv of a result directory: what pools and communities were granted, used
 * and refused under each policy (means over the seeds), and whether the Union, the host and
 * commercial users had more of the machine than the law gives them.  False, with the reason, where
 * the file cannot be read; a directory without it has nothing to report, and true is returned. */
bool access_report(const char *dir, struct aif_sink *s, struct aif_err *err);

#endif
