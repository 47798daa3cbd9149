/* aifsim calibrate [NAME...]: generated jobs beside what was published of the clusters that they
 * are meant to resemble. */
#include "host/calibrate/compare.h"
#include "host/command/command.h"
#include "host/files/configs.h"
#include "host/files/output.h"
#include "host/workload/spec.h"

#include "aif/text.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEY_JOBS = 256, KEY_JSON };
enum { MOST_NAMES = 256, TEN_MINUTES_S = 600 };

/* One processor stands for one GPU, and no job is too large. */
static const struct aif_machine pool = {.name = "procs:1000000", .procs = 1000000};

struct options {
    const char *names[MOST_NAMES];
    uint32_t name_count;
    uint32_t jobs; /* 0: as each file says */
    uint64_t seed;
    bool is_json;
};

/* One cluster at work. */
struct mix {
    struct published published;
    struct workload_spec spec;
    struct aif_workload workload;
    struct calibration found;
    struct aif_arena arena;
};

static const struct argp_option argp_options[] = {
    {"jobs", KEY_JOBS, "N", 0, "Generate so many jobs; default: as configs/calibration says", 0},
    {"seed", 'r', "N", 0, "Which of the workloads that the spec describes; default 1", 0},
    {"json", KEY_JSON, NULL, 0, "Print JSON", 0},
    {0},
};

static int64_t whole(struct argp_state *state, const char *option, const char *arg, int64_t max)
{
    int64_t value = 0;
    if (!aif_text_int(arg, 1, max, &value))
        argp_error(state, "%s: expected a whole number from 1 to %lld, found '%s'", option,
                   (long long)max, arg);
    return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_JOBS:
        o->jobs = (uint32_t)whole(state, "--jobs", arg, 200000000);
        return 0;
    case 'r':
        o->seed = (uint64_t)whole(state, "--seed", arg, INT64_MAX);
        return 0;
    case KEY_JSON:
        o->is_json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->name_count == MOST_NAMES)
            argp_error(state, "more than %d names", MOST_NAMES);
        o->names[o->name_count++] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "[NAME...]",
    "Generate jobs like those of a cluster, and print each distribution and figure beside the "
    "published one (NAME: a file in configs/calibration, or a path; default: all).\v"
    "Exit status 0 if all distances are within their bars, 1 if one is above, and as always where "
    "something is wrong.",
    NULL,
    NULL,
    NULL};

static int make(struct mix *m, const struct options *o)
{
    struct aif_err err = {0};
    uint32_t jobs = o->jobs ? o->jobs : m->published.jobs;
    double span_s = jobs * (TEN_MINUTES_S / m->published.per_10min);
    struct aif_generate_ask ask = {
        .machine = &pool,
        .size = {.jobs = jobs, .span_s = span_s < 1.0 ? 1 : (int64_t)span_s},
        .seed = o->seed,
    };
    if (!workload_spec_make(&m->spec, &ask, &m->workload, NULL, &err))
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    return EXIT_STATUS_OK;
}

static int compare(struct mix *m, const char *name, const struct options *o)
{
    struct conf_errors errors = {0};
    bool ok = published_open(name, &m->published, &errors) &&
              workload_spec_read(m->published.workload, NULL, 0, &m->spec, &errors);
    int status = ok ? make(m, o) : command_complain(&errors);
    if (status == EXIT_STATUS_OK && !calibration_check_kinds(&m->published, &m->workload, &errors))
        status = command_complain(&errors);
    conf_errors_fini(&errors);
    if (status != EXIT_STATUS_OK)
        return status;
    m->found.arena = &m->arena;
    calibration_compare(&m->published, &m->workload, m->spec.model.utc_offset_s, &m->found);
    return m->found.above ? EXIT_STATUS_ABOVE : EXIT_STATUS_OK;
}

static const char *verdict(const struct calibration_row *row)
{
    return calibration_is_above(row) ? "ABOVE" : row->bar > 0.0 ? "ok" : "-";
}

static void put_number(struct aif_sink *s, double x)
{
    aif_sink_format(s, x >= 1000.0 ? " %10.1f" : x >= 10.0 ? " %10.2f" : " %10.4f", x);
}

static void put_row(struct aif_sink *s, const struct calibration_row *row)
{
    aif_sink_format(s, "%-42s %14s", row->what, row->at);
    put_number(s, row->ours);
    put_number(s, row->published);
    aif_sink_format(s, row->measure == CALIBRATION_RELATIVE ? " %8.2f%%" : " %9.4f",
                    row->measure == CALIBRATION_RELATIVE ? 100.0 * row->distance : row->distance);
    const double bounds[] = {row->bar, row->chance};
    for (size_t i = 0; i < AIF_COUNT(bounds); i++)
        if (bounds[i] <= 0.0)
            aif_sink_format(s, " %7s", "-");
        else if (row->measure == CALIBRATION_RELATIVE)
            aif_sink_format(s, " %6.1f%%", 100.0 * bounds[i]);
        else
            aif_sink_format(s, " %7.4f", bounds[i]);
    aif_sink_format(s, "  %s\n", verdict(row));
}

static void put_table(struct aif_sink *s, const struct mix *m, const struct options *o)
{
    const struct published *p = &m->published;
    const struct calibration *c = &m->found;
    aif_sink_format(s, "%s: %s\n%s; %s\n", p->name, p->title, p->source, p->licence);
    aif_sink_format(s, "%u jobs of %s, seed %llu\n\n", m->workload.count, m->spec.path,
                    (unsigned long long)o->seed);
    aif_sink_format(s, "%-42s %14s %10s %10s %9s %7s %7s\n", "WHAT", "AT", "OURS", "PUBLISHED",
                    "DISTANCE", "BAR", "CHANCE");
    for (uint32_t i = 0; i < c->count; i++)
        put_row(s, &c->rows[i]);
    aif_sink_format(s, "\n%s: %u of %u above their bars\n\n", p->name, c->above, c->count);
}

static void put_json_row(struct aif_sink *s, const struct calibration_row *row)
{
    static const char *const measures[] = {[CALIBRATION_LARGEST] = "largest",
                                           [CALIBRATION_RELATIVE] = "relative",
                                           [CALIBRATION_ABSOLUTE] = "absolute"};
    aif_sink_text(s, "{\"what\": ");
    aif_sink_json(s, row->what);
    aif_sink_text(s, ", \"at\": ");
    aif_sink_json(s, row->at);
    aif_sink_format(s,
                    ", \"ours\": %.9g, \"published\": %.9g, \"measure\": \"%s\", \"distance\": "
                    "%.9g, \"bar\": %.9g, \"chance\": %.9g, \"above\": %s}",
                    row->ours, row->published, measures[row->measure], row->distance, row->bar,
                    row->chance, calibration_is_above(row) ? "true" : "false");
}

static void put_json(struct aif_sink *s, const struct mix *m, const struct options *o)
{
    aif_sink_text(s, "{\"name\": ");
    aif_sink_json(s, m->published.name);
    aif_sink_format(s, ", \"jobs\": %u, \"seed\": %llu, \"above\": %u, \"rows\": [\n",
                    m->workload.count, (unsigned long long)o->seed, m->found.above);
    for (uint32_t i = 0; i < m->found.count; i++) {
        aif_sink_text(s, i ? ",\n" : "");
        put_json_row(s, &m->found.rows[i]);
    }
    aif_sink_text(s, "]}");
}

static void close_mix(struct mix *m)
{
    aif_workload_close(&m->workload);
    workload_spec_close(&m->spec);
    published_close(&m->published);
    aif_arena_free(&m->arena);
}

/* One after the other, each given back before the next: a mix may be gigabytes of jobs. */
static int run(const struct options *o)
{
    int file = STDOUT_FILENO, worst = EXIT_STATUS_OK;
    struct aif_sink s = output_stream(&file);
    aif_sink_text(&s, o->is_json ? "[" : "");
    for (uint32_t i = 0; i < o->name_count && worst <= EXIT_STATUS_ABOVE; i++) {
        struct mix m = {.found = {.rows = NULL}};
        int status = compare(&m, o->names[i], o);
        if (status <= EXIT_STATUS_ABOVE) {
            aif_sink_text(&s, o->is_json && i ? ",\n" : "");
            (o->is_json ? put_json : put_table)(&s, &m, o);
        }
        worst = status > worst ? status : worst;
        close_mix(&m);
    }
    aif_sink_text(&s, o->is_json ? "]\n" : "");
    if (worst <= EXIT_STATUS_ABOVE && !aif_sink_flush(&s))
        return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                            strerror(errno));
    return worst;
}

int command_calibrate(int argc, char **argv)
{
    struct options o = {.seed = 1};
    struct aif_arena a = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    if (!o.name_count) {
        struct config_file *files = AIF_NEW(&a, struct config_file, MOST_NAMES);
        uint32_t n = configs_list(&a, "calibration", files, MOST_NAMES);
        for (uint32_t i = 0; i < n; i++)
            o.names[o.name_count++] = files[i].name;
    }
    int status = run(&o);
    aif_arena_free(&a);
    return status;
}
