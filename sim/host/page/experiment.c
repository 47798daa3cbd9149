/* The resolved experiment of a result directory, and the machines of its sites. */
#include "host/page/internal.h"

#include "host/experiment/fields.h"
#include "host/experiment/inputs.h"
#include "host/files/configs.h"
#include "host/files/durable.h"
#include "host/files/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text_or(const struct conf_node *map, const char *key, const char *fallback)
{
    return map && conf_get(map, key) ? conf_text(map, key) : fallback;
}

/* Whether the site's file is one of those that the campaign was run with. */
static bool is_as_it_was(const struct page *p, const struct site *s)
{
    const struct conf_node *inputs = conf_get(p->experiment.doc.root, "inputs");
    char sha256[INPUT_HASH_TEXT];
    struct aif_err err;
    if (!*s->path)
        return true;
    if (!inputs || !input_sha256(s->path, sha256, &err))
        return false;
    for (const struct conf_node *n = inputs->first; n; n = n->next)
        if (strcmp(conf_text(n, "sha256"), sha256) == 0)
            return true;
    return false;
}

static void add_lanes(struct page_site *s, struct page_lanes lanes)
{
    lanes.first = s->lane_count;
    s->groups[s->group_count++] = lanes;
    s->lane_count += lanes.count;
}

static void lay_out_lanes(struct page *p, struct page_site *s)
{
    const struct aif_machine *m = &s->site.machine;
    s->groups = AIF_NEW(&p->arena, struct page_lanes, m->class_count + 1);
    if (m->procs)
        add_lanes(s, (struct page_lanes){
                         .name = "processors", .first = 0, .count = m->procs, .per_node = 1});
    for (uint32_t c = 0; c < m->class_count; c++) {
        const struct aif_class *class = &m->classes[c];
        uint32_t each = class->shape.gpus ? class->shape.gpus : 1;
        add_lanes(s, (struct page_lanes){.name = class->name,
                                         .first = 0,
                                         .count = class->node_count * each,
                                         .per_node = each,
                                         .first_node = class->first_node,
                                         .has_gpus = class->shape.gpus > 0});
    }
}

static const char *describe(struct page *p, const struct site *s)
{
    char text[600];
    if (s->machine.procs)
        snprintf(text, sizeof text, "a pool of %u processors", s->machine.procs);
    else
        snprintf(text, sizeof text, "%.250s%s%.250s", text_or(s->doc.root, "title", ""),
                 *text_or(s->doc.root, "place", "") ? ", " : "", text_or(s->doc.root, "place", ""));
    return aif_arena_text(&p->arena, text, strlen(text));
}

static void take_site(struct page *p, const struct conf_node *n, const char *folder)
{
    struct site_changes changes = {.set = conf_get(n, "set")};
    struct conf_errors errors = {0};
    struct site site = {.path = NULL};
    const char *file = conf_text(n, "site");
    if (configs_is_path(file))
        file = experiment_path(&p->experiment, folder, file);
    bool is_read = site_read_changed(file, &changes, &site, &errors);
    const char *name = text_or(n, "name", is_read ? site.machine.name : "");
    uint32_t i = aif_names_find(&p->site_names, name);
    if (is_read && i != AIF_NONE && !p->sites[i].is_known && is_as_it_was(p, &site)) {
        struct page_site *s = &p->sites[i];
        s->site = site;
        s->is_known = true;
        s->description = describe(p, &site);
        lay_out_lanes(p, s);
    } else {
        site_close(&site);
    }
    conf_errors_fini(&errors);
}

static bool read_document(struct page *p, const char *path, struct aif_err *err)
{
    struct conf_errors errors = {0};
    bool is_read = conf_open(&p->experiment.doc, path, &errors) &&
                   conf_check(&p->experiment.doc, experiment_fields, &errors);
    if (!is_read)
        conf_errors_to(&errors, err);
    conf_errors_fini(&errors);
    return is_read;
}

bool page_read_experiment(struct page *p, struct aif_err *err)
{
    char path[4096];
    size_t bytes;
    if (snprintf(path, sizeof path, "%s/experiment.resolved.yaml", p->dir) >= (int)sizeof path)
        return aif_err_set(err, "%s: the path is too long", p->dir);
    p->resolved = durable_read(path, &bytes);
    if (!p->resolved)
        return aif_err_set(err, "%s: cannot be read; it belongs to results.db", path);
    if (!read_document(p, path, err))
        return false;
    const struct conf_node *root = p->experiment.doc.root;
    for (const struct conf_node *n = conf_get(root, "sites")->first; n; n = n->next)
        take_site(p, n, text_or(root, "folder", "."));
    for (uint32_t i = 0; i < p->site_names.count; i++)
        if (!p->sites[i].is_known)
            page_leave_out(p,
                           "what ran where at %s is not drawn: the site's file is not there, or is "
                           "not the one that the campaign was run with",
                           p->site_names.texts[i]);
    return true;
}

void page_close_experiment(struct page *p)
{
    for (uint32_t i = 0; p->sites && i < p->site_names.count; i++)
        if (p->sites[i].is_known)
            site_close(&p->sites[i].site);
    conf_close(&p->experiment.doc);
    aif_arena_free(&p->experiment.arena);
    free((void *)(uintptr_t)p->resolved);
}
