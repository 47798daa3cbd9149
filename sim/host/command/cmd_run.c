/* aifsim run EXPERIMENT.yaml --out DIR: a campaign on the ranks there are. */
#include "host/campaign/campaign.h"
#include "host/campaign/comparison.h"
#include "host/campaign/finish.h"
#include "host/campaign/follow.h"
#include "host/command/command.h"
#include "host/files/input.h"
#include "host/files/output.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_FORCE = 256, KEY_RESUME, KEY_SET, KEY_CHECK, KEY_STRICT, KEY_BIND };

struct options {
    const char *experiment;
    struct campaign_options campaign;
    const char **sets; /* as many as there are arguments at most */
    size_t set_count;
    bool is_parsable;
};

static const struct argp_option argp_options[] = {
    {"out", 'o', "DIR", 0, "Directory for the results (required)", 0},
    {"force", KEY_FORCE, NULL, 0, "Overwrite the results that are in DIR", 0},
    {"resume", KEY_RESUME, NULL, 0, "Compute what is missing in DIR", 0},
    {"set", KEY_SET, "KEY=VALUE[,VALUE...]", 0, "Change a value of the experiment; repeatable", 0},
    {"check", KEY_CHECK, NULL, 0, "Recompute the simulator's state after every pass (slow)", 0},
    {"strict", KEY_STRICT, NULL, 0, "Every repair of a trace record is an error", 0},
    {"bind", KEY_BIND, "auto|cores|none", 0,
     "Bind ranks to cores: unless the launcher says otherwise, even then, or never", 0},
    {"parsable", 'P', NULL, 0, "Print the table with columns separated by |", 0},
    {"quiet", 'q', NULL, 0, "Print errors and the table alone", 0},
    {"verbose", 'v', NULL, 0, "Print a line for each cell", 0},
    {0},
};

static error_t parse_mode(enum store_mode mode, struct options *o, struct argp_state *state)
{
    if (o->campaign.mode != STORE_NEW && o->campaign.mode != mode) {
        argp_error(state, "--force starts again and --resume goes on: give one of them");
        return EINVAL;
    }
    o->campaign.mode = mode;
    return 0;
}

static error_t parse_bind(const char *arg, struct options *o, struct argp_state *state)
{
    static const char *const wishes[] = {"auto", "cores", "none"};
    for (int i = 0; i < (int)AIF_COUNT(wishes); i++)
        if (strcmp(arg, wishes[i]) == 0) {
            o->campaign.binding = (enum placement_wish)i;
            return 0;
        }
    argp_error(state, "--bind wants auto, cores or none, found '%s'", arg);
    return EINVAL;
}

static error_t parse_end(struct options *o, struct argp_state *state)
{
    if (!o->experiment)
        argp_error(state, "which EXPERIMENT.yaml?");
    else if (!o->campaign.dir)
        argp_error(state, "where to? give --out DIR");
    return o->experiment && o->campaign.dir ? 0 : EINVAL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 'o':
        o->campaign.dir = arg;
        return 0;
    case KEY_FORCE:
        return parse_mode(STORE_FORCE, o, state);
    case KEY_RESUME:
        return parse_mode(STORE_RESUME, o, state);
    case KEY_SET:
        o->sets[o->set_count++] = arg;
        return 0;
    case KEY_CHECK:
        o->sets[o->set_count++] = "check=true";
        return 0;
    case KEY_STRICT:
        o->sets[o->set_count++] = "strict=true";
        return 0;
    case KEY_BIND:
        return parse_bind(arg, o, state);
    case 'P':
        o->is_parsable = true;
        return 0;
    case 'q':
        o->campaign.level = PROGRESS_QUIET;
        return 0;
    case 'v':
        o->campaign.level = PROGRESS_VERBOSE;
        return 0;
    case ARGP_KEY_ARG:
        if (o->experiment) {
            argp_error(state, "one EXPERIMENT.yaml, found also '%s'", arg);
            return EINVAL;
        }
        o->experiment = arg;
        return 0;
    case ARGP_KEY_END:
        return parse_end(o, state);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "EXPERIMENT.yaml --out DIR",
    "Run an experiment: sites x traces x policies x seeds; the name of one that comes with aifsim, "
    "such as smoke, will do.  Under mpirun the cells are shared out "
    "over the ranks; the results are the same bytes on any number of them.  DIR receives "
    "results.db (SQLite), summary.csv, jobs.csv, series.csv and distributions.csv (by default of "
    "the first seed), experiment.resolved.yaml and report.html, the page that shows them; while "
    "the file INCOMPLETE is there, it is unfinished.  run.log tells when and how fast it ran, "
    "ro-crate-metadata.json describes all files with their SHA-256 and how they came about; these "
    "two are not part of the results.",
    NULL,
    NULL,
    NULL};

/* Jobs without fair share say something else than people think: see aif_strangers_of(). */
static void note_strangers(const struct results *results)
{
    size_t column;
    struct aif_err err;
    uint32_t cells = 0;
    AIF_CHECK(comparison_column("without_account", &column, &err));
    for (uint32_t i = 0; i < results->count; i++)
        cells += results->cells[i].values[column] > 0;
    if (cells)
        command_note("%u of %u cells have jobs of users in no account of their site, without fair "
                     "share or refused: column without_account of summary.csv",
                     cells, results->count);
}

static void find_usual(const struct results *results, size_t columns[COMPARISON_USUAL])
{
    const char *names = comparison_usual_metrics(results);
    char name[64];
    struct aif_err err;
    for (size_t i = 0; i < COMPARISON_USUAL; i++) {
        size_t bytes = strcspn(names, ",");
        snprintf(name, sizeof name, "%.*s", (int)bytes, names);
        AIF_CHECK(comparison_column(name, &columns[i], &err));
        names += bytes + (names[bytes] == ',');
    }
}

static int print_table(const struct options *o)
{
    size_t columns[COMPARISON_USUAL];
    struct comparison_plan plan = {columns, AIF_COUNT(columns), NULL, false, 1};
    struct results results = {0};
    struct comparison comparison;
    struct aif_err err = {{0}};
    int status, file = STDOUT_FILENO;
    if (!results_open(o->campaign.dir, "all", &results, &status, &err)) {
        results_close(&results);
        return command_fail((enum exit_status)status, "%s", err.text);
    }
    struct aif_sink s = output_stream(&file);
    find_usual(&results, columns);
    comparison_make(&results, &plan, &comparison);
    if (o->is_parsable)
        comparison_write(&comparison, COMPARISON_PARSABLE, &s);
    else
        comparison_write_wide(&comparison, &plan, &s);
    bool is_written = aif_sink_flush(&s);
    note_strangers(&results);
    aif_arena_free(&comparison.arena);
    results_close(&results);
    if (!is_written)
        return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                            strerror(errno));
    if (o->campaign.level != PROGRESS_QUIET)
        fprintf(stderr, "results: %s (compare them: aifsim compare %s)\n", o->campaign.dir,
                o->campaign.dir);
    return EXIT_STATUS_OK;
}

/* The last files; the results are complete without them. */
static bool finish(void *to, int *status, struct aif_err *err)
{
    return campaign_finish(to, status, err) ||
           aif_err_add(err, "the results are complete; once that is put right, the same command "
                            "with --resume writes what is missing");
}

/* All cells and the last files. */
static int run_all(struct comm *comm, const struct options *o, const struct experiment *e,
                   const char *sha256)
{
    struct aif_err err = {{0}};
    int status = EXIT_STATUS_OK;
    struct crate_plan plan = {.dir = o->campaign.dir,
                              .e = e,
                              .e_sha256 = sha256,
                              .sets = o->sets,
                              .set_count = o->set_count,
                              .version = AIF_VERSION};
    struct campaign_options campaign = o->campaign;
    campaign.last = finish;
    campaign.last_to = &plan;
    if (!campaign_run(comm, e, &campaign, &status, &err))
        return command_fail((enum exit_status)status, "%s", err.text);
    if (e->writes_report && o->campaign.level != PROGRESS_QUIET)
        fprintf(stderr, "report: %s/report.html (open it in a browser)\n", o->campaign.dir);
    return EXIT_STATUS_OK;
}

static int lead(struct comm *comm, const struct options *o)
{
    struct experiment e = {0};
    struct conf_errors errors = {0};
    char sha256[CAMPAIGN_HASH_TEXT], given[INPUT_HASH_TEXT] = "";
    int status = EXIT_STATUS_OK;
    bool is_read = experiment_open(o->experiment, o->sets, o->set_count, &e, &errors);
    if (is_read)
        input_sha256(e.path, given, NULL); /* now, for it may be edited while this runs */
    if (!is_read)
        status = command_fail(errors.is_missing ? EXIT_STATUS_NO_INPUT : EXIT_STATUS_DATA, "%s",
                              errors.text ? errors.text : "");
    conf_errors_fini(&errors);
    for (uint32_t i = 0; i < e.site_count; i++)
        command_notes(&e.sites[i].site.notes);
    campaign_announce(comm, is_read ? &e : NULL, sha256);
    if (is_read)
        status = run_all(comm, o, &e, given);
    experiment_close(&e);
    return status == EXIT_STATUS_OK ? print_table(o) : status;
}

int command_run(int argc, char **argv)
{
    struct options o = {.campaign = {.level = PROGRESS_NORMAL, .version = AIF_VERSION}};
    struct comm *comm = NULL;
    struct aif_err err;
    o.sets = calloc((size_t)argc, sizeof *o.sets);
    if (!o.sets)
        aif_fatal("out of memory");
    /* Of several ranks only the first talks; all of them end. */
    unsigned flags = comm_launch_rank() > 0 ? ARGP_SILENT : 0;
    if (argp_parse(&argp, argc, argv, flags, NULL, &o) != 0)
        return EXIT_STATUS_USAGE;
    int status;
    if (!comm_open(&argc, &argv, &comm, &err)) {
        status = command_fail(EXIT_STATUS_USAGE, "%s", err.text);
    } else if (comm_rank(comm) == 0) {
        status = lead(comm, &o);
    } else {
        /* The launcher returns the first status that is not 0: rank 0's is the one that counts. */
        campaign_follow(comm, o.experiment, o.sets, o.set_count, &o.campaign);
        status = EXIT_STATUS_OK;
    }
    comm_close(comm);
    free(o.sets);
    return status;
}
