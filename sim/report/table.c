/* A run's metrics for people to read. */
#include "aif/summary.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_WIDTH = 13 };

struct stat_line {
    const char *name;
    unsigned digits;
    size_t offset;
};

static const struct stat_line stat_lines[] = {
    {"wait, s", 1, offsetof(struct aif_group, wait_s)},
    {"turnaround, s", 1, offsetof(struct aif_group, turnaround_s)},
    {"slowdown", 3, offsetof(struct aif_group, slowdown)},
    {"bounded slowdown, 10 s", 3, offsetof(struct aif_group, bsld_10)},
    {"bounded slowdown, 600 s", 3, offsetof(struct aif_group, bsld_600)},
    {"  per processor, 10 s", 3, offsetof(struct aif_group, ppbsld_10)},
};

static void put_padding(struct aif_sink *s, size_t written, size_t width)
{
    aif_sink_char(s, ' ');
    for (size_t i = written + 1; i < width; i++)
        aif_sink_char(s, ' ');
}

static void put_left(struct aif_sink *s, const char *text, size_t width)
{
    size_t n = 0;
    for (; text[n]; n++)
        aif_sink_char(s, text[n]);
    put_padding(s, n, width);
}

/* Right-aligned.  A number of nanos is rounded half up to `digits` decimals, as aif_sink_ratio()
 * does; that one's text cannot be measured before it is written. */
static void put_number(struct aif_sink *s, int64_t value, unsigned digits, size_t width)
{
    char text[32];
    size_t i = sizeof text;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (digits) {
        uint64_t step = 1000000000;
        for (unsigned d = 0; d < digits; d++)
            step /= 10;
        rest = rest / step + (rest % step * 2 >= step);
    }
    for (unsigned d = 0; d <= digits || rest; d++, rest /= 10) {
        if (digits && d == digits)
            text[--i] = '.';
        text[--i] = (char)('0' + rest % 10);
    }
    if (value < 0)
        text[--i] = '-';
    for (size_t n = sizeof text - i; n < width; n++)
        aif_sink_char(s, ' ');
    aif_sink_bytes(s, text + i, sizeof text - i);
}

static void put_count(struct aif_sink *s, uint64_t n, const char *what)
{
    aif_sink_int(s, (int64_t)n);
    aif_sink_text(s, what);
}

/* Only of what happened. */
static void put_some(struct aif_sink *s, uint64_t n, const char *what)
{
    if (n == 0)
        return;
    aif_sink_text(s, ", ");
    put_count(s, n, what);
}

static void put_group(struct aif_sink *s, const struct aif_group *g)
{
    aif_sink_text(s, g->name);
    aif_sink_text(s, ": ");
    put_count(s, g->jobs, " jobs ran: ");
    put_count(s, g->completed, " completed, ");
    put_count(s, g->failed, " failed in the log, ");
    put_count(s, g->timed_out, " ended at their limit; ");
    put_count(s, g->rejected, " rejected");
    put_some(s, g->cancelled, " cancelled");
    put_some(s, g->preempted, " preempted");
    put_some(s, g->blocked, " never to start");
    put_some(s, g->node_failed, " lost with a node");
    aif_sink_char(s, '\n');
    if (g->jobs == 0)
        return;
    char text[128];
    snprintf(text, sizeof text, "  %-24s%*s%*s%*s%*s%*s\n", "", NUMBER_WIDTH, "mean", NUMBER_WIDTH,
             "median", NUMBER_WIDTH, "p95", NUMBER_WIDTH, "p99", NUMBER_WIDTH, "max");
    aif_sink_text(s, text);
    for (size_t i = 0; i < AIF_COUNT(stat_lines); i++) {
        const struct stat_line *l = &stat_lines[i];
        const struct aif_stat *stat =
            (const struct aif_stat *)(const void *)((const char *)g + l->offset);
        const int64_t values[] = {stat->mean_nano, stat->median_nano, stat->p95_nano,
                                  stat->p99_nano, stat->max_nano};
        aif_sink_text(s, "  ");
        put_left(s, l->name, 24);
        for (size_t j = 0; j < AIF_COUNT(values); j++)
            put_number(s, values[j], l->digits, NUMBER_WIDTH);
        aif_sink_char(s, '\n');
    }
}

/* Hours with one decimal, and what they are. */
static void put_hours(struct aif_sink *s, const char *what, int64_t hours_nano)
{
    aif_sink_text(s, what);
    aif_sink_ratio(s, hours_nano, 1000000000, 1);
}

/* What the grants of a group's accounts came to. */
static void put_grants(struct aif_sink *s, const struct aif_group *g)
{
    put_hours(s, "  grants, unit-hours: granted ", g->granted_h_nano);
    put_hours(s, ", charged ", g->charged_h_nano);
    if (g->lowered_share_nano > 0) {
        aif_sink_text(s, " (");
        aif_sink_ratio(s, g->lowered_share_nano, 10000000, 1);
        aif_sink_text(s, " % in lowered bands)");
    }
    put_hours(s, ", expired ", g->expired_h_nano);
    put_hours(s, ", forfeited ", g->forfeited_h_nano);
    put_hours(s, ", overrun ", g->overrun_h_nano);
    put_hours(s, "; refused ", g->refused_h_nano);
    aif_sink_text(s, " of ");
    put_count(s, g->refused, " jobs\n");
}

static void put_right(struct aif_sink *s, const char *text, size_t width)
{
    for (size_t n = strlen(text); n < width; n++)
        aif_sink_char(s, ' ');
    aif_sink_text(s, text);
}

/* One line of an account, a QOS or a user. */
static void put_short_group(struct aif_sink *s, const struct aif_group *g, size_t kind_bytes,
                            size_t width)
{
    const struct {
        int64_t value;
        unsigned digits;
        bool is_known;
    } numbers[] = {
        {(int64_t)g->jobs, 0, true},
        {(int64_t)g->rejected, 0, true},
        {g->wait_s.mean_nano, 1, g->jobs > 0},
        {g->wait_s.p95_nano, 1, g->jobs > 0},
        {g->bsld_10.mean_nano, 3, g->jobs > 0},
        {g->submit_unit_s / 3600, 0, true},
        {g->submit_billing_s / 3600, 0, true},
        {g->billing_share_nano, 4, true},
        {g->norm_shares_nano, 4, g->norm_shares_nano >= 0},
    };
    put_left(s, g->name + kind_bytes, width + 1);
    for (size_t i = 0; i < AIF_COUNT(numbers); i++)
        if (numbers[i].is_known)
            put_number(s, numbers[i].value, numbers[i].digits, NUMBER_WIDTH);
        else
            put_right(s, "-", NUMBER_WIDTH);
    aif_sink_char(s, '\n');
}

/* Everything that is of the run as a whole, but for the counts of rejections and repairs, which
 * follow in words. */
static void put_run(struct aif_sink *s, const struct aif_summary *summary)
{
    aif_sink_text(s, "the run:\n");
    for (size_t i = 0; i < aif_column_count(); i++) {
        const struct aif_column *c = aif_column_at(i);
        int64_t value;
        if (!c->is_of_run || c->is_incident || !aif_summary_value(summary, 0, i, &value))
            continue;
        aif_sink_text(s, "  ");
        put_left(s, c->name, 20);
        put_number(s, value, c->digits, NUMBER_WIDTH + 4);
        aif_sink_text(s, "  ");
        aif_sink_text(s, c->summary);
        aif_sink_char(s, '\n');
    }
}

static void put_incident(struct aif_sink *s, const char *what, uint64_t count, const char *summary)
{
    if (count == 0)
        return;
    aif_sink_text(s, what);
    put_count(s, count, " x ");
    aif_sink_text(s, summary);
    aif_sink_char(s, '\n');
}

enum { NAME_WIDTH_MAX = 32 };

/* The groups of one kind, from the first on: one line each.  Returns the one behind the last. */
static uint32_t put_short_groups(struct aif_sink *s, const struct aif_metrics *m, uint32_t first)
{
    const char *const heads[] = {
        "jobs",        "rejected",   "wait mean, s",
        "wait p95, s", "bsld 10 s",  m->gpu_utilisation_nano < 0 ? "unit-hours" : "GPU-hours",
        "billing-h",   "share used", "shares"};
    const char *kind = m->groups[first].name;
    size_t kind_bytes = strcspn(kind, ":"), width = kind_bytes;
    uint32_t end = first;
    for (; end < m->group_count && strncmp(m->groups[end].name, kind, kind_bytes + 1) == 0; end++) {
        size_t bytes = strlen(m->groups[end].name + kind_bytes + 1);
        width = bytes > width ? bytes : width;
    }
    width = width < NAME_WIDTH_MAX ? width : NAME_WIDTH_MAX;
    aif_sink_bytes(s, kind, kind_bytes);
    put_padding(s, kind_bytes, width + 1);
    for (size_t i = 0; i < AIF_COUNT(heads); i++)
        put_right(s, heads[i], NUMBER_WIDTH);
    aif_sink_char(s, '\n');
    for (uint32_t g = first; g < end; g++)
        put_short_group(s, &m->groups[g], kind_bytes + 1, width);
    return end;
}

void aif_summary_table(struct aif_sink *s, const struct aif_summary *summary)
{
    const struct aif_metrics *m = summary->metrics;
    uint32_t main_count = m->group_count - m->added_count;
    for (uint32_t g = 0; g < main_count; g++) {
        put_group(s, &m->groups[g]);
        if (m->has_access)
            put_grants(s, &m->groups[g]);
    }
    for (uint32_t g = main_count; g < m->group_count;)
        g = put_short_groups(s, m, g);
    if (m->added_count)
        aif_sink_text(s, "hours and share used: between the first and the last submit; shares used "
                         "are of billing units, without decay\n");
    put_run(s, summary);
    for (unsigned i = 0; i < AIF_REJECT_COUNT; i++)
        put_incident(s, "rejected: ", summary->totals->rejects[i],
                     aif_reject_summary((enum aif_reject)i));
    put_incident(s, "note: ", m->groups[0].without_units,
                 "job that used no GPU: not in unit-hours, utilisation and lost; see billing and "
                 "cpu_utilisation");
    put_incident(s, "note: ", m->stranger_count,
                 "job of a user in no account of the site: fair-share factor 0");
    for (unsigned i = 0; i < AIF_REPAIR_COUNT; i++)
        put_incident(s, "repaired: ", summary->workload->repairs[i] + summary->totals->repairs[i],
                     aif_repair_summary((enum aif_repair)i));
}
