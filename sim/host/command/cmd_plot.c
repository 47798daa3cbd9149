/* aifsim plot DIR FIGURE: a CSV file, a gnuplot script and a picture. */
#include "host/command/command.h"
#include "host/figure/figure.h"
#include "host/files/output.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

enum {
    KEY_FORMAT = 256,
    KEY_SITE,
    KEY_TRACE,
    KEY_COMMUNITY,
    KEY_SEED,
    KEY_FORCE,
    KEY_BY,
    KEY_NAME
};

enum { PATH_BYTES = 4096 };

struct options {
    struct figure_wish wish;
    const char *dir, *figure, *format, *out, *name;
    bool may_replace;
};

static const struct argp_option argp_options[] = {
    {"site", KEY_SITE, "NAME", 0, "Default: the first of the experiment", 0},
    {"trace", KEY_TRACE, "NAME", 0, "Default: the first of the experiment", 0},
    {"policy", 'p', "NAME[,NAME...]", 0,
     "Which to draw; default: all, at most 8, or the first where a figure shows one", 0},
    {"seed", KEY_SEED, "N|all", 0,
     "Default: the first; all: the jobs of all seeds together (slowdown)", 0},
    {"community", KEY_COMMUNITY, "NAME", 0,
     "Only its jobs (comparison, queue, slowdown, waits); default: all", 0},
    {"metric", 'm', "NAME", 0, "A column of summary.csv (comparison); default: wait_mean_s", 0},
    {"by", KEY_BY, "community|account", 0, "Which groups (shares); default: community", 0},
    {"format", KEY_FORMAT, "svg|pdf", 0, "Of the picture; default: svg", 0},
    {"out", 'o', "FOLDER", 0, "Where to; default: DIR/plots", 0},
    {"name", KEY_NAME, "NAME", 0, "Of the files, without ending; default: the figure's", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace the script and the data that are there", 0},
    {0},
};

/* Names of files that need no quotes in a script or a shell. */
static bool is_plain(const char *name)
{
    return *name && *name != '-' && strlen(name) < 100 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
               strlen(name);
}

static error_t parse_argument(const char *arg, struct options *o, struct argp_state *state)
{
    if (o->figure)
        argp_error(state, "one DIR and one FIGURE, found also '%s'", arg);
    if (o->dir)
        o->figure = arg;
    else
        o->dir = arg;
    return 0;
}

static error_t check_options(const struct options *o, struct argp_state *state)
{
    if (!o->dir)
        argp_error(state, "which DIR? that of a campaign: aifsim run EXPERIMENT --out DIR");
    else if (!o->figure)
        argp_error(state, "which FIGURE? `aifsim list figure` has them all");
    else if (strcmp(o->format, "svg") != 0 && strcmp(o->format, "pdf") != 0)
        argp_error(state, "--format wants svg or pdf, found '%s'", o->format);
    else if (o->wish.by && strcmp(o->wish.by, "community") != 0 &&
             strcmp(o->wish.by, "account") != 0)
        argp_error(state, "--by wants community or account, found '%s'", o->wish.by);
    else if (o->name && !is_plain(o->name))
        argp_error(state, "--name wants letters, digits, _, - and ., found '%s'", o->name);
    return 0;
}

/* Where the value of an option goes; NULL: none of these. */
static const char **place_of(int key, struct options *o)
{
    switch (key) {
    case KEY_SITE:
        return &o->wish.site;
    case KEY_TRACE:
        return &o->wish.trace;
    case 'p':
        return &o->wish.policies;
    case KEY_SEED:
        return &o->wish.seed;
    case KEY_COMMUNITY:
        return &o->wish.community;
    case 'm':
        return &o->wish.metric;
    case KEY_BY:
        return &o->wish.by;
    case KEY_FORMAT:
        return &o->format;
    case 'o':
        return &o->out;
    case KEY_NAME:
        return &o->name;
    default:
        return NULL;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    const char **place = place_of(key, o);
    if (place) {
        *place = arg;
        return 0;
    }
    switch (key) {
    case KEY_FORCE:
        o->may_replace = true;
        return 0;
    case ARGP_KEY_ARG:
        return parse_argument(arg, o, state);
    case ARGP_KEY_END:
        return check_options(o, state);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "DIR FIGURE",
    "Make a figure for a paper from the results in DIR: DIR/plots/FIGURE.csv with the points, "
    "FIGURE.gp, a gnuplot script that is yours to edit, and the picture that gnuplot draws of "
    "them.  Without gnuplot the first two are written, and how to go on is said.  `aifsim list "
    "figure` has all figures.",
    NULL,
    NULL,
    NULL};

/* An option that the figure knows nothing of would be passed over in silence. */
static bool check_takes(const struct figure *f, const struct figure_wish *w, struct aif_err *err)
{
    const struct {
        const char *option, *value;
        bool is_taken;
    } options[] = {{"community", w->community, f->takes & FIGURE_COMMUNITY},
                   {"metric", w->metric, f->takes & FIGURE_METRIC},
                   {"by", w->by, f->takes & FIGURE_BY},
                   {"seed", w->seed, !(f->takes & FIGURE_METRIC)}};
    for (size_t i = 0; i < AIF_COUNT(options); i++)
        if (options[i].value && !options[i].is_taken)
            return aif_err_set(err, "--%s: the figure '%s' has no such choice", options[i].option,
                               f->name);
    return true;
}

/* The files of one figure. */
struct files {
    char folder[PATH_BYTES / 2], csv_path[PATH_BYTES], script_path[PATH_BYTES];
    struct output csv, script;
};

static bool open_files(const struct options *o, const char *name, struct files *f,
                       struct aif_err *err)
{
    int n = o->out ? snprintf(f->folder, sizeof f->folder, "%s", o->out)
                   : snprintf(f->folder, sizeof f->folder, "%s/plots", o->dir);
    if (n >= (int)sizeof f->folder)
        return aif_err_set(err, "--out: the path is too long");
    snprintf(f->csv_path, sizeof f->csv_path, "%s/%s.csv", f->folder, name);
    snprintf(f->script_path, sizeof f->script_path, "%s/%s.gp", f->folder, name);
    if (!output_open(&f->script, f->script_path, o->may_replace, err))
        return false;
    if (output_open(&f->csv, f->csv_path, o->may_replace, err))
        return true;
    output_discard(&f->script);
    return false;
}

static int draw(const struct options *o, const char *name, const struct files *f)
{
    struct aif_err err = {{0}};
    bool is_there = false;
    if (!figure_draw(f->folder, name, &is_there, &err))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    printf("%s\n%s\n", f->csv_path, f->script_path);
    if (is_there)
        printf("%s/%s.%s\n", f->folder, name, o->format);
    else
        command_note("gnuplot is not installed (Debian: gnuplot-nox), so there is no picture yet; "
                     "where it is: cd %s && gnuplot %s.gp",
                     f->folder, name);
    return EXIT_STATUS_OK;
}

/* err is that of the source, too. */
static int write_files(const struct options *o, const struct figure *figure,
                       const struct figure_job *asked, struct aif_err *err)
{
    struct files f = {.csv = {.file = -1}, .script = {.file = -1}};
    if (!open_files(o, asked->name, &f, err))
        return command_fail(EXIT_STATUS_IO, "%s", err->text);
    struct figure_job job = *asked;
    job.csv = &f.csv.sink;
    job.script = &f.script.sink;
    bool is_made = figure->make(&job, err);
    int status = EXIT_STATUS_DATA;
    if (is_made) {
        is_made = output_finish(&f.csv, err) && output_finish(&f.script, err) &&
                  output_commit(&f.csv, err) && output_commit(&f.script, err);
        status = EXIT_STATUS_IO;
    }
    output_discard(&f.csv);
    output_discard(&f.script);
    return is_made ? draw(o, job.name, &f)
                   : command_fail((enum exit_status)status, "%s", err->text);
}

static int plot(const struct options *o, const struct figure *figure, const struct results *results)
{
    struct aif_arena arena = {0};
    struct figure_cells cells;
    struct source source = {0};
    struct aif_err err = {{0}};
    struct figure_job job = {.wish = &o->wish,
                             .cells = &cells,
                             .results = results,
                             .source = figure->source.file ? &source : NULL,
                             .arena = &arena,
                             .name = o->name ? o->name : figure->name,
                             .format = o->format};
    int status = EXIT_STATUS_DATA;
    if (!figure_choose(figure, &job, &cells, &err))
        command_fail(EXIT_STATUS_DATA, "%s", err.text);
    else if (job.source && !source_open(&source, o->dir, &figure->source, &err))
        status = command_fail(source.status, "%s", err.text);
    else {
        if (*cells.note)
            command_note("%s", cells.note);
        status = write_files(o, figure, &job, &err);
        if (job.source)
            source_close(&source);
    }
    aif_arena_free(&arena);
    return status;
}

int command_plot(int argc, char **argv)
{
    struct options o = {.format = "svg"};
    struct results results = {0};
    struct aif_err err = {{0}};
    int status = EXIT_STATUS_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    const struct figure *figure = figures_find(o.figure, &err);
    if (!figure || !check_takes(figure, &o.wish, &err))
        return command_fail(EXIT_STATUS_USAGE, "%s", err.text);
    const char *community =
        (figure->takes & FIGURE_METRIC) && o.wish.community ? o.wish.community : "all";
    if (results_open(o.dir, community, &results, &status, &err)) {
        if (results.done < results.planned)
            command_note("%u of %u cells are there; `aifsim run --resume` computes the rest",
                         results.done, results.planned);
        status = plot(&o, figure, &results);
    } else
        command_fail((enum exit_status)status, "%s", err.text);
    results_close(&results);
    return status;
}
