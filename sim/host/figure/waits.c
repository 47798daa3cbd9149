/* How long jobs waited, as empirical distribution functions on a logarithmic axis. */
#include "host/figure/script.h"

#include <inttypes.h>

enum { CELL, COMMUNITY, WAIT, JOBS, COLUMNS };

static const char *const columns[COLUMNS] = {"cell", "community", "wait_s", "jobs"};

/* Jobs that waited at most so long. */
struct step {
    int64_t wait_s, jobs;
};

struct curve {
    struct step *steps;
    uint32_t count, capacity;
};

struct waits {
    struct figure_job *job;
    struct curve curves[FIGURE_MOST_CURVES];
    int64_t longest_s;
    struct aif_err *err;
};

static void push(struct waits *w, struct curve *c, struct step step)
{
    if (c->count == c->capacity) {
        uint32_t larger = c->capacity ? c->capacity * 2 : 64;
        struct step *steps = AIF_NEW(w->job->arena, struct step, larger);
        for (uint32_t i = 0; i < c->count; i++)
            steps[i] = c->steps[i];
        c->steps = steps;
        c->capacity = larger;
    }
    c->steps[c->count++] = step;
}

static bool add_row(struct waits *w, struct curve *c)
{
    struct source *s = w->job->source;
    struct step step, before = c->count ? c->steps[c->count - 1] : (struct step){-1, 0};
    if (!source_int(s, WAIT, &step.wait_s) || !source_int(s, JOBS, &step.jobs))
        return false;
    if (step.wait_s <= before.wait_s)
        return source_fail(s, WAIT, "a longer wait than in the row before");
    if (step.jobs < before.jobs)
        return source_fail(s, JOBS, "no fewer jobs than in the row before");
    push(w, c, step);
    w->longest_s = step.wait_s > w->longest_s ? step.wait_s : w->longest_s;
    return true;
}

static bool read_rows(struct waits *w)
{
    struct source *s = w->job->source;
    const char *community = w->job->wish->community ? w->job->wish->community : "all";
    bool has_community = false;
    while (source_next(s)) {
        int c = figure_curve(w->job);
        bool is_it = csv_cell_is(source_cell(s, COMMUNITY), community);
        has_community |= is_it;
        if (c >= 0 && is_it && !add_row(w, &w->curves[c]))
            return false;
    }
    return figure_check_rows(w->job, w->err) &&
           (has_community || aif_err_set(w->err, "--community: no '%s' in %s", community, s->path));
}

static void write_rows(const struct waits *w)
{
    struct aif_sink *s = w->job->csv;
    aif_sink_text(s, "curve,policy,wait_s,jobs,share\n");
    for (uint32_t p = 0; p < w->job->cells->policy_count; p++) {
        const struct curve *c = &w->curves[p];
        int64_t total = c->count ? c->steps[c->count - 1].jobs : 0;
        for (uint32_t i = 0; i < c->count; i++) {
            aif_sink_int(s, p);
            aif_sink_char(s, ',');
            aif_sink_csv(s, w->job->cells->policies[p]);
            aif_sink_format(s, ",%" PRId64 ",%" PRId64 ",", c->steps[i].wait_s, c->steps[i].jobs);
            aif_sink_ratio(s, c->steps[i].jobs, total > 0 ? total : 1, 6);
            aif_sink_char(s, '\n');
        }
    }
}

static const char axes[] =
    "set logscale x\n"
    "set xtics ('1 s' 1, '10 s' 10, '1 min' 60, '10 min' 600, '1 h' 3600, '6 h' 21600, "
    "'1 d' 86400, '1 week' 604800, '4 weeks' 2419200)\n"
    "set xlabel 'wait'\n"
    "set yrange [0:1]\n"
    "set ylabel 'share of jobs'\n"
    "# Which share waited at most so long; who did not wait at all counts at the left edge.\n";

static bool make(struct figure_job *job, struct aif_err *err)
{
    struct waits w = {.job = job, .longest_s = 10, .err = err};
    if (!read_rows(&w))
        return false;
    write_rows(&w);
    script_begin(job, "Distributions of waits",
                 script_key(job->cells->policies, job->cells->policy_count));
    aif_sink_format(job->script, "set xrange [1:%" PRId64 "]\n", w.longest_s);
    aif_sink_text(job->script, axes);
    script_curves(job, "$3", "5", "lines", "");
    return true;
}

const struct figure figure_waits = {
    .name = "waits",
    .summary = "how long jobs waited: one distribution per policy",
    .takes = FIGURE_COMMUNITY,
    .source = {"distributions.csv", columns, COLUMNS},
    .make = make,
};
