/* The share tree: who belongs to whom. */
#include "aif/accounts.h"

#include <string.h>

static void grow(struct aif_accounts_builder *b)
{
    if (b->tree.count < b->capacity)
        return;
    uint32_t capacity = b->capacity ? 2 * b->capacity : 16;
    struct aif_assoc *assocs = AIF_NEW(b->arena, struct aif_assoc, capacity);
    if (b->tree.count)
        memcpy(assocs, b->tree.assocs, b->tree.count * sizeof *assocs);
    b->tree.assocs = assocs;
    b->capacity = capacity;
}

uint32_t aif_accounts_add(struct aif_accounts_builder *b, const char *name, uint32_t parent,
                          bool is_user, uint32_t shares)
{
    AIF_CHECK((parent == AIF_NONE) == (b->tree.count == 0));
    AIF_CHECK(parent == AIF_NONE || parent < b->tree.count);
    grow(b);
    size_t bytes = strlen(name) + 1;
    char *copy = AIF_NEW(b->arena, char, bytes);
    memcpy(copy, name, bytes);
    b->tree.assocs[b->tree.count] = (struct aif_assoc){
        .name = copy,
        .parent = parent,
        .shares = shares,
        .is_user = is_user,
        .limits = aif_limits_none(),
        .default_qos = AIF_NONE,
        .partition = AIF_NONE,
    };
    return b->tree.count++;
}

void aif_accounts_inherit_qos(struct aif_assoc *own, const struct aif_assoc *parent)
{
    if (!own->qos_mask)
        own->qos_mask = parent->qos_mask;
    if (own->default_qos == AIF_NONE)
        own->default_qos = parent->default_qos;
    if (own->default_qos != AIF_NONE && own->qos_mask && !(own->qos_mask >> own->default_qos & 1))
        own->default_qos = AIF_NONE;
}

void aif_accounts_inherit(struct aif_accounts *t)
{
    for (uint32_t i = 1; i < t->count; i++) {
        struct aif_assoc *own = &t->assocs[i];
        AIF_CHECK(own->parent < i);
        aif_accounts_inherit_qos(own, &t->assocs[own->parent]);
        aif_limits_inherit(&own->limits, &t->assocs[own->parent].limits);
    }
}

uint32_t aif_accounts_find(const struct aif_accounts *t, const char *account)
{
    for (uint32_t i = 0; i < t->count; i++)
        if (!t->assocs[i].is_user && strcmp(t->assocs[i].name, account) == 0)
            return i;
    return AIF_NONE;
}

uint32_t aif_accounts_find_user(const struct aif_accounts *t, const char *account, const char *user,
                                uint32_t partition)
{
    uint32_t general = AIF_NONE;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct aif_assoc *a = &t->assocs[i];
        if (!a->is_user || strcmp(a->name, user) != 0 ||
            strcmp(t->assocs[a->parent].name, account) != 0)
            continue;
        if (a->partition == AIF_NONE)
            general = i;
        else if (a->partition == partition)
            return i;
    }
    return general;
}

static bool is_twin(const struct aif_assoc *a, const struct aif_assoc *b)
{
    return a->parent == b->parent && a->is_user == b->is_user && a->partition == b->partition &&
           strcmp(a->name, b->name) == 0;
}

static bool check_one(const struct aif_accounts *t, uint32_t i, struct aif_err *err)
{
    const struct aif_assoc *a = &t->assocs[i];
    if (i == 0)
        return (a->parent == AIF_NONE && !a->is_user) ||
               aif_err_set(err, "'%s': the first association must be the root account", a->name);
    if (a->parent >= i)
        return aif_err_set(err, "'%s': its parent must come before it", a->name);
    if (t->assocs[a->parent].is_user)
        return aif_err_set(err, "'%s': its parent '%s' is a user, expected an account", a->name,
                           t->assocs[a->parent].name);
    return true;
}

bool aif_accounts_check(const struct aif_accounts *t, struct aif_err *err)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (!check_one(t, i, err))
            return false;
        for (uint32_t k = 0; k < i; k++)
            if (is_twin(&t->assocs[i], &t->assocs[k]))
                return aif_err_set(err, "'%s' is twice in the account '%s'", t->assocs[i].name,
                                   t->assocs[t->assocs[i].parent].name);
    }
    return true;
}
