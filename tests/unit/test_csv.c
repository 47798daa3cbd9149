/* Our own trace format. */
#include "aif/trace.h"
#include "aif/trace_write.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static struct aif_workload workload;
static struct aif_err err;

static bool parse(struct aif_workload *w, const char *text, bool is_strict)
{
    struct aif_trace_input in = {text, strlen(text), "a.csv", is_strict};
    aif_workload_close(w);
    err.text[0] = '\0';
    return aif_trace_parse(&in, w, &err);
}

static void accept(const char *text)
{
    ck_assert_msg(parse(&workload, text, false), "%s", err.text);
}

static void refuse(const char *text, const char *message)
{
    ck_assert(!parse(&workload, text, false));
    ck_assert_msg(strncmp(err.text, message, strlen(message)) == 0, "%s", err.text);
}

static void close_all(void)
{
    aif_workload_close(&workload);
}

#define MAGIC "#aifsim-trace 1\n"

START_TEST(columns_are_read_by_name)
{
    accept(MAGIC "# unix_start_s: 1767225600\n# max_procs: 64\n# a remark\n"
                 "run_s,job_id,submit_s,nodes,gpus_per_node,cores_per_node,mem_mib_per_node,"
                 "exclusive,limit_s,user,account,community,partition,qos,application,status,after,"
                 "think_s,procs\n"
                 "1800,7,60,2,4,32,65536,0,3600,anna,p1,start-ups,gpu,normal,llm,failed,,,\r\n"
                 "5,8,61,,,,,,,\"O'Neill, Ben\",\"say \"\"hi\"\"\",,,,,,7,30,12");

    ck_assert_uint_eq(workload.count, 2);
    ck_assert_int_eq(workload.unix_start_s, 1767225600);
    ck_assert_uint_eq(workload.max_procs, 64);
    const struct aif_job *a = &workload.jobs[0], *b = &workload.jobs[1];
    ck_assert_int_eq(a->id, 7);
    ck_assert_int_eq(a->submit_s, 60);
    ck_assert_int_eq(a->runtime_s, 1800);
    ck_assert_int_eq(a->limit_s, 3600);
    ck_assert_uint_eq(a->request.nodes, 2);
    ck_assert_uint_eq(a->request.procs, 0);
    ck_assert_uint_eq(a->request.per_node.gpus, 4);
    ck_assert_uint_eq(a->request.per_node.cores, 32);
    ck_assert_uint_eq(a->request.per_node.mem_mib, 65536);
    ck_assert(!a->request.is_exclusive);
    ck_assert_int_eq(a->status, AIF_STATUS_FAILED);
    ck_assert_uint_eq(a->line, 6);
    ck_assert_str_eq(aif_names_at(&workload.users, a->user, "?"), "anna");
    ck_assert_str_eq(aif_names_at(&workload.communities, a->community, "?"), "start-ups");
    ck_assert_str_eq(aif_names_at(&workload.partitions, a->partition, "?"), "gpu");
    ck_assert_str_eq(aif_names_at(&workload.qos, a->qos, "?"), "normal");
    ck_assert_str_eq(aif_names_at(&workload.applications, a->application, "?"), "llm");
    ck_assert_uint_eq(a->after, AIF_NONE);
    ck_assert_uint_eq(b->request.procs, 12);
    ck_assert_int_eq(b->limit_s, AIF_UNKNOWN_S);
    ck_assert_str_eq(aif_names_at(&workload.users, b->user, "?"), "O'Neill, Ben");
    ck_assert_str_eq(aif_names_at(&workload.accounts, b->account, "?"), "say \"hi\"");
    ck_assert_uint_eq(b->community, AIF_NONE16);
    ck_assert_int_eq(b->status, AIF_STATUS_UNKNOWN);
    ck_assert_uint_eq(b->after, 0);
    ck_assert_int_eq(b->think_s, 30);
}
END_TEST

START_TEST(what_is_not_stated_has_a_default)
{
    accept(MAGIC "submit_s,run_s,nodes\n0,10,3\n1,10,1\n");
    ck_assert_int_eq(workload.jobs[0].id, 1);
    ck_assert_int_eq(workload.jobs[1].id, 2);
    ck_assert(workload.jobs[0].request.is_exclusive);
    ck_assert_int_eq(workload.jobs[0].think_s, -1);
    ck_assert_int_eq(workload.unix_start_s, AIF_UNKNOWN_S);
    accept(MAGIC "submit_s,run_s,nodes,cores_per_node\n0,10,3,8\n");
    ck_assert(!workload.jobs[0].request.is_exclusive);
}
END_TEST

/* The rules of the Standard Workload Format, each counted once here. */
START_TEST(odd_records_have_the_same_fate_as_in_swf)
{
    accept(MAGIC "submit_s,run_s,procs,limit_s,after\n"
                 "9,,4,10,\n9,-1,4,10,\n,5,4,10,\n9,0,4,10,\n9,5.5,4,10.0,\n3,5,4,0,\n9,5,,10,\n"
                 "9,5,1,1,4\n");
    ck_assert_uint_eq(workload.record_count, 8);
    ck_assert_uint_eq(workload.count, 5);
    static const uint64_t expected[AIF_REPAIR_COUNT] = {
        [AIF_REPAIR_RUN_UNKNOWN] = 2,     [AIF_REPAIR_SUBMIT_UNKNOWN] = 1,
        [AIF_REPAIR_RUN_ZERO] = 1,        [AIF_REPAIR_FRACTION] = 1,
        [AIF_REPAIR_SUBMIT_UNSORTED] = 1, [AIF_REPAIR_PROCS_UNKNOWN] = 1,
        [AIF_REPAIR_DEPENDENCY] = 1};
    for (int i = 0; i < AIF_REPAIR_COUNT; i++)
        ck_assert_msg(workload.repairs[i] == expected[i], "%s",
                      aif_repair_name((enum aif_repair)i));
    ck_assert_int_eq(workload.jobs[0].submit_s, 3);
    ck_assert_int_eq(workload.jobs[0].limit_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(workload.jobs[1].submit_s, 9);
    ck_assert_int_eq(workload.jobs[3].runtime_s, 5);
    ck_assert_uint_eq(workload.jobs[4].after, 2);
}
END_TEST

START_TEST(strict_reading_refuses_every_repair)
{
    static const struct {
        const char *row, *message;
    } bad[] = {
        {"9,,4", "a.csv:4: column run_s: found '', which --strict does not allow"},
        {",5,4", "a.csv:4: column submit_s: found '', which --strict does not allow"},
        {"9,0,4", "a.csv:4: column run_s: found '0', which --strict does not allow"},
        {"9,5.5,4", "a.csv:4: column run_s: found '5.5', which --strict does not allow"},
        {"9,5,", "a.csv:4: column procs: found '', which --strict does not allow"},
        {"2,5,4", "a.csv:4: column submit_s: found '2', which --strict does not allow"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[120];
        snprintf(text, sizeof text, MAGIC "submit_s,run_s,procs\n3,5,4\n%s\n", bad[i].row);
        ck_assert(!parse(&workload, text, true));
        ck_assert_msg(strncmp(err.text, bad[i].message, strlen(bad[i].message)) == 0, "%s",
                      err.text);
    }
}
END_TEST

START_TEST(the_row_of_names_is_checked)
{
    refuse(MAGIC "submit_s,run_s,node\n0,1,1\n",
           "a.csv:2: unknown column 'node': did you mean 'nodes'? (known: job_id, user,");
    refuse(MAGIC "submit_s,run_s,procs,elephants\n", "a.csv:2: unknown column 'elephants' (known:");
    refuse(MAGIC "submit_s,run_s,procs,run_s\n", "a.csv:2: two columns are called run_s");
    refuse(MAGIC "submit_s,procs\n",
           "a.csv:2: found no column submit_s or no column run_s, expected both");
    refuse(MAGIC "submit_s,run_s\n",
           "a.csv:2: found neither a column nodes nor a column procs, expected one of them");
    refuse(MAGIC, "a.csv: no row with the names of the columns");
    refuse(MAGIC "submit_s,run_s,procs\n", "a.csv: no jobs");
    refuse("#aifsim-trace 2\n", "a.csv:1: found version '2' of the format, expected 1");
}
END_TEST

START_TEST(every_bad_cell_is_named)
{
    static const struct {
        const char *row, *message;
    } bad[] = {
        {"0,abc,1,,,,,", "a.csv:3: column run_s: found 'abc', expected a number of seconds"},
        {"0,-5,1,,,,,", "a.csv:3: column run_s: found '-5', expected seconds >= 0"},
        {"0,-1.5,1,,,,,", "a.csv:3: column run_s: found '-1.5', expected seconds >= 0"},
        {"1767225600000,5,1,,,,,", "a.csv:3: column submit_s: found '1767225600000', expected at"},
        {"0,5,1.5,,,,,", "a.csv:3: column procs: found '1.5', expected a whole number"},
        {"0,5,4294967295,,,,,", "a.csv:3: column procs: found '4294967295', expected a whole"},
        {"0,5,1,1,,,,", "a.csv:3: column procs: found '1', expected nothing beside nodes"},
        {"0,5,1,,2,,,", "a.csv:3: column procs: found '1', expected nodes beside"},
        {"0,5,,1,2,yes,,", "a.csv:3: column exclusive: found 'yes', expected 0 or 1"},
        {"0,5,,1,,0,,", "a.csv:3: column exclusive: found '0', expected 1 where nothing"},
        {"0,5,1,,,,done,", "a.csv:3: column status: found 'done', expected completed,"},
        {"0,5,1,,,,,x", "a.csv:3: column job_id: found 'x', expected a whole number"},
        {"0,5,1", "a.csv:3: found 3 cells, expected 8 as in the row of names"},
        {"0,\"5,1", "a.csv:3: found a quote that is not closed on the same line, expected"},
        {"0,\"5\"1,1,,,,,", "a.csv:3: found text behind a closing quote, expected"},
        {"0,99999999999999999999,1,,,,,", "a.csv:3: column run_s: found '99999999999999999999'"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[200];
        snprintf(text, sizeof text,
                 MAGIC "submit_s,run_s,procs,nodes,gpus_per_node,exclusive,status,job_id\n%s\n",
                 bad[i].row);
        refuse(text, bad[i].message);
    }
}
END_TEST

static char written[1 << 16];
static size_t used;

static bool put(void *to, const char *bytes, size_t count)
{
    (void)to;
    ck_assert_uint_lt(used + count, sizeof written);
    memcpy(written + used, bytes, count);
    used += count;
    written[used] = '\0';
    return true;
}

static void write(const struct aif_workload *w, const char *note)
{
    static struct aif_sink sink;
    sink = (struct aif_sink){.put = put};
    used = 0;
    aif_trace_csv_write(w, &(struct aif_trace_notes){&note, 1}, &sink);
    ck_assert(aif_sink_flush(&sink));
}

static void equal_names(const struct aif_names *a, uint32_t i, const struct aif_names *b,
                        uint32_t j)
{
    ck_assert_str_eq(aif_names_at(a, i, "none"), aif_names_at(b, j, "none"));
}

static void equal_jobs(const struct aif_workload *a, const struct aif_workload *b, uint32_t i)
{
    const struct aif_job *x = &a->jobs[i], *y = &b->jobs[i];
    ck_assert_int_eq(x->id, y->id);
    ck_assert_int_eq(x->submit_s, y->submit_s);
    ck_assert_int_eq(x->limit_s, y->limit_s);
    ck_assert_int_eq(x->runtime_s, y->runtime_s);
    ck_assert_uint_eq(x->request.procs, y->request.procs);
    ck_assert_uint_eq(x->request.nodes, y->request.nodes);
    ck_assert_uint_eq(x->request.per_node.gpus, y->request.per_node.gpus);
    ck_assert_uint_eq(x->request.per_node.cores, y->request.per_node.cores);
    ck_assert_uint_eq(x->request.per_node.mem_mib, y->request.per_node.mem_mib);
    ck_assert_int_eq(x->request.is_exclusive, y->request.is_exclusive);
    ck_assert_uint_eq(x->after, y->after);
    ck_assert_int_eq(x->think_s, y->think_s);
    ck_assert_int_eq(x->status, y->status);
    equal_names(&a->users, x->user, &b->users, y->user);
    equal_names(&a->accounts, x->account, &b->accounts, y->account);
    equal_names(&a->applications, x->application, &b->applications, y->application);
    equal_names(&a->communities, x->community, &b->communities, y->community);
    equal_names(&a->partitions, x->partition, &b->partitions, y->partition);
    equal_names(&a->qos, x->qos, &b->qos, y->qos);
}

static void comes_back_equal(const char *text)
{
    struct aif_workload again = {0};
    accept(text);
    write(&workload, "made by\na test");
    ck_assert_int_eq(strncmp(written, MAGIC "# made by\n# a test\n", 35), 0);
    ck_assert_msg(parse(&again, written, false), "%s", err.text);
    ck_assert_uint_eq(again.count, workload.count);
    ck_assert_int_eq(again.unix_start_s, workload.unix_start_s);
    ck_assert_uint_eq(again.max_procs, workload.max_procs);
    for (uint32_t i = 0; i < workload.count; i++)
        equal_jobs(&workload, &again, i);
    aif_workload_close(&again);
}

START_TEST(what_is_written_is_read_back_equal)
{
    comes_back_equal(MAGIC
                     "# unix_start_s: 5\nsubmit_s,run_s,procs,nodes,gpus_per_node,cores_per_node,"
                     "mem_mib_per_node,exclusive,status,job_id,user,community,qos,after,think_s\n"
                     "0,5,,2,4,8,16,0,failed,10,\"a, b\",\"c \"\"d\"\"\",,,\n"
                     "0,5,,2,4,8,16,1,cancelled,12,x,y,z,10,5\n"
                     "7,5,3,,,,,,completed,13,,,,12,0\n"
                     "7,0,,1,,,,,,14,,,,,\n");
    comes_back_equal("; MaxProcs: 128\n; UnixStartTime: 749458803\n; Queue: 3 express lane\n"
                     "; Partition: 2 gpu\n; Community: 13 start-ups\n"
                     "1 5 9 60 4 55.5 100 8 120 200 0 12 13 14 3 2 -1 -1\n"
                     "7 6 9 61 5 -1 -1 -1 -1 -1 5 92605928607567 -1 -1 4 1 1 30\n");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("csv");
    tcase_add_checked_fixture(c, NULL, close_all);
    tcase_add_test(c, columns_are_read_by_name);
    tcase_add_test(c, what_is_not_stated_has_a_default);
    tcase_add_test(c, odd_records_have_the_same_fate_as_in_swf);
    tcase_add_test(c, strict_reading_refuses_every_repair);
    tcase_add_test(c, the_row_of_names_is_checked);
    tcase_add_test(c, every_bad_cell_is_named);
    tcase_add_test(c, what_is_written_is_read_back_equal);
    Suite *s = suite_create("csv");
    suite_add_tcase(s, c);
    return run_suite(s);
}
