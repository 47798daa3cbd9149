#include "host/command/describe.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Values of the jobs of one group, for sorting. */
struct values {
    int64_t *units, *run_s, *limit_s;
    uint32_t count;
};

static int64_t percentile(int64_t *values, uint32_t count, uint32_t percent)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, by_value);
    uint64_t rank = ((uint64_t)count * percent + 99) / 100;
    return values[rank ? rank - 1 : 0];
}

static int64_t units_of(const struct aif_job *j)
{
    return j->request.procs ? j->request.procs
                            : (int64_t)j->request.nodes * j->request.per_node.gpus;
}

static void collect(const struct aif_workload *w, uint32_t community, struct values *v,
                    struct description_group *g)
{
    v->count = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_job *j = &w->jobs[i];
        if (community != AIF_NONE && j->community != community)
            continue;
        int64_t run_s = j->runtime_s < j->limit_s ? j->runtime_s : j->limit_s;
        v->units[v->count] = units_of(j);
        v->run_s[v->count] = run_s;
        v->limit_s[v->count++] = j->limit_s;
        g->unit_s += units_of(j) * run_s;
    }
    g->jobs = v->count;
    g->median_units = percentile(v->units, v->count, 50);
    g->median_run_s = percentile(v->run_s, v->count, 50);
    g->p90_run_s = percentile(v->run_s, v->count, 90);
    g->median_limit_s = percentile(v->limit_s, v->count, 50);
}

struct description describe_workload(const struct aif_workload *w,
                                     const struct aif_generate_report *report, struct aif_arena *a)
{
    uint32_t count = w->communities.count + 1;
    struct description_group *groups = AIF_NEW(a, struct description_group, count);
    struct values v = {
        .units = AIF_NEW(a, int64_t, (size_t)w->count + 1),
        .run_s = AIF_NEW(a, int64_t, (size_t)w->count + 1),
        .limit_s = AIF_NEW(a, int64_t, (size_t)w->count + 1),
    };
    groups[0].name = "all";
    collect(w, AIF_NONE, &v, &groups[0]);
    for (uint32_t c = 1; c < count; c++) {
        const struct aif_community_total *t = &report->communities[c - 1];
        groups[c].name = w->communities.texts[c - 1];
        groups[c].sessions = t->sessions;
        groups[c].users = t->users;
        groups[0].sessions += t->sessions;
        groups[0].users += t->users;
        collect(w, c - 1, &v, &groups[c]);
    }
    return (struct description){report, w->count && w->jobs[0].request.nodes, groups, count};
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
