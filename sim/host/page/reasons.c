/* Why jobs waited, as far as the schedule itself shows it: whether there was room for a job when it
 * was submitted.  Said only where that can be told from the table. */
#include "host/page/internal.h"

#include <string.h>

/* Lanes that are busy, while time goes on. */
struct sweep {
    struct page_gantt *g;
    struct aif_arena scratch;
    uint32_t *starts, *ends, *submits; /* jobs, by that time */
    uint32_t count;                    /* of each: those that ran */
    uint32_t started, ended;
    int64_t *busy; /* lanes, by group */
};

static uint32_t group_of(const struct page_site *s, uint32_t lane)
{
    uint32_t i = 0;
    while (lane >= s->groups[i].first + s->groups[i].count)
        i++;
    return i;
}

static void add(struct sweep *w, uint32_t number, int64_t sign)
{
    const struct page_job *job = &w->g->jobs[number];
    if (job->of[JOB_START] == job->of[JOB_END])
        return;
    for (uint32_t i = 0; i < job->rect_count; i++) {
        const struct page_rect *r = &w->g->rects[job->first_rect + i];
        w->busy[group_of(w->g->site, r->lane)] += sign * r->span;
    }
}

/* To the state in which jobs submitted at that time find the machine: what ends then is over, what
 * starts then has not begun. */
static void advance(struct sweep *w, int64_t t_s)
{
    const struct page_job *jobs = w->g->jobs;
    for (; w->started < w->count && jobs[w->starts[w->started]].of[JOB_START] < t_s; w->started++)
        add(w, w->starts[w->started], 1);
    for (; w->ended < w->count && jobs[w->ends[w->ended]].of[JOB_END] <= t_s; w->ended++)
        add(w, w->ends[w->ended], -1);
}

/* Nodes that the job could have had, by group. */
static uint64_t groups_of(const struct page_gantt *g, const struct page_job *job)
{
    const struct aif_machine *m = &g->site->site.machine;
    return m->procs ? 1 : m->partitions[job->partition].class_mask;
}

/* Whether a lane is the same thing on all of them: a GPU, or a node. */
static bool is_of_one_kind(const struct page_site *s, uint64_t mask)
{
    bool has_gpus = false, has_none = false;
    for (uint32_t i = 0; i < s->group_count; i++) {
        has_gpus |= (mask >> i & 1) && s->groups[i].has_gpus;
        has_none |= (mask >> i & 1) && !s->groups[i].has_gpus;
    }
    return has_gpus != has_none;
}

/* Lanes that the job had; 0: they do not tell what it could have had, as a part of a node that
 * others share. */
static int64_t count_lanes(const struct page_gantt *g, const struct page_job *job)
{
    const struct aif_machine *m = &g->site->site.machine;
    bool is_whole = m->procs || job->is_exclusive || m->partitions[job->partition].is_exclusive;
    int64_t lanes = 0;
    if (!is_of_one_kind(g->site, groups_of(g, job)))
        return 0;
    for (uint32_t i = 0; i < job->rect_count; i++) {
        const struct page_rect *r = &g->rects[job->first_rect + i];
        if (!is_whole && !g->site->groups[group_of(g->site, r->lane)].has_gpus)
            return 0;
        lanes += r->span;
    }
    return lanes;
}

/* Free lanes on the nodes of the job's partition. */
static int64_t count_free(const struct sweep *w, const struct page_job *job)
{
    const struct page_site *s = w->g->site;
    uint64_t mask = groups_of(w->g, job);
    int64_t lanes = 0;
    for (uint32_t i = 0; i < s->group_count; i++)
        if (mask >> i & 1)
            lanes += s->groups[i].count - w->busy[i];
    return lanes;
}

static const char *reason_of(const struct sweep *w, const struct page_job *job, int64_t lanes)
{
    static const char *const texts[][2] = {
        {"not enough free GPUs when it was submitted",
         "enough GPUs were free when it was submitted, but not given to it"},
        {"not enough free nodes when it was submitted",
         "enough nodes were free when it was submitted, but not given to it"},
        {"not enough free processors when it was submitted",
         "enough processors were free when it was submitted, but not given to it"},
    };
    const struct page_site *s = w->g->site;
    const struct page_lanes *group = &s->groups[group_of(s, w->g->rects[job->first_rect].lane)];
    unsigned kind = s->site.machine.procs ? 2 : group->has_gpus ? 0 : 1;
    return texts[kind][count_free(w, job) >= lanes];
}

void page_find_reasons(struct page_gantt *g)
{
    /* Earlier runs, and what is not drawn, took room that the table does not show. */
    if (g->has_reasons || g->restarts || g->undrawn_jobs)
        return;
    struct sweep w = {.g = g};
    w.starts = page_sort_jobs(g, JOB_START, &w.count, &w.scratch);
    w.ends = page_sort_jobs(g, JOB_END, &w.count, &w.scratch);
    w.submits = page_sort_jobs(g, JOB_SUBMIT, &w.count, &w.scratch);
    w.busy = AIF_NEW(&w.scratch, int64_t, g->site->group_count + (size_t)1);
    for (uint32_t i = 0; i < w.count; i++) {
        struct page_job *job = &g->jobs[w.submits[i]];
        int64_t lanes = count_lanes(g, job);
        if (job->of[JOB_START] <= job->of[JOB_SUBMIT] || !lanes)
            continue;
        advance(&w, job->of[JOB_SUBMIT]);
        const char *text = reason_of(&w, job, lanes);
        job->of[JOB_REASON] =
            aif_names_intern(&g->lists[LIST_REASONS], &g->arena, text, strlen(text));
    }
    aif_arena_free(&w.scratch);
}
