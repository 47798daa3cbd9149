#ifndef SIM_ENGINE_RELEASE_H
#define SIM_ENGINE_RELEASE_H

#include "aif/arena.h"

/* When running jobs give their units back if they keep their requests, in that order: all that EASY
 * needs to know of the future.  (Several reservations need a profile, profile.h.)
 *
 * A two-level sorted list with sums: insert, remove and search cost O(n / RELEASE_BLOCK +
 * RELEASE_BLOCK) with a small constant. */

enum { RELEASE_BLOCK = 64 };

struct release {
    int64_t due_s;
    uint32_t job; /* breaks ties */
    uint32_t units;
};

struct release_block {
    struct release_block *next_spare;
    int64_t units; /* sum */
    uint32_t count;
    struct release items[RELEASE_BLOCK];
};

struct release_list {
    struct aif_arena *arena;
    struct release_block **blocks; /* none of them empty */
    uint32_t count, capacity;
    struct release_block *spare;
};

void release_add(struct release_list *l, struct release r);
void release_remove(struct release_list *l, struct release r); /* it must be there */

/* The shadow time: the earliest time at which free_units and what has been released by then, all
 * releases of that time included, make at least `needed`.  *then_units says how many they make.
 * AIF_NEVER_S if it never comes to that. */
int64_t release_shadow(const struct release_list *l, int64_t free_units, int64_t needed,
                       int64_t *then_units);

#endif
