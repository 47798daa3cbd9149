#ifndef SIM_CONTROLLER_OPEN_H
#define SIM_CONTROLLER_OPEN_H

#include "controller/controller.h"
#include "engine/wish.h"

/* Make everything of a run whose scenario, centre and job count are set. */
void open_run(struct controller *c);

/* The i-th partition that a job names, as the machine's index: AIF_NONE if the machine does not
 * have it, OPEN_NO_MORE past the last. */
#define OPEN_NO_MORE (AIF_NONE - 1)
uint32_t open_wanted(const struct controller *c, uint32_t job, uint32_t i);

/* What the job asks for in this partition. */
struct wish open_wish(const struct controller *c, uint32_t job, uint32_t partition);

/* Whether the job could ever run there, by size and time. */
bool open_is_possible(const struct controller *c, uint32_t job, uint32_t partition);

/* Nodes of these classes that have the features the job wants. */
uint64_t open_count_with_features(const struct controller *c, uint32_t job, uint64_t classes);

/* Make the job's asks, one for each partition in which it could run, or make them anew after the
 * request has changed; give them back when it is over. */
void open_asks(struct controller *c, uint32_t job);
void open_drop_asks(struct controller *c, uint32_t job);

/* The reservation that the job names, as the centre's index, or AIF_NONE. */
uint32_t open_reservation(const struct controller *c, uint32_t job);

#endif
