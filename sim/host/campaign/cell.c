/* One cell of a campaign: workload, simulation, metrics, rows. */
#include "host/campaign/cell.h"

#include "aif/sim.h"
#include "host/access/granted.h"
#include "host/access/rates.h"
#include "host/campaign/access_table.h"
#include "host/campaign/result.h"
#include "host/command/command.h"
#include "host/experiment/communities.h"
#include "host/files/clock.h"
#include "host/files/input.h"
#include "host/formats/formats.h"
#include "host/site/job_rules.h"

#include <stdlib.h>
#include <string.h>

/* STEPS_A_LOOK steps of a small machine take a few microseconds; looking at the clock each time
 * would cost as much. */
enum { KEPT_WORKLOADS = 4, STEPS_A_LOOK = 8, TICK_NS = 1000000 };

struct kept_workload {
    bool is_used;
    uint32_t number; /* in the experiment */
    uint32_t site;   /* whose rules its jobs have followed; AIF_NONE: as they are */
    uint64_t last_use;
    struct aif_workload workload;
    struct granted granted; /* that its jobs come from, with an access layer */
};

struct cell_runner {
    const struct experiment *e;
    struct kept_workload kept[KEPT_WORKLOADS];
    uint64_t uses;
    struct cell_stats stats;
};

struct cell_runner *cell_runner_open(const struct experiment *e)
{
    struct cell_runner *r = calloc(1, sizeof *r);
    if (!r)
        aif_fatal("out of memory");
    r->e = e;
    return r;
}

struct cell_stats cell_stats(const struct cell_runner *r)
{
    return r->stats;
}

static void forget(struct kept_workload *k)
{
    granted_close(&k->granted);
    aif_workload_close(&k->workload);
}

void cell_runner_close(struct cell_runner *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < KEPT_WORKLOADS; i++)
        if (r->kept[i].is_used)
            forget(&r->kept[i]);
    free(r);
}

static bool read_trace(const struct experiment *e, const struct experiment_trace *t,
                       struct aif_workload *out, struct aif_err *err)
{
    struct input in = {0};
    if (!input_open(t->path, &in, err))
        return false;
    struct aif_trace_input trace = {in.text, in.bytes, t->path, e->is_strict};
    out->from_s = t->from_s;
    out->until_s = t->until_s;
    bool is_read =
        formats_parse(&trace, out, err) && experiment_check_communities(t->path, out, err);
    input_close(&in);
    return is_read;
}

/* Of a generated trace; 0: it is not said, or a file. */
static int64_t span_of(const struct experiment *e, const struct experiment_cell *cell)
{
    const struct experiment_trace *t = &e->traces[cell->trace];
    return t->size.span_s || !t->spec ? t->size.span_s : t->spec->size.span_s;
}

static bool grant_workload(const struct experiment *e, const struct experiment_cell *cell,
                           struct kept_workload *out, struct aif_err *err)
{
    const struct experiment_trace *trace = &e->traces[cell->trace];
    uint32_t base = e->sites[cell->site].base;
    struct granted_ask ask = {
        .access = &e->access.specs[base],
        .workload = trace->spec,
        .machine = &e->sites[base].site.machine,
        .span_s = span_of(e, cell),
        .before_s = e->access.before_s,
        .seed = cell->seed,
        .use = e->access.use,
    };
    return granted_make(&ask, &out->workload, &out->granted, err);
}

static bool make_workload(const struct experiment *e, const struct experiment_cell *cell,
                          struct kept_workload *to, struct aif_err *err)
{
    const struct experiment_trace *trace = &e->traces[cell->trace];
    struct aif_workload *out = &to->workload;
    if (e->access.is_on)
        return grant_workload(e, cell, to, err);
    if (trace->path)
        return read_trace(e, trace, out, err);
    const struct experiment_site *base = &e->sites[e->sites[cell->site].base];
    struct aif_generate_ask ask = {&base->site.machine, trace->size, cell->seed};
    return workload_spec_make(trace->spec, &ask, out, NULL, err);
}

/* Whether no earlier cell is of the same site and workload. */
static bool is_first(const struct experiment *e, const struct experiment_cell *cell)
{
    for (const struct experiment_cell *c = e->cells; c < cell; c++)
        if (c->site == cell->site && c->workload == cell->workload)
            return false;
    return true;
}

/* What the site's variant gives jobs that their trace does not say.  Each number is told by one
 * cell. */
static void change_jobs(const struct experiment *e, const struct experiment_cell *cell,
                        struct aif_workload *w)
{
    const struct experiment_site *s = &e->sites[cell->site];
    char text[512];
    for (const struct conf_node *n = s->job_rules->first; n; n = n->next) {
        uint32_t count = job_rule_apply(n, &s->site, w);
        job_rule_text(n, text, sizeof text);
        if (is_first(e, cell))
            command_note("%s, %s: %u job%s of %s", s->name, e->traces[cell->trace].name, count,
                         count == 1 ? "" : "s", text);
    }
}

/* The place of the workload used longest ago, or a free one. */
static struct kept_workload *make_room(struct cell_runner *r)
{
    struct kept_workload *oldest = &r->kept[0];
    for (size_t i = 0; i < KEPT_WORKLOADS; i++)
        if (r->kept[i].last_use < oldest->last_use)
            oldest = &r->kept[i];
    if (oldest->is_used)
        forget(oldest);
    *oldest = (struct kept_workload){0};
    return oldest;
}

static const struct kept_workload *
get_workload(struct cell_runner *r, const struct experiment_cell *cell, struct aif_err *err)
{
    uint32_t site = r->e->sites[cell->site].job_rules ? cell->site : AIF_NONE;
    r->uses++;
    for (size_t i = 0; i < KEPT_WORKLOADS; i++)
        if (r->kept[i].is_used && r->kept[i].number == cell->workload && r->kept[i].site == site) {
            r->kept[i].last_use = r->uses;
            return &r->kept[i];
        }
    struct kept_workload *place = make_room(r);
    if (!make_workload(r->e, cell, place, err)) {
        forget(place);
        *place = (struct kept_workload){0};
        return NULL;
    }
    if (site != AIF_NONE)
        change_jobs(r->e, cell, &place->workload);
    place->is_used = true;
    place->number = cell->workload;
    place->site = site;
    place->last_use = r->uses;
    return place;
}

/* Step to the end, looking up from the work every millisecond; *away_ns: time spent looking up. */
static bool simulate(struct aif_sim *sim, const struct deal_tick *tick, int64_t *away_ns)
{
    int64_t next_ns = clock_ns() + TICK_NS, now_ns;
    for (unsigned i = 1; aif_sim_step(sim); i++) {
        if (i % STEPS_A_LOOK || (now_ns = clock_ns()) < next_ns)
            continue;
        if (!tick->call(tick->to))
            return false;
        next_ns = clock_ns() + TICK_NS;
        *away_ns += next_ns - TICK_NS - now_ns;
    }
    return true;
}

/* Nanoseconds since *since, which becomes now. */
static int64_t lap(int64_t *since)
{
    int64_t now = clock_ns(), spent = now - *since;
    *since = now;
    return spent;
}

struct result_cell cell_names(const struct experiment *e, uint32_t number)
{
    const struct experiment_cell *cell = &e->cells[number];
    const struct experiment_site *site = &e->sites[cell->site];
    return (struct result_cell){.cell = number,
                                .site = site->name,
                                .trace = e->traces[cell->trace].name,
                                .policy = e->policies[cell->policy].name,
                                .base = e->sites[site->base].name,
                                .seed = cell->seed};
}

/* Jobs that a cell runs. */
static uint32_t job_count_of(const struct experiment *e, const struct aif_workload *w)
{
    return e->job_limit && e->job_limit < w->count ? e->job_limit : w->count;
}

/* By grant, the community of the workload that its proposal is of; AIF_NONE: it has no jobs. */
static const uint32_t *communities_of_grants(const struct access_table *run,
                                             struct aif_arena *arena)
{
    const struct granted *granted = run->granted;
    uint32_t *of_grant = AIF_NEW(arena, uint32_t, granted->count + (size_t)1);
    for (uint32_t i = 0; i < granted->count; i++) {
        uint32_t own = granted->admission.proposals[granted->proposal_of[i]].community;
        of_grant[i] = aif_names_find(&run->scenario->workload->communities,
                                     run->spec->population.communities[own].name);
    }
    return of_grant;
}

/* The tables that the cell has rows in, but for the summary. */
static void make_tables(const struct experiment *e, const struct result_cell *names,
                        const struct access_table *run, struct result_tables *out)
{
    struct aif_arena arena = {0};
    const struct experiment_cell *cell = &e->cells[names->cell];
    if (experiment_writes_jobs(e, cell, aif_sim_job_count(run->sim)))
        result_jobs(out, names, (struct aif_report){.scenario = run->scenario, .sim = run->sim});
    if (experiment_writes_series(e, cell)) {
        struct aif_series_ask ask = {.scenario = run->scenario, .sim = run->sim};
        if (run->spec)
            ask.community_of_grant = communities_of_grants(run, &arena);
        result_series(out, names, &ask);
    }
    if (run->spec)
        access_table_rows(&out->of[RESULT_ACCESS], names, run);
    aif_arena_free(&arena);
}

/* run: what was run; with a spec, under an access layer. */
static void report(struct cell_runner *r, uint32_t number, const struct access_table *run,
                   struct bytes *out)
{
    const struct experiment *e = r->e;
    struct aif_arena arena = {0};
    struct aif_metrics metrics = {0};
    struct result_tables tables = {.of = {{.count = 0}}};
    int64_t since = clock_ns();
    aif_metrics_compute(run->scenario, run->sim, &arena, &metrics);
    for (unsigned by = 0; by < AIF_BY_COUNT; by++)
        if (e->is_by[by])
            aif_metrics_add(run->scenario, run->sim, (enum aif_by)by, &arena, &metrics);
    r->stats.metrics_ns += lap(&since);
    struct result_cell names = cell_names(e, number);
    struct aif_summary summary = {run->scenario->workload, &metrics, aif_sim_totals(run->sim)};
    make_tables(e, &names, run, &tables);
    result_write(out, &names, &summary, &tables);
    result_tables_free(&tables);
    aif_arena_free(&arena);
    r->stats.write_ns += lap(&since);
}

/* The grants under the rule of the cell's policy. */
static struct aif_access enforce(const struct experiment *e, const struct experiment_cell *cell,
                                 const struct kept_workload *kept, struct aif_arena *arena)
{
    struct aif_access a = {
        .rule = e->policies[cell->policy].rule,
        .settings = e->access.settings,
        .grants = kept->granted.grants,
        .grant_count = kept->granted.count,
        .unix_start_s = kept->workload.unix_start_s,
        .utc_offset_s = e->traces[cell->trace].spec->model.utc_offset_s,
    };
    a.rates = access_rates(&e->sites[cell->site].site.machine, arena, &a.rate_count);
    return a;
}

static bool set_scene(const struct experiment *e, const struct experiment_cell *cell,
                      const struct kept_workload *kept, struct cell_scene *out, struct aif_err *err)
{
    const struct experiment_site *site = &e->sites[cell->site];
    out->scenario = (struct aif_scenario){.machine = &site->site.machine,
                                          .centre = &out->centre,
                                          .workload = &kept->workload,
                                          .policy = e->policies[cell->policy].policy,
                                          .job_limit = e->job_limit,
                                          .is_strict = e->is_strict,
                                          .is_checked = e->is_checked};
    if (e->access.is_on) {
        out->access = enforce(e, cell, kept, &out->arena);
        out->scenario.access = &out->access;
    }
    return site_centre_at(&site->site, kept->workload.unix_start_s, &out->arena, &out->centre, err);
}

bool cell_scene_open(struct cell_runner *r, uint32_t number, struct cell_scene *out,
                     struct aif_err *err)
{
    const struct experiment_cell *cell = &r->e->cells[number];
    *out = (struct cell_scene){.arena = {0}};
    const struct kept_workload *kept = get_workload(r, cell, err);
    return kept && set_scene(r->e, cell, kept, out, err);
}

void cell_scene_close(struct cell_scene *s)
{
    aif_arena_free(&s->arena);
}

bool cell_run(struct cell_runner *r, uint32_t number, const struct deal_tick *tick,
              struct bytes *out, struct aif_err *err)
{
    const struct experiment *e = r->e;
    const struct experiment_cell *cell = &e->cells[number];
    int64_t since = clock_ns(), away_ns = 0;
    const struct kept_workload *kept = get_workload(r, cell, err);
    const struct aif_workload *workload = kept ? &kept->workload : NULL;
    r->stats.load_ns += lap(&since);
    if (!workload || !tick->call(tick->to))
        return false;
    since = clock_ns();
    struct cell_scene scene = {.arena = {0}};
    bool is_set = set_scene(e, cell, kept, &scene, err);
    scene.scenario.keeps_waits = experiment_writes_jobs(e, cell, job_count_of(e, workload));
    scene.scenario.waits_are_bounded = true;
    struct aif_sim *sim = is_set ? aif_sim_open(&scene.scenario, err) : NULL;
    bool is_done = sim && simulate(sim, tick, &away_ns);
    r->stats.simulate_ns += lap(&since) - away_ns;
    if (is_done) {
        const struct experiment_site *site = &e->sites[e->sites[cell->site].base];
        struct access_table run = {
            .spec = e->access.is_on ? &e->access.specs[site - e->sites] : NULL,
            .granted = &kept->granted,
            .scenario = &scene.scenario,
            .sim = sim,
            .span_s = span_of(e, cell),
        };
        report(r, number, &run, out);
        r->stats.cells++;
        r->stats.jobs += aif_sim_job_count(sim);
        r->stats.events += (int64_t)aif_sim_totals(sim)->event_count;
        is_done = tick->call(tick->to);
    }
    aif_sim_close(sim);
    cell_scene_close(&scene);
    return is_done;
}
