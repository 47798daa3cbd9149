#ifndef SIM_ENGINE_KIND_H
#define SIM_ENGINE_KIND_H

#include "aif/arena.h"
#include "aif/job.h"

struct aif_sim;
struct domain;

/* What jobs ask of one node.  For each kind that a waiting job is of, the run knows at any time on
 * how many nodes, and on which, it fits now: whether a job could start is then one comparison.
 * Kinds that nobody waits for are let go now and then, as a trace may have as many as jobs. */
struct kind {
    struct aif_shape shape; /* the least a node must have; all of it is taken where is_whole */
    bool is_whole;          /* the node must be idle, and the job takes all of it */
    uint64_t class_mask;    /* classes of nodes that are able: in the partition, and large enough */
    uint32_t domain;
    uint32_t waiting;     /* jobs of this kind that do */
    bool is_kept;         /* fitting and bits are true; else they are not looked at */
    uint32_t fitting;     /* nodes on which it fits now */
    uint64_t *bits;       /* which: bit n % 64 of word n / 64 */
    uint32_t least, most; /* nodes that its jobs ask for, where a trail is kept; else 0 */
    uint32_t noted;       /* in the trail: the last step's value */
    bool is_stale;        /* it may no longer be that */
};

/* All kinds of a run. */
struct kind_table {
    struct kind *kinds;
    uint32_t count, capacity;
    uint32_t *slots; /* open addressing: number + 1, 0 is free */
    uint32_t slot_count;
    uint64_t **spare_bits; /* of kinds that are no longer kept */
    uint32_t spare_count, spare_capacity;
};

/* The number of this kind (its first four members), added if new.  Call before anything runs. */
uint32_t kind_intern(struct aif_sim *sim, const struct kind *k);

/* Note that a job of this kind waits, or no longer does. */
void kind_await(struct aif_sim *sim, uint32_t kind);
void kind_leave(struct aif_sim *sim, uint32_t kind);

/* Nodes on which it fits, as far as any of its jobs can tell: cut to least - 1 .. most. */
static inline uint32_t kind_room(const struct kind *k)
{
    if (k->fitting < k->least)
        return k->least - 1;
    return k->fitting < k->most ? k->fitting : k->most;
}

/* Note that what is free on a node has changed.  O(kinds kept). */
void kind_update(struct aif_sim *sim, uint32_t node);

/* Whether a node of this class and capacity with this much free can take its part. */
bool kind_fits(const struct kind *k, const struct aif_shape *capacity,
               const struct aif_shape *free);

static inline bool kind_fits_now(const struct kind *k, uint32_t node)
{
    return k->bits[node / 64] >> node % 64 & 1;
}

#endif
