#include "aif/access.h"
#include "aif/plugin.h"
#include "aif/preempt.h"
#include "aif/sched.h"
#include "aif/share.h"
#include "aif/text.h"
#include "aif/trace.h"

#include <string.h>

#define PLUGIN(kind, id) extern const struct aif_##kind aif_##kind##_##id;
#include "plugins.h"
#undef PLUGIN

static const struct aif_plugin *const plugins[] = {
#define PLUGIN(kind, id) &aif_##kind##_##id.plugin,
#include "plugins.h"
#undef PLUGIN
};

const char *aif_kind_name(enum aif_kind kind)
{
    static const char *const names[AIF_KIND_COUNT] = {
        [AIF_ORDER] = "order",     [AIF_BACKFILL] = "backfill", [AIF_PLACE] = "place",
        [AIF_PREEMPT] = "preempt", [AIF_SHARE] = "share",       [AIF_TRACE] = "trace",
        [AIF_ACCESS] = "access",
    };
    AIF_CHECK(kind < AIF_KIND_COUNT);
    return names[kind];
}

const struct aif_plugin *aif_plugin_at(enum aif_kind kind, size_t i)
{
    for (size_t p = 0; p < AIF_COUNT(plugins); p++)
        if (plugins[p]->kind == kind && i-- == 0)
            return plugins[p];
    return NULL;
}

const struct aif_plugin *aif_plugin_find(enum aif_kind kind, const char *name)
{
    const struct aif_plugin *p;
    for (size_t i = 0; (p = aif_plugin_at(kind, i)); i++)
        if (strcmp(p->name, name) == 0)
            return p;
    return NULL;
}

bool aif_plugin_unknown(enum aif_kind kind, const char *name, struct aif_err *err)
{
    const char *names[AIF_COUNT(plugins)];
    char list[512] = "";
    size_t n = 0;
    const struct aif_plugin *p;
    while ((p = aif_plugin_at(kind, n))) {
        if (n)
            strncat(list, ", ", sizeof list - strlen(list) - 1);
        strncat(list, p->name, sizeof list - strlen(list) - 1);
        names[n++] = p->name;
    }
    const char *near = aif_text_nearest(name, names, n);
    if (near)
        return aif_err_set(err, "unknown %s '%s': did you mean '%s'? (known: %s)",
                           aif_kind_name(kind), name, near, list);
    return aif_err_set(err, "unknown %s '%s' (known: %s)", aif_kind_name(kind), name, list);
}
