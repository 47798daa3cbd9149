/* Slurm's defaults: slurm.conf(5) of version 22.05. */
#include "aif/centre.h"

struct aif_centre aif_centre_default(void)
{
    return (struct aif_centre){
        .priority =
            {
                .max_age_s = 7 * 86400,
                .calc_period_s = 300,
                .decay_half_life_s = 7 * 86400,
                .dampening = 1,
            },
        .slurm =
            {
                .sched_interval_s = 60,
                .default_queue_depth = 100,
                .batch_sched_delay_s = 3,
                .bf_interval_s = 30,
                .bf_window_s = 1440 * 60,
                .bf_resolution_s = 60,
                .bf_max_job_test = 500,
                .bf_max_job_array_resv = 20,
                .preempt_reorder_count = 1,
            },
        .requeues = true,
        .time_slice_s = 30,
        .selects_memory = true,
        .kill_wait_s = 30,
        .restart_s = 30,
        .requeue_delay_s = 121,
        .max_array_size = 1001,
        .max_job_count = 10000,
    };
}

struct aif_centre_qos aif_centre_qos_default(const char *name)
{
    return (struct aif_centre_qos){
        .name = name,
        .limits = aif_limits_none(),
        .usage_factor = 1,
        .preempt_mode = AIF_PREEMPT_UNSET,
        .preempt_exempt_s = AIF_UNKNOWN_S,
    };
}

struct aif_centre_partition aif_centre_partition_default(void)
{
    return (struct aif_centre_partition){
        .priority_tier = 1,
        .priority_job_factor = 1,
        .qos = AIF_NONE,
        .preempt_mode = AIF_PREEMPT_UNSET,
        .allowed_accounts = "",
        .denied_accounts = "",
        .oversubscribe = 1,
    };
}

struct aif_centre_class aif_centre_class_default(void)
{
    return (struct aif_centre_class){.weight = 1, .features = "", .hosts = ""};
}
