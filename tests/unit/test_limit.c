/* Limits of associations and QOS: who decides, what is counted, which reason is given. */
#include "aif/usage.h"

#include "limit_case.h"

/* The example of Slurm's page on resource limits: with 20 on the partition's QOS, 4 and 50 on the
 * user's association, 20 jobs may run and 50 be submitted. */
START_TEST(a_partition_qos_stands_before_the_association_limit_by_limit)
{
    qos[PART].limits.max_jobs_per_user = 20;
    of_assoc(ANN)->max_jobs = 4;
    of_assoc(ANN)->max_submit = 50;
    open_book(0);
    struct limit_job j = job(ANN, NORMAL, 1, 10);
    j.partition_qos = PART;

    for (int i = 0; i < 50; i++) {
        check_submit(&j, "None", "");
        limit_note_submit(&book, &j, 1);
    }
    check_submit(&j, "AssocMaxSubmitJobLimit", "ann");
    struct limit_hold holds[20];
    for (int i = 0; i < 20; i++) {
        check_start(&j, "None", "");
        limit_note_start(&book, &j, &holds[i], NULL, 0);
    }
    check_start(&j, "QOSMaxJobsPerUserLimit", "part");

    struct limit_job elsewhere = job(ANN, NORMAL, 1, 10);
    check_start(&elsewhere, "AssocMaxJobsLimit", "ann");
}
END_TEST

START_TEST(the_first_qos_that_sets_a_limit_decides_and_over_part_qos_swaps)
{
    qos[PART].limits.grp_tres.of[AIF_TRES_GPU] = 8;
    qos[FAST].limits.grp_tres.of[AIF_TRES_GPU] = 40;
    qos[FAST].limits.grp_tres.of[AIF_TRES_CPU] = 24;
    open_book(0);
    struct limit_job j = job(ANN, FAST, 3, 10);
    j.partition_qos = PART;

    check_start(&j, "QOSGrpGRES", "part");
    qos[FAST].flags = AIF_QOS_OVER_PART_QOS;
    check_start(&j, "None", "");
    run(&j);
    check_start(&j, "QOSGrpCpuLimit", "fast");
}
END_TEST

START_TEST(group_limits_bind_at_every_level_and_others_are_inherited_until_set)
{
    of_assoc(ROOT)->grp_tres.of[AIF_TRES_NODE] = 10;
    of_assoc(SCIENCE)->grp_tres.of[AIF_TRES_NODE] = 6;
    of_assoc(SCIENCE)->max_jobs = 2;
    of_assoc(BOB)->max_jobs = 3;
    open_book(0);
    struct limit_job ann = job(ANN, NORMAL, 1, 10), bob = job(BOB, NORMAL, 1, 10);
    struct limit_job big = job(BOB, NORMAL, 7, 10);

    check_start(&big, "AssocGrpNodeLimit", "science");
    run(&ann);
    run(&ann);
    check_start(&ann, "AssocMaxJobsLimit", "ann");
    run(&bob);
    run(&bob);
    check_start(&bob, "None", "");
    struct limit_job two = job(BOB, NORMAL, 3, 10);
    check_start(&two, "AssocGrpNodeLimit", "science");
    ck_assert_uint_eq(book.assocs[ROOT].jobs, 4);
}
END_TEST

START_TEST(limits_per_user_count_all_accounts_and_those_per_account_all_users)
{
    qos[FAST].limits.max_tres_per_user.of[AIF_TRES_GPU] = 8;
    qos[FAST].limits.max_jobs_per_account = 3;
    open_book(0);
    struct limit_job ann = job(ANN, FAST, 1, 10), too = job(ANN_TOO, FAST, 1, 10);
    struct limit_job bob = job(BOB, FAST, 1, 10);

    run(&ann);
    run(&too);
    check_start(&ann, "QOSMaxGRESPerUser", "fast");
    check_start(&too, "QOSMaxGRESPerUser", "fast");
    run(&bob);
    run(&bob);
    check_start(&bob, "MaxJobsPerAccount", "fast");
    struct limit_job three = job(BOB, FAST, 3, 10);
    three.assoc = ANN_TOO;
    check_start(&three, "QOSMaxGRESPerUser", "fast");
}
END_TEST

/* 8 GPUs for 10 minutes are 80 GPU minutes; after 4 of them 48 are left, which is what run minutes
 * count; the job's usage so far is another matter. */
START_TEST(run_minutes_fall_as_jobs_run_and_vanish_with_them)
{
    of_assoc(PHYSICS)->grp_tres_run_mins.of[AIF_TRES_GPU] = 100;
    open_book(0);
    struct limit_job first = job(ANN, NORMAL, 2, 10), second = job(BOB, NORMAL, 1, 13);

    struct limit_hold h = run(&first);
    check_start(&second, "AssocGrpGRESRunMinutes", "physics");
    limit_note_ran(&book, &first, &h, 240);
    check_start(&second, "None", "");
    second.limit_s += 60;
    check_start(&second, "AssocGrpGRESRunMinutes", "physics");
    limit_note_end(&book, &first, &h, NULL, 0);
    check_start(&second, "None", "");
    second.limit_s = 26 * 60;
    check_start(&second, "AssocGrpGRESRunMinutes", "physics");
}
END_TEST

/* 100 GPU minutes, of which 60 are used: without `safe` any job may start, and all are ended when
 * they are gone; with it only one that can end in time. */
START_TEST(minutes_limits_hold_jobs_that_might_not_end_in_time_only_if_safe)
{
    of_assoc(SCIENCE)->grp_tres_mins.of[AIF_TRES_GPU] = 100;
    qos[FAST].limits.grp_tres_mins.of[AIF_TRES_GPU] = 43;
    open_book(0);
    struct aif_used used[6] = {{0}};
    book.usage.assocs = used;
    used[SCIENCE].tres[AIF_TRES_GPU] = 60 * 60;
    struct limit_job fits = job(ANN, NORMAL, 1, 10), more = job(ANN, NORMAL, 1, 11);

    check_start(&more, "None", "");
    more.qos = FAST;
    check_start(&more, "None", "");
    more.qos = NORMAL;
    centre.enforce |= AIF_ENFORCE_SAFE;
    check_start(&more, "AssocGrpGRESMinutes", "science");
    check_start(&fits, "None", "");
    run(&fits);
    check_start(&fits, "AssocGrpGRESMinutes", "science");
    ck_assert(!limit_ends_jobs(&book));
    used[SCIENCE].tres[AIF_TRES_GPU] = 100 * 60;
    check_verdict(limit_check_running(&book, &fits, 60), "None", "");
    centre.enforce &= ~(uint32_t)AIF_ENFORCE_SAFE;
    check_verdict(limit_check_running(&book, &fits, 60), "AssocGrpGRESMinutes", "science");
    used[SCIENCE].tres[AIF_TRES_GPU] = 100 * 60 - 1;
    check_verdict(limit_check_running(&book, &fits, 60), "None", "");
    check_start(&fits, "None", "");
}
END_TEST

START_TEST(a_running_job_ends_when_its_qos_is_out_of_wall_time)
{
    qos[FAST].limits.grp_wall_s = 3600;
    qos[FAST].limits.max_tres_mins_per_job.of[AIF_TRES_GPU] = 40;
    open_book(0);
    struct aif_used used[3] = {{0}};
    book.usage.qos = used;
    struct limit_job j = job(ANN, FAST, 1, 10);

    ck_assert(limit_ends_jobs(&book));
    used[FAST].wall_s = 3599;
    check_start(&j, "None", "");
    check_verdict(limit_check_running(&book, &j, 599), "None", "");
    check_verdict(limit_check_running(&book, &j, 600), "QOSMaxGRESMinutesPerJob", "fast");
    used[FAST].wall_s = 3600;
    check_start(&j, "QOSGrpWallLimit", "fast");
    check_verdict(limit_check_running(&book, &j, 0), "QOSGrpWallLimit", "fast");
}
END_TEST

START_TEST(a_usage_factor_stretches_what_is_charged_and_a_limit_factor_the_limits)
{
    of_assoc(ANN)->grp_tres_run_mins.of[AIF_TRES_GPU] = 100;
    of_assoc(ANN)->grp_tres.of[AIF_TRES_GPU] = 6;
    qos[FAST].usage_factor = 0.5;
    qos[FAST].limit_factor = 2;
    open_book(0);
    struct limit_job j = job(ANN, FAST, 2, 10);

    check_start(&j, "None", "");
    struct limit_hold h = run(&j);
    ck_assert_int_eq(book.assocs[ANN].run_tres_s.of[AIF_TRES_GPU], 8 * 300);
    check_start(&j, "AssocGrpGRES", "ann");
    struct limit_job small = job(ANN, FAST, 1, 15);
    check_start(&small, "None", "");
    j.qos = NORMAL;
    check_start(&j, "AssocGrpGRES", "ann");
    j.qos = FAST;
    limit_note_end(&book, &j, &h, NULL, 0);
    ck_assert_int_eq(book.assocs[ANN].run_tres_s.of[AIF_TRES_GPU], 0);
}
END_TEST

START_TEST(nodes_that_a_group_uses_already_count_once)
{
    of_assoc(PHYSICS)->grp_tres.of[AIF_TRES_NODE] = 2;
    open_book(8);
    struct limit_job j = job(ANN, NORMAL, 2, 10), k = job(BOB, NORMAL, 2, 10);
    const uint32_t nodes[] = {3, 5}, others[] = {5, 6};

    struct limit_hold first, second;
    limit_note_submit(&book, &j, 1);
    limit_note_start(&book, &j, &first, nodes, 2);
    check_verdict(limit_check_start(&book, &k, nodes, 2), "None", "");
    check_verdict(limit_check_start(&book, &k, others, 2), "AssocGrpNodeLimit", "physics");
    check_start(&k, "AssocGrpNodeLimit", "physics");
    limit_note_submit(&book, &k, 1);
    limit_note_start(&book, &k, &second, nodes, 2);
    ck_assert_int_eq(book.assocs[PHYSICS].in_use.of[AIF_TRES_NODE], 2);
    limit_note_end(&book, &j, &first, nodes, 2);
    ck_assert_int_eq(book.assocs[PHYSICS].in_use.of[AIF_TRES_NODE], 2);
    limit_note_end(&book, &k, &second, nodes, 2);
    ck_assert_int_eq(book.assocs[PHYSICS].in_use.of[AIF_TRES_NODE], 0);
}
END_TEST

START_TEST(thresholds_and_the_room_for_age)
{
    qos[FAST].flags = AIF_QOS_ENFORCE_USAGE_THRESHOLD;
    qos[FAST].usage_threshold = 0.25;
    qos[PART].min_priority_threshold = 700;
    tree.tree.assocs[ANN].min_priority_threshold = 300;
    of_assoc(PHYSICS)->max_accrue = 1;
    of_assoc(SCIENCE)->grp_accrue = 2;
    open_book(0);
    struct limit_job j = job(ANN, FAST, 1, 10), k = job(BOB, NORMAL, 1, 10);

    j.fairshare = 0.2;
    check_start(&j, "QOSUsageThreshold", "fast");
    j.fairshare = 0.25;
    check_start(&j, "None", "");
    ck_assert_int_eq(limit_priority_threshold(&book, &j), 300);
    j.partition_qos = PART;
    ck_assert_int_eq(limit_priority_threshold(&book, &j), 700);
    ck_assert(limit_may_accrue(&book, &j));
    limit_note_accrue(&book, &j);
    ck_assert(!limit_may_accrue(&book, &j));
    ck_assert(limit_may_accrue(&book, &k));
    limit_note_accrue_end(&book, &j);
    ck_assert(limit_may_accrue(&book, &j));
    ck_assert(limit_bounds_accrual(&book) && !limit_ends_jobs(&book));
}
END_TEST

START_TEST(without_enforcement_nothing_is_limited)
{
    of_assoc(ROOT)->grp_jobs = 0;
    open_book(0);
    struct limit_job j = job(ANN, NORMAL, 1, 10), nobody = job(AIF_NONE, NORMAL, 1, 10);

    ck_assert(!limit_bounds_accrual(&book));
    check_start(&j, "AssocGrpJobsLimit", "root");
    check_start(&nobody, "None", "");
    centre.enforce = AIF_ENFORCE_ASSOCIATIONS;
    check_start(&j, "None", "");
}
END_TEST

START_TEST(a_time_limit_counts_in_minutes_begun)
{
    of_assoc(SCIENCE)->max_wall_s = 120;
    open_book(0);
    struct limit_job j = job(ANN, NORMAL, 1, 2);

    check_start(&j, "None", "");
    j.limit_s = 121;
    check_start(&j, "AssocMaxWallDurationPerJobLimit", "ann");
}
END_TEST

START_TEST(sizes_per_job_and_node_are_those_of_the_nearest_association_and_a_qos_has_minima)
{
    of_assoc(SCIENCE)->max_tres_per_job.of[AIF_TRES_GPU] = 4;
    of_assoc(SCIENCE)->max_tres_per_node.of[AIF_TRES_CPU] = 8;
    of_assoc(BOB)->max_tres_per_job.of[AIF_TRES_GPU] = 12;
    qos[FAST].limits.min_tres_per_job.of[AIF_TRES_NODE] = 2;
    open_book(0);
    struct limit_job ann = job(ANN, NORMAL, 2, 10), bob = job(BOB, NORMAL, 2, 10);

    check_start(&ann, "AssocMaxGRESPerJob", "ann");
    check_start(&bob, "None", "");
    bob.amount.of[AIF_TRES_CPU] = 18;
    check_start(&bob, "AssocMaxCpuPerNode", "bob");
    bob = job(BOB, FAST, 1, 10);
    check_start(&bob, "QOSMinNode", "fast");
    bob = job(BOB, FAST, 2, 10);
    check_start(&bob, "None", "");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("limit");
    TCase *c = tcase_create("limit");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_test(c, a_partition_qos_stands_before_the_association_limit_by_limit);
    tcase_add_test(c, the_first_qos_that_sets_a_limit_decides_and_over_part_qos_swaps);
    tcase_add_test(c, group_limits_bind_at_every_level_and_others_are_inherited_until_set);
    tcase_add_test(c, limits_per_user_count_all_accounts_and_those_per_account_all_users);
    tcase_add_test(c, run_minutes_fall_as_jobs_run_and_vanish_with_them);
    tcase_add_test(c, minutes_limits_hold_jobs_that_might_not_end_in_time_only_if_safe);
    tcase_add_test(c, a_running_job_ends_when_its_qos_is_out_of_wall_time);
    tcase_add_test(c, a_usage_factor_stretches_what_is_charged_and_a_limit_factor_the_limits);
    tcase_add_test(c, nodes_that_a_group_uses_already_count_once);
    tcase_add_test(c, thresholds_and_the_room_for_age);
    tcase_add_test(c, without_enforcement_nothing_is_limited);
    tcase_add_test(c, a_time_limit_counts_in_minutes_begun);
    tcase_add_test(
        c, sizes_per_job_and_node_are_those_of_the_nearest_association_and_a_qos_has_minima);
    suite_add_tcase(s, c);
    return run_suite(s);
}
