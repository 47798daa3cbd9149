/* aifsim access SPEC: proposals of a population, decided by the modes of a site. */
#include "host/command/access_print.h"
#include "host/command/command.h"
#include "host/files/dates.h"
#include "host/files/output.h"

#include "aif/text.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_FROM = 256, KEY_SPAN, KEY_CSV, KEY_GRANTS, KEY_FORCE, KEY_SET };
enum { MOST_SETS = 256, DAY_S = 86400 };
enum { FIRST_DAY = 10957, LAST_DAY = 36524, DEFAULT_DAY = 20819 }; /* 2000, 2069, 2027-01-01 */

#define YEAR_S (INT64_C(365) * DAY_S)
#define LONGEST_S (20 * YEAR_S)

struct options {
    const char *spec, *site, *csv, *grants;
    const char *sets[MOST_SETS];
    size_t set_count;
    struct aif_admission_ask ask;
    bool may_replace;
};

struct access {
    struct options options;
    struct access_spec spec;
    struct site site;
    struct aif_admission_result result;
    struct output csv, grants;
};

static const struct argp_option argp_options[] = {
    {"site", 's', "SITE", 0, "Machine: a site (`aifsim show`) or a site file", 0},
    {"from", KEY_FROM, "DAY", 0, "First day, of Brussels; default 2027-01-01", 0},
    {"span", KEY_SPAN, "TIME", 0, "How long proposals are taken; default 365d", 0},
    {"seed", 'r', "N", 0, "Which of the populations that the spec describes; default 1", 0},
    {"csv", KEY_CSV, "FILE", 0, "Write all proposals and what became of them", 0},
    {"grants", KEY_GRANTS, "FILE", 0, "Write the grants as a table for replays", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace a FILE that exists", 0},
    {"set", KEY_SET, "KEY=VALUE", 0, "Change a value of the spec", 0},
    {0},
};

static void parse_from(struct argp_state *state, struct options *o, const char *arg)
{
    int32_t day;
    if (!access_day_read(arg, &day) || day < FIRST_DAY || day > LAST_DAY)
        argp_error(state, "--from: expected a day of 2000 to 2069 such as 2027-01-01, found '%s'",
                   arg);
    else
        o->ask.from_s = aif_brussels_time(day, 0);
}

static void parse_span(struct argp_state *state, struct options *o, const char *arg)
{
    bool has_unit = *arg && strchr("smhd", arg[strlen(arg) - 1]);
    if (!has_unit || !aif_text_duration(arg, &o->ask.span_s) || o->ask.span_s < 1 ||
        o->ask.span_s > LONGEST_S)
        argp_error(state, "--span: expected a time up to 20 years such as 365d, found '%s'", arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    int64_t seed;
    switch (key) {
    case 's':
        o->site = arg;
        return 0;
    case KEY_FROM:
        parse_from(state, o, arg);
        return 0;
    case KEY_SPAN:
        parse_span(state, o, arg);
        return 0;
    case 'r':
        if (!aif_text_int(arg, 1, INT64_MAX, &seed))
            argp_error(state, "--seed: expected a whole number from 1, found '%s'", arg);
        o->ask.seed = (uint64_t)seed;
        return 0;
    case KEY_CSV:
        o->csv = arg;
        return 0;
    case KEY_GRANTS:
        o->grants = arg;
        return 0;
    case KEY_FORCE:
        o->may_replace = true;
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
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "SPEC",
    "Draw the proposals that a population writes for hours on a site, decide them by the access "
    "modes of a spec (the name of a file in configs/access, or a path), and show what was granted "
    "and refused, how long access took, and what pools and legal shares were used.\v"
    "The same seed gives the same bytes on every machine.",
    NULL,
    NULL,
    NULL};

static int read_inputs(struct access *a)
{
    struct options *o = &a->options;
    struct conf_errors errors = {0};
    int status = EXIT_STATUS_OK;
    if (!access_spec_read(o->spec, o->sets, o->set_count, &a->spec, &errors))
        status = command_complain(&errors);
    if (status == EXIT_STATUS_OK && !o->site)
        o->site = a->spec.site;
    if (status == EXIT_STATUS_OK && !*o->site)
        status = command_fail(EXIT_STATUS_USAGE,
                              "%s does not say for which site it is; give "
                              "--site SITE",
                              a->spec.path);
    if (status == EXIT_STATUS_OK &&
        (!site_read(o->site, &a->site, &errors) || !access_spec_bind(&a->spec, &a->site, &errors)))
        status = command_complain(&errors);
    conf_errors_fini(&errors);
    return status;
}

static int open_file(struct output *to, const char *path, const struct options *o)
{
    struct aif_err err = {{0}};
    if (path && !output_open(to, path, o->may_replace, &err))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    return EXIT_STATUS_OK;
}

static int commit(struct output *to, const char *path)
{
    struct aif_err err = {{0}};
    if (path && !output_commit(to, &err))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    return EXIT_STATUS_OK;
}

static int write_files(struct access *a)
{
    const struct options *o = &a->options;
    if (o->csv)
        access_csv(&a->csv.sink, &a->spec, &a->result);
    if (o->grants)
        access_grants(&a->grants.sink, &a->spec, &a->result, o->ask.from_s);
    int status = commit(&a->csv, o->csv);
    return status == EXIT_STATUS_OK ? commit(&a->grants, o->grants) : status;
}

static int print(struct access *a)
{
    int file = STDOUT_FILENO;
    struct aif_sink s = output_stream(&file);
    char from[DATE_ROOM], to[DATE_ROOM];
    const struct aif_admission_ask *ask = &a->options.ask;
    date_write(aif_brussels_day(ask->from_s) * DAY_S, from);
    date_write(aif_brussels_day(ask->from_s + ask->span_s - 1) * DAY_S, to);
    aif_sink_format(&s, "%s\n%s, %lld GPUs, proposals of %.10s to %.10s, seed %llu\n\n",
                    conf_text(a->spec.doc.root, "title"), a->site.machine.name,
                    (long long)a->spec.admission.machine_units, from, to,
                    (unsigned long long)ask->seed);
    access_print(&s, &a->spec, ask, &a->result);
    if (aif_sink_flush(&s))
        return EXIT_STATUS_OK;
    return command_fail(EXIT_STATUS_IO, "standard output cannot be written: %s", strerror(errno));
}

static int run(struct access *a)
{
    const struct options *o = &a->options;
    int status = read_inputs(a);
    if (status == EXIT_STATUS_OK)
        status = open_file(&a->csv, o->csv, o);
    if (status == EXIT_STATUS_OK)
        status = open_file(&a->grants, o->grants, o);
    if (status != EXIT_STATUS_OK)
        return status;
    aif_admission_run(&a->spec.admission, &a->spec.population, &o->ask, &a->result);
    status = write_files(a);
    return status == EXIT_STATUS_OK ? print(a) : status;
}

int command_access(int argc, char **argv)
{
    struct access *a = calloc(1, sizeof *a);
    if (!a)
        aif_fatal("out of memory");
    a->options.ask = (struct aif_admission_ask){
        .from_s = aif_brussels_time(DEFAULT_DAY, 0), .span_s = YEAR_S, .seed = 1};
    argp_parse(&argp, argc, argv, 0, NULL, &a->options);
    int status = run(a);
    output_discard(&a->csv);
    output_discard(&a->grants);
    aif_admission_close(&a->result);
    site_close(&a->site);
    access_spec_close(&a->spec);
    free(a);
    return status;
}
