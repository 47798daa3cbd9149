/* series.csv: one row per group and bin. */
#include "aif/series.h"

static const char *kind_name(enum aif_series_kind kind)
{
    switch (kind) {
    case AIF_SERIES_ALL:
        return "all";
    case AIF_SERIES_COMMUNITY:
        return "community";
    case AIF_SERIES_ACCOUNT:
        break;
    }
    return "account";
}

static void put_int(struct aif_sink *out, int64_t value)
{
    aif_sink_char(out, ',');
    aif_sink_int(out, value);
}

static void put_row(const struct aif_series *s, const struct aif_series_group *g, uint32_t bin,
                    struct aif_sink *out)
{
    int64_t from_s = aif_series_bin(s, bin), to_s = aif_series_bin(s, bin + 1);
    put_int(out, from_s);
    put_int(out, to_s);
    if (g->kind == AIF_SERIES_ALL)
        put_int(out, s->capacity_units * (to_s - from_s));
    else
        aif_sink_char(out, ',');
    put_int(out, g->busy_unit_s[bin]);
    if (g->entitled_unit_s)
        put_int(out, g->entitled_unit_s[bin]);
    else
        aif_sink_char(out, ',');
    put_int(out, g->waiting_jobs[bin]);
    put_int(out, g->waiting_units[bin]);
    aif_sink_char(out, '\n');
}

void aif_series_header(const char *before, struct aif_sink *out)
{
    aif_sink_text(out, before);
    aif_sink_text(out, "group_kind,group,from_s,to_s,capacity_unit_s,busy_unit_s,entitled_unit_s,"
                       "waiting_jobs,waiting_units\n");
}

uint64_t aif_series_rows(const struct aif_series *s, const char *before, struct aif_sink *out)
{
    for (uint32_t g = 0; g < s->group_count; g++)
        for (uint32_t bin = 0; bin < s->bin_count; bin++) {
            aif_sink_text(out, before);
            aif_sink_text(out, kind_name(s->groups[g].kind));
            aif_sink_char(out, ',');
            aif_sink_csv(out, s->groups[g].name);
            put_row(s, &s->groups[g], bin, out);
        }
    return (uint64_t)s->group_count * s->bin_count;
}
