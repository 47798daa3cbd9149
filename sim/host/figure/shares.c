/* What each community or account has used so far, and what it is entitled to. */
#include "host/figure/script.h"
#include "host/figure/timeline.h"

#include <inttypes.h>
#include <string.h>

/* The capacity up to the end of each bin. */
struct capacity {
    struct sum {
        int64_t to_s, unit_s;
    } * sums;
    uint32_t count, room;
};

struct group {
    const char *name;
    int64_t busy_unit_s, entitled_unit_s; /* up to now */
    uint32_t bins;
    bool is_entitled;
};

struct shares {
    struct timeline timeline;
    struct capacity capacity;
    struct group groups[FIGURE_MOST_CURVES];
    uint32_t count, left_out;
    const char *kind;
    struct aif_err *err;
};

static void add_capacity(struct capacity *c, const struct timeline_bin *b, struct aif_arena *arena)
{
    if (c->count == c->room) {
        uint32_t larger = c->room ? c->room * 2 : 512;
        struct sum *sums = AIF_NEW(arena, struct sum, larger);
        for (uint32_t i = 0; i < c->count; i++)
            sums[i] = c->sums[i];
        c->sums = sums;
        c->room = larger;
    }
    int64_t before = c->count ? c->sums[c->count - 1].unit_s : 0;
    c->sums[c->count++] = (struct sum){b->to_s, before + b->capacity_unit_s};
}

/* The group of the row; NULL: one more than can be told apart. */
static struct group *find_group(struct shares *x)
{
    const struct source *s = x->timeline.job->source;
    struct csv_cell name = source_cell(s, TIMELINE_GROUP);
    for (uint32_t g = 0; g < x->count; g++)
        if (csv_cell_is(name, x->groups[g].name))
            return &x->groups[g];
    if (x->count == FIGURE_MOST_CURVES) {
        x->left_out++;
        return NULL;
    }
    x->groups[x->count] =
        (struct group){.name = aif_arena_text(x->timeline.job->arena, name.text, name.bytes)};
    return &x->groups[x->count++];
}

static bool write_row(struct shares *x)
{
    const struct timeline_bin *b = &x->timeline.bin;
    struct aif_sink *s = x->timeline.job->csv;
    struct group *g = find_group(x);
    if (!g)
        return true;
    if (g->bins >= x->capacity.count || x->capacity.sums[g->bins].to_s != b->to_s)
        return source_fail(x->timeline.job->source, TIMELINE_TO, "a bin of the group 'all' above");
    int64_t so_far = x->capacity.sums[g->bins++].unit_s;
    g->busy_unit_s += b->busy_unit_s;
    g->entitled_unit_s += b->entitled_unit_s >= 0 ? b->entitled_unit_s : 0;
    g->is_entitled |= b->entitled_unit_s >= 0;
    const int64_t numbers[] = {b->from_s, b->to_s, g->busy_unit_s,
                               g->is_entitled ? g->entitled_unit_s : -1};
    aif_sink_int(s, g - x->groups);
    aif_sink_char(s, ',');
    aif_sink_csv(s, g->name);
    timeline_put(s, numbers, AIF_COUNT(numbers));
    aif_sink_char(s, ',');
    aif_sink_ratio(s, g->busy_unit_s, so_far > 0 ? so_far : 1, 6);
    aif_sink_char(s, ',');
    if (g->is_entitled)
        aif_sink_ratio(s, g->entitled_unit_s, so_far > 0 ? so_far : 1, 6);
    aif_sink_char(s, '\n');
    return true;
}

static bool read_rows(struct shares *x)
{
    struct timeline *t = &x->timeline;
    aif_sink_text(t->job->csv, "curve,group,from_s,to_s,used_unit_s,entitled_unit_s,used_share,"
                               "entitled_share\n");
    while (timeline_next(t)) {
        if (timeline_is(t, "all", "all"))
            add_capacity(&x->capacity, &t->bin, t->job->arena);
        else if (csv_cell_is(source_cell(t->job->source, TIMELINE_KIND), x->kind) && !write_row(x))
            return false;
    }
    if (!figure_check_rows(t->job, x->err))
        return false;
    return x->count ||
           aif_err_set(x->err, "--by: no group of kind '%s' of site '%s' in %s%s", x->kind,
                       t->job->cells->site, t->job->source->path,
                       strcmp(x->kind, "account") == 0 ? ": the site has no tree of accounts"
                                                       : ": the jobs have no communities");
}

/* So many points of a curve tell in grey whose it is. */
#define MARKED " pointnumber 9 dashtype "

static void write_curve(const struct shares *x, uint32_t g, const char *share, const char *how)
{
    aif_sink_format(x->timeline.job->script,
                    " using (of(%" PRIu32 ", $1, ($4 - origin_s) / unit_s)):(100 * %s) with "
                    "linespoints linestyle %" PRIu32 "%s ",
                    g, share, g + 1, how);
}

static void write_curves(const struct shares *x)
{
    struct aif_sink *s = x->timeline.job->script;
    bool is_entitled = false;
    for (uint32_t g = 0; g < x->count; g++) {
        aif_sink_text(s, g ? ", \\\n     data" : "plot data");
        write_curve(x, g, "$7", MARKED "solid title");
        script_text(s, x->groups[g].name);
        is_entitled |= x->groups[g].is_entitled;
        if (!x->groups[g].is_entitled)
            continue;
        aif_sink_text(s, ", \\\n     data");
        write_curve(x, g, "$8", " linewidth 0.75" MARKED "'-' notitle");
    }
    if (is_entitled)
        aif_sink_text(s, ", \\\n     keyentry with lines linecolor rgb 'black' linewidth 0.75 "
                         "dashtype '-' title 'dashed: entitled to'");
    aif_sink_char(s, '\n');
}

static bool make(struct figure_job *job, struct aif_err *err)
{
    struct shares x = {.timeline = timeline_begin(job),
                       .kind = job->wish->by ? job->wish->by : "community",
                       .err = err};
    if (!read_rows(&x))
        return false;
    script_begin(job, "Used and entitled shares over time",
                 (struct script_key){2, (x.count + 2) / 2});
    script_time(job->script, x.timeline.origin_s, x.timeline.end_s);
    aif_sink_text(job->script,
                  "set yrange [0:*]\n"
                  "set ylabel 'share of capacity so far (%)'\n"
                  "# Solid: used since the beginning; dashed, with the points of the same group: "
                  "entitled to.\n");
    if (x.left_out)
        aif_sink_text(job->script, "# More groups than can be told apart: the first are drawn.\n");
    write_curves(&x);
    return true;
}

const struct figure figure_shares = {
    .name = "shares",
    .summary = "what groups used so far and were entitled to, one policy",
    .takes = FIGURE_BY | FIGURE_ONE,
    .source = {"series.csv", timeline_columns, TIMELINE_COLUMNS},
    .make = make,
};
