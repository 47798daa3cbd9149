#ifndef SIM_HOST_CAMPAIGN_CELL_H
#define SIM_HOST_CAMPAIGN_CELL_H

#include "host/campaign/deal.h"
#include "host/campaign/result.h"
#include "host/experiment/experiment.h"

#include "aif/access.h"
#include "aif/sim.h"

/* Computes cells of an experiment.  Workloads are read or generated when a cell first needs them
 * and kept for the next cells; the few used last stay in memory. */
struct cell_runner;

/* What a rank has done, and how long each part took. */
struct cell_stats {
    int64_t load_ns, simulate_ns, metrics_ns, write_ns;
    int64_t cells, jobs, events;
};

struct cell_runner *cell_runner_open(const struct experiment *e); /* borrowed */

/* What names a cell in the results. */
struct result_cell cell_names(const struct experiment *e, uint32_t number);

/* Run a cell; the result is a message as in result.h. */
bool cell_run(struct cell_runner *r, uint32_t cell, const struct deal_tick *tick, struct bytes *out,
              struct aif_err *err);

/* What a cell runs.  The workload belongs to the runner, until four others have been needed. */
struct cell_scene {
    struct aif_scenario scenario;
    struct aif_centre centre;
    struct aif_access access;
    struct aif_arena arena;
};

/* Make the scenario of a cell without running it.  Not to be moved; close it also on failure. */
bool cell_scene_open(struct cell_runner *r, uint32_t cell, struct cell_scene *out,
                     struct aif_err *err);
void cell_scene_close(struct cell_scene *s);

struct cell_stats cell_stats(const struct cell_runner *r);
void cell_runner_close(struct cell_runner *r); /* NULL is allowed */

#endif
