#ifndef SIM_CONTROLLER_LIFE_H
#define SIM_CONTROLLER_LIFE_H

#include "controller/controller.h"

/* The life of a job: every change of its state goes through here. */

void life_reject(struct controller *c, uint32_t job, enum aif_reject reason);
void life_submit(struct controller *c, uint32_t job);

/* Look again at whether a pending job may stand in the queue: held, dependencies, begin time,
 * tasks of its array that run. */
void life_consider(struct controller *c, uint32_t job);

/* A pending job starts now in the ask's partition, on these nodes, for at most limit_s. */
void life_start(struct controller *c, const struct ask *a, const struct choice *nodes,
                int64_t limit_s);

/* A running job ends now. */
void life_end(struct controller *c, uint32_t job, enum aif_outcome outcome);

/* A running job is taken off its nodes: it ends or goes back into the queue. */
void life_preempt(struct controller *c, uint32_t job, enum aif_preempt_mode mode);

/* A running job goes back into the queue at once and keeps its work, but for the last of it, which
 * the restart costs.  It may go on on other nodes; its limit is on the work of all its runs. */
void life_park(struct controller *c, uint32_t job);

/* A running job has lost a node: it goes back into the queue if it may, else it ends. */
void life_lose_node(struct controller *c, uint32_t job);

/* A pending job is refused by the access layer, in whose books that is already. */
void life_refuse(struct controller *c, uint32_t job, enum aif_reject reason);

/* A waiting or running job is cancelled. */
void life_cancel(struct controller *c, uint32_t job);

/* Whether the job is in a run, though it may stand still. */
static inline bool life_is_started(const struct controller *c, uint32_t job)
{
    return c->jobs[job].phase == PHASE_RUNNING;
}

/* What a running job has used since it was last charged is charged, and its run minutes fall. */
void life_charge(struct controller *c, uint32_t job);

/* A pending job will never start: nothing can change any more. */
void life_block(struct controller *c, uint32_t job);

/* A waiting job begins to gain age, if limits let it; it does so no longer. */
void life_try_accrue(struct controller *c, uint32_t job);
void life_end_accrual(struct controller *c, uint32_t job);

/* As many tasks of its array run as may: the job leaves the queue and keeps its age. */
void life_throttle(struct controller *c, uint32_t job);

/* Take a job out of the queue, if it is in it. */
void life_dequeue(struct controller *c, uint32_t job);

/* The ask by which a running job was started. */
const struct ask *life_running_ask(const struct controller *c, uint32_t job);

/* Why a pending job waits, and what stands in its way (AIF_NONE: nothing in particular). */
void life_note_reason(struct controller *c, uint32_t job, enum aif_wait reason, uint32_t blocker);
void life_note_limit(struct controller *c, uint32_t job, const struct limit_verdict *v);

/* What a job has or would have, for limits and charges. */
struct aif_tres_set life_amount(const struct controller *c, const struct ask *a);
struct limit_job life_limit_job(struct controller *c, const struct ask *a);

#endif
