/* Job tables of other people's clusters: Helios and Acme, Philly and its kin, Alibaba's pods and
 * instances.  Dates are checked against `date -u -d DATE +%s`. */
#include "aif/trace.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static struct aif_workload workload;
static struct aif_err err;

static bool parse(const char *text, bool is_strict)
{
    struct aif_trace_input in = {
        .text = text, .bytes = strlen(text), .path = "a.csv", .is_strict = is_strict};
    int64_t from_s = workload.from_s, until_s = workload.until_s;
    aif_workload_close(&workload);
    workload.from_s = from_s;
    workload.until_s = until_s;
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
    aif_workload_close(&workload);
}

static void check_shape(uint32_t job, uint32_t nodes, struct aif_shape each)
{
    const struct aif_request *q = &workload.jobs[job].request;
    ck_assert_uint_eq(q->procs, 0);
    ck_assert_uint_eq(q->nodes, nodes);
    ck_assert_uint_eq(q->per_node.gpus, each.gpus);
    ck_assert_uint_eq(q->per_node.cores, each.cores);
    ck_assert_uint_eq(q->per_node.mem_mib, each.mem_mib);
}

#define HELIOS                                                                                     \
    "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,"      \
    "queue\n"

START_TEST(a_row_of_helios_becomes_a_job)
{
    accept(HELIOS "12,uX,vcA,16,60,2,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:02,2020-06-10 "
                  "04:55:10,36848,1\n"
                  "13,uY,vcB,0,3,1,CANCELLED,2020-06-09 18:41:00,2020-06-09 18:41:00,,7,0\n"
                  "14,uX,vcA,1,1,1,NODE_FAIL,2020-06-09 18:41:05,,,9,0\n");

    ck_assert_uint_eq(workload.count, 3);
    ck_assert_int_eq(workload.unix_start_s, 1591728060); /* the earliest submit */
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_SUBMIT_UNSORTED], 1);
    const struct aif_job *first = &workload.jobs[0], *second = &workload.jobs[1];
    ck_assert_int_eq(first->id, 13);
    ck_assert_int_eq(first->submit_s, 0);
    ck_assert_int_eq(first->status, AIF_STATUS_CANCELLED);
    check_shape(0, 1, (struct aif_shape){.cores = 3});
    ck_assert_int_eq(second->id, 12);
    ck_assert_int_eq(second->submit_s, 1);
    ck_assert_int_eq(second->runtime_s, 36848);
    ck_assert_int_eq(second->limit_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(second->status, AIF_STATUS_COMPLETED);
    ck_assert_uint_eq(second->line, 2);
    ck_assert_str_eq(aif_names_at(&workload.users, second->user, ""), "uX");
    ck_assert_str_eq(aif_names_at(&workload.accounts, second->account, ""), "vcA");
    ck_assert_uint_eq(second->partition, AIF_NONE16);
    check_shape(1, 2, (struct aif_shape){.cores = 30, .gpus = 8});
    ck_assert_int_eq(workload.jobs[2].status, AIF_STATUS_FAILED);
    close_all();
}
END_TEST

START_TEST(acme_has_types_offsets_and_memory_of_each_pod)
{
    accept("job_id,user,node_num,gpu_num,cpu_num,mem_per_pod_GB,type,state,submit_time,start_time,"
           "end_time,duration,queue,gpu_time\n"
           "dlct,u1,8,64,960,1000,Eval,FAILED,2023-05-17 11:00:58+00:00,,,18,10.0,1152.0\n"
           "dlcx,u2,1,8,128,0.5,Other,COMPLETED,2023-05-17 19:00:59+08:00,,,5,1,40.0\n");

    ck_assert_int_eq(workload.unix_start_s, 1684321258);
    ck_assert_int_eq(workload.jobs[0].id, 1); /* the number of the row: its own is none */
    ck_assert_int_eq(workload.jobs[1].submit_s, 1);
    check_shape(0, 8, (struct aif_shape){.cores = 120, .gpus = 8, .mem_mib = 1024000});
    check_shape(1, 1, (struct aif_shape){.cores = 128, .gpus = 8, .mem_mib = 512});
    ck_assert_str_eq(aif_names_at(&workload.applications, workload.jobs[0].application, ""),
                     "Eval");
    close_all();
}
END_TEST

START_TEST(what_cannot_be_replayed_is_left_out_and_counted)
{
    accept(HELIOS "1,u,v,1,1,1,PENDING,2020-06-09 18:41:00,,,,\n"
                  "2,u,v,0,0,0,FAILED,2020-06-09 18:41:00,,,5,\n"
                  "3,u,v,1,1,1,COMPLETED,2020-06-09 18:41:00,,,0,\n"
                  "4,u,v,3,1,2,COMPLETED,,,,7.25,\n"
                  "5,u,v,1,1,1,RUNNING,2020-06-09 18:42:00,,,7,\n\n");

    ck_assert_uint_eq(workload.record_count, 5);
    ck_assert_uint_eq(workload.count, 3);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_UNKNOWN], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_PROCS_UNKNOWN], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_ZERO], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_SUBMIT_UNKNOWN], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_FRACTION], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_UNEVEN], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_CUT], 1);
    check_shape(1, 2, (struct aif_shape){.cores = 1, .gpus = 2});
    refuse_strictly(HELIOS "4,u,v,3,2,2,COMPLETED,2020-06-09 18:41:00,,,7,\n",
                    "a.csv:2: column gpu_num: found '3', which --strict does not allow");
    close_all();
}
END_TEST

START_TEST(nothing_is_repaired_of_what_is_left_out)
{
    accept(HELIOS "1,u,v,0.5,1.5,1.5,VANISHED,,,,,\n"
                  "2,u,v,0,0,0,VANISHED,2020-06-09 18:41:00.5,,,5.5,\n"
                  "3,u,v,1,1,1,COMPLETED,2020-06-09 18:41:00,,,5,\n");
    ck_assert_uint_eq(workload.count, 1);
    for (int i = 0; i < AIF_REPAIR_COUNT; i++)
        ck_assert_uint_eq(workload.repairs[i],
                          i == AIF_REPAIR_RUN_UNKNOWN || i == AIF_REPAIR_PROCS_UNKNOWN);
    close_all();
}
END_TEST

START_TEST(dates_are_read_with_their_offsets)
{
    static const struct {
        const char *text;
        int64_t unix_s;
    } good[] = {
        {"2020-02-29 23:59:59", 1583020799},       {"2020-03-01", 1583020800},
        {"2100-03-01T00:00", 4107542400},          {"1970-01-01 00:00:00", 0},
        {"2023-03-01 00:18:22+08:00", 1677601102}, {"2023-03-01T00:18:22-0130", 1677635302},
        {"2023-03-01 00:18:22Z", 1677629902},      {"2023-03-01 00:18:22.000000 +00", 1677629902},
    };
    static const char *const bad[] = {
        "2019-02-29 00:00:00",
        "2020-13-01",
        "2020-00-01",
        "2020-01-32",
        "2020-01-01 24:00:00",
        "2020-01-01 00:60:00",
        "1969-12-31",
        "2020-1-1",
        "20200101",
        "2020-01-01 1:00:00",
        "2020-01-01 00:0",
        "2020-01-01x",
        "2020-01-01 00:00:00+25:00",
        "2300-01-01",
    };
    char text[200];
    for (size_t i = 0; i < AIF_COUNT(good); i++) {
        snprintf(text, sizeof text, "submit_time,gpu_num,state,duration\n%s,1,,5\n", good[i].text);
        accept(text);
        ck_assert_msg(workload.unix_start_s == good[i].unix_s, "%s: %lld", good[i].text,
                      (long long)workload.unix_start_s);
    }
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        snprintf(text, sizeof text,
                 "submit_time,gpu_num,state,duration\n2020-01-01,1,,5\n%s,1,,5\n", bad[i]);
        refuse(text, "a.csv:3: column submit_time: found '");
    }
    close_all();
}
END_TEST

START_TEST(a_table_may_count_seconds_but_not_mix_them_with_dates)
{
    accept("job_id,num_gpu,submit_time,duration\n0,1,60,5\n1,2,30,7.0\n");
    ck_assert_int_eq(workload.unix_start_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(workload.jobs[0].submit_s, 30);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_FRACTION], 0);
    refuse("job_id,num_gpu,submit_time,duration\n0,1,2020-01-01,5\n1,2,30,7.0\n",
           "a.csv:3: column submit_time: found '30', expected a date like 2020-01-31 13:45:00, as "
           "in the rows above");
    refuse("job_id,num_gpu,submit_time,duration\n0,1,30,5\n1,2,2020-01-01,7.0\n",
           "a.csv:3: column submit_time: found '2020-01-01', expected a number of seconds, as in "
           "the rows above");
    refuse("job_id,num_gpu,submit_time,duration\n0,1,1356996147000,5\n",
           "a.csv:2: column submit_time: found '1356996147000', expected at most 9999999999 "
           "seconds; times in milliseconds?");
    refuse("job_id,num_gpu,submit_time,duration\n0,1,30,-5\n",
           "a.csv:2: column duration: found '-5', expected seconds >= 0");
    close_all();
}
END_TEST

START_TEST(gpus_without_nodes_are_shared_out_over_the_fewest_nodes_of_eight)
{
    accept("\xEF\xBB\xBFtimestamp,duration,num_gpus,gpu_time,cluster\n"
           "2017-10-09 07:01:55,66.0,1,66.0,11cb48\n2017-10-09 07:01:55,66.0,8,66.0,11cb48\n"
           "2017-10-09 07:01:55,66.0,12,66.0,6214e9\n2017-10-09 07:01:55,66.0,11,66.0,11cb48\n"
           "2017-10-09 07:01:55,66.0,128,66.0,11cb48\n\n");
    check_shape(0, 1, (struct aif_shape){.gpus = 1});
    check_shape(1, 1, (struct aif_shape){.gpus = 8});
    check_shape(2, 2, (struct aif_shape){.gpus = 6});
    check_shape(3, 11, (struct aif_shape){.gpus = 1});
    check_shape(4, 16, (struct aif_shape){.gpus = 8});
    ck_assert_str_eq(aif_names_at(&workload.accounts, workload.jobs[2].account, ""), "6214e9");
    ck_assert_uint_eq(workload.record_count, 5);
    close_all();
}
END_TEST

START_TEST(the_window_is_on_the_clock_that_begins_with_the_earliest_submit)
{
    workload.from_s = 60;
    workload.until_s = 120;
    accept("timestamp,duration,num_gpus\n2017-10-09 07:02:59,1,1\n2017-10-09 07:01:00,2,1\n"
           "2017-10-09 07:02:00,3,1\n2017-10-09 07:03:00,4,1\n");
    ck_assert_uint_eq(workload.count, 2);
    ck_assert_int_eq(workload.jobs[0].runtime_s, 3);
    ck_assert_int_eq(workload.jobs[0].submit_s, 60);
    ck_assert_int_eq(workload.jobs[1].submit_s, 119);
    close_all();
}
END_TEST

#define PODS                                                                                       \
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"            \
    "deletion_time,scheduled_time\n"

START_TEST(a_pod_gets_whole_gpus_and_cores)
{
    accept(PODS "p0,12000,16384,1,1000,,LS,Running,0,100,10\n"
                "p1,3152,5600,1,460,V100M16|V100M32,BE,Failed,7,9,7\n"
                "p2,1000,1,0,0,,Burstable,Succeeded,8,20,9\n"
                "p3,1000,1,1,1000,,BE,Pending,8,20,\n");

    ck_assert_uint_eq(workload.record_count, 4);
    ck_assert_uint_eq(workload.count, 3);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_UNKNOWN], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_GPU_PART], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_CORE_PART], 1);
    ck_assert_int_eq(workload.unix_start_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(workload.jobs[0].runtime_s, 90);
    ck_assert_int_eq(workload.jobs[0].status, AIF_STATUS_UNKNOWN);
    check_shape(0, 1, (struct aif_shape){.cores = 12, .gpus = 1, .mem_mib = 16384});
    ck_assert_str_eq(aif_names_at(&workload.qos, workload.jobs[0].qos, ""), "LS");
    check_shape(1, 1, (struct aif_shape){.cores = 4, .gpus = 1, .mem_mib = 5600});
    ck_assert_int_eq(workload.jobs[1].status, AIF_STATUS_FAILED);
    check_shape(2, 1, (struct aif_shape){.cores = 1, .mem_mib = 1});
    ck_assert_int_eq(workload.jobs[2].status, AIF_STATUS_COMPLETED);
    refuse_strictly(PODS "p1,3000,5600,1,460,,BE,Failed,7,9,7\n",
                    "a.csv:2: column gpu_milli: found '460', which --strict does not allow");
    refuse(PODS "p1,3000,5600,1,1000,,BE,Failed,7,9,17\n",
           "a.csv:2: column deletion_time: found '9', expected a time not before scheduled_time");
    close_all();
}
END_TEST

START_TEST(the_first_word_says_how_a_job_ended_and_unknown_ones_are_counted)
{
    static const char *const rows[] = {"CANCELLED by 1000", "FAILED  ", " COMPLETED", "RUNNING",
                                       "Pending",           "",         "VANISHED",   "CANCELLEDx"};
    static const int8_t statuses[] = {
        AIF_STATUS_CANCELLED, AIF_STATUS_FAILED,  AIF_STATUS_COMPLETED, AIF_STATUS_UNKNOWN,
        AIF_STATUS_UNKNOWN,   AIF_STATUS_UNKNOWN, AIF_STATUS_UNKNOWN,   AIF_STATUS_UNKNOWN};
    char text[1000] = "timestamp,duration,num_gpus,status\n";
    for (size_t i = 0; i < AIF_COUNT(rows); i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%zu,6,1,%s\n", i, rows[i]);
    accept(text);
    for (size_t i = 0; i < AIF_COUNT(rows); i++)
        ck_assert_msg(workload.jobs[i].status == statuses[i], "'%s'", rows[i]);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_STATUS_UNKNOWN], 2);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_RUN_CUT], 1);
    refuse_strictly("timestamp,duration,num_gpus,status\n5,6,1,VANISHED\n",
                    "a.csv:2: column status: found 'VANISHED', which --strict does not allow");
    close_all();
}
END_TEST

START_TEST(parts_of_gpus_cores_and_nodes_are_rounded_up_and_counted)
{
    accept(HELIOS "1,u,v,0.5,1.25,1,COMPLETED,2020-06-09 18:41:00,,,7,\n"
                  "2,u,v,4,4,1.5,COMPLETED,2020-06-09 18:41:00,,,7,\n");
    check_shape(0, 1, (struct aif_shape){.cores = 2, .gpus = 1});
    check_shape(1, 2, (struct aif_shape){.cores = 2, .gpus = 2});
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_GPU_PART], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_CORE_PART], 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_UNEVEN], 1);
    refuse_strictly(HELIOS "1,u,v,1,1,1.5,COMPLETED,2020-06-09 18:41:00,,,7,\n",
                    "a.csv:2: column node_num: found '1.5', which --strict does not allow");
    refuse_strictly("timestamp,duration,num_gpus\n5,6,0.5\n",
                    "a.csv:2: column num_gpus: found '0.5', which --strict does not allow");
    check_shape(0, 1, (struct aif_shape){.gpus = 1});
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_GPU_PART], 1);
    refuse_strictly("timestamp,duration,num_gpus,num_nodes\n5,6,2,1.5\n",
                    "a.csv:2: column num_nodes: found '1.5', which --strict does not allow");
    close_all();
}
END_TEST

START_TEST(parts_of_thousandths_are_parts_and_a_pod_has_no_more_than_whole_gpus)
{
    accept(PODS "p,2999.5,1,1,999.5,,BE,Failed,7,9,7\nq,1000,1,1.5,1000,,BE,Failed,7,9,7\n");
    check_shape(0, 1, (struct aif_shape){.cores = 3, .gpus = 1, .mem_mib = 1});
    check_shape(1, 1, (struct aif_shape){.cores = 1, .gpus = 2, .mem_mib = 1});
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_GPU_PART], 2);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_CORE_PART], 1);
    refuse(PODS "p,1000,1,1,1001,,BE,Failed,7,9,7\n",
           "a.csv:2: column gpu_milli: found '1001', expected thousandths of each GPU, at most "
           "1000");
    refuse(PODS "p,1000,1,0,500,,BE,Failed,7,9,7\n",
           "a.csv:2: column gpu_milli: found '500', expected 0, as the pod has no GPU");
    close_all();
}
END_TEST

START_TEST(an_instance_of_a_recommender_is_a_job)
{
    accept("instance_sn,role,app_name,cpu_request,cpu_limit,gpu_request,gpu_limit,rdma_request,"
           "rdma_limit,memory_request,memory_limit,disk_request,disk_limit,max_instance_per_node,"
           "creation_time,scheduled_time,deletion_time\n"
           "instance_0,HN,app_0,12,12,1,1,25,25,120.0,120.0,640.0,800.0,8,,,\n"
           "instance_7,CN,app_46,192,192,0,0,51,51,937.5,937.5,510.0,600.0,8,475.00000000000006,"
           "480,3674.0\n");
    ck_assert_uint_eq(workload.record_count, 2);
    ck_assert_uint_eq(workload.count, 1);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_FRACTION], 1);
    ck_assert_int_eq(workload.jobs[0].submit_s, 475);
    ck_assert_int_eq(workload.jobs[0].runtime_s, 3194);
    check_shape(0, 1, (struct aif_shape){.cores = 192, .mem_mib = 960000});
    ck_assert_str_eq(aif_names_at(&workload.applications, workload.jobs[0].application, ""),
                     "app_46");
    close_all();
}
END_TEST

START_TEST(tables_that_are_no_job_tables_are_refused_with_the_reason)
{
    refuse("name,cpu_milli,memory_mib,num_gpu,gpu_milli\np,12000,16384,1,1000\n",
           "a.csv:1: no column creation_time, which a table of Alibaba's pods needs: ");
    refuse("name,time,application,num_replicas,batch_size\nbert-0,5,bert,6,384\n",
           "a.csv:1: no column duration, which a table of GPU jobs needs: ");
    refuse("sn,cpu_milli,memory_mib,gpu,model\n", "a.csv:1: found 'sn,cpu_milli,memory_mib,gpu,");
    refuse("timestamp,duration,num_gpus\n", "a.csv: no jobs");
    refuse("timestamp,duration,num_gpus,num_gpus\n", "a.csv:1: two columns are called num_gpus");
    refuse("timestamp,duration,num_gpus\n5,6\n", "a.csv:2: found 2 cells, expected 3 as in the row "
                                                 "of names");
    refuse("timestamp,duration,num_gpus\n5,6,x\n",
           "a.csv:2: column num_gpus: found 'x', expected a number from 0 to 4294967294");
    refuse("timestamp,duration,num_gpus\n5,6,\"1\n", "a.csv:2: found a quote that is not closed");
    close_all();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("tables");
    TCase *t = tcase_create("tables");
    tcase_add_test(t, a_row_of_helios_becomes_a_job);
    tcase_add_test(t, acme_has_types_offsets_and_memory_of_each_pod);
    tcase_add_test(t, what_cannot_be_replayed_is_left_out_and_counted);
    tcase_add_test(t, nothing_is_repaired_of_what_is_left_out);
    tcase_add_test(t, dates_are_read_with_their_offsets);
    tcase_add_test(t, a_table_may_count_seconds_but_not_mix_them_with_dates);
    tcase_add_test(t, gpus_without_nodes_are_shared_out_over_the_fewest_nodes_of_eight);
    tcase_add_test(t, the_window_is_on_the_clock_that_begins_with_the_earliest_submit);
    tcase_add_test(t, a_pod_gets_whole_gpus_and_cores);
    tcase_add_test(t, the_first_word_says_how_a_job_ended_and_unknown_ones_are_counted);
    tcase_add_test(t, parts_of_gpus_cores_and_nodes_are_rounded_up_and_counted);
    tcase_add_test(t, parts_of_thousandths_are_parts_and_a_pod_has_no_more_than_whole_gpus);
    tcase_add_test(t, an_instance_of_a_recommender_is_a_job);
    tcase_add_test(t, tables_that_are_no_job_tables_are_refused_with_the_reason);
    suite_add_tcase(s, t);
    return run_suite(s);
}
