/* Tables of sacctmgr: QOS and the tree of accounts. */
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
    suite_add_tcase(s, t);
    return run_suite(s);
}
