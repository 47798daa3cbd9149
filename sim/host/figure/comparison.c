/* One metric of all policies, with 95 % intervals of its mean over the seeds. */
#include "host/campaign/comparison.h"

#include "aif/summary.h"
#include "host/campaign/metric_names.h"
#include "host/figure/script.h"

#include <inttypes.h>
#include <string.h>

static const int64_t nano = 1000000000;

struct chart {
    struct figure_job *job;
    const struct aif_column *column;
    uint32_t count; /* policies */
    const char *names[256];
    int64_t least, greatest; /* bounds of intervals, in units of 1e-9 */
};

static void put_mean(const struct chart *c, int64_t sum, uint32_t n)
{
    struct aif_sink *s = c->job->csv;
    unsigned digits = c->column->digits;
    aif_sink_char(s, ',');
    aif_sink_ratio(s, sum, (digits ? nano : 1) * n, digits ? digits : 3);
}

/* An interval of one seed is no interval: its bounds are the value. */
static void write_row(struct chart *c, const struct comparison_row *row)
{
    struct aif_sink *s = c->job->csv;
    const struct bootstrap *m = &row->mean;
    aif_sink_int(s, c->count);
    aif_sink_char(s, ',');
    aif_sink_csv(s, row->policy);
    aif_sink_char(s, ',');
    aif_sink_int(s, m->n);
    put_mean(c, m->sum, m->n);
    put_mean(c, m->n < 2 ? m->sum : m->low_sum, m->n);
    put_mean(c, m->n < 2 ? m->sum : m->high_sum, m->n);
    aif_sink_text(s, row->is_baseline ? ",1\n" : ",0\n");
    c->names[c->count++] = row->policy;
    int64_t low = (m->n < 2 ? m->sum : m->low_sum) / m->n;
    int64_t high = (m->n < 2 ? m->sum : m->high_sum) / m->n;
    c->least = c->count == 1 || low < c->least ? low : c->least;
    c->greatest = high > c->greatest ? high : c->greatest;
}

/* Whether a row is of what is drawn. */
static bool is_drawn(const struct chart *c, const struct comparison_row *row)
{
    return strcmp(row->site, c->job->cells->site) == 0 &&
           strcmp(row->trace, c->job->cells->trace) == 0 && row->mean.n &&
           c->count < AIF_COUNT(c->names) && figure_wants(c->job->cells, row->policy);
}

/* The axis: seconds in minutes or hours where they are many. */
static void write_axis(const struct chart *c)
{
    struct aif_sink *s = c->job->script;
    const char *unit = metric_unit(c->column->name);
    int64_t scale = 1;
    char label[160] = "";
    if (strcmp(unit, "s") == 0 && c->greatest >= 120 * nano) {
        scale = c->greatest >= 7200 * nano ? 3600 : 60;
        unit = scale == 60 ? "min" : "h";
    }
    strncat(label, c->column->summary, 120);
    if (*unit) {
        strncat(label, " (", 3);
        strncat(label, unit, 24);
        strncat(label, ")", 2);
    }
    aif_sink_format(s, "unit = %" PRId64 ".0\nset xlabel ", scale);
    script_text(s, label);
    aif_sink_char(s, '\n');
}

static void write_script(const struct chart *c)
{
    struct aif_sink *s = c->job->script;
    script_begin(c->job, "One metric of each policy",
                 (struct script_key){1, c->count < 4 ? 0 : (c->count - 2) / 2});
    write_axis(c);
    /* Values that are all the same make no range. */
    if (c->least < c->greatest)
        aif_sink_text(s, "set xrange [*:*]\n");
    else
        aif_sink_format(s, "set xrange [0:%" PRId64 " / unit]\n", c->greatest / nano * 2 + 1);
    aif_sink_format(s, "set yrange [%" PRIu32 " - 0.5:-0.5]\nset ytics (", c->count);
    for (uint32_t p = 0; p < c->count; p++) {
        aif_sink_text(s, p ? ", " : "");
        script_tic(s, c->names[p]);
        aif_sink_format(s, " %" PRIu32, p);
    }
    aif_sink_text(
        s,
        ")\nset key off\n"
        "# Bars: 95 % percentile bootstrap interval of the mean over the seeds.  Open: the first "
        "policy.\n"
        "plot data using ($4 / unit):1:($5 / unit):($6 / unit) with xerrorbars linestyle 1, \\\n"
        "     data using ($7 == 1 ? $4 / unit : NaN):1 with points pointtype 7 pointsize 0.3 "
        "linecolor rgb 'white'\n");
}

static bool make(struct figure_job *job, struct aif_err *err)
{
    size_t column;
    struct comparison comparison;
    if (!comparison_column(job->wish->metric ? job->wish->metric : "wait_mean_s", &column, err))
        return false;
    struct chart c = {.job = job, .column = aif_column_at(column)};
    struct comparison_plan plan = {.columns = &column,
                                   .column_count = 1,
                                   .baseline = job->results->cells[0].policy,
                                   .seed = 1};
    comparison_make(job->results, &plan, &comparison);
    aif_sink_text(job->csv, "row,policy,seeds,mean,low,high,is_baseline\n");
    for (uint32_t i = 0; i < comparison.count; i++)
        if (is_drawn(&c, &comparison.rows[i]))
            write_row(&c, &comparison.rows[i]);
    aif_arena_free(&comparison.arena);
    if (!c.count)
        return aif_err_set(err, "--metric: site '%s' has no figures of %s", job->cells->site,
                           c.column->name);
    write_script(&c);
    return true;
}

const struct figure figure_comparison = {
    .name = "comparison",
    .summary = "one metric of all policies with intervals over the seeds",
    .takes = FIGURE_METRIC | FIGURE_COMMUNITY,
    .make = make,
};
