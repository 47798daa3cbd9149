#ifndef SIM_ENGINE_WHOM_H
#define SIM_ENGINE_WHOM_H

#include "engine/state.h"

/* Which running job a waiting one waits for: in the order in which running jobs are due, the first
 * with whose end it would fit. */

/* The machine at some instant. */
struct whom_scene {
    uint32_t free_units;          /* of the job's domain, where units are counted */
    const struct aif_shape *free; /* else, by node */
    const uint32_t *running;      /* by the time when they are due, ties by number */
    uint32_t running_count;       /* jobs of other domains among them count for nothing */
    struct aif_shape *scratch;    /* room for all nodes; where units are not counted */
};

/* AIF_NONE: it fits as things are, or would not fit on an empty machine.  O(running jobs x their
 * nodes + nodes). */
uint32_t whom_in(const struct aif_sim *sim, uint32_t job, const struct whom_scene *scene);

/* The same now.  O(running jobs x log). */
uint32_t whom_now(const struct aif_sim *sim, uint32_t job);

/* Whether the job fits on what is free now, whatever has been promised to others. */
bool whom_fits(const struct aif_sim *sim, uint32_t job);

#endif
