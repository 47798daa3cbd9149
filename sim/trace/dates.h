#ifndef SIM_TRACE_DATES_H
#define SIM_TRACE_DATES_H

#include "aif/base.h"

/* A date and time as logs write them, by the civil calendar and integer arithmetic: "2020-01-31",
 * "2020-01-31 13:45:00" or with T, without the seconds or with decimals behind them, and an offset
 * ("Z", "+08:00", "+0800", "+08") or none, which is taken as UTC.  *has_decimals where there are
 * decimals other than zero, which are cut off.  False for anything else, and before 1970. */
bool dates_read(const char *text, size_t bytes, int64_t *unix_s, bool *has_decimals);

/* Whether it begins as a date does, not as a number. */
bool dates_matches(const char *text, size_t bytes);

#endif
