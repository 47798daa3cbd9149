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
#define REAL(name, low, high)                                                                      \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .is_required = true, .real_min = low, .real_max = high     \
    }
#define WEIGHT(name)                                                                               \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .fallback = "1", .real_min = 0.0, .real_max = 1e9          \
    }

enum { YEAR_S = 366 * 86400 };

/* Distributions come twice: of times, written as durations, and of plain numbers. */
#define TIME(name, ...)                                                                            \
    {                                                                                              \
        .key = name, .type = CONF_DURATION, .min = 0, .max = 100 * (int64_t)YEAR_S, __VA_ARGS__    \
    }
#define NUMBER(name, ...)                                                                          \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .real_min = 0.0, .real_max = 1e9, __VA_ARGS__              \
    }

static bool verify_range(const struct conf_node *n, struct conf_errors *errors)
{
    if (workload_amount(n->last) < workload_amount(n->first))
        return conf_error(errors, n->last, "%s: the second value is below the first", n->key);
    return true;
}

static bool verify_log_range(const struct conf_node *n, struct conf_errors *errors)
{
    if (workload_amount(n->first) <= 0.0)
        return conf_error(errors, n->first, "%s: expected more than 0", n->key);
    return verify_range(n, errors);
}

bool workload_number(const char *text, double min, double max, double *out)
{
    size_t bytes = strlen(text);
    if (!bytes || bytes > 30 || strspn(text, "0123456789.") != bytes)
        return false;
    char *end;
    *out = strtod(text, &end);
    return !*end && *out >= min && *out <= max;
}

static bool verify_percentiles(const struct conf_node *n, struct conf_errors *errors)
{
    double before = -1.0, value = 0.0;
    for (const struct conf_node *p = n->first; p; p = p->next) {
        double percent;
        if (!workload_number(p->key, 0.0, 100.0, &percent))
            return conf_error_key(errors, p, "expected a percentage from 0 to 100, found '%s'",
                                  p->key);
        if (percent <= before || workload_amount(p) < value)
            return conf_error_key(errors, p, "percentiles and their values must ascend");
        if (workload_amount(p) <= 0.0)
            return conf_error(errors, p, "expected more than 0");
        before = percent;
        value = workload_amount(p);
    }
    double first;
    if (!workload_number(n->first->key, 0.0, 0.0, &first) || before < 100.0)
        return conf_error_key(errors, n, "percentiles must begin with 0 and end with 100");
    return true;
}

static bool verify_median(const struct conf_node *n, struct conf_errors *errors)
{
    if (workload_amount(conf_get(n, "median")) > 0.0)
        return true;
    return conf_error(errors, conf_get(n, "median"), "median: expected more than 0");
}

static const struct conf_field gamma_fields[] = {
    REAL("shape", 0.001, 1e6),
    REAL("scale", 0.000001, 1e9),
    END,
};

static const struct conf_field time_item = TIME(NULL, .is_required = false);
static const struct conf_field number_item = NUMBER(NULL, .is_required = false);
static const struct conf_field time_log_normal_fields[] = {TIME("median", .is_required = true),
                                                           REAL("sigma", 0.0, 20.0), END};
static const struct conf_field number_log_normal_fields[] = {NUMBER("median", .is_required = true),
                                                             REAL("sigma", 0.0, 20.0), END};

#define PAIR(name, one, check)                                                                     \
    {                                                                                              \
        .key = name, .type = CONF_LIST, .min = 2, .max = 2, .item = &one, .verify = check          \
    }

/* The shapes of which a part of a distribution has one: single is TIME or NUMBER. */
#define SHAPES(single, one, log_normal)                                                            \
    single("constant", .is_required = false), single("exponential", .is_required = false),         \
        PAIR("uniform", one, verify_range), PAIR("log_uniform", one, verify_log_range),            \
        {.key = "log_normal", .type = CONF_TABLE, .fields = log_normal, .verify = verify_median},  \
        {.key = "gamma", .type = CONF_TABLE, .fields = gamma_fields},                              \
        {.key = "exp_of_gamma", .type = CONF_TABLE, .fields = gamma_fields},                       \
    {                                                                                              \
        .key = "percentiles", .type = CONF_DICT, .min = 2, .max = 1000, .item = &one,              \
        .verify = verify_percentiles                                                               \
    }

static const char *const shapes[] = {
    [AIF_DIST_CONSTANT] = "constant",         [AIF_DIST_EXPONENTIAL] = "exponential",
    [AIF_DIST_UNIFORM] = "uniform",           [AIF_DIST_LOG_UNIFORM] = "log_uniform",
    [AIF_DIST_LOG_NORMAL] = "log_normal",     [AIF_DIST_GAMMA] = "gamma",
    [AIF_DIST_EXP_OF_GAMMA] = "exp_of_gamma", [AIF_DIST_TABLE] = "percentiles",
};

const struct conf_node *workload_shape(const struct conf_node *part, enum aif_dist_kind *kind)
{
    const struct conf_node *found = NULL;
    for (size_t i = 0; i < AIF_COUNT(shapes); i++) {
        const struct conf_node *n = conf_get(part, shapes[i]);
        if (n) {
            found = n;
            *kind = (enum aif_dist_kind)i;
        }
    }
    return found;
}

static bool verify_shape(const struct conf_node *n, struct conf_errors *errors)
{
    uint32_t count = conf_get(n, "mix") ? 1 : 0;
    for (size_t i = 0; i < AIF_COUNT(shapes); i++)
        count += conf_get(n, shapes[i]) != NULL;
    if (count == 1)
        return true;
    return conf_error(errors, n,
                      "expected one of constant, exponential, uniform, log_uniform, log_normal, "
                      "gamma, exp_of_gamma, percentiles or mix, found %u",
                      count);
}

bool workload_verify_bounds(const struct conf_node *n, struct conf_errors *errors)
{
    const struct conf_node *min = conf_get(n, "min"), *max = conf_get(n, "max");
    if (min && max && workload_amount(min) > workload_amount(max))
        return conf_error(errors, max, "max is below min");
    return verify_shape(n, errors);
}

#define PART(single, one, log_normal)                                                              \
    SHAPES(single, one, log_normal), WEIGHT("weight"),                                             \
    {                                                                                              \
        .key = "weight_per_unit", .type = CONF_REAL, .fallback = "0", .real_min = -1e6,            \
        .real_max = 1e6, .help = "added to the weight for every GPU or processor"                  \
    }

static const struct conf_field time_part_fields[] = {PART(TIME, time_item, time_log_normal_fields),
                                                     END};
static const struct conf_field number_part_fields[] = {
    PART(NUMBER, number_item, number_log_normal_fields), END};
static const struct conf_field time_part = {
    .type = CONF_TABLE, .fields = time_part_fields, .verify = verify_shape};
static const struct conf_field number_part = {
    .type = CONF_TABLE, .fields = number_part_fields, .verify = verify_shape};

#define DIST(single, one, log_normal, part)                                                        \
    SHAPES(single, one, log_normal),                                                               \
        {.key = "mix", .type = CONF_LIST, .min = 1, .max = 64, .item = &part},                     \
        single("min", .is_required = false), single("max", .is_required = false)

const struct conf_field workload_time_fields[] = {
    DIST(TIME, time_item, time_log_normal_fields, time_part), END};
const struct conf_field workload_number_fields[] = {
    DIST(NUMBER, number_item, number_log_normal_fields, number_part), END};

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
    {.key = "limit", .type = CONF_TABLE, .fallback = "{}", .fields = limit_fields},
    OUTCOME(.is_required = false),
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
    {.key = "utc_offset", .type = CONF_DURATION, .fallback = "0", .max = 14 * 3600},
    CYCLE(.fallback = "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
          .fallback = "[1, 1, 1, 1, 1, 1, 1]"),
    POPULAR("popular_limits", .fallback = "[5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 5h, 6h, 8h, "
                                          "10h, 12h, 18h, 24h, 48h, 72h]"),
    OUTCOME(.fallback = "{}"),
    {.key = "communities",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 1000,
     .item = &community_item,
     .verify = workload_verify_names},
    END,
};
