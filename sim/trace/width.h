#ifndef SIM_TRACE_WIDTH_H
#define SIM_TRACE_WIDTH_H

#include "aif/workload.h"

/* What one processor stands for in formats that know processors only: what the jobs of a workload
 * ask for most. */
enum trace_unit { TRACE_UNIT_PROCESSOR, TRACE_UNIT_GPU, TRACE_UNIT_CORE };

/* A processor of the pool, a GPU where jobs ask for GPUs, else a core. */
enum trace_unit trace_unit_of(const struct aif_workload *w);
const char *trace_unit_name(enum trace_unit unit);

/* The processors of a request; 0 where it asks for none of that unit. */
int64_t trace_width_of(const struct aif_request *r, enum trace_unit unit);

#endif
