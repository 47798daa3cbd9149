/* What a workload spec may say of the sizes of jobs. */
#include "host/workload/internal.h"

#include <string.h>

bool workload_verify_units(const struct conf_node *n, struct conf_errors *errors)
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

bool workload_verify_size(const struct conf_node *n, struct conf_errors *errors)
{
    bool has_weights = conf_get(n, "weights") != NULL, has_stages = conf_get(n, "stages") != NULL;
    if (has_weights == has_stages)
        return conf_error(errors, n, "size: expected either weights or stages");
    return true;
}

const struct conf_field workload_weight_item = {
    .type = CONF_REAL, .real_min = 0.0, .real_max = 1e9};
static const struct conf_field stages_fields[] = {
    WORKLOAD_SHARE("serial", "jobs of one processor"),
    WORKLOAD_SHARE("power_of_two", "jobs of another power of two than chance gives"),
    {.key = "low",
     .type = CONF_REAL,
     .fallback = "0",
     .real_min = 0.0,
     .real_max = 30.0,
     .help = "logarithm of the smallest size"},
    {.key = "mid",
     .type = CONF_REAL,
     .fallback = "0",
     .real_min = 0.0,
     .real_max = 30.0,
     .help = "logarithm between the two stages"},
    {.key = "high",
     .type = CONF_REAL,
     .fallback = "0",
     .real_min = 0.0,
     .real_max = 30.0,
     .help = "logarithm of the largest size"},
    WORKLOAD_SHARE("low_share", "of the other jobs, between low and mid"),
    CONF_END,
};
const struct conf_field workload_size_fields[] = {
    {.key = "weights",
     .type = CONF_DICT,
     .min = 1,
     .max = 1000,
     .item = &workload_weight_item,
     .verify = workload_verify_units,
     .help = "of each number of GPUs or processors"},
    {.key = "stages",
     .type = CONF_TABLE,
     .fields = stages_fields,
     .help = "uniform in the logarithm over two stages"},
    {.key = "max_share",
     .type = CONF_REAL,
     .fallback = "1",
     .real_min = 0.0,
     .real_max = 1.0,
     .help = "of the partition, at most"},
    CONF_END,
};
