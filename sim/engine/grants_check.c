/* --check of the books of grants: what rows and episodes say that jobs have used. */
#include "engine/grants.h"

#include "engine/state.h"

/* Jobs that wait are on the list of their grant, and nobody else is. */
static void check_lists(const struct grants *g, uint32_t job_count)
{
    uint32_t waiting = 0;
    for (uint32_t i = 0; i < g->access->grant_count; i++) {
        const struct grant_state *s = &g->states[i];
        uint32_t count = 0, previous = AIF_NONE;
        for (uint32_t job = s->first; job != AIF_NONE; job = g->jobs[job].next) {
            AIF_CHECK(g->jobs[job].waits && g->uses[job].grant == i);
            AIF_CHECK(g->jobs[job].previous == previous);
            AIF_CHECK(s->applied.stop != AIF_STOP_START && g->uses[job].band == s->applied.band);
            previous = job;
            count++;
        }
        AIF_CHECK(s->last == previous && s->waiting_count == count);
        waiting += count;
    }
    for (uint32_t job = 0; job < job_count; job++)
        waiting -= g->jobs[job].waits;
    AIF_CHECK(waiting == 0);
}

/* The running jobs' part that has not been charged yet. */
static void add_running(const struct grants *g, uint32_t job, int64_t *counted, int64_t *rates)
{
    const struct grant_job *j = &g->jobs[job];
    uint32_t grant = g->uses[job].grant;
    if (!j->runs)
        return;
    counted[grant] += j->rate_milli * (g->states[grant].book.at_s - j->since_s);
    rates[grant] += j->rate_milli;
}

static void check_sums(const struct grants *g, uint32_t job_count)
{
    struct aif_arena scratch = {0};
    uint32_t count = g->access->grant_count;
    int64_t *counted = AIF_NEW(&scratch, int64_t, count + 1);
    int64_t *rates = AIF_NEW(&scratch, int64_t, count + 1);
    for (uint32_t job = 0; job < job_count; job++) {
        const struct aif_grant_use *use = &g->uses[job];
        AIF_CHECK(use->lowered_unit_ms <= use->charged_unit_ms);
        if (use->grant == AIF_NONE)
            continue;
        counted[use->grant] += use->charged_unit_ms;
        add_running(g, job, counted, rates);
    }
    for (uint32_t i = 0; i < count; i++)
        AIF_CHECK(counted[i] == grant_book_counted(&g->states[i].book) &&
                  rates[i] == g->states[i].book.rate_milli);
    aif_arena_free(&scratch);
}

void grants_check(const struct aif_sim *sim)
{
    check_lists(sim->grants, sim->job_count);
    check_sums(sim->grants, sim->job_count);
}
