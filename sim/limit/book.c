/* What is used of each limit: counters of associations, QOS, and users and accounts in a QOS. */
#include "limit/rules.h"

#include <stdlib.h>
#include <string.h>

struct named {
    const char *name;
    uint32_t assoc;
};

static int compare_named(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    int by_name = strcmp(a->name, b->name);
    return by_name ? by_name : (a->assoc > b->assoc) - (a->assoc < b->assoc);
}

/* Number the users: the same name in two accounts is one user. */
static void number_users(struct limit_book *b)
{
    const struct aif_accounts *t = &b->centre->accounts;
    struct named *users = AIF_NEW(b->arena, struct named, t->count + 1);
    uint32_t count = 0;
    b->users = AIF_NEW(b->arena, uint32_t, t->count + 1);
    for (uint32_t i = 0; i < t->count; i++) {
        b->users[i] = AIF_NONE;
        if (t->assocs[i].is_user)
            users[count++] = (struct named){t->assocs[i].name, i};
    }
    qsort(users, count, sizeof *users, compare_named);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(users[i].name, users[i - 1].name) != 0)
            b->user_count++;
        b->users[users[i].assoc] = b->user_count - 1;
    }
}

/* Nodes are counted one by one only where a limit asks for it. */
static void count_nodes(const struct limit_book *b, struct limit_use *u,
                        const struct aif_tres_set *limit)
{
    if (b->node_count && limit->of[AIF_TRES_NODE] != AIF_UNLIMITED)
        u->node_jobs = AIF_NEW(b->arena, uint16_t, b->node_count);
}

void limit_book_init(struct limit_book *b, struct aif_arena *arena, const struct aif_centre *c,
                     uint32_t node_count)
{
    *b = (struct limit_book){.arena = arena, .centre = c, .node_count = node_count};
    uint32_t count = c->accounts.count;
    b->assocs = AIF_NEW(arena, struct limit_use, count + 1);
    b->own = AIF_NEW(arena, struct aif_limits, count + 1);
    b->assoc_kinds = AIF_NEW(arena, uint32_t, count + 1);
    b->next_limited = AIF_NEW(arena, uint32_t, count + 1);
    b->qos_kinds = AIF_NEW(arena, uint32_t, c->qos_count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct aif_assoc *a = &c->accounts.assocs[i];
        b->own[i] = a->limits;
        if (a->parent != AIF_NONE) {
            AIF_CHECK(a->parent < i);
            aif_limits_inherit(&b->own[i], &b->own[a->parent]);
        }
        b->assoc_kinds[i] = limit_kinds_of(&b->own[i]);
        b->next_limited[i] = a->parent;
        if (a->parent != AIF_NONE && !(b->assoc_kinds[a->parent] & LIMIT_GROUP_KINDS))
            b->next_limited[i] = b->next_limited[a->parent];
        count_nodes(b, &b->assocs[i], &a->limits.grp_tres);
    }
    number_users(b);
    b->qos = AIF_NEW(arena, struct limit_qos_use, c->qos_count + 1);
    for (uint32_t q = 0; q < c->qos_count; q++) {
        b->qos_kinds[q] = limit_kinds_of(&c->qos[q].limits);
        count_nodes(b, &b->qos[q].all, &c->qos[q].limits.grp_tres);
    }
}

static const struct limit_use unused;

static uint32_t account_of(const struct limit_book *b, uint32_t assoc)
{
    const struct aif_assoc *a = &b->centre->accounts.assocs[assoc];
    return a->is_user ? a->parent : assoc;
}

const struct limit_use *limit_use_of_user(const struct limit_book *b, uint32_t qos, uint32_t assoc)
{
    struct limit_use **users = b->qos[qos].users;
    uint32_t user = b->users[assoc];
    return users && user != AIF_NONE && users[user] ? users[user] : &unused;
}

const struct limit_use *limit_use_of_account(const struct limit_book *b, uint32_t qos,
                                             uint32_t assoc)
{
    struct limit_use **accounts = b->qos[qos].accounts;
    uint32_t account = account_of(b, assoc);
    return accounts && accounts[account] ? accounts[account] : &unused;
}

static struct limit_use *make_use(struct limit_book *b, struct limit_use ***list, uint32_t count,
                                  uint32_t i, const struct aif_tres_set *limit)
{
    AIF_CHECK(i < count);
    if (!*list)
        *list = AIF_NEW(b->arena, struct limit_use *, count);
    if (!(*list)[i]) {
        (*list)[i] = AIF_NEW(b->arena, struct limit_use, 1);
        count_nodes(b, (*list)[i], limit);
    }
    return (*list)[i];
}

/* A change of what is used. */
struct change {
    int64_t jobs, submitted, accruing;
    int64_t run_s; /* of each amount */
    int64_t times; /* amounts in use: +1, -1 or 0 */
    const struct aif_tres_set *amount;
    const uint32_t *nodes;
    uint32_t node_count;
};

static void add(uint32_t *count, int64_t n)
{
    AIF_CHECK(n >= 0 || (int64_t)*count >= -n);
    *count = (uint32_t)((int64_t)*count + n);
}

static void add_nodes(struct limit_use *u, const struct change *c)
{
    for (uint32_t i = 0; i < c->node_count; i++) {
        uint16_t *jobs = &u->node_jobs[c->nodes[i]];
        AIF_CHECK(c->times > 0 || *jobs > 0);
        if (c->times > 0 ? (*jobs)++ == 0 : --*jobs == 0)
            u->in_use.of[AIF_TRES_NODE] += c->times;
    }
}

static void apply(struct limit_use *u, const struct change *c)
{
    add(&u->jobs, c->jobs);
    add(&u->submitted, c->submitted);
    add(&u->accruing, c->accruing);
    if (!c->amount)
        return;
    for (int t = 0; t < AIF_TRES_COUNT; t++) {
        u->run_tres_s.of[t] += c->run_s * c->amount->of[t];
        if (t != AIF_TRES_NODE || !u->node_jobs)
            u->in_use.of[t] += c->times * c->amount->of[t];
        AIF_CHECK(u->run_tres_s.of[t] >= 0 && u->in_use.of[t] >= 0);
    }
    if (u->node_jobs && c->times)
        add_nodes(u, c);
}

static void apply_to_qos(struct limit_book *b, uint32_t qos, uint32_t assoc, const struct change *c)
{
    if (qos == AIF_NONE || assoc == AIF_NONE)
        return;
    struct limit_qos_use *q = &b->qos[qos];
    const struct aif_limits *l = &b->centre->qos[qos].limits;
    apply(&q->all, c);
    if (b->users[assoc] != AIF_NONE)
        apply(make_use(b, &q->users, b->user_count, b->users[assoc], &l->max_tres_per_user), c);
    apply(make_use(b, &q->accounts, b->centre->accounts.count, account_of(b, assoc),
                   &l->max_tres_per_account),
          c);
}

static void apply_to_assocs(struct limit_book *b, uint32_t assoc, const struct change *c)
{
    for (uint32_t a = assoc; a != AIF_NONE; a = b->centre->accounts.assocs[a].parent)
        apply(&b->assocs[a], c);
}

static void apply_to_all(struct limit_book *b, const struct limit_job *j, const struct change *c)
{
    struct limit_order o = limit_qos_order(b->centre, j);
    apply_to_qos(b, o.first, j->assoc, c);
    apply_to_qos(b, o.second, j->assoc, c);
    apply_to_assocs(b, j->assoc, c);
}

/* Whether this QOS, of one of the job's partitions, has not come before: each counts once. */
static bool is_new_qos(const struct limit_job *j, uint32_t i)
{
    uint32_t qos = j->other_qos[i];
    if (qos == AIF_NONE || qos == j->qos || qos == j->partition_qos)
        return false;
    for (uint32_t k = 0; k < i; k++)
        if (j->other_qos[k] == qos)
            return false;
    return true;
}

static void submit(struct limit_book *b, const struct limit_job *j, int64_t count)
{
    struct change c = {.submitted = count};
    apply_to_all(b, j, &c);
    for (uint32_t i = 0; i < j->other_count; i++)
        if (is_new_qos(j, i))
            apply_to_qos(b, j->other_qos[i], j->assoc, &c);
}

void limit_note_submit(struct limit_book *b, const struct limit_job *j, uint32_t task_count)
{
    submit(b, j, task_count);
}

void limit_note_cancel(struct limit_book *b, const struct limit_job *j, uint32_t task_count)
{
    submit(b, j, -(int64_t)task_count);
}

static double usage_factor(const struct limit_book *b, uint32_t qos)
{
    return qos == AIF_NONE ? 1 : b->centre->qos[qos].usage_factor;
}

/* The seconds that a job is charged for in advance. */
static int64_t charged_s(const struct limit_book *b, const struct limit_job *j, int64_t limit_s)
{
    return (int64_t)((double)(limit_minutes(limit_s) * 60) * usage_factor(b, j->qos));
}

void limit_note_start(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                      const uint32_t *nodes, uint32_t node_count)
{
    struct change leaves = {.submitted = -1};
    for (uint32_t i = 0; i < j->other_count; i++)
        if (is_new_qos(j, i))
            apply_to_qos(b, j->other_qos[i], j->assoc, &leaves);
    *h = (struct limit_hold){.amount = j->amount, .left_s = charged_s(b, j, j->limit_s)};
    struct change c = {.jobs = 1,
                       .run_s = h->left_s,
                       .times = 1,
                       .amount = &h->amount,
                       .nodes = nodes,
                       .node_count = node_count};
    apply_to_all(b, j, &c);
}

void limit_note_end(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                    const uint32_t *nodes, uint32_t node_count)
{
    struct change c = {.jobs = -1,
                       .submitted = -1,
                       .run_s = -h->left_s,
                       .times = -1,
                       .amount = &h->amount,
                       .nodes = nodes,
                       .node_count = node_count};
    apply_to_all(b, j, &c);
    *h = (struct limit_hold){0};
}

static void charge(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                   int64_t change_s)
{
    if (change_s < -h->left_s)
        change_s = -h->left_s;
    struct change c = {.run_s = change_s, .amount = &h->amount};
    if (change_s)
        apply_to_all(b, j, &c);
    h->left_s += change_s;
}

void limit_note_ran(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                    int64_t ran_s)
{
    AIF_CHECK(ran_s >= 0);
    charge(b, j, h, -(int64_t)((double)ran_s * usage_factor(b, j->qos)));
}

void limit_note_limit(struct limit_book *b, const struct limit_job *j, struct limit_hold *h,
                      int64_t old_s)
{
    charge(b, j, h, charged_s(b, j, j->limit_s) - charged_s(b, j, old_s));
}

void limit_note_accrue(struct limit_book *b, const struct limit_job *j)
{
    struct change c = {.accruing = 1};
    apply_to_qos(b, j->qos, j->assoc, &c);
    apply_to_assocs(b, j->assoc, &c);
}

void limit_note_accrue_end(struct limit_book *b, const struct limit_job *j)
{
    struct change c = {.accruing = -1};
    apply_to_qos(b, j->qos, j->assoc, &c);
    apply_to_assocs(b, j->assoc, &c);
}
