/* A run from outside: which engine it takes, and what both have in common. */
#include "controller/controller.h"

#include "engine/run.h"
#include "engine/state.h"

struct aif_sim *aif_sim_open(const struct aif_scenario *scenario, struct aif_err *err)
{
    bool controls = scenario->policy.backfill->controls;
    return (controls ? &engine_controller : &engine_textbook)->open(scenario, err);
}

int64_t aif_sim_next(const struct aif_sim *sim)
{
    return sim->engine->next(sim);
}

bool aif_sim_step(struct aif_sim *sim)
{
    return sim->engine->step(sim);
}

void aif_sim_run(struct aif_sim *sim)
{
    while (sim->engine->step(sim))
        ;
    AIF_CHECK(sim->waiting_count == 0 && sim->running_count == 0);
}

const struct aif_row *aif_sim_rows(const struct aif_sim *sim)
{
    return sim->rows;
}

uint32_t aif_sim_job_count(const struct aif_sim *sim)
{
    return sim->job_count;
}

const struct aif_totals *aif_sim_totals(const struct aif_sim *sim)
{
    return &sim->totals;
}

const struct aif_episode *aif_sim_episodes(const struct aif_sim *sim, uint32_t *count)
{
    return sim->engine->episodes ? sim->engine->episodes(sim, count) : (*count = 0, NULL);
}

size_t aif_sim_bytes(const struct aif_sim *sim)
{
    return sim->engine->bytes(sim);
}

void aif_sim_close(struct aif_sim *sim)
{
    if (sim)
        sim->engine->close(sim);
}
