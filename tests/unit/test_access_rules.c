/* What each rule of enforcement does, by hand: months of quota 100 (JSC's worked case is from its
 * rule, not from code), amounts of 1000. */
#include "aif/access.h"

#include "suite.h"

static struct aif_access_settings settings;
static const struct aif_grant grant = {.amount_unit_ms = 1000};
static struct aif_grant_book book;

static void begin(uint32_t month_count)
{
    settings = aif_access_settings_default();
    book = (struct aif_grant_book){.grant = &grant,
                                   .month_count = month_count,
                                   .month_quota_unit_ms = 100,
                                   .next_quota_unit_ms = month_count > 1 ? 100 : 0};
}

static const struct aif_access_rule *rule_named(const char *name)
{
    const struct aif_plugin *p = aif_plugin_find(AIF_ACCESS, name);
    ck_assert_ptr_nonnull(p);
    return (const struct aif_access_rule *)p;
}

static struct aif_access_verdict judge(const char *name)
{
    struct aif_access_verdict v = {.band = 99};
    rule_named(name)->judge(&settings, &book, &v);
    return v;
}

static void use(int64_t amount)
{
    book.used_unit_ms += amount;
    book.month_used_unit_ms += amount;
}

static int64_t balance(void)
{
    return book.carried_unit_ms + book.month_quota_unit_ms - book.month_used_unit_ms;
}

static void next_month(void)
{
    const struct aif_access_rule *rule = rule_named("overdraft");
    rule->turn_month(&settings, book.next_quota_unit_ms, &book);
    book.month++;
    book.month_quota_unit_ms = book.next_quota_unit_ms;
    book.next_quota_unit_ms = book.month + 1 < book.month_count ? 100 : 0;
    book.month_used_unit_ms = 0;
}

/* How much of `amount` is used at normal priority, judged before each unit. */
static int64_t use_at_normal(int64_t amount)
{
    int64_t normal = 0;
    for (int64_t i = 0; i < amount; i++) {
        struct aif_access_verdict v = judge("overdraft");
        ck_assert_int_eq(v.stop, AIF_STOP_NONE);
        ck_assert(v.band == 0 || v.band == AIF_BAND_LAST);
        normal += v.band == 0;
        use(1);
    }
    return normal;
}

START_TEST(without_enforcement_nothing_stops)
{
    begin(1);
    use(100000);
    struct aif_access_verdict v = judge("none");
    ck_assert(v.stop == AIF_STOP_NONE && v.band == 0 && v.max_limit_s == 0);
}
END_TEST

START_TEST(a_hard_stop_comes_with_the_last_unit)
{
    begin(1);
    use(999);
    ck_assert_int_eq(judge("hard-stop").stop, AIF_STOP_NONE);
    use(1);
    ck_assert_int_eq(judge("hard-stop").stop, AIF_STOP_START);
    ck_assert_uint_eq(judge("hard-stop").band, 0);
}
END_TEST

/* Thirteen steps: 7 of 100 are less than a thirteenth, 8 are not; 99 are 12.87 thirteenths. */
START_TEST(priority_falls_as_the_months_quota_is_used)
{
    static const struct {
        int64_t used;
        uint8_t band;
    } cases[] = {{0, 0}, {7, 0}, {8, 1}, {50, 6}, {93, 12}, {99, 12}, {100, 13}, {300, 13}};
    for (size_t i = 0; i < AIF_COUNT(cases); i++) {
        begin(10);
        use(cases[i].used);
        ck_assert_uint_eq(judge("monthly").band, cases[i].band);
        ck_assert_int_eq(judge("monthly").stop, AIF_STOP_NONE);
    }
}
END_TEST

START_TEST(a_new_month_begins_at_full_priority_whatever_was_used)
{
    begin(10);
    use(500);
    rule_named("monthly")->turn_month(&settings, 100, &book);
    book.month_used_unit_ms = 0;
    ck_assert_uint_eq(judge("monthly").band, 0);
    ck_assert_int_eq(book.carried_unit_ms, 0);
    ck_assert_int_eq(book.forfeited_unit_ms, 0);
}
END_TEST

START_TEST(a_used_budget_suspends_submission)
{
    begin(10);
    use(1000);
    ck_assert_int_eq(judge("monthly").stop, AIF_STOP_SUBMIT);
    ck_assert_uint_eq(judge("monthly").band, AIF_BAND_LAST);
}
END_TEST

START_TEST(a_month_overdraws_the_next_and_then_runs_last)
{
    begin(12);
    ck_assert_int_eq(use_at_normal(50), 50);
    ck_assert_int_eq(balance(), 50);
    next_month();
    ck_assert_int_eq(use_at_normal(150), 150);
    ck_assert_int_eq(balance(), 0);
    next_month();

    ck_assert_int_eq(use_at_normal(220), 200);

    ck_assert_int_eq(balance(), -120);
    ck_assert_int_eq(book.forfeited_unit_ms, 0);
}
END_TEST

/* -120 carried: -20 at the beginning of month 4, which may go down to -100: 80 more. */
START_TEST(debts_are_carried)
{
    begin(12);
    use(220);
    next_month();
    ck_assert_int_eq(balance(), -20);
    ck_assert_int_eq(use_at_normal(90), 80);
}
END_TEST

/* Nothing used in months 1 and 2: month 3 has its own 100 and 100 of month 2. */
START_TEST(what_the_month_before_last_left_is_forfeited)
{
    begin(12);
    next_month();
    ck_assert_int_eq(balance(), 200);
    ck_assert_int_eq(book.forfeited_unit_ms, 0);
    next_month();
    ck_assert_int_eq(balance(), 200);
    ck_assert_int_eq(book.forfeited_unit_ms, 100);
    use(130); /* 100 of month 2, 30 of month 3 */
    next_month();
    ck_assert_int_eq(balance(), 170);
    ck_assert_int_eq(book.forfeited_unit_ms, 100);
}
END_TEST

START_TEST(the_last_month_has_nothing_to_overdraw)
{
    begin(3);
    book.month = 2;
    book.next_quota_unit_ms = 0;
    ck_assert_int_eq(use_at_normal(150), 100);
}
END_TEST

/* The first and last month of a grant may be covered in part: a month of 100 before one of 30 goes
 * down to -30, one of 30 before one of 100 to -100. */
START_TEST(what_may_be_overdrawn_is_the_next_months_quota)
{
    begin(3);
    book.next_quota_unit_ms = 30;
    ck_assert_int_eq(use_at_normal(300), 130);

    begin(3);
    book.month_quota_unit_ms = 30;
    ck_assert_int_eq(use_at_normal(300), 130);
    ck_assert_int_eq(balance(), -270);
}
END_TEST

/* Balance -450 and 100 new: -350, which becomes -101; or -450 becomes -101, and then -1. */
START_TEST(the_floor_is_applied_before_or_after_the_new_quota)
{
    begin(12);
    use(550);
    next_month();
    ck_assert_int_eq(balance(), -101);

    begin(12);
    settings.is_floor_before_quota = true;
    use(550);
    next_month();
    ck_assert_int_eq(balance(), -1);
}
END_TEST

START_TEST(the_free_queue_takes_short_jobs_up_to_half_as_much_again)
{
    static const struct {
        int64_t used;
        enum aif_access_stop stop;
        uint8_t band;
        int64_t max_limit_s;
    } cases[] = {
        {999, AIF_STOP_NONE, 0, 0},
        {1000, AIF_STOP_NONE, AIF_BAND_LAST, 64800},
        {1499, AIF_STOP_NONE, AIF_BAND_LAST, 64800},
        {1500, AIF_STOP_START, AIF_BAND_LAST, 64800},
    };
    for (size_t i = 0; i < AIF_COUNT(cases); i++) {
        begin(1);
        use(cases[i].used);
        struct aif_access_verdict v = judge("free-queue");
        ck_assert_int_eq(v.stop, cases[i].stop);
        ck_assert_uint_eq(v.band, cases[i].band);
        ck_assert_int_eq(v.max_limit_s, cases[i].max_limit_s);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, without_enforcement_nothing_stops);
    tcase_add_test(t, a_hard_stop_comes_with_the_last_unit);
    tcase_add_test(t, priority_falls_as_the_months_quota_is_used);
    tcase_add_test(t, a_new_month_begins_at_full_priority_whatever_was_used);
    tcase_add_test(t, a_used_budget_suspends_submission);
    tcase_add_test(t, a_month_overdraws_the_next_and_then_runs_last);
    tcase_add_test(t, debts_are_carried);
    tcase_add_test(t, what_the_month_before_last_left_is_forfeited);
    tcase_add_test(t, the_last_month_has_nothing_to_overdraw);
    tcase_add_test(t, what_may_be_overdrawn_is_the_next_months_quota);
    tcase_add_test(t, the_floor_is_applied_before_or_after_the_new_quota);
    tcase_add_test(t, the_free_queue_takes_short_jobs_up_to_half_as_much_again);
    Suite *s = suite_create("access_rules");
    suite_add_tcase(s, t);
    return run_suite(s);
}
