/* Comparisons as files: one record a site, trace, policy and metric. */
#include "host/campaign/comparison.h"

static const int64_t nano = 1000000000;

static const char *const fields[] = {
    "site",       "trace",          "policy",          "metric",   "n",
    "mean",       "mean_low",       "mean_high",       "baseline", "pairs",
    "difference", "difference_low", "difference_high", "community"};

/* The last one is written where rows are of several communities. */
static size_t field_count(const struct comparison *c)
{
    return AIF_COUNT(fields) - !c->has_communities;
}

/* How a format writes its pieces. */
struct style {
    const char *before, *between, *after; /* around and between the fields of a line */
    void (*text)(struct aif_sink *s, const char *text);
    const char *nothing; /* an unknown number */
};

static const struct style styles[] = {
    [COMPARISON_PARSABLE] = {"", "|", "", aif_sink_text, ""},
    [COMPARISON_CSV] = {"", ",", "", aif_sink_csv, ""},
    [COMPARISON_MARKDOWN] = {"| ", " | ", " |", aif_sink_text, ""},
    [COMPARISON_JSON] = {"{", ", ", "}", aif_sink_json, "null"},
};

/* A line under way. */
struct line {
    struct aif_sink *s;
    enum comparison_format format;
    const struct comparison_row *row;
    size_t field;
};

static void begin_field(struct line *l)
{
    aif_sink_text(l->s, l->field ? styles[l->format].between : styles[l->format].before);
    if (l->format == COMPARISON_JSON) {
        aif_sink_json(l->s, fields[l->field]);
        aif_sink_text(l->s, ": ");
    }
    l->field++;
}

static void put_text(struct line *l, const char *text)
{
    begin_field(l);
    styles[l->format].text(l->s, text);
}

static void put_count(struct line *l, uint32_t count)
{
    begin_field(l);
    aif_sink_int(l->s, count);
}

static void put_mean(struct line *l, int64_t sum, uint32_t n)
{
    unsigned digits = aif_column_at(l->row->column)->digits;
    begin_field(l);
    if (n)
        /* A mean of whole numbers need not be whole. */
        aif_sink_ratio(l->s, sum, (digits ? nano : 1) * n, digits ? digits : 3);
    else
        aif_sink_text(l->s, styles[l->format].nothing);
}

/* An interval of one value is no interval. */
static void put_bootstrap(struct line *l, const struct bootstrap *b)
{
    put_mean(l, b->sum, b->n);
    put_mean(l, b->low_sum, b->n < 2 ? 0 : b->n);
    put_mean(l, b->high_sum, b->n < 2 ? 0 : b->n);
}

static void put_row(const struct comparison *c, struct line *l)
{
    const struct comparison_row *row = l->row;
    put_text(l, row->site);
    put_text(l, row->trace);
    put_text(l, row->policy);
    put_text(l, aif_column_at(row->column)->name);
    put_count(l, row->mean.n);
    put_bootstrap(l, &row->mean);
    put_text(l, row->baseline ? row->baseline : "");
    put_count(l, row->difference.n);
    put_bootstrap(l, &row->difference);
    if (c->has_communities)
        put_text(l, row->community);
    aif_sink_text(l->s, styles[l->format].after);
}

static void put_header(const struct comparison *c, enum comparison_format format,
                       struct aif_sink *s)
{
    const struct style *style = &styles[format];
    if (format == COMPARISON_JSON) {
        aif_sink_text(s, "[");
        return;
    }
    for (size_t i = 0; i < field_count(c); i++) {
        aif_sink_text(s, i ? style->between : style->before);
        aif_sink_text(s, fields[i]);
    }
    aif_sink_text(s, style->after);
    aif_sink_char(s, '\n');
    if (format != COMPARISON_MARKDOWN)
        return;
    for (size_t i = 0; i < field_count(c); i++)
        aif_sink_text(s, i < 4 || i == 8 || i == 13 ? "| --- " : "| ---: ");
    aif_sink_text(s, "|\n");
}

void comparison_write(const struct comparison *c, enum comparison_format format, struct aif_sink *s)
{
    put_header(c, format, s);
    for (uint32_t i = 0; i < c->count; i++) {
        struct line l = {s, format, &c->rows[i], 0};
        if (format == COMPARISON_JSON)
            aif_sink_text(s, i ? ",\n " : "\n ");
        put_row(c, &l);
        if (format != COMPARISON_JSON)
            aif_sink_char(s, '\n');
    }
    if (format == COMPARISON_JSON)
        aif_sink_text(s, "\n]\n");
}
