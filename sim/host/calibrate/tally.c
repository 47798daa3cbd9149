/* Sums and distribution functions over jobs.  Sums are of integers, so their order does not matter.
 */
#include "host/calibrate/tally.h"

#include <math.h>
#include <stdlib.h>

bool tally_counts(const struct tally_of *of, const struct aif_job *job)
{
    return !of->is_counted || of->is_counted[job->application];
}

int64_t tally_one(const struct aif_job *job)
{
    (void)job;
    return 1;
}

int64_t tally_gpus(const struct aif_job *job)
{
    return job->request.procs;
}

int64_t tally_runtime_s(const struct aif_job *job)
{
    return job->runtime_s < job->limit_s ? job->runtime_s : job->limit_s;
}

int64_t tally_gpu_s(const struct aif_job *job)
{
    return tally_gpus(job) * tally_runtime_s(job);
}

struct tally_sum tally_sum(const struct tally_of *of, tally_value *value)
{
    struct tally_sum s = {.jobs = 0};
    for (uint32_t i = 0; i < of->w->count; i++) {
        const struct aif_job *job = &of->w->jobs[i];
        if (!tally_counts(of, job))
            continue;
        int64_t x = value(job);
        s.jobs++;
        s.sum += x;
        s.squares += (double)x * (double)x;
    }
    return s;
}

double tally_equal_jobs(const struct tally_sum *s)
{
    return s->squares > 0.0 ? (double)s->sum * (double)s->sum / s->squares : 0.0;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int descending(const void *a, const void *b)
{
    return ascending(b, a);
}

int64_t *tally_sorted(const struct tally_of *of, tally_value *value, struct aif_arena *a,
                      uint32_t *n)
{
    int64_t *values = AIF_NEW(a, int64_t, (size_t)of->w->count + 1);
    *n = 0;
    for (uint32_t i = 0; i < of->w->count; i++)
        if (tally_counts(of, &of->w->jobs[i]))
            values[(*n)++] = value(&of->w->jobs[i]);
    qsort(values, *n, sizeof *values, ascending);
    return values;
}

/* The first point of the curve at or above the value; its count if there is none. */
static uint32_t point_of(const struct published_curve *c, double value)
{
    uint32_t low = 0, high = c->count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (c->points[mid].at < value)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct tally_gap widest(const struct published_curve *curve, const int64_t *weights,
                               int64_t total)
{
    struct tally_gap gap = {.distance = -1.0};
    int64_t below = 0;
    for (uint32_t i = 0; i < curve->count; i++) {
        const struct published_point *p = &curve->points[i];
        below += weights[i];
        double ours = total ? (double)below / (double)total : 0.0;
        if (fabs(ours - p->share) > gap.distance)
            gap = (struct tally_gap){p->at, ours, p->share, fabs(ours - p->share)};
    }
    return gap;
}

struct tally_gap tally_curve(const struct tally_of *of, tally_value *value, tally_value *weight,
                             const struct published_curve *curve)
{
    struct aif_arena scratch = {0};
    int64_t *weights = AIF_NEW(&scratch, int64_t, (size_t)curve->count + 1);
    int64_t total = 0;
    for (uint32_t i = 0; i < of->w->count; i++) {
        const struct aif_job *job = &of->w->jobs[i];
        if (!tally_counts(of, job))
            continue;
        weights[point_of(curve, (double)value(job))] += weight(job);
        total += weight(job);
    }
    struct tally_gap gap = widest(curve, weights, total);
    aif_arena_free(&scratch);
    return gap;
}

int64_t *tally_users(const struct aif_workload *w, struct aif_arena *a, uint32_t *n)
{
    int64_t *all = AIF_NEW(a, int64_t, (size_t)w->users.count + 1);
    for (uint32_t i = 0; i < w->count; i++)
        if (w->jobs[i].user != AIF_NONE)
            all[w->jobs[i].user] += tally_gpu_s(&w->jobs[i]);
    qsort(all, w->users.count, sizeof *all, descending);
    *n = 0;
    while (*n < w->users.count && all[*n] > 0)
        (*n)++;
    return all;
}
