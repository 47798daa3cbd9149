/* From what was read to JSON, and into the template. */
#include "host/page/internal.h"

#include <stdlib.h>
#include <string.h>

static const char *text_of(const struct page *p, const char *key)
{
    const struct conf_node *root = p->experiment.doc.root;
    return conf_get(root, key) ? conf_text(root, key) : "";
}

static void write_names(struct page_json *j, const char *key, const struct aif_names *names)
{
    page_json_open(j, key, '[');
    for (uint32_t i = 0; i < names->count; i++)
        page_json_text(j, NULL, names->texts[i]);
    page_json_close(j, ']');
}

static void write_experiment(const struct page *p, struct page_json *j)
{
    page_json_open(j, "experiment", '{');
    page_json_text(j, "name", text_of(p, "name"));
    page_json_text(j, "description", text_of(p, "description"));
    page_json_text(j, "yaml", p->resolved);
    page_json_close(j, '}');
    page_json_open(j, "inputs", '[');
    const struct conf_node *inputs = conf_get(p->experiment.doc.root, "inputs");
    for (const struct conf_node *n = inputs ? inputs->first : NULL; n; n = n->next) {
        page_json_open(j, NULL, '{');
        page_json_text(j, "path", conf_text(n, "path"));
        page_json_text(j, "sha256", conf_text(n, "sha256"));
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
    /* A complete directory gets its description right after this page, which must not depend on
     * which of the two was there first. */
    page_json_word(j, "crate", p->results.done == p->results.planned ? "true" : "false");
}

/* What one row of the chart of what ran where is. */
static const char *lane_of(const struct page_site *s)
{
    if (s->site.machine.procs)
        return "processor";
    for (uint32_t i = 0; i < s->group_count; i++)
        if (s->groups[i].has_gpus)
            return "GPU";
    return "node";
}

static const char *unit_of(const struct page_site *s)
{
    if (!s->is_known)
        return "unit";
    const char *lane = lane_of(s);
    return strcmp(lane, "node") == 0 ? "core" : lane;
}

static void write_sites(const struct page *p, struct page_json *j)
{
    page_json_open(j, "sites", '[');
    for (uint32_t i = 0; i < p->site_names.count; i++) {
        const struct page_site *s = &p->sites[i];
        page_json_open(j, NULL, '{');
        page_json_text(j, "name", p->site_names.texts[i]);
        page_json_text(j, "base", s->base);
        page_json_text(j, "description", s->description);
        page_json_text(j, "unit", unit_of(s));
        page_json_int(j, "units", s->units);
        page_json_int(j, "nodes", s->is_known ? s->site.machine.node_count : 0);
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
}

static void write_cells(const struct page *p, struct page_json *j)
{
    page_json_open(j, "cells", '[');
    for (uint32_t i = 0; i < p->cell_count; i++) {
        const struct page_cell *c = &p->cells[i];
        page_json_open(j, NULL, '{');
        page_json_int(j, "site", c->site);
        page_json_int(j, "trace", c->trace);
        page_json_int(j, "policy", c->policy);
        page_json_int(j, "seed", (int64_t)c->seed);
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
}

static void write_names_of_runs(const struct page *p, struct page_json *j)
{
    write_sites(p, j);
    page_json_open(j, "traces", '[');
    for (uint32_t i = 0; i < p->trace_names.count; i++) {
        page_json_open(j, NULL, '{');
        page_json_text(j, "name", p->trace_names.texts[i]);
        page_json_word(j, "unix_start_s", "null");
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
    write_names(j, "policies", &p->policy_names);
    write_names(j, "communities", &p->community_names);
    write_cells(p, j);
}

static void write_lane_groups(const struct page_gantt *g, struct page_json *j)
{
    page_json_text(j, "lane", lane_of(g->site));
    page_json_int(j, "lanes", g->site->lane_count);
    page_json_open(j, "lane_groups", '[');
    for (uint32_t i = 0; i < g->site->group_count; i++) {
        const struct page_lanes *l = &g->site->groups[i];
        page_json_open(j, NULL, '{');
        page_json_text(j, "name", l->name);
        page_json_int(j, "first", l->first);
        page_json_int(j, "count", l->count);
        page_json_int(j, "per_node", l->per_node);
        page_json_int(j, "first_node", l->first_node);
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
}

static void write_jobs(const struct page_gantt *g, struct page_json *j)
{
    static const char *const keys[JOB_COLUMNS] = {
        "id",     "submit_s", "start_s",   "end_s",         "units",
        "user",   "account",  "community", "kind",          "outcome",
        "reason", "blocker",  "asked",     "gpus_per_node", "cores_per_node"};
    page_json_open(j, "jobs", '{');
    for (unsigned c = 0; c < JOB_COLUMNS; c++) {
        struct page_json_column column;
        page_json_column_open(&column, j, keys[c], g->job_count);
        for (uint32_t i = 0; i < g->job_count; i++)
            page_json_column_put(&column, g->jobs[i].of[c]);
        page_json_column_close(&column);
    }
    page_json_close(j, '}');
}

static void write_rects(const struct page_gantt *g, struct page_json *j)
{
    static const char *const keys[] = {"job", "lane", "span"};
    page_json_open(j, "rects", '{');
    for (unsigned c = 0; c < AIF_COUNT(keys); c++) {
        struct page_json_column column;
        page_json_column_open(&column, j, keys[c], g->rect_count);
        for (uint32_t i = 0; i < g->rect_count; i++) {
            const struct page_rect *r = &g->rects[i];
            page_json_column_put(&column, c == 0 ? r->job : c == 1 ? r->lane : r->span);
        }
        page_json_column_close(&column);
    }
    page_json_close(j, '}');
}

void page_write_gantts(const struct page *p, struct page_json *j)
{
    static const char *const keys[LIST_COUNT] = {"users", "accounts", "communities",
                                                 "kinds", "outcomes", "reasons"};
    page_json_open(j, "gantts", '[');
    for (uint32_t i = 0; i < p->gantt_count; i++) {
        const struct page_gantt *g = &p->gantts[i];
        page_json_open(j, NULL, '{');
        page_json_int(j, "cell", g->cell);
        write_lane_groups(g, j);
        for (unsigned l = 0; l < LIST_COUNT; l++)
            write_names(j, keys[l], &g->lists[l]);
        write_jobs(g, j);
        write_rects(g, j);
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
}

static void write_all(const struct page *p, bool is_packed, struct aif_sink *s)
{
    struct page_json *j = calloc(1, sizeof *j);
    if (!j)
        aif_fatal("out of memory");
    page_json_init(j, s, is_packed);
    page_json_open(j, NULL, '{');
    page_json_text(j, "format", "aifsim-report/1");
    page_json_text(j, "aifsim", p->results.version);
    write_experiment(p, j);
    write_names_of_runs(p, j);
    page_write_metrics(p, j);
    page_write_comparisons(p, j);
    page_write_access(p, j);
    page_write_series(p, j);
    page_write_waits(p, j);
    page_write_gantts(p, j);
    page_json_open(j, "left_out", '[');
    for (uint32_t i = 0; i < p->left_out_count; i++)
        page_json_text(j, NULL, p->left_out[i]);
    page_json_close(j, ']');
    page_json_close(j, '}');
    page_json_fini(j);
    free(j);
}

void page_write_data(const struct page *p, struct aif_sink *s)
{
    write_all(p, false, s);
    aif_sink_char(s, '\n');
}

void page_write_html(const struct page *p, struct aif_sink *s)
{
    const char *place = strstr(page_template, PAGE_PLACEHOLDER);
    AIF_CHECK(place);
    const char *rest = place + strlen(PAGE_PLACEHOLDER);
    aif_sink_bytes(s, page_template, (size_t)(place - page_template));
    write_all(p, true, s);
    aif_sink_bytes(s, rest, (size_t)(page_template_end - rest));
}
