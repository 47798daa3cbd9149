#ifndef AIF_PLUGIN_H
#define AIF_PLUGIN_H

#include "aif/base.h"

/* Kinds of plug-in, in the order in which `aifsim list` shows them. */
enum aif_kind {
    AIF_ORDER,
    AIF_BACKFILL,
    AIF_PLACE,
    AIF_PREEMPT,
    AIF_SHARE,
    AIF_TRACE,
    AIF_ACCESS,
    AIF_KIND_COUNT
};

/* What all plug-ins have in common; always their first member.  Plug-ins are static and const:
 * nobody copies or frees them. */
struct aif_plugin {
    enum aif_kind kind;
    const char *name;    /* as written in experiments and on the command line */
    const char *summary; /* one line for `aifsim list` */
};

const char *aif_kind_name(enum aif_kind kind);                                  /* "order" */
const struct aif_plugin *aif_plugin_find(enum aif_kind kind, const char *name); /* NULL: unknown */
const struct aif_plugin *aif_plugin_at(enum aif_kind kind, size_t i); /* NULL: past the end */

/* Report an unknown name with the names there are and the nearest one; returns false. */
bool aif_plugin_unknown(enum aif_kind kind, const char *name, struct aif_err *err);

#endif
