/* `access:` of an experiment, and the rules of enforcement of its policies. */
#include "host/experiment/access.h"

#include "host/access/granted.h"
#include "host/experiment/experiment.h"
#include "host/experiment/inputs.h"
#include "host/files/configs.h"
#include "host/workload/internal.h"

#include <string.h>

static const struct conf_field any_item = {.type = CONF_ANY};

const struct conf_field experiment_access_fields[] = {
    {.key = "spec",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 1,
     .max = 4000,
     .help = "modes and population: a name or a path"},
    {.key = "set",
     .type = CONF_DICT,
     .item = &any_item,
     .help = "keys of the spec and their new values"},
    {.key = "before",
     .type = CONF_DURATION,
     .fallback = "365d",
     .min = 0,
     .max = 10 * INT64_C(366) * 86400,
     .help = "proposals are drawn from so long before the trace"},
    {.key = "use",
     .type = CONF_TABLE,
     .fallback = "{log_normal: {median: 0.9, sigma: 0.5}}",
     .fields = workload_number_fields,
     .verify = workload_verify_bounds,
     .help = "distribution of what a project asks for, as a share of its grant"},
    {.key = "free_share_percent",
     .type = CONF_INT,
     .fallback = "50",
     .min = 0,
     .max = 1000,
     .help = "of rule free-queue: so much more than the grant"},
    {.key = "free_limit",
     .type = CONF_DURATION,
     .fallback = "18h",
     .min = 1,
     .max = 31622400,
     .help = "of rule free-queue: longest job beyond the grant"},
    {.key = "floor_percent",
     .type = CONF_INT,
     .fallback = "101",
     .min = 100,
     .max = 10000,
     .help = "of rule monthly: use of the quota at which priority is lowest"},
    {.key = "floor_before_quota",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "of rule monthly: whether that comes before the quota is used"},
    {.key = NULL},
};

static struct aif_access_settings bind_settings(const struct conf_node *n)
{
    return (struct aif_access_settings){
        .free_share_percent = (int32_t)conf_int(n, "free_share_percent"),
        .free_limit_s = conf_duration_s(n, "free_limit"),
        .floor_percent = (int32_t)conf_int(n, "floor_percent"),
        .is_floor_before_quota = conf_bool(n, "floor_before_quota"),
    };
}

/* Jobs come from grants, so nothing else may say how many there are. */
static bool check_traces(const struct experiment *e, struct conf_errors *errors)
{
    bool ok = true;
    const struct conf_node *n = conf_get(e->doc.root, "traces")->first;
    for (uint32_t i = 0; i < e->trace_count; i++, n = n->next) {
        const struct experiment_trace *t = &e->traces[i];
        if (!t->spec)
            ok = conf_error(errors, n,
                            "'access' goes with generated traces: grants for the jobs of a file "
                            "are given to aifsim replay with --grants");
        else if (t->spec->lublin.type_count)
            ok = conf_error(errors, n, "'access' needs a workload with communities, not lublin");
        else if (t->size.jobs || t->size.load > 0.0)
            ok = conf_error(errors, n,
                            "'jobs' and 'load' do not go with 'access': jobs come from grants");
        else if (!t->size.span_s && !t->spec->size.span_s)
            ok = conf_error(errors, n, "with 'access' a trace needs a 'span', such as 365d");
    }
    return ok;
}

/* Every community that applies must behave like one of each workload. */
static bool check_behaviour(const struct experiment *e, const struct access_spec *s,
                            struct conf_errors *errors)
{
    struct aif_err err = {{0}};
    bool ok = true;
    for (uint32_t t = 0; t < e->trace_count; t++)
        if (!granted_check(s, e->traces[t].spec, &err))
            ok = conf_error_plain(errors, "%s", err.text);
    return ok;
}

bool experiment_bind_access(struct experiment *e, const char *folder, struct conf_errors *errors)
{
    const struct conf_node *n = conf_get(e->doc.root, "access");
    if (!n)
        return true;
    struct experiment_access *a = &e->access;
    const char *name = conf_text(n, "spec");
    if (configs_is_path(name))
        name = experiment_path(e, folder, name);
    a->before_s = conf_duration_s(n, "before");
    a->use = workload_dist(&e->arena, conf_get(n, "use"));
    a->settings = bind_settings(n);
    a->specs = AIF_NEW(&e->arena, struct access_spec, e->site_count);
    bool ok = check_traces(e, errors);
    for (uint32_t i = 0; ok && i < e->site_count; i++) {
        uint32_t before = errors->count;
        a->specs[i].changes = conf_get(n, "set");
        ok = access_spec_read(name, NULL, 0, &a->specs[i], errors) &&
             access_spec_bind(&a->specs[i], &e->sites[i].site, errors) &&
             check_behaviour(e, &a->specs[i], errors);
        if (!ok && errors->count == before)
            conf_error(errors, conf_get(n, "spec"), "access '%.200s' cannot be used", name);
    }
    return ok;
}

bool experiment_bind_rule(const struct experiment *e, const struct conf_node *policy,
                          const struct aif_access_rule **out, struct conf_errors *errors)
{
    const struct conf_node *n = conf_get(policy, "access");
    struct aif_err err;
    *out = NULL;
    if (!e->access.is_on)
        return !n || conf_error(errors, n,
                                "the policy names a rule of enforcement, but the experiment has no "
                                "'access'");
    const char *name = n ? n->text : "hard-stop";
    *out = (const void *)aif_plugin_find(AIF_ACCESS, name);
    if (*out)
        return true;
    aif_plugin_unknown(AIF_ACCESS, name, &err);
    return conf_error(errors, n, "%s", err.text);
}

void experiment_close_access(struct experiment *e)
{
    for (uint32_t i = 0; e->access.specs && i < e->site_count; i++)
        access_spec_close(&e->access.specs[i]);
}
