/* Fair share as other schedulers do it, on published or hand-worked examples; and what holds for
 * any tree. */
#include "share/maui.h"
#include "shares.h"

#include <math.h>
#include <stdio.h>

static struct shares_case c;

static void teardown(void)
{
    aif_arena_free(&c.arena);
}

static struct aif_tres_set cpus_and(int64_t cpus, enum aif_tres t, int64_t amount)
{
    struct aif_tres_set s = {{0}};
    s.of[AIF_TRES_CPU] = cpus;
    s.of[t] = amount;
    return s;
}

static void hold(const char *user, int64_t cpus, enum aif_tres t, int64_t amount)
{
    struct aif_tres_set s = cpus_and(cpus, t, amount);
    aif_usage_hold(&c.usage, shares_find(&c.accounts, user), &s, 0);
}

#define ck_assert_four(x, printed)                                                                 \
    do {                                                                                           \
        char shown[64];                                                                            \
        snprintf(shown, sizeof shown, "%.4f", (double)(x));                                        \
        ck_assert_str_eq(shown, printed);                                                          \
    } while (0)

/* OpenPBS's functional test pbs_fairshare.py: usages 100, 100, 1 (the least), 1000. */
START_TEST(openpbs_gives_the_numbers_of_its_own_test)
{
    static const struct shares_node n[] = {{NULL, "Group1", 40, 0},   {"Group1", "u0", 50, 100},
                                           {"Group1", "u1", 50, 100}, {NULL, "Group2", 60, 0},
                                           {"Group2", "u2", 60, 0},   {"Group2", "u3", 40, 1000}};
    static const char *const e[][4] = {{"u0", "0.2000", "0.1253", "0.6477"},
                                       {"u1", "0.2000", "0.1253", "0.6477"},
                                       {"u2", "0.3600", "0.5004", "0.3816"},
                                       {"u3", "0.2400", "0.8330", "0.0902"}};

    shares_compute(&c, "openpbs", n, AIF_COUNT(n));

    for (size_t i = 0; i < AIF_COUNT(e); i++) {
        ck_assert_four(shares_row(&c, e[i][0])->norm_shares, e[i][1]);
        ck_assert_four(shares_row(&c, e[i][0])->effective_usage, e[i][2]);
        ck_assert_four(shares_factor(&c, e[i][0]), e[i][3]);
    }
}
END_TEST

START_TEST(openpbs_halves_usage_once_a_day)
{
    static const struct shares_node n[] = {{NULL, "u", 1, 0}};
    shares_begin(&c, n, AIF_COUNT(n));
    shares_open(&c, "openpbs");

    shares_charge(&c, "u", 100, 10);
    aif_usage_decay(&c.usage, 86399);
    ck_assert(c.usage.assocs[0].raw == 1000);
    aif_usage_decay(&c.usage, 1);
    ck_assert(c.usage.assocs[0].raw == 500);
}
END_TEST

/* Moab's example: user 50 % used 45, account 25 % used 35, QOS a floor of 10 % used 25; weights 10,
 * 30, 40, all times 100: -25,000. */
START_TEST(maui_weighs_the_distances_to_targets)
{
    static const struct shares_node n[] = {
        {NULL, "Account", 1, 0}, {"Account", "user", 1, 0}, {NULL, "other", 1, 0}};
    shares_begin(&c, n, AIF_COUNT(n));
    c.accounts.assocs[shares_find(&c.accounts, "user")].target_percent = 50;
    c.accounts.assocs[shares_find(&c.accounts, "Account")].target_percent = 25;
    c.options.maui_user_weight = 10;
    c.options.maui_account_weight = 30;
    shares_open(&c, "maui");
    shares_charge(&c, "other", 65, 1);
    shares_charge(&c, "user", 35, 1);
    aif_share_update(&c.view, 0);

    /* The account has used 35 %, of 25; the user 35 %, of 50. */
    ck_assert_double_eq_tol(shares_factor(&c, "user"), 10 * (50 - 35) + 30 * (25 - 35), 1e-9);
    double qos = maui_component(10, '+', 25, false);
    double user = maui_component(50, 0, 45, false), account = maui_component(25, 0, 35, false);
    ck_assert_double_eq_tol(100 * (10 * user + 30 * account + 40 * qos), -25000, 1e-9);
}
END_TEST

START_TEST(floors_only_help_ceilings_only_hurt_and_caps_block)
{
    ck_assert_double_eq(maui_component(10, '+', 4, false), 6);
    ck_assert_double_eq(maui_component(10, '+', 14, false), 0);
    ck_assert_double_eq(maui_component(10, '-', 4, false), 0);
    ck_assert_double_eq(maui_component(10, '-', 14, false), -4);
    ck_assert_double_eq(maui_component(10, '^', 14, false), 0);
    ck_assert_double_eq(maui_component(0, 0, 14, false), 0);
    ck_assert_double_eq(maui_component(50, 0, 75, true), -0.5);

    static const struct shares_node n[] = {{NULL, "A", 1, 0}, {"A", "a", 1, 0}, {NULL, "b", 1, 0}};
    shares_begin(&c, n, AIF_COUNT(n));
    c.accounts.assocs[shares_find(&c.accounts, "A")].target_percent = 30;
    c.accounts.assocs[shares_find(&c.accounts, "A")].target_kind = '^';
    shares_open(&c, "maui");
    shares_charge(&c, "a", 40, 1);
    shares_charge(&c, "b", 60, 1);
    aif_share_update(&c.view, 0);
    ck_assert(shares_row(&c, "a")->is_over_cap && shares_row(&c, "A")->is_over_cap);
    ck_assert(!shares_row(&c, "b")->is_over_cap);
    shares_charge(&c, "b", 50, 1);
    aif_share_update(&c.view, 0);
    ck_assert(!shares_row(&c, "a")->is_over_cap); /* 40 of 150 */
}
END_TEST

/* 10 / 3, and 10 / (7 + 8.4 + 15). */
START_TEST(lsf_divides_shares_by_use)
{
    static const struct shares_node n[] = {{NULL, "a", 10, 0}, {NULL, "b", 10, 0}};
    shares_begin(&c, n, AIF_COUNT(n));
    shares_open(&c, "lsf");
    shares_charge(&c, "a", 10, 3600); /* 10 h of CPU time */
    struct aif_tres_set ended = cpus_and(0, AIF_TRES_NODE, 1), running = cpus_and(4, 0, 4);
    uint32_t a = shares_find(&c.accounts, "a");
    aif_usage_hold(&c.usage, a, &ended, -7 * 3600);
    aif_usage_release(&c.usage, a, &ended, -7 * 3600, 0); /* 7 h of run time behind it */
    aif_usage_hold(&c.usage, a, &running, 0);
    aif_share_update(&c.view, 5 * 3600); /* and 5 h of run time so far */

    ck_assert_four(shares_factor(&c, "b"), "3.3333");
    ck_assert_four(shares_factor(&c, "a"), "0.3289");
}
END_TEST

START_TEST(lsf_forgets_nine_tenths_in_five_hours)
{
    static const struct shares_node n[] = {{NULL, "a", 10, 0}};
    shares_begin(&c, n, AIF_COUNT(n));
    shares_open(&c, "lsf");
    shares_charge(&c, "a", 1, 3600);
    aif_usage_decay(&c.usage, 5 * 3600);

    ck_assert_double_eq_tol((double)c.usage.assocs[0].tres[AIF_TRES_CPU], 360, 1e-9);
}
END_TEST

#define DAY_S INT64_C(86400)

static double real_priority(const char *user)
{
    return (double)shares_row(&c, user)->effective_usage;
}

/* 100 cores held for two half-lives: 0.25 x 0.5 + 0.75 x 100 = 75.125, 150.25 times the rival's
 * 0.5; then 19.5 cores for a day give 10 from 0.5, which halve each idle day. */
START_TEST(condor_smooths_the_cores_in_use)
{
    static const struct shares_node n[] = {
        {NULL, "a", 1, 0}, {NULL, "b", 1, 0}, {NULL, "idle", 1, 0}};
    shares_begin(&c, n, AIF_COUNT(n));
    shares_open(&c, "condor");
    aif_share_update(&c.view, 0);

    shares_charge(&c, "a", 100, 2 * DAY_S);
    aif_share_update(&c.view, 2 * DAY_S);
    ck_assert_double_eq_tol(real_priority("a"), 75.125, 1e-9);
    ck_assert_double_eq(real_priority("idle"), 0.5);
    ck_assert_double_eq_tol(shares_factor(&c, "idle") / shares_factor(&c, "a"), 150.25, 1e-9);

    shares_charge(&c, "b", 39, DAY_S / 2); /* 19.5 cores on the average */
    aif_share_update(&c.view, 3 * DAY_S);
    ck_assert_double_eq_tol(real_priority("b"), 10, 1e-9);
    aif_share_update(&c.view, 4 * DAY_S);
    ck_assert_double_eq_tol(real_priority("b"), 5, 1e-9);
    aif_share_update(&c.view, 5 * DAY_S);
    ck_assert_double_eq_tol(real_priority("b"), 2.5, 1e-9);
}
END_TEST

/* Priorities 5 : 10 : 20 divide 7 slots as 4 : 2 : 1. */
START_TEST(condor_divides_the_pool_by_the_inverse)
{
    static const struct shares_node n[] = {{NULL, "a", 1, 0}, {NULL, "b", 1, 0}, {NULL, "d", 1, 0}};
    shares_begin(&c, n, AIF_COUNT(n));
    shares_open(&c, "condor");
    aif_share_update(&c.view, 0);
    shares_charge(&c, "a", 19, DAY_S / 2); /* 0.25 + 0.5 x 9.5 = 5 */
    shares_charge(&c, "b", 39, DAY_S / 2);
    shares_charge(&c, "d", 79, DAY_S / 2);
    aif_share_update(&c.view, DAY_S);

    ck_assert_double_eq_tol(shares_row(&c, "a")->norm_shares * 7, 4, 1e-9);
    ck_assert_double_eq_tol(shares_row(&c, "b")->norm_shares * 7, 2, 1e-9);
    ck_assert_double_eq_tol(shares_row(&c, "d")->norm_shares * 7, 1, 1e-9);
}
END_TEST

/* Ghodsi et al. 2011, section 4: 9 CPUs and 18 GB; tasks of a take 1 CPU and 4 GB, of b 3 CPUs and
 * 1 GB.  They start in the order b, a, a, b, a. */
START_TEST(drf_starts_tasks_in_the_published_order)
{
    static const struct shares_node n[] = {{NULL, "a", 1, 0}, {NULL, "b", 1, 0}};
    static const char order[] = "baaba";
    static const double a_share[] = {0, 2 / 9.0, 4 / 9.0, 4 / 9.0, 6 / 9.0};
    static const double b_share[] = {3 / 9.0, 3 / 9.0, 3 / 9.0, 6 / 9.0, 6 / 9.0};
    shares_begin(&c, n, AIF_COUNT(n));
    c.options.capacity = cpus_and(9, AIF_TRES_MEM, 18);
    shares_open(&c, "drf");
    aif_share_update(&c.view, 0);

    for (size_t i = 0; i < AIF_COUNT(a_share); i++) {
        bool is_a = shares_factor(&c, "a") > shares_factor(&c, "b"); /* at first equal: b */
        ck_assert_int_eq(order[i], is_a ? 'a' : 'b');
        hold(is_a ? "a" : "b", is_a ? 1 : 3, AIF_TRES_MEM, is_a ? 4 : 1);
        aif_share_update(&c.view, 0);
        ck_assert_double_eq_tol((double)shares_row(&c, "a")->effective_usage, a_share[i], 1e-15);
        ck_assert_double_eq_tol((double)shares_row(&c, "b")->effective_usage, b_share[i], 1e-15);
    }
    ck_assert_int_eq(c.usage.held[0].amount.of[AIF_TRES_CPU], 9);
    ck_assert_int_eq(c.usage.held[0].amount.of[AIF_TRES_MEM], 14);
}
END_TEST

static double kueue_share(const char *name)
{
    aif_share_update(&c.view, 0);
    return (double)shares_row(&c, name)->effective_usage;
}

/* Kueue's tests: quotas 2 CPUs and 5 GPUs beside 8 and 5, 10 of each to lend. */
START_TEST(kueue_counts_what_is_borrowed_of_what_can_be_lent)
{
    static const struct shares_node n[] = {{NULL, "a", 1, 0}, {NULL, "b", 1, 0}};
    struct aif_tres_set nominal[3] = {
        {{0}}, cpus_and(2, AIF_TRES_GPU, 5), cpus_and(8, AIF_TRES_GPU, 5)};
    shares_begin(&c, n, AIF_COUNT(n));
    c.options.nominal = nominal;
    shares_open(&c, "kueue");

    hold("a", 3, AIF_TRES_GPU, 3);
    ck_assert_double_eq(kueue_share("a"), 100);
    hold("a", 0, AIF_TRES_GPU, 4);
    ck_assert_double_eq(kueue_share("a"), 200);
    ck_assert_double_eq(kueue_share("b"), 0);
    ck_assert_double_eq(shares_factor(&c, "b"), 1);
    ck_assert_double_lt(shares_factor(&c, "a"), 1);
}
END_TEST

START_TEST(kueue_compares_fractions_and_reports_them_rounded_up)
{
    static const struct shares_node n[] = {{NULL, "a", 1, 0}, {NULL, "b", 1, 0}};
    struct aif_tres_set nominal[3] = {{{0}}, cpus_and(500, 0, 500), cpus_and(1000, 0, 1000)};
    shares_begin(&c, n, AIF_COUNT(n));
    c.options.nominal = nominal;
    shares_open(&c, "kueue");

    hold("a", 501, 0, 501);

    ck_assert_double_eq_tol(kueue_share("a"), 0.667, 5e-4);
    ck_assert_double_eq(ceil(kueue_share("a")), 1);
}
END_TEST

static const char *least(const char *const *names, size_t count)
{
    const char *best = names[0];
    for (size_t i = 1; i < count; i++)
        if (kueue_share(names[i]) < kueue_share(best))
            best = names[i];
    return best;
}

/* KEP-1714: 300 GPUs, two cohorts -> 150 each; the first has queues of weight 1, 1 and 3 -> 30, 30
 * and 90. */
START_TEST(kueue_divides_what_is_lent_by_weight)
{
    static const struct shares_node n[] = {{NULL, "A", 1, 0}, {"A", "x", 1, 0},  {"A", "y", 1, 0},
                                           {"A", "z", 3, 0},  {NULL, "B", 1, 0}, {"B", "w", 1, 0}};
    static const char *const cohorts[] = {"A", "B"}, *const queues[] = {"x", "y", "z"};
    struct aif_tres_set nominal[7] = {cpus_and(0, AIF_TRES_GPU, 300)};
    shares_begin(&c, n, AIF_COUNT(n));
    c.options.nominal = nominal;
    shares_open(&c, "kueue");

    for (int gpu = 0; gpu < 300; gpu++)
        hold(strcmp(least(cohorts, 2), "A") == 0 ? least(queues, 3) : "w", 0, AIF_TRES_GPU, 1);

    static const struct {
        const char *name;
        int64_t gpus;
    } e[] = {{"A", 150}, {"B", 150}, {"x", 30}, {"y", 30}, {"z", 90}};
    for (size_t i = 0; i < AIF_COUNT(e); i++) {
        uint32_t a = shares_find(&c.accounts, e[i].name);
        ck_assert_int_eq(c.usage.held[a].amount.of[AIF_TRES_GPU], e[i].gpus);
    }
}
END_TEST

START_TEST(capacity_is_all_that_a_machine_has)
{
    static const struct aif_class classes[] = {
        {.node_count = 2, .shape = {.cores = 64, .gpus = 4, .mem_mib = 1000}},
        {.first_node = 2, .node_count = 3, .shape = {.cores = 128, .mem_mib = 10}}};
    struct aif_machine m = {.classes = classes, .class_count = 2, .node_count = 5};
    struct aif_machine pool = aif_machine_pool(7);

    struct aif_tres_set s = aif_share_capacity(&m), p = aif_share_capacity(&pool);

    ck_assert_int_eq(s.of[AIF_TRES_CPU], 512);
    ck_assert_int_eq(s.of[AIF_TRES_MEM], 2030);
    ck_assert_int_eq(s.of[AIF_TRES_GPU], 8);
    ck_assert_int_eq(s.of[AIF_TRES_NODE], 5);
    ck_assert_int_eq(p.of[AIF_TRES_CPU], 7);
}
END_TEST

START_TEST(none_gives_everybody_the_same)
{
    static const struct shares_node n[] = {{NULL, "a", 1, 50}, {NULL, "b", 9, 0}};

    shares_compute(&c, "none", n, AIF_COUNT(n));

    ck_assert_double_eq(shares_factor(&c, "a"), 0);
    ck_assert_double_eq(shares_factor(&c, "b"), 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("share_others");
    TCase *tc = tcase_create("share_others");
    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_add_test(tc, openpbs_gives_the_numbers_of_its_own_test);
    tcase_add_test(tc, openpbs_halves_usage_once_a_day);
    tcase_add_test(tc, maui_weighs_the_distances_to_targets);
    tcase_add_test(tc, floors_only_help_ceilings_only_hurt_and_caps_block);
    tcase_add_test(tc, lsf_divides_shares_by_use);
    tcase_add_test(tc, lsf_forgets_nine_tenths_in_five_hours);
    tcase_add_test(tc, condor_smooths_the_cores_in_use);
    tcase_add_test(tc, condor_divides_the_pool_by_the_inverse);
    tcase_add_test(tc, drf_starts_tasks_in_the_published_order);
    tcase_add_test(tc, kueue_counts_what_is_borrowed_of_what_can_be_lent);
    tcase_add_test(tc, kueue_compares_fractions_and_reports_them_rounded_up);
    tcase_add_test(tc, kueue_divides_what_is_lent_by_weight);
    tcase_add_test(tc, capacity_is_all_that_a_machine_has);
    tcase_add_test(tc, none_gives_everybody_the_same);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
