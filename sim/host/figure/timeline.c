/* Rows of series.csv. */
#include "host/figure/timeline.h"

const char *const timeline_columns[TIMELINE_COLUMNS] = {
    "cell",        "group_kind",      "group",        "from_s",       "to_s", "capacity_unit_s",
    "busy_unit_s", "entitled_unit_s", "waiting_jobs", "waiting_units"};

struct timeline timeline_begin(struct figure_job *job)
{
    return (struct timeline){.job = job, .origin_s = INT64_MAX, .end_s = INT64_MIN};
}

static bool read_bin(struct source *s, struct timeline_bin *b)
{
    return source_int(s, TIMELINE_FROM, &b->from_s) && source_int(s, TIMELINE_TO, &b->to_s) &&
           source_int(s, TIMELINE_CAPACITY, &b->capacity_unit_s) &&
           source_int(s, TIMELINE_BUSY, &b->busy_unit_s) &&
           source_int(s, TIMELINE_ENTITLED, &b->entitled_unit_s) &&
           source_int(s, TIMELINE_JOBS, &b->waiting_jobs) &&
           source_int(s, TIMELINE_UNITS, &b->waiting_units);
}

bool timeline_next(struct timeline *t)
{
    struct source *s = t->job->source;
    while (source_next(s)) {
        t->curve = figure_curve(t->job);
        if (t->curve < 0 || s->has_failed)
            continue;
        if (!read_bin(s, &t->bin))
            return false;
        if (t->bin.from_s < 0 || t->bin.to_s <= t->bin.from_s || t->bin.busy_unit_s < 0)
            return source_fail(s, TIMELINE_TO, "a bin of time with what was used in it");
        t->origin_s = t->bin.from_s < t->origin_s ? t->bin.from_s : t->origin_s;
        t->end_s = t->bin.to_s > t->end_s ? t->bin.to_s : t->end_s;
        return true;
    }
    return false;
}

bool timeline_is(const struct timeline *t, const char *kind, const char *group)
{
    const struct source *s = t->job->source;
    return csv_cell_is(source_cell(s, TIMELINE_KIND), kind) &&
           csv_cell_is(source_cell(s, TIMELINE_GROUP), group);
}

void timeline_put(struct aif_sink *s, const int64_t *numbers, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        aif_sink_char(s, ',');
        if (numbers[i] >= 0)
            aif_sink_int(s, numbers[i]);
    }
}
