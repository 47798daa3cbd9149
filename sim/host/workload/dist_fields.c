/* What a workload spec may say of distributions. */
#include "host/workload/internal.h"

#include <stdlib.h>
#include <string.h>

#define REAL(name, low, high, text)                                                                \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .is_required = true, .real_min = low, .real_max = high,    \
        .help = text                                                                               \
    }
#define WEIGHT(name, text)                                                                         \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .fallback = "1", .real_min = 0.0, .real_max = 1e9,         \
        .help = text                                                                               \
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
    REAL("shape", 0.001, 1e6, "of the gamma distribution"),
    REAL("scale", 0.000001, 1e9, "of the gamma distribution"),
    CONF_END,
};

static const struct conf_field time_item = TIME(NULL, .is_required = false);
static const struct conf_field number_item = NUMBER(NULL, .is_required = false);
static const struct conf_field time_log_normal_fields[] = {
    TIME("median", .is_required = true, .help = "of the values"),
    REAL("sigma", 0.0, 20.0, "standard deviation of the logarithm"), CONF_END};
static const struct conf_field number_log_normal_fields[] = {
    NUMBER("median", .is_required = true, .help = "of the values"),
    REAL("sigma", 0.0, 20.0, "standard deviation of the logarithm"), CONF_END};

#define PAIR(name, one, check, text)                                                               \
    {                                                                                              \
        .key = name, .type = CONF_LIST, .min = 2, .max = 2, .item = &one, .verify = check,         \
        .help = text                                                                               \
    }

/* The shapes of which a part of a distribution has one: single is TIME or NUMBER. */
#define SHAPES(single, one, log_normal)                                                            \
    single("constant", .help = "always this value"),                                               \
        single("exponential", .help = "with this mean"),                                           \
        PAIR("uniform", one, verify_range, "between two values"),                                  \
        PAIR("log_uniform", one, verify_log_range, "the same in the logarithm"),                   \
        {.key = "log_normal",                                                                      \
         .type = CONF_TABLE,                                                                       \
         .fields = log_normal,                                                                     \
         .verify = verify_median,                                                                  \
         .help = "the logarithm is normal"},                                                       \
        {.key = "gamma",                                                                           \
         .type = CONF_TABLE,                                                                       \
         .fields = gamma_fields,                                                                   \
         .help = "gamma distribution"},                                                            \
        {.key = "exp_of_gamma",                                                                    \
         .type = CONF_TABLE,                                                                       \
         .fields = gamma_fields,                                                                   \
         .help = "e to the power of a gamma value"},                                               \
    {                                                                                              \
        .key = "percentiles", .type = CONF_DICT, .min = 2, .max = 1000, .item = &one,              \
        .verify = verify_percentiles,                                                              \
        .help = "percentage: value, straight lines in the logarithm between"                       \
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
    SHAPES(single, one, log_normal), WEIGHT("weight", "of this part"),                             \
    {                                                                                              \
        .key = "weight_per_unit", .type = CONF_REAL, .fallback = "0", .real_min = -1e6,            \
        .real_max = 1e6, .help = "added to the weight for every GPU or processor"                  \
    }

static const struct conf_field time_part_fields[] = {PART(TIME, time_item, time_log_normal_fields),
                                                     CONF_END};
static const struct conf_field number_part_fields[] = {
    PART(NUMBER, number_item, number_log_normal_fields), CONF_END};
static const struct conf_field time_part = {
    .type = CONF_TABLE, .fields = time_part_fields, .verify = verify_shape};
static const struct conf_field number_part = {
    .type = CONF_TABLE, .fields = number_part_fields, .verify = verify_shape};

#define DIST(single, one, log_normal, part)                                                        \
    SHAPES(single, one, log_normal),                                                               \
        {.key = "mix",                                                                             \
         .type = CONF_LIST,                                                                        \
         .min = 1,                                                                                 \
         .max = 64,                                                                                \
         .item = &part,                                                                            \
         .help = "one of these, by their weights"},                                                \
        single("min", .help = "smaller values are cut to it"),                                     \
        single("max", .help = "larger values are cut to it")

const struct conf_field workload_time_fields[] = {
    DIST(TIME, time_item, time_log_normal_fields, time_part), CONF_END};
const struct conf_field workload_number_fields[] = {
    DIST(NUMBER, number_item, number_log_normal_fields, number_part), CONF_END};
