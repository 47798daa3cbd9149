#ifndef SIM_ENGINE_EVENT_H
#define SIM_ENGINE_EVENT_H

#include "aif/arena.h"

/* What happens, in the order in which it is applied when times are equal: resources come back
 * before new work arrives, and scheduling sees the settled state.  Submits are not queued: the
 * workload is already sorted by submit time, so the run keeps a cursor into it (sim.c). */
enum event_kind {
    EVENT_JOB_END, /* entity: job */
    EVENT_GRANT,   /* entity: grant; what its jobs may do may change */
    EVENT_WAKE,    /* entity: domain; a reservation falls due */
};

struct event {
    int64_t t_s;
    uint32_t kind;   /* enum event_kind */
    uint32_t entity; /* breaks ties of time and kind; two equal events are one and the same */
};

/* A priority queue of events: a four-way heap.  push and pop O(log n). */
struct event_queue {
    struct aif_arena *arena;
    struct event *items;
    uint32_t count, capacity;
    int64_t now_s; /* time of the last event popped; nothing earlier may be pushed */
};

/* Whether a comes before b in the total order: time, kind, entity. */
static inline bool event_before(const struct event *a, const struct event *b)
{
    if (a->t_s != b->t_s)
        return a->t_s < b->t_s;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->entity < b->entity;
}

void event_push(struct event_queue *q, int64_t t_s, enum event_kind kind, uint32_t entity);
bool event_pop(struct event_queue *q, struct event *out); /* false: empty */

#endif
