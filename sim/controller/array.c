#include "controller/array.h"

#include "controller/life.h"

void array_open(struct controller *c)
{
    uint32_t count = c->sim.scenario.workload->array_count + 1;
    c->array_running = AIF_NEW(&c->sim.arena, uint32_t, count);
    c->array_queued = AIF_NEW(&c->sim.arena, uint32_t, count);
    c->array_next = AIF_NEW(&c->sim.arena, uint32_t, count);
    c->array_first = AIF_NEW(&c->sim.arena, uint32_t, count);
}

/* The number of the job's array, or AIF_NONE. */
static uint32_t array_of(const struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    return w->extras ? w->extras[job].array : AIF_NONE;
}

static uint32_t most_running(const struct controller *c, uint32_t array)
{
    uint32_t most = c->sim.scenario.workload->arrays[array].max_running;
    return most ? most : UINT32_MAX;
}

/* No more tasks may enter the queue. */
static bool is_full(const struct controller *c, uint32_t array)
{
    uint32_t most = most_running(c, array), running = c->array_running[array];
    uint32_t planned = c->centre.slurm.bf_max_job_array_resv;
    if (running >= most)
        return true;
    uint32_t room = most - running;
    return c->array_queued[array] >= (room > planned ? room : planned);
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

void array_note_queued(struct controller *c, uint32_t job, bool enters)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    uint32_t array = array_of(c, job);
    if (array == AIF_NONE || w->arrays[array].max_running == 0)
        return;
    AIF_CHECK(enters || c->array_queued[array] > 0);
    c->array_queued[array] += enters ? 1 : UINT32_MAX;
    uint32_t place = place_in(w, &w->arrays[array], job);
    if (enters && place < c->array_first[array])
        c->array_first[array] = place;
}

/* As many run as may: the others leave the queue. */
static void clear_queue(struct controller *c, uint32_t array)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    const uint32_t *tasks = w->array_jobs + w->arrays[array].first_job;
    uint32_t *first = &c->array_first[array];
    for (uint32_t i = *first; c->array_queued[array] > 0; i++) {
        AIF_CHECK(i < w->arrays[array].job_count);
        if (tasks[i] < c->sim.job_count && c->jobs[tasks[i]].is_queued)
            life_throttle(c, tasks[i]);
    }
    *first = w->arrays[array].job_count;
}

void array_note_start(struct controller *c, uint32_t job)
{
    uint32_t array = array_of(c, job);
    if (array == AIF_NONE)
        return;
    c->array_running[array]++;
    if (c->array_running[array] >= most_running(c, array))
        clear_queue(c, array);
}

void array_note_end(struct controller *c, uint32_t job)
{
    uint32_t array = array_of(c, job);
    if (array == AIF_NONE)
        return;
    AIF_CHECK(c->array_running[array] > 0);
    c->array_running[array]--;
}
