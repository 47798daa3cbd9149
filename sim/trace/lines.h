#ifndef SIM_TRACE_LINES_H
#define SIM_TRACE_LINES_H

#include "aif/trace.h"

/* At least as many as the text has lines, so as jobs: readers size their array once. */
size_t trace_count_lines(const struct aif_trace_input *in);

/* Whether a job is within the window that is to be read. */
static inline bool trace_is_wanted(const struct aif_workload *w, int64_t submit_s)
{
    return submit_s >= w->from_s && (w->until_s == 0 || submit_s < w->until_s);
}

#endif
