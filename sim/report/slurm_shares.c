/* sshare: shares, usage and factors of all associations. */
#include "report/slurm_table.h"

#include <stdio.h>
#include <string.h>

static const struct aif_assoc *assoc_of(const struct slurm_table *t)
{
    return &t->share->accounts->assocs[t->row->index];
}

static bool is_root(const struct slurm_table *t)
{
    return t->row->index == 0;
}

static const char *share_account(struct slurm_table *t)
{
    const struct aif_assoc *a = assoc_of(t);
    if (a->is_user && a->parent != AIF_NONE)
        a = &t->share->accounts->assocs[a->parent];
    return slurm_text(t, "%*s%s", (int)t->row->record, "", a->name);
}

static const char *share_user(struct slurm_table *t)
{
    return assoc_of(t)->is_user ? assoc_of(t)->name : "";
}

static const char *share_raw_shares(struct slurm_table *t)
{
    if (is_root(t))
        return "";
    if (assoc_of(t)->has_parent_share)
        return "parent";
    return slurm_text(t, "%u", assoc_of(t)->shares);
}

static const char *six(struct slurm_table *t, long double x)
{
    return slurm_text(t, "%.6f", aif_share_shown(x));
}

static bool is_fair_tree(const struct slurm_table *t)
{
    return strcmp(t->share->share->plugin.name, "fair-tree") == 0;
}

static const char *share_norm_shares(struct slurm_table *t)
{
    if (is_root(t))
        return is_fair_tree(t) ? "0.000000" : "1.000000";
    return six(t, t->share->rows[t->row->index].norm_shares);
}

static const char *share_raw_usage(struct slurm_table *t)
{
    return slurm_text(t, "%llu", (unsigned long long)t->share->usage->assocs[t->row->index].raw);
}

static const char *share_norm_usage(struct slurm_table *t)
{
    return is_root(t) ? "" : six(t, t->share->rows[t->row->index].norm_usage);
}

static const char *share_effective(struct slurm_table *t)
{
    return is_root(t) ? "1.000000" : six(t, t->share->rows[t->row->index].effective_usage);
}

static const char *share_factor(struct slurm_table *t)
{
    if (!t->share->rows[t->row->index].has_factor)
        return "";
    return six(t, t->share->factors[t->row->index]);
}

static const char *share_level(struct slurm_table *t)
{
    const struct aif_share_row *row = &t->share->rows[t->row->index];
    if (!row->has_level_fs)
        return "";
    return row->level_fs > 1e300L ? "inf" : six(t, row->level_fs);
}

static const struct slurm_column share_columns[] = {
    {"Account", -20, share_account, NULL},       {"User", 10, share_user, NULL},
    {"RawShares", 10, share_raw_shares, NULL},   {"NormShares", 11, share_norm_shares, NULL},
    {"RawUsage", 11, share_raw_usage, NULL},     {"NormUsage", 11, share_norm_usage, NULL},
    {"EffectvUsage", 13, share_effective, NULL}, {"FairShare", 10, share_factor, NULL},
    {"LevelFS", 10, share_level, NULL},          {0},
};

static void add_row(struct slurm_table *t, uint32_t index, uint32_t record)
{
    t->rows[t->row_count] = (struct slurm_row){.index = index, .record = record};
    t->rows[t->row_count].key[0] = t->row_count;
    t->row_count++;
}

/* Of chosen users their own rows, of chosen accounts theirs and those of their users. */
static bool is_wanted(const struct slurm_table *t, uint32_t i)
{
    const struct aif_assoc *a = &t->share->accounts->assocs[i];
    const char *account = a->is_user ? t->share->accounts->assocs[a->parent].name : a->name;
    if (t->request->users && !(a->is_user && slurm_is_listed(t->request->users, a->name)))
        return false;
    return slurm_is_listed(t->request->accounts, account);
}

/* Depth first, the users of an account before its accounts, with a list of children per
 * association: their order is that of the tree. */
static bool find_shares(struct slurm_table *t, struct aif_err *err)
{
    if (!t->share)
        return aif_err_set(err, "no shares are kept by this start rule: use --backfill slurm");
    const struct aif_accounts *tree = t->share->accounts;
    uint32_t *child = AIF_NEW(&t->arena, uint32_t, tree->count),
             *next = AIF_NEW(&t->arena, uint32_t, tree->count);
    uint32_t *depth = AIF_NEW(&t->arena, uint32_t, tree->count);
    t->rows = AIF_NEW(&t->arena, struct slurm_row, tree->count + 1);
    for (int users = 0; users < 2; users++) /* lists are made back to front: users come last */
        for (uint32_t i = tree->count; i-- > 1;) {
            const struct aif_assoc *a = &tree->assocs[i];
            if (a->is_user != (users == 1))
                continue;
            next[i] = child[a->parent];
            child[a->parent] = i;
        }
    for (uint32_t i = 0; i < tree->count;) {
        const struct aif_assoc *a = &tree->assocs[i];
        depth[i] = i ? depth[a->parent] + 1 : 0;
        if (is_wanted(t, i))
            add_row(t, i, depth[i]);
        if (child[i]) {
            i = child[i];
            continue;
        }
        while (i && !next[i])
            i = tree->assocs[i].parent;
        if (!i)
            break;
        i = next[i];
    }
    return true;
}

static void look_share(struct slurm_table *t)
{
    (void)t;
}

const struct slurm_layout slurm_sshare = {
    share_columns,
    "Account,User,RawShares,NormShares,RawUsage,EffectvUsage,FairShare",
    "Account,User,RawShares,NormShares,RawUsage,NormUsage,EffectvUsage,FairShare,LevelFS",
    NULL,
    find_shares,
    look_share,
    true,
    NULL,
};
