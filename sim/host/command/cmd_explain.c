/* aifsim explain RUN JOB: why one job of a run waited. */
#include "host/command/command.h"
#include "host/command/explain_cell.h"
#include "host/command/replay.h"
#include "host/explain/explain.h"

#include "aif/text.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_CELL = 768, KEY_TRACE, KEY_POLICY, KEY_SEED, KEY_RUNS, KEY_LINE, KEY_JSON };
enum { USUAL_RUNS = 64 };

struct options {
    struct replay_options *replay;
    struct explain_choice choice;
    int64_t job, line, runs;
    bool has_job, is_json;
};

static const struct argp_option argp_options[] = {
    {"cell", KEY_CELL, "N", 0, "Of a result directory: the run by its number in results.db", 0},
    {"trace", KEY_TRACE, "NAME", 0, "The run of this trace (and of --site)", 0},
    {"policy", KEY_POLICY, "NAME", 0, "The run of this policy", 0},
    {"seed", KEY_SEED, "N", 0, "The run of this seed", 0},
    {"line", KEY_LINE, "N", 0, "Of several jobs of one number: that of this line of the trace", 0},
    {"runs", KEY_RUNS, "N", 0,
     "Runs made at most to find who stood in the way; default 64; 0: do not look", 0},
    {"json", KEY_JSON, NULL, 0, "Print JSON, with everything that the text leaves out", 0},
    {0},
};

static error_t parse_number(const char *name, const char *arg, int64_t *out,
                            struct argp_state *state)
{
    if (!aif_text_int(arg, 0, INT64_MAX, out))
        argp_error(state, "%s wants a whole number, found '%s'", name, arg);
    return 0;
}

/* The first argument is the trace of the options of replay. */
static error_t parse_argument(char *arg, struct options *o, struct argp_state *state)
{
    if (!o->replay->trace)
        return ARGP_ERR_UNKNOWN;
    if (o->has_job)
        argp_error(state, "one RUN and one JOB, found also '%s'", arg);
    o->has_job = true;
    return parse_number("JOB", arg, &o->job, state);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    int64_t seed = 0;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = o->replay;
        return 0;
    case KEY_CELL:
        return parse_number("--cell", arg, &o->choice.cell, state);
    case KEY_TRACE:
        o->choice.trace = arg;
        return 0;
    case KEY_POLICY:
        o->choice.policy = arg;
        return 0;
    case KEY_SEED:
        parse_number("--seed", arg, &seed, state);
        o->choice.seed = (uint64_t)seed;
        return 0;
    case KEY_LINE:
        return parse_number("--line", arg, &o->line, state);
    case KEY_RUNS:
        return parse_number("--runs", arg, &o->runs, state);
    case KEY_JSON:
        o->is_json = true;
        return 0;
    case ARGP_KEY_ARG:
        return parse_argument(arg, o, state);
    case ARGP_KEY_END:
        if (o->replay->trace && !o->has_job)
            argp_error(state, "which JOB? its number in the trace");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {
    {&replay_argp, 0,
     "Of a trace, as in replay (--site also chooses among a directory's runs):", 0},
    {0}};

static const struct argp argp = {
    argp_options,
    parse,
    "RUN JOB",
    "Tell what a job waited for, from when to when and for whom, the starts that it was promised, "
    "how it came to start and where, and what would have let it start earlier: the run is made "
    "again without others, or with another limit, width, partition or policy.\v"
    "RUN is a result directory of `aifsim run` or a trace.  docs/explain.md has the keys of "
    "--json.",
    children,
    NULL,
    NULL};

/* What a command holds, so that one function can give it all back. */
struct explaining {
    struct options options;
    struct replay *replay;
    struct explain_cell cell;
    struct explanation e;
    struct aif_sim *own; /* of a cell; a replay has its own */
    bool is_cell;
    char policy[256], site[256];
};

/* The trace's numbers nearest to one that it does not have. */
static int fail_to_find(const struct explaining *x, const struct aif_workload *w, uint32_t count)
{
    int64_t below = -1, above = -1, wanted = x->options.job;
    char near[100] = "";
    for (uint32_t i = 0; i < count; i++) {
        int64_t id = w->jobs[i].id;
        if (id < wanted && (below < 0 || id > below))
            below = id;
        if (id > wanted && (above < 0 || id < above))
            above = id;
    }
    if (below >= 0 && above >= 0)
        snprintf(near, sizeof near, "; the nearest are %lld and %lld", (long long)below,
                 (long long)above);
    else if (below >= 0 || above >= 0)
        snprintf(near, sizeof near, "; the nearest is %lld",
                 (long long)(below >= 0 ? below : above));
    return command_fail(EXIT_STATUS_DATA, "%s has no job %lld among its %u%s",
                        x->options.replay->trace, (long long)wanted, count, near);
}

static int find_job(struct explaining *x)
{
    const struct aif_workload *w = x->e.scenario.workload;
    uint32_t limit = x->e.scenario.job_limit, found = 0;
    uint32_t count = limit && limit < w->count ? limit : w->count;
    for (uint32_t i = 0; i < count; i++) {
        if (w->jobs[i].id != x->options.job ||
            (x->options.line && w->jobs[i].line != x->options.line))
            continue;
        if (found++ == 0)
            x->e.job = i;
    }
    if (!found)
        return fail_to_find(x, w, count);
    if (found > 1)
        command_note(
            "%u jobs have the number %lld; this is the first, of line %u of the trace: choose "
            "another with --line",
            found, (long long)x->options.job, w->jobs[x->e.job].line);
    return EXIT_STATUS_OK;
}

static int open_cell(struct explaining *x)
{
    struct replay_options *o = x->options.replay;
    const char *folder = o->trace;
    if (o->policy.order || o->policy.backfill || o->policy.candidates || o->policy.share ||
        o->site_set_count || o->job_set_count || o->grants_path || o->recording_path)
        return command_fail(
            EXIT_STATUS_USAGE,
            "%s is a result directory: its runs are what its experiment says; choose "
            "one with --cell, --site, --trace, --policy or --seed",
            folder);
    x->is_cell = true;
    x->options.choice.site = o->site;
    int status = explain_cell_open(folder, &x->options.choice, &x->cell);
    if (status != EXIT_STATUS_OK)
        return status;
    struct result_cell names = cell_names(&x->cell.experiment, x->cell.number);
    x->e.scenario = x->cell.scene.scenario;
    x->e.site = names.site;
    x->e.trace = names.trace;
    x->e.policy = names.policy;
    x->e.seed = names.seed;
    x->e.cell = x->cell.number;
    return EXIT_STATUS_OK;
}

static int open_trace(struct explaining *x)
{
    struct replay *r = x->replay;
    const struct explain_choice *c = &x->options.choice;
    bool has_choice = c->cell >= 0 || c->trace || c->policy || c->seed;
    if (has_choice && access(r->options.trace, F_OK) != 0)
        return command_fail(EXIT_STATUS_NO_INPUT, "%s: %s; RUN is a result directory or a trace",
                            r->options.trace, strerror(errno));
    if (has_choice)
        return command_fail(EXIT_STATUS_USAGE,
                            "%s is a trace, not a result directory: --cell, --trace, --policy and "
                            "--seed mean nothing; give --site, --order, --backfill",
                            r->options.trace);
    if (!r->options.policy.backfill)
        r->options.policy.backfill = "easy";
    int status = replay_read(r);
    if (status != EXIT_STATUS_OK)
        return status;
    x->e.scenario = r->scenario;
    x->e.scenario.workload = &r->workload;
    x->e.cell = -1;
    return EXIT_STATUS_OK;
}

/* After replay_read() the parts are known, and after replay_open() the scenario is whole. */
static int open_replay(struct explaining *x)
{
    struct replay *r = x->replay;
    r->scenario.workload = &r->workload;
    explain_prepare(&r->scenario, x->e.job);
    int status = replay_open(r);
    const struct aif_policy *p = &r->scenario.policy;
    snprintf(x->policy, sizeof x->policy, "%s/%s", p->order->plugin.name,
             r->options.policy.backfill);
    snprintf(x->site, sizeof x->site, "%s", r->options.site);
    x->e.scenario = r->scenario;
    x->e.site = x->site;
    x->e.trace = r->workload.name;
    x->e.policy = x->policy;
    if (status == EXIT_STATUS_OK)
        explain_watch(&x->e, r->sim);
    return status;
}

static int open_sim(struct explaining *x)
{
    struct aif_err err = {{0}};
    explain_prepare(&x->e.scenario, x->e.job);
    x->own = aif_sim_open(&x->e.scenario, &err);
    if (!x->own)
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    explain_watch(&x->e, x->own);
    return EXIT_STATUS_OK;
}

static int print(const struct explaining *x)
{
    int file = STDOUT_FILENO;
    struct aif_sink s = output_stream(&file);
    if (!x->options.is_json)
        explain_text(&x->e, &s);
    else if (!explain_json(&x->e, &s))
        aif_fatal("out of memory: JSON");
    if (!aif_sink_flush(&s))
        return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                            strerror(errno));
    return EXIT_STATUS_OK;
}

static int run(struct explaining *x)
{
    struct stat s;
    bool is_folder = stat(x->options.replay->trace, &s) == 0 && S_ISDIR(s.st_mode);
    int status = is_folder ? open_cell(x) : open_trace(x);
    if (status == EXIT_STATUS_OK)
        status = find_job(x);
    if (status == EXIT_STATUS_OK)
        status = x->is_cell ? open_sim(x) : open_replay(x);
    if (status != EXIT_STATUS_OK)
        return status;
    x->e.most_runs = (uint32_t)(x->options.runs < UINT32_MAX ? x->options.runs : UINT32_MAX);
    if (x->e.most_runs) {
        explain_causes(&x->e);
        explain_changes(&x->e);
    }
    return print(x);
}

int command_explain(int argc, char **argv)
{
    struct explaining *x = calloc(1, sizeof *x);
    struct replay *r = calloc(1, sizeof *r);
    if (!x || !r)
        aif_fatal("out of memory");
    x->replay = r;
    x->options =
        (struct options){.replay = &r->options, .choice = {.cell = -1}, .runs = USUAL_RUNS};
    r->options = replay_defaults();
    r->options.policy.backfill = NULL;
    argp_parse(&argp, argc, argv, 0, NULL, &x->options);
    int status = run(x);
    aif_arena_free(&x->e.arena);
    aif_sim_close(x->own);
    explain_cell_close(&x->cell);
    replay_close(r);
    free(x);
    return status;
}
