/* The groups of a series made by hand, what they are entitled to, and the tables; distributions. */
#include "series_case.h"

#include "aif/access.h"

enum { HOUR_MS = 3600 * 1000 };

START_TEST(communities_come_in_their_order_and_all_has_every_job)
{
    add(0, 1, 0, 60)->community = community("startups");
    add(0, 2, 0, 60)->community = community("research");
    add(0, 4, 0, 60);
    make();
    ck_assert_uint_eq(f.series.group_count, 3);
    ck_assert_str_eq(f.series.groups[0].name, "all");
    ck_assert_str_eq(f.series.groups[1].name, "startups");
    ck_assert_str_eq(f.series.groups[2].name, "research");
    check(0, "420", "0", "0");
    check(1, "60", "0", "0");
    check(2, "120", "0", "0");
    ck_assert(!f.series.groups[0].entitled_unit_s && !f.series.groups[1].entitled_unit_s);
}
END_TEST

/* root: big (3, with a user and a sub-account), small (1), empty (0 shares, no jobs), idle (2). */
static struct aif_accounts make_tree(void)
{
    struct aif_accounts_builder b = {.arena = &f.arena};
    aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    uint32_t big = aif_accounts_add(&b, "big", 0, false, 3);
    aif_accounts_add(&b, "small", 0, false, 1);
    uint32_t sub = aif_accounts_add(&b, "sub", big, false, 7);
    aif_accounts_add(&b, "ann", sub, true, 1);
    aif_accounts_add(&b, "empty", 0, false, 0);
    aif_accounts_add(&b, "idle", 0, false, 2);
    return b.tree;
}

/* Capacity 10 x 60 s = 600 in the first bin, 10 x 30 in the second; 3, 1 and 2 of 6 shares.  A job
 * of "sub" is one of "big"; "research" has all of "big" and nothing else, "startups" a job outside
 * the tree. */
START_TEST(accounts_are_entitled_to_their_shares)
{
    struct aif_accounts tree = make_tree();
    f.in.accounts = &tree;
    struct aif_job *j = add(0, 1, 0, 90);
    j->account = account("sub");
    j->community = community("research");
    j = add(0, 2, 0, 60);
    j->account = account("small");
    j->community = community("startups");
    add(0, 4, 0, 60)->community = community("startups");
    make();
    ck_assert_uint_eq(f.series.group_count, 6);
    ck_assert(!f.series.groups[0].entitled_unit_s);
    ck_assert_str_eq(text_of(f.series.groups[1].entitled_unit_s), "300 150");
    ck_assert(!f.series.groups[2].entitled_unit_s);
    static const struct {
        const char *name, *busy, *entitled;
    } accounts[] = {
        {"big", "60 30", "300 150"}, {"small", "120 0", "100 50"}, {"idle", "0 0", "200 100"}};
    for (uint32_t i = 0; i < 3; i++) {
        const struct aif_series_group *g = &f.series.groups[3 + i];
        ck_assert(g->kind == AIF_SERIES_ACCOUNT);
        ck_assert_str_eq(g->name, accounts[i].name);
        ck_assert_str_eq(text_of(g->busy_unit_s), accounts[i].busy);
        ck_assert_str_eq(text_of(g->entitled_unit_s), accounts[i].entitled);
    }
}
END_TEST

/* Two users of one account name each their only association; the account is theirs. */
START_TEST(a_job_without_an_account_is_of_its_users)
{
    struct aif_accounts tree = make_tree();
    f.in.accounts = &tree;
    add(0, 1, 0, 60)->user =
        aif_names_intern(&f.workload.users, &f.workload.arena, "ann", strlen("ann"));
    make();
    ck_assert_str_eq(f.series.groups[1].name, "big");
    ck_assert_str_eq(text_of(f.series.groups[1].busy_unit_s), "60");
}
END_TEST

/* A level without shares of its own: "open" has Fairshare=parent, so its two users compete with
 * "shut"; 1 + 2 of 1 + 2 + 3 are theirs. */
START_TEST(an_account_without_own_shares_has_those_below_it)
{
    struct aif_accounts_builder b = {.arena = &f.arena};
    aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    uint32_t open = aif_accounts_add(&b, "open", 0, false, 50);
    aif_accounts_add(&b, "shut", 0, false, 3);
    aif_accounts_add(&b, "ann", open, true, 1);
    aif_accounts_add(&b, "ben", open, true, 2);
    b.tree.assocs[open].has_parent_share = true;
    f.in.accounts = &b.tree;
    add(0, 1, 0, 60);
    make();
    ck_assert_str_eq(text_of(f.series.groups[1].entitled_unit_s), "300");
    ck_assert_str_eq(text_of(f.series.groups[2].entitled_unit_s), "300");
}
END_TEST

/* An hour of 1 unit-hour from 60 to 3660: 60 unit-seconds a minute; 2 unit-hours from -3600 to
 * 3600: one unit; 1.5 and 0.5 unit-seconds of a third, which ends within a bin and has no jobs. */
START_TEST(grants_are_spread_over_their_lives)
{
    struct aif_grant grants[3] = {{.start_s = 60, .end_s = 3660, .amount_unit_ms = HOUR_MS},
                                  {.start_s = -3600, .end_s = 3600, .amount_unit_ms = 2 * HOUR_MS},
                                  {.start_s = 90, .end_s = 130, .amount_unit_ms = 2000}};
    struct aif_access access = {.grants = grants, .grant_count = 3};
    struct aif_job *j = add(0, 1, 0, 150);
    j->account = grants[0].account = account("x");
    j->community = community("a");
    j = add(0, 1, 0, 60);
    j->account = grants[1].account = account("y");
    j->community = community("b");
    grants[2].account = account("z");
    f.in.access = &access;
    make();
    ck_assert_str_eq(text_of(f.series.groups[0].entitled_unit_s), "60 122 61");
    ck_assert_str_eq(text_of(f.series.groups[1].entitled_unit_s), "0 60 30");
    ck_assert_str_eq(text_of(f.series.groups[2].entitled_unit_s), "60 60 30");

    static const uint32_t stated[] = {1, 0, 1};
    f.in.community_of_grant = stated;
    make();
    ck_assert_str_eq(text_of(f.series.groups[1].entitled_unit_s), "60 60 30");
    ck_assert_str_eq(text_of(f.series.groups[2].entitled_unit_s), "0 62 31");
}
END_TEST

static char written[4096];

static bool keep(void *to, const char *text, size_t bytes)
{
    size_t used = strlen(written);
    (void)to;
    ck_assert(used + bytes < sizeof written);
    memcpy(written + used, text, bytes);
    written[used + bytes] = '\0';
    return true;
}

START_TEST(the_csv_has_a_row_for_each_group_and_bin)
{
    static struct aif_sink s;
    s = (struct aif_sink){.put = keep};
    struct aif_accounts tree = make_tree();
    f.in.accounts = &tree;
    struct aif_job *j = add(0, 1, 20, 90);
    j->account = account("small");
    j->community = community("a, b");
    make();
    aif_series_header("cell,", &s);
    ck_assert_uint_eq(aif_series_rows(&f.series, "7,", &s), 10);
    aif_sink_flush(&s);
    ck_assert_str_eq(written, "cell,group_kind,group,from_s,to_s,capacity_unit_s,busy_unit_s,"
                              "entitled_unit_s,waiting_jobs,waiting_units\n"
                              "7,all,all,0,60,600,40,,1,1\n"
                              "7,all,all,60,90,300,30,,0,0\n"
                              "7,community,\"a, b\",0,60,,40,100,1,1\n"
                              "7,community,\"a, b\",60,90,,30,50,0,0\n"
                              "7,account,big,0,60,,0,300,0,0\n"
                              "7,account,big,60,90,,0,150,0,0\n"
                              "7,account,small,0,60,,40,100,1,1\n"
                              "7,account,small,60,90,,30,50,0,0\n"
                              "7,account,idle,0,60,,0,200,0,0\n"
                              "7,account,idle,60,90,,0,100,0,0\n");
}
END_TEST

START_TEST(the_points_of_distributions_are_fixed)
{
    static const int64_t first[] = {0,  1,  2,  3,  4,  5,   6,   8,   10,  12,  15,  20, 25,
                                    30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400};
    for (uint32_t i = 0; i < AIF_COUNT(first); i++)
        ck_assert_int_eq(aif_distribution_point(i), first[i]);
    for (uint32_t i = 1; i < AIF_DISTRIBUTION_POINTS; i++)
        ck_assert(aif_distribution_point(i) > aif_distribution_point(i - 1));
    ck_assert_int_eq(aif_distribution_point(AIF_DISTRIBUTION_POINTS - 1),
                     INT64_C(8000000000000000));
}
END_TEST

/* Waits 0, 0, 7, 8, 13 of all; 7 and 13 of "a"; "b" only has a job that never ran. */
START_TEST(waits_are_counted_up_to_the_point_that_covers_all)
{
    static struct aif_sink s;
    s = (struct aif_sink){.put = keep};
    struct aif_distribution d;
    add(0, 1, 0, 10);
    add(1, 1, 1, 10);
    add(2, 1, 9, 10)->community = community("a");
    add(2, 1, 10, 20);
    add(2, 1, 15, 20)->community = community("a");
    add_without_run(3, 1, AIF_OUTCOME_BLOCKED);
    f.jobs[5].community = community("b");
    distribution_from_rows(&f.workload, f.rows, f.in.count, &f.arena, &d);
    ck_assert_uint_eq(aif_distribution_rows(&d, "7,", &s), 22);
    aif_sink_flush(&s);
    ck_assert_str_eq(written, "7,all,0,2\n7,all,1,2\n7,all,2,2\n7,all,3,2\n7,all,4,2\n7,all,5,2\n"
                              "7,all,6,2\n7,all,8,4\n7,all,10,4\n7,all,12,4\n7,all,15,5\n"
                              "7,a,0,0\n7,a,1,0\n7,a,2,0\n7,a,3,0\n7,a,4,0\n7,a,5,0\n7,a,6,0\n"
                              "7,a,8,1\n7,a,10,1\n7,a,12,1\n7,a,15,2\n");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("series_groups");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_test(c, communities_come_in_their_order_and_all_has_every_job);
    tcase_add_test(c, accounts_are_entitled_to_their_shares);
    tcase_add_test(c, a_job_without_an_account_is_of_its_users);
    tcase_add_test(c, an_account_without_own_shares_has_those_below_it);
    tcase_add_test(c, grants_are_spread_over_their_lives);
    tcase_add_test(c, the_csv_has_a_row_for_each_group_and_bin);
    tcase_add_test(c, the_points_of_distributions_are_fixed);
    tcase_add_test(c, waits_are_counted_up_to_the_point_that_covers_all);
    Suite *s = suite_create("unit/series_groups");
    suite_add_tcase(s, c);
    return run_suite(s);
}
