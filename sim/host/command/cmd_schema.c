/* aifsim schema KIND: every key that a kind of file may have. */
#include "host/command/command.h"
#include "host/command/table_style.h"

#include "aif/text.h"
#include "host/access/spec.h"
#include "host/calibrate/published.h"
#include "host/conf/schema.h"
#include "host/experiment/fields.h"
#include "host/site/site.h"
#include "host/workload/spec.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 6 };

struct options {
    const char *kind;
    struct table_style style;
};

static const struct {
    const char *name;
    const struct conf_field *fields;
} kinds[] = {{"experiment", experiment_fields},   {"site", site_fields},
             {"workload", workload_fields},       {"access", access_fields},
             {"access-mode", access_mode_fields}, {"calibration", published_fields}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->style;
        return 0;
    case ARGP_KEY_ARG:
        if (o->kind)
            argp_error(state, "one KIND, found also '%s'", arg);
        o->kind = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which kind of file: experiment, site, workload, access, access-mode or "
                          "calibration");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&table_style_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
    NULL,
    parse,
    "KIND",
    "Show every key that a kind of file (experiment, site, workload, access, access-mode, "
    "calibration) may have: its type and values, the default, and whether its value states a "
    "source."
    "\vtraces[].load is the key load of each item of the list traces; classes.NAME.gpus is gpus of "
    "each entry of the map classes.  What needs a source is written {value: 4, published: "
    "\"where\"} "
    "or {value: 4, assumed: \"why\"}.",
    children,
    NULL,
    NULL};

static int unknown(const char *kind)
{
    const char *names[AIF_COUNT(kinds)];
    for (size_t i = 0; i < AIF_COUNT(kinds); i++)
        names[i] = kinds[i].name;
    const char *near = aif_text_nearest(kind, names, AIF_COUNT(names));
    if (near)
        return command_fail(EXIT_STATUS_USAGE, "unknown kind '%s': did you mean '%s'?", kind, near);
    return command_fail(EXIT_STATUS_USAGE,
                        "unknown kind '%s' (known: experiment, site, workload, access, "
                        "access-mode, calibration)",
                        kind);
}

static void print_row(const char *const cells[COLUMNS], const int widths[COLUMNS],
                      const struct table_style *style)
{
    for (int i = 0; i < COLUMNS; i++) {
        bool is_last = i == COLUMNS - 1;
        if (style->is_parsable)
            printf("%s%s", cells[i], is_last ? "\n" : "|");
        else if (is_last)
            printf("%s\n", cells[i]);
        else
            printf("%-*s  ", widths[i], *cells[i] ? cells[i] : "-");
    }
}

static void print(const struct conf_schema *s, const struct table_style *style)
{
    static const char *const names[COLUMNS] = {"KEY",     "TYPE",   "VALUES",
                                               "DEFAULT", "SOURCE", "MEANING"};
    enum { WIDEST = 60 };
    int widths[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        widths[i] = (int)strlen(names[i]);
    for (uint32_t pass = 0; pass < 2; pass++) {
        if (pass == 1 && !style->has_no_header)
            print_row(names, widths, style);
        for (uint32_t r = 0; r < s->count; r++) {
            const struct conf_schema_row *row = &s->rows[r];
            const char *cells[COLUMNS] = {row->key,      row->type,   row->values,
                                          row->fallback, row->source, row->help};
            for (int i = 0; pass == 0 && i < COLUMNS; i++) {
                int bytes = (int)strlen(cells[i]);
                widths[i] = bytes > widths[i] && bytes <= WIDEST ? bytes : widths[i];
            }
            if (pass == 1)
                print_row(cells, widths, style);
        }
    }
}

int command_schema(int argc, char **argv)
{
    struct options o = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    const struct conf_field *fields = NULL;
    for (size_t i = 0; i < AIF_COUNT(kinds); i++)
        if (strcmp(kinds[i].name, o.kind) == 0)
            fields = kinds[i].fields;
    if (!fields)
        return unknown(o.kind);
    struct aif_arena arena = {0};
    struct conf_schema s = conf_schema(&arena, fields);
    print(&s, &o.style);
    aif_arena_free(&arena);
    return EXIT_STATUS_OK;
}
