/* From an experiment file to sites, traces, policies and the cells to run. */
#include "host/experiment/experiment.h"

#include "host/experiment/communities.h"
#include "host/experiment/fields.h"
#include "host/experiment/inputs.h"
#include "host/experiment/outputs.h"
#include "host/files/configs.h"
#include "host/site/job_rules.h"

#include <string.h>
#include <unistd.h>

enum { MOST_CELLS = 10000000 };

static const char *text_or(const struct conf_node *map, const char *key, const char *fallback)
{
    return conf_get(map, key) ? conf_text(map, key) : fallback;
}

static const char *join(struct aif_arena *a, const char *folder, const char *file)
{
    size_t bytes = strlen(folder);
    if (*file == '/' || !bytes)
        return aif_arena_text(a, file, strlen(file));
    char *path = AIF_NEW(a, char, bytes + strlen(file) + 2);
    memcpy(path, folder, bytes);
    path[bytes] = '/';
    strcpy(path + bytes + 1, file);
    return path;
}

/* A path on the command line is relative to the current folder, one in the file to the file's.  So
 * that the resolved experiment means the same, the former becomes absolute. */
static void make_absolute(struct experiment *e, struct conf_node *n, bool is_path)
{
    char here[4096];
    if (n->source->is_option && is_path && *n->text != '/' && getcwd(here, sizeof here))
        n->text = join(&e->doc.arena, here, n->text);
}

static void make_options_absolute(struct experiment *e)
{
    const struct conf_node *access = conf_get(e->doc.root, "access");
    for (struct conf_node *n = access ? access->first : NULL; n; n = n->next)
        if (strcmp(n->key, "spec") == 0)
            make_absolute(e, n, configs_is_path(n->text));
    for (struct conf_node *key = e->doc.root->first; key; key = key->next) {
        bool is_sites = strcmp(key->key, "sites") == 0;
        if (!is_sites && strcmp(key->key, "traces") != 0)
            continue;
        for (struct conf_node *item = key->first; item; item = item->next) {
            for (struct conf_node *n = item->first; n; n = n->next) {
                bool is_file = strcmp(n->key, "file") == 0;
                bool is_named = strcmp(n->key, is_sites ? "site" : "generate") == 0;
                make_absolute(e, n, is_file || (is_named && configs_is_path(n->text)));
            }
        }
    }
}

/* Folder that paths in the file are relative to; "" for the current one. */
static const char *folder_of(struct experiment *e)
{
    if (conf_get(e->doc.root, "folder"))
        return conf_text(e->doc.root, "folder");
    const char *slash = strrchr(e->path, '/');
    return slash
               ? aif_arena_text(&e->arena, e->path, (size_t)(slash - e->path) + (slash == e->path))
               : ".";
}

const char *experiment_path(struct experiment *e, const char *folder, const char *text)
{
    e->has_own_paths |= *text != '/';
    return strcmp(folder, ".") == 0 ? text : join(&e->arena, folder, text);
}

/* The site of an entry, as its place in the list says. */
static bool read_site(struct experiment *e, struct experiment_site *s, const char *folder,
                      const struct conf_node *n, struct conf_errors *errors)
{
    struct site_changes changes = {.set = conf_get(n, "set")};
    const struct conf_node *where = conf_get(n, "site");
    const char *path, *name = conf_text(n, "site");
    struct aif_err err;
    if (configs_is_path(name))
        name = experiment_path(e, folder, name);
    if (!site_locate(name, &e->arena, &path, &err))
        return conf_error(errors, where, "%s", err.text);
    if (!site_read_changed(name, &changes, &s->site, errors))
        return false;
    s->name = text_or(n, "name", s->site.machine.name);
    s->job_rules = conf_get(n, "jobs");
    return !s->job_rules || job_rules_check(&s->site, s->job_rules, errors);
}

/* Whether two entries are the same site before any change. */
static bool is_same_site(const struct experiment_site *a, const struct experiment_site *b)
{
    bool is_pool = !*a->site.path && !*b->site.path;
    return is_pool ? a->site.machine.procs == b->site.machine.procs
                   : strcmp(a->site.path, b->site.path) == 0;
}

/* Names stand in tables, figures and on terminals, one line each. */
static bool check_name(const char *name, const struct conf_node *where, struct conf_errors *errors)
{
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return conf_error(errors, where,
                              "name: found the control character 0x%02x behind '%.*s', expected "
                              "text without line breaks and the like",
                              (unsigned)*c, (int)(c - name), name);
    return true;
}

static bool bind_sites(struct experiment *e, const char *folder, struct conf_errors *errors)
{
    const struct conf_node *list = conf_get(e->doc.root, "sites");
    e->sites = AIF_NEW(&e->arena, struct experiment_site, list->count);
    bool ok = true;
    for (const struct conf_node *n = list->first; n; n = n->next, e->site_count++) {
        struct experiment_site *s = &e->sites[e->site_count];
        s->base = e->site_count;
        if (!read_site(e, s, folder, n, errors)) {
            ok = false;
            continue;
        }
        ok &= check_name(s->name, n, errors);
        for (uint32_t i = e->site_count; i-- > 0;) {
            const struct experiment_site *other = &e->sites[i];
            if (other->name && strcmp(other->name, s->name) == 0)
                ok = conf_error(errors, n, "two sites are called '%s': give this one a 'name'",
                                s->name);
            if (other->name && is_same_site(other, s))
                s->base = i;
        }
    }
    return ok;
}

const char *const *experiment_sets(struct experiment *e, const struct conf_node *n, size_t *count,
                                   struct conf_errors *errors)
{
    const struct conf_node *dict = conf_get(n, "set");
    *count = 0;
    if (!dict)
        return NULL;
    const char **sets = AIF_NEW(&e->arena, const char *, dict->count + 1);
    for (const struct conf_node *pair = dict->first; pair; pair = pair->next) {
        size_t bytes = strlen(pair->key) + strlen(pair->text) + 2;
        if (pair->kind == CONF_KIND_MAP) {
            conf_error(errors, pair, "set: expected a value or a list; write 'KEY.SUB: value'");
            continue;
        }
        for (const struct conf_node *item = pair->first; item; item = item->next)
            bytes += strlen(item->text) + 1;
        char *set = AIF_NEW(&e->arena, char, bytes);
        strcat(strcpy(set, pair->key), "=");
        if (pair->kind == CONF_KIND_SCALAR)
            strcat(set, pair->text);
        for (const struct conf_node *item = pair->first; item; item = item->next)
            strcat(strcat(set, item->text), item->next ? "," : "");
        sets[(*count)++] = set;
    }
    return sets;
}

static bool check_names(const struct workload_spec *spec, const struct conf_node *where,
                        struct conf_errors *errors)
{
    struct aif_err err;
    bool ok = true;
    for (uint32_t i = 0; i < spec->model.community_count; i++)
        if (!experiment_check_community(spec->path, spec->model.communities[i].name, &err))
            ok = conf_error(errors, where, "%s", err.text);
    return ok;
}

static bool bind_generated(struct experiment *e, const char *folder, const struct conf_node *n,
                           struct conf_errors *errors)
{
    struct experiment_trace *t = &e->traces[e->trace_count];
    struct workload_spec *spec = &e->specs[e->trace_count];
    const char *name = conf_text(n, "generate");
    if (configs_is_path(name))
        name = experiment_path(e, folder, name);
    uint32_t before = errors->count;
    size_t count;
    const char *const *sets = experiment_sets(e, n, &count, errors);
    if (errors->count > before)
        return false;
    if (!workload_spec_read(name, sets, count, spec, errors))
        return conf_error(errors, conf_get(n, "generate"),
                          "workload '%.200s' cannot be used: see the message before", name);
    if (!check_names(spec, conf_get(n, "generate"), errors))
        return false;
    t->spec = spec;
    t->size = (struct aif_generate_size){
        .jobs = conf_get(n, "jobs") ? (uint32_t)conf_int(n, "jobs") : 0,
        .span_s = conf_get(n, "span") ? conf_duration_s(n, "span") : 0,
        .load = conf_get(n, "load") ? conf_real(n, "load") : 0.0,
    };
    return true;
}

static void bind_file(struct experiment *e, const char *folder, const struct conf_node *n,
                      struct experiment_trace *t)
{
    t->path = experiment_path(e, folder, conf_text(n, "file"));
    t->from_s = conf_get(n, "from") ? conf_duration_s(n, "from") : 0;
    t->until_s = conf_get(n, "until") ? conf_duration_s(n, "until") : 0;
}

static bool bind_traces(struct experiment *e, const char *folder, struct conf_errors *errors)
{
    const struct conf_node *list = conf_get(e->doc.root, "traces");
    e->traces = AIF_NEW(&e->arena, struct experiment_trace, list->count);
    e->specs = AIF_NEW(&e->arena, struct workload_spec, list->count);
    bool ok = true;
    for (const struct conf_node *n = list->first; n; n = n->next, e->trace_count++) {
        struct experiment_trace *t = &e->traces[e->trace_count];
        t->name = conf_text(n, "name");
        ok &= check_name(t->name, n, errors);
        for (uint32_t i = 0; i < e->trace_count; i++)
            if (strcmp(e->traces[i].name, t->name) == 0)
                ok = conf_error(errors, n, "two traces are called '%s': give this one a 'name'",
                                t->name);
        if (conf_get(n, "file"))
            bind_file(e, folder, n, t);
        else
            ok &= bind_generated(e, folder, n, errors);
    }
    return ok;
}

static bool bind_policies(struct experiment *e, struct conf_errors *errors)
{
    const struct conf_node *list = conf_get(e->doc.root, "policies");
    e->policies = AIF_NEW(&e->arena, struct experiment_policy, list->count);
    bool ok = true;
    for (const struct conf_node *n = list->first; n; n = n->next, e->policy_count++) {
        struct experiment_policy *p = &e->policies[e->policy_count];
        *p = (struct experiment_policy){
            .name = conf_text(n, "name"),
            .order = conf_text(n, "order"),
            .backfill = conf_text(n, "backfill"),
            .candidates = text_or(n, "candidates", ""),
            .place = conf_text(n, "place"),
        };
        ok &= check_name(p->name, n, errors);
        if (strcmp(p->candidates, p->order) == 0)
            p->candidates = "";
        struct aif_policy_names names = {.order = p->order,
                                         .backfill = p->backfill,
                                         .candidates = *p->candidates ? p->candidates : NULL,
                                         .place = p->place,
                                         .share = text_or(n, "share", NULL)};
        struct aif_err err;
        if (!aif_policy_parse(&names, &p->policy, &err))
            ok = conf_error(errors, n, "%s", err.text);
        ok &= experiment_bind_rule(e, n, &p->rule, errors);
        for (uint32_t i = 0; i < e->policy_count; i++)
            if (strcmp(e->policies[i].name, p->name) == 0)
                ok = conf_error(errors, n, "two policies are called '%s'", p->name);
    }
    return ok;
}

static bool bind_seeds(struct experiment *e, struct conf_errors *errors)
{
    const struct conf_node *list = conf_get(e->doc.root, "seeds");
    e->seeds = AIF_NEW(&e->arena, uint64_t, list->count);
    struct aif_names seen = {0};
    bool ok = true;
    for (const struct conf_node *n = list->first; n; n = n->next) {
        if (aif_names_intern(&seen, &e->arena, n->text, strlen(n->text)) < e->seed_count)
            ok = conf_error(errors, n, "seed %s twice", n->text);
        else
            e->seeds[e->seed_count++] = (uint64_t)n->whole;
    }
    return ok;
}

static void add_cells(struct experiment *e, struct experiment_cell cell)
{
    for (uint32_t policy = 0; policy < e->policy_count; policy++) {
        cell.policy = policy;
        e->cells[e->cell_count++] = cell;
    }
}

/* Site, trace, seed, policy; see the header. */
static bool make_cells(struct experiment *e, struct conf_errors *errors)
{
    uint64_t rows = 0; /* of one policy */
    for (uint32_t t = 0; t < e->trace_count; t++)
        rows += e->traces[t].spec ? e->seed_count : 1;
    /* Each factor is below 1e9 here, and the product of the last two below 1e18. */
    uint64_t count = rows * e->site_count;
    if (count > MOST_CELLS || count * e->policy_count > MOST_CELLS)
        return conf_error_plain(errors,
                                "%s: more than %d cells (sites x traces x policies x seeds)",
                                e->path, MOST_CELLS);
    e->cells = AIF_NEW(&e->arena, struct experiment_cell, count * e->policy_count);
    /* The first workload of each site and trace; those of further seeds follow. */
    uint32_t *first = AIF_NEW(&e->arena, uint32_t, (size_t)e->site_count * e->trace_count);
    for (uint32_t s = 0; s < e->site_count; s++)
        for (uint32_t t = 0; t < e->trace_count; t++) {
            bool is_file = !e->traces[t].spec;
            uint32_t seeds = is_file ? 1 : e->seed_count;
            uint32_t like = is_file ? 0 : e->sites[s].base;
            uint32_t *workload = &first[(size_t)s * e->trace_count + t];
            *workload = like < s ? first[(size_t)like * e->trace_count + t] : e->workload_count;
            e->workload_count += like < s ? 0 : seeds;
            for (uint32_t i = 0; i < seeds; i++)
                add_cells(e, (struct experiment_cell){
                                 .site = s,
                                 .trace = t,
                                 .workload = *workload + i,
                                 .seed = is_file ? 0 : e->seeds[i],
                             });
        }
    return true;
}

static bool bind(struct experiment *e, struct conf_errors *errors)
{
    const struct conf_node *root = e->doc.root;
    e->name = conf_text(root, "name");
    e->description = conf_text(root, "description");
    experiment_bind_outputs(e);
    e->is_strict = conf_bool(root, "strict");
    e->is_checked = conf_bool(root, "check");
    e->job_limit = (uint32_t)conf_int(root, "job_limit");
    e->access.is_on = conf_get(root, "access") != NULL;
    make_options_absolute(e);
    const char *folder = folder_of(e);
    bool ok = check_name(e->name, conf_get(root, "name"), errors);
    ok &= bind_sites(e, folder, errors);
    ok &= bind_traces(e, folder, errors);
    ok = ok && experiment_bind_access(e, folder, errors);
    ok &= bind_policies(e, errors);
    ok &= bind_seeds(e, errors);
    ok &= experiment_read_inputs(e, errors);
    if (!ok || !make_cells(e, errors))
        return false;
    experiment_resolve(e, folder);
    return true;
}

/* An experiment that comes with the program may be named instead of its file. */
static const char *locate(struct experiment *e, const char *name)
{
    const char *found = NULL;
    if (!configs_is_path(name) && access(name, F_OK) != 0)
        found = configs_find(&e->arena, "experiments", name);
    return found ? found : aif_arena_text(&e->arena, name, strlen(name));
}

bool experiment_open(const char *path, const char *const *sets, size_t set_count,
                     struct experiment *out, struct conf_errors *errors)
{
    out->path = locate(out, path);
    if (!conf_open(&out->doc, out->path, errors))
        return false;
    bool ok = true;
    for (size_t i = 0; i < set_count; i++)
        ok &= conf_set(&out->doc, sets[i], errors);
    return conf_check(&out->doc, experiment_fields, errors) && ok && bind(out, errors);
}

void experiment_close(struct experiment *e)
{
    for (uint32_t i = 0; i < e->site_count; i++)
        site_close(&e->sites[i].site);
    for (uint32_t i = 0; i < e->trace_count; i++)
        workload_spec_close(&e->specs[i]);
    experiment_close_access(e);
    conf_close(&e->doc);
    aif_arena_free(&e->arena);
    *e = (struct experiment){0};
}
