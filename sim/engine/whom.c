#include "engine/whom.h"

#include <stdlib.h>
#include <string.h>

static void add_to(struct aif_shape *sum, const struct aif_shape *s)
{
    sum->cores += s->cores;
    sum->gpus += s->gpus;
    sum->mem_mib += s->mem_mib;
}

static uint32_t whom_counted(const struct aif_sim *sim, uint32_t job, const struct domain *d,
                             const struct whom_scene *scene)
{
    uint32_t wanted = sim->rows[job].units;
    uint64_t units = scene->free_units;
    for (uint32_t i = 0; units < wanted && i < scene->running_count; i++) {
        uint32_t other = scene->running[i];
        if (state_domain(sim, other) != d)
            continue;
        units += sim->rows[other].units;
        if (units >= wanted)
            return other;
    }
    return AIF_NONE;
}

static bool fits_on(const struct aif_sim *sim, const struct kind *k, uint32_t node,
                    const struct aif_shape *free)
{
    const struct node *n = &sim->nodes[node];
    return (k->class_mask >> n->class & 1) && kind_fits(k, &n->capacity, free);
}

static uint32_t whom_on_nodes(const struct aif_sim *sim, uint32_t job,
                              const struct whom_scene *scene)
{
    AIF_CHECK(sim->needs && sim->needs[job].kind < sim->kinds.count);
    const struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
    uint32_t wanted = sim->needs[job].nodes, fitting = 0;
    uint32_t node_count = sim->scenario.machine->node_count;
    memcpy(scene->scratch, scene->free, node_count * sizeof *scene->scratch);
    for (uint32_t n = 0; n < node_count; n++)
        fitting += fits_on(sim, k, n, &scene->scratch[n]);
    for (uint32_t i = 0; fitting < wanted && i < scene->running_count; i++) {
        uint32_t other = scene->running[i];
        const struct aif_row *row = &sim->rows[other];
        for (uint32_t j = 0; j < row->node_count; j++) {
            struct aif_shape *free = &scene->scratch[row->nodes[j]];
            bool did_fit = fits_on(sim, k, row->nodes[j], free);
            add_to(free, state_taken(sim, other, row->nodes[j]));
            fitting += !did_fit && fits_on(sim, k, row->nodes[j], free);
        }
        if (fitting >= wanted)
            return other;
    }
    return AIF_NONE;
}

uint32_t whom_in(const struct aif_sim *sim, uint32_t job, const struct whom_scene *scene)
{
    const struct domain *d = state_domain(sim, job);
    return d->is_counted ? whom_counted(sim, job, d, scene) : whom_on_nodes(sim, job, scene);
}

bool whom_fits(const struct aif_sim *sim, uint32_t job)
{
    const struct domain *d = state_domain(sim, job);
    if (d->is_counted)
        return sim->rows[job].units <= d->free_units;
    return sim->kinds.kinds[sim->needs[job].kind].fitting >= sim->needs[job].nodes;
}

static int by_due(const void *a, const void *b)
{
    const struct release *x = a, *y = b;
    if (x->due_s != y->due_s)
        return x->due_s < y->due_s ? -1 : 1;
    return x->job < y->job ? -1 : x->job > y->job;
}

/* Running jobs are those whose end is to come. */
static uint32_t list_running(const struct aif_sim *sim, struct aif_arena *arena, uint32_t **jobs)
{
    uint32_t count = 0;
    struct release *due = AIF_NEW(arena, struct release, sim->events.count + 1);
    for (uint32_t i = 0; i < sim->events.count; i++) {
        const struct event *e = &sim->events.items[i];
        if (e->kind == EVENT_JOB_END)
            due[count++] = (struct release){.due_s = state_due_s(sim, e->entity), .job = e->entity};
    }
    qsort(due, count, sizeof *due, by_due);
    *jobs = AIF_NEW(arena, uint32_t, count + 1);
    AIF_CHECK(count == sim->running_count);
    for (uint32_t i = 0; i < count; i++)
        (*jobs)[i] = due[i].job;
    return count;
}

uint32_t whom_now(const struct aif_sim *sim, uint32_t job)
{
    struct aif_arena arena = {0};
    uint32_t *running, node_count = sim->nodes ? sim->scenario.machine->node_count : 0;
    struct aif_shape *free = AIF_NEW(&arena, struct aif_shape, node_count + 1);
    for (uint32_t n = 0; n < node_count; n++)
        free[n] = sim->nodes[n].free;
    struct whom_scene scene = {.free_units = state_domain(sim, job)->free_units,
                               .free = free,
                               .running_count = list_running(sim, &arena, &running),
                               .scratch = AIF_NEW(&arena, struct aif_shape, node_count + 1)};
    scene.running = running;
    uint32_t whom = whom_in(sim, job, &scene);
    aif_arena_free(&arena);
    return whom;
}
