#ifndef SIM_CONTROLLER_ARRAY_H
#define SIM_CONTROLLER_ARRAY_H

#include "controller/controller.h"

/* Job arrays of which only so many tasks may run at a time.  No more tasks are in the queue than
 * may start: the lowest numbers first, as Slurm splits them off.  The others wait outside of it,
 * and each that starts or ends costs O(1) on average, however long the array is. */

void array_open(struct controller *c);

/* Whether one more task of the job's array may enter the queue; true for jobs of none.  One that
 * may not waits for array_admit(). */
bool array_has_room(struct controller *c, uint32_t job);

/* Let tasks that wait for room into the queue while there is any; after a task of this job's array
 * has ended, or has left the queue without being started. */
void array_admit(struct controller *c, uint32_t job);

/* A task has entered or left the queue; has started, or ended. */
void array_note_queued(struct controller *c, uint32_t job, bool enters);
void array_note_running(struct controller *c, uint32_t job, bool starts);

#endif
