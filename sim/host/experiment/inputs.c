/* What an experiment depends on, and its text with nothing left open. */
#include "host/experiment/inputs.h"

#include "host/files/configs.h"
#include "host/files/input.h"

#include <sha2.h>
#include <string.h>

/* Hash one file; `where` names it in the experiment. */
static bool add_input(struct experiment *e, struct experiment_input *inputs, const char *path,
                      const struct conf_node *where, struct conf_errors *errors)
{
    const char *label = configs_label(&e->arena, path);
    for (uint32_t i = 0; i < e->input_count; i++)
        if (strcmp(inputs[i].path, label) == 0)
            return true;
    struct experiment_input *in = &inputs[e->input_count];
    struct aif_err err;
    in->path = label;
    if (!input_sha256(path, in->sha256, &err)) {
        errors->is_missing = true;
        return conf_error(errors, where, "%s", err.text);
    }
    e->input_count++;
    return true;
}

/* Against the hashes that the experiment states. */
static bool compare(const struct experiment *e, struct conf_errors *errors)
{
    const struct conf_node *stated = conf_get(e->doc.root, "inputs");
    bool ok = true;
    for (const struct conf_node *n = stated ? stated->first : NULL; n; n = n->next)
        for (uint32_t i = 0; i < e->input_count; i++)
            if (strcmp(e->inputs[i].path, conf_text(n, "path")) == 0 &&
                strcmp(e->inputs[i].sha256, conf_text(n, "sha256")) != 0)
                ok = conf_error(errors, conf_get(n, "sha256"),
                                "'%.200s' has changed: its SHA-256 is now %s", e->inputs[i].path,
                                e->inputs[i].sha256);
    return ok;
}

static uint32_t count_access_files(const struct experiment *e)
{
    uint32_t n = 0;
    for (uint32_t i = 0; e->access.specs && i < e->site_count; i++)
        n += 1 + e->access.specs[i].mode_count;
    return n;
}

static bool add_access_files(struct experiment *e, struct experiment_input *inputs,
                             struct conf_errors *errors)
{
    bool ok = true;
    const struct conf_node *where = conf_get(conf_get(e->doc.root, "access"), "spec");
    for (uint32_t i = 0; e->access.specs && i < e->site_count; i++) {
        const struct access_spec *s = &e->access.specs[i];
        if (!s->path) /* could not be read */
            continue;
        ok &= add_input(e, inputs, s->path, where, errors);
        for (uint32_t m = 0; m < s->mode_count; m++)
            ok &= add_input(e, inputs, s->modes[m].source->name, where, errors);
    }
    return ok;
}

bool experiment_read_inputs(struct experiment *e, struct conf_errors *errors)
{
    struct experiment_input *inputs =
        AIF_NEW(&e->arena, struct experiment_input,
                e->site_count + e->trace_count + count_access_files(e) + 1);
    e->inputs = inputs;
    const struct conf_node *n = conf_get(e->doc.root, "sites")->first;
    bool ok = true;
    for (uint32_t i = 0; i < e->site_count; i++, n = n->next)
        if (e->sites[i].site.path && *e->sites[i].site.path)
            ok &= add_input(e, inputs, e->sites[i].site.path, conf_get(n, "site"), errors);
    n = conf_get(e->doc.root, "traces")->first;
    for (uint32_t i = 0; i < e->trace_count; i++, n = n->next) {
        const struct experiment_trace *t = &e->traces[i];
        const char *path = t->spec ? t->spec->path : t->path;
        if (path)
            ok &= add_input(e, inputs, path, conf_get(n, t->spec ? "generate" : "file"), errors);
    }
    ok = ok && (!e->access.is_on || add_access_files(e, inputs, errors));
    return ok && compare(e, errors);
}

struct text {
    struct aif_arena *arena;
    char *bytes;
    size_t used, capacity;
};

static bool put_text(void *to, const char *bytes, size_t count)
{
    struct text *t = to;
    if (t->used + count + 1 > t->capacity) {
        t->capacity = 2 * (t->used + count + 1);
        char *grown = AIF_NEW(t->arena, char, t->capacity);
        if (t->used)
            memcpy(grown, t->bytes, t->used);
        t->bytes = grown;
    }
    memcpy(t->bytes + t->used, bytes, count);
    t->used += count;
    return true;
}

static struct conf_node *new_scalar(struct experiment *e, const char *key, const char *text)
{
    struct conf_node *n = conf_new_scalar(&e->doc, e->doc.root, text, strlen(text));
    n->is_plain = false;
    n->key = key;
    return n;
}

static struct conf_node *input_list(struct experiment *e)
{
    struct conf_node *list = AIF_NEW(&e->doc.arena, struct conf_node, 1);
    list->kind = CONF_KIND_LIST;
    list->key = "inputs";
    for (uint32_t i = 0; i < e->input_count; i++) {
        struct conf_node *map = AIF_NEW(&e->doc.arena, struct conf_node, 1);
        map->kind = CONF_KIND_MAP;
        conf_append(map, new_scalar(e, "path", e->inputs[i].path));
        conf_append(map, new_scalar(e, "sha256", e->inputs[i].sha256));
        conf_append(list, map);
    }
    return list;
}

static bool is_place(const struct conf_node *n)
{
    return !strcmp(n->key, "folder") || !strcmp(n->key, "inputs");
}

/* The tree, without what says where files lie and, for the hash, without the description. */
static struct conf_node *settings_of(struct experiment *e, bool has_description)
{
    struct conf_node *root = AIF_NEW(&e->doc.arena, struct conf_node, 1);
    root->kind = CONF_KIND_MAP;
    for (const struct conf_node *n = e->doc.root->first; n; n = n->next) {
        if (is_place(n) || (!has_description && !strcmp(n->key, "description")))
            continue;
        struct conf_node *copy = AIF_NEW(&e->doc.arena, struct conf_node, 1);
        *copy = *n;
        conf_append(root, copy);
    }
    return root;
}

static void write(struct experiment *e, const struct conf_node *root, struct text *out)
{
    struct aif_sink *sink = AIF_NEW(&e->arena, struct aif_sink, 1);
    sink->put = put_text;
    sink->to = out;
    *out = (struct text){.arena = &e->arena};
    conf_write(sink, root);
    aif_sink_flush(sink);
    out->bytes[out->used] = '\0';
}

void experiment_resolve(struct experiment *e, const char *folder)
{
    struct text text;
    write(e, settings_of(e, false), &text);
    SHA2_CTX hash;
    SHA256Init(&hash);
    SHA256Update(&hash, (const unsigned char *)text.bytes, text.used);
    for (uint32_t i = 0; i < e->input_count; i++)
        SHA256Update(&hash, (const unsigned char *)e->inputs[i].sha256, 64);
    SHA256End(&hash, e->sha256);

    struct conf_node *root = settings_of(e, true);
    bool is_anywhere = !e->has_own_paths || !*folder;
    conf_append(root, new_scalar(e, "folder", is_anywhere ? "." : folder));
    conf_append(root, input_list(e));
    write(e, root, &text);
    e->resolved = text.bytes;
}
