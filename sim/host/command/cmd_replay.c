/* aifsim replay TRACE: one trace on one machine under one policy. */
#include "host/command/command.h"
#include "host/command/replay.h"

#include "aif/report.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_JOBS = 512,
    KEY_PARTITION,
    KEY_SWF,
    KEY_WAITS,
    KEY_SUMMARY,
    KEY_BY,
    KEY_GRANTS_OUT,
    KEY_AGAINST,
    KEY_JSON,
    KEY_FORCE
};

static const struct argp_option argp_options[] = {
    {"partition", KEY_PARTITION, "NAME", 0,
     "Put all jobs on this partition of the site, whatever the trace says", 0},
    {"jobs", KEY_JOBS, "FILE", 0, "Write one row per job (CSV)", 0},
    {"swf", KEY_SWF, "FILE", 0, "Write the schedule in the Standard Workload Format", 0},
    {"waits", KEY_WAITS, "FILE", 0,
     "Write why each job waited, from when to when, and for whom (CSV)", 0},
    {"summary", KEY_SUMMARY, "FILE", 0, "Write the summary as CSV, one row per group of jobs", 0},
    {"by", KEY_BY, "account|qos|user[,...]", 0,
     "Figures of each account (with those below it), QOS or user, too", 0},
    {"grants-out", KEY_GRANTS_OUT, "FILE", 0, "Write what became of each grant of --grants (CSV)",
     0},
    {"against", KEY_AGAINST, "FILE", 0,
     "Compare waits and starts with recorded ones, job by job: the recorded.csv of `aifsim import "
     "slurm`",
     0},
    {"json", KEY_JSON, NULL, 0, "Print the summary as JSON", 0},
    {"parsable", 'P', NULL, 0, "Print the summary with columns separated by |", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace files that exist", 0},
    {0},
};

static error_t parse_by(const char *arg, struct replay_options *o, struct argp_state *state)
{
    for (const char *p = arg; *p;) {
        size_t bytes = strcspn(p, ","), by = 0;
        while (by < AIF_BY_COUNT && (strncmp(aif_by_name((enum aif_by)by), p, bytes) != 0 ||
                                     aif_by_name((enum aif_by)by)[bytes]))
            by++;
        if (by < AIF_BY_COUNT)
            o->is_by[by] = true;
        else
            argp_error(state, "--by wants account, qos or user, or several with commas, found '%s'",
                       arg);
        p += bytes + (p[bytes] == ',');
    }
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct replay_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = o;
        return 0;
    case 'P':
        o->is_parsable = true;
        return 0;
    case KEY_PARTITION:
        o->partition = arg;
        return 0;
    case KEY_JOBS:
        o->jobs_path = arg;
        return 0;
    case KEY_SWF:
        o->swf_path = arg;
        return 0;
    case KEY_WAITS:
        o->waits_path = arg;
        return 0;
    case KEY_SUMMARY:
        o->summary_path = arg;
        return 0;
    case KEY_BY:
        return parse_by(arg, o, state);
    case KEY_GRANTS_OUT:
        o->grants_out_path = arg;
        return 0;
    case KEY_AGAINST:
        o->against_path = arg;
        return 0;
    case KEY_JSON:
        o->is_json = true;
        return 0;
    case KEY_FORCE:
        o->may_replace = true;
        return 0;
    case ARGP_KEY_END:
        if (o->against_path && o->is_parsable)
            argp_error(state, "--against prints text or --json, not --parsable");
        if (o->grants_out_path && !o->grants_path)
            argp_error(state, "--grants-out needs --grants");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&replay_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
    argp_options,
    parse,
    "TRACE",
    "Replay a job trace on a machine under a scheduling policy and print what came of it.\v"
    "Names of policies: `aifsim list`.  A trace may be compressed (gzip, zstd, xz, bzip2).",
    children,
    NULL,
    NULL};

/* What may be written to a file, and how. */
struct target {
    const char *path; /* NULL: not asked for */
    struct output *output;
    void (*write)(const struct replay *r, struct aif_sink *s);
};

enum { TARGETS = 5 };

static struct aif_report report_of(const struct replay *r)
{
    return (struct aif_report){.scenario = &r->scenario, .sim = r->sim, .version = AIF_VERSION};
}

static void write_jobs(const struct replay *r, struct aif_sink *s)
{
    struct aif_report report = report_of(r);
    aif_report_jobs_csv(&report, s);
}

static void write_swf(const struct replay *r, struct aif_sink *s)
{
    struct aif_report report = report_of(r);
    aif_report_swf(&report, s);
}

static void write_waits(const struct replay *r, struct aif_sink *s)
{
    struct aif_report report = report_of(r);
    aif_report_waits_csv(&report, s);
}

static void list_targets(struct replay *r, struct target targets[TARGETS])
{
    const struct replay_options *o = &r->options;
    targets[0] = (struct target){o->jobs_path, &r->jobs, write_jobs};
    targets[1] = (struct target){o->swf_path, &r->swf, write_swf};
    targets[2] = (struct target){o->waits_path, &r->waits, write_waits};
    targets[3] = (struct target){o->summary_path, &r->summary, replay_summary_csv};
    targets[4] = (struct target){o->grants_out_path, &r->grants_out, replay_grants_csv};
}

static int open_outputs(struct replay *r)
{
    struct aif_err err = {0};
    struct target targets[TARGETS];
    list_targets(r, targets);
    for (int i = 0; i < TARGETS; i++)
        if (targets[i].path &&
            !output_open(targets[i].output, targets[i].path, r->options.may_replace, &err))
            return command_fail(EXIT_STATUS_IO, "%s", err.text);
    return EXIT_STATUS_OK;
}

static int simulate(struct replay *r)
{
    r->scenario.keeps_waits = r->options.waits_path || r->options.jobs_path;
    r->scenario.waits_are_bounded = !r->options.waits_path;
    int status = replay_open(r);
    if (status != EXIT_STATUS_OK)
        return status;
    double bound_s = replay_clock_s();
    aif_sim_run(r->sim);
    double done_s = replay_clock_s();
    aif_metrics_compute(&r->scenario, r->sim, &r->arena, &r->metrics);
    for (unsigned by = 0; by < AIF_BY_COUNT; by++)
        if (r->options.is_by[by])
            aif_metrics_add(&r->scenario, r->sim, (enum aif_by)by, &r->arena, &r->metrics);
    r->run_s = done_s - bound_s;
    r->metrics_s = replay_clock_s() - done_s;
    return EXIT_STATUS_OK;
}

static int write_outputs(struct replay *r)
{
    struct aif_err err = {0};
    struct target targets[TARGETS];
    list_targets(r, targets);
    for (int i = 0; i < TARGETS; i++) {
        if (!targets[i].path)
            continue;
        targets[i].write(r, &targets[i].output->sink);
        if (!output_commit(targets[i].output, &err))
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
    int status = replay_read(r);
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
    r->options = replay_defaults();
    argp_parse(&argp, argc, argv, 0, NULL, &r->options);
    int status = run(r);
    replay_close(r);
    return status;
}
