/* Names of the reasons for which limits keep jobs waiting, as squeue(1) prints them. */
#include "limit/verdict.h"

/* By resource: enum aif_tres.  Slurm's names follow no rule. */
static const char *const of_assoc[][AIF_TRES_COUNT] = {
    [LIMIT_GRP_TRES] = {"AssocGrpCpuLimit", "AssocGrpMemLimit", "AssocGrpNodeLimit", "AssocGrpGRES",
                        "AssocGrpBilling"},
    [LIMIT_GRP_TRES_MINS] = {"AssocGrpCPUMinutesLimit", "AssocGrpMemMinutes", "AssocGrpNodeMinutes",
                             "AssocGrpGRESMinutes", "AssocGrpBillingMinutes"},
    [LIMIT_GRP_TRES_RUN_MINS] = {"AssocGrpCPURunMinutesLimit", "AssocGrpMemRunMinutes",
                                 "AssocGrpNodeRunMinutes", "AssocGrpGRESRunMinutes",
                                 "AssocGrpBillingRunMinutes"},
    [LIMIT_MAX_TRES_PER_JOB] = {"AssocMaxCpuPerJobLimit", "AssocMaxMemPerJob",
                                "AssocMaxNodePerJobLimit", "AssocMaxGRESPerJob",
                                "AssocMaxBillingPerJob"},
    [LIMIT_MAX_TRES_PER_NODE] = {"AssocMaxCpuPerNode", "AssocMaxMemPerNode",
                                 "AssocMaxUnknownPerNode", "AssocMaxGRESPerNode",
                                 "AssocMaxBillingPerNode"},
    [LIMIT_MAX_TRES_MINS_PER_JOB] = {"AssocMaxCpuMinutesPerJobLimit", "AssocMaxMemMinutesPerJob",
                                     "AssocMaxNodeMinutesPerJob", "AssocMaxGRESMinutesPerJob",
                                     "AssocMaxBillingMinutesPerJob"},
};

static const char *const of_qos[LIMIT_GRP_JOBS][AIF_TRES_COUNT] = {
    [LIMIT_GRP_TRES] = {"QOSGrpCpuLimit", "QOSGrpMemLimit", "QOSGrpNodeLimit", "QOSGrpGRES",
                        "QOSGrpBilling"},
    [LIMIT_GRP_TRES_MINS] = {"QOSGrpCPUMinutesLimit", "QOSGrpMemoryMinutes", "QOSGrpNodeMinutes",
                             "QOSGrpGRESMinutes", "QOSGrpBillingMinutes"},
    [LIMIT_GRP_TRES_RUN_MINS] = {"QOSGrpCPURunMinutesLimit", "QOSGrpMemoryRunMinutes",
                                 "QOSGrpNodeRunMinutes", "QOSGrpGRESRunMinutes",
                                 "QOSGrpBillingRunMinutes"},
    [LIMIT_MAX_TRES_PER_JOB] = {"QOSMaxCpuPerJobLimit", "QOSMaxMemoryPerJob",
                                "QOSMaxNodePerJobLimit", "QOSMaxGRESPerJob", "QOSMaxBillingPerJob"},
    [LIMIT_MAX_TRES_PER_NODE] = {"QOSMaxCpuPerNode", "QOSMaxMemoryPerNode", "QOSMaxUnknownPerNode",
                                 "QOSMaxGRESPerNode", "QOSMaxBillingPerNode"},
    [LIMIT_MAX_TRES_MINS_PER_JOB] = {"QOSMaxCpuMinutesPerJobLimit", "QOSMaxMemoryMinutesPerJob",
                                     "QOSMaxNodeMinutesPerJob", "QOSMaxGRESMinutesPerJob",
                                     "QOSMaxBillingMinutesPerJob"},
    [LIMIT_MAX_TRES_PER_USER] = {"QOSMaxCpuPerUserLimit", "QOSMaxMemoryPerUser",
                                 "QOSMaxNodePerUserLimit", "QOSMaxGRESPerUser",
                                 "QOSMaxBillingPerUser"},
    [LIMIT_MAX_TRES_PER_ACCOUNT] = {"MaxCpuPerAccount", "MaxMemoryPerAccount", "MaxNodePerAccount",
                                    "MaxGRESPerAccount", "MaxBillingPerAccount"},
    [LIMIT_MAX_TRES_RUN_MINS_PER_USER] = {"MaxCpuRunMinsPerUser", "MaxMemoryRunMinsPerUser",
                                          "MaxNodeRunMinsPerUser", "MaxGRESRunMinsPerUser",
                                          "MaxBillingRunMinsPerUser"},
    [LIMIT_MAX_TRES_RUN_MINS_PER_ACCOUNT] = {"MaxCpuRunMinsPerAccount",
                                             "MaxMemoryRunMinsPerAccount",
                                             "MaxNodeRunMinsPerAccount", "MaxGRESRunMinsPerAccount",
                                             "MaxBillingRunMinsPerAccount"},
    [LIMIT_MIN_TRES_PER_JOB] = {"QOSMinCpuNotSatisfied", "QOSMinMemory", "QOSMinNode", "QOSMinGRES",
                                "QOSMinBilling"},
};

/* [is_of_qos] */
static const char *const of_counts[LIMIT_KIND_COUNT][2] = {
    [LIMIT_NONE] = {"None", "None"},
    [LIMIT_GRP_JOBS] = {"AssocGrpJobsLimit", "QOSGrpJobsLimit"},
    [LIMIT_GRP_SUBMIT] = {"AssocGrpSubmitJobsLimit", "QOSGrpSubmitJobsLimit"},
    [LIMIT_GRP_WALL] = {"AssocGrpWallLimit", "QOSGrpWallLimit"},
    [LIMIT_MAX_JOBS] = {"AssocMaxJobsLimit", NULL},
    [LIMIT_MAX_SUBMIT] = {"AssocMaxSubmitJobLimit", NULL},
    [LIMIT_MAX_JOBS_PER_USER] = {NULL, "QOSMaxJobsPerUserLimit"},
    [LIMIT_MAX_SUBMIT_PER_USER] = {NULL, "QOSMaxSubmitJobPerUserLimit"},
    [LIMIT_MAX_JOBS_PER_ACCOUNT] = {NULL, "MaxJobsPerAccount"},
    [LIMIT_MAX_SUBMIT_PER_ACCOUNT] = {NULL, "MaxSubmitJobsPerAccount"},
    [LIMIT_MAX_WALL] = {"AssocMaxWallDurationPerJobLimit", "QOSMaxWallDurationPerJobLimit"},
    [LIMIT_USAGE_THRESHOLD] = {NULL, "QOSUsageThreshold"},
    [LIMIT_QOS_NOT_ALLOWED] = {NULL, "InvalidQOS"},
    [LIMIT_NEEDS_RESERVATION] = {NULL, "InvalidQOS"},
};

const char *limit_reason(const struct limit_verdict *v)
{
    AIF_CHECK(v->kind < LIMIT_KIND_COUNT && v->tres < AIF_TRES_COUNT);
    const char *name = NULL;
    if (v->kind == LIMIT_NONE || v->kind >= LIMIT_GRP_JOBS)
        name = of_counts[v->kind][v->is_of_qos];
    else if (v->is_of_qos)
        name = of_qos[v->kind][v->tres];
    else if (v->kind < AIF_COUNT(of_assoc))
        name = of_assoc[v->kind][v->tres];
    AIF_CHECK(name);
    return name;
}

const char *limit_entity_name(const struct aif_centre *c, const struct limit_verdict *v)
{
    if (v->kind == LIMIT_NONE)
        return "";
    AIF_CHECK(v->entity < (v->is_of_qos ? c->qos_count : c->accounts.count));
    return v->is_of_qos ? c->qos[v->entity].name : c->accounts.assocs[v->entity].name;
}
