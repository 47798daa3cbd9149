#ifndef SIM_ENGINE_QUEUE_H
#define SIM_ENGINE_QUEUE_H

#include "aif/arena.h"

/* Waiting jobs in queue order, indexed so that "the next job that could start" is found without
 * looking at those that could not: with 100,000 jobs waiting a search costs about as much as with
 * 1,000.
 *
 * A two-level ordered list.  Leaves hold up to QUEUE_LEAF entries, groups up to QUEUE_FAN leaves.
 * Both carry a summary: for every width class, the shortest limit among its jobs.
 * A subtree in which even the shortest of the narrow enough jobs is too long is skipped whole. */

enum { QUEUE_LEAF = 64, QUEUE_FAN = 32, QUEUE_CLASSES = 64 };

struct queue_entry {
    double key; /* score; ties go by job, which is submit order */
    int64_t limit_s;
    uint32_t job;
    uint32_t units;
};

/* Which jobs are looked for: those of at most free_units that either last no longer than horizon_s
 * (they end by the shadow time) or need no more than extra_units. */
struct queue_filter {
    uint32_t free_units, extra_units;
    int64_t horizon_s;
};

struct queue_summary {
    int32_t shortest_s[QUEUE_CLASSES]; /* among jobs of this width class; INT32_MAX: none */
    bool is_stale;                     /* not made yet, or entries have come or left since */
};

struct queue_leaf {
    struct queue_summary summary;
    struct queue_leaf *next_spare;
    uint32_t least_units; /* exact */
    uint32_t count;
    struct queue_entry entries[QUEUE_LEAF];
};

struct queue_group {
    struct queue_summary summary;
    struct queue_group *next_spare;
    uint32_t least_units; /* exact */
    uint32_t count;
    struct queue_leaf *leaves[QUEUE_FAN];
};

struct queue {
    struct aif_arena *arena;
    struct queue_group **groups;
    uint32_t group_count, group_capacity;
    uint32_t count;
    int64_t units; /* sum over the entries */
    struct queue_leaf *spare_leaf;
    struct queue_group *spare_group;
    struct queue_entry *scratch; /* of queue_rekey() */
    uint32_t scratch_capacity;
};

/* A place in the queue: the entry to be looked at next.  Zero is the head.  Any insertion, and any
 * removal other than queue_remove_at() with this very cursor, invalidates it. */
struct queue_cursor {
    uint32_t group, leaf, i;
};

/* O(n / (QUEUE_LEAF QUEUE_FAN)) in the worst case, O(log n) compares. */
void queue_insert(struct queue *q, const struct queue_entry *e);

/* The entry at the cursor; false at the end.  The cursor moves onto it but not past it. */
bool queue_peek(const struct queue *q, struct queue_cursor *c, struct queue_entry *out);

/* Move past the entry just peeked. */
void queue_skip(struct queue_cursor *c);

/* From the cursor on, the first entry that passes the filter; the cursor stands on it. */
bool queue_find(struct queue *q, struct queue_cursor *c, const struct queue_filter *f,
                struct queue_entry *out);

/* Remove the entry at the cursor, which then stands on the one after it. */
void queue_remove_at(struct queue *q, struct queue_cursor *c);

/* Remove this entry, found by its key and job.  It must be there. */
void queue_remove(struct queue *q, const struct queue_entry *e);

/* Width of the narrowest job waiting; UINT32_MAX if none waits. */
uint32_t queue_least_units(const struct queue *q);

/* Give every entry a new key and sort anew; order of equal keys as always.  O(n log n). */
void queue_rekey(struct queue *q, double (*key)(void *context, uint32_t job), void *context);

#endif
