/* A run from outside: which engine it takes, and what both have in common. */
#include "controller/controller.h"

#include "engine/run.h"
#include "engine/state.h"

static const struct aif_share *share_of(const struct aif_centre *centre, struct aif_err *err)
{
    const char *name = centre ? centre->priority.share : NULL;
    const void *found = aif_plugin_find(AIF_SHARE, name ? name : "fair-tree");
    if (!found)
        aif_plugin_unknown(AIF_SHARE, name, err);
    return found;
}

struct aif_sim *aif_sim_open(const struct aif_scenario *scenario, struct aif_err *err)
{
    bool controls = scenario->policy.backfill->controls;
    struct aif_scenario complete = *scenario;
    if (!complete.policy.share)
        complete.policy.share = share_of(scenario->centre, err);
    if (!complete.policy.share)
        return NULL;
    return (controls ? &engine_controller : &engine_textbook)->open(&complete, err);
}

int64_t aif_sim_next(const struct aif_sim *sim)
{
    return sim->engine->next(sim);
}

int64_t aif_sim_next_ms(const struct aif_sim *sim)
{
    if (sim->engine->next_ms)
        return sim->engine->next_ms(sim);
    int64_t t_s = sim->engine->next(sim);
    return t_s == AIF_NEVER_S ? t_s : t_s * 1000;
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

bool aif_sim_has_waits(const struct aif_sim *sim)
{
    return sim->scenario.keeps_waits && sim->engine->waits && !sim->is_trail_lost;
}

struct aif_wait_span *aif_sim_waits(const struct aif_sim *sim, struct aif_arena *arena,
                                    uint32_t *count)
{
    *count = 0;
    return aif_sim_has_waits(sim) ? sim->engine->waits(sim, arena, count) : NULL;
}

struct aif_wait_span *aif_sim_longest_waits(const struct aif_sim *sim, struct aif_arena *arena)
{
    if (!aif_sim_has_waits(sim))
        return NULL;
    if (sim->engine->longest_waits)
        return sim->engine->longest_waits(sim, arena);
    struct aif_wait_span *longest = AIF_NEW(arena, struct aif_wait_span, sim->job_count + 1);
    struct aif_arena scratch = {0};
    uint32_t count;
    const struct aif_wait_span *spans = aif_sim_waits(sim, &scratch, &count);
    for (uint32_t i = 0; i < count; i++) {
        struct aif_wait_span *l = &longest[spans[i].job];
        if (spans[i].to_s - spans[i].from_s > l->to_s - l->from_s)
            *l = spans[i];
    }
    aif_arena_free(&scratch);
    return longest;
}

struct aif_job_view aif_view_job(const struct aif_sim *sim, uint32_t job)
{
    AIF_CHECK(job < sim->job_count);
    return sim->engine->job(sim, job);
}

struct aif_holding aif_view_holding(const struct aif_sim *sim, uint32_t job)
{
    AIF_CHECK(job < sim->job_count);
    if (sim->rows[job].start_s == AIF_UNKNOWN_S)
        return (struct aif_holding){0};
    return sim->engine->holding(sim, job);
}

enum aif_start_kind aif_view_start(const struct aif_sim *sim, uint32_t job)
{
    AIF_CHECK(job < sim->job_count);
    return sim->engine->start ? sim->engine->start(sim, job) : AIF_START_UNKNOWN;
}

bool aif_view_priority(const struct aif_sim *sim, uint32_t job, uint32_t i, uint32_t *partition,
                       struct aif_priority_sum *out)
{
    AIF_CHECK(job < sim->job_count);
    return sim->engine->priority && sim->engine->priority(sim, job, i, partition, out);
}

int64_t aif_view_cycle_ms(const struct aif_sim *sim)
{
    return sim->engine->cycle_ms ? sim->engine->cycle_ms(sim) : AIF_UNKNOWN_S;
}

const struct aif_share_view *aif_view_share(const struct aif_sim *sim)
{
    return sim->engine->share ? sim->engine->share(sim) : NULL;
}

const struct aif_machine *aif_view_machine(const struct aif_sim *sim)
{
    return sim->engine->machine(sim);
}

const struct aif_centre *aif_view_centre(const struct aif_sim *sim)
{
    return sim->engine->centre(sim);
}

const struct aif_grant_result *aif_sim_grants(const struct aif_sim *sim, struct aif_arena *arena,
                                              uint32_t *count)
{
    *count = sim->grants ? sim->grants->access->grant_count + 1 : 0;
    if (!sim->grants)
        return NULL;
    struct aif_grant_result *results = AIF_NEW(arena, struct aif_grant_result, *count);
    grants_close(sim->grants, results);
    return results;
}

const struct aif_grant_use *aif_sim_grant_uses(const struct aif_sim *sim)
{
    return sim->grants ? sim->grants->uses : NULL;
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
