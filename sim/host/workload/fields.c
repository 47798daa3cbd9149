/* What a workload spec may say. */
#include "host/workload/internal.h"

#include <stdlib.h>
#include <string.h>

enum { YEAR_S = 366 * 86400 };

static bool verify_ascending(const struct conf_node *n, struct conf_errors *errors)
{
    for (const struct conf_node *p = n->first; p && p->next; p = p->next)
        if (p->next->whole <= p->whole)
            return conf_error(errors, p->next, "%s: times must ascend", n->key);
    return true;
}

static const struct conf_field limit_item = {
    .type = CONF_DURATION, .min = 1, .max = 10 * (int64_t)YEAR_S};
#define POPULAR(name, ...)                                                                         \
    {                                                                                              \
        .key = name, .type = CONF_LIST, .min = 1, .max = 1000, .item = &limit_item,                \
        .verify = verify_ascending, __VA_ARGS__                                                    \
    }
static const struct conf_field tsafrir_fields[] = {
    {.key = "distinct",
     .type = CONF_INT,
     .is_required = true,
     .min = 1,
     .max = 1000,
     .help = "different limits that users of the kind write"},
    CONF_END,
};
static const struct conf_field limit_fields[] = {
    POPULAR("popular", .help = "times that users write"),
    {.key = "excess",
     .type = CONF_TABLE,
     .fields = workload_number_fields,
     .verify = workload_verify_bounds,
     .help = "distribution of limit to run time"},
    {.key = "tsafrir",
     .type = CONF_TABLE,
     .fields = tsafrir_fields,
     .help = "limits after Tsafrir, Etsion and Feitelson"},
    WORKLOAD_SHARE("longest_share", "ask for the longest limit"),
    WORKLOAD_SHARE("too_short_share", "ask for less than they need"),
    {.key = "longest",
     .type = CONF_DURATION,
     .min = 1,
     .max = 10 * (int64_t)YEAR_S,
     .help = "limit that they ask for at most"},
    CONF_END,
};

static const struct conf_field outcome_fields[] = {WORKLOAD_SHARE("failed", "of these jobs"),
                                                   WORKLOAD_SHARE("cancelled", "of these jobs"),
                                                   CONF_END};
static const struct conf_field outcome_item = {.type = CONF_TABLE, .fields = outcome_fields};

#define OUTCOME(...)                                                                               \
    {                                                                                              \
        .key = "outcome", .type = CONF_DICT, .item = &outcome_item,                                \
        .verify = workload_verify_units,                                                           \
        .help = "how jobs end, by number of GPUs, from so many on", __VA_ARGS__                    \
    }

static bool verify_powers(const struct conf_node *n, struct conf_errors *errors)
{
    for (const struct conf_node *p = n->first; p; p = p->next)
        if (p->real <= 0.0)
            return conf_error(errors, p, "%s: expected more than 0", n->key);
    return workload_verify_units(n, errors);
}

static const struct conf_field long_outcome_fields[] = {
    {.key = "from",
     .type = CONF_DURATION,
     .is_required = true,
     .min = 1,
     .max = 10 * (int64_t)YEAR_S,
     .help = "run times from here on"},
    {.key = "shares",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .item = &outcome_item,
     .verify = workload_verify_units,
     .help = "by number of GPUs, from so many on"},
    CONF_END,
};
static const struct conf_field power_item = {
    .type = CONF_REAL, .real_min = 0.0, .real_max = 1000.0};

static const struct conf_field burst_fields[] = {
    {.key = "mean",
     .type = CONF_REAL,
     .fallback = "1",
     .real_min = 1.0,
     .real_max = 100000.0,
     .help = "jobs of a session"},
    {.key = "gap",
     .type = CONF_TABLE,
     .fields = workload_time_fields,
     .verify = workload_verify_bounds,
     .help = "distribution of times between them"},
    {.key = "array", .type = CONF_BOOL, .fallback = "false", .help = "they are one array"},
    {.key = "max_running",
     .type = CONF_INT,
     .fallback = "0",
     .min = 0,
     .max = 1000000000,
     .help = "tasks at a time; 0: any number"},
    CONF_END,
};

/* Names go into tables, CSV and headers of traces. */
bool workload_verify_names(const struct conf_node *n, struct conf_errors *errors)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    bool ok = true;
    for (const struct conf_node *p = n->first; p; p = p->next) {
        size_t bytes = strlen(p->key);
        if (bytes == 0 || bytes > 60 || strspn(p->key, allowed) != bytes)
            ok = conf_error_key(errors, p,
                                "%s: names have 1 to 60 letters, digits, dots, dashes and "
                                "underscores",
                                n->key);
    }
    return ok;
}

#define CYCLE(hours, days)                                                                         \
    {.key = "hours",                                                                               \
     .type = CONF_LIST,                                                                            \
     .min = 24,                                                                                    \
     .max = 24,                                                                                    \
     .item = &workload_weight_item,                                                                \
     .help = "weights of the hours of the day, local time",                                        \
     hours},                                                                                       \
    {                                                                                              \
        .key = "days", .type = CONF_LIST, .min = 7, .max = 7, .item = &workload_weight_item,       \
        .help = "weights of the days of the week, Monday first", days                              \
    }

static const char *const needs[] = {"gpus", "cores", NULL};
static const struct conf_field name_item = {.type = CONF_TEXT, .min = 1, .max = 100};
static const struct conf_field kind_fields[] = {
    {.key = "weight",
     .type = CONF_REAL,
     .is_required = true,
     .real_min = 0.0,
     .real_max = 1e9,
     .help = "share of the community's jobs"},
    {.key = "size",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = workload_size_fields,
     .verify = workload_verify_size,
     .help = "GPUs or processors"},
    {.key = "runtime",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = workload_time_fields,
     .verify = workload_verify_bounds,
     .help = "distribution of run times"},
    {.key = "runtime_power",
     .type = CONF_DICT,
     .item = &power_item,
     .verify = verify_powers,
     .help = "by GPUs: run times' distribution to this power"},
    {.key = "limit",
     .type = CONF_TABLE,
     .fallback = "{}",
     .fields = limit_fields,
     .help = "what users write down as limit"},
    OUTCOME(.is_required = false),
    {.key = "outcome_long",
     .type = CONF_TABLE,
     .fields = long_outcome_fields,
     .help = "how long jobs end"},
    WORKLOAD_SHARE("early_share", "of failed and cancelled jobs: stop before their time"),
    {.key = "burst",
     .type = CONF_TABLE,
     .fallback = "{}",
     .fields = burst_fields,
     .help = "jobs of a session"},
    {.key = "cores_per_gpu",
     .type = CONF_INT,
     .fallback = "0",
     .min = 0,
     .max = 100000,
     .help = "0: the GPU's part of the node"},
    {.key = "mem_gib_per_gpu",
     .type = CONF_INT,
     .fallback = "0",
     .min = 0,
     .max = 1000000,
     .help = "0: the GPU's part of the node"},
    {.key = "partitions",
     .type = CONF_LIST,
     .fallback = "[]",
     .max = 100,
     .item = &name_item,
     .help = "in order of preference"},
    {.key = "needs",
     .type = CONF_CHOICE,
     .fallback = "gpus",
     .choices = needs,
     .help = "what jobs ask for"},
    {.key = "mem_gib_per_core",
     .type = CONF_INT,
     .fallback = "0",
     .min = 0,
     .max = 1000000,
     .help = "0: the core's part of the node"},
    CYCLE(.is_required = false, .is_required = false),
    {.key = "pieces",
     .type = CONF_INT,
     .fallback = "1",
     .min = 1,
     .max = 1000,
     .help = "most jobs of a chain that goes on beyond the longest limit"},
    {.key = "then",
     .type = CONF_DICT,
     .fallback = "{}",
     .max = 255,
     .item = &workload_trigger,
     .verify = workload_verify_names,
     .help = "kinds whose bursts follow, by name"},
    WORKLOAD_SHARE("reads_data", "of its jobs that read the project's data set"),
    {.key = "deadline",
     .type = CONF_TABLE,
     .fallback = "{}",
     .fields = workload_deadline_fields,
     .help = "jobs that state one"},
    {.key = "checkpoint",
     .type = CONF_TABLE,
     .fallback = "{}",
     .fields = workload_checkpoint_fields,
     .help = "jobs that state how often they save"},
    WORKLOAD_SHARE("preemptible", "of its jobs whose owners agree to preemption"),
    {.key = "nodes",
     .type = CONF_TABLE,
     .fallback = "{}",
     .fields = workload_nodes_fields,
     .help = "fewest and most nodes, times those asked for"},
    CONF_END,
};
static const struct conf_field kind_item = {.type = CONF_TABLE, .fields = kind_fields};

static const struct conf_field community_fields[] = {
    {.key = "load",
     .type = CONF_REAL,
     .is_required = true,
     .real_min = 0.0,
     .real_max = 1000.0,
     .help = "share of the machine"},
    {.key = "users",
     .type = CONF_INT,
     .is_required = true,
     .min = 1,
     .max = 1000000,
     .help = "how many"},
    {.key = "accounts",
     .type = CONF_INT,
     .is_required = true,
     .min = 1,
     .max = 1000000,
     .help = "how many; accounts are projects"},
    {.key = "user_skew",
     .type = CONF_REAL,
     .fallback = "0",
     .real_min = 0.0,
     .real_max = 20.0,
     .help = "how much more the most active do: rank to this power"},
    {.key = "user_stretch",
     .type = CONF_REAL,
     .fallback = "0",
     .real_min = 0.0,
     .real_max = 20.0,
     .help = "how little the least active do"},
    CYCLE(.is_required = false, .is_required = false),
    {.key = "organisations",
     .type = CONF_TABLE,
     .fields = workload_organisation_fields,
     .help = "that projects belong to"},
    {.key = "user_mix",
     .type = CONF_REAL,
     .fallback = "0",
     .real_min = 0.0,
     .real_max = 1e6,
     .help = "how alike users are in what they do; 0: all alike"},
    {.key = "visits",
     .type = CONF_TABLE,
     .fallback = "{}",
     .fields = workload_visit_fields,
     .help = "sessions one after the other"},
    {.key = "swings",
     .type = CONF_LIST,
     .fallback = "[]",
     .max = 100,
     .item = &workload_swing,
     .help = "busy and quiet times that no cycle explains"},
    {.key = "data",
     .type = CONF_TABLE,
     .fields = workload_data_fields,
     .help = "data sets of projects"},
    {.key = "kinds",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 1000,
     .item = &kind_item,
     .verify = workload_verify_kinds,
     .help = "of job, by name"},
    CONF_END,
};
static const struct conf_field community_item = {.type = CONF_TABLE, .fields = community_fields};

const struct conf_field workload_fields[] = {
    {.key = "title",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 1,
     .max = 200,
     .help = "one line"},
    {.key = "site",
     .type = CONF_TEXT,
     .fallback = "\"\"",
     .help = "if nothing else is said: a site or procs:N"},
    {.key = "span",
     .type = CONF_DURATION,
     .min = 1,
     .max = 100 * (int64_t)YEAR_S,
     .help = "submitted within so long; two of span, jobs and load"},
    {.key = "jobs", .type = CONF_INT, .min = 1, .max = 200000000, .help = "how many"},
    {.key = "load",
     .type = CONF_REAL,
     .real_min = 0.000001,
     .real_max = 1000.0,
     .help = "of all together; default: the sum of the communities' loads"},
    {.key = "start",
     .type = CONF_TEXT,
     .fallback = "2026-11-02",
     .verify = workload_verify_date,
     .help = "day on which the trace starts, 00:00 UTC"},
    {.key = "utc_offset",
     .type = CONF_DURATION,
     .fallback = "0",
     .min = -14 * 3600,
     .max = 14 * 3600,
     .help = "local time minus UTC"},
    CYCLE(.fallback = "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
          .fallback = "[1, 1, 1, 1, 1, 1, 1]"),
    POPULAR("popular_limits", .help = "limits that users write",
            .fallback = "[5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 5h, 6h, 8h, "
                        "10h, 12h, 18h, 24h, 48h, 72h]"),
    OUTCOME(.fallback = "{}"),
    {.key = "lublin",
     .type = CONF_TABLE,
     .fields = workload_lublin_fields,
     .help = "the classic model, in place of communities"},
    {.key = "outcome_long",
     .type = CONF_TABLE,
     .fields = long_outcome_fields,
     .help = "how long jobs end"},
    {.key = "communities",
     .type = CONF_DICT,
     .min = 1,
     .max = 1000,
     .item = &community_item,
     .verify = workload_verify_names,
     .help = "who submits, by name"},
    CONF_END,
};
