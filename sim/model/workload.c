#include "aif/workload.h"

#include <stdlib.h>

static const struct {
    const char *name, *summary;
} repairs[AIF_REPAIR_COUNT] = {
    [AIF_REPAIR_RUN_UNKNOWN] = {"run_unknown", "run time not known (-1): left out"},
    [AIF_REPAIR_PROCS_UNKNOWN] = {"procs_unknown", "number of processors not known: left out"},
    [AIF_REPAIR_PROCS_REQUESTED] =
        {"procs_requested", "no allocated processors (field 5): requested ones (field 8) used"},
    [AIF_REPAIR_LIMIT_UNKNOWN] = {"limit_unknown",
                                  "no requested time: the site's default, else the run time"},
    [AIF_REPAIR_RUN_OVER_LIMIT] = {"run_over_limit",
                                   "ran longer than requested: ended at the request"},
    [AIF_REPAIR_RUN_ZERO] = {"run_zero", "run time 0: replayed as a zero-length job"},
    [AIF_REPAIR_SUBMIT_UNSORTED] = {"submit_unsorted", "submit times not ascending: sorted"},
    [AIF_REPAIR_SUBMIT_UNKNOWN] = {"submit_unknown",
                                   "submit time not known (-1): that of the record before"},
    [AIF_REPAIR_FRACTION] = {"fraction", "a time with decimals: rounded down to whole seconds"},
    [AIF_REPAIR_EXTRA_FIELDS] = {"extra_fields", "19 to 21 fields: the first 18 are read"},
    [AIF_REPAIR_DEPENDENCY] = {"dependency", "a preceding job or think time: not followed"},
    [AIF_REPAIR_ROUNDED_TO_NODES] = {"rounded_to_nodes",
                                     "processors do not fill whole nodes: rounded up"},
    [AIF_REPAIR_TARGET_UNKNOWN] = {"target_unknown",
                                   "depends on, or acts on, a job not in the trace: dropped"},
    [AIF_REPAIR_NOT_FOLLOWED] = {"not_followed", "begin time, hold, dependency, array limit, "
                                                 "reservation, second partition or action: not "
                                                 "followed by this policy"},
    [AIF_REPAIR_GPU_PART] = {"gpu_part", "a part of a GPU: a whole one"},
    [AIF_REPAIR_CORE_PART] = {"core_part", "parts of cores: rounded up to whole ones"},
    [AIF_REPAIR_UNEVEN] = {"uneven_nodes",
                           "GPUs or cores do not divide by the nodes: rounded up on each"},
    [AIF_REPAIR_RUN_CUT] = {"run_cut", "still running, preempted or lost with its node: as long as "
                                       "it had run"},
    [AIF_REPAIR_RUNS_MERGED] = {"runs_merged",
                                "several runs of one job: the last one, submitted once"},
    [AIF_REPAIR_STATUS_UNKNOWN] = {"status_unknown", "an unknown word for how a job ended: not "
                                                     "stated"},
};

const char *aif_repair_name(enum aif_repair r)
{
    AIF_CHECK(r < AIF_REPAIR_COUNT);
    return repairs[r].name;
}

const char *aif_repair_summary(enum aif_repair r)
{
    AIF_CHECK(r < AIF_REPAIR_COUNT);
    return repairs[r].summary;
}

void aif_workload_close(struct aif_workload *w)
{
    aif_arena_free(&w->arena);
    *w = (struct aif_workload){0};
}

struct place {
    int64_t submit_s;
    uint32_t submit_ms, position;
};

static int by_submit(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->submit_s != y->submit_s)
        return x->submit_s < y->submit_s ? -1 : 1;
    if (x->submit_ms != y->submit_ms)
        return x->submit_ms < y->submit_ms ? -1 : 1;
    return x->position < y->position ? -1 : 1;
}

static struct place place_of(const struct aif_workload *w, uint32_t i)
{
    return (struct place){w->jobs[i].submit_s, w->extras ? w->extras[i].submit_ms : 0, i};
}

static uint64_t count_unsorted(const struct aif_workload *w)
{
    uint64_t n = 0;
    for (uint32_t i = 1; i < w->count; i++)
        n += w->jobs[i].submit_s < w->jobs[i - 1].submit_s ||
             (w->extras && w->jobs[i].submit_s == w->jobs[i - 1].submit_s &&
              w->extras[i].submit_ms < w->extras[i - 1].submit_ms);
    return n;
}

static void follow(const uint32_t *moved_to, uint32_t *job)
{
    if (*job != AIF_NONE)
        *job = moved_to[*job];
}

/* Whatever points at jobs. */
static void move_references(struct aif_workload *w, const uint32_t *moved_to)
{
    for (uint32_t i = 0; i < w->count; i++)
        follow(moved_to, &w->jobs[i].after);
    for (uint32_t i = 0; i < w->depend_count; i++)
        follow(moved_to, &w->depends[i].job);
    for (uint32_t i = 0; i < w->array_job_count; i++)
        follow(moved_to, &w->array_jobs[i]);
    for (uint32_t i = 0; i < w->action_count; i++)
        follow(moved_to, &w->actions[i].job);
}

void aif_workload_sort(struct aif_workload *w)
{
    uint64_t unsorted = count_unsorted(w);
    if (!unsorted)
        return;
    w->repairs[AIF_REPAIR_SUBMIT_UNSORTED] += unsorted;
    struct aif_arena scratch = {0};
    struct place *order = AIF_NEW(&scratch, struct place, w->count);
    uint32_t *moved_to = AIF_NEW(&scratch, uint32_t, w->count);
    for (uint32_t i = 0; i < w->count; i++)
        order[i] = place_of(w, i);
    qsort(order, w->count, sizeof *order, by_submit);
    struct aif_job *sorted = AIF_NEW(&w->arena, struct aif_job, w->count);
    struct aif_extra *extras = w->extras ? AIF_NEW(&w->arena, struct aif_extra, w->count) : NULL;
    struct aif_traits *traits = w->traits ? AIF_NEW(&w->arena, struct aif_traits, w->count) : NULL;
    for (uint32_t i = 0; i < w->count; i++) {
        sorted[i] = w->jobs[order[i].position];
        if (extras)
            extras[i] = w->extras[order[i].position];
        if (traits)
            traits[i] = w->traits[order[i].position];
        moved_to[order[i].position] = i;
    }
    w->jobs = sorted;
    w->extras = extras;
    w->traits = traits;
    w->room.jobs = 0;
    move_references(w, moved_to);
    aif_arena_free(&scratch);
}
