/* aifsim replay TRACE: one trace on one machine under one policy. */
#include "host/command.h"
#include "host/input.h"
#include "host/output.h"
#include "host/site.h"

#include "aif/report.h"
#include "aif/summary.h"
#include "aif/trace.h"

#include <argp.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { KEY_JOBS = 256, KEY_SWF, KEY_JSON, KEY_FORCE, KEY_STRICT, KEY_CHECK };

struct options {
    const char *trace, *site, *jobs_path, *swf_path;
    struct aif_policy_names policy;
    bool is_json, is_parsable, may_replace, is_strict, is_checked;
};

/* Everything a replay holds, so that one function can give it all back. */
struct replay {
    struct options options;
    struct input input;
    struct aif_workload workload;
    struct site site;
    char site_name[32];
    struct aif_scenario scenario;
    struct aif_sim *sim;
    struct aif_arena arena; /* of the metrics */
    struct aif_metrics metrics;
    struct output jobs, swf;
    double read_s, bind_s, run_s, metrics_s;
};

static const struct argp_option argp_options[] = {
    {"site", 's', "SITE", 0,
     "Machine: a site (`aifsim show`), a site file, or procs:N; default: what the trace states", 0},
    {"order", 'o', "NAME", 0, "Order of the queue; default fcfs", 0},
    {"backfill", 'b', "NAME", 0, "Backfilling; default easy", 0},
    {"candidates", 'c', "NAME", 0,
     "Order in which jobs are tried for backfilling; default: as "
     "the queue",
     0},
    {"place", 'p', "NAME", 0, "Choice of nodes; default first-fit", 0},
    {"jobs", KEY_JOBS, "FILE", 0, "Write one row per job (CSV)", 0},
    {"swf", KEY_SWF, "FILE", 0, "Write the schedule in the Standard Workload Format", 0},
    {"json", KEY_JSON, NULL, 0, "Print the summary as JSON", 0},
    {"parsable", 'P', NULL, 0, "Print the summary with columns separated by |", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace files that exist", 0},
    {"strict", KEY_STRICT, NULL, 0, "Every record that would need a repair is an error", 0},
    {"check", KEY_CHECK, NULL, 0, "Recompute the whole state after every pass (slow)", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 's':
        o->site = arg;
        return 0;
    case 'o':
        o->policy.order = arg;
        return 0;
    case 'b':
        o->policy.backfill = arg;
        return 0;
    case 'c':
        o->policy.candidates = arg;
        return 0;
    case 'p':
        o->policy.place = arg;
        return 0;
    case 'P':
        o->is_parsable = true;
        return 0;
    case KEY_JOBS:
        o->jobs_path = arg;
        return 0;
    case KEY_SWF:
        o->swf_path = arg;
        return 0;
    case KEY_JSON:
        o->is_json = true;
        return 0;
    case KEY_FORCE:
        o->may_replace = true;
        return 0;
    case KEY_STRICT:
        o->is_strict = true;
        return 0;
    case KEY_CHECK:
        o->is_checked = true;
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
    "Replay a job trace on a machine under a scheduling policy and print what came of it.\v"
    "Names of policies: `aifsim list`.  A trace may be compressed (gzip, zstd, xz, bzip2).",
    NULL,
    NULL,
    NULL};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int read_trace(struct replay *r)
{
    struct aif_err err = {0};
    if (!input_open(r->options.trace, &r->input, &err))
        return command_fail(r->input.status, "%s", err.text);
    struct aif_trace_input in = {r->input.text, r->input.bytes, r->options.trace,
                                 r->options.is_strict};
    if (!aif_trace_parse(&in, &r->workload, &err))
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    return EXIT_STATUS_OK;
}

static int find_site(struct replay *r)
{
    const char *name = r->options.site;
    if (!name && !r->workload.max_procs)
        return command_fail(EXIT_STATUS_USAGE,
                            "%s does not state its machine's processors (MaxProcs); give --site "
                            "procs:N or the name of a site",
                            r->options.trace);
    if (!name) {
        snprintf(r->site_name, sizeof r->site_name, "procs:%u", r->workload.max_procs);
        name = r->options.site = r->site_name;
    }
    struct conf_errors errors = {0};
    int status = EXIT_STATUS_OK;
    if (!site_read(name, &r->site, &errors))
        status = command_fail(errors.is_missing ? EXIT_STATUS_NO_INPUT : EXIT_STATUS_DATA, "%s",
                              errors.text);
    conf_errors_fini(&errors);
    return status;
}

static int open_outputs(struct replay *r)
{
    struct aif_err err = {0};
    const struct options *o = &r->options;
    if ((o->jobs_path && !output_open(&r->jobs, o->jobs_path, o->may_replace, &err)) ||
        (o->swf_path && !output_open(&r->swf, o->swf_path, o->may_replace, &err)))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    return EXIT_STATUS_OK;
}

static int simulate(struct replay *r)
{
    struct aif_err err = {0};
    double start_s = now_s();
    r->scenario.machine = &r->site.machine;
    r->scenario.workload = &r->workload;
    r->scenario.is_strict = r->options.is_strict;
    r->scenario.is_checked = r->options.is_checked;
    r->sim = aif_sim_open(&r->scenario, &err);
    if (!r->sim)
        return command_fail(EXIT_STATUS_DATA, "%s: %s", r->options.trace, err.text);
    double bound_s = now_s();
    aif_sim_run(r->sim);
    double done_s = now_s();
    aif_metrics_compute(&r->scenario, r->sim, &r->arena, &r->metrics);
    r->bind_s = bound_s - start_s;
    r->run_s = done_s - bound_s;
    r->metrics_s = now_s() - done_s;
    return EXIT_STATUS_OK;
}

static int write_outputs(struct replay *r)
{
    struct aif_err err = {0};
    struct aif_report report = {
        .scenario = &r->scenario,
        .sim = r->sim,
        .version = AIF_VERSION,
    };
    if (r->options.jobs_path) {
        aif_report_jobs_csv(&report, &r->jobs.sink);
        if (!output_commit(&r->jobs, &err))
            return command_fail(EXIT_STATUS_IO, "%s", err.text);
    }
    if (r->options.swf_path) {
        aif_report_swf(&report, &r->swf.sink);
        if (!output_commit(&r->swf, &err))
            return command_fail(EXIT_STATUS_IO, "%s", err.text);
    }
    return EXIT_STATUS_OK;
}

static void put_format(struct aif_sink *s, const char *fmt, ...) AIF_PRINTF(2, 3);

static void put_format(struct aif_sink *s, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    aif_sink_text(s, text);
}

static long peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static double jobs_per_s(const struct replay *r)
{
    double wall_s = r->read_s + r->bind_s + r->run_s;
    return wall_s > 0 ? aif_sim_job_count(r->sim) / wall_s : 0;
}

static void print_human(const struct replay *r, const struct aif_summary *summary,
                        struct aif_sink *s)
{
    const struct options *o = &r->options;
    const struct aif_workload *w = &r->workload;
    put_format(s, "aifsim %s replay\n", AIF_VERSION);
    put_format(s, "trace    %s: %llu records, %u jobs\n", o->trace,
               (unsigned long long)w->record_count, w->count);
    put_format(s, "machine  %s: capacity %lld\n", o->site,
               (long long)aif_sim_totals(r->sim)->capacity_units);
    put_format(s, "policy   order %s, backfill %s, candidates %s, place %s%s\n\n", o->policy.order,
               o->policy.backfill, o->policy.candidates ? o->policy.candidates : "as the order",
               o->policy.place, o->is_checked ? "; state checked at every pass" : "");
    aif_summary_table(s, summary);
    put_format(s,
               "\ntime     read %.3f s, bind %.3f s, schedule %.3f s, metrics %.3f s: %.0f jobs/s; "
               "peak memory %.1f MiB\n",
               r->read_s, r->bind_s, r->run_s, r->metrics_s, jobs_per_s(r),
               (double)peak_kib() / 1024);
}

enum { KEY_COUNT = 8 };

static void summary_keys(const struct replay *r, struct aif_summary_key keys[KEY_COUNT])
{
    const struct options *o = &r->options;
    const struct aif_summary_key filled[KEY_COUNT] = {
        {"version", AIF_VERSION},
        {"trace", r->workload.name},
        {"site", o->site},
        {"order", o->policy.order},
        {"backfill", o->policy.backfill},
        {"candidates", o->policy.candidates ? o->policy.candidates : o->policy.order},
        {"place", o->policy.place},
        {"checked", o->is_checked ? "yes" : "no"},
    };
    memcpy(keys, filled, sizeof filled);
}

/* The run's figures, which are the same every time, apart from those of this process. */
static void print_json(const struct replay *r, const struct aif_summary *summary,
                       struct aif_sink *s)
{
    struct aif_summary_key keys[KEY_COUNT];
    summary_keys(r, keys);
    aif_sink_text(s, "{\"run\": ");
    aif_summary_json(s, keys, KEY_COUNT, summary);
    put_format(s,
               ",\"performance\": {\"read_s\": %.6f, \"bind_s\": %.6f, \"schedule_s\": %.6f, "
               "\"metrics_s\": %.6f, \"jobs_per_s\": %.0f, \"peak_kib\": %ld}}\n",
               r->read_s, r->bind_s, r->run_s, r->metrics_s, jobs_per_s(r), peak_kib());
}

/* One line per group; the first names the columns. */
static void print_parsable(const struct aif_summary *summary, struct aif_sink *s)
{
    aif_sink_text(s, "community");
    for (size_t c = 0; c < aif_column_count(); c++)
        put_format(s, "|%s", aif_column_at(c)->name);
    for (uint32_t g = 0; g < summary->metrics->group_count; g++) {
        put_format(s, "\n%s", summary->metrics->groups[g].name);
        for (size_t c = 0; c < aif_column_count(); c++) {
            int64_t value;
            aif_sink_char(s, '|');
            if (!aif_summary_value(summary, g, c, &value))
                continue;
            unsigned digits = aif_column_at(c)->digits;
            aif_sink_ratio(s, value, digits ? INT64_C(1000000000) : 1, digits);
        }
    }
    aif_sink_char(s, '\n');
}

static int print_summary(const struct replay *r)
{
    struct aif_summary summary = {&r->workload, &r->metrics, aif_sim_totals(r->sim)};
    int file = STDOUT_FILENO;
    struct aif_sink s = output_stream(&file);
    if (r->options.is_json)
        print_json(r, &summary, &s);
    else if (r->options.is_parsable)
        print_parsable(&summary, &s);
    else
        print_human(r, &summary, &s);
    if (!aif_sink_flush(&s))
        return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                            strerror(errno));
    return EXIT_STATUS_OK;
}

static int run(struct replay *r)
{
    const struct options *o = &r->options;
    struct aif_err err = {0};
    if (!aif_policy_parse(&o->policy, &r->scenario.policy, &err))
        return command_fail(EXIT_STATUS_USAGE, "%s", err.text);
    double start_s = now_s();
    int status = read_trace(r);
    r->read_s = now_s() - start_s;
    if (status == EXIT_STATUS_OK)
        status = find_site(r);
    if (status == EXIT_STATUS_OK)
        status = open_outputs(r);
    if (status == EXIT_STATUS_OK)
        status = simulate(r);
    if (status == EXIT_STATUS_OK)
        status = write_outputs(r);
    if (status == EXIT_STATUS_OK)
        status = print_summary(r);
    return status;
}

int command_replay(int argc, char **argv)
{
    struct replay *r = calloc(1, sizeof *r);
    if (!r)
        aif_fatal("out of memory");
    r->options = (struct options){
        .policy = {.order = "fcfs", .backfill = "easy", .place = "first-fit"},
    };
    argp_parse(&argp, argc, argv, 0, NULL, &r->options);
    int status = run(r);
    output_discard(&r->jobs);
    output_discard(&r->swf);
    aif_sim_close(r->sim);
    site_close(&r->site);
    aif_arena_free(&r->arena);
    aif_workload_close(&r->workload);
    input_close(&r->input);
    free(r);
    return status;
}
