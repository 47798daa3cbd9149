/* The share tree as part of a site file. */
#include "host/site/tree.h"

#include "aif/names.h"
#include "host/site/internal.h"

#include <string.h>

/* Each account is two maps within each other, in a file of at most 32 levels. */
enum { DEEPEST = 12 };

/* An account on its way into the file. */
struct branch {
    struct conf_node *map;              /* what is stated of it */
    struct conf_node *users, *accounts; /* NULL while there are none */
    struct aif_names known;             /* the names of its users */
    uint32_t depth;
};

struct conf_node *site_tree_qos(struct conf_doc *doc, const struct aif_centre *c, uint64_t mask)
{
    struct conf_node *list = conf_new(doc, CONF_KIND_LIST);
    for (uint32_t i = 0; i < c->qos_count && i < SITE_QOS_MAX; i++)
        if (mask >> i & 1)
            conf_append(list, conf_new_text(doc, c->qos[i].name));
    return list;
}

static void put_target(struct conf_doc *doc, struct conf_node *map, const struct aif_assoc *a)
{
    const char *number = conf_new_real(doc, a->target_percent)->text;
    size_t bytes = strlen(number);
    char *text = AIF_NEW(&doc->arena, char, bytes + 2);
    memcpy(text, number, bytes);
    text[bytes] = a->target_kind;
    conf_put(map, "target", conf_new_text(doc, text));
}

/* What the association has; what it has of those above it is not stated. */
static struct conf_node *association(struct conf_doc *doc, const struct site_text *what,
                                     const struct aif_assoc *a, const struct aif_assoc *parent)
{
    const struct aif_centre *c = what->centre;
    struct aif_assoc usual = {
        .shares = a->shares, .limits = aif_limits_none(), .default_qos = AIF_NONE};
    if (parent) {
        usual.qos_mask = a->qos_mask;
        aif_accounts_inherit_qos(&usual, parent);
        aif_limits_inherit(&usual.limits, &parent->limits);
    }
    struct conf_node *map = conf_new(doc, CONF_KIND_MAP);
    if (a->partition < what->machine->partition_count)
        conf_put(map, "partition",
                 conf_new_text(doc, what->machine->partitions[a->partition].name));
    if (a->has_parent_share)
        conf_put(map, "shares", conf_new_text(doc, "parent"));
    else if (a->shares != 1 || a->is_user)
        conf_put(map, "shares", conf_new_int(doc, a->shares));
    conf_unbind(doc, map, site_account_fields, a, &usual);
    if (a->qos_mask != (parent ? parent->qos_mask : 0))
        conf_put(map, "qos", site_tree_qos(doc, c, a->qos_mask));
    if (a->default_qos != usual.default_qos && a->default_qos < c->qos_count)
        conf_put(map, "default_qos", conf_new_text(doc, c->qos[a->default_qos].name));
    if (a->target_percent > 0)
        put_target(doc, map, a);
    return map;
}

static struct conf_node *find(struct conf_node *map, const char *key)
{
    for (struct conf_node *n = map->first; n; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

/* A user with nothing but shares is a number; one with several associations is a list of them. */
static void put_user(struct conf_doc *doc, struct branch *of, const char *name,
                     struct conf_node *map)
{
    if (!of->users)
        of->users = conf_new(doc, CONF_KIND_MAP);
    uint32_t before = of->known.count;
    bool is_new = aif_names_intern(&of->known, &doc->arena, name, strlen(name)) == before;
    struct conf_node *other = is_new ? NULL : find(of->users, name);
    if (!other) {
        struct conf_node *list = conf_new(doc, CONF_KIND_LIST);
        conf_append(list, map);
        conf_put(of->users, name, list);
    } else {
        conf_append(other, map);
    }
}

static void shorten_users(struct conf_node *users)
{
    for (struct conf_node *n = users->first; n; n = n->next) {
        if (n->count > 1)
            continue;
        struct conf_node *of = n->first, *next = n->next;
        const char *key = n->key;
        if (of->count == 1 && strcmp(of->first->key, "shares") == 0)
            of = of->first;
        *n = *of;
        n->key = key;
        n->next = next;
    }
}

/* Whether accounts below the root can stand at the top of the file: nothing is said of the root. */
static bool is_plain_root(const struct aif_accounts *t, const struct branch *root)
{
    bool is_plain = !root->map->count;
    for (uint32_t i = 1; i < t->count && is_plain; i++)
        is_plain = t->assocs[i].parent != 0 ||
                   (!t->assocs[i].is_user && strcmp(t->assocs[i].name, "root") != 0);
    return is_plain;
}

/* Children come after their parents, so what is below an account is complete once all behind it
 * have been put into theirs. */
static void join(const struct aif_accounts *t, struct branch *all)
{
    for (uint32_t i = t->count; i-- > 0;) {
        struct branch *b = &all[i];
        if (b->users) {
            shorten_users(b->users);
            conf_put(b->map, "users", b->users);
        }
        if (b->accounts)
            conf_put(b->map, "accounts", b->accounts);
    }
}

/* With all that associations have of those above them. */
static struct aif_accounts inherited(struct conf_doc *doc, const struct aif_accounts *t)
{
    struct aif_accounts copy = {AIF_NEW(&doc->arena, struct aif_assoc, t->count), t->count};
    memcpy(copy.assocs, t->assocs, t->count * sizeof *t->assocs);
    aif_accounts_inherit(&copy);
    return copy;
}

bool site_tree_accounts(struct conf_doc *doc, const struct site_text *what, struct conf_node *root,
                        struct aif_err *err)
{
    const struct aif_accounts *t = &what->centre->accounts;
    if (!t->count)
        return true;
    struct branch *all = AIF_NEW(&doc->arena, struct branch, t->count);
    const struct aif_accounts have = inherited(doc, t);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct aif_assoc *a = &t->assocs[i];
        struct branch *b = &all[i], *parent = i ? &all[a->parent] : NULL;
        AIF_CHECK(!i || a->parent < i);
        b->map = association(doc, what, &have.assocs[i], i ? &have.assocs[a->parent] : NULL);
        b->depth = parent ? parent->depth + 1 : 0;
        if (b->depth > DEEPEST)
            return aif_err_set(err, "account '%.60s' is more than %d levels below the root",
                               a->name, DEEPEST);
        if (parent && a->is_user) {
            put_user(doc, parent, a->name, b->map);
        } else if (parent) {
            if (!parent->accounts)
                parent->accounts = conf_new(doc, CONF_KIND_MAP);
            conf_put(parent->accounts, a->name, b->map);
        }
    }
    bool is_plain = is_plain_root(t, &all[0]);
    join(t, all);
    struct conf_node *top = all[0].accounts;
    if (!is_plain || !top) {
        top = conf_new(doc, CONF_KIND_MAP);
        conf_put(top, "root", all[0].map);
    }
    conf_put(root, "accounts", top);
    return true;
}
