/* `sacctmgr show assoc -P`: the tree of accounts and users.  The parent of an account is what
 * ParentName says, or follows from the blanks before its name (`sacctmgr show assoc tree`). */
#include "host/slurm/import.h"
#include "host/slurm/limits.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 256, MOST_SHARES = 1000000000 };

struct columns {
    uint32_t cluster, account, user, partition, shares, priority, parent, qos, default_qos,
        min_priority;
    struct slurm_limit_columns limits;
};

struct reader {
    struct slurm_import *im;
    struct aif_accounts_builder tree;
    struct aif_names accounts; /* names of accounts and their associations, by number */
    uint32_t *assoc_of;
    uint32_t capacity;
    uint32_t above[MOST_DEPTH]; /* the account met last at each depth */
    bool has_depth;             /* some account's name has blanks before it */
    const char *cluster;        /* whose rows are read */
    uint64_t other_clusters;
    struct columns c;
};

static uint32_t account_of(const struct reader *r, const char *name)
{
    uint32_t i = aif_names_find(&r->accounts, name);
    return i == AIF_NONE ? AIF_NONE : r->assoc_of[i];
}

static void name_account(struct reader *r, const char *name, uint32_t assoc)
{
    uint32_t i = aif_names_intern(&r->accounts, &r->im->arena, name, strlen(name));
    if (i >= r->capacity) {
        uint32_t capacity = r->capacity ? 2 * r->capacity : 64;
        uint32_t *assoc_of = AIF_NEW(&r->im->arena, uint32_t, capacity);
        if (r->capacity)
            memcpy(assoc_of, r->assoc_of, r->capacity * sizeof *assoc_of);
        r->assoc_of = assoc_of;
        r->capacity = capacity;
    }
    r->assoc_of[i] = assoc;
}

static size_t blanks(const char *text)
{
    return strspn(text, " ");
}

static bool read_shares(const struct reader *r, const struct slurm_table *t, struct aif_assoc *a,
                        struct aif_err *err)
{
    const char *cell = slurm_table_cell(t, r->c.shares);
    int64_t shares = 1;
    if (slurm_is_same(cell, "parent") || strcmp(cell, "2147483647") == 0) {
        a->has_parent_share = true;
        return true;
    }
    if (*cell && (!slurm_count(cell, &shares) || shares < 0 || shares > MOST_SHARES))
        return slurm_table_fail(t, r->c.shares, "a number of shares or 'parent'", err);
    a->shares = (uint32_t)shares;
    return true;
}

/* A QOS by name, or noted where there is none of it. */
static uint32_t qos_of(struct reader *r, const struct slurm_table *t, const char *name)
{
    uint32_t qos = slurm_qos_of(r->im, name);
    if (qos == AIF_NONE)
        slurm_note(r->im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                               .name = "association: QOS",
                                               .value = name,
                                               .meaning = "not in the list of QOS: left out",
                                               .at = t->at});
    return qos;
}

static void read_qos(struct reader *r, const struct slurm_table *t, struct aif_assoc *a)
{
    char item[128];
    const char *fallback = slurm_table_cell(t, r->c.default_qos);
    for (const char *next = slurm_table_cell(t, r->c.qos); slurm_item(&next, item, sizeof item);) {
        const char *name = *item == '+' ? item + 1 : item;
        if (slurm_is_unset(name) || *item == '-')
            continue;
        uint32_t qos = qos_of(r, t, name);
        if (qos != AIF_NONE)
            a->qos_mask |= UINT64_C(1) << qos;
    }
    a->default_qos = slurm_is_unset(fallback) ? AIF_NONE : qos_of(r, t, fallback);
}

static bool read_count(const struct slurm_table *t, uint32_t column, int64_t *out,
                       struct aif_err *err)
{
    const char *cell = slurm_table_cell(t, column);
    if (*cell == '\0')
        return true;
    if (!slurm_count(cell, out))
        return slurm_table_fail(t, column, "a whole number", err);
    if (*out == AIF_UNLIMITED)
        *out = 0;
    return true;
}

static bool fill(struct reader *r, const struct slurm_table *t, uint32_t number,
                 struct aif_err *err)
{
    struct aif_assoc *a = &r->tree.tree.assocs[number];
    read_qos(r, t, a);
    return read_shares(r, t, a, err) && read_count(t, r->c.priority, &a->priority, err) &&
           read_count(t, r->c.min_priority, &a->min_priority_threshold, err) &&
           slurm_limits_read(t, &r->c.limits, &a->limits, &r->im->report, err);
}

/* The parent of an account; AIF_NONE if it is not known yet. */
static uint32_t parent_of(const struct reader *r, const struct slurm_table *t)
{
    const char *parent = slurm_table_cell(t, r->c.parent);
    if (*parent)
        return account_of(r, parent);
    if (!r->has_depth)
        return 0;
    size_t depth = blanks(t->cells[r->c.account]);
    return depth > 0 && depth < MOST_DEPTH ? r->above[depth - 1] : 0;
}

/* Whether the association holds for a partition, and if so for which. */
static bool read_partition(struct reader *r, const struct slurm_table *t, uint32_t *partition)
{
    const char *name = slurm_table_cell(t, r->c.partition);
    *partition = AIF_NONE;
    if (*name == '\0')
        return true;
    for (uint32_t i = 0; i < r->im->machine.partition_count; i++)
        if (strcmp(r->im->machine.partitions[i].name, name) == 0) {
            *partition = i;
            return true;
        }
    slurm_note(r->im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                           .name = "association: Partition",
                                           .value = name,
                                           .meaning = "there is no such partition: left out",
                                           .at = t->at});
    return false;
}

/* One row; *is_pending: its parent has not come yet. */
static bool read_row(struct reader *r, const struct slurm_table *t, bool *is_pending,
                     struct aif_err *err)
{
    const char *cell = t->cells[r->c.account], *account = cell + blanks(cell);
    const char *user = slurm_table_cell(t, r->c.user);
    uint32_t known = account_of(r, account), parent = known, partition = AIF_NONE;
    if (*account == '\0')
        return slurm_table_fail(t, r->c.account, "the name of an account", err);
    if (!*user && known != AIF_NONE)
        return true; /* of an earlier turn */
    if (!*user && r->tree.tree.count > 0)
        parent = parent_of(r, t);
    if (parent == AIF_NONE && (*user || r->tree.tree.count > 0)) {
        *is_pending = true;
        return true;
    }
    if (*user && !read_partition(r, t, &partition))
        return true;
    bool is_root = r->tree.tree.count == 0;
    uint32_t number =
        aif_accounts_add(&r->tree, *user ? user : account, is_root ? AIF_NONE : parent, *user, 1);
    r->tree.tree.assocs[number].partition = partition;
    if (!*user) {
        name_account(r, account, number);
        if (blanks(cell) < MOST_DEPTH)
            r->above[blanks(cell)] = number;
    }
    return fill(r, t, number, err);
}

static bool is_other_cluster(struct reader *r, const struct slurm_table *t)
{
    const char *cluster = slurm_table_cell(t, r->c.cluster);
    return *cluster && r->cluster && strcmp(cluster, r->cluster) != 0;
}

static bool find_columns(struct slurm_table *t, struct columns *c, struct aif_err *err)
{
    if (!slurm_table_need(t, "Account", &c->account, err))
        return false;
    c->cluster = slurm_table_column(t, "Cluster");
    c->user = slurm_table_column(t, "User");
    c->partition = slurm_table_column(t, "Partition");
    c->shares = slurm_table_column(t, "Share,Shares,RawShares,Fairshare");
    c->priority = slurm_table_column(t, "Priority");
    c->parent = slurm_table_column(t, "ParentName,ParName");
    c->qos = slurm_table_column(t, "QOS,QOSLevel");
    c->default_qos = slurm_table_column(t, "DefQOS,DefaultQOS");
    c->min_priority = slurm_table_column(t, "MinPrioThres,MinPrioThreshold");
    c->limits = slurm_limit_columns(t);
    static const char *const plain[] = {"ID",  "ParentID", "LFT",
                                        "RGT", "Lineage",  "WithSubAccounts"};
    for (size_t i = 0; i < AIF_COUNT(plain); i++)
        slurm_table_column(t, plain[i]);
    return true;
}

/* Accounts are read before users, in as many turns as it takes until every parent is known. */
static bool read_turn(struct reader *r, const char *path, bool wants_users, uint32_t *pending,
                      struct aif_err *err)
{
    struct slurm_table t;
    bool ok = slurm_table_init(&t, &r->im->arena, &r->im->files, path, err) &&
              find_columns(&t, &r->c, err);
    *pending = 0;
    while (ok && slurm_table_next(&t, err)) {
        bool is_pending = false;
        bool is_user = *slurm_table_cell(&t, r->c.user) != '\0';
        if (is_other_cluster(r, &t)) {
            r->other_clusters += wants_users && is_user;
            continue;
        }
        if (is_user != wants_users) {
            continue;
        }
        ok = read_row(r, &t, &is_pending, err);
        if (ok && is_pending && wants_users)
            ok = slurm_table_fail(&t, r->c.account, "an account of this table", err);
        *pending += is_pending;
        slurm_table_note_unused(&t, "association", &r->im->report);
    }
    ok = ok && err->text[0] == '\0';
    slurm_table_fini(&t);
    return ok;
}

/* Which cluster the rows are of, and whether depth is told by blanks. */
static bool look(struct reader *r, const char *path, struct aif_err *err)
{
    struct slurm_table t;
    bool has_ours = false, has_several = false;
    const char *only = NULL;
    bool ok = slurm_table_init(&t, &r->im->arena, &r->im->files, path, err) &&
              find_columns(&t, &r->c, err);
    while (ok && slurm_table_next(&t, err)) {
        const char *cluster = slurm_table_cell(&t, r->c.cluster);
        r->has_depth |= t.cells[r->c.account][0] == ' ';
        if (!*cluster)
            continue;
        has_ours |= strcmp(cluster, r->im->cluster) == 0;
        has_several |= only && strcmp(only, cluster) != 0;
        if (!only)
            only = aif_arena_text(&r->im->arena, cluster, strlen(cluster));
    }
    ok = ok && err->text[0] == '\0';
    slurm_table_fini(&t);
    if (ok && has_several && !has_ours)
        return aif_err_set(err, "%s: expected associations of the cluster %.60s, found others",
                           path, r->im->cluster);
    r->cluster = has_ours ? r->im->cluster : only;
    return ok;
}

static void note_flat(struct reader *r)
{
    uint32_t accounts = r->accounts.count;
    if (r->has_depth || r->c.parent != AIF_NONE || accounts < 3)
        return;
    slurm_note(r->im,
               &(struct slurm_note){
                   .kind = SLURM_NOTE_REPAIR,
                   .name = "associations without parents",
                   .value = "",
                   .meaning =
                       "all accounts are taken to be below the root: dump them with `sacctmgr "
                       "show assoc tree -P`, or with ParentName among the columns",
                   .count = accounts - 1});
}

bool slurm_read_assocs(struct slurm_import *im, const char *path, struct aif_err *err)
{
    struct reader r = {.im = im, .tree = {.arena = &im->arena}};
    if (!look(&r, path, err))
        return false;
    uint32_t pending = 0, before;
    do {
        before = r.tree.tree.count;
        if (!read_turn(&r, path, false, &pending, err))
            return false;
    } while (pending && r.tree.tree.count > before);
    if (r.tree.tree.count == 0)
        return aif_err_set(err, "%s: expected a root account, found no rows", path);
    if (pending)
        return aif_err_set(err, "%s: %u accounts have a parent that is not in the table", path,
                           pending);
    if (!read_turn(&r, path, true, &pending, err))
        return false;
    note_flat(&r);
    if (r.other_clusters)
        slurm_note(im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                            .name = "associations of other clusters",
                                            .value = "",
                                            .meaning = "left out",
                                            .count = r.other_clusters});
    im->centre.accounts = r.tree.tree;
    struct aif_err why;
    if (!aif_accounts_check(&im->centre.accounts, &why))
        return aif_err_set(err, "%s: %s", path, why.text);
    return true;
}
