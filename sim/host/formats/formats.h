#ifndef SIM_HOST_FORMATS_FORMATS_H
#define SIM_HOST_FORMATS_FORMATS_H

#include "aif/trace.h"

/* The trace formats of the program: those of the library, and those that need other libraries or
 * the importer. */

/* All of them, in the order of `aifsim list`; NULL past the end. */
const struct aif_trace *formats_at(size_t i);

/* The format of a text, by looking; NULL: none. */
const struct aif_trace *formats_find(const struct aif_trace_input *in);

/* As aif_trace_parse(). */
bool formats_parse(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err);

extern const struct aif_trace formats_batsim, formats_sacct;

#endif
