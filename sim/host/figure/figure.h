#ifndef SIM_HOST_FIGURE_FIGURE_H
#define SIM_HOST_FIGURE_FIGURE_H

#include "aif/names.h"
#include "aif/sink.h"
#include "host/campaign/results.h"
#include "host/command/command.h"
#include "host/figure/source.h"

/* Figures for papers: a small CSV file with the points and a gnuplot script that draws them, made
 * from the files of a result directory.  A figure is one file of this folder with one const struct
 * figure_NAME, and its name in figures.h. */

/* More curves than that cannot be told apart. */
enum { FIGURE_MOST_CURVES = 8 };

/* What a figure may be asked for beside site, trace, policies and seed. */
enum {
    FIGURE_COMMUNITY = 1, /* the jobs of one community */
    FIGURE_METRIC = 2,    /* a column of summary.csv */
    FIGURE_BY = 4,        /* groups: communities or accounts */
    FIGURE_POOL = 8,      /* the jobs of all seeds together */
    FIGURE_ONE = 16,      /* shows one policy: the first, unless another is named */
};

/* What the user asked for; NULL: not said. */
struct figure_wish {
    const char *site, *trace, *policies, *seed, *community, *metric, *by;
};

/* What is drawn: cells of results.db.  Texts belong to the results or the wish. */
struct figure_cells {
    const char *site, *trace;
    const char *policies[FIGURE_MOST_CURVES]; /* one curve each, in the order of the experiment */
    uint32_t policy_count;
    struct aif_names wanted; /* all policies that the wish names; empty: it names none */
    uint64_t seed;
    bool is_pooled;    /* all seeds */
    const int *curves; /* by cell: the curve of its policy; -1: it is not drawn */
    bool *seen;        /* by cell: it has rows in the source */
    uint32_t cell_count;
    char note[512]; /* what was chosen where there was a choice and nobody asked; may be empty */
};

/* One figure in the making.  Everything is borrowed. */
struct figure_job {
    const struct figure_wish *wish;
    const struct figure_cells *cells;
    const struct results *results; /* rows "all" of results.db */
    struct source *source;         /* open at its first row; NULL: the figure has no source */
    struct aif_arena *arena;
    struct aif_sink *csv, *script;
    const char *name;   /* of the files, without their endings */
    const char *format; /* "svg" or "pdf" */
};

struct figure {
    const char *name;          /* on the command line */
    const char *summary;       /* one line for `aifsim list` */
    unsigned takes;            /* FIGURE_... */
    struct source_kind source; /* what it is made from; no file: results.db alone */
    bool (*make)(struct figure_job *job, struct aif_err *err);
};

/* NULL past the end. */
const struct figure *figures_at(size_t i);

/* The figure of that name; NULL, and err with the names there are and the nearest. */
const struct figure *figures_find(const char *name, struct aif_err *err);

/* Which cells a figure shows, of the job's results, by its wish.  On failure err says what there
 * is. */
bool figure_choose(const struct figure *figure, const struct figure_job *job,
                   struct figure_cells *out, struct aif_err *err);

/* Whether the wish leaves that policy in. */
bool figure_wants(const struct figure_cells *c, const char *policy);

/* The curve of the row that the source is at, whose column 0 is `cell`; -1: not drawn. */
int figure_curve(const struct figure_job *job);

/* Every cell that is drawn must have had rows: the tables may leave cells out.  False too if
 * reading the source has failed. */
bool figure_check_rows(const struct figure_job *job, struct aif_err *err);

/* Draw NAME.gp, which lies in the folder, with gnuplot.  *is_there: whether there is a gnuplot. */
bool figure_draw(const char *folder, const char *name, bool *is_there, struct aif_err *err);

#endif
