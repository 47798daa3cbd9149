/* What a site file may say about its batch system: the settings of slurm.conf that are modelled.
 * Keys are Slurm's names in our spelling; an absent key has Slurm's default. */
#include "host/site/internal.h"
#include "host/site/settings.h"

#define STRUCT struct aif_priority
static const struct conf_field weight_tres_fields[] = {
    REAL("cpu", weight_tres[AIF_TRES_CPU], 1e12, "per CPU"),
    REAL("mem", weight_tres[AIF_TRES_MEM], 1e12, "per part of the memory"),
    REAL("node", weight_tres[AIF_TRES_NODE], 1e12, "per node"),
    REAL("gpu", weight_tres[AIF_TRES_GPU], 1e12, "per GPU"),
    REAL("billing", weight_tres[AIF_TRES_BILLING], 1e12, "per billing unit"),
    CONF_END,
};

static const char *const priority_types[] = {"multifactor", "basic", NULL};
static const char *const resets[] = {
    [AIF_USAGE_RESET_NONE] = "none",       [AIF_USAGE_RESET_NOW] = "now",
    [AIF_USAGE_RESET_DAILY] = "daily",     [AIF_USAGE_RESET_WEEKLY] = "weekly",
    [AIF_USAGE_RESET_MONTHLY] = "monthly", [AIF_USAGE_RESET_QUARTERLY] = "quarterly",
    [AIF_USAGE_RESET_YEARLY] = "yearly",   NULL};
static const struct conf_field priority_fields[] = {
    SETTING("type", CHOICE, BOOL, is_basic, .choices = priority_types,
            .help = "basic: by submit time alone"),
    WEIGHT("weight_age", weight_age, "of waiting so far"),
    WEIGHT("weight_assoc", weight_assoc, "of the association's priority"),
    WEIGHT("weight_fairshare", weight_fairshare, "of the fair-share factor"),
    WEIGHT("weight_job_size", weight_job_size, "of the job's size"),
    WEIGHT("weight_partition", weight_partition, "of the partition's factor"),
    WEIGHT("weight_qos", weight_qos, "of the QOS's priority"),
    HERE("weight_tres", weight_tres_fields, "of what the job asks for"),
    SECONDS("max_age", max_age_s, "waiting beyond counts no more"),
    SETTING("calc_period", DURATION, I64, calc_period_s, .min = 1, .max = MOST_S,
            .help = "between computations of all priorities"),
    SECONDS("decay_half_life", decay_half_life_s, "after which use counts half; 0: never less"),
    SETTING("usage_reset_period", CHOICE, ENUM, usage_reset, .choices = resets,
            .help = "when all use is forgotten"),
    TRUTH("favor_small", favors_small, "small jobs come first"),
    TRUTH("small_relative_to_time", is_small_relative_to_time,
          "size is of the share per time asked for"),
    TRUTH("accrue_always", has_accrue_always, "age counts also while a job may not run"),
    TRUTH("incr_only", is_increase_only, "a priority never falls"),
    TRUTH("calculate_running", calculates_running, "priorities of running jobs are computed, too"),
    TRUTH("no_normal_part", has_plain_partition, "partition factors are taken as they are"),
    TRUTH("no_normal_qos", has_plain_qos, "QOS priorities are taken as they are"),
    TRUTH("no_normal_assoc", has_plain_assoc, "association priorities are taken as they are"),
    TRUTH("no_normal_tres", has_plain_tres, "amounts are taken as they are"),
    SETTING("share", TEXT, TEXT, share, .min = 1, .max = 60,
            .help = "how fair-share factors are computed"),
    REAL("fair_share_dampening_factor", dampening, 65533.0, "of the classic algorithm"),
    TRUTH("merge_tied_accounts", merges_tied_accounts,
          "Fair Tree ranks users of tied accounts together"),
    CONF_END,
};
#undef STRUCT

#define STRUCT struct aif_slurm
static const struct conf_field slurm_fields[] = {
    TRUTH("builtin", is_builtin, "sched/builtin: strict order, no backfill"),
    SECONDS("sched_interval", sched_interval_s,
            "between passes of the main scheduler over the whole queue"),
    COUNT("default_queue_depth", default_queue_depth, "jobs that a pass at an event looks at"),
    SECONDS("batch_sched_delay", batch_sched_delay_s, "a pass after a submission waits so long"),
    TRUTH("defer", is_deferred, "no pass at each submission"),
    TRUTH("assoc_limit_stop", stops_at_assoc_limit,
          "a job that a limit holds stops those behind it"),
    COUNT("partition_job_depth", partition_job_depth,
          "jobs of each partition that a pass looks at; 0: all"),
    SETTING("bf_interval", DURATION, I64, bf_interval_s, .min = 1, .max = MOST_S,
            .help = "between cycles of backfill"),
    SETTING("bf_window", DURATION, I64, bf_window_s, .min = 1, .max = MOST_S,
            .help = "how far a cycle plans"),
    SETTING("bf_resolution", DURATION, I64, bf_resolution_s, .min = 1, .max = MOST_S,
            .help = "ends are rounded up to multiples"),
    COUNT("bf_max_job_test", bf_max_job_test, "jobs that a cycle looks at"),
    COUNT("bf_max_job_start", bf_max_job_start, "jobs that a cycle may start; 0: any number"),
    COUNT("bf_max_job_part", bf_max_job_part, "jobs of a partition that a cycle looks at; 0: all"),
    COUNT("bf_max_job_user", bf_max_job_user, "jobs of a user that a cycle looks at; 0: all"),
    COUNT("bf_max_job_user_part", bf_max_job_user_part,
          "jobs of a user in a partition that a cycle looks at; 0: all"),
    COUNT("bf_max_job_assoc", bf_max_job_assoc,
          "jobs of an association that a cycle looks at; 0: all"),
    COUNT("bf_max_job_array_resv", bf_max_job_array_resv,
          "tasks of an array that get a reservation"),
    COUNT("bf_job_part_count_reserve", bf_job_part_count_reserve,
          "jobs of a partition that get a reservation; 0: all"),
    COUNT("bf_node_space_size", bf_node_space_size, "most time slots of the plan"),
    SECONDS("bf_min_age_reserve", bf_min_age_reserve_s, "younger jobs get no reservation"),
    NUMBER("bf_min_prio_reserve", bf_min_prio_reserve, "jobs of lower priority get no reservation"),
    TRUTH("bf_busy_nodes", bf_busy_nodes, "nodes in use are taken first"),
    TRUTH("bf_one_resv_per_job", bf_one_resv_per_job,
          "one reservation for a job, whatever its partitions"),
    TRUTH("bf_running_job_reserve", bf_running_job_reserve, "running jobs count as reservations"),
    SECONDS("bf_window_linear", bf_window_linear_s, "slots of the plan get longer by this"),
    TRUTH("raise_time_min", raises_time_min,
          "a job started on its shortest limit gets as much more as fits"),
    TRUTH("pack_serial_at_end", packs_serial_at_end, "jobs of one CPU go to the last nodes"),
    TRUTH("preempt_youngest_first", preempts_youngest_first, "the youngest jobs make way"),
    COUNT("preempt_reorder_count", preempt_reorder_count,
          "rounds in which fewer victims are sought"),
    TRUTH("preempt_strict_order", is_preempt_strict_order,
          "victims in the order of their priority"),
    CONF_END,
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
    SETTING("type", CHOICE, ENUM, preempt_type, .choices = types, .help = "who may preempt"),
    SETTING("mode", CHOICE, ENUM, preempt_mode, .choices = modes,
            .help = "what becomes of preempted jobs"),
    TRUTH("within", preempts_within, "QOS may preempt their own jobs of lower priority"),
    TRUTH("priority", preempts_by_priority, "terms of the priority"),
    TRUTH("gang", is_gang, "jobs share nodes in turns"),
    SECONDS("exempt_time", preempt_exempt_s, "jobs are not preempted before they ran so long"),
    SECONDS("checkpoint", checkpoint_s,
            "preempted jobs keep their work up to the last multiple of this"),
    SECONDS("restart", restart_s, "work done again after tiresias or gavel stopped a job"),
    CONF_END,
};

static const char *const units[] = {
    [AIF_SELECT_CORE] = "core", [AIF_SELECT_CPU] = "cpu", [AIF_SELECT_SOCKET] = "socket", NULL};
static const struct conf_field select_fields[] = {
    SETTING("unit", CHOICE, ENUM, select_unit, .choices = units,
            .help = "what jobs are given of a node"),
    TRUTH("memory", selects_memory, "memory is given, too"),
    TRUTH("least_loaded", is_least_loaded, "nodes with most idle cores first"),
    CONF_END,
};

static const char *const enforced[] = {"associations", "limits", "qos", "safe", NULL};
static const struct conf_field enforce_item = {.type = CONF_CHOICE, .choices = enforced};
const struct conf_field site_scheduler_fields[] = {
    {.key = "summary", .type = CONF_TEXT, .is_figure = true, .help = "which system it is"},
    PART("priority", priority, priority_fields, "only jobs of lower priority make way"),
    PART("slurm", slurm, slurm_fields, "schedulers of slurm.conf"),
    HERE("preempt", preempt_fields, "who makes way"),
    HERE("select", select_fields, "how nodes are chosen"),
    SETTING("enforce", LIST, BITS, enforce, .item = &enforce_item,
            .help = "what is enforced at submission and start"),
    TRUTH("requeue", requeues, "jobs are requeued unless they say otherwise"),
    SETTING("time_slice", DURATION, I64, time_slice_s, .min = 1, .max = MOST_S,
            .help = "of gang scheduling"),
    SECONDS("kill_wait", kill_wait_s, "between the limit and the end of a job"),
    SECONDS("over_time_limit", over_time_limit_s, "jobs may run so much beyond their limit"),
    SECONDS("requeue_delay", requeue_delay_s, "before a requeued job may start again"),
    NUMBER("def_mem_per_cpu_mib", def_mem_per_cpu_mib, "of jobs that ask for none"),
    NUMBER("def_mem_per_node_mib", def_mem_per_node_mib, "of jobs that ask for none"),
    COUNT("max_array_size", max_array_size, "tasks of an array"),
    COUNT("max_job_count", max_job_count, "jobs that wait and run at once"),
    CONF_END,
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
