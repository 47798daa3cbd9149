/* aifsim show [SITE]: a site's machine, with the source of every figure. */
#include "host/command/command.h"
#include "host/command/show.h"
#include "host/command/table_style.h"
#include "host/files/configs.h"

#include <argp.h>
#include <inttypes.h>
#include <stdio.h>

enum { MOST_SITES = 256 };

struct options {
    const char *site;
    struct table_style style;
    bool is_json;
};

static const struct argp_option argp_options[] = {
    {"json", 'j', NULL, 0, "Print one JSON object", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->style;
        return 0;
    case 'j':
        o->is_json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->site)
            argp_error(state, "one SITE at most, found also '%s'", arg);
        o->site = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&table_style_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
    argp_options,
    parse,
    "[SITE]",
    "Show the machine of a site (a name, a .yaml file or procs:N): node classes, partitions, QOS, "
    "and each figure with its source, or the reason where it is assumed.  Without SITE: list the "
    "sites there are.",
    children,
    NULL,
    NULL};

static void list_site(const struct config_file *f, const struct options *o)
{
    struct site s = {0};
    struct aif_err err;
    if (site_open(f->path, &s, &err)) {
        struct show_totals t = show_totals_of(&s.machine, UINT64_MAX);
        printf(o->style.is_parsable ? "%s|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%s\n"
                                    : "%-16s %7" PRIu64 " %7" PRIu64 " %9" PRIu64 "  %s\n",
               f->name, t.nodes, t.gpus, t.cores, conf_text(s.doc.root, "title"));
    } else {
        printf(o->style.is_parsable ? "%s|||%s|%s\n" : "%-16s %7s %7s %9s  %s\n", f->name, "-", "-",
               "-", "(not a valid site: see aifsim check)");
    }
    site_close(&s);
}

static int list_sites(const struct options *o)
{
    struct aif_arena a = {0};
    struct config_file *files = AIF_NEW(&a, struct config_file, MOST_SITES);
    uint32_t n = configs_list(&a, "sites", files, MOST_SITES);
    if (!o->style.has_no_header)
        printf(o->style.is_parsable ? "%s|%s|%s|%s|%s\n" : "%-16s %7s %7s %9s  %s\n", "SITE",
               "NODES", "GPUS", "CORES", "TITLE");
    for (uint32_t i = 0; i < n; i++)
        list_site(&files[i], o);
    aif_arena_free(&a);
    if (!n)
        return command_fail(EXIT_STATUS_NO_INPUT, "no sites found: is AIFSIM_CONFIGS right?");
    return EXIT_STATUS_OK;
}

static int show_site(const struct options *o)
{
    struct site s = {0};
    struct conf_errors errors = {0};
    int status = EXIT_STATUS_OK;
    if (!site_read(o->site, &s, &errors))
        status = command_complain(&errors);
    else if (o->is_json)
        show_json(&s, stdout);
    else if (o->style.is_parsable)
        show_lines(&s, o->style.has_no_header, stdout);
    else
        show_tables(&s, stdout);
    site_close(&s);
    conf_errors_fini(&errors);
    return status;
}

int command_show(int argc, char **argv)
{
    struct options o = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    if (o.is_json && (o.style.is_parsable || !o.site))
        return command_fail(EXIT_STATUS_USAGE, "--json needs a SITE and goes without -P");
    int status = o.site ? show_site(&o) : list_sites(&o);
    if (fflush(stdout) != 0 || ferror(stdout))
        return command_fail(EXIT_STATUS_IO, "standard output cannot be written");
    return status;
}
