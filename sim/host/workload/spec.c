/* From a workload spec in YAML to the structs of the generator. */
#include "host/workload/spec.h"

#include "aif/text.h"
#include "host/conf/internal.h"
#include "host/files/configs.h"
#include "host/workload/internal.h"

#include <string.h>

enum { MOST_SPECS = 256 };

struct binder {
    struct aif_arena *arena;
    const struct conf_node *root;
};

static struct aif_size_model bind_size(struct binder *b, const struct conf_node *n)
{
    struct aif_size_model s = {.max_share = conf_real(n, "max_share")};
    const struct conf_node *stages = conf_get(n, "stages"), *weights = conf_get(n, "weights");
    if (stages) {
        s.serial_share = conf_real(stages, "serial");
        s.power_of_two_share = conf_real(stages, "power_of_two");
        s.log2_low = conf_real(stages, "low");
        s.log2_mid = conf_real(stages, "mid");
        s.log2_high = conf_real(stages, "high");
        s.low_share = conf_real(stages, "low_share");
        return s;
    }
    struct aif_size_weight *list = AIF_NEW(b->arena, struct aif_size_weight, weights->count);
    for (const struct conf_node *w = weights->first; w; w = w->next) {
        double units = 0.0;
        workload_number(w->key, 1.0, 1e8, &units);
        list[s.weight_count++] = (struct aif_size_weight){(uint32_t)units, w->real};
    }
    s.weights = list;
    return s;
}

static struct aif_limit_model bind_limit(struct binder *b, const struct conf_node *n)
{
    const struct conf_node *popular = conf_get(n, "popular");
    if (!popular)
        popular = conf_get(b->root, "popular_limits");
    struct aif_limit_model l = {
        .excess = workload_dist(b->arena, conf_get(n, "excess")),
        .longest_share = conf_real(n, "longest_share"),
        .too_short_share = conf_real(n, "too_short_share"),
        .longest_s = conf_get(n, "longest") ? conf_duration_s(n, "longest") : 0,
    };
    const struct conf_node *tsafrir = conf_get(n, "tsafrir");
    if (tsafrir)
        l.distinct = (uint32_t)conf_int(tsafrir, "distinct");
    int64_t *list = AIF_NEW(b->arena, int64_t, popular->count);
    for (const struct conf_node *p = popular->first; p; p = p->next)
        list[l.popular_count++] = p->whole;
    l.popular_s = list;
    return l;
}

static const struct aif_outcome_share *bind_outcomes(struct binder *b, const struct conf_node *n,
                                                     uint32_t *count)
{
    struct aif_outcome_share *list = AIF_NEW(b->arena, struct aif_outcome_share, n->count + 1);
    for (const struct conf_node *o = n->first; o; o = o->next) {
        double units = 0.0;
        workload_number(o->key, 1.0, 1e8, &units);
        list[(*count)++] = (struct aif_outcome_share){(uint32_t)units, conf_real(o, "failed"),
                                                      conf_real(o, "cancelled")};
    }
    return list;
}

/* The spec's outcomes of long jobs do not go with a kind that has outcomes of its own. */
static void bind_ends(struct binder *b, const struct conf_node *n, struct aif_job_kind *kind)
{
    const struct conf_node *own = conf_get(n, "outcome"), *own_long = conf_get(n, "outcome_long");
    const struct conf_node *all = own ? own : conf_get(b->root, "outcome");
    const struct conf_node *of_long =
        own || own_long ? own_long : conf_get(b->root, "outcome_long");
    kind->outcomes = bind_outcomes(b, all, &kind->outcome_count);
    if (!of_long)
        return;
    kind->long_s = conf_duration_s(of_long, "from");
    kind->long_outcomes = bind_outcomes(b, conf_get(of_long, "shares"), &kind->long_outcome_count);
}

static void bind_powers(struct binder *b, const struct conf_node *n, struct aif_job_kind *kind)
{
    struct aif_size_power *list = AIF_NEW(b->arena, struct aif_size_power, n->count + 1);
    for (const struct conf_node *p = n->first; p; p = p->next) {
        double units = 0.0;
        workload_number(p->key, 1.0, 1e8, &units);
        list[kind->runtime_power_count++] = (struct aif_size_power){(uint32_t)units, p->real};
    }
    kind->runtime_powers = list;
}

static void bind_partitions(struct binder *b, const struct conf_node *n, struct aif_job_kind *kind)
{
    const char **list = AIF_NEW(b->arena, const char *, n->count + 1);
    for (const struct conf_node *p = n->first; p; p = p->next)
        list[kind->partition_count++] = p->text;
    kind->partitions = list;
}

static void bind_weights(double *to, const struct conf_node *own, const struct conf_node *common)
{
    for (const struct conf_node *n = own ? own->first : common->first; n; n = n->next)
        *to++ = n->real;
}

/* What a table says of hours and days, else the one around it. */
static struct aif_cycle bind_cycle(const struct conf_node *own, const struct conf_node *outer,
                                   const struct conf_node *root)
{
    const struct conf_node *hours = conf_get(outer, "hours"), *days = conf_get(outer, "days");
    struct aif_cycle c = {.hour = {0}};
    bind_weights(c.hour, conf_get(own, "hours"), hours ? hours : conf_get(root, "hours"));
    bind_weights(c.day, conf_get(own, "days"), days ? days : conf_get(root, "days"));
    return c;
}

static struct aif_job_kind bind_kind(struct binder *b, const struct conf_node *n,
                                     const struct conf_node *community)
{
    const struct conf_node *burst = conf_get(n, "burst");
    struct aif_job_kind kind = {
        .name = n->key,
        .weight = conf_real(n, "weight"),
        .size = bind_size(b, conf_get(n, "size")),
        .runtime_s = workload_dist(b->arena, conf_get(n, "runtime")),
        .limit = bind_limit(b, conf_get(n, "limit")),
        .early_share = conf_real(n, "early_share"),
        .burst_mean = conf_real(burst, "mean"),
        .gap_s = workload_dist(b->arena, conf_get(burst, "gap")),
        .cores_per_gpu = (uint32_t)conf_int(n, "cores_per_gpu"),
        .mem_mib_per_gpu = (uint32_t)conf_int(n, "mem_gib_per_gpu") * 1024,
    };
    bind_ends(b, n, &kind);
    if (conf_get(n, "runtime_power"))
        bind_powers(b, conf_get(n, "runtime_power"), &kind);
    bind_partitions(b, conf_get(n, "partitions"), &kind);
    if (conf_get(n, "hours") || conf_get(n, "days")) {
        struct aif_cycle *cycle = AIF_NEW(b->arena, struct aif_cycle, 1);
        *cycle = bind_cycle(n, community, b->root);
        kind.cycle = cycle;
    }
    workload_bind_kind(b->arena, n, conf_get(community, "kinds"), &kind);
    return kind;
}

static struct aif_community bind_community(struct binder *b, const struct conf_node *n)
{
    const struct conf_node *kinds = conf_get(n, "kinds");
    struct aif_community c = {
        .name = n->key,
        .load = conf_real(n, "load"),
        .users = (uint32_t)conf_int(n, "users"),
        .accounts = (uint32_t)conf_int(n, "accounts"),
        .user_skew = conf_real(n, "user_skew"),
        .user_stretch = conf_real(n, "user_stretch"),
    };
    c.cycle = bind_cycle(n, n, b->root);
    workload_bind_community(b->arena, n, &c);
    struct aif_job_kind *list = AIF_NEW(b->arena, struct aif_job_kind, kinds->count);
    for (const struct conf_node *k = kinds->first; k; k = k->next)
        list[c.kind_count++] = bind_kind(b, k, n);
    c.kinds = list;
    return c;
}

/* "configs/workloads/mixed.yaml" -> "mixed" */
static const char *base_name(struct aif_arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return aif_arena_text(a, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static bool bind_communities(struct workload_spec *out, struct conf_errors *errors)
{
    const struct conf_node *communities = conf_get(out->doc.root, "communities");
    struct binder b = {.arena = &out->doc.arena, .root = out->doc.root};
    struct aif_community *list = AIF_NEW(b.arena, struct aif_community, communities->count);
    for (const struct conf_node *c = communities->first; c; c = c->next)
        list[out->model.community_count++] = bind_community(&b, c);
    out->model.communities = list;
    struct aif_err err;
    if (!aif_generate_check(&out->model, &err))
        return conf_error_plain(errors, "%s: %s", out->path, err.text);
    return true;
}

bool workload_spec_bind(struct workload_spec *out, struct conf_errors *errors)
{
    const struct conf_node *root = out->doc.root;
    bool has_lublin = conf_get(root, "lublin") != NULL;
    out->path = out->doc.source->name;
    if (has_lublin == (conf_get(root, "communities") != NULL))
        return conf_error(errors, root, "expected either communities or lublin");
    out->site = conf_text(root, "site");
    out->model = (struct aif_generate_spec){
        .name = base_name(&out->doc.arena, out->path),
        .utc_offset_s = (int32_t)conf_duration_s(root, "utc_offset"),
    };
    workload_date(conf_text(root, "start"), &out->model.unix_start_s);
    out->size = (struct aif_generate_size){
        .jobs = conf_get(root, "jobs") ? (uint32_t)conf_int(root, "jobs") : 0,
        .span_s = conf_get(root, "span") ? conf_duration_s(root, "span") : 0,
        .load = conf_get(root, "load") ? conf_real(root, "load") : 0.0,
    };
    if (!(has_lublin ? workload_bind_lublin(out, errors) : bind_communities(out, errors)))
        return false;
    if (out->size.jobs && out->size.span_s && out->size.load > 0.0)
        return conf_error(errors, conf_get(root, "load"),
                          "jobs, span and load are given: any two decide the third");
    return true;
}

static bool unknown_spec(const char *name, struct conf_errors *errors)
{
    struct aif_arena a = {0};
    struct config_file *files = AIF_NEW(&a, struct config_file, MOST_SPECS);
    const char *names[MOST_SPECS];
    char list[1000];
    uint32_t n = configs_list(&a, "workloads", files, MOST_SPECS);
    for (uint32_t i = 0; i < n; i++)
        names[i] = files[i].name;
    conf_join(list, sizeof list, names, n);
    const char *near = aif_text_nearest(name, names, n);
    conf_error_plain(
        errors, "unknown workload '%s'%s%s%s (known: %s; also the path of a .yaml file)", name,
        near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "", n ? list : "none");
    errors->is_missing = true;
    aif_arena_free(&a);
    return false;
}

bool workload_spec_read(const char *name, const char *const *sets, size_t set_count,
                        struct workload_spec *out, struct conf_errors *errors)
{
    struct aif_arena a = {0};
    const char *path = configs_is_path(name) ? name : configs_find(&a, "workloads", name);
    bool ok = path ? conf_open(&out->doc, path, errors) : unknown_spec(name, errors);
    aif_arena_free(&a);
    for (size_t i = 0; ok && i < set_count; i++)
        ok = conf_set(&out->doc, sets[i], errors);
    return ok && conf_check(&out->doc, workload_fields, errors) && workload_spec_bind(out, errors);
}

bool workload_spec_open(const char *name, const char *const *sets, size_t set_count,
                        struct workload_spec *out, struct aif_err *err)
{
    struct conf_errors errors = {0};
    bool ok = workload_spec_read(name, sets, set_count, out, &errors);
    if (!ok)
        conf_errors_to(&errors, err);
    conf_errors_fini(&errors);
    return ok;
}

void workload_spec_close(struct workload_spec *s)
{
    conf_close(&s->doc);
    *s = (struct workload_spec){.site = NULL};
}

/* What is asked for goes before what the file says; two that are asked for leave out the third. */
static struct aif_generate_size decide(const struct aif_generate_size *file,
                                       const struct aif_generate_size *asked)
{
    struct aif_generate_size s = *asked;
    if (!asked->jobs && !asked->span_s) {
        s.jobs = file->jobs;
        s.span_s = file->span_s;
    }
    if (asked->load > 0.0 && s.jobs)
        s.span_s = asked->span_s;
    if (!(s.jobs && s.span_s) && asked->load <= 0.0)
        s.load = file->load;
    return s;
}

bool workload_spec_make(const struct workload_spec *s, const struct aif_generate_ask *ask,
                        struct aif_workload *out, struct aif_generate_report *report,
                        struct aif_err *err)
{
    struct aif_generate_ask decided = *ask;
    decided.size = decide(&s->size, &ask->size);
    struct aif_err why = {{0}};
    if (s->lublin.type_count ? aif_lublin_generate(&s->lublin, &decided, out, report, &why)
                             : aif_generate(&s->model, &decided, out, report, &why))
        return true;
    return aif_err_set(err, "%s: %.1900s", s->path, why.text);
}

/* The whole of it in memory: its arrivals are stretched to the span when all are known. */
static struct aif_generator *open_lublin(const struct workload_spec *s,
                                         const struct aif_generate_ask *ask, struct aif_err *err)
{
    struct aif_workload made = {.name = NULL};
    struct aif_generate_report report;
    if (aif_lublin_generate(&s->lublin, ask, &made, &report, err))
        return aif_generator_hold(&made, &report);
    aif_workload_close(&made);
    return NULL;
}

struct aif_generator *workload_spec_open_generator(const struct workload_spec *s,
                                                   const struct aif_generate_ask *ask,
                                                   struct aif_err *err)
{
    struct aif_generate_ask decided = *ask;
    decided.size = decide(&s->size, &ask->size);
    struct aif_err why = {{0}};
    struct aif_generator *g = s->lublin.type_count ? open_lublin(s, &decided, &why)
                                                   : aif_generator_open(&s->model, &decided, &why);
    if (!g)
        aif_err_set(err, "%s: %.1900s", s->path, why.text);
    return g;
}
