#ifndef SIM_CONTROLLER_RATION_H
#define SIM_CONTROLLER_RATION_H

#include "controller/controller.h"

/* What grants allow, as the controller sees to it.  Without an access layer nothing happens here.
 * Books are kept in whole seconds, as rows are. */

/* A pending job comes to wait; else why it is refused, which is in the books then. */
enum aif_reject ration_admit(struct controller *c, uint32_t job);

/* A pending job leaves without having run or been refused. */
void ration_leave(struct controller *c, uint32_t job);

/* Its run begins; is over, or it stands still; it goes on. */
void ration_start(struct controller *c, uint32_t job);
void ration_stop(struct controller *c, uint32_t job);
void ration_go_on(struct controller *c, uint32_t job);

/* An event of a grant. */
void ration_event(struct controller *c, uint32_t grant);

/* The end of an instant: the next events of the grants that something happened to. */
void ration_settle(struct controller *c);

/* The band that a pending job waits in. */
static inline uint8_t ration_band(const struct controller *c, uint32_t job)
{
    return c->sim.grants ? grants_band(c->sim.grants, job) : 0;
}

#endif
