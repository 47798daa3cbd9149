#ifndef SIM_HOST_COMMAND_TRACE_FORMAT_H
#define SIM_HOST_COMMAND_TRACE_FORMAT_H

#include "host/formats/writers.h"

/* The format of a trace that is written: the one that is named, else as the path ends, else our own
 * for standard output ("-") or no path (NULL).  `option` is what names it, for messages.  Returns
 * an exit_status; what is wrong has been told. */
struct trace_format_ask {
    const char *name, *path, *option;
};

int trace_format_choose(const struct trace_format_ask *ask, const struct format_writer **out);

#endif
