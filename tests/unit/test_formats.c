/* Trace formats of the program alone: Batsim's workloads and sacct's dumps; how formats are told
 * apart. */
#include "aif/trace_write.h"
#include "host/formats/formats.h"
#include "same_workload.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct aif_workload workload;
static struct aif_err err;

static bool parse(const char *text, bool is_strict)
{
    struct aif_trace_input in = {
        .text = text, .bytes = strlen(text), .path = "d/a.txt", .is_strict = is_strict};
    int64_t from_s = workload.from_s, until_s = workload.until_s;
    aif_workload_close(&workload);
    workload.from_s = from_s;
    workload.until_s = until_s;
    err.text[0] = '\0';
    return formats_parse(&in, &workload, &err);
}

static void accept(const char *text)
{
    ck_assert_msg(parse(text, false), "%s", err.text);
}

static void refuse(const char *text, const char *message)
{
    ck_assert(!parse(text, false));
    ck_assert_msg(strncmp(err.text, message, strlen(message)) == 0, "%s", err.text);
}

static void refuse_strictly(const char *text, const char *message)
{
    ck_assert(!parse(text, true));
    ck_assert_msg(strstr(err.text, message) != NULL, "%s", err.text);
    accept(text);
}

static void close_all(void)
{
    workload.from_s = workload.until_s = 0;
    aif_workload_close(&workload);
}

#define PROFILES                                                                                   \
    "\"profiles\": {\"a\": {\"type\": \"delay\", \"delay\": 60}, \"b\": {\"type\": "               \
    "\"DelayProfile\", \"delay\": 7.5}, \"c\": {\"type\": \"parallel_homogeneous\", \"cpu\": "     \
    "1e9, "                                                                                        \
    "\"com\": 0}, \"z\": {\"type\": \"delay\", \"delay\": 0}}}"

START_TEST(a_workload_of_batsim_is_read)
{
    accept(
        "{\"nb_res\": 32, \"unix_start_s\": 1767225600, \"jobs\": ["
        "{\"id\": \"w0!12\", \"subtime\": 10, \"walltime\": 100, \"res\": 4, \"profile\": \"a\", "
        "\"user\": \"anna\", \"qos\": \"high\"},"
        "{\"id\": \"x\", \"subtime\": 5.25, \"walltime\": -1, \"res\": 1, \"profile\": \"b\"},"
        "{\"id\": 3, \"subtime\": 20, \"res\": 2, \"profile\": \"c\"},"
        "{\"id\": 4, \"subtime\": 20, \"res\": 0, \"profile\": \"a\"},"
        "{\"id\": 5, \"subtime\": 20, \"res\": 2, \"profile\": \"z\"}], " PROFILES);

    const struct aif_job *j = workload.jobs;
    ck_assert_uint_eq(workload.record_count, 5);
    ck_assert_uint_eq(workload.count, 3);
    ck_assert_uint_eq(workload.max_procs, 32);
    ck_assert_int_eq(workload.unix_start_s, 1767225600);
    ck_assert_str_eq(workload.name, "a");
    ck_assert_int_eq(j[0].id, 2); /* its place: its own is no number */
    ck_assert_int_eq(j[0].submit_s, 5);
    ck_assert_int_eq(j[0].runtime_s, 7);
    ck_assert_int_eq(j[0].limit_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(j[1].id, 12);
    ck_assert_int_eq(j[1].limit_s, 100);
    ck_assert_int_eq(j[1].runtime_s, 60);
    ck_assert_uint_eq(j[1].request.procs, 4);
    ck_assert_uint_eq(j[1].line, 1);
    ck_assert_str_eq(aif_names_at(&workload.users, j[1].user, ""), "anna");
    ck_assert_str_eq(aif_names_at(&workload.qos, j[1].qos, ""), "high");
    ck_assert_int_eq(j[2].id, 5);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_UNKNOWN], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_PROCS_UNKNOWN], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_FRACTION], 2);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_ZERO], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_SUBMIT_UNSORTED], 1);
    close_all();
}
END_TEST

#define JOB(rest) "{\"jobs\": [{\"id\": \"7\", " rest "}], " PROFILES

START_TEST(mistakes_in_a_workload_of_batsim_are_named)
{
    refuse("{\"nb_res\": 32, \"jobs\": [}", "d/a.txt:1:25: ");
    refuse("{\"nb_res\": 32}", "d/a.txt: no \"jobs\", expected a list of them");
    refuse("{\"nb_res\": 32, \"jobs\": []}", "d/a.txt: no jobs");
    refuse("{\"nb_res\": 32, \"jobs\": [5]}", "d/a.txt: no \"profiles\"");
    refuse("{\"jobs\": [5], " PROFILES, "d/a.txt: job 1: expected an object");
    refuse(JOB("\"subtime\": -1, \"res\": 1, \"profile\": \"a\""),
           "d/a.txt: job 1 (id \"7\"): subtime: found -1, expected a number of seconds >= 0");
    refuse(JOB("\"res\": 1, \"profile\": \"a\""),
           "d/a.txt: job 1 (id \"7\"): subtime: found nothing, expected a number of seconds");
    refuse(JOB("\"subtime\": 1e30, \"res\": 1, \"profile\": \"a\""),
           "d/a.txt: job 1 (id \"7\"): subtime: found 1e30, expected a number of seconds, at most");
    refuse(JOB("\"subtime\": 1, \"res\": 1.5, \"profile\": \"a\""),
           "d/a.txt: job 1 (id \"7\"): res: found 1.5, expected a whole number");
    refuse(JOB("\"subtime\": 1, \"res\": 1, \"profile\": \"q\""),
           "d/a.txt: job 1 (id \"7\"): profile: found \"q\", expected the name of one of the");
    refuse_strictly(JOB("\"subtime\": 1, \"res\": 1, \"profile\": \"c\""),
                    "profile: found \"c\", which --strict does not allow: run time not known");
    close_all();
}
END_TEST

static struct aif_sink sink;
static char written[4096];
static size_t written_bytes;

static bool keep(void *to, const char *text, size_t bytes)
{
    (void)to;
    ck_assert_uint_lt(written_bytes + bytes, sizeof written);
    memcpy(written + written_bytes, text, bytes);
    written_bytes += bytes;
    written[written_bytes] = '\0';
    return true;
}

START_TEST(a_workload_is_written_for_both_versions_of_batsim)
{
    static const char *const lines[] = {"a \"note\""};
    const struct aif_trace_notes notes = {lines, 1};
    accept(
        "#aifsim-trace 1\njob_id,user,submit_s,nodes,gpus_per_node,cores_per_node,limit_s,run_s\n"
        "7,\"O\"\"x\",5,2,4,8,100,60\n9,,6,1,0,8,,60\n8,,6,1,1,,,0\n");

    sink = (struct aif_sink){.put = keep};
    written_bytes = 0;
    aif_trace_batsim_write(&workload, &notes, &sink);
    ck_assert(aif_sink_flush(&sink));

    ck_assert_str_eq(
        written,
        "{\n  \"nb_res\": 8,\n"
        "  \"description\": [\"1 resource = 1 GPU\", \"a \\\"note\\\"\"],\n"
        "  \"jobs\": [\n"
        "    {\"id\": \"7\", \"subtime\": 5, \"res\": 8, \"profile\": \"60\", \"walltime\": 100, "
        "\"user\": \"O\\\"x\"},\n"
        "    {\"id\": \"9\", \"subtime\": 6, \"res\": 0, \"profile\": \"60\"},\n"
        "    {\"id\": \"8\", \"subtime\": 6, \"res\": 1, \"profile\": \"0\"}\n"
        "  ],\n  \"profiles\": {\n"
        "    \"0\": {\"type\": \"delay\", \"delay\": 0},\n"
        "    \"60\": {\"type\": \"delay\", \"delay\": 60}\n  }\n}\n");
    written_bytes = 0;
    aif_trace_batsim5_write(&workload, &notes, &sink);
    ck_assert(aif_sink_flush(&sink));
    ck_assert_ptr_nonnull(strstr(written, "\"60\": {\"type\": \"DelayProfile\", \"delay\": 60}"));
    close_all();
}
END_TEST

START_TEST(numbers_of_jobs_that_are_used_twice_are_not_kept)
{
    const struct aif_trace_notes notes = {NULL, 0};
    accept(
        "7 0 -1 5 4 -1 -1 4 9 -1 1 1 1 1 1 1 -1 -1\n7 1 -1 5 4 -1 -1 4 9 -1 1 1 1 1 1 1 -1 -1\n");
    ck_assert(!aif_trace_has_unique_ids(&workload));
    sink = (struct aif_sink){.put = keep};
    written_bytes = 0;
    aif_trace_batsim_write(&workload, &notes, &sink);
    ck_assert(aif_sink_flush(&sink));
    ck_assert_ptr_nonnull(strstr(written, "{\"id\": \"1\", \"subtime\": 0,"));
    ck_assert_ptr_nonnull(strstr(written, "{\"id\": \"2\", \"subtime\": 1,"));
    close_all();
}
END_TEST

#define SACCT                                                                                      \
    "User|JobID|JobIDRaw|Account|Partition|QOS|Submit|Start|End|ElapsedRaw|TimelimitRaw|State|"    \
    "ReqTRES|AllocTRES|NodeList\n"
#define DAY "2026-11-21T"

START_TEST(a_dump_of_sacct_alone_is_a_trace)
{
    accept(SACCT "anna|7|7|phys|p|high|" DAY "10:00:00|" DAY "10:05:00|" DAY "11:05:00|3600|120|"
                 "COMPLETED|cpu=9,gres/gpu=4,mem=20G,node=2|cpu=9,mem=20G,node=2|n[2-3]\n"
                 "|7.batch|7.batch|phys|||" DAY "10:05:00|" DAY "10:05:00|" DAY "11:05:00|3600||"
                 "COMPLETED|||n2\n"
                 "ben|8|8|bio|p|low|" DAY "10:01:00|" DAY "10:05:00|Unknown|60|UNLIMITED|RUNNING|"
                 "cpu=4,mem=2G,node=1|cpu=4,node=1|n1\n"
                 "ben|9|9|bio|p|low|" DAY "10:02:00|Unknown|Unknown|0|5|PENDING|cpu=4,node=1||\n"
                 "ben|10|10|bio|p|low|" DAY "10:03:00|Unknown|" DAY "10:04:00|0|5|CANCELLED by 7|"
                 "cpu=4,node=1||None assigned\n");

    const struct aif_job *j = workload.jobs;
    ck_assert_uint_eq(workload.record_count, 5);
    ck_assert_uint_eq(workload.count, 2);
    ck_assert_ptr_null(workload.extras);
    ck_assert_int_eq(workload.unix_start_s, 1795255200);
    ck_assert_int_eq(j[0].id, 7);
    ck_assert_int_eq(j[0].runtime_s, 3600);
    ck_assert_int_eq(j[0].limit_s, 7200);
    ck_assert_int_eq(j[0].status, AIF_STATUS_COMPLETED);
    ck_assert_uint_eq(j[0].request.nodes, 2);
    ck_assert_uint_eq(j[0].request.per_node.cores, 5);
    ck_assert_uint_eq(j[0].request.per_node.gpus, 2);
    ck_assert_uint_eq(j[0].request.per_node.mem_mib, 10240);
    ck_assert_str_eq(aif_names_at(&workload.accounts, j[0].account, ""), "phys");
    ck_assert_int_eq(j[1].submit_s, 60);
    ck_assert_int_eq(j[1].status, AIF_STATUS_UNKNOWN);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_UNKNOWN], 2);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_CUT], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_UNEVEN], 1);
    close_all();
}
END_TEST

START_TEST(memory_beyond_what_our_table_holds_is_the_most_it_holds)
{
    accept(SACCT "ben|8|8|bio|p|low|" DAY "10:00:00|" DAY "10:05:00|" DAY "11:05:00|3600|120|"
                 "COMPLETED|cpu=4,mem=16P,node=1|cpu=4,node=1|n1\n");

    ck_assert_uint_eq(workload.jobs[0].request.per_node.mem_mib, 4294967294U);
    close_all();
}
END_TEST

#define RAN(id, minute, run)                                                                       \
    "u|" id "|" id "|a|p|q|" DAY "10:" minute ":00|" DAY "10:50:00|" DAY "11:00:00|" run           \
    "|5|COMPLETED|cpu=4,node=1|cpu=4,node=1|n1\n"

START_TEST(the_window_and_strict_reading_hold_for_sacct_too)
{
    workload.from_s = 60;
    workload.until_s = 180;
    accept(SACCT RAN("7", "00", "1") RAN("8", "01", "2") RAN("9", "02", "3") RAN("10", "03", "4"));
    ck_assert_uint_eq(workload.count, 2);
    ck_assert_int_eq(workload.jobs[0].submit_s, 60);
    ck_assert_int_eq(workload.jobs[1].id, 9);
    workload.from_s = 600;
    workload.until_s = 0;
    refuse(SACCT RAN("7", "00", "1"), "d/a.txt: none of its 1 jobs was submitted in that window");
    workload.from_s = 0;
    refuse_strictly(SACCT RAN("7", "00", "1") "u|8|8|a|p|q|" DAY
                                              "10:02:00|Unknown|Unknown|0|5|PENDING|||\n",
                    "d/a.txt:3: run time not known (-1): left out, which --strict does not allow");
    close_all();
}
END_TEST

START_TEST(what_is_wrong_in_a_dump_is_named)
{
    refuse("JobID           User  Account\n-----\n", "d/a.txt:1");
    ck_assert_ptr_nonnull(strstr(err.text, "(option -P)"));
    refuse("JobID|Submit|Start|End|State\n", "d/a.txt:1: expected a column User");
    refuse(SACCT RAN("x", "00", "1"), "d/a.txt:2: JobID: expected a job number");
    refuse(SACCT RAN("7", "00", "10000000000"), "d/a.txt:2: ElapsedRaw: expected at most "
                                                "9999999999 seconds");
    refuse(SACCT "u|8|8|a|p|q|" DAY "10:02:00|Unknown|Unknown|0|5|PENDING|||\n",
           "d/a.txt: expected jobs that ran, found none");
    refuse("a|b\n1|2\n", "d/a.txt:1: found 'a|b', expected a job trace in one of these formats: "
                         "csv, dlrm, helios, openb, philly, swf, batsim, sacct;");
    close_all();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("formats");
    TCase *t = tcase_create("formats");
    tcase_add_test(t, a_workload_of_batsim_is_read);
    tcase_add_test(t, mistakes_in_a_workload_of_batsim_are_named);
    tcase_add_test(t, a_workload_is_written_for_both_versions_of_batsim);
    tcase_add_test(t, numbers_of_jobs_that_are_used_twice_are_not_kept);
    tcase_add_test(t, a_dump_of_sacct_alone_is_a_trace);
    tcase_add_test(t, memory_beyond_what_our_table_holds_is_the_most_it_holds);
    tcase_add_test(t, the_window_and_strict_reading_hold_for_sacct_too);
    tcase_add_test(t, what_is_wrong_in_a_dump_is_named);
    suite_add_tcase(s, t);
    return run_suite(s);
}
