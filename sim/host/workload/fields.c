/* What a workload spec may say. */
#include "host/workload/internal.h"

#include <stdlib.h>
#include <string.h>

#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }
#define SHARE(name, text)                                                                          \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 1.0,         \
        .help = text                                                                               \
    }

enum { YEAR_S = 366 * 86400 };

static bool verify_units_keys(const struct conf_node *n, struct conf_errors *errors)
{
    double before = 0.0;
    for (const struct conf_node *p = n->first; p; p = p->next) {
        double units;
        if (!workload_number(p->key, 1.0, 1e8, &units) || strchr(p->key, '.'))
            return conf_error_key(errors, p, "expected a number of GPUs or processors, found '%s'",
                                  p->key);
        if (units <= before)
            return conf_error_key(errors, p, "%s: sizes must ascend", n->key);
        before = units;
    }
    return true;
}

static bool verify_size(const struct conf_node *n, struct conf_errors *errors)
{
    bool has_weights = conf_get(n, "weights") != NULL, has_stages = conf_get(n, "stages") != NULL;
    if (has_weights == has_stages)
        return conf_error(errors, n, "size: expected either weights or stages");
    return true;
}

static const struct conf_field weight_item = {.type = CONF_REAL, .real_min = 0.0, .real_max = 1e9};
static const struct conf_field stages_fields[] = {
    SHARE("serial", "jobs of one processor"),
    SHARE("power_of_two", "jobs of another power of two than chance gives"),
    {.key = "low", .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 30.0},
    {.key = "mid", .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 30.0},
    {.key = "high", .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 30.0},
    SHARE("low_share", "of the other jobs, between low and mid"),
    END,
};
static const struct conf_field size_fields[] = {
    {.key = "weights",
     .type = CONF_DICT,
     .min = 1,
     .max = 1000,
     .item = &weight_item,
     .verify = verify_units_keys},
    {.key = "stages", .type = CONF_TABLE, .fields = stages_fields},
    {.key = "max_share", .type = CONF_REAL, .fallback = "1", .real_min = 0.0, .real_max = 1.0},
    END,
};

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
    END,
};
static const struct conf_field limit_fields[] = {
    POPULAR("popular", .help = "times that users write"),
    {.key = "excess",
     .type = CONF_TABLE,
     .fields = workload_number_fields,
     .verify = workload_verify_bounds},
    {.key = "tsafrir", .type = CONF_TABLE, .fields = tsafrir_fields},
    SHARE("longest_share", "ask for the longest limit"),
    SHARE("too_short_share", "ask for less than they need"),
    {.key = "longest", .type = CONF_DURATION, .min = 1, .max = 10 * (int64_t)YEAR_S},
    END,
};

static const struct conf_field outcome_fields[] = {SHARE("failed", "of these jobs"),
                                                   SHARE("cancelled", "of these jobs"), END};
static const struct conf_field outcome_item = {.type = CONF_TABLE, .fields = outcome_fields};

#define OUTCOME(...)                                                                               \
    {                                                                                              \
        .key = "outcome", .type = CONF_DICT, .item = &outcome_item, .verify = verify_units_keys,   \
        __VA_ARGS__                                                                                \
    }

static bool verify_powers(const struct conf_node *n, struct conf_errors *errors)
{
    for (const struct conf_node *p = n->first; p; p = p->next)
        if (p->real <= 0.0)
            return conf_error(errors, p, "%s: expected more than 0", n->key);
    return verify_units_keys(n, errors);
}

static const struct conf_field long_outcome_fields[] = {
    {.key = "from",
     .type = CONF_DURATION,
     .is_required = true,
     .min = 1,
     .max = 10 * (int64_t)YEAR_S},
    {.key = "shares",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .item = &outcome_item,
     .verify = verify_units_keys},
    END,
};
static const struct conf_field power_item = {
    .type = CONF_REAL, .real_min = 0.0, .real_max = 1000.0};

static const struct conf_field burst_fields[] = {
    {.key = "mean", .type = CONF_REAL, .fallback = "1", .real_min = 1.0, .real_max = 100000.0},
    {.key = "gap",
     .type = CONF_TABLE,
     .fields = workload_time_fields,
     .verify = workload_verify_bounds},
    {.key = "array", .type = CONF_BOOL, .fallback = "false"},
    {.key = "max_running", .type = CONF_INT, .fallback = "0", .min = 0, .max = 1000000000},
    END,
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
    {.key = "hours", .type = CONF_LIST, .min = 24, .max = 24, .item = &weight_item, hours},        \
    {                                                                                              \
        .key = "days", .type = CONF_LIST, .min = 7, .max = 7, .item = &weight_item, days           \
    }

static const char *const needs[] = {"gpus", "cores", NULL};
static const struct conf_field name_item = {.type = CONF_TEXT, .min = 1, .max = 100};
static const struct conf_field kind_fields[] = {
    {.key = "weight", .type = CONF_REAL, .is_required = true, .real_min = 0.0, .real_max = 1e9},
    {.key = "size",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = size_fields,
     .verify = verify_size},
    {.key = "runtime",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = workload_time_fields,
     .verify = workload_verify_bounds},
    {.key = "runtime_power", .type = CONF_DICT, .item = &power_item, .verify = verify_powers},
    {.key = "limit", .type = CONF_TABLE, .fallback = "{}", .fields = limit_fields},
    OUTCOME(.is_required = false),
    {.key = "outcome_long", .type = CONF_TABLE, .fields = long_outcome_fields},
    SHARE("early_share", "of failed and cancelled jobs: stop before their time"),
    {.key = "burst", .type = CONF_TABLE, .fallback = "{}", .fields = burst_fields},
    {.key = "cores_per_gpu", .type = CONF_INT, .fallback = "0", .min = 0, .max = 100000},
    {.key = "mem_gib_per_gpu", .type = CONF_INT, .fallback = "0", .min = 0, .max = 1000000},
    {.key = "partitions", .type = CONF_LIST, .fallback = "[]", .max = 100, .item = &name_item},
    {.key = "needs", .type = CONF_CHOICE, .fallback = "gpus", .choices = needs},
    {.key = "mem_gib_per_core", .type = CONF_INT, .fallback = "0", .min = 0, .max = 1000000},
    CYCLE(.is_required = false, .is_required = false),
    {.key = "pieces", .type = CONF_INT, .fallback = "1", .min = 1, .max = 1000},
    {.key = "then",
     .type = CONF_DICT,
     .fallback = "{}",
     .max = 255,
     .item = &workload_trigger,
     .verify = workload_verify_names},
    SHARE("reads_data", "of its jobs that read the project's data set"),
    {.key = "deadline", .type = CONF_TABLE, .fallback = "{}", .fields = workload_deadline_fields},
    {.key = "checkpoint",
     .type = CONF_TABLE,
     .fallback = "{}",
     .fields = workload_checkpoint_fields},
    SHARE("preemptible", "of its jobs whose owners agree to preemption"),
    {.key = "nodes", .type = CONF_TABLE, .fallback = "{}", .fields = workload_nodes_fields},
    END,
};
static const struct conf_field kind_item = {.type = CONF_TABLE, .fields = kind_fields};

static const struct conf_field community_fields[] = {
    {.key = "load", .type = CONF_REAL, .is_required = true, .real_min = 0.0, .real_max = 1000.0},
    {.key = "users", .type = CONF_INT, .is_required = true, .min = 1, .max = 1000000},
    {.key = "accounts", .type = CONF_INT, .is_required = true, .min = 1, .max = 1000000},
    {.key = "user_skew", .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 20.0},
    {.key = "user_stretch", .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 20.0},
    CYCLE(.is_required = false, .is_required = false),
    {.key = "organisations", .type = CONF_TABLE, .fields = workload_organisation_fields},
    {.key = "user_mix", .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 1e6},
    {.key = "visits", .type = CONF_TABLE, .fallback = "{}", .fields = workload_visit_fields},
    {.key = "swings", .type = CONF_LIST, .fallback = "[]", .max = 100, .item = &workload_swing},
    {.key = "data", .type = CONF_TABLE, .fields = workload_data_fields},
    {.key = "kinds",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 1000,
     .item = &kind_item,
     .verify = workload_verify_kinds},
    END,
};
static const struct conf_field community_item = {.type = CONF_TABLE, .fields = community_fields};

const struct conf_field workload_fields[] = {
    {.key = "title", .type = CONF_TEXT, .is_required = true, .min = 1, .max = 200},
    {.key = "site", .type = CONF_TEXT, .fallback = "\"\""},
    {.key = "span", .type = CONF_DURATION, .min = 1, .max = 100 * (int64_t)YEAR_S},
    {.key = "jobs", .type = CONF_INT, .min = 1, .max = 200000000},
    {.key = "load", .type = CONF_REAL, .real_min = 0.000001, .real_max = 1000.0},
    {.key = "start", .type = CONF_TEXT, .fallback = "2026-11-02", .verify = workload_verify_date},
    {.key = "utc_offset",
     .type = CONF_DURATION,
     .fallback = "0",
     .min = -14 * 3600,
     .max = 14 * 3600},
    CYCLE(.fallback = "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
          .fallback = "[1, 1, 1, 1, 1, 1, 1]"),
    POPULAR("popular_limits", .fallback = "[5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 5h, 6h, 8h, "
                                          "10h, 12h, 18h, 24h, 48h, 72h]"),
    OUTCOME(.fallback = "{}"),
    {.key = "lublin", .type = CONF_TABLE, .fields = workload_lublin_fields},
    {.key = "outcome_long", .type = CONF_TABLE, .fields = long_outcome_fields},
    {.key = "communities",
     .type = CONF_DICT,
     .min = 1,
     .max = 1000,
     .item = &community_item,
     .verify = workload_verify_names},
    END,
};
