#ifndef SIM_CONTROLLER_ACTIONS_H
#define SIM_CONTROLLER_ACTIONS_H

#include "controller/controller.h"

/* What somebody did at some time: the i-th action of the workload, now. */
void action_apply(struct controller *c, uint32_t i);

/* Push the events of a reservation: once at the start of a run, and again when it recurs. */
void action_open_reservation(struct controller *c, uint32_t i);

/* Something happens to a job or a node: reservations that had come to rest recur again. */
void action_note_event(struct controller *c);

/* A reservation begins or ends, now. */
void action_reservation(struct controller *c, uint32_t i);

#endif
