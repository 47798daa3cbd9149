/* The share tree of a site file. */
#include "host/site/internal.h"

#include "aif/names.h"

#include <stdio.h>
#include <string.h>

/* The file calls the root of the tree so, as Slurm does. */
static const char root_name[] = "root";

struct binder {
    struct site *site;
    struct conf_errors *errors;
    struct aif_accounts_builder tree;
    struct aif_names accounts; /* names are unique in the whole tree */
    struct aif_arena scratch;
    const struct conf_node **found; /* of each account, by its number in the names */
    uint32_t capacity;
};

static bool bind_qos_of(struct binder *b, const struct conf_node *n, struct aif_assoc *a)
{
    const struct conf_node *allowed = conf_get(n, "qos"), *usual = conf_get(n, "default_qos");
    bool ok = !allowed || site_qos_mask(b->site, allowed, &a->qos_mask, b->errors);
    if (usual)
        a->default_qos = site_find_qos(b->site, conf_value(usual), b->errors);
    if (!allowed && a->parent != AIF_NONE)
        a->qos_mask = b->tree.tree.assocs[a->parent].qos_mask;
    if (!usual && a->parent != AIF_NONE)
        aif_accounts_inherit_qos(a, &b->tree.tree.assocs[a->parent]);
    if (!usual)
        return ok;
    if (a->default_qos != AIF_NONE && a->qos_mask && !(a->qos_mask >> a->default_qos & 1))
        return conf_error(b->errors, usual, "default_qos '%.60s' is not one of those allowed",
                          conf_value(usual)->text);
    return a->default_qos != AIF_NONE && ok;
}

static bool bind_association(struct binder *b, const struct conf_node *n, uint32_t index)
{
    struct aif_assoc *a = &b->tree.tree.assocs[index];
    const struct conf_node *target = conf_get(n, "target"), *partition = conf_get(n, "partition");
    conf_bind(n, a, &b->site->doc.arena);
    a->has_parent_share = a->shares == SITE_PARENT_SHARES;
    if (a->has_parent_share)
        a->shares = 1;
    if (target)
        AIF_CHECK(site_target_read(conf_value(target)->text, &a->target_percent, &a->target_kind));
    bool ok = bind_qos_of(b, n, a);
    if (partition)
        ok &= (a->partition = site_find_partition(b->site, conf_value(partition), b->errors)) !=
              AIF_NONE;
    return ok;
}

/* One user has an association for all partitions, and some for one of them, or any of these. */
static bool is_twin(struct binder *b, uint32_t first, uint32_t index)
{
    const struct aif_assoc *all = b->tree.tree.assocs;
    for (uint32_t i = first; i < index; i++)
        if (all[i].partition == all[index].partition)
            return true;
    return false;
}

static bool bind_users(struct binder *b, const struct conf_node *users, uint32_t account)
{
    bool ok = true;
    for (const struct conf_node *user = users->first; user; user = user->next) {
        uint32_t first = b->tree.tree.count;
        for (const struct conf_node *n = user->first; n; n = n->next) {
            uint32_t i = aif_accounts_add(&b->tree, user->key, account, true, 1);
            bool is_bound = bind_association(b, n, i);
            if (is_bound && is_twin(b, first, i))
                is_bound = conf_error(b->errors, n,
                                      "user '%.60s' is twice in this account for the same "
                                      "partition",
                                      user->key);
            ok &= is_bound;
        }
    }
    return ok;
}

/* The path of an account's node in the file, from one of its lists of accounts. */
static bool path_to(const struct conf_node *accounts, const struct conf_node *wanted, char *path,
                    size_t room)
{
    size_t used = strlen(path);
    for (const struct conf_node *n = accounts->first; n; n = n->next) {
        const struct conf_node *below = conf_get(n, "accounts");
        snprintf(path + used, room - used, "%saccounts.%s", used ? "." : "", n->key);
        if (n == wanted || (below && path_to(below, wanted, path, room)))
            return true;
    }
    path[used] = '\0';
    return false;
}

/* Changes reach an account by its whole path: a shorter one makes another of the same name. */
static bool is_twice(struct binder *b, const struct conf_node *n, const struct conf_node *first)
{
    const struct conf_source *file = b->site->doc.source;
    char path[1000] = "";
    if ((n->source == file) == (first->source == file))
        return conf_error_key(b->errors, n, "account '%.60s' twice; the first is in line %u",
                              n->key, first->key_line);
    const struct conf_node *there = n->source == file ? n : first;
    path_to(conf_get(b->site->doc.root, "accounts"), there, path, sizeof path);
    return conf_error_key(b->errors, there == n ? first : n,
                          "account '%.60s' is there already, in line %u of %.200s: did you mean "
                          "'%s'?",
                          n->key, there->key_line, file->name, path);
}

static bool is_new(struct binder *b, const struct conf_node *n)
{
    uint32_t i = aif_names_intern(&b->accounts, &b->scratch, n->key, strlen(n->key));
    if (i < b->capacity && b->found[i])
        return is_twice(b, n, b->found[i]);
    if (i >= b->capacity) {
        uint32_t capacity = 2 * i + 64;
        const struct conf_node **found = AIF_NEW(&b->scratch, const struct conf_node *, capacity);
        if (b->capacity)
            memcpy(found, b->found, b->capacity * sizeof *found);
        b->found = found;
        b->capacity = capacity;
    }
    b->found[i] = n;
    return true;
}

static bool bind_account(struct binder *b, const struct conf_node *n, uint32_t index);

/* As deep as files may nest. */
static bool bind_children(struct binder *b, const struct conf_node *accounts, uint32_t parent)
{
    bool ok = true;
    for (const struct conf_node *n = accounts->first; n; n = n->next) {
        if (parent == 0 && accounts == conf_get(b->site->doc.root, "accounts") &&
            strcmp(n->key, root_name) == 0)
            continue;
        uint32_t index = aif_accounts_add(&b->tree, n->key, parent, false, 1);
        ok &= is_new(b, n);
        ok &= bind_account(b, n, index);
    }
    return ok;
}

static bool bind_account(struct binder *b, const struct conf_node *n, uint32_t index)
{
    const struct conf_node *users = conf_get(n, "users"), *accounts = conf_get(n, "accounts");
    bool ok = bind_association(b, n, index);
    ok &= !users || bind_users(b, users, index);
    return (!accounts || bind_children(b, accounts, index)) && ok;
}

bool site_bind_accounts(struct site *s, struct conf_errors *errors)
{
    const struct conf_node *table = conf_get(s->doc.root, "accounts");
    if (!table->count)
        return true;
    struct binder b = {.site = s, .errors = errors, .tree = {.arena = &s->doc.arena}};
    const struct conf_node *root = conf_get(table, root_name);
    uint32_t index = aif_accounts_add(&b.tree, root_name, AIF_NONE, false, 1);
    bool ok = !root || bind_account(&b, root, index);
    ok &= bind_children(&b, table, index);
    s->centre.accounts = b.tree.tree;
    aif_arena_free(&b.scratch);
    return ok;
}
