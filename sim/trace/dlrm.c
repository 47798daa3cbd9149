/* Reader of Alibaba's instances of recommendation models of 2025 (disaggregated_DLRM_trace).
 *
 * An instance is a job on one node; one that lacks its scheduled or deletion time was there before
 * the trace, or outlived it, and is left out.  The role is the account.  Memory is in GiB.  Limits,
 * the network and disks are not looked at. */
#include "trace/table.h"

enum { ROLE, APP, CPU, GPUS, MEM, CREATION, SCHEDULED, DELETION, COLUMN_COUNT };

#define TIMES "without times there is nothing to replay"

static const struct table_column columns[COLUMN_COUNT] = {
    [ROLE] = {.names = "role"},
    [APP] = {.names = "app_name"},
    [CPU] = {.names = "cpu_request", .tells_the_format = true},
    [GPUS] = {.names = "gpu_request", .tells_the_format = true},
    [MEM] = {.names = "memory_request"},
    [CREATION] = {.names = "creation_time", .why = TIMES},
    [SCHEDULED] = {.names = "scheduled_time", .why = TIMES},
    [DELETION] = {.names = "deletion_time", .why = TIMES},
};

static bool read(struct table *t, struct aif_job *job)
{
    struct aif_workload *w = t->w;
    struct aif_shape sum;
    if (!table_time(t, CREATION, &job->submit_s) ||
        !table_run(t, SCHEDULED, DELETION, &job->runtime_s) ||
        !table_count(t, CPU, AIF_REPAIR_CORE_PART, &sum.cores) ||
        !table_count(t, GPUS, AIF_REPAIR_GPU_PART, &sum.gpus) ||
        !table_amount(t, MEM, 1024, &sum.mem_mib, NULL))
        return false;
    job->account = table_name(t, ROLE, &w->accounts);
    job->application = table_name(t, APP, &w->applications);
    return table_share_out(t, &sum, sum.gpus || sum.cores, &job->request);
}

static const struct table_format format = {.what = "a table of Alibaba's instances",
                                           .columns = columns,
                                           .column_count = COLUMN_COUNT,
                                           .submit = CREATION,
                                           .run = DELETION,
                                           .size = GPUS,
                                           .read = read};

static bool matches(const struct aif_trace_input *in)
{
    return table_matches(in, &format);
}

static bool parse(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err)
{
    return table_parse(in, &format, out, err);
}

const struct aif_trace aif_trace_dlrm = {
    .plugin = {AIF_TRACE, "dlrm", "CSV of Alibaba's instances: cpu_request, gpu_request"},
    .matches = matches,
    .parse = parse,
};
