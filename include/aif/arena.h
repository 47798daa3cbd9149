#ifndef AIF_ARENA_H
#define AIF_ARENA_H

#include "aif/base.h"

/* Memory that lives and dies together.  A run owns one arena, a workload another; whatever is
 * allocated from it is valid until aif_arena_free() and is never freed alone.  Running out of
 * memory ends the program: no caller checks for NULL.  A zeroed struct is an empty arena. */
struct aif_arena {
    struct aif_block *last;
    size_t block_bytes; /* size of a block; 0 means the default, 64 KiB */
    size_t total_bytes; /* taken from the system so far */
};

/* Zeroed memory for count things of size bytes, aligned for any type.  O(1) beside the zeroing. */
void *aif_arena_alloc(struct aif_arena *a, size_t count, size_t size);

/* A copy of `bytes` bytes of text, with a terminating zero. */
char *aif_arena_text(struct aif_arena *a, const char *text, size_t bytes);

/* Give everything back; the arena is empty and may be used again. */
void aif_arena_free(struct aif_arena *a);

/* Zeroed array of n objects of the given type. */
#define AIF_NEW(a, type, n) ((type *)aif_arena_alloc((a), (n), sizeof(type)))

#endif
