#ifndef SIM_ENGINE_QUEUE_SUMMARY_H
#define SIM_ENGINE_QUEUE_SUMMARY_H

#include "engine/queue.h"

/* Upkeep of the summaries by which the queue skips what cannot start. */

/* Width class: exact up to 8 units, four classes an octave above; all beyond 2^17 units in one. */
uint32_t summary_class(uint32_t units);

/* An entry has come: keep the summary right, if it is. */
void summary_add(struct queue_summary *s, const struct queue_entry *e);

/* An entry has left: the summary stays right, or is marked stale if it stood on that entry. */
void summary_remove(struct queue_summary *s, const struct queue_entry *e);

/* Make the summary of a leaf, or of a group and all its leaves, exact again if it is stale. */
void summary_refresh_leaf(struct queue_leaf *l);
void summary_refresh_group(struct queue_group *g);

/* Whether some entry of the leaf or group may pass: its narrowest needs least_units; width_class is
 * that of the filter's free units.  Wrong only on the side of looking in vain, by width within one
 * class. */
bool summary_may_pass(const struct queue_summary *s, uint32_t least_units,
                      const struct queue_filter *f, uint32_t width_class);

#endif
