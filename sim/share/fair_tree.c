/* Fair Tree (Cox and Morrison 2014; Slurm's default since 19.05): users are ranked by walking the
 * tree, on each level the least served first.  As shipped, accounts that tie are ranked one after
 * the other and only the first user of the second inherits the rank before; as documented, their
 * children are ranked together. */
#include "aif/share.h"

#include "model/share_tree.h"
#include "share/fair_ranks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What siblings are sorted by.  Types are Slurm's: ties are those of long double. */
struct key {
    long double level_fs;
    uint32_t assoc;
    bool is_account;
};

/* A level being walked: keys[begin .. end), the next one to look at. */
struct level {
    uint32_t begin, end, next;
    bool starts_tied;
};

struct scratch {
    struct key *keys; /* of all open levels, one behind the other */
    struct key *spare;
    struct level *levels;
    uint32_t *order; /* tree->children, as they were sorted last: little changes between passes */
    struct fair_ranks ranks; /* of refresh() and factor() */
};

/* Where the ranking stands. */
struct walk {
    const struct aif_share_view *view;
    double *factors;
    struct scratch *scratch;
    struct key *keys;
    struct level *levels;
    uint32_t depth, place;
    uint32_t rank;      /* given last */
    uint32_t rank_next; /* if the next user does not tie */
};

static void open(struct aif_share_view *view, struct aif_arena *arena, struct aif_fading *fading)
{
    (void)fading;
    struct scratch *s = AIF_NEW(arena, struct scratch, 1);
    s->keys = AIF_NEW(arena, struct key, view->accounts->count);
    s->spare = AIF_NEW(arena, struct key, view->accounts->count);
    s->levels = AIF_NEW(arena, struct level, view->accounts->count);
    s->order = AIF_NEW(arena, uint32_t, view->accounts->count);
    memcpy(s->order, view->tree->children, view->accounts->count * sizeof *s->order);
    fair_ranks_open(&s->ranks, arena, view);
    view->state = s;
}

static void measure(const struct aif_share_view *view, uint32_t i)
{
    const struct share_tree *tree = view->tree;
    const struct aif_assoc *a = &view->accounts->assocs[i];
    const struct aif_used *used = view->usage->assocs;
    struct aif_share_row *row = &view->rows[i];
    if (i == 0) {
        row->effective_usage = 1;
        return;
    }
    uint32_t up = tree->rivals_parent[i];
    row->norm_shares = a->has_parent_share ? view->rows[up].norm_shares : tree->level_fraction[i];
    if (used[0].raw > 0)
        row->norm_usage = used[i].raw / used[0].raw;
    if (used[up].raw > 0)
        row->effective_usage = used[i].raw / used[up].raw;
    row->has_level_fs = !a->has_parent_share;
    if (a->has_parent_share || (row->norm_shares > 0 && row->effective_usage <= 0))
        row->level_fs = (long double)INFINITY;
    else if (row->norm_shares > 0)
        row->level_fs = row->norm_shares / row->effective_usage;
}

/* The best served last; of equals users first, then those made later. */
static int compare(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    if (a->level_fs != b->level_fs)
        return a->level_fs < b->level_fs ? 1 : -1;
    if (a->is_account != b->is_account)
        return a->is_account ? 1 : -1;
    return a->assoc < b->assoc ? 1 : -1;
}

/* Merge n sorted keys with `out` sorted ones, in place, from the back. */
static void merge(struct key *keys, uint32_t n, const struct key *others, uint32_t out)
{
    for (uint32_t to = n + out; out > 0;) {
        if (n > 0 && compare(&keys[n - 1], &others[out - 1]) > 0)
            keys[--to] = keys[--n];
        else
            keys[--to] = others[--out];
    }
}

/* Keys that are mostly in order: those that are not are put aside, sorted and merged in again. Too
 * many of them, and all are sorted. */
static void sort(struct key *keys, uint32_t count, struct key *spare)
{
    uint32_t kept = 0, out = 0, next = 0;
    for (; next < count && out <= count / 4; next++) {
        struct key k = keys[next];
        if (kept == 0 || compare(&keys[kept - 1], &k) < 0) {
            keys[kept++] = k;
        } else if (kept > 1 && compare(&keys[kept - 2], &k) < 0) {
            spare[out++] = keys[kept - 1]; /* the one before is out of place, not this one */
            keys[kept - 1] = k;
        } else {
            spare[out++] = k;
        }
    }
    if (next < count) {
        memcpy(&keys[kept], spare, out * sizeof *keys);
        qsort(keys, count, sizeof *keys, compare);
        return;
    }
    qsort(spare, out, sizeof *spare, compare);
    merge(keys, kept, spare, out);
}

static void append_children(struct walk *w, struct level *level, uint32_t account)
{
    const struct share_tree *tree = w->view->tree;
    for (uint32_t c = 0; c < tree->child_count[account]; c++) {
        uint32_t child = w->scratch->order[tree->first_child[account] + c];
        w->keys[level->end++] = (struct key){
            .level_fs = w->view->rows[child].level_fs,
            .assoc = child,
            .is_account = !w->view->accounts->assocs[child].is_user,
        };
    }
}

static void rank_user(struct walk *w, uint32_t user, bool is_tied)
{
    if (!is_tied)
        w->rank = w->rank_next;
    w->rank_next--;
    w->factors[user] = (double)w->rank / (double)w->view->tree->user_count;
}

static void note(struct walk *w, uint32_t assoc, bool is_tied)
{
    w->view->rows[assoc].place = w->place++;
    w->view->rows[assoc].is_tied = is_tied;
}

/* Go down into the account at `at` of the level above, and into those it is merged with. */
static void descend(struct walk *w, struct level *above, uint32_t at, bool is_tied)
{
    struct level *level = &w->levels[w->depth++];
    *level = (struct level){above->end, above->end, above->end, is_tied};
    uint32_t account = w->keys[at].assoc;
    append_children(w, level, account);
    bool is_merged = false;
    while (w->view->options.merges_tied_accounts && above->next < above->end &&
           w->keys[above->next].level_fs == w->keys[at].level_fs) {
        is_merged = true;
        note(w, w->keys[above->next].assoc, true);
        append_children(w, level, w->keys[above->next++].assoc);
    }
    sort(w->keys + level->begin, level->end - level->begin, w->scratch->spare);
    uint32_t *order = &w->scratch->order[w->view->tree->first_child[account]];
    for (uint32_t k = level->begin; !is_merged && k < level->end; k++)
        order[k - level->begin] = w->keys[k].assoc;
}

static void step(struct walk *w)
{
    struct level *level = &w->levels[w->depth - 1];
    if (level->next == level->end) {
        w->depth--;
        return;
    }
    uint32_t at = level->next++;
    const struct key *k = &w->keys[at];
    bool is_first = at == level->begin;
    bool is_tied = is_first ? level->starts_tied : w->keys[at - 1].level_fs == k->level_fs;
    note(w, k->assoc, is_tied);
    if (k->is_account)
        descend(w, level, at, is_tied);
    else
        rank_user(w, k->assoc, is_tied);
}

static void factors(const struct aif_share_view *view, double *factors)
{
    struct scratch *s = view->state;
    for (uint32_t i = 0; i < view->accounts->count; i++) {
        measure(view, i);
        factors[i] = 0;
        view->rows[i].has_factor = view->accounts->assocs[i].is_user;
    }
    struct walk w = {
        .view = view,
        .factors = factors,
        .scratch = s,
        .keys = s->keys,
        .levels = s->levels,
        .rank = view->tree->user_count,
        .rank_next = view->tree->user_count,
    };
    struct level none = {0};
    s->keys[0].assoc = 0;
    descend(&w, &none, 0, false);
    while (w.depth)
        step(&w);
}

static void refresh(const struct aif_share_view *view, const uint32_t *changed, const double *used,
                    uint32_t count)
{
    struct scratch *s = view->state;
    fair_ranks_refresh(&s->ranks, view, changed, used, count);
}

static double factor(const struct aif_share_view *view, uint32_t user)
{
    const struct scratch *s = view->state;
    return fair_ranks_factor(&s->ranks, view, user);
}

const struct aif_share aif_share_fair_tree = {
    .plugin = {AIF_SHARE, "fair-tree", "Slurm's Fair Tree: users ranked level by level"},
    .open = open,
    .is_by_ratio = true,
    .factors = factors,
    .refresh = refresh,
    .factor = factor,
};
