/* Drafts become the jobs of a workload, with names for all that they refer to. */
#include "generate/emit.h"

#include <stdio.h>
#include <string.h>

/* Where what belongs to one community begins in the tables of the workload. */
struct base {
    uint32_t user, account, organisation;
    uint16_t community;
    uint32_t *applications;      /* by kind */
    uint16_t *partitions;        /* by kind */
    uint16_t *countries, *homes; /* as the community lists them */
};

static uint32_t intern(struct aif_workload *out, struct aif_names *names, const char *text)
{
    return aif_names_intern(names, &out->arena, text, strlen(text));
}

/* "research-u003": names sort like numbers, and say whose they are. */
static uint32_t name_people(struct aif_workload *out, struct aif_names *names,
                            const char *community, char letter, uint32_t count)
{
    uint32_t first = names->count;
    for (uint32_t i = 0; i < count; i++) {
        char text[160];
        snprintf(text, sizeof text, "%.128s-%c%03u", community, letter, i + 1);
        intern(out, names, text);
    }
    return first;
}

static uint16_t *name_all(struct aif_workload *out, struct aif_names *names,
                          const struct aif_named_weight *list, uint32_t count)
{
    uint16_t *numbers = AIF_NEW(&out->arena, uint16_t, count + (size_t)1);
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = (uint16_t)intern(out, names, list[i].name);
    return numbers;
}

static struct base name_community(const struct author *a, struct aif_workload *out)
{
    const struct aif_community *c = a->community;
    const struct aif_organisation_model *o = &c->organisations;
    struct base b = {
        .user = name_people(out, &out->users, c->name, 'u', c->users),
        .account = name_people(out, &out->accounts, c->name, 'a', c->accounts),
        .organisation = name_people(out, &out->organisations, c->name, 'o', o->count),
        .community = (uint16_t)intern(out, &out->communities, c->name),
        .applications = AIF_NEW(&out->arena, uint32_t, c->kind_count),
        .partitions = AIF_NEW(&out->arena, uint16_t, c->kind_count),
        .countries = name_all(out, &out->countries, o->countries, o->country_count),
        .homes = name_all(out, &out->data_homes, c->data.homes, c->data.home_count),
    };
    for (uint32_t k = 0; k < c->kind_count; k++) {
        const char *partition = a->fits[k].partition;
        b.applications[k] = intern(out, &out->applications, c->kinds[k].name);
        b.partitions[k] =
            *partition ? (uint16_t)intern(out, &out->partitions, partition) : AIF_NONE16;
    }
    return b;
}

static bool has_extras(const struct quota *q)
{
    return q->depends || q->array_jobs || q->has_most_nodes;
}

static bool has_traits(const struct emitter *e)
{
    for (uint32_t i = 0; i < e->plan->author_count; i++)
        if (e->plan->authors[i].has_traits)
            return true;
    return false;
}

/* Memory for what only some workloads have. */
static void make_room(struct emitter *e, uint32_t jobs)
{
    struct aif_workload *w = e->to;
    struct quota *all = &e->together;
    for (uint32_t i = 0; i < e->plan->author_count; i++) {
        const struct quota *q = &e->plan->quotas[i];
        all->depends += q->depends;
        all->arrays += q->arrays;
        all->array_jobs += q->array_jobs;
        all->has_array_limit |= q->has_array_limit;
        all->has_most_nodes |= q->has_most_nodes;
    }
    w->jobs = AIF_NEW(&w->arena, struct aif_job, jobs);
    if (has_traits(e))
        w->traits = AIF_NEW(&w->arena, struct aif_traits, jobs);
    if (!has_extras(all))
        return;
    w->extras = AIF_NEW(&w->arena, struct aif_extra, jobs);
    w->depends = AIF_NEW(&w->arena, struct aif_depend, e->forgets ? jobs : all->depends);
    w->arrays = AIF_NEW(&w->arena, struct aif_array, e->forgets ? jobs : all->arrays);
    w->array_jobs = AIF_NEW(&w->arena, uint32_t, e->forgets ? jobs : all->array_jobs);
}

void emit_open(struct emitter *e, const struct plan *plan, struct aif_workload *to, uint32_t room,
               bool forgets)
{
    *e = (struct emitter){.plan = plan, .to = to, .room = room, .forgets = forgets};
    e->bases = AIF_NEW(&to->arena, struct base, plan->author_count);
    for (uint32_t i = 0; i < plan->author_count; i++)
        e->bases[i] = name_community(&plan->authors[i], to);
    make_room(e, forgets ? 2 * room : room + 1);
    to->unix_start_s = plan->spec->unix_start_s;
    to->name = aif_arena_text(&to->arena, plan->spec->name, strlen(plan->spec->name));
    uint64_t units = plan->capacity_units;
    to->max_procs = (uint32_t)(units < UINT32_MAX ? units : UINT32_MAX - 1);
}

/* The array of this number, whose tasks stand together. */
static uint32_t array_of(struct aif_workload *w, uint32_t number, uint32_t max_running)
{
    if (w->array_count && w->arrays[w->array_count - 1].id == number)
        return w->array_count - 1;
    w->arrays[w->array_count] = (struct aif_array){
        .id = number, .first_job = w->array_job_count, .max_running = max_running};
    return w->array_count++;
}

/* The index of an earlier job.  What is not in the piece is put behind it, as far as it is called
 * by its number. */
static uint32_t earlier(struct emitter *e, const struct streamed_id *id)
{
    struct aif_workload *w = e->to;
    if (!e->forgets)
        return id->job - 1;
    uint32_t index = e->room + e->remembered++;
    w->jobs[index] = (struct aif_job){.id = id->job};
    w->extras[index] = aif_extra_none();
    if (id->array) {
        w->extras[index].array = array_of(w, id->array, 0);
        w->extras[index].array_task = id->task;
    }
    return index;
}

static struct aif_extra extra_of(struct emitter *e, const struct streamed *job, uint32_t *after)
{
    struct aif_workload *w = e->to;
    const struct author *a = &e->plan->authors[job->community];
    const struct draft *d = &job->draft;
    struct aif_extra x = aif_extra_none();
    x.max_nodes = fit_most_nodes(&a->fits[d->kind], d->units);
    if (job->parent.job) {
        *after = earlier(e, &job->parent);
        x.first_depend = w->depend_count;
        x.depend_count = 1;
        w->depends[w->depend_count++] =
            (struct aif_depend){.kind = d->depend, .job = *after, .array = AIF_NONE};
    }
    if (job->id.array) {
        x.array = array_of(w, job->id.array, a->community->kinds[d->kind].array_limit);
        x.array_task = job->id.task;
        w->array_jobs[w->array_job_count++] = w->count;
        w->arrays[x.array].job_count++;
    }
    return x;
}

/* Numbers of the community's lists become those of the workload's tables. */
static struct aif_traits named(const struct base *b, struct aif_traits x)
{
    if (x.organisation != AIF_NONE)
        x.organisation += b->organisation;
    if (x.country != AIF_NONE16)
        x.country = b->countries[x.country];
    if (x.data_home != AIF_NONE16)
        x.data_home = b->homes[x.data_home];
    return x;
}

void emit_job(struct emitter *e, const struct streamed *job)
{
    struct aif_workload *w = e->to;
    const struct draft *d = &job->draft;
    const struct base *b = &e->bases[job->community];
    const struct author *a = &e->plan->authors[job->community];
    uint32_t after = AIF_NONE;
    if (w->extras)
        w->extras[w->count] = extra_of(e, job, &after);
    if (w->traits)
        w->traits[w->count] = named(b, draft_traits(a, d, job->submit_s));
    w->jobs[w->count++] = (struct aif_job){
        .id = (int64_t)job->id.job,
        .submit_s = job->submit_s,
        .limit_s = d->limit_s,
        .runtime_s = d->runtime_s,
        .request = fit_request(&a->fits[d->kind], d->units),
        .user = b->user + d->user,
        .account = b->account + a->people.accounts[d->user],
        .application = b->applications[d->kind],
        .after = after,
        .think_s = after == AIF_NONE ? -1 : d->think_s,
        .community = b->community,
        .partition = b->partitions[d->kind],
        .qos = AIF_NONE16,
        .status = d->status,
    };
    w->record_count = w->count;
}

void emit_clear(struct emitter *e)
{
    struct aif_workload *w = e->to;
    w->count = w->depend_count = w->array_count = w->array_job_count = 0;
    e->remembered = 0;
}

/* The first job of a sample states what any job of any community does. */
static void state_all(struct emitter *e)
{
    struct aif_workload *w = e->to;
    const struct quota *all = &e->together;
    for (uint32_t i = 0; w->traits && i < e->plan->author_count; i++) {
        struct aif_traits x = named(&e->bases[i], e->plan->quotas[i].traits);
        plan_join(&w->traits[0], &x);
    }
    if (!w->extras)
        return;
    w->extras[0].depend_count = all->depends > 0;
    w->extras[0].max_nodes = all->has_most_nodes;
    if (all->array_jobs)
        w->extras[0].array = array_of(w, 1, all->has_array_limit);
}

/* A kind that asks for GPUs, if some job of the community does. */
static uint16_t sample_kind(const struct plan *p, uint16_t i)
{
    const struct aif_community *c = p->authors[i].community;
    for (uint16_t k = 0; k < c->kind_count && p->quotas[i].has_gpus; k++)
        if (!c->kinds[k].needs_cores)
            return k;
    return 0;
}

static void emit_account(struct emitter *e, uint16_t community, uint32_t user)
{
    struct streamed job = {.community = community};
    job.draft = (struct draft){.user = user,
                               .kind = sample_kind(e->plan, community),
                               .units = 1,
                               .deadline_s = AIF_UNKNOWN_S,
                               .parent = AIF_NONE};
    job.id.job = e->to->count + 1;
    emit_job(e, &job);
}

void emit_sample(struct emitter *e)
{
    for (uint16_t i = 0; i < e->plan->author_count; i++) {
        const struct author *a = &e->plan->authors[i];
        bool *is_seen = AIF_NEW(&e->to->arena, bool, a->community->accounts);
        for (uint32_t user = 0; user < a->community->users; user++) {
            uint32_t account = a->people.accounts[user];
            if (!e->plan->quotas[i].has_user[user] || is_seen[account])
                continue;
            is_seen[account] = true;
            emit_account(e, i, user);
        }
    }
    if (e->to->count)
        state_all(e);
}
