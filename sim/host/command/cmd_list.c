/* aifsim list [KIND]: every plug-in, or every file of a kind, with its one-line summary. */
#include "host/command/command.h"
#include "host/command/table_style.h"

#include "aif/summary.h"
#include "host/conf/conf.h"
#include "host/figure/figure.h"
#include "host/files/configs.h"
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

static const struct argp argp = {
    NULL,
    parse,
    "[KIND]",
    "Show the plug-ins there are: order, backfill, place, preempt, "
    "share, trace, access, figure; or those of one KIND; or the files that "
    "come with the program: sites, workloads, experiments, "
    "calibration; or the columns of summary.csv: columns.",
    children,
    NULL,
    NULL};

static const struct aif_plugin *plugin_at(enum aif_kind kind, size_t i)
{
    const struct aif_trace *format = kind == AIF_TRACE ? formats_at(i) : NULL;
    if (kind == AIF_TRACE)
        return format ? &format->plugin : NULL;
    return aif_plugin_at(kind, i);
}

static void print_plugin(const char *kind, const char *name, const char *summary,
                         const struct options *o)
{
    printf(o->style.is_parsable ? "%s|%s|%s\n" : "%-9s %-22s %s\n", kind, name, summary);
}

static void print_kind(enum aif_kind kind, const struct options *o)
{
    const struct aif_plugin *p;
    for (size_t i = 0; (p = plugin_at(kind, i)); i++)
        print_plugin(aif_kind_name(kind), p->name, p->summary, o);
}

/* A kind that the library knows nothing of, listed behind its own. */
static const char figure_kind[] = "figure";

static void print_figures(const struct options *o)
{
    const struct figure *f;
    for (size_t i = 0; (f = figures_at(i)); i++)
        print_plugin(figure_kind, f->name, f->summary, o);
}

/* Kinds of files: folders of configs/. */
static const char *const folders[] = {"sites", "workloads", "experiments", "calibration"};
static const char columns_kind[] = "columns";

static bool is_folder(const char *kind)
{
    for (size_t i = 0; i < AIF_COUNT(folders); i++)
        if (strcmp(kind, folders[i]) == 0)
            return true;
    return false;
}

/* What a file says of itself in a line: its title, else its description; empty if it cannot be
 * read. */
static const char *title_of(const struct conf_doc *doc)
{
    static const char *const keys[] = {"title", "description"};
    for (size_t i = 0; doc->root && doc->root->kind == CONF_KIND_MAP && i < AIF_COUNT(keys); i++) {
        const struct conf_node *n = conf_get(doc->root, keys[i]);
        if (n && n->kind == CONF_KIND_SCALAR)
            return n->text;
    }
    return "";
}

/* One of a kind with longer names than plug-ins have. */
static void print_long(const char *kind, const char *name, const char *summary,
                       const struct options *o)
{
    printf(o->style.is_parsable ? "%s|%s|%s\n" : "%-11s %-26s %s\n", kind, name, summary);
}

static void print_files(const char *folder, const struct options *o)
{
    enum { MOST_FILES = 1000 };
    struct aif_arena arena = {0};
    struct config_file *files = AIF_NEW(&arena, struct config_file, MOST_FILES);
    uint32_t count = configs_list(&arena, folder, files, MOST_FILES);
    for (uint32_t i = 0; i < count; i++) {
        struct conf_errors errors = {0};
        struct conf_doc doc = {0};
        conf_open(&doc, files[i].path, &errors);
        print_long(folder, files[i].name, title_of(&doc), o);
        conf_close(&doc);
        conf_errors_fini(&errors);
    }
    aif_arena_free(&arena);
}

static void print_columns(const struct options *o)
{
    for (size_t i = 0; i < aif_column_count(); i++)
        print_long(columns_kind, aif_column_at(i)->name, aif_column_at(i)->summary, o);
}

static bool is_plugin_kind(const char *kind)
{
    for (int k = 0; k < AIF_KIND_COUNT; k++)
        if (strcmp(kind, aif_kind_name((enum aif_kind)k)) == 0)
            return true;
    return strcmp(kind, figure_kind) == 0;
}

int command_list(int argc, char **argv)
{
    struct options o = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    bool has_files = o.kind && is_folder(o.kind);
    bool is_long = has_files || (o.kind && strcmp(o.kind, columns_kind) == 0);
    if (o.kind && !is_long && !is_plugin_kind(o.kind))
        return command_fail(
            EXIT_STATUS_USAGE,
            "unknown kind '%s' (known: order, backfill, place, preempt, share, "
            "trace, access, figure, sites, workloads, experiments, calibration, columns)",
            o.kind);
    if (!o.style.has_no_header) {
        if (o.style.is_parsable)
            puts("KIND|NAME|SUMMARY");
        else
            printf("%-*s %-*s %s\n", is_long ? 11 : 9, "KIND", is_long ? 26 : 22, "NAME",
                   "SUMMARY");
    }
    if (has_files)
        print_files(o.kind, &o);
    else if (is_long)
        print_columns(&o);
    for (int k = 0; k < AIF_KIND_COUNT; k++)
        if (!o.kind || strcmp(o.kind, aif_kind_name((enum aif_kind)k)) == 0)
            print_kind((enum aif_kind)k, &o);
    if (!o.kind || strcmp(o.kind, figure_kind) == 0)
        print_figures(&o);
    return EXIT_STATUS_OK;
}
