/* From a checked site file to the rules of its centre. */
#include "host/site/internal.h"

#include "aif/plugin.h"
#include "aif/text.h"

#include <string.h>

bool site_no_such(const char *kind, const struct conf_node *name, const char *const *known,
                  uint32_t count, struct conf_errors *errors)
{
    const char *near = aif_text_nearest(name->text, known, count);
    return conf_error(errors, name, "no %s '%.60s'%s%s%s", kind, name->text,
                      near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
}

uint32_t site_find_qos(const struct site *s, const struct conf_node *name,
                       struct conf_errors *errors)
{
    const char *known[SITE_QOS_MAX];
    for (uint32_t i = 0; i < s->centre.qos_count; i++) {
        known[i] = s->centre.qos[i].name;
        if (strcmp(known[i], name->text) == 0)
            return i;
    }
    site_no_such("QOS", name, known, s->centre.qos_count, errors);
    return AIF_NONE;
}

uint32_t site_find_partition(const struct site *s, const struct conf_node *name,
                             struct conf_errors *errors)
{
    uint32_t count = s->machine.partition_count;
    struct aif_arena scratch = {0};
    const char **known = AIF_NEW(&scratch, const char *, count);
    uint32_t found = AIF_NONE;
    for (uint32_t i = 0; i < count && found == AIF_NONE; i++) {
        known[i] = s->machine.partitions[i].name;
        if (strcmp(known[i], name->text) == 0)
            found = i;
    }
    if (found == AIF_NONE)
        site_no_such("partition", name, known, count, errors);
    aif_arena_free(&scratch);
    return found;
}

bool site_qos_mask(const struct site *s, const struct conf_node *list, uint64_t *mask,
                   struct conf_errors *errors)
{
    bool ok = true;
    for (const struct conf_node *n = conf_value(list)->first; n; n = n->next) {
        uint32_t i = site_find_qos(s, n, errors);
        if (i == AIF_NONE)
            ok = false;
        else
            *mask |= UINT64_C(1) << i;
    }
    return ok;
}

/* A limit that older files state in words of their own. */
static bool take_limit(const struct conf_node *qos, const char *key, int64_t *limit,
                       struct conf_errors *errors)
{
    const struct conf_node *n = conf_get(qos, key);
    if (!n)
        return true;
    if (*limit != AIF_UNLIMITED && *limit != conf_value(n)->whole)
        return conf_error_key(errors, n, "%s: %s: the same limit is stated below limits", qos->key,
                              key);
    *limit = conf_value(n)->whole;
    return true;
}

static bool bind_qos(struct site *s, const struct conf_node *n, struct aif_centre_qos *qos,
                     struct conf_errors *errors)
{
    struct aif_limits *l = &qos->limits;
    conf_bind(n, qos, &s->doc.arena);
    bool ok = take_limit(n, "max_limit", &l->max_wall_s, errors);
    ok &= take_limit(n, "max_nodes", &l->max_tres_per_job.of[AIF_TRES_NODE], errors);
    ok &= take_limit(n, "max_cores", &l->max_tres_per_job.of[AIF_TRES_CPU], errors);
    return ok;
}

static uint32_t most_of(int64_t limit)
{
    return limit < 0 ? 0 : limit < AIF_NONE ? (uint32_t)limit : AIF_NONE - 1;
}

/* What the machine's own limits of jobs that name a QOS are. */
static struct aif_qos machine_qos(const struct aif_centre_qos *qos)
{
    const struct aif_limits *l = &qos->limits;
    return (struct aif_qos){
        .name = qos->name,
        .max_limit_s = l->max_wall_s > 0 ? l->max_wall_s : 0,
        .max_nodes = most_of(l->max_tres_per_job.of[AIF_TRES_NODE]),
        .max_cores = most_of(l->max_tres_per_job.of[AIF_TRES_CPU]),
    };
}

/* "normal" comes first and is there even if it is not listed, as in Slurm. */
static bool bind_all_qos(struct site *s, const struct conf_node *table, struct conf_errors *errors)
{
    static const char usual[] = "normal";
    const struct conf_node *normal = conf_get(table, usual);
    struct aif_centre_qos *qos = AIF_NEW(&s->doc.arena, struct aif_centre_qos, table->count + 1);
    struct aif_qos *limits = AIF_NEW(&s->doc.arena, struct aif_qos, table->count);
    uint32_t count = 1, listed = 0;
    qos[0] = aif_centre_qos_default(usual);
    bool ok = !normal || bind_qos(s, normal, &qos[0], errors);
    if (normal)
        limits[listed++] = machine_qos(&qos[0]);
    for (const struct conf_node *n = table->first; n; n = n->next) {
        if (n == normal)
            continue;
        qos[count] = aif_centre_qos_default(n->key);
        ok &= bind_qos(s, n, &qos[count], errors);
        limits[listed++] = machine_qos(&qos[count++]);
    }
    s->centre.qos = qos;
    s->centre.qos_count = count;
    s->machine.qos = limits;
    s->machine.qos_count = listed;
    for (uint32_t i = 0; i < count; i++) {
        const struct conf_node *n = conf_get(table, qos[i].name);
        const struct conf_node *preempt = n ? conf_get(n, "preempt") : NULL;
        ok &= !preempt || site_qos_mask(s, preempt, &qos[i].preempt_mask, errors);
    }
    return ok;
}

static bool bind_partition(struct site *s, const struct conf_node *n,
                           struct aif_centre_partition *p, struct conf_errors *errors)
{
    const struct conf_node *qos = conf_get(n, "qos"), *allowed = conf_get(n, "allowed_qos");
    const struct conf_node *billing = conf_get(n, "billing");
    *p = aif_centre_partition_default();
    conf_bind(n, p, &s->doc.arena);
    if (billing) {
        p->billing.is_set = true;
        conf_bind(billing, &p->billing, &s->doc.arena);
    }
    bool ok = true;
    if (qos)
        ok = (p->qos = site_find_qos(s, conf_value(qos), errors)) != AIF_NONE;
    if (allowed)
        ok &= site_qos_mask(s, allowed, &p->allowed_qos_mask, errors);
    p->takes_no_qos = allowed && p->allowed_qos_mask == 0;
    return ok;
}

static bool bind_partitions(struct site *s, const struct conf_node *table,
                            struct conf_errors *errors)
{
    const struct aif_machine *m = &s->machine;
    struct aif_centre_partition *partitions =
        AIF_NEW(&s->doc.arena, struct aif_centre_partition, m->partition_count);
    bool ok = true;
    for (uint32_t i = 0; i < m->partition_count; i++) {
        ok &= bind_partition(s, conf_get(table, m->partitions[i].name), &partitions[i], errors);
        partitions[i].is_default = i == 0;
    }
    s->centre.partitions = partitions;
    return ok;
}

static void bind_classes(struct site *s, const struct conf_node *table)
{
    struct aif_centre_class *classes =
        AIF_NEW(&s->doc.arena, struct aif_centre_class, table->count);
    uint32_t i = 0;
    for (const struct conf_node *n = table->first; n; n = n->next, i++) {
        classes[i] = aif_centre_class_default();
        conf_bind(n, &classes[i], &s->doc.arena);
    }
    s->centre.classes = classes;
}

static bool bind_scheduler(struct site *s, const struct conf_node *scheduler,
                           struct conf_errors *errors)
{
    const char *share;
    struct aif_err err;
    conf_bind(scheduler, &s->centre, &s->doc.arena);
    share = s->centre.priority.share;
    if (!share || aif_plugin_find(AIF_SHARE, share))
        return true;
    const struct conf_node *n = conf_get(conf_get(scheduler, "priority"), "share");
    aif_plugin_unknown(AIF_SHARE, share, &err);
    return conf_error(errors, n, "%s", err.text);
}

bool site_bind_centre(struct site *s, struct conf_errors *errors)
{
    const struct conf_node *root = s->doc.root, *scheduler = conf_get(root, "scheduler");
    const struct conf_node *qos = conf_get(root, "qos");
    s->centre = aif_centre_default();
    bind_classes(s, conf_get(root, "classes"));
    bool ok = !scheduler || bind_scheduler(s, scheduler, errors);
    ok &= !qos->count || bind_all_qos(s, qos, errors);
    ok &= bind_partitions(s, conf_get(root, "partitions"), errors);
    ok &= site_bind_accounts(s, errors);
    return site_bind_reservations(s, errors) && ok;
}
