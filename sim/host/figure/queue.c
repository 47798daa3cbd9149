/* How many jobs wait over time. */
#include "host/figure/script.h"
#include "host/figure/timeline.h"

#include <string.h>

static void write_row(const struct timeline *t)
{
    struct aif_sink *s = t->job->csv;
    const int64_t numbers[] = {t->bin.from_s, t->bin.waiting_jobs, t->bin.waiting_units};
    aif_sink_int(s, t->curve);
    aif_sink_char(s, ',');
    aif_sink_csv(s, t->job->cells->policies[t->curve]);
    timeline_put(s, numbers, AIF_COUNT(numbers));
    aif_sink_char(s, '\n');
}

static bool make(struct figure_job *job, struct aif_err *err)
{
    const char *community = job->wish->community ? job->wish->community : "all";
    const char *kind = strcmp(community, "all") == 0 ? "all" : "community";
    struct timeline t = timeline_begin(job);
    bool has_community = false, has_queue = false;
    aif_sink_text(job->csv, "curve,policy,from_s,waiting_jobs,waiting_units\n");
    while (timeline_next(&t))
        if (timeline_is(&t, kind, community)) {
            has_community = true;
            has_queue |= t.bin.waiting_jobs > 0;
            write_row(&t);
        }
    if (!figure_check_rows(job, err))
        return false;
    if (!has_community)
        return aif_err_set(err, "--community: no '%s' in %s", community, job->source->path);
    script_begin(job, "The queue over time",
                 script_key(job->cells->policies, job->cells->policy_count));
    script_time(job->script, t.origin_s, t.end_s);
    /* Zeros alone make no range. */
    aif_sink_text(job->script, has_queue ? "set yrange [0:*]\n" : "set yrange [0:1]\n");
    aif_sink_text(job->script, "set ylabel 'waiting jobs'\n"
                               "# For the units that they ask for put $5 in place of 4.\n");
    script_curves(job, "($3 - origin_s) / unit_s", "4", "lines", "");
    return true;
}

const struct figure figure_queue = {
    .name = "queue",
    .summary = "waiting jobs over time, one curve per policy",
    .takes = FIGURE_COMMUNITY,
    .source = {"series.csv", timeline_columns, TIMELINE_COLUMNS},
    .make = make,
};
