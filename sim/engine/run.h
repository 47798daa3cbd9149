#ifndef SIM_ENGINE_RUN_H
#define SIM_ENGINE_RUN_H

#include "aif/view.h"

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
    /* NULL: why jobs wait is not kept; see aif_sim_waits() */
    struct aif_wait_span *(*waits)(const struct aif_sim *sim, struct aif_arena *arena,
                                   uint32_t *count);
    /* NULL: from all spans; see aif_sim_longest_waits() */
    struct aif_wait_span *(*longest_waits)(const struct aif_sim *sim, struct aif_arena *arena);
    int64_t (*next_ms)(const struct aif_sim *sim); /* NULL: whole seconds */
    /* aif/view.h.  priority and share may be NULL. */
    struct aif_job_view (*job)(const struct aif_sim *sim, uint32_t job);
    struct aif_holding (*holding)(const struct aif_sim *sim,
                                  uint32_t job); /* of one that has run */
    bool (*priority)(const struct aif_sim *sim, uint32_t job, uint32_t i, uint32_t *partition,
                     struct aif_priority_sum *out);
    enum aif_start_kind (*start)(const struct aif_sim *sim, uint32_t job); /* NULL: not known */
    int64_t (*cycle_ms)(const struct aif_sim *sim);                        /* NULL: has no cycles */
    const struct aif_share_view *(*share)(const struct aif_sim *sim);
    const struct aif_machine *(*machine)(const struct aif_sim *sim);
    const struct aif_centre *(*centre)(const struct aif_sim *sim);
    void (*close)(struct aif_sim *sim);
};

extern const struct engine engine_textbook;

#endif
