/* Metrics by account, QOS or user: each a further computation of the same figures. */
#include "engine/charges.h"

#include "aif/share.h"
#include "model/share_tree.h"

#include <string.h>

/* The accounts of a run, and who is charged to which. */
struct tree {
    struct aif_accounts accounts;
    uint32_t *assoc_of_job;
    struct share_tree shares;
    uint32_t *account_of_job; /* AIF_NONE: of none; 0, the root, too */
    uint32_t *depth;          /* of each association below the root */
};

/* Groups that are being added. */
struct adding {
    const struct aif_scenario *scenario;
    struct metrics_input in;
    struct metrics_groups groups;
    struct aif_arena *arena; /* of the results */
    struct aif_arena scratch;
    const char **names;
    uint32_t *of_job;
    double *norm_shares; /* by group; negative: not known */
};

const char *aif_by_name(enum aif_by by)
{
    static const char *const names[AIF_BY_COUNT] = {"account", "qos", "user"};
    AIF_CHECK((unsigned)by < AIF_BY_COUNT);
    return names[by];
}

static void find_accounts(struct adding *a, struct tree *t)
{
    const struct aif_workload *w = a->scenario->workload;
    const struct aif_centre *centre = a->scenario->centre;
    t->assoc_of_job = AIF_NEW(&a->scratch, uint32_t, w->count);
    if (centre && centre->accounts.count) {
        t->accounts = centre->accounts;
        aif_accounts_bind(&t->accounts, w, NULL, t->assoc_of_job);
    } else {
        t->accounts = aif_accounts_of_workload(w, &a->scratch, t->assoc_of_job);
    }
    share_tree_make(&t->shares, &a->scratch, &t->accounts);
}

/* Room for so many groups, of which none has a job yet. */
static void lay_out(struct adding *a, uint32_t most)
{
    a->names = AIF_NEW(&a->scratch, const char *, most + 1);
    a->norm_shares = AIF_NEW(&a->scratch, double, most + 1);
    a->of_job = AIF_NEW(&a->scratch, uint32_t, a->in.count);
    a->groups = (struct metrics_groups){a->names, 0, a->of_job, false};
}

static uint32_t add_name(struct adding *a, enum aif_by by, const char *name, double norm_shares)
{
    const char *kind = aif_by_name(by);
    char *full = AIF_NEW(a->arena, char, strlen(kind) + strlen(name) + 2);
    strcat(strcat(strcpy(full, kind), ":"), name);
    a->names[a->groups.count] = full;
    a->norm_shares[a->groups.count] = norm_shares;
    return a->groups.count++;
}

/* Jobs of no group get one of their own, the last. */
static void add_rest(struct adding *a, enum aif_by by)
{
    uint32_t rest = AIF_NONE;
    for (uint32_t i = 0; i < a->in.count; i++) {
        if (a->of_job[i] != AIF_NONE)
            continue;
        if (rest == AIF_NONE)
            rest = add_name(a, by, "(none)", -1);
        a->of_job[i] = rest;
    }
}

/* The groups that metrics_from_rows() makes of them. */
static const struct aif_group *compute(struct adding *a)
{
    struct aif_metrics m;
    a->in.groups = &a->groups;
    metrics_from_rows(&a->in, &a->scratch, &m);
    for (uint32_t g = 0; g < a->groups.count; g++) {
        double norm = a->norm_shares[g];
        m.groups[g + 1].norm_shares_nano = norm < 0 ? -1 : (int64_t)(norm * 1e9 + 0.5);
    }
    return m.groups + 1;
}

static void append(struct adding *a, const struct aif_group *groups, uint32_t count,
                   struct aif_metrics *metrics)
{
    uint32_t old = metrics->group_count;
    struct aif_group *grown = AIF_NEW(a->arena, struct aif_group, old + count);
    memcpy(grown, metrics->groups, old * sizeof *grown);
    if (count)
        memcpy(grown + old, groups, count * sizeof *grown);
    metrics->groups = grown;
    metrics->group_count = old + count;
    metrics->added_count += count;
}

/* Depth of each association below the root; returns that of the deepest account. */
static uint32_t measure(const struct aif_accounts *t, uint32_t *depth)
{
    uint32_t deepest = 1;
    for (uint32_t i = 1; i < t->count; i++) {
        depth[i] = depth[t->assocs[i].parent] + 1;
        if (!t->assocs[i].is_user && depth[i] > deepest)
            deepest = depth[i];
    }
    return deepest;
}

/* Group the jobs by their account of that depth; jobs of accounts above it are in none. */
static void group_at_depth(struct adding *a, const struct tree *t, uint32_t wanted)
{
    const struct aif_assoc *assocs = t->accounts.assocs;
    uint32_t *group = AIF_NEW(&a->scratch, uint32_t, t->accounts.count);
    lay_out(a, t->accounts.count);
    a->groups.have_grants = true;
    for (uint32_t i = 1; i < t->accounts.count; i++)
        if (!assocs[i].is_user && t->depth[i] == wanted)
            group[i] = add_name(a, AIF_BY_ACCOUNT, assocs[i].name, t->shares.norm_shares[i]);
    for (uint32_t i = 0; i < a->in.count; i++) {
        uint32_t at = t->account_of_job[i];
        while (at != AIF_NONE && t->depth[at] > wanted)
            at = assocs[at].parent;
        a->of_job[i] = at == AIF_NONE || t->depth[at] < wanted ? AIF_NONE : group[at];
    }
}

/* An account has the jobs of those below it, so each depth of the tree is a computation. */
static void add_accounts(struct adding *a, struct aif_metrics *metrics)
{
    struct tree t;
    find_accounts(a, &t);
    uint32_t count = t.accounts.count, used = 0;
    struct aif_group *found = AIF_NEW(&a->scratch, struct aif_group, count + 1);
    t.account_of_job = AIF_NEW(&a->scratch, uint32_t, a->scenario->workload->count);
    t.depth = AIF_NEW(&a->scratch, uint32_t, count);
    aif_accounts_of_jobs(&t.accounts, a->scenario->workload, t.assoc_of_job, t.account_of_job);
    uint32_t deepest = measure(&t.accounts, t.depth);
    bool has_rest = false;
    for (uint32_t d = 1; d <= deepest; d++) {
        group_at_depth(a, &t, d);
        uint32_t named = a->groups.count, next = 0;
        if (d == 1)
            add_rest(a, AIF_BY_ACCOUNT);
        const struct aif_group *groups = compute(a);
        for (uint32_t i = 1; i < count; i++)
            if (!t.accounts.assocs[i].is_user && t.depth[i] == d)
                found[i] = groups[next++];
        if (a->groups.count > named)
            found[count] = groups[named];
        has_rest |= a->groups.count > named;
    }
    for (uint32_t i = 1; i < count; i++)
        if (!t.accounts.assocs[i].is_user)
            found[used++] = found[i];
    if (has_rest)
        found[used++] = found[count];
    append(a, found, used, metrics);
}

/* The promise to a user with one association; several cannot be told apart by name. */
static double *find_user_shares(struct adding *a)
{
    const struct aif_names *users = &a->scenario->workload->users;
    double *norm = AIF_NEW(&a->scratch, double, users->count + 1);
    bool *is_seen = AIF_NEW(&a->scratch, bool, users->count + 1);
    struct tree t;
    find_accounts(a, &t);
    for (uint32_t i = 0; i < users->count; i++)
        norm[i] = -1;
    for (uint32_t i = 1; i < t.accounts.count; i++) {
        if (!t.accounts.assocs[i].is_user)
            continue;
        uint32_t user = aif_names_find(users, t.accounts.assocs[i].name);
        if (user == AIF_NONE)
            continue;
        norm[user] = is_seen[user] ? -1 : t.shares.norm_shares[i];
        is_seen[user] = true;
    }
    return norm;
}

static void add_users(struct adding *a, struct aif_metrics *metrics)
{
    const struct aif_workload *w = a->scenario->workload;
    const double *norm = find_user_shares(a);
    lay_out(a, w->users.count);
    for (uint32_t i = 0; i < w->users.count; i++)
        add_name(a, AIF_BY_USER, aif_names_at(&w->users, i, ""), norm[i]);
    for (uint32_t i = 0; i < a->in.count; i++)
        a->of_job[i] = w->jobs[i].user;
    add_rest(a, AIF_BY_USER);
    const struct aif_group *groups = compute(a);
    append(a, groups, a->groups.count, metrics);
}

static void group_by_stated_qos(struct adding *a, const struct aif_centre *centre)
{
    const uint32_t *qos = charge_qos_of_jobs(a->scenario, a->in.count, &a->scratch);
    for (uint32_t i = 0; i < centre->qos_count; i++)
        add_name(a, AIF_BY_QOS, centre->qos[i].name, -1);
    memcpy(a->of_job, qos, a->in.count * sizeof *qos);
}

static void add_qos(struct adding *a, struct aif_metrics *metrics)
{
    const struct aif_workload *w = a->scenario->workload;
    const struct aif_centre *centre = a->scenario->centre;
    bool has_qos = centre && centre->qos_count;
    lay_out(a, (has_qos ? centre->qos_count : 0) + w->qos.count);
    if (has_qos) {
        group_by_stated_qos(a, centre);
    } else {
        for (uint32_t i = 0; i < w->qos.count; i++)
            add_name(a, AIF_BY_QOS, aif_names_at(&w->qos, i, ""), -1);
        for (uint32_t i = 0; i < a->in.count; i++)
            a->of_job[i] = w->jobs[i].qos == AIF_NONE16 ? AIF_NONE : w->jobs[i].qos;
        add_rest(a, AIF_BY_QOS);
    }
    const struct aif_group *groups = compute(a);
    append(a, groups, a->groups.count, metrics);
}

void aif_metrics_add(const struct aif_scenario *scenario, const struct aif_sim *sim, enum aif_by by,
                     struct aif_arena *arena, struct aif_metrics *metrics)
{
    struct adding a = {.scenario = scenario, .arena = arena};
    a.in = metrics_input_of(scenario, sim, &a.scratch);
    switch (by) {
    case AIF_BY_ACCOUNT:
        add_accounts(&a, metrics);
        break;
    case AIF_BY_QOS:
        add_qos(&a, metrics);
        break;
    case AIF_BY_USER:
        add_users(&a, metrics);
        break;
    case AIF_BY_COUNT:
        break;
    }
    aif_arena_free(&a.scratch);
}
