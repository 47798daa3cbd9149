/* A trace in figures: one pass over each group of jobs, and sorted values for percentiles. */
#include "aif/describe.h"

#include "engine/wide.h"
#include "report/description_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, HOUR_S = 3600, DAYS = 7, THURSDAY = 3 };

const unsigned aif_describe_percents[AIF_DESCRIBE_POINTS] = {10, 25, 50, 75, 90, 99, 100};

const char *aif_describe_unit_name(enum aif_describe_unit u)
{
    static const char *const names[] = {"gpu", "processor", "core", "node"};
    return names[u];
}

const char *aif_describe_outcome_name(enum aif_describe_outcome o)
{
    static const char *const names[] = {"completed", "failed", "cancelled", "unknown"};
    return names[o];
}

/* What the groups share. */
struct describer {
    const struct aif_workload *w;
    enum aif_describe_unit unit;
    int64_t clock_s;      /* local wall-clock time of submit_s == 0, as far as it is known */
    int64_t *values;      /* of one kind and group, for sorting */
    int64_t *user_unit_s; /* by user, of the group in hand; all 0 between groups */
    uint32_t *user_jobs;
    uint32_t *seen; /* users of the group in hand */
};

static int64_t plus(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static int64_t times(int64_t a, int64_t b)
{
    return b && a > INT64_MAX / b ? INT64_MAX : a * b;
}

static int64_t unit_s_of(const struct aif_job *j, int64_t units)
{
    return times(units, j->limit_s > 0 && j->limit_s < j->runtime_s ? j->limit_s : j->runtime_s);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts the values. */
static struct aif_spread spread_of(int64_t *values, uint32_t count)
{
    struct aif_spread s = {.count = count};
    if (!count)
        return s;
    qsort(values, count, sizeof *values, by_value);
    for (uint32_t i = 0; i < count; i++)
        s.sum = plus(s.sum, values[i]);
    for (uint32_t i = 0; i < AIF_DESCRIBE_POINTS; i++)
        s.at[i] = values[((uint64_t)count * aif_describe_percents[i] + 99) / 100 - 1];
    return s;
}

/* The jobs of one group, in order of submission. */
struct list {
    const uint32_t *jobs; /* NULL: all */
    uint32_t count;
};

static uint32_t job_at(const struct list *l, uint32_t i)
{
    return l->jobs ? l->jobs[i] : i;
}

static bool is_power_of_two(int64_t n)
{
    return n > 0 && (n & (n - 1)) == 0;
}

static void describe_sizes(const struct describer *d, const struct list *l,
                           struct aif_description_group *g)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        int64_t units = description_units(d->w, job_at(l, i), d->unit);
        g->single_jobs += units == 1;
        g->power_of_two_jobs += is_power_of_two(units);
        if (units)
            d->values[n++] = units;
    }
    g->jobs_without_unit = l->count - n;
    g->units = spread_of(d->values, n);
}

static void describe_times(const struct describer *d, const struct list *l,
                           struct aif_description_group *g)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->count; i++)
        d->values[i] = d->w->jobs[job_at(l, i)].runtime_s;
    g->run_s = spread_of(d->values, l->count);
    for (uint32_t i = 0; i < l->count; i++) {
        const struct aif_job *j = &d->w->jobs[job_at(l, i)];
        g->at_limit_jobs += j->limit_s > 0 && j->runtime_s >= j->limit_s;
        if (j->limit_s > 0)
            d->values[n++] = j->limit_s;
    }
    g->limit_s = spread_of(d->values, n);
    n = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        const struct aif_job *j = &d->w->jobs[job_at(l, i)];
        if (j->limit_s > 0 && j->runtime_s > 0)
            d->values[n++] = times(j->limit_s, 1000) / j->runtime_s;
    }
    g->over_request_milli = spread_of(d->values, n);
    g->over_request_milli.sum = 0;
}

static enum aif_describe_outcome outcome_of(const struct aif_job *j)
{
    switch (j->status) {
    case AIF_STATUS_COMPLETED:
        return AIF_DESCRIBE_COMPLETED;
    case AIF_STATUS_FAILED:
        return AIF_DESCRIBE_FAILED;
    case AIF_STATUS_CANCELLED:
        return AIF_DESCRIBE_CANCELLED;
    default:
        return AIF_DESCRIBE_UNKNOWN;
    }
}

static void describe_use(const struct describer *d, const struct list *l,
                         struct aif_description_group *g)
{
    for (uint32_t i = 0; i < l->count; i++) {
        const struct aif_job *j = &d->w->jobs[job_at(l, i)];
        int64_t unit_s = unit_s_of(j, description_units(d->w, job_at(l, i), d->unit));
        enum aif_describe_outcome o = outcome_of(j);
        g->unit_s = plus(g->unit_s, unit_s);
        g->outcome_jobs[o]++;
        g->outcome_unit_s[o] = plus(g->outcome_unit_s[o], unit_s);
        if (j->user == AIF_NONE) {
            g->userless++;
            continue;
        }
        g->users_unit_s = plus(g->users_unit_s, unit_s);
        if (d->user_jobs[j->user]++ == 0)
            d->seen[g->users++] = j->user;
        d->user_unit_s[j->user] = plus(d->user_unit_s[j->user], unit_s);
    }
}

static int64_t sum_of_last(const int64_t *values, uint32_t count, uint32_t last)
{
    int64_t sum = 0;
    for (uint32_t i = count - last; i < count; i++)
        sum = plus(sum, values[i]);
    return sum;
}

static uint32_t part_of(uint32_t users, uint32_t percent)
{
    uint32_t n = (uint32_t)(((uint64_t)users * percent + 50) / 100);
    return users && n == 0 ? 1 : n;
}

/* Leaves the tables of users empty for the next group. */
static void describe_top(const struct describer *d, struct aif_description_group *g)
{
    g->top_5.users = part_of(g->users, 5);
    g->top_10.users = part_of(g->users, 10);
    for (uint32_t i = 0; i < g->users; i++)
        d->values[i] = d->user_unit_s[d->seen[i]];
    qsort(d->values, g->users, sizeof *d->values, by_value);
    g->top_5.unit_s = sum_of_last(d->values, g->users, g->top_5.users);
    g->top_10.unit_s = sum_of_last(d->values, g->users, g->top_10.users);
    for (uint32_t i = 0; i < g->users; i++)
        d->values[i] = d->user_jobs[d->seen[i]];
    qsort(d->values, g->users, sizeof *d->values, by_value);
    g->top_5.jobs = (uint32_t)sum_of_last(d->values, g->users, g->top_5.users);
    g->top_10.jobs = (uint32_t)sum_of_last(d->values, g->users, g->top_10.users);
    for (uint32_t i = 0; i < g->users; i++) {
        d->user_jobs[d->seen[i]] = 0;
        d->user_unit_s[d->seen[i]] = 0;
    }
}

static int64_t floor_mod(int64_t a, int64_t b)
{
    return (a % b + b) % b;
}

static double to_double(struct wide x)
{
    return (double)x.hi * 18446744073709551616.0 + (double)x.lo;
}

static int64_t to_nano(double x)
{
    return x < 9e9 ? (int64_t)floor(x * 1e9 + 0.5) : INT64_MAX;
}

/* Jobs in the bins that have some: number of bins, and sums of squares. */
struct bins {
    int64_t current, first, used;
    uint64_t in_current;
    struct wide squares;
};

static void close_bin(struct bins *b)
{
    b->squares = wide_plus(b->squares, wide_product(b->in_current, b->in_current));
    b->used++;
    b->in_current = 0;
}

static void add_to_bin(struct bins *b, int64_t submit_s)
{
    int64_t bin = submit_s / AIF_DESCRIBE_BIN_S;
    if (bin != b->current)
        close_bin(b);
    b->current = bin;
    b->in_current++;
}

static void describe_arrivals(const struct describer *d, const struct list *l,
                              struct aif_arrivals *out)
{
    const struct aif_job *jobs = d->w->jobs;
    if (!l->count)
        return;
    int64_t before_s = jobs[job_at(l, 0)].submit_s;
    struct wide gap_squares = {0};
    struct bins b = {.first = before_s / AIF_DESCRIBE_BIN_S};
    b.current = b.first;
    for (uint32_t i = 0; i < l->count; i++) {
        int64_t submit_s = jobs[job_at(l, i)].submit_s;
        int64_t local_s = d->clock_s + submit_s;
        uint64_t gap_s = (uint64_t)(submit_s - before_s);
        out->hours[floor_mod(local_s, DAY_S) / HOUR_S]++;
        if (d->w->unix_start_s != AIF_UNKNOWN_S)
            out->days[(floor_mod(local_s, DAYS * DAY_S) / DAY_S + THURSDAY) % DAYS]++;
        gap_squares = wide_plus(gap_squares, wide_product(gap_s, gap_s));
        out->gap_sum_s += (int64_t)gap_s;
        before_s = submit_s;
        add_to_bin(&b, submit_s);
    }
    close_bin(&b);
    double n = l->count, bins = (double)(b.current - b.first + 1);
    out->gap_count = l->count - 1;
    out->bins = b.current - b.first + 1;
    out->empty_bins = out->bins - b.used;
    out->dispersion_nano = to_nano(to_double(b.squares) / n - n / bins);
    if (out->gap_sum_s > 0) {
        double sum = (double)out->gap_sum_s;
        double cv2 = (n - 1.0) * to_double(gap_squares) / (sum * sum) - 1.0;
        out->gap_cv_nano = cv2 > 0.0 ? to_nano(sqrt(cv2)) : 0;
    }
}

static void describe_group(const struct describer *d, const struct list *l,
                           struct aif_description_group *g)
{
    g->jobs = l->count;
    describe_sizes(d, l, g);
    describe_times(d, l, g);
    describe_use(d, l, g);
    describe_top(d, g);
    describe_arrivals(d, l, &g->arrivals);
}

/* Jobs by community, each in order of submission: indices into jobs, from starts[c] on. */
static uint32_t *sort_by_community(const struct aif_workload *w, uint32_t *starts,
                                   struct aif_arena *scratch)
{
    uint32_t *order = AIF_NEW(scratch, uint32_t, (size_t)w->count + 1);
    uint32_t *next = AIF_NEW(scratch, uint32_t, (size_t)w->communities.count + 1);
    for (uint32_t i = 0; i < w->count; i++)
        if (w->jobs[i].community < w->communities.count)
            starts[w->jobs[i].community + 1]++;
    for (uint32_t c = 0; c < w->communities.count; c++)
        starts[c + 1] += starts[c];
    memcpy(next, starts, (w->communities.count + 1) * sizeof *next);
    for (uint32_t i = 0; i < w->count; i++)
        if (w->jobs[i].community < w->communities.count)
            order[next[w->jobs[i].community]++] = i;
    return order;
}

static void describe_groups(const struct describer *d, struct aif_description *out,
                            struct aif_arena *a, struct aif_arena *scratch)
{
    uint32_t communities = d->w->communities.count;
    struct aif_description_group *groups =
        AIF_NEW(a, struct aif_description_group, (size_t)communities + 1);
    uint32_t *starts = AIF_NEW(scratch, uint32_t, (size_t)communities + 2);
    const uint32_t *order = sort_by_community(d->w, starts, scratch);
    groups[0].name = "all";
    describe_group(d, &(struct list){NULL, d->w->count}, &groups[0]);
    out->group_count = 1;
    for (uint32_t c = 0; c < communities; c++) {
        struct list l = {order + starts[c], starts[c + 1] - starts[c]};
        if (!l.count)
            continue;
        groups[out->group_count].name = d->w->communities.texts[c];
        describe_group(d, &l, &groups[out->group_count++]);
    }
    out->groups = groups;
}

static int64_t load_of(const struct aif_description *d)
{
    if (!d->capacity_units || d->span_s <= 0)
        return -1;
    struct wide have = {.lo = (uint64_t)d->groups[0].unit_s};
    return wide_ratio_nano(have, wide_product(d->capacity_units, (uint64_t)d->span_s));
}

struct aif_description aif_describe(const struct aif_workload *w,
                                    const struct aif_describe_ask *ask, struct aif_arena *a)
{
    struct aif_arena scratch = {0};
    struct aif_description out = {.workload = w, .utc_offset_s = ask->utc_offset_s};
    out.unit = description_unit(w);
    struct describer d = {
        .w = w,
        .unit = out.unit,
        .clock_s = (w->unix_start_s == AIF_UNKNOWN_S ? 0 : w->unix_start_s) + ask->utc_offset_s,
        .values = AIF_NEW(&scratch, int64_t, (size_t)w->count + 1),
        .user_unit_s = AIF_NEW(&scratch, int64_t, (size_t)w->users.count + 1),
        .user_jobs = AIF_NEW(&scratch, uint32_t, (size_t)w->users.count + 1),
        .seen = AIF_NEW(&scratch, uint32_t, (size_t)w->users.count + 1),
    };
    if (w->count) {
        out.first_submit_s = w->jobs[0].submit_s;
        out.span_s = w->jobs[w->count - 1].submit_s - out.first_submit_s;
    }
    describe_groups(&d, &out, a, &scratch);
    out.accounts = description_accounts(w, &scratch);
    out.following_jobs = description_following(w);
    out.capacity_units =
        ask->machine ? description_capacity(w, ask->machine, out.unit) : w->max_procs;
    out.load_nano = load_of(&out);
    aif_arena_free(&scratch);
    return out;
}
