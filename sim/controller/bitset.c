/* Sets of node numbers. */
#include "controller/bitset.h"

#include <assert.h>
#include <string.h>

struct bitset bitset_new(struct aif_arena *arena, uint32_t length)
{
    return (struct bitset){AIF_NEW(arena, uint64_t, (length + 63) / 64 + 1), length};
}

/* C11 has no population count: add bits in pairs, fours, eights, then all bytes by a product. */
static uint32_t ones(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* The number of zeros below the lowest one; x != 0. */
static uint32_t lowest(uint64_t x)
{
    return ones((x & (~x + 1)) - 1);
}

void bitset_clear(struct bitset *s)
{
    memset(s->words, 0, bitset_words(s) * sizeof *s->words);
}

void bitset_fill(struct bitset *s)
{
    memset(s->words, 0xff, s->length / 64 * sizeof *s->words);
    if (s->length % 64)
        s->words[s->length / 64] = (UINT64_C(1) << (s->length % 64)) - 1;
}

void bitset_copy(struct bitset *to, const struct bitset *from)
{
    assert(to->length == from->length);
    memcpy(to->words, from->words, bitset_words(to) * sizeof *to->words);
}

void bitset_and(struct bitset *s, const struct bitset *with)
{
    assert(s->length == with->length);
    for (uint32_t i = 0; i < bitset_words(s); i++)
        s->words[i] &= with->words[i];
}

void bitset_or(struct bitset *s, const struct bitset *with)
{
    assert(s->length == with->length);
    for (uint32_t i = 0; i < bitset_words(s); i++)
        s->words[i] |= with->words[i];
}

void bitset_subtract(struct bitset *s, const struct bitset *without)
{
    assert(s->length == without->length);
    for (uint32_t i = 0; i < bitset_words(s); i++)
        s->words[i] &= ~without->words[i];
}

uint32_t bitset_count(const struct bitset *s)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < bitset_words(s); i++)
        n += ones(s->words[i]);
    return n;
}

uint32_t bitset_count_and(const struct bitset *a, const struct bitset *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < bitset_words(a); i++)
        n += ones(a->words[i] & b->words[i]);
    return n;
}

bool bitset_is_empty(const struct bitset *s)
{
    for (uint32_t i = 0; i < bitset_words(s); i++)
        if (s->words[i])
            return false;
    return true;
}

bool bitset_meets(const struct bitset *a, const struct bitset *b)
{
    for (uint32_t i = 0; i < bitset_words(a); i++)
        if (a->words[i] & b->words[i])
            return true;
    return false;
}

bool bitset_covers(const struct bitset *a, const struct bitset *b)
{
    for (uint32_t i = 0; i < bitset_words(a); i++)
        if (b->words[i] & ~a->words[i])
            return false;
    return true;
}

bool bitset_equal(const struct bitset *a, const struct bitset *b)
{
    return memcmp(a->words, b->words, bitset_words(a) * sizeof *a->words) == 0;
}

uint32_t bitset_next(const struct bitset *s, uint32_t from)
{
    if (from >= s->length)
        return AIF_NONE;
    uint32_t i = from / 64;
    uint64_t word = s->words[i] >> (from % 64) << (from % 64);
    while (!word) {
        if (++i >= bitset_words(s))
            return AIF_NONE;
        word = s->words[i];
    }
    return i * 64 + lowest(word);
}

uint32_t bitset_next_gap(const struct bitset *s, uint32_t from)
{
    if (from >= s->length)
        return s->length;
    uint32_t i = from / 64;
    uint64_t word = ~s->words[i] >> (from % 64) << (from % 64);
    while (!word) {
        if (++i >= bitset_words(s))
            return s->length;
        word = ~s->words[i];
    }
    uint32_t gap = i * 64 + lowest(word);
    return gap < s->length ? gap : s->length;
}
