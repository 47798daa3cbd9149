/* Names of what can become of a job. */
#include "aif/view.h"

const char *aif_outcome_name(enum aif_outcome o)
{
    static const char *const names[AIF_OUTCOME_COUNT] = {
        [AIF_OUTCOME_WAITING] = "waiting",     [AIF_OUTCOME_COMPLETED] = "completed",
        [AIF_OUTCOME_FAILED] = "failed",       [AIF_OUTCOME_TIMED_OUT] = "timed_out",
        [AIF_OUTCOME_REJECTED] = "rejected",   [AIF_OUTCOME_CANCELLED] = "cancelled",
        [AIF_OUTCOME_PREEMPTED] = "preempted", [AIF_OUTCOME_BLOCKED] = "blocked",
        [AIF_OUTCOME_NODE_FAIL] = "node_fail",
    };
    AIF_CHECK(o < AIF_OUTCOME_COUNT);
    return names[o];
}

static const struct {
    const char *name, *summary;
} rejects[AIF_REJECT_COUNT] = {
    [AIF_REJECT_NONE] = {"none", "not rejected"},
    [AIF_REJECT_TOO_WIDE] = {"too_wide", "asks for more than the machine or partition has"},
    [AIF_REJECT_NODE_TOO_SMALL] = {"node_too_small",
                                   "no node has the cores, GPUs or memory asked for"},
    [AIF_REJECT_UNKNOWN_PARTITION] = {"unknown_partition",
                                      "names a partition that the site does not have"},
    [AIF_REJECT_LIMIT_TOO_LONG] = {"limit_too_long",
                                   "asks for more time than the partition or QOS allows"},
    [AIF_REJECT_TOO_MANY_NODES] = {"too_many_nodes",
                                   "asks for more nodes than the partition or QOS allows"},
    [AIF_REJECT_TOO_FEW_NODES] = {"too_few_nodes",
                                  "asks for fewer nodes than jobs of the partition need"},
    [AIF_REJECT_UNKNOWN_USER] = {"unknown_user", "has no association in the share tree"},
    [AIF_REJECT_QOS] = {"qos", "a QOS that the site does not have or the account may not use"},
    [AIF_REJECT_RESERVATION] = {"reservation",
                                "names a reservation that is not there, or not for it"},
    [AIF_REJECT_ACCOUNT] = {"account", "an account whose jobs the partition does not take"},
    [AIF_REJECT_LIMIT] = {"limit", "above a limit of its account or QOS that holds at submit"},
    [AIF_REJECT_NO_GRANT] = {"no_grant", "its account has no grant at that time"},
    [AIF_REJECT_GRANT_USED] = {"grant_used", "the grant of its account is used up"},
    [AIF_REJECT_FREE_LIMIT] = {"free_limit",
                               "longer than jobs may be once the grant of its account is used up"},
};

const char *aif_reject_name(enum aif_reject r)
{
    AIF_CHECK(r < AIF_REJECT_COUNT);
    return rejects[r].name;
}

const char *aif_reject_summary(enum aif_reject r)
{
    AIF_CHECK(r < AIF_REJECT_COUNT);
    return rejects[r].summary;
}

const char *aif_blocker_name(enum aif_blocker_kind kind)
{
    static const char *const names[AIF_BLOCKER_COUNT] = {
        [AIF_BLOCKER_NONE] = "",
        [AIF_BLOCKER_JOB] = "job",
        [AIF_BLOCKER_ASSOC] = "association",
        [AIF_BLOCKER_QOS] = "qos",
        [AIF_BLOCKER_RESERVATION] = "reservation",
        [AIF_BLOCKER_PARTITION] = "partition",
    };
    AIF_CHECK(kind < AIF_BLOCKER_COUNT);
    return names[kind];
}

const char *aif_wait_name(enum aif_wait w)
{
    static const char *const names[AIF_WAIT_COUNT] = {
        [AIF_WAIT_NONE] = "None",
        [AIF_WAIT_PRIORITY] = "Priority",
        [AIF_WAIT_RESOURCES] = "Resources",
        [AIF_WAIT_DEPENDENCY] = "Dependency",
        [AIF_WAIT_DEPENDENCY_NEVER] = "DependencyNeverSatisfied",
        [AIF_WAIT_HELD] = "JobHeldUser",
        [AIF_WAIT_BEGIN] = "BeginTime",
        [AIF_WAIT_ARRAY] = "JobArrayTaskLimit",
        [AIF_WAIT_RESERVATION] = "Reservation",
        [AIF_WAIT_RESERVATION_GONE] = "ReservationDeleted",
        [AIF_WAIT_RESERVED] = "ReqNodeNotAvail, Reserved for maintenance",
        [AIF_WAIT_NODES_DOWN] = ("Nodes required for job are DOWN, DRAINED or reserved for jobs "
                                 "in higher priority partitions"),
        [AIF_WAIT_PARTITION_DOWN] = "PartitionDown",
        [AIF_WAIT_LIMIT] = "AssocOrQOSLimit",
    };
    AIF_CHECK(w < AIF_WAIT_COUNT);
    return names[w];
}
