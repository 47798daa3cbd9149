#ifndef SIM_TRACE_LINKS_H
#define SIM_TRACE_LINKS_H

#include "aif/workload.h"

/* Jobs that name a preceding job by its number, kept until all numbers are known.  A zeroed struct
 * is an empty list; memory comes from the scratch arena given. */
struct links {
    struct link {
        int64_t number;
        uint32_t job;
    } * items;
    uint32_t count, capacity;
};

void links_add(struct links *l, struct aif_arena *scratch, uint32_t job, int64_t number);

/* Set `after` of the jobs in the list; where the number is unknown, or the job's own, AIF_NONE.  A
 * number used twice means its first use.  Before the jobs are sorted by submit time. */
void links_resolve(const struct links *l, struct aif_arena *scratch, struct aif_workload *w);

#endif
