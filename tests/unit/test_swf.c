/* The Standard Workload Format reader: what becomes of each odd record. */
#include "aif/trace.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static struct aif_workload workload;
static struct aif_err err;

static bool parse(const char *text, bool is_strict)
{
    struct aif_trace_input in = {text, strlen(text), "logs/a.swf.gz", is_strict};
    aif_workload_close(&workload);
    err.text[0] = '\0';
    return aif_trace_parse(&in, &workload, &err);
}

static void accept(const char *text)
{
    ck_assert_msg(parse(text, false), "%s", err.text);
}

static void refuse(const char *text, const char *message)
{
    ck_assert(!parse(text, false));
    ck_assert_str_eq(err.text, message);
}

/* Repairs there were, all kinds together. */
static uint64_t repair_count(void)
{
    uint64_t n = 0;
    for (int i = 0; i < AIF_REPAIR_COUNT; i++)
        n += workload.repairs[i];
    return n;
}

/* Accepted with exactly one repair, which --strict turns into this message. */
static void repairs_once(const char *text, enum aif_repair what, const char *strict_message)
{
    accept(text);
    ck_assert_uint_eq(workload.repairs[what], 1);
    ck_assert_uint_eq(repair_count(), 1);
    ck_assert(!parse(text, true));
    ck_assert_str_eq(err.text, strict_message);
    accept(text);
}

static void close_all(void)
{
    aif_workload_close(&workload);
}

START_TEST(every_field_lands_where_it_belongs)
{
    accept("; MaxProcs: 128\n; UnixStartTime: 749458803\n"
           "; Queue: 3 express lane  \n; Partition: 2 gpu\n; Community: 13 start-ups\n"
           "1 5 9 60 4 55.5 100 8 120 200 0 12 13 14 3 2 -1 -1\n"
           "7 6 9 61 5 -1 -1 -1 -1 -1 5 92605928607567 -1 -1 4 1 1 30\n");

    ck_assert_uint_eq(workload.count, 2);
    ck_assert_uint_eq(workload.record_count, 2);
    ck_assert_uint_eq(workload.max_procs, 128);
    ck_assert_int_eq(workload.unix_start_s, 749458803);
    ck_assert_str_eq(workload.name, "a");
    const struct aif_job *a = &workload.jobs[0], *b = &workload.jobs[1];
    ck_assert_int_eq(a->id, 1);
    ck_assert_int_eq(a->submit_s, 5);
    ck_assert_int_eq(a->runtime_s, 60);
    ck_assert_int_eq(a->limit_s, 120);
    ck_assert_uint_eq(a->request.procs, 4);
    ck_assert_uint_eq(a->request.nodes, 0);
    ck_assert_int_eq(a->status, AIF_STATUS_FAILED);
    ck_assert_uint_eq(a->line, 6);
    ck_assert_str_eq(aif_names_at(&workload.users, a->user, "?"), "12");
    ck_assert_str_eq(aif_names_at(&workload.accounts, a->account, "?"), "13");
    ck_assert_str_eq(aif_names_at(&workload.applications, a->application, "?"), "14");
    ck_assert_str_eq(aif_names_at(&workload.qos, a->qos, "?"), "express lane");
    ck_assert_str_eq(aif_names_at(&workload.partitions, a->partition, "?"), "gpu");
    ck_assert_str_eq(aif_names_at(&workload.communities, a->community, "?"), "start-ups");
    ck_assert_uint_eq(a->after, AIF_NONE);
    ck_assert_int_eq(a->think_s, -1);
    ck_assert_int_eq(b->limit_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(b->status, AIF_STATUS_CANCELLED);
    ck_assert_str_eq(aif_names_at(&workload.users, b->user, "?"), "92605928607567");
    ck_assert_uint_eq(b->account, AIF_NONE);
    ck_assert_str_eq(aif_names_at(&workload.qos, b->qos, "?"), "4");
    ck_assert_uint_eq(b->partition, AIF_NONE16);
    ck_assert_uint_eq(b->community, AIF_NONE16);
    ck_assert_uint_eq(b->after, 0);
    ck_assert_int_eq(b->think_s, 30);
}
END_TEST

START_TEST(layout_does_not_matter)
{
    accept("\n  ; only a remark\r\n\t 1\t0 0 10  1 -1 -1 1 20 -1 1 1 1 1 1 1 -1 -1 \r\n\n"
           "; Note: in between\n2 0 0 -0 1 -1 -1 1 20 -1 1 1 1 1 1 1 -1 -1");

    ck_assert_uint_eq(workload.count, 2);
    ck_assert_int_eq(workload.jobs[0].runtime_s, 10);
    ck_assert_uint_eq(workload.jobs[0].line, 3);
    ck_assert_int_eq(workload.jobs[1].id, 2);
    ck_assert_uint_eq(workload.jobs[1].line, 6);
}
END_TEST

START_TEST(statuses_of_checkpointed_jobs_are_those_of_their_last_part)
{
    accept("1 0 0 1 1 -1 -1 1 9 -1 3 1 1 1 1 1 -1 -1\n2 0 0 1 1 -1 -1 1 9 -1 4 1 1 1 1 1 -1 -1\n"
           "3 0 0 1 1 -1 -1 1 9 -1 2 1 1 1 1 1 -1 -1\n");

    ck_assert_int_eq(workload.jobs[0].status, AIF_STATUS_COMPLETED);
    ck_assert_int_eq(workload.jobs[1].status, AIF_STATUS_FAILED);
    ck_assert_int_eq(workload.jobs[2].status, AIF_STATUS_UNKNOWN);
}
END_TEST

START_TEST(a_run_time_that_is_not_known_leaves_the_record_out)
{
    repairs_once("1 0 0 -1 1 -1 -1 1 9 -1 5 1 1 1 1 1 -1 -1\n", AIF_REPAIR_RUN_UNKNOWN,
                 "logs/a.swf.gz:1: field 4 (run time): found '-1', which --strict does not allow "
                 "(run time not known (-1): left out)");
    ck_assert_uint_eq(workload.count, 0);
    ck_assert_uint_eq(workload.record_count, 1);
}
END_TEST

START_TEST(an_end_recorded_as_zero_is_a_run_time_that_is_not_known)
{
    accept("1 1359980916 1 -1359980917 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n");
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_UNKNOWN], 1);
    ck_assert_uint_eq(workload.count, 0);

    refuse("1 1359980916 1 -1359980916 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 4 (run time): found '-1359980916', expected seconds >= 0, or "
           "-1 where not known; correct the line or remove it");
}
END_TEST

START_TEST(a_run_time_of_zero_is_a_job_of_no_length)
{
    repairs_once("1 0 0 0 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n", AIF_REPAIR_RUN_ZERO,
                 "logs/a.swf.gz:1: field 4 (run time): found '0', which --strict does not allow "
                 "(run time 0: replayed as a zero-length job)");
    ck_assert_uint_eq(workload.count, 1);
    ck_assert_int_eq(workload.jobs[0].runtime_s, 0);
}
END_TEST

START_TEST(requested_processors_stand_in_for_allocated_ones)
{
    repairs_once("1 0 0 5 0 -1 -1 3 9 -1 1 1 1 1 1 1 -1 -1\n", AIF_REPAIR_PROCS_REQUESTED,
                 "logs/a.swf.gz:1: field 5 (allocated processors): found '0', which --strict does "
                 "not allow (no allocated processors (field 5): requested ones (field 8) used)");
    ck_assert_uint_eq(workload.jobs[0].request.procs, 3);
}
END_TEST

START_TEST(a_job_without_processors_is_left_out)
{
    repairs_once("1 0 0 5 -1 -1 -1 0 9 -1 1 1 1 1 1 1 -1 -1\n", AIF_REPAIR_PROCS_UNKNOWN,
                 "logs/a.swf.gz:1: field 5 (allocated processors): found '-1', which --strict does "
                 "not allow (number of processors not known: left out)");
    ck_assert_uint_eq(workload.count, 0);
}
END_TEST

START_TEST(a_submit_time_that_is_not_known_is_that_of_the_record_before)
{
    repairs_once("1 7 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n"
                 "2 -1 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n",
                 AIF_REPAIR_SUBMIT_UNKNOWN,
                 "logs/a.swf.gz:2: field 2 (submit time): found '-1', which --strict does not "
                 "allow (submit time not known (-1): that of the record before)");
    ck_assert_int_eq(workload.jobs[1].submit_s, 7);
    accept("1 -1 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n");
    ck_assert_int_eq(workload.jobs[0].submit_s, 0);
}
END_TEST

START_TEST(records_are_sorted_by_submit_time_and_links_follow)
{
    repairs_once("11 7 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n"
                 "12 3 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n"
                 "13 7 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n",
                 AIF_REPAIR_SUBMIT_UNSORTED,
                 "logs/a.swf.gz:2: field 2 (submit time): found '3', which --strict does not "
                 "allow (submit times not ascending: sorted)");
    ck_assert_int_eq(workload.jobs[0].id, 12);
    ck_assert_int_eq(workload.jobs[1].id, 11);
    ck_assert_int_eq(workload.jobs[2].id, 13);

    accept("11 7 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n"
           "12 3 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n"
           "13 8 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 11 -1\n"
           "14 9 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 12 5\n"
           "15 9 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 99 5\n"
           "16 9 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 16 -1\n");
    ck_assert_uint_eq(workload.jobs[2].after, 1);
    ck_assert_uint_eq(workload.jobs[3].after, 0);
    ck_assert_uint_eq(workload.jobs[4].after, AIF_NONE);
    ck_assert_uint_eq(workload.jobs[5].after, AIF_NONE);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_DEPENDENCY], 4);
}
END_TEST

START_TEST(a_dependency_is_kept_but_counted)
{
    repairs_once("1 0 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n"
                 "2 9 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 1 100\n",
                 AIF_REPAIR_DEPENDENCY,
                 "logs/a.swf.gz:2: field 17 (preceding job): found '1', which --strict does not "
                 "allow (a preceding job or think time: not followed)");
}
END_TEST

START_TEST(decimals_of_a_time_are_cut_off_and_counted_once_a_field)
{
    repairs_once("1 0 0 5.99 1 -1 -1 1 9.0 -1 1 1 1 1 1 1 -1 -1\n", AIF_REPAIR_FRACTION,
                 "logs/a.swf.gz:1: field 4 (run time): found '5.99', which --strict does not allow "
                 "(a time with decimals: rounded down to whole seconds)");
    ck_assert_int_eq(workload.jobs[0].runtime_s, 5);
    ck_assert_int_eq(workload.jobs[0].limit_s, 9);
}
END_TEST

START_TEST(decimals_in_fields_that_are_not_used_are_no_repair)
{
    ck_assert_msg(parse("1 0 0.5 5 1 3.25 1.5 1 9 7.5 1 1 1 1 1 1 -1 -1\n", true), "%s", err.text);
    ck_assert_uint_eq(repair_count(), 0);
}
END_TEST

START_TEST(up_to_three_fields_more_are_not_read)
{
    repairs_once("1 0 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1 {7,8} q_2w 1:ppn=2\n",
                 AIF_REPAIR_EXTRA_FIELDS,
                 "logs/a.swf.gz:1: found 21 fields, which --strict does not allow (19 to 21 "
                 "fields: the first 18 are read)");
    refuse("1 0 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1 a b c d\n",
           "logs/a.swf.gz:1: found 22 fields, expected 18 (Standard Workload Format); add what is "
           "missing (-1 where not known) or remove the line");
}
END_TEST

START_TEST(a_line_cut_off_is_an_error)
{
    refuse("1 0 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n2 0 0 5 1 -1",
           "logs/a.swf.gz:2: found 6 fields, expected 18 (Standard Workload Format); add what is "
           "missing (-1 where not known) or remove the line");
}
END_TEST

START_TEST(what_is_not_a_number_is_named)
{
    static const struct {
        const char *field, *found;
    } bad[] = {{"abc", "abc"},   {"5x", "5x"},       {"1e3", "1e3"},     {"+5", "+5"},
               {"--5", "--5"},   {"-", "-"},         {"5.x", "5.x"},     {".5", ".5"},
               {"0x10", "0x10"}, {"\xff\xfe", "??"}, {"5.5.5", "5.5.5"}, {"nan", "nan"}};
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[120], message[200];
        snprintf(text, sizeof text, "1 0 0 %s 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n", bad[i].field);
        snprintf(message, sizeof message,
                 "logs/a.swf.gz:1: field 4 (run time): found '%s', expected a number, or -1 where "
                 "it is not known; correct the line or remove it",
                 bad[i].found);
        refuse(text, message);
    }
}
END_TEST

START_TEST(negative_times_are_errors)
{
    refuse("1 -5 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 2 (submit time): found '-5', expected seconds >= 0, or -1 where "
           "not known; correct the line or remove it");
    refuse("1 0 0 -7 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 4 (run time): found '-7', expected seconds >= 0, or -1 where "
           "not known; correct the line or remove it");
    refuse("1 0 0 5 1 -1 -1 1 -2 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 9 (requested time): found '-2', expected seconds >= 0, or -1 "
           "where not known; correct the line or remove it");
    refuse("1 0 0 -0.5 1 -1 -1 1 2 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 4 (run time): found '-0.5', expected seconds >= 0, or -1 "
           "where not known; correct the line or remove it");
    refuse("1 0 0 -1.5 1 -1 -1 1 2 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 4 (run time): found '-1.5', expected seconds >= 0, or -1 "
           "where not known; correct the line or remove it");
}
END_TEST

START_TEST(numbers_too_large_are_errors)
{
    refuse("1 0 0 99999999999999999999 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 4 (run time): found '99999999999999999999', expected a number "
           "of at most 18 digits; correct the line or remove it");
    refuse("1 1356996147000 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 2 (submit time): found '1356996147000', expected at most "
           "9999999999 seconds; times in milliseconds? correct the line or remove it");
    refuse("1 0 0 5 4294967295 -1 -1 1 9 -1 1 1 1 1 1 1 -1 -1\n",
           "logs/a.swf.gz:1: field 5 (allocated processors): found '4294967295', expected at most "
           "4294967294 processors; correct the line or remove it");
}
END_TEST

START_TEST(what_is_no_trace_at_all_is_said_clearly)
{
    static const char junk[] = "\x7f"
                               "ELF\0\0\1\2";
    struct aif_trace_input in = {junk, sizeof junk, "b", false};
    ck_assert(!aif_trace_parse(&in, &workload, &err));
    ck_assert_str_eq(err.text, "b: found binary data, expected a job trace as text");
    refuse("", "logs/a.swf.gz: empty, expected a job trace");
    refuse(" \n\n", "logs/a.swf.gz: empty, expected a job trace");
    refuse("; MaxProcs: 3\n", "logs/a.swf.gz: no jobs: there are only comments in it");
    ck_assert(!parse("<html>\n", false));
    ck_assert_msg(
        strncmp(err.text, "logs/a.swf.gz:1: found '<html>', expected a job trace in", 55) == 0,
        "%s", err.text);
}
END_TEST

START_TEST(headers_written_by_hand_do_no_harm)
{
    accept(";\n;:\n; MaxProcs: many\n; MaxProcs:128\n; Partition:\n; Partition: x y\n"
           "; Partition: 4\n; Queue:  1  \n;UnixStartTime: 12x\n; Note: a: b\n"
           "1 0 0 5 1 -1 -1 1 9 -1 1 1 1 1 1 4 -1 -1\n");
    ck_assert_uint_eq(workload.max_procs, 128);
    ck_assert_int_eq(workload.unix_start_s, AIF_UNKNOWN_S);
    ck_assert_uint_eq(workload.partitions.count, 0);
    ck_assert_str_eq(aif_names_at(&workload.qos, workload.jobs[0].qos, "?"), "1");
}
END_TEST

START_TEST(more_users_than_the_cache_has_slots_keep_their_numbers)
{
    enum { USERS = 5000 };
    static char text[USERS * 2 * 80];
    size_t used = 0;
    for (int i = 0; i < USERS * 2; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "%d 0 0 5 1 -1 -1 1 9 -1 1 %d -1 -1 -1 -1 -1 -1\n", i + 1,
                                 i * 7 % USERS);
    accept(text);
    ck_assert_uint_eq(workload.users.count, USERS);
    for (int i = 0; i < USERS * 2; i++) {
        char user[16];
        snprintf(user, sizeof user, "%d", i * 7 % USERS);
        ck_assert_str_eq(workload.users.texts[workload.jobs[i].user], user);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("swf");
    tcase_add_checked_fixture(c, NULL, close_all);
    tcase_add_test(c, every_field_lands_where_it_belongs);
    tcase_add_test(c, layout_does_not_matter);
    tcase_add_test(c, statuses_of_checkpointed_jobs_are_those_of_their_last_part);
    tcase_add_test(c, a_run_time_that_is_not_known_leaves_the_record_out);
    tcase_add_test(c, an_end_recorded_as_zero_is_a_run_time_that_is_not_known);
    tcase_add_test(c, a_run_time_of_zero_is_a_job_of_no_length);
    tcase_add_test(c, requested_processors_stand_in_for_allocated_ones);
    tcase_add_test(c, a_job_without_processors_is_left_out);
    tcase_add_test(c, a_submit_time_that_is_not_known_is_that_of_the_record_before);
    tcase_add_test(c, records_are_sorted_by_submit_time_and_links_follow);
    tcase_add_test(c, a_dependency_is_kept_but_counted);
    tcase_add_test(c, decimals_of_a_time_are_cut_off_and_counted_once_a_field);
    tcase_add_test(c, decimals_in_fields_that_are_not_used_are_no_repair);
    tcase_add_test(c, up_to_three_fields_more_are_not_read);
    tcase_add_test(c, a_line_cut_off_is_an_error);
    tcase_add_test(c, what_is_not_a_number_is_named);
    tcase_add_test(c, negative_times_are_errors);
    tcase_add_test(c, numbers_too_large_are_errors);
    tcase_add_test(c, what_is_no_trace_at_all_is_said_clearly);
    tcase_add_test(c, headers_written_by_hand_do_no_harm);
    tcase_add_test(c, more_users_than_the_cache_has_slots_keep_their_numbers);
    Suite *s = suite_create("swf");
    suite_add_tcase(s, c);
    return run_suite(s);
}
