#ifndef SIM_HOST_FILES_CLOCK_H
#define SIM_HOST_FILES_CLOCK_H

#include "aif/base.h"

/* Wall-clock time since some moment, for progress and statistics; never in results. */
int64_t clock_ns(void);

/* The greatest amount of memory that this process has had. */
uint64_t clock_peak_bytes(void);

#endif
