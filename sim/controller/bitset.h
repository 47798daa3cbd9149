#ifndef SIM_CONTROLLER_BITSET_H
#define SIM_CONTROLLER_BITSET_H

#include "aif/arena.h"

/* Sets of node numbers, as words of 64 bits.  Sets that are combined have the same length; bits
 * beyond it are always zero.  Whatever looks at a whole set costs one step a word. */

struct bitset {
    uint64_t *words;
    uint32_t length; /* numbers 0 to length - 1 */
};

struct bitset bitset_new(struct aif_arena *arena, uint32_t length); /* empty */

static inline uint32_t bitset_words(const struct bitset *s)
{
    return (s->length + 63) / 64;
}

static inline bool bitset_has(const struct bitset *s, uint32_t i)
{
    return s->words[i / 64] >> (i % 64) & 1;
}

static inline void bitset_add(struct bitset *s, uint32_t i)
{
    s->words[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline void bitset_drop(struct bitset *s, uint32_t i)
{
    s->words[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

void bitset_add_range(struct bitset *s, uint32_t first, uint32_t count);
void bitset_clear(struct bitset *s);
void bitset_fill(struct bitset *s); /* all numbers */
void bitset_copy(struct bitset *to, const struct bitset *from);
void bitset_set_and(struct bitset *to, const struct bitset *a, const struct bitset *b);
void bitset_and(struct bitset *s, const struct bitset *with);
void bitset_or(struct bitset *s, const struct bitset *with);
void bitset_subtract(struct bitset *s, const struct bitset *without);

uint32_t bitset_count(const struct bitset *s);
uint32_t bitset_count_and(const struct bitset *a, const struct bitset *b); /* of what is in both */
bool bitset_has_as_many(const struct bitset *s, uint32_t least); /* fast where they are few */
bool bitset_is_empty(const struct bitset *s);
bool bitset_meets(const struct bitset *a, const struct bitset *b);  /* something is in both */
bool bitset_covers(const struct bitset *a, const struct bitset *b); /* all of b is in a */
bool bitset_equal(const struct bitset *a, const struct bitset *b);

uint32_t bitset_search(const struct bitset *s, uint32_t from); /* see bitset_next() */

/* The smallest member that is at least `from`, or AIF_NONE. */
static inline uint32_t bitset_next(const struct bitset *s, uint32_t from)
{
    return from < s->length && bitset_has(s, from) ? from : bitset_search(s, from);
}

/* The smallest number that is at least `from` and no member; the length if all are. */
uint32_t bitset_next_gap(const struct bitset *s, uint32_t from);

#endif
