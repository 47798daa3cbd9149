/* Reader of the job tables of Helios (cluster_log.csv; Hu et al., SC 2021) and Acme
 * (trace_seren.csv and trace_kalos.csv; Hu et al., NSDI 2024), which Slurm and Kubernetes recorded.
 *
 * gpu_num and cpu_num are the whole job's and are shared out over node_num nodes; mem_per_pod_GB is
 * each node's, in GiB.  A virtual cluster (vc) is the account, the type of work the application.
 * When jobs started, ended and what they waited is not looked at, nor is what follows from these.
 */
#include "trace/table.h"

enum { ID, USER, VC, TYPE, GPUS, CPUS, NODES, MEM, STATE, SUBMIT, DURATION, COLUMN_COUNT };

static const struct table_column columns[COLUMN_COUNT] = {
    [ID] = {.names = "job_id"},
    [USER] = {.names = "user"},
    [VC] = {.names = "vc"},
    [TYPE] = {.names = "type"},
    [GPUS] = {.names = "gpu_num", .tells_the_format = true},
    [CPUS] = {.names = "cpu_num"},
    [NODES] = {.names = "node_num"},
    [MEM] = {.names = "mem_per_pod_GB"},
    [STATE] = {.names = "state", .tells_the_format = true},
    [SUBMIT] = {.names = "submit_time", .tells_the_format = true},
    [DURATION] = {.names = "duration",
                  .why = "without run times there is nothing to replay; add the column"},
};

static bool read(struct table *t, struct aif_job *job)
{
    struct aif_workload *w = t->w;
    struct aif_shape sum;
    uint32_t nodes;
    if (!table_time(t, SUBMIT, &job->submit_s) || !table_seconds(t, DURATION, &job->runtime_s) ||
        !table_status(t, STATE, job) || !table_count(t, GPUS, AIF_REPAIR_GPU_PART, &sum.gpus) ||
        !table_count(t, CPUS, AIF_REPAIR_CORE_PART, &sum.cores) ||
        !table_count(t, NODES, AIF_REPAIR_UNEVEN, &nodes) ||
        !table_amount(t, MEM, 1024, &sum.mem_mib, NULL) ||
        !table_share_out(t, &sum, nodes, &job->request))
        return false;
    table_id(t, ID, job);
    job->user = table_name(t, USER, &w->users);
    job->account = table_name(t, VC, &w->accounts);
    job->application = table_name(t, TYPE, &w->applications);
    return true;
}

static const struct table_format format = {.what = "a table of Helios or Acme",
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

const struct aif_trace aif_trace_helios = {
    .plugin = {AIF_TRACE, "helios",
               "CSV of Helios and Acme: gpu_num, state, submit_time, duration"},
    .matches = matches,
    .parse = parse,
};
