/* Reader of Alibaba's pods of 2023 (openb_pod_list; Weng et al., ATC 2023).
 *
 * A pod is a job on one node.  One that asks for a part of a GPU (gpu_milli below 1000) gets a
 * whole one: GPUs are not shared here.  Cores in thousandths are rounded up.  It runs from its
 * scheduled to its deletion time; a pod that was never scheduled is left out.  A pod whose last
 * phase is Running was deleted while it ran: how it ended is not known.  gpu_spec is not looked at.
 */
#include "trace/table.h"

enum { CPU, MEM, GPUS, GPU_MILLI, QOS, PHASE, CREATION, DELETION, SCHEDULED, COLUMN_COUNT };

#define TIMES "without times there is nothing to replay"

static const struct table_column columns[COLUMN_COUNT] = {
    [CPU] = {.names = "cpu_milli", .tells_the_format = true},
    [MEM] = {.names = "memory_mib"},
    [GPUS] = {.names = "num_gpu", .why = "a job needs its GPUs"},
    [GPU_MILLI] = {.names = "gpu_milli", .tells_the_format = true},
    [QOS] = {.names = "qos"},
    [PHASE] = {.names = "pod_phase"},
    [CREATION] = {.names = "creation_time", .why = TIMES},
    [DELETION] = {.names = "deletion_time", .why = TIMES},
    [SCHEDULED] = {.names = "scheduled_time", .why = TIMES},
};

/* Whole GPUs of which the pod may use a part. */
static bool read_gpus(struct table *t, uint32_t *out)
{
    uint32_t milli;
    bool is_rounded, is_part;
    if (!table_amount(t, GPUS, 1, out, &is_rounded) ||
        !table_amount(t, GPU_MILLI, 1, &milli, &is_part))
        return false;
    if (milli > 1000)
        return table_fail(t, GPU_MILLI, "expected thousandths of each GPU, at most 1000");
    if (milli && !*out)
        return table_fail(t, GPU_MILLI, "expected 0, as the pod has no GPU");
    if (is_rounded)
        return table_repair(t, AIF_REPAIR_GPU_PART, GPUS);
    is_part |= milli && milli < 1000;
    return !is_part || table_repair(t, AIF_REPAIR_GPU_PART, GPU_MILLI);
}

static bool read_shape(struct table *t, struct aif_job *job)
{
    struct aif_shape sum;
    uint32_t cpu_milli;
    bool is_rounded;
    if (!table_amount(t, CPU, 1, &cpu_milli, &is_rounded) ||
        !table_amount(t, MEM, 1, &sum.mem_mib, NULL) || !read_gpus(t, &sum.gpus))
        return false;
    sum.cores = cpu_milli / 1000 + (cpu_milli % 1000 != 0);
    if ((is_rounded || cpu_milli % 1000) && !table_repair(t, AIF_REPAIR_CORE_PART, CPU))
        return false;
    return table_share_out(t, &sum, sum.gpus || sum.cores, &job->request);
}

static bool read(struct table *t, struct aif_job *job)
{
    return table_time(t, CREATION, &job->submit_s) &&
           table_run(t, SCHEDULED, DELETION, &job->runtime_s) && read_shape(t, job) &&
           table_status(t, PHASE, job) && table_small_name(t, QOS, &t->w->qos, &job->qos);
}

static const struct table_format format = {.what = "a table of Alibaba's pods",
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

const struct aif_trace aif_trace_openb = {
    .plugin = {AIF_TRACE, "openb", "CSV of Alibaba's pods: cpu_milli, gpu_milli, creation_time"},
    .matches = matches,
    .parse = parse,
};
