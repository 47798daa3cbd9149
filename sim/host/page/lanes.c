/* Which lanes of the chart each job has.  The table of jobs names nodes, but not which of a node's
 * GPUs: a job that shares a node gets the lowest that are free there, and a lane shows one job at a
 * time. */
#include "host/page/internal.h"

#include <stdlib.h>
#include <string.h>

struct key {
    int64_t t_s, end_s;
    uint32_t job;
};

static int by_time(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->t_s != y->t_s)
        return x->t_s < y->t_s ? -1 : 1;
    /* What starts and ends at one instant makes room for what starts there, too. */
    if (x->end_s != y->end_s)
        return x->end_s < y->end_s ? -1 : 1;
    return (x->job > y->job) - (x->job < y->job);
}

uint32_t *page_sort_jobs(const struct page_gantt *g, enum page_job_column by, uint32_t *count,
                         struct aif_arena *a)
{
    struct aif_arena scratch = {0};
    struct key *keys = AIF_NEW(&scratch, struct key, g->job_count + 1);
    uint32_t *sorted = AIF_NEW(a, uint32_t, g->job_count + 1);
    *count = 0;
    for (uint32_t i = 0; i < g->job_count; i++)
        if (g->jobs[i].of[JOB_START] >= 0)
            keys[(*count)++] = (struct key){g->jobs[i].of[by], g->jobs[i].of[JOB_END], i};
    qsort(keys, *count, sizeof *keys, by_time);
    for (uint32_t i = 0; i < *count; i++)
        sorted[i] = keys[i].job;
    aif_arena_free(&scratch);
    return sorted;
}

/* The state of all lanes while jobs are put there in the order of their starts. */
struct lanes {
    struct page_gantt *g;
    struct held {
        int64_t until_s;
        uint32_t job; /* that had it last; AIF_NONE: nobody yet */
    } * held;
    uint32_t job;
    uint32_t freed_by; /* job whose end at the start of this one freed a lane of it */
    uint32_t missing;  /* lanes that it should have, and are not free */
    bool has_no_gpu;   /* on nodes that have some */
};

/* The lane is the job's; lanes that touch make one rectangle. */
static void take_lane(struct lanes *l, uint32_t lane)
{
    struct page_gantt *g = l->g;
    struct page_job *job = &g->jobs[l->job];
    struct held *held = &l->held[lane];
    if (held->job != AIF_NONE && held->until_s == job->of[JOB_START] && l->freed_by == AIF_NONE)
        l->freed_by = held->job;
    *held = (struct held){job->of[JOB_END], l->job};
    struct page_rect *last = job->rect_count ? &g->rects[g->rect_count - 1] : NULL;
    if (last && last->lane + last->span == lane) {
        last->span++;
        return;
    }
    g->rects = page_grow(&g->arena, g->rects, g->rect_count, &g->rect_capacity, sizeof *g->rects);
    g->rects[g->rect_count++] = (struct page_rect){l->job, lane, 1};
    job->rect_count++;
}

static bool is_free(const struct lanes *l, uint32_t lane)
{
    return l->held[lane].until_s <= l->g->jobs[l->job].of[JOB_START];
}

/* So many of the lanes of a node, the lowest that are free. */
static void take_lowest(struct lanes *l, uint32_t first, uint32_t count, uint32_t wanted)
{
    for (uint32_t i = 0; i < count && wanted; i++) {
        if (!is_free(l, first + i))
            continue;
        take_lane(l, first + i);
        wanted--;
    }
    l->missing += wanted;
}

/* A job that asked for processors: what one of them is on this partition (docs/swf.md). */
static int64_t gpus_of_processors(const struct page_gantt *g, const struct page_job *job)
{
    const struct aif_machine *m = &g->site->site.machine;
    const struct aif_partition *p = &m->partitions[job->partition];
    uint32_t first = 0;
    while (first + 1 < m->class_count && !(p->class_mask >> first & 1))
        first++;
    if (p->unit == AIF_UNIT_CORE || job->nodes < 1)
        return 0;
    /* Whole nodes; else its width, spread evenly. */
    if (p->unit == AIF_UNIT_NODE || !m->classes[first].shape.gpus)
        return INT64_MAX;
    return (job->of[JOB_UNITS] + job->nodes - 1) / job->nodes;
}

/* GPUs that a job has of each of its nodes, which have `full`. */
static uint32_t gpus_of(const struct page_gantt *g, const struct page_job *job, uint32_t full)
{
    const struct aif_machine *m = &g->site->site.machine;
    if (job->is_exclusive || m->partitions[job->partition].is_exclusive)
        return full;
    int64_t gpus = job->of[JOB_GPUS] < 0 ? gpus_of_processors(g, job) : job->of[JOB_GPUS];
    return gpus < full ? (uint32_t)gpus : full;
}

static void take_nodes(struct lanes *l, const struct page_lanes *group, struct page_range nodes)
{
    const struct page_job *job = &l->g->jobs[l->job];
    uint32_t wanted = group->has_gpus ? gpus_of(l->g, job, group->per_node) : 1;
    l->has_no_gpu |= !wanted;
    for (uint32_t node = nodes.first; wanted && node <= nodes.last; node++)
        take_lowest(l, group->first + (node - group->first_node) * group->per_node, group->per_node,
                    wanted);
}

/* A range may reach over several classes of nodes. */
static void take_range(struct lanes *l, struct page_range range)
{
    const struct page_site *s = l->g->site;
    for (uint32_t i = 0; i < s->group_count; i++) {
        const struct page_lanes *group = &s->groups[i];
        uint32_t end = group->first_node + group->count / group->per_node;
        struct page_range part = {range.first > group->first_node ? range.first : group->first_node,
                                  range.last < end ? range.last : end - 1};
        if (part.first < end && part.first <= part.last)
            take_nodes(l, group, part);
    }
}

/* Numbers of jobs by the table's job_id; of equal ones the first. */
static uint32_t find_id(const struct key *ids, uint32_t count, int64_t id)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ids[middle].t_s < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && ids[low].t_s == id ? ids[low].job : AIF_NONE;
}

static void find_stated_blockers(struct page_gantt *g)
{
    struct aif_arena scratch = {0};
    struct key *ids = AIF_NEW(&scratch, struct key, g->job_count + 1);
    for (uint32_t i = 0; i < g->job_count; i++)
        ids[i] = (struct key){.t_s = g->jobs[i].of[JOB_ID], .job = i};
    qsort(ids, g->job_count, sizeof *ids, by_time);
    for (uint32_t i = 0; i < g->job_count; i++) {
        struct page_job *job = &g->jobs[i];
        uint32_t found =
            job->blocker_id < 0 ? AIF_NONE : find_id(ids, g->job_count, job->blocker_id);
        if (found != AIF_NONE)
            job->of[JOB_BLOCKER] = found;
    }
    aif_arena_free(&scratch);
}

void page_assign_lanes(struct page_gantt *g)
{
    struct aif_arena scratch = {0};
    struct lanes l = {.g = g};
    uint32_t count, *sorted = page_sort_jobs(g, JOB_START, &count, &scratch);
    l.held = AIF_NEW(&scratch, struct held, g->site->lane_count + (size_t)1);
    for (uint32_t i = 0; i < g->site->lane_count; i++)
        l.held[i] = (struct held){INT64_MIN, AIF_NONE};
    for (uint32_t i = 0; i < count; i++) {
        struct page_job *job = &g->jobs[sorted[i]];
        l.job = sorted[i];
        l.freed_by = AIF_NONE;
        l.missing = 0;
        l.has_no_gpu = false;
        job->first_rect = g->rect_count;
        for (uint32_t r = 0; r < job->range_count; r++)
            take_range(&l, g->ranges[job->first_range + r]);
        g->undrawn_jobs += l.missing > 0;
        g->without_gpus += l.has_no_gpu;
        if (!g->has_reasons && l.freed_by != AIF_NONE && job->of[JOB_START] > job->of[JOB_SUBMIT])
            job->of[JOB_BLOCKER] = l.freed_by;
    }
    if (g->has_reasons)
        find_stated_blockers(g);
    aif_arena_free(&scratch);
}
