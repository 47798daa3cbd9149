#ifndef AIF_NAMES_H
#define AIF_NAMES_H

#include "aif/arena.h"

/* A table that numbers texts 0, 1, 2, ... in the order of their first use: users, accounts,
 * partitions.  A zeroed struct is an empty table.  All memory comes from the arena given. */
struct aif_names {
    const char **texts;
    uint32_t count, capacity;
    uint32_t *slots; /* open addressing; index + 1, 0 is free */
    uint32_t slot_count;
};

/* The number of this text, added if new.  O(1) expected. */
uint32_t aif_names_intern(struct aif_names *n, struct aif_arena *a, const char *text, size_t bytes);

/* The number of this text, or AIF_NONE. */
uint32_t aif_names_find(const struct aif_names *n, const char *text);

/* The text, or fallback where i is AIF_NONE, AIF_NONE16 or past the end. */
const char *aif_names_at(const struct aif_names *n, uint32_t i, const char *fallback);

#endif
