/* The groups of a series: communities of the workload, and the accounts on the first level of the
 * site's share tree with what is below them. */
#include "report/series.h"

#include "aif/share.h"
#include "model/share_tree.h"

uint32_t series_community(const struct series_input *in, uint32_t job)
{
    uint32_t known = in->workload->communities.count, of_job = in->workload->jobs[job].community;
    return of_job < known ? of_job : known;
}

/* The association on the first level that each one is below, or is itself; the root is its own. */
static uint32_t *find_tops(const struct aif_accounts *t, struct aif_arena *scratch)
{
    uint32_t *top = AIF_NEW(scratch, uint32_t, t->count);
    for (uint32_t i = 1; i < t->count; i++)
        top[i] = t->assocs[i].parent == 0 ? i : top[t->assocs[i].parent];
    return top;
}

/* Raw shares by association of the first level: its own, or, where it has none of its own
 * (Fairshare=parent), those of the associations below it that compete on this level. */
static uint64_t *find_shares(const struct aif_accounts *t, const uint32_t *top,
                             struct aif_arena *scratch, uint64_t *level_shares)
{
    struct share_tree tree;
    uint64_t *shares = AIF_NEW(scratch, uint64_t, t->count);
    share_tree_make(&tree, scratch, t);
    for (uint32_t i = 1; i < t->count; i++)
        if (tree.rivals_parent[i] == 0 && !t->assocs[i].has_parent_share)
            shares[top[i]] += t->assocs[i].shares;
    *level_shares = tree.level_shares[0];
    return shares;
}

/* By job, the association on the first level that its account is below; 0: none. */
static uint32_t *find_tops_of_jobs(const struct series_input *in, const uint32_t *top,
                                   struct aif_arena *scratch)
{
    uint32_t *of_job = AIF_NEW(scratch, uint32_t, in->workload->count + (size_t)1);
    aif_accounts_bind(in->accounts, in->workload, NULL, of_job);
    aif_accounts_of_jobs(in->accounts, in->workload, of_job, of_job);
    for (uint32_t i = 0; i < in->count; i++)
        of_job[i] = of_job[i] == AIF_NONE ? 0 : top[of_job[i]];
    return of_job;
}

static void list_accounts(const struct series_input *in, struct aif_arena *arena,
                          struct series_groups *out)
{
    struct aif_arena scratch = {0};
    const struct aif_accounts *t = in->accounts;
    const uint32_t *top = find_tops(t, &scratch);
    const uint64_t *shares = find_shares(t, top, &scratch, &out->level_shares);
    const uint32_t *of_job = find_tops_of_jobs(in, top, &scratch);
    bool *has_jobs = AIF_NEW(&scratch, bool, t->count);
    uint32_t *group = AIF_NEW(&scratch, uint32_t, t->count), *account_of_job;
    out->account_names = AIF_NEW(arena, const char *, t->count);
    out->account_shares = AIF_NEW(arena, uint64_t, t->count);
    out->account_of_job = account_of_job = AIF_NEW(arena, uint32_t, in->count + (size_t)1);
    for (uint32_t i = 0; i < in->count; i++)
        has_jobs[of_job[i]] = true;
    for (uint32_t i = 0; i < t->count; i++) {
        bool is_group = i > 0 && top[i] == i && !t->assocs[i].is_user;
        group[i] = AIF_NONE;
        if (!is_group || (!has_jobs[i] && !shares[i]))
            continue;
        group[i] = out->accounts++;
        out->account_names[group[i]] = t->assocs[i].name;
        out->account_shares[group[i]] = shares[i];
    }
    for (uint32_t i = 0; i < in->count; i++)
        account_of_job[i] = group[of_job[i]];
    aif_arena_free(&scratch);
}

void series_find_groups(const struct series_input *in, struct aif_arena *arena,
                        struct series_groups *out)
{
    *out = (struct series_groups){.communities = in->workload->communities.count};
    if (in->accounts)
        list_accounts(in, arena, out);
}
