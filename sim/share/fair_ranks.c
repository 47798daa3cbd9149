#include "share/fair_ranks.h"

#include "model/share_tree.h"

#include <math.h>
#include <stdlib.h>

/* Of equals users come first, then those made later. */
static bool is_sooner(const struct fair_ranks *r, const struct aif_share_view *v, uint32_t a,
                      uint32_t b)
{
    double x = r->nodes[a].key, y = r->nodes[b].key;
    if (x < y || x > y)
        return x < y;
    const struct aif_assoc *assocs = v->accounts->assocs;
    return assocs[a].is_user != assocs[b].is_user ? assocs[a].is_user : a > b;
}

static bool is_transparent(const struct aif_share_view *v, uint32_t assoc)
{
    return v->accounts->assocs[assoc].has_parent_share && !v->accounts->assocs[assoc].is_user;
}

static void describe(struct fair_ranks *r, const struct aif_share_view *v)
{
    for (uint32_t i = v->accounts->count; i-- > 1;) {
        const struct aif_assoc *a = &v->accounts->assocs[i];
        struct fair_node *n = &r->nodes[i];
        n->users += a->is_user;
        n->shares = a->has_parent_share ? (double)INFINITY : (double)a->shares;
        n->parent = v->tree->rivals_parent[i];
        n->level = v->tree->first_child[n->parent];
        n->count = is_transparent(v, i) ? 0 : v->tree->child_count[n->parent];
        r->nodes[n->parent].users += n->users;
    }
    r->nodes[0].parent = AIF_NONE;
}

/* Move an association to where its key belongs, past one rival at a time. */
static void settle(struct fair_ranks *r, const struct aif_share_view *v, uint32_t assoc)
{
    struct fair_node *n = &r->nodes[assoc];
    uint32_t *level = r->sorted + n->level;
    for (; n->place > 0 && is_sooner(r, v, assoc, level[n->place - 1]); n->place--) {
        struct fair_node *other = &r->nodes[level[n->place - 1]];
        level[n->place] = level[n->place - 1];
        other->place++;
        other->before += n->users;
        n->before -= other->users;
        level[n->place - 1] = assoc;
    }
    for (; n->place + 1 < n->count && is_sooner(r, v, level[n->place + 1], assoc); n->place++) {
        struct fair_node *other = &r->nodes[level[n->place + 1]];
        level[n->place] = level[n->place + 1];
        other->place--;
        other->before -= n->users;
        n->before += other->users;
        level[n->place + 1] = assoc;
    }
}

/* Most of the time an association stays between the rivals it stands between. */
static void update(struct fair_ranks *r, const struct aif_share_view *v, uint32_t assoc,
                   double used)
{
    struct fair_node *n = &r->nodes[assoc];
    const uint32_t *level = r->sorted + n->level;
    n->key = n->shares > 0 ? used / n->shares : (double)INFINITY;
    bool is_behind = n->place == 0 || r->nodes[level[n->place - 1]].key < n->key;
    bool is_ahead = n->place + 1 == n->count || n->key < r->nodes[level[n->place + 1]].key;
    if (!is_behind || !is_ahead)
        settle(r, v, assoc);
}

void fair_ranks_open(struct fair_ranks *r, struct aif_arena *arena,
                     const struct aif_share_view *view)
{
    uint32_t count = view->accounts->count;
    r->nodes = AIF_NEW(arena, struct fair_node, count);
    r->sorted = AIF_NEW(arena, uint32_t, count);
    describe(r, view);
    for (uint32_t a = 0; a < count; a++) {
        uint32_t before = 0, first = view->tree->first_child[a];
        for (uint32_t c = 0; c < view->tree->child_count[a]; c++) {
            uint32_t child = view->tree->children[first + c];
            r->sorted[first + c] = child;
            r->nodes[child].place = c;
            r->nodes[child].before = before;
            before += r->nodes[child].users;
        }
    }
    for (uint32_t i = 1; i < count; i++)
        if (r->nodes[i].count)
            update(r, view, i, 0);
}

void fair_ranks_refresh(struct fair_ranks *r, const struct aif_share_view *view,
                        const uint32_t *changed, const double *used, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (r->nodes[changed[i]].count)
            update(r, view, changed[i], used[i]);
}

static uint32_t rival_before(const struct fair_ranks *r, uint32_t assoc)
{
    return r->sorted[r->nodes[assoc].level + r->nodes[assoc].place - 1];
}

/* The node on the way up from here that has a rival before it; the root if there is none. */
static uint32_t climb(const struct fair_ranks *r, uint32_t assoc)
{
    while (assoc != 0 && r->nodes[assoc].place == 0)
        assoc = r->nodes[assoc].parent;
    return assoc;
}

/* The user ranked last of those below this association, which has some. */
static uint32_t last_user(const struct fair_ranks *r, const struct aif_share_view *v,
                          uint32_t assoc)
{
    while (!v->accounts->assocs[assoc].is_user) {
        uint32_t last = v->tree->first_child[assoc] + v->tree->child_count[assoc] - 1;
        while (r->nodes[r->sorted[last]].users == 0)
            last--;
        assoc = r->sorted[last];
    }
    return assoc;
}

/* The user ranked before all that is below this node; AIF_NONE if there is none. */
static uint32_t user_before(const struct fair_ranks *r, const struct aif_share_view *v,
                            uint32_t assoc)
{
    while ((assoc = climb(r, assoc)) != 0) {
        assoc = rival_before(r, assoc);
        if (r->nodes[assoc].users > 0)
            return last_user(r, v, assoc);
    }
    return AIF_NONE;
}

/* As shipped: who ties with the rival before it, or comes first in an account that does, takes over
 * the rank given last. */
static bool is_tied(const struct fair_ranks *r, uint32_t assoc)
{
    uint32_t node = climb(r, assoc);
    return node != 0 && !(r->nodes[rival_before(r, node)].key < r->nodes[node].key);
}

double fair_ranks_factor(const struct fair_ranks *r, const struct aif_share_view *view,
                         uint32_t user)
{
    uint32_t users = r->nodes[0].users, before = 0;
    while (user != AIF_NONE && is_tied(r, user))
        user = user_before(r, view, user);
    for (uint32_t a = user; a != AIF_NONE; a = r->nodes[a].parent)
        before += r->nodes[a].before;
    return (double)(users - before) / (double)users;
}
