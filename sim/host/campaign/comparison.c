/* Means and paired differences over seeds. */
#include "host/campaign/comparison.h"

#include "aif/names.h"
#include "aif/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool comparison_column(const char *name, size_t *out, struct aif_err *err)
{
    const char *names[128];
    size_t count = 0;
    for (size_t i = 0; i < aif_column_count(); i++) {
        if (strcmp(aif_column_at(i)->name, name) == 0) {
            *out = i;
            return true;
        }
        if (count < AIF_COUNT(names))
            names[count++] = aif_column_at(i)->name;
    }
    const char *near = aif_text_nearest(name, names, count);
    if (near)
        return aif_err_set(err, "unknown metric '%s': did you mean '%s'?", name, near);
    return aif_err_set(err, "unknown metric '%s'; the first line of summary.csv names them all",
                       name);
}

bool comparison_is_of_access(const struct results *results)
{
    size_t granted;
    struct aif_err err;
    AIF_CHECK(comparison_column("granted_unit_h", &granted, &err));
    return results->count && results->cells[0].is_known[granted];
}

const char *comparison_usual_metrics(const struct results *results)
{
    return comparison_is_of_access(results)
               ? "wait_mean_s,charged_unit_h,refused_unit_h,lowered_share"
               : "wait_mean_s,wait_p95_s,bsld10_mean,utilisation_submit";
}

bool comparison_more_is_better(const struct aif_column *column)
{
    static const char *const better[] = {"utilisation",
                                         "utilisation_submit",
                                         "cpu_utilisation",
                                         "cpu_utilisation_submit",
                                         "gpu_utilisation",
                                         "gpu_utilisation_submit",
                                         "jain_usage",
                                         "jain_bsld10",
                                         "charged_unit_h",
                                         "completed",
                                         "jobs"};
    for (size_t i = 0; i < AIF_COUNT(better); i++)
        if (strcmp(column->name, better[i]) == 0)
            return true;
    return false;
}

/* Names as numbers, since every cell is compared with many.  A line of the comparison is a place
 * and a contender: a policy at a site and a trace, or a variant of a site at a trace and a policy;
 * of each community where there are several. */
struct key {
    uint32_t line;        /* lines are numbered in the order of their first cells */
    uint32_t next;        /* cell of the same line, or AIF_NONE */
    uint32_t pair;        /* run of the same place and seed under the baseline, or AIF_NONE */
    const char *baseline; /* contender that is the baseline of the place, or NULL */
    bool is_baseline;
};

struct work {
    const struct results *results;
    const struct comparison_plan *plan;
    struct key *keys;
    uint32_t *firsts; /* first cell of each line */
    uint32_t line_count;
    int64_t *values, *differences, *bases; /* scratch, one a cell */
    struct bootstrap_draws draws;
};

/* What a cell is of: a place, of which one seed, or a contender. */
struct name {
    char text[1200];
    size_t bytes;
};

static struct name name_of(const struct work *w, uint32_t i, const char *contender, bool has_seed)
{
    const struct results_cell *c = &w->results->cells[i];
    bool is_by_site = w->plan->is_by_site;
    struct name name;
    int n = snprintf(name.text, sizeof name.text, "%s\n%s\n%s\n%s\n%s\n%" PRIu64,
                     is_by_site ? c->base : c->site, c->trace, is_by_site ? c->policy : "",
                     c->community, contender, has_seed ? c->seed : 0);
    name.bytes = (size_t)n < sizeof name.text ? (size_t)n : sizeof name.text - 1;
    return name;
}

static const char *contender_of(const struct work *w, uint32_t i)
{
    const struct results_cell *c = &w->results->cells[i];
    return w->plan->is_by_site ? c->site : c->policy;
}

/* Cells of a line become a list. */
static void link_lines(struct work *w, struct aif_arena *arena)
{
    struct aif_names lines = {0};
    uint32_t *lasts = AIF_NEW(arena, uint32_t, w->results->count + 1);
    for (uint32_t i = 0; i < w->results->count; i++) {
        struct key *key = &w->keys[i];
        const char *base = w->results->cells[i].base;
        struct name name = name_of(w, i, contender_of(w, i), false);
        key->line = aif_names_intern(&lines, arena, name.text, name.bytes);
        key->next = AIF_NONE;
        key->baseline = w->plan->is_by_site && !w->plan->baseline ? base : w->plan->baseline;
        key->is_baseline = key->baseline && strcmp(contender_of(w, i), key->baseline) == 0;
        if (key->line == w->line_count)
            w->firsts[w->line_count++] = i;
        else
            w->keys[lasts[key->line]].next = i;
        lasts[key->line] = i;
    }
}

static void find_pairs(struct work *w, struct aif_arena *arena)
{
    struct aif_names places = {0};
    uint32_t *baselines = AIF_NEW(arena, uint32_t, w->results->count + 1);
    for (uint32_t i = 0; i < w->results->count; i++) {
        if (!w->keys[i].is_baseline)
            continue;
        struct name name = name_of(w, i, "", true);
        uint32_t before = places.count;
        uint32_t place = aif_names_intern(&places, arena, name.text, name.bytes);
        if (place == before)
            baselines[place] = i;
    }
    for (uint32_t i = 0; i < w->results->count; i++) {
        uint32_t place = aif_names_find(&places, name_of(w, i, "", true).text);
        w->keys[i].pair = place == AIF_NONE ? AIF_NONE : baselines[place];
    }
}

static void fill_row(struct work *w, uint32_t first, size_t column, struct comparison_row *row)
{
    const struct results_cell *cells = w->results->cells;
    uint32_t n = 0, pairs = 0;
    for (uint32_t i = first; i != AIF_NONE; i = w->keys[i].next) {
        if (!cells[i].is_known[column])
            continue;
        w->values[n++] = cells[i].values[column];
        uint32_t pair = w->keys[i].pair;
        if (pair == AIF_NONE || !cells[pair].is_known[column])
            continue;
        w->bases[pairs] = cells[pair].values[column];
        w->differences[pairs++] = cells[i].values[column] - cells[pair].values[column];
    }
    *row = (struct comparison_row){.site = cells[first].site,
                                   .trace = cells[first].trace,
                                   .policy = cells[first].policy,
                                   .community = cells[first].community,
                                   .baseline = w->keys[first].baseline,
                                   .column = column};
    row->is_baseline = w->keys[first].is_baseline;
    if (n)
        bootstrap_mean_of(w->values, n, &w->draws, &row->mean);
    if (pairs == 0 || row->is_baseline)
        return;
    bootstrap_mean_of(w->differences, pairs, &w->draws, &row->difference);
    bootstrap_mean_of(w->bases, pairs, &w->draws, &row->base);
}

static void add_line(struct work *w, uint32_t first, struct comparison *out)
{
    for (size_t m = 0; m < w->plan->column_count; m++) {
        struct comparison_row *row = &out->rows[out->count++];
        fill_row(w, first, w->plan->columns[m], row);
        uint32_t n = row->baseline && !row->is_baseline ? row->difference.n : row->mean.n;
        if (n && n < out->least_seeds)
            out->least_seeds = n;
    }
}

void comparison_make(const struct results *results, const struct comparison_plan *plan,
                     struct comparison *out)
{
    *out = (struct comparison){.is_by_site = plan->is_by_site,
                               .column_count = plan->column_count,
                               .least_seeds = UINT32_MAX,
                               .is_recorded = results->count > 0};
    for (uint32_t i = 0; i < results->count; i++)
        out->is_recorded &= results->cells[i].seed == 0;
    struct aif_arena *a = &out->arena, scratch = {0};
    struct work w = {.results = results, .plan = plan, .draws = {.seed = plan->seed}};
    w.keys = AIF_NEW(&scratch, struct key, results->count + 1);
    w.firsts = AIF_NEW(&scratch, uint32_t, results->count + 1);
    w.values = AIF_NEW(&scratch, int64_t, results->count + 1);
    w.bases = AIF_NEW(&scratch, int64_t, results->count + 1);
    w.differences = AIF_NEW(&scratch, int64_t, results->count + 1);
    link_lines(&w, &scratch);
    find_pairs(&w, &scratch);
    out->rows = AIF_NEW(a, struct comparison_row, w.line_count * plan->column_count + 1);
    for (uint32_t i = 0; i < w.line_count; i++)
        add_line(&w, w.firsts[i], out);
    for (uint32_t i = 1; i < out->count; i++)
        out->has_communities |= strcmp(out->rows[i].community, out->rows[0].community) != 0;
    aif_arena_free(&w.draws.arena);
    aif_arena_free(&scratch);
}
