/* Jobs as sacct prints them, and reservations. */
#include "slurm_texts.h"

#include <stdio.h>

#define CONF                                                                                       \
    "ClusterName=c\n"                                                                              \
    "NodeName=n[1-4] CPUs=8 Gres=gpu:4 RealMemory=64000\n"                                         \
    "PartitionName=p Nodes=ALL MaxTime=2-0\nPartitionName=x Nodes=n1 OverSubscribe=EXCLUSIVE\n"

#define SACCT                                                                                      \
    "JobID|JobIDRaw|User|Account|Partition|QOS|Submit|Eligible|Start|End|ElapsedRaw|TimelimitRaw|" \
    "State|ExitCode|ReqNodes|NNodes|ReqCPUS|NCPUS|ReqMem|ReqTRES|AllocTRES|NodeList|Flags\n"
#define DAY "2026-11-21T"

static bool reads_jobs(const char *rows, bool sums_all_runs)
{
    static char text[8192];
    const struct slurm_jobs_how how = {.sums_all_runs = sums_all_runs};
    begin();
    snprintf(text, sizeof text, "%s%s", SACCT, rows);
    has_file("etc/slurm.conf", CONF);
    has_file("d/jobs.txt", text);
    ck_assert_msg(reads_conf(), "%s", err.text);
    return slurm_read_jobs(&im, "d/jobs.txt", &how, &err);
}

START_TEST(a_row_becomes_a_job)
{
    ck_assert_msg(
        reads_jobs("7|7|anna|phys|p|high|" DAY "10:00:00|" DAY "10:00:00|" DAY "10:05:00|" DAY
                   "11:05:00|3600|120|COMPLETED|0:0|2|2|9|9|0|"
                   "billing=9,cpu=9,gres/gpu=4,mem=20G,node=2|cpu=9,mem=20G,node=2|n[2-3]|"
                   "SchedBackfill\n"
                   "7.batch|7.batch|||||" DAY "10:05:00||" DAY "10:05:00|" DAY
                   "11:05:00|3600||COMPLETED|0:0|1|1|9|9|||||\n",
                   false),
        "%s", err.text);
    const struct aif_job *j = im.workload.jobs;
    const struct slurm_record *r = im.records;
    ck_assert_uint_eq(im.workload.count, 1);
    ck_assert_str_eq(im.workload.name, "jobs");
    ck_assert_int_eq(im.workload.unix_start_s, 1795255200);
    ck_assert_int_eq(j->id, 7);
    ck_assert_int_eq(j->submit_s, 0);
    ck_assert_int_eq(j->limit_s, 7200);
    ck_assert_int_eq(j->runtime_s, 3600);
    ck_assert_uint_eq(j->request.nodes, 2);
    ck_assert_uint_eq(j->request.per_node.cores, 5); /* 9 on 2 nodes */
    ck_assert_uint_eq(j->request.per_node.gpus, 2);
    ck_assert_uint_eq(j->request.per_node.mem_mib, 10240);
    ck_assert(!j->request.is_exclusive);
    ck_assert_str_eq(aif_names_at(&im.workload.users, j->user, ""), "anna");
    ck_assert_str_eq(aif_names_at(&im.workload.partitions, j->partition, ""), "p");
    ck_assert_str_eq(aif_names_at(&im.workload.qos, j->qos, ""), "high");
    ck_assert_int_eq(j->status, AIF_STATUS_COMPLETED);
    ck_assert_int_eq(r->start_s, 300);
    ck_assert_int_eq(r->end_s, 3900);
    ck_assert_int_eq(r->started_by, 'b');
    ck_assert_str_eq(r->hosts, "n[2-3]");
    ck_assert_uint_eq(im.step_count, 1);
    end();
}
END_TEST

#define RAN(id, raw, user, submit, start, end, elapsed, state)                                     \
    id "|" raw "|" user "|a|p|q|" DAY submit "|" DAY submit "|" DAY start "|" DAY end "|" elapsed  \
       "|60|" state "|0:0|1|1|4|4|4Gc|||n1|SchedMain\n"

START_TEST(runs_of_one_job_are_one_job)
{
    const char *rows = RAN("5", "5", "eva", "10:02:01", "10:20:00", "10:30:00", "600", "COMPLETED")
        RAN("5", "5", "eva", "10:00:00", "10:00:00", "10:02:00", "120", "REQUEUED")
            RAN("6", "6", "eva", "10:00:00", "10:00:00", "10:01:00", "60", "CANCELLED by 1000");
    ck_assert_msg(reads_jobs(rows, false), "%s", err.text);
    ck_assert_uint_eq(im.workload.count, 2);
    ck_assert_int_eq(im.workload.jobs[0].id, 5);
    ck_assert_int_eq(im.workload.jobs[0].submit_s, 0);
    ck_assert_int_eq(im.workload.jobs[0].runtime_s, 600);
    ck_assert_int_eq(im.records[0].total_run_s, 720);
    ck_assert_uint_eq(im.records[0].run_count, 2);
    ck_assert_int_eq(im.records[0].start_s, 0);
    ck_assert_int_eq(im.records[0].end_s, 1800);
    ck_assert_int_eq(im.workload.jobs[1].status, AIF_STATUS_CANCELLED);
    ck_assert_uint_eq(im.workload.jobs[1].request.per_node.mem_mib, 16384);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "jobs with several runs", NULL), 1);
    end();
    ck_assert(reads_jobs(rows, true));
    ck_assert_int_eq(im.workload.jobs[0].runtime_s, 720);
    end();
}
END_TEST

START_TEST(empty_names_in_a_list_of_partitions_are_none)
{
#define IN(id, partitions)                                                                         \
    id "|" id "|eva|a|" partitions "|q|" DAY "10:00:00|" DAY "10:00:00|" DAY "10:00:00|" DAY       \
       "10:02:00|120|60|COMPLETED|0:0|1|1|4|4|4Gc|||n1|SchedMain\n"
    ck_assert_msg(reads_jobs(IN("5", ",p") IN("6", "x,,p,") IN("7", ","), false), "%s", err.text);
    const struct aif_workload *w = &im.workload;
    ck_assert_str_eq(aif_names_at(&w->partitions, w->jobs[0].partition, ""), "p");
    ck_assert_uint_eq(w->extras[0].partition_count, 0);
    ck_assert_str_eq(aif_names_at(&w->partitions, w->jobs[1].partition, ""), "x");
    ck_assert_uint_eq(w->extras[1].partition_count, 2);
    ck_assert_uint_eq(w->partition_list_count, 2);
    ck_assert_uint_eq(w->jobs[2].partition, AIF_NONE16);
    end();
}
END_TEST

START_TEST(a_number_that_another_user_had_is_another_job)
{
    ck_assert(
        reads_jobs(RAN("5", "5", "eva", "10:00:00", "10:00:00", "10:02:00", "120", "FAILED")
                       RAN("5", "5", "ben", "11:00:00", "11:00:00", "11:01:00", "60", "FAILED"),
                   false));
    ck_assert_uint_eq(im.workload.count, 2);
    end();
}
END_TEST

START_TEST(a_task_number_that_another_user_had_is_no_task_of_the_array)
{
    ck_assert(
        reads_jobs(RAN("9_2", "11", "eva", "10:00:00", "10:00:00", "10:02:00", "120", "FAILED")
                       RAN("9_2", "11", "ben", "11:00:00", "11:00:00", "11:01:00", "60", "FAILED"),
                   false));
    ck_assert_uint_eq(im.workload.count, 2);
    ck_assert_uint_eq(im.workload.arrays[0].job_count, 1);
    ck_assert_uint_eq(im.workload.extras[0].array, 0);
    ck_assert_uint_eq(im.workload.extras[1].array, AIF_NONE);
    end();
}
END_TEST

START_TEST(arrays_keep_their_tasks_and_their_throttle)
{
    ck_assert_msg(
        reads_jobs(RAN("9_2", "11", "eva", "10:00:00", "10:00:00", "10:02:00", "120", "COMPLETED")
                       RAN("9_1", "10", "eva", "10:00:00", "10:00:00", "10:02:00", "120",
                           "COMPLETED") "9_[3-4%2]|9|eva|a|p|q|" DAY "10:00:00|" DAY
                                        "10:00:00|Unknown|Unknown|0|60|PENDING|"
                                        "0:0|1|1|4|4|4Gn|||None assigned|\n",
                   false),
        "%s", err.text);
    ck_assert_uint_eq(im.workload.count, 2);
    ck_assert_uint_eq(im.workload.array_count, 1);
    ck_assert_int_eq(im.workload.arrays[0].id, 9);
    ck_assert_uint_eq(im.workload.arrays[0].job_count, 2);
    ck_assert_uint_eq(im.workload.arrays[0].max_running, 2);
    ck_assert_uint_eq(im.workload.extras[im.workload.array_jobs[0]].array_task, 1);
    ck_assert_uint_eq(im.workload.extras[im.workload.array_jobs[1]].array_task, 2);
    ck_assert_uint_eq(im.pending_count, 1);
    end();
}
END_TEST

START_TEST(odd_limits_states_and_partitions_are_understood)
{
    ck_assert_msg(reads_jobs("1|1|e|a|p,x|q|" DAY "10:00:00|" DAY "10:10:00|" DAY "10:20:00|" DAY
                             "10:21:00|60|UNLIMITED|OUT_OF_MEMORY|0:125|1|2|4|12|0|cpu=4,node=1|"
                             "cpu=16,node=2|n[1-2]|SchedMain\n"
                             "2|2|e|a|p|q|" DAY "10:00:00|" DAY "10:00:00|" DAY
                             "10:20:00|Unknown|61|"
                             "Partition_Limit|RUNNING|0:0|1|1|4|4|0|||n1|\n"
                             "3|3|e|a|x|q|" DAY "10:00:00|Unknown|None|" DAY
                             "10:30:00|0|5|CANCELLED by 7|0:0|"
                             "1|0|4|0|0|||None assigned|\n"
                             "4|4|e|a|x|q|" DAY "10:00:00|" DAY "10:00:00|" DAY "10:00:00|" DAY
                             "10:00:00|0|5|FAILED|1:0|1|0|4|0|0|||None assigned|\n"
                             "5|5|e|a|x|q|" DAY "10:00:00|" DAY "10:00:00|" DAY "10:00:00|" DAY
                             "10:00:09|9|5|NODE_FAIL|1:0|1|1|4|4|0|||n3|\n",
                             false),
                  "%s", err.text);
    const struct aif_job *j = im.workload.jobs;
    ck_assert_uint_eq(im.workload.count, 3);
    ck_assert_int_eq(j[0].limit_s, 366 * 86400);
    ck_assert_int_eq(j[0].status, AIF_STATUS_FAILED);
    ck_assert(im.workload.extras[0].has_failed);
    ck_assert_int_eq(im.workload.extras[0].begin_s, 600);
    ck_assert_uint_eq(im.workload.extras[0].partition_count, 2);
    ck_assert_uint_eq(j[0].request.nodes, 2);
    ck_assert(j[0].request.is_exclusive); /* all 16 CPUs of n1 and n2 */
    ck_assert_int_eq(j[1].limit_s, 2 * 86400);
    ck_assert_int_eq(j[1].runtime_s, 61);
    ck_assert_int_eq(im.records[1].end_s, AIF_UNKNOWN_S);
    ck_assert_uint_eq(im.never_started_count, 2);
    ck_assert_uint_eq(im.cut_count, 1);
    end();
}
END_TEST

static void refuses_jobs(const char *rows, const char *message)
{
    ck_assert_msg(!reads_jobs(rows, false), "accepted: %s", rows);
    ck_assert_msg(strstr(err.text, message), "%s", err.text);
    end();
}

START_TEST(memory_that_slurm_does_not_share_out_is_not_asked_for)
{
    static const struct slurm_jobs_how how = {.zone = NULL};
    begin();
    has_file("etc/slurm.conf", "SelectTypeParameters=CR_Core\nNodeName=n1 CPUs=8\n"
                               "PartitionName=p Nodes=n1\n");
    has_file("jobs", SACCT RAN("5", "5", "eva", "10:00:00", "10:00:00", "10:02:00", "9", "FAILED"));
    ck_assert_msg(reads_conf(), "%s", err.text);
    ck_assert_msg(slurm_read_jobs(&im, "jobs", &how, &err), "%s", err.text);
    ck_assert_uint_eq(im.machine.classes[0].shape.mem_mib, 1);
    ck_assert_uint_eq(im.workload.jobs[0].request.per_node.mem_mib, 0);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "jobs that asked for memory", NULL), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "nodes without RealMemory", NULL), 1);
    end();
}
END_TEST

START_TEST(rows_that_are_no_jobs_are_refused)
{
    refuses_jobs("", "d/jobs.txt: expected jobs that ran, found none");
    refuses_jobs(RAN("x", "5", "e", "10:00:00", "10:00:00", "10:02:00", "1", "FAILED"),
                 "d/jobs.txt:2: JobID: expected a job number");
    refuses_jobs(RAN("5", "5", "e", "10:00", "10:00:00", "10:02:00", "1", "FAILED"),
                 "d/jobs.txt:2: Submit: expected a time such as");
    refuses_jobs(RAN("5", "5", "e", "10:00:00", "10:00:00", "10:02:00", "x", "FAILED"),
                 "d/jobs.txt:2: ElapsedRaw: expected a number of seconds, found 'x'");
}
END_TEST

START_TEST(reservations_count_from_the_first_job)
{
    ck_assert(reads_jobs(
        RAN("5", "5", "eva", "10:00:00", "10:00:00", "10:02:00", "120", "COMPLETED"), false));
    has_file("res", "ReservationName=old StartTime=2026-11-20T10:00:00 EndTime=2026-11-20T11:00:00 "
                    "Nodes=n1\n\n"
                    "ReservationName=root_1 StartTime=2026-11-21T11:00:00 "
                    "EndTime=2026-11-21T12:00:00 Duration=01:00:00\n"
                    "   Nodes=n[3-4,1] NodeCnt=3 CoreCnt=24 Features=(null) PartitionName=(null) "
                    "Flags=MAINT,SPEC_NODES,OVERLAP\n   TRES=cpu=24\n"
                    "   Users=eva,ben Groups=(null) Accounts=(null) Licenses=x:1 State=INACTIVE\n");
    ck_assert_msg(slurm_read_reservations(&im, "res", &err), "%s", err.text);
    const struct aif_reservation *r = im.centre.reservations;
    ck_assert_uint_eq(im.centre.reservation_count, 1);
    ck_assert_str_eq(r->name, "root_1");
    ck_assert_int_eq(r->start_s, 3600);
    ck_assert_int_eq(r->end_s, 7200);
    ck_assert_uint_eq(r->node_count, 3);
    /* n1 is a class of its own, before n2 to n4. */
    ck_assert_uint_eq(r->nodes[0], 0);
    ck_assert_uint_eq(r->nodes[1], 2);
    ck_assert_uint_eq(r->nodes[2], 3);
    ck_assert_str_eq(r->users, "eva,ben");
    ck_assert_str_eq(r->accounts, "");
    ck_assert_uint_eq(r->flags, AIF_RESERVATION_MAINT);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "Flags", "OVERLAP"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "Licenses", "x:1"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "ReservationName", "old"), 1);
    slurm_texts[slurm_text_count - 1].text = "ReservationName=a StartTime=2026-11-21T11:00:00 "
                                             "EndTime=2026-11-21T12:00:00 Nodes=ALL\n";
    ck_assert_msg(slurm_read_reservations(&im, "res", &err), "%s", err.text);
    ck_assert_uint_eq(im.centre.reservations[0].node_count, im.machine.node_count);
    slurm_texts[slurm_text_count - 1].text = "No reservations in the system\n";
    ck_assert(slurm_read_reservations(&im, "res", &err));
    ck_assert_uint_eq(im.centre.reservation_count, 0);
    slurm_texts[slurm_text_count - 1].text =
        "ReservationName=a StartTime=2026-11-21T11:00:00 EndTime=2026-11-21T12:00:00 Nodes=z1\n";
    ck_assert(!slurm_read_reservations(&im, "res", &err));
    ck_assert_str_eq(err.text, "res:1:83: reservation a: no node 'z1'");
    end();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("slurm_jobs");
    TCase *t = tcase_create("all");
    tcase_add_test(t, a_row_becomes_a_job);
    tcase_add_test(t, runs_of_one_job_are_one_job);
    tcase_add_test(t, a_number_that_another_user_had_is_another_job);
    tcase_add_test(t, empty_names_in_a_list_of_partitions_are_none);
    tcase_add_test(t, a_task_number_that_another_user_had_is_no_task_of_the_array);
    tcase_add_test(t, arrays_keep_their_tasks_and_their_throttle);
    tcase_add_test(t, odd_limits_states_and_partitions_are_understood);
    tcase_add_test(t, memory_that_slurm_does_not_share_out_is_not_asked_for);
    tcase_add_test(t, rows_that_are_no_jobs_are_refused);
    tcase_add_test(t, reservations_count_from_the_first_job);
    suite_add_tcase(s, t);
    return run_suite(s);
}
