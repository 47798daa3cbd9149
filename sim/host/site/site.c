/* Sites: from names and files to machines. */
#include "host/site/site.h"

#include "aif/text.h"
#include "host/conf/internal.h"
#include "host/files/configs.h"
#include "host/site/internal.h"

#include <string.h>

enum { MOST_SITES = 256, MOST_PROCS = 100000000 };

static const char pool_prefix[] = "procs:";

static void make_pool(const char *name, struct site *out)
{
    int64_t procs = 0;
    AIF_CHECK(aif_text_int(name + sizeof pool_prefix - 1, 1, MOST_PROCS, &procs));
    out->machine = aif_machine_pool((uint32_t)procs);
    out->machine.name = aif_arena_text(&out->doc.arena, name, strlen(name));
    out->centre = aif_centre_default();
    out->path = "";
}

static uint32_t whole(const struct conf_node *table, const char *key)
{
    return conf_get(table, key) ? (uint32_t)conf_int(table, key) : 0;
}

static int64_t seconds(const struct conf_node *table, const char *key)
{
    return conf_get(table, key) ? conf_duration_s(table, key) : 0;
}

static void bind_classes(struct site *s, const struct conf_node *table)
{
    struct aif_class *classes = AIF_NEW(&s->doc.arena, struct aif_class, table->count);
    uint32_t i = 0, next = 0;
    for (const struct conf_node *n = table->first; n; n = n->next, i++) {
        classes[i] = (struct aif_class){
            .name = n->key,
            .first_node = next,
            .node_count = whole(n, "nodes"),
            .shape = {.cores = whole(n, "cores"),
                      .gpus = whole(n, "gpus"),
                      .mem_mib = conf_get(n, "mem_mib") ? whole(n, "mem_mib")
                                                        : whole(n, "mem_gib") * 1024},
            .gpu_model = conf_get(n, "gpu_model") ? conf_text(n, "gpu_model") : "",
            .idle_w = whole(n, "idle_w"),
            .max_w = whole(n, "max_w"),
        };
        next += classes[i].node_count;
    }
    s->machine.classes = classes;
    s->machine.class_count = table->count;
    s->machine.node_count = next;
}

/* The classes named in a partition, as bits. */
static bool bind_mask(const struct aif_machine *m, const struct conf_node *list, uint64_t *mask,
                      struct conf_errors *errors)
{
    const char *known[AIF_CLASS_MAX];
    for (uint32_t i = 0; i < m->class_count; i++)
        known[i] = m->classes[i].name;
    bool ok = true;
    for (const struct conf_node *n = list->first; n; n = n->next) {
        uint32_t i = 0;
        while (i < m->class_count && strcmp(known[i], n->text) != 0)
            i++;
        if (i < m->class_count) {
            *mask |= UINT64_C(1) << i;
            continue;
        }
        ok = site_no_such("node class", n, known, m->class_count, errors);
    }
    return ok;
}

static bool is_default(const struct conf_node *partition)
{
    return conf_get(partition, "default") && conf_bool(partition, "default");
}

/* The partitions, the default one first. */
static bool sort_partitions(const struct conf_node *table, const struct conf_node **sorted,
                            struct conf_errors *errors)
{
    const struct conf_node *first = NULL;
    uint32_t count = 0;
    for (const struct conf_node *n = table->first; n; n = n->next)
        if (is_default(n) && first)
            return conf_error_key(errors, conf_get(n, "default"),
                                  "two default partitions: %.60s and %.60s", first->key, n->key);
        else if (is_default(n))
            first = n;
    if (first)
        sorted[count++] = first;
    for (const struct conf_node *n = table->first; n; n = n->next)
        if (n != first)
            sorted[count++] = n;
    return true;
}

static bool bind_partitions(struct site *s, const struct conf_node *table,
                            struct conf_errors *errors)
{
    struct aif_partition *partitions = AIF_NEW(&s->doc.arena, struct aif_partition, table->count);
    const struct conf_node **sorted =
        AIF_NEW(&s->doc.arena, const struct conf_node *, table->count);
    if (!sort_partitions(table, sorted, errors))
        return false;
    bool ok = true;
    for (uint32_t i = 0; i < table->count; i++) {
        const struct conf_node *n = sorted[i];
        partitions[i] = (struct aif_partition){
            .name = n->key,
            .default_limit_s = seconds(n, "default_limit"),
            .max_limit_s = seconds(n, "max_limit"),
            .max_nodes = whole(n, "max_nodes"),
            .is_exclusive = conf_bool(n, "exclusive"),
            .unit = (enum aif_unit)conf_choice(n, "unit"),
        };
        ok &= bind_mask(&s->machine, conf_get(n, "classes"), &partitions[i].class_mask, errors);
    }
    s->machine.partitions = partitions;
    s->machine.partition_count = table->count;
    return ok;
}

bool site_bind(struct site *s, struct conf_errors *errors)
{
    const struct conf_node *root = s->doc.root;
    s->machine = (struct aif_machine){.name = conf_text(root, "name")};
    s->path = s->doc.source->name;
    bind_classes(s, conf_get(root, "classes"));
    if (!bind_partitions(s, conf_get(root, "partitions"), errors))
        return false;
    struct aif_err err;
    if (!aif_machine_check(&s->machine, &err))
        return conf_error_plain(errors, "%s: %s", s->path, err.text);
    return site_bind_centre(s, errors);
}

static bool unknown_site(const char *name, struct aif_err *err)
{
    struct aif_arena a = {0};
    struct config_file *files = AIF_NEW(&a, struct config_file, MOST_SITES);
    const char *names[MOST_SITES];
    char list[1000];
    uint32_t n = configs_list(&a, "sites", files, MOST_SITES);
    for (uint32_t i = 0; i < n; i++)
        names[i] = files[i].name;
    conf_join(list, sizeof list, names, n);
    const char *near = aif_text_nearest(name, names, n);
    aif_err_set(err,
                "unknown site '%s'%s%s%s (known: %s; also procs:N for a plain pool, or the path of "
                "a .yaml file)",
                conf_quote(name).text, near ? ": did you mean '" : "", near ? near : "",
                near ? "'?" : "", n ? list : "none");
    aif_arena_free(&a);
    return false;
}

bool site_locate(const char *name_or_path, struct aif_arena *a, const char **path,
                 struct aif_err *err)
{
    if (strncmp(name_or_path, pool_prefix, sizeof pool_prefix - 1) == 0) {
        int64_t procs;
        *path = "";
        if (aif_text_int(name_or_path + sizeof pool_prefix - 1, 1, MOST_PROCS, &procs))
            return true;
        return aif_err_set(err, "%s: expected a number of processors from 1 to %d after 'procs:'",
                           conf_quote(name_or_path).text, MOST_PROCS);
    }
    *path = configs_is_path(name_or_path) ? aif_arena_text(a, name_or_path, strlen(name_or_path))
                                          : configs_find(a, "sites", name_or_path);
    return *path ? true : unknown_site(name_or_path, err);
}

static bool change(struct site *s, const struct site_changes *changes, struct conf_errors *errors)
{
    bool ok = !changes->set || conf_merge(&s->doc, changes->set, errors);
    for (size_t i = 0; i < changes->option_count; i++)
        ok &= conf_set_option(&s->doc, "--site-set", changes->options[i], errors);
    return ok;
}

static bool open_file(const char *path, const struct site_changes *changes, struct site *out,
                      struct conf_errors *errors)
{
    if (!conf_open(&out->doc, path, errors))
        return false;
    if (!change(out, changes, errors)) {
        conf_check(&out->doc, site_fields, errors);
        return false;
    }
    uint32_t others = errors->count - errors->unknown_keys;
    bool ok = conf_check(&out->doc, site_fields, errors);
    /* Beside keys that nobody knows, names may be wrong. */
    if (errors->count - errors->unknown_keys > others || !site_bind(out, errors) || !ok)
        return false;
    site_note_idle(out);
    return true;
}

bool site_read(const char *name_or_path, struct site *out, struct conf_errors *errors)
{
    return site_read_changed(name_or_path, &(struct site_changes){0}, out, errors);
}

bool site_read_changed(const char *name_or_path, const struct site_changes *changes,
                       struct site *out, struct conf_errors *errors)
{
    struct aif_arena a = {0};
    struct aif_err err;
    const char *path;
    bool ok = site_locate(name_or_path, &a, &path, &err);
    if (!ok)
        conf_error_plain(errors, "%s", err.text);
    else if (*path)
        ok = open_file(path, changes, out, errors);
    else if (changes->set)
        ok = conf_error_key(errors, changes->set, "'%s' is a plain pool: it has no keys to set",
                            conf_quote(name_or_path).text);
    else if (changes->option_count)
        ok = conf_error_plain(errors, "--site-set %s: '%s' is a plain pool: it has no keys to set",
                              conf_quote(changes->options[0]).text, conf_quote(name_or_path).text);
    else
        make_pool(name_or_path, out);
    aif_arena_free(&a);
    return ok;
}

bool site_open(const char *name_or_path, struct site *out, struct aif_err *err)
{
    struct conf_errors errors = {0};
    bool ok = site_read(name_or_path, out, &errors);
    if (!ok)
        conf_errors_to(&errors, err);
    conf_errors_fini(&errors);
    return ok;
}

void site_close(struct site *s)
{
    conf_close(&s->doc);
    conf_errors_fini(&s->notes);
    *s = (struct site){0};
}
