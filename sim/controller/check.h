#ifndef SIM_CONTROLLER_CHECK_H
#define SIM_CONTROLLER_CHECK_H

#include "controller/controller.h"

/* Recompute the state of the run from its jobs alone and compare; a difference is a bug and stops
 * the program.  O(jobs + nodes). */
void check_controller(const struct controller *c);

/* The part of it about limits: what is counted of associations and QOS.  O(jobs + entities). */
void check_limits(const struct controller *c);

#endif
