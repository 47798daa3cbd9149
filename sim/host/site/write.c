/* A machine and its centre as a site file. */
#include "host/site/write.h"

#include "host/conf/internal.h"
#include "host/site/internal.h"
#include "host/site/tree.h"

#include <stdio.h>
#include <string.h>

struct writer {
    const struct site_text *what;
    struct conf_doc doc; /* of which only the arena is used until all is written */
};

static void put_text(struct writer *w, struct conf_node *map, const char *key, const char *text)
{
    if (text && *text)
        conf_put(map, key, conf_new_text(&w->doc, text));
}

static void put_count(struct writer *w, struct conf_node *map, const char *key, int64_t value)
{
    if (value)
        conf_put(map, key, conf_new_int(&w->doc, value));
}

/* {value: V, assumed: WHY} */
static void put_figure(struct writer *w, struct conf_node *map, const char *key,
                       struct conf_node *value)
{
    struct conf_node *figure = conf_new(&w->doc, CONF_KIND_MAP);
    conf_put(figure, "value", value);
    conf_put(figure, w->what->is_published ? "published" : "assumed",
             conf_new_text(&w->doc, w->what->source));
    conf_put(map, key, figure);
}

static void put_number(struct writer *w, struct conf_node *map, const char *key, uint32_t value)
{
    put_figure(w, map, key, conf_new_int(&w->doc, value));
}

static void put_memory(struct writer *w, struct conf_node *map, uint32_t mem_mib)
{
    bool is_whole = mem_mib % 1024 == 0;
    put_number(w, map, is_whole ? "mem_gib" : "mem_mib", is_whole ? mem_mib / 1024 : mem_mib);
}

static struct conf_node *class_of(struct writer *w, uint32_t i)
{
    const struct aif_class *c = &w->what->machine->classes[i];
    const struct aif_centre_class *extra = w->what->centre->classes;
    struct aif_centre_class usual = aif_centre_class_default();
    struct conf_node *map = conf_new(&w->doc, CONF_KIND_MAP);
    put_number(w, map, "nodes", c->node_count);
    if (extra && extra[i].sockets)
        put_number(w, map, "sockets", extra[i].sockets);
    put_number(w, map, "cores", c->shape.cores);
    put_memory(w, map, c->shape.mem_mib);
    put_number(w, map, "gpus", c->shape.gpus);
    if (c->gpu_model && *c->gpu_model)
        put_figure(w, map, "gpu_model", conf_new_text(&w->doc, c->gpu_model));
    if (c->idle_w || c->max_w)
        put_number(w, map, "idle_w", c->idle_w);
    if (c->max_w)
        put_number(w, map, "max_w", c->max_w);
    if (extra) {
        usual.sockets = extra[i].sockets;
        conf_unbind(&w->doc, map, site_class_fields, &extra[i], &usual);
    }
    return map;
}

static struct conf_node *classes_in(struct writer *w, uint64_t mask)
{
    struct conf_node *list = conf_new(&w->doc, CONF_KIND_LIST);
    for (uint32_t i = 0; i < w->what->machine->class_count; i++)
        if (mask >> i & 1)
            conf_append(list, conf_new_text(&w->doc, w->what->machine->classes[i].name));
    return list;
}

static void put_qos_list(struct writer *w, struct conf_node *map, const char *key, uint64_t mask)
{
    if (mask)
        conf_put(map, key, site_tree_qos(&w->doc, w->what->centre, mask));
}

static void put_partition_rules(struct writer *w, struct conf_node *map, uint32_t i)
{
    const struct aif_centre *c = w->what->centre;
    const struct aif_centre_partition p = c->partitions[i];
    const struct aif_billing none = {.is_set = false};
    struct aif_centre_partition usual = aif_centre_partition_default();
    /* The first is the default without saying so. */
    usual.is_default = p.is_default && i == 0;
    conf_unbind(&w->doc, map, site_partition_fields, &p, &usual);
    if (p.qos < c->qos_count)
        put_text(w, map, "qos", c->qos[p.qos].name);
    if (p.takes_no_qos || p.allowed_qos_mask)
        conf_put(map, "allowed_qos", site_tree_qos(&w->doc, c, p.allowed_qos_mask));
    if (p.billing.is_set) {
        struct conf_node *billing = conf_new(&w->doc, CONF_KIND_MAP);
        conf_unbind(&w->doc, billing, site_billing_fields, &p.billing, &none);
        conf_put(map, "billing", billing);
    }
}

static void put_limit(struct writer *w, struct conf_node *map, const char *key, int64_t value_s)
{
    if (value_s)
        conf_put(map, key, conf_new_duration(&w->doc, value_s));
}

static struct conf_node *partition_of(struct writer *w, uint32_t i)
{
    static const char *const units[] = {
        [AIF_UNIT_GPU] = "gpu", [AIF_UNIT_CORE] = "core", [AIF_UNIT_NODE] = "node"};
    const struct aif_partition *p = &w->what->machine->partitions[i];
    struct conf_node *map = conf_new(&w->doc, CONF_KIND_MAP);
    conf_put(map, "classes", classes_in(w, p->class_mask));
    put_text(w, map, "unit", units[p->unit]);
    put_limit(w, map, "default_limit", p->default_limit_s);
    put_limit(w, map, "max_limit", p->max_limit_s);
    put_count(w, map, "max_nodes", p->max_nodes);
    if (p->is_exclusive) {
        struct conf_node *truth = conf_new_text(&w->doc, "true");
        truth->is_plain = true;
        conf_put(map, "exclusive", truth);
    }
    if (w->what->centre->partitions)
        put_partition_rules(w, map, i);
    return map;
}

static struct conf_node *qos_of(struct writer *w, const struct aif_centre_qos *qos)
{
    struct aif_centre_qos usual = aif_centre_qos_default(qos->name);
    struct conf_node *map = conf_new(&w->doc, CONF_KIND_MAP);
    conf_unbind(&w->doc, map, site_qos_fields, qos, &usual);
    put_qos_list(w, map, "preempt", qos->preempt_mask);
    return map;
}

/* What a machine without a centre knows of a QOS. */
static struct conf_node *machine_qos_of(struct writer *w, const struct aif_qos *qos)
{
    struct conf_node *map = conf_new(&w->doc, CONF_KIND_MAP);
    put_limit(w, map, "max_limit", qos->max_limit_s);
    put_count(w, map, "max_nodes", qos->max_nodes);
    put_count(w, map, "max_cores", qos->max_cores);
    return map;
}

static bool is_listed(const struct aif_machine *m, const char *name)
{
    for (uint32_t i = 0; i < m->qos_count; i++)
        if (strcmp(m->qos[i].name, name) == 0)
            return true;
    return false;
}

static void put_all_qos(struct writer *w, struct conf_node *root)
{
    const struct aif_centre *c = w->what->centre;
    const struct aif_machine *m = w->what->machine;
    struct conf_node *map = conf_new(&w->doc, CONF_KIND_MAP);
    for (uint32_t i = 0; i < c->qos_count; i++) {
        struct conf_node *qos = qos_of(w, &c->qos[i]);
        /* The one that is there anyway. */
        bool is_implied = i == 0 && strcmp(c->qos[i].name, "normal") == 0 && !qos->count &&
                          c->qos_count > 1 && !is_listed(m, "normal");
        if (!is_implied)
            conf_put(map, c->qos[i].name, qos);
    }
    for (uint32_t i = 0; i < m->qos_count && !c->qos_count; i++)
        conf_put(map, m->qos[i].name, machine_qos_of(w, &m->qos[i]));
    if (map->count)
        conf_put(root, "qos", map);
}

/* "3" or "3-17", each in a list. */
static struct conf_node *ranges(struct writer *w, const struct aif_reservation *r)
{
    struct conf_node *list = conf_new(&w->doc, CONF_KIND_LIST);
    for (uint32_t i = 0, last; i < r->node_count; i = last + 1) {
        char text[32];
        for (last = i; last + 1 < r->node_count && r->nodes[last + 1] == r->nodes[last] + 1;)
            last++;
        if (last == i)
            snprintf(text, sizeof text, "%u", r->nodes[i]);
        else
            snprintf(text, sizeof text, "%u-%u", r->nodes[i], r->nodes[last]);
        conf_append(list, conf_new_text(&w->doc, text));
    }
    return list;
}

static void put_reservations(struct writer *w, struct conf_node *root)
{
    const struct aif_centre *c = w->what->centre;
    const struct aif_reservation usual = {
        .start_s = INT64_MIN, .made_s = AIF_UNKNOWN_S, .users = "", .accounts = ""};
    struct conf_node *map = conf_new(&w->doc, CONF_KIND_MAP);
    for (uint32_t i = 0; i < c->reservation_count; i++) {
        const struct aif_reservation *r = &c->reservations[i];
        struct conf_node *entry = conf_new(&w->doc, CONF_KIND_MAP);
        conf_unbind(&w->doc, entry, site_reservation_fields, r, &usual);
        conf_put(entry, "nodes", ranges(w, r));
        conf_put(map, r->name, entry);
    }
    if (map->count)
        conf_put(root, "reservations", map);
}

static void put_scheduler(struct writer *w, struct conf_node *root)
{
    const struct aif_centre usual = w->what->usual ? *w->what->usual : aif_centre_default();
    struct conf_node *map = conf_new(&w->doc, CONF_KIND_MAP);
    conf_unbind(&w->doc, map, site_scheduler_fields, w->what->centre, &usual);
    if (map->count)
        conf_put(root, "scheduler", map);
}

static bool make_tree(struct writer *w, struct conf_node *root, struct aif_err *err)
{
    const struct aif_machine *m = w->what->machine;
    struct conf_node *classes = conf_new(&w->doc, CONF_KIND_MAP);
    struct conf_node *partitions = conf_new(&w->doc, CONF_KIND_MAP);
    put_text(w, root, "name", m->name);
    put_text(w, root, "title", w->what->title);
    for (uint32_t i = 0; i < m->class_count; i++)
        conf_put(classes, m->classes[i].name, class_of(w, i));
    conf_put(root, "classes", classes);
    for (uint32_t i = 0; i < m->partition_count; i++)
        conf_put(partitions, m->partitions[i].name, partition_of(w, i));
    conf_put(root, "partitions", partitions);
    put_all_qos(w, root);
    if (!site_tree_accounts(&w->doc, w->what, root, err))
        return false;
    put_reservations(w, root);
    put_scheduler(w, root);
    return true;
}

struct buffer {
    struct aif_arena *arena;
    char *text;
    size_t used, capacity;
};

static bool keep(void *to, const char *text, size_t bytes)
{
    struct buffer *b = to;
    if (b->used + bytes > b->capacity) {
        b->capacity = 2 * (b->used + bytes);
        char *grown = AIF_NEW(b->arena, char, b->capacity);
        if (b->used)
            memcpy(grown, b->text, b->used);
        b->text = grown;
    }
    memcpy(b->text + b->used, text, bytes);
    b->used += bytes;
    return true;
}

/* Whether the file says what can be read; its mistakes are those of what was to be written. */
static bool reads(const struct buffer *b, const char *name, struct aif_err *err)
{
    struct conf_errors errors = {0};
    struct site again = {0};
    bool ok = conf_parse(&again.doc, name, b->text, b->used, &errors) &&
              conf_check(&again.doc, site_fields, &errors) && site_bind(&again, &errors);
    if (!ok)
        conf_errors_to(&errors, err);
    site_close(&again);
    conf_errors_fini(&errors);
    return ok;
}

bool site_write(const struct site_text *what, struct aif_sink *to, struct aif_err *err)
{
    AIF_CHECK(!what->machine->procs);
    struct writer w = {.what = what};
    struct buffer buffer = {.arena = &w.doc.arena};
    struct conf_node *root = conf_new(&w.doc, CONF_KIND_MAP);
    bool ok = make_tree(&w, root, err);
    if (ok && !conf_is_text(root))
        ok = aif_err_set(err, "%.100s: a name is not text in UTF-8", what->machine->name);
    if (ok) {
        struct aif_sink *sink = AIF_NEW(&w.doc.arena, struct aif_sink, 1);
        sink->put = keep;
        sink->to = &buffer;
        conf_write(sink, root);
        aif_sink_flush(sink);
        ok = reads(&buffer, what->machine->name, err);
    }
    if (ok)
        aif_sink_bytes(to, buffer.text, buffer.used);
    aif_arena_free(&w.doc.arena);
    return ok;
}
