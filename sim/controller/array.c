#include "controller/array.h"

#include "controller/life.h"

void array_open(struct controller *c)
{
    uint32_t count = c->sim.scenario.workload->array_count + 1;
    c->array_running = AIF_NEW(&c->sim.arena, uint32_t, count);
    c->array_queued = AIF_NEW(&c->sim.arena, uint32_t, count);
    c->array_next = AIF_NEW(&c->sim.arena, uint32_t, count);
}

/* The number of the job's array, or AIF_NONE. */
static uint32_t array_of(const struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    return w->extras ? w->extras[job].array : AIF_NONE;
}

static bool is_full(const struct controller *c, uint32_t array)
{
    uint32_t most = c->sim.scenario.workload->arrays[array].max_running;
    return most > 0 && c->array_running[array] + c->array_queued[array] >= most;
}

/* The place of a job among the tasks of its array, which are in the order of their numbers. */
static uint32_t place_in(const struct aif_workload *w, const struct aif_array *a, uint32_t job)
{
    const uint32_t *tasks = w->array_jobs + a->first_job;
    uint32_t low = 0, high = a->job_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (w->extras[tasks[middle]].array_task < w->extras[job].array_task)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool array_has_room(struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    uint32_t array = array_of(c, job);
    if (array == AIF_NONE || !is_full(c, array))
        return true;
    uint32_t place = place_in(w, &w->arrays[array], job);
    if (place < c->array_next[array])
        c->array_next[array] = place;
    return false;
}

void array_admit(struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    uint32_t array = array_of(c, job);
    if (array == AIF_NONE || w->arrays[array].max_running == 0)
        return;
    const uint32_t *tasks = w->array_jobs + w->arrays[array].first_job;
    uint32_t *next = &c->array_next[array];
    while (*next < w->arrays[array].job_count && !is_full(c, array)) {
        uint32_t task = tasks[(*next)++];
        if (task < c->sim.job_count && c->jobs[task].phase == PHASE_PENDING &&
            c->jobs[task].reason == AIF_WAIT_ARRAY)
            life_consider(c, task);
    }
}

static void count(uint32_t *counts, uint32_t array, bool more)
{
    if (array == AIF_NONE)
        return;
    AIF_CHECK(more || counts[array] > 0);
    counts[array] = more ? counts[array] + 1 : counts[array] - 1;
}

void array_note_queued(struct controller *c, uint32_t job, bool enters)
{
    count(c->array_queued, array_of(c, job), enters);
}

void array_note_running(struct controller *c, uint32_t job, bool starts)
{
    count(c->array_running, array_of(c, job), starts);
}
