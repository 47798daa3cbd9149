/* What a site file may say about its batch system: the settings of slurm.conf that are modelled.
 * Keys are Slurm's names in our spelling; an absent key has Slurm's default. */
#include "host/site/internal.h"
#include "host/site/settings.h"

#define STRUCT struct aif_priority
static const struct conf_field weight_tres_fields[] = {
    REAL("cpu", weight_tres[AIF_TRES_CPU], 1e12),
    REAL("mem", weight_tres[AIF_TRES_MEM], 1e12),
    REAL("node", weight_tres[AIF_TRES_NODE], 1e12),
    REAL("gpu", weight_tres[AIF_TRES_GPU], 1e12),
    REAL("billing", weight_tres[AIF_TRES_BILLING], 1e12),
    END,
};

static const char *const priority_types[] = {"multifactor", "basic", NULL};
static const char *const resets[] = {
    [AIF_USAGE_RESET_NONE] = "none",       [AIF_USAGE_RESET_NOW] = "now",
    [AIF_USAGE_RESET_DAILY] = "daily",     [AIF_USAGE_RESET_WEEKLY] = "weekly",
    [AIF_USAGE_RESET_MONTHLY] = "monthly", [AIF_USAGE_RESET_QUARTERLY] = "quarterly",
    [AIF_USAGE_RESET_YEARLY] = "yearly",   NULL};
static const struct conf_field priority_fields[] = {
    SETTING("type", CHOICE, BOOL, is_basic, .choices = priority_types),
    WEIGHT("weight_age", weight_age),
    WEIGHT("weight_assoc", weight_assoc),
    WEIGHT("weight_fairshare", weight_fairshare),
    WEIGHT("weight_job_size", weight_job_size),
    WEIGHT("weight_partition", weight_partition),
    WEIGHT("weight_qos", weight_qos),
    HERE("weight_tres", weight_tres_fields),
    SECONDS("max_age", max_age_s),
    SETTING("calc_period", DURATION, I64, calc_period_s, .min = 1, .max = MOST_S),
    SECONDS("decay_half_life", decay_half_life_s),
    SETTING("usage_reset_period", CHOICE, ENUM, usage_reset, .choices = resets),
    TRUTH("favor_small", favors_small),
    TRUTH("small_relative_to_time", is_small_relative_to_time),
    TRUTH("accrue_always", has_accrue_always),
    TRUTH("incr_only", is_increase_only),
    TRUTH("calculate_running", calculates_running),
    TRUTH("no_normal_part", has_plain_partition),
    TRUTH("no_normal_qos", has_plain_qos),
    TRUTH("no_normal_assoc", has_plain_assoc),
    TRUTH("no_normal_tres", has_plain_tres),
    SETTING("share", TEXT, TEXT, share, .min = 1, .max = 60,
            .help = "how fair-share factors are computed"),
    REAL("fair_share_dampening_factor", dampening, 65533.0),
    TRUTH("merge_tied_accounts", merges_tied_accounts),
    END,
};
#undef STRUCT

#define STRUCT struct aif_slurm
static const struct conf_field slurm_fields[] = {
    TRUTH("builtin", is_builtin),
    SECONDS("sched_interval", sched_interval_s),
    COUNT("default_queue_depth", default_queue_depth),
    SECONDS("batch_sched_delay", batch_sched_delay_s),
    TRUTH("defer", is_deferred),
    TRUTH("assoc_limit_stop", stops_at_assoc_limit),
    COUNT("partition_job_depth", partition_job_depth),
    SETTING("bf_interval", DURATION, I64, bf_interval_s, .min = 1, .max = MOST_S),
    SETTING("bf_window", DURATION, I64, bf_window_s, .min = 1, .max = MOST_S),
    SETTING("bf_resolution", DURATION, I64, bf_resolution_s, .min = 1, .max = MOST_S),
    COUNT("bf_max_job_test", bf_max_job_test),
    COUNT("bf_max_job_start", bf_max_job_start),
    COUNT("bf_max_job_part", bf_max_job_part),
    COUNT("bf_max_job_user", bf_max_job_user),
    COUNT("bf_max_job_user_part", bf_max_job_user_part),
    COUNT("bf_max_job_assoc", bf_max_job_assoc),
    COUNT("bf_max_job_array_resv", bf_max_job_array_resv),
    COUNT("bf_job_part_count_reserve", bf_job_part_count_reserve),
    COUNT("bf_node_space_size", bf_node_space_size),
    SECONDS("bf_min_age_reserve", bf_min_age_reserve_s),
    NUMBER("bf_min_prio_reserve", bf_min_prio_reserve),
    TRUTH("bf_busy_nodes", bf_busy_nodes),
    TRUTH("bf_one_resv_per_job", bf_one_resv_per_job),
    TRUTH("bf_running_job_reserve", bf_running_job_reserve),
    SECONDS("bf_window_linear", bf_window_linear_s),
    TRUTH("raise_time_min", raises_time_min),
    TRUTH("pack_serial_at_end", packs_serial_at_end),
    TRUTH("preempt_youngest_first", preempts_youngest_first),
    COUNT("preempt_reorder_count", preempt_reorder_count),
    TRUTH("preempt_strict_order", is_preempt_strict_order),
    END,
};
#undef STRUCT

#define STRUCT struct aif_centre
static const char *const types[] = {[AIF_PREEMPT_NONE] = "none",
                                    [AIF_PREEMPT_QOS] = "qos",
                                    [AIF_PREEMPT_PARTITION_PRIO] = "partition_prio",
                                    NULL};
static const char *const modes[] = {[AIF_PREEMPT_OFF] = "off",
                                    [AIF_PREEMPT_CANCEL] = "cancel",
                                    [AIF_PREEMPT_REQUEUE] = "requeue",
                                    [AIF_PREEMPT_SUSPEND] = "suspend",
                                    NULL};
static const struct conf_field preempt_fields[] = {
    SETTING("type", CHOICE, ENUM, preempt_type, .choices = types),
    SETTING("mode", CHOICE, ENUM, preempt_mode, .choices = modes),
    TRUTH("within", preempts_within),
    TRUTH("priority", preempts_by_priority),
    TRUTH("gang", is_gang),
    SECONDS("exempt_time", preempt_exempt_s),
    SECONDS("checkpoint", checkpoint_s),
    SECONDS("restart", restart_s),
    END,
};

static const char *const units[] = {
    [AIF_SELECT_CORE] = "core", [AIF_SELECT_CPU] = "cpu", [AIF_SELECT_SOCKET] = "socket", NULL};
static const struct conf_field select_fields[] = {
    SETTING("unit", CHOICE, ENUM, select_unit, .choices = units),
    TRUTH("memory", selects_memory),
    TRUTH("least_loaded", is_least_loaded),
    END,
};

static const char *const enforced[] = {"associations", "limits", "qos", "safe", NULL};
static const struct conf_field enforce_item = {.type = CONF_CHOICE, .choices = enforced};
const struct conf_field site_scheduler_fields[] = {
    {.key = "summary", .type = CONF_TEXT, .is_figure = true, .help = "which system it is"},
    PART("priority", priority, priority_fields),
    PART("slurm", slurm, slurm_fields),
    HERE("preempt", preempt_fields),
    HERE("select", select_fields),
    SETTING("enforce", LIST, BITS, enforce, .item = &enforce_item),
    TRUTH("requeue", requeues),
    SETTING("time_slice", DURATION, I64, time_slice_s, .min = 1, .max = MOST_S),
    SECONDS("kill_wait", kill_wait_s),
    SECONDS("over_time_limit", over_time_limit_s),
    SECONDS("requeue_delay", requeue_delay_s),
    NUMBER("def_mem_per_cpu_mib", def_mem_per_cpu_mib),
    NUMBER("def_mem_per_node_mib", def_mem_per_node_mib),
    COUNT("max_array_size", max_array_size),
    COUNT("max_job_count", max_job_count),
    END,
};
#undef STRUCT

bool site_scheduler_expand(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    (void)errors;
    if (n->kind != CONF_KIND_MAP || !conf_get(n, "value"))
        return true;
    struct conf_node *summary = AIF_NEW(&doc->arena, struct conf_node, 1);
    *summary = *n;
    summary->key = "summary";
    summary->next = NULL;
    n->first = n->last = NULL;
    n->count = 0;
    conf_append(n, summary);
    return true;
}
