#include "host/command/description_text.h"

#include "host/files/dates.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_GROUPS = 13,
    NAME_WIDTH = 16,
    HOUR_BAR = 28,
    DAY_BAR = 20,
    HOUR_S = 3600,
    DAY_S = 86400
};

/* "all" and the communities with the most unit-seconds, in the order of the description. */
struct shown {
    const struct aif_description *d;
    const struct aif_description_group *groups[MOST_GROUPS];
    uint32_t count;
};

static bool is_among_the_largest(const struct aif_description *d, uint32_t i)
{
    uint32_t larger = 0;
    for (uint32_t j = 1; j < d->group_count; j++) {
        int64_t a = d->groups[i].unit_s, b = d->groups[j].unit_s;
        larger += b > a || (b == a && j < i);
    }
    return larger < MOST_GROUPS - 1;
}

static struct shown choose(const struct aif_description *d)
{
    struct shown s = {.d = d};
    for (uint32_t i = 1; i < d->group_count; i++)
        if (is_among_the_largest(d, i))
            s.groups[s.count++] = &d->groups[i];
    s.groups[s.count++] = &d->groups[0];
    return s;
}

static const char *const unit_names[] = {"GPU", "processor", "core", "node"};

struct cell {
    char text[24];
};

static double ratio(double a, double b)
{
    return b > 0.0 ? a / b : 0.0;
}

/* 45s, 12.3m, 5.1h, 3.2d: short enough for nine columns beside each other. */
static struct cell time_cell(double s)
{
    struct cell c;
    if (s < 120.0)
        snprintf(c.text, sizeof c.text, "%.4gs", s < 10.0 ? s : (double)(int64_t)(s + 0.5));
    else if (s < 2.0 * HOUR_S)
        snprintf(c.text, sizeof c.text, "%.1fm", s / 60.0);
    else if (s < 2.0 * DAY_S)
        snprintf(c.text, sizeof c.text, "%.1fh", s / HOUR_S);
    else
        snprintf(c.text, sizeof c.text, "%.1fd", s / DAY_S);
    return c;
}

/* Whole numbers without decimals, others with one. */
static struct cell count_cell(double n)
{
    struct cell c;
    double tenths = floor(n * 10.0 + 0.5);
    bool is_whole = fmod(tenths, 10.0) == 0.0;
    snprintf(c.text, sizeof c.text, n < 1e6 ? "%.*f" : "%.*e", is_whole || n >= 1e6 ? 0 : 1, n);
    return c;
}

static void put_name(struct aif_sink *s, const char *name)
{
    size_t bytes = strlen(name);
    aif_sink_format(s, "%-*.*s%s", NAME_WIDTH - 1, NAME_WIDTH - 1, name,
                    bytes < NAME_WIDTH ? " " : "~");
}

static void put_dates(struct aif_sink *s, const struct aif_description *d)
{
    int64_t first_s = d->first_submit_s + d->utc_offset_s;
    char from[DATE_ROOM], to[DATE_ROOM];
    double days = (double)d->span_s / DAY_S;
    if (d->workload->unix_start_s == AIF_UNKNOWN_S || d->workload->unix_start_s + first_s < 0) {
        aif_sink_format(s, "submitted  over %.2f days; the trace states no dates\n", days);
        return;
    }
    first_s += d->workload->unix_start_s;
    date_write(first_s, from);
    date_write(first_s + d->span_s, to);
    aif_sink_format(s, "submitted  %s to %s (UTC%+.4g h), %.2f days\n", from, to,
                    (double)d->utc_offset_s / HOUR_S, days);
}

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void put_load(struct aif_sink *s, const struct aif_description *d, const char *machine)
{
    const char *unit = unit_names[d->unit];
    if (!d->capacity_units && machine)
        aif_sink_format(s, "load       not known: %s has no %ss\n", machine, unit);
    else if (!d->capacity_units)
        aif_sink_format(s,
                        "load       not known: the trace does not state its machine; give --site "
                        "SITE or procs:N\n");
    else if (d->load_nano < 0)
        aif_sink_format(s, "load       not known: no time passes between the first and the last "
                           "job\n");
    else
        aif_sink_format(s, "load       %.4f of %" PRIu64 " %s%s (%s)\n",
                        (double)d->load_nano * 1e-9, d->capacity_units, unit,
                        plural(d->capacity_units), machine ? machine : "as the trace states");
}

static void put_heading(struct aif_sink *s, const struct aif_description *d, const char *machine)
{
    const struct aif_workload *w = d->workload;
    uint32_t users = d->groups[0].users, communities = d->group_count - 1;
    aif_sink_format(s, "trace      %.60s: %u job%s of %" PRIu64 " record%s\n",
                    w->name ? w->name : "", w->count, plural(w->count), w->record_count,
                    plural(w->record_count));
    put_dates(s, d);
    if (!users && !d->accounts && !communities)
        aif_sink_text(s, "who        no users, accounts or communities are stated\n");
    else
        aif_sink_format(s, "who        %u user%s, %u account%s, %u communit%s\n", users,
                        plural(users), d->accounts, plural(d->accounts), communities,
                        communities == 1 ? "y" : "ies");
    put_load(s, d, machine);
    if (w->array_count || d->following_jobs || w->action_count)
        aif_sink_format(
            s, "related    %u job%s follow%s others; %u array%s of %u job%s; %u action%s\n",
            d->following_jobs, plural(d->following_jobs), d->following_jobs == 1 ? "s" : "",
            w->array_count, plural(w->array_count), w->array_job_count, plural(w->array_job_count),
            w->action_count, plural(w->action_count));
}

static void put_use(struct aif_sink *s, const struct shown *shown)
{
    const struct aif_description_group *all = &shown->d->groups[0];
    aif_sink_format(s, "\n%-16s %9s %7s %12s-h %7s %17s %17s\n", "COMMUNITY", "JOBS", "USERS",
                    unit_names[shown->d->unit], "SHARE", "TOP 5 % OF USERS", "TOP 10 % OF USERS");
    for (uint32_t i = 0; i < shown->count; i++) {
        const struct aif_description_group *g = shown->groups[i];
        put_name(s, g->name);
        aif_sink_format(s, " %9u %7u %14" PRId64 " %5.1f %%", g->jobs, g->users, g->unit_s / HOUR_S,
                        100.0 * ratio((double)g->unit_s, (double)all->unit_s));
        if (g->users_unit_s > 0)
            aif_sink_format(s, " %15.1f %% %15.1f %%",
                            100.0 * ratio((double)g->top_5.unit_s, (double)g->users_unit_s),
                            100.0 * ratio((double)g->top_10.unit_s, (double)g->users_unit_s));
        aif_sink_char(s, '\n');
    }
}

/* One of the spreads of a group, and how its values are written. */
struct table {
    const char *title;
    size_t at;                      /* in the group */
    struct cell (*write)(double x); /* of a value by the divisor */
    double divisor;
};

static void put_spread(struct aif_sink *s, const char *name, const struct aif_spread *x,
                       const struct table *t)
{
    put_name(s, name);
    aif_sink_format(s, " %9u", x->count);
    if (x->count && t->divisor == 1.0)
        aif_sink_format(s, " %8s", t->write((double)x->sum / x->count).text);
    else
        aif_sink_format(s, " %8s", "-");
    for (uint32_t i = 0; i < AIF_DESCRIBE_POINTS; i++)
        aif_sink_format(s, " %8s", x->count ? t->write((double)x->at[i] / t->divisor).text : "-");
    aif_sink_char(s, '\n');
}

static const struct aif_spread *spread_at(const struct aif_description_group *g, size_t at)
{
    return (const struct aif_spread *)(const void *)((const char *)g + at);
}

static void put_spreads(struct aif_sink *s, const struct shown *shown)
{
    char size[24];
    snprintf(size, sizeof size, "SIZE, %ss", unit_names[shown->d->unit]);
    const struct table tables[] = {
        {size, offsetof(struct aif_description_group, units), count_cell, 1.0},
        {"RUN TIME", offsetof(struct aif_description_group, run_s), time_cell, 1.0},
        {"LIMIT", offsetof(struct aif_description_group, limit_s), time_cell, 1.0},
        {"LIMIT / RUN TIME", offsetof(struct aif_description_group, over_request_milli), count_cell,
         1000.0},
    };
    for (size_t t = 0; t < AIF_COUNT(tables); t++) {
        const struct aif_description_group *all = &shown->d->groups[0];
        if (!spread_at(all, tables[t].at)->count)
            continue;
        aif_sink_format(s, "\n%-16s %9s %8s", tables[t].title, "JOBS", "MEAN");
        for (uint32_t i = 0; i + 1 < AIF_DESCRIBE_POINTS; i++)
            aif_sink_format(s, "      P%u", aif_describe_percents[i]);
        aif_sink_text(s, "      MAX\n");
        for (uint32_t i = 0; i < shown->count; i++) {
            const struct aif_description_group *g = shown->groups[i];
            put_spread(s, g->name, spread_at(g, tables[t].at), &tables[t]);
        }
    }
}

static void put_outcomes(struct aif_sink *s, const struct shown *shown)
{
    aif_sink_format(s, "\n%-16s", "OUTCOME, % OF");
    for (int o = 0; o < AIF_DESCRIBE_OUTCOMES; o++)
        aif_sink_format(s, " %14s", aif_describe_outcome_name((enum aif_describe_outcome)o));
    aif_sink_format(s, " %14s\n", "at the limit");
    aif_sink_format(s, "%-16s", "jobs, time");
    for (int o = 0; o < AIF_DESCRIBE_OUTCOMES; o++)
        aif_sink_text(s, "    JOBS   TIME");
    aif_sink_text(s, "           JOBS\n");
    for (uint32_t i = 0; i < shown->count; i++) {
        const struct aif_description_group *g = shown->groups[i];
        put_name(s, g->name);
        for (int o = 0; o < AIF_DESCRIBE_OUTCOMES; o++)
            aif_sink_format(s, "  %6.1f %6.1f", 100.0 * ratio(g->outcome_jobs[o], g->jobs),
                            100.0 * ratio((double)g->outcome_unit_s[o], (double)g->unit_s));
        aif_sink_format(s, " %14.1f\n", 100.0 * ratio(g->at_limit_jobs, g->limit_s.count));
    }
}

static void put_gaps(struct aif_sink *s, const struct shown *shown)
{
    aif_sink_format(s, "\n%-16s %9s %9s %24s %18s\n", "ARRIVALS", "MEAN GAP", "GAP CV",
                    "VARIANCE / MEAN, 10 MIN", "EMPTY 10 MIN");
    for (uint32_t i = 0; i < shown->count; i++) {
        const struct aif_arrivals *a = &shown->groups[i]->arrivals;
        put_name(s, shown->groups[i]->name);
        aif_sink_format(s, " %9s %9.2f %24.2f %16.1f %%\n",
                        a->gap_count ? time_cell((double)a->gap_sum_s / a->gap_count).text : "-",
                        (double)a->gap_cv_nano * 1e-9, (double)a->dispersion_nano * 1e-9,
                        100.0 * ratio((double)a->empty_bins, (double)a->bins));
    }
}

static uint32_t most_of(const uint32_t *counts, uint32_t n)
{
    uint32_t most = 1;
    for (uint32_t i = 0; i < n; i++)
        most = counts[i] > most ? counts[i] : most;
    return most;
}

/* Returns the number of characters. */
static int put_bar(struct aif_sink *s, uint32_t n, uint32_t most, int width)
{
    int length = (int)(((uint64_t)n * (uint64_t)width + most / 2) / most);
    for (int i = 0; i < length; i++)
        aif_sink_text(s, i ? "#" : "  #");
    return length ? length + 2 : 0;
}

/* Hours on the left, days on the right. */
static void put_clock(struct aif_sink *s, const struct aif_description *d)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const struct aif_description_group *g = &d->groups[0];
    const struct aif_arrivals *a = &g->arrivals;
    bool has_dates = d->workload->unix_start_s != AIF_UNKNOWN_S;
    uint32_t most_hour = most_of(a->hours, 24), most_day = most_of(a->days, 7);
    if (has_dates)
        aif_sink_format(s, "\n%-53s%s\n", "HOUR      JOBS", "DAY       JOBS");
    else
        aif_sink_text(s, "\nHOUR      JOBS  (of the trace's clock)\n");
    for (uint32_t h = 0; h < AIF_COUNT(a->hours); h++) {
        aif_sink_format(s, "%02u   %9u %5.1f %%", h, a->hours[h],
                        100.0 * ratio(a->hours[h], g->jobs));
        int used = put_bar(s, a->hours[h], most_hour, HOUR_BAR);
        if (has_dates && h < AIF_COUNT(days)) {
            aif_sink_format(s, "%*s  %s  %9u %5.1f %%", HOUR_BAR + 2 - used, "", days[h],
                            a->days[h], 100.0 * ratio(a->days[h], g->jobs));
            put_bar(s, a->days[h], most_day, DAY_BAR);
        }
        aif_sink_char(s, '\n');
    }
}

static void put_repairs(struct aif_sink *s, const struct aif_description *d)
{
    const char *title = "\nREPAIRS\n";
    for (uint32_t r = 0; r < AIF_REPAIR_COUNT; r++) {
        uint64_t n = d->workload->repairs[r];
        if (!n)
            continue;
        aif_sink_format(s, "%s%9" PRIu64 "  %s\n", title, n,
                        aif_repair_summary((enum aif_repair)r));
        title = "";
    }
}

void description_text(const struct aif_description *d, const char *machine, struct aif_sink *out)
{
    struct shown shown = choose(d);
    put_heading(out, d, machine);
    if (d->groups[0].jobs) {
        put_use(out, &shown);
        put_spreads(out, &shown);
        put_outcomes(out, &shown);
        put_gaps(out, &shown);
        put_clock(out, d);
    }
    if (shown.count < d->group_count)
        aif_sink_format(out, "\n%u smaller communities are not shown; --json has all\n",
                        d->group_count - shown.count);
    put_repairs(out, d);
}
