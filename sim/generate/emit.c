/* Drafts become the jobs of a workload, with names for communities, users, accounts and kinds. */
#include "generate/emit.h"

#include <stdio.h>
#include <string.h>

/* Where the users, accounts and kinds of one community begin in the tables of the workload. */
struct base {
    uint32_t user, account;
    uint16_t community;
    uint32_t *applications; /* by kind */
    uint16_t *partitions;   /* by kind */
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

static struct base name_community(const struct author *a, struct aif_workload *out)
{
    const struct aif_community *c = a->community;
    struct base b = {
        .user = name_people(out, &out->users, c->name, 'u', c->users),
        .account = name_people(out, &out->accounts, c->name, 'a', c->accounts),
        .community = (uint16_t)intern(out, &out->communities, c->name),
        .applications = AIF_NEW(&out->arena, uint32_t, c->kind_count),
        .partitions = AIF_NEW(&out->arena, uint16_t, c->kind_count),
    };
    for (uint32_t k = 0; k < c->kind_count; k++) {
        const char *partition = a->fits[k].partition;
        b.applications[k] = intern(out, &out->applications, c->kinds[k].name);
        b.partitions[k] =
            *partition ? (uint16_t)intern(out, &out->partitions, partition) : AIF_NONE16;
    }
    return b;
}

void emit_open(struct emitter *e, const struct plan *plan, struct aif_workload *to)
{
    *e = (struct emitter){.plan = plan, .to = to};
    e->bases = AIF_NEW(&to->arena, struct base, plan->author_count);
    for (uint32_t i = 0; i < plan->author_count; i++)
        e->bases[i] = name_community(&plan->authors[i], to);
    to->unix_start_s = plan->spec->unix_start_s;
    to->name = aif_arena_text(&to->arena, plan->spec->name, strlen(plan->spec->name));
    uint64_t units = plan->capacity_units;
    to->max_procs = (uint32_t)(units < UINT32_MAX ? units : UINT32_MAX - 1);
}

void emit_job(struct emitter *e, const struct streamed *job)
{
    const struct draft *d = &job->draft;
    const struct base *b = &e->bases[job->community];
    const struct author *a = &e->plan->authors[job->community];
    e->to->jobs[e->to->count++] = (struct aif_job){
        .id = (int64_t)++e->emitted,
        .submit_s = job->submit_s,
        .limit_s = d->limit_s,
        .runtime_s = d->runtime_s,
        .request = fit_request(&a->fits[d->kind], d->units),
        .user = b->user + d->user,
        .account = b->account + d->user % a->community->accounts,
        .application = b->applications[d->kind],
        .after = AIF_NONE,
        .think_s = -1,
        .community = b->community,
        .partition = b->partitions[d->kind],
        .qos = AIF_NONE16,
        .status = d->status,
    };
    e->to->record_count = e->to->count;
}

void emit_sample(struct emitter *e)
{
    for (uint16_t i = 0; i < e->plan->author_count; i++) {
        const struct aif_community *c = e->plan->authors[i].community;
        const bool *has_user = e->plan->quotas[i].has_user;
        for (uint32_t account = 0; account < c->accounts; account++) {
            uint32_t user = account;
            while (user < c->users && !has_user[user])
                user += c->accounts;
            if (user < c->users)
                emit_job(e,
                         &(struct streamed){.draft = {.user = user, .units = 1}, .community = i});
        }
    }
}
