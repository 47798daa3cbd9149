#ifndef AIF_TRACE_H
#define AIF_TRACE_H

#include "aif/plugin.h"
#include "aif/workload.h"

/* The largest time that a trace may state: the year 2286 where it uses UNIX times.  Milliseconds
 * are recognised by exceeding it. */
#define AIF_TRACE_TIME_MAX_S INT64_C(9999999999)

struct aif_trace_input {
    const char *text; /* the whole file, decompressed; need not end with a zero */
    size_t bytes;
    const char *path; /* for messages */
    bool is_strict;   /* every repair is an error that names file, line and field */
};

/* A trace format. */
struct aif_trace {
    struct aif_plugin plugin;

    /* Whether the text looks like this format; at most the first 64 KiB are looked at. */
    bool (*matches)(const struct aif_trace_input *in);

    /* Read all jobs, but for those outside the window that *out states, into *out (otherwise zeroed
     * by the caller, who owns and closes it, also on failure).
     * O(bytes) and less than 120 bytes of memory a job. */
    bool (*parse)(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err);
};

/* Find the format by looking, then read. */
bool aif_trace_parse(const struct aif_trace_input *in, struct aif_workload *out,
                     struct aif_err *err);

#endif
