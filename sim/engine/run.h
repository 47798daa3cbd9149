#ifndef SIM_ENGINE_RUN_H
#define SIM_ENGINE_RUN_H

#include "aif/sim.h"

/* What a run is driven by: the textbook engine, or the model of a batch system's controller.  Both
 * keep what callers see - rows, totals - in struct aif_sim (state.h), which is the first member of
 * their own state. */
struct engine {
    struct aif_sim *(*open)(const struct aif_scenario *scenario, struct aif_err *err);
    int64_t (*next)(const struct aif_sim *sim); /* see aif_sim_next() */
    bool (*step)(struct aif_sim *sim);
    size_t (*bytes)(const struct aif_sim *sim);
    /* NULL: no run is ever cut short */
    const struct aif_episode *(*episodes)(const struct aif_sim *sim, uint32_t *count);
    void (*close)(struct aif_sim *sim);
};

extern const struct engine engine_textbook;

#endif
