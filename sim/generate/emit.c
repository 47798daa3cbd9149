/* Drafts become the jobs of a workload, with names for communities, users, accounts and kinds. */
#include "generate/draft.h"

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
        .applications = AIF_NEW(a->arena, uint32_t, c->kind_count),
        .partitions = AIF_NEW(a->arena, uint16_t, c->kind_count),
    };
    for (uint32_t k = 0; k < c->kind_count; k++) {
        const char *partition = a->fits[k].partition;
        b.applications[k] = intern(out, &out->applications, c->kinds[k].name);
        b.partitions[k] =
            *partition ? (uint16_t)intern(out, &out->partitions, partition) : AIF_NONE16;
    }
    return b;
}

void emit_jobs(const struct aif_generate_spec *spec, const struct author *authors,
               const struct draft *drafts, uint32_t n, struct aif_workload *out)
{
    struct base *bases = AIF_NEW(authors->arena, struct base, spec->community_count);
    for (uint32_t i = 0; i < spec->community_count; i++)
        bases[i] = name_community(&authors[i], out);
    out->jobs = AIF_NEW(&out->arena, struct aif_job, n ? n : 1);
    for (uint32_t i = 0; i < n; i++) {
        const struct draft *d = &drafts[i];
        const struct base *b = &bases[d->community];
        const struct author *a = &authors[d->community];
        out->jobs[i] = (struct aif_job){
            .id = (int64_t)i + 1,
            .submit_s = d->submit_s,
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
    }
    out->count = n;
    out->record_count = n;
    out->unix_start_s = spec->unix_start_s;
    out->name = aif_arena_text(&out->arena, spec->name, strlen(spec->name));
}
