/* aifsim replay TRACE: one trace on one machine under one policy. */
#include "host/command.h"
#include "host/replay.h"

#include "aif/report.h"
#include "aif/text.h"
#include "aif/trace.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    KEY_JOBS = 256,
    KEY_SWF,
    KEY_JSON,
    KEY_FORCE,
    KEY_STRICT,
    KEY_CHECK,
    KEY_PARTITION,
    KEY_SHARE
};

static const struct argp_option argp_options[] = {
    {"site", 's', "SITE", 0,
     "Machine: a site (`aifsim show`), a site file, or procs:N; default: what the trace states", 0},
    {"order", 'o', "NAME", 0, "Order of the queue; default fcfs; multifactor with --backfill slurm",
     0},
    {"backfill", 'b', "NAME", 0, "Backfilling; default easy", 0},
    {"candidates", 'c', "NAME", 0,
     "Order in which jobs are tried for backfilling; default: as the queue", 0},
    {"place", 'p', "NAME", 0, "Choice of nodes; default first-fit", 0},
    {"share", KEY_SHARE, "NAME", 0,
     "Fair-share algorithm of orders by priority; default: the site's, else fair-tree", 0},
    {"partition", KEY_PARTITION, "NAME", 0,
     "Put all jobs on this partition of the site, whatever the trace says", 0},
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
    struct replay_options *o = state->input;
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
    case KEY_SHARE:
        o->policy.share = arg;
        return 0;
    case KEY_PARTITION:
        o->partition = arg;
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

/* --partition: where all jobs go, whatever the trace says. */
static int move_jobs(struct replay *r)
{
    const char *name = r->options.partition;
    const struct aif_machine *m = &r->site.machine;
    struct aif_workload *w = &r->workload;
    const char *known[AIF_CLASS_MAX];
    size_t n = 0;
    if (!name)
        return EXIT_STATUS_OK;
    for (uint32_t i = 0; i < m->partition_count && n < AIF_COUNT(known); i++)
        known[n++] = m->partitions[i].name;
    size_t at = 0;
    while (at < n && strcmp(known[at], name) != 0)
        at++;
    if (at == n) {
        const char *near = aif_text_nearest(name, known, n);
        return command_fail(EXIT_STATUS_USAGE, "%s has no partition '%s'%s%s%s; see `aifsim show`",
                            r->options.site, name, near ? ": did you mean '" : "", near ? near : "",
                            near ? "'?" : "");
    }
    uint32_t index = aif_names_intern(&w->partitions, &w->arena, name, strlen(name));
    AIF_CHECK(index < AIF_NONE16);
    for (uint32_t i = 0; i < w->count; i++) {
        w->jobs[i].partition = (uint16_t)index;
        if (w->extras)
            w->extras[i].partition_count = 0;
    }
    return EXIT_STATUS_OK;
}

static int open_outputs(struct replay *r)
{
    struct aif_err err = {0};
    const struct replay_options *o = &r->options;
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
    r->scenario.centre = &r->site.centre;
    r->scenario.workload = &r->workload;
    r->scenario.is_strict = r->options.is_strict;
    r->scenario.is_checked = r->options.is_checked;
    r->sim = aif_sim_open(&r->scenario, &err);
    if (!r->sim) {
        /* The engine knows the trace by its name only; people want the path. */
        size_t n = strlen(r->workload.name);
        bool is_named = strncmp(err.text, r->workload.name, n) == 0 && err.text[n] == ':';
        return command_fail(EXIT_STATUS_DATA, "%s%s%s", r->options.trace, is_named ? "" : ": ",
                            err.text + (is_named ? n : 0));
    }
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

static int print_summary(const struct replay *r)
{
    if (replay_print(r))
        return EXIT_STATUS_OK;
    return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s", strerror(errno));
}

static int run(struct replay *r)
{
    const struct replay_options *o = &r->options;
    struct aif_err err = {0};
    if (!aif_policy_parse(&o->policy, &r->scenario.policy, &err))
        return command_fail(EXIT_STATUS_USAGE, "%s", err.text);
    double start_s = now_s();
    int status = read_trace(r);
    r->read_s = now_s() - start_s;
    if (status == EXIT_STATUS_OK)
        status = find_site(r);
    if (status == EXIT_STATUS_OK)
        status = move_jobs(r);
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
    r->options = (struct replay_options){
        .policy = {.backfill = "easy", .place = "first-fit"},
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
