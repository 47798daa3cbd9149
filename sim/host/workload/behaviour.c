/* From a workload spec in YAML to the structs of how users belong together and behave. */
#include "host/workload/internal.h"

#include <string.h>

static const struct aif_named_weight *bind_names(struct aif_arena *a, const struct conf_node *n,
                                                 uint32_t *count)
{
    struct aif_named_weight *list = AIF_NEW(a, struct aif_named_weight, n->count + 1);
    for (const struct conf_node *p = n->first; p; p = p->next)
        list[(*count)++] = (struct aif_named_weight){p->key, p->real};
    return list;
}

static void bind_organisations(struct aif_arena *a, const struct conf_node *n,
                               struct aif_organisation_model *to)
{
    to->count = (uint32_t)conf_int(n, "count");
    to->skew = conf_real(n, "skew");
    to->countries = bind_names(a, conf_get(n, "countries"), &to->country_count);
}

static void bind_data(struct aif_arena *a, const struct conf_node *n, struct aif_data_model *to)
{
    to->share = conf_real(n, "share");
    to->gib = workload_dist(a, conf_get(n, "gib"));
    to->sensitive_share = conf_real(n, "sensitive");
    to->homes = bind_names(a, conf_get(n, "homes"), &to->home_count);
}

void workload_bind_community(struct aif_arena *a, const struct conf_node *n,
                             struct aif_community *to)
{
    const struct conf_node *swings = conf_get(n, "swings"), *visits = conf_get(n, "visits");
    struct aif_swing *list = AIF_NEW(a, struct aif_swing, swings->count + 1);
    if (conf_get(n, "organisations"))
        bind_organisations(a, conf_get(n, "organisations"), &to->organisations);
    if (conf_get(n, "data"))
        bind_data(a, conf_get(n, "data"), &to->data);
    to->user_mix = conf_real(n, "user_mix");
    to->visit_mean = conf_real(visits, "mean");
    to->think_s = workload_dist(a, conf_get(visits, "think"));
    for (const struct conf_node *s = swings->first; s; s = s->next)
        list[to->swing_count++] =
            (struct aif_swing){conf_duration_s(s, "every"), conf_real(s, "cv")};
    to->swings = list;
}

/* The index of the kind of this name; none where there is none. */
static uint32_t find_kind(const struct conf_node *kinds, const char *name)
{
    uint32_t i = 0;
    for (const struct conf_node *k = kinds->first; k; k = k->next, i++)
        if (strcmp(k->key, name) == 0)
            return i;
    return AIF_NONE;
}

static void bind_triggers(struct aif_arena *a, const struct conf_node *then,
                          const struct conf_node *kinds, struct aif_job_kind *to)
{
    struct aif_trigger *list = AIF_NEW(a, struct aif_trigger, then->count + 1);
    for (const struct conf_node *t = then->first; t; t = t->next)
        list[to->trigger_count++] = (struct aif_trigger){
            .kind = find_kind(kinds, t->key),
            .share = conf_real(t, "share"),
            .jobs_mean = conf_real(t, "jobs"),
            .think_s = workload_dist(a, conf_get(t, "think")),
            .needs_success = conf_choice(t, "when") == 0,
        };
    to->triggers = list;
}

static struct aif_shared_time bind_shared(struct aif_arena *a, const struct conf_node *n,
                                          const char *key)
{
    return (struct aif_shared_time){conf_real(n, "share"), workload_dist(a, conf_get(n, key))};
}

void workload_bind_kind(struct aif_arena *a, const struct conf_node *n,
                        const struct conf_node *kinds, struct aif_job_kind *to)
{
    const struct conf_node *burst = conf_get(n, "burst"), *nodes = conf_get(n, "nodes");
    to->needs_cores = conf_choice(n, "needs") == 1;
    to->mem_mib_per_core = (uint32_t)conf_int(n, "mem_gib_per_core") * 1024;
    to->is_array = conf_bool(burst, "array");
    to->array_limit = (uint32_t)conf_int(burst, "max_running");
    to->most_pieces = (uint32_t)conf_int(n, "pieces");
    to->data_share = conf_real(n, "reads_data");
    to->deadline = bind_shared(a, conf_get(n, "deadline"), "margin");
    to->checkpoint = bind_shared(a, conf_get(n, "checkpoint"), "every");
    to->preemptible_share = conf_real(n, "preemptible");
    to->least_nodes = conf_real(nodes, "least");
    to->most_nodes = conf_real(nodes, "most");
    bind_triggers(a, conf_get(n, "then"), kinds, to);
}

bool workload_verify_kinds(const struct conf_node *n, struct conf_errors *errors)
{
    bool ok = workload_verify_names(n, errors);
    uint32_t own = 0;
    for (const struct conf_node *k = n->first; k; k = k->next, own++) {
        const struct conf_node *then = conf_get(k, "then");
        for (const struct conf_node *t = then ? then->first : NULL; t; t = t->next) {
            uint32_t other = find_kind(n, t->key);
            if (other == AIF_NONE)
                ok = conf_error_key(errors, t, "then: there is no kind %s in this community",
                                    t->key);
            else if (other <= own)
                ok = conf_error_key(errors, t,
                                    "then: %s must stand below %s, so that none sets off itself",
                                    t->key, k->key);
        }
    }
    return ok;
}
