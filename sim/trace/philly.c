/* Reader of job tables that say when a job came, how long it ran and on how many GPUs: Philly
 * (Jeon et al., ATC 2019) as later papers tabulate it, and Tiresias (Gu et al., NSDI 2019).
 *
 * Without a number of nodes the GPUs are shared out over the fewest nodes that are alike and have
 * at most eight.  The cluster (a virtual one) is the account, the model the application. */
#include "trace/table.h"

enum { ID, USER, CLUSTER, MODEL, GPUS, NODES, STATE, SUBMIT, DURATION, COLUMN_COUNT };

static const struct table_column columns[COLUMN_COUNT] = {
    [ID] = {.names = "job_id,jobid"},
    [USER] = {.names = "user"},
    [CLUSTER] = {.names = "cluster,vc"},
    [MODEL] = {.names = "model_name,application,model"},
    [GPUS] = {.names = "num_gpus,num_gpu,gpu_num,num_replicas", .tells_the_format = true},
    [NODES] = {.names = "num_nodes,node_num"},
    [STATE] = {.names = "status,state"},
    [SUBMIT] = {.names = "timestamp,submit_time,submitted_time,time", .tells_the_format = true},
    [DURATION] = {.names = "duration,run_time,runtime",
                  .why = "without run times there is nothing to replay; add the column"},
};

static bool read(struct table *t, struct aif_job *job)
{
    struct aif_workload *w = t->w;
    struct aif_shape sum = {0};
    uint32_t nodes;
    if (!table_time(t, SUBMIT, &job->submit_s) || !table_seconds(t, DURATION, &job->runtime_s) ||
        !table_status(t, STATE, job) || !table_count(t, GPUS, AIF_REPAIR_GPU_PART, &sum.gpus) ||
        !table_count(t, NODES, AIF_REPAIR_UNEVEN, &nodes))
        return false;
    if (sum.gpus && !table_share_out(t, &sum, nodes, &job->request))
        return false;
    table_id(t, ID, job);
    job->user = table_name(t, USER, &w->users);
    job->account = table_name(t, CLUSTER, &w->accounts);
    job->application = table_name(t, MODEL, &w->applications);
    return true;
}

static const struct table_format format = {.what = "a table of GPU jobs",
                                           .columns = columns,
                                           .column_count = COLUMN_COUNT,
                                           .submit = SUBMIT,
                                           .run = DURATION,
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

const struct aif_trace aif_trace_philly = {
    .plugin = {AIF_TRACE, "philly", "CSV of Philly and its kin: timestamp, duration, num_gpus"},
    .matches = matches,
    .parse = parse,
};
