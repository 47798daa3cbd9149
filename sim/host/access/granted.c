/* From grants to jobs: proposals become grants, and each grant becomes a small workload of one
 * project, which asks for a part of its hours within its time. */
#include "host/access/granted.h"

#include "aif/rng.h"
#include "generate/sample.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_ROOM = 80, MOST_JOBS = 200 * 1000 * 1000, MS_PER_S = 1000 };
#define MOST_LOAD 1000.0 /* what the generator takes */

struct maker {
    const struct granted_ask *ask;
    struct aif_workload jobs; /* of all projects, as they come */
    struct granted *granted;
    struct aif_err *err;
    const struct aif_community **models; /* by community of the population: whom it behaves like */
    uint64_t *capacity;                  /* of the machine for such jobs, in units */
};

/* One grant on its way to jobs. */
struct project {
    const struct aif_proposal *proposal;
    const struct aif_grant *grant;
    char account[ACCESS_PROJECT_ROOM], organisation[NAME_ROOM];
};

static const char *community_name(const struct maker *m, const struct aif_proposal *p)
{
    return m->ask->access->population.communities[p->community].name;
}

/* A project's own random streams, whatever other projects there are (FNV-1a). */
static uint64_t key_of(const char *account)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *account; account++)
        h = (h ^ (uint8_t)*account) * UINT64_C(0x100000001b3);
    return h;
}

static bool no_such_community(const struct access_spec *access, const struct workload_spec *w,
                              uint32_t community, struct aif_err *err)
{
    char known[1000] = "";
    for (uint32_t i = 0; i < w->model.community_count; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "",
                 w->model.communities[i].name);
    }
    return aif_err_set(err,
                       "%s: population.communities.%s behaves like '%s', which is no community of "
                       "%s (there are: %s); name one of them in its behaves_like",
                       access->path, access->population.communities[community].name,
                       access->behaves_like[community], w->path,
                       w->model.community_count ? known : "none");
}

static bool asks_for_gpus(const struct aif_community *c)
{
    for (uint32_t k = 0; k < c->kind_count; k++)
        if (!c->kinds[k].needs_cores && c->kinds[k].weight > 0.0)
            return true;
    return false;
}

/* A workload of one community that consists of one project. */
static struct aif_generate_spec spec_of(const struct maker *m, struct aif_community *project)
{
    struct aif_generate_spec spec = m->ask->workload->model;
    uint32_t users = (project->users + project->accounts / 2) / project->accounts;
    project->users = users ? users : 1;
    project->accounts = 1;
    project->organisations.count = project->organisations.count ? 1 : 0;
    spec.communities = project;
    spec.community_count = 1;
    spec.counts_cores = true;
    return spec;
}

/* The community of the workload that this one of the population behaves like; NULL: there is none,
 * or it has no jobs to use the hours for. */
static const struct aif_community *model_of(const struct access_spec *access,
                                            const struct workload_spec *w, uint32_t community,
                                            struct aif_err *err)
{
    const struct aif_community *model = NULL;
    for (uint32_t i = 0; i < w->model.community_count; i++)
        if (strcmp(w->model.communities[i].name, access->behaves_like[community]) == 0)
            model = &w->model.communities[i];
    if (!model)
        no_such_community(access, w, community, err);
    if (!model || asks_for_gpus(model))
        return model;
    aif_err_set(
        err,
        "%s: community %s has no kind of job that asks for GPUs, which is what %s grants to "
        "%s",
        w->path, model->name, access->path, access->population.communities[community].name);
    return NULL;
}

bool granted_check(const struct access_spec *access, const struct workload_spec *workload,
                   struct aif_err *err)
{
    for (uint32_t i = 0; i < access->population.community_count; i++)
        if (!model_of(access, workload, i, err))
            return false;
    return true;
}

static bool find_model(struct maker *m, uint32_t community)
{
    m->models[community] = model_of(m->ask->access, m->ask->workload, community, m->err);
    if (!m->models[community])
        return false;
    struct aif_community project = *m->models[community];
    struct aif_generate_spec spec = spec_of(m, &project);
    return aif_generate_capacity(&spec, m->ask->machine, &m->capacity[community], m->err);
}

static bool find_models(struct maker *m)
{
    struct aif_arena *a = &m->granted->arena;
    uint32_t count = m->ask->access->population.community_count;
    m->models = AIF_NEW(a, const struct aif_community *, count);
    m->capacity = AIF_NEW(a, uint64_t, count);
    for (uint32_t i = 0; i < count; i++)
        if (!find_model(m, i))
            return false;
    return true;
}

/* The part of a grant within [0, span), with its part of the amount by time, rounded down: whole
 * and rest apart, so that no product needs more than 64 bits. */
static bool cut(struct aif_grant *g, int64_t span_s)
{
    int64_t lasts_s = g->end_s - g->start_s;
    g->start_s = g->start_s > 0 ? g->start_s : 0;
    g->end_s = g->end_s < span_s ? g->end_s : span_s;
    if (g->end_s <= g->start_s)
        return false;
    int64_t seen_s = g->end_s - g->start_s;
    int64_t whole = g->amount_unit_ms / lasts_s, rest = g->amount_unit_ms % lasts_s;
    g->amount_unit_ms = whole * seen_s + rest * seen_s / lasts_s;
    return true;
}

/* A proposal's place among the grants. */
struct place {
    uint32_t community, number, id;
    int64_t access_s;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->community != y->community)
        return x->community < y->community ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->access_s != y->access_s)
        return x->access_s < y->access_s ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static uint32_t sort_granted(struct maker *m, struct place *list)
{
    const struct aif_admission_result *r = &m->granted->admission;
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct aif_proposal *p = &r->proposals[i];
        if (p->decision == AIF_DECISION_GRANTED && p->kind != AIF_PROPOSAL_EXTENSION)
            list[n++] = (struct place){p->community, p->number, i, p->access_s};
    }
    qsort(list, n, sizeof *list, compare_places);
    return n;
}

static struct project project_of(const struct maker *m, uint32_t proposal)
{
    struct project p = {.proposal = &m->granted->admission.proposals[proposal]};
    const char *community = community_name(m, p.proposal);
    access_project_name(m->ask->access, p.proposal, p.account);
    snprintf(p.organisation, sizeof p.organisation, "%.60s-o%03" PRIu32, community,
             p.proposal->organisation + 1);
    return p;
}

/* Accounts get their numbers in the order of the grants, with jobs or without. */
static void list_grants(struct maker *m)
{
    struct granted *g = m->granted;
    struct aif_names *accounts = &m->jobs.accounts;
    struct place *list = AIF_NEW(&g->arena, struct place, g->admission.count + (size_t)1);
    uint32_t n = sort_granted(m, list);
    g->grants = AIF_NEW(&g->arena, struct aif_grant, n + (size_t)1);
    g->proposal_of = AIF_NEW(&g->arena, uint32_t, n + (size_t)1);
    for (uint32_t i = 0; i < n; i++) {
        struct project p = project_of(m, list[i].id);
        struct aif_grant grant =
            aif_proposal_grant(p.proposal, 0, m->ask->workload->model.unix_start_s);
        if (!cut(&grant, m->ask->span_s))
            continue;
        grant.account = aif_names_intern(accounts, &m->jobs.arena, p.account, strlen(p.account));
        g->proposal_of[g->count] = list[i].id;
        g->grants[g->count++] = grant;
    }
}

/* What a project asks for, as a share of what it has: the same in all of its terms. */
static double use_of(const struct maker *m, uint64_t key)
{
    struct aif_rng r = aif_rng_stream(m->ask->seed, AIF_STREAM_GRANT_USE, key);
    return m->ask->use.part_count ? sample_dist(&r, &m->ask->use, 1) : 1.0;
}

static uint64_t seed_of(const struct maker *m, uint64_t key, uint32_t renewed)
{
    struct aif_rng r = aif_rng_stream(m->ask->seed, AIF_STREAM_GRANT_SEED, key);
    r.draw = renewed;
    return aif_rng_next(&r);
}

static double load_of(const struct maker *m, const struct project *p)
{
    double use = use_of(m, key_of(p->account));
    double unit_s = use * (double)p->grant->amount_unit_ms / MS_PER_S;
    double seconds = (double)(p->grant->end_s - p->grant->start_s);
    double load = unit_s / ((double)m->capacity[p->proposal->community] * seconds);
    return load < MOST_LOAD ? load : MOST_LOAD;
}

static bool generate(const struct maker *m, const struct project *p, struct aif_workload *jobs)
{
    double load = load_of(m, p);
    if (!(load > 0.0))
        return true;
    const struct aif_population *population = &m->ask->access->population;
    struct aif_named_weight country = {population->countries[p->proposal->country].name, 1.0};
    struct aif_community project = *m->models[p->proposal->community];
    struct aif_generate_spec spec = spec_of(m, &project);
    project.name = p->account;
    project.load = load;
    if (project.organisations.count) {
        project.organisations.countries = &country;
        project.organisations.country_count = 1;
    }
    spec.name = p->account;
    spec.unix_start_s += p->grant->start_s;
    struct aif_generate_ask ask = {
        .machine = m->ask->machine,
        .size = {.span_s = p->grant->end_s - p->grant->start_s, .load = load},
        .seed = seed_of(m, key_of(p->account), p->proposal->renewed),
    };
    return aif_generate(&spec, &ask, jobs, NULL, m->err);
}

static bool add_jobs(struct maker *m, uint32_t i)
{
    const struct granted *g = m->granted;
    struct project p = project_of(m, g->proposal_of[i]);
    p.grant = &g->grants[i];
    struct aif_workload jobs = {.name = NULL};
    bool is_ok = generate(m, &p, &jobs);
    if (is_ok && jobs.count > MOST_JOBS - m->jobs.count)
        is_ok = aif_err_set(m->err, "%s: more than %d jobs for the grants of %s",
                            m->ask->workload->path, MOST_JOBS, m->ask->access->path);
    struct aif_append how = {.shift_s = p.grant->start_s,
                             .account = p.account,
                             .community = community_name(m, p.proposal),
                             .organisation = p.organisation};
    if (is_ok && jobs.count)
        aif_workload_append(&m->jobs, &jobs, &how);
    aif_workload_close(&jobs);
    return is_ok;
}

static void admit(struct maker *m)
{
    const struct granted_ask *ask = m->ask;
    struct aif_admission_ask period = {
        .from_s = ask->workload->model.unix_start_s - ask->before_s,
        .span_s = ask->before_s + ask->span_s,
        .seed = ask->seed,
    };
    aif_admission_run(&ask->access->admission, &ask->access->population, &period,
                      &m->granted->admission);
}

static bool make_jobs(struct maker *m)
{
    for (uint32_t i = 0; i < m->granted->count; i++)
        if (!add_jobs(m, i))
            return false;
    return true;
}

/* In order of submission; the copy has no more memory than it needs.  That grants come one after
 * the other is no flaw of a trace, and not counted as one. */
static void hand_over(struct maker *m, struct aif_workload *out)
{
    const struct aif_generate_spec *spec = &m->ask->workload->model;
    aif_workload_sort(&m->jobs);
    m->jobs.repairs[AIF_REPAIR_SUBMIT_UNSORTED] = 0;
    aif_workload_append(out, &m->jobs, &(struct aif_append){.shift_s = 0});
    aif_workload_number(out);
    out->name = aif_arena_text(&out->arena, spec->name, strlen(spec->name));
    out->unix_start_s = spec->unix_start_s;
    for (uint32_t i = 0; i < m->ask->access->population.community_count; i++)
        if (m->capacity[i] > out->max_procs)
            out->max_procs = (uint32_t)(m->capacity[i] < UINT32_MAX ? m->capacity[i] : UINT32_MAX);
}

bool granted_make(const struct granted_ask *ask, struct aif_workload *out, struct granted *granted,
                  struct aif_err *err)
{
    struct maker m = {.ask = ask, .granted = granted, .err = err};
    AIF_CHECK(ask->span_s > 0 && ask->before_s >= 0 && out->count == 0);
    if (!find_models(&m))
        return false;
    admit(&m);
    list_grants(&m);
    bool is_ok = make_jobs(&m);
    if (is_ok)
        hand_over(&m, out);
    aif_workload_close(&m.jobs);
    return is_ok;
}

void granted_close(struct granted *g)
{
    aif_admission_close(&g->admission);
    aif_arena_free(&g->arena);
    *g = (struct granted){.count = 0};
}
