/* A small share tree with usage, written down as a table, and an algorithm at work on it. */
#ifndef TESTS_SHARES_H
#define TESTS_SHARES_H

#include "aif/share.h"

#include "suite.h"

#include <string.h>

#define PARENT (-1) /* as shares: Fairshare=parent */

/* Names begin with a capital letter for accounts; parents come first; NULL: the root. */
struct shares_node {
    const char *parent, *name;
    int shares;
    double usage; /* of users */
};

struct shares_case {
    struct aif_arena arena;
    struct aif_accounts accounts;
    struct aif_usage usage;
    struct aif_share_options options;
    struct aif_share_view view;
};

static inline uint32_t shares_find(const struct aif_accounts *t, const char *name)
{
    for (uint32_t i = 0; name && i < t->count; i++)
        if (strcmp(t->assocs[i].name, name) == 0)
            return i;
    ck_assert_msg(!name, "no association %s", name);
    return 0;
}

/* Build the tree with a root on top; nothing is used, nothing fades but as the algorithm says. */
static inline void shares_begin(struct shares_case *c, const struct shares_node *nodes,
                                size_t count)
{
    *c = (struct shares_case){0};
    struct aif_accounts_builder b = {.arena = &c->arena};
    aif_accounts_add(&b, "Root", AIF_NONE, false, 1);
    for (size_t i = 0; i < count; i++) {
        const struct shares_node *n = &nodes[i];
        bool is_user = n->name[0] >= 'a';
        uint32_t a = aif_accounts_add(&b, n->name, shares_find(&b.tree, n->parent), is_user,
                                      n->shares == PARENT ? 1 : (uint32_t)n->shares);
        b.tree.assocs[a].has_parent_share = n->shares == PARENT;
    }
    c->accounts = b.tree;
    struct aif_centre centre = aif_centre_default();
    centre.priority.decay_half_life_s = 0;
    c->options = aif_share_options_default(&centre.priority);
    aif_usage_init(&c->usage, &c->arena, &c->accounts, &centre);
}

static inline void shares_open(struct shares_case *c, const char *algorithm)
{
    const struct aif_plugin *p = aif_plugin_find(AIF_SHARE, algorithm);
    ck_assert_ptr_nonnull(p);
    aif_share_open(&c->view, &c->arena, (const struct aif_share *)(const void *)p, &c->usage,
                   &c->options);
}

/* What a user has used: `billing` for `seconds`, on as many CPUs. */
static inline void shares_charge(struct shares_case *c, const char *user, double billing,
                                 int64_t seconds)
{
    struct aif_charge charge = {.assoc = shares_find(&c->accounts, user),
                                .qos = AIF_NONE,
                                .partition_qos = AIF_NONE,
                                .billing = billing,
                                .run_s = seconds};
    charge.amount.of[AIF_TRES_CPU] = (int64_t)billing;
    aif_usage_charge(&c->usage, &charge);
}

/* Tree, algorithm and usage at once, computed. */
static inline void shares_compute(struct shares_case *c, const char *algorithm,
                                  const struct shares_node *nodes, size_t count)
{
    shares_begin(c, nodes, count);
    shares_open(c, algorithm);
    for (size_t i = 0; i < count; i++)
        if (nodes[i].usage > 0)
            shares_charge(c, nodes[i].name, nodes[i].usage, 1);
    aif_share_update(&c->view, 0);
}

static inline double shares_factor(const struct shares_case *c, const char *name)
{
    return c->view.factors[shares_find(&c->accounts, name)];
}

static inline const struct aif_share_row *shares_row(const struct shares_case *c, const char *name)
{
    return &c->view.rows[shares_find(&c->accounts, name)];
}

#define ck_assert_shown(x, printed)                                                                \
    do {                                                                                           \
        char shown[64];                                                                            \
        snprintf(shown, sizeof shown, "%.6f", (double)(x));                                        \
        ck_assert_str_eq(shown, printed);                                                          \
    } while (0)

#endif
