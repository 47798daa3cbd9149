#ifndef SIM_TRACE_SWF_SCAN_H
#define SIM_TRACE_SWF_SCAN_H

#include "aif/trace.h"

/* The 18 fields of the Standard Workload Format, counted from 0 here and from 1 for people. */
enum swf_field {
    SWF_ID,
    SWF_SUBMIT,
    SWF_WAIT,
    SWF_RUN,
    SWF_PROCS,
    SWF_CPU_TIME,
    SWF_MEMORY,
    SWF_REQ_PROCS,
    SWF_REQ_TIME,
    SWF_REQ_MEMORY,
    SWF_STATUS,
    SWF_USER,
    SWF_GROUP,
    SWF_APPLICATION,
    SWF_QUEUE,
    SWF_PARTITION,
    SWF_AFTER,
    SWF_THINK,
    SWF_FIELDS,
    SWF_FIELDS_MAX = 21 /* of the extended files seen; those after the 18th are not read */
};

/* One data line.  Decimals are cut off; bit i of `decimals` says that field i had some other than
 * zeros.  `negative_zero` likewise marks -0.5 and the like, which cutting turns into 0. */
struct swf_record {
    int64_t f[SWF_FIELDS];
    uint32_t decimals, negative_zero;
    unsigned field_count;
};

/* Numbers have at most this many digits before the point. */
enum { SWF_DIGITS_MAX = 18 };

/* Read the line at p, which must contain a newline further on.  Returns the newline, or NULL if a
 * field is not a number; then swf_explain() finds out which. */
const char *swf_scan(const char *p, struct swf_record *r);

/* Where a message points to. */
struct swf_place {
    const char *path, *line; /* line: its first character; it ends with a newline */
    uint64_t line_number;
};

/* Why swf_scan() failed; always returns false. */
bool swf_explain(const struct swf_place *at, struct aif_err *err);

/* "PATH:LINE: field 4 (run time): found 'abc', " and then the advice; always returns false. */
bool swf_field_error(const struct swf_place *at, enum swf_field field, const char *advice,
                     struct aif_err *err);

#endif
