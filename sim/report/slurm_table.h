#ifndef SIM_REPORT_SLURM_TABLE_H
#define SIM_REPORT_SLURM_TABLE_H

#include "aif/slurm_table.h"

/* Shared by the files of Slurm's tables. */

struct slurm_row {
    uint32_t index;  /* job or association */
    uint32_t record; /* sprio: which of a job's partitions; sshare: depth in the tree */
    int64_t key[3];  /* ascending */
};

/* What cells are made from; the row's own at the end. */
struct slurm_table {
    const struct aif_sim *sim;
    const struct aif_scenario *scenario;
    const struct aif_slurm_request *request;
    const struct aif_machine *machine;
    const struct aif_centre *centre; /* NULL: none stated */
    const struct aif_share_view *share;
    struct aif_arena arena;
    struct aif_sink *scratch;
    const char **node_names; /* made when first asked for */
    struct slurm_row *rows;
    uint32_t row_count;

    const struct slurm_row *row;
    struct aif_job_view job;
    struct aif_priority_sum sum;
    uint32_t partition;
};

/* Texts live in the arena or are static. */
struct slurm_column {
    const char *name;
    int width; /* > 0: right-aligned; < 0: left-aligned; 0: as wide as it is */
    const char *(*cell)(struct slurm_table *t);
    const char *title; /* NULL: as the name */
};

/* A table: its columns, which of them are shown, its rows. */
struct slurm_layout {
    const struct slurm_column *columns;
    const char *usual, *in_full;
    const char *(*choose_usual)(struct slurm_table *t); /* in place of usual, if not NULL */
    bool (*find_rows)(struct slurm_table *t, struct aif_err *err);
    void (*look)(struct slurm_table *t); /* make row's members */
    bool has_rule;                       /* a line of dashes, and what is cut off ends in + */
    const char *of_starts;               /* squeue --start */
};

extern const struct slurm_layout slurm_sshare, slurm_sprio, slurm_squeue, slurm_sacct;

const char *slurm_text(struct slurm_table *t, const char *fmt, ...) AIF_PRINTF(2, 3);
const char *slurm_job_id(struct slurm_table *t);
const char *slurm_user(struct slurm_table *t);
const char *slurm_qos(struct slurm_table *t);
const char *slurm_state(struct slurm_table *t); /* "RUNNING" */
const char *slurm_partition(struct slurm_table *t, uint32_t partition);
const char *slurm_time(struct slurm_table *t, int64_t t_s, const char *unknown); /* UTC */
const char *slurm_nodes(struct slurm_table *t);                                  /* host list */

/* Whether the text is one of a list with commas; NULL: of any. */
bool slurm_is_listed(const char *list, const char *text);

/* Whether the request asks for states and jobs that there may be. */
bool slurm_check_request(const struct aif_slurm_request *request, struct aif_err *err);

/* Whether the request asks for this job.  Leaves t->row NULL. */
bool slurm_is_job_wanted(struct slurm_table *t, uint32_t job, const struct aif_job_view *view);

#endif
