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
     * O(bytes); less than 120 bytes of memory a job, but for formats that are no tables. */
    bool (*parse)(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err);
};

/* Find the format among those of this library by looking, then read. */
bool aif_trace_parse(const struct aif_trace_input *in, struct aif_workload *out,
                     struct aif_err *err);

/* Formats that a program has beside those of this library. */
struct aif_trace_formats {
    const struct aif_trace *const *items;
    size_t count;
};

/* The format of a text, by looking: those of aif_plugin_at() first, then the others; NULL: none. */
const struct aif_trace *aif_trace_find(const struct aif_trace_input *in,
                                       const struct aif_trace_formats *others);

/* As aif_trace_parse(), with these formats as well. */
bool aif_trace_parse_with(const struct aif_trace_input *in, const struct aif_trace_formats *others,
                          struct aif_workload *out, struct aif_err *err);

#endif
