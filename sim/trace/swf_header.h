#ifndef SIM_TRACE_SWF_HEADER_H
#define SIM_TRACE_SWF_HEADER_H

#include "aif/workload.h"

/* A number in the records and the name that a header line gives to it. */
struct swf_name {
    int64_t number;
    uint32_t index; /* in the workload's table */
};

struct swf_names {
    struct swf_name *items;
    uint32_t count, capacity;
};

/* What the comment lines before the first record tell us. */
struct swf_header {
    struct aif_arena *scratch;
    struct swf_names queues, partitions, communities;
};

/* Read one comment line, `bytes` long without its newline.  Lines with a key that we know set
 * workload->max_procs and unix_start_s or add a name; all others are skipped.  Never fails: the
 * headers of real logs are written by hand. */
void swf_header_read(struct swf_header *h, const char *line, size_t bytes, struct aif_workload *w);

/* The index of this number's name, or AIF_NONE. */
uint32_t swf_names_find(const struct swf_names *names, int64_t number);

#endif
