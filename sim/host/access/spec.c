/* From access files in YAML to the structs of granting. */
#include "host/access/spec.h"

#include "aif/text.h"
#include "host/access/internal.h"
#include "host/conf/internal.h"
#include "host/files/configs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SPECS = 256, HOUR_S = 3600, PERCENT_PPM = 10000 };

static bool unknown_file(const char *name, struct conf_errors *errors)
{
    struct aif_arena a = {0};
    struct config_file *files = AIF_NEW(&a, struct config_file, MOST_SPECS);
    const char *names[MOST_SPECS];
    char list[1000];
    uint32_t n = configs_list(&a, "access", files, MOST_SPECS);
    for (uint32_t i = 0; i < n; i++)
        names[i] = files[i].name;
    conf_join(list, sizeof list, names, n);
    const char *near = aif_text_nearest(name, names, n);
    conf_error_plain(
        errors, "unknown access file '%s'%s%s%s (known: %s; also the path of a .yaml file)", name,
        near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "", n ? list : "none");
    errors->is_missing = true;
    aif_arena_free(&a);
    return false;
}

static bool open_file(const char *name, struct conf_doc *doc, struct conf_errors *errors)
{
    struct aif_arena a = {0};
    const char *path = configs_is_path(name) ? name : configs_find(&a, "access", name);
    bool ok = path ? conf_open(doc, path, errors) : unknown_file(name, errors);
    aif_arena_free(&a);
    return ok;
}

bool access_mode_read(const char *path, struct conf_errors *errors)
{
    struct conf_doc doc = {0};
    bool ok = open_file(path, &doc, errors) && conf_check(&doc, access_mode_fields, errors);
    conf_close(&doc);
    return ok;
}

bool access_spec_begin(struct access_spec *out, struct conf_errors *errors)
{
    if (!conf_check(&out->doc, access_fields, errors))
        return false;
    out->path = out->doc.source->name;
    out->site = conf_text(out->doc.root, "site");
    out->modes = AIF_NEW(&out->doc.arena, struct conf_doc, conf_get(out->doc.root, "modes")->count);
    return true;
}

bool access_spec_read(const char *name, const char *const *sets, size_t set_count,
                      struct access_spec *out, struct conf_errors *errors)
{
    bool ok = open_file(name, &out->doc, errors) &&
              (!out->changes || conf_merge(&out->doc, out->changes, errors));
    for (size_t i = 0; ok && i < set_count; i++)
        ok = conf_set(&out->doc, sets[i], errors);
    if (!ok || !access_spec_begin(out, errors))
        return false;
    for (const struct conf_node *m = conf_get(out->doc.root, "modes")->first; m; m = m->next) {
        struct conf_doc *doc = &out->modes[out->mode_count++];
        ok &= open_file(m->text, doc, errors) && conf_check(doc, access_mode_fields, errors);
    }
    return ok;
}

/* "configs/access/regular.yaml" and "regular" -> "regular" */
static const char *mode_name(struct aif_arena *a, const char *text)
{
    const char *slash = strrchr(text, '/');
    const char *name = slash ? slash + 1 : text;
    const char *dot = strrchr(name, '.');
    return aif_arena_text(a, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static struct access_site facts_of(const struct site *site)
{
    struct access_site facts = {.name = site->machine.name, .gpus_per_node = 1};
    for (uint32_t i = 0; i < site->machine.class_count; i++) {
        const struct aif_class *c = &site->machine.classes[i];
        facts.gpus += (int64_t)c->node_count * c->shape.gpus;
        if (c->shape.gpus > facts.gpus_per_node)
            facts.gpus_per_node = c->shape.gpus;
    }
    return facts;
}

/* The Union's share: stated, or what the site's funding gives it; never above what the law says. */
static bool bind_union(struct access_spec *s, const struct site *site, const char *machine,
                       struct conf_errors *errors)
{
    const struct conf_node *legal = conf_get(s->doc.root, "legal");
    const struct conf_node *funding = site->doc.root ? conf_get(site->doc.root, "funding") : NULL;
    const struct conf_node *eurohpc = funding ? conf_get(funding, "eurohpc") : NULL;
    s->union_most_percent = (int32_t)conf_int(conf_get(legal, "union_at_most"), machine);
    s->union_percent = s->union_most_percent;
    if (conf_get(legal, "union_percent"))
        s->union_percent = (int32_t)conf_int(legal, "union_percent");
    else if (eurohpc && conf_value(eurohpc)->whole < s->union_percent)
        s->union_percent = (int32_t)conf_value(eurohpc)->whole;
    if (s->union_percent > s->union_most_percent)
        return conf_error(errors, conf_get(legal, "union_percent"),
                          "union_percent: the law gives the Union at most %d percent of a machine "
                          "of the kind %s",
                          s->union_most_percent, machine);
    return true;
}

static bool bind_commercial(struct access_spec *s, struct conf_errors *errors)
{
    const struct conf_node *legal = conf_get(s->doc.root, "legal");
    const struct conf_node *chosen = conf_get(legal, "commercial_percent");
    s->commercial_most_percent = (int32_t)conf_int(legal, "commercial_at_most");
    s->commercial_percent =
        chosen ? (int32_t)conf_int(legal, "commercial_percent") : s->commercial_most_percent;
    if (s->commercial_percent > s->commercial_most_percent)
        return conf_error(errors, chosen,
                          "commercial_percent: the law gives commercial use at most %d percent of "
                          "the Union's share",
                          s->commercial_most_percent);
    return true;
}

static bool bind_legal(struct access_spec *s, const struct site *site, struct conf_errors *errors)
{
    const struct conf_node *machines = conf_get(conf_get(s->doc.root, "legal"), "machine");
    const char *name = site->machine.name;
    if (!conf_get(machines, name))
        return conf_error_key(errors, machines,
                              "the kind of machine of %s is missing, on which the law's limits "
                              "depend: add it as %s: {value: mid_range, assumed: why}",
                              name, name);
    bool is_ok = bind_union(s, site, conf_text(machines, name), errors);
    return bind_commercial(s, errors) && is_ok;
}

static struct aif_pool pool_of(const char *name, double share)
{
    return (struct aif_pool){.name = name, .has_share = true, .share_ppm = access_ppm(share)};
}

static struct aif_pool *bind_pools(struct access_spec *s)
{
    const struct conf_node *pools = conf_get(s->doc.root, "pools");
    struct aif_pool *list = AIF_NEW(&s->doc.arena, struct aif_pool, AIF_POOL_MAX);
    double of_union = s->union_percent / 100.0;
    list[ACCESS_POOL_UNION] = pool_of("union", of_union);
    list[ACCESS_POOL_NATIONAL] = pool_of("national", 1.0 - of_union);
    list[ACCESS_POOL_COMMERCIAL] = pool_of("commercial", of_union * s->commercial_percent / 100.0);
    s->admission.pool_count = ACCESS_POOL_FIXED;
    for (const struct conf_node *n = pools->first; n; n = n->next)
        list[s->admission.pool_count++] =
            pool_of(n->key, of_union * conf_real(n, "percent") / 100.0);
    s->admission.pools = list;
    return list;
}

static bool bind_pool_names(struct access_spec *s, uint32_t mode, struct aif_access_mode *to,
                            struct conf_errors *errors)
{
    bool ok = true;
    const struct conf_node *names = conf_get(s->modes[mode].root, "pools");
    for (const struct conf_node *n = names->first; n; n = n->next) {
        uint32_t i = 0;
        while (i < s->admission.pool_count && strcmp(s->admission.pools[i].name, n->text) != 0)
            i++;
        if (i == s->admission.pool_count)
            ok = conf_error(errors, n,
                            "unknown pool '%.60s' (known: union, national, commercial, and those "
                            "of %s)",
                            n->text, s->path);
        else
            to->pools |= UINT64_C(1) << i;
    }
    return ok;
}

/* A cap on each cut-off is a pool of the mode's own. */
static bool add_cutoff_pool(struct access_spec *s, struct aif_pool *pools, int64_t unit_hours,
                            struct aif_access_mode *to, struct conf_errors *errors)
{
    if (!unit_hours)
        return true;
    if (s->admission.pool_count == AIF_POOL_MAX)
        return conf_error_plain(errors, "%s: more than %d pools", s->path, AIF_POOL_MAX);
    char text[80] = "";
    strncat(text, to->name, 60);
    strncat(text, "-call", 6);
    uint32_t i = s->admission.pool_count++;
    pools[i] = (struct aif_pool){.name = aif_arena_text(&s->doc.arena, text, strlen(text)),
                                 .cutoff_unit_hours = unit_hours};
    to->pools |= UINT64_C(1) << i;
    return true;
}

static bool bind_modes(struct access_spec *s, const struct access_site *site,
                       struct aif_pool *pools, struct conf_errors *errors)
{
    struct aif_access_mode *list = AIF_NEW(&s->doc.arena, struct aif_access_mode, s->mode_count);
    const struct conf_node *names = conf_get(s->doc.root, "modes");
    uint32_t stated = s->admission.pool_count;
    bool ok = true;
    s->admission.modes = list;
    for (const struct conf_node *n = names->first; n; n = n->next) {
        uint32_t i = s->admission.mode_count++;
        struct access_bound bound;
        const char *name = mode_name(&s->doc.arena, n->text);
        if (!access_mode_bind(&s->modes[i], name, site, &bound, errors)) {
            ok = false;
            continue;
        }
        list[i] = bound.mode;
        uint32_t all = s->admission.pool_count;
        s->admission.pool_count = stated; /* modes do not name each other's */
        ok &= bind_pool_names(s, i, &list[i], errors);
        s->admission.pool_count = all;
        ok &= add_cutoff_pool(s, pools, bound.cutoff_pool, &list[i], errors);
    }
    return ok;
}

static void bind_calendar(struct access_spec *s)
{
    const struct conf_node *calendar = conf_get(s->doc.root, "calendar");
    const struct conf_node *holidays = conf_get(calendar, "holidays");
    struct aif_holiday *list = AIF_NEW(&s->doc.arena, struct aif_holiday, holidays->count + 1);
    for (const struct conf_node *n = holidays->first; n; n = n->next)
        access_holiday_read(conf_value(n)->text, &list[s->admission.calendar.holiday_count++]);
    s->admission.calendar.holidays = list;
    s->admission.opens_second = (int32_t)conf_int(calendar, "opens") * HOUR_S;
}

bool access_spec_bind(struct access_spec *s, const struct site *site, struct conf_errors *errors)
{
    AIF_CHECK(!s->admission.modes);
    struct access_site facts = facts_of(site);
    const struct conf_node *hosts = conf_get(s->doc.root, "hosts");
    if (!facts.gpus)
        return conf_error_plain(errors, "%s has no GPUs that access could be granted to",
                                site->machine.name);
    if (!conf_get(hosts, facts.name))
        return conf_error_key(errors, hosts, "the country of %s is missing", facts.name);
    if (!bind_legal(s, site, errors))
        return false;
    s->admission.machine_units = facts.gpus;
    bind_calendar(s);
    struct aif_pool *pools = bind_pools(s);
    if (!bind_modes(s, &facts, pools, errors) ||
        !access_population_bind(s, conf_text(hosts, facts.name), errors))
        return false;
    struct aif_err err;
    return aif_admission_check(&s->admission, &s->population, &err) ||
           conf_error_plain(errors, "%s: %s", s->path, err.text);
}

void access_project_name(const struct access_spec *s, const struct aif_proposal *p,
                         char name[ACCESS_PROJECT_ROOM])
{
    snprintf(name, ACCESS_PROJECT_ROOM, "%.60s-p%03" PRIu32,
             s->population.communities[p->community].name, p->number + 1);
}

void access_spec_close(struct access_spec *s)
{
    for (uint32_t i = 0; i < s->mode_count; i++)
        conf_close(&s->modes[i]);
    conf_close(&s->doc);
    *s = (struct access_spec){.site = NULL};
}
