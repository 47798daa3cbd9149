/* Dependencies: the semantics of sbatch(1), --dependency. */
#include "controller/controller.h"

#include <stdlib.h>
#include <string.h>

/* Counting sort of edges (dependent -> target) by target. */
struct edges {
    const struct aif_workload *w;
    uint32_t job_count;
    bool of_arrays;
};

static uint32_t target_of(const struct edges *e, const struct aif_depend *d)
{
    return e->of_arrays ? d->array : d->array == AIF_NONE ? d->job : AIF_NONE;
}

static void index_edges(struct depend_graph *g, struct aif_arena *a, const struct edges *e)
{
    uint32_t targets = e->of_arrays ? e->w->array_count : e->job_count;
    uint32_t *first = AIF_NEW(a, uint32_t, targets + 2);
    uint32_t *list = AIF_NEW(a, uint32_t, e->w->depend_count + 1);
    /* Counts stand one place up; summed they are ends, which the second round turns to starts. */
    for (uint32_t j = 0; j < e->job_count; j++) {
        const struct aif_extra *x = &e->w->extras[j];
        for (uint32_t k = 0; k < x->depend_count; k++) {
            uint32_t t = target_of(e, &e->w->depends[x->first_depend + k]);
            if (t != AIF_NONE && (e->of_arrays || t < e->job_count))
                first[t]++;
        }
    }
    uint32_t sum = 0;
    for (uint32_t t = 0; t <= targets; t++)
        sum = first[t] += sum;
    for (uint32_t j = e->job_count; j-- > 0;) {
        const struct aif_extra *x = &e->w->extras[j];
        for (uint32_t k = 0; k < x->depend_count; k++) {
            uint32_t t = target_of(e, &e->w->depends[x->first_depend + k]);
            if (t != AIF_NONE && (e->of_arrays || t < e->job_count))
                list[--first[t]] = j;
        }
    }
    if (e->of_arrays) {
        g->first_of_array = first;
        g->by_array = list;
    } else {
        g->first_of_job = first;
        g->by_job = list;
    }
}

/* Jobs of one user and name stand together, in the order of their submission. */
struct named {
    uint32_t user, name, job;
};

static int compare_named(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    if (x->user != y->user)
        return x->user < y->user ? -1 : 1;
    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    return (x->job > y->job) - (x->job < y->job);
}

static void index_names(struct depend_graph *g, struct aif_arena *a, const struct aif_workload *w,
                        uint32_t job_count)
{
    struct named *all = AIF_NEW(a, struct named, job_count + 1);
    for (uint32_t j = 0; j < job_count; j++)
        if (w->extras[j].name != AIF_NONE)
            all[g->named_count++] = (struct named){w->jobs[j].user, w->extras[j].name, j};
    if (g->named_count == 0)
        return;
    qsort(all, g->named_count, sizeof *all, compare_named);
    g->named = AIF_NEW(a, uint32_t, g->named_count);
    g->place = AIF_NEW(a, uint32_t, job_count);
    memset(g->place, 0xff, job_count * sizeof *g->place);
    for (uint32_t i = 0; i < g->named_count; i++) {
        g->named[i] = all[i].job;
        g->place[all[i].job] = i;
    }
}

void depend_open(struct depend_graph *g, struct aif_arena *a, const struct aif_workload *w,
                 uint32_t job_count)
{
    *g = (struct depend_graph){0};
    if (!w->extras || w->depend_count == 0)
        return;
    g->has_any = true;
    index_edges(g, a, &(struct edges){w, job_count, false});
    index_edges(g, a, &(struct edges){w, job_count, true});
    index_names(g, a, w, job_count);
}

static bool is_of_one_name(const struct controller *c, uint32_t a, uint32_t b)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    return w->jobs[a].user == w->jobs[b].user && w->extras[a].name == w->extras[b].name;
}

/* An earlier job of the same user and name that has been submitted and has not ended. */
static uint32_t find_elder(const struct controller *c, uint32_t job)
{
    const struct depend_graph *g = &c->depends;
    if (!g->place || g->place[job] == AIF_NONE)
        return AIF_NONE;
    for (uint32_t i = g->place[job]; i-- > 0 && is_of_one_name(c, g->named[i], job);)
        if (c->jobs[g->named[i]].phase != PHASE_ENDED)
            return g->named[i];
    return AIF_NONE;
}

static const struct depend_answer met = {DEPEND_MET, AIF_NEVER_S, AIF_NONE};

static struct depend_answer waits_for(uint32_t job)
{
    return (struct depend_answer){DEPEND_WAITS, AIF_NEVER_S, job};
}

static struct depend_answer judge_start(const struct controller *c, const struct aif_depend *d,
                                        uint32_t target)
{
    const struct job_state *t = &c->jobs[target];
    if (t->begun_ms < 0 && t->phase != PHASE_ENDED)
        return waits_for(target);
    int64_t since_ms = t->begun_ms >= 0 ? t->begun_ms : t->end_ms;
    int64_t until_ms = since_ms + d->delay_s * 1000;
    if (until_ms <= c->now_ms)
        return met;
    return (struct depend_answer){DEPEND_WAITS, until_ms, target};
}

static struct depend_answer judge_target(const struct controller *c, const struct aif_depend *d,
                                         uint32_t target)
{
    const struct job_state *t = &c->jobs[target];
    if (d->kind == AIF_DEPEND_AFTER)
        return judge_start(c, d, target);
    if (t->phase != PHASE_ENDED)
        return waits_for(target);
    if (d->kind == AIF_DEPEND_AFTER_ANY)
        return met;
    bool wants_failure = d->kind == AIF_DEPEND_AFTER_NOT_OK;
    if (t->has_failed == wants_failure)
        return met;
    return (struct depend_answer){DEPEND_NEVER, AIF_NEVER_S, target};
}

/* The worse of two: what can never be met, then what has to be waited for longest. */
static bool is_worse(const struct depend_answer *a, const struct depend_answer *b)
{
    return a->verdict != b->verdict ? a->verdict > b->verdict : a->until_ms > b->until_ms;
}

/* All tasks of an array count, of a corresponding one only that of the same number.  An array as a
 * whole has failed if any task has; to have failed is enough for afternotok. */
static struct depend_answer judge_array(const struct controller *c, const struct aif_depend *d,
                                        uint32_t task)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    const struct aif_array *array = &w->arrays[d->array];
    struct depend_answer worst = met;
    bool has_failure = false, has_ended = true;
    for (uint32_t i = 0; i < array->job_count; i++) {
        uint32_t target = w->array_jobs[array->first_job + i];
        if (target >= c->sim.job_count ||
            (d->kind == AIF_DEPEND_AFTER_CORR && w->extras[target].array_task != task))
            continue;
        struct depend_answer a = judge_target(c, d, target);
        has_failure |= c->jobs[target].has_failed;
        has_ended &= c->jobs[target].phase == PHASE_ENDED;
        if (is_worse(&a, &worst))
            worst = a;
    }
    if (d->kind == AIF_DEPEND_AFTER_NOT_OK && has_ended && has_failure)
        return met;
    if (worst.verdict == DEPEND_NEVER && !has_ended)
        return waits_for(worst.by);
    return worst;
}

static struct depend_answer judge_one(const struct controller *c, uint32_t job,
                                      const struct aif_depend *d)
{
    if (d->kind == AIF_DEPEND_SINGLETON) {
        uint32_t elder = find_elder(c, job);
        return elder == AIF_NONE ? met : waits_for(elder);
    }
    if (d->array != AIF_NONE)
        return judge_array(c, d, c->sim.scenario.workload->extras[job].array_task);
    if (d->job == AIF_NONE || d->job >= c->sim.job_count)
        return met; /* not in this run: has ended long ago */
    return judge_target(c, d, d->job);
}

struct depend_answer depend_judge(const struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    if (!c->depends.has_any || w->extras[job].depend_count == 0)
        return met;
    const struct aif_extra *x = &w->extras[job];
    struct depend_answer best = judge_one(c, job, &w->depends[x->first_depend]);
    for (uint32_t i = 1; i < x->depend_count; i++) {
        struct depend_answer a = judge_one(c, job, &w->depends[x->first_depend + i]);
        if (x->is_any_depend_enough ? is_worse(&best, &a) : is_worse(&a, &best))
            best = a;
    }
    return best;
}

static void tell_list(struct controller *c, const uint32_t *list, uint32_t count,
                      void (*wake)(struct controller *, uint32_t))
{
    for (uint32_t i = 0; i < count; i++)
        if (c->jobs[list[i]].phase == PHASE_PENDING)
            wake(c, list[i]);
}

void depend_tell(struct controller *c, uint32_t job, void (*wake)(struct controller *, uint32_t))
{
    const struct depend_graph *g = &c->depends;
    if (!g->has_any)
        return;
    const uint32_t *first = g->first_of_job;
    tell_list(c, g->by_job + first[job], first[job + 1] - first[job], wake);
    uint32_t array = c->sim.scenario.workload->extras[job].array;
    if (array != AIF_NONE) {
        first = g->first_of_array;
        tell_list(c, g->by_array + first[array], first[array + 1] - first[array], wake);
    }
    if (!g->place || g->place[job] == AIF_NONE)
        return;
    for (uint32_t i = g->place[job] + 1; i < g->named_count && is_of_one_name(c, g->named[i], job);
         i++)
        tell_list(c, &g->named[i], 1, wake);
}
