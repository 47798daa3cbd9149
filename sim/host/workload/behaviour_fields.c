/* What a workload spec may say of how users belong together and behave. */
#include "host/workload/internal.h"

#define SHARE(name, otherwise, text)                                                               \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .fallback = otherwise, .real_min = 0.0, .real_max = 1.0,   \
        .help = text                                                                               \
    }
#define TIMES(name, text)                                                                          \
    {                                                                                              \
        .key = name, .type = CONF_TABLE, .fields = workload_time_fields,                           \
        .verify = workload_verify_bounds, .help = text                                             \
    }
#define NAMES(name, text)                                                                          \
    {                                                                                              \
        .key = name, .type = CONF_DICT, .fallback = "{}", .max = 1000,                             \
        .item = &workload_weight_item, .verify = workload_verify_names, .help = text               \
    }

const struct conf_field workload_organisation_fields[] = {
    {.key = "count",
     .type = CONF_INT,
     .is_required = true,
     .min = 1,
     .max = 1000000,
     .help = "how many"},
    {.key = "skew",
     .type = CONF_REAL,
     .fallback = "0",
     .real_min = 0.0,
     .real_max = 20.0,
     .help = "how much larger the first ones are"},
    NAMES("countries", "weights of countries"),
    CONF_END,
};

const struct conf_field workload_data_fields[] = {
    SHARE("share", "1", "of projects with a data set"),
    {.key = "gib",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = workload_number_fields,
     .verify = workload_verify_bounds,
     .help = "distribution of sizes"},
    SHARE("sensitive", "0", "of data sets"),
    NAMES("homes", "weights of the sites where they lie"),
    CONF_END,
};

const struct conf_field workload_visit_fields[] = {
    {.key = "mean",
     .type = CONF_REAL,
     .fallback = "1",
     .real_min = 1.0,
     .real_max = 100000.0,
     .help = "sessions of a visit"},
    TIMES("think", "between its sessions"),
    CONF_END,
};

static const struct conf_field swing_fields[] = {
    {.key = "every",
     .type = CONF_DURATION,
     .is_required = true,
     .min = 600,
     .max = 366 * 86400,
     .help = "levels change after each such time"},
    {.key = "cv",
     .type = CONF_REAL,
     .is_required = true,
     .real_min = 0.001,
     .real_max = 10.0,
     .help = "standard deviation of the levels, whose mean is 1"},
    CONF_END,
};
const struct conf_field workload_swing = {.type = CONF_TABLE, .fields = swing_fields};

static const char *const whens[] = {"completed", "ended", NULL};
static const struct conf_field trigger_fields[] = {
    SHARE("share", "1", "of jobs that set it off"),
    {.key = "jobs",
     .type = CONF_REAL,
     .fallback = "1",
     .real_min = 1.0,
     .real_max = 100000.0,
     .help = "mean of the burst that follows"},
    TIMES("think", "between the job and what follows"),
    {.key = "when",
     .type = CONF_CHOICE,
     .fallback = "completed",
     .choices = whens,
     .help = "after completed jobs only, or after all"},
    CONF_END,
};
const struct conf_field workload_trigger = {.type = CONF_TABLE, .fields = trigger_fields};

const struct conf_field workload_deadline_fields[] = {
    SHARE("share", "0", "of jobs"), TIMES("margin", "beyond submission and limit"), CONF_END};
const struct conf_field workload_checkpoint_fields[] = {SHARE("share", "0", "of jobs"),
                                                        TIMES("every", "between saves"), CONF_END};

const struct conf_field workload_nodes_fields[] = {
    SHARE("least", "0", "fewest nodes, times those asked for; 0: as asked"),
    {.key = "most",
     .type = CONF_REAL,
     .fallback = "0",
     .real_min = 0.0,
     .real_max = 1e6,
     .help = "most nodes, times those asked for; 0: as asked"},
    CONF_END,
};
