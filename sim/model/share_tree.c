/* The levels on which associations compete. */
#include "model/share_tree.h"

static bool is_transparent(const struct aif_assoc *a)
{
    return a->has_parent_share && !a->is_user;
}

static void link(struct share_tree *t, const struct aif_accounts *a)
{
    t->rivals_parent[0] = AIF_NONE;
    for (uint32_t i = 1; i < a->count; i++) {
        uint32_t up = a->assocs[i].parent;
        while (is_transparent(&a->assocs[up]))
            up = a->assocs[up].parent;
        t->rivals_parent[i] = up;
        t->user_count += a->assocs[i].is_user;
        if (is_transparent(&a->assocs[i]))
            continue;
        t->child_count[up]++;
        if (!a->assocs[i].has_parent_share)
            t->level_shares[up] += a->assocs[i].shares;
    }
}

static void list_children(struct share_tree *t, const struct aif_accounts *a)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        t->first_child[i] = next;
        next += t->child_count[i];
        t->child_count[i] = 0;
    }
    for (uint32_t i = 1; i < a->count; i++)
        if (!is_transparent(&a->assocs[i])) {
            uint32_t up = t->rivals_parent[i];
            t->children[t->first_child[up] + t->child_count[up]++] = i;
        }
}

static void normalise(struct share_tree *t, const struct aif_accounts *a)
{
    t->norm_shares[0] = 1;
    for (uint32_t i = 1; i < a->count; i++) {
        uint32_t up = t->rivals_parent[i];
        if (a->assocs[i].has_parent_share) {
            t->norm_shares[i] = t->norm_shares[up];
            continue;
        }
        if (t->level_shares[up])
            t->level_fraction[i] = (double)a->assocs[i].shares / (double)t->level_shares[up];
        t->norm_shares[i] = t->norm_shares[up] * t->level_fraction[i];
    }
}

void share_tree_make(struct share_tree *t, struct aif_arena *arena, const struct aif_accounts *a)
{
    AIF_CHECK(a->count > 0 && !a->assocs[0].has_parent_share);
    *t = (struct share_tree){
        .count = a->count,
        .rivals_parent = AIF_NEW(arena, uint32_t, a->count),
        .first_child = AIF_NEW(arena, uint32_t, a->count),
        .child_count = AIF_NEW(arena, uint32_t, a->count),
        .children = AIF_NEW(arena, uint32_t, a->count),
        .level_shares = AIF_NEW(arena, uint64_t, a->count),
        .level_fraction = AIF_NEW(arena, double, a->count),
        .norm_shares = AIF_NEW(arena, double, a->count),
    };
    link(t, a);
    list_children(t, a);
    normalise(t, a);
}
