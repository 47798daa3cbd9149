/* What a replay and a recording differ in.  All figures are exact: percentiles interpolate between
 * whole seconds, so they are whole hundredths. */
#include "host/command/against.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR_S = 60, CLOSE_S = 600, LABEL_WIDTH = 24 };

/* A job that ran in both. */
struct pair {
    uint32_t job;
    int64_t recorded_s, replayed_s; /* waits, so their difference is that of the starts */
};

/* Figures of some pairs. */
struct figures {
    uint32_t count, near, close;
    int64_t sum_s[2];          /* of waits: recorded, replayed */
    int64_t p95[2];            /* of waits, in hundredths of a second */
    int64_t median, p90, most; /* of differences without sign, in hundredths */
};

struct table {
    const struct against *against;
    const struct aif_scenario *scenario;
    const struct aif_sim *sim;
    struct aif_arena arena;
    struct pair *pairs;
    uint32_t count;
    int64_t *values; /* scratch */
    struct aif_sink *sink;
    bool is_json, has_one;
};

static const struct against_record *find(const struct against *a, int64_t job_id)
{
    uint32_t low = 0, high = a->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (a->records[middle].job_id < job_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < a->count && a->records[low].job_id == job_id ? &a->records[low] : NULL;
}

/* Starts of first runs: what is recorded of a requeued job. */
static int64_t *find_starts(const struct aif_sim *sim, struct aif_arena *arena)
{
    uint32_t count = aif_sim_job_count(sim), episode_count;
    const struct aif_episode *episodes = aif_sim_episodes(sim, &episode_count);
    int64_t *starts = AIF_NEW(arena, int64_t, count + 1);
    for (uint32_t i = 0; i < count; i++)
        starts[i] = aif_sim_rows(sim)[i].start_s;
    for (uint32_t i = episode_count; i-- > 0;)
        if (!episodes[i].is_suspension)
            starts[episodes[i].job] = episodes[i].start_s;
    return starts;
}

static void match(struct table *t)
{
    const struct aif_job *jobs = t->scenario->workload->jobs;
    uint32_t count = aif_sim_job_count(t->sim);
    const int64_t *starts = find_starts(t->sim, &t->arena);
    t->pairs = AIF_NEW(&t->arena, struct pair, count + 1);
    t->values = AIF_NEW(&t->arena, int64_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct against_record *r = find(t->against, jobs[i].id);
        if (!r || starts[i] == AIF_UNKNOWN_S)
            continue;
        t->pairs[t->count++] =
            (struct pair){i, r->start_s - jobs[i].submit_s, starts[i] - jobs[i].submit_s};
    }
}

static int compare_values(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Hyndman and Fan's type 7 of sorted values, in hundredths. */
static int64_t percentile(const int64_t *sorted, uint32_t count, uint32_t percent)
{
    uint64_t at = (uint64_t)(count - 1) * percent;
    int64_t low = sorted[at / 100], rest = (int64_t)(at % 100);
    return low * 100 + (rest ? rest * (sorted[at / 100 + 1] - low) : 0);
}

static uint32_t account_of(const struct table *t, uint32_t job)
{
    return t->scenario->workload->jobs[job].account;
}

static uint32_t partition_of(const struct table *t, uint32_t job)
{
    return aif_sim_rows(t->sim)[job].partition;
}

typedef uint32_t group_fn(const struct table *t, uint32_t job);

/* Collect the values of a group, which `of` takes from a pair, in ascending order. */
static uint32_t collect(struct table *t, group_fn *group_of, uint32_t group,
                        int64_t (*of)(const struct pair *p))
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->count; i++)
        if (!group_of || group_of(t, t->pairs[i].job) == group)
            t->values[n++] = of(&t->pairs[i]);
    qsort(t->values, n, sizeof *t->values, compare_values);
    return n;
}

static int64_t recorded(const struct pair *p)
{
    return p->recorded_s;
}

static int64_t replayed(const struct pair *p)
{
    return p->replayed_s;
}

static int64_t difference(const struct pair *p)
{
    return p->recorded_s > p->replayed_s ? p->recorded_s - p->replayed_s
                                         : p->replayed_s - p->recorded_s;
}

static void compute(struct table *t, group_fn *group_of, uint32_t group, struct figures *f)
{
    int64_t (*const waits[])(const struct pair *) = {recorded, replayed};
    *f = (struct figures){0};
    for (int k = 0; k < 2; k++) {
        f->count = collect(t, group_of, group, waits[k]);
        if (f->count == 0)
            return;
        for (uint32_t i = 0; i < f->count; i++)
            f->sum_s[k] += t->values[i];
        f->p95[k] = percentile(t->values, f->count, 95);
    }
    collect(t, group_of, group, difference);
    f->median = percentile(t->values, f->count, 50);
    f->p90 = percentile(t->values, f->count, 90);
    f->most = percentile(t->values, f->count, 100);
    for (uint32_t i = 0; i < f->count; i++) {
        f->near += t->values[i] <= NEAR_S;
        f->close += t->values[i] <= CLOSE_S;
    }
}

/* A sink of one number, so that it can be aligned. */
struct cell {
    char text[40];
    size_t used;
};

static bool put_in_cell(void *to, const char *text, size_t bytes)
{
    struct cell *c = to;
    bytes = bytes < sizeof c->text - 1 - c->used ? bytes : sizeof c->text - 1 - c->used;
    memcpy(c->text + c->used, text, bytes);
    c->used += bytes;
    return true;
}

static void put_ratio(struct aif_sink *s, int64_t n, int64_t d, unsigned digits, int width)
{
    struct cell c = {{0}, 0};
    struct aif_sink sink = {.put = put_in_cell, .to = &c};
    aif_sink_ratio(&sink, n, d, digits);
    aif_sink_flush(&sink);
    aif_sink_format(s, "%*s", width, c.text);
}

static void put_line(struct aif_sink *s, const char *label, const struct figures *f)
{
    aif_sink_format(s, "%-*s%9" PRIu32, LABEL_WIDTH, label, f->count);
    for (int k = 0; k < 2; k++)
        put_ratio(s, f->sum_s[k], f->count, 1, 12);
    for (int k = 0; k < 2; k++)
        put_ratio(s, f->p95[k], 100, 1, 12);
    put_ratio(s, f->median, 100, 1, 12);
    put_ratio(s, f->p90, 100, 1, 12);
    put_ratio(s, f->most, 100, 0, 12);
    put_ratio(s, f->near, f->count, 4, 9);
    put_ratio(s, f->close, f->count, 4, 9);
    aif_sink_char(s, '\n');
}

static void put_object(struct aif_sink *s, const char *label, const struct figures *f)
{
    const struct {
        const char *name;
        int64_t n, d;
        unsigned digits;
    } numbers[] = {
        {"jobs", f->count, 1, 0},
        {"wait_mean_recorded_s", f->sum_s[0], f->count, 3},
        {"wait_mean_replayed_s", f->sum_s[1], f->count, 3},
        {"wait_p95_recorded_s", f->p95[0], 100, 3},
        {"wait_p95_replayed_s", f->p95[1], 100, 3},
        {"start_difference_median_s", f->median, 100, 3},
        {"start_difference_p90_s", f->p90, 100, 3},
        {"start_difference_max_s", f->most, 100, 3},
        {"within_60_s", f->near, f->count, 6},
        {"within_600_s", f->close, f->count, 6},
    };
    aif_sink_text(s, "{\"group\": ");
    aif_sink_json(s, label);
    for (size_t i = 0; i < AIF_COUNT(numbers); i++) {
        aif_sink_format(s, ", \"%s\": ", numbers[i].name);
        aif_sink_ratio(s, numbers[i].n, numbers[i].d, numbers[i].digits);
    }
    aif_sink_char(s, '}');
}

static void put_group(struct table *t, const char *label, group_fn *group_of, uint32_t group)
{
    struct figures f;
    compute(t, group_of, group, &f);
    if (f.count == 0)
        return;
    if (t->is_json) {
        aif_sink_text(t->sink, t->has_one ? ",\n  " : "\n  ");
        put_object(t->sink, label, &f);
    } else {
        put_line(t->sink, label, &f);
    }
    t->has_one = true;
}

static void put_groups(struct table *t)
{
    const struct aif_names *accounts = &t->scenario->workload->accounts;
    const struct aif_machine *m = t->scenario->machine;
    char label[256];
    put_group(t, "all", NULL, 0);
    for (uint32_t i = 0; i < accounts->count; i++) {
        snprintf(label, sizeof label, "account:%s", aif_names_at(accounts, i, ""));
        put_group(t, label, account_of, i);
    }
    for (uint32_t i = 0; i < m->partition_count; i++) {
        snprintf(label, sizeof label, "partition:%s", m->partitions[i].name);
        put_group(t, label, partition_of, i);
    }
}

void against_write_text(const struct against *a, const struct aif_scenario *scenario,
                        const struct aif_sim *sim, struct aif_sink *s)
{
    struct table t = {.against = a, .scenario = scenario, .sim = sim, .sink = s};
    match(&t);
    aif_sink_format(
        s, "\nagainst %s: %" PRIu32 " of %" PRIu32 " jobs ran in both; it has %" PRIu32 " starts\n",
        a->path, t.count, aif_sim_job_count(sim), a->count);
    if (t.count) {
        aif_sink_format(s, "%-*s%9s%24s%24s%36s%18s\n", LABEL_WIDTH, "", "", "wait mean, s",
                        "wait p95, s", "difference of starts, s", "starts within");
        aif_sink_format(s, "%-*s%9s%12s%12s%12s%12s%12s%12s%12s%9s%9s\n", LABEL_WIDTH, "", "jobs",
                        "recorded", "replayed", "recorded", "replayed", "median", "p90", "max",
                        "60 s", "10 min");
    }
    put_groups(&t);
    aif_arena_free(&t.arena);
}

void against_write_json(const struct against *a, const struct aif_scenario *scenario,
                        const struct aif_sim *sim, struct aif_sink *s)
{
    struct table t = {.against = a, .scenario = scenario, .sim = sim, .sink = s, .is_json = true};
    match(&t);
    aif_sink_text(s, "{\"file\": ");
    aif_sink_json(s, a->path);
    aif_sink_format(s, ", \"matched\": %" PRIu32 ", \"recorded\": %" PRIu32 ", \"groups\": [",
                    t.count, a->count);
    put_groups(&t);
    aif_sink_text(s, "]}");
    aif_arena_free(&t.arena);
}
