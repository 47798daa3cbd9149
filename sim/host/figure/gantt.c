/* Which job has which node or processor when, for small runs. */
#include "aif/text.h"
#include "host/figure/script.h"

#include <inttypes.h>
#include <string.h>

enum { CELL, JOB, START, FINISH, RESOURCES, NODES, COMMUNITY, COLUMNS };

static const char *const columns[COLUMNS] = {
    "cell", "job_id", "starting_time", "finish_time", "allocated_resources", "nodes", "community"};

/* More boxes than that are no figure for a paper. */
enum { MOST_BOXES = 20000 };

struct gantt {
    struct figure_job *job;
    const char *communities[FIGURE_MOST_CURVES]; /* the last one: all others, too */
    uint32_t community_count, boxes;
    int64_t origin_s, end_s, last;
    bool has_nodes;
    struct aif_err *err;
};

static uint32_t find_community(struct gantt *g)
{
    struct csv_cell name = source_cell(g->job->source, COMMUNITY);
    for (uint32_t c = 0; c < g->community_count; c++)
        if (csv_cell_is(name, g->communities[c]))
            return c;
    if (g->community_count == FIGURE_MOST_CURVES) {
        g->communities[FIGURE_MOST_CURVES - 1] = "others";
        return FIGURE_MOST_CURVES - 1;
    }
    g->communities[g->community_count] = aif_arena_text(g->job->arena, name.text, name.bytes);
    return g->community_count++;
}

static bool write_box(struct gantt *g, uint32_t community, const int64_t box[5])
{
    struct aif_sink *s = g->job->csv;
    if (++g->boxes > MOST_BOXES)
        return aif_err_set(g->err,
                           "%s: more than %d boxes, too many for a figure on paper: draw a shorter "
                           "run (until of its trace), or look at it in report.html",
                           g->job->source->path, MOST_BOXES);
    aif_sink_int(s, community);
    aif_sink_char(s, ',');
    aif_sink_csv(s, g->communities[community]);
    for (int i = 0; i < 5; i++) {
        aif_sink_char(s, ',');
        aif_sink_int(s, box[i]);
    }
    aif_sink_char(s, '\n');
    g->last = box[4] > g->last ? box[4] : g->last;
    return true;
}

static bool add_row(struct gantt *g)
{
    struct source *s = g->job->source;
    struct csv_cell set = source_cell(s, RESOURCES);
    int64_t id, start_s, finish_s, nodes;
    if (!source_int(s, JOB, &id) || !source_int(s, START, &start_s) ||
        !source_int(s, FINISH, &finish_s) || !source_int(s, NODES, &nodes))
        return false;
    if (start_s < 0 || !set.bytes)
        return true;
    uint32_t community = find_community(g);
    g->has_nodes |= nodes > 0;
    g->origin_s = start_s < g->origin_s ? start_s : g->origin_s;
    g->end_s = finish_s > g->end_s ? finish_s : g->end_s;
    for (const char *p = set.text, *end = p + set.bytes; p < end;) {
        uint32_t first, last;
        if (!aif_text_range(&p, end, &first, &last))
            return source_fail(s, RESOURCES, "ascending intervals such as '0-3 7'");
        const int64_t box[] = {id, start_s, finish_s, first, last};
        if (!write_box(g, community, box))
            return false;
    }
    return true;
}

static void write_script(const struct gantt *g)
{
    struct aif_sink *s = g->job->script;
    script_begin(g->job, "Who has what when",
                 (struct script_key){2, (g->community_count + 1) / 2 + 4});
    script_time(s, g->origin_s, g->end_s);
    aif_sink_text(s, "set xlabel sprintf('time since the first start (%s)', unit_s == 3600 ? 'h' : "
                     "'days')\n");
    aif_sink_format(s, "set ylabel '%s'\nset yrange [0:%" PRId64 "]\nset grid noxtics noytics\n",
                    g->has_nodes ? "node" : "processor", g->last + 1);
    aif_sink_text(s, "set style fill solid 0.7 border\n"
                     "at(t) = (t - origin_s) / unit_s\n"
                     "# Jobs that share a node lie upon each other.\n");
    for (uint32_t c = 0; c < g->community_count; c++) {
        aif_sink_text(s, c ? ", \\\n     data" : "plot data");
        aif_sink_format(s,
                        " using (of(%" PRIu32 ", $1, at(($4 + $5) / 2.0))):(($6 + $7 + 1) / 2.0)"
                        ":(at($4)):(at($5)):6:($7 + 1) with boxxyerror linestyle %" PRIu32
                        " linewidth 0.3 dashtype solid title ",
                        c, c + 1);
        script_text(s, *g->communities[c] ? g->communities[c] : "jobs");
    }
    aif_sink_char(s, '\n');
}

static bool make(struct figure_job *job, struct aif_err *err)
{
    struct gantt g = {.job = job, .origin_s = INT64_MAX, .end_s = INT64_MIN, .err = err};
    aif_sink_text(job->csv, "curve,community,job_id,start_s,end_s,first,last\n");
    while (source_next(job->source)) {
        if (figure_curve(job) >= 0 && !add_row(&g))
            return false;
    }
    if (!figure_check_rows(job, err))
        return false;
    if (!g.boxes)
        return aif_err_set(err, "%s: no job ran on site '%s'", job->source->path, job->cells->site);
    write_script(&g);
    return true;
}

const struct figure figure_gantt = {
    .name = "gantt",
    .summary = "jobs on nodes or processors over time, one policy, small runs",
    .takes = FIGURE_ONE,
    .source = {"jobs.csv", columns, COLUMNS},
    .make = make,
};
