/* Sets of node numbers. */
#include "controller/bitset.h"

#include <assert.h>
#include <string.h>

struct bitset bitset_new(struct aif_arena *arena, uint32_t length)
{
    return (struct bitset){AIF_NEW(arena, uint64_t, (length + 63) / 64 + 1), length};
}

/* C11 has no population count: add bits in pairs, fours and eights.  The result holds one count a
 * byte. */
static uint64_t ones_by_byte(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    return (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
}

/* The sum of eight bytes that may each be up to 255. */
static uint32_t sum_of_bytes(uint64_t x)
{
    x = (x & UINT64_C(0x00ff00ff00ff00ff)) + (x >> 8 & UINT64_C(0x00ff00ff00ff00ff));
    return (uint32_t)(x * UINT64_C(0x0001000100010001) >> 48);
}

/* So many words can be counted byte by byte before a byte overflows. */
enum { COUNT_BLOCK = 31 };

/* The number of zeros below the lowest one; x != 0.  A de Bruijn sequence: its 64 windows of six
 * bits are all different. */
static uint32_t lowest(uint64_t x)
{
    static const uint8_t position[64] = {
        0,  1,  48, 2,  57, 49, 28, 3,  61, 58, 50, 42, 38, 29, 17, 4,  62, 55, 59, 36, 53, 51,
        43, 22, 45, 39, 33, 30, 24, 18, 12, 5,  63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21,
        44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9,  13, 8,  7,  6,
    };
    return position[(x & (~x + 1)) * UINT64_C(0x03f79d71b4cb0a89) >> 58];
}

void bitset_add_range(struct bitset *s, uint32_t first, uint32_t count)
{
    while (count) {
        uint32_t offset = first % 64;
        uint32_t here = count < 64 - offset ? count : 64 - offset;
        s->words[first / 64] |= (here < 64 ? (UINT64_C(1) << here) - 1 : UINT64_MAX) << offset;
        first += here;
        count -= here;
    }
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
    uint32_t words = bitset_words(s);
    for (uint32_t i = 0; i < words; i++)
        s->words[i] &= with->words[i];
}

void bitset_set_and(struct bitset *to, const struct bitset *a, const struct bitset *b)
{
    assert(to->length == a->length && a->length == b->length);
    uint32_t words = bitset_words(to);
    for (uint32_t i = 0; i < words; i++)
        to->words[i] = a->words[i] & b->words[i];
}

void bitset_or(struct bitset *s, const struct bitset *with)
{
    assert(s->length == with->length);
    uint32_t words = bitset_words(s);
    for (uint32_t i = 0; i < words; i++)
        s->words[i] |= with->words[i];
}

void bitset_subtract(struct bitset *s, const struct bitset *without)
{
    assert(s->length == without->length);
    uint32_t words = bitset_words(s);
    for (uint32_t i = 0; i < words; i++)
        s->words[i] &= ~without->words[i];
}

uint32_t bitset_count(const struct bitset *s)
{
    return bitset_count_and(s, s);
}

uint32_t bitset_count_and(const struct bitset *a, const struct bitset *b)
{
    uint32_t n = 0, words = bitset_words(a);
    for (uint32_t i = 0; i < words;) {
        uint32_t end = words - i > COUNT_BLOCK ? i + COUNT_BLOCK : words;
        uint64_t bytes = 0;
        for (; i < end; i++)
            bytes += ones_by_byte(a->words[i] & b->words[i]);
        n += sum_of_bytes(bytes);
    }
    return n;
}

bool bitset_has_as_many(const struct bitset *s, uint32_t least)
{
    uint32_t n = 0, words = bitset_words(s);
    for (uint32_t i = 0; i < words && n < least; i++)
        if (s->words[i])
            n += sum_of_bytes(ones_by_byte(s->words[i]));
    return n >= least;
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

uint32_t bitset_search(const struct bitset *s, uint32_t from)
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
