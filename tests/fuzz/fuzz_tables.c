/* Junk as the job tables of other people's clusters.  Bits 1 to 3 of the first byte say which row
 * of names stands before the rest, if any. */
#include "trace_text.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

static const char *const headers[] = {
    "",
    "job_id,user,vc,type,gpu_num,cpu_num,node_num,mem_per_pod_GB,state,submit_time,duration\n",
    "timestamp,duration,num_gpus,gpu_time,cluster\n",
    "cpu_milli,memory_mib,num_gpu,gpu_milli,qos,pod_phase,creation_time,deletion_time,"
    "scheduled_time\n",
    "role,app_name,cpu_request,gpu_request,memory_request,creation_time,scheduled_time,"
    "deletion_time\n",
    "job_id,num_gpu,submit_time,iterations,model_name,duration,interval\n",
};

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    if (bytes < 2)
        return 0;
    struct aif_workload w = {.name = NULL};
    w.from_s = data[0] & 16 ? 60 : 0;
    bool is_ok = read_junk(headers[(data[0] >> 1 & 7) % AIF_COUNT(headers)], data, bytes, &w);
    if (is_ok && w.count && has_plain_names(&w))
        AIF_CHECK(!written_difference(&w, aif_trace_csv_write));
    aif_workload_close(&w);
    return 0;
}
