/* A description as one JSON object (RFC 8259).  Keys are only ever added. */
#include "aif/describe.h"

enum { VERSION = 1, NANO = 1000000000 };

static void put_key(struct aif_sink *s, const char *before, const char *key)
{
    aif_sink_text(s, before);
    aif_sink_json(s, key);
    aif_sink_text(s, ": ");
}

static void put_int(struct aif_sink *s, const char *before, const char *key, int64_t value)
{
    put_key(s, before, key);
    aif_sink_int(s, value);
}

/* n / d with six decimals, null where d is 0. */
static void put_ratio(struct aif_sink *s, const char *before, const char *key, int64_t n, int64_t d)
{
    put_key(s, before, key);
    while (d > INT64_MAX / 10) { /* more than aif_sink_ratio() takes; the digits do not change */
        n /= 2;
        d /= 2;
    }
    if (d > 0)
        aif_sink_ratio(s, n, d, 6);
    else
        aif_sink_text(s, "null");
}

/* Values of 1 / divisor, such as thousandths; a sum only where there is one. */
static void put_spread(struct aif_sink *s, const char *key, const struct aif_spread *x,
                       int64_t divisor)
{
    put_key(s, ",\n   ", key);
    put_int(s, "{", "count", x->count);
    if (divisor == 1)
        put_ratio(s, ", ", "mean", x->sum, x->count);
    for (uint32_t i = 0; i < AIF_DESCRIBE_POINTS; i++) {
        bool is_last = aif_describe_percents[i] == 100;
        aif_sink_text(s, is_last ? ", \"max" : ", \"p");
        if (!is_last)
            aif_sink_int(s, aif_describe_percents[i]);
        aif_sink_text(s, "\": ");
        if (!x->count)
            aif_sink_text(s, "null");
        else
            aif_sink_ratio(s, x->at[i], divisor, divisor == 1 ? 0 : 3);
    }
    aif_sink_char(s, '}');
}

static void put_counts(struct aif_sink *s, const char *key, const uint32_t *counts, uint32_t n)
{
    put_key(s, ",\n   ", key);
    for (uint32_t i = 0; i < n; i++) {
        aif_sink_text(s, i ? ", " : "[");
        aif_sink_int(s, counts[i]);
    }
    aif_sink_char(s, ']');
}

static void put_outcomes(struct aif_sink *s, const struct aif_description_group *g)
{
    put_key(s, ",\n   ", "outcomes");
    for (uint32_t o = 0; o < AIF_DESCRIBE_OUTCOMES; o++) {
        put_key(s, o ? ", " : "{", aif_describe_outcome_name((enum aif_describe_outcome)o));
        put_int(s, "{", "jobs", g->outcome_jobs[o]);
        put_int(s, ", ", "unit_s", g->outcome_unit_s[o]);
        aif_sink_char(s, '}');
    }
    aif_sink_char(s, '}');
}

static void put_top(struct aif_sink *s, const char *key, const struct aif_top *t,
                    const struct aif_description_group *g)
{
    put_key(s, ",\n   ", key);
    put_int(s, "{", "users", t->users);
    put_ratio(s, ", ", "jobs_share", t->jobs, (int64_t)g->jobs - g->userless);
    put_ratio(s, ", ", "unit_s_share", t->unit_s, g->users_unit_s);
    aif_sink_char(s, '}');
}

static void put_arrivals(struct aif_sink *s, const struct aif_arrivals *a, bool has_dates)
{
    put_counts(s, "jobs_by_hour", a->hours, AIF_COUNT(a->hours));
    if (has_dates)
        put_counts(s, "jobs_by_weekday", a->days, AIF_COUNT(a->days));
    else
        aif_sink_text(s, ",\n   \"jobs_by_weekday\": null");
    put_ratio(s, ",\n   ", "gap_mean_s", a->gap_sum_s, a->gap_count);
    put_ratio(s, ", ", "gap_cv", a->gap_cv_nano, a->gap_sum_s > 0 ? NANO : 0);
    put_ratio(s, ", ", "dispersion_in_600_s", a->dispersion_nano, a->bins ? NANO : 0);
    put_ratio(s, ", ", "empty_share_of_600_s", a->empty_bins, a->bins);
}

static void put_group(struct aif_sink *s, const struct aif_description *d,
                      const struct aif_description_group *g)
{
    put_key(s, "{", "name");
    aif_sink_json(s, g->name);
    put_int(s, ", ", "jobs", g->jobs);
    put_int(s, ", ", "jobs_without_unit", g->jobs_without_unit);
    put_int(s, ", ", "users", g->users);
    put_int(s, ", ", "jobs_without_user", g->userless);
    put_int(s, ",\n   ", "unit_s", g->unit_s);
    put_ratio(s, ", ", "unit_s_share", g->unit_s, d->groups[0].unit_s);
    put_ratio(s, ", ", "single_jobs_share", g->single_jobs, g->units.count);
    put_ratio(s, ", ", "power_of_two_jobs_share", g->power_of_two_jobs, g->units.count);
    put_ratio(s, ", ", "at_limit_jobs_share", g->at_limit_jobs, g->limit_s.count);
    put_spread(s, "units", &g->units, 1);
    put_spread(s, "run_s", &g->run_s, 1);
    put_spread(s, "limit_s", &g->limit_s, 1);
    put_spread(s, "limit_by_run", &g->over_request_milli, 1000);
    put_outcomes(s, g);
    put_top(s, "top_5_percent_users", &g->top_5, g);
    put_top(s, "top_10_percent_users", &g->top_10, g);
    put_arrivals(s, &g->arrivals, d->workload->unix_start_s != AIF_UNKNOWN_S);
    aif_sink_char(s, '}');
}

static void put_trace(struct aif_sink *s, const struct aif_description *d)
{
    const struct aif_workload *w = d->workload;
    put_key(s, ",\n ", "trace");
    aif_sink_json(s, w->name ? w->name : "");
    put_key(s, ",\n ", "unit");
    aif_sink_json(s, aif_describe_unit_name(d->unit));
    put_int(s, ",\n ", "jobs", w->count);
    put_int(s, ",\n ", "records", (int64_t)w->record_count);
    put_int(s, ",\n ", "users", d->groups[0].users);
    put_int(s, ",\n ", "accounts", d->accounts);
    put_int(s, ",\n ", "communities", d->group_count - 1);
    put_int(s, ",\n ", "first_submit_s", d->first_submit_s);
    put_int(s, ",\n ", "span_s", d->span_s);
    if (w->unix_start_s != AIF_UNKNOWN_S)
        put_int(s, ",\n ", "first_submit_unix_s", w->unix_start_s + d->first_submit_s);
    else
        aif_sink_text(s, ",\n \"first_submit_unix_s\": null");
    put_int(s, ",\n ", "utc_offset_s", d->utc_offset_s);
    put_int(s, ",\n ", "capacity_units", (int64_t)d->capacity_units);
    put_ratio(s, ",\n ", "load", d->load_nano, d->load_nano >= 0 ? NANO : 0);
    put_int(s, ",\n ", "arrays", w->array_count);
    put_int(s, ",\n ", "array_jobs", w->array_job_count);
    put_int(s, ",\n ", "following_jobs", d->following_jobs);
    put_int(s, ",\n ", "dependencies", w->depend_count);
    put_int(s, ",\n ", "actions", w->action_count);
}

void aif_description_json(const struct aif_description *d, struct aif_sink *out)
{
    put_int(out, "{", "description_version", VERSION);
    put_trace(out, d);
    put_key(out, ",\n ", "repairs");
    for (uint32_t r = 0; r < AIF_REPAIR_COUNT; r++)
        put_int(out, r ? ", " : "{", aif_repair_name((enum aif_repair)r),
                (int64_t)d->workload->repairs[r]);
    aif_sink_text(out, "},\n \"groups\": [");
    for (uint32_t g = 0; g < d->group_count; g++) {
        aif_sink_text(out, g ? ",\n  " : "\n  ");
        put_group(out, d, &d->groups[g]);
    }
    aif_sink_text(out, "]}\n");
}
