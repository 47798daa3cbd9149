#ifndef SIM_TRACE_LINES_H
#define SIM_TRACE_LINES_H

#include "aif/trace.h"

/* At least as many as the text has lines, so as jobs: readers size their array once. */
size_t trace_count_lines(const struct aif_trace_input *in);

#endif
