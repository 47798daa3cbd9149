/* aifsim describe TRACE: what is in a trace. */
#include "host/command/command.h"
#include "host/command/description_text.h"
#include "host/files/input.h"
#include "host/files/output.h"
#include "host/formats/formats.h"
#include "host/site/site.h"

#include "aif/text.h"
#include "aif/trace.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_UTC_OFFSET = 256, KEY_STRICT, MOST_OFFSET_S = 14 * 3600 };

struct options {
    const char *trace, *site;
    int32_t utc_offset_s;
    bool is_json, is_strict;
};

/* Everything the command holds, so that one function can give it all back. */
struct describe {
    struct options options;
    struct input input;
    struct aif_workload workload;
    struct site site;
    struct aif_arena arena;
};

static const struct argp_option argp_options[] = {
    {"site", 's', "SITE", 0, "Machine whose load is told: a site, a site file, or procs:N", 0},
    {"utc-offset", KEY_UTC_OFFSET, "TIME", 0, "Local time minus UTC, such as 1h or -5h", 0},
    {"json", 'j', NULL, 0, "Print one JSON object", 0},
    {"strict", KEY_STRICT, NULL, 0, "Take every repair of the trace as an error", 0},
    {0},
};

static int32_t offset(struct argp_state *state, const char *arg)
{
    int64_t s = 0;
    bool is_west = *arg == '-';
    if (!aif_text_duration(arg + (is_west || *arg == '+'), &s) || s > MOST_OFFSET_S)
        argp_error(state,
                   "--utc-offset: expected a time of at most 14 hours such as 1h or -5h, "
                   "found '%s'",
                   arg);
    return (int32_t)(is_west ? -s : s);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 's':
        o->site = arg;
        return 0;
    case 'j':
        o->is_json = true;
        return 0;
    case KEY_UTC_OFFSET:
        o->utc_offset_s = offset(state, arg);
        return 0;
    case KEY_STRICT:
        o->is_strict = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->trace)
            argp_error(state, "one TRACE, found also '%s'", arg);
        o->trace = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->trace)
            argp_error(state, "no TRACE given");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "TRACE",
    "Describe a trace: jobs, span and users, the load on a machine, sizes, run times and limits, "
    "how jobs end, when they come, and what had to be repaired.\v"
    "Without --site the load is that of the machine that the trace's header states.",
    NULL,
    NULL,
    NULL};

static int read_inputs(struct describe *d)
{
    struct aif_err err = {0};
    const struct options *o = &d->options;
    if (!input_open(o->trace, &d->input, &err))
        return command_fail(d->input.status, "%s", err.text);
    struct aif_trace_input in = {d->input.text, d->input.bytes, o->trace, o->is_strict};
    if (!formats_parse(&in, &d->workload, &err))
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    struct conf_errors errors = {0};
    int status = EXIT_STATUS_OK;
    if (o->site && !site_read(o->site, &d->site, &errors))
        status = command_complain(&errors);
    conf_errors_fini(&errors);
    return status;
}

static int print(struct describe *d)
{
    int file = STDOUT_FILENO;
    struct aif_sink s = output_stream(&file);
    const struct options *o = &d->options;
    struct aif_describe_ask ask = {.machine = o->site ? &d->site.machine : NULL,
                                   .utc_offset_s = o->utc_offset_s};
    struct aif_description description = aif_describe(&d->workload, &ask, &d->arena);
    if (o->is_json)
        aif_description_json(&description, &s);
    else
        description_text(&description, o->site, &s);
    if (!aif_sink_flush(&s))
        return command_fail(EXIT_STATUS_IO, "standard output cannot be written: %s",
                            strerror(errno));
    return EXIT_STATUS_OK;
}

int command_describe(int argc, char **argv)
{
    struct describe *d = calloc(1, sizeof *d);
    if (!d)
        aif_fatal("out of memory");
    argp_parse(&argp, argc, argv, 0, NULL, &d->options);
    int status = read_inputs(d);
    if (status == EXIT_STATUS_OK)
        status = print(d);
    aif_arena_free(&d->arena);
    site_close(&d->site);
    aif_workload_close(&d->workload);
    input_close(&d->input);
    free(d);
    return status;
}
