/* Which cells of a campaign a figure shows. */
#include "host/figure/figure.h"

#include "aif/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A list of names, each once, separated by commas. */
struct name_list {
    struct aif_arena *arena;
    char *text;
    size_t used, capacity, count;
};

/* Of so many characters messages show a list. */
#define LIST "%.300s"

static struct name_list new_list(struct aif_arena *arena)
{
    struct name_list l = {.arena = arena, .capacity = 256};
    l.text = AIF_NEW(arena, char, l.capacity);
    return l;
}

static bool has_name(const struct name_list *l, const char *name)
{
    return aif_text_lists(l->text, name, strlen(name));
}

static void add_name(struct name_list *l, const char *name)
{
    size_t bytes = strlen(name);
    if (has_name(l, name))
        return;
    while (l->used + bytes + 2 > l->capacity) {
        char *larger = AIF_NEW(l->arena, char, l->capacity * 2);
        memcpy(larger, l->text, l->used);
        l->text = larger;
        l->capacity *= 2;
    }
    l->used += (size_t)snprintf(l->text + l->used, l->capacity - l->used, "%s%s",
                                l->count++ ? "," : "", name);
}

static void add_note(struct figure_cells *out, const char *what, const char *chosen,
                     const struct name_list *of)
{
    size_t used = strlen(out->note);
    if (of->count > 1)
        snprintf(out->note + used, sizeof out->note - used, "%s--%s %s (of " LIST ")",
                 used ? "; " : "drawn is ", what, chosen, of->text);
}

/* What is chosen from, for whom. */
struct chooser {
    const struct figure *figure;
    const struct figure_wish *wish;
    const struct results *results;
    struct aif_arena *arena;
    struct aif_err *err;
};

static bool is_here(const struct figure_cells *c, const struct results_cell *cell)
{
    return strcmp(cell->site, c->site) == 0 && (!c->trace || strcmp(cell->trace, c->trace) == 0);
}

static bool choose_site(const struct chooser *c, struct figure_cells *out)
{
    const struct figure_wish *wish = c->wish;
    const struct results *r = c->results;
    struct name_list sites = new_list(c->arena), traces = new_list(c->arena);
    for (uint32_t i = 0; i < r->count; i++)
        add_name(&sites, r->cells[i].site);
    if (wish->site && !has_name(&sites, wish->site))
        return aif_err_set(c->err, "--site: no '%s' in these results (there: " LIST ")", wish->site,
                           sites.text);
    out->site = wish->site ? wish->site : r->cells[0].site;
    const char *first = NULL;
    for (uint32_t i = 0; i < r->count; i++)
        if (is_here(out, &r->cells[i])) {
            first = first ? first : r->cells[i].trace;
            add_name(&traces, r->cells[i].trace);
        }
    if (wish->trace && !has_name(&traces, wish->trace))
        return aif_err_set(c->err, "--trace: no '%s' on site '%s' (there: " LIST ")", wish->trace,
                           out->site, traces.text);
    out->trace = wish->trace ? wish->trace : first;
    if (!wish->site)
        add_note(out, "site", out->site, &sites);
    if (!wish->trace)
        add_note(out, "trace", out->trace, &traces);
    return true;
}

static bool choose_seed(const struct chooser *c, struct figure_cells *out)
{
    const struct figure_wish *wish = c->wish;
    const struct results *r = c->results;
    struct name_list seeds = new_list(c->arena);
    char text[24];
    bool is_first = true;
    for (uint32_t i = 0; i < r->count; i++) {
        if (!is_here(out, &r->cells[i]))
            continue;
        snprintf(text, sizeof text, "%" PRIu64, r->cells[i].seed);
        add_name(&seeds, text);
        if (wish->seed ? strcmp(text, wish->seed) == 0 : is_first)
            out->seed = r->cells[i].seed;
        is_first = false;
    }
    if (wish->seed && strcmp(wish->seed, "all") == 0) {
        out->is_pooled = true;
        return (c->figure->takes & FIGURE_POOL) ||
               aif_err_set(c->err, "--seed: '%s' shows one seed, found 'all' (there: " LIST ")",
                           c->figure->plugin.name, seeds.text);
    }
    if (wish->seed && !has_name(&seeds, wish->seed))
        return aif_err_set(c->err, "--seed: no '%s' in these results (there: " LIST ")", wish->seed,
                           seeds.text);
    snprintf(text, sizeof text, "%" PRIu64, out->seed);
    if (!wish->seed && !(c->figure->takes & FIGURE_METRIC))
        add_note(out, "seed", text, &seeds);
    return true;
}

/* Every name of the list must be there. */
static bool check_policies(const char *list, const struct name_list *there, struct aif_err *err)
{
    for (const char *p = list; *p; p += *p == ',') {
        size_t bytes = strcspn(p, ",");
        if (bytes && !aif_text_lists(there->text, p, bytes))
            return aif_err_set(err, "--policy: no '%.*s' in these results (there: " LIST ")",
                               (int)bytes, p, there->text);
        p += bytes;
    }
    return true;
}

static bool choose_policies(const struct chooser *c, struct figure_cells *out)
{
    const struct figure_wish *wish = c->wish;
    const struct results *r = c->results;
    struct name_list there = new_list(c->arena), taken = new_list(c->arena);
    uint32_t most = c->figure->takes & FIGURE_ONE ? 1 : FIGURE_MOST_CURVES, wanted = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const char *name = r->cells[i].policy;
        if (!is_here(out, &r->cells[i]) || has_name(&there, name))
            continue;
        add_name(&there, name);
        if (wish->policies && !aif_text_lists(wish->policies, name, strlen(name)))
            continue;
        if (wanted++ < most)
            out->policies[out->policy_count++] = name;
    }
    if (wish->policies && !check_policies(wish->policies, &there, c->err))
        return false;
    for (uint32_t p = 0; p < out->policy_count; p++)
        add_name(&taken, out->policies[p]);
    if (wish->policies && (wanted > most || !wanted))
        return aif_err_set(c->err, "--policy: '%s' shows %s, found '%s'", c->figure->plugin.name,
                           most == 1 ? "one policy" : "at most 8 policies", wish->policies);
    if (wanted > most && !(c->figure->takes & FIGURE_METRIC))
        add_note(out, "policy", taken.text, &there);
    return true;
}

bool figure_choose(const struct figure *figure, const struct figure_job *job,
                   struct figure_cells *out, struct aif_err *err)
{
    const struct results *results = job->results;
    *out = (struct figure_cells){.cell_count = results->count};
    if (!results->count && results->done)
        return aif_err_set(err, "--community: no '%s' in these results", job->wish->community);
    if (!results->count)
        return aif_err_set(err, "no cells are there yet; `aifsim run --resume` computes them");
    const struct chooser c = {figure, job->wish, results, job->arena, err};
    if (!choose_site(&c, out) || !choose_seed(&c, out) || !choose_policies(&c, out))
        return false;
    int *curves = AIF_NEW(job->arena, int, results->count);
    for (uint32_t i = 0; i < results->count; i++) {
        const struct results_cell *cell = &results->cells[i];
        curves[i] = -1;
        for (uint32_t p = 0; p < out->policy_count; p++)
            if (is_here(out, cell) && (out->is_pooled || cell->seed == out->seed) &&
                strcmp(cell->policy, out->policies[p]) == 0)
                curves[i] = (int)p;
    }
    out->curves = curves;
    out->seen = AIF_NEW(job->arena, bool, results->count);
    return true;
}

int figure_curve(const struct figure_job *job)
{
    int64_t cell;
    if (!source_int(job->source, 0, &cell))
        return -1;
    if (cell < 0 || cell >= job->cells->cell_count) {
        source_fail(job->source, 0, "the number of a cell of results.db");
        return -1;
    }
    job->cells->seen[cell] = true;
    return job->cells->curves[cell];
}

bool figure_check_rows(const struct figure_job *job, struct aif_err *err)
{
    const struct figure_cells *c = job->cells;
    if (job->source->has_failed)
        return false;
    for (uint32_t i = 0; i < c->cell_count; i++) {
        const struct results_cell *cell = &job->results->cells[i];
        if (c->curves[i] < 0 || c->seen[i])
            continue;
        return aif_err_set(
            err, "%s: has no rows of site '%s', policy '%s', seed %" PRIu64 ", because %s",
            job->source->path, cell->site, cell->policy, cell->seed,
            strstr(job->source->path, "/jobs.csv")
                ? "outputs.jobs is not true; run the experiment again with --force "
                  "--set outputs.jobs=true"
                : "outputs.series is not true; run the experiment again with --force "
                  "--set outputs.series=true");
    }
    return true;
}
