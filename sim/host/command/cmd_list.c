/* aifsim list [KIND]: every plug-in with its one-line summary. */
#include "host/command/command.h"
#include "host/command/table_style.h"
#include "host/figure/figure.h"
#include "host/formats/formats.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

struct options {
    const char *kind;
    struct table_style style;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->style;
        return 0;
    case ARGP_KEY_ARG:
        if (o->kind)
            argp_error(state, "one KIND at most, found also '%s'", arg);
        o->kind = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&table_style_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {NULL,
                                 parse,
                                 "[KIND]",
                                 "Show the plug-ins there are: order, backfill, place, preempt, "
                                 "share, trace, access, figure; or those of one KIND.",
                                 children,
                                 NULL,
                                 NULL};

static const struct aif_plugin *plugin_at(enum aif_kind kind, size_t i)
{
    const struct aif_trace *format = kind == AIF_TRACE ? formats_at(i) : NULL;
    if (kind == AIF_TRACE)
        return format ? &format->plugin : NULL;
    const struct figure *figure = kind == AIF_FIGURE ? figures_at(i) : NULL;
    if (kind == AIF_FIGURE)
        return figure ? &figure->plugin : NULL;
    return aif_plugin_at(kind, i);
}

static void print_kind(enum aif_kind kind, const struct options *o)
{
    const struct aif_plugin *p;
    for (size_t i = 0; (p = plugin_at(kind, i)); i++)
        printf(o->style.is_parsable ? "%s|%s|%s\n" : "%-9s %-22s %s\n", aif_kind_name(kind),
               p->name, p->summary);
}

int command_list(int argc, char **argv)
{
    struct options o = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    bool is_known = !o.kind;
    for (int k = 0; k < AIF_KIND_COUNT; k++)
        is_known |= o.kind && strcmp(o.kind, aif_kind_name((enum aif_kind)k)) == 0;
    if (!is_known)
        return command_fail(EXIT_STATUS_USAGE,
                            "unknown kind '%s' (known: order, backfill, place, preempt, share, "
                            "trace, access, figure)",
                            o.kind);
    if (!o.style.has_no_header)
        printf(o.style.is_parsable ? "%s|%s|%s\n" : "%-9s %-22s %s\n", "KIND", "NAME", "SUMMARY");
    for (int k = 0; k < AIF_KIND_COUNT; k++)
        if (!o.kind || strcmp(o.kind, aif_kind_name((enum aif_kind)k)) == 0)
            print_kind((enum aif_kind)k, &o);
    return EXIT_STATUS_OK;
}
