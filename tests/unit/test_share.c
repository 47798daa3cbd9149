/* Slurm's fair share on the trees of its own test suite and documentation: classic (test24.1,
 * test24.3), Fair Tree (test24.4) and what it does with tied accounts. */
#include "shares.h"

#include <stdio.h>

static struct shares_case c;

static void teardown(void)
{
    aif_arena_free(&c.arena);
}

#define SMALL                                                                                      \
    {NULL, "A", 40, 0}, {NULL, "D", 60, 0}, {"A", "B", 30, 0}, {"B", "user1", 1, 20},              \
        {"A", "C", 10, 0}, {"C", "user2", 1, 25}, {"C", "user3", 1, 0}, {"D", "E", 25, 0},         \
        {"E", "user4", 1, 25}, {"D", "F", 35, 0}, {"F", "user5", 1, 0}, {NULL, "G", 0, 0},         \
    {                                                                                              \
        "G", "user6", 0, 30                                                                        \
    }

static const struct shares_node small_tree[] = {SMALL};

static const struct shares_node big_tree[] = {
    SMALL,
    {NULL, "H", 50, 0},
    {"H", "Hta", PARENT, 0},
    {"Hta", "std1", PARENT, 10},
    {"Hta", "std2", 30, 10},
    {"Hta", "std3", 50, 25},
    {"H", "hra1", PARENT, 20},
    {"H", "hra2", 40, 20},
    {"H", "hra3", 50, 25},
};

struct expected {
    const char *name, *shares, *used, *effective, *factor;
};

static void compare_rows(const struct expected *e, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct aif_share_row *row = shares_row(&c, e[i].name);
        ck_assert_shown(row->norm_shares, e[i].shares);
        ck_assert_shown(row->norm_usage, e[i].used);
        ck_assert_shown(row->effective_usage, e[i].effective);
        ck_assert_shown(shares_factor(&c, e[i].name), e[i].factor);
    }
}

static void compare_factors(const char *const (*e)[2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_shown(shares_factor(&c, e[i][0]), e[i][1]);
}

START_TEST(classic_lies_between_own_usage_and_the_accounts)
{
    static const struct expected e[] = {
        {"user1", "0.300000", "0.200000", "0.387500", "0.408479"},
        {"user2", "0.050000", "0.250000", "0.275000", "0.022097"},
        {"user3", "0.050000", "0.000000", "0.150000", "0.125000"},
        {"user4", "0.250000", "0.250000", "0.250000", "0.500000"},
        {"user5", "0.350000", "0.000000", "0.145833", "0.749154"},
        {"C", "0.100000", "0.250000", "0.300000", "0.125000"},
    };

    shares_compute(&c, "classic", small_tree, AIF_COUNT(small_tree));

    compare_rows(e, AIF_COUNT(e));
}
END_TEST

START_TEST(with_parent_share_one_counts_as_the_account_above)
{
    static const struct expected e[] = {
        {"user1", "0.200000", "0.095238", "0.184524", "0.527550"},
        {"user2", "0.033333", "0.119048", "0.130952", "0.065672"},
        {"user3", "0.033333", "0.000000", "0.071429", "0.226431"},
        {"user4", "0.166667", "0.119048", "0.119048", "0.609507"},
        {"user5", "0.233333", "0.000000", "0.069444", "0.813594"},
        {"user6", "0.000000", "0.142857", "0.142857", "0.000000"},
        {"hra1", "0.333333", "0.095238", "0.523810", "0.336475"},
        {"hra2", "0.078431", "0.095238", "0.196078", "0.176777"},
        {"hra3", "0.098039", "0.119048", "0.238095", "0.185749"},
        {"std1", "0.333333", "0.047619", "0.523810", "0.336475"},
        {"std2", "0.058824", "0.047619", "0.131653", "0.211966"},
        {"std3", "0.098039", "0.119048", "0.238095", "0.185749"},
    };

    shares_compute(&c, "classic", big_tree, AIF_COUNT(big_tree));

    compare_rows(e, AIF_COUNT(e));
}
END_TEST

START_TEST(dampening_brings_factors_closer)
{
    static const char *const e[][2] = {
        {"user1", "0.879939"}, {"user2", "0.580065"}, {"user3", "0.742997"}, {"user4", "0.905724"},
        {"user5", "0.959581"}, {"user6", "0.000000"}, {"hra1", "0.804249"},  {"hra2", "0.707107"},
        {"hra3", "0.714143"},  {"std1", "0.804249"},  {"std2", "0.733252"},  {"std3", "0.714143"},
    };

    shares_begin(&c, big_tree, AIF_COUNT(big_tree));
    c.options.dampening = 5;
    shares_open(&c, "classic");
    for (size_t i = 0; i < AIF_COUNT(big_tree); i++)
        if (big_tree[i].usage > 0)
            shares_charge(&c, big_tree[i].name, big_tree[i].usage, 1);
    aif_share_update(&c.view, 0);

    compare_factors(e, AIF_COUNT(e));
}
END_TEST

/* A has used 0.4 and B 0.6 of the whole, with half of the shares each.  a2 is below its part of A
 * as A is below its own: 0.8 x 0.5 x 0.25 = 0.1.  a1 is above: 1.5 ^ k with k = 1 / (1 + 25 ln^2
 * 0.8). */
START_TEST(depth_oblivious_weighs_the_account_and_the_siblings)
{
    static const struct shares_node n[] = {{NULL, "A", 1, 0},
                                           {"A", "a1", 1, 30},
                                           {"A", "a2", 1, 10},
                                           {NULL, "B", 1, 0},
                                           {"B", "b1", 1, 60}};

    shares_compute(&c, "depth-oblivious", n, AIF_COUNT(n));

    ck_assert_shown(shares_row(&c, "A")->effective_usage, "0.400000");
    ck_assert_shown(shares_row(&c, "a1")->effective_usage, "0.239592");
    ck_assert_shown(shares_factor(&c, "a1"), "0.514638");
    ck_assert_shown(shares_row(&c, "a2")->effective_usage, "0.100000");
    ck_assert_shown(shares_factor(&c, "a2"), "0.757858");
    ck_assert_shown(shares_factor(&c, "b1"), "0.435275");
}
END_TEST

static const struct shares_node fair_tree[] = {
    {NULL, "AA", 40, 0},         {"AA", "AAA", 30, 0},    {"AAA", "uAA1", 1, 20},
    {"AA", "AAB", 10, 0},        {"AAB", "uAB1", 1, 25},  {"AAB", "uAB2", 1, 0},
    {NULL, "AB", 60, 0},         {"AB", "ABA", 25, 0},    {"ABA", "uBA1", 1, 25},
    {"AB", "ABB", 35, 0},        {"ABB", "uBB1", 1, 0},   {NULL, "AC", 0, 0},
    {"AC", "uC1", 0, 30},        {NULL, "AD", 50, 0},     {"AD", "ADA", PARENT, 0},
    {"ADA", "uDA1", PARENT, 10}, {"ADA", "uDA2", 30, 10}, {"ADA", "uDA3", 50, 25},
    {"AD", "uD1", PARENT, 20},   {"AD", "uD2", 40, 20},   {"AD", "uD3", 50, 25},
    {NULL, "AE", 10, 0},         {"AE", "uE1", 10, 0},    {"AE", "uE2", 10, 0},
    {NULL, "u1", 10, 0},         {NULL, "AF", 20, 0},     {"AF", "uF1", 10, 0},
    {"AF", "uF2", 20, 0},        {NULL, "AG", 8, 0},      {"AG", "uG1", 10, 10},
    {"AG", "AGA", 10, 0},        {"AGA", "uGA1", 20, 4},  {"AGA", "uGA2", 20, 6},
    {NULL, "u2", 10, 10},
};

START_TEST(fair_tree_ranks_users_level_by_level)
{
    static const char *const e[][2] = {
        {"u1", "1.000000"},   {"uE1", "1.000000"},  {"uE2", "1.000000"},  {"uF1", "1.000000"},
        {"uF2", "1.000000"},  {"uBB1", "0.761905"}, {"uBA1", "0.714286"}, {"u2", "0.666667"},
        {"uAA1", "0.619048"}, {"uAB2", "0.571429"}, {"uAB1", "0.523810"}, {"uD1", "0.476190"},
        {"uDA1", "0.476190"}, {"uDA2", "0.380952"}, {"uD3", "0.333333"},  {"uDA3", "0.333333"},
        {"uD2", "0.238095"},  {"uG1", "0.190476"},  {"uGA1", "0.190476"}, {"uGA2", "0.095238"},
        {"uC1", "0.047619"},
    };

    shares_compute(&c, "fair-tree", fair_tree, AIF_COUNT(fair_tree));

    compare_factors(e, AIF_COUNT(e));
}
END_TEST

START_TEST(level_fs_is_shares_over_usage_among_siblings)
{
    static const char *const e[][2] = {
        {"AA", "1.025641"},   {"AAA", "1.687500"},  {"AAB", "0.450000"},  {"AB", "2.769231"},
        {"ABA", "0.416667"},  {"AC", "0.000000"},   {"AD", "0.524476"},   {"AG", "0.461538"},
        {"AGA", "1.000000"},  {"uBA1", "1.000000"}, {"u2", "1.153846"},   {"uAA1", "1.000000"},
        {"uAB1", "0.500000"}, {"uDA2", "1.941176"}, {"uDA3", "1.294118"}, {"uD2", "1.294118"},
        {"uD3", "1.294118"},  {"uG1", "1.000000"},  {"uGA1", "1.250000"}, {"uGA2", "0.833333"},
        {"ABB", "inf"},       {"AE", "inf"},        {"uAB2", "inf"},
    };

    shares_compute(&c, "fair-tree", fair_tree, AIF_COUNT(fair_tree));

    for (size_t i = 0; i < AIF_COUNT(e); i++) {
        ck_assert(shares_row(&c, e[i][0])->has_level_fs);
        ck_assert_shown(shares_row(&c, e[i][0])->level_fs, e[i][1]);
    }
    ck_assert(!shares_row(&c, "ADA")->has_level_fs);
    ck_assert(!shares_row(&c, "uD1")->has_level_fs);
}
END_TEST

/* Both accounts have used 10 of equal shares. */
static const struct shares_node tied[] = {
    {NULL, "B", 1, 0}, {"B", "b1", 1, 3}, {"B", "b2", 1, 7},
    {NULL, "A", 1, 0}, {"A", "a1", 1, 4}, {"A", "a2", 1, 6},
};

START_TEST(as_shipped_only_the_first_user_of_a_tied_account_inherits_the_rank)
{
    static const char *const e[][2] = {
        {"a1", "1.000000"}, {"a2", "0.750000"}, {"b1", "0.750000"}, {"b2", "0.250000"}};

    shares_compute(&c, "fair-tree", tied, AIF_COUNT(tied));

    compare_factors(e, AIF_COUNT(e));
}
END_TEST

START_TEST(as_documented_users_of_tied_accounts_are_ranked_together)
{
    static const char *const e[][2] = {
        {"b1", "1.000000"}, {"a1", "0.750000"}, {"a2", "0.500000"}, {"b2", "0.250000"}};

    shares_begin(&c, tied, AIF_COUNT(tied));
    c.options.merges_tied_accounts = true;
    shares_open(&c, "fair-tree");
    for (size_t i = 0; i < AIF_COUNT(tied); i++)
        if (tied[i].usage > 0)
            shares_charge(&c, tied[i].name, tied[i].usage, 1);
    aif_share_update(&c.view, 0);

    compare_factors(e, AIF_COUNT(e));
}
END_TEST

START_TEST(of_tied_users_and_accounts_users_come_first_then_the_latest_made)
{
    static const struct shares_node n[] = {
        {NULL, "A", 1, 0}, {"A", "a1", 1, 0}, {NULL, "u", 1, 0}, {NULL, "B", 1, 0}};

    shares_compute(&c, "fair-tree", n, AIF_COUNT(n));

    ck_assert_uint_eq(shares_row(&c, "u")->place, 0);
    ck_assert_uint_eq(shares_row(&c, "B")->place, 1);
    ck_assert_uint_eq(shares_row(&c, "A")->place, 2);
    ck_assert_uint_eq(shares_row(&c, "a1")->place, 3);
    ck_assert_shown(shares_factor(&c, "a1"), "1.000000");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("share");
    TCase *tc = tcase_create("share");
    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_add_test(tc, classic_lies_between_own_usage_and_the_accounts);
    tcase_add_test(tc, with_parent_share_one_counts_as_the_account_above);
    tcase_add_test(tc, dampening_brings_factors_closer);
    tcase_add_test(tc, depth_oblivious_weighs_the_account_and_the_siblings);
    tcase_add_test(tc, fair_tree_ranks_users_level_by_level);
    tcase_add_test(tc, level_fs_is_shares_over_usage_among_siblings);
    tcase_add_test(tc, as_shipped_only_the_first_user_of_a_tied_account_inherits_the_rank);
    tcase_add_test(tc, as_documented_users_of_tied_accounts_are_ranked_together);
    tcase_add_test(tc, of_tied_users_and_accounts_users_come_first_then_the_latest_made);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
