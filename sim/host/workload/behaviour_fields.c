/* What a workload spec may say of how users belong together and behave. */
#include "host/workload/internal.h"

#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }
#define SHARE(name, otherwise)                                                                     \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .fallback = otherwise, .real_min = 0.0, .real_max = 1.0    \
    }
#define TIMES(name)                                                                                \
    {                                                                                              \
        .key = name, .type = CONF_TABLE, .fields = workload_time_fields,                           \
        .verify = workload_verify_bounds                                                           \
    }
#define NAMES(name)                                                                                \
    {                                                                                              \
        .key = name, .type = CONF_DICT, .fallback = "{}", .max = 1000, .item = &weight_item,       \
        .verify = workload_verify_names                                                            \
    }

static const struct conf_field weight_item = {.type = CONF_REAL, .real_min = 0.0, .real_max = 1e9};

const struct conf_field workload_organisation_fields[] = {
    {.key = "count", .type = CONF_INT, .is_required = true, .min = 1, .max = 1000000},
    {.key = "skew", .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 20.0},
    NAMES("countries"),
    END,
};

const struct conf_field workload_data_fields[] = {
    SHARE("share", "1"),
    {.key = "gib",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = workload_number_fields,
     .verify = workload_verify_bounds},
    SHARE("sensitive", "0"),
    NAMES("homes"),
    END,
};

const struct conf_field workload_visit_fields[] = {
    {.key = "mean", .type = CONF_REAL, .fallback = "1", .real_min = 1.0, .real_max = 100000.0},
    TIMES("think"),
    END,
};

static const struct conf_field swing_fields[] = {
    {.key = "every", .type = CONF_DURATION, .is_required = true, .min = 600, .max = 366 * 86400},
    {.key = "cv", .type = CONF_REAL, .is_required = true, .real_min = 0.001, .real_max = 10.0},
    END,
};
const struct conf_field workload_swing = {.type = CONF_TABLE, .fields = swing_fields};

static const char *const whens[] = {"completed", "ended", NULL};
static const struct conf_field trigger_fields[] = {
    SHARE("share", "1"),
    {.key = "jobs", .type = CONF_REAL, .fallback = "1", .real_min = 1.0, .real_max = 100000.0},
    TIMES("think"),
    {.key = "when", .type = CONF_CHOICE, .fallback = "completed", .choices = whens},
    END,
};
const struct conf_field workload_trigger = {.type = CONF_TABLE, .fields = trigger_fields};

const struct conf_field workload_deadline_fields[] = {SHARE("share", "0"), TIMES("margin"), END};
const struct conf_field workload_checkpoint_fields[] = {SHARE("share", "0"), TIMES("every"), END};

const struct conf_field workload_nodes_fields[] = {
    SHARE("least", "0"),
    {.key = "most", .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 1e6},
    END,
};
