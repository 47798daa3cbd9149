/* The constant side of a centre: billing, the share tree and its checks. */
#include "aif/centre.h"

#include "suite.h"

static struct aif_billing doc_weights(bool is_max)
{
    struct aif_billing b = {.is_set = true, .is_max = is_max};
    b.weights[AIF_TRES_CPU] = 1.0;
    b.weights[AIF_TRES_MEM] = 0.25 / 1024;
    return b;
}

static double bill(bool is_max, int64_t cpus, int64_t gib)
{
    struct aif_billing b = doc_weights(is_max);
    struct aif_tres_set s = {{0}};
    s.of[AIF_TRES_CPU] = cpus;
    s.of[AIF_TRES_MEM] = gib * 1024;
    return aif_billing_of(&b, &s);
}

/* The example of Slurm's page on TRES, with the CPU count of its MAX_TRES list corrected. */
START_TEST(billing_sums_weights_or_takes_the_dearest)
{
    ck_assert_double_eq(bill(false, 1, 60), 16);
    ck_assert_double_eq(bill(false, 16, 1), 16.25);
    ck_assert_double_eq(bill(false, 16, 60), 31);
    ck_assert_double_eq(bill(false, 16, 64), 32);
    ck_assert_double_eq(bill(true, 1, 60), 15);
    ck_assert_double_eq(bill(true, 16, 1), 16);
    ck_assert_double_eq(bill(true, 16, 60), 16);
    ck_assert_double_eq(bill(true, 16, 64), 16);
}
END_TEST

START_TEST(without_weights_a_job_is_billed_its_cpus)
{
    struct aif_billing b = {0};
    struct aif_tres_set s = {{[AIF_TRES_CPU] = 12, [AIF_TRES_GPU] = 4}};

    ck_assert_double_eq(aif_billing_of(&b, &s), 12);
}
END_TEST

START_TEST(users_are_found_by_account_and_partition)
{
    struct aif_arena arena = {0};
    struct aif_accounts_builder b = {.arena = &arena};
    uint32_t root = aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    uint32_t phys = aif_accounts_add(&b, "phys", root, false, 30);
    uint32_t ann = aif_accounts_add(&b, "ann", phys, true, 2);
    uint32_t special = aif_accounts_add(&b, "ann", phys, true, 2);
    b.tree.assocs[special].partition = 3;

    ck_assert(aif_accounts_check(&b.tree, NULL));
    ck_assert_uint_eq(aif_accounts_find(&b.tree, "phys"), phys);
    ck_assert_uint_eq(aif_accounts_find(&b.tree, "ann"), AIF_NONE);
    ck_assert_uint_eq(aif_accounts_find_user(&b.tree, "phys", "ann", 0), ann);
    ck_assert_uint_eq(aif_accounts_find_user(&b.tree, "phys", "ann", 3), special);
    ck_assert_uint_eq(aif_accounts_find_user(&b.tree, "root", "ann", 0), AIF_NONE);
    aif_arena_free(&arena);
}
END_TEST

START_TEST(a_tree_with_twins_or_children_of_users_is_refused)
{
    struct aif_arena arena = {0};
    struct aif_err err;
    struct aif_accounts_builder b = {.arena = &arena};
    uint32_t root = aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    uint32_t ann = aif_accounts_add(&b, "ann", root, true, 1);
    uint32_t twin = aif_accounts_add(&b, "ann", root, true, 1);

    ck_assert(!aif_accounts_check(&b.tree, &err));
    ck_assert_str_eq(err.text, "'ann' is twice in the account 'root'");
    b.tree.assocs[twin].parent = ann;
    ck_assert(!aif_accounts_check(&b.tree, &err));
    ck_assert_str_eq(err.text, "'ann': its parent 'ann' is a user, expected an account");
    aif_arena_free(&arena);
}
END_TEST

START_TEST(defaults_are_those_of_slurm_conf)
{
    struct aif_centre c = aif_centre_default();

    ck_assert_int_eq(c.priority.max_age_s, 604800);
    ck_assert_int_eq(c.priority.calc_period_s, 300);
    ck_assert_int_eq(c.slurm.bf_interval_s, 30);
    ck_assert_int_eq(c.slurm.bf_window_s, 86400);
    ck_assert_int_eq(c.slurm.bf_resolution_s, 60);
    ck_assert_uint_eq(c.slurm.bf_max_job_test, 500);
    ck_assert_uint_eq(c.slurm.default_queue_depth, 100);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("centre");
    TCase *c = tcase_create("centre");
    tcase_add_test(c, billing_sums_weights_or_takes_the_dearest);
    tcase_add_test(c, without_weights_a_job_is_billed_its_cpus);
    tcase_add_test(c, users_are_found_by_account_and_partition);
    tcase_add_test(c, a_tree_with_twins_or_children_of_users_is_refused);
    tcase_add_test(c, defaults_are_those_of_slurm_conf);
    suite_add_tcase(s, c);
    return run_suite(s);
}
