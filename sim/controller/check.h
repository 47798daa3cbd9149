#ifndef SIM_CONTROLLER_CHECK_H
#define SIM_CONTROLLER_CHECK_H

#include "controller/controller.h"

/* Recompute the state of the run from its jobs alone and compare; a difference is a bug and stops
 * the program.  O(jobs + nodes). */
void check_controller(const struct controller *c);

#endif
