/* What a site file may say.  Everything that describes the machine is a figure: it states a source
 * or the reasoning behind an assumption, or the file is refused. */
#include "host/site.h"

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
    if (conf_int(n, "max_w") < conf_int(n, "idle_w"))
        ok = conf_error(errors, conf_get(n, "max_w"), "class %s: max_w is below idle_w", n->key);
    return ok;
}

static bool verify_partition(const struct conf_node *n, struct conf_errors *errors)
{
    if (conf_duration_s(n, "default_limit") > conf_duration_s(n, "max_limit"))
        return conf_error(errors, conf_get(n, "default_limit"),
                          "partition %s: default_limit is above max_limit", n->key);
    return true;
}

#define FIGURE(name, kind, ...)                                                                    \
    {                                                                                              \
        .key = name, .type = kind, .is_figure = true, __VA_ARGS__                                  \
    }
#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }

static const struct conf_field class_fields[] = {
    FIGURE("nodes", CONF_INT, .is_required = true, .min = 1, .max = 1000000),
    FIGURE("sockets", CONF_INT, .is_required = true, .min = 1, .max = 64),
    FIGURE("cores", CONF_INT, .is_required = true, .min = 1, .max = 65536,
           .help = "of a node, all sockets together"),
    FIGURE("cpu_model", CONF_TEXT, .is_required = false),
    FIGURE("mem_gib", CONF_INT, .is_required = true, .min = 1, .max = 1000000,
           .help = "CPU memory of a node"),
    FIGURE("gpus", CONF_INT, .is_required = true, .min = 0, .max = 64, .help = "of a node"),
    FIGURE("gpu_model", CONF_TEXT, .is_required = false),
    FIGURE("gpu_mem_gb", CONF_INT, .min = 1, .max = 10000, .help = "of one GPU"),
    FIGURE("nic_gbps", CONF_INT, .min = 1, .max = 1000000, .help = "injection of a node"),
    FIGURE("idle_w", CONF_INT, .is_required = true, .min = 0, .max = 1000000),
    FIGURE("max_w", CONF_INT, .is_required = true, .min = 1, .max = 1000000),
    END,
};
static const struct conf_field class_item = {
    .type = CONF_TABLE, .fields = class_fields, .verify = verify_class};

static const struct conf_field name_item = {.type = CONF_TEXT};
static const struct conf_field partition_fields[] = {
    {.key = "summary", .type = CONF_TEXT, .is_required = true},
    {.key = "classes",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = AIF_CLASS_MAX,
     .item = &name_item},
    FIGURE("unit", CONF_CHOICE, .is_required = true, .choices = units,
           .help = "what one processor of a classic trace becomes"),
    FIGURE("default_limit", CONF_DURATION, .is_required = true, .min = 1, .max = 31536000),
    FIGURE("max_limit", CONF_DURATION, .is_required = true, .min = 1, .max = 31536000),
    FIGURE("max_nodes", CONF_INT, .min = 1, .max = 1000000, .help = "of one job"),
    FIGURE("exclusive", CONF_BOOL, .is_required = true, .help = "jobs get whole nodes"),
    END,
};
static const struct conf_field partition_item = {
    .type = CONF_TABLE, .fields = partition_fields, .verify = verify_partition};

static const struct conf_field qos_fields[] = {
    FIGURE("max_limit", CONF_DURATION, .min = 1, .max = 31536000),
    FIGURE("max_nodes", CONF_INT, .min = 1, .max = 1000000),
    FIGURE("max_cores", CONF_INT, .min = 1, .max = 100000000),
    END,
};
static const struct conf_field qos_item = {.type = CONF_TABLE, .fields = qos_fields};

static const struct conf_field network_fields[] = {
    FIGURE("technology", CONF_TEXT, .is_required = true),
    FIGURE("topology", CONF_TEXT, .is_required = true),
    END,
};
static const struct conf_field power_fields[] = {
    FIGURE("it_kw", CONF_INT, .is_required = true, .min = 1, .max = 10000000),
    FIGURE("pue", CONF_REAL, .is_required = true, .real_min = 1.0, .real_max = 3.0),
    END,
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
    {.key = "name", .type = CONF_TEXT, .is_required = true, .min = 1, .max = 60},
    {.key = "title", .type = CONF_TEXT, .is_required = true},
    {.key = "place", .type = CONF_TEXT, .is_required = true},
    {.key = "operator", .type = CONF_TEXT, .is_required = true},
    {.key = "facts", .type = CONF_DICT, .fallback = "{}", .item = &fact_item},
    {.key = "classes",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = AIF_CLASS_MAX,
     .item = &class_item},
    {.key = "partitions",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 1000,
     .item = &partition_item},
    {.key = "qos", .type = CONF_DICT, .fallback = "{}", .item = &qos_item},
    {.key = "funding",
     .type = CONF_DICT,
     .fallback = "{}",
     .item = &share_item,
     .verify = verify_funding,
     .help = "percent of the cost, and of the use, of each funder"},
    {.key = "network", .type = CONF_TABLE, .is_required = true, .fields = network_fields},
    FIGURE("scheduler", CONF_TEXT, .is_required = true),
    {.key = "power", .type = CONF_TABLE, .is_required = true, .fields = power_fields},
    END,
};
