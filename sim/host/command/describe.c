#include "host/command/describe.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 256 };

struct tally_entry {
    int64_t value;
    uint32_t count; /* 0: free */
};

/* The values of some jobs and how often each occurs. */
struct tally {
    struct tally_entry *slots; /* open addressing */
    uint32_t slot_count, used, total;
};

struct description_tallies {
    struct tally units, run_s, limit_s;
};

static struct tally_entry *find(const struct tally *t, int64_t value)
{
    uint32_t i = (uint32_t)((uint64_t)value * 0x9e3779b97f4a7c15u >> 32) & (t->slot_count - 1);
    while (t->slots[i].count && t->slots[i].value != value)
        i = (i + 1) & (t->slot_count - 1);
    return &t->slots[i];
}

static void grow(struct tally *t, struct aif_arena *a)
{
    struct tally larger = {.slot_count = t->slot_count ? 2 * t->slot_count : FIRST_SLOTS};
    larger.slots = AIF_NEW(a, struct tally_entry, larger.slot_count);
    for (uint32_t i = 0; i < t->slot_count; i++)
        if (t->slots[i].count)
            *find(&larger, t->slots[i].value) = t->slots[i];
    t->slots = larger.slots;
    t->slot_count = larger.slot_count;
}

static void count_value(struct tally *t, int64_t value, struct aif_arena *a)
{
    if (2 * t->used >= t->slot_count)
        grow(t, a);
    struct tally_entry *e = find(t, value);
    t->used += e->count == 0;
    *e = (struct tally_entry){value, e->count + 1};
    t->total++;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = ((const struct tally_entry *)a)->value, y = ((const struct tally_entry *)b)->value;
    return (x > y) - (x < y);
}

/* The values in order, without gaps; nothing can be counted any more. */
static void put_in_order(struct tally *t)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->slot_count; i++)
        if (t->slots[i].count)
            t->slots[n++] = t->slots[i];
    if (n)
        qsort(t->slots, n, sizeof *t->slots, by_value);
}

static int64_t percentile(const struct tally *t, uint32_t percent)
{
    uint64_t rank = ((uint64_t)t->total * percent + 99) / 100, passed = 0;
    uint32_t i = 0;
    if (t->total == 0)
        return 0;
    while ((passed += t->slots[i].count) < (rank ? rank : 1))
        i++;
    return t->slots[i].value;
}

static int64_t units_of(const struct aif_job *j)
{
    return j->request.procs ? j->request.procs
                            : (int64_t)j->request.nodes * j->request.per_node.gpus;
}

static void add_job(struct description *d, uint32_t group, const struct aif_job *j)
{
    struct description_group *g = &d->groups[group];
    struct description_tallies *t = &d->tallies[group];
    int64_t run_s = j->runtime_s < j->limit_s ? j->runtime_s : j->limit_s;
    /* As aif_describe() has it: jobs without any are not in the sizes. */
    if (units_of(j) > 0)
        count_value(&t->units, units_of(j), d->arena);
    count_value(&t->run_s, run_s, d->arena);
    count_value(&t->limit_s, j->limit_s, d->arena);
    g->unit_s += units_of(j) * run_s;
    g->jobs++;
}

struct description describe_begin(const struct aif_workload *sample,
                                  const struct aif_generate_report *report, struct aif_arena *a)
{
    struct description d = {
        .report = report, .group_count = sample->communities.count + 1, .arena = a};
    d.groups = AIF_NEW(a, struct description_group, d.group_count);
    d.tallies = AIF_NEW(a, struct description_tallies, d.group_count);
    d.groups[0].name = "all";
    for (uint32_t c = 1; c < d.group_count; c++) {
        const struct aif_community_total *t = &report->communities[c - 1];
        d.groups[c].name = sample->communities.texts[c - 1];
        d.groups[c].sessions = t->sessions;
        d.groups[c].users = t->users;
        d.groups[0].sessions += t->sessions;
        d.groups[0].users += t->users;
    }
    return d;
}

void describe_add(struct description *d, const struct aif_workload *piece)
{
    for (uint32_t i = 0; i < piece->count; i++) {
        d->has_nodes |= piece->jobs[i].request.nodes > 0;
        add_job(d, 0, &piece->jobs[i]);
        add_job(d, piece->jobs[i].community + 1u, &piece->jobs[i]);
    }
}

void describe_end(struct description *d)
{
    for (uint32_t i = 0; i < d->group_count; i++) {
        struct description_group *g = &d->groups[i];
        struct description_tallies *t = &d->tallies[i];
        put_in_order(&t->units);
        put_in_order(&t->run_s);
        put_in_order(&t->limit_s);
        g->median_units = percentile(&t->units, 50);
        g->median_run_s = percentile(&t->run_s, 50);
        g->p90_run_s = percentile(&t->run_s, 90);
        g->median_limit_s = percentile(&t->limit_s, 50);
    }
}

static void put(struct aif_sink *s, const char *fmt, ...) AIF_PRINTF(2, 3);

static void put(struct aif_sink *s, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    aif_sink_text(s, text);
}

struct clock_text {
    char text[32];
};

/* 0:00:05, 17:30:00, 3-00:00:00 */
static struct clock_text clock_of(int64_t s)
{
    struct clock_text c = {""};
    int64_t days = s / 86400, rest = s % 86400;
    char *to = c.text;
    size_t room = sizeof c.text;
    if (days) {
        int n = snprintf(to, room, "%" PRId64 "-", days);
        to += n;
        room -= (size_t)n;
    }
    snprintf(to, room, days ? "%02d:%02d:%02d" : "%d:%02d:%02d", (int)(rest / 3600),
             (int)(rest / 60 % 60), (int)(rest % 60));
    return c;
}

static double load_of(const struct description *d, const struct description_group *g)
{
    return (double)g->unit_s / ((double)d->report->capacity_units * (double)d->report->span_s);
}

void describe_table(const struct description *d, struct aif_sink *out)
{
    const char *unit = d->has_nodes ? "GPU" : "proc";
    put(out, "%-14s %8s %8s %6s %10s-h %6s %10s %12s %12s %12s\n", "COMMUNITY", "JOBS", "SESSIONS",
        "USERS", unit, "LOAD", d->has_nodes ? "MED GPUS" : "MED PROCS", "MED RUN", "P90 RUN",
        "MED LIMIT");
    for (uint32_t i = 0; i < d->group_count; i++) {
        const struct description_group *g = &d->groups[(i + 1) % d->group_count];
        put(out, "%-14s %8u %8u %6u %12" PRId64 " %6.3f %10" PRId64 " %12s %12s %12s\n", g->name,
            g->jobs, g->sessions, g->users, g->unit_s / 3600, load_of(d, g), g->median_units,
            clock_of(g->median_run_s).text, clock_of(g->p90_run_s).text,
            clock_of(g->median_limit_s).text);
    }
}

void describe_json(const struct description *d, struct aif_sink *out)
{
    const struct aif_generate_report *r = d->report;
    put(out,
        "{\"jobs\": %u, \"span_s\": %" PRId64 ", \"capacity\": %" PRIu64 ", \"unit\": \"%s\", "
        "\"load\": ",
        d->groups[0].jobs, r->span_s, r->capacity_units, d->has_nodes ? "gpu" : "processor");
    aif_sink_ratio(out, r->load_nano, 1000000000, 9);
    aif_sink_text(out, ", \"communities\": [");
    for (uint32_t i = 1; i < d->group_count; i++) {
        const struct description_group *g = &d->groups[i];
        put(out,
            "%s{\"name\": \"%s\", \"jobs\": %u, \"sessions\": %u, \"users\": %u, \"unit_s\": "
            "%" PRId64 ", \"median_units\": %" PRId64 ", \"median_run_s\": %" PRId64
            ", \"p90_run_s\": %" PRId64 ", \"median_limit_s\": %" PRId64 "}",
            i > 1 ? ", " : "", g->name, g->jobs, g->sessions, g->users, g->unit_s, g->median_units,
            g->median_run_s, g->p90_run_s, g->median_limit_s);
    }
    aif_sink_text(out, "]}\n");
}
