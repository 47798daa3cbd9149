#ifndef SIM_HOST_COMMAND_SQUEUE_FORMAT_H
#define SIM_HOST_COMMAND_SQUEUE_FORMAT_H

#include "aif/arena.h"

/* What `squeue -o` takes, "%.10i %u" or "%i|%u", as names of columns with their widths
 * ("JOBID:.10,USER:0"); *is_parsable: they are to be separated by |.  NULL if it says what the
 * tables cannot; err says what. */
const char *squeue_format(const char *format, struct aif_arena *a, bool *is_parsable,
                          struct aif_err *err);

#endif
