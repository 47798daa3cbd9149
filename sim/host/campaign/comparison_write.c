/* Comparisons for people and for programs. */
#include "host/campaign/comparison.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES = 96, WIDTH_MAX = 40 };

/* A sink that collects one cell of a table. */
struct cell_text {
    char text[TEXT_BYTES];
    size_t used;
};

static bool put_in_cell(void *to, const char *text, size_t bytes)
{
    struct cell_text *c = to;
    if (c->used + bytes >= sizeof c->text)
        bytes = sizeof c->text - 1 - c->used;
    memcpy(c->text + c->used, text, bytes);
    c->used += bytes;
    c->text[c->used] = '\0';
    return true;
}

static void put_interval(struct aif_sink *s, size_t column, const struct bootstrap *b)
{
    comparison_write_mean(s, column, b->sum, b->n);
    if (b->n < 2)
        return;
    aif_sink_text(s, " [");
    comparison_write_mean(s, column, b->low_sum, b->n);
    aif_sink_text(s, ", ");
    comparison_write_mean(s, column, b->high_sum, b->n);
    aif_sink_char(s, ']');
}

static void format_interval(size_t column, const struct bootstrap *b, struct cell_text *out)
{
    struct aif_sink s = {.put = put_in_cell, .to = out};
    *out = (struct cell_text){{0}, 0};
    if (b->n)
        put_interval(&s, column, b);
    else
        aif_sink_char(&s, '-');
    aif_sink_flush(&s);
}

/* Text, then blanks up to the width; the last column of a line takes width 0. */
static void put_left(struct aif_sink *s, const char *text, int width)
{
    aif_sink_format(s, "%-*s", width, text);
    if (width)
        aif_sink_text(s, "  ");
}

/* Widths of the columns that name a line. */
struct widths {
    int site, trace, policy, community, metric; /* community 0: not shown */
};

static void widen(int *width, const char *text)
{
    int n = (int)strlen(text);
    if (n > *width)
        *width = n < WIDTH_MAX ? n : WIDTH_MAX;
}

static struct widths measure(const struct comparison *c)
{
    struct widths w = {4, 5, 6, c->has_communities ? 9 : 0, 6};
    for (uint32_t i = 0; i < c->count; i++) {
        widen(&w.site, c->rows[i].site);
        widen(&w.trace, c->rows[i].trace);
        widen(&w.policy, c->rows[i].policy);
        if (c->has_communities)
            widen(&w.community, c->rows[i].community);
        widen(&w.metric, aif_column_at(c->rows[i].column)->name);
    }
    return w;
}

static void put_names(struct aif_sink *s, const struct widths *w, const struct comparison_row *row)
{
    put_left(s, row->site, w->site);
    put_left(s, row->trace, w->trace);
    put_left(s, row->policy, w->policy);
    if (w->community)
        put_left(s, row->community, w->community);
}

static const struct comparison_row heads = {
    .site = "SITE", .trace = "TRACE", .policy = "POLICY", .community = "COMMUNITY"};

static void put_wide_cells(const struct comparison *c, uint32_t first, size_t count,
                           const int *widths, struct aif_sink *s)
{
    for (size_t m = 0; m < count; m++) {
        struct cell_text text;
        const struct comparison_row *row = &c->rows[first + m];
        format_interval(row->column, &row->mean, &text);
        put_left(s, text.text, m + 1 < count ? widths[m] : 0);
    }
    aif_sink_char(s, '\n');
}

void comparison_write_wide(const struct comparison *c, const struct comparison_plan *plan,
                           struct aif_sink *s)
{
    enum { MOST = 16 };
    int widths[MOST] = {0};
    struct widths names = measure(c);
    size_t count = plan->column_count;
    AIF_CHECK(count <= MOST);
    for (size_t m = 0; m < count; m++)
        widen(&widths[m], aif_column_at(plan->columns[m])->name);
    for (uint32_t i = 0; i < c->count; i++) {
        struct cell_text text;
        format_interval(c->rows[i].column, &c->rows[i].mean, &text);
        widen(&widths[i % count], text.text);
    }
    put_names(s, &names, &heads);
    for (size_t m = 0; m < count; m++)
        put_left(s, aif_column_at(plan->columns[m])->name, m + 1 < count ? widths[m] : 0);
    aif_sink_char(s, '\n');
    for (uint32_t i = 0; i < c->count; i += (uint32_t)count) {
        put_names(s, &names, &c->rows[i]);
        put_wide_cells(c, i, count, widths, s);
    }
}

static void put_line(const struct comparison_row *row, const struct widths *w, struct aif_sink *s)
{
    struct cell_text mean, difference;
    format_interval(row->column, &row->mean, &mean);
    format_interval(row->column, &row->difference, &difference);
    put_names(s, w, row);
    put_left(s, aif_column_at(row->column)->name, w->metric);
    aif_sink_format(s, "%4u  ", row->mean.n);
    put_left(s, mean.text, WIDTH_MAX);
    put_left(s, row->is_baseline ? "baseline" : difference.text, 0);
    aif_sink_char(s, '\n');
}

static void put_lines(const struct comparison *c, const struct widths *w, struct aif_sink *s)
{
    put_names(s, w, &heads);
    put_left(s, "METRIC", w->metric);
    aif_sink_text(s, "   N  ");
    put_left(s, "MEAN [95 % interval]", WIDTH_MAX);
    aif_sink_text(s, "DIFFERENCE [95 % interval]\n");
    for (uint32_t i = 0; i < c->count; i++)
        put_line(&c->rows[i], w, s);
}

enum { CELLS = 3 };

static void format_pair(const struct comparison_row *row, struct cell_text cells[CELLS])
{
    const struct bootstrap *const values[CELLS] = {&row->base, &row->mean, &row->difference};
    for (int k = 0; k < CELLS; k++)
        format_interval(row->column, values[k], &cells[k]);
}

/* Several communities: the baseline stands beside what is compared with it. */
static void put_pairs(const struct comparison *c, const struct widths *w, struct aif_sink *s)
{
    static const char *const names[CELLS] = {"BASELINE", "MEAN", "DIFFERENCE"};
    struct cell_text cells[CELLS];
    int widths[CELLS] = {0};
    bool has_pairs = false;
    for (uint32_t i = 0; i < c->count; i++)
        has_pairs |= c->rows[i].difference.n > 0;
    for (uint32_t i = 0; i < c->count; i++) {
        format_pair(&c->rows[i], cells);
        for (int k = 0; k < CELLS; k++)
            widen(&widths[k], cells[k].text);
    }
    put_names(s, w, &heads);
    put_left(s, "METRIC", w->metric);
    aif_sink_text(s, "   N  ");
    for (int k = 0; k < CELLS; k++) {
        widen(&widths[k], names[k]);
        put_left(s, names[k], k + 1 < CELLS ? widths[k] : 0);
    }
    aif_sink_char(s, '\n');
    for (size_t m = 0; m < c->column_count; m++)
        for (uint32_t i = (uint32_t)m; i < c->count; i += (uint32_t)c->column_count) {
            const struct comparison_row *row = &c->rows[i];
            if (row->is_baseline && has_pairs)
                continue;
            format_pair(row, cells);
            put_names(s, w, row);
            put_left(s, aif_column_at(row->column)->name, w->metric);
            aif_sink_format(s, "%4u  ", row->mean.n);
            for (int k = 0; k < CELLS; k++)
                put_left(s, cells[k].text, k + 1 < CELLS ? widths[k] : 0);
            aif_sink_char(s, '\n');
        }
}

/* The first metric, and what grants refused. */
static bool has_sentence(const struct comparison *c, const struct comparison_row *row)
{
    return row->difference.n && (row->column == c->rows[0].column ||
                                 strcmp(aif_column_at(row->column)->name, "refused_unit_h") == 0);
}

/* What the rules of enforcement do that policies are named after (fcfs/easy@overdraft). */
static void put_rules(const struct comparison *c, struct aif_sink *s)
{
    const struct aif_plugin *rule;
    for (size_t k = 0; (rule = aif_plugin_at(AIF_ACCESS, k)); k++)
        for (uint32_t i = 0; i < c->count; i++) {
            const char *at = strrchr(c->rows[i].policy, '@');
            if (!at || strcmp(at + 1, rule->name) != 0)
                continue;
            aif_sink_format(s, "%s: %s.\n", rule->name, rule->summary);
            break;
        }
}

void comparison_write_text(const struct comparison *c, struct aif_sink *s)
{
    struct widths w = measure(c);
    (c->has_communities ? put_pairs : put_lines)(c, &w, s);
    bool has_gap = false;
    for (uint32_t i = 0; i < c->count; i++) {
        const struct comparison_row *row = &c->rows[i];
        if (!has_sentence(c, row))
            continue;
        if (!has_gap)
            aif_sink_char(s, '\n');
        has_gap = true;
        comparison_write_sentence(c, row, s);
        aif_sink_char(s, '\n');
    }
    put_rules(c, s);
}
