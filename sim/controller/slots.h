#ifndef SIM_CONTROLLER_SLOTS_H
#define SIM_CONTROLLER_SLOTS_H

#include "controller/bitset.h"

/* Which nodes the plan has left at which times: slots without gaps, each with a set of nodes that
 * nothing planned uses. */

struct slot {
    int64_t begin_s, end_s;
    struct bitset left;
    uint32_t left_count;
};

/* A time in which so many nodes are needed, all of them in these words of sets. */
struct slot_span {
    int64_t from_s, until_s;
    uint32_t needed;
    uint32_t first_word, end_word;
    uint32_t first_slot; /* slots_at() from_s */
};

/* Zeroed but for arena and length before the first slots_reset(). */
struct slot_table {
    struct aif_arena *arena;
    uint32_t length; /* of the sets */
    struct slot *slots;
    uint32_t count, capacity;
    uint32_t records; /* as Slurm counts them against bf_node_space_size */
    bool has_empty_first;
    struct bitset first; /* scratch */
};

/* One slot [begin_s, end_s) with these nodes. */
void slots_reset(struct slot_table *t, int64_t begin_s, int64_t end_s, const struct bitset *nodes);

/* Plan these nodes from begin_s to end_s.  Times before the first slot are cut off. */
void slots_take(struct slot_table *t, int64_t begin_s, int64_t end_s, const struct bitset *nodes);

/* Take out of *usable what is planned at any time from from_s to until_s, both included, in two
 * steps.  The first goes as far as is needed to find *later_s, the end of the first slot after
 * which nodes come back that were usable, or 0; the second does the rest, from where the first
 * ended, or from the slot at from_s where nobody asks for that.  False, and what is left in *usable
 * means nothing, if less than `needed` nodes are left at some time. */
uint32_t slots_find_later(struct slot_table *t, const struct slot_span *span, struct bitset *usable,
                          int64_t *later_s);
bool slots_narrow(const struct slot_table *t, const struct slot_span *span, uint32_t from,
                  struct bitset *usable);

/* Whether less than `needed` of these nodes are left at some time of the span.  What is left of
 * them means nothing afterwards.  *first_try is a slot to begin with: the one that gave the answer
 * to the last question of this kind is good for the next. */
bool slots_rule_out(const struct slot_table *t, const struct slot_span *span, struct bitset *nodes,
                    uint32_t *first_try);

/* The first slot that ends after t_s; count if none does. */
uint32_t slots_at(const struct slot_table *t, int64_t t_s);

/* Whether all these nodes are left from begin_s to before end_s. */
bool slots_cover(const struct slot_table *t, int64_t begin_s, int64_t end_s,
                 const struct bitset *nodes);

#endif
