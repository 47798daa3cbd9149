/* Usage as of a fixed date says the same as usage that decays and is charged at every
 * recalculation, and levels kept sorted the same as ranking the whole tree: random streams of jobs
 * against the plain functions. */
#include "aif/rng.h"
#include "aif/share.h"
#include "engine/ledger.h"
#include "suite.h"

#include <math.h>

enum { ACCOUNTS = 6, USERS = 30, RUNNING = 12, PERIOD_S = 300, RUNS = 40, TRANSPARENT = 3 };

/* Of usage so old that it is as good as none. */
#define FORGOTTEN 1e-150

struct running {
    uint32_t user;
    double billing;
    bool is_charged;
    int64_t start_s;
};

struct bench {
    struct aif_arena arena;
    struct aif_accounts_builder tree;
    struct aif_usage plain, lazy;
    struct aif_share_view plain_view, lazy_view;
    struct ledger ledger;
    struct aif_rng rng;
    struct running running[RUNNING];
    uint32_t users[USERS];
    int64_t now_s, last_s;
    bool has_equal_shares;
};

static uint32_t below(struct bench *b, uint32_t bound)
{
    return (uint32_t)aif_rng_below(&b->rng, bound);
}

static void draw_tree(struct bench *b)
{
    uint32_t accounts[ACCOUNTS + 1] = {aif_accounts_add(&b->tree, "root", AIF_NONE, false, 1)};
    char name[3] = "A";
    for (uint32_t i = 1; i <= ACCOUNTS; i++, name[0]++) {
        uint32_t shares = b->has_equal_shares ? 1 : below(b, 5);
        accounts[i] = aif_accounts_add(&b->tree, name, accounts[below(b, i)], false, shares);
        b->tree.tree.assocs[accounts[i]].has_parent_share = i == TRANSPARENT;
    }
    for (uint32_t i = 0; i < USERS; i++) {
        char user[] = {(char)('a' + i / 10), (char)('0' + i % 10), 0};
        uint32_t shares = b->has_equal_shares ? 1 : below(b, 4);
        b->users[i] = aif_accounts_add(&b->tree, user, accounts[below(b, ACCOUNTS)], true, shares);
        b->tree.tree.assocs[b->users[i]].has_parent_share =
            !b->has_equal_shares && below(b, 9) == 0;
    }
}

static const struct aif_share *fair_tree(void)
{
    return (const struct aif_share *)aif_plugin_find(AIF_SHARE, "fair-tree");
}

static void open(struct bench *b, uint64_t seed, int64_t half_life_s)
{
    *b = (struct bench){.has_equal_shares = seed % 2};
    b->tree.arena = &b->arena;
    b->rng = aif_rng_stream(seed, AIF_STREAM_ARRIVAL, 0);
    draw_tree(b);
    struct aif_centre centre = aif_centre_default();
    centre.priority.decay_half_life_s = half_life_s;
    struct aif_share_options options = aif_share_options_default(&centre.priority);
    aif_usage_init(&b->plain, &b->arena, &b->tree.tree, &centre);
    aif_usage_init(&b->lazy, &b->arena, &b->tree.tree, &centre);
    aif_share_open(&b->plain_view, &b->arena, fair_tree(), &b->plain, &options);
    aif_share_open(&b->lazy_view, &b->arena, fair_tree(), &b->lazy, &options);
    ledger_open(&b->ledger, &b->arena, &b->lazy, PERIOD_S);
}

static void charge_plainly(struct bench *b, const struct running *r, int64_t until_s)
{
    int64_t from_s = r->start_s > b->last_s ? r->start_s : b->last_s;
    struct aif_charge c = {.assoc = r->user,
                           .qos = AIF_NONE,
                           .partition_qos = AIF_NONE,
                           .billing = r->billing,
                           .run_s = until_s - from_s};
    aif_usage_charge(&b->plain, &c);
}

static void recalculate(struct bench *b, int64_t periods)
{
    int64_t lazy_s = b->last_s + PERIOD_S;
    ledger_recalculate(&b->ledger, 1);
    for (uint32_t i = 0; i < RUNNING; i++)
        if (b->running[i].billing > 0 && !b->running[i].is_charged) {
            b->running[i].is_charged = true;
            ledger_begin(&b->ledger, b->running[i].user, b->running[i].billing,
                         lazy_s - b->running[i].start_s);
        }
    if (periods > 1)
        ledger_recalculate(&b->ledger, periods - 1);
    for (int64_t p = 0; p < periods; p++) {
        aif_usage_decay(&b->plain, PERIOD_S);
        for (uint32_t i = 0; i < RUNNING; i++)
            if (b->running[i].billing > 0)
                charge_plainly(b, &b->running[i], b->last_s + PERIOD_S);
        b->last_s += PERIOD_S;
    }
}

/* End the job in this place if there is one, else start one. */
static void change(struct bench *b, struct running *r)
{
    if (r->billing > 0) {
        int64_t from_s = r->is_charged ? b->last_s : r->start_s;
        charge_plainly(b, r, b->now_s);
        if (r->is_charged)
            ledger_end(&b->ledger, r->user, r->billing);
        ledger_charge(&b->ledger, r->user, r->billing, b->now_s - from_s);
        *r = (struct running){0};
        return;
    }
    *r = (struct running){.user = b->users[below(b, USERS * 3 / 4)],
                          .billing = b->has_equal_shares ? 8 : 1 + below(b, 1000) / 7.0,
                          .start_s = b->now_s};
}

static void compare_usage(const struct bench *b)
{
    for (uint32_t i = 0; i < b->tree.tree.count; i++) {
        double plain = (double)b->plain.assocs[i].raw, lazy = ledger_used(&b->ledger, i);
        ck_assert_msg(fabs(plain - lazy) <= 1e-11 * plain + FORGOTTEN, "%u: %.17g, %.17g", i, plain,
                      lazy);
    }
}

static void compare_factors(struct bench *b)
{
    const uint32_t *changed;
    const double *used;
    uint32_t count = ledger_changes(&b->ledger, &changed, &used);
    for (uint32_t i = 0; i < count; i++)
        b->lazy.assocs[changed[i]].raw = (long double)used[i];
    const struct aif_share *share = fair_tree();
    share->refresh(&b->lazy_view, changed, used, count);
    /* The whole tree ranked from the same numbers. */
    aif_share_update(&b->lazy_view, b->now_s);
    for (uint32_t i = 0; i < USERS; i++) {
        double asked = share->factor(&b->lazy_view, b->users[i]);
        ck_assert_msg(asked == b->lazy_view.factors[b->users[i]], "user %u at %lld: %g, not %g", i,
                      (long long)b->now_s, asked, b->lazy_view.factors[b->users[i]]);
    }
}

static void run(struct bench *b, int steps)
{
    for (int step = 0; step < steps; step++) {
        b->now_s += below(b, 4) ? below(b, 200) : below(b, 20000);
        int64_t periods = (b->now_s - b->last_s) / PERIOD_S;
        if (periods)
            recalculate(b, periods);
        change(b, &b->running[below(b, RUNNING)]);
        if (step % 5 == 0)
            compare_factors(b);
    }
    b->now_s = b->last_s + PERIOD_S;
    recalculate(b, 1);
    compare_usage(b);
    compare_factors(b);
}

START_TEST(usage_of_a_fixed_date_is_usage_decayed_step_by_step)
{
    static const int64_t half_lives_s[] = {7 * 86400, 3600, 0, 86400};
    struct bench b;
    open(&b, (uint64_t)_i, half_lives_s[_i % 4]);

    run(&b, 400);

    aif_arena_free(&b.arena);
}
END_TEST

/* The series runs over what a double holds: usage is counted in new units. */
START_TEST(long_spans_and_short_half_lives_are_kept_within_numbers)
{
    struct bench b;
    open(&b, (uint64_t)_i, 900);

    run(&b, 400);
    change(&b, &b.running[0]);
    b.now_s = b.last_s + PERIOD_S * 3000;
    recalculate(&b, 3000);

    compare_usage(&b);
    aif_arena_free(&b.arena);
}
END_TEST

/* 12 CPUs for 1,000 s from the start of a period, half-life a week: by hand, with r = 1 - 0.693 /
 * 604800 per second: 300 r^300 x (r^600 + r^300 + 1) + 100 r^100. */
START_TEST(a_job_is_charged_for_each_period_and_the_rest)
{
    struct bench b;
    open(&b, 1, 604800);
    double r = 1 - 0.693 / 604800, r300 = pow(r, 300);
    uint32_t user = b.users[0];

    ledger_recalculate(&b.ledger, 1);
    ledger_begin(&b.ledger, user, 12, 300);
    ledger_recalculate(&b.ledger, 2);
    ledger_end(&b.ledger, user, 12);
    ledger_charge(&b.ledger, user, 12, 100);

    double full = 12 * 300 * r300 * (r300 * r300 + r300 + 1);
    ck_assert_double_eq_tol(ledger_used(&b.ledger, user), full, 1e-8);
    ledger_recalculate(&b.ledger, 1);
    ck_assert_double_eq_tol(ledger_used(&b.ledger, user), (full + 1200 * pow(r, 100)) * r300, 1e-8);
    ck_assert_double_eq(ledger_used(&b.ledger, 0), ledger_used(&b.ledger, user));
    aif_arena_free(&b.arena);
}
END_TEST

START_TEST(a_reset_forgets_usage_but_not_who_runs)
{
    struct bench b;
    open(&b, 1, 0);
    uint32_t user = b.users[0];
    ledger_begin(&b.ledger, user, 2, 50);
    ledger_charge(&b.ledger, user, 2, 50);

    ledger_reset(&b.ledger);
    ledger_recalculate(&b.ledger, 3);

    ck_assert_double_eq(ledger_used(&b.ledger, user), 2 * 900);
    aif_arena_free(&b.arena);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("ledger");
    TCase *t = tcase_create("ledger");
    suite_add_tcase(s, t);
    tcase_add_loop_test(t, usage_of_a_fixed_date_is_usage_decayed_step_by_step, 0, RUNS);
    tcase_add_loop_test(t, long_spans_and_short_half_lives_are_kept_within_numbers, 0, 4);
    tcase_add_test(t, a_job_is_charged_for_each_period_and_the_rest);
    tcase_add_test(t, a_reset_forgets_usage_but_not_who_runs);
    return run_suite(s);
}
