/* What a site file may say.  Everything that describes the machine is a figure: it states a source
 * or the reasoning behind an assumption, or the file is refused. */
#include "host/site/internal.h"
#include "host/site/settings.h"

#include <string.h>

static const char *const units[] = {
    [AIF_UNIT_GPU] = "gpu", [AIF_UNIT_CORE] = "core", [AIF_UNIT_NODE] = "node", NULL};

static bool verify_class(const struct conf_node *n, struct conf_errors *errors)
{
    bool ok = true;
    bool has_gpus = conf_int(n, "gpus") > 0;
    if (has_gpus != (conf_get(n, "gpu_model") != NULL))
        ok = conf_error_key(errors, n, "class %s: %s", n->key,
                            has_gpus ? "has GPUs but no gpu_model" : "has a gpu_model but 0 gpus");
    if (!conf_get(n, "mem_gib") == !conf_get(n, "mem_mib"))
        ok = conf_error_key(errors, n, "class %s: expected one of mem_gib and mem_mib", n->key);
    if (conf_get(n, "max_w") && conf_get(n, "idle_w") &&
        conf_int(n, "max_w") < conf_int(n, "idle_w"))
        ok = conf_error(errors, conf_get(n, "max_w"), "class %s: max_w is below idle_w", n->key);
    return ok;
}

static bool verify_partition(const struct conf_node *n, struct conf_errors *errors)
{
    bool ok = true;
    if (conf_get(n, "default_limit") && conf_get(n, "max_limit") &&
        conf_duration_s(n, "default_limit") > conf_duration_s(n, "max_limit"))
        ok = conf_error(errors, conf_get(n, "default_limit"),
                        "partition %s: default_limit is above max_limit", n->key);
    if (conf_get(n, "min_nodes") && conf_get(n, "max_nodes") &&
        conf_int(n, "min_nodes") > conf_int(n, "max_nodes"))
        ok = conf_error(errors, conf_get(n, "min_nodes"),
                        "partition %s: min_nodes is above max_nodes", n->key);
    return ok;
}

static bool verify_billing(const struct conf_node *n, struct conf_errors *errors)
{
    const struct conf_node *gib = conf_get(n, "mem_gib");
    return !gib || !conf_get(n, "mem_mib") ||
           conf_error_key(errors, gib, "mem_gib and mem_mib are one weight: state one of them");
}

static bool verify_reservation(const struct conf_node *n, struct conf_errors *errors)
{
    const struct conf_node *end = conf_get(n, "end");
    if (!end == !conf_get(n, "duration"))
        return conf_error_key(errors, n, "reservation %s: expected one of end and duration",
                              n->key);
    if (end && conf_duration_s(n, "end") <= conf_duration_s(n, "start"))
        return conf_error(errors, end, "reservation %s: ends before it starts", n->key);
    return true;
}

#define FIGURE(name, kind, ...)                                                                    \
    {                                                                                              \
        .key = name, .type = kind, .is_figure = true, __VA_ARGS__                                  \
    }
/* A rule of the centre: a value, or a value with its source. */
#define RULE(name, kind, ...)                                                                      \
    {                                                                                              \
        .key = name, .type = kind, .may_be_figure = true, __VA_ARGS__                              \
    }
static const struct conf_field name_item = {.type = CONF_TEXT, .min = 1, .max = 200};

#define STRUCT struct aif_centre_class
const struct conf_field site_class_fields[] = {
    FIGURE("nodes", CONF_INT, .is_required = true, .min = 1, .max = 1000000, .help = "how many"),
    {.key = "sockets",
     .type = CONF_INT,
     .is_figure = true,
     .min = 1,
     .max = 64,
     .store = CONF_STORE_U32,
     .at = offsetof(STRUCT, sockets),
     .help = "of a node"},
    FIGURE("cores", CONF_INT, .is_required = true, .min = 1, .max = 65536,
           .help = "of a node, all sockets together"),
    FIGURE("cpu_model", CONF_TEXT, .is_required = false, .help = "in words"),
    FIGURE("mem_gib", CONF_INT, .min = 1, .max = 1000000, .help = "CPU memory of a node"),
    FIGURE("mem_mib", CONF_INT, .min = 1, .max = 1024000000, .help = "instead of mem_gib"),
    FIGURE("gpus", CONF_INT, .is_required = true, .min = 0, .max = 64, .help = "of a node"),
    FIGURE("gpu_model", CONF_TEXT, .is_required = false,
           .help = "in words; needed where there are GPUs"),
    FIGURE("gpu_mem_gb", CONF_INT, .min = 1, .max = 10000, .help = "of one GPU"),
    FIGURE("nic_gbps", CONF_INT, .min = 1, .max = 1000000, .help = "injection of a node"),
    FIGURE("idle_w", CONF_INT, .min = 0, .max = 1000000, .help = "power of an idle node"),
    FIGURE("max_w", CONF_INT, .min = 1, .max = 1000000, .help = "power of a busy node"),
    SETTING("hosts", TEXT, TEXT, hosts, .min = 1, .max = 100000, .help = "their names, a hostlist"),
    SETTING("weight", INT, U32, weight, .max = INT64_C(4294967294), .help = "lower is taken first"),
    SETTING("features", LIST, TEXTS, features, .item = &name_item,
            .help = "words that jobs may ask for"),
    CONF_END,
};
#undef STRUCT
static const struct conf_field class_item = {
    .type = CONF_TABLE, .fields = site_class_fields, .verify = verify_class};

static const char *const states[] = {"up", "down", NULL};
static const char *const modes[] = {"off", "cancel", "requeue", "suspend", NULL};

#define STRUCT struct aif_centre_partition
const struct conf_field site_partition_fields[] = {
    {.key = "summary", .type = CONF_TEXT, .fallback = "\"\"", .help = "a line for people"},
    {.key = "classes",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = AIF_CLASS_MAX,
     .item = &name_item,
     .help = "node classes of the partition; partitions may share some"},
    RULE("unit", CONF_CHOICE, .is_required = true, .choices = units,
         .help = "what one processor of a classic trace becomes"),
    RULE("default_limit", CONF_DURATION, .min = 1, .max = 31536000,
         .help = "of a job that states none"),
    RULE("max_limit", CONF_DURATION, .min = 1, .max = 31536000, .help = "longest limit of a job"),
    RULE("max_nodes", CONF_INT, .min = 1, .max = 1000000, .help = "of one job"),
    RULE("exclusive", CONF_BOOL, .fallback = "false", .help = "jobs get whole nodes"),
    SETTING("default", BOOL, BOOL, is_default, .help = "for jobs that name none"),
    SETTING("state", CHOICE, BOOL, is_down, .choices = states, .help = "down: its jobs wait"),
    SETTING("min_nodes", INT, U32, min_nodes, .max = 1000000, .help = "of one job"),
    SETTING("priority_tier", INT, I64, priority_tier, .max = 65533,
            .help = "jobs of higher tiers come first, and may preempt"),
    SETTING("priority_job_factor", INT, I64, priority_job_factor, .max = 65533,
            .help = "of the priority's partition term"),
    RULE("qos", CONF_TEXT, .min = 1, .max = 200, .help = "whose limits the partition has"),
    RULE("allowed_qos", CONF_LIST, .item = &name_item, .help = "only jobs of these"),
    SETTING("allowed_accounts", LIST, TEXTS, allowed_accounts, .item = &name_item,
            .help = "only jobs of these"),
    SETTING("denied_accounts", LIST, TEXTS, denied_accounts, .item = &name_item,
            .help = "all but jobs of these"),
    SETTING("preempt_mode", CHOICE, ENUM, preempt_mode, .choices = modes,
            .help = "how its jobs are preempted; default: the scheduler's"),
    SETTING("grace_time", DURATION, I64, grace_s, .max = 31536000,
            .help = "between notice and end of a preempted job"),
    {.key = "billing",
     .type = CONF_TABLE,
     .fields = site_billing_fields,
     .verify = verify_billing,
     .help = "what a unit of each resource costs"},
    SETTING("least_loaded", BOOL, BOOL, is_least_loaded,
            .help = "the nodes with most idle cores first"),
    SETTING("oversubscribe", INT, U32, oversubscribe, .max = 1000,
            .help = "jobs that share a resource in turns; 0: nor may any be suspended there"),
    CONF_END,
};
#undef STRUCT
static const struct conf_field partition_item = {
    .type = CONF_TABLE, .fields = site_partition_fields, .verify = verify_partition};
static const struct conf_field qos_item = {.type = CONF_TABLE, .fields = site_qos_fields};
static const struct conf_field reservation_item = {
    .type = CONF_TABLE, .fields = site_reservation_fields, .verify = verify_reservation};

static const struct conf_field network_fields[] = {
    FIGURE("technology", CONF_TEXT, .is_required = true, .help = "in words"),
    FIGURE("topology", CONF_TEXT, .is_required = true, .help = "in words"),
    CONF_END,
};
static const struct conf_field power_fields[] = {
    FIGURE("it_kw", CONF_INT, .is_required = true, .min = 1, .max = 10000000,
           .help = "power of the computers"),
    FIGURE("pue", CONF_REAL, .is_required = true, .real_min = 1.0, .real_max = 3.0,
           .help = "power of the site to that of the computers"),
    CONF_END,
};
static const struct conf_field fact_item = FIGURE(NULL, CONF_TEXT, .min = 1, .max = 500);
static const struct conf_field share_item = FIGURE(NULL, CONF_INT, .min = 0, .max = 100);

static bool verify_funding(const struct conf_node *n, struct conf_errors *errors)
{
    int64_t sum = 0;
    for (const struct conf_node *share = n->first; share; share = share->next)
        sum += conf_value(share)->whole;
    if (n->count && sum != 100)
        return conf_error(errors, n, "funding: the shares add up to %d percent, expected 100",
                          (int)sum);
    return true;
}

const struct conf_field site_fields[] = {
    {.key = "name",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 1,
     .max = 60,
     .help = "of the site"},
    {.key = "title", .type = CONF_TEXT, .fallback = "\"\"", .help = "for people"},
    {.key = "place", .type = CONF_TEXT, .fallback = "\"\"", .help = "for people"},
    {.key = "operator", .type = CONF_TEXT, .fallback = "\"\"", .help = "for people"},
    {.key = "facts",
     .type = CONF_DICT,
     .fallback = "{}",
     .item = &fact_item,
     .help = "figures for people only, under any name"},
    {.key = "classes",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = AIF_CLASS_MAX,
     .item = &class_item,
     .help = "identical nodes, by name"},
    {.key = "partitions",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 1000,
     .item = &partition_item,
     .help = "queues; the first is the default unless another says so"},
    {.key = "qos",
     .type = CONF_DICT,
     .fallback = "{}",
     .min = 0,
     .max = SITE_QOS_MAX - 1,
     .item = &qos_item,
     .help = "qualities of service, by name"},
    {.key = "accounts",
     .type = CONF_DICT,
     .fallback = "{}",
     .item = &site_account_item,
     .help = "the tree of accounts; a number alone is its shares"},
    {.key = "reservations",
     .type = CONF_DICT,
     .fallback = "{}",
     .item = &reservation_item,
     .help = "nodes kept for some, by name"},
    {.key = "funding",
     .type = CONF_DICT,
     .fallback = "{}",
     .item = &share_item,
     .verify = verify_funding,
     .help = "percent of the cost, and of the use, of each funder"},
    {.key = "network", .type = CONF_TABLE, .fields = network_fields, .help = "for people"},
    {.key = "scheduler",
     .type = CONF_TABLE,
     .fields = site_scheduler_fields,
     .expand = site_scheduler_expand,
     .help = "the batch system"},
    {.key = "power", .type = CONF_TABLE, .fields = power_fields, .help = "for people"},
    CONF_END,
};
