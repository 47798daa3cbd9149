/* Random trees, QOS and streams of jobs: limits are never exceeded, and what the book counts is
 * what a checker sums up from scratch.  The loop index is the seed. */
#include "limit/limit.h"

#include "suite.h"

#include <string.h>

enum { MAX_ASSOCS = 12, MAX_QOS = 3, MAX_JOBS = 60, NODES = 16, STEPS = 400 };
enum state { IDLE, WAITING, RUNNING };
enum which { OF_ASSOCS, OF_QOS, OF_BOTH }; /* who has limits */

struct item {
    struct limit_job job;
    struct limit_hold hold;
    enum state state;
    uint32_t nodes[3], node_count;
    int64_t charged_s; /* what the checker thinks is left of its run time */
};

struct world {
    uint64_t random;
    struct aif_arena arena;
    struct aif_accounts_builder tree;
    struct aif_centre_qos qos[MAX_QOS];
    struct aif_centre centre;
    struct limit_book book;
    struct item items[MAX_JOBS];
};

/* Check's own macros cost a system call each, even where nothing is wrong. */
static void require(bool holds, const char *what)
{
    if (!holds)
        ck_abort_msg("%s", what);
}

static uint32_t draw(struct world *w, uint32_t below)
{
    w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(w->random >> 33) % below;
}

static void draw_limits(struct world *w, struct aif_limits *l)
{
    struct aif_tres_set *sets[] = {&l->grp_tres, &l->max_tres_per_user, &l->max_tres_per_account};
    for (size_t i = 0; i < AIF_COUNT(sets); i++)
        for (int t = 0; t < AIF_TRES_COUNT; t++)
            if (draw(w, 6) == 0)
                sets[i]->of[t] = 4 + draw(w, 24);
    int64_t *counts[] = {&l->grp_jobs,
                         &l->grp_submit,
                         &l->max_jobs,
                         &l->max_submit,
                         &l->max_jobs_per_user,
                         &l->max_submit_per_user,
                         &l->max_jobs_per_account,
                         &l->max_submit_per_account};
    for (size_t i = 0; i < AIF_COUNT(counts); i++)
        if (draw(w, 6) == 0)
            *counts[i] = 1 + draw(w, 8);
    if (draw(w, 4) == 0)
        l->grp_tres_run_mins.of[draw(w, AIF_TRES_COUNT)] = 20 + draw(w, 200);
}

static void draw_tree(struct world *w, enum which which)
{
    static const char *const names[MAX_ASSOCS] = {"root", "a", "b", "c", "d", "e",
                                                  "u",    "v", "u", "v", "x", "y"};
    w->tree.arena = &w->arena;
    for (uint32_t i = 0; i < MAX_ASSOCS; i++) {
        uint32_t parent = i == 0 ? AIF_NONE : i < 6 ? draw(w, i) : draw(w, 6);
        aif_accounts_add(&w->tree, names[i], parent, i >= 6, 1);
        if (which != OF_QOS)
            draw_limits(w, &w->tree.tree.assocs[i].limits);
    }
    for (uint32_t q = 0; q < MAX_QOS; q++) {
        w->qos[q] = (struct aif_centre_qos){
            .name = "q", .limits = aif_limits_none(), .usage_factor = q == 1 ? 0.5 : 1};
        w->qos[q].flags = draw(w, 4) == 0 ? AIF_QOS_OVER_PART_QOS : 0;
        if (which != OF_ASSOCS)
            draw_limits(w, &w->qos[q].limits);
    }
}

static void draw_job(struct world *w, enum which which, struct item *i)
{
    i->node_count = 1 + draw(w, 3);
    uint32_t first = draw(w, NODES - 3);
    for (uint32_t n = 0; n < i->node_count; n++)
        i->nodes[n] = first + n;
    i->job = (struct limit_job){.assoc = 6 + draw(w, 6),
                                .qos = draw(w, MAX_QOS),
                                .partition_qos = AIF_NONE,
                                .limit_s = 60 * (1 + draw(w, 20))};
    if (which == OF_BOTH && draw(w, 2))
        i->job.partition_qos = draw(w, MAX_QOS);
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        i->job.amount.of[t] = draw(w, 5);
    i->job.amount.of[AIF_TRES_NODE] = i->node_count;
}

static void open_world(struct world *w, int seed, enum which which)
{
    *w = (struct world){.random = (uint64_t)seed * 7919 + 1};
    draw_tree(w, which);
    w->centre = aif_centre_default();
    w->centre.accounts = w->tree.tree;
    w->centre.qos = w->qos;
    w->centre.qos_count = MAX_QOS;
    w->centre.enforce = AIF_ENFORCE_LIMITS;
    limit_book_init(&w->book, &w->arena, &w->centre, NODES);
}

static void step(struct world *w, enum which which)
{
    struct item *i = &w->items[draw(w, MAX_JOBS)];
    uint32_t what = draw(w, 4);
    if (i->state == IDLE) {
        draw_job(w, which, i);
        if (limit_check_submit(&w->book, &i->job, 1).kind != LIMIT_NONE)
            return;
        limit_note_submit(&w->book, &i->job, 1);
        i->state = WAITING;
    } else if (i->state == WAITING && what == 0) {
        limit_note_cancel(&w->book, &i->job, 1);
        i->state = IDLE;
    } else if (i->state == WAITING) {
        if (limit_check_start(&w->book, &i->job, i->nodes, i->node_count).kind != LIMIT_NONE)
            return;
        limit_note_start(&w->book, &i->job, &i->hold, i->nodes, i->node_count);
        i->state = RUNNING;
        i->charged_s = i->job.limit_s / (i->job.qos == 1 ? 2 : 1);
    } else if (what < 2) {
        int64_t ran_s = 2 * draw(w, 100), cost_s = i->job.qos == 1 ? ran_s / 2 : ran_s;
        limit_note_ran(&w->book, &i->job, &i->hold, ran_s);
        i->charged_s -= cost_s < i->charged_s ? cost_s : i->charged_s;
    } else {
        limit_note_end(&w->book, &i->job, &i->hold, i->nodes, i->node_count);
        i->state = IDLE;
    }
}

/* Whether the job counts for this group. */
struct group {
    uint32_t assoc, qos, user, account; /* AIF_NONE: any; user: an association of that name */
};

static bool is_below(const struct world *w, uint32_t assoc, uint32_t top)
{
    while (assoc != AIF_NONE && assoc != top)
        assoc = w->centre.accounts.assocs[assoc].parent;
    return assoc == top;
}

static bool is_in(const struct world *w, const struct item *i, const struct group *g)
{
    const struct aif_assoc *assocs = w->centre.accounts.assocs;
    if (i->state == IDLE)
        return false;
    return (g->assoc == AIF_NONE || is_below(w, i->job.assoc, g->assoc)) &&
           (g->qos == AIF_NONE || i->job.qos == g->qos || i->job.partition_qos == g->qos) &&
           (g->user == AIF_NONE || strcmp(assocs[i->job.assoc].name, assocs[g->user].name) == 0) &&
           (g->account == AIF_NONE || assocs[i->job.assoc].parent == g->account);
}

static struct limit_use sum_up(const struct world *w, const struct group *g, bool counts_nodes)
{
    struct limit_use u = {0};
    bool is_used[NODES] = {0};
    for (size_t k = 0; k < MAX_JOBS; k++) {
        const struct item *i = &w->items[k];
        if (!is_in(w, i, g))
            continue;
        u.submitted++;
        if (i->state != RUNNING)
            continue;
        u.jobs++;
        for (int t = 0; t < AIF_TRES_COUNT; t++) {
            u.run_tres_s.of[t] += i->charged_s * i->job.amount.of[t];
            u.in_use.of[t] += i->job.amount.of[t];
        }
        for (uint32_t n = 0; n < i->node_count; n++)
            is_used[i->nodes[n]] = true;
    }
    if (counts_nodes)
        for (u.in_use.of[AIF_TRES_NODE] = 0, u.accruing = 0; u.accruing < NODES; u.accruing++)
            u.in_use.of[AIF_TRES_NODE] += is_used[u.accruing];
    u.accruing = 0;
    return u;
}

static void check_use(const struct world *w, const struct group *g, const struct limit_use *use)
{
    struct limit_use sum = sum_up(w, g, use->node_jobs != NULL);
    require(use->jobs == sum.jobs, "jobs");
    require(use->submitted == sum.submitted, "submitted");
    for (int t = 0; t < AIF_TRES_COUNT; t++) {
        require(use->in_use.of[t] == sum.in_use.of[t], "in use");
        require(use->run_tres_s.of[t] == sum.run_tres_s.of[t], "run seconds");
    }
}

static void check_at_most(int64_t amount, int64_t limit)
{
    require(limit == AIF_UNLIMITED || amount <= limit, "a limit is exceeded");
}

static void check_group(const struct limit_use *u, const struct aif_limits *l)
{
    check_at_most(u->jobs, l->grp_jobs);
    check_at_most(u->submitted, l->grp_submit);
    for (int t = 0; t < AIF_TRES_COUNT; t++) {
        check_at_most(u->in_use.of[t], l->grp_tres.of[t]);
        check_at_most(u->run_tres_s.of[t] / 60, l->grp_tres_run_mins.of[t]);
    }
}

static void check_assocs(const struct world *w, enum which which)
{
    for (uint32_t a = 0; a < MAX_ASSOCS; a++) {
        struct group g = {a, AIF_NONE, AIF_NONE, AIF_NONE};
        const struct limit_use *u = &w->book.assocs[a];
        check_use(w, &g, u);
        if (which != OF_ASSOCS)
            continue;
        check_group(u, &w->tree.tree.assocs[a].limits);
        uint32_t from = a; /* who sets the inherited limits */
        while (a >= 6 && from && w->tree.tree.assocs[from].limits.max_jobs == AIF_UNLIMITED)
            from = w->tree.tree.assocs[from].parent;
        if (a >= 6)
            check_at_most(u->jobs, w->tree.tree.assocs[from].limits.max_jobs);
    }
}

static void check_qos(const struct world *w, enum which which)
{
    for (uint32_t q = 0; q < MAX_QOS; q++) {
        const struct aif_limits *l = &w->qos[q].limits;
        const struct limit_qos_use *u = &w->book.qos[q];
        struct group g = {AIF_NONE, q, AIF_NONE, AIF_NONE};
        check_use(w, &g, &u->all);
        if (which == OF_QOS)
            check_group(&u->all, l);
        for (uint32_t a = 0; a < MAX_ASSOCS; a++) {
            bool is_user = a >= 6;
            const struct limit_use *part = is_user ? (u->users ? u->users[w->book.users[a]] : NULL)
                                                   : (u->accounts ? u->accounts[a] : NULL);
            if (!part)
                continue;
            struct group of_part = {AIF_NONE, q, is_user ? a : AIF_NONE, is_user ? AIF_NONE : a};
            check_use(w, &of_part, part);
            if (which != OF_QOS)
                continue;
            check_at_most(part->jobs, is_user ? l->max_jobs_per_user : l->max_jobs_per_account);
            for (int t = 0; t < AIF_TRES_COUNT; t++)
                check_at_most(part->in_use.of[t],
                              is_user ? l->max_tres_per_user.of[t] : l->max_tres_per_account.of[t]);
        }
    }
}

static void play(int seed, enum which which)
{
    struct world w;
    open_world(&w, seed, which);
    uint32_t started = 0;
    for (int n = 0; n < STEPS; n++) {
        step(&w, which);
        check_assocs(&w, which);
        check_qos(&w, which);
        started += w.book.assocs[0].jobs;
    }
    for (size_t k = 0; k < MAX_JOBS; k++) {
        struct item *i = &w.items[k];
        if (i->state == RUNNING)
            limit_note_end(&w.book, &i->job, &i->hold, i->nodes, i->node_count);
        else if (i->state == WAITING)
            limit_note_cancel(&w.book, &i->job, 1);
        i->state = IDLE;
    }
    check_assocs(&w, which);
    check_qos(&w, which);
    ck_assert_uint_eq(w.book.assocs[0].submitted, 0);
    ck_assert_uint_gt(started, 0);
    aif_arena_free(&w.arena);
}

START_TEST(limits_of_associations_hold_and_sums_are_right)
{
    play(_i, OF_ASSOCS);
}
END_TEST

START_TEST(limits_of_qos_hold_and_sums_are_right)
{
    play(_i, OF_QOS);
}
END_TEST

START_TEST(sums_are_right_with_limits_on_both_and_qos_of_partitions)
{
    play(_i, OF_BOTH);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("limit_random");
    TCase *c = tcase_create("limit_random");
    tcase_add_loop_test(c, limits_of_associations_hold_and_sums_are_right, 0, 60);
    tcase_add_loop_test(c, limits_of_qos_hold_and_sums_are_right, 0, 60);
    tcase_add_loop_test(c, sums_are_right_with_limits_on_both_and_qos_of_partitions, 0, 60);
    suite_add_tcase(s, c);
    return run_suite(s);
}
