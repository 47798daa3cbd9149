/* `lublin:` of a workload spec: which types of job, and sizes for another machine than the pool. */
#include "host/workload/internal.h"

#include <string.h>

#define SIZE(name, text)                                                                           \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .real_min = 0.0, .real_max = 30.0, .help = text            \
    }

static const struct conf_field type_item = {.type = CONF_CHOICE, .choices = aif_lublin_names};

const struct conf_field workload_lublin_fields[] = {
    {.key = "types",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = AIF_LUBLIN_TYPE_MAX,
     .item = &type_item,
     .help = "batch and interactive, or untyped"},
    SIZE("mid", "log2 of the size at which the second stage begins"),
    SIZE("high", "log2 of the largest size"),
    {.key = NULL},
};

static double amount_or(const struct conf_node *n, const char *key, double fallback)
{
    return conf_get(n, key) ? conf_real(n, key) : fallback;
}

static bool check_types(const struct conf_node *types, struct conf_errors *errors)
{
    for (const struct conf_node *a = types->first; a; a = a->next)
        for (const struct conf_node *b = types->first; b != a; b = b->next)
            if (a->whole == b->whole)
                return conf_error(errors, a, "types: %s is there twice", a->text);
    return true;
}

/* What the model has of its own; a value in the file would do nothing. */
static bool check_others(const struct conf_node *root, struct conf_errors *errors)
{
    static const char *const keys[] = {"hours", "days", "popular_limits", "outcome"};
    for (size_t i = 0; i < AIF_COUNT(keys); i++) {
        const struct conf_node *n = conf_get(root, keys[i]);
        if (n && !n->is_default)
            return conf_error_key(errors, n, "%s: does not go with lublin, which has no such thing",
                                  keys[i]);
    }
    return true;
}

bool workload_bind_lublin(struct workload_spec *out, struct conf_errors *errors)
{
    const struct conf_node *n = conf_get(out->doc.root, "lublin"), *types = conf_get(n, "types");
    if (!check_types(types, errors) || !check_others(out->doc.root, errors))
        return false;
    struct aif_lublin_type *list = AIF_NEW(&out->doc.arena, struct aif_lublin_type, types->count);
    out->lublin = (struct aif_lublin_spec){
        .name = out->model.name,
        .types = list,
        .unix_start_s = out->model.unix_start_s,
        .utc_offset_s = out->model.utc_offset_s,
    };
    for (const struct conf_node *t = types->first; t; t = t->next) {
        struct aif_lublin_type *to = &list[out->lublin.type_count++];
        *to = *aif_lublin_find(t->text);
        to->log2_mid = amount_or(n, "mid", to->log2_mid);
        to->log2_high = amount_or(n, "high", to->log2_high);
    }
    return true;
}
