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
    uint32_t heap_count;
    struct slot {
        struct draft draft;
        uint32_t visit;         /* what it shares with others, or AIF_NONE */
        uint32_t index, parent; /* among the jobs of that; AIF_NONE: waits for none of them */
    } * slots;
    uint32_t *free_slots;
    uint32_t slot_count, free_count, slot_capacity;
    struct shared *visits;
    uint32_t *free_visits;
    uint32_t visit_count, free_visit_count, visit_capacity;
    uint32_t streamed;
    struct aif_arena arena;
};

/* A job that another names: its number in the workload, from 1; 0: none.  A task of an array is
 * named by that, which is called what its first task is. */
struct streamed_id {
    uint32_t job, array, task;
};

/* The plan must stay.  Close also frees what is pending. */
void stream_open(struct stream *s, struct plan *plan);
void stream_close(struct stream *s);

/* The next job; false: there is none.  Its author is plan->authors[out->community]. */
struct streamed {
    struct draft draft;
    int64_t submit_s;
    struct streamed_id id, parent;
    uint16_t community;
};
bool stream_next(struct stream *s, struct streamed *out);

#endif
