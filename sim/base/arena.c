#include "aif/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct aif_block {
    struct aif_block *prev;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

enum { DEFAULT_BLOCK_BYTES = 1 << 16 };

/* calloc(): large blocks come from the system as untouched zero pages, so an array that is only
 * partly used costs only that part. */
static struct aif_block *block_new(struct aif_block *prev, size_t size)
{
    struct aif_block *b = calloc(1, sizeof *b + size);
    if (!b)
        aif_fatal("out of memory: %zu bytes asked for", size);
    b->prev = prev;
    b->size = size;
    return b;
}

void *aif_arena_alloc(struct aif_arena *a, size_t count, size_t size)
{
    assert(size > 0);
    if (count > (SIZE_MAX / 2) / size)
        aif_fatal("out of memory: %zu things of %zu bytes asked for", count, size);
    size_t align = alignof(max_align_t);
    size_t bytes = (count * size + align - 1) & ~(align - 1);
    if (!a->last || a->last->size - a->last->used < bytes) {
        size_t want = a->block_bytes ? a->block_bytes : DEFAULT_BLOCK_BYTES;
        a->last = block_new(a->last, bytes > want ? bytes : want);
        a->total_bytes += a->last->size;
    }
    void *p = a->last->bytes + a->last->used;
    a->last->used += bytes;
    return p;
}

char *aif_arena_text(struct aif_arena *a, const char *text, size_t bytes)
{
    char *copy = aif_arena_alloc(a, bytes + 1, 1);
    if (bytes)
        memcpy(copy, text, bytes);
    return copy;
}

void aif_arena_free(struct aif_arena *a)
{
    while (a->last) {
        struct aif_block *prev = a->last->prev;
        free(a->last);
        a->last = prev;
    }
    a->total_bytes = 0;
}
