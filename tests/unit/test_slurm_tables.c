/* Tables of sacctmgr and sacct: QOS, the tree of accounts, jobs. */
#include "slurm_texts.h"

#include <stdio.h>

#define CONF                                                                                       \
    "ClusterName=c\n"                                                                              \
    "NodeName=n[1-4] CPUs=8 Gres=gpu:4 RealMemory=64000\n"                                         \
    "PartitionName=p Nodes=ALL MaxTime=2-0\nPartitionName=x Nodes=n1 OverSubscribe=EXCLUSIVE\n"

#define QOS                                                                                        \
    "Name|Priority|GraceTime|Preempt|PreemptExemptTime|PreemptMode|Flags|UsageFactor|MaxTRESPU|"   \
    "MaxJobsPU|MaxWall|GrpTRESMins|Color\n"                                                        \
    "high|100|00:00:30|low,normal|00:02:00|requeue,within|DenyOnLimit,NoDecay|2.000000|"           \
    "gres/gpu=4,license/x=1|3|1-00:00:00|cpu=600|red\n"                                            \
    "normal|0|00:00:00|||cluster||1.000000|||||\n"                                                 \
    "low|||||cancel|Sparkling|0.250000|||||\n"

static bool reads_qos(const char *text)
{
    begin();
    has_file("qos", text);
    return slurm_read_qos(&im, "qos", &err);
}

START_TEST(a_qos_has_its_limits_flags_and_victims)
{
    ck_assert_msg(reads_qos(QOS), "%s", err.text);
    const struct aif_centre_qos *q = im.centre.qos;
    ck_assert_uint_eq(im.centre.qos_count, 3);
    ck_assert_str_eq(q[0].name, "normal");
    ck_assert_str_eq(q[1].name, "high");
    ck_assert_int_eq(q[1].priority, 100);
    ck_assert_int_eq(q[1].grace_s, 30);
    ck_assert_uint_eq(q[1].preempt_mask, 1 | 4);
    ck_assert_int_eq(q[1].preempt_exempt_s, 120);
    ck_assert_int_eq(q[0].preempt_exempt_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(q[1].preempt_mode, AIF_PREEMPT_REQUEUE);
    ck_assert_int_eq(q[0].preempt_mode, AIF_PREEMPT_UNSET);
    ck_assert_uint_eq(q[1].flags,
                      AIF_QOS_DENY_ON_LIMIT | AIF_QOS_NO_DECAY | AIF_QOS_PREEMPT_WITHIN);
    ck_assert_double_eq(q[1].usage_factor, 2.0);
    ck_assert_double_eq(q[2].usage_factor, 0.25);
    ck_assert_int_eq(q[1].limits.max_tres_per_user.of[AIF_TRES_GPU], 4);
    ck_assert_int_eq(q[1].limits.max_tres_per_user.of[AIF_TRES_CPU], AIF_UNLIMITED);
    ck_assert_int_eq(q[1].limits.max_jobs_per_user, 3);
    ck_assert_int_eq(q[1].limits.max_wall_s, 86400);
    ck_assert_int_eq(q[1].limits.grp_tres_mins.of[AIF_TRES_CPU], 600);
    ck_assert_int_eq(q[0].limits.max_jobs_per_user, AIF_UNLIMITED);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "MaxTRESPU", "license/x=1"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "QOS flag", "Sparkling"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_UNKNOWN, "QOS: column Color", NULL), 1);
    end();
}
END_TEST

static void refuses_qos(const char *text, const char *message)
{
    ck_assert_msg(!reads_qos(text), "accepted: %s", text);
    ck_assert_msg(strstr(err.text, message), "%s", err.text);
    end();
}

START_TEST(mistakes_in_tables_are_named_with_line_and_column)
{
    refuses_qos("\n\n", "qos: expected a line with the names of the columns");
    refuses_qos("Name Priority\n", "qos:1: expected names of columns between '|' (option -P)");
    refuses_qos("Nam|Priority\na|1\n", "qos:1: expected a column Name");
    refuses_qos("Name|Priority\na\n", "qos:2: expected 2 columns as in the first line, found 1");
    refuses_qos("Name|Priority\na|b|c\n",
                "qos:2: expected 2 columns as in the first line, found 3");
    refuses_qos("Name|Priority\n\na|b\n", "qos:3: Priority: expected a whole number, found 'b'");
    refuses_qos("Name|Preempt\na|b\n", "qos:2: Preempt: expected names of QOS in this table");
    refuses_qos("Name|P\na|1\na|1\n", "qos:3: Name: expected each QOS once, found 'a'");
    refuses_qos("Name|UsageFactor\na|x\n", "qos:2: UsageFactor: expected a number, found 'x'");
}
END_TEST

static bool reads_assocs(const char *text)
{
    ck_assert(reads_qos(QOS));
    has_file("etc/slurm.conf", CONF);
    has_file("assoc", text);
    ck_assert_msg(reads_conf(), "%s", err.text);
    return slurm_read_assocs(&im, "assoc", &err);
}

/* "name<parent shares" of all, in order; users in brackets. */
static const char *tree(void)
{
    static char text[1024];
    size_t n = 0;
    for (uint32_t i = 0; i < im.centre.accounts.count; i++) {
        const struct aif_assoc *a = &im.centre.accounts.assocs[i];
        n += (size_t)snprintf(text + n, sizeof text - n, a->is_user ? "%s(%s<%s %d)" : "%s%s<%s %d",
                              i ? " " : "", a->name,
                              i ? im.centre.accounts.assocs[a->parent].name : "",
                              a->has_parent_share ? -1 : (int)a->shares);
    }
    return text;
}

#define ASSOC "Cluster|Account|User|Partition|Share|QOS|Def QOS|GrpTRES|MaxJobs\n"

START_TEST(blanks_before_accounts_tell_their_parents)
{
    ck_assert_msg(reads_assocs(ASSOC "c|root|||1|||||\n"
                                     "c| root|root||1|||||\n"
                                     "c| phys|||30|high,normal|high|gres/gpu=8|\n"
                                     "c|  phys|anna||2||||5\n"
                                     "c|  sub|||parent|||||\n"
                                     "c|   sub|ben|x|3|||||\n"
                                     "c| chem|||70|||||\n"
                                     "c|  chem|anna||1|||||\n"),
                  "%s", err.text);
    ck_assert_str_eq(tree(), "root< 1 phys<root 30 sub<phys -1 chem<root 70 (root<root 1) "
                             "(anna<phys 2) (ben<sub 3) (anna<chem 1)");
    const struct aif_assoc *phys = &im.centre.accounts.assocs[1];
    ck_assert_uint_eq(phys->qos_mask, 3);
    ck_assert_uint_eq(phys->default_qos, 1);
    ck_assert_int_eq(phys->limits.grp_tres.of[AIF_TRES_GPU], 8);
    ck_assert_int_eq(im.centre.accounts.assocs[5].limits.max_jobs, 5);
    ck_assert_uint_eq(im.centre.accounts.assocs[6].partition, 1);
    ck_assert_uint_eq(im.centre.accounts.assocs[5].partition, AIF_NONE);
    end();
}
END_TEST

START_TEST(parents_may_be_named_in_any_order)
{
    ck_assert_msg(reads_assocs("Account|User|ParentName|Share|\n"
                               "root|||1|\nsub||phys|4|\nsub|ben||1|\nphys||root|2|\n"),
                  "%s", err.text);
    ck_assert_str_eq(tree(), "root< 1 phys<root 2 sub<phys 4 (ben<sub 1)");
    end();
}
END_TEST

START_TEST(flat_tables_are_taken_to_be_below_the_root_and_that_is_told)
{
    ck_assert_msg(
        reads_assocs(ASSOC "c|root|||1|||||\nc|a|||1|||||\nc|b|||1|||||\nc|b|eva||1|||||\n"), "%s",
        err.text);
    ck_assert_str_eq(tree(), "root< 1 a<root 1 b<root 1 (eva<b 1)");
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "associations without parents", NULL), 2);
    end();
}
END_TEST

START_TEST(only_the_cluster_of_the_configuration_is_read)
{
    ck_assert_msg(reads_assocs(ASSOC "d|root|||1|||||\nd|root|zoe||1|||||\n"
                                     "c|root|||1|||||\nc|root|eva||1|lost||||\n"),
                  "%s", err.text);
    ck_assert_str_eq(tree(), "root< 1 (eva<root 1)");
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "associations of other clusters", NULL), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "association: QOS", "lost"), 1);
    end();
}
END_TEST

static void refuses_assocs(const char *text, const char *message)
{
    ck_assert_msg(!reads_assocs(text), "accepted: %s", text);
    ck_assert_msg(strstr(err.text, message), "%s", err.text);
    end();
}

START_TEST(trees_that_are_none_are_refused)
{
    refuses_assocs(ASSOC, "assoc: expected a root account, found no rows");
    refuses_assocs(ASSOC "c|root|||1|||||\nc|lost|eva||1|||||\n",
                   "assoc:3: Account: expected an account of this table, found 'lost'");
    refuses_assocs("Account|User|ParentName\nroot||\na||b\nb||a\n",
                   "assoc: 2 accounts have a parent that is not in the table");
    refuses_assocs(ASSOC "c|root|||many|||||\n", "assoc:2: Share: expected a number of shares");
}
END_TEST

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

int main(void)
{
    Suite *s = suite_create("slurm_tables");
    TCase *t = tcase_create("all");
    tcase_add_test(t, a_qos_has_its_limits_flags_and_victims);
    tcase_add_test(t, mistakes_in_tables_are_named_with_line_and_column);
    tcase_add_test(t, blanks_before_accounts_tell_their_parents);
    tcase_add_test(t, parents_may_be_named_in_any_order);
    tcase_add_test(t, flat_tables_are_taken_to_be_below_the_root_and_that_is_told);
    tcase_add_test(t, only_the_cluster_of_the_configuration_is_read);
    tcase_add_test(t, trees_that_are_none_are_refused);
    tcase_add_test(t, a_row_becomes_a_job);
    tcase_add_test(t, runs_of_one_job_are_one_job);
    tcase_add_test(t, a_number_that_another_user_had_is_another_job);
    tcase_add_test(t, arrays_keep_their_tasks_and_their_throttle);
    tcase_add_test(t, odd_limits_states_and_partitions_are_understood);
    tcase_add_test(t, rows_that_are_no_jobs_are_refused);
    suite_add_tcase(s, t);
    return run_suite(s);
}
