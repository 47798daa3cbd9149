/* A workload with fewer jobs: all that refers to jobs follows. */
#include "aif/workload.h"

#include <string.h>

struct leaving {
    const struct aif_workload *from;
    struct aif_workload *to;
    uint32_t *place; /* by old index; AIF_NONE: left out */
};

static uint32_t place_of(const struct leaving *l, uint32_t job)
{
    return job == AIF_NONE ? AIF_NONE : l->place[job];
}

static void *copy_of(struct aif_arena *arena, const void *from, size_t bytes)
{
    char *copy = AIF_NEW(arena, char, bytes + 1);
    return bytes ? memcpy(copy, from, bytes) : copy;
}

static void keep_jobs(struct leaving *l, const bool *is_out, uint32_t *of)
{
    const struct aif_workload *w = l->from;
    struct aif_workload *to = l->to;
    l->place = AIF_NEW(&to->arena, uint32_t, w->count + (size_t)1);
    to->jobs = AIF_NEW(&to->arena, struct aif_job, w->count + (size_t)1);
    to->extras = w->extras ? AIF_NEW(&to->arena, struct aif_extra, w->count + (size_t)1) : NULL;
    to->traits = w->traits ? AIF_NEW(&to->arena, struct aif_traits, w->count + (size_t)1) : NULL;
    to->count = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        l->place[i] = is_out[i] ? AIF_NONE : to->count;
        if (is_out[i])
            continue;
        if (of)
            of[to->count] = i;
        to->jobs[to->count] = w->jobs[i];
        if (w->extras)
            to->extras[to->count] = w->extras[i];
        if (w->traits)
            to->traits[to->count] = w->traits[i];
        to->count++;
    }
    for (uint32_t i = 0; i < to->count; i++)
        to->jobs[i].after = place_of(l, to->jobs[i].after);
}

/* Tasks that are left, one array's behind the other's. */
static void keep_arrays(struct leaving *l)
{
    const struct aif_workload *w = l->from;
    struct aif_workload *to = l->to;
    to->arrays = copy_of(&to->arena, w->arrays, w->array_count * sizeof *w->arrays);
    to->array_jobs = AIF_NEW(&to->arena, uint32_t, w->array_job_count + (size_t)1);
    to->array_job_count = 0;
    for (uint32_t a = 0; a < w->array_count; a++) {
        const struct aif_array *array = &w->arrays[a];
        to->arrays[a].first_job = to->array_job_count;
        for (uint32_t i = 0; i < array->job_count; i++) {
            uint32_t job = place_of(l, w->array_jobs[array->first_job + i]);
            if (job != AIF_NONE)
                to->array_jobs[to->array_job_count++] = job;
        }
        to->arrays[a].job_count = to->array_job_count - to->arrays[a].first_job;
    }
}

static bool is_kept(const struct leaving *l, const struct aif_depend *d)
{
    AIF_CHECK(d->array == AIF_NONE || d->array < l->to->array_count);
    if (d->array != AIF_NONE)
        return l->to->arrays[d->array].job_count > 0;
    return d->job == AIF_NONE || place_of(l, d->job) != AIF_NONE;
}

/* Conditions on jobs that are gone are dropped, as readers drop those on unknown jobs: where one is
 * enough ("?"), one on a job that is gone counts as met, and none is left. */
static void keep_depends(struct leaving *l)
{
    const struct aif_workload *w = l->from;
    struct aif_workload *to = l->to;
    to->depends = AIF_NEW(&to->arena, struct aif_depend, w->depend_count + (size_t)1);
    to->depend_count = 0;
    for (uint32_t i = 0; to->extras && i < to->count; i++) {
        struct aif_extra *e = &to->extras[i];
        uint32_t first = e->first_depend, count = e->depend_count;
        e->first_depend = to->depend_count;
        for (uint32_t k = 0; k < count; k++) {
            struct aif_depend d = w->depends[first + k];
            bool is_left = is_kept(l, &d);
            if (!is_left && e->is_any_depend_enough) {
                to->depend_count = e->first_depend;
                break;
            }
            if (!is_left)
                continue;
            d.job = place_of(l, d.job);
            to->depends[to->depend_count++] = d;
        }
        e->depend_count = to->depend_count - e->first_depend;
        e->is_any_depend_enough &= e->depend_count > 0;
    }
}

static void keep_actions(struct leaving *l)
{
    const struct aif_workload *w = l->from;
    struct aif_workload *to = l->to;
    to->actions = AIF_NEW(&to->arena, struct aif_action, w->action_count + (size_t)1);
    to->action_count = 0;
    for (uint32_t i = 0; i < w->action_count; i++) {
        struct aif_action a = w->actions[i];
        if (a.job != AIF_NONE && place_of(l, a.job) == AIF_NONE)
            continue;
        a.job = place_of(l, a.job);
        to->actions[to->action_count++] = a;
    }
}

struct aif_workload aif_workload_without(const struct aif_workload *w, const bool *is_out,
                                         uint32_t *of)
{
    struct aif_workload to = *w;
    struct leaving l = {.from = w, .to = &to};
    to.arena = (struct aif_arena){0};
    to.room = (struct aif_workload_room){0};
    keep_jobs(&l, is_out, of);
    keep_arrays(&l);
    keep_depends(&l);
    keep_actions(&l);
    return to;
}
