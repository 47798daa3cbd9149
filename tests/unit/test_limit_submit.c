/* Which submissions limits refuse. */
#include "limit_case.h"

START_TEST(what_can_never_run_is_refused_only_with_deny_on_limit)
{
    qos[FAST].limits.max_wall_s = 120;
    qos[FAST].limits.max_tres_per_job.of[AIF_TRES_GPU] = 8;
    qos[FAST].limits.max_submit_per_user = 2;
    open_book(0);
    struct limit_job longer = job(ANN, FAST, 1, 3), larger = job(ANN, FAST, 3, 2);

    check_submit(&longer, "None", "");
    check_start(&longer, "QOSMaxWallDurationPerJobLimit", "fast");
    check_start(&larger, "QOSMaxGRESPerJob", "fast");
    limit_note_submit(&book, &longer, 1);
    limit_note_submit(&book, &larger, 1);
    check_submit(&larger, "QOSMaxSubmitJobPerUserLimit", "fast");
    limit_note_cancel(&book, &larger, 1);
    check_submit(&larger, "None", "");
    qos[FAST].flags = AIF_QOS_DENY_ON_LIMIT;
    check_submit(&larger, "QOSMaxGRESPerJob", "fast");
    check_submit(&longer, "QOSMaxWallDurationPerJobLimit", "fast");
}
END_TEST

START_TEST(a_job_in_several_partitions_is_submitted_to_the_qos_of_each)
{
    qos[PART].limits.grp_submit = 1;
    open_book(0);
    const uint32_t both[] = {AIF_NONE, PART, NORMAL, PART};
    struct limit_job j = job(ANN, NORMAL, 1, 10);
    j.other_qos = both;
    j.other_count = 4;

    check_submit(&j, "None", "");
    limit_note_submit(&book, &j, 1);
    ck_assert_uint_eq(book.qos[PART].all.submitted, 1);
    ck_assert_uint_eq(book.qos[NORMAL].all.submitted, 1);
    check_submit(&j, "QOSGrpSubmitJobsLimit", "part");
    struct limit_hold h;
    limit_note_start(&book, &j, &h, NULL, 0);
    ck_assert_uint_eq(book.qos[PART].all.submitted, 0);
    limit_note_end(&book, &j, &h, NULL, 0);
    ck_assert_uint_eq(book.qos[NORMAL].all.submitted, 0);
    ck_assert_uint_eq(book.assocs[ROOT].submitted, 0);
}
END_TEST

START_TEST(a_qos_may_be_closed_to_an_association_or_to_jobs_without_a_reservation)
{
    tree.tree.assocs[ANN].qos_mask = 1 << NORMAL;
    qos[PART].flags = AIF_QOS_REQUIRES_RESERVATION;
    open_book(0);
    struct limit_job closed = job(ANN, FAST, 1, 10), needs = job(BOB, PART, 1, 10);

    check_submit(&closed, "InvalidQOS", "fast");
    check_submit(&needs, "InvalidQOS", "part");
    needs.has_reservation = true;
    check_submit(&needs, "None", "");
}
END_TEST

START_TEST(the_submissions_a_qos_allows_stand_for_those_of_the_association)
{
    qos[FAST].limits.max_submit_per_user = 3;
    of_assoc(SCIENCE)->max_submit = 2;
    of_assoc(ROOT)->grp_submit = 4;
    open_book(0);
    struct limit_job fast = job(ANN, FAST, 1, 10), slow = job(ANN, NORMAL, 1, 10);

    check_verdict(limit_check_submit(&book, &fast, 3), "None", "");
    check_verdict(limit_check_submit(&book, &fast, 4), "QOSMaxSubmitJobPerUserLimit", "fast");
    check_verdict(limit_check_submit(&book, &slow, 3), "AssocMaxSubmitJobLimit", "ann");
    limit_note_submit(&book, &fast, 2);
    check_submit(&slow, "AssocMaxSubmitJobLimit", "ann");
    struct limit_job bob = job(BOB, NORMAL, 1, 10);
    limit_note_submit(&book, &bob, 1);
    check_verdict(limit_check_submit(&book, &bob, 2), "AssocMaxSubmitJobLimit", "bob");
    limit_note_submit(&book, &fast, 1);
    check_submit(&bob, "AssocGrpSubmitJobsLimit", "root");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("limit_submit");
    TCase *c = tcase_create("limit_submit");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_test(c, what_can_never_run_is_refused_only_with_deny_on_limit);
    tcase_add_test(c, a_job_in_several_partitions_is_submitted_to_the_qos_of_each);
    tcase_add_test(c, a_qos_may_be_closed_to_an_association_or_to_jobs_without_a_reservation);
    tcase_add_test(c, the_submissions_a_qos_allows_stand_for_those_of_the_association);
    suite_add_tcase(s, c);
    return run_suite(s);
}
