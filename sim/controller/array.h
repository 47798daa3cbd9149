#ifndef SIM_CONTROLLER_ARRAY_H
#define SIM_CONTROLLER_ARRAY_H

#include "controller/controller.h"

/* Job arrays of which only so many tasks may run at a time.  While fewer run, their next tasks are
 * in the queue, the lowest numbers first: as many as may start, or as many as backfill plans for
 * (bf_max_job_array_resv) if that is more, because Slurm's plan ignores the bound.  When as many
 * run as may, none is.  A task that starts or ends costs O(tasks in the queue), however long the
 * array is. */

void array_open(struct controller *c);

/* Whether one more task of the job's array may enter the queue; true for jobs of none.  One that
 * may not waits for array_admit(). */
bool array_has_room(struct controller *c, uint32_t job);

/* Let tasks that wait for room into the queue while there is any; after a task of this job's array
 * has ended, or has left the queue without being started. */
void array_admit(struct controller *c, uint32_t job);

/* A task has entered or left the queue. */
void array_note_queued(struct controller *c, uint32_t job, bool enters);

/* A task has started, after which others may have to leave the queue; or it has ended. */
void array_note_start(struct controller *c, uint32_t job);
void array_note_end(struct controller *c, uint32_t job);

#endif
