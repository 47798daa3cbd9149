/* What every rule of enforcement must do: all of the registry, on random grants used in random
 * steps.  The loop index is the seed. */
#include "aif/access.h"
#include "aif/rng.h"

#include "suite.h"

/* A process of its own for each case would cost sanitizers more than the case. */
enum { ROUNDS = 4, CASES = 50, STEPS = 40, DAY_S = 86400 };

static struct aif_rng rng;

static int64_t below(int64_t n)
{
    return (int64_t)aif_rng_below(&rng, (uint64_t)n);
}

struct run {
    const struct aif_access_rule *rule;
    struct aif_access access;
    struct aif_grant grant;
    struct aif_grant_book book;
};

static struct run draw_run(const struct aif_plugin *p, int seed)
{
    rng = aif_rng_stream((uint64_t)seed, AIF_STREAM_TEST, 77);
    struct run r = {.rule = (const struct aif_access_rule *)p};
    r.access = (struct aif_access){.rule = r.rule,
                                   .settings = aif_access_settings_default(),
                                   .unix_start_s = below(3000000000),
                                   .utc_offset_s = (int32_t)below(7200)};
    r.access.settings.is_floor_before_quota = below(2);
    r.grant.start_s = below(400 * DAY_S);
    r.grant.end_s = r.grant.start_s + 1 + below(700 * DAY_S);
    r.grant.amount_unit_ms = below(2) ? below(1000) : below(INT64_C(1) << 60);
    return r;
}

static int64_t quota_after(const struct run *r)
{
    uint32_t next = r->book.month + 1;
    return next < r->book.month_count ? aif_grant_quota(&r->access, &r->grant, next) : 0;
}

static void open_book(struct run *r)
{
    r->book = (struct aif_grant_book){
        .grant = &r->grant,
        .month_count = aif_grant_months(&r->access, &r->grant),
        .month_quota_unit_ms = aif_grant_quota(&r->access, &r->grant, 0),
    };
    r->book.next_quota_unit_ms = quota_after(r);
}

static struct aif_access_verdict judge(const struct run *r)
{
    struct aif_access_verdict a = {.band = 77}, b = {.band = 88, .stop = AIF_STOP_SUBMIT};
    struct aif_grant_book before = r->book;
    r->rule->judge(&r->access.settings, &r->book, &a);
    r->rule->judge(&r->access.settings, &r->book, &b);
    ck_assert_msg(a.stop == b.stop && a.band == b.band && a.max_limit_s == b.max_limit_s,
                  "%s: two answers to one question", r->rule->plugin.name);
    ck_assert_int_eq(before.used_unit_ms, r->book.used_unit_ms);
    ck_assert_uint_le(a.band, AIF_BAND_LAST);
    ck_assert_int_ge(a.max_limit_s, 0);
    ck_assert(a.stop <= AIF_STOP_START);
    return a;
}

/* Within a month, using more never makes things better. */
static void use_step_by_step(struct run *r)
{
    struct aif_access_verdict last = judge(r);
    for (int i = 0; i < STEPS; i++) {
        int64_t step = below(1 + r->book.month_quota_unit_ms / 8);
        r->book.used_unit_ms += step;
        r->book.month_used_unit_ms += step;
        struct aif_access_verdict v = judge(r);
        ck_assert_msg(v.stop >= last.stop && v.band >= last.band, "%s: better after more use",
                      r->rule->plugin.name);
        last = v;
    }
}

static void turn(struct run *r)
{
    struct aif_grant_book *b = &r->book;
    int64_t next = aif_grant_quota(&r->access, &r->grant, b->month + 1);
    if (r->rule->turn_month)
        r->rule->turn_month(&r->access.settings, next, b);
    b->month++;
    b->month_used_unit_ms = 0;
    b->month_quota_unit_ms = next;
    b->next_quota_unit_ms = quota_after(r);
    ck_assert_int_ge(b->forfeited_unit_ms, 0);
}

static void check_every_rule_answers_within_its_bounds(int seed)
{
    const struct aif_plugin *p;
    for (size_t i = 0; (p = aif_plugin_at(AIF_ACCESS, i)); i++) {
        struct run r = draw_run(p, seed);
        open_book(&r);
        use_step_by_step(&r);
        while (r.book.month + 1 < r.book.month_count) {
            turn(&r);
            use_step_by_step(&r);
        }
    }
}

START_TEST(every_rule_answers_within_its_bounds)
{
    for (int seed = _i * CASES; seed < (_i + 1) * CASES; seed++)
        check_every_rule_answers_within_its_bounds(seed);
}
END_TEST

START_TEST(a_rule_has_months_exactly_if_it_says_so)
{
    const struct aif_plugin *p;
    size_t i = 0;
    for (; (p = aif_plugin_at(AIF_ACCESS, i)); i++) {
        const struct aif_access_rule *rule = (const struct aif_access_rule *)p;
        ck_assert(rule->judge && rule->is_monthly == (rule->turn_month != NULL));
    }
    ck_assert_uint_eq(i, 5);
}
END_TEST

static void check_quotas_of_a_grant_add_up_to_its_amount(int seed)
{
    struct run r = draw_run(aif_plugin_at(AIF_ACCESS, 0), seed);
    uint32_t count = aif_grant_months(&r.access, &r.grant);
    int64_t sum = 0;
    for (uint32_t m = 0; m < count; m++) {
        int64_t quota = aif_grant_quota(&r.access, &r.grant, m);
        ck_assert_int_ge(quota, 0);
        sum += quota;
    }
    ck_assert_int_eq(sum, r.grant.amount_unit_ms);
}

START_TEST(quotas_of_a_grant_add_up_to_its_amount)
{
    for (int seed = _i * CASES; seed < (_i + 1) * CASES; seed++)
        check_quotas_of_a_grant_add_up_to_its_amount(seed);
}
END_TEST

/* Months follow each other: stepping with next_month() through a grant takes as many steps. */
static void check_months_of_a_grant_are_those_that_the_calendar_steps_through(int seed)
{
    struct run r = draw_run(aif_plugin_at(AIF_ACCESS, 0), seed);
    uint32_t count = 0;
    for (int64_t t_s = r.grant.start_s; t_s < r.grant.end_s;
         t_s = aif_access_next_month(&r.access, t_s)) {
        ck_assert_int_gt(aif_access_next_month(&r.access, t_s), t_s);
        count++;
    }
    ck_assert_uint_eq(count, aif_grant_months(&r.access, &r.grant));
}

START_TEST(months_of_a_grant_are_those_that_the_calendar_steps_through)
{
    for (int seed = _i * CASES; seed < (_i + 1) * CASES; seed++)
        check_months_of_a_grant_are_those_that_the_calendar_steps_through(seed);
}
END_TEST

/* Where no debt is forgiven, what the months gave so far is used, forfeited, or at hand. */
static void check_overdraft_keeps_account_of_every_unit(int seed)
{
    struct run r = draw_run(aif_plugin_find(AIF_ACCESS, "overdraft"), seed);
    open_book(&r);
    int64_t given = r.book.month_quota_unit_ms;
    for (;;) {
        struct aif_grant_book *b = &r.book;
        int64_t most = b->carried_unit_ms + b->month_quota_unit_ms;
        int64_t step = most > 0 ? below(most + 1) : 0;
        b->used_unit_ms += step;
        b->month_used_unit_ms += step;
        int64_t left = b->carried_unit_ms + b->month_quota_unit_ms - b->month_used_unit_ms;
        ck_assert_int_eq(b->used_unit_ms + b->forfeited_unit_ms + left, given);
        if (b->month + 1 == b->month_count)
            break;
        turn(&r);
        given += b->month_quota_unit_ms;
    }
    ck_assert_int_eq(given, r.grant.amount_unit_ms);
}

START_TEST(overdraft_keeps_account_of_every_unit)
{
    for (int seed = _i * CASES; seed < (_i + 1) * CASES; seed++)
        check_overdraft_keeps_account_of_every_unit(seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("access");
    tcase_add_loop_test(t, every_rule_answers_within_its_bounds, 0, ROUNDS);
    tcase_add_test(t, a_rule_has_months_exactly_if_it_says_so);
    tcase_add_loop_test(t, quotas_of_a_grant_add_up_to_its_amount, 0, ROUNDS);
    tcase_add_loop_test(t, months_of_a_grant_are_those_that_the_calendar_steps_through, 0, ROUNDS);
    tcase_add_loop_test(t, overdraft_keeps_account_of_every_unit, 0, ROUNDS);
    Suite *s = suite_create("access");
    suite_add_tcase(s, t);
    return run_suite(s);
}
