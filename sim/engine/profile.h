#ifndef SIM_ENGINE_PROFILE_H
#define SIM_ENGINE_PROFILE_H

#include "aif/arena.h"

/* Availability profile of interchangeable units: how many are free from each point in time to the
 * next, now and in the planned future.  The last segment never ends.
 *
 * Points live in blocks of bounded size; each block carries a lazy addend and the extremes of its
 * values, so a change or a search touches a few blocks' points and only the heads of the others.
 * With n points and blocks of b: add O(n/b + b), search O(n/b + b) for each segment skipped. */

enum { PROFILE_BLOCK = 64 };

struct profile_block {
    struct profile_block *next_spare;
    uint32_t count;
    int32_t addend;    /* to be added to each value in free[] */
    int32_t low, high; /* extremes of the values, addend included */
    int64_t t_s[PROFILE_BLOCK];
    int32_t free[PROFILE_BLOCK];
};

struct profile {
    struct aif_arena *arena;
    struct profile_block **blocks; /* [first, first + count) in use, none of them empty */
    uint32_t first, count, capacity;
    struct profile_block *spare; /* emptied blocks, for reuse */
};

/* All of capacity free from now on for ever. */
void profile_open(struct profile *p, struct aif_arena *arena, uint32_t capacity);

/* Forget what lies before now_s.  Times given to the other calls must not be earlier. */
void profile_advance(struct profile *p, int64_t now_s);

/* Add delta to what is free in [from_s, until_s).  A from_s at or before the first point means from
 * the beginning.  Values must stay within [0, capacity]; the checker verifies it. */
void profile_add(struct profile *p, int64_t from_s, int64_t until_s, int32_t delta);

int32_t profile_at(const struct profile *p, int64_t t_s);

/* The least and the most that is free anywhere in [from_s, until_s). */
int32_t profile_least(const struct profile *p, int64_t from_s, int64_t until_s);
int32_t profile_most(const struct profile *p, int64_t from_s, int64_t until_s);

/* A job in search of a start in [from_s, until_s).  Only times before ignored_s are looked at, so
 * that a job which holds a reservation from then on need not give it up to ask; AIF_NEVER_S to look
 * at all. */
struct profile_query {
    int32_t units;
    int64_t length_s;
    int64_t from_s, until_s, ignored_s;
};

/* The earliest such start; AIF_NEVER_S if there is none. */
int64_t profile_earliest(const struct profile *p, const struct profile_query *q);

#endif
