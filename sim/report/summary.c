/* A run's metrics as CSV (RFC 4180) and as JSON (RFC 8259). */
#include "aif/summary.h"

static const int64_t NANO = 1000000000;

static void put_number(struct aif_sink *s, const struct aif_column *c, int64_t value)
{
    if (c->digits)
        aif_sink_ratio(s, value, NANO, c->digits);
    else
        aif_sink_int(s, value);
}

void aif_summary_csv_header(struct aif_sink *s, const struct aif_summary_key *keys, size_t count,
                            bool has_access)
{
    for (size_t i = 0; i < count; i++) {
        aif_sink_csv(s, keys[i].name);
        aif_sink_char(s, ',');
    }
    aif_sink_text(s, "community");
    for (size_t i = 0; i < aif_column_count(); i++) {
        if (!aif_summary_has(has_access, i))
            continue;
        aif_sink_char(s, ',');
        aif_sink_text(s, aif_column_at(i)->name);
    }
    aif_sink_char(s, '\n');
}

static void put_csv_row(struct aif_sink *s, const struct aif_summary *summary, uint32_t group)
{
    aif_sink_csv(s, summary->metrics->groups[group].name);
    for (size_t i = 0; i < aif_column_count(); i++) {
        int64_t value;
        if (!aif_summary_has(summary->metrics->has_access, i))
            continue;
        aif_sink_char(s, ',');
        if (aif_summary_value(summary, group, i, &value))
            put_number(s, aif_column_at(i), value);
    }
    aif_sink_char(s, '\n');
}

void aif_summary_csv_rows(struct aif_sink *s, const struct aif_summary_key *keys, size_t count,
                          const struct aif_summary *summary)
{
    for (uint32_t g = 0; g < summary->metrics->group_count; g++) {
        for (size_t i = 0; i < count; i++) {
            aif_sink_csv(s, keys[i].text);
            aif_sink_char(s, ',');
        }
        put_csv_row(s, summary, g);
    }
}

static void put_json_group(struct aif_sink *s, const struct aif_summary *summary, uint32_t group)
{
    aif_sink_text(s, "{\"community\": ");
    aif_sink_json(s, summary->metrics->groups[group].name);
    for (size_t i = 0; i < aif_column_count(); i++) {
        int64_t value;
        if (!aif_summary_has(summary->metrics->has_access, i))
            continue;
        aif_sink_text(s, ",\n   \"");
        aif_sink_text(s, aif_column_at(i)->name);
        aif_sink_text(s, "\": ");
        if (aif_summary_value(summary, group, i, &value))
            put_number(s, aif_column_at(i), value);
        else
            aif_sink_text(s, "null");
    }
    aif_sink_char(s, '}');
}

void aif_summary_json(struct aif_sink *s, const struct aif_summary_key *keys, size_t count,
                      const struct aif_summary *summary)
{
    aif_sink_text(s, "{");
    for (size_t i = 0; i < count; i++) {
        aif_sink_json(s, keys[i].name);
        aif_sink_text(s, ": ");
        aif_sink_json(s, keys[i].text);
        aif_sink_text(s, ",\n ");
    }
    aif_sink_text(s, "\"groups\": [");
    for (uint32_t g = 0; g < summary->metrics->group_count; g++) {
        aif_sink_text(s, g ? ",\n  " : "\n  ");
        put_json_group(s, summary, g);
    }
    aif_sink_text(s, "]}\n");
}
