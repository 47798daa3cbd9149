/* The rows of a comparison. */
#include "host/calibrate/compare.h"

#include "host/calibrate/tally.h"

#include "aif/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ROWS = 1000, TEN_MINUTES_S = 600, HOUR_S = 3600, DAY_S = 86400 };

/* What is asked of the mixes: distance of fitted distributions, and of figures in proportion. */
static const double DISTANCE_BAR = 0.03, RELATIVE_BAR = 0.1;

/* Kolmogorov's distance, and a normal value's, that chance exceeds once in twenty. */
static const double KOLMOGOROV_5 = 1.358, NORMAL_5 = 1.96;

bool calibration_is_above(const struct calibration_row *row)
{
    return row->bar > 0.0 && row->distance > row->bar;
}

static void add(struct calibration *c, const struct calibration_row *row)
{
    AIF_CHECK(c->count < MOST_ROWS);
    c->above += calibration_is_above(row);
    c->rows[c->count++] = *row;
}

static struct calibration_row named(const char *what, const char *of)
{
    struct calibration_row row = {.bar = 0.0};
    snprintf(row.what, sizeof row.what, "%s%s%s", what, of ? ", " : "", of ? of : "");
    return row;
}

static void add_curve(struct calibration *c, struct calibration_row row, struct tally_gap gap,
                      double equal_jobs)
{
    snprintf(row.at, sizeof row.at, "%.10g", gap.at);
    row.ours = gap.ours;
    row.published = gap.published;
    row.distance = gap.distance;
    row.bar = DISTANCE_BAR;
    row.chance = equal_jobs > 0.0 ? KOLMOGOROV_5 / sqrt(equal_jobs) : 0.0;
    add(c, &row);
}

/* chance: of the value itself, in proportion to it. */
static void add_relative(struct calibration *c, struct calibration_row row, double ours,
                         double chance)
{
    double off = fabs(ours - row.published);
    row.measure = CALIBRATION_RELATIVE;
    row.ours = ours;
    row.distance = row.published > 0.0 ? off / row.published : off;
    row.chance = chance;
    add(c, &row);
}

static void compare_curves(const struct published *p, const struct tally_of *all,
                           struct calibration *c)
{
    struct tally_sum gpu_s = tally_sum(all, tally_gpu_s);
    double jobs = all->w->count;
    add_curve(c, named("run time by jobs", NULL),
              tally_curve(all, tally_runtime_s, tally_one, &p->runtime_by_jobs), jobs);
    add_curve(c, named("GPUs by jobs", NULL),
              tally_curve(all, tally_gpus, tally_one, &p->gpus_by_jobs), jobs);
    add_curve(c, named("GPUs by GPU time", NULL),
              tally_curve(all, tally_gpus, tally_gpu_s, &p->gpus_by_gpu_time),
              tally_equal_jobs(&gpu_s));
}

static void add_mean(struct calibration *c, const struct tally_of *all, tally_value *value,
                     struct calibration_row row)
{
    struct tally_sum s = tally_sum(all, value);
    double n = s.jobs, mean = (double)s.sum / n;
    double variance = s.squares / n - mean * mean;
    row.bar = RELATIVE_BAR;
    add_relative(c, row, mean, variance > 0.0 ? NORMAL_5 * sqrt(variance / n) / mean : 0.0);
}

/* The smallest value that as many jobs do not exceed. */
static double quantile(const int64_t *sorted, uint32_t n, uint32_t quarters)
{
    uint64_t rank = ((uint64_t)n * quarters + 3) / 4;
    return n ? (double)sorted[rank ? rank - 1 : 0] : 0.0;
}

static void add_median(struct calibration *c, const struct tally_of *all, tally_value *value,
                       struct calibration_row row)
{
    struct aif_arena scratch = {0};
    uint32_t n;
    const int64_t *sorted = tally_sorted(all, value, &scratch, &n);
    row.bar = RELATIVE_BAR;
    add_relative(c, row, quantile(sorted, n, 2), 0.0);
    aif_arena_free(&scratch);
}

static void compare_moments(const struct published *p, const struct tally_of *all,
                            struct calibration *c)
{
    struct calibration_row row = named("mean run time, s", NULL);
    row.published = p->mean_runtime_s;
    add_mean(c, all, tally_runtime_s, row);
    row = named("median run time, s", NULL);
    row.published = p->median_runtime_s;
    add_median(c, all, tally_runtime_s, row);
    row = named("mean GPUs", NULL);
    row.published = p->mean_gpus;
    add_mean(c, all, tally_gpus, row);
    row = named("median GPUs", NULL);
    row.published = p->median_gpus;
    add_median(c, all, tally_gpus, row);
}

enum { ENDINGS = 3 };

static const struct {
    const char *name;
    int8_t status;
} endings[ENDINGS] = {{"completed", AIF_STATUS_COMPLETED},
                      {"failed", AIF_STATUS_FAILED},
                      {"cancelled", AIF_STATUS_CANCELLED}};

static double ending_share(const struct published_outcome *o, int ending)
{
    const double shares[ENDINGS] = {o->completed, o->failed, o->cancelled};
    return shares[ending];
}

/* The share of the weight on jobs of at least `from` and less than `below` GPUs by how they end;
 * what all of them weigh. */
static struct tally_sum weigh_endings(const struct aif_workload *w, tally_value *weight,
                                      const uint32_t range[2], double *shares)
{
    struct tally_sum all = {.jobs = 0};
    int64_t sums[ENDINGS] = {0};
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_job *job = &w->jobs[i];
        if (job->request.procs < range[0] || job->request.procs >= range[1])
            continue;
        int64_t x = weight(job);
        all.jobs++;
        all.sum += x;
        all.squares += (double)x * (double)x;
        for (int e = 0; e < ENDINGS; e++)
            sums[e] += job->status == endings[e].status ? x : 0;
    }
    for (int e = 0; e < ENDINGS; e++)
        shares[e] = all.sum ? (double)sums[e] / (double)all.sum : 0.0;
    return all;
}

static void compare_outcome(struct calibration *c, const struct aif_workload *w,
                            tally_value *weight, const struct published_outcome *o)
{
    const uint32_t all_sizes[2] = {0, UINT32_MAX};
    double shares[ENDINGS];
    struct tally_sum all = weigh_endings(w, weight, all_sizes, shares);
    double n = tally_equal_jobs(&all);
    for (int e = 0; e < ENDINGS; e++) {
        struct calibration_row row =
            named(weight == tally_one ? "share of jobs" : "share of GPU time", endings[e].name);
        double share = row.published = ending_share(o, e);
        row.bar = RELATIVE_BAR;
        bool is_known = share > 0.0 && n > 0.0;
        add_relative(c, row, shares[e],
                     is_known ? NORMAL_5 * sqrt((1.0 - share) / (share * n)) : 0.0);
    }
}

static void compare_by_gpus(const struct published *p, const struct aif_workload *w,
                            struct calibration *c)
{
    for (uint32_t i = 0; i < p->by_gpus_count; i++) {
        const struct published_outcome *o = &p->by_gpus[i];
        const uint32_t range[2] = {
            o->from_gpus, i + 1 < p->by_gpus_count ? p->by_gpus[i + 1].from_gpus : UINT32_MAX};
        double shares[ENDINGS];
        struct tally_sum all = weigh_endings(w, tally_one, range, shares);
        struct calibration_row row = {.distance = -1.0};
        for (int e = 0; e < ENDINGS; e++) {
            double share = ending_share(o, e);
            if (fabs(shares[e] - share) <= row.distance)
                continue;
            snprintf(row.at, sizeof row.at, "%s", endings[e].name);
            row.ours = shares[e];
            row.published = share;
            row.distance = fabs(shares[e] - share);
        }
        snprintf(row.what, sizeof row.what, "outcome of jobs of %u%s GPUs", o->from_gpus,
                 range[1] == UINT32_MAX ? " and more" : "");
        row.bar = DISTANCE_BAR;
        row.chance = all.jobs ? NORMAL_5 * 0.5 / sqrt(all.jobs) : 0.0;
        add(c, &row);
    }
}

bool calibration_check_kinds(const struct published *p, const struct aif_workload *w,
                             struct conf_errors *errors)
{
    const struct aif_names *known = &w->applications;
    const struct conf_node *all = conf_get(p->doc.root, "kinds");
    bool is_ok = true;
    for (const struct conf_node *k = all->first; k; k = k->next)
        for (const struct conf_node *n = conf_get(k, "kinds")->first; n; n = n->next) {
            if (aif_names_find(known, n->text) != AIF_NONE)
                continue;
            const char *near = aif_text_nearest(n->text, known->texts, known->count);
            is_ok = conf_error(errors, n, "%s has no kind '%s'%s%s%s", p->workload, n->text,
                               near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
        }
    return is_ok;
}

static bool *applications_of(const struct published_kind *k, const struct aif_workload *w,
                             struct aif_arena *a)
{
    bool *is_counted = AIF_NEW(a, bool, (size_t)w->applications.count + 1);
    for (uint32_t i = 0; i < k->kind_count; i++) {
        uint32_t number = aif_names_find(&w->applications, k->kinds[i]);
        if (number != AIF_NONE)
            is_counted[number] = true;
    }
    return is_counted;
}

static void compare_quartiles(struct calibration *c, const struct tally_of *of,
                              const struct published_kind *k)
{
    static const char *const names[] = {"first quartile", "median", "third quartile"};
    struct aif_arena scratch = {0};
    uint32_t n;
    const int64_t *sorted = tally_sorted(of, tally_gpus, &scratch, &n);
    struct calibration_row row = named("quartiles of GPUs", k->name);
    row.distance = -1.0;
    row.measure = CALIBRATION_RELATIVE;
    row.bar = RELATIVE_BAR;
    for (uint32_t q = 0; q < 3; q++) {
        double ours = quantile(sorted, n, q + 1);
        double distance = fabs(ours - k->quartiles[q]) / k->quartiles[q];
        if (distance <= row.distance)
            continue;
        snprintf(row.at, sizeof row.at, "%s", names[q]);
        row.ours = ours;
        row.published = k->quartiles[q];
        row.distance = distance;
    }
    add(c, &row);
    aif_arena_free(&scratch);
}

static void compare_kind(struct calibration *c, const struct aif_workload *w,
                         const struct published_kind *k)
{
    struct aif_arena scratch = {0};
    struct tally_of all = {.w = w}, of = {.w = w, .is_counted = applications_of(k, w, &scratch)};
    struct tally_sum jobs = tally_sum(&of, tally_one);
    add_curve(c, named("run time by jobs", k->name),
              tally_curve(&of, tally_runtime_s, tally_one, &k->runtime), jobs.jobs);
    compare_quartiles(c, &of, k);
    struct calibration_row row = named("share of jobs", k->name);
    row.published = k->jobs_share;
    row.bar = RELATIVE_BAR;
    if (k->jobs_share > 0.0)
        add_relative(c, row, (double)jobs.jobs / w->count, 0.0);
    /* Read off a drawing, and part of no bar. */
    row = named("share of GPU time", k->name);
    row.published = k->gpu_time_share;
    if (k->gpu_time_share > 0.0)
        add_relative(c, row,
                     (double)tally_sum(&of, tally_gpu_s).sum /
                         (double)tally_sum(&all, tally_gpu_s).sum,
                     0.0);
    aif_arena_free(&scratch);
}

/* GPU time of the first `many` users, of which the last may count in part. */
static double top_share(const int64_t *sorted, uint32_t n, double many)
{
    int64_t total = 0, whole = 0;
    uint32_t last = many < n ? (uint32_t)many : n;
    for (uint32_t i = 0; i < n; i++)
        total += sorted[i];
    for (uint32_t i = 0; i < last; i++)
        whole += sorted[i];
    double rest = last < n ? (many - last) * (double)sorted[last] : 0.0;
    return total ? ((double)whole + rest) / (double)total : 0.0;
}

static void compare_users(const struct published *p, const struct aif_workload *w,
                          struct calibration *c)
{
    if (!p->user_share.count)
        return;
    struct aif_arena scratch = {0};
    uint32_t n;
    const int64_t *sorted = tally_users(w, &scratch, &n);
    struct tally_gap gap = {.distance = -1.0};
    for (uint32_t i = 0; i < p->user_share.count; i++) {
        const struct published_point *at = &p->user_share.points[i];
        double ours = top_share(sorted, n, at->at / 100.0 * n);
        if (fabs(ours - at->share) > gap.distance)
            gap = (struct tally_gap){at->at, ours, at->share, fabs(ours - at->share)};
    }
    add_curve(c, named("GPU time by users, top per cent", NULL), gap, 0.0);
    aif_arena_free(&scratch);
}

/* As distribution functions over the day, from midnight. */
static void compare_hours(const struct published *p, const struct aif_workload *w,
                          int64_t utc_offset_s, struct calibration *c)
{
    uint32_t counts[24] = {0};
    for (uint32_t i = 0; i < w->count; i++) {
        int64_t local_s = w->jobs[i].submit_s + w->unix_start_s + utc_offset_s;
        counts[local_s % DAY_S / HOUR_S]++;
    }
    double total = 0.0, theirs = 0.0, ours = 0.0;
    for (int h = 0; h < 24; h++)
        total += p->hours[h];
    struct tally_gap gap = {.distance = -1.0};
    for (int h = 0; h < 24 && total > 0.0; h++) {
        theirs += p->hours[h] / total;
        ours += (double)counts[h] / w->count;
        if (fabs(ours - theirs) > gap.distance)
            gap = (struct tally_gap){h + 1, ours, theirs, fabs(ours - theirs)};
    }
    if (total > 0.0)
        add_curve(c, named("jobs before this hour of the day", NULL), gap, 0.0);
}

static void compare_bursts(const struct published *p, const struct aif_workload *w,
                           struct calibration *c)
{
    if (p->dispersion <= 0.0 || w->count == 0)
        return;
    int64_t bins = 1 + w->jobs[w->count - 1].submit_s / TEN_MINUTES_S, used = 0;
    double squares = 0.0;
    for (uint32_t i = 0; i < w->count;) {
        uint32_t first = i;
        int64_t bin = w->jobs[first].submit_s / TEN_MINUTES_S;
        while (i < w->count && w->jobs[i].submit_s / TEN_MINUTES_S == bin)
            i++;
        squares += (double)(i - first) * (i - first);
        used++;
    }
    double mean = w->count / (double)bins;
    struct calibration_row row = named("submits in 10 minutes, variance / mean", NULL);
    row.published = p->dispersion;
    row.bar = RELATIVE_BAR;
    add_relative(c, row, (squares / (double)bins - mean * mean) / mean, 0.0);
    row = named("10 minutes without a submit, share", NULL);
    row.measure = CALIBRATION_ABSOLUTE;
    row.ours = (double)(bins - used) / (double)bins;
    row.published = p->empty_share;
    row.distance = fabs(row.ours - row.published);
    row.bar = DISTANCE_BAR;
    add(c, &row);
}

void calibration_compare(const struct published *p, const struct aif_workload *w,
                         int64_t utc_offset_s, struct calibration *c)
{
    struct tally_of all = {.w = w};
    c->rows = AIF_NEW(c->arena, struct calibration_row, MOST_ROWS);
    compare_curves(p, &all, c);
    compare_moments(p, &all, c);
    compare_outcome(c, w, tally_one, &p->by_jobs);
    compare_outcome(c, w, tally_gpu_s, &p->by_gpu_time);
    compare_by_gpus(p, w, c);
    for (uint32_t k = 0; k < p->kind_count; k++)
        compare_kind(c, w, &p->kinds[k]);
    compare_users(p, w, c);
    compare_hours(p, w, utc_offset_s, c);
    compare_bursts(p, w, c);
}
