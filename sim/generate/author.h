#ifndef SIM_GENERATE_AUTHOR_H
#define SIM_GENERATE_AUTHOR_H

#include "generate/fit.h"

/* A job before its time and place in the workload are known. */
struct draft {
    int64_t offset_s; /* since its visit began */
    int32_t runtime_s, limit_s;
    uint32_t units;
    uint32_t number; /* within its community */
    uint32_t user;   /* within its community */
    uint16_t kind;
    int8_t status; /* enum aif_status */
};

/* Writes the jobs of one community, one item after the other; which they are does not depend on how
 * many are asked for, nor on other communities.  An item is what is kept or left out as a whole: a
 * job and what follows from it.  A visit is what has a time of its own: what a user does at one go.
 */
struct author {
    const struct aif_community *community;
    uint64_t seed;
    uint64_t key; /* of the community: upper bits of the entity of all its random streams */
    const struct fit *fits; /* one a kind */
    double *kind_sums, *user_sums;
    struct aif_arena *arena;

    /* The item written last; the array grows in the arena. */
    struct draft *item;
    uint32_t item_count, item_capacity;

    /* How far it is: zero at the beginning. */
    struct author_state {
        uint32_t next_number, session_count, visit_count;
        uint32_t left_in_session;
        struct draft like; /* what the jobs of the session have in common */
        struct aif_rng gaps;
        double offset_s;
    } at;
};

/* What tells the random streams of a community from those of others: a hash of its name, so that
 * neither its place in the spec nor what else there is changes its jobs. */
uint64_t author_key(const char *name);

/* a->arena and a->fits are set by the caller. */
void author_init(struct author *a, const struct aif_community *community, uint64_t seed);

/* Begin again. */
void author_rewind(struct author *a);

/* Write the next item into a->item. */
void author_write(struct author *a);

/* Whether the next item begins another visit. */
bool author_is_between_visits(const struct author *a);

/* The random gap before visit number i; visits are spread as the sums of these are. */
double author_gap(const struct author *a, uint32_t visit);

/* Asked for by the item: units x min(run time, limit). */
int64_t author_unit_s(const struct author *a);

#endif
