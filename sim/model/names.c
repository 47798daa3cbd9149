#include "aif/names.h"

#include <string.h>

/* FNV-1a.  The order of slots never shows: numbers are given by first use. */
static uint32_t hash(const char *text, size_t bytes)
{
    uint32_t h = UINT32_C(2166136261);
    for (size_t i = 0; i < bytes; i++)
        h = (h ^ (unsigned char)text[i]) * UINT32_C(16777619);
    return h;
}

static bool equals(const char *stored, const char *text, size_t bytes)
{
    return strncmp(stored, text, bytes) == 0 && stored[bytes] == '\0';
}

/* The slot that holds this text, or the free one where it belongs. */
static uint32_t slot_of(const struct aif_names *n, const char *text, size_t bytes)
{
    uint32_t mask = n->slot_count - 1;
    uint32_t i = hash(text, bytes) & mask;
    while (n->slots[i] && !equals(n->texts[n->slots[i] - 1], text, bytes))
        i = (i + 1) & mask;
    return i;
}

static void grow(struct aif_names *n, struct aif_arena *a)
{
    uint32_t capacity = n->capacity ? 2 * n->capacity : 16;
    const char **texts = AIF_NEW(a, const char *, capacity);
    if (n->count)
        memcpy(texts, n->texts, n->count * sizeof *texts);
    n->texts = texts;
    n->capacity = capacity;
    n->slot_count = 2 * capacity;
    n->slots = AIF_NEW(a, uint32_t, n->slot_count);
    for (uint32_t i = 0; i < n->count; i++)
        n->slots[slot_of(n, texts[i], strlen(texts[i]))] = i + 1;
}

uint32_t aif_names_intern(struct aif_names *n, struct aif_arena *a, const char *text, size_t bytes)
{
    if (n->count == n->capacity)
        grow(n, a);
    uint32_t slot = slot_of(n, text, bytes);
    if (!n->slots[slot]) {
        n->texts[n->count++] = aif_arena_text(a, text, bytes);
        n->slots[slot] = n->count;
    }
    return n->slots[slot] - 1;
}

uint32_t aif_names_find(const struct aif_names *n, const char *text)
{
    if (!n->count)
        return AIF_NONE;
    uint32_t found = n->slots[slot_of(n, text, strlen(text))];
    return found ? found - 1 : AIF_NONE;
}

const char *aif_names_at(const struct aif_names *n, uint32_t i, const char *fallback)
{
    return i < n->count ? n->texts[i] : fallback;
}
