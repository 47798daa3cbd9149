/* Which metrics the page shows, and what it calls them. */
#include "host/page/internal.h"

#include "host/campaign/metric_names.h"

#include <string.h>

struct shown {
    const char *name, *label, *unit;
};

/* In this order, behind the usual ones. */
static const struct shown known[] = {
    {"wait_mean_s", "mean wait", "s"},
    {"wait_median_s", "median wait", "s"},
    {"wait_p95_s", "95th percentile of waits", "s"},
    {"wait_max_s", "longest wait", "s"},
    {"turnaround_mean_s", "mean turnaround", "s"},
    {"bsld10_mean", "mean bounded slowdown (10 s)", ""},
    {"bsld600_mean", "mean bounded slowdown (600 s)", ""},
    {"charged_unit_h", "charged to grants", "unit-hours"},
    {"refused_unit_h", "refused for want of a grant", "unit-hours"},
    {"overrun_unit_h", "used beyond grants", "unit-hours"},
    {"lowered_share", "used in lowered priority", ""},
    {"utilisation_submit", "utilisation while jobs arrive", ""},
    {"utilisation", "utilisation", ""},
    {"gpu_utilisation", "utilisation of the GPUs", ""},
    {"cpu_utilisation", "utilisation of the CPUs", ""},
    {"lost_b", "idle although a waiting job would fit", ""},
    {"jain_bsld10", "evenness of slowdown over users (Jain)", ""},
    {"rejected", "rejected jobs", "jobs"},
};

static bool is_usual(const char *usual, const char *name)
{
    size_t bytes = strlen(name);
    for (const char *p = usual; *p; p += strcspn(p, ","), p += *p == ',')
        if (strcspn(p, ",") == bytes && memcmp(p, name, bytes) == 0)
            return true;
    return false;
}

static bool has_figures(const struct page *p, size_t column)
{
    for (uint32_t i = 0; i < p->results.count; i++)
        if (p->results.cells[i].is_known[column])
            return true;
    return false;
}

static void add(struct page *p, const char *name)
{
    struct page_metrics *m = &p->metrics;
    struct aif_err err;
    size_t column;
    if (comparison_column(name, &column, &err) && has_figures(p, column) &&
        m->count < PAGE_METRICS_MAX)
        m->columns[m->count++] = column;
}

/* What a model of power adds. */
static bool is_of_energy(const char *name)
{
    return strstr(name, "energy") || strstr(name, "co2") || strstr(name, "emission");
}

void page_choose_metrics(struct page *p)
{
    const char *usual = comparison_usual_metrics(&p->results);
    for (const char *at = usual; *at; at += strcspn(at, ","), at += *at == ',')
        add(p, aif_arena_text(&p->arena, at, strcspn(at, ",")));
    p->metrics.leading = p->metrics.count;
    for (size_t i = 0; i < AIF_COUNT(known); i++)
        if (!is_usual(usual, known[i].name))
            add(p, known[i].name);
    for (size_t i = 0; i < aif_column_count(); i++)
        if (is_of_energy(aif_column_at(i)->name))
            add(p, aif_column_at(i)->name);
}

const char *page_metric_label(size_t column)
{
    const char *name = aif_column_at(column)->name;
    for (size_t i = 0; i < AIF_COUNT(known); i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].label;
    return name;
}

const char *page_metric_unit(size_t column)
{
    const char *name = aif_column_at(column)->name;
    for (size_t i = 0; i < AIF_COUNT(known); i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].unit;
    return metric_unit(name);
}

void page_write_metrics(const struct page *p, struct page_json *j)
{
    page_json_open(j, "metrics", '[');
    for (size_t i = 0; i < p->metrics.count; i++) {
        const struct aif_column *c = aif_column_at(p->metrics.columns[i]);
        page_json_open(j, NULL, '{');
        page_json_text(j, "name", c->name);
        page_json_text(j, "label", page_metric_label(p->metrics.columns[i]));
        page_json_text(j, "unit", page_metric_unit(p->metrics.columns[i]));
        page_json_word(j, "is_more_better", comparison_more_is_better(c) ? "true" : "false");
        page_json_text(j, "what", c->summary);
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
}
