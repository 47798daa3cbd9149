/* What our own trace format says beyond classic traces: arrays, dependencies, actions. */
#include "aif/trace.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static struct aif_workload workload;
static struct aif_err err;

static void close_all(void)
{
    aif_workload_close(&workload);
}

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

#define MAGIC "#aifsim-trace 1\n"
#define ACTIONS "#aifsim-actions 1\n"

START_TEST(traces_without_such_columns_have_no_extras)
{
    accept(MAGIC "submit_s,run_s,nodes,hold,nice\n0,10,1,,\n1,10,1,0,0\n");

    ck_assert_ptr_null(workload.extras);
    ck_assert_uint_eq(workload.array_count, 0);
}
END_TEST

START_TEST(columns_of_batch_systems_are_read_by_name)
{
    accept(MAGIC "run_ms,submit_ms,min_limit_s,max_nodes,mem_mib_per_cpu,gpus,cpus_per_task,tasks,"
                 "features,reservation,job_name,exit_code,requeue,site_factor,priority,nice,hold,"
                 "begin_s,partitions,submit_s,run_s,nodes\n"
                 ",,,,,,,,,,,,,,,,,,,5,10,1\n"
                 "250,999,60,8,2000,4,2,16,fast&old,r1,\"train, big\",1:0,0,-7,100,-50,1,3600,"
                 "\"gpu,cpu\",5,10,2\n");

    const struct aif_extra *x = &workload.extras[0], *y = &workload.extras[1];
    ck_assert_uint_eq(x->name, AIF_NONE);
    ck_assert_int_eq(x->begin_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(x->priority, AIF_UNKNOWN_S);
    ck_assert_uint_eq(y->runtime_ms, 250);
    ck_assert_uint_eq(y->submit_ms, 999);
    ck_assert_int_eq(y->min_limit_s, 60);
    ck_assert_uint_eq(y->max_nodes, 8);
    ck_assert_int_eq(y->mem_per_cpu_mib, 2000);
    ck_assert_uint_eq(y->gpus, 4);
    ck_assert_uint_eq(y->cpus_per_task, 2);
    ck_assert_uint_eq(y->tasks, 16);
    ck_assert_str_eq(aif_names_at(&workload.features, y->features, "?"), "fast&old");
    ck_assert_str_eq(aif_names_at(&workload.reservations, y->reservation, "?"), "r1");
    ck_assert_str_eq(aif_names_at(&workload.job_names, y->name, "?"), "train, big");
    ck_assert(y->has_failed && y->must_not_requeue && y->is_held);
    ck_assert_int_eq(y->site_factor, -7);
    ck_assert_int_eq(y->priority, 100);
    ck_assert_int_eq(y->nice, -50);
    ck_assert_int_eq(y->begin_s, 3600);
    ck_assert_uint_eq(y->partition_count, 2);
    const uint32_t *list = workload.partition_lists + y->first_partition;
    ck_assert_str_eq(aif_names_at(&workload.partitions, list[0], "?"), "gpu");
    ck_assert_str_eq(aif_names_at(&workload.partitions, list[1], "?"), "cpu");
    ck_assert_uint_eq(workload.jobs[1].partition, list[0]);
}
END_TEST

START_TEST(tasks_alone_are_processors)
{
    accept(MAGIC "submit_s,run_s,nodes,tasks,cpus_per_task,mem_mib_per_node\n"
                 "0,10,,16,4,\n0,10,,3,,500\n0,10,2,3,,500\n");

    ck_assert_uint_eq(workload.jobs[0].request.procs, 64);
    ck_assert_uint_eq(workload.jobs[1].request.procs, 3);
    ck_assert_uint_eq(workload.jobs[1].request.per_node.mem_mib, 500);
    ck_assert_uint_eq(workload.jobs[2].request.procs, 0);
    ck_assert_uint_eq(workload.jobs[2].request.nodes, 2);
}
END_TEST

START_TEST(what_tasks_ask_for_on_each_node_is_not_for_bare_processors)
{
    ck_assert(!parse(&workload, MAGIC "submit_s,run_s,procs,tasks,mem_mib_per_node\n0,10,7,0,5\n",
                     false));

    ck_assert_str_eq(err.text, "a.csv:3: column procs: found '7', expected nodes beside what is "
                               "asked for on each node");
}
END_TEST

START_TEST(tasks_of_an_array_are_found_by_their_numbers)
{
    accept(MAGIC "job_id,submit_s,run_s,nodes,array_id,array_task,array_limit\n"
                 "9,50,10,1,7,2,\n8,50,10,1,7,1,4\n11,0,10,1,10,5,\n7,50,10,1,7,11,\n");

    ck_assert_uint_eq(workload.array_count, 2);
    ck_assert_int_eq(workload.arrays[0].id, 10);
    const struct aif_array *a = &workload.arrays[1];
    ck_assert_int_eq(a->id, 7);
    ck_assert_uint_eq(a->max_running, 4);
    ck_assert_uint_eq(a->job_count, 3);
    static const int64_t ids[] = {8, 9, 7};
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t job = workload.array_jobs[a->first_job + i];
        ck_assert_int_eq(workload.jobs[job].id, ids[i]);
        ck_assert_uint_eq(workload.extras[job].array, 1);
    }
    ck_assert_uint_eq(workload.extras[0].array_task, 5);
}
END_TEST

static const struct aif_depend *depend(uint32_t job, uint32_t i)
{
    ck_assert_uint_lt(i, workload.extras[job].depend_count);
    return &workload.depends[workload.extras[job].first_depend + i];
}

START_TEST(dependencies_name_jobs_arrays_and_tasks)
{
    accept(MAGIC "job_id,submit_s,run_s,nodes,array_id,array_task,depends\n"
                 "1,9,1,1,,,\"afterok:51,afternotok:3:2\"\n"
                 "2,8,1,1,,,after:51_6+10?afterany:3?singleton\n"
                 "3,7,1,1,,,\n"
                 "51,6,1,1,51,5,\n"
                 "52,6,1,1,51,6,after:3+90s\n"
                 "60,5,1,1,60,1,aftercorr:51_*\n");

    ck_assert_int_eq(workload.jobs[5].id, 1);
    ck_assert_uint_eq(workload.extras[5].depend_count, 3);
    ck_assert(!workload.extras[5].is_any_depend_enough);
    ck_assert_uint_eq(depend(5, 0)->kind, AIF_DEPEND_AFTER_OK);
    ck_assert_uint_eq(depend(5, 0)->job, AIF_NONE);
    ck_assert_int_eq(workload.arrays[depend(5, 0)->array].id, 51);
    ck_assert_uint_eq(depend(5, 1)->kind, AIF_DEPEND_AFTER_NOT_OK);
    ck_assert_uint_eq(depend(5, 1)->job, 3);
    ck_assert_uint_eq(depend(5, 1)->array, AIF_NONE);
    ck_assert_uint_eq(depend(5, 2)->job, 4);

    ck_assert(workload.extras[4].is_any_depend_enough);
    ck_assert_uint_eq(depend(4, 0)->kind, AIF_DEPEND_AFTER);
    ck_assert_int_eq(workload.jobs[depend(4, 0)->job].id, 52);
    ck_assert_int_eq(depend(4, 0)->delay_s, 600);
    ck_assert_uint_eq(depend(4, 1)->kind, AIF_DEPEND_AFTER_ANY);
    ck_assert_uint_eq(depend(4, 2)->kind, AIF_DEPEND_SINGLETON);
    ck_assert_int_eq(depend(2, 0)->delay_s, 90);
    ck_assert_int_eq(workload.jobs[0].id, 60);
    ck_assert_uint_eq(depend(0, 0)->kind, AIF_DEPEND_AFTER_CORR);
    ck_assert_int_eq(workload.arrays[depend(0, 0)->array].id, 51);
}
END_TEST

START_TEST(what_depends_on_a_job_that_is_not_there_is_counted)
{
    static const char text[] = MAGIC "job_id,submit_s,run_s,nodes,depends\n"
                                     "1,0,1,1,\"afterok:99,afterany:3\"\n"
                                     "2,0,1,1,afterok:99?afterany:3\n3,0,1,1,\n";
    accept(text);

    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_TARGET_UNKNOWN], 2);
    ck_assert_uint_eq(workload.extras[0].depend_count, 1);
    ck_assert_uint_eq(depend(0, 0)->job, 2);
    ck_assert_uint_eq(workload.extras[1].depend_count, 0);
    ck_assert_uint_eq(workload.depend_count, 1);
    ck_assert(!parse(&workload, text, true));
    ck_assert_str_eq(err.text, "a.csv:3: depends on job 99, which is not in the trace");
}
END_TEST

START_TEST(a_preceding_job_that_a_dependency_states_too_is_no_repair)
{
    ck_assert(parse(&workload,
                    MAGIC "job_id,submit_s,run_s,nodes,after,think_s,depends\n1,0,10,1,,,\n"
                          "2,20,10,1,1,10,afterok:1\n",
                    true));
    ck_assert_uint_eq(workload.jobs[1].after, 0);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_DEPENDENCY], 0);
    ck_assert(!parse(&workload,
                     MAGIC "job_id,submit_s,run_s,nodes,after,depends\n1,0,10,1,,\n2,20,10,1,1,\n",
                     true));
}
END_TEST

START_TEST(actions_follow_the_jobs_in_a_table_of_their_own)
{
    accept(MAGIC "job_id,submit_s,run_s,nodes,array_id,array_task\n"
                 "1,0,1,1,,\n2,0,1,1,7,1\n3,0,1,1,7,2\n"
                 "# a remark\n" ACTIONS "action,time_s,job_id,nodes,value\n"
                 "drain,7200.25,,\"0-2,9\",\n"
                 "cancel,60,1,,\n"
                 "set_limit,60,7_2,,900\n"
                 "hold,61,7,,\n"
                 "cancel,62,99,,\n");

    const struct aif_action *a = workload.actions;
    ck_assert_uint_eq(workload.action_count, 5);
    ck_assert_ptr_nonnull(workload.extras);
    ck_assert_uint_eq(a[0].kind, AIF_ACTION_CANCEL);
    ck_assert_uint_eq(a[0].job, 0);
    ck_assert_int_eq(a[0].t_s, 60);
    ck_assert_uint_eq(a[1].kind, AIF_ACTION_SET_LIMIT);
    ck_assert_uint_eq(a[1].job, 2);
    ck_assert_int_eq(a[1].value, 900);
    ck_assert_uint_eq(a[2].kind, AIF_ACTION_HOLD);
    ck_assert_uint_eq(a[2].job, 1);
    ck_assert_uint_eq(a[3].job, 2);
    ck_assert_uint_eq(a[4].kind, AIF_ACTION_DRAIN);
    ck_assert_uint_eq(a[4].job, AIF_NONE);
    ck_assert_int_eq(a[4].t_s, 7200);
    ck_assert_uint_eq(a[4].t_ms, 250);
    static const uint32_t nodes[] = {0, 1, 2, 9};
    ck_assert_uint_eq(a[4].node_count, 4);
    ck_assert_int_eq(memcmp(workload.action_nodes + a[4].first_node, nodes, sizeof nodes), 0);
    ck_assert_uint_eq(workload.repairs[AIF_REPAIR_TARGET_UNKNOWN], 1);
}
END_TEST

static void refuse(const char *text, const char *message)
{
    ck_assert_msg(!parse(&workload, text, false), "%s", text);
    ck_assert_msg(strncmp(err.text, message, strlen(message)) == 0, "%s", err.text);
}

START_TEST(every_bad_cell_is_named)
{
    static const struct {
        const char *column, *cell, *message;
    } bad[] = {
        {"hold", "2", "a.csv:3: column hold: found '2', expected a whole number from 0 to 1"},
        {"nice", "1.5", "a.csv:3: column nice: found '1.5', expected a whole number from -214748"},
        {"begin_s", "-5", "a.csv:3: column begin_s: found '-5', expected a whole number from 0"},
        {"submit_ms", "1000", "a.csv:3: column submit_ms: found '1000', expected a whole"},
        {"exit_code", "1:2:3", "a.csv:3: column exit_code: found '1:2:3', expected a number"},
        {"exit_code", "x", "a.csv:3: column exit_code: found 'x', expected a number"},
        {"partitions", "\"a,,b\"", "a.csv:3: column partitions: found 'a,,b', expected names"},
        {"array_task", "1", "a.csv:3: column array_task: found '1', expected an array_id beside"},
        {"array_limit", "1", "a.csv:3: column array_limit: found '1', expected an array_id"},
        {"array_id", "1", "a.csv:3: column array_task: found '', expected the number of the task"},
        {"depends", "afterok", "a.csv:3: column depends: found 'afterok', expected conditions"},
        {"depends", "afterok:", "a.csv:3: column depends: found 'afterok:', expected conditions"},
        {"depends", "aftersun:1", "a.csv:3: column depends: found 'aftersun:1', expected"},
        {"depends", "\"afterok:1,afterok:2?singleton\"", "a.csv:3: column depends: found"},
        {"depends", "afterok:1+5", "a.csv:3: column depends: found 'afterok:1+5', expected"},
        {"depends", "afterok:1,", "a.csv:3: found 5 cells, expected 4"},
        {"depends", "\"afterok:1,\"", "a.csv:3: column depends: found 'afterok:1,', expected"},
        {"depends", "afterok:1", "a.csv:3: the job depends on itself"},
        {"tasks", "x", "a.csv:3: column tasks: found 'x', expected a whole number from 0"},
        {"holt", "", "a.csv:2: unknown column 'holt': did you mean 'hold'?"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[300];
        snprintf(text, sizeof text, MAGIC "submit_s,run_s,nodes,%s\n0,1,1,%s\n", bad[i].column,
                 bad[i].cell);
        refuse(text, bad[i].message);
    }
    refuse(MAGIC "submit_s,run_s,nodes,array_id,array_task\n0,1,1,7,3\n0,1,1,7,3\n",
           "a.csv:4: task 3 of array 7 is there twice");
    refuse(MAGIC "submit_s,run_s,nodes,array_id,array_task,array_limit\n0,1,1,7,3,2\n"
                 "0,1,1,7,4,3\n",
           "a.csv:4: column array_limit: found '3', expected the same for all tasks");
}
END_TEST

START_TEST(every_bad_action_is_named)
{
    static const struct {
        const char *row, *message;
    } bad[] = {
        {"x,cancel,1,,", "a.csv:6: column time_s: found 'x', expected seconds"},
        {"1.2345,cancel,1,,", "a.csv:6: column time_s: found '1.2345', expected seconds"},
        {"1.,cancel,1,,", "a.csv:6: column time_s: found '1.', expected seconds"},
        {"1,stop,1,,", "a.csv:6: column action: found 'stop', expected cancel, hold,"},
        {"1,cancel,,,", "a.csv:6: column job_id: found '', expected the job that"},
        {"1,cancel,1x,,", "a.csv:6: column job_id: found '1x', expected a job, an array"},
        {"1,cancel,1,3,", "a.csv:6: column nodes: found '3', expected nothing"},
        {"1,cancel,1,,5", "a.csv:6: column value: found '5', expected nothing"},
        {"1,drain,,,", "a.csv:6: column nodes: found '', expected the nodes"},
        {"1,drain,1,3,", "a.csv:6: column job_id: found '1', expected nothing"},
        {"1,drain,,3-1,", "a.csv:6: column nodes: found '3-1', expected node numbers"},
        {"1,drain,,\"3,\",", "a.csv:6: column nodes: found '3,', expected node numbers"},
        {"1,drain,,9999999,", "a.csv:6: column nodes: found '9999999', expected node numbers"},
        {"1,set_nodes,1,,", "a.csv:6: column value: found '', expected a number of nodes"},
        {"1,set_nodes,1,,0", "a.csv:6: column value: found '0', expected a whole number"},
        {"1,cancel,1", "a.csv:6: an action with more or fewer cells than there are columns"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[300];
        snprintf(text, sizeof text,
                 MAGIC "submit_s,run_s,nodes\n0,1,1\n" ACTIONS
                       "time_s,action,job_id,nodes,value\n%s\n",
                 bad[i].row);
        refuse(text, bad[i].message);
    }
    refuse(MAGIC "submit_s,run_s,nodes\n0,1,1\n" ACTIONS "time_s,job_id\n",
           "a.csv:5: a table of actions needs the columns time_s and action");
    refuse(MAGIC "submit_s,run_s,nodes\n0,1,1\n" ACTIONS "time,job_id\n",
           "a.csv:5: expected the columns time_s, action, job_id, nodes, value");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("csv_extra");
    tcase_add_checked_fixture(c, NULL, close_all);
    tcase_add_test(c, traces_without_such_columns_have_no_extras);
    tcase_add_test(c, columns_of_batch_systems_are_read_by_name);
    tcase_add_test(c, tasks_alone_are_processors);
    tcase_add_test(c, what_tasks_ask_for_on_each_node_is_not_for_bare_processors);
    tcase_add_test(c, tasks_of_an_array_are_found_by_their_numbers);
    tcase_add_test(c, dependencies_name_jobs_arrays_and_tasks);
    tcase_add_test(c, what_depends_on_a_job_that_is_not_there_is_counted);
    tcase_add_test(c, a_preceding_job_that_a_dependency_states_too_is_no_repair);
    tcase_add_test(c, actions_follow_the_jobs_in_a_table_of_their_own);
    tcase_add_test(c, every_bad_cell_is_named);
    tcase_add_test(c, every_bad_action_is_named);
    Suite *s = suite_create("csv_extra");
    suite_add_tcase(s, c);
    return run_suite(s);
}
