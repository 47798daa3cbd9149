/* aifsim import slurm: a Slurm cluster's files to a site and a trace. */
#include "host/command/command.h"
#include "host/files/output.h"
#include "host/slurm/facts.h"
#include "host/slurm/files.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_CONF = 0x100,
    KEY_NODES,
    KEY_PARTITIONS,
    KEY_ASSOC,
    KEY_QOS,
    KEY_SACCT,
    KEY_RESERVATIONS,
    KEY_ZONE,
    KEY_REQUEUED,
    KEY_FORCE,
    KEY_SETTINGS
};

struct options {
    const char *from, *assoc, *qos, *sacct, *reservations, *folder;
    struct slurm_conf_paths paths;
    struct slurm_jobs_how how;
    bool may_replace, is_json, is_verbose, shows_settings;
};

static const struct argp_option argp_options[] = {
    {"conf", KEY_CONF, "FILE", 0, "slurm.conf, or what `scontrol show config` prints", 0},
    {"nodes", KEY_NODES, "FILE", 0, "What `scontrol show node` prints; else slurm.conf's nodes", 0},
    {"partitions", KEY_PARTITIONS, "FILE", 0,
     "What `scontrol show partition` prints; else slurm.conf's partitions", 0},
    {"assoc", KEY_ASSOC, "FILE", 0, "What `sacctmgr show assoc tree -P` prints: accounts", 0},
    {"qos", KEY_QOS, "FILE", 0, "What `sacctmgr show qos -P` prints", 0},
    {"sacct", KEY_SACCT, "FILE", 0, "What `sacct -a -X -P -D` prints: jobs", 0},
    {"reservations", KEY_RESERVATIONS, "FILE", 0,
     "What `scontrol show reservation` prints; with --sacct only", 0},
    {"timezone", KEY_ZONE, "ZONE", 0, "Of the times in these two; else $TZ, else UTC", 0},
    {"requeued", KEY_REQUEUED, "last|total", 0,
     "Run time of a job that ran several times: its last run (default), or all together", 0},
    {"out", 'o', "DIR", 0, "Write site.yaml, trace.csv, recorded.csv, import-report.txt here", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace files in a DIR that is not empty", 0},
    {"json", 'j', NULL, 0, "Print what was understood as one JSON object, not the report", 0},
    {"verbose", 'v', NULL, 0, "Also name the settings on which no schedule depends", 0},
    {"settings", KEY_SETTINGS, NULL, 0, "Print the settings that are known, and end", 0},
    {0},
};

static error_t parse_more(int key, char *arg, struct options *o, struct argp_state *state)
{
    switch (key) {
    case KEY_REQUEUED:
        if (strcmp(arg, "last") != 0 && strcmp(arg, "total") != 0)
            argp_error(state, "--requeued: expected last or total, found '%s'", arg);
        o->how.sums_all_runs = strcmp(arg, "total") == 0;
        return 0;
    case KEY_RESERVATIONS:
        o->reservations = arg;
        return 0;
    case 'o':
        o->folder = arg;
        return 0;
    case KEY_FORCE:
        o->may_replace = true;
        return 0;
    case 'j':
        o->is_json = true;
        return 0;
    case 'v':
        o->is_verbose = true;
        return 0;
    case KEY_SETTINGS:
        o->shows_settings = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->from || strcmp(arg, "slurm") != 0)
            argp_error(state, "expected 'slurm' and options, found '%s'", arg);
        o->from = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_CONF:
        o->paths.conf = arg;
        return 0;
    case KEY_NODES:
        o->paths.nodes = arg;
        return 0;
    case KEY_PARTITIONS:
        o->paths.partitions = arg;
        return 0;
    case KEY_ASSOC:
        o->assoc = arg;
        return 0;
    case KEY_QOS:
        o->qos = arg;
        return 0;
    case KEY_SACCT:
        o->sacct = arg;
        return 0;
    case KEY_ZONE:
        o->how.zone = arg;
        return 0;
    default:
        return parse_more(key, arg, o, state);
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "slurm --conf FILE",
    "Make a site, its accounts and a trace from the files of a Slurm cluster, and list every "
    "setting that is not modelled.  Without --out nothing is written.  docs/slurm.md says how to "
    "get the files.",
    NULL,
    NULL,
    NULL};

static int fail(const struct slurm_opened *opened, const struct aif_err *err)
{
    enum exit_status status = opened->status ? opened->status : EXIT_STATUS_DATA;
    return command_fail(status, "%s", err->text);
}

static bool read_all(struct slurm_import *im, const struct options *o, struct aif_err *err)
{
    if (o->qos && !slurm_read_qos(im, o->qos, err))
        return false;
    if (!slurm_read_conf(im, &o->paths, err))
        return false;
    if (o->assoc && !slurm_read_assocs(im, o->assoc, err))
        return false;
    if (o->sacct && !slurm_read_jobs(im, o->sacct, &o->how, err))
        return false;
    return !o->reservations || slurm_read_reservations(im, o->reservations, err);
}

/* Print with put() to standard output. */
static int print(const struct slurm_import *im, const struct options *o)
{
    int file = STDOUT_FILENO;
    struct aif_sink *out = malloc(sizeof *out);
    if (!out)
        aif_fatal("out of memory");
    *out = output_stream(&file);
    if (o->shows_settings)
        slurm_settings_put(out);
    else if (o->is_json)
        slurm_facts_put(im, out);
    else
        slurm_report_whole(im, o->is_verbose, out);
    bool ok = aif_sink_flush(out);
    free(out);
    if (ok)
        return EXIT_STATUS_OK;
    return command_fail(EXIT_STATUS_IO, "standard output cannot be written: %s", strerror(errno));
}

static void write_command(const struct options *o, char *text, size_t room)
{
    const struct {
        const char *option, *value;
    } parts[] = {
        {" --conf ", o->paths.conf},
        {" --nodes ", o->paths.nodes},
        {" --partitions ", o->paths.partitions},
        {" --assoc ", o->assoc},
        {" --qos ", o->qos},
        {" --sacct ", o->sacct},
        {" --reservations ", o->reservations},
        {" --timezone ", o->how.zone},
        {" --requeued ", o->how.sums_all_runs ? "total" : NULL},
    };
    *text = '\0';
    strncat(text, "aifsim import slurm", room - 1);
    for (size_t i = 0; i < AIF_COUNT(parts); i++)
        if (parts[i].value) {
            strncat(text, parts[i].option, room - strlen(text) - 1);
            strncat(text, parts[i].value, room - strlen(text) - 1);
        }
}

static int run(struct slurm_import *im, struct slurm_opened *opened, const struct options *o)
{
    struct aif_err err = {{0}};
    char command[2048];
    int status;
    if (!read_all(im, o, &err))
        return fail(opened, &err);
    slurm_note_missing(im, o->assoc != NULL);
    if (o->folder) {
        write_command(o, command, sizeof command);
        const struct slurm_target target = {o->folder, o->may_replace, command};
        if (!slurm_write(im, &target, &status, &err))
            return command_fail((enum exit_status)status, "%s", err.text);
    }
    return print(im, o);
}

int command_import(int argc, char **argv)
{
    struct options o = {.from = NULL};
    struct slurm_opened opened = {0};
    struct slurm_import im = {.cluster = NULL};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    if (o.shows_settings)
        return print(&im, &o);
    if (!o.from)
        return command_fail(EXIT_STATUS_USAGE, "import from what? Say `aifsim import slurm`");
    if (!o.paths.conf)
        return command_fail(EXIT_STATUS_USAGE, "expected --conf FILE");
    if (o.reservations && !o.sacct)
        return command_fail(EXIT_STATUS_USAGE,
                            "--reservations needs --sacct: times count from the first job");
    if (!o.how.zone)
        o.how.zone = getenv("TZ");
    struct slurm_files files = slurm_files_of(&opened);
    slurm_import_init(&im, &files);
    int status = run(&im, &opened, &o);
    slurm_import_fini(&im);
    slurm_files_close(&opened);
    return status;
}
