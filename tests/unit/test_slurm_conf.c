/* slurm.conf to a machine and its rules. */
#include "slurm_texts.h"

#include <stdio.h>

/* The least that is a cluster. */
#define CLUSTER                                                                                    \
    "NodeName=n[1-4] CPUs=8 RealMemory=1000\n"                                                     \
    "PartitionName=all Nodes=ALL\n"

static void reads(const char *text)
{
    begin();
    has_file("etc/slurm.conf", text);
    ck_assert_msg(reads_conf(), "%s", err.text);
}

static void refuses(const char *text, const char *message)
{
    begin();
    has_file("etc/slurm.conf", text);
    ck_assert_msg(!reads_conf(), "accepted: %s", text);
    ck_assert_msg(strstr(err.text, message), "%s", err.text);
    end();
}

START_TEST(keys_have_no_case_and_lines_go_on_after_a_backslash)
{
    reads("# a comment \\\n"
          "CLUSTERNAME = tiny   # and another\n"
          "schedulerParameters=bf_window=60,\\\n"
          "defer\r\n"
          "NodeName=n[1-2,\\\n"
          "4] cpus=8 \\\n"
          "   RealMemory=1000\n"
          "PartitionName=all Nodes=ALL\n");
    ck_assert_str_eq(im.machine.name, "tiny");
    ck_assert_int_eq(im.centre.slurm.bf_window_s, 3600);
    ck_assert(im.centre.slurm.is_deferred);
    ck_assert_uint_eq(im.machine.node_count, 3);
    ck_assert_str_eq(im.centre.classes[0].hosts, "n[1-2,4]");
    end();
}
END_TEST

START_TEST(files_are_included_from_beside_the_including_one)
{
    begin();
    has_file("etc/slurm.conf", "Include sub/nodes.conf\nPartitionName=all Nodes=n1\n");
    has_file("etc/sub/nodes.conf", "Include more.conf\n");
    has_file("etc/sub/more.conf", "NodeName=n1 CPUs=2\n");
    ck_assert_msg(reads_conf(), "%s", err.text);
    ck_assert_uint_eq(im.machine.node_count, 1);
    end();
}
END_TEST

START_TEST(a_file_that_includes_itself_ends)
{
    refuses("KillWait=5\nInclude slurm.conf\n", "etc/slurm.conf:2:1: too many included files");
    refuses("\n  Include lost.conf\n", "etc/slurm.conf:2:11: the included file cannot be read: "
                                       "etc/lost.conf: no such file");
}
END_TEST

START_TEST(settings_become_those_of_a_centre)
{
    reads("PriorityType=priority/multifactor\nPriorityWeightAge=1000\nPriorityMaxAge=1-0\n"
          "PriorityDecayHalfLife=00:10:00\nPriorityCalcPeriod=00:00:30\nPriorityFavorSmall=YES\n"
          "PriorityFlags=MAX_TRES,NO_FAIR_TREE,SMALL_RELATIVE_TO_TIME,NO_NORMAL_QOS\n"
          "PriorityWeightTRES=cpu=10,gres/gpu=500\nFairShareDampeningFactor=3\n"
          "SchedulerType=sched/builtin\nSelectTypeParameters=CR_CPU_Memory,CR_LLN\n"
          "PreemptType=preempt/qos\nPreemptMode=SUSPEND,GANG\nPreemptExemptTime=00:01:00\n"
          "AccountingStorageEnforce=limits,qos,safe\nJobRequeue=0\nKillWait=2\n"
          "OverTimeLimit=5\nMaxArraySize=99\nDefMemPerCPU=4G\n" CLUSTER);
    const struct aif_centre *c = &im.centre;
    ck_assert_int_eq(c->priority.weight_age, 1000);
    ck_assert_int_eq(c->priority.max_age_s, 86400);
    ck_assert_int_eq(c->priority.decay_half_life_s, 600);
    ck_assert_int_eq(c->priority.calc_period_s, 60); /* whole minutes */
    ck_assert(c->priority.favors_small && c->priority.is_small_relative_to_time);
    ck_assert(c->priority.has_plain_qos && !c->priority.has_plain_tres);
    ck_assert_str_eq(c->priority.share, "classic");
    ck_assert_double_eq(c->priority.weight_tres[AIF_TRES_GPU], 500.0);
    ck_assert_double_eq(c->priority.dampening, 3.0);
    ck_assert(c->slurm.is_builtin && c->selects_memory && c->is_least_loaded);
    ck_assert_int_eq(c->select_unit, AIF_SELECT_CPU);
    ck_assert_int_eq(c->preempt_type, AIF_PREEMPT_QOS);
    ck_assert_int_eq(c->preempt_mode, AIF_PREEMPT_SUSPEND);
    ck_assert(c->is_gang && !c->requeues);
    ck_assert_int_eq(c->preempt_exempt_s, 60);
    ck_assert_uint_eq(c->enforce, AIF_ENFORCE_ASSOCIATIONS | AIF_ENFORCE_LIMITS | AIF_ENFORCE_QOS |
                                      AIF_ENFORCE_SAFE);
    ck_assert_int_eq(c->kill_wait_s, 2);
    ck_assert_int_eq(c->over_time_limit_s, 300);
    ck_assert_uint_eq(c->max_array_size, 99);
    ck_assert_int_eq(c->def_mem_per_cpu_mib, 4096);
    ck_assert_uint_eq(im.report.count, 0);
    end();
}
END_TEST

START_TEST(cores_are_shared_in_turns_where_gang_scheduling_is_on)
{
    reads("PreemptMode=GANG\nSchedulerTimeSlice=45\nNodeName=n1 CPUs=4\n"
          "PartitionName=p Nodes=n1 OverSubscribe=FORCE:3\n");
    ck_assert(im.centre.is_gang && im.centre.preempt_mode == AIF_PREEMPT_OFF);
    ck_assert_int_eq(im.centre.time_slice_s, 45);
    ck_assert_uint_eq(im.partitions.items[0].more.oversubscribe, 3);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "OverSubscribe", NULL), 0);
    end();

    reads("PreemptMode=GANG\nNodeName=n1 CPUs=4\nPartitionName=p Nodes=n1 OverSubscribe=YES:3\n"
          "PartitionName=q Nodes=n1 OverSubscribe=EXCLUSIVE\n");
    ck_assert_uint_eq(im.partitions.items[0].more.oversubscribe, 3);
    ck_assert_uint_eq(im.partitions.items[1].more.oversubscribe, 0);
    end();

    reads("NodeName=n1 CPUs=4\nPartitionName=p Nodes=n1 OverSubscribe=FORCE:3\n");
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "OverSubscribe", "FORCE:3"), 1);
    end();
}
END_TEST

START_TEST(what_is_not_modelled_is_listed_once_with_its_value)
{
    reads(
        "Licenses=matlab:4\nTopologyPlugin=topology/tree\nSlurmctldPort=6817\nSlurmctldPort=6817\n"
        "EnforcePartLimits=NO\nNoSuchKey=1\nSchedulerParameters=bf_licenses,bf_continue,new_one=2\n"
        "NodeName=n1 CPUs=4 Gres=gpu:h100:2,nic:1 CpuSpecList=0\n"
        "NodeName=n2 CPUs=4 Gres=gpu:h100:2,nic:1 CpuSpecList=0\n"
        "PartitionName=p Nodes=n[1-2] AllowGroups=phys OverSubscribe=YES:4 MaxCPUsPerNode=2\n");
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "Licenses", "matlab:4"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "TopologyPlugin", NULL), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "SchedulerParameters: bf_licenses", NULL), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "Gres", "nic:1"), 2);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "CpuSpecList", "0"), 2);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "AllowGroups", "phys"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "OverSubscribe", "YES:4"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "MaxCPUsPerNode", "2"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_UNKNOWN, "NoSuchKey", "1"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_UNKNOWN, "SchedulerParameters: new_one", "2"), 1);
    ck_assert_uint_eq(slurm_report_count(&im.report, SLURM_NOTE_NOT_MODELLED), 8);
    ck_assert_uint_eq(slurm_report_count(&im.report, SLURM_NOTE_UNKNOWN), 2);
    ck_assert_uint_eq(im.report.irrelevant_count, 2);
    ck_assert_uint_eq(im.report.irrelevant_names, 1);
    end();
}
END_TEST

START_TEST(default_lines_hold_until_the_next)
{
    reads("NodeName=DEFAULT Sockets=2 CoresPerSocket=16 RealMemory=64000 Gres=gpu:a100:4 Weight=7\n"
          "NodeName=a[1-2]\n"
          "NodeName=b1 RealMemory=128000 Feature=big,fast\n"
          "NodeName=DEFAULT Weight=9\n"
          "NodeName=c1 ThreadsPerCore=2 CoreSpecCount=1 MemSpecLimit=4000\n"
          "PartitionName=DEFAULT MaxTime=60 State=UP OverSubscribe=EXCLUSIVE\n"
          "PartitionName=x Nodes=a[1-2],b1\n"
          "PartitionName=y Nodes=c1 MaxTime=UNLIMITED Default=YES PriorityTier=3\n");
    ck_assert_uint_eq(im.machine.class_count, 3);
    ck_assert_uint_eq(im.machine.classes[0].shape.cores, 32);
    ck_assert_uint_eq(im.machine.classes[0].shape.gpus, 4);
    ck_assert_str_eq(im.machine.classes[0].gpu_model, "a100");
    ck_assert_uint_eq(im.centre.classes[0].weight, 7);
    ck_assert_uint_eq(im.centre.classes[0].sockets, 2);
    ck_assert_uint_eq(im.machine.classes[1].shape.mem_mib, 128000);
    ck_assert_str_eq(im.centre.classes[1].features, "big,fast");
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "ThreadsPerCore", "2"), 1);
    ck_assert_uint_eq(im.machine.classes[2].shape.cores, 62);
    ck_assert_uint_eq(im.machine.classes[2].shape.mem_mib, 60000);
    ck_assert_uint_eq(im.centre.classes[2].weight, 9);
    ck_assert_str_eq(im.machine.partitions[0].name, "y");
    ck_assert_int_eq(im.machine.partitions[0].max_limit_s, 0);
    ck_assert_int_eq(im.centre.partitions[0].priority_tier, 3);
    ck_assert_str_eq(im.machine.partitions[1].name, "x");
    ck_assert_int_eq(im.machine.partitions[1].max_limit_s, 3600);
    ck_assert(im.machine.partitions[1].is_exclusive);
    ck_assert_uint_eq(im.machine.partitions[1].class_mask, 3);
    end();
}
END_TEST

/* Nodes 1-2, 3-4, 5-6 are in one, both, the other; 7-8 in none. */
START_TEST(overlapping_partitions_cut_nodes_into_classes)
{
    reads("NodeName=n[1-8] CPUs=4\n"
          "PartitionName=low Nodes=n[1-4]\n"
          "PartitionName=high Nodes=n[3-6]\n");
    ck_assert_uint_eq(im.machine.class_count, 3);
    ck_assert_uint_eq(im.machine.node_count, 6);
    ck_assert_str_eq(im.centre.classes[0].hosts, "n[1-2]");
    ck_assert_str_eq(im.centre.classes[1].hosts, "n[3-4]");
    ck_assert_str_eq(im.centre.classes[2].hosts, "n[5-6]");
    ck_assert_uint_eq(im.machine.partitions[0].class_mask, 3);
    ck_assert_uint_eq(im.machine.partitions[1].class_mask, 6);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "nodes of no partition, or FUTURE", NULL), 2);
    end();
}
END_TEST

START_TEST(unlike_neighbours_keep_their_order_while_there_are_few)
{
    reads("NodeName=a1 CPUs=4\nNodeName=b1 CPUs=8 State=DRAIN\nNodeName=a2 CPUs=4\n"
          "PartitionName=p Nodes=ALL\n");
    ck_assert_uint_eq(im.machine.class_count, 3);
    ck_assert_str_eq(im.centre.classes[2].hosts, "a2");
    ck_assert_uint_eq(notes(SLURM_NOTE_NOT_MODELLED, "State", "DRAIN"), 1);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "order of nodes", NULL), 0);
    end();
}
END_TEST

START_TEST(many_alternating_nodes_are_put_together_and_that_is_told)
{
    static char text[8192];
    size_t n = 0;
    for (int i = 0; i < 70; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "NodeName=n%d CPUs=%d\n", i, 4 + i % 2);
    snprintf(text + n, sizeof text - n, "PartitionName=p Nodes=ALL\n");
    reads(text);
    ck_assert_uint_eq(im.machine.class_count, 2);
    ck_assert_uint_eq(im.machine.classes[1].node_count, 35);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "order of nodes", NULL), 1);
    end();
    n = 0;
    for (int i = 0; i < 70; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "NodeName=n%d CPUs=%d\n", i, 4 + i);
    snprintf(text + n, sizeof text - n, "PartitionName=p Nodes=ALL\n");
    refuses(text, "more than 64 classes");
}
END_TEST

START_TEST(nodes_that_differ_in_one_thing_are_of_two_classes)
{
    static const char *const unlike[] = {"RealMemory=999", "Weight=2",
                                         "Feature=x",      "Gres=gpu:b:2",
                                         "Gres=gpu:a:1",   "Sockets=4 CoresPerSocket=2"};
    for (size_t i = 0; i < AIF_COUNT(unlike); i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "NodeName=DEFAULT Sockets=2 CoresPerSocket=4 RealMemory=1000 Gres=gpu:a:2\n"
                 "NodeName=n1\nNodeName=n2 %s\nPartitionName=p Nodes=ALL\n",
                 unlike[i]);
        reads(text);
        ck_assert_msg(im.machine.class_count == 2, "%s", unlike[i]);
        end();
    }
    reads("NodeName=n1 CPUs=4\nNodeName=n2 CPUs=4\nPartitionName=p Nodes=ALL\n");
    ck_assert_uint_eq(im.machine.class_count, 1);
    end();
}
END_TEST

START_TEST(times_without_an_end_are_a_century_or_nothing)
{
    reads("PriorityMaxAge=UNLIMITED\nOverTimeLimit=UNLIMITED\nPriorityDecayHalfLife=UNLIMITED\n"
          "PreemptExemptTime=-1\n" CLUSTER);
    ck_assert_int_eq(im.centre.priority.max_age_s, 3153600000);
    ck_assert_int_eq(im.centre.over_time_limit_s, 3153600000);
    ck_assert_int_eq(im.centre.priority.decay_half_life_s, 0); /* no decay */
    ck_assert_int_eq(im.centre.preempt_exempt_s, 0);
    end();
}
END_TEST

START_TEST(node_sets_name_nodes_or_a_feature)
{
    reads("NodeName=a[1-4] CPUs=4 Feature=fast\nNodeName=b[1-4] CPUs=4\n"
          "NodeSet=quick Feature=fast\nNodeSet=some Nodes=b[1-2]\n"
          "PartitionName=p Nodes=quick,b4\nPartitionName=q Nodes=some\n");
    ck_assert_uint_eq(im.machine.node_count, 7);
    ck_assert_str_eq(im.centre.classes[0].hosts, "a[1-4]");
    end();
}
END_TEST

START_TEST(partitions_have_their_rules)
{
    reads("PriorityFlags=MAX_TRES\nNodeName=n1 CPUs=4 Gres=gpu:2(S:0-1)\n"
          "PartitionName=p Nodes=n1 QOS=part AllowQos=a,b MinNodes=2 MaxNodes=8 DefaultTime=10 "
          "PreemptMode=requeue GraceTime=30 LLN=YES State=DOWN OverSubscribe=FORCE:3 "
          "PriorityJobFactor=50 TRESBillingWeights=\"CPU=1.0,Mem=0.5G,GRES/gpu=2\"\n"
          "PartitionName=q Nodes=n1 DenyQos=b AllowAccounts=phys,chem DenyAccounts=x Priority=5\n"
          "PartitionName=r Nodes=n1 DenyQos=part,a,b\nPartitionName=s Nodes=n1 DenyQos=\n");
    const struct aif_centre_partition *p = im.centre.partitions;
    ck_assert_str_eq(im.centre.qos[p[0].qos].name, "part");
    ck_assert_uint_eq(p[0].allowed_qos_mask, 6);
    ck_assert_uint_eq(p[1].allowed_qos_mask, 3); /* all but b */
    ck_assert(p[2].takes_no_qos && !p[0].takes_no_qos && !p[1].takes_no_qos && !p[3].takes_no_qos);
    ck_assert_str_eq(p[0].allowed_accounts, "");
    ck_assert_str_eq(p[1].allowed_accounts, "phys,chem");
    ck_assert_str_eq(p[1].denied_accounts, "x");
    ck_assert_uint_eq(p[0].min_nodes, 2);
    ck_assert_uint_eq(im.machine.partitions[0].max_nodes, 8);
    ck_assert_int_eq(im.machine.partitions[0].default_limit_s, 600);
    ck_assert_int_eq(p[0].preempt_mode, AIF_PREEMPT_REQUEUE);
    ck_assert_int_eq(p[1].preempt_mode, AIF_PREEMPT_UNSET);
    ck_assert_int_eq(p[0].grace_s, 30);
    ck_assert(p[0].is_least_loaded && p[0].is_down && p[0].billing.is_max);
    ck_assert_uint_eq(p[0].oversubscribe, 3);
    ck_assert_double_eq(p[0].billing.weights[AIF_TRES_MEM], 0.5 / 1024);
    ck_assert_int_eq(p[1].priority_tier, 5);
    ck_assert_int_eq(p[1].priority_job_factor, 5);
    ck_assert_uint_eq(im.machine.classes[0].shape.gpus, 2);
    ck_assert_uint_eq(notes(SLURM_NOTE_REPAIR, "QOS", NULL), 3);
    end();
}
END_TEST

START_TEST(what_scontrol_shows_is_read_too)
{
    begin();
    has_file("etc/slurm.conf", "Configuration data as of 2026-11-21T10:00:00\n"
                               "AccountingStorageEnforce = associations,limits\n"
                               "ClusterName             = shown\n"
                               "KillWait                = 30 sec\n"
                               "OverTimeLimit           = 2 min\n"
                               "PriorityMaxAge          = 7-00:00:00\n"
                               "PriorityWeightTRES      = (null)\n"
                               "PreemptMode             = REQUEUE\n"
                               "SlurmctldHost[0]        = vm(127.0.0.1)\n"
                               "\nCgroup Support Configuration:\nAllowedRAMSpace = 100.0%\n"
                               "\nSlurmctld(primary) at vm is UP\n");
    has_file("nodes", "NodeName=n1 Arch=x86_64 CoresPerSocket=8 \n"
                      "   CPUAlloc=0 CPUEfctv=16 CPUTot=16 CPULoad=0.10\n"
                      "   AvailableFeatures=fast\n   Gres=gpu:h100:4(S:0-1)\n"
                      "   OS=Linux 5.10 #1 SMP x=1 \n   RealMemory=64000 AllocMem=0 Sockets=2\n"
                      "   State=IDLE ThreadsPerCore=1 Weight=3 Partitions=p \n\n"
                      "NodeName=n2 Arch=x86_64 CoresPerSocket=8 CPUTot=16 Sockets=2\n");
    has_file("parts", "PartitionName=p\n   AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL\n"
                      "   Default=YES QoS=N/A\n   DefaultTime=NONE MaxNodes=UNLIMITED "
                      "MaxTime=1-00:00:00 MinNodes=0 LLN=NO\n   Nodes=n[1-2]\n"
                      "   OverTimeLimit=NONE PreemptMode=OFF\n   State=UP TotalCPUs=32\n");
    const struct slurm_conf_paths paths = {"etc/slurm.conf", "nodes", "parts"};
    ck_assert_msg(slurm_read_conf(&im, &paths, &err), "%s", err.text);
    ck_assert_str_eq(im.machine.name, "shown");
    ck_assert_int_eq(im.centre.over_time_limit_s, 120);
    ck_assert_uint_eq(im.machine.node_count, 2);
    ck_assert_uint_eq(im.machine.classes[0].shape.cores, 16);
    ck_assert_uint_eq(im.machine.classes[0].shape.gpus, 4);
    ck_assert_str_eq(im.centre.classes[0].features, "fast");
    ck_assert_int_eq(im.machine.partitions[0].max_limit_s, 86400);
    ck_assert_int_eq(im.centre.partitions[0].preempt_mode, AIF_PREEMPT_OFF);
    ck_assert_uint_eq(slurm_report_count(&im.report, SLURM_NOTE_NOT_MODELLED), 0);
    end();
}
END_TEST

START_TEST(mistakes_are_named_with_file_line_and_column)
{
    refuses("\nKillWait 5\n", "etc/slurm.conf:2:10: expected '=' after 'KillWait', found '5'");
    refuses("KillWait\n", "etc/slurm.conf:1:9: expected '=' after 'KillWait', found the end");
    refuses("  =5\n", "etc/slurm.conf:1:3: expected KEY=VALUE, found '='");
    refuses("MailProg=\"x\n", "etc/slurm.conf:1:11: expected '\"' at the end of the value");
    refuses("KillWait=soon\n",
            "etc/slurm.conf:1:10: KillWait: expected a number of seconds, found 'soon'");
    refuses("SchedulerParameters=defer,bf_window=x\n",
            "SchedulerParameters: bf_window: expected a number of minutes, found 'x'");
    refuses("PreemptMode=MAYBE\n", "PreemptMode: expected OFF, CANCEL");
    refuses("NodeName=n[3-1] CPUs=4\n",
            "etc/slurm.conf:1:14: NodeName: the range ends below its start");
    refuses("NodeName=n1 CPUs=4\nNodeName=n[0-2] CPUs=4\n",
            "etc/slurm.conf:2:10: NodeName: node n1 is defined twice");
    refuses("NodeName=n1 CPUs=4\nPartitionName=p Nodes=n1,n7\n",
            "etc/slurm.conf:2:23: partition p: no node or node set 'n7'");
    refuses("NodeName=n1 CPUs=4\nPartitionName=p Nodes=n1\nPartitionName=p Nodes=n1\n",
            "etc/slurm.conf:3:1: partition p is defined twice");
    refuses("NodeName=n1 CPUs=99999\n", "at most 65536 CPUs");
    refuses("KillWait=5\n", "expected NodeName lines, found none (give --nodes");
    refuses("NodeName=n1 CPUs=4\n", "expected PartitionName lines, found none");
    refuses("NodeName=n1 CPUs=4\nPartitionName=p Nodes=n1 State=LOST\n",
            "State: expected UP, DOWN, DRAIN or INACTIVE, found 'LOST'");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("slurm_conf");
    TCase *t = tcase_create("all");
    tcase_add_test(t, keys_have_no_case_and_lines_go_on_after_a_backslash);
    tcase_add_test(t, files_are_included_from_beside_the_including_one);
    tcase_add_test(t, a_file_that_includes_itself_ends);
    tcase_add_test(t, settings_become_those_of_a_centre);
    tcase_add_test(t, cores_are_shared_in_turns_where_gang_scheduling_is_on);
    tcase_add_test(t, what_is_not_modelled_is_listed_once_with_its_value);
    tcase_add_test(t, default_lines_hold_until_the_next);
    tcase_add_test(t, overlapping_partitions_cut_nodes_into_classes);
    tcase_add_test(t, unlike_neighbours_keep_their_order_while_there_are_few);
    tcase_add_test(t, many_alternating_nodes_are_put_together_and_that_is_told);
    tcase_add_test(t, nodes_that_differ_in_one_thing_are_of_two_classes);
    tcase_add_test(t, times_without_an_end_are_a_century_or_nothing);
    tcase_add_test(t, node_sets_name_nodes_or_a_feature);
    tcase_add_test(t, partitions_have_their_rules);
    tcase_add_test(t, what_scontrol_shows_is_read_too);
    tcase_add_test(t, mistakes_are_named_with_file_line_and_column);
    suite_add_tcase(s, t);
    return run_suite(s);
}
