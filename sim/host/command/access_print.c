/* Tables of `aifsim access`. */
#include "host/command/access_print.h"

#include "aif/tres.h"

#include "model/civil.h"

#include <inttypes.h>
#include <stdio.h>

enum { DAY_S = 86400 };

static void put_days(struct aif_sink *s, int64_t t_s, int64_t count, int width)
{
    char text[40];
    int64_t tenths = (t_s * 10 / count + DAY_S / 2) / DAY_S;
    snprintf(text, sizeof text, "%" PRId64 ".%d", tenths / 10, (int)(tenths % 10));
    aif_sink_format(s, " %*s", width, text);
}

static void put_mode(struct aif_sink *s, const char *name, const struct aif_mode_total *t)
{
    aif_sink_format(s, "%-18s %8u %8u %12" PRId64 " %12" PRId64, name, t->proposed,
                    t->decisions[AIF_DECISION_GRANTED], t->asked_unit_hours, t->granted_unit_hours);
    if (t->waited) {
        put_days(s, t->sum_s, t->waited, 7);
        put_days(s, t->median_s, 1, 7);
        put_days(s, t->most_s, 1, 7);
    }
    aif_sink_char(s, '\n');
}

static void put_modes(struct aif_sink *s, const struct aif_admission *a,
                      const struct aif_mode_total *totals)
{
    aif_sink_format(s, "%-18s %8s %8s %12s %12s %7s %7s %7s\n", "mode", "proposed", "granted",
                    "GPU-h asked", "granted", "mean", "median", "longest");
    for (uint32_t m = 0; m < a->mode_count; m++)
        put_mode(s, a->modes[m].name, &totals[m]);
    put_mode(s, "(none)", &totals[a->mode_count]);
    aif_sink_text(s, "mean, median and longest: days from a new proposal to access\n\n");
}

static void put_refusals(struct aif_sink *s, const struct aif_admission *a,
                         const struct aif_mode_total *totals)
{
    bool is_any = false;
    for (uint32_t m = 0; m <= a->mode_count; m++)
        for (int d = AIF_DECISION_GRANTED + 1; d < AIF_DECISION_COUNT; d++) {
            if (!totals[m].decisions[d])
                continue;
            if (!is_any)
                aif_sink_format(s, "%-18s %8s %s\n", "refused by", "how many", "why");
            is_any = true;
            aif_sink_format(s, "%-18s %8u %s\n", m < a->mode_count ? a->modes[m].name : "(none)",
                            totals[m].decisions[d], aif_decision_name((enum aif_decision)d));
        }
    aif_sink_text(s, is_any ? "\n" : "nothing was refused\n\n");
}

static const struct aif_pool_year *year_of(const struct aif_admission_result *r, uint32_t pool,
                                           uint32_t year)
{
    return &r->pool_years[(size_t)pool * r->year_count + year];
}

static void put_percent(struct aif_sink *s, int64_t n, int64_t d)
{
    int64_t tenths = d > 0 ? (n * 1000 + d / 2) / d : 0;
    char text[40];
    snprintf(text, sizeof text, "%" PRId64 ".%d", tenths / 10, (int)(tenths % 10));
    aif_sink_format(s, " %7s", text);
}

static void put_pools(struct aif_sink *s, const struct aif_admission *a,
                      const struct aif_admission_result *r, uint32_t years)
{
    aif_sink_format(s, "%-26s %4s %12s %12s %7s\n", "pool", "year", "cap, GPU-h", "granted",
                    "percent");
    for (uint32_t p = 0; p < a->pool_count; p++)
        for (uint32_t y = 0; y < years; y++) {
            const struct aif_pool_year *of = year_of(r, p, y);
            if (of->cap_unit_hours == AIF_UNLIMITED)
                continue;
            aif_sink_format(s, "%-26s %4d %12" PRId64 " %12" PRId64, a->pools[p].name,
                            (int)(r->first_year + y), of->cap_unit_hours, of->used_unit_hours);
            put_percent(s, of->used_unit_hours, of->cap_unit_hours);
            aif_sink_char(s, '\n');
        }
    aif_sink_text(s, "a grant counts in each year by its time there");
}

/* Years from the first to the last one that proposals are written in, or that grants use. */
static uint32_t years_of_use(const struct aif_admission_result *r, uint32_t pools, uint32_t written)
{
    uint32_t years = written;
    for (uint32_t p = 0; p < pools; p++)
        for (uint32_t y = years; y < r->year_count; y++)
            if (year_of(r, p, y)->used_unit_hours)
                years = y + 1;
    return years;
}

/* The law's bounds are on the machine's time, and for commercial use on the Union's. */
static void put_legal(struct aif_sink *s, const struct access_spec *spec,
                      const struct aif_admission_result *r, uint32_t years)
{
    for (uint32_t y = 0; y < years; y++) {
        const struct aif_pool_year *united = year_of(r, ACCESS_POOL_UNION, y);
        const struct aif_pool_year *national = year_of(r, ACCESS_POOL_NATIONAL, y);
        const struct aif_pool_year *commercial = year_of(r, ACCESS_POOL_COMMERCIAL, y);
        int64_t machine = united->cap_unit_hours + national->cap_unit_hours;
        aif_sink_format(s, "legal shares %d: Union", (int)(r->first_year + y));
        put_percent(s, united->used_unit_hours, machine);
        aif_sink_format(s, " of %d %% (law: at most %d); national", spec->union_percent,
                        spec->union_most_percent);
        put_percent(s, national->used_unit_hours, machine);
        aif_sink_format(s, " of %d %%; commercial", 100 - spec->union_percent);
        put_percent(s, commercial->used_unit_hours, united->cap_unit_hours);
        aif_sink_text(s, " % of the Union's (");
        if (spec->commercial_percent < spec->commercial_most_percent)
            aif_sink_format(s, "chosen: at most %d; ", spec->commercial_percent);
        aif_sink_format(s, "law: at most %d)\n", spec->commercial_most_percent);
    }
}

void access_print(struct aif_sink *s, const struct access_spec *spec,
                  const struct aif_admission_ask *ask, const struct aif_admission_result *r)
{
    struct aif_arena arena = {0};
    const struct aif_admission *a = &spec->admission;
    const struct aif_mode_total *totals = aif_admission_totals(a, r, &arena);
    int64_t last_day = aif_brussels_day(ask->from_s + ask->span_s - 1);
    int64_t last_year = civil_date(last_day).year;
    uint32_t years = years_of_use(r, a->pool_count, (uint32_t)(last_year - r->first_year + 1));
    put_modes(s, a, totals);
    put_refusals(s, a, totals);
    put_pools(s, a, r, years);
    if (r->first_year + years - 1 > last_year)
        aif_sink_format(s, "; of the years after %d only what proposals until then were granted",
                        (int)last_year);
    aif_sink_text(s, "\n\n");
    put_legal(s, spec, r, years);
    aif_arena_free(&arena);
}
