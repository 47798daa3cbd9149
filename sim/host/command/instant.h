#ifndef SIM_HOST_COMMAND_INSTANT_H
#define SIM_HOST_COMMAND_INSTANT_H

#include "aif/workload.h"

/* An instant as people state it: seconds on the trace's clock ("90", "12.345"), a duration from its
 * origin ("36h", "3.5h", "2-00:00:00"), a date in UTC ("2026-01-31", "2026-01-31T12:00[:00]"), or
 * Unix time, which is told from seconds by lying past the trace's start.  Dates need a trace that
 * states its start.  False if it is none of these or before the start; err says which. */
bool instant_read(const char *text, const struct aif_workload *w, int64_t *out_ms,
                  struct aif_err *err);

#endif
