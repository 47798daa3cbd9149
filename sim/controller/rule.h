#ifndef SIM_CONTROLLER_RULE_H
#define SIM_CONTROLLER_RULE_H

#include "controller/controller.h"

/* Start rules on the controller other than Slurm's two schedulers: what a plug-in of sim/backfill/
 * points to.  They are driven by events: one pass right after all else of an instant at which
 * something changed that may let a job start, and where the rule itself wants one. */
struct start_rule {
    /* Called once, before the machine is set up: may replace settings of c->centre, which is the
     * run's own, and make c->rule_state in the run's arena.  May be NULL. */
    void (*open)(struct controller *c);

    /* Look at everything that waits.  Returns when the next pass is due if nothing changes before,
     * later than now, or AIF_NEVER_S.  Called with a queue that is not empty. */
    int64_t (*pass)(struct controller *c);

    /* The place in the queue in place of the order's score, lower first; partition tiers still come
     * before it.  May only change where the rule has the queue sorted anew.  NULL: the order's. */
    double (*score)(struct controller *c, const struct ask *a);

    /* Its passes are the main scheduler's, which may start a job on top of others, or preempt. */
    bool preempts;

    /* A job has ended; its row says how.  May be NULL. */
    void (*ended)(struct controller *c, uint32_t job);
};

/* The pass of this instant. */
void rule_pass(struct controller *c);

#endif
