/* aifsim generate SPEC: a synthetic workload, described and written as a trace. */
#include "host/command/command.h"
#include "host/command/describe.h"
#include "host/command/trace_format.h"
#include "host/files/output.h"
#include "host/site/site.h"
#include "host/workload/spec.h"

#include "aif/text.h"
#include "aif/trace_write.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_JOBS = 256, KEY_DAYS, KEY_LOAD, KEY_FORMAT, KEY_FORCE, KEY_SET, KEY_JSON };
enum { MOST_SETS = 256, DAY_S = 86400, LONGEST_COMMAND = 4096 };

struct options {
    const char *spec, *site, *path, *format;
    const char *sets[MOST_SETS];
    size_t set_count;
    uint64_t seed;
    struct aif_generate_size size;
    bool may_replace, is_json;
};

/* Everything the command holds, so that one function can give it all back. */
struct generate {
    struct options options;
    const struct format_writer *format;
    struct workload_spec spec;
    struct site site;
    struct aif_generator *generator;
    struct description description;
    struct aif_arena arena; /* of the description */
    struct output output;
    char command[LONGEST_COMMAND];
};

static const struct argp_option argp_options[] = {
    {"site", 's', "SITE", 0, "Machine: a site (`aifsim show`), a site file, or procs:N", 0},
    {"seed", 'r', "N", 0, "Which of the workloads that the spec describes; default 1", 0},
    {"jobs", KEY_JOBS, "N", 0, "So many jobs", 0},
    {"days", KEY_DAYS, "D", 0, "Submitted within so many days", 0},
    {"load", KEY_LOAD, "L", 0, "Ask for this share of the machine", 0},
    {"out", 'o', "FILE", 0, "Write the trace; - is standard output", 0},
    {"format", KEY_FORMAT, "NAME", 0,
     "csv, swf, batsim or batsim5; default: as FILE ends, csv for -", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace a FILE that exists", 0},
    {"set", KEY_SET, "KEY=VALUE", 0, "Change a value of the spec", 0},
    {"json", KEY_JSON, NULL, 0, "Describe as JSON", 0},
    {0},
};

static double decimal(struct argp_state *state, const char *option, const char *arg, double max)
{
    char *end;
    double value = strtod(arg, &end);
    if (!*arg || strspn(arg, "0123456789.") != strlen(arg) || *end || !(value > 0.0) || value > max)
        argp_error(state, "%s: expected a number above 0 and at most %g, found '%s'", option, max,
                   arg);
    return value;
}

static int64_t whole(struct argp_state *state, const char *option, const char *arg, int64_t max)
{
    int64_t value = 0;
    if (!aif_text_int(arg, 1, max, &value))
        argp_error(state, "%s: expected a whole number from 1 to %lld, found '%s'", option,
                   (long long)max, arg);
    return value;
}

static error_t parse_size(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 'r':
        o->seed = (uint64_t)whole(state, "--seed", arg, INT64_MAX);
        return 0;
    case KEY_JOBS:
        o->size.jobs = (uint32_t)whole(state, "--jobs", arg, 200000000);
        return 0;
    case KEY_DAYS:
        o->size.span_s = (int64_t)(decimal(state, "--days", arg, 36500.0) * DAY_S + 0.5);
        return 0;
    case KEY_LOAD:
        o->size.load = decimal(state, "--load", arg, 1000.0);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 's':
        o->site = arg;
        return 0;
    case 'o':
        o->path = arg;
        return 0;
    case KEY_FORMAT:
        o->format = arg;
        return 0;
    case KEY_FORCE:
        o->may_replace = true;
        return 0;
    case KEY_JSON:
        o->is_json = true;
        return 0;
    case KEY_SET:
        if (o->set_count == MOST_SETS)
            argp_error(state, "more than %d --set", MOST_SETS);
        o->sets[o->set_count++] = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (o->spec)
            argp_error(state, "one SPEC, found also '%s'", arg);
        o->spec = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->spec)
            argp_error(state, "no SPEC given");
        if (o->size.jobs && o->size.span_s && o->size.load > 0.0)
            argp_error(state, "--jobs, --days and --load: any two decide the third");
        return 0;
    default:
        return parse_size(key, arg, state);
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "SPEC",
    "Make a synthetic workload from a spec (the name of a file in configs/workloads, or a path), "
    "describe it, and write it as a trace with --out.\v"
    "Two of --jobs, --days and --load decide the third; what is not given is the spec's.  The same "
    "seed gives the same bytes on every machine.",
    NULL,
    NULL,
    NULL};

static int choose_format(struct generate *g)
{
    const struct options *o = &g->options;
    struct trace_format_ask ask = {.name = o->format, .path = o->path, .option = "--format"};
    return trace_format_choose(&ask, &g->format);
}

static int status_of(const struct conf_errors *errors)
{
    return command_fail(errors->is_missing ? EXIT_STATUS_NO_INPUT : EXIT_STATUS_DATA, "%s",
                        errors->text);
}

static int read_inputs(struct generate *g)
{
    struct options *o = &g->options;
    struct conf_errors errors = {0};
    int status = EXIT_STATUS_OK;
    if (!workload_spec_read(o->spec, o->sets, o->set_count, &g->spec, &errors))
        status = status_of(&errors);
    if (status == EXIT_STATUS_OK && !o->site)
        o->site = g->spec.site;
    if (status == EXIT_STATUS_OK && !*o->site)
        status = command_fail(EXIT_STATUS_USAGE,
                              "%s does not say for which machine it is; give --site SITE or "
                              "--site procs:N",
                              g->spec.path);
    if (status == EXIT_STATUS_OK && !site_read(o->site, &g->site, &errors))
        status = status_of(&errors);
    conf_errors_fini(&errors);
    return status;
}

static void add(char *to, const char *option, const char *value)
{
    size_t used = strlen(to);
    bool is_simple = *value && !strpbrk(value, " \t\n\"'\\$`*?[]{}()<>|&;#!~");
    snprintf(to + used, LONGEST_COMMAND - used, is_simple ? "%s%s" : "%s'%s'", option, value);
}

/* What to type to get this trace again, with all that decides it and nothing else. */
static void write_command(struct generate *g)
{
    const struct options *o = &g->options;
    char number[40];
    add(g->command, "aifsim generate ", o->spec);
    add(g->command, " --site ", o->site);
    snprintf(number, sizeof number, "%llu", (unsigned long long)o->seed);
    add(g->command, " --seed ", number);
    if (o->size.jobs) {
        snprintf(number, sizeof number, "%u", o->size.jobs);
        add(g->command, " --jobs ", number);
    }
    if (o->size.span_s) {
        snprintf(number, sizeof number, "%.9g", (double)o->size.span_s / DAY_S);
        add(g->command, " --days ", number);
    }
    if (o->size.load > 0.0) {
        snprintf(number, sizeof number, "%.9g", o->size.load);
        add(g->command, " --load ", number);
    }
    for (size_t i = 0; i < o->set_count; i++)
        add(g->command, " --set ", o->sets[i]);
}

/* In pieces, or as one where the format is only written as a whole. */
static struct aif_generator *open_generator(struct generate *g, const struct aif_generate_ask *ask,
                                            struct aif_err *err)
{
    struct aif_workload made = {.name = NULL};
    struct aif_generate_report report;
    if (g->format->begin || !g->options.path)
        return workload_spec_open_generator(&g->spec, ask, err);
    if (workload_spec_make(&g->spec, ask, &made, &report, err))
        return aif_generator_hold(&made, &report);
    aif_workload_close(&made);
    return NULL;
}

static int make(struct generate *g)
{
    struct aif_err err = {0};
    const struct options *o = &g->options;
    struct aif_generate_ask ask = {.machine = &g->site.machine, .size = o->size, .seed = o->seed};
    g->generator = open_generator(g, &ask, &err);
    if (!g->generator)
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    return EXIT_STATUS_OK;
}

/* Each piece is described and written, then forgotten.  Without `out` nothing is written. */
static void put_trace(struct generate *g, struct aif_sink *out)
{
    const char *lines[] = {g->command, "made by aifsim " AIF_VERSION,
                           conf_text(g->spec.doc.root, "title"),
                           "synthetic: no such jobs were ever run"};
    struct aif_trace_notes notes = {lines, AIF_COUNT(lines)};
    const struct aif_workload *sample = aif_generator_sample(g->generator), *piece;
    const struct aif_generate_report *report = aif_generator_report(g->generator);
    struct aif_trace_pen pen = {0};
    g->description = describe_begin(sample, report, &g->arena);
    if (out && g->format->begin)
        g->format->begin(&pen, sample, report->jobs, &notes, out);
    while ((piece = aif_generator_next(g->generator)) && !(out && out->has_failed)) {
        describe_add(&g->description, piece);
        if (out && g->format->begin)
            g->format->rows(&pen, piece, out);
        else if (out)
            g->format->write(piece, &notes, out);
    }
    describe_end(&g->description);
}

static bool goes_to_stdout(const struct options *o)
{
    return o->path && strcmp(o->path, "-") == 0;
}

static int cannot_write(const char *where)
{
    return command_fail(EXIT_STATUS_IO, "%s: cannot be written: %s", where, strerror(errno));
}

static int write_trace(struct generate *g)
{
    struct aif_err err = {0};
    if (goes_to_stdout(&g->options)) {
        int file = STDOUT_FILENO;
        struct aif_sink s = output_stream(&file);
        put_trace(g, &s);
        return aif_sink_flush(&s) ? EXIT_STATUS_OK : cannot_write("standard output");
    }
    if (!g->options.path) {
        put_trace(g, NULL);
        return EXIT_STATUS_OK;
    }
    put_trace(g, &g->output.sink);
    if (!output_commit(&g->output, &err))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    return EXIT_STATUS_OK;
}

static void put_heading(const struct generate *g, struct aif_sink *s)
{
    const struct options *o = &g->options;
    const struct aif_generate_report *r = aif_generator_report(g->generator);
    char text[LONGEST_COMMAND + 400];
    snprintf(text, sizeof text, "%s\n%s: %u jobs in %.2f days on %llu %s, load %.4f\n", g->command,
             conf_text(g->spec.doc.root, "title"), r->jobs, (double)r->span_s / DAY_S,
             (unsigned long long)r->capacity_units, g->site.machine.procs ? "processors" : "GPUs",
             (double)r->load_nano * 1e-9);
    aif_sink_text(s, text);
    if (o->path)
        snprintf(text, sizeof text, "trace: %.4000s (%s)\n\n", o->path, g->format->name);
    else
        snprintf(text, sizeof text, "no trace written: give --out FILE\n\n");
    aif_sink_text(s, text);
}

/* To standard output, or to standard error where the trace goes to the other. */
static int print_description(struct generate *g)
{
    int file = goes_to_stdout(&g->options) ? STDERR_FILENO : STDOUT_FILENO;
    struct aif_sink s = output_stream(&file);
    if (g->options.is_json) {
        describe_json(&g->description, &s);
    } else {
        put_heading(g, &s);
        describe_table(&g->description, &s);
    }
    return aif_sink_flush(&s) ? EXIT_STATUS_OK : cannot_write("the description");
}

static int run(struct generate *g)
{
    struct aif_err err = {0};
    const struct options *o = &g->options;
    int status = choose_format(g);
    if (status == EXIT_STATUS_OK)
        status = read_inputs(g);
    if (status == EXIT_STATUS_OK && o->path && !goes_to_stdout(o) &&
        !output_open(&g->output, o->path, o->may_replace, &err))
        status = command_fail(EXIT_STATUS_IO, "%s", err.text);
    if (status == EXIT_STATUS_OK)
        status = make(g);
    if (status == EXIT_STATUS_OK)
        write_command(g);
    if (status == EXIT_STATUS_OK)
        status = write_trace(g);
    if (status == EXIT_STATUS_OK)
        status = print_description(g);
    return status;
}

int command_generate(int argc, char **argv)
{
    struct generate *g = calloc(1, sizeof *g);
    if (!g)
        aif_fatal("out of memory");
    g->options.seed = 1;
    argp_parse(&argp, argc, argv, 0, NULL, &g->options);
    int status = run(g);
    output_discard(&g->output);
    aif_arena_free(&g->arena);
    aif_generator_close(g->generator);
    site_close(&g->site);
    workload_spec_close(&g->spec);
    free(g);
    return status;
}
