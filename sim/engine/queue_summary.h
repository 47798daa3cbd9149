#ifndef SIM_ENGINE_QUEUE_SUMMARY_H
#define SIM_ENGINE_QUEUE_SUMMARY_H

#include "engine/queue.h"

/* Upkeep of the summaries by which the queue skips what cannot start. */

/* Width class: exact up to 16 units, four classes an octave above. */
uint32_t summary_class(uint32_t units);

void summary_clear(struct queue_summary *s);
void summary_add(struct queue_summary *s, const struct queue_entry *e);

/* The summary stays right, or is marked stale if the entry was what it stood on. */
void summary_remove(struct queue_summary *s, const struct queue_entry *e);

/* Make the summary of a leaf, or of a group and all its leaves, exact again if it is stale. */
void summary_refresh_leaf(struct queue_leaf *l);
void summary_refresh_group(struct queue_group *g);

/* Whether some entry below may pass; width_class is that of the filter's free units.  Wrong only on
 * the side of looking in vain: by width within one class. */
static inline bool summary_may_pass(const struct queue_summary *s, const struct queue_filter *f,
                                    uint32_t width_class)
{
    if (s->least_units > f->free_units)
        return false;
    return s->least_units <= f->extra_units || s->shortest_s[width_class] <= f->horizon_s;
}

#endif
