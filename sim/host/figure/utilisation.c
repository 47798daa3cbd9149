/* How much of the machine is busy over time. */
#include "host/figure/script.h"
#include "host/figure/timeline.h"

static void write_row(const struct timeline *t)
{
    struct aif_sink *s = t->job->csv;
    const struct timeline_bin *b = &t->bin;
    const int64_t numbers[] = {b->from_s, b->to_s, b->capacity_unit_s, b->busy_unit_s};
    aif_sink_int(s, t->curve);
    aif_sink_char(s, ',');
    aif_sink_csv(s, t->job->cells->policies[t->curve]);
    timeline_put(s, numbers, AIF_COUNT(numbers));
    aif_sink_char(s, ',');
    if (b->capacity_unit_s > 0)
        aif_sink_ratio(s, b->busy_unit_s, b->capacity_unit_s, 6);
    aif_sink_char(s, '\n');
}

static bool make(struct figure_job *job, struct aif_err *err)
{
    struct timeline t = timeline_begin(job);
    aif_sink_text(job->csv, "curve,policy,from_s,to_s,capacity_unit_s,busy_unit_s,utilisation\n");
    while (timeline_next(&t))
        if (timeline_is(&t, "all", "all"))
            write_row(&t);
    if (!figure_check_rows(job, err))
        return false;
    script_begin(job, "Utilisation over time",
                 script_key(job->cells->policies, job->cells->policy_count));
    script_time(job->script, t.origin_s, t.end_s);
    aif_sink_text(job->script, "set yrange [0:100]\n"
                               "set ylabel 'busy units (%)'\n"
                               "# Each point is the mean of a bin of time, in its middle.\n");
    script_curves(job, "(($3 + $4) / 2.0 - origin_s) / unit_s", "(100 * $7)", "lines", "");
    return true;
}

const struct figure figure_utilisation = {
    .name = "utilisation",
    .summary = "busy units over time, one curve per policy",
    .source = {"series.csv", timeline_columns, TIMELINE_COLUMNS},
    .make = make,
};
