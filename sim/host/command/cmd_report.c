/* aifsim report DIR: the page that shows a campaign. */
#include "host/command/command.h"
#include "host/files/output.h"
#include "host/page/page.h"

#include <argp.h>
#include <stdio.h>

enum { KEY_DATA = 256, KEY_FORCE };

struct options {
    const char *dir, *out, *data;
    bool may_replace;
};

static const struct argp_option argp_options[] = {
    {"out", 'o', "FILE", 0, "Where to write the page; default: DIR/report.html, which is replaced",
     0},
    {"data", KEY_DATA, "FILE", 0,
     "Write what the page shows as JSON, and no page unless there is --out", 0},
    {"force", KEY_FORCE, NULL, 0, "Overwrite other files than DIR/report.html", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 'o':
        o->out = arg;
        return 0;
    case KEY_DATA:
        o->data = arg;
        return 0;
    case KEY_FORCE:
        o->may_replace = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->dir)
            argp_error(state, "one DIR, found also '%s'", arg);
        o->dir = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->dir)
            argp_error(state, "which DIR? that of a campaign: aifsim run EXPERIMENT --out DIR");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "DIR",
    "Write DIR/report.html, one file that shows a campaign in any browser, without a network: "
    "policies compared, shares, waits, utilisation and queue over time, what ran where, the "
    "configuration.  `aifsim run` writes it by itself.",
    NULL,
    NULL,
    NULL};

static bool write_file(const struct page *p, const char *path, bool may_replace,
                       void (*write)(const struct page *p, struct aif_sink *s))
{
    struct output file = {.path = NULL};
    struct aif_err err = {{0}};
    bool is_written = output_open(&file, path, may_replace, &err);
    if (is_written) {
        write(p, &file.sink);
        is_written = output_commit(&file, &err);
    }
    output_discard(&file);
    if (!is_written)
        command_fail(EXIT_STATUS_IO, "%s", err.text);
    return is_written;
}

static bool write_page(const struct page *p, const struct options *o)
{
    char own[4096];
    if (o->data && !o->out)
        return true;
    if (!o->out && snprintf(own, sizeof own, "%s/report.html", o->dir) >= (int)sizeof own)
        return command_fail(EXIT_STATUS_IO, "%s: the path is too long", o->dir) == EXIT_STATUS_OK;
    const char *path = o->out ? o->out : own;
    if (!write_file(p, path, o->may_replace || !o->out, page_write_html))
        return false;
    /* FILE may be standard output. */
    fprintf(o->out ? stderr : stdout, "report: %s (open it in a browser)\n", path);
    return true;
}

int command_report(int argc, char **argv)
{
    struct options o = {.dir = NULL};
    struct aif_err err = {{0}};
    int status;
    uint32_t done, planned;
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    struct page *p = page_open(o.dir, &status, &err);
    if (!p)
        return command_fail((enum exit_status)status, "%s", err.text);
    page_progress(p, &done, &planned);
    if (done < planned)
        fprintf(stderr,
                "aifsim: warning: %s: %u of %u cells are there; `aifsim run --resume` "
                "computes the rest\n",
                o.dir, done, planned);
    bool is_written =
        (!o.data || write_file(p, o.data, o.may_replace, page_write_data)) && write_page(p, &o);
    page_close(p);
    return is_written ? EXIT_STATUS_OK : EXIT_STATUS_IO;
}
