/* Means and paired differences over seeds. */
#include "host/comparison.h"

#include "aif/names.h"
#include "aif/text.h"

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

bool comparison_more_is_better(const struct aif_column *column)
{
    static const char *const better[] = {"utilisation", "utilisation_submit", "jain_usage",
                                         "jain_bsld10", "completed",          "jobs"};
    for (size_t i = 0; i < AIF_COUNT(better); i++)
        if (strcmp(column->name, better[i]) == 0)
            return true;
    return false;
}

/* Names as numbers, since every cell is compared with many.  A line of the comparison is a place
 * and a contender: a policy at a site and a trace, or a variant of a site at a trace and a policy.
 */
struct key {
    uint32_t place, contender;
    const char *baseline; /* contender that is the baseline of the place, or NULL */
    bool is_baseline;
};

struct work {
    const struct results *results;
    const struct comparison_plan *plan;
    struct key *keys;
    int64_t *values, *differences; /* scratch, one a cell */
};

static uint32_t number_of(struct aif_names *names, struct aif_arena *arena,
                          const char *const texts[3])
{
    char joined[768];
    int n = snprintf(joined, sizeof joined, "%s\n%s\n%s", texts[0], texts[1], texts[2]);
    size_t bytes = (size_t)n < sizeof joined ? (size_t)n : sizeof joined - 1;
    return aif_names_intern(names, arena, joined, bytes);
}

static void number_names(struct work *w, struct aif_arena *arena)
{
    struct aif_names places = {0}, contenders = {0};
    const struct comparison_plan *plan = w->plan;
    for (uint32_t i = 0; i < w->results->count; i++) {
        const struct results_cell *cell = &w->results->cells[i];
        struct key *key = &w->keys[i];
        const char *contender = plan->is_by_site ? cell->site : cell->policy;
        const char *const place[] = {plan->is_by_site ? cell->base : cell->site, cell->trace,
                                     plan->is_by_site ? cell->policy : ""};
        key->place = number_of(&places, arena, place);
        key->contender = aif_names_intern(&contenders, arena, contender, strlen(contender));
        key->baseline = plan->is_by_site && !plan->baseline ? cell->base : plan->baseline;
        key->is_baseline = key->baseline && strcmp(contender, key->baseline) == 0;
    }
}

/* The run of the same seed under the baseline; NULL: there is none. */
static const struct results_cell *find_pair(const struct work *w, uint32_t cell)
{
    const struct results *r = w->results;
    for (uint32_t i = 0; i < r->count; i++)
        if (w->keys[i].is_baseline && w->keys[i].place == w->keys[cell].place &&
            r->cells[i].seed == r->cells[cell].seed)
            return &r->cells[i];
    return NULL;
}

static bool is_same_line(const struct work *w, uint32_t a, uint32_t b)
{
    return w->keys[a].place == w->keys[b].place && w->keys[a].contender == w->keys[b].contender;
}

/* The row of the line that starts with cell `first`. */
static void fill_row(const struct work *w, uint32_t first, size_t column,
                     struct comparison_row *row)
{
    const struct results_cell *cells = w->results->cells;
    uint32_t n = 0, pairs = 0;
    for (uint32_t i = first; i < w->results->count; i++) {
        if (!is_same_line(w, i, first) || !cells[i].is_known[column])
            continue;
        w->values[n++] = cells[i].values[column];
        const struct results_cell *pair = find_pair(w, i);
        if (pair && pair->is_known[column])
            w->differences[pairs++] = cells[i].values[column] - pair->values[column];
    }
    *row = (struct comparison_row){.site = cells[first].site,
                                   .trace = cells[first].trace,
                                   .policy = cells[first].policy,
                                   .baseline = w->keys[first].baseline,
                                   .column = column};
    row->is_baseline = w->keys[first].is_baseline;
    if (n)
        bootstrap_mean(w->values, n, w->plan->seed, &row->mean);
    if (pairs && !row->is_baseline)
        bootstrap_mean(w->differences, pairs, w->plan->seed, &row->difference);
}

static bool is_first_of_line(const struct work *w, uint32_t cell)
{
    for (uint32_t i = 0; i < cell; i++)
        if (is_same_line(w, i, cell))
            return false;
    return true;
}

static void add_line(const struct work *w, uint32_t first, struct comparison *out)
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
    *out = (struct comparison){.is_by_site = plan->is_by_site, .least_seeds = UINT32_MAX};
    struct aif_arena *a = &out->arena;
    size_t most = (size_t)results->count * plan->column_count;
    out->rows = AIF_NEW(a, struct comparison_row, most + 1);
    struct work w = {.results = results, .plan = plan};
    w.keys = AIF_NEW(a, struct key, results->count + 1);
    w.values = AIF_NEW(a, int64_t, results->count + 1);
    w.differences = AIF_NEW(a, int64_t, results->count + 1);
    number_names(&w, a);
    for (uint32_t i = 0; i < results->count; i++)
        if (is_first_of_line(&w, i))
            add_line(&w, i, out);
}
