#ifndef SIM_CONTROLLER_PENDING_H
#define SIM_CONTROLLER_PENDING_H

#include "controller/select.h"

/* The queue: what waits and may start, one entry for each partition of a job, in the order in which
 * Slurm looks at it: jobs of a reservation, then priority tier of the partition, band of the access
 * layer, priority, then job and partition; or by the score of another order. */

struct pending_key {
    bool has_reservation; /* first of all */
    uint8_t band;         /* of the access layer, after the tier; 0 without */
    int64_t tier;
    double score; /* lower first; of orders other than by priority */
    uint32_t priority;
    uint32_t job;
    uint32_t partition;
};

/* A zeroed struct but for arena is an empty queue. */
struct pending {
    struct aif_arena *arena;
    struct ask **asks; /* in queue order */
    struct pending_key *keys;
    uint32_t count, capacity;
};

/* O(log n) compares and a move of what is behind. */
void pending_add(struct pending *p, const struct pending_key *key, struct ask *ask);
void pending_drop(struct pending *p, const struct pending_key *key); /* must be there */

/* Priorities or scores have changed: `rank` sets them.  Nearly linear where the order hardly
 * changes.
 */
void pending_reorder(struct pending *p,
                     void (*rank)(void *context, struct ask *a, struct pending_key *key),
                     void *context);

/* The first entry that does not come before this key; count if all do. */
uint32_t pending_find(const struct pending *p, const struct pending_key *key);

#endif
