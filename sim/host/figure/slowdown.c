/* Bounded slowdown by the size of jobs: median and quartiles. */
#include "host/figure/script.h"

#include <inttypes.h>
#include <stdlib.h>

enum { CELL, COMMUNITY, UNITS, SLOWDOWN, NODES, GPUS, COLUMNS };

static const char *const columns[COLUMNS] = {"cell",  "community",    "units", "bounded_slowdown",
                                             "nodes", "gpus_per_node"};

enum { MOST_SIZES = 40, MILLION = 1000000 };

/* Sizes in doubling steps: 1, 2, 3-4, 5-8, ... */
struct value {
    int64_t millionths;
    unsigned char curve, size;
};

struct slowdown {
    struct figure_job *job;
    struct value *values;
    size_t count, room;
    unsigned largest;
    bool has_gpus, has_nodes, has_slowed; /* somebody, in the upper quartile */
};

static unsigned size_of(int64_t units)
{
    unsigned size = 0;
    while (size + 1 < MOST_SIZES && (INT64_C(1) << size) < units)
        size++;
    return size;
}

static void push(struct slowdown *x, struct value v)
{
    if (x->count == x->room) {
        size_t larger = x->room ? x->room * 2 : 4096;
        struct value *values = AIF_NEW(x->job->arena, struct value, larger);
        for (size_t i = 0; i < x->count; i++)
            values[i] = x->values[i];
        x->values = values;
        x->room = larger;
    }
    x->values[x->count++] = v;
    x->largest = v.size > x->largest ? v.size : x->largest;
}

/* A job that never ran has no slowdown, and one without units no size. */
static bool add_row(struct slowdown *x, int curve)
{
    struct source *s = x->job->source;
    const char *community = x->job->wish->community;
    int64_t units, slowdown, nodes, gpus;
    if (!source_int(s, UNITS, &units) || !source_millionths(s, SLOWDOWN, &slowdown) ||
        !source_int(s, NODES, &nodes) || !source_int(s, GPUS, &gpus))
        return false;
    x->has_nodes |= nodes > 0;
    x->has_gpus |= gpus > 0;
    if (slowdown < 0 || units < 1 ||
        (community && !csv_cell_is(source_cell(s, COMMUNITY), community)))
        return true;
    push(x, (struct value){slowdown, (unsigned char)curve, (unsigned char)size_of(units)});
    return true;
}

static int compare_values(const void *a, const void *b)
{
    const struct value *l = a, *r = b;
    if (l->curve != r->curve)
        return l->curve < r->curve ? -1 : 1;
    if (l->size != r->size)
        return l->size < r->size ? -1 : 1;
    return (l->millionths > r->millionths) - (l->millionths < r->millionths);
}

/* Hyndman and Fan's type 7, exactly: quarter / 4 of the way through n sorted values.  Returns it in
 * whole millionths. */
static int64_t put_quartile(struct aif_sink *s, const struct value *sorted, size_t n,
                            size_t quarter)
{
    size_t place = (n - 1) * quarter, at = place / 4;
    int64_t part = (int64_t)(place % 4), low = sorted[at].millionths;
    int64_t high = part ? sorted[at + 1].millionths : low;
    aif_sink_char(s, ',');
    aif_sink_ratio(s, low * 4 + (high - low) * part, 4 * MILLION, 6);
    return low + (high - low) * part / 4;
}

static void put_size(struct aif_sink *s, unsigned size)
{
    int64_t last = INT64_C(1) << size, first = size ? last / 2 + 1 : 1;
    aif_sink_int(s, first);
    if (first < last) {
        aif_sink_char(s, '-');
        aif_sink_int(s, last);
    }
}

static void write_rows(struct slowdown *x)
{
    struct aif_sink *s = x->job->csv;
    aif_sink_text(s, "curve,policy,step,units,jobs,median,quartile_1,quartile_3\n");
    for (size_t i = 0, n; i < x->count; i += n) {
        const struct value *v = &x->values[i];
        for (n = 1; i + n < x->count && v[n].curve == v->curve && v[n].size == v->size; n++) {
        }
        aif_sink_int(s, v->curve);
        aif_sink_char(s, ',');
        aif_sink_csv(s, x->job->cells->policies[v->curve]);
        aif_sink_format(s, ",%d,", v->size);
        put_size(s, v->size);
        aif_sink_format(s, ",%zu", n);
        put_quartile(s, v, n, 2);
        put_quartile(s, v, n, 1);
        x->has_slowed |= put_quartile(s, v, n, 3) > MILLION;
        aif_sink_char(s, '\n');
    }
}

static void write_script(const struct slowdown *x)
{
    struct aif_sink *s = x->job->script;
    const char *unit = x->has_gpus ? "GPUs" : x->has_nodes ? "cores" : "processors";
    script_begin(x->job, "Bounded slowdown by the size of jobs",
                 script_key(x->job->cells->policies, x->job->cells->policy_count));
    aif_sink_text(s, "set xtics (");
    for (unsigned i = 0; i <= x->largest; i++) {
        aif_sink_text(s, i ? ", '" : "'");
        put_size(s, i);
        aif_sink_format(s, "' %u", i);
    }
    aif_sink_format(s,
                    ") rotate by -45\nset xrange [-0.5:%u.5]\nset xlabel 'size of the job (%s)'\n",
                    x->largest, unit);
    aif_sink_format(s, "# Curves stand beside each other: by so much.\napart = 0.6 / %" PRIu32 "\n",
                    x->job->cells->policy_count);
    aif_sink_format(s, "beside(k, step) = step + (k - %" PRIu32 " / 2.0) * apart\n",
                    x->job->cells->policy_count - 1);
    /* Ones alone make no range. */
    aif_sink_format(s, "set logscale y\nset yrange [1:%s]\n", x->has_slowed ? "*" : "10");
    aif_sink_text(s, "set ylabel 'bounded slowdown'\n# Points: the median; bars: the quartiles.\n"
                     "set bars small\n");
    script_curves(x->job, "beside($1, $3)", "6:7:8", "yerrorbars", " dashtype solid");
}

static bool make(struct figure_job *job, struct aif_err *err)
{
    struct slowdown x = {.job = job};
    while (source_next(job->source)) {
        int curve = figure_curve(job);
        if (curve >= 0 && !add_row(&x, curve))
            return false;
    }
    if (!figure_check_rows(job, err))
        return false;
    if (!x.count)
        return aif_err_set(err, "%s: no job%s%s ran on site '%s'", job->source->path,
                           job->wish->community ? " of community " : "",
                           job->wish->community ? job->wish->community : "", job->cells->site);
    qsort(x.values, x.count, sizeof *x.values, compare_values);
    write_rows(&x);
    write_script(&x);
    return true;
}

const struct figure figure_slowdown = {
    .name = "slowdown",
    .summary = "bounded slowdown by size of job: median and quartiles",
    .takes = FIGURE_COMMUNITY | FIGURE_POOL,
    .source = {"jobs.csv", columns, COLUMNS},
    .make = make,
};
