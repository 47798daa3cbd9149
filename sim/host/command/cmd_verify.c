/* aifsim verify DIR: is a result directory what a run of its experiment gives? */
#include "host/campaign/campaign.h"
#include "host/campaign/finish.h"
#include "host/campaign/follow.h"
#include "host/command/command.h"
#include "host/files/input.h"
#include "host/files/output.h"
#include "host/files/scratch.h"
#include "host/page/page.h"
#include "host/provenance/verify.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_CELLS = 256, KEY_HASHES, PATH_BYTES = 4096 };

static const char resolved_name[] = "experiment.resolved.yaml";

struct options {
    const char *dir, *out;
    struct compare_pair part; /* only its cells */
    bool has_hashes_only, is_quiet, is_verbose;
};

static const struct argp_option argp_options[] = {
    {"out", 'o', "DIR2", 0, "Keep the results of the new run there; default: they are thrown away",
     0},
    {"cells", KEY_CELLS, "N[..M]", 0, "Compute only these cells anew, counted from 0", 0},
    {"hashes-only", KEY_HASHES, NULL, 0,
     "Compute nothing: hold files and inputs against the SHA-256 that the run wrote down", 0},
    {"quiet", 'q', NULL, 0, "Print errors alone; the exit status tells", 0},
    {"verbose", 'v', NULL, 0, "Show the progress of the new run", 0},
    {0},
};

/* "3" or "3..7", both ends meant. */
static error_t parse_cells(const char *arg, struct options *o, struct argp_state *state)
{
    char *end;
    errno = 0;
    unsigned long first = strtoul(arg, &end, 10), last = first;
    bool is_number = end > arg && *arg >= '0' && *arg <= '9';
    if (is_number && strncmp(end, "..", 2) == 0 && end[2] >= '0' && end[2] <= '9')
        last = strtoul(end + 2, &end, 10);
    if (errno || !is_number || *end || last < first || last >= UINT32_MAX) {
        argp_error(state, "--cells wants a number or a range such as 0..7, found '%s'", arg);
        return EINVAL;
    }
    o->part =
        (struct compare_pair){.is_part = true, .first = (uint32_t)first, .end = (uint32_t)last + 1};
    return 0;
}

static error_t parse_end(const struct options *o, struct argp_state *state)
{
    if (!o->dir)
        argp_error(state, "which DIR?");
    else if (o->out && (o->part.is_part || o->has_hashes_only))
        argp_error(state, "--out keeps a whole run: leave out --cells and --hashes-only");
    else if (o->has_hashes_only && o->part.is_part)
        argp_error(state, "--hashes-only computes no cells: leave out --cells");
    else
        return 0;
    return EINVAL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 'o':
        o->out = arg;
        return 0;
    case KEY_CELLS:
        return parse_cells(arg, o, state);
    case KEY_HASHES:
        o->has_hashes_only = true;
        return 0;
    case 'q':
        o->is_quiet = true;
        return 0;
    case 'v':
        o->is_verbose = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->dir) {
            argp_error(state, "one DIR, found also '%s'", arg);
            return EINVAL;
        }
        o->dir = arg;
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
    "DIR",
    "Say whether the results in DIR, made by `aifsim run`, are still the files that the run left, "
    "and whether a new run of the experiment gives the same.  The new run reads "
    "DIR/experiment.resolved.yaml and the inputs that it names, from the folder that `aifsim run` "
    "was called in, and works on all ranks that there are.  For a file that differs the first "
    "line, cell and column are shown.  Exit status: 0 all the same, 1 something differs.",
    NULL,
    NULL,
    NULL};

/* What was found, and the status. */
static int conclude(const struct options *o, const struct verification *v)
{
    bool is_same = verify_is_same(v);
    int file = STDOUT_FILENO;
    if (o->is_quiet)
        return is_same ? EXIT_STATUS_OK : EXIT_STATUS_DIFFERS;
    struct aif_sink s = output_stream(&file);
    verify_write(v, !o->has_hashes_only, &s);
    aif_sink_text(&s, v->dir);
    if (!is_same)
        aif_sink_text(&s, ": differs\n");
    else if (o->has_hashes_only)
        aif_sink_text(&s, ": the files are those that the run left\n");
    else if (o->part.is_part)
        aif_sink_format(&s, ": the same as computed anew, cells %u..%u\n", o->part.first,
                        o->part.end - 1);
    else
        aif_sink_text(&s, ": the same as computed anew\n");
    if (!aif_sink_flush(&s))
        return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                            strerror(errno));
    return is_same ? EXIT_STATUS_OK : EXIT_STATUS_DIFFERS;
}

/* Read and check the directory; notes about what cannot be told. */
static bool look(const struct options *o, struct verification *v, int *status)
{
    struct aif_err err;
    if (!verify_hashes(o->dir, o->has_hashes_only, v, status, &err)) {
        command_fail((enum exit_status) * status, "%s", err.text);
        return false;
    }
    if (!v->has_record)
        command_note("%s has no ro-crate-metadata.json: whether its files are still those that the "
                     "run left is not known",
                     o->dir);
    if (v->other_version)
        command_note("aifsim %s computed %s, this is %s: what differs may come from that",
                     v->other_version, o->dir, AIF_VERSION);
    return true;
}

static int check_hashes(const struct options *o)
{
    struct verification v = {.count = 0};
    int status = EXIT_STATUS_OK;
    if (look(o, &v, &status) && !v.has_record)
        status = command_fail(EXIT_STATUS_NO_INPUT,
                              "%s: no hashes were written down; without --hashes-only the "
                              "experiment is run again",
                              o->dir);
    else if (v.dir && v.count)
        status = conclude(o, &v);
    verify_close(&v);
    return status;
}

/* The experiment as it was run; false: the status says why not. */
static bool read_experiment(const struct options *o, const struct verification *v,
                            struct experiment *e, int *status)
{
    char path[PATH_BYTES];
    struct conf_errors errors = {0};
    snprintf(path, sizeof path, "%s/%s", o->dir, resolved_name);
    enum verify_state state = verify_recorded(v, resolved_name);
    if (state == VERIFY_DIFFERS) {
        *status = command_fail(EXIT_STATUS_DIFFERS,
                               "%s: was changed after the run, so it does not say any more what "
                               "was run",
                               path);
        return false;
    }
    bool is_read = experiment_open(path, NULL, 0, e, &errors);
    if (!is_read) {
        *status = errors.is_missing ? EXIT_STATUS_NO_INPUT : EXIT_STATUS_DATA;
        command_fail((enum exit_status) * status,
                     "%s\n%s: cannot be run again with other inputs than it had", errors.text,
                     o->dir);
    } else if (o->part.is_part && o->part.end > e->cell_count) {
        *status = command_fail(EXIT_STATUS_USAGE, "--cells %u..%u: %s has the cells 0..%u",
                               o->part.first, o->part.end - 1, o->dir, e->cell_count - 1);
        is_read = false;
    }
    conf_errors_fini(&errors);
    return is_read;
}

static struct campaign_options options_of(const struct options *o, const char *anew)
{
    return (struct campaign_options){.dir = anew,
                                     .level = o->is_verbose ? PROGRESS_NORMAL : PROGRESS_QUIET,
                                     .version = AIF_VERSION,
                                     .first_cell = o->part.first,
                                     .end_cell = o->part.end,
                                     .is_scratch = anew != o->out};
}

/* Run it on all ranks.  anew: where to. */
static int run_again(struct comm *comm, const struct options *o, const struct experiment *e,
                     const char *anew)
{
    struct campaign_options campaign = options_of(o, anew);
    struct crate_plan plan = {.dir = anew, .e = e, .e_sha256 = "", .version = AIF_VERSION};
    char sha256[CAMPAIGN_HASH_TEXT];
    struct aif_err err;
    int status = EXIT_STATUS_OK;
    campaign_announce(comm, e, sha256);
    if (!campaign_run(comm, e, &campaign, &status, &err))
        return command_fail((enum exit_status)status, "%s", err.text);
    if (!o->part.is_part && !campaign_finish(&plan, &status, &err))
        return command_fail((enum exit_status)status, "%s", err.text);
    return EXIT_STATUS_OK;
}

static int lead(struct comm *comm, const struct options *o, const char *anew)
{
    struct verification v = {.count = 0};
    struct experiment e = {0};
    char sha256[CAMPAIGN_HASH_TEXT];
    int status = EXIT_STATUS_OK;
    if (look(o, &v, &status) && read_experiment(o, &v, &e, &status)) {
        status = run_again(comm, o, &e, anew);
        if (status == EXIT_STATUS_OK) {
            verify_against(&v, anew, &o->part);
            status = conclude(o, &v);
        }
    } else {
        campaign_announce(comm, NULL, sha256);
    }
    experiment_close(&e);
    verify_close(&v);
    return status;
}

static void follow(struct comm *comm, const struct options *o)
{
    char path[PATH_BYTES];
    struct campaign_options campaign = options_of(o, "");
    snprintf(path, sizeof path, "%s/%s", o->dir, resolved_name);
    campaign_follow(comm, path, NULL, 0, &campaign);
}

static int run_on_ranks(const struct options *o, int *argc, char ***argv, const char *anew)
{
    struct comm *comm = NULL;
    struct aif_err err;
    int status = EXIT_STATUS_OK;
    if (!comm_open(argc, argv, &comm, &err))
        status = command_fail(EXIT_STATUS_USAGE, "%s", err.text);
    else if (comm_rank(comm) == 0)
        status = lead(comm, o, anew);
    else
        follow(comm, o);
    comm_close(comm);
    return status;
}

int command_verify(int argc, char **argv)
{
    struct options o = {.dir = NULL};
    struct scratch scratch = {.alive_fd = -1};
    struct aif_err err;
    bool is_first = comm_launch_rank() <= 0;
    if (argp_parse(&argp, argc, argv, is_first ? 0 : ARGP_SILENT, NULL, &o) != 0)
        return EXIT_STATUS_USAGE;
    if (o.has_hashes_only)
        return is_first ? check_hashes(&o) : EXIT_STATUS_OK;
    if (is_first && !o.out && !scratch_open(&scratch, &err))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    int status = run_on_ranks(&o, &argc, &argv, o.out ? o.out : scratch.path);
    scratch_close(&scratch);
    return status;
}
