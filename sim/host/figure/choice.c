/* Which cells of a campaign a figure shows. */
#include "host/figure/figure.h"

#include "aif/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of so many characters messages show a list. */
#define LIST "%.300s"

static void add_name(const struct figure_job *job, struct aif_names *names, const char *name)
{
    aif_names_intern(names, job->arena, name, strlen(name));
}

static bool has_name(const struct aif_names *names, const char *name)
{
    return aif_names_find(names, name) != AIF_NONE;
}

/* As messages show them, with commas between. */
static const char *list_of(const struct figure_job *job, const struct aif_names *names)
{
    size_t bytes = 1;
    for (uint32_t i = 0; i < names->count; i++)
        bytes += strlen(names->texts[i]) + 1;
    char *text = AIF_NEW(job->arena, char, bytes), *end = text;
    for (uint32_t i = 0; i < names->count; i++)
        end = stpcpy(stpcpy(end, i ? "," : ""), names->texts[i]);
    return text;
}

/* A choice that nobody made, from among names. */
struct choice {
    const char *option, *chosen;
    const struct aif_names *of;
};

static void add_note(const struct figure_job *job, struct figure_cells *out,
                     const struct choice *choice)
{
    size_t used = strlen(out->note);
    if (choice->of->count > 1)
        snprintf(out->note + used, sizeof out->note - used, "%s--%s %s (of " LIST ")",
                 used ? "; " : "drawn is ", choice->option, choice->chosen,
                 list_of(job, choice->of));
}

/* What is chosen from, for whom. */
struct chooser {
    const struct figure *figure;
    const struct figure_job *job;
    const struct figure_wish *wish;
    const struct results *results;
    struct aif_err *err;
};

static bool is_here(const struct figure_cells *c, const struct results_cell *cell)
{
    return strcmp(cell->site, c->site) == 0 && (!c->trace || strcmp(cell->trace, c->trace) == 0);
}

static bool choose_trace(const struct chooser *c, struct figure_cells *out)
{
    const struct results *r = c->results;
    const char *wish = c->wish->trace;
    struct aif_names traces = {0};
    for (uint32_t i = 0; i < r->count; i++)
        if (is_here(out, &r->cells[i]))
            add_name(c->job, &traces, r->cells[i].trace);
    if (wish && !has_name(&traces, wish))
        return aif_err_set(c->err, "--trace: no '%s' on site '%s' (there: " LIST ")", wish,
                           out->site, list_of(c->job, &traces));
    out->trace = wish ? wish : traces.texts[0];
    if (!wish)
        add_note(c->job, out, &(struct choice){"trace", out->trace, &traces});
    return true;
}

static bool choose_site(const struct chooser *c, struct figure_cells *out)
{
    const struct results *r = c->results;
    const char *wish = c->wish->site;
    struct aif_names sites = {0};
    for (uint32_t i = 0; i < r->count; i++)
        add_name(c->job, &sites, r->cells[i].site);
    if (wish && !has_name(&sites, wish))
        return aif_err_set(c->err, "--site: no '%s' in these results (there: " LIST ")", wish,
                           list_of(c->job, &sites));
    out->site = wish ? wish : sites.texts[0];
    if (!wish)
        add_note(c->job, out, &(struct choice){"site", out->site, &sites});
    return choose_trace(c, out);
}

static bool choose_seed(const struct chooser *c, struct figure_cells *out)
{
    const struct results *r = c->results;
    const char *wish = c->wish->seed;
    struct aif_names seeds = {0};
    char text[24];
    for (uint32_t i = 0; i < r->count; i++) {
        if (!is_here(out, &r->cells[i]))
            continue;
        snprintf(text, sizeof text, "%" PRIu64, r->cells[i].seed);
        if (wish ? strcmp(text, wish) == 0 : !seeds.count)
            out->seed = r->cells[i].seed;
        add_name(c->job, &seeds, text);
    }
    if (wish && strcmp(wish, "all") == 0) {
        out->is_pooled = true;
        return (c->figure->takes & FIGURE_POOL) ||
               aif_err_set(c->err, "--seed: '%s' shows one seed, found 'all' (there: " LIST ")",
                           c->figure->name, list_of(c->job, &seeds));
    }
    if (wish && !has_name(&seeds, wish))
        return aif_err_set(c->err, "--seed: no '%s' in these results (there: " LIST ")", wish,
                           list_of(c->job, &seeds));
    snprintf(text, sizeof text, "%" PRIu64, out->seed);
    if (!wish && !(c->figure->takes & FIGURE_METRIC))
        add_note(c->job, out, &(struct choice){"seed", text, &seeds});
    return true;
}

/* The longest name that stands here, up to a comma or the end, for names may have commas
 * themselves; NULL: none. */
static const char *name_at(const char *typed, const struct aif_names *there)
{
    const char *best = NULL;
    for (uint32_t i = 0; i < there->count; i++) {
        const char *name = there->texts[i];
        size_t bytes = strlen(name);
        if (bytes && strncmp(typed, name, bytes) == 0 && strchr(",", typed[bytes]) &&
            (!best || bytes > strlen(best)))
            best = name;
    }
    return best;
}

/* What the user typed, as names; each must be there. */
static bool split_wish(const struct chooser *c, const struct aif_names *there,
                       struct aif_names *wanted)
{
    for (const char *p = c->wish->policies; *p; p += *p == ',') {
        size_t bytes = strcspn(p, ",");
        const char *name = name_at(p, there);
        if (bytes && !name)
            return aif_err_set(c->err, "--policy: no '%.*s' in these results (there: " LIST ")",
                               (int)bytes, p, list_of(c->job, there));
        if (name)
            add_name(c->job, wanted, name);
        p += name ? strlen(name) : 0;
    }
    return true;
}

static bool choose_policies(const struct chooser *c, struct figure_cells *out)
{
    const char *wish = c->wish->policies;
    const struct results *r = c->results;
    struct aif_names there = {0}, taken = {0};
    uint32_t most = c->figure->takes & FIGURE_ONE ? 1 : FIGURE_MOST_CURVES;
    for (uint32_t i = 0; i < r->count; i++)
        if (is_here(out, &r->cells[i]))
            add_name(c->job, &there, r->cells[i].policy);
    if (wish && !split_wish(c, &there, &out->wanted))
        return false;
    uint32_t wanted = wish ? out->wanted.count : there.count;
    if (wish && (wanted > most || !wanted))
        return aif_err_set(c->err, "--policy: '%s' shows %s, found '%s'", c->figure->name,
                           most == 1 ? "one policy" : "at most 8 policies", wish);
    for (uint32_t i = 0; i < there.count && taken.count < most; i++)
        if (figure_wants(out, there.texts[i])) {
            add_name(c->job, &taken, there.texts[i]);
            out->policies[out->policy_count++] = there.texts[i];
        }
    if (wanted > most && !(c->figure->takes & FIGURE_METRIC))
        add_note(c->job, out, &(struct choice){"policy", list_of(c->job, &taken), &there});
    return true;
}

bool figure_wants(const struct figure_cells *c, const char *policy)
{
    return !c->wanted.count || has_name(&c->wanted, policy);
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
    const struct chooser c = {figure, job, job->wish, results, err};
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
