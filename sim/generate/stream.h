#ifndef SIM_GENERATE_STREAM_H
#define SIM_GENERATE_STREAM_H

#include "generate/cycle.h"
#include "generate/plan.h"

/* The jobs of a plan in order of their submission, one at a time.  Each community writes its visits
 * again, which begin in the order of their numbers; a job waits here from then until no other can
 * come before it.  So memory is for the jobs of visits under way, whatever the number of jobs. */
struct stream {
    const struct plan *plan;
    struct cursor *cursors; /* one a community */
    struct pending {
        int64_t submit_s;
        uint32_t number, slot;
        uint16_t community;
    } * heap; /* the first job is at the top */
    uint32_t heap_count, heap_capacity;
    struct draft *slots;
    uint32_t *free_slots;
    uint32_t slot_count, free_count, slot_capacity;
    struct aif_arena arena;
};

/* The plan must stay.  Close also frees what is pending. */
void stream_open(struct stream *s, struct plan *plan);
void stream_close(struct stream *s);

/* The next job; false: there is none.  Its author is plan->authors[out->community]. */
struct streamed {
    struct draft draft;
    int64_t submit_s;
    uint16_t community;
};
bool stream_next(struct stream *s, struct streamed *out);

#endif
